The similarity functions, on numbers with exact results.

  $ printf '3,4\n0,0\n' >q.csv; printf '3,4\n0,5\n-3,-4\n' >k.csv
  $ attn similarity q.csv k.csv
  25,20,-25
  0,0,0
  $ attn similarity -f dot q.csv k.csv
  25,20,-25
  0,0,0
  $ attn similarity --similarity=dot --scale=0.5 q.csv k.csv
  12.5,10,-12.5
  0,0,0
  $ attn similarity -f euclidean q.csv k.csv
  0,-3.1622776601683795,-10
  -5,-5,-5
  $ attn similarity -f gaussian q.csv k.csv
  0,-5,-50
  -12.5,-12.5,-12.5
  $ attn similarity -f gaussian --bandwidth=5 q.csv k.csv
  0,-0.2,-2
  -0.5,-0.5,-0.5
  $ printf '3,4\n' | attn similarity -f cosine - k.csv
  1,0.8,-1
  $ printf '1,1,1,1\n2,4,6,8\n' | attn similarity -f scaled-dot
  2,10
  10,60
  $ printf '1,1,1,1\n2,4,6,8\n' | attn similarity --scale=auto
  2,10
  10,60

A cosine does not overflow, in the kernel or in the reference:

  $ printf '1e300,1e300\n1e-300,0\n' | attn similarity -f cosine --digits=4
  1,0.7071
  0.7071,1
  $ printf '1e300,1e300\n1e-300,0\n' | attn similarity -f cosine --digits=4 --kernel=reference
  1,0.7071
  0.7071,1

A NaN stays a NaN beside a row of zeros, whatever computes it

  $ printf '0,0\n1,2\n' >zeros.csv
  $ printf 'nan,1\n0,0\n' >nan.csv
  $ attn similarity --similarity=cosine --missing=keep zeros.csv nan.csv
  nan,0
  nan,0
  $ attn similarity --similarity=cosine --missing=keep --kernel=reference zeros.csv nan.csv
  nan,0
  nan,0

Neither does an infinite distance hide one:

  $ printf 'nan,inf\n1,inf\n1,2\n' >both.csv
  $ attn similarity -f euclidean --missing=keep both.csv
  nan,nan,nan
  nan,nan,-inf
  nan,-inf,0
  $ attn similarity -f euclidean --missing=keep --kernel=reference both.csv
  nan,nan,nan
  nan,nan,-inf
  nan,-inf,0

A distance overflows only where the result does, in the kernel and in the reference:

  $ printf '3e300,0\n0,4e300\n' | attn similarity -f euclidean
  0,-5e+300
  -5e+300,0
  $ printf '3e300,0\n0,4e300\n' | attn similarity -f euclidean --kernel=reference
  0,-5e+300
  -5e+300,0

A degree costs as many multiplications as it has bits, in the kernel and in the reference:

  $ for i in 1 2 3 4 5 6 7 8 9; do echo 1; echo -1; done >signs.csv
  $ timeout 30 attn similarity -f polynomial --gamma=1 --coef0=0 --degree=2147483647 signs.csv | sort | uniq -c | sed 's/^ *//'
  9 -1,1,-1,1,-1,1,-1,1,-1,1,-1,1,-1,1,-1,1,-1,1
  9 1,-1,1,-1,1,-1,1,-1,1,-1,1,-1,1,-1,1,-1,1,-1
  $ timeout 30 attn similarity -f polynomial --gamma=1 --coef0=0 --degree=2147483646 --kernel=reference signs.csv | sort | uniq -c | sed 's/^ *//'
  18 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1
  $ printf '3\n' | attn similarity -f polynomial --gamma=1 --coef0=0 --degree=13
  2541865828329
  $ printf '3\n' | attn similarity -f polynomial --gamma=1 --coef0=0 --degree=13 --kernel=reference
  2541865828329

A million features, in single precision: their sum is as exact as in double.

  $ yes 1 | head -n 1000000 | paste -sd, - >ones.csv; yes 1.0001 | head -n 1000000 | paste -sd, - >others.csv
  $ for kernel in portable reference; do attn similarity -f euclidean --precision=single --digits=4 --kernel=$kernel ones.csv others.csv; done
  -0.1
  -0.1
  $ attn similarity -f euclidean --precision=single --digits=4 ones.csv others.csv
  -0.1

Scores that no number holds are infinite, with a note of how many; a masked one is not counted. The
later stages take them as they are where they compute them themselves.

  $ printf '1e200,1e200\n' >q; printf '1e200,1e200\n1,2\n-1e200,-2e200\n' >k
  $ for kernel in portable reference; do attn similarity q k --kernel=$kernel; attn similarity q k --valid-keys=1 --kernel=$kernel; attn similarity q k --threads=2 --kernel=$kernel --quiet; done
  inf,3e+200,-inf
  inf,-inf,-inf
  inf,3e+200,-inf
  inf,3e+200,-inf
  inf,-inf,-inf
  inf,3e+200,-inf
  ! attn: note: 2 scores are beyond the range of double precision and stand as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  ! attn: note: 1 score is beyond the range of double precision and stands as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  ! attn: note: 2 scores are beyond the range of double precision and stand as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  ! attn: note: 1 score is beyond the range of double precision and stands as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  $ attn similarity q k --scale=1e-200; attn softmax -q q -k k; attn similarity q k | attn softmax
  2e+200,3,-2.9999999999999996e+200
  1,0,0
  nan,nan,0
  ! attn: note: 2 scores are beyond the range of double precision and stand as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  $ printf '1e20\n' >q; printf '2e20\n-1e20\n' >k; attn similarity q k --precision=single; attn similarity q k -f sqeuclidean --precision=single
  inf,-inf
  -inf,-inf
  ! attn: note: 2 scores are beyond the range of single precision and stand as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  ! attn: note: 2 scores are beyond the range of single precision and stand as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  $ printf '1e200,0,0,1\n' | attn similarity --heads=2
  inf
  1
  ! attn: note: 1 score is beyond the range of double precision and stands as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
Compact functions end at the bandwidth, exactly: what is out of reach is masked, and a query that
reaches nothing gets zeros and a note.

  $ printf '0\n3\n9\n' >at; printf '0\n1\n3\n' >to
  $ attn similarity -f epanechnikov --bandwidth=2 at to --digits=4
  0,-0.2877,-inf
  -inf,-inf,0
  -inf,-inf,-inf
  $ attn similarity -f tricube --bandwidth=2 at to --digits=4
  0,-0.4006,-inf
  -inf,-inf,0
  -inf,-inf,-inf
  $ attn similarity -f uniform --bandwidth=3 at to
  0,0,-inf
  -inf,0,0
  -inf,-inf,-inf
  $ attn similarity -f uniform --bandwidth=49 --scale=-2 @'0; 1' @'49; 50'
  -inf,-inf
  0,-inf
  $ attn softmax -f uniform --bandwidth=3 -q at -k to
  0.5,0.5,0
  0,0.5,0.5
  0,0,0
  ! attn: note: 1 query sees no key within the bandwidth: its weights are 0
  $ attn context -f epanechnikov --bandwidth=2 -q at -k to -v @'1; 2; 4' --digits=4
  1.429
  4
  0
  ! attn: note: 1 query sees no key within the bandwidth: its weights are 0
  $ attn context --quiet -f epanechnikov --bandwidth=2 -q at -k to -v @'1; 2; 4' --digits=4 --kernel=reference
  1.429
  4
  0
  $ attn weights -f tricube --bandwidth=1e-200 -q @'5; 6' -k to
  0,0,0
  ! attn: note: 2 queries see no key within the bandwidth: their weights are 0
  $ attn top -f uniform --bandwidth=2 -q at -k to --count=1
  query,key,score,weight
  0,0,0,0.5
  1,2,0,1
  ! attn: note: 1 query sees no key within the bandwidth: its weights are 0
  $ attn context -n sigmoid -f uniform --bandwidth=2 -q at -k to -v @'1; 2; 4' --digits=4
  0.75
  1
  0
  ! attn: note: 1 query sees no key within the bandwidth: its weights are 0
  $ attn context -f uniform --bandwidth=2 --heads=2 -q @'0 9; 1 1' -k @'0 1' -v @'1 2'
  1,0
  1,2
  ! attn: note: 1 row of the heads sees no key within the bandwidth: its weights are 0
  $ printf '0\n' | attn similarity -f uniform --bandwidth=1,2
  ! attn: --bandwidth=1,2 has 2 numbers for 1 feature: it needs one for each, or one for all
  [1]

The additive chi2 kernel, of numbers of 0 or more:

  $ attn similarity -f chi2 @'1 0 3; 0 0 0' @'1 0 1; 3 2 3'
  -1,-3
  -2,-8
  $ attn similarity -f chi2 --gamma=0.5 @'1 0 3; 0 0 0' @'1 0 1; 3 2 3'
  -0.5,-1.5
  -1,-4
  $ attn similarity -f chi2 @'1 2; 3 -1'
  ! attn: @1 2; 3 -1: feature 2 of key 1 is -1: chi2 takes numbers of 0 or more
  [1]
  $ attn similarity -f chi2 @'1e308 0' @'1.5e308 1e-320'
  -1.0000000000000001e+307
  $ attn similarity -f chi2 --rope @'1 2'
  ! attn: --similarity=chi2 takes numbers of 0 or more, and --rope may make others
  [2]

Angles between places: a quarter of the Earth, half a turn, a place and itself.

  $ attn similarity -f haversine --radius=6371 @'0 0; 90 5; 0 180; 48.8566 2.3522' @'0 0; 0 90; 40.7128 -74.0060' --digits=6
  0,-10007.5,-8667.07
  -10007.5,-10007.5,-5480.49
  -20015.1,-10007.5,-11348
  -5437.29,-9835.48,-5837.24
  $ attn similarity -f haversine --radians @'0 0; 0 3.141592653589793'
  0,-3.141592653589793
  -3.141592653589793,0
  $ attn similarity -f haversine @'2.35 148.86; 151.2 -33.87'
  ! attn: @2.35 148.86; 151.2 -33.87: key 1 has the latitude 151.2, beyond a pole: haversine takes latitude and longitude, in degrees without --radians, in radians with it
  [1]
  $ attn similarity -f haversine @'1 2 3'
  ! attn: haversine takes two features, latitude and longitude; @1 2 3 has 3
  [1]
  $ attn similarity -f dot --radius=2 @'1 2'
  ! attn: --radius has no effect on --similarity=dot
  [2]

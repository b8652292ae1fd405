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

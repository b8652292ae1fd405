Regression and search over tables: what is learnt from the keys, and the names people type.

  $ printf 'x,y,z\n1,10,7\n2,30,7\n6,50,7\n' >k.csv; printf 'x,y,z\n2,30,8\n' >q.csv
  $ attn similarity -f l2 --standardize --columns=x,y --digits=5 q.csv k.csv
  -1.3093,0,-2.22
  $ attn similarity -f l1 --standardize=minmax --columns=x,y q.csv k.csv
  -0.7,0,-1.3
  $ attn similarity -f cityblock --standardize=no --columns=x,y q.csv k.csv
  -21,0,-24

A constant column says so. Queries that come through a pipe are treated alike.

  $ attn similarity --standardize --digits=5 -k k.csv - <q.csv
  0.42857,0.21429,-0.64286
  ! attn: note: k.csv: --standardize only subtracts the constant from a constant column: 3 ('z')
  $ attn similarity --standardize --digits=5 --quiet -k k.csv - <q.csv
  0.42857,0.21429,-0.64286
  $ attn similarity @'1 2;1 3' --standardize
  1,-1
  -1,1
  ! attn: note: @1 2;1 3: --standardize only subtracts the constant from a constant column: 1

The values stay as they were read, also where they are the keys. Rows past --valid-keys teach
nothing.

  $ attn context -q q.csv -k k.csv --columns=x,y --standardize -f l2 --digits=5
  x,y
  2.1193,27.658
  $ attn context -q q.csv -k k.csv -v k.csv --columns=x,y --value-columns=x,y --standardize -f l2 --digits=5
  x,y
  2.1193,27.658
  $ attn similarity @'0;2;100' --standardize --valid-keys=2
  1,-1,-inf
  -1,1,-inf
  -99,99,-inf
  $ attn similarity @'0;2;100' --standardize
  0.5305997552019583,0.49938800489596075,-1.029987760097919
  0.49938800489596075,0.4700122399020807,-0.9694002447980414
  -1.029987760097919,-0.9694002447980414,1.9993880048959602
  $ printf '1,\n3,4\n5,8\n' | attn similarity --standardize --missing=keep
  nan,nan,nan
  nan,1,-1
  nan,-1,2.5
  $ printf '1,2\ninf,4\n5,8\n' | attn similarity --standardize
  ! attn: (stdin): column 1 has a number that is infinite or too large to be standardised
  [1]

The distance of Mahalanobis does not depend on units.

  $ printf 'x,y,z\n1,10,7\n2,30,9\n6,50,1\n0,0,3\n' >k.csv
  $ attn similarity -f mahalanobis --columns=x,y --digits=5 q.csv k.csv
  -1.902,0,-2.4495,-2.2945
  $ printf '1,1\n3,2\n0,4\n' | attn similarity -f mahalanobis --digits=5
  0,-2,-2
  -2,0,-2
  -2,-2,0
  $ attn similarity -f mahalanobis @'1 2;1 3;1 5'
  ! attn: @1 2;1 3;1 5: column 1 makes the keys' covariance singular: it is constant, or follows from those before it; choose the others with --columns
  [1]
  $ attn similarity -f mahalanobis @'1 2;2 4;3 6;5 10'
  ! attn: @1 2;2 4;3 6;5 10: column 2 makes the keys' covariance singular: it is constant, or follows from those before it; choose the others with --columns
  [1]
  $ printf 'n,u,v,w\na,1,5,2\nb,2,5,3\nc,3,5,1\nd,1,5,8\ne,2,5,9\n' >named.csv; attn similarity -f mahalanobis --columns=v,w named.csv
  ! attn: named.csv: column 3 ('v') makes the keys' covariance singular: it is constant, or follows from those before it; choose the others with --columns
  [1]
  $ attn weights -q named.csv -f mahalanobis --columns=-3 --plain --digits=3
  0.961,1.1,0.96,1.01,0.972
  $ attn similarity -f mahalanobis @'1 2'
  ! attn: @1 2: the keys' covariance is singular: 1 row is too few for 2 features
  [1]
  $ attn similarity -f mahalanobis @'1 2;1 3'
  ! attn: @1 2;1 3: the keys' covariance is singular: 2 rows are too few for 2 features; choose fewer with --columns
  [1]
  $ printf '1,\n3,4\n5,8\n' | attn similarity -f mahalanobis --missing=keep
  ! attn: (stdin): column 2 has a number that is missing, infinite or too large to have a covariance
  [1]
  $ attn similarity -f mahalanobis --standardize k.csv
  ! attn: --similarity=mahalanobis has one covariance, of the features as they are; it does not go with --standardize
  [2]
  $ attn similarity -f mahalanobis --heads=3 k.csv
  ! attn: --similarity=mahalanobis has one covariance, of the features as they are; it does not go with --heads
  [2]
  $ attn similarity -f mahalanobis --norm-keys k.csv
  ! attn: --similarity=mahalanobis has one covariance, of the features as they are; it does not go with --norm-keys
  [2]
  $ attn similarity -f mahalanobis --rope-frequencies=k.csv k.csv
  ! attn: --similarity=mahalanobis has one covariance, of the features as they are; it does not go with --rope-frequencies
  [2]
  $ attn gradient -f mahalanobis --of=queries --upstream=k.csv k.csv
  ! attn: there is no gradient of --similarity=mahalanobis, whose covariance is of the keys themselves
  [2]

Names that people type find the function, in help, too.

  $ attn similarity -f pearson @'1 2 3;3 2 1'
  1,-1
  -1,1
  $ attn similarity -f citiblock k.csv
  ! attn: --similarity: unknown name 'citiblock'; did you mean 'cityblock'?
  [2]
  $ attn help l1
    manhattan    -|q - k|_1
                 also: l1, cityblock
                 scikit-learn manhattan_distances, negated

The bandwidth of the least leave-one-out error. It may be given later, and queries do not count.

  $ printf 'x,y,kind\n1,1.1,a\n1.2,1.9,a\n2,1.6,b\n2.1,2.5,a\n3,3.2,b\n3.3,2.8,b\n4,3.8,a\n5,5.1,b\n5.2,4.3,b\n' >t.csv
  $ attn context -q t.csv --columns=x --value-columns=y -f gaussian --bandwidth=auto --exclude-self --digits=4
  y
  1.972
  1.634
  2.301
  2.049
  2.698
  3.192
  3.614
  4.062
  4.73
  ! attn: note: --bandwidth=0.749411: leave-one-out mean square error 0.359004, least of 82 widths (width 1: 0.397016)
  $ attn context -q @'2.5' -k t.csv --key-columns=x --value-columns=y -f gaussian --bandwidth=auto --digits=4
  y
  2.465
  ! attn: note: --bandwidth=0.749411: leave-one-out mean square error 0.359004, least of 82 widths (width 1: 0.397016)
  $ attn context -q @'2.5' -k t.csv --key-columns=x --value-columns=y -f gaussian --bandwidth=auto --quiet >auto; attn context -q @'2.5' -k t.csv --key-columns=x --value-columns=y -f gaussian --bandwidth=0.749411 | cmp - auto
  $ attn context -q t.csv --columns=x --classes=kind -f gaussian --bandwidth=auto --digits=2 --predict | tail -n 2
  0.27,0.73,b
  0.26,0.74,b
  ! attn: note: --bandwidth=1.69195: leave-one-out Brier score 0.563611, least of 82 widths (width 1: 0.578329)
  $ attn context -q t.csv --columns=x --value-columns=y -f gaussian --bandwidth=auto --quiet | attn compare -q t.csv --columns=x --value-columns=y -f gaussian --bandwidth=auto --quiet - -s

At an end of what was tried it says so. A row that sees no other counts as an error against the mean.

  $ printf 'x,y\n1,1\n2,-1\n4,1\n5,-1\n' >far.csv; attn context -q far.csv --columns=x --value-columns=y -f laplacian --bandwidth=auto --digits=2
  y
  0.012
  -0.00031
  0.00031
  -0.012
  ! attn: note: --bandwidth=40: leave-one-out mean square error 1.80787, least of 64 widths (width 1: 3.22539), and the widest of them: the mean of all does as well
  $ printf 'x,y\n1,1\n2,2\n3,3\n4,4\n' >near.csv; attn context -q near.csv --columns=x --value-columns=y -f gaussian --bandwidth=auto --digits=2
  y
  1.5
  2.1
  2.9
  3.5
  ! attn: note: --bandwidth=1: leave-one-out mean square error 0.751279, least of 64 widths (width 1: 0.751279), and the narrowest of them: a narrower one may do better
  $ printf 'x,g,y\n1,a,1\n2,a,2\n3,b,6\n' >alone.csv; attn context -q alone.csv --group=g --columns=x --value-columns=y -f gaussian --bandwidth=auto --digits=3
  y
  1.38
  1.62
  6
  ! attn: note: --bandwidth=1: leave-one-out mean square error 3.66667, least of 64 widths (width 1: 3.66667), and the narrowest of them: a narrower one may do better

Where none can be found, and what does not go with it.

  $ attn context -q @'1;1;1' -v @'1;2;3' -f gaussian --bandwidth=auto
  ! attn: no bandwidth can be found: between keys that see each other every distance is 0, or out of the range of numbers
  [1]
  $ attn context -q @'1' -v @'1' -f gaussian --bandwidth=auto
  ! attn: no bandwidth can be found: between keys that see each other every distance is 0, or out of the range of numbers
  [1]
  $ printf '1,2\n2,\n3,4\n' >gap.csv; attn context -q gap.csv --columns=1 --value-columns=2 -f gaussian --bandwidth=auto --missing=keep
  ! attn: no bandwidth can be found: keys or values have numbers that are NaN, infinite or too large
  [1]
  $ attn context -q @'1;2;3' -f rbf --bandwidth=auto
  ! attn: --bandwidth has no effect on --similarity=rbf
  [2]
  $ attn context -q @'1;2;3' --bandwidth=auto
  ! attn: --bandwidth has no effect on --similarity=dot
  [2]
  $ attn softmax -q @'1;2;3' -f gaussian --bandwidth=auto
  ! attn: --bandwidth=auto predicts values, which softmax does not: find the width with attn context, which notes it, and give it here
  [2]
  $ attn gradient -q @'1;2;3' -f gaussian --bandwidth=auto --upstream=@'1;1;1'
  ! attn: --bandwidth=auto predicts values, which gradient does not: find the width with attn context, which notes it, and give it here
  [2]
  $ attn context -q @'1;2;3' -f gaussian --bandwidth=auto -n sparsemax
  ! attn: --bandwidth=auto does not go with --normalize=sparsemax
  [2]
  $ attn context -q @'1;2;3' -f gaussian --bandwidth=auto --scale=2
  ! attn: --bandwidth=auto does not go with --scale
  [2]
  $ attn context -q @'1;2;3' -f gaussian --bandwidth=auto,2
  ! attn: --bandwidth: 'auto,2' is not auto, a positive number, or several with commas between
  [2]
  $ attn context -q @'1;2;3' -f gaussian --bandwidth=automatic
  ! attn: --bandwidth: 'automatic' is not auto, a positive number, or several with commas between
  [2]

What is to be predicted is among the features, unless a list says otherwise.

  $ printf 'x,y,z\n1,2,3\n2,3,5\n4,1,9\n' >leak.csv; attn context -q leak.csv --value-columns=z -f gaussian --digits=2
  z
  3.1
  4.9
  9
  ! attn: note: column 3 of leak.csv is both a value and a feature; --columns=-3 leaves it out of the features
  $ attn context -q leak.csv --value-columns=z --columns=-y -f gaussian --digits=2
  z
  3.2
  4.8
  9
  ! attn: note: column 3 of leak.csv is both a value and a feature; --columns=-y,-3 leaves it out of the features
  $ attn context -q leak.csv --value-columns=z --columns=-y,-z -f gaussian --digits=2
  z
  3.8
  4.6
  8.5
  $ printf 'e,x,z\n"[1, 2]",1,3\n"[2, 3]",2,5\n"[4, 1]",4,9\n' >vectors.csv; attn context -q vectors.csv --value-columns=z --columns=-z -f gaussian --digits=2
  z
  3.4
  4.6
  9
  $ printf 'e,c\n"[1, 2, 3]",7\n"[2, 3, 4]",7\n' | attn similarity -q - --standardize --digits=2
  3,-3
  -3,3
  ! attn: note: (stdin): --standardize only subtracts the constant from a constant column: 2 ('c')
  $ attn context -q leak.csv --value-columns=z --columns=x,z -f gaussian --digits=2
  z
  3.2
  4.8
  9

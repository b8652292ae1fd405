Similarities, normalizers, masks and biases: what they print, and what they refuse. tests/peers
compares their numbers with those of other programs.

  $ printf '1,0\n0,2\n' >q.csv
  $ printf '1,1\n0,1\n2,0\n' >k.csv
  $ printf '1\n2\n3\n' >v.csv

Weights of the similarities:

  $ printf '1,0\n0,3\n' >w.csv
  $ attn similarity -f general --similarity-weight=w.csv q.csv k.csv
  1,0,2
  6,6,0
  $ attn similarity -f location --similarity-weight=w.csv q.csv k.csv
  1,0,-inf
  0,6,-inf
  $ attn similarity -f general q.csv k.csv
  ! attn: --similarity=general needs --similarity-weight=FILE
  [2]
  $ attn similarity -f additive --additive-query=w.csv q.csv k.csv
  ! attn: --similarity=additive needs --additive-key=FILE
  [2]
  $ attn similarity -f dot --similarity-weight=w.csv q.csv k.csv
  ! attn: --similarity-weight has no effect on --similarity=dot
  [2]
  $ attn similarity -f general --similarity-weight=v.csv q.csv k.csv
  ! attn: v.csv maps queries of 3 features and keys of 1; q.csv has 2, k.csv 2
  [1]
  $ printf '1\n' >v1.csv
  $ attn similarity -f additive --additive-query=w.csv --additive-key=w.csv --additive-vector=v1.csv q.csv k.csv
  ! attn: v1.csv has 1 number, w.csv is 2 x 2: it needs one for each row
  [1]
  $ attn similarity -f additive --additive-query=w.csv --additive-key=k.csv --additive-vector=v.csv q.csv k.csv
  ! attn: w.csv is 2 x 2, k.csv is 3 x 2: they need as many rows
  [1]
  $ printf '1,0,0,0\n0,1,0,0\n' >c.csv; printf '1,1\n' >v2.csv
  $ attn similarity -f concat --similarity-weight=c.csv --additive-vector=v2.csv --digits=4 q.csv k.csv
  0.7616,0.7616,0.7616
  0.964,0.964,0.964

Parameters:

  $ attn similarity -f gaussian --bandwidth=1,2 q.csv k.csv
  -0.125,-0.625,-0.5
  -0.625,-0.125,-2.5
  $ attn similarity -f gaussian --bandwidth=1,2,3 q.csv k.csv
  ! attn: --bandwidth=1,2,3 has 3 numbers for 2 features: it needs one for each, or one for all
  [1]
  $ attn similarity -f gaussian --bandwidth=1, q.csv k.csv
  ! attn: --bandwidth: '1,' is not auto, a positive number, or several with commas between
  [2]
  $ attn similarity -f rbf q.csv k.csv
  -0.5,-1,-0.5
  -1,-0.5,-4
  $ attn similarity -f polynomial --degree=2 --gamma=1 --coef0=-1 q.csv k.csv
  0,1,1
  1,1,1
  $ attn similarity -f dot --gamma=1 q.csv k.csv
  ! attn: --gamma has no effect on --similarity=dot
  [2]
  $ attn similarity -f rbf --gamma=0 q.csv k.csv
  ! attn: --gamma: '0' is not a positive number
  [2]
  $ attn similarity -f polynomial --degree=1.5 q.csv k.csv
  ! attn: --degree: '1.5' is not a whole number of 1 or more
  [2]

Normalizers:

  $ printf -- '-2,0,0.5\n' | attn softmax -n sparsemax
  0,0.25,0.75
  $ printf -- '-2,0,0.5\n' | attn softmax -n entmax15 --digits=4
  0,0.326,0.674
  $ printf -- '-2,0,0.5\n' | attn softmax -n entmax --alpha=2
  0,0.25,0.75
  $ printf '0,-0.001 40\n0,-0.01,-0.011,-0.02 20\n0,-0.24 5\n0,-20 1.0000001\n' >alphas
  > for k in reference portable; do while read -r row a; do
  > for p in 'single --digits=5' 'double --digits=12'; do
  > printf '%s\n' "$row" | attn softmax -n entmax --alpha=$a --kernel=$k --precision=$p
  > done; done <alphas >$k; done; cat portable; cmp reference portable
  0.92018,0.079819
  0.920181402151,0.0798185978488
  0.9163,0.083696,0,0
  0.916304170447,0.083695829553,0,0
  0.98985,0.010154
  0.989846403508,0.0101535964923
  1,2.0611e-09
  0.999999997939,2.06111239548e-09
  $ for k in reference portable; do (echo 0.0; seq 49999 | sed 's/.*/-0.9/') |
  > attn softmax --axis=column -n sparsemax --precision=single --kernel=$k |
  > awk '{s += $1} END {printf "%.6f\n", s}'; done
  1.000000
  1.000000
  $ seq 0 300 | sed 's/.*/-&e-19/' >dense.csv; for k in reference portable; do
  > attn softmax --axis=column -n entmax --alpha=300 --digits=10 --kernel=$k dense.csv | head -n 3
  > echo 0,-1e-19,-2.7e-15,-3e-15 | attn softmax -n entmax --alpha=300 --digits=10 --kernel=$k
  > echo 7 | attn softmax -n entmax --alpha=3 --kernel=$k; done
  0.880510798
  0.119489202
  0
  0.880510798,0.119489202,0,0
  1
  0.880510798
  0.119489202
  0
  0.880510798,0.119489202,0,0
  1
  $ printf -- '-2,0,0.5\n' | attn softmax -n relu
  0,0,0.16666666666666666
  $ printf -- '-2,0,0.5\n' | attn softmax -n none
  -2,0,0.5
  $ printf -- '0,0\n' | attn softmax -n sigmoid
  0.3333333333333333,0.3333333333333333
  $ printf -- '0,0\n' | attn softmax -n sigmoid --sigmoid-bias=0
  0.5,0.5
  $ printf -- '0,0\n' | attn softmax --sink=0 --digits=4
  0.3333,0.3333
  $ for k in reference portable; do printf -- '0,-40,-inf\n' >near.csv
  > attn softmax --log --kernel=$k near.csv; attn softmax --log --sink=-50 --kernel=$k near.csv
  > attn softmax --log --sink=0 --digits=6 --kernel=$k near.csv
  > printf '40,-40\n' | attn softmax --log -n sigmoid --sigmoid-bias=0 --kernel=$k; done
  -4.248354255291589e-18,-40,-inf
  -4.248547130276385e-18,-40,-inf
  -0.693147,-40.6931,-inf
  -4.248354255291589e-18,-40
  -4.248354255291589e-18,-40,-inf
  -4.248547130276385e-18,-40,-inf
  -0.693147,-40.6931,-inf
  -4.248354255291589e-18,-40
  $ printf -- '1,3,2,3\n' | attn softmax --top=1
  0,1,0,0
  $ seq 200 | attn softmax --axis=column --top=100 | grep -vc '^0$'
  100
  $ seq 200 | attn softmax --axis=all --top=100 | grep -vc '^0$'
  100
  $ printf -- '1,2\n' | attn softmax -n linear
  ! attn: --normalize=linear makes its own scores; give the queries with -q
  [2]
  $ attn softmax -q q.csv -k k.csv -n linear --causal --digits=4
  1,0,0
  0.5333,0.4667,0
  $ printf -- '-800\n-900\n' | attn context -q - -n linear
  -799.9999999999999
  -800
  $ attn softmax -q q.csv -n linear -f cosine
  ! attn: --similarity has no effect on --normalize=linear, which makes its own scores
  [2]
  $ attn softmax -q q.csv -n linear --temperature=2
  ! attn: --temperature has no effect on --normalize=linear, which makes its own scores
  [2]
  $ printf -- '1,2\n' | attn softmax -n none --log
  ! attn: --log has no meaning for --normalize=none: scores may be negative
  [2]
  $ printf -- '1,2\n' | attn softmax --alpha=2
  ! attn: --alpha has no effect on --normalize=softmax
  [2]
  $ printf -- '1,2\n' | attn softmax -n entmax --alpha=0.5
  ! attn: --alpha: '0.5' is not a number of 1 or more
  [2]
  $ printf -- '1,2\n' | attn softmax -n relu --sink=1
  ! attn: --sink has no effect on --normalize=relu
  [2]
  $ attn context -q q.csv -k k.csv -v v.csv --log
  ! attn: context has no use for --log; see 'attn help context'
  [2]
  $ attn context -q q.csv -k k.csv -v v.csv --lse --digits=4
  2.421,2.408
  1.595,2.759
  $ attn context -q q.csv -k k.csv -v v.csv --lse --sink=0 --digits=4
  2.221,2.494
  1.5,2.82

Where every key is masked, only the sink's term is left:

  $ printf '0\n' >nothing.csv
  $ printf '1\n' | attn context -q - -k nothing.csv --valid-keys=0 --lse
  0,-inf
  $ printf '1\n' | attn context -q - -k nothing.csv --valid-keys=0 --lse --sink=0.5
  0,0.5

  $ attn context -q q.csv -k k.csv -v v.csv --lse -n relu
  ! attn: --lse is the log of softmax's denominator in each row: it has no meaning for relu
  [2]
  $ attn context -q q.csv -k k.csv -v v.csv --lse --axis=all
  ! attn: --lse is the log of softmax's denominator in each row: it has no meaning for another --axis
  [2]
  $ attn weights -q q.csv -k k.csv --lse
  ! attn: weights has no use for --lse; see 'attn help weights'
  [2]
  $ attn context -q q.csv -k k.csv --lse-base=2
  ! attn: --lse-base has no effect without --lse
  [2]

Beside weights, one for each row:

  $ attn softmax -q q.csv -k k.csv --lse --digits=4
  0.2447,0.09003,0.6652,2.408
  0.4683,0.4683,0.06338,2.759
  $ attn similarity q.csv k.csv | attn softmax --lse --log --digits=4
  -1.408,-2.408,-0.4076,2.408
  -0.7586,-0.7586,-2.759,2.759
  $ attn similarity q.csv k.csv --heads=2 | attn softmax --heads=2 --sink=0,1 --lse --lse-base=2 --digits=4
  0.2245,0.08259,0.6103,3.598
  0.25,0.25,0.25,2
  0.1749,0.1749,0.1749,2.516
  0.3995,0.3995,0.05406,4.209
  $ attn softmax -q q.csv -k k.csv --heads=2 --sink=0,1 --lse --lse-base=2 --digits=4
  0.2245,0.08259,0.6103,3.598
  0.25,0.25,0.25,2
  0.1749,0.1749,0.1749,2.516
  0.3995,0.3995,0.05406,4.209
  $ printf ',x,y\na,1,0\nb,0,2\n' | attn softmax --lse --digits=4
  ,x,y,lse
  a,0.7311,0.2689,1.313
  b,0.1192,0.8808,2.127
  $ printf 'a,1,0\nb,0,2\n' | attn softmax --lse --digits=4
  ,V1,V2,lse
  a,0.7311,0.2689,1.313
  b,0.1192,0.8808,2.127
  $ printf ',x,y\na,1,0\nb,0,2\n' | attn softmax --lse --digits=4 --append
  ,x,y,x_softmax,y_softmax,lse
  a,1,0,0.7311,0.2689,1.313
  b,0,2,0.1192,0.8808,2.127
  $ printf '1,2\n0,-inf\n-inf,-inf\n' | attn softmax --lse --digits=4 --valid-keys=1
  1,0,1
  1,0,0
  0,0,-inf

  $ printf '1,0,0\n' | attn context --lse - v.csv
  ! attn: --lse has no effect on a ready-made distribution; give the queries with -q
  [2]
  $ printf ',a\nx,1\ny,2\nz,3\n' >lv.csv
  $ printf ',x,y\na,1,0\nb,0,2\n' >lx.csv; attn context -q lx.csv -k k.csv -v v.csv --lse --digits=4
  ,V1,lse
  a,2.421,2.408
  b,1.595,2.759
  $ printf '1,0\n0,1\n' | attn context -q lx.csv --heads=2 --lse --project-output=- --digits=4
  ,V1,V2,lse 0,lse 1
  a,0.7311,1,1.313,0.6931
  b,0.5,1.964,0.6931,4.018
  $ attn context -q q.csv -k k.csv -v lv.csv --lse --digits=4
  a,lse
  2.421,2.408
  1.595,2.759

A row that sees nothing is 0 in each normalizer:

  $ for n in softmax sparsemax entmax15 entmax sigmoid relu none; do
  >     printf -- '-inf,-inf\n' | attn softmax -n $n
  > done
  0,0
  0,0
  0,0
  0,0
  0,0
  0,0
  0,0
  $ attn softmax -q q.csv -k k.csv -n linear --valid-keys=0
  0,0,0
  0,0,0

Masks:

  $ attn similarity --window=1,0 q.csv k.csv
  1,-inf,-inf
  2,2,-inf
  $ attn similarity --window=-1,0 --offset=1 q.csv k.csv
  1,0,-inf
  2,2,0
  $ attn similarity --window=0,0 --prefix=1 q.csv k.csv
  1,-inf,-inf
  2,2,-inf
  $ attn similarity --causal --prefix=2 q.csv k.csv
  1,0,-inf
  2,2,-inf
  $ attn similarity --valid-keys=2 q.csv k.csv
  1,0,-inf
  2,2,-inf
  $ attn similarity --local-m=1 q.csv k.csv
  1,0,-inf
  2,2,0
  $ attn similarity --window=1 q.csv k.csv
  ! attn: --window: '1' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  [2]
  $ attn similarity --window=-2,0 q.csv k.csv
  ! attn: --window: '-2,0' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  [2]
  $ attn similarity --valid-keys=-1 q.csv k.csv
  ! attn: --valid-keys: '-1' is not a whole number of 0 or more
  [2]

Files of masks and biases, fused and stage by stage, with one row per query or one row for all:

  $ printf '1,0,1\n0,0,0\n' >m.csv; printf '0.5,-inf,0\n' >b.csv
  $ attn similarity --mask=m.csv --bias=b.csv q.csv k.csv
  1.5,-inf,2
  -inf,-inf,-inf
  $ attn softmax --mask=m.csv --bias=b.csv -q q.csv -k k.csv --digits=4
  0.3775,0,0.6225
  0,0,0
  $ attn similarity q.csv k.csv | attn softmax --mask=m.csv --bias=b.csv --digits=4
  0.3775,0,0.6225
  0,0,0
  $ attn similarity q.csv k.csv | attn softmax --mask=m.csv --causal --offset=end --digits=4
  1,0,0
  0,0,0
  $ attn context --mask=m.csv --bias=b.csv --digits=4 -q q.csv -k k.csv -v v.csv
  2.245
  0
  $ cat q.csv | attn softmax --mask=m.csv -q - -k k.csv --digits=4
  0.2689,0,0.7311
  0,0,0
  $ attn softmax --axis=column --mask=m.csv -q q.csv -k k.csv --digits=4
  1,0,1
  0,0,0
  $ attn similarity --mask=q.csv q.csv k.csv
  ! attn: q.csv has 2 columns, k.csv has 3 keys: it needs a column for each
  [1]

Keys that do not exist (--valid-keys) need no column:

  $ printf '0,1\n1,1\n' >m2.csv
  $ attn softmax --mask=m2.csv --valid-keys=2 -q q.csv -k k.csv
  0,1,0
  0.5,0.5,0
  $ cat m2.csv q.csv >b4.csv; attn similarity --bias=b4.csv --valid-keys=1 --heads=2 q.csv k.csv
  1,-inf,-inf
  1,-inf,-inf
  1,-inf,-inf
  2,-inf,-inf
  $ attn softmax --mask=m2.csv --valid-keys=3 -q q.csv -k k.csv
  ! attn: m2.csv has 2 columns, k.csv has 3 keys: it needs a column for each
  [1]
  $ printf '1,0,0.5\n' >m1.csv; attn similarity --mask=m1.csv q.csv k.csv
  ! attn: m1.csv:1: field 3: 0.5 is neither 1 (may be seen) nor 0 (may not)
  [1]
  $ cat m.csv m.csv >m4.csv; attn softmax --mask=m4.csv -q q.csv -k k.csv
  0.2689414213699951,0,0.7310585786300049
  0,0,0
  ! attn: m4.csv has more rows than q.csv, which has 2: it needs one row for each query, or one for all
  [1]
  $ cat k.csv k.csv q.csv >q8.csv; attn softmax --mask=m4.csv -q q8.csv -k k.csv --digits=3
  0.5,0,0.5
  ! attn: m4.csv has 4 rows, q8.csv has 8 or more: it needs one row for each query, or one for all
  [1]
  $ attn similarity --mask=m.csv --missing=drop q.csv k.csv
  1,-inf,2
  -inf,-inf,-inf
  $ printf '1,0,1\n' | attn context --mask=m.csv - v.csv
  ! attn: --mask has no effect on a ready-made distribution; give the queries with -q
  [2]

With heads a file may also have one row per query of each head:

  $ attn similarity --heads=2 --mask=m4.csv q.csv k.csv
  1,-inf,2
  -inf,-inf,-inf
  0,-inf,0
  -inf,-inf,-inf
  $ attn similarity --heads=2 --head=1 --mask=m4.csv q.csv k.csv
  0,-inf,0
  -inf,-inf,-inf
  $ attn context --heads=2 --mask=m4.csv -q q.csv -k k.csv --lse --digits=4
  1.731,0.5,2.313,0.6931
  0,0,-inf,-inf
  $ attn similarity --heads=2 q.csv k.csv | attn softmax --heads=2 --mask=m4.csv --digits=4
  0.2689,0,0.7311
  0,0,0
  0.5,0,0.5
  0,0,0
  $ printf '1,1,1\n1,1,1\n1,1,1\n' >m3.csv
  $ attn similarity --heads=2 --mask=m3.csv q.csv k.csv
  ! attn: m3.csv has 3 rows, q.csv has 2: it needs one row for all queries, one for each, or one for each query of each head
  [1]

ALiBi with a slope, and with each head's own slope:

  $ attn similarity --alibi=0.5 q.csv k.csv
  1,-0.5,1
  1.5,2,-0.5
  $ attn similarity --alibi q.csv k.csv
  1,-0.00390625,1.9921875
  1.99609375,2,-0.00390625
  $ attn similarity --alibi --heads=2 q.csv k.csv
  1,-0.0625,1.875
  -0.0625,0,-0.0625
  0,-0.00390625,-0.0078125
  1.99609375,2,-0.00390625

Of three heads, which is no power of two, the first two have those of two heads, 1/16 and 1/256; the
third has the first of four heads, 1/4:

  $ printf '0,0,0\n0,0,0\n' | attn similarity --alibi --heads=3
  0,-0.0625
  -0.0625,0
  0,-0.00390625
  -0.00390625,0
  0,-0.25
  -0.25,0

  $ attn similarity --alibi=0 q.csv k.csv
  ! attn: --alibi: '0' is not a positive number, or several with commas between
  [2]

Local attention with predicted positions:

  $ printf '0,0\n' >lw.csv; printf '1\n' >lvec.csv
  $ attn softmax --local-p=1 --local-weight=lw.csv --local-vector=lvec.csv -q q.csv -k k.csv --digits=4
  0,0.0723,0.5342
  0,0.5342,0.0723
  $ attn softmax --local-p=2 --local-weight=lw.csv --local-vector=lvec.csv --renormalize -q q.csv -k k.csv --digits=4
  0.1065,0.1065,0.787
  0.2447,0.6652,0.09003
  $ attn softmax --local-p=2 -q q.csv -k k.csv
  ! attn: --local-p needs --local-weight=FILE and --local-vector=FILE
  [2]
  $ attn softmax --local-m=2 --renormalize -q q.csv -k k.csv
  ! attn: --renormalize has no effect without --local-p
  [2]
  $ attn softmax --local-p=2 --local-m=2 --local-weight=lw.csv --local-vector=lvec.csv -q q.csv
  ! attn: --local-m and --local-p put the window elsewhere; choose one
  [2]
  $ attn softmax --local-p=2 --axis=all --local-weight=lw.csv --local-vector=lvec.csv -q q.csv
  ! attn: --local-p weighs the keys of each query; it has no meaning for another --axis
  [2]
  $ attn softmax --local-p=2 --local-weight=k.csv --local-vector=lvec.csv -q q.csv
  ! attn: lvec.csv has 1 number, k.csv is 3 x 2: it needs one for each row
  [1]
  $ attn top --local-p=2 --local-weight=lw.csv --local-vector=lvec.csv q.csv
  ! attn: top has no use for --local-p; see 'attn help top'
  [2]

Groups, by the name or the number of a column, which then is not a feature:

  $ printf 'a,b,doc\n1,2,x\n3,4,y\n0,1,x\n' >g.csv
  $ attn similarity --group=doc g.csv
  5,-inf,2
  -inf,25,-inf
  2,-inf,1
  $ attn context --group=doc -q g.csv --digits=3
  a,b
  0.953,1.95
  3,4
  0.731,1.73
  $ tail -n 3 g.csv >gn.csv; attn similarity --group=3 gn.csv
  5,-inf,2
  -inf,25,-inf
  2,-inf,1
  $ printf 'doc,a,b\ny,1,1\nz,1,1\n' >gq.csv; attn softmax --group=doc -q gq.csv -k g.csv
  0,1,0
  0,0,0
  $ printf ',doc,a,b\nr1,x,1,2\nr2,7,3,4\nr3,7.0,1,1\n' | attn similarity --group=doc -
  ,r1,r2,r3
  r1,5,-inf,-inf
  r2,-inf,25,-inf
  r3,-inf,-inf,2
  $ printf 'doc,a\nx,1\ny,\nx,2\n' | attn similarity --group=doc --missing=drop -
  1,2
  2,4
  ! attn: note: (stdin): 1 row dropped, line 3
  $ printf 'x,1\ny,2\nx,2\n' | attn context --group=1 --axis=column -q -
  0.5073472654142301
  2
  2.4926527345857696
  $ attn similarity --group=1,2 g.csv
  ! attn: --group: '1,2' is more than one column
  [2]
  $ attn similarity --group=4 gn.csv
  ! attn: gn.csv: there is no column 4, only 3
  [1]
  $ attn similarity --group=dok g.csv
  ! attn: g.csv: no column is called 'dok'; did you mean 'doc'?
  [1]
  $ attn similarity --group=3 --columns=1-3 gn.csv
  ! attn: gn.csv: column 3 holds groups, and is chosen as a feature
  [1]
  $ attn similarity --group=1 --labels=yes gn.csv
  ! attn: gn.csv: column 1 holds groups, and --labels says that it holds labels
  [1]
  $ attn similarity --group=doc --header=no gn.csv
  ! attn: 'doc' names a column, and --header=no says that none has a name
  [2]
  $ printf '1,2\n' | attn softmax --group=doc
  ! attn: --group has no effect on ready-made scores; give the queries with -q
  [2]

Options that need another option are refused without it:

  $ attn similarity --offset=1 q.csv k.csv
  ! attn: --offset has no effect without --causal, --window, --exclude-self, --alibi, --local-m or --rope, which go by position
  [2]
  $ attn context --offset=end --prefix=1 -q q.csv
  ! attn: --offset has no effect without --causal, --window, --exclude-self, --alibi, --local-m or --rope, which go by position
  [2]
  $ attn softmax --offset=2 --rope --positions=v.csv -q q.csv
  ! attn: --offset has no effect without --causal, --window, --exclude-self, --alibi, --local-m or --rope, which go by position
  [2]
  $ attn softmax --prefix=1 -q q.csv
  ! attn: --prefix has no effect without --causal or --window, which it eases
  [2]
  $ attn softmax --normalize=sigmoid --axis=column -q q.csv
  ! attn: --axis has no effect on --normalize=sigmoid, which takes each score by itself
  [2]
  $ attn softmax --normalize=none --axis=all -q q.csv
  ! attn: --axis has no effect on --normalize=none, which takes each score by itself
  [2]
  $ attn heatmap --plain q.csv
  ! attn: heatmap has no use for --plain; see 'attn help heatmap'
  [2]

Linear attention makes its own scores: every option of scores is refused.

  $ for option in -fcosine --scale=2 --softcap=3 --bias=b.csv --alibi --temperature=2 --temperature=0.5
  > do attn context -q q.csv -n linear $option; done
  ! attn: --similarity has no effect on --normalize=linear, which makes its own scores
  ! attn: --scale has no effect on --normalize=linear, which makes its own scores
  ! attn: --softcap has no effect on --normalize=linear, which makes its own scores
  ! attn: --bias has no effect on --normalize=linear, which makes its own scores
  ! attn: --alibi has no effect on --normalize=linear, which makes its own scores
  ! attn: --temperature has no effect on --normalize=linear, which makes its own scores
  ! attn: --temperature has no effect on --normalize=linear, which makes its own scores
  [2]

A predicted window needs both files. A window without any key gives zeros, and a prediction that is
NaN has no window.

  $ attn context -q q.csv --local-p=2 --local-weight=w.csv
  ! attn: --local-p needs --local-weight=FILE and --local-vector=FILE
  [2]
  $ attn context -q q.csv --local-p=2 --local-vector=v.csv
  ! attn: --local-p needs --local-weight=FILE and --local-vector=FILE
  [2]
  $ printf '1e9,0\n' >steep.csv; printf '1\n' >v1.csv; printf '800\n' >far.csv; printf '1,0\n0,2\nNA,1\n' >qna.csv
  $ attn softmax -q qna.csv -k k.csv --local-p=0.5 --local-weight=steep.csv --local-vector=far.csv --missing=keep --digits=3
  0,0,0
  0,0.119,0.0161
  0,0,0

Normalizers that treat each score alone work with --top over a column.

  $ printf '1,5\n3,2\n' | attn softmax -n relu --axis=column --top=1
  0,2.5
  1.5,0

A NaN counts as the best of the scores:

  $ printf '1,NA,3\nNA,NA,2\nNA,1,NA\n' | attn softmax --missing=keep --top=1
  0,nan,0
  nan,0,0
  nan,0,0
  $ printf '1,NA,3\nNA,NA,2\nNA,1,NA\n' | attn softmax --missing=keep --top=2
  0,nan,nan
  nan,nan,0
  nan,0,nan

Masks of the wrong size, or with other cells than 0 and 1:

  $ printf '1,0,1,1\n' >wide.csv; printf '1,0,-1\n' >minus.csv; printf '1,0,0.5\n' >half.csv
  $ for mask in wide minus half; do attn softmax -q q.csv -k k.csv --mask=$mask.csv; done
  ! attn: wide.csv has 4 columns, k.csv has 3 keys: it needs a column for each
  ! attn: minus.csv:1: field 3: -1 is neither 1 (may be seen) nor 0 (may not)
  ! attn: half.csv:1: field 3: 0.5 is neither 1 (may be seen) nor 0 (may not)
  [1]

  $ printf '1,2\n3,4\n' >s.csv; printf '1,0\n1,x\n' >typo.csv; attn softmax s.csv --mask=typo.csv
  1,0
  ! attn: typo.csv:2: field 2: 'x' is not a number
  [1]
  $ printf '# by hand\nk0,k1\n1,0\n\n"1",2\n' >late.csv; attn softmax s.csv --mask=late.csv --comment='#'
  1,0
  ! attn: late.csv:5: field 2: 2 is neither 1 (may be seen) nor 0 (may not)
  [1]
  $ printf '1,0\n1,2\n' >two.csv; attn softmax s.csv --mask=two.csv
  1,0
  ! attn: two.csv:2: field 2: 2 is neither 1 (may be seen) nor 0 (may not)
  [1]

Other tools write true and false, with quotes and blanks. A row of these is not a header:

  $ printf 'True,False\n"FALSE", true\n' >truth.csv; attn softmax s.csv --mask=truth.csv
  1,0
  0,1
  $ printf ',a,b\nx,true,0\ny,1,false\n' >truth.csv; attn softmax s.csv --mask=truth.csv
  1,0
  1,0
  $ printf 'true,false\n1,maybe\n' >truth.csv; attn softmax s.csv --mask=truth.csv
  1,0
  ! attn: truth.csv:2: field 2: 'maybe' is not a number
  [1]
  $ printf 'true,1\n' | attn softmax --bias=truth.csv
  ! attn: (stdin):1: field 1: 'true' is not a number; if this is a truth value, write 1 or 0 for it first
  [1]

Files beside the sequences have labels under a header alone, and names of columns in words.

  $ printf 'x,1,0\ny,1,1\n' >beside.csv; attn softmax s.csv --mask=beside.csv
  ! attn: beside.csv:1: field 1: 'x' is not a number; if the first column holds labels, put a header above it
  [1]
  $ (printf 'row,a,b\n'; cat beside.csv) >beside-too.csv; attn softmax s.csv --mask=beside-too.csv --digits=2
  1,0
  0.27,0.73
  $ printf '1,x\n1,0\n' >beside.csv; attn softmax s.csv --bias=beside.csv
  ! attn: beside.csv:1: field 2: 'x' is not a number; if this row is a header, name the columns in words
  [1]

An index and a header of numbers, as pandas writes them, and with -H also other numbers:

  $ printf ',0,1\n0,True,False\n1,True,True\n' >pandas.csv; attn softmax s.csv --mask=pandas.csv --digits=3
  1,0
  0.269,0.731
  $ attn similarity s.csv --project-queries=pandas.csv --scale=2
  ! attn: pandas.csv:2: field 2: 'True' is not a number; if this is a truth value, write 1 or 0 for it first
  [1]
  $ sed 's/,0,1/,7,8/' pandas.csv >years.csv; attn softmax s.csv --mask=years.csv
  ! attn: years.csv:1: field 1: missing value; if this row is a header, use --header=yes (-H)
  [1]
  $ (printf 'p,q\n'; cat s.csv) | attn softmax -H --mask=years.csv --digits=3
  p,q
  1,0
  0.269,0.731
  $ attn softmax s.csv --header=no --mask=pandas.csv
  ! attn: pandas.csv:1: field 1: missing value; to go on without it, use --missing=zero
  [1]
  $ for how in '' -H; do attn softmax s.csv --bias=pandas.csv --missing=zero --valid-keys=1 $how; done
  ! attn: pandas.csv:1: field 1: an empty cell before numbers; if this row is a header, name the column, or if it is data, write NA
  ! attn: pandas.csv:1: field 1: an empty cell before numbers; if this row is a header, name the column, or if it is data, write NA
  [1]
  $ sed 's/^,/NA,/' years.csv | head -n 1 | attn softmax s.csv --bias=- --missing=zero --valid-keys=1
  ! attn: (stdin) has 3 columns, s.csv has 2 keys: it needs a column for each
  [1]
  $ printf ',1\n1,1\n' | attn softmax s.csv --mask=-
  ! attn: (stdin):1: field 1: missing value; if this row is a header, use --header=yes (-H)
  [1]

A blank line in a mask of one column is a missing cell:

  $ printf 'true\n\n1\n' >gap.csv; printf '1\n2\n3\n' | attn softmax --mask=gap.csv
  1
  ! attn: gap.csv:2: field 1: missing value; to go on without it, use --missing=zero
  [1]
  $ printf '1\n2\n3\n' | attn softmax --mask=gap.csv --missing=zero
  1
  0
  1
  $ printf '1\n2\n3\n' | attn softmax --mask=gap.csv --missing=keep
  1
  ! attn: gap.csv:2: field 1: nan is neither 1 (may be seen) nor 0 (may not)
  [1]

Files beside the queries may have a header or labels or not, whatever the queries have. No row of
them is dropped. They may come from standard input.

  $ printf ',x,y\na,1,0\nb,0,2\nc,,1\n' >lq.csv
  $ attn similarity -H -L --missing=drop -f general --similarity-weight=w.csv lq.csv
  ,a,b
  a,1,0
  b,0,12
  ! attn: note: lq.csv: 1 row dropped, line 4
  $ attn similarity -f general --similarity-weight=- q.csv k.csv <w.csv
  1,0,2
  6,6,0
  $ printf '1,0\n,3\n' | attn similarity --missing=drop -f general --similarity-weight=- q.csv k.csv
  ! attn: (stdin):2: field 1: missing value; to go on without it, use --missing=zero or keep
  [1]

Logarithms of weights of other normalizers, by the kernel and by the reference:

  $ for n in sparsemax entmax15 entmax sigmoid relu linear
  > do attn softmax -q q.csv -k k.csv -n $n --log --digits=4 >log; head -n 1 log
  > attn softmax -q q.csv -k k.csv -n $n --log --digits=4 --kernel=reference >log; head -n 1 log; done
  -inf,-inf,0
  -inf,-inf,0
  -1.776,-inf,-0.1855
  -1.776,-inf,-0.1855
  -1.776,-inf,-0.1855
  -1.776,-inf,-0.1855
  -0.7437,-1.386,-0.3408
  -0.7437,-1.386,-0.3408
  -1.099,-inf,-0.4055
  -1.099,-inf,-0.4055
  -1.041,-1.447,-0.8873
  -1.041,-1.447,-0.8873

Heads, projections and rotary embedding: what is printed where, and what is refused. tests/peers
compares the numbers with those of PyTorch and onnx.

  $ printf ',a,b,c,d\nq0,1,0,2,0\nq1,0,1,0,3\n' >q.csv
  $ printf ',a,b,c,d\nk0,1,0,1,0\nk1,0,1,0,1\nk2,1,1,0,0\n' >k.csv
  $ printf ',u,v,x,y\nk0,1,2,3,4\nk1,5,6,7,8\nk2,9,0,1,2\n' >v.csv

The matrix stages print the rows of head 0, then those of head 1. weights prints one row per head.
context and score print the heads side by side, under the header of the values:

  $ attn similarity --heads=2 q.csv k.csv
  ,k0,k1,k2
  q0,1,0,1
  q1,0,1,1
  q0,2,0,0
  q1,0,3,0
  $ attn similarity --heads=2 --head=1 q.csv k.csv
  ,k0,k1,k2
  q0,2,0,0
  q1,0,3,0
  $ attn softmax --heads=2 -q q.csv -k k.csv --digits=3
  ,k0,k1,k2
  q0,0.422,0.155,0.422
  q1,0.155,0.422,0.422
  q0,0.787,0.107,0.107
  q1,0.0453,0.909,0.0453
  $ attn weights --heads=2 -q q.csv -k k.csv --digits=3
  k0,k1,k2
  0.578,0.578,0.845
  0.832,1.02,0.152
  $ attn context --heads=2 -q q.csv -k k.csv -v v.csv --digits=3
  ,u,v,x,y
  q0,5,1.78,3.21,4.21
  q1,6.07,2.84,6.55,7.55
  $ attn context --heads=2 --head=1 -q q.csv -k k.csv -v v.csv --digits=3
  ,x,y
  q0,3.21,4.21
  q1,6.55,7.55
  $ attn score --heads=2 -q q.csv -k k.csv -v v.csv --digits=3
  u,v,x,y
  11.1,4.62,9.76,11.8
  $ attn score --heads=2 --head=1 -q q.csv -k k.csv -v v.csv --digits=3
  x,y
  9.76,11.8
  $ attn top --heads=2 --head=1 -q q.csv -k k.csv --count=1 --digits=3 --csv
  query,key,score,weight
  q0,k0,2,0.787
  q1,k1,3,0.909

One head of keys and values for both heads of the queries. The context has no header, because each
column of the values is there twice:

  $ printf '1,0\n0,1\n1,1\n' | attn context --heads=2 --kv-heads=1 -q q.csv -k - -v v.csv --digits=3
  ,V1,V2,V3,V4,V5,V6,V7,V8
  q0,5,1.78,2.78,3.78,5,1.32,2.32,3.32
  q1,6.07,2.84,3.84,4.84,6.85,2.98,3.98,4.98
  $ printf '1,0\n0,1\n1,1\n' | attn context --heads=2 --kv-heads=1 --head=1 -q q.csv -k - -v v.csv --digits=3
  ,u,v,x,y
  q0,5,1.32,2.32,3.32
  q1,6.85,2.98,3.98,4.98

Stage by stage they give the same, for any offset and any axis; the context but for the rounding of
its sums:

  $ for more in '' --causal '--causal --offset=end' --axis=column --axis=all; do
  >     masks=${more%%--axis*}
  >     attn similarity --heads=2 $masks q.csv k.csv >s.csv
  >     attn softmax --heads=2 $more s.csv >a.csv
  >     attn weights --heads=2 a.csv >w.csv
  >     attn score --heads=2 w.csv v.csv >r.csv
  >     attn context --heads=2 --digits=12 a.csv v.csv >c.csv
  >     attn softmax --heads=2 $more -q q.csv -k k.csv | cmp - a.csv
  >     attn weights --heads=2 $more -q q.csv -k k.csv | cmp - w.csv
  >     attn score --heads=2 $more -q q.csv -k k.csv -v v.csv | cmp - r.csv
  >     attn context --heads=2 --digits=12 $more -q q.csv -k k.csv -v v.csv | cmp - c.csv
  > done

The same with files of projections and their biases:

  $ printf '1,0\n0,1\n1,1\n2,0\n' >w42.csv
  $ printf '0.5,0.25\n' >b2.csv
  $ attn context --project-values=w42.csv --project-values-bias=b2.csv -q q.csv -k k.csv -v v.csv --digits=3
  ,V1,V2
  q0,13.4,5.13
  q1,27.6,12.6
  $ attn softmax -q q.csv -k k.csv | attn context --project-values=w42.csv --project-values-bias=b2.csv - v.csv --digits=3
  ,V1,V2
  q0,13.4,5.13
  q1,27.6,12.6
  $ attn weights -q q.csv -k k.csv | attn score --project-values=w42.csv - v.csv --digits=3
  40,17.2
  $ attn score --project-values=w42.csv -q q.csv -k k.csv -v v.csv --digits=3
  40,17.2
  $ attn score --project-output=w42.csv --heads=2 -q q.csv -k k.csv -v v.csv --digits=3
  44.3,14.4
  $ attn weights --heads=2 -q q.csv -k k.csv | attn score --heads=2 --project-output=w42.csv - v.csv --digits=3
  44.3,14.4
  $ cat q.csv | attn similarity --heads=2 --project-queries=w42.csv --project-keys=w42.csv - k.csv
  ,k0,k1,k2
  q0,6,6,3
  q1,12,12,6
  q0,2,2,2
  q1,1,1,1
  $ attn similarity -q q.csv -k k.csv --project-queries=w42.csv --project-keys=w42.csv --project-keys-bias=b2.csv
  ,k0,k1,k2
  q0,10,10,7
  q1,16.25,16.25,10.25
  $ printf '3\n7\n' >p.csv; printf '0,1,2\n' >pk.csv
  $ attn similarity --rope --positions=p.csv --key-positions=pk.csv --digits=3 q.csv k.csv
  ,k0,k1,k2
  q0,-3.11,0,-1.14
  q1,0,3.87,0.849
  $ attn similarity --rope=100 --rope-dim=2 --rope-interleaved --digits=3 q.csv
  ,q0,q1
  q0,5,-0.841
  q1,-0.841,10

Blocks and threads change nothing:

  $ seq 1 3000 | awk '{ print $1 % 7 / 7 "," $1 % 11 / 11 "," $1 % 13 / 13 "," $1 % 5 / 5 }' >long.csv
  $ printf '1,0,2,0\n0,1,0,2\n1,1,1,1\n0,0,1,3\n' >q4.csv
  $ run() { attn context --heads=2 --rope --causal --project-queries=q4.csv "$@" -k long.csv; }
  > run -q long.csv --threads=1 >whole.csv
  > cat long.csv | run -q - --threads=3 | cmp - whole.csv
  > head -n 5 long.csv | run -q - | cmp - whole.csv 2>&1 | sed 's/.*EOF.*/the same, and shorter/'
  the same, and shorter

A masked key has no effect, projected and turned or not. A key that is not masked has:

  $ printf '1,0\n0,1\n' >q2.csv; printf '1,1\nnan,2\n' >k2.csv; printf '3,4\ninf,5\n' >v2.csv
  $ printf '0,1\n1,0\n' >swap.csv
  $ attn context --heads=2 --causal --missing=keep -q q2.csv -k k2.csv -v v2.csv
  3,4
  nan,4.731058578630005
  $ attn context --causal --rope --project-keys=swap.csv --project-values=swap.csv --missing=keep -q q2.csv -k k2.csv -v v2.csv
  4,3
  nan,nan

What does not fit together:

  $ attn similarity --heads=3 q.csv k.csv
  ! attn: q.csv has 4 columns: they do not divide into 3 equal heads
  [1]
  $ attn context --heads=4 --kv-heads=3 -q q.csv
  ! attn: --heads=4 is no multiple of --kv-heads=3
  [2]
  $ attn similarity --heads=4 --kv-heads=2 q.csv k.csv
  ! attn: a head of q.csv has 1 features, one of k.csv 2: queries and keys need as many
  [1]
  $ attn similarity --heads=2 --head=2 q.csv k.csv
  ! attn: --head=2: there are 2, counted from 0
  [2]
  $ attn similarity --heads=0 q.csv
  ! attn: --heads: '0' is not a whole number of 1 or more
  [2]
  $ attn similarity --head=-1 q.csv
  ! attn: --head: '-1' is not a whole number of 0 or more
  [2]
  $ attn top --heads=2 -q q.csv
  ! attn: top lists one head of --heads=2; name it with --head
  [2]
  $ attn softmax --heads=2 k.csv
  ! attn: k.csv has 3 rows: they do not divide into 2 equal heads
  [1]
  $ attn score --heads=2 k.csv v.csv
  ! attn: k.csv is 3 x 4: weights are one row for each of 2 heads
  [1]
  $ attn score --heads=3 k.csv v.csv
  ! attn: v.csv has 4 columns: they do not divide into 3 equal heads
  [1]
  $ attn softmax --heads=2 --missing=drop s.csv
  ! attn: --missing=drop would leave ready-made heads of unequal length
  [2]
  $ attn context --heads=2 --head=1 --project-output=w42.csv -q q.csv
  ! attn: --project-output takes all heads, --head=1 leaves one
  [2]
  $ attn similarity --project-queries=b2.csv q.csv k.csv
  ! attn: q.csv has 4 columns, b2.csv is 1 x 2: a projection has a row for each feature
  [1]
  $ attn similarity --project-queries=w42.csv q.csv k.csv
  ! attn: a head of w42.csv has 2 features, one of k.csv 4: queries and keys need as many
  [1]
  $ attn context --project-output-bias=b2.csv -q q.csv
  ! attn: --project-output-bias needs --project-output
  [2]
  $ attn context --project-output=w42.csv --project-output-bias=k.csv -q q.csv
  ! attn: k.csv is 3 x 4: it has to be one row or one column
  [1]
  $ attn context --project-output=w42.csv --project-output-bias=pk.csv -q q.csv
  ! attn: pk.csv has 3 numbers, w42.csv is 4 x 2: a bias has one for each column
  [1]
  $ attn context --project-output=b2.csv -q q.csv
  ! attn: the context has 4 columns, b2.csv is 1 x 2: a projection has a row for each feature
  [1]
  $ attn context --project-output=- -q -
  ! attn: standard input ('-') can be read only once
  [2]
  $ attn context --project-output=absent.csv -q q.csv
  ! attn: absent.csv: No such file or directory
  [1]
  $ attn similarity --rope=0 q.csv
  ! attn: --rope: '0' is not a positive number
  [2]
  $ attn similarity --rope --rope-dim=3 q.csv
  ! attn: --rope-dim=3: features turn in pairs; give an even number
  [2]
  $ attn similarity --rope --rope-dim=6 q.csv
  ! attn: rotary embedding turns pairs: of a head's 4 features it cannot turn the first 6
  [1]
  $ attn similarity --rope-interleaved q.csv
  ! attn: --rope-interleaved has no effect without --rope, --rope-frequencies, or --rope-cos and --rope-sin
  [2]
  $ attn similarity --positions=p.csv q.csv
  ! attn: --positions has no effect without --rope, --rope-frequencies, or --rope-cos and --rope-sin
  [2]
  $ attn similarity --rope --rope-cos=w42.csv --rope-sin=w42.csv q.csv
  ! attn: --rope computes what --rope-cos and --rope-sin give; choose one
  [2]
  $ attn similarity --rope-cos=w42.csv q.csv
  ! attn: --rope-cos and --rope-sin go together
  [2]
  $ attn similarity --rope-cos=w42.csv --rope-sin=b2.csv q.csv k.csv
  ! attn: w42.csv has 4 rows, b2.csv has 1: the tables of cosines and sines need as many
  [1]
  $ attn similarity --rope-cos=w42.csv --rope-sin=w42.csv --offset=3 q.csv k.csv
  ,k0,k1,k2
  q0,12,0,4
  ! attn: q.csv: query 1 stands at position 4; w42.csv and w42.csv have rows for the positions 0 to 3
  [1]
  $ attn similarity --rope-cos=w42.csv --rope-sin=w42.csv --rope-dim=2 q.csv k.csv
  ! attn: w42.csv and w42.csv have 2 and 2 columns; turning 2 features takes 1
  [1]
  $ attn similarity --rope --positions=pk.csv q.csv
  ! attn: pk.csv has 3 positions, q.csv has 2 rows: each key needs one
  [1]
  $ attn similarity --rope --positions=pk.csv q.csv k.csv
  ,k0,k1,k2
  q0,3,0,1.402448017104221
  q1,0,4,1.0299495004191652
  ! attn: pk.csv has 3 positions, q.csv has 2 rows: each query needs one
  [1]
  $ attn similarity --rope --key-positions=b2.csv q.csv k.csv
  ! attn: b2.csv has 2 positions, k.csv has 3 rows: each key needs one
  [1]
  $ attn similarity --rope --positions=k.csv q.csv k.csv
  ! attn: k.csv is 3 x 4: it has to be one row or one column
  [1]
  $ attn similarity --rope --positions=p.csv --missing=drop q.csv k.csv
  ,k0,k1,k2
  q0,-3.111097497861204,0,-1.1426396637476532
  q1,0,3.8728741467819274,0.8488127525829312

What a stage has no use for:

  $ attn similarity --project-values=w42.csv q.csv
  ! attn: similarity has no use for --project-values; see 'attn help similarity'
  [2]
  $ attn softmax --kv-heads=2 s.csv
  ! attn: --kv-heads has no effect on ready-made scores; give the queries with -q
  [2]
  $ attn context --rope a.csv v.csv
  ! attn: --rope has no effect on a ready-made distribution; give the queries with -q
  [2]
  $ attn weights --project-output=w42.csv -q q.csv
  ! attn: weights has no use for --project-output; see 'attn help weights'
  [2]
  $ attn top --heads=2 s.csv
  ! attn: --heads has no effect on ready-made scores; give the queries with -q
  [2]

Names of the columns, including those of lse, one per head.

  $ printf ',a,b,c,d\nx,1,2,3,4\ny,0,1,0,1\n' >lv.csv
  $ attn context -q lv.csv --heads=2 --lse --digits=3
  ,a,b,c,d,lse 0,lse 1
  x,0.953,1.95,3,4,5.05,25
  y,0.731,1.73,2.86,3.86,2.31,4.05
  $ attn context -q lv.csv --heads=2 --head=1 --lse --digits=3
  ,c,d,lse
  x,3,4,25
  y,2.86,3.86,4.05
  $ attn context -q k.csv --heads=2 --head=1 --digits=3
  ,c,d
  k0,0.576,0.212
  k1,0.212,0.576
  k2,0.333,0.333

A projection, or heads, may make queries and keys fit.

  $ attn similarity --project-keys=w42.csv -q v2.csv -k k.csv
  k0,k1,k2
  10,10,7
  inf,inf,inf
  $ attn similarity --project-queries=w42.csv -q k.csv -k v2.csv
  ,V1,V2
  k0,10,inf
  k1,10,inf
  k2,7,inf
  $ attn similarity -f general --similarity-weight=w42.csv -q k.csv -k v2.csv
  ,V1,V2
  k0,10,inf
  k1,10,inf
  k2,7,inf
  $ attn similarity --heads=2 --kv-heads=1 -q q.csv -k v2.csv
  ,V1,V2
  q0,3,inf
  q1,4,nan
  q0,6,inf
  q1,12,nan
  $ attn context --axis=column --heads=2 --head=1 -q q.csv -k k.csv --digits=3
  ,c,d
  q0,0.881,0.0474
  q1,0.119,0.953

Tables of cosines and sines, and positions, that do not fit.

  $ attn similarity --rope --rope-dim=6 q.csv
  ! attn: rotary embedding turns pairs: of a head's 4 features it cannot turn the first 6
  [1]
  $ printf '1\n0\n' >c1.csv; printf '1,0\n' >c2.csv; printf '1\n' >s1.csv
  $ attn similarity --rope-cos=c1.csv --rope-sin=c2.csv --rope-dim=2 q.csv
  ! attn: c1.csv and c2.csv have 1 and 2 columns; turning 2 features takes 1
  [1]
  $ attn similarity --rope-cos=c1.csv --rope-sin=s1.csv --rope-dim=2 q.csv
  ! attn: c1.csv has 2 rows, s1.csv has 1: the tables of cosines and sines need as many
  [1]
  $ for place in -1 0.5 2 nan
  > do printf "0,$place\n" >p.csv; attn similarity --rope-cos=c1.csv --rope-sin=c1.csv --rope-dim=2 --positions=p.csv --missing=keep q.csv; done
  ! attn: q.csv: key 1 stands at position -1; c1.csv and c1.csv have rows for the positions 0 to 1
  ! attn: q.csv: key 1 stands at position 0.5; c1.csv and c1.csv have rows for the positions 0 to 1
  ! attn: q.csv: key 1 stands at position 2; c1.csv and c1.csv have rows for the positions 0 to 1
  ! attn: q.csv: key 1 stands at position nan; --rope takes positions less than 2^53 from 0, below which whole numbers are exact
  [1]
  $ attn similarity --rope --key-positions=p.csv --missing=drop q.csv
  ! attn: p.csv:1: field 2: missing value; to go on without it, use --missing=zero or keep
  [1]
  $ printf '0,1\n' >p.csv; printf '1,0\n' >pk.csv; attn similarity --rope --positions=p.csv --key-positions=pk.csv q.csv --digits=4
  ,q0,q1
  q0,2.702,0
  q1,0,10

Masks and biases of heads are held in memory, and count for --max-memory.

  $ awk 'BEGIN { for (i = 0; i < 500; i++) for (j = 0; j < 250; j++) printf "1%s", j < 249 ? "," : "\n" }' >cells.csv
  $ seq 250 | sed 's/.*/&,1/' >many.csv; attn weights -q many.csv --heads=2 --mask=cells.csv --bias=cells.csv --max-memory=2M | wc -l
  2
  ! attn: note: many.csv: column 1 counts the rows, and is used as a feature; if it names them, use --labels=yes, or if it is a feature, --labels=no
  $ attn weights -q many.csv --heads=2 --mask=cells.csv --bias=cells.csv --max-memory=1500K
  ! attn: note: many.csv: column 1 counts the rows, and is used as a feature; if it names them, use --labels=yes, or if it is a feature, --labels=no
  ! attn: cells.csv: the matrix needs 1538000 bytes of memory or more, those read before it included; --max-memory allows 1536000
  [1]

Positions are whole numbers below 2^53 from 0, where each of them is a number.

  $ printf '1,0\n' >q; for p in 9007199254740991 9007199254740993 -9007199254740993 inf; do echo $p >p; attn similarity -q q -k q --rope --positions=p; attn similarity -q q -k q --rope --key-positions=p; done
  -0.9999027034384584
  -0.9999027034384584
  ! attn: q: query 0 stands at position 9007199254740992; --rope takes positions less than 2^53 from 0, below which whole numbers are exact
  ! attn: q: key 0 stands at position 9007199254740992; --rope takes positions less than 2^53 from 0, below which whole numbers are exact
  ! attn: q: query 0 stands at position -9007199254740992; --rope takes positions less than 2^53 from 0, below which whole numbers are exact
  ! attn: q: key 0 stands at position -9007199254740992; --rope takes positions less than 2^53 from 0, below which whole numbers are exact
  ! attn: q: query 0 stands at position inf; --rope takes positions less than 2^53 from 0, below which whole numbers are exact
  ! attn: q: key 0 stands at position inf; --rope takes positions less than 2^53 from 0, below which whole numbers are exact
  [1]
  $ attn similarity q --rope --offset=9007199254740992
  ! attn: q: query 0 stands at position 9007199254740992; --rope takes positions less than 2^53 from 0, below which whole numbers are exact
  [1]
  $ attn similarity q --causal --offset=9007199254740992
  1

A forgotten --kv-heads is suggested with its number, which works.

  $ printf '1,2,3,4,5,6,7,8\n2,3,4,5,6,7,8,9\n' >q8.csv; printf '1,2,3,4\n4,3,2,1\n' >k4.csv
  $ attn context --heads=4 -q q8.csv -k k4.csv
  ! attn: a head of q8.csv has 2 features, one of k4.csv 1: queries and keys need as many; if the keys have 2 heads, --kv-heads=2
  [1]
  $ attn context --heads=4 --kv-heads=2 -q q8.csv -k k4.csv | wc -l
  2
  $ printf '1,2\n4,3\n' >k2.csv; attn context --heads=4 -q q8.csv -k k2.csv
  ! attn: k2.csv has 2 columns: they do not divide into 4 equal heads; if the keys have 1 head, --kv-heads=1
  [1]

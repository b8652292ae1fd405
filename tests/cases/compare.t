A verdict on numbers: 0 within, 1 beyond, 2 trouble.

  $ printf 'a,b\n1,2\n3,4\n' >r; printf 'a,b\n1,2.5\n3,nan\n' >c
  $ attn compare r c
  part,measure,value,row,label,column,reference,candidate
  all,rows,0,,,,2,2
  all,columns,0,,,,2,2
  all,cells,4,,,,,
  all,beyond,2,0,,b,2,2.5
  all,nan,1,1,,b,4,nan
  all,infinite,0,,,,,
  all,absolute,0.5,0,,b,2,2.5
  all,relative,0.25,0,,b,2,2.5
  all,ulp,1125899906842624,0,,b,2,2.5
  all,rms,0.28867513459481287,,,,,
  all,cosine,0.9944903161976938,,,,,
  all,r2,0.875,,,,,
  [1]
  $ attn compare r r
  part,measure,value,row,label,column,reference,candidate
  all,rows,0,,,,2,2
  all,columns,0,,,,2,2
  all,cells,4,,,,,
  all,beyond,0,,,,,
  all,nan,0,,,,,
  all,infinite,0,,,,,
  all,absolute,0,,,,,
  all,relative,0,,,,,
  all,ulp,0,,,,,
  all,rms,0,,,,,
  all,cosine,1,,,,,
  all,r2,1,,,,,
  $ attn compare r c --csv --atol=0.5 --equal-nan | grep beyond
  all,beyond,1,1,,b,4,nan
  $ attn compare r c -s
  [1]
  $ attn compare r r --silent

A NaN in one of the two is beyond, whatever the tolerance; in both it needs --equal-nan.

  $ attn compare r c -s --atol=1e300 --rtol=1
  [1]
  $ attn compare c c -s
  [1]
  $ attn compare c c -s --equal-nan
  $ printf 'inf,-inf\n' >i; printf 'inf,inf\n' >j; attn compare i j --atol=1e300 | grep -E 'beyond|infinite'
  all,beyond,1,0,,1,-inf,inf
  all,infinite,1,0,,1,-inf,inf
  $ attn compare i i -s
  $ printf '1,\n2,3\n' >m; printf '1,0\n2,3\n' >n; attn compare n m | grep -E 'beyond|nan'
  all,beyond,1,0,,1,0,nan
  all,nan,1,0,,1,0,nan

A tolerance that is not given is 0 where another is. Without any, PyTorch's of the format.

  $ printf '1000\n' >big; printf '1000.00001\n' >near; printf '0\n' >zero; printf '1e-8\n' >tiny
  $ attn compare big near -s; attn compare zero tiny -s
  $ attn compare big near -s --rtol=1e-9
  [1]
  $ attn compare zero tiny -s --rtol=1
  [1]
  $ attn compare zero tiny -s --atol=1e-8
  $ attn compare big near -s --precision=single
  $ printf '1.001\n' >h; printf '1\n' >one; attn compare one h -s --ulp=half
  $ attn compare one h -s --ulp=single
  [1]
  $ printf '1.125\n' >e; attn compare one e --ulp=e4m3 | grep -E 'beyond|ulp'
  all,beyond,0,,,,,
  all,ulp,1,0,,0,1,1.125
  $ attn compare one e -s --ulp=e5m2 --max-ulp=0.5
  $ attn compare one e -s --ulp=e5m2 --max-ulp=0.25
  [1]
  $ attn compare one e -s --max-ulp=0 --atol=0.125

Rows that one of them lacks, another width, and names in another order are beyond.

  $ printf 'a,b\n1,2\n' | attn compare r - | grep -E 'rows|cells|beyond'
  all,rows,1,,,,2,1
  all,cells,4,,,,,
  all,beyond,2,1,,a,3,
  $ printf 'a,b\n1,2\n' | attn compare r - -s
  [1]
  $ printf 'a,b\n1,2\n3,4\n5,6\n' | attn compare r - -s
  [1]
  $ printf ',a,b\nx,1,2\n' >short; printf ',a,b\nx,1,2\ny,nan,4\n' >long; attn compare short long --by=row | grep -E 'row|beyond'
  part,measure,value,row,label,column,reference,candidate
  row 0,cells,2,,,,,
  row 0,beyond,0,,,,,
  row 0,nan,0,,,,,
  row 0,infinite,0,,,,,
  row 0,absolute,0,,,,,
  row 0,relative,0,,,,,
  row 0,ulp,0,,,,,
  row 0,rms,0,,,,,
  row 0,cosine,1,,,,,
  row 1,cells,2,,,,,
  row 1,beyond,2,1,y,a,,nan
  all,rows,1,,,,1,2
  all,beyond,2,1,y,a,,nan
  $ attn compare long short --heads=2 --equal-nan | grep beyond
  head 0,beyond,1,1,y,a,nan,
  head 1,beyond,1,1,y,b,4,
  all,beyond,2,1,y,a,nan,
  $ printf 'a,t\n1,u\n2,v\n' >long; head -2 long >short; attn compare long short --by=column | grep -E 'beyond|acc'
  a,beyond,1,1,,a,2,
  t,beyond,1,1,,t,v,
  t,accuracy,1,,,,,
  all,beyond,2,1,,a,2,
  all,accuracy,1,,,,,
  $ attn compare short long --columns=t --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  text: a cell is within if the two texts are equal; accuracy is the share of
        equal ones
    accuracy = 1 / 1 = 1
    columns are counted with those of text among them
  
  The reference has 1 row and the candidate 2; the cells of rows that only one
        has are beyond: 1.
  
  part  measure   value  row  label  column  reference  candidate
  all   rows          1                              1          2
  all   columns       0                              1          1
  all   cells         2
  all   beyond        1    1         t                          v
  all   accuracy      1
  beyond |a - b| <= 1e-07 + 1e-07 |a|; texts are equal or not
  [1]
  $ head -2 r | attn compare r - --explain | grep -B 1 -A 1 'only one'
  
  The reference has 2 rows and the candidate 1; the cells of rows that only one
        has are beyond: 2.

With --explain a NaN or an infinity that decides is told of.

  $ attn compare r c --atol=1 --explain | grep -A 1 -E 'largest|first'
  The largest difference is in row 1 and column 2:
    d_12 = abs(2 - 2.5) = 0.5
  --
  The first cell beyond is in row 2 and column 2:
    a_22 = 4 and b_22 = nan: NaN beside a number is beyond, whatever is allowed
  --
    relative: the largest d_ij / |a_ij|; ulp: the largest u_ij
    rms: the root of the mean of d_ij^2; cosine: sum a_ij b_ij / (|a| |b|)
  $ attn compare c c --explain | grep -A 1 -E 'All|first'
  All finite numbers are the same in both.
  
  The first cell beyond is in row 2 and column 2:
    a_22 = nan and b_22 = nan: NaN beside NaN is beyond without --equal-nan
  $ attn compare i j --explain | grep -A 1 -E 'All|first'
  All finite numbers are the same in both.
  
  The first cell beyond is in row 1 and column 2:
    a_12 = -inf and b_12 = inf: an infinity beside another number is beyond,

  $ printf '1\n2\n' | attn compare r -
  part,measure,value,row,label,column,reference,candidate
  all,columns,1,,,,2,1
  ! attn: note: r has a header, and (stdin) has none
  [1]
  $ printf 'b,a\n1,2\n3,4\n' | attn compare r - -s
  [1]
  $ printf 'b,a\n1,2\n3,4\n' | attn compare r - | grep beyond
  all,beyond,0,,,,,
  ! attn: (stdin) has the names of the columns of r in another order: 'b' where 'a' is there; rows and columns are compared by place
  $ printf ',a\nx,1\ny,1\n' >xy; printf ',a\ny,1\nx,1\n' | attn compare xy - -s
  [1]
  $ printf ',a\ny,1\nx,1\n' | attn compare xy - | grep beyond
  all,beyond,0,,,,,
  ! attn: (stdin) has the names of the rows of xy in another order: 'y' where 'x' is there; rows and columns are compared by place
  $ printf ',a\nu,1\nv,1\n' | attn compare xy - -s

A header in one of them only is a note, which --quiet leaves out, and --silent with all else.

  $ printf '1,2\n3,4\n' >bare; attn compare bare r | grep beyond
  all,beyond,0,,,,,
  ! attn: note: r has a header, and bare has none
  $ attn compare r bare --quiet | grep beyond
  all,beyond,0,,,,,
  $ attn compare r bare -s

Trouble of any kind is 2.

  $ attn compare r
  ! attn: missing operand; usage: attn compare [OPTION]... REFERENCE CANDIDATE, or -q QUERIES to compute what comes before
  [2]
  $ attn compare r nothing -s
  ! attn: nothing: No such file or directory
  [2]
  $ printf '1,2\n3\n' | attn compare r -
  ! attn: note: r has a header, and (stdin) has none
  ! attn: (stdin):2: 1 field, but line 1 has 2
  [2]
  $ printf '1,x\n' | attn compare r - -s --header=no
  ! attn: r:1: field 1: 'a' is not a number; if the first column holds labels, use --labels
  [2]
  $ attn compare r c --atol=-1
  ! attn: --atol: '-1' is not a number of 0 or more
  [2]
  $ attn compare r c --ulp=quarter
  ! attn: --ulp: 'quarter' is not one of double|single|half|bfloat16|e4m3|e5m2
  [2]
  $ attn compare r c --errors --by=row
  ! attn: --errors writes a matrix in place of the report; --by has no effect on it
  [2]
  $ attn compare r c -s --by=row
  ! attn: --silent writes no report; --by has no effect
  [2]
  $ attn compare r c --heads=3
  ! attn: r has 2 columns, which do not make 3 heads
  [2]
  $ attn context r r --atol=1
  ! attn: context has no use for --atol; see 'attn help context'
  [2]

Labels, heads, columns and rows.

  $ printf ',a,b,c,d\nx,1,2,3,4\ny,5,6,7,8\n' >r4; printf ',a,b,c,d\nx,1,2,3,4\ny,5,6,7.5,8\n' >c4
  $ attn compare r4 c4 --heads=2 | grep -E 'head|all,(beyond|rms)'
  head 0,cells,4,,,,,
  head 0,beyond,0,,,,,
  head 0,nan,0,,,,,
  head 0,infinite,0,,,,,
  head 0,absolute,0,,,,,
  head 0,relative,0,,,,,
  head 0,ulp,0,,,,,
  head 0,rms,0,,,,,
  head 0,cosine,1,,,,,
  head 0,r2,1,,,,,
  head 1,cells,4,,,,,
  head 1,beyond,1,1,y,c,7,7.5
  head 1,nan,0,,,,,
  head 1,infinite,0,,,,,
  head 1,absolute,0.5,1,y,c,7,7.5
  head 1,relative,0.07142857142857142,1,y,c,7,7.5
  head 1,ulp,562949953421312,1,y,c,7,7.5
  head 1,rms,0.25,,,,,
  head 1,cosine,0.9994448308021593,,,,,
  head 1,r2,0.984375,,,,,
  all,beyond,1,1,y,c,7,7.5
  all,rms,0.1767766952966369,,,,,
  $ attn compare r4 c4 --by=column | grep absolute
  a,absolute,0,,,,,
  b,absolute,0,,,,,
  c,absolute,0.5,1,y,c,7,7.5
  d,absolute,0,,,,,
  all,absolute,0.5,1,y,c,7,7.5
  $ attn compare r4 c4 --by=row | grep beyond
  row 0,beyond,0,,,,,
  row 1,beyond,1,1,y,c,7,7.5
  all,beyond,1,1,y,c,7,7.5
  $ attn compare r4 c4 --errors
  ,a,b,c,d
  x,0,0,0,0
  y,0,0,0.5,0
  [1]
  $ attn compare r4 c4 --errors --plain --digits=3 -o errors
  [1]
  $ cat errors
  0,0,0,0
  0,0,0.5,0

Fused: the reference is the context of -q, -k and -v; the candidate may come through a pipe.

  $ printf '1,2\n3,4\n5,6\n' >q; attn context -q q --causal --heads=2 --lse >own
  $ attn compare -q q --causal --heads=2 --lse own | grep -E 'cells|absolute'
  head 0,cells,3,,,,,
  head 0,absolute,0,,,,,
  head 1,cells,3,,,,,
  head 1,absolute,0,,,,,
  lse,cells,6,,,,,
  lse,absolute,0,,,,,
  all,cells,12,,,,,
  all,absolute,0,,,,,
  $ attn context -q q | attn compare -q q -s
  $ attn context -q q --scale=auto | attn compare -q q | grep -E 'beyond|rows'
  all,rows,0,,,,3,3
  all,beyond,4,0,,0,4.995030268066191,4.970859619213762
  $ attn compare -q q own extra
  ! attn: extra operand 'extra'; usage: attn compare [OPTION]... REFERENCE CANDIDATE
  [2]
  $ attn compare -q q own -s
  [1]

Columns of text are compared as text, and the share of equal cells is the accuracy.

  $ set -- -q data/iris.csv --classes=species -f gaussian --bandwidth=0.3 --exclude-self --predict
  > attn context "$@" | attn compare data/iris.csv - --columns=species
  > attn context "$@" --append >predicted.csv; attn compare data/iris.csv predicted.csv
  > for of in species_context species; do
  >     attn compare data/iris.csv predicted.csv --columns=species --candidate-columns=$of -s; echo $?
  > done
  part,measure,value,row,label,column,reference,candidate
  all,rows,0,,,,150,150
  all,columns,0,,,,1,1
  all,cells,150,,,,,
  all,beyond,6,70,,species,versicolor,virginica
  all,accuracy,0.96,70,,species,versicolor,virginica
  1
  0
  ! attn: predicted.csv: 'species' and 'species_context' may both stand for 'species' of data/iris.csv; use --columns=species --candidate-columns=species_context, or --candidate-columns=species
  $ attn compare data/iris.csv predicted.csv --columns=species -s
  ! attn: predicted.csv: 'species' and 'species_context' may both stand for 'species' of data/iris.csv; use --columns=species --candidate-columns=species_context, or --candidate-columns=species
  [2]

Text may stand between numbers. The first cell beyond may be a text or a number; a missing text is
beyond, and two are equal.

  $ printf 'n,s,m,t\n1,x,2,a\n2,y,3,\n3,"z,",4,\n' >r; printf 's,n,t,m\ny,1,a,2\ny,2,,3\n"z,",3,b,5\n' >c
  $ attn compare r c --candidate-columns=n,s,m,t --columns=n,s,m,t --by=column --digits=3 | grep -E 'cells|beyond|acc|r2'
  n,cells,3,,,,,
  n,beyond,0,,,,,
  n,r2,1,,,,,
  s,cells,3,,,,,
  s,beyond,1,0,,s,x,y
  s,accuracy,0.667,0,,s,x,y
  m,cells,3,,,,,
  m,beyond,1,2,,m,4,5
  m,r2,0.5,,,,,
  t,cells,3,,,,,
  t,beyond,1,2,,t,,b
  t,accuracy,0.667,2,,t,,b
  all,cells,12,,,,,
  all,beyond,3,0,,s,x,y
  all,accuracy,0.667,0,,s,x,y
  all,r2,0.75,,,,,
  $ attn compare r c --candidate-columns=n,s,m,t --columns=n,s,m,t --by=row | grep -E 'row.*(beyond|acc)'
  row 0,beyond,1,0,,s,x,y
  row 0,accuracy,0.5,0,,s,x,y
  row 1,beyond,0,,,,,
  row 1,accuracy,1,,,,,
  row 2,beyond,2,2,,m,4,5
  row 2,accuracy,0.5,2,,t,,b
  $ attn compare r c --candidate-columns=n,s,m,t --columns=n,s,m,t --errors
  n,s,m,t
  0,1,0,0
  0,0,0,0
  0,0,1,1
  [1]
  $ attn compare r c --candidate-columns=s,t --columns=s,t --labels=no | tail -n 3
  all,cells,6,,,,,
  all,beyond,2,0,,s,x,y
  all,accuracy,0.6666666666666666,0,,s,x,y
  $ attn compare r r --columns=s,t -s
  $ printf 'a,b\n1,x\n' >r; printf 'a,b\n1,\n' >c; attn compare r c | grep beyond
  all,beyond,1,0,,b,x,

A number beside a text is trouble, and so are heads of text.

  $ printf 'a,b\n1,\n2,3\n' >c; printf 'a,b\n1,\n2,x\n' >r; attn compare r c
  ! attn: column b holds text in r, and the number 3 in c; choose with --columns what is compared
  [2]
  $ attn compare c r
  ! attn: column b holds text in r, and the number 3 in c; choose with --columns what is compared
  [2]
  $ attn compare r r --heads=2
  ! attn: r has columns of text, and --heads cuts numbers
  [2]

A first column of names is labels, unless it is chosen; without a header text is no header.

  $ printf 'truth,guess\nx,x\ny,x\n' >t; attn compare t t --columns=truth --candidate-columns=guess | tail -n 1
  all,accuracy,0.5,1,y,truth,y,x
  $ printf '1,x\n2,y\n' >r; printf '1,x\n2,z\n' >c; attn compare r c | grep -E 'rows|accuracy'
  all,rows,0,,,,2,2
  all,accuracy,0.5,1,,1,y,z
  $ attn context -q data/iris.csv --columns=petal_length --value-columns=petal_width -f gaussian \
  > --bandwidth=.2 --exclude-self --append | attn compare data/iris.csv - --columns=petal_width \
  > --candidate-columns=petal_width_context --digits=4 | grep -E 'rms|r2'
  all,rms,0.1915,,,,,
  all,r2,0.9365,,,,,

With --missing=drop a row that misses a value in either file is left out of both, so rows keep their
places; pipes, columns chosen, texts, and blocks of which every row is dropped are no different.

  $ printf ',x\na,NA\nb,2\nc,3\nd,4\n' >r; printf ',x\na,1\nb,NA\nc,3\nd,5\n' >c
  $ attn compare r c --missing=drop | grep -E 'rows|cells|beyond'
  all,rows,0,,,,2,2
  all,cells,2,,,,,
  all,beyond,1,3,d,x,4,5
  ! attn: note: 2 of 4 rows dropped: 1 with a missing value in r, 1 in c
  $ cat c | attn compare r - --missing=drop --by=row --quiet | grep -E 'rows|beyond'
  row 2,beyond,0,,,,,
  row 3,beyond,1,3,d,x,4,5
  all,rows,0,,,,2,2
  all,beyond,1,3,d,x,4,5
  $ attn compare r c --missing=drop --errors --quiet
  ,x
  c,0
  d,1
  [1]
  $ attn compare r c --missing=drop --explain --quiet | grep -E 'i counts|largest|d_|all *beyond'
  i counts the rows that are compared; the report has their places in the files
  compare: a cell is within if d_ij <= t_ij, d_ij = |a_ij - b_ij|, t_ij = atol +
  The largest difference is in row 2 and column 1:
    d_21 = abs(4 - 5) = 1
    relative: the largest d_ij / |a_ij|; ulp: the largest u_ij
    rms: the root of the mean of d_ij^2; cosine: sum a_ij b_ij / (|a| |b|)
    r2: 1 - sum d_ij^2 / sum (a_ij - m_j)^2, m_j being the mean of column j of a
  all   beyond             1    3  d      x               4          5
  $ printf 'k,t,y\n1,u,1\n2,v,\n3,w,3\n4,,4\n' >r; printf 'p,s\n1,u\n2,v\n3,x\n4,w\n' >c
  $ attn compare r c --columns=y,t --candidate-columns=p,s --missing=drop | grep -E 'rows|cells|acc'
  all,rows,0,,,,2,2
  all,cells,4,,,,,
  all,accuracy,0.5,2,,t,w,x
  ! attn: note: 2 of 4 rows dropped: 2 with a missing value in r, 0 in c
  $ (echo a; seq 3000) >r; (echo a; seq 3000 | sed '3,2500s/.*/NA/') >c
  $ attn compare r c --missing=drop | grep -E 'rows|cells|beyond'
  all,rows,0,,,,502,502
  all,cells,502,,,,,
  all,beyond,0,,,,,
  ! attn: note: 2498 of 3000 rows dropped: 0 with a missing value in r, 2498 in c
  $ printf 'a\nNA\n2\n' >r; printf 'a\n1\nNA\n' >c; attn compare r c --missing=drop -s
  ! attn: every row has a missing value in r or in c, none is left
  [2]

Fused, the candidate may have rows without results for the queries that are dropped, or none.

  $ printf 'a,b\n1,2\n,3\n4,5\n,1\n6,7\n,2\n' >q
  $ attn context -q q --missing=drop --quiet >kept; attn context -q q --missing=drop --quiet --append >all
  $ attn compare -q q kept --missing=drop | grep -E 'rows|cells|beyond'
  all,rows,0,,,,3,3
  all,cells,6,,,,,
  all,beyond,0,,,,,
  ! attn: note: 3 of 6 rows dropped: 3 with a missing value in q, 0 in kept
  ! attn: note: q: 3 rows dropped, lines 3, 5, 7
  $ sed '4s/.*/NA,1/' kept | attn compare -q q - --missing=drop --quiet | grep -E 'rows|cells|beyond'
  all,rows,0,,,,2,2
  all,cells,4,,,,,
  all,beyond,0,,,,,
  $ attn compare -q q all --missing=drop --candidate-columns=a_context,b_context | grep -E 'rows|cells|beyond'
  all,rows,0,,,,3,3
  all,cells,6,,,,,
  all,beyond,0,,,,,
  ! attn: note: 3 of 6 rows dropped: 3 with a missing value in q, 3 in all
  ! attn: note: q: 3 rows dropped, lines 3, 5, 7
  $ sed '4s/[^,]*$//' all | attn compare -q q - --missing=drop --candidate-columns=a_context,b_context | grep -E 'rows|cells|beyond'
  all,rows,0,,,,2,2
  all,cells,4,,,,,
  all,beyond,0,,,,,
  ! attn: note: 4 of 6 rows dropped: 3 with a missing value in q, 4 in (stdin)
  ! attn: note: q: 3 rows dropped, lines 3, 5, 7
  $ sed 4d kept | attn compare -q q - --missing=drop --quiet | grep -E 'rows|cells'
  all,rows,1,,,,3,2
  all,cells,6,,,,,

R^2 takes each column's own mean, so a column of large numbers lends nothing to others; cells that
are not finite in both are passed over (numpy: 1 - ((a - b)**2).sum() / ((a - a.mean(axis=0))**2).sum()
over the columns). A row alone has none.

  $ printf 'x,y,z,w\n1,1000,0.5,2\n2,1001,0.25,nan\n4,1003,0.125,7\n8,999,1,4\n' >r
  $ printf 'x,y,z,w\n1.5,1001,0.5,3\n2,1000,0.5,1\n3,1003.5,0.25,6\n8.5,998,1.5,inf\n' >c
  $ attn compare r c --by=column | grep r2; attn compare r c --by=row --heads=2 | grep r2
  x,r2,0.9478260869565217,,,,,
  y,r2,0.6285714285714286,,,,,
  z,r2,0.26956521739130435,,,,,
  w,r2,0.84,,,,,
  all,r2,0.8596980255516841,,,,,
  head 0,r2,0.8733333333333333,,,,,
  head 1,r2,0.820211161387632,,,,,
  all,r2,0.8596980255516841,,,,,

What is said of one file is of use where there are two.

  $ printf 'mpg,wt\n1,2\n3,4\n' >r; printf 'pred\n1\n2\n' >c; printf '1.0e0 2.0e0\n3.0e0 4.0e0\n' >blanks
  $ attn compare r c --columns=mpg
  ! attn: c: no column is called 'mpg'; --candidate-columns chooses those of the candidate
  [2]
  $ attn compare r c --columns=mgp
  ! attn: r: no column is called 'mgp'; did you mean 'mpg'?
  [2]
  $ attn compare r c --columns=2
  ! attn: c: there is no column 2, only 1; --candidate-columns chooses those of the candidate
  [2]
  $ attn compare r c --columns=mpg --candidate-columns=prd
  ! attn: c: no column is called 'prd'; did you mean 'pred'?
  [2]
  $ attn compare r blanks
  ! attn: blanks:1: field 1: '1.0e0 2.0e0' is not a number; if spaces separate the cells, use --delimiter=space; --delimiter holds for all files: where blanks separate the cells of one alone, make commas of them first: tr -s ' ' , <FILE
  [2]
  $ printf '1,2\n3,4\n' >bare; attn compare bare blanks --delimiter=space
  ! attn: bare:1: field 1: '1,2' is not a number; if commas separate the cells, use --delimiter=, or if the comma is the decimal mark, --decimal=,; --delimiter holds for all files: where blanks separate the cells of one alone, make commas of them first: tr -s ' ' , <FILE
  [2]
  $ attn compare -q r blanks -s
  ! attn: blanks:1: field 1: '1.0e0 2.0e0' is not a number; if spaces separate the cells, use --delimiter=space; --delimiter holds for all files: where blanks separate the cells of one alone, make commas of them first: tr -s ' ' , <FILE
  [2]
  $ tr -s ' ' , <blanks | attn compare r - -s
  $ printf 'cat\ndog\ncat\n' >r; printf 'dog\ndog\ncat\n' >c; attn compare r c | grep acc
  all,accuracy,1,,,,,
  ! attn: note: 'cat' of r and 'dog' of c are taken as names of columns; --header=no compares them
  $ attn compare r c --header=no | grep acc
  all,accuracy,0.6666666666666666,0,,0,cat,dog
  $ (echo animal; cat r) >named; (echo animal; cat c) | attn compare named - | grep acc
  all,accuracy,0.6666666666666666,0,,animal,cat,dog

Other names are noted, of more than one column.

  $ printf 'x,a,b\nr,1,2\ns,3,4\n' >e1; sed 's/b/c/' e1 >e2; sed 's/^s/t/' e1 >e3; attn compare e1 e2
  part,measure,value,row,label,column,reference,candidate
  all,rows,0,,,,2,2
  all,columns,0,,,,2,2
  all,cells,4,,,,,
  all,beyond,0,,,,,
  all,nan,0,,,,,
  all,infinite,0,,,,,
  all,absolute,0,,,,,
  all,relative,0,,,,,
  all,ulp,0,,,,,
  all,rms,0,,,,,
  all,cosine,1,,,,,
  all,r2,1,,,,,
  ! attn: note: column 2 is 'b' in e1 and 'c' in e2; rows and columns are compared by place
  $ attn compare e1 e3
  part,measure,value,row,label,column,reference,candidate
  all,rows,0,,,,2,2
  all,columns,0,,,,2,2
  all,cells,4,,,,,
  all,beyond,0,,,,,
  all,nan,0,,,,,
  all,infinite,0,,,,,
  all,absolute,0,,,,,
  all,relative,0,,,,,
  all,ulp,0,,,,,
  all,rms,0,,,,,
  all,cosine,1,,,,,
  all,r2,1,,,,,
  ! attn: note: row 2 is 's' in e1 and 't' in e3; rows and columns are compared by place
  $ attn compare e1 e2 --quiet
  part,measure,value,row,label,column,reference,candidate
  all,rows,0,,,,2,2
  all,columns,0,,,,2,2
  all,cells,4,,,,,
  all,beyond,0,,,,,
  all,nan,0,,,,,
  all,infinite,0,,,,,
  all,absolute,0,,,,,
  all,relative,0,,,,,
  all,ulp,0,,,,,
  all,rms,0,,,,,
  all,cosine,1,,,,,
  all,r2,1,,,,,
  $ attn compare e1 e2 -s
  $ attn compare e1 e2 --columns=a,b --candidate-columns=a,c
  part,measure,value,row,label,column,reference,candidate
  all,rows,0,,,,2,2
  all,columns,0,,,,2,2
  all,cells,4,,,,,
  all,beyond,0,,,,,
  all,nan,0,,,,,
  all,infinite,0,,,,,
  all,absolute,0,,,,,
  all,relative,0,,,,,
  all,ulp,0,,,,,
  all,rms,0,,,,,
  all,cosine,1,,,,,
  all,r2,1,,,,,
  $ attn compare e1 e2 --columns=b --candidate-columns=c
  part,measure,value,row,label,column,reference,candidate
  all,rows,0,,,,2,2
  all,columns,0,,,,1,1
  all,cells,2,,,,,
  all,beyond,0,,,,,
  all,nan,0,,,,,
  all,infinite,0,,,,,
  all,absolute,0,,,,,
  all,relative,0,,,,,
  all,ulp,0,,,,,
  all,rms,0,,,,,
  all,cosine,1,,,,,
  all,r2,1,,,,,

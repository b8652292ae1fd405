What a matrix holds.

  $ attn describe data/iris.csv --columns=1-4
  data/iris.csv: 150 x 4
  columns   sepal_length, sepal_width, petal_length, petal_width
  rows      no names
  values    0.1 to 7.9, mean 3.464
  row sums  8.4 to 20.4
  cells     0 missing, 0 infinite, 0 zero
  read with commas between cells (as often in every row), a header row (no cell of it is a number), no label column, numbers in columns 1-4
  
  row  missing  infinite  smallest  largest  at             sum
    0        0         0       0.2      5.1  sepal_length  10.2
    1        0         0       0.2      4.9  sepal_length   9.5
    2        0         0       0.2      4.7  sepal_length   9.4
    3        0         0       0.2      4.6  sepal_length   9.4
    4        0         0       0.2        5  sepal_length  10.2
    5        0         0       0.4      5.4  sepal_length  11.4
    6        0         0       0.3      4.6  sepal_length   9.7
    7        0         0       0.2        5  sepal_length  10.1
    8        0         0       0.2      4.4  sepal_length   8.9
    9        0         0       0.1      4.9  sepal_length   9.6
  and 140 more; --csv lists all

Of a distribution it also tells where the attention goes. A row that is all masked may be in it.

  $ printf ',king,queen,car\na,.2,.3,.5\nb,0,0,0\nc,1,0,0\n' >a.csv; attn describe a.csv
  a.csv: 3 x 3
  columns   king, queen, car
  rows      a, b, c
  values    0 to 1, mean 0.2222
  row sums  0 to 1
  cells     0 missing, 0 infinite, 5 zero
  A distribution: each row sums to 1 within 0, or attends to nothing
  empty     1 of the rows
  entropy   0 to 1.485 bits, mean 0.7427; at most 1.585
  most to   king, car, queen
  read with commas between cells (as often in every row), a header row (no cell of it is a number), labels in column 1 (its header cell is empty), numbers in columns 2-4
  
  row  missing  infinite  smallest  largest  at    sum  entropy_bits
  a          0         0       0.2      0.5  car     1         1.485
  b          0         0         0        0          0
  c          0         0         0        1  king    1             0
  $ attn describe -q data/iris.csv --columns=1-4 -f gaussian --bandwidth=0.3 --causal | head -n 9
  the distribution of data/iris.csv over itself: 150 x 150
  columns   no names
  rows      no names
  values    0 to 1, mean 0.006667
  row sums  1 to 1
  cells     0 missing, 0 infinite, 11175 zero
  A distribution: each row sums to 1 within 4e-16
  entropy   0 to 5.15 bits, mean 2.852; at most 7.229
  most to   0, 1, 51, 2, 55, ...

For programs, one CSV row per row. Missing cells are counted and not refused, unless --missing says so.

  $ attn describe --csv --digits=4 a.csv
  row,missing,infinite,smallest,largest,at,sum,entropy_bits
  a,0,0,0.2,0.5,car,1,1.485
  b,0,0,0,0,,0,
  c,0,0,0,1,king,1,0
  $ printf '1,NA,3\n,,\n-inf,0,inf\n' | attn describe --csv -
  row,missing,infinite,smallest,largest,at,sum,entropy_bits
  0,1,0,1,3,2,4,
  1,3,0,,,,0,
  2,0,2,0,0,1,0,
  $ printf '1,NA,3\n,,\n-inf,0,inf\n' | attn describe
  (stdin): 3 x 3
  columns   no names
  rows      no names
  values    0 to 3, mean 1.333
  row sums  0 to 4
  cells     4 missing, 2 infinite, 1 zero
  read with commas between cells (as often in every row), no header row, no label column, numbers in columns 1-3
  
  row  missing  infinite  smallest  largest  at  sum
    0        1         0         1        3   2    4
    1        3         0                           0
    2        0         2         0        0   1    0
  $ printf '1,NA,3\n' | attn describe --missing=error
  ! attn: (stdin):1: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ attn describe --plain a.csv
  0,0,0,0.2,0.5,2,1,1.4854752972273344
  1,0,0,0,0,,0,
  2,0,0,0,1,0,1,0

It reads what it writes, at any size.

  $ attn softmax -q data/digits/queries.csv -k data/digits/keys.csv --columns=1-64 -f scaled-dot --scale=0.01 | attn describe --csv | wc -l
  501
  $ attn softmax -q data/digits/queries.csv -k data/digits/keys.csv --columns=1-64 -f scaled-dot --scale=0.01 >big; attn describe --csv big >own; attn describe --csv -q data/digits/queries.csv -k data/digits/keys.csv --columns=1-64 -f scaled-dot --scale=0.01 | cmp - own

Names with bytes that would steer a terminal are printed harmlessly.

  $ printf ',\033[31mred\nx,1\n' | attn describe
  (stdin): 1 x 1
  columns   \x1b[31mred
  rows      x
  values    1 to 1, mean 1
  row sums  1 to 1
  cells     0 missing, 0 infinite, 0 zero
  A distribution: each row sums to 1 within 0
  entropy   0 to 0 bits, mean 0; at most 0
  most to   \x1b[31mred
  read with commas between cells (as often in every row), a header row (no cell of it is a number), labels in column 1 (its header cell is empty), numbers in column 2
  
  row  missing  infinite  smallest  largest  at           sum  entropy_bits
  x          0         0         1        1  \x1b[31mred    1             0

Names that are long are cut.

  $ awk 'BEGIN { for (i = 0; i < 8; i++) printf "name%0100d%s", i, i < 7 ? "," : "\n1,2,3,4,5,6,7,8\n" }' | attn describe - | head -n 2
  (stdin): 1 x 8
  columns   name0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000, name0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001, name0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002, name00000000000000000000000000000000000000000000000000000000000000000000000000000, ...

A mean is right even where the sum overflows.

  $ printf '1e308,1e308\n' | attn describe | grep mean
  values    1e+308 to 1e+308, mean 1e+308

What a matrix holds.

  $ attn describe data/iris.csv --columns=1-4
  data/iris.csv: 150 x 4
  columns   sepal_length, sepal_width, petal_length, petal_width
  rows      no names
  values    0.1 to 7.9, mean 3.464
  row sums  8.4 to 20.4
  cells     0 missing, 0 infinite, 0 zero
  read with commas between cells (as often in every row), a header row (no cell of it is a number), no label column, numbers in columns 1-4
  
  column        kind     count  missing  min   mean      sd  max  distinct
  sepal_length  numbers    150        0  4.3  5.843  0.8281  7.9
  sepal_width   numbers    150        0    2  3.057  0.4359  4.4
  petal_length  numbers    150        0    1  3.758   1.765  6.9
  petal_width   numbers    150        0  0.1  1.199  0.7622  2.5
  
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
  
  column  kind     count  missing  min    mean      sd  max  distinct
          labels       3        0                                   3
  king    numbers      3        0    0     0.4  0.5292    1
  queen   numbers      3        0    0     0.1  0.1732  0.3
  car     numbers      3        0    0  0.1667  0.2887  0.5
  
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
  
  column  kind     count  missing   min  mean   sd  max  distinct
       1  numbers      2        1  -inf  -inf  nan    1
       2  numbers      1        2     0     0         0
       3  numbers      2        1     3   inf  nan  inf
  
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
  
  column       kind     count  missing  min  mean  sd  max  distinct
               labels       1        0                             1
  \x1b[31mred  numbers      1        0    1     1        1
  
  row  missing  infinite  smallest  largest  at           sum  entropy_bits
  x          0         0         1        1  \x1b[31mred    1             0

Names that are long are cut.

  $ awk 'BEGIN { for (i = 0; i < 8; i++) printf "name%0100d%s", i, i < 7 ? "," : "\n1,2,3,4,5,6,7,8\n" }' | attn describe - | head -n 2
  (stdin): 1 x 8
  columns   name0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000, name0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001, name0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002, name00000000000000000000000000000000000000000000000000000000000000000000000000000, ...

A mean is right even where the sum overflows.

  $ printf '1e308,1e308\n' | attn describe | grep mean
  values    1e+308 to 1e+308, mean 1e+308
  column  kind     count  missing     min    mean  sd     max  distinct

A table may hold text. There is one line per column, with the figures of pandas (describe, nunique), and
none per row, unless --by asks for it.

  $ attn describe data/iris.csv
  data/iris.csv: 150 x 5
  rows      no names
  values    0.1 to 7.9, mean 3.464
  row sums  8.4 to 20.4
  cells     0 missing, 0 infinite, 0 zero
  read with commas between cells (as often in every row), a header row (no cell of it is a number), no label column, numbers in columns 1-4, names in column 5
  
  column        kind     count  missing  min   mean      sd  max  distinct
  sepal_length  numbers    150        0  4.3  5.843  0.8281  7.9
  sepal_width   numbers    150        0    2  3.057  0.4359  4.4
  petal_length  numbers    150        0    1  3.758   1.765  6.9
  petal_width   numbers    150        0  0.1  1.199  0.7622  2.5
  species       text       150        0                                  3
  $ printf 'id,name,city,x\na,"b, c",NY,1\nb,d,,NA\nc,d,NY,4\n' >mixed.csv; attn describe mixed.csv
  mixed.csv: 3 x 3
  rows      a, b, c
  values    1 to 4, mean 2.5
  row sums  0 to 4
  cells     1 missing, 0 infinite, 0 zero
  read with commas between cells (as often in every row), a header row (no cell of it is a number), labels in column 1 (most of its cells are names), numbers in column 4, names in columns 2-3
  
  column  kind     count  missing  min  mean     sd  max  distinct
  id      labels       3        0                                3
  name    text         3        0                                2
  city    text         2        1                                1
  x       numbers      2        1    1   2.5  2.121    4
  $ attn describe mixed.csv --by=column --csv
  column,kind,count,missing,min,mean,sd,max,distinct
  id,labels,3,0,,,,,3
  name,text,3,0,,,,,2
  city,text,2,1,,,,,1
  x,numbers,2,1,1,2.5,2.1213203435596424,4,
  $ attn describe mixed.csv --by=row --csv
  row,missing,infinite,smallest,largest,at,sum,entropy_bits
  a,0,0,1,1,x,1,0
  b,1,0,,,,0,
  c,0,0,4,4,x,4,
  $ attn describe mixed.csv --by=row | tail -n 4
  row  missing  infinite  smallest  largest  at  sum  entropy_bits
  a          0         0         1        1  x     1             0
  b          1         0                           0
  c          0         0         4        4  x     4
  $ printf 'city,name\nNY,a\n,b\nNY,c\n' | attn describe --labels=no
  (stdin): 3 x 2
  rows      no names
  cells     0 missing, 0 infinite, 0 zero
  read with commas between cells (as often in every row), a header row (no cell of it is a number), no label column, names in columns 1-2
  
  column  kind  count  missing  min  mean  sd  max  distinct
  city    text      2        1                             1
  name    text      3        0                             3
  $ printf '1\n2\n4\n' | attn describe --by=column --csv --plain
  1,numbers,3,0,1,2.3333333333333335,1.5275252316519465,4,
  $ printf 'inf,1e308,inf\n1,-1e308,-inf\n3,3e307,0\n' | attn describe --by=column --csv --plain --digits=3
  1,numbers,3,0,1,inf,nan,inf,
  2,numbers,3,0,-1e+308,1e+307,inf,1e+308,
  3,numbers,3,0,-inf,nan,nan,inf,
  $ attn describe -q @'1; 2' --by=column --csv --digits=3
  column,kind,count,missing,min,mean,sd,max,distinct
  0,numbers,2,0,0.119,0.194,0.106,0.269,
  1,numbers,2,0,0.731,0.806,0.106,0.881,
  $ seq 10000 | sed 's/^/n/' | attn describe --by=column --csv
  column,kind,count,missing,min,mean,sd,max,distinct
  n1,text,9999,0,,,,,9999
  $ (echo x; seq 100000 | sed 's/^/n/') | attn describe --by=column --csv --max-memory=1M
  ! attn: counting the distinct texts needs 2097152 bytes of memory or more; --max-memory allows 1048576
  [1]

Numbers with decimal commas are text without --decimal=,.

  $ printf 'n;a;b\nx;1,5;2\ny;2,5;3\n' | attn describe --csv --by=column
  column,kind,count,missing,min,mean,sd,max,distinct
  n,labels,2,0,,,,,2
  a,text,2,0,,,,,2
  b,numbers,2,0,2,2.5,0.7071067811865476,3,
  ! attn: note: (stdin): numbers with a comma are read as text; if the comma is the decimal mark, use --decimal=, or if it separates thousands, take it out first
  $ printf 'n;a;b\nx;1,5;2\ny;2,5;3\n' | attn describe --csv --by=column --decimal=,
  column,kind,count,missing,min,mean,sd,max,distinct
  n,labels,2,0,,,,,2
  a,numbers,2,0,1.5,2,0.7071067811865476,2.5,
  b,numbers,2,0,2,2.5,0.7071067811865476,3,

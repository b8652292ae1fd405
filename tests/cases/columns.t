Columns by name, number and range, so that one table may hold ids, features and targets.

  $ printf 'id,length,width,kind\na1,1,10,0\na2,2,20,1\na3,4,40,1\n' >t.csv
  $ attn similarity t.csv --columns=length,width
  ,a1,a2,a3
  a1,101,202,404
  a2,202,404,808
  a3,404,808,1616
  $ attn similarity t.csv --columns=length,width >a; attn similarity t.csv --columns=2-3 | cmp - a
  $ attn context -q t.csv --columns=length --value-columns=kind -f gaussian --digits=4
  ,kind
  a1,0.3818
  a2,0.6518
  a3,0.9903
  $ attn describe --csv t.csv --columns=4,2
  row,missing,infinite,smallest,largest,at,sum,entropy_bits
  a1,0,0,0,1,length,1,0
  a2,0,0,1,2,length,3,
  a3,0,0,1,4,length,5,

The columns come in the order of the list. Those not chosen need not hold numbers.

  $ printf 'a,b,c\n1,x,3\n' | attn describe --csv --columns=c,a
  row,missing,infinite,smallest,largest,at,sum,entropy_bits
  0,0,0,1,3,c,4,
  $ attn context t.csv t.csv --columns=length,width,kind --value-columns=width,length
  ,width,length
  a1,210,21
  a2,460,46
  a3,880,88
  $ printf '1;x;"y;z";4\n' | attn describe -d';' --csv --columns=4-,1
  row;missing;infinite;smallest;largest;at;sum;entropy_bits
  0;0;0;1;4;0;5;

The keys have the columns of the queries unless they have a list of their own. Without -k both are in
the same file.

  $ attn similarity -q t.csv -k t.csv --columns=length --plain
  1,2,4
  2,4,8
  4,8,16
  $ attn similarity -q t.csv --columns=length --key-columns=width --plain
  10,20,40
  20,40,80
  40,80,160
  $ attn similarity t.csv --columns=length --key-columns=width --plain
  10,20,40
  20,40,80
  40,80,160

In iris the species column is text.

  $ attn softmax -q data/iris.csv --columns=1-4 >a; cut -d, -f1-4 data/iris.csv | attn softmax -q - | cmp - a
  $ attn softmax -q data/iris.csv --columns=sepal_length-petal_width | cmp - a

Lists that are refused.

  $ attn describe t.csv
  t.csv: 3 x 3
  columns   length, width, kind
  rows      a1, a2, a3
  values    0 to 40, mean 8.778
  row sums  11 to 45
  cells     0 missing, 0 infinite, 1 zero
  read with commas between cells (as often in every row), a header row (no cell of it is a number), labels in column 1 (most of its cells are names), numbers in columns 2-4
  
  column  kind     count  missing  min    mean      sd  max  distinct
  id      labels       3        0                                   3
  length  numbers      3        0    1   2.333   1.528    4
  width   numbers      3        0   10   23.33   15.28   40
  kind    numbers      3        0    0  0.6667  0.5774    1
  
  row  missing  infinite  smallest  largest  at     sum
  a1         0         0         0       10  width   11
  a2         0         0         1       20  width   23
  a3         0         0         1       40  width   45
  $ attn describe t.csv --columns=lenght
  ! attn: t.csv: no column is called 'lenght'; did you mean 'length'?
  [1]
  $ attn describe t.csv --columns=7
  ! attn: t.csv: there is no column 7, only 4
  [1]
  $ attn describe t.csv --columns=2,2-3
  ! attn: t.csv: column 2 is chosen twice
  [1]
  $ attn describe t.csv --columns=4-2
  ! attn: --columns: '4-2' is not a column: give a name, a number from 1 on, or a range of them, a comma between each two
  [2]
  $ attn describe t.csv --columns=length --header=no
  ! attn: 'length' names a column, and --header=no says that none has a name
  [2]
  $ attn similarity t.csv --columns=kind,id
  ! attn: t.csv: column 1 is chosen as a feature, but holds labels: most of its cells are names; columns are counted in the file as it stands; leave it out
  [1]
  $ attn describe t.csv --columns=1 -L
  ! attn: t.csv: column 1 is chosen, and --labels says that it holds labels
  [1]
  $ attn similarity --columns=1 --key-columns=2 <t.csv
  ! attn: standard input ('-') can be read only once, and --key-columns and --value-columns want the queries' file once more: save it in a file first
  [2]
  $ attn softmax --value-columns=2 t.csv
  ! attn: softmax has no use for --value-columns; see 'attn help softmax'
  [2]
  $ attn describe t.csv --columns=
  ! attn: --columns: '' is not a column: give a name, a number from 1 on, or a range of them, a comma between each two
  [2]

Columns of keys in a file of their own, and of values, whose file may be that of the keys.

  $ attn similarity t.csv t.csv --columns=length --key-columns=width --plain
  10,20,40
  20,40,80
  40,80,160
  $ attn similarity -q t.csv -k t.csv --columns=length --key-columns=width --plain
  10,20,40
  20,40,80
  40,80,160
  $ attn context -q t.csv -k t.csv -v t.csv --columns=length --value-columns=kind --digits=4 --plain
  0.958
  0.9976
  1
  $ attn context -q t.csv -k t.csv --columns=length --value-columns=kind --digits=4 --plain
  0.958
  0.9976
  1

A name that holds a comma cannot stand in a list, so the message tells the column's number.

  $ printf 'a,"x, y"\n1,2\n3,4\n' | attn similarity --columns='a,x, y'
  ! attn: (stdin): no column is called 'x'; a column whose name holds a comma is given by its number, 2
  [1]

What is noted of a file is said once, also where it is read as queries, keys and values.

  $ printf 'a;b\n1.234;5\n987;6\n' >p.csv; attn context -q p.csv --columns=a --value-columns=a
  a
  987
  987
  ! attn: note: p.csv: every point stands before three digits, and is read as the decimal mark; if points separate thousands, take them out first

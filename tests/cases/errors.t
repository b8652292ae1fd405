Bad data: the message says what is wrong, where it is and, where there is one, the remedy. The
status is 1, and there is no output.

Files that cannot be read:

  $ attn similarity nowhere.csv
  ! attn: nowhere.csv: No such file or directory
  [1]
  $ attn similarity -q data/tutorial/query.csv -k nowhere.csv
  ! attn: nowhere.csv: No such file or directory
  [1]
  $ mkdir folder; attn similarity folder
  ! attn: folder: Is a directory
  [1]
  $ attn similarity /dev/null
  ! attn: /dev/null: no rows
  [1]
  $ printf '\n\n' | attn similarity
  ! attn: (stdin): no rows
  [1]
  $ printf 'a,b\n' | attn similarity
  ! attn: (stdin): no rows under the header
  [1]
  $ printf '\037\213\010' | attn similarity
  ! attn: (stdin): this is compressed data; decompress it first: gzip -dc FILE | attn ...
  [1]

Rows of different lengths:

  $ printf '1,2\n3,4\n5\n' | attn similarity
  ! attn: (stdin):3: 1 field, but line 1 has 2
  [1]
  $ printf '1,2\n3,4,5\n' >ragged.csv; attn similarity ragged.csv
  ! attn: ragged.csv:2: 3 fields, but line 1 has 2
  [1]
  $ printf 'a,b\n1,2\n3,4,5\n' | attn similarity
  ! attn: (stdin):3: 3 fields, but line 1 has 2
  [1]
  $ printf 'a,b,c\n1,2\n' | attn similarity
  ! attn: (stdin):2: 2 fields, but line 1 has 3
  [1]

Cells that are not numbers:

  $ printf '1,2\n3,4\n5,x1\n' | attn similarity
  ! attn: (stdin):3: field 2: 'x1' is not a number
  [1]
  $ printf '1,2\n\n3,1.2x\n' | attn similarity
  ! attn: (stdin):3: field 2: '1.2x' is not a number
  [1]
  $ printf '1,2\r\n3,0x10\r\n' | attn similarity
  ! attn: (stdin):2: field 2: '0x10' is not a number; if this is a number, write it in plain decimals first, without 0x, L, f or D
  [1]
  $ printf '1,2\r3,1_000\r' | attn similarity
  ! attn: (stdin):2: field 2: '1_000' is not a number; if this is a number, take out first what separates its thousands
  [1]
  $ printf '1,2\n"a\nb",3\n' | attn similarity
  ! attn: (stdin):2: field 1: 'a\x0ab' is not a number
  [1]
  $ printf '1,2\n3,1\0002\n' | attn similarity
  ! attn: (stdin):2: field 2: '1\x002' is not a number
  [1]
  $ printf '1,2\n3,\033[31mred\n' | attn similarity
  ! attn: (stdin):2: field 2: '\x1b[31mred' is not a number
  [1]
  $ printf '1,2\n3,caf\303\251\n' | attn similarity
  ! attn: (stdin):2: field 2: 'café' is not a number
  [1]
  $ printf '1,2\n3,caf\351\n' | attn similarity
  ! attn: (stdin):2: field 2: 'caf\xe9' is not a number
  [1]
  $ printf '1,2\n3,this is a rather long text that nobody wants to read whole\n' | attn similarity
  ! attn: (stdin):2: field 2: 'this is a rather long text that nobody w...' is not a number
  [1]

First rows that mix, or that only begin like numbers:

  $ printf 'alice,1,2\n' | attn similarity
  ! attn: (stdin):1: field 1: 'alice' is not a number; if the first column holds labels, use --labels
  [1]
  $ printf 'x,1\n3,4\n' | attn similarity
  ! attn: (stdin):1: field 1: 'x' is not a number; if the first column holds labels, use --labels, or if this row is a header, --header=yes
  [1]
  $ printf '1,x\n3,4\n' | attn similarity
  ! attn: (stdin):1: field 2: 'x' is not a number; if this row is a header, use --header=yes
  [1]
  $ printf '1.2x,-3a\n3,4\n' | attn similarity
  ! attn: (stdin):1: field 1: '1.2x' is not a number; if this row is a header, use --header=yes
  [1]
  $ printf 'a,.5.\n3,4\n' | attn similarity
  ! attn: (stdin):1: field 2: '.5.' is not a number; if this row is a header, use --header=yes
  [1]
  $ printf ',0,1\n0,3,4\n' | attn similarity
  ! attn: (stdin):1: field 1: an empty cell before 0, 1, ...; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ for how in drop zero keep; do printf ',0,1\n0,3,4\n' | attn similarity --missing=$how; done
  ! attn: (stdin):1: field 1: an empty cell before 0, 1, ...; if this row is a header, use --header=yes, or if it is data, --header=no
  ! attn: (stdin):1: field 1: an empty cell before 0, 1, ...; if this row is a header, use --header=yes, or if it is data, --header=no
  ! attn: (stdin):1: field 1: an empty cell before 0, 1, ...; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf ',0,1\n0,3,4\n' | attn describe
  ! attn: (stdin):1: field 1: an empty cell before 0, 1, ...; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf ',0,1\n,3,4\n' | attn similarity --missing=zero --header=no
  1,4
  4,25
  $ printf ',1,2\n3,4,5\n' | attn similarity --missing=zero
  ! attn: (stdin):1: field 1: an empty cell before numbers; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf ',0,1\n0,3,4\n' | attn similarity -L
  ! attn: (stdin):1: field 1: an empty cell before 0, 1, ...; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf ',0,1\n0,3,4\n' | attn similarity -L --header=no
  ,,0
  ,1,4
  0,4,25
  $ printf ',0,1\n0,3,4\n' | attn similarity -L --header=yes
  ,0
  0,25
  $ printf ',0,1\n0,3,4\n' | attn similarity -H
  ,0
  0,25

A file without a name:

  $ attn softmax ''
  ! attn: '': No such file or directory
  [1]
  $ attn softmax -q '' -k ''
  ! attn: '': No such file or directory
  [1]
  $ echo 1 | attn softmax -o ''
  ! attn: '': No such file or directory
  [1]

What the text of a cell or a row suggests:

  $ printf '# by hand\n1,2,3\n' | attn similarity
  ! attn: (stdin):1: 1 field, but the rows below have 3; if '#' begins comments, use --comment='#', or if this row is no part of the table, use --skip=1
  [1]
  $ printf '%% by hand\n1,2,3\n' | attn similarity
  ! attn: (stdin):1: 1 field, but the rows below have 3; if '%' begins comments, use --comment='%', or if this row is no part of the table, use --skip=1
  [1]
  $ printf '# x=1, 2\n3,4\n' | attn similarity
  ! attn: (stdin):1: field 1: '# x=1' is not a number; if '#' begins comments, use --comment='#'
  [1]
  $ printf '1,2,3\n# more\n4,5,6\n' | attn similarity
  ! attn: (stdin):2: field 1: '# more' is not a number; if '#' begins comments, use --comment='#'
  [1]
  $ printf '1,2\n# a,b\n4,5\n' | attn similarity
  ! attn: (stdin):2: field 1: '# a' is not a number; if '#' begins comments, use --comment='#'
  [1]
  $ printf '1,2\n3,N/A\n' | attn similarity
  ! attn: (stdin):2: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1,2\nnull,4\n' | attn similarity
  ! attn: (stdin):2: field 1: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1,2\n3,-\n' | attn similarity
  ! attn: (stdin):2: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1,2\n3,?\n' | attn similarity
  ! attn: (stdin):2: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1,5;2,5\n' | attn similarity
  ! attn: (stdin): commas or semicolons may separate the cells; use --delimiter=, or --delimiter=';', or if commas are decimal marks, --decimal=,
  [1]
  $ printf '1,5;2,5\n' | attn similarity -d ';'
  ! attn: (stdin):1: field 1: '1,5' is not a number; if commas separate the cells, use --delimiter=, or if the comma is the decimal mark, --decimal=,
  [1]
  $ printf '"1,5","2,5"\n' | attn similarity
  ! attn: (stdin):1: field 1: '1,5' is not a number; if the comma is the decimal mark, use --decimal=,
  [1]
  $ printf '1,5;2,5\n' | tr , . | attn similarity -d ';'
  8.5
  $ printf '1;2\n3;4\n' | attn similarity
  5,11
  11,25
  $ printf '1\t2\n' | attn similarity
  5
  $ printf '1 2\n' | attn similarity
  ! attn: (stdin):1: field 1: '1 2' is not a number; if spaces separate the cells, use --delimiter=space
  [1]
  $ printf '1|2\n' | attn similarity
  5
  $ printf '1;2\n' >s.csv; printf '1,2\n' >c.csv; attn similarity -d ';' s.csv c.csv
  ! attn: c.csv:1: field 1: '1,2' is not a number; if commas separate the cells, use --delimiter=, or if the comma is the decimal mark, --decimal=,; where the files differ, leave --delimiter out
  [1]
  $ attn similarity s.csv c.csv --delimiter=auto
  5
  $ printf '1 2\n' >blanks; attn similarity blanks c.csv -d space
  ! attn: c.csv:1: field 1: '1,2' is not a number; if commas separate the cells, use --delimiter=, or if the comma is the decimal mark, --decimal=,; --delimiter holds for all files: where blanks separate the cells of one alone, make commas of them first: tr -s ' ' , <FILE
  [1]
  $ tr -s ' ' , <blanks | attn similarity - c.csv
  5
  $ printf '1,2,3\n4,5,6\n' | attn softmax -d ';'
  ! attn: (stdin):1: field 1: '1,2,3' is not a number; if commas separate the cells, use --delimiter=,
  [1]
  $ printf 'a,b\n1,2\n4,5\n' | attn softmax -d tab
  ! attn: (stdin):2: field 1: '1,2' is not a number; if commas separate the cells, use --delimiter=, or if the comma is the decimal mark, --decimal=,
  [1]
  $ printf '1;2\n3;4\n' | attn softmax -d '|'
  ! attn: (stdin):1: field 1: '1;2' is not a number; if semicolons separate the cells, use --delimiter=';'
  [1]
  $ printf '"1;2";3\n' | attn softmax -d ';'
  ! attn: (stdin):1: field 1: '1;2' is not a number
  [1]
  $ printf 'year,2020,2021\na,1,2\n' | attn similarity
  ! attn: (stdin):1: field 1: the numbers after this name may be names of columns; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf 'year,2020,2021\na,1,2\nb,3,4\n' | attn similarity --header=yes
  ,a,b
  a,5,11
  b,11,25

  $ printf 'year,x,y\n2024,1,2\nthen,3,4\n' | attn similarity
  ! attn: (stdin):3: field 1: 'then' is not a number; if this is a missing value, use --na=then --missing=drop, or if the first column holds labels, --labels
  [1]
  $ printf 'day;x;y\n2020-01-01;1;2\n' | attn similarity
  ,2020-01-01
  2020-01-01,5
  $ printf ',x,y\na,1,2\n' | attn similarity -d tab
  ! attn: (stdin):2: field 1: 'a,1,2' is not a number; if commas separate the cells, use --delimiter=,
  [1]
  $ printf 'part 1 2,3\n' | attn similarity
  ! attn: (stdin):1: field 1: 'part 1 2' is not a number; if the first column holds labels, use --labels
  [1]

Missing cells:

  $ printf '1,2\n3,\n' | attn similarity
  ! attn: (stdin):2: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1,2\n3,NA\n' | attn similarity
  ! attn: (stdin):2: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1,nan\n' | attn similarity
  ! attn: (stdin):1: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '\n\nx\n1\n2\n' | attn weights
  x
  3
  $ printf '1\n\n2\n' | attn similarity
  ! attn: (stdin):2: field 1: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1\n""\n2\n' | attn similarity
  ! attn: (stdin):2: field 1: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1\n2\n\n\n' | attn similarity --scale=2
  2,4
  4,8

Quotes:

  $ printf '1,2\n3,"4\n5,6\n' | attn similarity
  ! attn: (stdin):2: field 2: the quote opened here is not closed before the end of the file
  [1]
  $ printf '1,2\n3,4"5\n' | attn similarity
  ! attn: (stdin):2: field 2: misplaced quote; quote the whole field and double the quotes inside it
  [1]
  $ printf '1,2\n3,"4"5\n' | attn similarity
  ! attn: (stdin):2: field 2: misplaced quote; quote the whole field and double the quotes inside it
  [1]
  $ printf '1,2\n3,"4' | attn similarity
  ! attn: (stdin):2: field 2: the quote opened here is not closed before the end of the file
  [1]

Encodings:

  $ printf '\377\3761\0,\0002\0' | attn similarity
  ! attn: (stdin): the text is UTF-16; convert it first: iconv -f UTF-16 -t UTF-8
  [1]
  $ printf '\376\377\0001\0,' | attn similarity
  ! attn: (stdin): the text is UTF-16; convert it first: iconv -f UTF-16 -t UTF-8
  [1]

Shapes:

  $ printf '1,2,3\n' >q3.csv; printf '1,2\n3,4\n' >k2.csv; attn similarity q3.csv k2.csv
  ! attn: q3.csv has 3 columns, k2.csv is 2 x 2: queries and keys need as many features
  [1]
  $ attn context -q k2.csv -v q3.csv
  ! attn: k2.csv is 2 x 2, q3.csv is 1 x 3: each key needs one value
  [1]
  $ attn context q3.csv k2.csv
  ! attn: q3.csv has 3 columns, k2.csv is 2 x 2: each column weighs one row of the values
  [1]
  $ attn score q3.csv k2.csv
  ! attn: q3.csv is 1 x 3, k2.csv is 2 x 2: each row of the sequence needs one weight
  [1]
  $ attn score k2.csv q3.csv
  ! attn: k2.csv is 2 x 2: weights are one row or one column
  [1]
  $ printf '1\n2\n3\n4\n' >w4.csv; attn score w4.csv k2.csv
  ! attn: w4.csv is 4 x 1, k2.csv is 2 x 2: each row of the sequence needs one weight
  [1]

Names that show that what is matched by position stands in another order:

  $ printf ',x,y\na,1,2\nb,3,4\n' >xy.csv; printf 'y,x\n2,1\n' >yx.csv; printf ',v\nb,1\na,2\n' >ba.csv
  $ attn similarity xy.csv yx.csv
  ! attn: yx.csv has the names of the columns of xy.csv in another order: 'y' where 'x' is there; --columns or --key-columns puts them in one order
  [1]
  $ attn similarity xy.csv yx.csv --key-columns=x,y
  ,V1
  a,5
  b,11
  $ attn similarity xy.csv yx.csv --key-columns=1-
  ,V1
  a,4
  b,10
  ! attn: note: yx.csv has the names of the columns of xy.csv in another order: 'y' where 'x' is there; columns that options list are paired as they are listed
  $ attn similarity xy.csv yx.csv --columns=y,x
  ,V1
  a,5
  b,11
  $ attn context -q xy.csv -v ba.csv
  ! attn: ba.csv has the names of the rows of xy.csv in another order: 'b' where 'a' is there; a key and its value have to be in the same row
  [1]
  $ attn softmax -q xy.csv | attn context - ba.csv
  ! attn: ba.csv has the names of the columns of (stdin) in another order: 'b' where 'a' is there; each row of the values has to be in the place of its key
  [1]
  $ printf ',f\nk1,1\nk2,2\nk3,3\n' >kk.csv; printf ',v\nk0,1\nk1,2\nk2,3\n' >vv.csv; attn context -q kk.csv -v vv.csv
  ! attn: vv.csv has names of the rows of kk.csv in other places: 'k1' where 'k2' is there; a key and its value have to be in the same row
  [1]
  $ printf ',v\nk1,1\nb,2\nb,3\n' >some.csv; attn context -q kk.csv -v some.csv --digits=3
  ,v
  k1,2.58
  k2,2.85
  k3,2.95
  $ printf ',v\nk2,1\nk2,2\nb,3\n' >twice.csv; attn context -q kk.csv -v twice.csv --digits=3
  ,v
  k1,2.58
  k2,2.85
  k3,2.95
  $ printf 'Price,Size\n1,2\n' >PS.csv; printf 'size,price\n3,4\n' >sp.csv; printf 'price,size\n3,4\n' >ps.csv; printf 'price,weight\n1,2\n' >pw.csv
  $ attn similarity PS.csv sp.csv
  ! attn: sp.csv has the names of the columns of PS.csv in another order: 'size' where 'Price' is there; --columns or --key-columns puts them in one order
  [1]
  $ attn similarity PS.csv ps.csv
  11
  $ attn similarity pw.csv sp.csv
  11
  ! attn: note: sp.csv has names of the columns of pw.csv in other places: 'price' where 'weight' is there; columns are paired by place
  $ attn similarity pw.csv sp.csv --quiet
  11
  $ attn similarity pw.csv sp.csv --columns=price --key-columns=price
  4
  $ attn similarity PS.csv sp.csv --columns=Size,Price
  ! attn: sp.csv: no column is called 'Size'; did you mean 'size'?
  [1]
  $ printf 'a,A\n1,2\n' >aA.csv; printf 'A,a\n1,2\n' | attn similarity aA.csv -
  ! attn: (stdin) has the names of the columns of aA.csv in another order: 'A' where 'a' is there; --columns or --key-columns puts them in one order
  [1]
  $ printf 'A,b\n1,2\n' | attn similarity aA.csv -
  5
  $ printf 'a name of so many letters that it is cut when shown,x\n1,2\n' >ax.csv
  $ printf 'x,a name of so many letters that it is cut when shown\n1,2\n' | attn similarity ax.csv -
  ! attn: (stdin) has the names of the columns of ax.csv in another order: 'x' where 'a name of so many letters that it is cut' is there; --columns or --key-columns puts them in one order
  [1]
  $ sed 's/\(.*\),x/x,\1/' ax.csv >xa.csv; attn similarity xa.csv ax.csv
  ! attn: ax.csv has the names of the columns of xa.csv in another order: 'a name of so many letters that it is cut' where 'x' is there; --columns or --key-columns puts them in one order
  [1]
  $ attn similarity xy.csv yx.csv --heads=2
  ! attn: yx.csv has the names of the columns of xy.csv in another order: 'y' where 'x' is there; --columns or --key-columns puts them in one order
  [1]
  $ printf 'a,b\n1,2\n' | attn score - ba.csv
  ! attn: ba.csv has the names of the columns of (stdin) in another order: 'b' where 'a' is there; each row of the sequence has to be in the place of its weight
  [1]
  $ printf ',w\na,1\nb,2\n' | attn score - ba.csv
  ! attn: ba.csv has the names of the rows of (stdin) in another order: 'b' where 'a' is there; each row of the sequence has to be in the place of its weight
  [1]
  $ printf '10\n20\n' >plain.csv; printf ',w\na,1\nb,2\n' | attn score - plain.csv
  50
  $ printf ',w\nb,1\na,2\n' | attn score - ba.csv
  v
  5
  $ printf 'xéééééééééééééééééééé,y\n1,2\n' >xe.csv; sed 's/\(.*\),y/y,\1/' xe.csv | attn similarity xe.csv -
  ! attn: (stdin) has the names of the columns of xe.csv in another order: 'y' where 'xééééééééééééééééééé' is there; --columns or --key-columns puts them in one order
  [1]
  $ printf 'xx,y\n1,2\n' | attn similarity xy.csv -
  ,V1
  a,5
  b,11
  $ printf ',y,x,x\na,1,2,3\n' >yxx.csv; printf ',x,y,y\na,1,2,3\n' | attn similarity yxx.csv -
  ,a
  a,14
  $ printf ',x\n,1\n,2\n' >nameless.csv; cp nameless.csv other.csv; attn context -q nameless.csv -v other.csv --digits=3
  ,x
  ,1.73
  ,1.88
  $ printf 'y,z\n2,1\n' | attn similarity xy.csv -
  ,V1
  a,4
  b,10
  ! attn: note: (stdin) has names of the columns of xy.csv in other places: 'y' where 'x' is there; columns are paired by place
  $ printf 'x,y\n2,1\n' | attn similarity xy.csv -
  ,V1
  a,4
  b,10
  $ printf ',x,x\na,1,2\na,3,4\n' >xx.csv; printf ',x,y\na,1,2\na,3,4\n' | attn similarity xx.csv -
  ,a,a
  a,5,11
  a,11,25
  $ printf '1,2\n' | attn context - ba.csv
  v
  5

Memory:

  $ attn softmax -q data/iris.csv --columns=1-4 --axis=all --max-memory=64K
  ! attn: --axis needs the whole matrix, 150 x 150: 180000 bytes; --max-memory allows 65536
  [1]
  $ attn context -q data/iris.csv -k data/iris.csv -v data/iris.csv --columns=1-4 --value-columns=1-4 --max-memory=9K
  ! attn: data/iris.csv: the matrix needs 9248 bytes of memory or more, those read before it included; --max-memory allows 9216
  [1]
  $ seq 100000 | sed 's/.*/l&,1/; 1i ,x' >named.csv
  $ echo 1 | attn top -q - -k named.csv --max-memory=1500K 2>&1 | cut -c1-33
  attn: named.csv: the matrix needs
  $ attn similarity data/digits/keys.csv --max-memory=64K
  ! attn: data/digits/keys.csv: the matrix needs 66040 bytes of memory or more; --max-memory allows 65536
  [1]

Output that cannot be written:

  $ echo 1,2 | attn similarity >/dev/full
  ! attn: (stdout): No space left on device
  [1]
  $ echo 1,2 | attn similarity -o /dev/full
  ! attn: /dev/full: No space left on device
  [1]
  $ echo 1,2 | attn similarity -o nowhere/x.csv
  ! attn: nowhere/x.csv: No such file or directory
  [1]
  $ echo 1,2 | attn similarity -o folder
  ! attn: folder: Is a directory
  [1]
  $ attn --help >/dev/full
  ! attn: (stdout): No space left on device
  [1]
  $ echo 1,2 | attn similarity >&-
  ! attn: (stdout): Bad file descriptor
  [1]

Control bytes in a file's name do not reach the terminal:

  $ attn similarity "$(printf 'a\033[31m\302\233.csv')"
  ! attn: a\x1b[31m\xc2\x9b.csv: No such file or directory
  [1]

A reader that leaves ends the program quietly (141 is SIGPIPE):

  $ { attn similarity data/digits/keys.csv --plain; echo $? >status; } | head -n 1 | cut -c 1-4; cat status
  3070
  141

What a file is, is judged from its first rows together, never from one cell.

Missing spellings, booleans, amounts and their like make neither a header nor labels.

  $ for cell in N/A '?' null None - . n/a '<NA>' missing; do printf 'age,weight\n%s,70\n34,80\n51,65\n' "$cell" | attn score -q - --missing=drop --digits=5; done
  age,weight
  68,160
  age,weight
  68,160
  age,weight
  68,160
  age,weight
  68,160
  age,weight
  68,160
  age,weight
  68,160
  age,weight
  68,160
  age,weight
  68,160
  age,weight
  68,160
  ! attn: note: (stdin): 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  $ printf 'age,weight\nN/A,70\n34,80\n51,65\n' | attn score -q -
  ! attn: (stdin):2: field 1: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf 'age,weight\nTrue,70\nFalse,80\nTrue,65\n' | attn score -q -
  ! attn: (stdin):2: field 1: 'True' is not a number; if what holds no numbers is no feature, use --columns=-1
  [1]
  $ printf 'age,weight\n$5,70\n(5),80\n51,65\n' | attn score -q -
  ! attn: (stdin):2: field 1: '$5' is not a number; if what holds no numbers is no feature, use --columns=-1
  [1]
  $ printf 'age,weight\n\342\210\2225,70\n34,80\n51,65\n' | attn score -q -
  ! attn: (stdin):2: field 1: '−5' is not a number; if this is a number, write its digits alone first
  [1]
  $ printf '"1,200",3\n5,6\n' | attn similarity
  ! attn: (stdin):1: field 1: '1,200' is not a number; if the comma is the decimal mark, use --decimal=, or if it separates thousands, take it out first
  [1]
  $ printf '?,?\n1,2\n' | attn similarity
  ! attn: (stdin):1: field 1: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '#DIV/0!,5\n1,2\n' | attn similarity
  ! attn: (stdin):1: field 1: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf 'king,NA,NA\nqueen,1,2\n' | attn similarity -L
  ! attn: (stdin):1: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf 'a,b\n1,-999\n3,4\n' | attn similarity --na=unknown,-999 --missing=drop
  25
  ! attn: note: (stdin): 1 row dropped, line 2
  $ echo 1 >k1; printf 'w,a\n.,1\nnull,2\nx,3\n1,4\ny,5\n' | attn similarity k1 -
  X.,Xnull,x,X1,y
  1,2,3,4,5

Dates, times and words with digits are names.

  $ printf 'd,a\n2020-01-01,1\n12:30,2\n1st,3\n3f2a,4\n' | attn similarity k1 -
  2020-01-01,12:30,1st,3f2a
  1,2,3,4

Names before numbers in every row are labels, without a header too, unless the first row may be one.

  $ printf 'king,0.9,0.1\nqueen,0.8,0.3\n' | attn softmax -n none
  ,V1,V2
  king,0.9,0.1
  queen,0.8,0.3
  $ printf '2020-01-01,7\n2020-01-02,NA\n' | attn softmax -n none --missing=keep
  ,V1
  2020-01-01,7
  2020-01-02,nan
  $ printf 'year,2019,2020\nking,8,3\n' | attn softmax -n none
  ! attn: (stdin):1: field 1: the numbers after this name may be names of columns; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]

Years may be names, and a first column that alone is quoted labels.

  $ printf '2019,2020\n5,8\n' | attn softmax -n none
  ! attn: (stdin):1: field 1: years above numbers that are none may be names; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf '2019,2020\n2021,2022\n' | attn softmax -n none
  2019,2020
  2021,2022
  $ printf '"1",5\n"2",6\n' | attn softmax -n none
  ! attn: (stdin):1: field 1: the first column is quoted, and others are not; if it holds labels, use --labels=yes, or if it is a feature, --labels=no
  [1]
  $ printf '"","","x"\n1,1,.5\n2,1,.7\n' | attn softmax -n none
  ! attn: (stdin):1: field 3: 'x' is not a number; if this row is a header, use --header=yes
  [1]

A first line that names the delimiter is no row, whatever else is known.

  $ printf 'sep=;\nking;3\nqueen;0\n' | attn softmax -n none --missing=keep
  ,V1
  king,3
  queen,0

A vector whose numbers are parted in two ways may have decimal commas.

  $ printf 'y;v\n3;[1 2,5]\n4;[1 3,5]\n' | attn softmax -n none
  ! attn: (stdin):2: field 2: '[1 2,5]' is not a number; if what holds no numbers is no feature, use --columns=-2
  [1]

Decimal commas in one column look like cells.

  $ printf 'x\n-3,38\n1,09\n' | attn softmax -n none
  ! attn: (stdin):1: one cell, but the rows below have a comma; if it is the decimal mark, use --decimal=, --delimiter=';', or if it separates labels from numbers, --labels=yes, or if this line is no part of the table, --skip=1
  [1]
  $ printf '"x"\n"1",3\n"2",5\n' | attn softmax -n none
  ,x
  1,3
  2,5
  $ printf '2,5\n3,5\n' | attn softmax -n none --decimal=,
  ! attn: (stdin):1: the commas may separate cells, or be the decimal marks of one column; use --delimiter=, or --delimiter=';'
  [1]
  $ printf '"2,5",3\n"3,5",4\n' | attn softmax -n none --decimal=,
  2.5,3
  3.5,4

A row that begins with an error value of a spreadsheet is no comment.

  $ printf '#N/A,5\n# a comment\n#NA\n1,2\n' | attn softmax -n none --missing=keep --comment='#'
  nan,5
  1,2

R: the header cell of the row names is empty, or the header is one cell short.

  $ printf '"","a","b","kind"\n"1",1,2,"x"\n"2",3,4,"y"\n' >r.csv
  $ attn similarity r.csv --columns=1-3
  ! attn: r.csv: column 1 is chosen as a feature, but holds labels: its header cell is empty; columns are counted in the file as it stands; leave it out, or if it is a feature, use --labels=no
  [1]
  $ attn similarity r.csv --columns=2-3
  ,1,2
  1,5,11
  2,11,25
  $ attn similarity r.csv --columns=-kind
  ,1,2
  1,5,11
  2,11,25
  $ attn similarity r.csv --columns=-4
  ,1,2
  1,5,11
  2,11,25
  $ attn similarity r.csv
  ! attn: r.csv:2: field 4: 'x' is not a number; if what holds no numbers is no feature, use --columns=-4
  [1]
  $ printf '"a","b"\n"x",1,2\n"y",3,4\n' | attn similarity
  ,x,y
  x,5,11
  y,11,25
  $ printf 'a\tb\nx\t1\t2\ny\t3\t4\n' | attn similarity
  ,x,y
  x,5,11
  y,11,25
  $ printf '"1940","1945"\n22.2,44.5\n10.5,15.5\n' >years.csv; printf '1\n2\n' | attn context -q k1 -k - -v years.csv
  X1940,X1945
  13.646614630028944,23.29930121972986

pandas: columns that are numbered.

  $ printf '0,1,2\n1.5,2.5,3.5\n' | attn similarity
  ! attn: (stdin):1: field 1: 0, 1, ... above numbers that are not whole may be names; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf '1.5,0\n0.5,2\n' | attn similarity
  2.25,0.75
  0.75,4.25
  $ printf '0,1,2\n1.5,2.5,3.5\n' | attn similarity --header=yes
  20.75
  $ printf '0,1,2\n1.5,2.5,3.5\n' | attn similarity --header=no
  5,9.5
  9.5,20.75
  $ for how in error drop zero keep; do printf ',2019,2020\n0,1.5,2.5\n' | attn similarity --missing=$how; done
  ! attn: (stdin):1: field 1: an empty cell before numbers; if this row is a header, use --header=yes, or if it is data, --header=no
  ! attn: (stdin):1: field 1: an empty cell before numbers; if this row is a header, use --header=yes, or if it is data, --header=no
  ! attn: (stdin):1: field 1: an empty cell before numbers; if this row is a header, use --header=yes, or if it is data, --header=no
  ! attn: (stdin):1: field 1: an empty cell before numbers; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf ',2019,2020\n0,1.5,2.5\n' | attn describe
  ! attn: (stdin):1: field 1: an empty cell before numbers; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf ',2019,2020\n0,1.5,2.5\n' | attn similarity -H
  ,0
  0,8.5

An id that is a number is a feature with a note.

  $ printf 'id,x,y\n101,1,3\n102,2,3\n' | attn similarity
  10211,10313
  10313,10417
  ! attn: note: (stdin): column 1 holds distinct whole numbers under the name of an index, and is used as a feature; if it names the rows, use --labels=yes, or if it is a feature, --labels=no
  $ printf 'id,x,y\n101,1,3\n102,2,3\n' | attn similarity --quiet
  10211,10313
  10313,10417
  $ printf 'id,x,y\n101,1,3\n102,2,3\n' | attn similarity --labels=no
  10211,10313
  10313,10417
  $ printf 'id,x,y\n101,1,3\n102,2,3\n' | attn similarity --labels
  ,101,102
  101,10,11
  102,11,13
  $ printf 'id,x,y\n101,1,3\n101,2,3\n' | attn similarity
  10211,10212
  10212,10214

Labels in another column.

  $ printf 'x,name,y\n1,king,3\n2,queen,3\n' | attn similarity --labels=name
  ,king,queen
  king,10,11
  queen,11,13
  $ printf 'x,name,y\n1,king,3\n2,queen,3\n' | attn similarity --labels=2 --columns=-1
  ,king,queen
  king,9,9
  queen,9,9
  $ printf 'x,name,y\n1,king,3\n2,queen,3\n' | attn similarity --labels=2 --columns=1,2
  ! attn: (stdin): column 2 is chosen, and --labels says that it holds labels
  [1]
  $ printf 'x,name,y\n1,king,3\n2,queen,3\n' | attn similarity --labels=nobody
  ! attn: (stdin): no column is called 'nobody'
  [1]

Delimiters.

  $ printf '1;2\n3;4\n' >s; printf '1\t2\n3\t4\n' >t; printf '1|2\n3|4\n' >b; printf '1,2\n3,4\n' >c
  $ attn similarity s t; attn similarity b c; attn similarity -d auto s c
  5,11
  11,25
  5,11
  11,25
  5,11
  11,25
  $ printf 'a b\t1\nc d\t2\n' >t.tsv; attn similarity t.tsv -L; cp s t.tab; attn similarity t.tab
  ,a b,c d
  a b,1,2
  c d,2,4
  ! attn: t.tab:1: field 1: '1;2' is not a number; if semicolons separate the cells, use --delimiter=';'
  [1]
  $ printf 'A;1,5\nB;2,5\n' | attn similarity
  ! attn: (stdin): commas or semicolons may separate the cells; use --delimiter=, or --delimiter=';', or if commas are decimal marks, --decimal=,
  [1]
  $ printf 'A;1,5\nB;2,5\n' | attn similarity -L
  ! attn: (stdin): commas or semicolons may separate the cells; use --delimiter=, or --delimiter=';', or if commas are decimal marks, --decimal=,
  [1]
  $ printf 'A;1,5\nB;2,5\n' | attn similarity -L --delimiter=,
  ,A;1,B;2
  A;1,25,25
  B;2,25,25
  $ printf 'x,a\nA;1,5\nB;2;3,5\n' | attn similarity
  ! attn: (stdin): every label has ';' beside a digit; if that separates the cells, use --delimiter=';', or if not, --delimiter=,
  [1]
  $ printf 'e|520,735\n' | attn similarity --header=no
  ! attn: (stdin): every label has '|' beside a digit; if that separates the cells, use --delimiter='|', or if not, --delimiter=,
  [1]
  $ printf 'A ; 1,200,300\nB ; 2,500,600\n' | attn similarity --header=no --labels=yes
  ! attn: (stdin): every label has ';' beside a digit; if that separates the cells, use --delimiter=';', or if not, --delimiter=,
  [1]
  $ printf '1,5;2,5\n3;4\n' | attn similarity
  ! attn: (stdin):1: field 1: '1,5' is not a number; if commas separate the cells, use --delimiter=, or if the comma is the decimal mark, --decimal=,
  [1]
  $ printf 'Smith, J\t1\nDoe, K\t2\n' | attn similarity -L
  ,"Smith, J","Doe, K"
  "Smith, J",1,2
  "Doe, K",2,4

A column of nothing is an error in every mode.

  $ for how in error drop zero keep; do printf 'A,B,C,\n1,4,7,\n2,5,9,\n' | attn similarity --missing=$how; done
  ! attn: (stdin):1: field 4: the last column is empty in every row; leave it out: --columns=-4
  ! attn: (stdin):1: field 4: the last column is empty in every row; leave it out: --columns=-4
  ! attn: (stdin):1: field 4: the last column is empty in every row; leave it out: --columns=-4
  ! attn: (stdin):1: field 4: the last column is empty in every row; leave it out: --columns=-4
  [1]
  $ printf 'A,B,C,\n1,4,7,\n2,5,9,\n' | attn similarity --columns=-4
  66,85
  85,110

A forgotten argument.

  $ attn similarity --labels yes c
  ! attn: 'yes' is no file; if it is the argument of --labels, use --labels=yes
  [2]
  $ attn similarity c --header no
  ! attn: 'no' is no file; if it is the argument of --header, use --header=no
  [2]
  $ attn similarity c --alibi 2
  ! attn: '2' is no file; if it is the argument of --alibi, use --alibi=2
  [2]
  $ attn similarity --labels c
  ,1,3
  1,4,8
  3,8,16
  $ attn similarity c --columns=-1,2
  ! attn: --columns: '2' is to be chosen, and '-1' not: a list has a minus before every column or before none
  [2]

A pause ends the sample, and what comes after it must not change the reading.

  $ echo "while IFS= read -r row; do printf '%s\n' \"\$row\"; sleep 0.3; done | attn similarity - k1 2>&1" >slowly
  $ printf '1\n2\n3\n' | sh slowly
  1
  2
  3
  $ printf '0\n1.5\n' | sh slowly
  0
  attn: (stdin):1: field 1: 0, 1, ... above numbers that are not whole may be names; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ echo 1,1 >k1; printf 'n,a,b\nx,1,2\n2,3,4\n3,5,6\n' | sh slowly
  ,V1
  x,3
  attn: (stdin):3: with this row the file reads as one with a header row (no cell of it is a number), no label column, but rows above it came earlier and were read otherwise; give --header=yes or no, and --labels=yes or no
  [1]
  $ printf '"1","2"\n3,4\n' | sh slowly
  3
  attn: (stdin):2: with this row the file reads as one with a header row (it is quoted, and the numbers below it are not), no label column, but rows above it came earlier and were read otherwise; give --header=yes or no, and --labels=yes or no
  [1]
  $ printf '1;2\n3,4\n' | sh slowly
  3
  attn: (stdin):2: field 1: '3,4' is not a number; if commas separate the cells, use --delimiter=, or if the comma is the decimal mark, --decimal=,
  [1]

Rows that are dropped are counted, and those that are left keep their places in the file:

  $ printf 'a,b\n1,2\n,3\n4,5\n6,7\n' >d.csv; printf 'a,b\n1,0\n0,1\nNA,1\n1,1\n' >e.csv
  $ attn top -q d.csv -k e.csv --missing=drop --count=2 --digits=3
  query,key,score,weight
  0,3,3,0.665
  0,1,2,0.245
  2,3,9,0.976
  2,1,5,0.0179
  3,3,13,0.997
  3,1,7,0.00247
  ! attn: note: e.csv: 1 row dropped, line 4
  ! attn: note: d.csv: 1 row dropped, line 3
  $ attn top -q d.csv --missing=drop --count=1 --digits=3 --quiet
  query,key,score,weight
  0,3,20,0.998
  2,3,59,1
  3,3,85,1
  $ for option in causal exclude-self window=1,0 valid-keys=2 rope alibi offset=1 local-m=1; do
  > attn softmax -q d.csv -k e.csv --missing=drop --$option --digits=3 --quiet; done
  1,0,0
  0.269,0.731,0
  0.000909,0.00247,0.997
  0,0.269,0.731
  0.00657,0.0179,0.976
  0.269,0.731,0
  1,0,0
  0,1,0
  0,0,1
  0.269,0.731,0
  0.269,0.731,0
  0.269,0.731,0
  0.672,0.314,0.0146
  2.74e-06,0.59,0.41
  2.22e-09,2.87e-05,1
  0.0908,0.246,0.663
  0.00655,0.0179,0.976
  0.000898,0.00245,0.997
  0.269,0.731,0
  0,0.018,0.982
  0,0,1
  ! attn: --offset has no effect without --causal, --window, --exclude-self, --alibi, --local-m or --rope, which go by position
  $ attn softmax -q d.csv --missing=drop --exclude-self --digits=3 --quiet
  0,0.00247,0.998
  2.86e-20,0,1
  1.15e-17,1,0
  $ attn softmax -q d.csv --missing=drop --window=1,0
  1,0,0
  0,1,0
  0,5.109089028037223e-12,0.999999999994891
  ! attn: note: d.csv: 1 row dropped, line 3
  $ (printf 'a\n1\n'; printf ',\n' | tr -d ,; printf '2\n') >blank.csv; attn similarity blank.csv --missing=drop
  1,2
  2,4
  ! attn: note: blank.csv: 1 row dropped, line 3

--exclude-self goes by position, or by label. Where the two differ, a note names the other.

  $ printf ',x,y\na,1,2\nb,3,4\na,5,6\n' >lq.csv; printf ',x,y\nb,1,2\na,3,4\nc,0,1\n' >lk.csv
  $ attn similarity -q lq.csv -k lk.csv --exclude-self=label
  ,b,a,c
  a,5,-inf,2
  b,-inf,25,4
  a,17,-inf,6
  $ attn similarity -q lq.csv -k lk.csv --exclude-self
  ,b,a,c
  a,-inf,11,2
  b,11,-inf,4
  a,17,39,-inf
  ! attn: note: --exclude-self hides 'b' from 'a', which stands at the same position; to hide what has the same label, use --exclude-self=label
  $ attn similarity lq.csv | attn softmax --exclude-self=label --digits=3
  ,a,b,a
  a,0,1,0
  b,6.91e-13,0,1
  a,0,1,0
  $ for kernel in reference portable; do attn context -q lq.csv -k lk.csv -v lk.csv --exclude-self=label --kernel=$kernel --digits=3; done
  ,x,y
  a,0.953,1.95
  b,3,4
  a,1,2
  ,x,y
  a,0.953,1.95
  b,3,4
  a,1,2
  $ attn similarity lq.csv --exclude-self=label --offset=1
  ! attn: --exclude-self=label goes by label; --offset has no effect on it
  [2]
  $ attn similarity lq.csv --exclude-self label
  ! attn: 'label' is no file; if it is the argument of --exclude-self, use --exclude-self=label
  [2]
  $ attn similarity @'1 2;3 4' --exclude-self=label
  ! attn: @1 2;3 4 has no labels, and --exclude-self=label goes by them; to go by position, use --exclude-self
  [1]

Columns that options list are paired as they are listed; the same names in another order are noted.

  $ printf 'a,b\n1,2\n' >ab; printf 'b,a\n3,4\n' >ba; attn similarity ab ba --columns=a,b --key-columns=b,a
  11
  ! attn: note: ba has the names of the columns of ab in another order: 'b' where 'a' is there; columns that options list are paired as they are listed
  $ attn similarity ab ba --columns=a,b
  10

Words in a mask, and a bias that is given as one.

  $ printf 'yes,no,y\nN,y,n\nNO,Yes,Y\n' >words; attn similarity lq.csv --mask=words
  ,a,b,a
  a,5,-inf,17
  b,-inf,25,-inf
  a,-inf,39,61
  $ printf '0,-inf,0\n0,0,0\n0,0,0\n' >bias; attn similarity lq.csv --mask=bias
  ! attn: bias:1: field 2: -inf is neither 1 (may be seen) nor 0 (may not); a matrix of 0 and -inf is added to the scores: give it as --bias
  [1]

Lines above the table, and columns of nothing beside it.

  $ printf 'Table 1,\n,\na,b\n1,2\n3,4\n' | attn weights
  ! attn: (stdin):1: one cell, and nothing in the others; if this row is no part of the table, use --skip=2, or if it is data, --header=no --missing=keep
  [1]
  $ printf 'Table 1,\n,\na,b\n1,2\n3,4\n' | attn weights --skip=2
  a,b
  4,6
  $ printf 'A,B,C\n1,4,7,\n2,5,9,\n' | attn weights --missing=zero
  ! attn: (stdin):2: every row below the header ends with a delimiter; if that ends the row, take it off: sed -E 's/[,]\r?$//' FILE | attn ..., or if it begins an empty cell, leave the column out: --columns=-4
  [1]
  $ printf 'A,B,C\n1,4,7,\n2,5,9,\n' | sed -E 's/[,]\r?$//' | attn weights
  A,B,C
  3,9,16
  $ printf 'A,B,C,,\n1,4,7,,\n2,5,9,,\n' | attn weights --missing=zero
  ! attn: (stdin):1: field 4: the last columns are empty in every row; leave them out: --columns=-4,-5
  [1]
  $ printf 'k n\n1   22  5\n' | attn weights -d space --missing=zero
  k n
  22 5
  $ printf '2 1\nking 1\nman 2\n' | attn weights -d space
  ! attn: (stdin):1: these may be the number of vectors below and their width, as word2vec writes them; if so, use --skip=1, or if not, --labels=yes
  [1]
  $ printf '2 1\nking 1\nman 2\n' | attn weights -d space --skip=1
  3

Blanks between cells beside decimal commas, and after quotes.

  $ printf 'x\n1 1,5\n2 2,5\n' | attn weights
  ! attn: (stdin):1: one cell, but the rows below have a comma after a blank and digits; if blanks separate the cells, use --decimal=, --delimiter=space, or if commas do, --labels=yes
  [1]
  $ printf 'x\n1 1,5\n2 2,5\n' | attn weights --decimal=, --delimiter=space
  x
  4
  $ printf '"a" "b"\n"1" 1.5 2\n"2" 3.5 4\n' | attn weights
  ! attn: (stdin):1: field 1: misplaced quote; if blanks separate the cells, use --delimiter=space
  [1]
  $ printf '"a";"b"\n"1","2"\n' | attn weights -d ,
  ! attn: (stdin):1: field 1: misplaced quote; if semicolons separate the cells, use --delimiter=';'
  [1]

Numbers that a person reads, and what would be one for a program.

  $ for cell in 'EUR 5' 'US$5' '1.5f' '1+2i' '(1-2j)' '1 000' 'True'; do printf "%s,2\n%s,4\n" "$cell" "$cell" | attn weights; done
  ! attn: (stdin):1: field 1: 'EUR 5' is not a number; if this is a number, write its digits alone first
  ! attn: (stdin):1: field 1: 'US$5' is not a number; if this is a number, write its digits alone first
  ! attn: (stdin):1: field 1: '1.5f' is not a number; if this is a number, write it in plain decimals first, without 0x, L, f or D
  ! attn: (stdin):1: field 1: '1+2i' is not a number; if this is a complex number, write its parts in two columns first
  ! attn: (stdin):1: field 1: '(1-2j)' is not a number; if this is a complex number, write its parts in two columns first
  ! attn: (stdin):1: field 1: '1 000' is not a number; if spaces separate the cells, use --delimiter=space, or if they separate thousands, take them out first
  ! attn: (stdin):1: field 1: 'True' is not a number; if this is a truth value, write 1 or 0 for it first
  [1]
  $ for cell in '(1, 2)' 'array([1, 2])' '1 2'; do printf 'x,v\n1,"%s"\n' "$cell" | attn weights; done
  ! attn: (stdin):2: field 2: '(1, 2)' is not a number; if this is a vector, write it as [0.1, 0.2] first
  ! attn: (stdin):2: field 2: 'array([1, 2])' is not a number; if this is a vector, write it as [0.1, 0.2] first
  ! attn: (stdin):2: field 2: '1 2' is not a number; if this is a vector, write it as [0.1, 0.2] first
  [1]

Counts of rows and of columns may be names.

  $ printf '0,5\n1,6\n2,7\n3,8\n4,9\n' | attn weights
  10,35
  ! attn: note: (stdin): column 1 counts the rows, and is used as a feature; if it names them, use --labels=yes, or if it is a feature, --labels=no
  $ printf '0,5\n1,6\n2,7\n3,8\n4,9\n' | attn weights --labels
  35
  $ printf '0,1,2,3\n1,6,2,7\n' | attn weights
  1,7,4,10
  ! attn: note: (stdin): the first row counts the columns, and is read as data; if it names them, use --header=yes, or if it is data, --header=no
  $ printf 'user_id,x\n7,5\n8,6\n' | attn weights
  user_id,x
  15,11
  ! attn: note: (stdin): column 1 holds distinct whole numbers under the name of an index, and is used as a feature; if it names the rows, use --labels=yes, or if it is a feature, --labels=no

With --decimal=, commas separate no cells where something else does.

  $ printf 'x;y\n1,5;2\n2,5;3\n' | attn weights --decimal=,
  x,y
  4,5

Commas between thousands look like those between cells. A cell that begins with a zero, or rows of
several widths, are asked about; where nothing tells, there is a note.

  $ printf '7,604,011\n12,200,300\n' | attn softmax -n none
  ! attn: (stdin):1: every row may be one number with commas between its thousands; if it is, take them out first: tr -d , < FILE | attn ..., or if they separate the cells, use --delimiter=,
  [1]
  $ printf '7,604,011\n12,200,300\n' | attn softmax -n none -d ,
  7,604,11
  12,200,300
  $ printf '7,604,011\n12,200,300\n' | tr -d , | attn softmax -n none
  7604011
  12200300
  $ printf '604,011\n950\n12,200,300\n' | attn softmax -n none
  ! attn: (stdin):1: 2 fields, but not in every row; if commas separate thousands, take them out first: tr -d , < FILE | attn ...
  [1]
  $ printf 'sales\n1,234\n2,100\n' | attn softmax -n none
  ! attn: (stdin):1: one cell, but the rows below have a comma; if it is the decimal mark, use --decimal=, --delimiter=';', or if it separates labels from numbers, --labels=yes, or if this line is no part of the table, --skip=1, or if it separates thousands, take it out: tr -d , < FILE | attn ...
  [1]
  $ printf '7,604,711\n12,200,300\n' | attn softmax -n none
  7,604,711
  12,200,300
  ! attn: note: (stdin): every row may be one number with commas between its thousands; if it is, take them out first: tr -d , < FILE | attn ..., or if they separate the cells, use --delimiter=,
  $ printf '7,604,711\n12,200,300\n' | attn softmax -n none -d ,
  7,604,711
  12,200,300
  $ printf '1,234.50\n2,100.25\n' | attn softmax -n none
  1,234.5
  2,100.25
  ! attn: note: (stdin): every row may be one number with commas between its thousands; if it is, take them out first: tr -d , < FILE | attn ..., or if they separate the cells, use --delimiter=,
  $ printf '100,200,300\n400,500,600\n' | attn softmax -n none
  100,200,300
  400,500,600
  $ printf '7,604,711\n12,200,3000\n' | attn softmax -n none
  7,604,711
  12,200,3000
  $ printf 'a;b\n1.234;5\n987;6\n' | attn softmax -n none --output-delimiter=,
  a,b
  1.234,5
  987,6
  ! attn: note: (stdin): every point stands before three digits, and is read as the decimal mark; if points separate thousands, take them out first
  $ printf 'a;b\n1.234;5\n0.987;6\n' | attn softmax -n none --output-delimiter=,
  a,b
  1.234,5
  0.987,6

Between blanks, a lone mark of comments before a name begins a comment, or names a column.

  $ printf '# by hand\nx 1\ny 2\n' | attn softmax -n none -d space --output-delimiter=,
  ! attn: (stdin):1: 3 fields, but the rows below have 2; if '#' begins comments, use --comment='#', or if this row is no part of the table, use --skip=1
  [1]
  $ printf '# by hand\nx 1 3\ny 2 4\n' | attn softmax -n none -d space --output-delimiter=,
  ! attn: (stdin):1: a lone mark before a name; if '#' begins comments, use --comment='#', or if this row names the columns, use --header=yes
  [1]
  $ printf '# by hand\nx 1 3\ny 2 4\n' | attn softmax -n none -d space --output-delimiter=, --header=yes
  ,by,hand
  x,1,3
  y,2,4
  $ printf '# 1 3\nx 2 4\n' | attn softmax -n none -d space --output-delimiter=,
  ! attn: (stdin):1: field 1: the numbers after this name may be names of columns; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]

Whole numbers after a word that stands above labels may be names of columns.

  $ printf 'name,1,2\nking,5,6\nqueen,7,8\n' | attn softmax -n none
  ! attn: (stdin):1: field 1: the numbers after this name may be names of columns; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ printf 'man,1,2\nking,5,6\nqueen,7,8\n' | attn softmax -n none
  ,V1,V2
  man,1,2
  king,5,6
  queen,7,8

Columns that count the rows in two levels, a 0 before numbers with all their decimals, and rows of
whole numbers above rows without any may name what they stand beside.

  $ printf '1,1,5\n1,2,6\n2,1,8\n2,2,8\n' | attn weights
  6,6,27
  ! attn: note: (stdin): columns 1 and 2 count the rows in groups, and are used as features; if they name them, use --columns=-1,-2, or if they are features, --labels=no
  $ printf '1,1,5\n1,2,6\n2,1,8\n2,2,8\n' | attn weights --columns=-1,-2
  27
  $ printf '1,1,5\n1,2,6\n2,1,8\n2,2,8\n' | attn weights --labels=no
  6,6,27
  $ printf '0,0.53284401621,1.66063754056\n' | attn weights
  0,0.53284401621,1.66063754056
  ! attn: note: (stdin): column 1 counts the rows, and is used as a feature; if it names them, use --labels=yes, or if it is a feature, --labels=no
  $ printf '0,0.5,1.5\n' | attn weights
  0,0.5,1.5
  $ printf '4,7\n0.5,0.25\n0.5,0.75\n1.5,1.25\n' | attn weights
  6.5,9.25
  ! attn: note: (stdin): the first row holds whole numbers, and no row below it does; if it names the columns, use --header=yes, or if it is data, --header=no
  $ printf '4,7\n0.5,0.25\n0.5,0.75\n1.5,1.25\n' | attn weights --header=no
  6.5,9.25
  $ printf '4,7\n0.5,0.25\n0.5,1\n1.5,1.25\n' | attn weights
  6.5,9.5
  $ printf '1,1\n0,1\n0.5,0.25\n0.5,0.75\n1.5,1.25\n' | attn weights
  3.5,4.25
  ! attn: note: (stdin): the first two rows hold whole numbers, and no row below them does; if they name the columns, use --skip=2, or if they are data, --header=no
  $ printf '1,1\n0,1\n0.5,0.25\n0.5,0.75\n1.5,1.25\n' | attn weights --skip=2
  2.5,2.25

A # before the name of an index, or alone, changes nothing.

  $ printf '#id,x\n1,2\n2,5\n' | attn weights
  #id,x
  3,7
  ! attn: note: (stdin): column 1 holds distinct whole numbers under the name of an index, and is used as a feature; if it names the rows, use --labels=yes, or if it is a feature, --labels=no
  $ printf '#,x\n1,2\n2,5\n' | attn weights --labels=yes
  x
  7

--labels=no says nothing of thousands.

  $ printf '2,320,915\n3,621,915\n' | attn weights --labels=no
  5,941,1830
  ! attn: note: (stdin): every row may be one number with commas between its thousands; if it is, take them out first: tr -d , < FILE | attn ..., or if they separate the cells, use --delimiter=,

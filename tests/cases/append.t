Answers beside the table: each row begins with the query's own cells, as they stand in the file.

  $ printf 'name,x,y\n"a, b",1, 2\nc,"3",4\n"d ""e""", 4 ,5e0\n' >t.csv
  $ attn context -q t.csv --append --digits=3
  name,x,y,x_context,y_context
  "a, b",1, 2,3.95,4.95
  c,"3",4,4,5
  "d ""e""", 4 ,5e0,4,5
  $ attn context -q t.csv --append --digits=3 --as=new | head -n 2
  name,x,y,x_new,y_new
  "a, b",1, 2,3.95,4.95
  $ attn context -q t.csv --append --digits=3 --columns=y -v @'1; 2; 3' | head -n 2
  name,x,y,V1
  "a, b",1, 2,2.88
  $ printf 'p,x\n1,2\n3,4\n' >p.csv; printf 'x,x_context,y\n1,2,3\n' | attn context -q - --columns=1 -k @'1; 2' -v p.csv --append --digits=3
  x,x_context,y,p,x_context_context
  1,2,3,2.46,3.46
  $ printf '1,0\n0,1\n' | attn softmax --append --digits=3
  1,0,0.731,0.269
  0,1,0.269,0.731
  $ attn softmax -q t.csv --append --digits=3
  name,x,y,"a, b",c,"d ""e"""
  "a, b",1, 2,0.000118,0.0474,0.952
  c,"3",4,7.58e-10,0.000911,0.999
  "d ""e""", 4 ,5e0,1.88e-12,0.000123,1
  $ attn similarity t.csv --append
  name,x,y,"a, b",c,"d ""e"""
  "a, b",1, 2,5,11,14
  c,"3",4,11,25,32
  "d ""e""", 4 ,5e0,14,32,41
  $ attn softmax -q t.csv --digits=17 >w.csv; attn context w.csv t.csv --append --digits=3
  ,"a, b",c,"d ""e""",x,y
  "a, b",0.00011754316834855699,0.047420298590171793,0.95246215824147962,3.95,4.95
  c,7.575652321438391e-10,0.00091105119371046462,0.99908894804872428,4,5
  "d ""e""",1.8792968928741804e-12,0.00012339457598599984,0.99987660542213452,4,5

Another delimiter quotes as needed. That of the output is the input's only where it is given.

  $ attn context -q t.csv --append --digits=3 --output-delimiter=';'
  name;x;y;x_context;y_context
  a, b;1;2;3.95;4.95
  c;3;4;4;5
  "d ""e""";4;5e0;4;5
  $ printf 'a;b\n1,5;2\n3;"4"\n' | attn context -q - --decimal=, --append --digits=3
  a,b,a_context,b_context
  "1,5",2,3,4
  3,4,3,4
  ! attn: note: (stdin): the rows of --append keep their decimal commas; results have points
  $ printf 'a;b\n1,5;2\n3;"4"\n' | attn context -q - --decimal=, -d ';' --append --digits=3
  a;b;a_context;b_context
  1,5;2;3;4
  3;"4";3;4
  ! attn: note: (stdin): the rows of --append keep their decimal commas; results have points
  $ printf 'a\tb\n1\t"2"\n' | attn context -q - -d tab --append | tr '\t' '>'
  a>b>a_context>b_context
  1>"2">1>2
  $ printf '  a  b \n 1   2\n3 4  \n' | attn context -q - -d space --append --digits=3
    a  b  a_context b_context
   1   2 3 4
  3 4   3 4
  $ printf 'l,x\n"a,1\nb,2\n' | attn context -q - --quote=none --append --digits=3
  l,x,x_context
  "a,1,1.73
  b,2,1.88

Line ends, line ends in quotes, comments, blank lines, a byte order mark, no final newline.

  $ printf '\357\273\277n,x\r\n"a\r\nb",1\r\n#,c\r\n\r\nc,2' | attn context -q - --comment='#' --append --digits=3 | od -c
  0000000   n   ,   x   ,   x   _   c   o   n   t   e   x   t  \n   "   a
  0000020  \r  \n   b   "   ,   1   ,   1   .   7   3  \n   c   ,   2   ,
  0000040   1   .   8   8  \n
  0000045
  $ printf 'x\r1\r2\r' | attn context -q - --append --digits=3
  x,x_context
  1,1.73
  2,1.88

No header in, none out, R's header stays as it is.

  $ printf '1,2\n3,4\n' >bare; attn context -q bare -v p.csv --append --digits=3
  1,2,3,4
  3,4,3,4
  $ printf '"x" "y"\n"r" 1 2\n"s" 3 4\n' | attn context -q - -d space --append --digits=3
  "x" "y" x_context y_context
  "r" 1 2 3 4
  "s" 3 4 3 4
  $ attn context -q t.csv -v @'1 2; 3 4; 5 6' --append --digits=3
  name,x,y,V1,V2
  "a, b",1, 2,4.9,5.9
  c,"3",4,5,6
  "d ""e""", 4 ,5e0,5,6

A query that --missing=drop leaves out keeps its row; rows in are rows out, from files and pipes.

  $ printf 'x,t\nNA,a\n1,b\n,c\n2,d\n\n3,e\nnull,f\n' >gap.csv
  $ attn context -q gap.csv --columns=1 -k @'1; 3' --missing=drop --append --digits=3 --quiet | tee file
  x,t,V1
  NA,a,
  1,b,2.76
  ,c,
  2,d,2.96
  3,e,3
  null,f,
  $ cat gap.csv | attn context -q - --columns=1 -k @'1; 3' --missing=drop --append --digits=3 --quiet | cmp - file
  $ attn context -q gap.csv --columns=x --missing=drop --append --digits=3 --causal --quiet
  x,t,x_context
  NA,a,
  1,b,1
  ,c,
  2,d,1.88
  3,e,2.95
  null,f,
  $ attn softmax -q gap.csv --columns=1 -k @'1; 3' --missing=drop --append --digits=3 --axis=column --quiet
  x,t,V1,V2
  NA,a,,
  1,b,0.09,0.00236
  ,c,,
  2,d,0.245,0.0473
  3,e,0.665,0.95
  null,f,,
  $ attn context -q gap.csv --columns=x -k gap.csv --classes=t --missing=drop --predict --append --digits=2 --quiet
  x,t,b,d,e,t_context
  NA,a,,,,
  1,b,0.09,0.24,0.67,e
  ,c,,,,
  2,d,0.016,0.12,0.87,e
  3,e,0.0024,0.047,0.95,e
  null,f,,,,
  $ cut -d, -f1 gap.csv | attn context -q - -k @1 --missing=drop --append --digits=3 --quiet
  x,V1
  NA,
  1,1
  ,
  2,1
  ,
  3,1
  null,
  $ attn similarity gap.csv --columns=1 @'1; 3' --missing=drop >s.csv 2>note; attn similarity gap.csv --columns=1 @'1; 3' --missing=drop --append --quiet | cut -d, -f3,4 | grep -v '^,$' | tail -n +2 | cmp - s.csv
  $ (yes 1,x | head -n 3000; yes ,y | head -n 3000; yes 2,z | head -n 3000) | attn context -q - --columns=1 -k @1 --missing=drop --append --quiet | sort | uniq -c
     3000 ,y,
     3000 1,x,1
     3000 2,z,1
  $ (yes 1,x | head -n 3000; yes ,y | head -n 3000; yes 2,z | head -n 3000) | attn context -q - --columns=1 -k @1 --missing=drop --append --quiet --offset=end --causal | sort | uniq -c
     3000 ,y,
     3000 1,x,0
     2999 2,z,0
        1 2,z,1

Rows are answered as they come.

  $ (echo x; echo 1; sleep 1; echo 2) | attn context -q - -k @1 --append | (read header; timeout 0.7 head -n 1)
  1,1

A score is one row, beside a single query or a single row of weights.

  $ attn score -q @'1 2' -k @'3 4' --append
  1,2,3,4
  $ printf 'a,b\n1,2\n' >one; attn score one @'5 6; 7 8' --append
  a,b,V1,V2
  1,2,19,22
  $ printf 'u,v\n1,2\n' | attn score - @'3; 4' --append
  u,v,V1
  1,2,11
  $ attn score -q t.csv --append
  ! attn: t.csv has 3 rows, and their score is one: --append needs a single row
  [1]

What is refused.

  $ attn softmax -q bare --heads=2 --append
  ! attn: --append: softmax gives one head after the other, and so several rows per query; name one with --head
  [2]
  $ attn similarity bare --heads=2 --append
  ! attn: --append: similarity gives one head after the other, and so several rows per query; name one with --head
  [2]
  $ attn softmax -q bare --heads=2 --head=1 --append --digits=3
  1,2,0.018,0.982
  3,4,0.000335,1
  $ attn context -q bare --heads=2 --append --digits=3
  1,2,2.76,3.96
  3,4,3,4
  $ attn context -q bare --append --plain
  ! attn: --plain writes numbers only, and --append the cells of the queries
  [2]
  $ attn context -q bare --as=x
  ! attn: --as has no effect without --append
  [2]
  $ attn weights -q bare --append
  ! attn: weights has no use for --append; see 'attn help weights'
  [2]

Kernel regression over a table with names, text and missing cells: each row has its answer, where its
own features are there, also a row that lacks the value. A pipe cannot be read twice for that.

  $ printf 'id,city,rooms,area,price\nh1,Oslo,3,70,2.1\nh2,"Bergen, N",2,,1.2\nh3,Oslo,4,95,3.3\nh4,?,3,66,NA\nh5,Oslo,1,30,1.0\nh6,Voss,2,48,1.4\nh7,Voss,,80,2.2\nh8,Oslo,5,120,3.9\nh9,Voss,2,52,1.5\n' >houses.csv
  $ attn context -q houses.csv --columns=rooms,area --value-columns=price --missing=drop --standardize -f gaussian --bandwidth=auto --exclude-self --append --digits=4
  id,city,rooms,area,price,price_context
  h1,Oslo,3,70,2.1,1.911
  h2,"Bergen, N",2,,1.2,
  h3,Oslo,4,95,3.3,2.993
  h4,?,3,66,NA,1.96
  h5,Oslo,1,30,1.0,1.445
  h6,Voss,2,48,1.4,1.492
  h7,Voss,,80,2.2,
  h8,Oslo,5,120,3.9,3.298
  h9,Voss,2,52,1.5,1.465
  ! attn: note: --bandwidth=0.539409: leave-one-out mean square error 0.116636, least of 82 widths (width 1: 0.214873)
  ! attn: note: houses.csv: 3 rows of the keys dropped, lines 3, 8, the others with their keys or values
  ! attn: note: houses.csv: 3 rows of the values dropped, line 5, the others with their keys or values
  ! attn: note: houses.csv: 2 rows of the queries dropped, lines 3, 8
  $ printf 'x,c\n1,a\n2,b\n2.5,\n,a\n1.2,a\n' >c.csv; attn context -q c.csv --classes=c --missing=drop --predict --append --digits=3
  x,c,a,b,c_context
  1,a,0.45,0.55,b
  2,b,0.252,0.748,b
  2.5,,0.179,0.821,b
  ,a,,,
  1.2,a,0.406,0.594,b
  ! attn: note: c.csv: 2 rows of the keys dropped, lines 4, 5
  ! attn: note: c.csv: 1 row of the queries dropped, line 5
  $ attn context -q - --classes=c --missing=drop --predict --append <c.csv
  ! attn: (stdin): row 3 is a query, but for want of a value no key, so that --missing=drop has to read it twice: save it to a file
  [1]
  $ grep -v 2.5 c.csv | attn context -q - --classes=c --missing=drop --predict --append --digits=3
  x,c,a,b,c_context
  1,a,0.45,0.55,b
  2,b,0.252,0.748,b
  ,a,,,
  1.2,a,0.406,0.594,b
  ! attn: note: (stdin): 1 row dropped, line 4

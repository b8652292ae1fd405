What a file may look like.

  $ echo 1,2,3 >k.csv
  $ printf '1,2,3\r\n4,5,6\r\n' | attn similarity - k.csv
  14
  32
  $ printf '1,2,3\r4,5,6\r' | attn similarity - k.csv
  14
  32
  $ printf '1,2,3\n4,5,6' | attn similarity - k.csv
  14
  32
  $ printf '1,2,3\n4,5,6\n\n\n' | attn similarity - k.csv
  14
  32
  $ printf '\357\273\2771,2,3\n' | attn similarity - k.csv
  14
  $ printf '"1","2","3"\n' | attn similarity - k.csv
  14
  $ printf ' 1,\t2 , 3 \n' | attn similarity - k.csv
  14
  $ printf '+1,2.,.3e1\n' | attn similarity - k.csv
  14
  $ printf '1e0,20e-1,0.03E+2\n' | attn similarity - k.csv
  14
  $ printf 'inf,Infinity,+INF\n' | attn similarity - k.csv
  inf

Another delimiter.

  $ printf '1;2;3\n' >semicolon.csv; printf '1\t2\t3\n' >tab.tsv
  $ attn similarity -d ';' semicolon.csv
  14
  $ attn similarity --delimiter=';' semicolon.csv
  14
  $ attn similarity -d tab tab.tsv
  14
  $ attn similarity -d '\t' tab.tsv
  14

Comments.

  $ printf '# by hand\n1,2,3\n# more\n4,5,6\n' | attn similarity --comment='#' - k.csv
  14
  32

A header is a first row without a number; labels then stand under an empty first cell, or are
words. Both travel.

  $ printf 'a,b,c\n1,2,3\n' | attn similarity - k.csv
  14
  $ printf ',a,b,c\nx,1,2,3\ny,4,5,6\n' >labelled.csv
  $ attn similarity labelled.csv k.csv
  ,V1
  x,14
  y,32
  $ attn similarity k.csv labelled.csv
  x,y
  14,32
  $ attn similarity labelled.csv
  ,x,y
  x,14,32
  y,32,77
  $ attn similarity labelled.csv | attn softmax
  ,x,y
  x,1.522997951276035e-08,0.9999999847700205
  y,2.8625185805493937e-20,1
  $ attn similarity --plain labelled.csv
  14,32
  32,77
  $ printf 'name,a\nx,1\ny,2\n' | attn similarity
  ,x,y
  x,1,2
  y,2,4
  $ printf 'date,a,b\n2020-01-01,1,2\n01/02/2020,3,4\n' | attn similarity
  ,2020-01-01,01/02/2020
  2020-01-01,5,11
  01/02/2020,11,25
  $ printf 'time,a\n12:30,1\n2020-01-01T10:00,2\n' | attn similarity
  ,12:30,2020-01-01T10:00
  12:30,1,2
  2020-01-01T10:00,2,4
  $ printf 'rank,a\n1st,1\n' | attn similarity
  ,1st
  1st,1
  $ printf ',a\n1,1\n2,2\n' | attn similarity
  ,1,2
  1,1,2
  2,2,4
  $ printf 'a,b\n1,2\n' >values.csv; echo 0 >zero.csv
  $ attn context -q zero.csv -v values.csv
  a,b
  1,2
  $ printf 'id,a\n1,10\n2,20\n' | attn similarity -L
  ,1,2
  1,100,200
  2,200,400
  $ printf 'x,10\ny,20\n' | attn similarity -L
  ,x,y
  x,100,200
  y,200,400
  $ printf '1,2\n3,4\n' | attn similarity -H
  25
  $ printf '1,2\n3,4\n' | attn similarity --header=yes
  25
  $ printf '1,2\n3,4\n' | attn similarity --header=no
  5,11
  11,25
  $ printf '"a ""quoted"" name","comma, inside"\n1,2\n' >odd.csv
  $ attn context -q zero.csv -v odd.csv
  "a ""quoted"" name","comma, inside"
  1,2
  $ attn context -q zero.csv -v odd.csv --output-delimiter=';'
  "a ""quoted"" name";comma, inside
  1;2

Missing cells.

  $ printf '1,\n3,4\n' >holes.csv
  $ attn similarity --missing=zero holes.csv
  1,3
  3,25
  $ attn similarity --missing=keep holes.csv
  nan,nan
  nan,25
  $ attn similarity --missing=drop holes.csv
  25
  ! attn: note: holes.csv: 1 row dropped, line 1
  $ printf '1\n\n3\n' | attn similarity --missing=zero
  1,0,3
  0,0,0
  3,0,9

If --missing=drop leaves nothing, it is an error, whatever the file looks like.

  $ printf '1,\n,4\n' >none.csv; printf '1,2\n' >one.csv
  $ attn softmax --missing=drop none.csv
  ! attn: none.csv: every row has a missing value, none is left
  [1]
  $ attn softmax --missing=drop --axis=all none.csv
  ! attn: none.csv: every row has a missing value, none is left
  [1]
  $ attn weights --missing=drop none.csv
  ! attn: none.csv: every row has a missing value, none is left
  [1]
  $ attn similarity --missing=drop -q none.csv -k one.csv
  ! attn: none.csv: every row has a missing value, none is left
  [1]
  $ attn context --missing=drop -q none.csv -k one.csv --heads=2 --offset=end --causal
  ! attn: none.csv: every row has a missing value, none is left
  [1]
  $ attn context --missing=drop none.csv holes.csv
  ! attn: none.csv: every row has a missing value, none is left
  [1]
  $ echo 1,1 | attn score --missing=drop - none.csv
  ! attn: none.csv: every row has a missing value, none is left
  [1]
  $ attn describe --missing=drop none.csv
  ! attn: none.csv: every row has a missing value, none is left
  [1]

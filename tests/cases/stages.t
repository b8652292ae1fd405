Each stage on files of its own, and behind the stages before it.

  $ printf '1,0\n0,2\n1,1\n' >q.csv; printf '1,0\n0,1\n' >k.csv; printf '1,2,3\n4,5,6\n' >v.csv
  $ attn similarity q.csv k.csv
  1,0
  0,2
  1,1
  $ attn similarity -q q.csv -k k.csv
  1,0
  0,2
  1,1
  $ attn similarity q.csv
  1,0,1
  0,4,2
  1,2,2
  $ attn similarity -q q.csv
  1,0,1
  0,4,2
  1,2,2
  $ attn similarity <q.csv
  1,0,1
  0,4,2
  1,2,2
  $ attn similarity - <q.csv
  1,0,1
  0,4,2
  1,2,2
  $ attn similarity - k.csv <q.csv
  1,0
  0,2
  1,1
  $ attn similarity q.csv - <k.csv
  1,0
  0,2
  1,1
  $ attn similarity -q - -k k.csv <q.csv
  1,0
  0,2
  1,1
  $ attn similarity -q q.csv -k - <k.csv
  1,0
  0,2
  1,1

The keys default to the queries, the values to the keys.

  $ attn context -q q.csv --digits=3
  0.845,0.733
  0.133,1.85
  0.578,1.27
  $ attn context -q q.csv -k q.csv -v q.csv --digits=3
  0.845,0.733
  0.133,1.85
  0.578,1.27
  $ attn context -q q.csv -k k.csv --digits=3
  0.731,0.269
  0.119,0.881
  0.5,0.5
  $ attn context -q q.csv -v q.csv --digits=3
  0.845,0.733
  0.133,1.85
  0.578,1.27

Equal scores get equal weights: keys of zeros make every score 0.

  $ printf '0,0\n0,0\n' >zero.csv
  $ attn softmax -q q.csv -k zero.csv
  0.5,0.5
  0.5,0.5
  0.5,0.5
  $ attn weights -q q.csv -k zero.csv
  1.5,1.5
  $ attn context -q q.csv -k zero.csv -v v.csv
  2.5,3.5,4.5
  2.5,3.5,4.5
  2.5,3.5,4.5
  $ attn score -q q.csv -k zero.csv -v v.csv
  7.5,10.5,13.5
  $ attn similarity q.csv zero.csv | attn softmax | attn weights | attn score - v.csv
  7.5,10.5,13.5
  $ attn similarity q.csv zero.csv | attn softmax | attn context - v.csv
  2.5,3.5,4.5
  2.5,3.5,4.5
  2.5,3.5,4.5

Weights may be a row or a column.

  $ printf '2,1\n' >row.csv; printf '2\n1\n' >column.csv
  $ attn score row.csv v.csv
  6,9,12
  $ attn score column.csv v.csv
  6,9,12
  $ attn score - v.csv <column.csv
  6,9,12
  $ attn score row.csv - <v.csv
  6,9,12
  $ printf '0.5,0.5\n0,1\n' | attn weights
  0.5,1.5
  $ printf '0.5,0.5\n0,1\n' | attn context - v.csv
  2.5,3.5,4.5
  4,5,6

A file of weights with as many names above as beside them: those above are the keys'.

  $ printf ',a,b\nh0,1,2\nh1,3,4\n' >w.csv; printf ',x,y\nb,1,2\na,3,4\n' >x.csv; attn score --heads=2 w.csv x.csv
  ! attn: x.csv has the names of the columns of w.csv in another order: 'b' where 'a' is there; each row of the sequence has to be in the place of its weight
  [1]
  $ printf ',x,y\na,3,4\nb,1,2\n' | attn score --heads=2 w.csv -
  x,y
  5,20

The column that softmax --lse adds is no key, which a note says unless columns are chosen.

  $ printf ',a,b\nx,1,2\ny,3,5\n' >named; attn softmax named --lse --digits=3 >with-lse; attn weights with-lse
  a,b,lse
  0.388,1.612,7.4399999999999995
  ! attn: note: column 4 of with-lse is called lse, and is used as the others are; --columns=-lse leaves it out
  $ attn weights with-lse --columns=-lse
  a,b
  0.388,1.612
  $ printf '1\n3\n' | attn context with-lse -
  ! attn: note: column 4 of with-lse is called lse, and is used as the others are; --columns=-lse leaves it out
  ! attn: with-lse has 3 columns, (stdin) is 2 x 1: each column weighs one row of the values
  [1]
  $ printf '1\n3\n' | attn context with-lse - --columns=-lse
  ,V1
  x,2.4619999999999997
  y,2.762
  $ attn heatmap with-lse -o picture.svg
  ! attn: note: column 4 of with-lse is called lse, and is used as the others are; --columns=-lse leaves it out
  $ attn describe with-lse >told

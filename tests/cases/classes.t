Classes: a column of text as values. The context is a probability for each text, in order of
appearance, and --predict adds the likeliest.

  $ printf 'x,kind\n1,b\n2,a\n3,b\n' >t.csv; printf 'x\n1\n2.9\n' >q.csv
  $ attn context -q q.csv -k t.csv --classes=kind -f gaussian --bandwidth=0.5 --digits=3
  b,a
  0.881,0.119
  0.832,0.168
  $ attn context -q q.csv -k t.csv --classes=2 -f gaussian --bandwidth=0.5 --digits=3 --predict
  b,a,kind
  0.881,0.119,b
  0.832,0.168,b

One-hot values give the same numbers.

  $ printf 'b,a\n1,0\n0,1\n1,0\n' >hot.csv
  $ attn context -q q.csv -k t.csv --key-columns=x -v hot.csv -f gaussian >hot
  $ attn context -q q.csv -k t.csv --classes=kind -f gaussian | cmp - hot
  $ attn softmax -q q.csv -k t.csv --columns=x -f gaussian >weights; attn context weights hot.csv >hot; attn context weights t.csv --classes=kind | cmp - hot
  $ attn context weights t.csv --classes=kind --predict --digits=3
  b,a,kind
  0.652,0.348,b
  0.635,0.365,b

The class is no feature of the queries either, whether these have it or lack it; by its number only
in a file of as many columns.

  $ attn context -q t.csv -k t.csv --classes=kind -f gaussian --digits=2 --predict | tail -n 1
  0.65,0.35,b
  $ printf 'kind,x\nq,3\n' >turned.csv; attn context -q turned.csv -k t.csv --classes=kind -f gaussian --digits=2 --predict
  ,b,a,kind
  q,0.65,0.35,b
  $ printf '3,q\n' | attn context -q - -k t.csv --classes=2 -f gaussian --digits=2 --predict
  b,a,kind
  0.65,0.35,b
  $ printf '3\n' | attn context -q - -k t.csv --classes=2 -f gaussian --digits=2 --predict
  b,a,kind
  0.65,0.35,b
  $ attn context -q t.csv -v t.csv --classes=kind -f gaussian --digits=2 | tail -n 1
  0.65,0.35
  $ cut -d, -f1 t.csv >x.csv; attn context -q x.csv -v t.csv --classes=2 -f gaussian --digits=2 | tail -n 1
  0.65,0.35

It may be the column of labels.

  $ printf 'kind,x\nb,1\na,2\nb,3\n' >first.csv
  $ attn context -q first.csv --classes=kind -f gaussian --digits=2 --predict
  ,b,a,kind
  b,0.65,0.35,b
  a,0.55,0.45,b
  b,0.65,0.35,b

Numbers in it are text, and get an X in the header as other names do that are numbers.

  $ printf '1.0,7\n2.0,07\n3.0,7\n' >n.csv; attn context -q n.csv --classes=2 -f gaussian --digits=2 --predict
  X7,X07,class
  0.65,0.35,7
  0.55,0.45,7
  0.65,0.35,7

Ties go to the first in order of appearance. Without weight, or with NaN, there is no answer.

  $ printf 'x,kind\n1,b\n1,a\n' >tie.csv; attn context -q @1 -k tie.csv --classes=kind --predict
  b,a,kind
  0.5,0.5,b
  $ attn context -q tie.csv --classes=kind --predict --causal --exclude-self
  b,a,kind
  0,0,
  1,0,b
  $ printf 'nan\n' | attn context -q - -k tie.csv --classes=kind --predict --missing=keep
  b,a,kind
  nan,nan,
  $ attn context -q tie.csv --classes=kind --predict --lse --digits=3
  b,a,lse,kind
  0.5,0.5,1.69,b
  0.5,0.5,1.69,b

An empty class is a missing value; NA is a class as any other text is, unless --na lists it.

  $ printf 'x,kind\n1,b\n2,\n3,NA\n' >gap.csv
  $ attn context -q q.csv -k gap.csv --classes=kind
  ! attn: gap.csv:3: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ attn context -q q.csv -k gap.csv --classes=kind -f gaussian --digits=3 --missing=drop
  b,XNA
  0.881,0.119
  0.142,0.858
  ! attn: note: gap.csv: 1 row dropped, line 3
  $ attn context -q q.csv -k gap.csv --classes=kind -f gaussian --digits=3 --missing=zero
  b,XNA
  0.574,0.0777
  0.0901,0.545
  $ attn context -q q.csv -k gap.csv --classes=kind --missing=keep
  b,XNA
  nan,nan
  nan,nan
  $ attn context -q q.csv -k gap.csv --classes=kind --na=NA
  ! attn: gap.csv:3: field 2: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf 'x,kind\n1,\n2,\n' | attn context -q - --classes=kind --missing=zero
  ! attn: (stdin): every class is missing
  [1]

Quoted classes, a file of the class alone, and rows one by one.

  $ printf 'kind\n"b, ""c"""\na\n"b, ""c"""\n' >only.csv
  $ attn context -q q.csv -k t.csv --columns=x -v only.csv --classes=kind -f gaussian --predict --digits=2
  "b, ""c""",a,kind
  0.65,0.35,"b, ""c"""
  0.63,0.37,"b, ""c"""
  $ (echo x; echo 1; sleep 1; echo 2) | attn context -q - -k t.csv --columns=x -v only.csv --classes=kind --predict --csv | (read header; timeout 0.7 head -n 1)
  0.7552715289452023,0.24472847105479764,"b, ""c"""

A file of classes alone does not tell whether its first row is a header.

  $ attn context -q q.csv -k t.csv --columns=x -v only.csv --classes=1
  ! attn: only.csv:1: field 1: this may be a class, or the name of the classes' column; if this row is a header, use --header=yes, or if it is data, --header=no
  [1]
  $ tail -n +2 only.csv | attn context -q @'1; 3' -k @'1; 2; 3' -v - --classes=1 --header=no --digits=2
  "b, ""c""",a
  0.76,0.24
  0.95,0.047

The error for text in a column of values names the option, and it works as written.

  $ attn context -q q.csv -k t.csv
  ! attn: t.csv:2: field 2: 'b' is not a number; if what holds no numbers is no feature, use --key-columns=-2, or if it names classes, --classes=kind
  [1]
  $ attn context -q q.csv -k x.csv -v t.csv
  ! attn: t.csv:2: field 2: 'b' is not a number; if what holds no numbers is no feature, use --value-columns=-2, or if it names classes, --classes=kind
  [1]
  $ attn context -q q.csv -k x.csv -v only.csv
  ! attn: only.csv:2: field 1: 'b, "c"' is not a number; if it names classes, use --classes=kind
  [1]
  $ attn score -q t.csv
  ! attn: t.csv:2: field 2: 'b' is not a number; if what holds no numbers is no feature, use --columns=-2
  [1]
  $ attn score -q x.csv -v t.csv
  ! attn: t.csv:2: field 2: 'b' is not a number; if what holds no numbers is no feature, use --value-columns=-2
  [1]
  $ attn score @'1 2 3' t.csv
  ! attn: t.csv:2: field 2: 'b' is not a number; if what holds no numbers is no feature, use --value-columns=-2
  [1]

However many columns hold names, the advice is whole, with the list of them or without it.

  $ for n in $(seq 40 60); do awk -v n=$n 'BEGIN { for (r = 0; r < 4; r++) { printf "%s", r ? r : "a"; for (c = 0; c < n; c++) printf ",%s", r ? "x" (r + c) % 3 : "n" c; print "" } }' | attn context -q - 2>&1 | sed 's/.*, or/or/; s/.*; //'; done | sort -u
  if it names classes, use --classes=2
  or if it names classes, --classes=2

What is refused.

  $ attn context -q q.csv -k t.csv --predict
  ! attn: --predict tells the likeliest class; name their column with --classes
  [2]
  $ attn context -q q.csv -k t.csv --classes=x,kind
  ! attn: --classes: 'x,kind' is more than one column
  [2]
  $ attn context -q q.csv -k t.csv --classes=kind --value-columns=x
  ! attn: --classes makes the values, one column per class; --value-columns has no meaning for them
  [2]
  $ attn context -q q.csv -k t.csv --classes=kind --heads=2
  ! attn: --classes makes the values, one column per class; --heads has no meaning for them
  [2]
  $ attn context -q q.csv -k t.csv --classes=kind --predict --plain
  ! attn: --plain writes numbers only, and --predict adds a column of text
  [2]
  $ attn context -q q.csv -k t.csv --columns=x,kind --classes=kind
  ! attn: t.csv: column 2 holds classes, and is chosen as a feature
  [1]
  $ attn context -q q.csv -k t.csv --classes=species
  ! attn: t.csv: no column is called 'species'
  [1]
  $ seq 100 | sed 's/.*/&.5,c&/' | attn context -q - --classes=2 --max-memory=20K
  ! attn: (stdin): 100 classes need 82112 bytes of memory; --max-memory allows 20480
  [1]
  $ attn score -q t.csv --classes=kind
  ! attn: score has no use for --classes; see 'attn help score'
  [2]

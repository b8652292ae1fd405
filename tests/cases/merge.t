Contexts over shards of the keys are joined by their log-sum-exps.

  $ wc -l <data/head/keys.csv
  19
  $ for f in keys values; do (head -n 6 data/head/$f.csv) >$f-1; (sed -n 1p data/head/$f.csv; sed 1,6d data/head/$f.csv) >$f-2; done
  $ attn context -q data/head/queries.csv -k data/head/keys.csv -v data/head/values.csv --heads=8 --causal --lse >whole
  $ attn context -q data/head/queries.csv -k keys-1 -v values-1 --heads=8 --causal --lse >p1
  $ attn context -q data/head/queries.csv -k keys-2 -v values-2 --heads=8 --causal --lse --offset=-5 >p2
  $ attn merge p1 p2 --lse | attn compare whole - --rtol=1e-13 --atol=1e-15 -s
  $ attn merge p1 p2 | head -n 3 | cut -c 1-60
  ,x0,x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,x11,x12,x13,x14,x15,x16,x
  one,-0.430058062,0.115242377,-0.370906681,2.07521796,1.11212
  night,-0.4301316539136461,0.11520368184306723,-0.37053578142
  $ attn merge p1 p2 --lse --plain | attn merge - --lse-last --heads=8 --lse | attn compare whole - --rtol=1e-13 --atol=1e-15 -s
  $ attn merge whole --lse | cmp - whole

One head, a part without any key in reach, and merges of merges.

  $ printf 'a,lse\n1,0\n2,-inf\n0,-inf\n' >a; printf 'a,lse\n3,0\n4,1\n0,-inf\n' >b
  $ attn merge a b --lse
  a,lse
  2,0.6931471805599453
  4,1
  0,-inf
  $ attn merge a b
  a
  2
  4
  0
  $ attn merge a b a b --lse >abab; attn merge a b --lse >ab; attn merge ab ab --lse | attn compare abab - -s --rtol=1e-15
  $ printf 'x,a,lse\nr,1,0\n' >named; attn merge named named --lse
  ,a,lse
  r,1,0.6931471805599453

The sink goes to one part, or to merge; base 2 is FlashInfer's.

  $ printf 'k\n1\n2\n3\n' >k; printf 'v\n1\n10\n100\n' >v; head -n 2 k >k1; head -n 2 v >v1; sed 2d k >k2; sed 2d v >v2
  $ attn context -q k -k k -v v --sink=2 --lse >whole
  $ attn context -q k -k k1 -v v1 --lse >p1; attn context -q k -k k2 -v v2 --lse >p2; attn context -q k -k k2 -v v2 --lse --sink=2 >p3
  $ attn merge p1 p2 --sink=2 --lse | attn compare whole - -s --rtol=1e-14
  $ attn merge p1 p3 --lse | attn compare whole - -s --rtol=1e-14
  $ printf '1,3\n' >two; printf '5,3\n' >more; attn merge two more --lse-last --lse-base=2 --lse
  3,4
  $ attn merge two more --lse-last --lse --digits=6
  3,3.69315

Sums over shards of the queries.

  $ printf '1\n2\n' >qa; printf '3\n' >qb; cat qa qb >qall
  $ attn weights -q qall -k k >w; attn weights -q qa -k k >wa; attn weights -q qb -k k >wb
  $ attn merge --sum wa wb | attn compare w - -s --rtol=1e-15
  $ attn score -q qall -k k -v v >s; attn score -q qa -k k -v v >sa; attn score -q qb -k k -v v >sb
  $ attn merge --sum sa sb | attn compare s - --rtol=1e-15 -s

What does not fit is refused.

  $ attn merge
  ! attn: missing operand; usage: attn merge [OPTION]... PART...
  [2]
  $ attn merge two more
  ! attn: two: without a header no name says that the last column is a log-sum-exp; if it is one, say --lse-last
  [1]
  $ printf '1,2\n2,3\n' >bare; attn context -q bare -k bare --heads=2 --lse >bare1; attn merge bare1 bare1
  ! attn: bare1: without a header no name says that the last column is a log-sum-exp; if it is one, say --lse-last, and with it --heads=H if they have several heads
  [1]
  $ attn merge bare1 bare1 --lse-last --heads=2 --digits=3
  1.73,2.88
  1.88,2.95
  $ attn merge bare1 bare1 --heads=2
  ! attn: bare1: without a header no name says that the last column is a log-sum-exp; if it is one, say --lse-last
  [1]
  $ attn merge a two --lse-last
  a
  1
  ! attn: two has 1 row, a has more: parts are of the same queries
  [1]
  $ printf 'a,b,lse\n1,2,0\n' | attn merge a -
  ! attn: a has 2 columns, (stdin) has 3: parts are of the same values
  [1]
  $ printf 'a,lse\n1,0\n' | attn merge a -
  a
  1
  ! attn: (stdin) has 1 row, a has more: parts are of the same queries
  [1]
  $ printf 'lse,a\n1,0\n2,0\n0,0\n' | attn merge a - --lse-last
  ! attn: column 1 is 'a' in a and 'lse' in (stdin); parts are joined by place, so their names have to be the same
  [1]
  $ printf 'x,a,lse\nr,1,0\ns,2,0\nt,3,0\n' >rst; printf 'x,a,lse\nr,1,0\nt,3,0\ns,2,0\n' >rts; attn merge rst rst rts -o none
  ! attn: row 2 is 's' in rst and 't' in rts; parts are joined by place, so their names have to be the same
  [1]
  $ attn merge --sum rst rts -o none
  ! attn: row 2 is 's' in rst and 't' in rts; parts are joined by place, so their names have to be the same
  [1]
  $ attn merge --explain rst rts
  ! attn: row 2 is 's' in rst and 't' in rts; parts are joined by place, so their names have to be the same
  [1]
  $ (echo x,a,lse; seq 3000 | sed 's|.*|&n,&,0|') >up; (echo x,a,lse; seq 3000 | sed 's|.*|&n,&,0|; 2500{h;d;}; 2501G') >later; attn merge up later -o none
  ! attn: row 2500 is '2500n' in up and '2501n' in later; parts are joined by place, so their names have to be the same
  [1]
  $ printf 'x,a,lse\ns,1,0\nu,2,0\nt,3,0\n' | attn merge rst - -o none
  ! attn: row 1 is 'r' in rst and 's' in (stdin); parts are joined by place, so their names have to be the same
  [1]
  $ printf 'x,a,lse\ns,1,0\nu,2,0\nt,3,0\n' | attn merge --sum rst - -o none
  ! attn: row 1 is 'r' in rst and 's' in (stdin); parts are joined by place, so their names have to be the same
  [1]
  $ printf 'x,b,lse\nr,1,0\ns,2,0\nt,3,0\n' >other; attn merge rst rst other
  ! attn: column 1 is 'a' in rst and 'b' in other; parts are joined by place, so their names have to be the same
  [1]
  $ attn merge --sum rst other
  ! attn: column 1 is 'a' in rst and 'b' in other; parts are joined by place, so their names have to be the same
  [1]
  $ attn merge --sum rst rst | head -n 2
  ,a,lse
  r,2,0
  $ printf 'f,c\n1,a\n2,b\n' >kc1; printf 'f,c\n3,a\n0,c\n' >kc2; printf 'f\n1\n' >qc
  $ attn context -q qc -k kc1 --classes=c --lse -o pc1; attn context -q qc -k kc2 --classes=c --lse -o pc2; attn merge pc1 pc2
  ! attn: column 2 is 'b' in pc1 and 'c' in pc2; parts are joined by place, so their names have to be the same
  [1]
  $ printf 'a,b,lse 0,lse 1\n1,2,0,0\n' >h1; printf 'a,b,lse 0,lse 1\n3,6,1,2\n' >h2; attn merge h1 h2 --lse; attn merge h1 h2 --lse --lse-last
  a,b,lse 0,lse 1
  2.4621171572600096,5.52318831191153,1.3132616875182228,2.1269280110429727
  a,b,lse 0,lse 1
  2.4621171572600096,5.52318831191153,1.3132616875182228,2.1269280110429727
  $ printf 'a,l1\n1,0\n' >l1; printf 'a,l2\n3,0\n' >l2; attn merge l1 l2 --lse-last
  a
  2
  $ attn merge l1 l2
  ! attn: l1: the last column is not called 'lse', so it may be no log-sum-exp; make the parts with context --lse, or say --lse-last
  [1]
  $ printf 'a,lse\n1,0\n2,0\n3,0\n' | attn merge rst - --digits=3
  ,a
  r,1
  s,2
  t,3
  $ attn merge p1 --heads=2
  ! attn: p1 has the log-sum-exps of 1 head, not of 2
  [1]
  $ attn merge two --lse-last --heads=2
  ! attn: two has 2 columns: with 2 log-sum-exps they do not make 2 heads
  [1]
  $ attn merge --sum a b --lse
  ! attn: --sum adds numbers; --lse has no effect on them
  [2]
  $ attn merge a b -q k
  ! attn: operand 'a' and -q: merge is either given its own input or computes it
  [2]
  $ attn merge a b --causal
  ! attn: merge has no use for --causal; see 'attn help merge'
  [2]
  $ attn merge - - --lse-last
  ! attn: standard input ('-') can be read only once
  [2]

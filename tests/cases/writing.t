What is written, and where.

  $ printf '0.1,1e-7\n' >x.csv; printf '1,0\n0,1\n1,1\n' >k.csv
  $ attn similarity x.csv k.csv
  0.1,1e-07,0.10000010000000001
  $ attn similarity --digits=1 x.csv k.csv
  0.1,1e-07,0.1
  $ attn similarity --digits=17 x.csv k.csv
  0.10000000000000001,9.9999999999999995e-08,0.10000010000000001
  $ attn similarity --output-delimiter=';' x.csv k.csv
  0.1;1e-07;0.10000010000000001
  $ attn similarity --output-delimiter=tab x.csv k.csv | tr '\t' '>'
  0.1>1e-07>0.10000010000000001

To a file, which may be an input.

  $ attn similarity -o out.csv x.csv k.csv; cat out.csv
  0.1,1e-07,0.10000010000000001
  $ attn similarity --output=k.csv x.csv k.csv; cat k.csv; ls
  0.1,1e-07,0.10000010000000001
  data
  k.csv
  out.csv
  x.csv
  $ attn similarity -o - x.csv
  0.010000000000010003

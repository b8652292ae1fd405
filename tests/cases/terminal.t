A stage without operands does not wait at a terminal:

  $ script -qec 'attn softmax' /dev/null </dev/null | tr -d '\r'
  attn: standard input is a terminal; usage: attn softmax [OPTION]... [SIMILARITY]; 'attn help softmax' says more
  $ script -qec 'attn similarity -f cosine' /dev/null </dev/null | tr -d '\r'
  attn: standard input is a terminal; usage: attn similarity [OPTION]... [QUERIES [KEYS]]; 'attn help similarity' says more

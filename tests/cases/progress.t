A run of over two seconds shows its progress, on a terminal or if asked to. The line is overwritten,
and erased at the end and before a message.

  $ printf '1\n2\n' >k; slow() { printf '1\n'; sleep 2.3; printf "$1\n"; }
  > slow 2 | attn similarity -q - -k k --progress=always 2>&1 >out | tr '\r' '\n' | sed 's/ *$/|/'; cat out
  |
  |
  attn: reading (stdin)|
  |
  1,2
  2,4
  $ slow() { printf '1\n'; sleep 2.3; printf "$1\n"; }
  > slow x | attn similarity -q - -k k --progress=always 2>&1 >out | tr '\r' '\n' | sed 's/ *$/|/'; cat out
  |
  |
  attn: reading (stdin)|
  |
  attn: (stdin):2: field 1: 'x' is not a number|
  1,2

In a pipe there is no progress, and none for a short run.

  $ (printf '1\n'; sleep 2.3; printf '2\n') | attn weights -q - -k k
  0.3881443433921127,1.6118556566078872
  $ attn weights k --progress=always
  3
  $ script -qec 'attn weights k' /dev/null | tr '\r' '$'
            3$

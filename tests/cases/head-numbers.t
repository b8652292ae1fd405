Sinks, slopes and scales of each head: a number for all, one for each with commas between, or a file.

  $ printf '1,2\n3,1\n' >h; printf '0.5\n-1\n' >numbers; cp numbers 3
  $ attn softmax -q h --heads=2 --sink=0.5,-1 --digits=4
  0.1112,0.8214
  0.002472,0.9973
  0.8756,0.1185
  0.7054,0.2595
  $ attn softmax -q h --heads=2 --sink=numbers --digits=4
  0.1112,0.8214
  0.002472,0.9973
  0.8756,0.1185
  0.7054,0.2595
  $ attn softmax -q h --heads=2 --head=1 --sink=0.5,-1 --digits=4
  0.8756,0.1185
  0.7054,0.2595
  $ attn context -q h --heads=2 --sink=0.5,-1 --lse --digits=4
  2.575,1.87,3.197,4.133
  2.994,1.67,9.003,2.349
  $ attn context -q h --heads=2 --sink=./3 --lse --digits=4 --kernel=reference
  2.575,1.87,3.197,4.133
  2.994,1.67,9.003,2.349
  $ attn similarity -q h --heads=2 --scale=1,-0.5
  1,3
  3,9
  -2,-1
  -1,-0.5
  $ attn similarity -q h --heads=2 --alibi=1,4 --scale=0
  0,-1
  -1,0
  0,-4
  -4,0
  $ attn similarity -q h --heads=2 --kv-heads=1 -k @'1;2' --scale=2,3
  2,4
  6,12
  6,12
  3,6
  $ attn top -q h --heads=2 --head=1 --sink=0.5,-1 --count=1 --digits=4
  query,key,score,weight
  0,0,4,0.8756
  1,0,2,0.7054
  $ attn similarity -q h --heads=2 | attn softmax --heads=2 --sink=0.5,-1 --digits=4
  0.1112,0.8214
  0.002472,0.9973
  0.8756,0.1185
  0.7054,0.2595
  $ attn similarity -q h --heads=2 | attn softmax --heads=2 --alibi=1,4 --digits=4
  0.2689,0.7311
  0.0009111,0.9991
  0.9975,0.002473
  0.04743,0.9526
  $ attn softmax -q h --heads=2 --axis=column --sink=0.5,-1 --digits=4
  0.1112,0.002472
  0.8214,0.9973
  0.8756,0.7054
  0.1185,0.2595
  $ attn weights -q h --heads=2 --sink=0.5,-1 --digits=4
  0.1136,1.819
  1.581,0.378
  $ attn gradient -q h --heads=2 --sink=0.5,-1 --upstream=@'1 0; 0 1' --of=sink --digits=4
  -0.1736,-0.05866
  $ attn gradient -q h --heads=2 --sink=0.5 --upstream=@'1 0; 0 1' --of=sink --digits=4
  -0.3824
  $ attn context -q h --heads=2 --sink=0.5,-1 --lse >part
  $ attn merge part part --heads=2 --lse-last --sink=1,2 --digits=4
  2.44,1.765
  2.994,1.235
  $ printf '1,2\n' >sinks; printf '1\n2\n' >3
  $ attn merge part part --heads=2 --lse-last --sink=sinks --digits=4
  2.44,1.765
  2.994,1.235
  $ attn merge part part --heads=2 --lse-last --sink=./3 --digits=4
  2.44,1.765
  2.994,1.235
  $ printf '1,2,3\n' | attn merge part part --heads=2 --lse-last --sink=-
  ! attn: (stdin) has 3 numbers for 2 heads: it needs one for each, or one for all
  [1]
  $ attn merge part part --heads=2 --lse-last --sink=none
  ! attn: none: No such file or directory
  [1]
  $ attn merge --sum part part --sink=sinks
  ! attn: --sum adds numbers; --sink has no effect on them
  [2]

What does not fit:

  $ attn softmax -q h --heads=2 --sink=1,2,3
  ! attn: --sink=1,2,3 has 3 numbers for 2 heads: it needs one for each, or one for all
  [2]
  $ attn softmax -q h --heads=1 --sink=numbers
  ! attn: numbers has 2 numbers for 1 head: it needs one for each, or one for all
  [1]

Of an option that is given twice the last counts, and nothing of the first is left.

  $ attn similarity -q h --heads=2 --alibi >slopes; attn similarity -q h --heads=2 --scale=auto >auto
  $ for first in 1,4 numbers; do attn similarity -q h --heads=2 --alibi=$first --alibi | cmp - slopes; attn similarity -q h --heads=2 --scale=$first --scale=auto | cmp - auto; done

What is refused.

  $ attn similarity -q h --heads=2 --alibi=1,-1
  ! attn: --alibi: '1,-1' is not a positive number, or several with commas between
  [2]
  $ attn similarity -q h --heads=2 --scale=1,x
  ! attn: --scale: '1,x' is not a number, or one for each head with commas between, or a file
  [2]
  $ attn similarity -q h --scale=x
  ! attn: x: No such file or directory
  [1]
  $ attn similarity -q h --scale=1e999
  ! attn: --scale: '1e999' is not a finite number, or several with commas between
  [2]
  $ printf '1\n-1\n' | attn similarity -q h --heads=2 --alibi=-
  ! attn: (stdin): number 2 is -1: it has to be positive
  [1]
  $ printf '1\n-1\n' | attn similarity -q - --heads=2 --scale=-
  ! attn: standard input ('-') can be read only once
  [2]

What a file may look like: the same matrix written in several ways.

  $ printf '1,2\n3,4\n' | attn similarity
  5,11
  11,25
  $ printf '1,2\r\n3,4\r\n' | attn similarity
  5,11
  11,25
  $ printf '1,2\r3,4' | attn similarity
  5,11
  11,25
  $ printf '\357\273\2771,2\n3,4' | attn similarity
  5,11
  11,25
  $ printf '"1","2"\n"3","4"\n' | attn similarity
  5,11
  11,25
  $ printf ' 1 ,\t2\n" 3 ",4 \n' | attn similarity
  5,11
  11,25
  $ printf '+1,2.\n3e0,.4e1\n' | attn similarity
  5,11
  11,25
  $ printf '1,2\n\n3,4\n\n\n' | attn similarity
  5,11
  11,25
  $ printf '# notes\n1,2\n#more, and "more\n3,4\n' | attn similarity --comment='#'
  5,11
  11,25
  $ printf '1\t2\n3\t4\n' | attn similarity -d tab
  5	11
  11	25
  $ printf '1\t2\n3\t4\n' | attn similarity -d '\t'
  5	11
  11	25
  $ printf '1 2\n3 4\n' | attn similarity -d space
  5 11
  11 25
  $ printf '1;2\n3;4\n' | attn similarity -d ';' --output-delimiter=,
  5,11
  11,25
  $ printf 'inf,-INF\nInfinity,1\n' | attn softmax --missing=keep
  nan,0
  nan,nan
  $ printf '1e400,-1e400,1e-400\n' | attn weights
  inf,-inf,0

Header and labels are found, travel to the output, and can be named by options:

  $ printf 'x,y\n1,2\n3,4\n' | attn similarity
  5,11
  11,25
  $ printf ',x,y\na,1,2\nb,3,4\n' | attn similarity
  ,a,b
  a,5,11
  b,11,25
  $ printf 'name,x,y\na,1,2\nb,3,4\n' | attn similarity
  ,a,b
  a,5,11
  b,11,25
  $ printf '"","V1","V2"\n"1",1,2\n"2",3,4\n' | attn similarity
  ,1,2
  1,5,11
  2,11,25
  $ printf 'a,1,2\nb,3,4\n' | attn similarity -L
  ,a,b
  a,5,11
  b,11,25
  $ printf '1,2\n3,4\n' | attn context -q - --header=yes
  X1,X2
  3,4
  $ printf 'NA," 1"\n3,4\n' | attn context -q - --header=yes
  XNA,X 1
  3,4
  $ printf ',1,2\n7,3,4\n8,5,6\n' | attn context -q - -H --digits=6
  ,1,2
  7,5,6
  8,5,6
  $ printf 'x,y\n1,2\n' | attn similarity --header=no
  ! attn: (stdin):1: field 1: 'x' is not a number; if the first column holds labels, use --labels
  [1]
  $ printf ',x,y\na,1,2\nb,3,4\n' | attn similarity --plain
  5,11
  11,25
  $ printf ',x,y\na,1,2\nb,3,4\n' | attn context -q - --digits=6
  ,x,y
  a,2.99505,3.99505
  b,3,4
  $ printf ',x,y\na,1,2\nb,3,4\n' | attn weights -q - --digits=6
  a,b
  0.00247345,1.99753
  $ printf ',x,y\na,1,2\nb,3,4\n' | attn score -q - --digits=6
  x,y
  5.99505,7.99505
  $ printf ',"x,1","say ""y"""\n" a",1,2\n"b\nc",3,4\n' >odd.csv; attn similarity odd.csv | tee again.csv; attn softmax --log again.csv --digits=6; attn context again.csv odd.csv
  ," a","b
  c"
  " a",5,11
  "b
  c",11,25
  ," a","b
  c"
  " a",-6.00248,-0.00247569
  "b
  c",-14,-8.31528e-07
  ,"x,1","say ""y"""
  " a",38,54
  "b
  c",86,122
  $ printf ',x,y\na,1,2\nb,3,4\n' | attn similarity --verbose 2>&1 >/dev/null | head -n 1
  attn: (stdin): 2 columns, commas between cells (as often in every row), a header row (no cell of it is a number), labels in column 1 (its header cell is empty), numbers in columns 2-3

Missing cells, by --missing:

  $ printf '1,2\n3,\n5,6\n' >m.csv
  $ attn similarity m.csv --missing=drop
  5,17
  17,61
  ! attn: note: m.csv: 1 row dropped, line 2
  $ attn similarity m.csv --missing=zero
  5,3,17
  3,9,15
  17,15,61
  $ attn similarity m.csv --missing=keep
  5,nan,17
  nan,nan,nan
  17,nan,61
  $ printf '7\nNA\n9\n' >v.csv; printf '1,2\n3,4\n5,6\n' >k.csv
  $ attn context -q k.csv -k k.csv -v v.csv --missing=drop --digits=6
  8.99999
  9
  9
  ! attn: note: k.csv: 1 row dropped
  ! attn: note: v.csv: 1 row dropped, line 2
  $ attn context -q k.csv -k m.csv -v v.csv --missing=drop --digits=6
  8.99999
  9
  9
  ! attn: note: m.csv: 1 row dropped, line 2
  ! attn: note: v.csv: 1 row dropped, line 2
  $ attn context -q k.csv -v v.csv --missing=drop --digits=6
  8.99999
  9
  9
  ! attn: note: k.csv: 1 row dropped
  ! attn: note: v.csv: 1 row dropped, line 2
  $ attn score v.csv k.csv --missing=drop
  52,68
  $ attn score k.csv k.csv --missing=drop
  ! attn: k.csv is 3 x 2: weights are one row or one column
  [1]
  $ printf '.2,.3,.5\n.1,,.9\n' | attn context - v.csv --missing=drop
  5.9
  ! attn: note: v.csv: 1 row dropped, line 2
  ! attn: note: (stdin): 1 row dropped, line 2
  $ printf 'NA,NA\nNA,NA\n' | attn similarity --missing=drop
  ! attn: (stdin): every row has a missing value, none is left
  [1]

Output:

  $ printf '1,2\n3,4\n' | attn similarity --scale=1e-20
  5e-20,1.1e-19
  1.1e-19,2.4999999999999997e-19
  $ printf '1e-5,123456789012345680,1e16,9999999999999998,-0,0.1\n' | attn weights
  0.00001,1.2345678901234568e+17,1e+16,9999999999999998,0,0.1
  $ printf '1,2\n3,4\n' | attn softmax --digits=3
  0.269,0.731
  0.269,0.731
  $ printf '.1\n.2\n' | attn similarity --precision=single
  0.010000001,0.020000001
  0.020000001,0.040000003
  $ cp k.csv same.csv; chmod 640 same.csv; ln -s same.csv link.csv; attn similarity link.csv -o link.csv; cat same.csv; stat -c %a same.csv; readlink link.csv; ls
  5,11,17
  11,25,39
  17,39,61
  640
  same.csv
  again.csv
  data
  k.csv
  link.csv
  m.csv
  odd.csv
  same.csv
  v.csv
  $ cp k.csv kept.csv; attn similarity -q kept.csv -k v.csv -o kept.csv; cat kept.csv
  1,2
  3,4
  5,6
  ! attn: v.csv:2: field 1: missing value; to go on without it, use --missing=drop, zero or keep
  $ attn similarity k.csv -o -
  5,11,17
  11,25,39
  17,39,61

Rows with labels get a header even over columns without names, so that the next stage finds them:

  $ printf ',x,y\n0,1,2\n1,3,4\n' >pandas.csv; attn similarity pandas.csv k.csv
  ,V1,V2,V3
  0,5,11,17
  1,11,25,39
  $ attn similarity pandas.csv k.csv | attn softmax | attn context - k.csv --digits=4
  ,V1,V2
  0,4.995,5.995
  1,5,6
  $ attn context -q pandas.csv -k k.csv --digits=4
  ,V1,V2
  0,4.995,5.995
  1,5,6

A header of numbers alone would be read back as data; its names get an X:

  $ printf ',a,b\n0,1,2\n1,3,4\n' >numbered.csv; attn similarity k.csv numbered.csv
  X0,X1
  5,11
  11,25
  17,39
  $ attn similarity k.csv numbered.csv | attn softmax --digits=3
  X0,X1
  0.00247,0.998
  8.32e-07,1
  2.79e-10,1

A value that --missing=drop takes out has no weight in any row:

  $ printf '.2,.3,.5\n.1,.1,.8\n.3,.3,.4\n' | attn context - v.csv --missing=drop --digits=6
  5.9
  7.9
  5.7
  ! attn: note: v.csv: 1 row dropped, line 2
  $ printf 'NA\nNA\nNA\n' >none.csv; printf '.2,.3,.5\n' | attn context - none.csv --missing=drop
  ! attn: none.csv: every row has a missing value, none is left
  [1]

A pipe that the shell names is an output like any other. More threads than can start are no error:

  $ bash -c 'attn similarity k.csv -o >(cat >piped.csv); wait $!'; cat piped.csv
  5,11,17
  11,25,39
  17,39,61
  $ attn similarity k.csv --threads=1000000
  5,11,17
  11,25,39
  17,39,61

A descriptor that has a name is written to as it stands, not replaced.

  $ { echo before; attn similarity -o /dev/stdout k.csv; echo after; } >shared; cat shared
  before
  5,11,17
  11,25,39
  17,39,61
  after
  $ { echo before; attn similarity -o /proc/self/fd/1 k.csv; echo after; } >other; cmp shared other
  $ ln -s - dash; attn similarity -o dash k.csv; attn similarity k.csv | cmp - ./-; rm ./-
  $ ln -s /dev/stdout there; { echo before; attn similarity -o there k.csv; echo after; } >other; cmp shared other
  $ { attn similarity -o /dev/fd/3 k.csv; echo after >&3; } 3>shared; cat shared
  5,11,17
  11,25,39
  17,39,61
  after
  $ attn similarity -o /dev/fd/9 k.csv
  ! attn: /dev/fd/9: Bad file descriptor
  [1]

A name that is a long number is not cut.

  $ printf '1%0100d.5,2\n1,2\n' 0 >long.csv; attn context -H -q long.csv | head -n 1
  X10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000.5,X2

--verbose says what was chosen and done; times and what depends on the machine aside.

  $ quietly() { sed 's/[0-9.]* s /T s /g; s/[0-9.]* GFLOP/G GFLOP/; s/kernel [a-z0-9]*/kernel K/; s/of [0-9]* queries by [0-9]*/of N queries by N/'; }
  > printf '1,2\n3,4\n' >vq.csv
  > attn context -q vq.csv --threads=1 --verbose --precision=single 2>&1 >out | quietly
  > attn context -q vq.csv --threads=1 --verbose --kernel=reference --heads=2 --head=0 2>&1 >out | quietly
  > attn weights vq.csv --threads=1 --verbose 2>&1 >out | quietly
  attn: vq.csv: 2 columns, commas between cells (as often in every row), no header row, no label column, numbers in columns 1-2
  attn: 2 rows, 1 of 1 thread, 8192 rows per block, single precision
  attn: kernel K, tiles of N queries by N keys
  attn: T s in all: T s reading keys and values, T s packing, T s arithmetic, T s reading rows and writing
  attn: G GFLOP/s (masked scores counted as if computed)
  attn: vq.csv: 2 columns, commas between cells (as often in every row), no header row, no label column, numbers in columns 1-2
  attn: 2 rows, 1 of 1 thread, 8192 rows per block, double precision
  attn: kernel K, tiles of 16 queries
  attn: T s in all: T s reading keys and values, T s packing, T s arithmetic, T s reading rows and writing
  attn: G GFLOP/s (masked scores counted as if computed)
  attn: vq.csv: 2 columns, commas between cells (as often in every row), no header row, no label column, numbers in columns 1-2
  attn: 2 rows, 1 of 1 thread, 65536 rows per block, double precision
  attn: T s in all: T s reading values, T s packing, T s arithmetic, T s reading rows and writing

The speed is that of products of queries with keys and of weights with values: for each head of width 8
16 products with each of 2000 keys.

  $ awk 'BEGIN { for (i = 0; i < 2000; i++) { for (c = 1; c < 16; c++) printf "%g,", sin(i * c); print c } }' >speed.csv
  > attn context -q speed.csv --heads=2 --threads=1 --verbose 2>&1 >out | awk '/arithmetic/ { split($0, part, "packing, "); t = part[2] + 0 } /GFLOP/ { x = $2 * t * 1e9 / (2 * 2000 * 2 * 2000 * 16); print (x > 0.7 && x < 1.4 ? "right" : x) }'
  right

Contexts in linear time are not made of scores: --verbose tells no speed of these.

  $ attn context -q vq.csv --normalize=linear --verbose 2>&1 >out | grep -c GFLOP
  0
  [1]
  $ attn weights -q vq.csv --normalize=linear --verbose 2>&1 >out | grep -c GFLOP
  1

  $ printf '1,\n3,4\n5,6\n' >dq.csv; printf '1,2\nNA,4\n5,6\n7,8\n' >dk.csv; printf '1\n2\n3\nnan\n' >dv.csv
  $ dropped() { attn "$@" --missing=drop --verbose 2>&1 >out | grep dropped; }
  > dropped softmax dq.csv; echo; dropped softmax --axis=all dq.csv; echo; dropped similarity dk.csv; echo
  > dropped context -q dq.csv -k dk.csv -v dv.csv; echo; echo 0.5,0.2,0.3 | dropped context - dq.csv; echo; dropped similarity vq.csv
  attn: note: dq.csv: 1 row dropped, line 1
  
  attn: note: dq.csv: 1 row dropped, line 1
  
  attn: note: dk.csv: 1 row dropped, line 2
  
  attn: note: dk.csv: 2 rows dropped, line 2, the others with their keys or values
  attn: note: dv.csv: 2 rows dropped, line 4, the others with their keys or values
  attn: note: dq.csv: 1 row dropped, line 1
  
  attn: note: dq.csv: 1 row dropped, line 1
  
  [1]
  $ echo 1 | attn softmax --verbose 2>&1 >out | head -n 1
  attn: (stdin): 1 column, no header row, no label column, numbers in column 1

On a terminal: a file gets CSV, the screen a table:

  $ script -qec 'attn weights vq.csv -o out' /dev/null; cat out
  4,6
  $ script -qec 'attn top vq.csv -o -' /dev/null </dev/null | tr -d '\r'
  query  key  score    weight
      0    1      2  0.731059
      0    0      1  0.268941
      1    1      4  0.731059
      1    0      3  0.268941
  attn: note: 6 digits shown; --csv for all

Column names that are numbers, or look like them, must not be read as a row by the next stage.

  $ printf '2001,2002\n1,2\n' | attn softmax --header=yes -n none
  X2001,X2002
  1,2
  $ printf '1.2x,2002\n1,2\n' | attn softmax --header=yes -n none
  X1.2x,X2002
  1,2
  $ printf ',a,b\nnan,1,2\nx,3,4\n,5,6\n1st,7,8\n9,9,9\n' >names.csv
  $ attn similarity names.csv --digits=2 | tee /dev/stderr | attn softmax --digits=2
  ,Xnan,x,X,1st,X9
  nan,2.7e-10,1.1e-07,4.5e-05,0.018,0.98
  x,2.6e-23,3.1e-17,3.8e-11,4.5e-05,1
  ,2.4e-36,8.8e-27,3.1e-17,1.1e-07,1
  1st,1.5e-51,1.6e-38,1.8e-25,9.4e-14,1
  9,1.7e-58,7.5e-43,3.2e-27,2.1e-09,1
  ! ,Xnan,x,X,1st,X9
  ! nan,5,11,17,23,27
  ! x,11,25,39,53,63
  ! ,17,39,61,83,99
  ! 1st,23,53,83,1.1e+02,1.4e+02
  ! 9,27,63,99,1.4e+02,1.6e+02
  $ attn similarity k.csv names.csv | attn softmax --digits=2
  Xnan,x,X,1st,X9
  2.7e-10,1.1e-07,4.5e-05,0.018,0.98
  2.6e-23,3.1e-17,3.8e-11,4.5e-05,1
  2.4e-36,8.8e-27,3.1e-17,1.1e-07,1
  $ printf 'day,a\n2020-01-01,1\n2020-01-02,2\n' | attn similarity | attn softmax --digits=2
  ,2020-01-01,2020-01-02
  2020-01-01,0.27,0.73
  2020-01-02,0.12,0.88
  $ attn similarity data/words.csv -f cosine | attn softmax | cut -d, -f1-3 | head -n 2
  ,file,object
  file,0.005499571248457413,0.0033246099352748026
  $ attn similarity data/words.csv -f cosine | head -n 1 | tr , '\n' | grep nan
  Xnan

Weights and a shorter sequence; an element that is missing in it has no weight.

  $ printf '1,NA,2\n' >sw.csv; printf '1\nNA\n3\n' >ss.csv; printf '1\n2\n' >short.csv; printf '1\n2\n3\n' >full.csv; printf '1\n2\nx\n' >bad.csv
  $ for sequence in ss short full bad; do attn score sw.csv $sequence.csv --missing=drop; done
  7
  7
  ! attn: sw.csv is 1 x 3, short.csv is 2 x 1: each row of the sequence needs one weight
  ! attn: bad.csv:3: field 1: 'x' is not a number
  [1]
  $ printf 'NA,NA,NA\n' | attn score - full.csv --missing=drop
  ! attn: full.csv: every row has a missing value, none is left
  [1]

Blocks of rows stay small where little memory is allowed.

  $ seq 20000 >column.csv; attn softmax column.csv --max-memory=500K -n none | cmp - column.csv

The rows of a pipe come once, whatever it is called.

  $ printf '1,2\n' | attn similarity -q /dev/stdin -k /dev/stdin
  ! attn: '/dev/stdin' is a pipe that another input reads, too, and its rows come only once: save it in a file first
  [2]
  $ printf '1,2\n' | attn similarity -q - -k /dev/stdin
  ! attn: '/dev/stdin' is a pipe that another input reads, too, and its rows come only once: save it in a file first
  [2]
  $ mkfifo once; attn similarity once once
  ! attn: 'once' is a pipe that another input reads, too, and its rows come only once: save it in a file first
  [2]
  $ printf '1,2\n' | attn similarity -q /dev/stdin
  5

A stage without operands does not wait at a terminal:

  $ script -qec 'attn softmax' /dev/null </dev/null | tr -d '\r'
  attn: standard input is a terminal; usage: attn softmax [OPTION]... [SIMILARITY]; 'attn help softmax' says more; to try it, type rows after 'attn softmax -' and end with Ctrl-D, or give them in place: attn softmax @'1 2; 3 4'
  $ script -qec 'attn similarity -f cosine' /dev/null </dev/null | tr -d '\r'
  attn: standard input is a terminal; usage: attn similarity [OPTION]... [QUERIES [KEYS]]; 'attn help similarity' says more; to try it, type rows after 'attn similarity -' and end with Ctrl-D, or give them in place: attn similarity @'1 2; 3 4'

Results are tables there, names left and on top, six digits. What was rounded or left out is noted.

  $ on_terminal() { COLUMNS=40 script -qec "$1" /dev/null </dev/null | tr -d '\r'; }; on_terminal 'attn similarity @"name a b; k 1 2; queen 3 4" --temperature=3'
                      k        queen
  k             1.66667      3.66667
  queen         3.66667      8.33333
  attn: note: 6 digits shown; --csv for all
  $ on_terminal() { COLUMNS=40 script -qec "$1" /dev/null </dev/null | tr -d '\r'; }; on_terminal 'attn softmax @"1 2 3 4; 2 4 6 8"; attn weights @"1 2 3 4; 2 4 6 8"'
    0.0320586    0.0871443  ...
   0.00214401    0.0158422  ...
  attn: note: 6 digits and 2 of 4 columns shown; --csv for all
            3            6  ...
  attn: note: 2 of 4 columns shown; --csv for all
  $ on_terminal() { COLUMNS=40 script -qec "$1" /dev/null </dev/null | tr -d '\r'; }; on_terminal 'attn softmax @"1 2" --quiet; attn softmax @"1 2" --digits=3; attn softmax @"1 2" --csv'
     0.268941     0.731059
     0.269     0.731
  0.2689414213699951,0.7310585786300049

A control byte of a name does not reach it raw, and a long name is cut.

  $ printf 'a,x\n\033[2J,1\na name that is far too long for its column,2\n' >names; COLUMNS=40 script -qec 'attn similarity names @"1"' /dev/null </dev/null | tr -d '\r'
  \x1b[2J             1
  a name ~            2
  attn: note: long names cut; --csv for all

The best keys of top likewise.

  $ COLUMNS=20 script -qec 'attn context -q names -v @"1 2 3; 4 5 6"' /dev/null </dev/null | tr -d '\r'
  \x1b[2J                       3.19318  ...
  a name that is far too ~      3.64239  ...
  attn: note: 6 digits and 1 of 3 columns shown, long names cut; --csv for all
  $ COLUMNS=40 script -qec 'attn top -q @"1 3; 2 1" --temperature=3 --count=1' /dev/null </dev/null | tr -d '\r'
  query  key    score    weight
      0    0  3.33333  0.841131
      1    0  1.66667       0.5
  attn: note: 6 digits shown; --csv for all

Parts that are joined have the names of the first one on top.

  $ COLUMNS=40 script -qec 'attn merge --sum @"x y; 1 2" @"x y; 3 4"' /dev/null </dev/null | tr -d '\r'
            x            y
            4            6

A matrix may stand in place of a file: rows divided by semicolons, numbers by blanks or commas.

  $ attn similarity @'1,5 2' --decimal=,
  ! attn: @1,5 2: a comma stands between numbers on the command line, with --decimal=, too; write decimals with a point there, and cells apart with blanks
  [2]
  $ attn similarity @'1.5 2' --decimal=,
  6.25
  $ attn similarity @'1 2 3' @'4, 5, 6'
  32
  $ attn context @' 1 0 ;0.5,0.5; ' @'x y; 1 2; 3 4' -d ';'
  x;y
  1;2
  2;3
  $ attn softmax @'1 2; 3 x'
  0.2689414213699951,0.7310585786300049
  ! attn: @1 2; 3 x:2: field 2: 'x' is not a number
  [1]
  $ attn softmax @'1; 2 3'
  1
  ! attn: @1; 2 3:2: 2 fields, but line 1 has 1
  [1]
  $ attn softmax @
  ! attn: @: no rows
  [1]

Answers take their room beside the numbers: one cell less, and a column less is shown.

  $ printf 'x,kind\n1,b\n2,a\n3,c\n4,d\n' >t.csv; for width in 38 39; do COLUMNS=$width script -qec 'attn context -q @1.5 -k t.csv --classes=kind -f gaussian --predict' /dev/null </dev/null | tr -d '\r'; done
            b  ...  kind
     0.413622  ...  b
  attn: note: 6 digits and 1 of 4 columns shown; --csv for all
            b            a  ...  kind
     0.413622     0.413622  ...  b
  attn: note: 6 digits and 2 of 4 columns shown; --csv for all

A number that is wider than its column takes of the gap before it, but leaves a blank.

  $ COLUMNS=80 script -qec 'attn similarity @"q 1; longer 2" @"-1.23456789e-100; -2.3456789e-10; -3.456789e-100"' /dev/null </dev/null | tr -d '\r'
  q       -1.23457e-100 -2.34568e-10 -3.45679e-100
  longer  -2.46914e-100 -4.69136e-10 -6.91358e-100
  attn: note: 6 digits shown; --csv for all

The query's own cells stand before the results, as many as there is room for.

  $ printf 'id,x,y,who\n"1,5",1,2,"a ""b"" c"\n2,,3,d\n3,4,5,"e\nf"\n' >own.csv
  $ script -qec 'attn context -q own.csv --columns=x --value-columns=y --append --missing=drop' /dev/null </dev/null | tr -d '\r'
  id   x  y  who        y_context
  1,5  1  2  a "b" c      4.85772
  2       3  d
  3    4  5  e\x0af       4.99998
  attn: note: 6 digits shown; --csv for all
  attn: note: own.csv: 1 row of the keys dropped, line 3
  attn: note: own.csv: 1 row of the values dropped
  attn: note: own.csv: 1 row of the queries dropped, line 3
  $ COLUMNS=30 script -qec 'attn context -q own.csv --columns=x --value-columns=y --append --missing=drop' /dev/null </dev/null | tr -d '\r'
  id   x  y  ...    y_context
  1,5  1  2  ...      4.85772
  2       3  ...
  3    4  5  ...      4.99998
  attn: note: 6 digits and 4 of 5 columns shown; --csv for all
  attn: note: own.csv: 1 row of the keys dropped, line 3
  attn: note: own.csv: 1 row of the values dropped
  attn: note: own.csv: 1 row of the queries dropped, line 3
  $ script -qec 'attn top -q own.csv --columns=x --count=1 --append --missing=drop' /dev/null </dev/null | tr -d '\r'
  id   x  y  who      key  score    weight
  1,5  1  2  a "b" c    2      4  0.952574
  2       3  d
  3    4  5  e\x0af     2     16  0.999994
  attn: note: 6 digits shown; --csv for all
  attn: note: own.csv: 1 row dropped, line 3
  $ script -qec 'attn context -q own.csv --columns=x --value-columns=y --append --missing=drop --csv' /dev/null </dev/null | tr -d '\r'
  id,x,y,who,y_context
  "1,5",1,2,"a ""b"" c",4.857722380467299
  2,,3,d,
  3,4,5,"e
  f",4.999981567476193
  attn: note: own.csv: 1 row of the keys dropped, line 3
  attn: note: own.csv: 1 row of the values dropped
  attn: note: own.csv: 1 row of the queries dropped, line 3
  $ awk 'BEGIN { for (r = 0; r < 3; r++) for (i = 0; i < 130; i++) printf "%s%s", r ? (i * r) % 7 : "c" i, i < 129 ? "," : "\n" }' >wide.csv
  $ script -qec 'attn top -q wide.csv --columns=1-3 --append --count=1 --no-weight' /dev/null </dev/null | tr -d '\r'
  c0  c1  c2  c3  c4  c5  c6  c7  c8  c9  c10  c11  ...  key  score
  0   1   2   3   4   5   6   0   1   2   3    4    ...    1     10
  0   2   4   6   1   3   5   0   2   4   6    1    ...    1     20
  attn: note: 14 of 132 columns shown; --csv for all
  $ script -qec 'attn top -q wide.csv --columns=1-3 --append --count=1 --rank --show=1-122' /dev/null </dev/null | tr -d '\r' | cut -c1-60
  ...  rank  key  score    weight  c0_top  c1_top  c2_top  c3_
  ...     1    1     10  0.993307  0       2       4       6  
  ...     1    1     20  0.999955  0       2       4       6  
  attn: note: 6 digits and 126 of 256 columns shown; --csv for

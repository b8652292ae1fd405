Blanks as the delimiter: any run of blanks and tabs is one, and none counts at the ends of a row.

  $ printf '  1   22\t5 \n -4 5  6\t\n' | attn weights -d space
  -3 27 11
  $ printf '  1   22\t5 \n -4 5  6\t\n' | attn weights -d space --output-delimiter=,
  -3,27,11
  $ printf ' n  x\ty\n"a  b" 1  2\n c 3 4 \n' | attn similarity -d space -L
  "" "a  b" c
  "a  b" 5 11
  c 11 25
  $ printf ' n  x\ty\n"a  b" 1  2\n c 3 4 \n' | attn similarity -d space -L | attn softmax -d space --plain
  0.0024726231566347748 0.9975273768433653
  8.315280276641321e-07 0.9999991684719722

A missing cell is a spelling there, or a pair of quotes.

  $ printf '1 NA  2\n3 ""  4\n5 6 7\n' | attn weights -d space --missing=zero
  9 6 13
  $ printf '1 2 3\n4   5\n' | attn weights -d space --missing=zero
  ! attn: (stdin):2: 2 fields, but line 1 has 3
  [1]

Comments may be indented.

  $ printf '1,2\n  # half\n\t#,\n3,4\n' | attn weights --comment='#'
  4,6
  $ printf '  # head\n 1 2\n # half\n 3 4\n' | attn weights -d space --comment='#'
  4 6

Lines above the table.

  $ printf 'A "title\n\nx,y\n1,2\n3,4\n' | attn weights --skip=2
  x,y
  4,6
  $ printf 'A title\n\n1,2\n3,x\n' | attn weights --skip=2
  ! attn: (stdin):4: field 2: 'x' is not a number
  [1]
  $ printf '1,2\n' | attn weights --skip=7
  ! attn: (stdin): no rows
  [1]

Quotes that are characters like any other, as in files of word vectors.

  $ printf 'a 1 2\n" 3 4\nb 5 6\n5" 7 8\n' >words
  $ attn score -q words -L -d space
  ! attn: words:2: field 1: the quote opened here is not closed on this line, which ends with a number; if a quote is a character like any other, use --quote=none; if the cell goes on over the line end, use --quote=double
  [1]
  $ attn score -q words -L -d space --quote=double
  13.999999908620124 15.999999908620124
  $ attn similarity -q words -L -d space --quote=none
  "" a """" b "X5"""
  a 5 11 17 23
  """" 11 25 39 53
  b 17 39 61 83
  "5""" 23 53 83 113
  $ printf 'a,1,2\nb"c,3,4\n' | attn weights -L
  ! attn: (stdin):2: field 1: misplaced quote; quote the whole field and double the quotes inside it; if a quote is a character like any other, use --quote=none
  [1]
  $ printf 'a,1,2\nb"c,3,4\n' | attn weights -L --quote=none
  4,6

A quoted cell may go on over a line end; one that seems to hold a row is asked about.

  $ printf '"a\nb",1\n' | attn similarity -L
  ,"a
  b"
  "a
  b",1
  $ printf '"at 5, 7\nb",1\n' | attn similarity -L
  ! attn: (stdin):1: field 1: the quote opened here is not closed on this line, which ends with a number; if a quote is a character like any other, use --quote=none; if the cell goes on over the line end, use --quote=double
  [1]
  $ printf '"at 5, 7\nb",1\n' | attn similarity -L --quote=double
  ,"at 5, 7
  b"
  "at 5, 7
  b",1

Excel's first line that names the delimiter, and the control-Z of old programs.

  $ printf 'sep=;\r\nx;y\r\n1;2\r\n' | attn weights -d ';'
  x;y
  1;2
  $ printf 'sep=;\n1;2\n' | attn weights -d ,
  ! attn: (stdin):1: this line names ';' as the delimiter; use --delimiter=';', or if that is not so, --skip=1
  [1]
  $ printf 'sep=;\n1,2\n' | attn weights -d , --skip=1
  1,2
  $ printf '1,2\n3,4\n\032' | attn weights
  4,6

What is no CSV is told by its first bytes.

  $ printf 'PK\003\004x' | attn weights
  ! attn: (stdin): this is a ZIP archive (.xlsx, .ods, .npz), not CSV; save its table as CSV first
  [1]
  $ printf '\223NUMPY\001\000' | attn weights
  ! attn: (stdin): this is a NumPy array (.npy), not CSV; write it with numpy.savetxt(..., delimiter=',')
  [1]
  $ printf 'PAR1\025\004' | attn weights
  ! attn: (stdin): this is a Parquet file, not CSV; write it with pandas' or polars' CSV writer first
  [1]
  $ printf 'ARROW1\000\000' | attn weights
  ! attn: (stdin): this is an Arrow or Feather file, not CSV; write it with pandas' CSV writer first
  [1]
  $ printf 'BZh91AY&SY' | attn weights
  ! attn: (stdin): this is compressed data; decompress it first: bzip2 -dc FILE | attn ...
  [1]
  $ printf '1\000,\0002\000\n\000' | attn weights
  ! attn: (stdin): the text is UTF-16LE; convert it first: iconv -f UTF-16LE -t UTF-8
  [1]
  $ printf '{"a": 1, "b": 2}\n' | attn weights
  ! attn: (stdin): this is JSON, not CSV; write it as CSV first: jq -r '[.[]] | @csv' FILE | attn ...
  [1]
  $ printf '[[1, 2], [3, 4]]\n' | attn weights
  ! attn: (stdin): this is JSON, not CSV; write it as CSV first: jq -r '.[] | @csv' FILE | attn ...
  [1]

Decimal commas. A point is no part of a number then.

  $ printf 'x;y\n1,5;-2\n,25;1e2\n' | attn weights -d ';' --decimal=,
  x;y
  1.75;98
  $ printf '"1,5","2"\n"0,5","3,25"\n' | attn weights --decimal=,
  2,5.25
  $ printf '1,5;2\n1.5;2\n' | attn weights -d ';' --decimal=,
  ! attn: (stdin):2: field 1: '1.5' is not a number; with --decimal=, a point is no part of a number
  [1]
  $ printf '1,5;2\n' | attn weights -d ';'
  ! attn: (stdin):1: field 1: '1,5' is not a number; if commas separate the cells, use --delimiter=, or if the comma is the decimal mark, --decimal=,
  [1]
  $ printf '"1,200",3\n' | attn weights
  ! attn: (stdin):1: field 1: '1,200' is not a number; if the comma is the decimal mark, use --decimal=, or if it separates thousands, take it out first
  [1]

Whole vectors in a cell, in brackets, with commas or blanks between the numbers.

  $ printf 'name,v,y\nking,"[0.5, 0.25]",1\nqueen,"[0.5 1]",2\n' >vectors.csv
  $ attn weights vectors.csv
  v_0,v_1,y
  1,1.25,3
  $ attn weights vectors.csv --columns=y,v
  y,v_0,v_1
  3,1,1.25
  $ printf '[1 2]\n[3 4]\n' | attn weights
  4,6
  $ printf 'v\n[1 2]\nNA\n' | attn similarity --missing=zero
  5,0
  0,0
  $ printf 'v;w\n[1,5 2];3\n[0,5 1];4\n' | attn weights -d ';' --decimal=,
  v_0;v_1;w
  2;3;7
  $ printf '[1 2]\n[3 4 5]\n' | attn weights
  ! attn: (stdin):2: field 1: a vector of 3 numbers, but the first vector of the column has 2
  [1]
  $ printf '1\n[3 4 5]\n1\n' | attn weights
  ! attn: (stdin):1: field 1: a number without brackets in a column of vectors
  [1]
  $ printf '[1 2]\n[3 x]\n' | attn weights
  ! attn: (stdin):2: field 1: '[3 x]' is not a number
  [1]
  $ printf '[0.1 ... 0.3]\n' | attn weights
  ! attn: (stdin):1: field 1: '[0.1 ... 0.3]' is not a number; this vector was cut short when it was written; write it whole (in numpy: set_printoptions(threshold=sys.maxsize))
  [1]
  $ printf '[1, 2, 3]\n[4, 5, 6]\n' | attn weights
  ! attn: (stdin):1: field 1: '[1' is not a number; if this is a part of a vector in brackets, quote the whole vector, or take the brackets off: tr -d '[]'
  [1]
  $ printf '[1, 2, 3]\n[4, 5, 6]\n' | tr -d '[]' | attn weights
  5,7,9

Numbers of other languages are read where nothing else looks like them.

  $ printf '0x1.8p+1,1.5D+02\n' | attn weights
  3,150
  $ printf '1L,2\n' | attn weights --header=no
  ! attn: (stdin):1: field 1: '1L' is not a number; if this is a number, write it in plain decimals first, without 0x, L, f or D
  [1]
  $ printf '1 1:0.5 3:2\n0 2:0.25\n' | attn weights
  ! attn: (stdin):2: field 1: '0 2:0.25' is not a number; this is libsvm's index:value; write a whole table first (in Python: sklearn.datasets.load_svmlight_file)
  [1]

Lines that are no part of the table are found where those below agree.

  $ printf '2 3\na 1 2 3\nb 4 5 6\n' | attn similarity -d space
  ! attn: (stdin):1: these may be the number of vectors below and their width, as word2vec writes them; if so, use --skip=1
  [1]
  $ printf '2 3\na 1 3 2\nb 4 5 6\n' | attn similarity -d space --skip=1
  "" a b
  a 14 31
  b 31 77
  $ printf 'A title\n\nx,y\n1,2\n3,4\n' | attn weights
  ! attn: (stdin):1: 1 field, but the rows below have 2; if this row is no part of the table, use --skip=2
  [1]
  $ printf 'A title\n\nx,y\n1,2\n3,4\n' | attn weights --skip=2
  x,y
  4,6
  $ printf 'x,y\nm,kg\n1,2\n3,4\n' | attn weights
  ! attn: (stdin):2: field 1: 'm' is not a number; if this line holds units, take it out first: sed 2d FILE | attn ...
  [1]
  $ printf 'x,y\nm,kg\n1,2\n3,4\n' | sed 2d | attn weights
  x,y
  4,6

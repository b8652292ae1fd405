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

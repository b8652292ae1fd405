Wrong usage: one line on standard error, nothing on standard output, status 2.

No stage, no such stage, and the nearest name:

  $ attn
  ! Usage: attn STAGE [OPTION]... [FILE]...: attention, from CSV to CSV
  ! 
  ! Stages:
  !   similarity  [QUERIES [KEYS]]     the score of each query with each key
  !   softmax     [SIMILARITY]         each row of scores as weights of sum 1
  !   weights     [DISTRIBUTION]       how much attention each key gets in all
  !   score       WEIGHTS SEQUENCE     the weighted sum of the elements
  !   context     DISTRIBUTION VALUES  each query's weighted sum of the values
  ! 
  ! Beside the pipeline:
  !   top         [SIMILARITY]         each query's best keys, score and weight
  !   describe    [MATRIX]             what a matrix holds, where attention goes
  !   heatmap     [MATRIX]             a picture, on the terminal or as SVG
  !   compare     REFERENCE CANDIDATE  how far apart, where, and a verdict
  !   gradient    [QUERIES [KEYS]]     of upstream . context, by its inputs
  !   merge       PART...              contexts over shards of the keys, joined
  ! 
  ! To begin with:
  !   printf '1,0\n0,1\n1,1\n' | attn context -q - -f scaled-dot --causal
  !   attn heatmap -q FILE -k FILE
  ! 
  ! 'attn --help' says more; 'attn help STAGE' explains one stage in full.
  [2]
  $ attn sofmax
  ! attn: unknown stage 'sofmax'; did you mean 'softmax'?
  [2]
  $ attn frobnicate
  ! attn: unknown stage 'frobnicate'; 'attn --help' lists them
  [2]
  $ attn --causal context
  ! attn: the stage comes before the options: attn STAGE [OPTION]... [FILE]...
  [2]
  $ attn help sofmax
  ! attn: no help on 'sofmax'; did you mean 'softmax'?
  [2]

  $ attn help softmax extra
  ! attn: extra operand 'extra'; usage: attn help [STAGE|TOPIC]
  [2]
  $ attn --help softmax
  ! attn: extra operand 'softmax'; usage: attn help [STAGE|TOPIC]
  [2]
  $ attn -h | head -n 1
  Usage: attn STAGE [OPTION]... [FILE]...
  $ attn --version >all; attn softmax --version | cmp - all; attn heatmap -q none --versi | cmp - all
  $ for o in softcap=1e39 temperature=1e-50 temperature=1e-310 scale=-1e39 alibi=1e-39 "sigmoid-bias=-1e39 -n sigmoid" "bandwidth=1e-60 -f gaussian"; do attn softmax -q none --$o --precision=single; done
  ! attn: --softcap=1e+39 is out of range of single precision, which is from 1.18e-38 to 3.4e+38; use --precision=double
  ! attn: --temperature=1e-50 is out of range of single precision, which is from 1.18e-38 to 3.4e+38; use --precision=double
  ! attn: --temperature=1e-310 is out of range of single precision, which is from 1.18e-38 to 3.4e+38
  ! attn: --scale=-1e+39 is out of range of single precision, which is from 1.18e-38 to 3.4e+38; use --precision=double
  ! attn: --alibi=1e-39 is out of range of single precision, which is from 1.18e-38 to 3.4e+38; use --precision=double
  ! attn: --sigmoid-bias=-1e+39 is out of range of single precision, which is from 1.18e-38 to 3.4e+38; use --precision=double
  ! attn: --bandwidth=1e-60 is out of range of single precision, which is from 1.18e-38 to 3.4e+38; use --precision=double
  [2]
  $ printf '1,2\n' | attn similarity -f gaussian --bandwidth=4e-320,1
  ! attn: --bandwidth=4e-320 is out of range of double precision, which is from 2.23e-308 to 1.8e+308
  [2]
  $ attn softmax -q none --temperature=1e-310
  ! attn: --temperature=1e-310 is out of range of double precision, which is from 2.23e-308 to 1.8e+308
  [2]
  $ attn softmax -q none --sink=1e39 --precision=single
  ! attn: --sink=1e+39 is out of range of single precision, which is from 1.18e-38 to 3.4e+38; use --precision=double
  [2]
  $ printf '1\n2\n' | attn softmax -q - -f polynomial --coef0=1e-310 --sink=-1e-310 --digits=3
  0.000911,0.999
  4.78e-25,1
  $ printf '1e-3\n3\n' | attn similarity --softcap=3e38 --precision=single
  1.0000001e-06,0.003
  0.003,9
  $ printf '1e-3\n3\n' | attn similarity --softcap=3e38 --precision=single --kernel=reference
  1.0000001e-06,0.003
  0.003,9
  $ printf '1e-3\n3\n' | attn softmax -q - --alibi=3e38 --precision=single
  1,0
  0,1
  $ attn --version please
  ! attn: extra operand 'please'; usage: attn --version
  [2]

Options that do not exist, lack an argument, or take none:

  $ attn context --tempreture=2
  ! attn: unknown option '--tempreture'; did you mean '--temperature'?
  [2]
  $ attn context --xyzzy
  ! attn: unknown option '--xyzzy'
  [2]
  $ attn context -Z
  ! attn: unknown option '-Z'
  [2]
  $ attn context ---
  ! attn: unknown option '---'
  [2]
  $ attn context --o
  ! attn: unknown option '--o'; it could be '--offset' or '--output' or '--output-delimiter' or '--of'
  [2]
  $ attn context --scale
  ! attn: --scale needs an argument: auto|S[,S...]|FILE
  [2]
  $ attn context -q
  ! attn: -q needs an argument: FILE
  [2]
  $ attn context --this-is-no-option-but-a-very-long-word-that-somebody-may-well-have-typed=2
  ! attn: unknown option '--this-is-no-option-but-a-very-long-word-that-somebody-may-well-have-typed'
  [2]
  $ attn context file --d=1 other
  ! attn: unknown option '--d'; it could be '--delimiter' or '--decimal' or '--degree' or '--digits' or '--distance'
  [2]
  $ attn context --causal=yes
  ! attn: --causal takes no argument
  [2]

Arguments that do not fit, each refused with status 2:

  $ refuse() { stage=$1; shift; for option do attn $stage --$option; [ $? = 2 ] || echo $option; done; }
  > refuse similarity bandwidth=inf bandwidth=1,x gamma=x gamma=nan gamma=-1 coef0=x coef0=inf degree=x degree=0 scale=
  > refuse softmax window=1 window=x,1 window=1,x window=1,-2 window=-2,1 window=1111111111111111111111111111111111111111,1
  > refuse softmax offset= offset=- offset=+x prefix=x prefix=-1 valid-keys=x valid-keys=-1 alibi=x alibi=inf alibi=-1
  > refuse softmax alpha=x alpha=inf alpha=0.9 sigmoid-bias=x sigmoid-bias=inf sink=x sink=nan digits=x
  > refuse softmax max-memory= max-memory=M max-memory=0 max-memory=5X max-memory=5MB max-memory=9999999999999G
  > refuse softmax max-memory=1111111111111111111111111111111111111111 comment= comment=1 comment=+ 'comment="' comment=ab
  > refuse softmax head=x head=-1 rope=x rope=nan rope=-1 heads=x temperature=x temperature=nan
  > refuse heatmap range=x range=1 range=1:2 range=1,x range=1,inf range=inf,1 range=-inf,1 range=1,1 range=2,1
  alibi=x
  sink=x
  ! attn: --bandwidth: 'inf' is not a positive number, or several with commas between
  ! attn: --bandwidth: '1,x' is not auto, a positive number, or several with commas between
  ! attn: --gamma: 'x' is not a positive number
  ! attn: --gamma: 'nan' is not a positive number
  ! attn: --gamma: '-1' is not a positive number
  ! attn: --coef0: 'x' is not a finite number
  ! attn: --coef0: 'inf' is not a finite number
  ! attn: --degree: 'x' is not a whole number of 1 or more
  ! attn: --degree: '0' is not a whole number of 1 or more
  ! attn: --scale: '' is not a number, or one for each head with commas between, or a file
  ! attn: --window: '1' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  ! attn: --window: 'x,1' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  ! attn: --window: '1,x' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  ! attn: --window: '1,-2' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  ! attn: --window: '-2,1' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  ! attn: --window: '1111111111111111111111111111111111111111,1' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  ! attn: --offset: '' is not an integer or 'end'
  ! attn: --offset: '-' is not an integer or 'end'
  ! attn: --offset: '+x' is not an integer or 'end'
  ! attn: --prefix: 'x' is not a whole number of 0 or more
  ! attn: --prefix: '-1' is not a whole number of 0 or more
  ! attn: --valid-keys: 'x' is not a whole number of 0 or more
  ! attn: --valid-keys: '-1' is not a whole number of 0 or more
  ! attn: x: No such file or directory
  ! attn: --alibi: 'inf' is not a positive number, or several with commas between
  ! attn: --alibi: '-1' is not a positive number, or several with commas between
  ! attn: --alpha: 'x' is not a number of 1 or more
  ! attn: --alpha: 'inf' is not a number of 1 or more
  ! attn: --alpha: '0.9' is not a number of 1 or more
  ! attn: --sigmoid-bias: 'x' is not a finite number
  ! attn: --sigmoid-bias: 'inf' is not a finite number
  ! attn: x: No such file or directory
  ! attn: --sink: 'nan' is not a finite number, or several with commas between
  ! attn: --digits: 'x' is not a number of digits from 1 to 17
  ! attn: --max-memory: '' is not a size such as 500M or 2G
  ! attn: --max-memory: 'M' is not a size such as 500M or 2G
  ! attn: --max-memory: '0' is not a size such as 500M or 2G
  ! attn: --max-memory: '5X' is not a size such as 500M or 2G
  ! attn: --max-memory: '5MB' is not a size such as 500M or 2G
  ! attn: --max-memory: '9999999999999G' is not a size such as 500M or 2G
  ! attn: --max-memory: '1111111111111111111111111111111111111111' is not a size such as 500M or 2G
  ! attn: --comment: '' is not a single byte that can start a comment
  ! attn: --comment: '1' is not a single byte that can start a comment
  ! attn: --comment: '+' is not a single byte that can start a comment
  ! attn: --comment: '"' is not a single byte that can start a comment
  ! attn: --comment: 'ab' is not a single byte that can start a comment
  ! attn: --head: 'x' is not a whole number of 0 or more
  ! attn: --head: '-1' is not a whole number of 0 or more
  ! attn: --rope: 'x' is not a positive number
  ! attn: --rope: 'nan' is not a positive number
  ! attn: --rope: '-1' is not a positive number
  ! attn: --heads: 'x' is not a whole number of 1 or more
  ! attn: --temperature: 'x' is not a positive number
  ! attn: --temperature: 'nan' is not a positive number
  ! attn: --range: 'x' is not two numbers, the low end first: 0,1
  ! attn: --range: '1' is not two numbers, the low end first: 0,1
  ! attn: --range: '1:2' is not two numbers, the low end first: 0,1
  ! attn: --range: '1,x' is not two numbers, the low end first: 0,1
  ! attn: --range: '1,inf' is not two numbers, the low end first: 0,1
  ! attn: --range: 'inf,1' is not two numbers, the low end first: 0,1
  ! attn: --range: '-inf,1' is not two numbers, the low end first: 0,1
  ! attn: --range: '1,1' is not two numbers, the low end first: 0,1
  ! attn: --range: '2,1' is not two numbers, the low end first: 0,1

  $ attn similarity -f cosin
  ! attn: --similarity: unknown name 'cosin'; did you mean 'cosine'?
  [2]
  $ attn similarity -f jaccard
  ! attn: --similarity: unknown name 'jaccard'; 'attn help similarities' lists them
  [2]
  $ attn similarity --scale=big
  ! attn: big: No such file or directory
  [1]
  $ attn similarity --scale=nan
  ! attn: --scale: 'nan' is not a finite number, or several with commas between
  [2]
  $ attn similarity -f gaussian --bandwidth=0
  ! attn: --bandwidth: '0' is not a positive number, or several with commas between
  [2]
  $ attn similarity -f gaussian --bandwidth=1e
  ! attn: --bandwidth: '1e' is not auto, a positive number, or several with commas between
  [2]
  $ attn softmax -n sofmax
  ! attn: --normalize: unknown name 'sofmax'; did you mean 'softmax'?
  [2]
  $ attn softmax --axis=rows
  ! attn: --axis: 'rows' is not one of row|column|all
  [2]
  $ attn softmax --temperature=-1
  ! attn: --temperature: '-1' is not a positive number
  [2]
  $ attn softmax --offset=1.5
  ! attn: --offset: '1.5' is not an integer or 'end'
  [2]
  $ echo 1 | attn similarity --offset=9007199254740992 --causal
  1
  $ attn softmax --offset=-9007199254740993
  ! attn: --offset: '-9007199254740993' is out of range, which is from -9007199254740992 to 9007199254740992
  [2]
  $ attn softmax --offset=99999999999999999999
  ! attn: --offset: '99999999999999999999' is out of range, which is from -9007199254740992 to 9007199254740992
  [2]
  $ attn softmax --digits=18
  ! attn: --digits: '18' is not a number of digits from 1 to 17
  [2]
  $ attn softmax --digits=0
  ! attn: --digits: '0' is not a number of digits from 1 to 17
  [2]
  $ attn softmax -d ''
  ! attn: --delimiter: '' is not a single byte, 'tab' or 'space'
  [2]
  $ attn softmax -d ab
  ! attn: --delimiter: 'ab' is not a single byte, 'tab' or 'space'
  [2]
  $ attn softmax -d 1
  ! attn: --delimiter: '1' is not a delimiter: numbers, quotes and line ends use it
  [2]
  $ attn softmax -d '"'
  ! attn: --delimiter: '"' is not a delimiter: numbers, quotes and line ends use it
  [2]
  $ attn softmax --comment='##'
  ! attn: --comment: '##' is not a single byte that can start a comment
  [2]
  $ attn softmax --header=maybe
  ! attn: --header: 'maybe' is not one of auto|yes|no
  [2]
  $ attn softmax --missing=mean
  ! attn: --missing: 'mean' is not one of error|drop|zero|keep
  [2]
  $ attn softmax --precision=half
  ! attn: --precision: 'half' is not one of double|single
  [2]
  $ attn softmax --threads=0
  ! attn: --threads: '0' is not a whole number of 1 or more
  [2]
  $ attn softmax --max-memory=2X
  ! attn: --max-memory: '2X' is not a size such as 500M or 2G
  [2]
  $ attn softmax --max-memory=99999999999G
  ! attn: --max-memory: '99999999999G' is not a size such as 500M or 2G
  [2]
  $ echo 1,2 | attn softmax --kernel=abacus 2>&1 | cut -d';' -f1
  attn: unknown kernel 'abacus'
  $ ATTN_THREADS=many attn softmax
  ! attn: ATTN_THREADS in the environment: 'many' does not fit --threads
  [2]
  $ echo 1,2 | ATTN_THREADS=many ATTN_KERNEL=abacus attn softmax --threads=1 --kernel=reference -n none
  1,2
  $ ATTN_THREADS=many attn softmax --help | head -n 1
  Usage: attn softmax [OPTION]... [SIMILARITY]
  $ for kernel in avx2 neon; do echo 1,2 | attn softmax --kernel=$kernel 2>&1; done | grep -o 'this machine cannot run the kernel' | uniq
  this machine cannot run the kernel
  $ echo 1,2 | ATTN_KERNEL=abacus attn softmax 2>&1 | cut -d';' -f1
  attn: ATTN_KERNEL in the environment: unknown kernel 'abacus'

Options that the stage, or this way of running it, has no use for:

  $ attn similarity --axis=row x.csv
  ! attn: similarity has no use for --axis; see 'attn help similarity'
  [2]
  $ attn similarity --log x.csv
  ! attn: similarity has no use for --log; see 'attn help similarity'
  [2]
  $ attn similarity -v v.csv x.csv
  ! attn: similarity has no use for --values; see 'attn help similarity'
  [2]
  $ attn softmax --bandwidth=1 s.csv
  ! attn: --bandwidth has no effect on ready-made scores; give the queries with -q
  [2]
  $ attn softmax --scale=2 s.csv
  ! attn: --scale has no effect on ready-made scores; give the queries with -q
  [2]
  $ attn weights --causal d.csv
  ! attn: --causal has no effect on a ready-made distribution; give the queries with -q
  [2]
  $ attn context --temperature=2 d.csv v.csv
  ! attn: --temperature has no effect on a ready-made distribution; give the queries with -q
  [2]
  $ attn similarity --bandwidth=2 x.csv
  ! attn: --bandwidth has no effect on --similarity=dot
  [2]
  $ attn similarity -f cosine --bandwidth=2 x.csv
  ! attn: --bandwidth has no effect on --similarity=cosine
  [2]

Operands:

  $ attn softmax a.csv b.csv
  ! attn: extra operand 'b.csv'; usage: attn softmax [OPTION]... [SIMILARITY]
  [2]
  $ attn similarity a.csv b.csv c.csv
  ! attn: extra operand 'c.csv'; usage: attn similarity [OPTION]... [QUERIES [KEYS]]
  [2]
  $ attn similarity -q a.csv -k b.csv c.csv
  ! attn: extra operand 'c.csv'; usage: attn similarity [OPTION]... [QUERIES [KEYS]]
  [2]
  $ attn context d.csv
  ! attn: missing operand; usage: attn context [OPTION]... DISTRIBUTION VALUES, or -q QUERIES to compute what comes before
  [2]
  $ attn score
  ! attn: missing operand; usage: attn score [OPTION]... WEIGHTS SEQUENCE, or -q QUERIES to compute what comes before
  [2]
  $ attn context -q q.csv d.csv
  ! attn: operand 'd.csv' and -q: context is either given its own input or computes it
  [2]
  $ attn softmax -k k.csv
  ! attn: --keys needs the queries; give them with -q
  [2]
  $ attn context -v v.csv
  ! attn: --values needs the queries; give them with -q
  [2]
  $ attn context - -
  ! attn: standard input ('-') can be read only once
  [2]
  $ attn context -q - -k -
  ! attn: standard input ('-') can be read only once
  [2]
  $ attn similarity -k - -
  ! attn: standard input ('-') can be read only once
  [2]

A kernel that does not exist is refused where no arithmetic needs one, and a comment is no number:

  $ printf '1,2\n' | attn weights --kernel=abacus 2>&1 | cut -d';' -f1
  attn: unknown kernel 'abacus'
  $ attn softmax --comment=1
  ! attn: --comment: '1' is not a single byte that can start a comment
  [2]
  $ attn softmax --comment=-
  ! attn: --comment: '-' is not a single byte that can start a comment
  [2]
  $ attn similarity --value-columns=1 x.csv
  ! attn: similarity has no use for --value-columns; see 'attn help similarity'
  [2]
  $ attn describe --output-delimiter=';' x.csv
  ! attn: --output-delimiter has no effect without --csv
  [2]
  $ attn heatmap --svg=- --color=always x.csv
  ! attn: --color has no effect on SVG, which has its own
  [2]

The nearest name to a word that is cut short, or to an option:

  $ attn similarity -f cos x.csv
  ! attn: --similarity: unknown name 'cos'; did you mean 'cosine'?
  [2]
  $ attn version
  ! attn: unknown stage 'version'; did you mean '--version'?
  [2]
  $ attn similarity --columns=petal data/iris.csv
  ! attn: data/iris.csv: no column is called 'petal'; did you mean 'petal_length'?
  [1]

An abbreviation of several options is refused, even if a name is near. An empty variable counts as
not set.

  $ attn softmax --rop
  ! attn: unknown option '--rop'; it could be '--rope' or '--rope-frequencies' or '--rope-magnitude' or '--rope-interleaved' or '--rope-dim' or '--rope-cos' or '--rope-sin'
  [2]
  $ printf '1,2\n' | ATTN_THREADS= ATTN_KERNEL= attn softmax -n none
  1,2

A number too large for 64 bits is refused, not taken for what is left of it:

  $ attn softmax --valid-keys=18446744073709551617 x.csv
  ! attn: --valid-keys: '18446744073709551617' is too large: at most 9007199254740992
  [2]
  $ attn softmax --window=18446744073709551616,0 x.csv
  ! attn: --window: '18446744073709551616,0' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  [2]
  $ attn softmax --window=0,18446744073709551616 x.csv
  ! attn: --window: '0,18446744073709551616' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  [2]
  $ attn softmax --window=-18446744073709551616,0 x.csv
  ! attn: --window: '-18446744073709551616,0' is not LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound
  [2]
  $ attn softmax --max-memory=18446744073709551617 x.csv
  ! attn: --max-memory: '18446744073709551617' is not a size such as 500M or 2G
  [2]
  $ attn softmax --max-memory=9007199254740993K x.csv
  ! attn: --max-memory: '9007199254740993K' is not a size such as 500M or 2G
  [2]
  $ attn softmax --causal --offset=20000000000000000000 x.csv
  ! attn: --offset: '20000000000000000000' is out of range, which is from -9007199254740992 to 9007199254740992
  [2]
  $ attn softmax --causal --offset=-20000000000000000000 x.csv
  ! attn: --offset: '-20000000000000000000' is out of range, which is from -9007199254740992 to 9007199254740992
  [2]
  $ attn softmax --causal --prefix=18446744073709551617 x.csv
  ! attn: --prefix: '18446744073709551617' is too large: at most 2147483647
  [2]
  $ attn softmax --threads=18446744073709551617 x.csv
  ! attn: --threads: '18446744073709551617' is too large: at most 2147483647
  [2]
  $ attn similarity --head=18446744073709551616 x.csv
  ! attn: --head: '18446744073709551616' is too large: at most 2147483647
  [2]
  $ attn softmax --digits=18446744073709551617 x.csv
  ! attn: --digits: '18446744073709551617' is not a number of digits from 1 to 17
  [2]

The environment is named where a kernel comes from it, whether it is built here or not:

  $ printf '1,2\n' | ATTN_KERNEL=abacus attn softmax 2>&1 | cut -d';' -f1
  attn: ATTN_KERNEL in the environment: unknown kernel 'abacus'
  $ for kernel in neon avx512; do ATTN_KERNEL=$kernel attn softmax -n none x.csv; done 2>&1 | grep -o '^.* cannot run the kernel' | sort -u
  attn: ATTN_KERNEL in the environment: this machine cannot run the kernel

--key-columns works for keys that are an operand, too:

  $ printf 'a,b\n1,2\n' >ab.csv; printf 'c,d\n30,4\n' >cd.csv
  $ attn similarity -q ab.csv cd.csv --columns=1 --key-columns=1
  30

A file that holds groups alone has one feature, 0: all keys of a group are alike.

  $ printf 'g\nu\nv\nu\n' >groups.csv; printf 'x,g\na,u\nb,v\nc,u\n' >named.csv
  $ attn softmax --group=g -q groups.csv
  0.5,0,0.5
  0,1,0
  0.5,0,0.5
  $ attn context --group=g -q named.csv -v @'1; 2; 4'
  ,V1
  a,2.5
  b,2
  c,2.5
  $ attn context --group=g -q groups.csv -v @'1; 2; 4' --kernel=reference --precision=single -f gaussian
  2.5
  2
  2.5
  $ attn softmax --group=1 -q @'1;2;1' -k @'1;1;2'
  0.5,0.5,0
  0,0,1
  0.5,0.5,0
  $ printf '1\n\n2\n' | attn softmax --group=1 -q -
  ! attn: (stdin):2: field 1: missing value; to go on without it, use --missing=drop, zero or keep
  [1]
  $ printf '1\n\n2\n' | attn softmax --group=1 -q - --missing=zero
  1,0,0
  0,1,0
  0,0,1

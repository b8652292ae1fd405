The distribution: axes, temperature, logarithm, masks.

  $ printf '0,0\n0,0\n' >zero.csv
  $ attn softmax zero.csv
  0.5,0.5
  0.5,0.5
  $ attn softmax --axis=row zero.csv
  0.5,0.5
  0.5,0.5
  $ attn softmax --axis=column zero.csv
  0.5,0.5
  0.5,0.5
  $ attn softmax --axis=all zero.csv
  0.25,0.25
  0.25,0.25
  $ attn softmax --log --digits=10 zero.csv
  -0.6931471806,-0.6931471806
  -0.6931471806,-0.6931471806
  $ attn softmax -n softmax zero.csv
  0.5,0.5
  0.5,0.5

The temperature divides: ln 4 at temperature 2 is ln 2.

  $ printf '0,1.386294361119890618834464\n' | attn softmax --temperature=2 --digits=12
  0.333333333333,0.666666666667

Far from zero nothing overflows, and a masked score has no effect.

  $ printf '1000,1000,-1000\n' | attn softmax
  0.5,0.5,0
  $ printf '%s\n' '-inf,0,0' '-inf,-inf,-inf' | attn softmax
  0,0.5,0.5
  0,0,0

Masks. A row with every key masked is 0.

  $ attn similarity --causal zero.csv
  0,-inf
  0,0
  $ attn softmax --causal zero.csv
  1,0
  0.5,0.5
  $ attn softmax --causal -q zero.csv
  1,0
  0.5,0.5
  $ attn softmax --exclude-self -q zero.csv
  0,1
  1,0
  $ attn softmax --causal --exclude-self -q zero.csv
  0,0
  1,0
  $ attn softmax --causal --offset=1 -q zero.csv
  0.5,0.5
  0.5,0.5
  $ attn softmax --causal --offset=-1 -q zero.csv
  0,0
  1,0
  $ printf '0,0\n' | attn softmax --causal --offset=end -q - -k zero.csv
  0.5,0.5
  $ attn context --causal -q zero.csv -v data/tutorial/similarity.csv
  1,2,3
  2.5,3.5,4.5
  $ attn context --causal --offset=-2 -q zero.csv -v data/tutorial/similarity.csv
  0,0,0
  0,0,0

The largest score alone is what a temperature of 0 would leave.

  $ printf '1,2\n' | attn softmax --temperature=0
  ! attn: --temperature: '0' is not a positive number; --top=1 takes each row's best alone
  [2]
  $ printf '1,2\n' | attn softmax --temperature=1e-320
  ! attn: --temperature=1e-320 is out of range of double precision, which is from 2.23e-308 to 1.8e+308
  [2]
  $ for t in 2.2250738585072014e-308 1.7976931348623157e308; do printf '1,2\n' | attn softmax --temperature=$t; done
  0,1
  0.5,0.5
  $ for t in 1.17549435e-38 3.4028235e38 3.4028236e38; do printf '1,2\n' | attn softmax --temperature=$t --precision=single; done
  0,1
  0.5,0.5
  ! attn: --temperature=3.4028236e+38 is out of range of single precision, which is from 1.18e-38 to 3.4e+38; use --precision=double
  [2]
  $ printf '1,2\n' | attn softmax --top=1
  0,1
  $ printf -- '-1e10,-2e10\n' | attn softmax --temperature=1e-300
  1,0

A value of infinity stays one where lse is next to 0.

  $ printf '1\n' >one.csv; printf '0\n-30\n' >far.csv; printf 'inf\n1\n' >infinite.csv
  $ attn context -q one.csv -k far.csv -v infinite.csv --lse
  inf,9.357622968839737e-14

Nor does a NaN beside it hide an infinite score.

  $ printf 'inf,nan,0\n' | attn softmax -n sigmoid --log --missing=keep
  nan,nan,nan
  $ printf 'inf,nan,0\n' | attn softmax -n sigmoid --log --missing=keep --kernel=reference
  nan,nan,nan

A sink takes all where the scores over the temperature are out of range below it.

  $ printf -- '-1e10\n-2e10\n' >low.csv
  $ for kernel in portable reference; do attn context -q one.csv -k low.csv --temperature=1e-300 --sink=0 --lse --kernel=$kernel; attn softmax -q one.csv -k low.csv --temperature=1e-300 --sink=0 --kernel=$kernel; done
  0,0
  0,0
  0,0
  0,0

Columns at the end that are -inf in every row may be keys that do not exist: where they count among the
keys of a normalizer, a note names --valid-keys.

  $ printf '1\n2\n' >q; printf '0\n0\n0\n0\n0\n' >k; attn similarity q k --valid-keys=2 >s
  $ attn softmax -n sigmoid s; attn softmax -n sigmoid -q q -k k --valid-keys=2
  0.16666666666666669,0.16666666666666669,0,0,0
  0.16666666666666669,0.16666666666666669,0,0,0
  0.3333333333333333,0.3333333333333333,0,0,0
  0.3333333333333333,0.3333333333333333,0,0,0
  ! attn: note: s: each column from 3 on is -inf in every row, and counts among the 5 keys of --normalize=sigmoid: --valid-keys=2 leaves these keys out
  $ attn softmax -n sigmoid --valid-keys=2 s
  0.3333333333333333,0.3333333333333333,0,0,0
  0.3333333333333333,0.3333333333333333,0,0,0
  $ attn softmax -n relu s; attn softmax -n relu --offset=end s; attn top -n relu s
  0,0,0,0,0
  0,0,0,0,0
  query,key,score,weight
  0,0,0,0
  0,1,0,0
  1,0,0,0
  1,1,0,0
  ! attn: note: s: each column from 3 on is -inf in every row, and counts among the 5 keys of --normalize=relu: --valid-keys=2 leaves these keys out
  ! attn: --offset has no effect without --causal, --window, --exclude-self, --alibi, --local-m or --rope, which go by position
  ! attn: note: s: each column from 3 on is -inf in every row, and counts among the 5 keys of --normalize=relu: --valid-keys=2 leaves these keys out
  $ attn softmax s; attn softmax -n sigmoid --sigmoid-bias=0 s; attn softmax -n relu -q s --missing=keep
  0.5,0.5,0,0,0
  0.5,0.5,0,0,0
  0.5,0.5,0,0,0
  0.5,0.5,0,0,0
  nan,nan
  nan,nan
  $ printf '0,-inf,-inf\n-inf,-inf,1\n' | attn softmax -n relu; printf -- '-inf,-inf\n' | attn softmax -n sigmoid
  0,0,0
  0,0,0.3333333333333333
  0,0

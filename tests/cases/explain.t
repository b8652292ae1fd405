--explain tells a run step by step: formula, source, one cell in numbers, the matrix. What it computes is
checked by tests/explain.sh; here is what it looks like.

  $ printf ',a,b\nx,1,0\ny,0.5,1\nz,2,-1\n' >q.csv; printf '0.0,1,2\n-1,0,0.5\n0.25,0,1\n' >bias.csv; printf 'p,q\n1,2.5\n3,1\n2,7\n' >v.csv
  $ attn context -q q.csv -v v.csv -f scaled-dot --causal --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  queries x, q.csv:
         a   b
    x    1   0
    y  0.5   1
    z    2  -1
  keys y, q.csv:
         a   b
    x    1   0
    y  0.5   1
    z    2  -1
  values v, v.csv:
    p    q
    1  2.5
    3    1
    2    7
  
  similarity: S_ij = f(x_i, y_j), f(q, k) = q . k, then scaled (scaled-dot;
        Vaswani 2017)
    S_11 = 1*1 + 0*0 = 1
         x     y  z
    x    1   0.5  2
    y  0.5  1.25  0
    z    2     0  5
  
  --scale: s_ij times NUMBER; auto: 1 / sqrt(d), d features of a head (Vaswani
        2017)
    S_11 = 1 / sqrt(2) = 0.707107
              x         y        z
    x  0.707107  0.353553  1.41421
    y  0.353553  0.883883        0
    z   1.41421         0  3.53553
  
  Positions: x_1 stands at p = 0, y_1 at j = 0.
  
  --causal: sees j <= p (Vaswani 2017)
    --causal hides from x_1: y_2 to y_3
    --causal hides from x_2: y_3
  
  S with -inf where a key is hidden:
              x         y        z
    x  0.707107      -inf     -inf
    y  0.353553  0.883883     -inf
    z   1.41421         0  3.53553
  
  softmax: a_ij = exp S_ij / sum exp S over each row
    a_31 = exp(1.41421) / (exp(1.41421) + exp(0) + exp(3.53553)) = 0.104327
              x          y        z
    x         1          0        0
    y   0.37044    0.62956        0
    z  0.104327  0.0253636  0.87031
  
  context: c_ij = sum_k a_ik v_kj (Bahdanau 2015, Luong 2015; Vaswani 2017:
        attention)
    c_31 = 0.104327*1 + 0.0253636*3 + 0.87031*2 = 1.92104
    x        1      2.5
    y  2.25912  1.55566
    z  1.92104  6.37835
  $ attn softmax -q q.csv --window=1,0 --exclude-self --valid-keys=2 --explain | sed -n '/^--/,$p'
  --window: sees p - LEFT <= j <= p + RIGHT; -1: no bound (Beltagy 2020;
        FlashAttention's window_size)
    --window hides from x_1: y_2 to y_3
    --window hides from x_2: y_3
    --window hides from x_3: y_1
  
  --exclude-self: does not see j = p; with =label, no key of the query's label
        (Kitaev 2020)
    --exclude-self hides from x_1: y_1
    --exclude-self hides from x_2: y_2
    --exclude-self hides from x_3: y_3
  
  --valid-keys: sees j < N: the other keys do not exist (ONNX Attention's
        nonpad_kv_seqlen)
    --valid-keys hides from x_1: y_3
    --valid-keys hides from x_2: y_3
    --valid-keys hides from x_3: y_3
  
  S with -inf where a key is hidden:
          x     y     z
    x  -inf  -inf  -inf
    y   0.5  -inf  -inf
    z  -inf     0  -inf
  
  softmax: a_ij = exp S_ij / sum exp S over each row
    a_21 = exp(0.5) / (exp(0.5)) = 1
       x  y  z
    x  0  0  0
    y  1  0  0
    z  0  1  0
  $ attn context -q q.csv -v v.csv --bias=bias.csv --alibi=1 --explain | sed -n '/^--/,/^softmax/p'
  --bias: s_ij + B_ij; -inf masks; B is n x m or 1 x m, or for H heads H n x m
        (PyTorch's and ONNX's attn_mask of numbers)
    S_12 = 0.5 + 1 = 1.5
          x     y    z
    x     1   1.5    4
    y  -0.5  1.25  0.5
    z  2.25     0    6
  
  --alibi: s_ij - SLOPE |p - j|; without SLOPE head h of H has 2^(-8 (h + 1) / P)
        if h < P, otherwise 2^(-4 (2 (h - P) + 1) / P), P the largest power of
        two up to H (Press 2022)
    S_12 = 1.5 - 1 * abs(0 - 1) = 0.5
          x     y     z
    x     1   0.5     2
    y  -1.5  1.25  -0.5
    z  0.25    -1     6
  
  softmax: a_ij = exp S_ij / sum exp S over each row
  $ attn context -q q.csv -v v.csv --heads=2 --softcap=2 --lse --explain | sed -n '/^Head 2/,$p'
  Head 2 of 2 (--head=1)
  queries x of the head:
    x   0
    y   1
    z  -1
  keys y of the head:
    x   0
    y   1
    z  -1
  
  similarity: S_ij = f(x_i, y_j), f(q, k) = q . k (dot; Luong 2015)
    S_22 = 1*1 = 1
       x   y   z
    x  0   0   0
    y  0   1  -1
    z  0  -1   1
  
  --softcap: C tanh(s_ij / C) (Gemma 2 (2024), ONNX Attention)
    S_22 = 2 * tanh(1 / 2) = 0.924234
       x          y          z
    x  0          0          0
    y  0   0.924234  -0.924234
    z  0  -0.924234   0.924234
  
  softmax: a_ij = exp S_ij / sum exp S over each row
    a_11 = exp(0) / (exp(0) + exp(0) + exp(0)) = 0.333333
              x         y         z
    x  0.333333  0.333333  0.333333
    y  0.255312  0.643371  0.101317
    z  0.255312  0.101317  0.643371
  
  values v of the head:
    2.5
      1
      7
  
  context: c_ij = sum_k a_ik v_kj (Bahdanau 2015, Luong 2015; Vaswani 2017:
        attention)
    c_11 = 0.333333*2.5 + 0.333333*1 + 0.333333*7 = 3.5
    x      3.5
    y  1.99087
    z  5.24319
  
  --lse: log sum_j exp(s_ij) as softmax's or context's last column, there one
        column per head; --lse-base=2: log2; a sink's term is in the sum; without
        one, -inf where every key is masked (FlashAttention's and FlexAttention's
        logsumexp)
    lse_1 = log(exp(0) + exp(0) + exp(0)) = 1.09861
  
  the result: the contexts of the heads side by side, with lse:
             p        q    lse 0    lse 1
    x   1.8984      3.5  2.16777  1.09861
    y  1.93565  1.99087  1.69274  1.36527
    z  1.85218  5.24319  2.63783  1.36527

Large matrices are shown by their first rows and columns, and long sums with dots.

  $ awk 'BEGIN { for (i = 0; i < 20; i++) { for (j = 0; j < 12; j++) printf "%s%.3f", j ? "," : "", sin(i * 12 + j); print "" } }' >large.csv
  $ attn softmax -q large.csv --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  queries x, large.csv:
         0   0.841   0.909  0.141  -0.757  -0.959  ...
    -0.537    0.42   0.991   0.65  -0.288  -0.961  ...
    -0.906  -0.132   0.763  0.956   0.271  -0.664  ...
    -0.992  -0.644   0.296  0.964   0.745  -0.159  ...
    -0.768  -0.954  -0.262   0.67   0.987   0.396  ...
    -0.305  -0.966  -0.739  0.167    0.92   0.827  ...
    ... (20 x 12 in all)
  keys y, large.csv:
         0   0.841   0.909  0.141  -0.757  -0.959  ...
    -0.537    0.42   0.991   0.65  -0.288  -0.961  ...
    -0.906  -0.132   0.763  0.956   0.271  -0.664  ...
    -0.992  -0.644   0.296  0.964   0.745  -0.159  ...
    -0.768  -0.954  -0.262   0.67   0.987   0.396  ...
    -0.305  -0.966  -0.739  0.167    0.92   0.827  ...
    ... (20 x 12 in all)
  
  similarity: S_ij = f(x_i, y_j), f(q, k) = q . k (dot; Luong 2015)
    S_11 = 0*0 + 0.841*0.841 + 0.909*0.909 + ... + (-1)*(-1) = 5.99946
     5.99946    4.89208    2.25637  -1.08516   -4.08778   -5.81256  ...
     4.89208    5.71225    4.74745   2.29997  -0.866902    -3.7612  ...
     2.25637    4.74745    5.75469   4.96579    2.62421  -0.535051  ...
    -1.08516    2.29997    4.96579   6.08264    5.29783    2.85981  ...
    -4.08778  -0.866902    2.62421   5.29783    6.31535    5.36092  ...
    -5.81256    -3.7612  -0.535051   2.85981    5.36092    6.18709  ...
    ... (20 x 20 in all)
  
  softmax: a_ij = exp S_ij / sum exp S over each row
    a_11 = exp(5.99946) / (exp(5.99946) + exp(4.89208) + exp(2.25637) + ... +
        exp(-1.08332)) = 0.310458
       0.310458     0.102582   0.00735184  0.000260131  1.29172e-05    2.302e-06  ...
       0.117268     0.266302     0.101477   0.00877884    0.0003699  2.04694e-05  ...
     0.00797721    0.0963195     0.263726     0.119823     0.011524  0.000489276  ...
    0.000208636   0.00615925    0.0885689     0.270596     0.123448    0.0107811  ...
    8.42629e-06   0.00021108   0.00692818     0.100405     0.277753     0.106944  ...
      1.681e-06  1.30756e-05  0.000329277    0.0098159     0.119715     0.273495  ...
    ... (20 x 20 in all)
  $ attn weights -q large.csv --explain | tail -n 4
  weights: w_j = sum_i a_ij
    w_1 = 0.310458 + 0.117268 + 0.00797721 + ... = 1.04698
    1.04698  0.954332  0.937279  1.02039  1.09011  1.05115  ...
    ... (1 x 20 in all)
  $ attn similarity -q large.csv --heads=6 --explain | grep -e '^Head' -e '^The other'
  Head 1 of 6 (--head=0)
  The other 5 heads go the same way; --head=I tells of one.

It is the output, also to a file; digits are as asked for; other forms of output are refused.

  $ attn similarity q.csv --explain -o told.txt; tail -n 4 told.txt
         x     y  z
    x    1   0.5  2
    y  0.5  1.25  0
    z    2     0  5
  $ attn similarity q.csv --explain --digits=2 | tail -n 4
         x    y  z
    x    1  0.5  2
    y  0.5  1.2  0
    z    2    0  5
  $ attn similarity q.csv --explain --csv
  ! attn: --explain tells of numbers in words; it does not go with --csv
  [2]
  $ attn similarity q.csv --explain --plain
  ! attn: --explain tells of numbers in words; it does not go with --plain
  [2]
  $ attn context -q q.csv --append --explain
  ! attn: --explain tells of numbers in words; it does not go with --append
  [2]
  $ attn heatmap -q q.csv --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  queries x, q.csv:
         a   b
    x    1   0
    y  0.5   1
    z    2  -1
  keys y, q.csv:
         a   b
    x    1   0
    y  0.5   1
    z    2  -1
  
  similarity: S_ij = f(x_i, y_j), f(q, k) = q . k (dot; Luong 2015)
    S_11 = 1*1 + 0*0 = 1
         x     y  z
    x    1   0.5  2
    y  0.5  1.25  0
    z    2     0  5
  
  softmax: a_ij = exp S_ij / sum exp S over each row
    a_11 = exp(1) / (exp(1) + exp(0.5) + exp(2)) = 0.231224
               x           y         z
    x   0.231224    0.140244  0.628532
    y   0.268562    0.568546  0.162891
    z  0.0471234  0.00637746  0.946499
  
  picture: each cell b is a number; what is hidden or missing is blank
  
  colour: by the share of the way from the scale's low end to its high end at
        which b is
    share_11 = (0.231224 - 0) / (0.946499 - 0) = 0.244294
    where colours are shown, #3c508a of dark (low) to bright (high)
  
  attention of q.csv over itself
  rows: 3 queries; columns: 3 keys
           x       y       z
  x  --- .23 ::: .14 *** .63
  y  --- .27 *** .57 ::: .16
  z  ... .05 ... .01 @@@ .95
  scale: 0 ...:: 0.2 ---== 0.4 =++** 0.6 *###% 0.8 %@@@ 0.946
  $ attn describe -q q.csv --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  queries x, q.csv:
         a   b
    x    1   0
    y  0.5   1
    z    2  -1
  keys y, q.csv:
         a   b
    x    1   0
    y  0.5   1
    z    2  -1
  
  similarity: S_ij = f(x_i, y_j), f(q, k) = q . k (dot; Luong 2015)
    S_11 = 1*1 + 0*0 = 1
         x     y  z
    x    1   0.5  2
    y  0.5  1.25  0
    z    2     0  5
  
  softmax: a_ij = exp S_ij / sum exp S over each row
    a_11 = exp(1) / (exp(1) + exp(0.5) + exp(2)) = 0.231224
               x           y         z
    x   0.231224    0.140244  0.628532
    y   0.268562    0.568546  0.162891
    z  0.0471234  0.00637746  0.946499
  
  rows: sum, smallest and largest of the numbers in each; of one that sums to 1
        the entropy, -sum a log2 a, in bits (Shannon 1948): 0 where one key gets
        all
    sum_1 = 0.231224 + 0.140244 + 0.628532 = 1
    entropy_1 = -(0.231224*log2(0.231224) + 0.140244*log2(0.140244) +
        0.628532*log2(0.628532)) = 1.30702
  
  the description; after 'read with' stands how the file is read, and in brackets
        the evidence for it; rows, and columns without names, count from 0:
  the distribution of q.csv over itself: 3 x 3
  columns   x, y, z
  rows      x, y, z
  values    0.00637746 to 0.946499, mean 0.333333
  row sums  1 to 1
  cells     0 missing, 0 infinite, 0 zero
  A distribution: each row sums to 1 within 2e-16
  entropy   0.329285 to 1.39899 bits, mean 1.01177; at most 1.58496
  most to   z, y, x
  read with commas between cells (as often in every row), a header row (no cell of it is a number), labels in column 1 (its header cell is empty), numbers in columns 2-3
  
  row  missing  infinite    smallest   largest  at  sum  entropy_bits
  x          0         0    0.140244  0.628532  z     1       1.30702
  y          0         0    0.162891  0.568546  y     1       1.39899
  z          0         0  0.00637746  0.946499  z     1      0.329285
  $ awk 'BEGIN { for (i = 0; i < 30000; i++) print i / 8 + 0.5 "," i + 1 }' >long.csv; attn weights -q long.csv -k q.csv --explain --max-memory=100K
  ! attn: long.csv: the matrix needs 102408 bytes of memory or more, those read before it included; --max-memory allows 102400
  [1]
  $ attn similarity q.csv --mask=v.csv --explain
  ! attn: v.csv:2: field 2: 2.5 is neither 1 (may be seen) nor 0 (may not)
  [1]
  $ attn similarity q.csv --explain >/dev/full
  ! attn: (stdout): No space left on device
  [1]

Features that are standardised or whitened say so, for they are no longer what the file holds.

  $ attn similarity -q q.csv --standardize --explain --digits=3 | sed -n '/^queries/,/^keys/p'
  queries x, q.csv:
         a   b
    x    1   0
    y  0.5   1
    z    2  -1
  keys y, q.csv:
  queries x', q.csv:
            a      b
    x  -0.267      0
    y   -1.07   1.22
    z    1.34  -1.22
  keys y', q.csv:
  $ attn similarity -q q.csv -f mahalanobis --explain | grep -e '^queries' -e '^keys'
  queries x, q.csv:
  keys y, q.csv:
  queries x', q.csv:
  keys y', q.csv:
  $ attn softmax -q q.csv --norm-queries --explain | grep -A1 "x'"
    x'_11 = 1 / sqrt((1^2 + 0^2) / 2 + 1e-06) = 1.41421
  queries x of the head, normed:

Stages beside the pipeline: after the scores and weights, the order of the keys.
  $ attn top -q q.csv --explain --count=2 | sed -n '/^top/,$p'
  top: the keys of each query by S_ij, the largest first, of equal ones the
        earlier key first
    of these at most 2 (--count)
    the weight is a_ij, over all keys, not only those that are listed
    in order of x_1: S_13 = 2, then S_11 = 1
    listed are 2 of its 3 keys
  
  the result, best keys first:
    query  key  score     weight
    x      z        2   0.628532
    x      x        1   0.231224
    y      y     1.25   0.568546
    y      x      0.5   0.268562
    z      z        5   0.946499
    z      x        2  0.0471234
  $ attn top -q q.csv --pairs --explain --min-score=0 | sed -n '/^top/,$p'
  top: pairs i < j by S_ij, the largest first, of equal ones the earlier pair
        first
    of these those whose score is at least 0 (--min-score)
    in order: S_13 = 2, then S_12 = 0.5
  
  the result:
    query  key  score
    x      z        2
    x      y      0.5
    y      z        0
  $ printf '2,5,2\n' | attn top --explain | sed -n '/^top/,$p'
  top: the keys of each query by S_ij, the largest first, of equal ones the
        earlier key first
    of these at most 10 (--count)
    the weight is a_ij, over all keys, not only those that are listed
    in order of x_1: S_12 = 5, then S_11 = 2, then S_13 = 2 (equal, but later)
    listed are 3 of its 3 keys
  
  the result, best keys first:
    query  key  score     weight
        0    1      5   0.909443
        0    0      2  0.0452785
        0    2      2  0.0452785
  $ attn top -q large.csv --count=1 --explain | tail -n 3
        4    4  6.31535  0.277753
        5   16  6.19083   0.27452
    ... (20 queries in all)

Parts, their shares, and what they are joined to.
  $ printf '1,0.5,2\n' >one.csv; printf '3,0,1\n' >other.csv; attn merge --lse-last one.csv other.csv --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  part 1, one.csv:
    1  0.5  2
  part 2, other.csv:
    3  0  1
  
  merge: c = sum_s p_s c_s, p_s = exp(l_s - l), l = log sum_s exp(l_s) (Milakov
        and Gimelshein 2018)
    s counts the parts; l_s is the lse of part s, and p_s its share; the largest
        lse is taken off all of them, so that none overflows
    l_1 = 2 + log(exp(2 - 2) + exp(1 - 2)) = 2.31326
    p_11 = exp(2 - 2.31326) = 0.731059
    c_11 = 0.731059*1 + 0.268941*3 = 1.53788
  the shares, a row for each query and a column for each part:
    0.731059  0.268941
  
  the result:
    1.53788  0.365529
  $ attn merge --sum one.csv other.csv --explain | tail -n 5
  merge --sum: r_ij = sum_s r_sij, r_sij being the number of part s
    r_11 = 1 + 3 = 4
  
  the result:
    4  0.5  3
  $ attn merge --lse-last one.csv other.csv --explain --max-memory=40
  ! attn: other.csv: the matrix needs 48 bytes of memory or more, those read before it included; --max-memory allows 40
  [1]

The rule of compare, its largest difference, and the report.
  $ printf '1,2\n3,4\n' >a.csv; printf '1,2.5\n3,4.000001\n' >b.csv; attn compare a.csv b.csv --rtol=1e-6 --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  reference a, a.csv:
    1  2
    3  4
  candidate b, b.csv:
    1  2.5
    3    4
  
  compare: a cell is within if d_ij <= t_ij, d_ij = |a_ij - b_ij|, t_ij = atol +
        rtol |a_ij| (numpy: allclose; PyTorch: assert_close)
    atol = 0, rtol = 1e-06
    equal infinities are within; NaN beside NaN is beyond without --equal-nan
  
  The largest difference is in row 1 and column 2:
    d_12 = abs(2 - 2.5) = 0.5
    t_12 = 0 + 1e-06*abs(2) = 2e-06
    so this cell is beyond
  
  Beyond: 1 of 4 cells that both have. The other measures, over the cells in
        which both numbers are finite:
    relative: the largest d_ij / |a_ij|; ulp: the largest u_ij
    rms: the root of the mean of d_ij^2; cosine: sum a_ij b_ij / (|a| |b|)
    r2: 1 - sum d_ij^2 / sum (a_ij - m_j)^2, m_j being the mean of column j of a
  
  The report, in which rows, and columns without names, are counted from 0:
  part  measure        value  row  label  column  reference  candidate
  all   rows               0                              2          2
  all   columns            0                              2          2
  all   cells              4
  all   beyond             1    0              1          2        2.5
  all   nan                0
  all   infinite           0
  all   absolute         0.5    0              1          2        2.5
  all   relative        0.25    0              1          2        2.5
  all   ulp       1.1259e+15    0              1          2        2.5
  all   rms             0.25
  all   cosine      0.996635
  all   r2            0.9375
  beyond |a - b| <= 0 + 1e-06 |a|
  [1]
  $ attn compare a.csv a.csv --max-ulp=1 --explain | sed -n '/^compare/,/^$/p'
  compare: a cell is within if d_ij <= t_ij, d_ij = |a_ij - b_ij|, t_ij = atol +
        rtol |a_ij| (numpy: allclose; PyTorch: assert_close)
    atol = 0, rtol = 0
    or if u_ij, which is d_ij in units in the last place that double precision
        has at a_ij, is at most 1
    equal infinities are within; NaN beside NaN is beyond without --equal-nan
  
  $ attn compare a.csv one.csv --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  The reference and the candidate are of different widths, which is beyond:
  part  measure  value  row  label  column  reference  candidate
  all   columns      1                              2          3
  beyond: the widths differ, so no cell is compared
  [1]
  $ attn compare a.csv b.csv --silent --explain
  ! attn: --explain tells of numbers in words; it does not go with --silent
  [2]
  $ attn compare a.csv b.csv --errors --explain
  ! attn: --explain tells of numbers in words; it does not go with --errors
  [2]
  $ attn compare a.csv b.csv --by=row --explain
  ! attn: --explain tells of all rows before the report; it does not go with --by=row
  [2]

From upstream back to the inputs.
  $ printf '1,0\n0.5,-1\n' >back.csv; printf '1,2\n3,4\n' >two.csv
  $ attn gradient -q two.csv --upstream=back.csv --of=queries,keys,values -f scaled-dot --explain | sed -n '/^upstream/,$p'
  upstream dc, back.csv, the gradient of a loss by the contexts c; dX is by X:
      1   0
    0.5  -1
  
  by the weights: da_ij = sum_k dc_ik v_jk (Dao 2022: dP = dO V^T)
    da_11 = 1*1 + 0*2 = 1
       1     3
    -1.5  -2.5
  
  by the scores: dS_ij = a_ij (da_ij - D_i), D_i = sum_j a_ij da_ij = dc_i . c_i
        (Dao 2022)
    dS_11 = 0.014166*(1 - (0.014166*1 + 0.985834*3)) = -0.0279307
    -0.0279307    0.0279307
    5.0195e-05  -5.0195e-05
  
  by queries: dx_ic = sum_j dS_ij df(x_i, y_j)/dx_ic
    df/dx_ic = 0.707107 y_jc
    dx_11 = 0.707107 * ((-0.0279307)*1 + 0.0279307*3) = 0.0395
  
  by keys: dy_jc = sum_i dS_ij df(x_i, y_j)/dy_jc
    df/dy_jc = 0.707107 x_ic
    dy_11 = 0.707107 * ((-0.0279307)*1 + 5.0195e-05*3) = -0.0196435
  
  by values: dv_jk = sum_i a_ij dc_ik
    dv_11 = 0.014166*1 + 5.01975e-05*0.5 = 0.0141911
  
  the result: the gradient by queries:
          0.0395        0.0395
    -7.09864e-05  -7.09864e-05
  
  the result: the gradient by keys:
    -0.0196435  -0.039358
     0.0196435   0.039358
  
  the result: the gradient by values:
    0.0141911  -5.01975e-05
      1.48581      -0.99995
  $ attn gradient -q two.csv --upstream=back.csv --of=queries -f cosine -n sparsemax --explain | sed -n '/^by the scores/,/^by queries/p'
  by the scores: dS_ij = da_ij - the mean of da over the row's keys with a > 0; 0
        for others
    dS_11 = 1*(1 - (1*1 + 1*3) / (1 + 1)) = -1
     -1     1
    0.5  -0.5
  
  by queries: dx_ic = sum_j dS_ij df(x_i, y_j)/dx_ic
  $ attn gradient -q two.csv --upstream=back.csv --of=queries -f cosine --explain | tail -n 6
  by queries: dx_ic = sum_j dS_ij df(x_i, y_j)/dx_ic
    no cell is written out: dS comes here through the derivative of f
  
  the result: the gradient by queries:
      0.0357748  -0.0178874
    -0.00715495  0.00536621
  $ attn gradient -q two.csv --upstream=back.csv --of=keys --rope --explain | tail -n 6
    no cell is written out: dS comes here through the turning of pairs of
        features
  
  the result: the gradient by keys:
    -0.12583   -0.25166
    0.279751  0.0300901

Sums of a ready-made distribution say of which head they are.

  $ attn weights @'0.1 0.2 0.3; 0.4 0.5 0.6' --heads=2 --explain
  Formulas count rows and columns from 1; positions are counted from 0.
  6 digits are shown; --digits=17 shows all.
  
  distribution a, @0.1 0.2 0.3; 0.4 0.5 0.6:
    0.1  0.2  0.3
    0.4  0.5  0.6
  
  --heads: head h of H: slice h of the columns of Q, K and V, in H equal slices
        (Vaswani 2017)
  
  weights: w_j = sum_i a_ij
    w_1 of head 1 = 0.1 = 0.1
    w_1 of head 2 = 0.4 = 0.4
    0.1  0.2  0.3
    0.4  0.5  0.6

Rows that --missing=drop takes out are noted, and where the others stand is told.

  $ printf 'x;y\n1;2\n;3\n5;6\n9;1\n' >m.csv
  $ attn context -q m.csv --missing=drop --window=1,0 --explain | grep -A 8 Positions
  Positions: x_1 stands at p = 0, y_1 at j = 0.
    and, as rows were dropped before them: x_2 at p = 2, y_2 at j = 2
  
  --window: sees p - LEFT <= j <= p + RIGHT; -1: no bound (Beltagy 2020;
        FlashAttention's window_size)
    --window hides from x_1: y_2 to y_3
    --window hides from x_2: y_1, y_3
    --window hides from x_3: y_1
  
  ! attn: note: m.csv: 1 row dropped, line 3
  $ attn softmax -q m.csv --missing=drop --explain >told
  ! attn: note: m.csv: 1 row dropped, line 3
  $ attn similarity -q m.csv --missing=drop --explain >told
  ! attn: note: m.csv: 1 row dropped, line 3
  $ printf 'x\n1\n\n3\nNA\n5\nNA\n4\n' >gaps.csv; attn context -q gaps.csv --missing=drop --causal --offset=-1 --explain | grep -A 2 Positions
  Positions: x_1 stands at p = -1, y_1 at j = 0.
    and, as rows were dropped before them: x_2 at p = 1, x_3 at p = 3, x_4 at p =
        5, y_2 at j = 2, y_3 at j = 4, y_4 at j = 6
  ! attn: note: gaps.csv: 3 rows dropped, lines 3, 5, 7

A picture's cell that is written out is named by its place; what is beyond a given scale is cut.

  $ attn heatmap @'nan 2 4' --explain | grep share_
    share_12 = (2 - 0) / (4 - 0) = 0.5
  $ attn heatmap @'nan inf;-inf 3' --explain | grep share_
    share_22 = (3 - 0) / (3 - 0) = 1
  $ attn heatmap @'5 1; 2 3' --range=2,3 --explain | grep -A 1 share_
    share_11 = (5 - 2) / (3 - 2) = 3
    which is cut to 1
  $ attn heatmap @'0 1; 2 3' --range=2,3 --explain | grep -A 1 share_
    share_11 = (0 - 2) / (3 - 2) = -2
    which is cut to 0
  $ awk 'BEGIN { for (i = 0; i < 100; i++) print i < 40 ? "nan,nan" : i ",1" }' >late.csv; attn heatmap --width=48 late.csv --explain | grep -E 'stands|b_|share_'
    b_10,1 stands for rows 41 to 45, columns 1 to 1
    share_10,1 = (42 - 0) / (97 - 0) = 0.43299

The verdict of compare is that of the exit status.

  $ printf 'a,b\n1,2\n' >r; printf 'b,a\n1,2\n' >c; attn compare r c --explain | tail -n 1
  beyond: names in another order; cells within |a - b| <= 1e-07 + 1e-07 |a|
  ! attn: c has the names of the columns of r in another order: 'b' where 'a' is there; rows and columns are compared by place
  $ attn compare r c --explain >told
  ! attn: c has the names of the columns of r in another order: 'b' where 'a' is there; rows and columns are compared by place
  [1]
  $ printf 'b,a\n1,3\n' >c; attn compare r c --explain | tail -n 1
  beyond: names in another order; cells beyond |a - b| <= 1e-07 + 1e-07 |a|
  ! attn: c has the names of the columns of r in another order: 'b' where 'a' is there; rows and columns are compared by place
  $ attn compare r r --explain | tail -n 1
  within |a - b| <= 1e-07 + 1e-07 |a|

Other words for its tolerances and formats lead to its options.

  $ attn compare r c --tol=1e-3
  ! attn: unknown option '--tol'; did you mean '--atol'?
  [2]
  $ attn compare r c --tolerance=1e-3
  ! attn: unknown option '--tolerance'; did you mean '--atol'?
  [2]
  $ attn help tol | head -n 1
    tol          --atol and --rtol (scipy)
  $ attn compare r c --ulp=bf16
  ! attn: --ulp: 'bf16' is not one of double|single|half|bfloat16|e4m3|e5m2; did you mean 'bfloat16'?
  [2]
  $ attn compare r c --ulp=fp16
  ! attn: --ulp: 'fp16' is not one of double|single|half|bfloat16|e4m3|e5m2; did you mean 'half'?
  [2]
  $ attn compare r c --ulp=x16
  ! attn: --ulp: 'x16' is not one of double|single|half|bfloat16|e4m3|e5m2
  [2]
  $ attn help bf16 | head -n 1
    bf16         --ulp=bfloat16 (PyTorch, cuDNN)

On a terminal describe names what shows all of its columns.

  $ printf 'day,id,v\nmo,x,1.23456789\ntu,y,2\n' >d.csv; script -qec 'attn describe d.csv' /dev/null | tail -n 1 | tr -d '\r'
  attn: note: 6 digits shown; --csv --by=column for all
  $ attn describe d.csv --csv --by=column
  column,kind,count,missing,min,mean,sd,max,distinct
  day,labels,2,0,,,,,2
  id,text,2,0,,,,,2
  v,numbers,2,0,1.23456789,1.617283945,0.5412422355189274,2,
  $ printf 'day,v\nmo,1.23456789\ntu,2\n' >d.csv; script -qec 'attn describe d.csv' /dev/null | tail -n 1 | tr -d '\r'
  attn: note: 6 digits shown; --csv and --csv --by=column for all

A row that is computed again, to be explained, is counted once in what is noted of it.

  $ attn weights -q @'1; 100' -k @'1; 5' -f epanechnikov --bandwidth=1 --explain | tail -n 1
    1  0
  ! attn: note: 1 query sees no key within the bandwidth: its weights are 0
  $ attn heatmap -q @'1; 100' -k @'1; 5' -f epanechnikov --bandwidth=1 --explain | grep -c scale:
  1
  ! attn: note: 1 query sees no key within the bandwidth: its weights are 0

A picture is explained in text.

  $ attn heatmap @'1 2; 3 4' --explain -o x.svg
  ! attn: --explain tells of a picture in text: leave out --svg, and let the FILE of -o end in .txt
  [2]
  $ attn heatmap @'1 2; 3 4' --explain -o x.txt; grep -c share_11 x.txt
  1
  $ attn similarity -q @'1 2; 3 6' --standardize=minmax --explain | grep -A1 '^ranges'
  ranges, greatest - least:
    2  4

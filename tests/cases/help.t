Help on stages and topics comes from the tables; --help is a screen.

  $ attn help | grep '^  [a-z]* *\[*[A-Z]'
    similarity  [QUERIES [KEYS]]     the score of each query with each key
    softmax     [SIMILARITY]         each row of scores as weights of sum 1
    weights     [DISTRIBUTION]       how much attention each key gets in all
    score       WEIGHTS SEQUENCE     the weighted sum of the elements
    context     DISTRIBUTION VALUES  each query's weighted sum of the values
    top         [SIMILARITY]         each query's best keys, score and weight
    describe    [MATRIX]             what a matrix holds, where attention goes
    heatmap     [MATRIX]             a picture, on the terminal or as SVG
    compare     REFERENCE CANDIDATE  how far apart, where, and a verdict
    gradient    [QUERIES [KEYS]]     of upstream . context, by its inputs
    merge       PART...              contexts over shards of the keys, joined
  $ test $(attn --help | wc -l) -lt 40
  $ attn --help >help; attn -h | cmp - help; attn help | cmp - help
  $ attn help normalizers | head -n 4
  Normalizers (s: a row of scores, m: the keys):
    softmax      exp(s_j) / sum_k exp(s_k)
                 --sink=X
                 Bridle 1990; with a sink, Miller 2023 and Xiao 2024
  $ attn help similarities | grep -c '^  [a-z]'
  15
  $ attn help similarities | tail -n 3
    polynomial   (gamma q . k + coef0)^degree
                 --gamma=G [1/d] --coef0=C [1] --degree=N [3]
                 scikit-learn polynomial_kernel
  $ attn help similarity | tail -n 3
    polynomial   (gamma q . k + coef0)^degree
                 --gamma=G [1/d] --coef0=C [1] --degree=N [3]
                 scikit-learn polynomial_kernel
  $ attn help mask | sed -n '/--local-p  /,/Luong/p'
    --local-p    sees |j - c| <= D, c = m / (1 + exp(-v . tanh(W q))); its
                 weights are multiplied by exp(-(j - c)^2 / (2 (D/2)^2))
                 --local-weight=FILE --local-vector=FILE --renormalize
                 Luong 2015
  $ attn help heads | tail -n 6
                 Su 2021, GPT-J
    --rope-cos   cos t and sin t of pair i at position p: row p, column i of two
                 tables
                 --rope-sin=FILE --rope-dim=N --rope-interleaved --positions=FILE
                 [i + offset] --key-positions=FILE [j] --offset=N|end [0]
                 ONNX RotaryEmbedding's cos_cache and sin_cache
  $ attn help output | sed -n '/What else/,$p'
  What else is printed:
    --lse        log sum_j exp(s_ij) as context's last column, one column per
                 head; a sink's term is in the sum; without one, -inf where every
                 key is masked
                 FlashAttention's and FlexAttention's logsumexp
    --log        log a_ij; for softmax and sigmoid, without the rounding of a_ij;
                 masked: -inf
                 ONNX LogSoftmax
    --count      attn top: for each query the N keys with the largest s_ij (of
                 equals, the first), as rows query,key,score,weight
                 PyTorch's topk
    --axis       normalised together: the s_ij of one i, of one j, or of all
                 cells
                 scipy.special.softmax
  $ attn help normalize | sed -n '/Normalizers/,$p' | grep -A 3 entmax
    entmax15     max(s_j / 2 - t, 0)^2, t such that they sum to 1
                 Peters, Niculae and Martins 2019
    entmax       max((a - 1) s_j - t, 0)^(1 / (a - 1)), t such that they sum to 1
                 --alpha=A [1.5]
                 Peters, Niculae and Martins 2019
    sigmoid      1 / (1 + exp(-(s_j + b)))
  $ attn help masks | head -n 3
  A score s_ij becomes, in this order, query i standing at p = i + offset:
    --scale      s_ij times NUMBER; auto: 1 / sqrt(d), d features of a head
                 Vaswani 2017

No line is wider than 79 columns.

  $ attn help completion-bash | sed -n "s/.*2,help,.*words='\([^']*\)'.*/\1/p" | tr ' ' '\n' | grep -v ^completion >topics
  $ test $(wc -l <topics) -gt 15; (echo; cat topics) | while read -r topic; do attn help $topic; done | awk 'length > 79'
    c = sum_s exp(l_s - l) c_s, l = log sum_s exp(l_s), from parts made with --lse
  $ attn help causal
        --causal                a query sees the keys up to its own position
    --causal     sees j <= p
                 --offset=N|end [0] --prefix=N
                 Vaswani 2017
  $ attn help --bandwidth; attn help cosine
        --bandwidth=H[,H...]    the width h of a kernel function: one for all
                                features, or one per feature [1]
    cosine       q . k / (|q| |k|), 0 where either is 0
                 Graves 2014; scikit-learn cosine_similarity
  $ attn help casual
  ! attn: no help on 'casual'; did you mean 'causal'?
  [2]
  $ attn help --gamm
  ! attn: no help on '--gamm'; did you mean 'gamma'?
  [2]
  $ attn help cosin
  ! attn: no help on 'cosin'; did you mean 'cosine'?
  [2]
  $ attn help ''
  ! attn: no help on ''; 'attn help' lists stages and topics
  [2]
  $ attn help --
  ! attn: no help on '--'; 'attn help' lists stages and topics
  [2]
  $ attn help simlarities
  ! attn: no help on 'simlarities'; did you mean 'similarities'?
  [2]
  $ attn help xyzzy
  ! attn: no help on 'xyzzy'; 'attn help' lists stages and topics
  [2]

Every stage has help, in a pipe too.

  $ for stage in similarity softmax weights score context top describe heatmap; do attn $stage -o nowhere/x --help >help; head -n 1 help; done
  Usage: attn similarity [OPTION]... [QUERIES [KEYS]]
  Usage: attn softmax [OPTION]... [SIMILARITY]
  Usage: attn weights [OPTION]... [DISTRIBUTION]
  Usage: attn score [OPTION]... WEIGHTS SEQUENCE
  Usage: attn context [OPTION]... DISTRIBUTION VALUES
  Usage: attn top [OPTION]... [SIMILARITY]
  Usage: attn describe [OPTION]... [MATRIX]
  Usage: attn heatmap [OPTION]... [MATRIX]
  $ attn help >/dev/full
  ! attn: (stdout): No space left on device
  [1]
  $ attn --version >/dev/full
  ! attn: (stdout): No space left on device
  [1]

Completion scripts.

  $ attn help completion-bash | head -n 1
  # Completion of attn for bash; printed by `attn help completion-bash`.
  $ attn help completion-zsh | head -n 1
  #compdef attn
  $ attn help completion-fish | grep -- '-l color'
  complete -c attn -n '__fish_seen_subcommand_from heatmap' -l color -x -a 'auto always never 256 truecolor ' -d 'colours in text'
  $ attn help completion-tcsh
  ! attn: no help on 'completion-tcsh'; 'attn help' lists stages and topics
  [2]

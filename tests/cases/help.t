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
                 --sink=X[,X...]|FILE
                 Bridle 1990; with a sink, Miller 2023 and Xiao 2024
  $ attn help similarities | grep -c '^  [a-z]'
  21
  $ attn help similarities | tail -n 3
    haversine    -R times the angle between q and k, (latitude, longitude)
                 --radians --radius=R [1]
                 scikit-learn haversine_distances, negated
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
    --lse        log sum_j exp(s_ij) as softmax's or context's last column, there
                 one column per head; --lse-base=2: log2; a sink's term is in the
                 sum; without one, -inf where every key is masked
                 FlashAttention's and FlexAttention's logsumexp
    --log        log a_ij; for softmax and sigmoid, without the rounding of a_ij;
                 masked: -inf
                 ONNX LogSoftmax
    --count      attn top: for each query the N keys with the largest s_ij (of
                 equals, the first), as rows query,key,score,weight
                 PyTorch's topk
    --classes    v_jc is 1 where key j's text in COLUMN is c, and 0 elsewhere:
                 c_ic is the share of the weights of query i that keys of the
                 text c get
                 Goldberger 2004, neighbourhood components
    --predict    the text c of the largest c_ic, the first of equal ones; none
                 where all are 0
                 scikit-learn's predict
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
    --causal     sees j <= p
                 --offset=N|end [0] --prefix=N
                 Vaswani 2017
        --causal                a query sees the keys up to its own position
                                in similarity softmax weights score context top
                                describe heatmap compare gradient
  $ attn help --bandwidth; attn help cosine
        --bandwidth=auto|H[,H...]
                                the width h of a kernel function, or one per
                                feature; auto: the one that predicts each value
                                best from the others [1]
                                in similarity softmax weights score context top
                                describe heatmap compare gradient
    cosine       q . k / (|q| |k|), 0 where either is 0
                 Graves 2014; scikit-learn cosine_similarity
  $ attn help casual
  ! attn: no help on 'casual'; did you mean 'causal'?
  [2]
  $ attn help -n
    -n, --normalize=NAME        how scores become weights [softmax]
                                in softmax weights score context top describe
                                heatmap compare gradient
  $ attn help --gamm
  ! attn: no help on '--gamm'; did you mean 'gamma'?
  [2]
  $ attn help cosin
  ! attn: no help on 'cosin'; did you mean 'cosine'?
  [2]
  $ attn help pearsom
  ! attn: no help on 'pearsom'; did you mean 'pearson'?
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

A stage's help is shorter than 60 lines: its own options in full, a line for each shared group, and an
example that runs.

  $ attn help context
  Usage: attn context [OPTION]... DISTRIBUTION VALUES
         attn context [OPTION]... -q QUERIES [-k KEYS] [-v VALUES]
  each query's weighted sum of the values.
    c_i = sum_j a_ij v_j
  For example:
    attn context -q q.csv -k k.csv -v v.csv -f scaled-dot
  
  Options:
    -v, --values=FILE           the values; without it the keys
        --value-columns=LIST    the features of the values (without -v: columns
                                of the keys' file)
        --classes=COLUMN        the values are classes, the texts of this column
                                of their file, which is no feature: the context
                                is a probability for each
        --predict               add the likeliest class as a last column
        --lse                   add the log of softmax's denominator as a last
                                column (of context, one per head)
        --kv-heads=G            heads of keys and values; each serves H/G of the
                                query heads [H]
        --project-values=FILE   multiply the values by this matrix
        --project-output=FILE   multiply the joined contexts of the heads by this
                                matrix
  
  Shared with other stages; 'attn help WORD' explains a line or an option of it:
    input        -q -k -d -H -L --missing --na --columns --key-columns ...
    similarity   -f --scale --bandwidth --gamma --coef0 --degree --radians ...
    mask         --causal --exclude-self --offset --window --prefix ...
    normalize    -n --axis --temperature --alpha --sigmoid-bias --sink --top ...
    heads        --heads --head --project-queries --project-keys ...
    output       -o --digits --output-delimiter --plain --append --as --csv ...
    running      --precision --threads --kernel --max-memory --progress ...
  $ attn help similarity | sed -n '/^NAME/,/cosine/p'
  NAME ('attn help similarities': with parameters and sources)
    dot          q . k
    scaled-dot   q . k / sqrt(d)
    general      q W k^T, W d_q x d_k
    additive     v . tanh(W q + U k + b), W a x d_q, U a x d_k
    concat       v . tanh(W [q; k]), W a x (d_q + d_k)
    location     row j of W, times q; no such row: masked
    cosine       q . k / (|q| |k|), 0 where either is 0
  $ attn help completion-bash | sed -n "s/.*1,\*.*words='\(.*\) help.*/\1/p" >stages; cat stages
  similarity softmax weights score context top describe heatmap compare gradient merge
  $ for stage in $(cat stages); do test $(attn help $stage | wc -l) -lt 60 || echo $stage; done
  $ for file in q k v x y words new; do printf '1.5,0.25\n0.5,2\n' >$file.csv; done
  $ attn context -q q.csv -k k.csv -v v.csv -f scaled-dot --quiet >out.csv
  $ for part in 1 2; do attn context -q q.csv --lse >part-$part.csv; done
  $ for stage in $(cat stages); do attn help $stage | sed -n '/^For example/{n;p}'; done | sh >ran
  $ wc -l <ran
  45
  $ attn --help | sed -n '/^Jobs/,/^$/s/^  [a-z]*  *attn/attn/p' | sh >ran
  $ wc -l <ran
  55

Words that other systems use, authors, and words in the texts are found, and lead from an unknown option,
function or stage to the one that is meant.

  $ attn help is_causal
    is_causal    --causal (PyTorch, ONNX)
        --causal                a query sees the keys up to its own position
                                in similarity softmax weights score context top
                                describe heatmap compare gradient
  $ attn help NUM-HEADS
    num_heads    --heads (PyTorch)
        --heads=H               cut the columns into H heads, side by side [1]
                                in every stage
  $ attn help bahdanau | head -n 2
    bahdanau     -f additive, with --additive-query, --additive-key and
                 --additive-vector (Bahdanau 2015)
  $ attn help luong | grep '^  [-a-z]*  '
    luong        -f dot, general, concat and location; --local-m and --local-p
                 (Luong 2015)
        --local-m=D             only keys within D of the query's position
                                in similarity softmax weights score context top
                                describe heatmap compare gradient
        --local-p=D             only keys within D of a predicted position; the
                                farther, the less weight
                                in similarity softmax weights score context
                                describe heatmap compare
    dot          q . k
                 Luong 2015
    general      q W k^T, W d_q x d_k
                 --similarity-weight=FILE
                 Luong 2015
    concat       v . tanh(W [q; k]), W a x (d_q + d_k)
                 --similarity-weight=FILE --additive-vector=FILE
                 Luong 2015
    location     row j of W, times q; no such row: masked
                 --similarity-weight=FILE
                 Luong 2015
    --local-m    sees |j - p| <= D
                 --offset=N|end [0]
                 Luong 2015
    --local-p    sees |j - c| <= D, c = m / (1 + exp(-v . tanh(W q))); its
                 weights are multiplied by exp(-(j - c)^2 / (2 (D/2)^2))
                 --local-weight=FILE --local-vector=FILE --renormalize
                 Luong 2015
                 --local-m=D round the query's position, --local-p=D round a
                 predicted one (Luong 2015)
    bilinear     -f general (Luong 2015)
                 -f general (Luong 2015)
  $ attn help paged
    paged        -k and -v: there are no pages, so the keys are given as one file
                 (vLLM, FlashAttention)
  $ attn help denominator
        --sink=X[,X...]|FILE    add exp(X) to softmax's denominator: one X or one
                                per head
        --lse                   add the log of softmax's denominator as a last
                                column (of context, one per head)
  $ attn help cu_seqlen
  ! attn: no help on 'cu_seqlen'; did you mean 'cu_seqlens'?
  [2]
  $ attn context --num-heads=2
  ! attn: unknown option '--num-heads'; did you mean '--heads'?
  [2]
  $ attn context --window_size=2
  ! attn: unknown option '--window_size'; did you mean '--window'?
  [2]
  $ attn context --dropout_p=0
  ! attn: unknown option '--dropout_p'; 'attn help dropout_p' says what it is here
  [2]
  $ attn similarity -f bahdanau
  ! attn: --similarity: unknown name 'bahdanau'; did you mean 'additive'?
  [2]
  $ attn sdpa
  ! attn: unknown stage 'sdpa'; did you mean 'context'?
  [2]
  $ for word in is_causal enable_gqa num_heads attn_mask nonpad_kv_seqlen window_size logits_soft_cap paged varlen bahdanau luong vaswani scaled_dot_product_attention key_padding_mask; do attn help $word >help || echo $word; done

What the words stand for names options that there are.

  $ attn help words | grep -o -- '--[a-z-]*' | sort -u | while read -r option; do attn help $option | grep -q "^ .* $option\>" || echo $option; done

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

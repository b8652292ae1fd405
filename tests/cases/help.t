Help on stages and topics comes from the tables; --help is a screen.

  $ attn help | grep '^  [a-z]* *\[*[A-Z]'
    similarity  [QUERIES [KEYS]]     the score of each query with each key
    softmax     [SIMILARITY]         each row of scores as weights, sum 1
    weights     [DISTRIBUTION]       how much each key is attended to in all
    score       WEIGHTS SEQUENCE     the sequence summed by these weights
    context     DISTRIBUTION VALUES  each query's mixture of the values
    top         [SIMILARITY]         each query's best keys, score and weight
    describe    [MATRIX]             what a matrix holds, where attention goes
    heatmap     [MATRIX]             a picture, on the terminal or as SVG
  $ test $(attn --help | wc -l) -lt 40
  $ attn help completion-bash | sed -n "s/.*2,help,.*words='\([^']*\)'.*/\1/p" | tr ' ' '\n' | grep -v ^completion >topics
  $ test $(wc -l <topics) -gt 15; (echo; cat topics) | while read -r topic; do attn help $topic; done | awk 'length > 79'
  $ attn help normalizers | head -n 3
  Normalizers (s: a row of scores, m: the keys):
    softmax      exp(s_j) / sum_k exp(s_k) (--sink)
                 Bridle 1990; with a sink, Miller 2023 and Xiao 2024
  $ attn help similarities | grep -c '^  [a-z]' | awk '$1 > 4 { print "many" }'
  many
  $ attn help masking | head -n 2
  Masking:
        --causal                a query sees the keys up to its own position
  $ attn help simlarities
  ! attn: no help on 'simlarities'; did you mean 'similarities'?
  [2]
  $ attn help xyzzy
  ! attn: no help on 'xyzzy'; 'attn help' lists stages and topics
  [2]

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

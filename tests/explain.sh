#!/bin/sh
# What --explain tells is true: sh tests/explain.sh ATTN
#
# Every cell that it writes out is computed again from the digits that it prints, with all of them and
# with the six that it shows by itself. The last matrix is what the run without --explain prints. The
# keys that it says are hidden are those whose score is -inf.
set -u
attn=$(realpath "${1:?usage: explain.sh ATTN}")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0 cells=0 runs=0

printf '0.1,0.2,-0.3,1\n-1,0.5,0.75,2\n0.9,-0.4,0.15,1\n0.6,0.35,-0.85,2\n' >q.csv
printf '0.3,-0.2,0.7,2\n0.1,1.5,-0.25,1\n-0.7,0.8,0.65,1\n' >k.csv
printf '1,2.5,3,0.5\n3,1,-1,2\n2,7,0.25,1\n' >v.csv
printf '1,0.5,0,2\n0,1,1,0\n0.5,0.25,2,1\n-1,2,1,1\n' >square.csv
printf '0.5,-1,0.25,2\n' >offsets.csv
printf '1,0,0.5,0\n0,1,0,-1\n' >two.csv
printf '1,0,0,0.5,1,1,0,0\n0,1,0,0,0,1,0.5,0\n' >concat.csv
printf '0.5,1\n' >pair.csv
printf '1,1,0\n0,1,1\n1,0,1\n1,1,1\n' >mask.csv
printf '0.5,-1,0\n1,2,-0.5\n0,0,1\n-2,0.25,0\n' >bias.csv
printf '2,1,-1,0\n1,1,0.5,3\n0.5,0,2,1\n' >keys.csv
printf ',a,b,g\nt,0.1,0.2,1\nu,-1,0.5,2\nv,0.9,-0.4,1\nw,0.5,0.5,2\n' >named.csv
"$attn" similarity q.csv k.csv >s.csv
"$attn" softmax s.csv >a.csv

# The written-out cells, one a line: "S_11 = 1*4 + 2*5 = 14"; one that goes on is indented by six.
cells_of() {
    awk '/^      / && cell && gsub(/ = /, " = ", line) < 2 { line = line " " substr($0, 7); next }
        { if (cell) print line; cell = 0 }
        /^  ([a-zA-Z]+.?_[0-9,]+|error) = / { cell = 1; line = substr($0, 3) }
        END { if (cell) print line }' "$1" | grep -v '\.\.\.'
}

# An awk program that computes each anew, and says which is not as printed.
program_of() {
    cat <<'END'
function abs(x) { return x < 0 ? -x : x }
function max(a, b) { return a > b ? a : b }
function log2(x) { return log(x) / log(2) }
function tanh(x) { return (exp(x) - exp(-x)) / (exp(x) + exp(-x)) }
function check(cell, is, told) {
    if (abs(is - told) > tolerance * (1 + abs(told))) print cell ": " is
}
BEGIN {
END
    sed 's/"//g; s/^\([^=]*\) = \(.*\) = \([^=]*\)$/check("\1 = \2 = \3", \2, \3)/'
    echo '}'
}

# The rows of the last matrix.
last_of() {
    awk '/^      [^ ]/ && going && gsub(/ = /, " = ", line) < 2 { line = line " " substr($0, 7); next }
        { going = 0 }
        /^  ([a-zA-Z]+.?_[0-9,]+|error) = / { going = 1; line = $0; held = ""; next }
        /^  / { held = held $0 "\n"; next }
        { held = "" }
        END { printf "%s", held }' "$1" | awk 'NF { $1 = $1; print }'
}

# compute_again TOLERANCE: each cell that `told` writes out; `count` is how many, `wrong` which are not
# as printed.
compute_again() {
    cells_of told >written
    program_of <written >program
    wrong=$(awk -v tolerance="$1" -f program 2>&1)
    count=$(wc -l <written)
    cells=$((cells + count))
}

# tell STAGE OPTION...: with all digits, and with six.
tell() {
    runs=$((runs + 1))
    for digits in 17 6; do
        "$attn" "$@" --explain --digits=$digits >told 2>errors || {
            echo "FAILED: attn $* --explain: $(cat errors)"
            failed=$((failed + 1))
            return
        }
        tolerance=1e-13
        [ $digits = 17 ] || tolerance=2e-4
        compute_again $tolerance
        if [ -n "$wrong" ] || [ "$count" -eq 0 ]; then
            echo "FAILED: attn $* --explain --digits=$digits: ${wrong:-no cell is written out}"
            failed=$((failed + 1))
        fi
    done
    if grep -F '(null)' told; then
        echo "FAILED: attn $* --explain: a formula is lacking"
        failed=$((failed + 1))
    fi
    # Names stand left of a row, so the last words of each line are compared.
    "$attn" "$@" --digits=6 --plain 2>/dev/null | tr ',' ' ' | awk '{ $1 = $1; print }' >whole
    last_of told >rows
    tail -n "$(wc -l <rows)" whole >result
    tail -n "$(wc -l <result)" rows |
        awk 'NR == FNR { n[FNR] = NF; next }
            { line = ""; for (i = NF - n[FNR] + 1; i <= NF; i++) line = line (line == "" ? "" : " ") $i; print line }' \
            result - >last
    if [ ! -s last ] || ! cmp -s result last; then
        echo "FAILED: attn $*: the last matrix of --explain is not the result:"
        diff result last
        failed=$((failed + 1))
    fi
    # What masks hide is said for queries and keys one by one.
    awk '/^  --.* hides from x_/ { sub(/^  --[a-z-]* hides from x_/, ""); row = $1 + 0; sub(/^[^:]*:/, "")
            for (n = split($0, parts, ","); n > 0; n--) { split(parts[n], ends, "_"); first = ends[2] + 0
                last = 3 in ends ? ends[3] + 0 : first; for (; first <= last; first++) print row, first; delete ends } }' told |
        sort -u >hidden
    "$attn" similarity $scores --digits=6 --plain 2>/dev/null |
        awk -F, '{ for (j = 1; j <= NF; j++) if ($j == "-inf") print NR, j }' | sort -u >masked
    if [ -n "$scores" ] && ! cmp -s hidden masked; then
        echo "FAILED: attn $*: what --explain says is hidden is not what is:"
        diff masked hidden
        failed=$((failed + 1))
    fi
}

# wrote NAME...: the last run wrote out cells of these names.
wrote() {
    for name in "$@"; do
        grep -q "^$name = " written || {
            echo "FAILED: $name is not written out:"
            cat written
            failed=$((failed + 1))
        }
    done
}

# tell_report MORE STAGE OPTION...: the same where the last part is a report, the run's own, with so
# many lines behind it.
tell_report() {
    more=$1
    shift
    runs=$((runs + 1))
    "$attn" "$@" --explain --digits=17 >told 2>errors
    compute_again 1e-13
    "$attn" "$@" --digits=17 2>/dev/null | tr ',' ' ' | awk '{ $1 = $1; print }' >result
    tail -n $(($(wc -l <result) + more)) told | head -n "$(wc -l <result)" | tr ',' ' ' |
        awk '{ $1 = $1; print }' >last
    if [ -n "$wrong" ] || [ "$count" -eq 0 ] || [ ! -s result ] || ! cmp -s result last; then
        echo "FAILED: attn $* --explain: ${wrong:-$count cells; $(diff result last)} $(cat errors)"
        failed=$((failed + 1))
    fi
}

files='-q q.csv -k k.csv'
scores=
# Lists of options are words.
# shellcheck disable=SC2086
{
    for name in dot scaled-dot cosine correlation euclidean sqeuclidean manhattan gaussian laplacian rbf; do
        tell similarity $files -f $name
    done
    tell similarity $files -f polynomial --degree=2 --gamma=0.5 --coef0=2
    tell similarity $files -f gaussian --bandwidth=0.5,1,2,3
    tell similarity $files -f laplacian --bandwidth=0.5,1,2,3
    tell similarity $files -f general --similarity-weight=square.csv
    tell similarity $files -f additive --additive-query=two.csv --additive-key=two.csv --additive-vector=pair.csv
    tell similarity $files -f additive --additive-query=two.csv --additive-key=two.csv --additive-vector=pair.csv \
        --additive-bias=pair.csv
    tell similarity $files -f concat --similarity-weight=concat.csv --additive-vector=pair.csv
    tell similarity $files -f location --similarity-weight=keys.csv
    for options in --scale=3 --softcap=0.5 --alibi=0.5 --temperature=2 --bias=bias.csv \
        '--scale=3 --softcap=2 --bias=bias.csv --alibi=0.25 --temperature=0.5'; do
        tell similarity $files $options
        tell softmax $files $options
        tell context $files -v v.csv $options
    done
    for name in softmax sparsemax entmax15 entmax sigmoid relu linear none; do
        tell softmax $files -n $name
        tell context $files -v v.csv -n $name
        [ $name = linear ] || tell softmax s.csv -n $name --temperature=2
    done
    for options in --sink=0.5 --log --top=2 --axis=column --axis=all --lse '--sink=1 --lse' '--scale=200 --lse' \
        '--lse --lse-base=2' '--scale=200 --lse --lse-base=2'; do
        tell softmax $files $options
        [ "$options" != --top=2 ] || [ "$(grep -c '^  --top hides from x_.: y_.$' told)" -eq 4 ] || {
            echo "FAILED: attn softmax --top=2 --explain does not say which key is hidden of each query"
            failed=$((failed + 1))
        }
        case $options in --log) ;; *) tell context $files -v v.csv $options ;; esac
        case $options in *lse* | --log) ;; *) tell weights $files $options; tell score $files -v v.csv $options ;; esac
    done
    for options in --causal --exclude-self --window=1,0 '--causal --offset=end' '--causal --prefix=2' \
        --valid-keys=2 --mask=mask.csv --local-m=1 '--causal --exclude-self --mask=mask.csv' \
        '--local-p=1 --local-weight=two.csv --local-vector=pair.csv'; do
        scores="$files $options"
        tell similarity $files $options
        tell softmax $files $options
        scores=
        case $options in *local-p*) ;; *) tell softmax s.csv $options ;; esac
    done
    scores='-q named.csv --group=g'
    tell similarity -q named.csv --group=g
    scores='-q named.csv -L --exclude-self=label'
    tell similarity -q named.csv -L --exclude-self=label
    scores='-q named.csv --group=g --causal'
    tell similarity -q named.csv --group=g --causal
    scores=
    for heads in --heads=2 '--heads=4 --kv-heads=4' '--heads=2 --head=1' '--heads=2 --lse'; do
        case $heads in *lse*) ;; *) tell similarity $files $heads; tell weights $files $heads ;; esac
        tell softmax $files $heads
        tell context $files -v v.csv $heads
    done
    tell context $files -v v.csv --heads=2 --alibi
    tell context $files -v v.csv --heads=2 --alibi=0.5,0.25 --scale=2,3 --sink=1,2 --lse
    for options in --rope '--rope --rope-interleaved' '--rope=100 --rope-dim=2' '--rope --heads=2' \
        '--rope --rope-magnitude=1.5' --rope-frequencies=pair.csv --norm-queries --norm-keys \
        '--norm-queries=pair.csv --norm-keys=offsets.csv --norm-epsilon=0.1 --heads=2 --rope' \
        '--norm-queries --project-queries=square.csv' --standardize \
        '--project-queries=square.csv --project-keys=square.csv --heads=2 --rope'; do
        tell similarity $files $options
        tell context $files -v v.csv $options
    done
    tell similarity $files --standardize
    wrote m_1 sd_1 "x'_11" S_11
    tell similarity $files --standardize=minmax
    wrote "x'_11" S_11
    tell context -q q.csv --standardize --causal
    tell similarity $files -f mahalanobis --columns=1-2 --key-columns=1-2
    wrote m_1 C_11 C_12 "x'_11" S_11
    tell context $files -v v.csv --heads=2 --project-queries=square.csv --project-queries-bias=offsets.csv \
        --project-keys=square.csv --project-values=square.csv --project-values-bias=offsets.csv \
        --project-output=square.csv
    tell weights a.csv
    tell context a.csv v.csv

    for options in --count=2 --no-weight --temperature=2 --top=2 '--pairs --count=3' --rank --min-score=0 \
        '-f euclidean --distance' '-f euclidean --max-distance=1.5' '-n sparsemax --causal' '--heads=2 --head=1'; do
        case $options in *pairs*) tell top -q q.csv $options ;; *) tell top $files $options ;; esac
    done
    for options in --count=2 --causal --temperature=2; do tell top s.csv $options; done

    printf '0.5,-1,2,1\n1,0.25,-3,0\n0.1,0.2,0.3,0.4\n2,1,-1,0.5\n' >up.csv
    cut -d, -f1,2 up.csv >half.csv
    back="$files -v v.csv --upstream=up.csv"
    for of in queries keys values; do
        for options in '' --causal '-f scaled-dot --temperature=2' '--softcap=0.5 --scale=2' --sink=0.5 --top=2 \
            '-n sparsemax' '-n entmax15' '-n entmax --alpha=1.3' '-n sigmoid' '-n relu' '-n linear' '-n none' '-f sqeuclidean' \
            '-f gaussian --bandwidth=0.5 --softcap=2' '-f cosine' --heads=2 --rope --norm-queries '--project-output=square.csv' \
            '--project-queries=square.csv --project-keys=square.csv --project-values=square.csv'; do
            tell gradient $back --of=$of $options
        done
        tell gradient $files -v v.csv --upstream=half.csv --of=$of --heads=2 --head=1
    done
    tell gradient $back --of=bias --bias=bias.csv
    tell gradient $back --of=sink --sink=1
    tell gradient $back --of=project-queries --project-queries=square.csv
    tell gradient $back --of=similarity-weight -f general --similarity-weight=square.csv
    tell gradient $back --of=norm-queries --norm-queries=offsets.csv
    tell gradient $back --of=norm-keys --norm-keys=pair.csv --heads=2

    for part in 1 2 3; do
        printf '%s,1,%s,0.5\n2,%s,-1,3\n' $part $part $part >k$part.csv
        "$attn" context -q q.csv -k k$part.csv --lse -o part$part.csv
        "$attn" context -q q.csv -k k$part.csv --lse --heads=2 -o heads$part.csv
    done
    for options in '' --sink=1 --lse --lse-base=2; do
        tell merge part1.csv part2.csv part3.csv --lse-last $options
        tell merge heads1.csv heads2.csv heads3.csv --lse-last --heads=2 $options
    done
    tell merge --sum part1.csv part2.csv

    for name in gaussian laplacian; do
        tell context $files -v v.csv --value-columns=1-2 -f $name --bandwidth=auto
        wrote s_12 b_12 p_11 error c_11
    done
    printf 'x,y,kind\n0.5,1,a\n0.25,-1,b\n-0.5,0.5,a\n2,1.5,b\n1,0,a\n' >kinds.csv
    tell context -q kinds.csv --classes=kind
    tell context -q kinds.csv --classes=kind -f gaussian --bandwidth=auto --exclude-self
    "$attn" context -q kinds.csv --classes=kind -f gaussian --bandwidth=auto --predict --explain >told 2>errors
    for row in 1 2 3 4 5; do
        grep -qx "  of x_$row: $("$attn" context -q kinds.csv --classes=kind -f gaussian --bandwidth=auto --predict \
            --quiet | sed 1d | sed -n "${row}s/.*,//p")" told || {
            echo "FAILED: --predict --explain: the answer to x_$row"
            failed=$((failed + 1))
        }
    done

    for options in q.csv named.csv kinds.csv s.csv a.csv "$files" "$files --causal -f scaled-dot"; do
        tell_report 0 describe $options
        [ "$options" = kinds.csv ] || tell_report 0 heatmap $options
    done
    wrote share_11
    awk 'BEGIN { for (i = 0; i < 100; i++) print i / 8 "," 2 - i / 16 }' >tall.csv
    tell_report 0 heatmap --width=48 tall.csv
    wrote b_11 share_11
    tell_report 0 describe kinds.csv
    wrote mean_1 sd_1 sum_1
    tell_report 0 describe $files
    wrote sum_1 entropy_1 S_11 a_11

    for options in '' '--rtol=0.5' '--atol=10' '--max-ulp=4 --ulp=single'; do
        tell_report 1 compare a.csv s.csv $options
        tell_report 1 compare $files q.csv $options
    done
}
echo "$runs runs explained, $cells cells computed again"
[ $failed -eq 0 ]

#!/bin/sh
# The seams: on random numbers, a pipeline of stages gives what the fused stage gives, and every way to
# run the same command gives the same: sh tests/seams.sh ATTN [QUERIES KEYS FEATURES]

attn=${1:-./attn}
n=${2:-2000}
m=${3:-1500}
d=${4:-64}
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
${CC:-cc} -O2 -o "$work/compare" "$here/peers/compare.c" -lm || exit 1
unset ATTN_KERNEL # ATTN_THREADS may say how many

# A matrix of uniform numbers in -1.5 .. 1.5, by the generator of Park and Miller (1988):
# matrix SEED ROWS COLUMNS
matrix() {
    awk -v seed="$1" -v rows="$2" -v columns="$3" 'BEGIN {
        for (i = 0; i < rows; i++)
            for (j = 1; j <= columns; j++) {
                seed = (seed * 16807) % 2147483647
                printf "%.8f%s", 3 * seed / 2147483647 - 1.5, j < columns ? "," : "\n"
            }
    }'
}

passed=0
failed=0

# Compares two files number by number: same WHAT RELATIVE ABSOLUTE EXPECTED ACTUAL
same() {
    if [ -s "$4" ] && why=$("$work/compare" "$4" "$5" "$2" "$3" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "seams: $1: ${why:-nothing was printed}"
    fi
}

# The sums down the columns, compensated (Kahan 1965).
column_sums() {
    awk -F, '
        {
            for (j = 1; j <= NF; j++) {
                y = $j - lost[j]
                t = sum[j] + y
                lost[j] = (t - sum[j]) - y
                sum[j] = t
            }
        }
        END {
            for (j = 1; j <= NF; j++)
                printf "%.17g%s", sum[j], j < NF ? "," : "\n"
        }
    ' "$1"
}

matrix 1 "$n" "$d" >"$work/q"
matrix 2 "$m" "$d" >"$work/k"
matrix 3 "$m" 7 >"$work/v"

# 1. One stage after the other, beside each stage fused.
"$attn" similarity "$work/q" "$work/k" >"$work/scores"
"$attn" softmax "$work/scores" >"$work/distribution"
"$attn" weights "$work/distribution" >"$work/weights"
"$attn" score "$work/weights" "$work/v" >"$work/score"
"$attn" context "$work/distribution" "$work/v" >"$work/context"
for stage in softmax weights score context; do
    case $stage in
    score | context) set -- -v "$work/v" ;;
    *) set -- ;;
    esac
    "$attn" $stage -q "$work/q" -k "$work/k" "$@" >"$work/$stage.fused"
done
same 'softmax, staged and fused' 1e-14 0 "$work/distribution" "$work/softmax.fused"
same 'weights, staged and fused' 1e-14 0 "$work/weights" "$work/weights.fused"
same 'score, staged and fused' 1e-14 1e-13 "$work/score" "$work/score.fused"
same 'context, staged and fused' 1e-14 1e-14 "$work/context" "$work/context.fused"

# 2. Through pipes.
"$attn" similarity "$work/q" "$work/k" | "$attn" softmax | "$attn" weights |
    "$attn" score - "$work/v" >"$work/piped"
same 'score through pipes' 0 0 "$work/score" "$work/piped"

# 3. Sums whose values are known.
tr , '\n' <"$work/weights" >"$work/column"
column_sums "$work/column" >"$work/sum"
echo "$n" >"$work/n"
same 'the weights sum to the number of queries' 1e-14 0 "$work/n" "$work/sum"
column_sums "$work/context.fused" >"$work/sums"
same 'score is the sum down the columns of context' 1e-14 1e-13 "$work/sums" "$work/score.fused"
column_sums "$work/distribution" >"$work/sums"
same 'weights are the sums down the columns of softmax' 1e-14 0 "$work/sums" "$work/weights"

# 4. A mask or a temperature does the same before, between and inside the stages.
head -n 120 "$work/q" >"$work/q.few"
head -n 90 "$work/k" >"$work/k.few"
head -n 90 "$work/v" >"$work/v.few"
files="-q $work/q.few -k $work/k.few"
for options in '--causal' '--causal --offset=-30' '--causal --offset=end' '--exclude-self' \
    '--exclude-self --offset=7' '--causal --exclude-self' '--temperature=0.25' \
    '--causal --temperature=3'; do
    # Options and files are lists of words.
    # shellcheck disable=SC2086
    {
        "$attn" softmax $options $files >"$work/inside"
        "$attn" similarity $options "$work/q.few" "$work/k.few" | "$attn" softmax >"$work/before"
        "$attn" similarity "$work/q.few" "$work/k.few" | "$attn" softmax $options >"$work/between"
        "$attn" context $options $files -v "$work/v.few" >"$work/context"
    }
    "$attn" context "$work/inside" "$work/v.few" >"$work/after"
    same "$options in similarity" 1e-14 0 "$work/inside" "$work/before"
    same "$options in softmax" 1e-14 0 "$work/inside" "$work/between"
    same "$options in context" 1e-14 1e-14 "$work/after" "$work/context"
done
for options in '-f cosine' '-f euclidean' '-f gaussian --bandwidth=2' '-f scaled-dot' '--scale=-0.5'; do
    # shellcheck disable=SC2086
    {
        "$attn" similarity $options "$work/q.few" "$work/k.few" | "$attn" softmax >"$work/staged"
        "$attn" softmax $options $files >"$work/fused"
    }
    same "$options, staged and fused" 1e-14 0 "$work/staged" "$work/fused"
done
for options in '--axis=column' '--axis=all' '--axis=column --causal' '--axis=all --temperature=2' '--log'; do
    # shellcheck disable=SC2086
    {
        "$attn" similarity "$work/q.few" "$work/k.few" | "$attn" softmax $options >"$work/staged"
        "$attn" softmax $options $files >"$work/fused"
    }
    same "$options, staged and fused" 1e-14 0 "$work/staged" "$work/fused"
done

# A dropped row keeps its place: what is left is what a mask of the dropped keys leaves.
awk 'NR % 7 == 3 { sub(/^[^,]*/, "NA") } 1' "$work/q.few" >"$work/q.gaps"
awk 'NR > 4 && NR % 4 == 1 { sub(/^[^,]*/, "NA") } 1' "$work/k.few" >"$work/k.gaps"
awk 'BEGIN { for (i = 1; i <= 120; i++) for (j = 1; j <= 90; j++)
    printf "%d%s", j < 5 || (j - 5) % 4, j < 90 ? "," : "\n" }' >"$work/gaps"
awk 'BEGIN { for (i = 1; i <= 120; i++) for (j = 1; j <= 90; j++)
    printf "%d%s", ((i * 7 + j * 3) % 5 > 0), j < 90 ? "," : "\n" }' >"$work/seen"
matrix 31 120 90 >"$work/bias"
columns_left() { awk -F, '{ line = ""; for (j = 1; j <= NF; j++) if (j < 5 || (j - 5) % 4)
    line = line (line == "" ? "" : ",") $j; print line }'; }
for options in '--causal' '--causal --offset=end' '--window=9,4 --offset=-20' '--exclude-self' \
    '--window=6,2 --prefix=11' '--valid-keys=50 --causal' '--alibi=0.1' '--local-m=12' \
    '--rope' '--rope --offset=17' "--bias=$work/bias" '--exclude-self --causal --temperature=2'; do
    # shellcheck disable=SC2086
    for stage in similarity context; do
        values=
        [ "$stage" = context ] && values="-v $work/v.few"
        "$attn" $stage $options -q "$work/q.gaps" -k "$work/k.gaps" $values --missing=drop -d , \
            --quiet >"$work/dropped"
        "$attn" $stage $options $files $values --mask="$work/gaps" | awk 'NR % 7 != 3' >"$work/hidden"
        if [ "$stage" = similarity ]; then
            columns_left <"$work/hidden" >"$work/left" && mv "$work/left" "$work/hidden"
        fi
        same "$options with dropped rows, $stage" 1e-13 1e-14 "$work/hidden" "$work/dropped"
    done
done
"$attn" similarity -q "$work/q.gaps" -k "$work/k.gaps" --mask="$work/seen" --missing=drop --quiet >"$work/dropped"
# shellcheck disable=SC2086
"$attn" similarity $files --mask="$work/seen" | awk 'NR % 7 != 3' | columns_left >"$work/hidden"
same '--mask with dropped rows' 0 0 "$work/hidden" "$work/dropped"

# 5. The whole catalogue: every similarity with every normalizer, and every normalizer with every
# mask, in both precisions, fused and stage by stage. Files hold what masks and parameters need.
few() { matrix "$1" "$2" "$3" | sed 's/[0-9]\{5\},/,/g; s/[0-9]\{5\}$//'; }
(
    cd "$work" || exit 1
    few 4 37 6 >cq; few 5 41 6 >ck; few 6 41 3 >cv; few 7 6 6 >cw; few 8 4 12 >cc
    few 9 41 6 >cl; few 10 4 6 >ca; few 11 1 4 >cx; few 12 37 41 >cb
    tr -d -- '-' <cb | sed 's/1[.0-9]*/1/g; s/0[.0-9]*/0/g' >cm
    awk -F, -v OFS=, '{ print $0, int(NR / 8) }' cq >cqg
    awk -F, -v OFS=, '{ print $0, int(NR / 7) }' ck >ckg
    for file in cq ck cqg ckg; do tr -d -- '-' <$file >$file.abs; done
)
similarities() {
    "$attn" help similarities | sed -n 's/^  \([a-z][a-z0-9-]*\) .*/\1/p' | while read -r name; do
        case $name in
        general) echo "-f $name --similarity-weight=cw" ;;
        location) echo "-f $name --similarity-weight=cl" ;;
        concat) echo "-f $name --similarity-weight=cc --additive-vector=cx" ;;
        additive) echo "-f $name --additive-query=ca --additive-key=ca --additive-vector=cx" ;;
        polynomial) echo "-f $name --degree=2" ;;
        epanechnikov | tricube | uniform) echo "-f $name --bandwidth=2" ;;
        haversine) echo "-f $name --columns=1,2" ;;
        *) echo "-f $name" ;;
        esac
    done
    echo '-f gaussian --bandwidth=1,2,3,1,2,3'
    echo '-f laplacian --bandwidth=1,2,3,1,2,3'
}
normalizers() {
    "$attn" help normalizers | sed -n 's/^  \([a-z][a-z0-9]*\) .*/-n \1/p' | grep -v linear
    echo '-n softmax --sink=0.5'
    echo '-n softmax --top=5'
    echo '-n entmax --alpha=3'
}
masks() {
    echo '--causal --offset=end'
    echo '--window=5,3'
    echo '--window=4,0 --prefix=3'
    echo '--causal --prefix=9 --exclude-self'
    echo '--mask=cm'
    echo '--bias=cb --softcap=2'
    echo '--alibi=0.25 --temperature=2'
    echo '--local-m=6'
    echo '--valid-keys=30'
    echo '--group=7'
    echo '--local-p=6 --local-weight=ca --local-vector=cx'
    echo '--local-p=6 --local-weight=ca --local-vector=cx --renormalize'
}
# meets SIMILARITY NORMALIZER MASK: contexts from scores, from a distribution and fused agree.
meets() {
    q=cq k=ck
    [ "${3#*group}" = "$3" ] || q=cqg k=ckg
    [ "${1#*chi2}" = "$1" ] || q=$q.abs k=$k.abs
    case "$1$3" in *haversine*local-p*) return ;; esac # its weights are of six features
    before=$3 between=
    case $3 in *valid*) before= between=$3 ;; esac
    for precision in double single; do
        p=--precision=$precision
        bound=1e-11
        [ $precision = double ] || bound=2e-4
        # Options are lists of words.
        # shellcheck disable=SC2086
        {
            "$attn" context $1 $2 $3 $p -q $q -k $k -v cv >fused
            "$attn" softmax $1 $2 $3 $p -q $q -k $k | "$attn" context $p - cv >half
            same "$1 $2 $3 $p, context of softmax" $bound $bound fused half
            case $3 in *local-p*) continue ;; esac
            "$attn" similarity $1 $before $p $q $k | "$attn" softmax --quiet $2 $between $p |
                "$attn" context $p - cv >staged
            same "$1 $2 $3 $p, staged" $bound $bound fused staged
        }
    done
}
case $attn in /*) ;; *) attn=$PWD/$attn ;; esac
here=$PWD
cd "$work" || exit 1
# Small sizes are asked for where the program is slow: with a sanitizer.
[ "$n" -lt 1000 ] || similarities >names
masks >mask.names
touch names
turn=1
while read -r similarity; do
    while read -r normalizer; do
        meets "$similarity" "$normalizer" "$(sed -n "$((turn % 12 + 1))p" mask.names)"
        turn=$((turn + 1))
    done <<END
$(normalizers)
END
done <names
[ "$n" -lt 1000 ] || normalizers >normalizer.names
touch normalizer.names
while read -r normalizer; do
    while read -r mask; do
        meets '-f scaled-dot' "$normalizer" "$mask"
    done <mask.names
done <normalizer.names
cd "$here" || exit 1

# 6. One answer: a row does not depend on threads, on pipe or file, or on the rows around it.
identical() {
    if [ -s "$2" ] && cmp -s "$2" "$3"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "seams: $1: the bytes differ"
    fi
}
set -- -k "$work/k" -v "$work/v"
"$attn" context -q "$work/q" --threads=1 "$@" >"$work/one"
identical 'context with one thread' "$work/context.fused" "$work/one"
"$attn" context -q "$work/q" --threads=5 "$@" >"$work/five"
identical 'context with five threads' "$work/context.fused" "$work/five"
"$attn" context -q - "$@" <"$work/q" >"$work/stdin"
identical 'context of standard input' "$work/context.fused" "$work/stdin"
tail -n 3 "$work/q" | "$attn" context -q - "$@" >"$work/three"
tail -n 3 "$work/context.fused" >"$work/last"
identical 'context of the last three queries alone' "$work/last" "$work/three"
"$attn" weights -q "$work/q" -k "$work/k" --threads=3 >"$work/three"
identical 'weights with three threads' "$work/weights.fused" "$work/three"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

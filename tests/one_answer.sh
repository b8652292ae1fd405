#!/bin/sh
# One answer: a run gives the same bytes with every kernel that has fused multiply-add, with 1, 2, 3
# and 7 threads, from a pipe, and with its queries cut into pieces of 1, 7 and 64 rows whose results
# are joined: sh tests/one_answer.sh ATTN
# With a second program, which was built with MPI=1, instead: on ranks of that one, 2, 3 or 7 in turn,
# or as many as RANKS says.
#   RANKS='2 3' sh tests/one_answer.sh ATTN ATTN_MPI
#
# Each line of the list at the end is a stage with its options. % is the directory of the queries'
# files, @ that of the others. The queries of a stage that sums over them are not cut.

attn=$(realpath "${1:-./attn}")
of_ranks=${2:+$(realpath "$2")}
. "$(dirname "$0")/not_tested.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
unset ATTN_THREADS ATTN_KERNEL
rows=70 keys=1100 features=12
passed=0 failed=0 in_turn=0

# A matrix of numbers in -1.5 .. 1.5, by the generator of Park and Miller (1988): matrix SEED ROWS
# COLUMNS [GROUPS]. GROUPS adds a first column of whole numbers below GROUPS.
matrix() {
    awk -v seed="$1" -v rows="$2" -v columns="$3" -v groups="${4:-0}" 'BEGIN {
        for (i = 0; i < rows; i++) {
            if (groups) printf "%d,", (i * 7 + int(i / 5)) % groups
            for (j = 1; j <= columns; j++) {
                seed = (seed * 16807) % 2147483647
                printf "%.8f%s", 3 * seed / 2147483647 - 1.5, j < columns ? "," : "\n"
            }
        }
    }'
}

mkdir "$work/all" "$work/other"
matrix 1 $rows $features >"$work/all/q"
matrix 2 $rows $keys >"$work/all/bias"
awk -F, '{ for (j = 1; j <= NF; j++) printf "%d%s", ($j > -0.5 && NR != 3), j < NF ? "," : "\n" }' \
    "$work/all/bias" >"$work/all/mask"
matrix 3 $rows $features 4 >"$work/all/grouped"
matrix 12 $rows 5 >"$work/all/u"
matrix 13 $rows 6 >"$work/all/u6"
matrix 4 $keys $features >"$work/other/k"
matrix 5 $keys 5 >"$work/other/v"
matrix 6 $keys 6 >"$work/other/v6"
matrix 7 $keys $features 4 >"$work/other/grouped"
matrix 8 $features $features >"$work/other/square"
matrix 9 5 $features >"$work/other/five"
matrix 10 5 $((2 * features)) >"$work/other/pair"
matrix 11 1 5 >"$work/other/vector"
for length in 1 7 64; do
    start=0
    while [ $start -lt $rows ] && [ $start -lt $((length * 10)) ]; do
        mkdir -p "$work/$length/$start"
        for file in "$work"/all/*; do
            tail -n +$((start + 1)) "$file" | head -n $length >"$work/$length/$start/${file##*/}"
        done
        start=$((start + length))
    done
done

# run DIRECTORY OFFSET STAGE OPTIONS...: runs a line of the list, with % and @ filled in.
run() {
    directory=$1 offset=$2
    shift 2
    case $* in
    *--causal* | *--window* | *--exclude-self* | *--alibi* | *--local-m* | *--rope*) ;;
    *) offset=0 ;;
    esac
    # Options are a list of words.
    # shellcheck disable=SC2046
    "$attn" $(printf '%s ' "$@" | sed -e "s|%|$directory|g" -e "s|@|$work/other|g") \
        $([ "$offset" = 0 ] || echo "--offset=$offset")
}

same() { # same WHAT [LINES]: `found` is `expected`, or the first LINES of it
    if [ -s "$work/found" ] && head -n "${2:-1000000}" "$work/expected" | cmp -s - "$work/found"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "one_answer: $1"
    fi
}

check_ranks() { # check_ranks STAGE OPTIONS...
    plain=$attn
    attn=ranks
    in_turn=$((in_turn % 3 + 1))
    for ranks in ${RANKS:-$(echo 2 3 7 | cut -d ' ' -f $in_turn)}; do
        run "$work/all" 0 "$@" --threads=2 >"$work/found" </dev/null
        same "$*: $ranks ranks"
    done
    attn=$plain
}

ranks() { # ranks WORDS...: the program of ranks, which has to run inside mpirun
    # Options are a list of words.
    # shellcheck disable=SC2086
    mpirun $MPIRUN_OPTIONS -n "$ranks" "$of_ranks" "$@"
}

check() { # check CUT STAGE OPTIONS...
    cut=$1
    shift
    run "$work/all" 0 "$@" --threads=2 >"$work/expected" 2>"$work/said" || {
        failed=$((failed + 1))
        echo "one_answer: $*: $(cat "$work/said")"
        return
    }
    if [ -n "$of_ranks" ]; then
        check_ranks "$@"
        return
    fi
    for kernel in avx512 avx2 neon; do
        run "$work/all" 0 "$@" --kernel=$kernel --threads=3 >"$work/found" 2>/dev/null || continue
        same "$*: kernel $kernel"
    done
    for threads in 1 3 7; do
        run "$work/all" 0 "$@" --threads=$threads >"$work/found"
        same "$*: $threads threads"
    done
    piped=$(printf '%s ' "$@" | sed -e 's|-q %/[a-z]*|-q -|')
    queries=$(printf '%s ' "$@" | sed -e 's|.*-q %/\([a-z]*\).*|\1|')
    # shellcheck disable=SC2086
    tail -n +1 "$work/all/$queries" | run "$work/all" 0 $piped >"$work/found"
    same "$*: from a pipe"
    for length in $cut; do
        start=0
        while [ -d "$work/$length/$start" ]; do
            run "$work/$length/$start" $start "$@"
            start=$((start + length))
        done >"$work/found"
        same "$*: runs of $length" $((length * 10))
    done
}

while read -r line; do
    case $line in
    '' | '#'*) continue ;;
    score* | weights* | top* | *--axis=[ca]*) cut= ;;
    *--of=queries* | *--of=bias*) cut='1 7 64' ;;
    gradient*) cut= ;;
    *--group=1\ --*) cut= ;; # positions count within groups, of the whole file
    *) cut='1 7 64' ;;
    esac
    # shellcheck disable=SC2086
    check "$cut" $line
done <<'LIST'
similarity -q %/q -k @/k -f dot
similarity -q %/q -k @/k -f general --similarity-weight=@/square --causal
similarity -q %/q -k @/k -f cosine --precision=single
similarity -q %/q -k @/k -f euclidean --window=30,5
softmax -q %/q -k @/k -f additive --additive-query=@/five --additive-key=@/five --additive-vector=@/vector
softmax -q %/q -k @/k -f concat --similarity-weight=@/pair --additive-vector=@/vector
softmax -q %/q -k @/k -f location --similarity-weight=@/k --exclude-self
softmax -q %/q -k @/k --log --mask=%/mask
softmax -q %/q -k @/k --mask=%/mask --bias=%/bias --precision=single
softmax -q %/q -k @/k --axis=column
softmax -q %/q -k @/k --axis=all --precision=single
softmax -q %/q -k @/k --heads=2 --head=1 --rope --causal
softmax -q %/q -k @/k -n entmax15
softmax -q %/grouped -k @/grouped --group=1 --causal
similarity -q %/grouped -k @/grouped --group=1 --window=5,2 --offset=end --alibi=0.5
context -q %/q -k @/k -v @/v -f epanechnikov --bandwidth=3 --quiet
softmax -q %/q -k @/k -f tricube --bandwidth=2 --quiet --precision=single
similarity -q %/q -k @/k -f haversine --columns=1,2 --radius=6371
weights -q %/q -k @/k -f scaled-dot
weights -q %/q -k @/k --heads=4 --precision=single
score -q %/q -k @/k -v @/v --causal
score -q %/q -k @/k -v @/v -f manhattan --precision=single
context -q %/q -k @/k -v @/v --lse
softmax -q %/q -k @/k --lse --heads=2 --head=1 --sink=1,2 --precision=single
context -q %/q -k @/k -v @/v --precision=single --softcap=2 --temperature=0.7
context -q %/q -k @/k -v @/v -f correlation --window=100,0 --prefix=3
context -q %/q -k @/k -v @/v -f sqeuclidean --valid-keys=1001
context -q %/q -k @/k -v @/v -f gaussian --bandwidth=1,2,3,1,2,3,1,2,3,1,2,3 --precision=single
context -q %/q -k @/k -v @/v -f gaussian --bandwidth=auto --valid-keys=300 --quiet
context -q %/q -k @/k -v @/v -f tricube --bandwidth=auto --window=100,50 --precision=single --quiet
context -q %/q -k @/k -v @/v -f laplacian --mask=%/mask
context -q %/q -k @/k -v @/v -f rbf --bias=%/bias
context -q %/q -k @/k -v @/v -f polynomial --sink=1 --precision=single
context -q %/grouped -k @/grouped -v @/v --group=1
context -q %/q -k @/k -v @/v --local-m=20
context -q %/q -k @/k -v @/v --local-p=20 --local-weight=@/five --local-vector=@/vector
context -q %/q -k @/k -v @/v --alibi=0.1 --causal --precision=single
context -q %/q -k @/k -v @/v6 --heads=2 --rope --causal
context -q %/q -k @/k -v @/v6 --heads=3 --alibi --precision=single
context -q %/q -k @/k -v @/v -n sparsemax
context -q %/q -k @/k -v @/v -n entmax --alpha=1.3 --precision=single
context -q %/q -k @/k -v @/v -n sigmoid --causal
context -q %/q -k @/k -v @/v -n relu --mask=%/mask
context -q %/q -k @/k -v @/v -n linear
context -q %/q -k @/k -v @/v -n none --precision=single
context -q %/q -k @/k -v @/v --top=5
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=queries
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=queries -f cosine -n entmax15 --precision=single
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=queries -n linear --causal
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=queries -f manhattan --causal
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=bias -f euclidean --bias=%/bias
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=keys -f polynomial --softcap=3
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=values -n sparsemax --mask=%/mask --precision=single
gradient -q %/q -k @/k -v @/v6 --upstream=%/u6 --of=keys --heads=2 --rope --causal
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=additive-key -f additive --additive-query=@/five --additive-key=@/five --additive-vector=@/vector
gradient -q %/q -k @/k -v @/v --upstream=%/u --of=sink --sink=1 --window=200,5
top -q %/q -k @/k
LIST

if [ -n "$of_ranks" ]; then
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
fi

for kernel in $("$attn" --version | grep -o '[a-z0-9]* (not here)' | sed 's/ .*//'); do
    not_tested "kernel $kernel (not on this machine)"
done

# Unless it is told otherwise, attn runs as many threads as this process may use CPUs.
if command -v taskset >/dev/null; then
    cpu=$(taskset -cp $$ | sed 's/.*[:,-] *//')
    taskset -c "$cpu" "$attn" context -q "$work/all/q" -k "$work/other/k" --verbose 2>&1 |
        grep -o '1 of 1 thread,' >"$work/found"
    echo '1 of 1 thread,' >"$work/expected"
    same 'threads on one CPU'
else
    not_tested 'threads on one CPU (no taskset)'
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

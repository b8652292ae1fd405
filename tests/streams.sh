#!/bin/sh
# Answers come row by row: sh tests/streams.sh ATTN
#
# A producer writes one row and waits for its answer before it writes the next. Each stage that answers
# row by row must give that answer, from standard input and from a FIFO, on one thread and on four.

attn=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d) || exit 1
trap 'exec 3>&- 4<&-; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
mkfifo in out

printf '1,0\n0,1\n1,1\n' >k.csv
printf '1,2\n3,4\n5,6\n' >v.csv
printf ',x,y\nr,1,0\ns,0,1\n' >named.csv
passed=0
failed=0

# Runs `attn $2...` and expects one line of file `expected` as the answer to each row of file `rows`,
# after as many lines as the header has (0 or 1).
converse() {
    name=$1 header=$2
    shift 2
    "$attn" "$@" <in >out &
    exec 3>in 4<out
    line=0
    good=yes
    while [ "$good" ] && IFS= read -r row; do
        printf '%s\n' "$row" >&3
        count=1
        [ "$line" -gt 0 ] || count=$((1 + header))
        answer=$(timeout 10 head -n "$count" <&4) && [ -n "$answer" ] || good=
        [ "$(printf '%s\n' "$answer" | wc -l)" -eq "$count" ] || good=
        line=$((line + 1))
    done <rows
    exec 3>&-
    [ -z "$(timeout 10 cat <&4)" ] || good=
    exec 4<&-
    wait $! || good=
    if [ "$good" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$name: no answer to row $line before the next"
    fi
}

for threads in 1 4; do
    export ATTN_THREADS=$threads
    printf '1,2\n3,4\n5,6\n' >rows
    converse 'similarity' 0 similarity -q - -k k.csv
    converse 'similarity, its operand' 0 similarity - k.csv
    converse 'similarity, with names' 1 similarity -q - -k named.csv
    converse 'softmax' 0 softmax -q - -k k.csv
    converse 'context' 0 context -q - -k k.csv -v v.csv
    converse 'context, causal' 0 context -q - -k k.csv -v v.csv --causal
    converse 'similarity, from a FIFO' 0 similarity -q /dev/stdin -k k.csv
    printf '1,2,3\n4,5,6\n7,8,9\n' >rows
    converse 'softmax, its operand' 0 softmax -
    converse 'softmax, standard input by default' 0 softmax
    converse 'context, its operand' 0 context - v.csv
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

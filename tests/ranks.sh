#!/bin/sh
# Ranks change no byte: the program that was built with MPI=1, under mpirun, beside the plain one.
# The lines of one_answer.sh on 2, 3 or 7 ranks, then larger tables, headers and labels, pipes, errors,
# and a rank that is killed.
#
# Usage: tests/ranks.sh ATTN ATTN_MPI      RANKS='1 2 3 4 7' for more of one_answer.sh
set -u
attn=$(realpath "${1:?usage: ranks.sh ATTN ATTN_MPI}")
of_ranks=$(realpath "${2:?usage: ranks.sh ATTN ATTN_MPI}")
top=$(realpath "$(dirname "$0")/..")
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
unset ATTN_THREADS ATTN_KERNEL
cd "$scratch" || exit 1
passed=0 failed=0

# Open MPI asks whether root and more ranks than cores are meant; MPICH does not.
MPIRUN_OPTIONS=
if mpirun --version | grep -q 'Open MPI\|OpenRTE'; then
    MPIRUN_OPTIONS='--oversubscribe'
    [ "$(id -u)" -ne 0 ] || MPIRUN_OPTIONS="$MPIRUN_OPTIONS --allow-run-as-root"
fi
export MPIRUN_OPTIONS

ranks() { # ranks COUNT WORDS...
    count=$1
    shift
    # shellcheck disable=SC2086
    mpirun $MPIRUN_OPTIONS -n "$count" "$of_ranks" "$@"
}

pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    echo "ranks: $*"
}
same() { if cmp -s expected found; then pass; else fail "$* differs"; fi; }
# own_lines FILE: how many lines the program has written, and not mpirun.
own_lines() { grep -c '^attn: ' "$1"; }

table() { # table SEED ROWS COLUMNS [names]
    awk -v seed="$1" -v rows="$2" -v columns="$3" -v names="${4:-}" 'BEGIN {
        for (j = 1; names && j <= columns; j++) printf "%sf%d%s", (j == 1 ? "name," : ""), j, (j < columns ? "," : "\n")
        for (i = 1; i <= rows; i++) {
            if (names) printf "\"row, %d\",", i
            for (j = 1; j <= columns; j++) {
                seed = (seed * 16807) % 2147483647
                printf "%.7f%s", 3 * seed / 2147483647 - 1.5, j < columns ? "," : "\n"
            }
        }
    }'
}
table 1 1500 8 >q.csv
table 2 2600 8 >k.csv
table 3 2600 5 >v.csv
table 4 300 6 names >ql.csv
table 5 700 6 names >kl.csv
table 8 1500 5 >u.csv
table 10 2600 4 >k4.csv
table 9 300 6 names >ul.csv
head -n 1000 u.csv >ucut.csv

# Scores and sums that overflow, which want a closer look at all keys.
awk -F, '{ for (j = 1; j <= NF; j++) printf "%se160%s", $j, j < NF ? "," : "\n" }' q.csv >q-large.csv
awk -F, '{ for (j = 1; j <= NF; j++) printf "%se160%s", $j, j < NF ? "," : "\n" }' k.csv >k-large.csv
awk -F, '{ for (j = 1; j <= NF; j++) printf "%se308%s", $j, j < NF ? "," : "\n" }' v.csv >v-large.csv

if sh "$top/tests/one_answer.sh" "$attn" "$of_ranks" >lines 2>&1; then
    pass
else
    fail "the lines of one_answer.sh: $(cat lines)"
fi
tail -n 1 lines

# Stages that ranks share, of more than one block of queries and span of keys, on the numbers of ranks
# that stand before them; output, status and messages are those of the plain program.
while read -r counts line; do
    # shellcheck disable=SC2086
    "$attn" $line >expected 2>wanted
    wanted=$?
    for count in $(echo "$counts" | tr , ' '); do
        # shellcheck disable=SC2086
        ranks $count $line </dev/null >found 2>said
        status=$?
        same "$line on $count ranks"
        [ $status -eq $wanted ] && pass || fail "$line on $count ranks: status $status, not $wanted"
        [ "$(grep '^attn: ' wanted)" = "$(grep '^attn: ' said)" ] && pass ||
            fail "$line on $count ranks: $(cat said)"
    done
done <<'LIST'
1,2,3,4,7 context -q q.csv -k k.csv -v v.csv -f scaled-dot
2,7 context -q q.csv -k k.csv -v v.csv --precision=single --causal --offset=end --lse
3 context -q q.csv -k k.csv -f cosine --sink=1 --window=500,5
4 context -q q.csv -k k.csv -v v.csv -n sigmoid --precision=single --threads=2
2,3 context -q q-large.csv -k k-large.csv -v v.csv --lse
4 context -q q.csv -k k.csv -v v-large.csv --scale=0.01
3 context -q ql.csv -k kl.csv --heads=2 --top=9
2,3 context -q q.csv -k k4.csv -v v.csv --heads=2 --kv-heads=1 --lse --alibi --sink=1,2
1,2,3,4,7 similarity ql.csv kl.csv --heads=3
7 softmax -q ql.csv -k kl.csv -n sparsemax
2,7 weights -q q.csv -k k.csv -f scaled-dot
3 weights -q ql.csv -k kl.csv --heads=2
2,4 score -q q.csv -k k.csv -v v.csv
2,7 top -q ql.csv -k kl.csv -f cosine --count=3 --show=f1,f2
3 top -q q.csv -k k.csv -f epanechnikov --bandwidth=0.5
4 top -q q.csv --pairs --count=20 -f cosine
3 top -q ql.csv --pairs --min-score=0.9 -f cosine
2,3 compare -q q.csv -k k.csv -v v.csv u.csv --by=column
4 compare -q ql.csv -k kl.csv ul.csv --errors
2 compare -q q.csv -k k.csv -v v.csv ucut.csv
3 compare -q q.csv -k k.csv -v v.csv k.csv
3 compare -q q.csv -k k.csv -v v.csv nothing.csv
2,7 gradient -q q.csv -k k.csv -v v.csv --upstream=u.csv --of=queries
3 gradient -q ql.csv -k kl.csv --upstream=ul.csv --of=queries -n sparsemax --heads=2
LIST

# What ranks do not share the first one does, and says so.
while read -r line; do
    # shellcheck disable=SC2086
    "$attn" $line >expected
    # shellcheck disable=SC2086
    ranks 3 $line </dev/null >found 2>said
    same "$line on the first rank"
    [ "$(own_lines said)" -eq 1 ] && grep -q 'the first does it alone' said && pass ||
        fail "$line: $(cat said)"
done <<'LIST'
softmax kl.csv --header=yes --labels=yes
softmax -q ql.csv -k kl.csv --axis=column
context -q ql.csv -k kl.csv --explain
top -q ql.csv -k kl.csv --append
gradient -q ql.csv -k kl.csv --upstream=ul.csv --of=keys
describe ql.csv
LIST

# Ranks hold their own keys and values alone: 4 of them each less than one alone by half of these.
if command -v python3 >/dev/null; then
    cat >peak.py <<'PYTHON'
import resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "a") as file:
    file.write("%d\n" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
PYTHON
    table 7 120000 32 >large.csv
    peak() { # peak COUNT: the largest number of kilobytes that a rank takes
        rm -f peaks
        # shellcheck disable=SC2086
        mpirun $MPIRUN_OPTIONS -n "$1" python3 peak.py peaks "$of_ranks" context -q large-q.csv \
            -k large.csv -v large.csv --threads=1 -o found </dev/null
        sort -n peaks | tail -n 1
    }
    head -n 40 large.csv >large-q.csv
    "$attn" context -q large-q.csv -k large.csv -v large.csv -o expected
    alone=$(peak 1) shared=$(peak 4)
    same 'a context of many keys on 4 ranks'
    saved=$((2 * 120000 * 32 * 8 / 1024 / 2))
    [ $((alone - shared)) -gt $saved ] && pass || fail "1 rank takes $alone KB, one of 4 $shared KB"
else
    echo 'not tested here: the memory of a rank (no python3)'
fi

# A file that is written, and a pipe, which the first rank reads.
"$attn" context -q q.csv -k k.csv -v v.csv -o expected
ranks 3 context -q q.csv -k k.csv -v v.csv -o found </dev/null
same '-o'
# shellcheck disable=SC2002
cat q.csv | ranks 4 context -q - -k k.csv -v v.csv >found
same 'a pipe of queries'
# shellcheck disable=SC2002
cat k.csv | ranks 2 context -q q.csv -k - -v v.csv >found
same 'a pipe of keys'
rm -f found

# Notes are told once, and count what all ranks have counted.
"$attn" context -q q.csv -k k.csv -v v.csv -f epanechnikov --bandwidth=1.2 2>expected >/dev/null
ranks 3 context -q q.csv -k k.csv -v v.csv -f epanechnikov --bandwidth=1.2 2>found >/dev/null </dev/null
if [ -s expected ]; then same 'a note'; else fail 'the note is not said'; fi
"$attn" help context >expected
ranks 3 help context >found </dev/null
same 'help'

# What the plain program refuses, with the same message, once, and the same status.
refused() { # refused WHAT WORDS...
    what=$1
    shift
    rm -f out.csv
    "$attn" "$@" -o out.csv 2>expected
    wanted=$?
    for count in 2 4; do
        ranks $count "$@" -o out.csv 2>said </dev/null
        status=$?
        grep '^attn: ' said >found
        same "$what on $count ranks: the message"
        [ "$status" -eq "$wanted" ] && pass || fail "$what: status $status, not $wanted"
        grep -q MPI_ABORT said && fail "$what: the run is aborted"
        # shellcheck disable=SC2012
        [ -z "$(ls out.csv .attn-* 2>/dev/null)" ] && pass || fail "$what leaves a file"
    done
}
sed '1400s/,/,x/' q.csv >q-bad.csv
sed '2500s/,/,x/' k.csv >k-bad.csv
refused 'a bad cell of the queries' context -q q-bad.csv -k k.csv -v v.csv
refused 'a bad cell of the keys' context -q q.csv -k k-bad.csv -v v.csv
refused 'an upstream that is too short' gradient -q q.csv -k k.csv -v v.csv --upstream=ucut.csv --of=queries
refused 'a file that is missing' similarity q.csv nothing.csv
refused 'an option that does not exist' context -q q.csv --no-such-option
rm -f out.csv
ranks 3 context -q q.csv -k k.csv -v v.csv -o /dev/full 2>said </dev/null && fail '/dev/full is accepted'
[ "$(own_lines said)" -eq 1 ] && pass || fail "/dev/full: $(cat said)"

# A rank that is killed: mpirun ends soon, not with 0, and no file is there.
table 6 40000 16 >big.csv
for victim in 0 2; do
    rm -f out.csv
    ranks 3 context -q big.csv -o "$scratch/out.csv" 2>said </dev/null &
    job=$!
    sleep 2
    started=$(for pid in $(pgrep -f "$scratch/out.csv" | sort -n); do
        [ "$(readlink "/proc/$pid/exe")" != "$of_ranks" ] || echo "$pid"
    done)
    # shellcheck disable=SC2086
    set -- $started
    shift $victim
    begun=$(date +%s)
    kill -KILL "$1"
    wait $job && fail 'a rank was killed, and the run ends with 0'
    took=$(($(date +%s) - begun))
    [ "$took" -le 10 ] && pass || fail "a killed rank ends the run after $took s"
    [ "$(own_lines said)" -le 1 ] && pass || fail "a killed rank: $(cat said)"
    # shellcheck disable=SC2012
    [ -z "$(ls out.csv .attn-* 2>/dev/null)" ] && pass || fail "killed rank $victim leaves a file"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

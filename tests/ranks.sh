#!/bin/sh
# Ranks change no byte: the program that was built with MPI=1, under mpirun, beside the plain one.
# The lines of one_answer.sh on 2 and 7 ranks, then larger tables, headers and labels, pipes, errors,
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

# Stages that ranks share, of more than one block of queries and span of keys, and one that they do
# not, on each number of ranks.
while read -r line; do
    # shellcheck disable=SC2086
    "$attn" $line >expected
    for count in 1 2 3 4 7; do
        # shellcheck disable=SC2086
        ranks $count $line </dev/null >found
        same "$line on $count ranks"
    done
done <<'LIST'
context -q q.csv -k k.csv -v v.csv -f scaled-dot
context -q q.csv -k k.csv -v v.csv --precision=single --causal --offset=end --lse
context -q q.csv -k k.csv -f cosine --sink=1 --window=500,5
context -q q.csv -k k.csv -v v.csv -n sigmoid --precision=single --threads=2
context -q q-large.csv -k k-large.csv -v v.csv --lse
context -q q.csv -k k.csv -v v-large.csv --scale=0.01
context -q ql.csv -k kl.csv --heads=2 --top=9
similarity ql.csv kl.csv --heads=3
softmax -q ql.csv -k kl.csv -n sparsemax
weights -q q.csv -k k.csv -f scaled-dot
weights -q ql.csv -k kl.csv --heads=2
score -q q.csv -k k.csv -v v.csv
softmax kl.csv --header=yes --labels=yes
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
        # shellcheck disable=SC2012
        [ -z "$(ls out.csv .attn-* 2>/dev/null)" ] && pass || fail "$what leaves a file"
    done
}
sed '1400s/,/,x/' q.csv >q-bad.csv
sed '2500s/,/,x/' k.csv >k-bad.csv
refused 'a bad cell of the queries' context -q q-bad.csv -k k.csv -v v.csv
refused 'a bad cell of the keys' context -q q.csv -k k-bad.csv -v v.csv
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
    [ ! -e out.csv ] && pass || fail 'a killed rank leaves a file'
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

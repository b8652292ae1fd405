#!/bin/sh
# Batch engines over shards: the Makefile and the Slurm array of data/cluster, GNU parallel, and
# PySpark's pipe. Shards of the queries give the bytes of one run; shards of the keys, merged, its
# numbers within 1e-13. No cluster is needed: the array's tasks are run one by one.
#
# Usage: tests/cluster.sh ATTN
set -eu
. "$(dirname "$0")/not_tested.sh"
attn=$(realpath "${1:?usage: cluster.sh ATTN}")
top=$(realpath "$(dirname "$0")/..")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$attn" "$scratch/bin/attn"
PATH=$scratch/bin:$PATH
cd "$scratch"
unset MAKEFLAGS MAKELEVEL ATTN_THREADS
passed=0

pass() { passed=$((passed + 1)); }
fail() {
    echo "cluster: $*" >&2
    exit 1
}
same() { if cmp -s "$1" "$2"; then pass; else fail "$2 is not $1"; fi; }
near() { if attn compare "$1" "$2" --rtol=1e-13 --atol=1e-15 -s; then pass; else fail "$2 is beyond $1"; fi; }

awk 'function table(name, rows, columns,   i, j) {
         for (j = 0; j < columns; j++) printf "%s%d%s", name, j, j < columns - 1 ? "," : "\n" >(name ".csv")
         for (i = 0; i < rows; i++)
             for (j = 0; j < columns; j++) printf "%.6f%s", rand() - 0.5, j < columns - 1 ? "," : "\n" >(name ".csv")
     }
     BEGIN { srand(7); table("q", 203, 6); table("k", 405, 6); table("v", 405, 3) }'
plain='--header=yes --labels=no -f scaled-dot'
causal="$plain --causal"
# shellcheck disable=SC2086 # options are words
{
    attn context -q q.csv -k k.csv -v v.csv $plain -o plain.csv
    attn context -q q.csv -k k.csv -v v.csv $causal -o causal.csv
}

shards() { make -s -j 2 -f "$top/data/cluster/Makefile" QUERIES=q.csv KEYS=k.csv VALUES=v.csv ROWS=50 "$@"; }
shards OPTIONS="$plain" OUTPUT=q1.csv
same plain.csv q1.csv
shards OPTIONS="$causal" POSITIONS=yes OUTPUT=q2.csv
same causal.csv q2.csv
shards OVER=keys OPTIONS="$plain" OUTPUT=k1.csv
near plain.csv k1.csv
shards OVER=keys OPTIONS="$causal" POSITIONS=yes OUTPUT=k2.csv
near causal.csv k2.csv

# A lost part is the only one that is computed again, and a failed one leaves nothing behind.
rm q1.csv q1.csv.shards/part.0002
touch -d '1 hour ago' q1.csv.shards/part.0001
before=$(stat -c %Y q1.csv.shards/part.0001)
touch -d '2 hours ago' q.csv k.csv v.csv q1.csv.shards/queries.* q1.csv.shards/cut
shards OPTIONS="$plain" OUTPUT=q1.csv
same plain.csv q1.csv
if [ "$(stat -c %Y q1.csv.shards/part.0001)" = "$before" ]; then pass; else fail "a finished part was made again"; fi
sed '120s/^[^,]*/x/' q.csv >bad.csv
if shards QUERIES=bad.csv OPTIONS="$plain" OUTPUT=bad.out 2>bad.err; then fail "a bad cell went unnoticed"; fi
grep -q "attn: bad.out.shards/queries.0002:20: field 1: 'x' is not a number" bad.err || fail "$(cat bad.err)"
if [ -e bad.out ] || [ -e bad.out.shards/part.0002 ]; then fail "a failed run left a file"; else pass; fi

# The array, task by task.
array() { sh "$top/data/cluster/array.sh" "$@"; }
for options in plain causal; do
    eval "words=\$$options"
    for task in 3 1 0 2 4; do
        # shellcheck disable=SC2086
        SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=5 array q.csv k.csv v.csv "a-$options.csv" $words
    done
    array --join "a-$options.csv"
    same "$options.csv" "a-$options.csv"
done

if SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=5 array q.csv k.csv v.csv g.csv --causal --group=q0 2>array.err ||
    [ -e g.csv.0000 ]; then
    fail "the array cut groups apart"
fi
grep -q 'within a group' array.err || fail "$(cat array.err)"
pass

if command -v parallel >/dev/null; then
    # shellcheck disable=SC2086
    parallel --will-cite -k --pipe --header : -N 50 attn context -q - -k k.csv -v v.csv $plain <q.csv |
        awk 'NR == 1 { header = $0; print; next } $0 != header' >p.csv
    same plain.csv p.csv
else
    not_tested 'shards by GNU parallel'
fi
if python3 -c 'import pyspark' 2>/dev/null && command -v java >/dev/null; then
    python3 - <<'END' >s.csv 2>spark.err || fail "$(tail -n 3 spark.err)"
import os
from pyspark.sql import SparkSession
context = SparkSession.builder.master("local[2]").getOrCreate().sparkContext
lines = open("q.csv").read().splitlines()
rows = context.parallelize(lines[1:], 4).pipe(
    "attn context -q - -k k.csv -v v.csv --header=auto --labels=no -f scaled-dot --plain", os.environ)
print("\n".join(rows.collect()))
END
    tail -n +2 plain.csv >plain.rows
    same plain.rows s.csv
else
    not_tested "shards by PySpark's pipe"
fi
echo "cluster: $passed checks passed"

#!/bin/sh
# Runs fuzzers two at a time: sh tests/fuzz/run.sh DIRECTORY SECONDS TARGET...
#
# DIRECTORY holds the programs, and keeps what they learn in TARGET.corpus. They begin with the seeds
# beside this script. Prints one line per target: its runs, the edges of the program that they
# reached, and whether it found a fault, whose input DIRECTORY keeps. With FUZZ_SEED in the
# environment, a run can be repeated.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
cd "$1" || exit 1
seconds=$2
shift 2

fuzz() {
    mkdir -p "$1.corpus" "$1.found"
    ./"$1" ${FUZZ_SEED:+-seed="$FUZZ_SEED"} -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$1.found/" "$1.corpus" "$here/seeds/$1" >"$1.log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$1.log")
    edges=$(grep -o 'cov: [0-9]*' "$1.log" | tail -n 1 | tr -dc 0-9)
    echo "$1: ${runs:-0} runs, ${edges:-0} edges, $seconds s, status $status"
    [ "$status" -eq 0 ] || tail -n 40 "$1.log"
    return $status
}

failed=0
while [ $# -gt 0 ]; do
    fuzz "$1" &
    first=$! second=
    [ $# -lt 2 ] || { fuzz "$2" & second=$!; }
    wait "$first" || failed=1
    [ -z "$second" ] || wait "$second" || failed=1
    shift
    [ $# -eq 0 ] || shift
done
[ $failed -eq 0 ]

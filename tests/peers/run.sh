#!/bin/sh
# Runs the program on the cases of this directory and compares with what numpy, scipy and
# scikit-learn computed (make_expected.py): sh tests/peers/run.sh ATTN [SET...]

attn=$(cd "$(dirname "${1:-./attn}")" && pwd)/$(basename "${1:-./attn}")
[ $# -eq 0 ] || shift
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
${CC:-cc} -O2 -o "$work/compare" compare.c -lm || exit 1
[ $# -gt 0 ] || set -- */cases

passed=0
failed=0
for set do
    set=${set%/cases}
    while read -r expected relative absolute arguments <&3; do
        if ! (cd "$set" && eval '"$attn"' "$arguments") </dev/null >"$work/out" 2>"$work/err"; then
            why="failed: $(head -n 3 "$work/err")"
        elif ! why=$("$work/compare" "$set/$expected.csv" "$work/out" "$relative" "$absolute" 2>&1); then
            why="$expected.csv: $why"
        else
            passed=$((passed + 1))
            continue
        fi
        failed=$((failed + 1))
        printf '%s: attn %s\n    %s\n' "peers/$set" "$arguments" "$why"
    done 3<"$set/cases"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

#!/bin/sh
# Runs attn together with the tools that people use beside it: sh tests/interop/run.sh ATTN
#
# Each peer has a script here, NAME.sh, which finds the program as `attn`, the source's data/ as
# `data` in an empty directory, a Python as `python3` and in $PYTHON, and in `readme` what README.md
# shows of the peer below "# NAME". It exits with 77 where the peer is not installed. That is reported,
# and counts as neither passed nor failed. Numbers go both ways without losing a bit.
set -u
attn=$(realpath "${1:?usage: run.sh ATTN}")
here=$(realpath "$(dirname "$0")")
. "$here/../not_tested.sh"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$attn" "$scratch/bin/attn"
PATH=$scratch/bin:$PATH
PYTHON=${PYTHON:-python3}
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v "$PYTHON")" >"$scratch/bin/python3"
chmod +x "$scratch/bin/python3"
INTEROP=$here
LC_ALL=C
export PATH PYTHON INTEROP LC_ALL
passed=0 failed=0 absent=
for script in "$here"/*.sh; do
    name=$(basename "$script" .sh)
    [ "$name" = run ] && continue
    mkdir "$scratch/$name"
    ln -s "$here/../../data" "$scratch/$name/data"
    awk -v heading="# $name" '/^```/ || /^# / { inside = $0 == heading; next } inside' \
        "$here/../../README.md" >"$scratch/$name/readme"
    (cd "$scratch/$name" && sh -eu "$script") >"$scratch/output" 2>&1 </dev/null
    case $? in
    0) passed=$((passed + 1)) ;;
    77) absent="$absent $name" ;;
    *)
        failed=$((failed + 1))
        echo "FAILED: $name"
        cat "$scratch/output"
        ;;
    esac
done
[ -z "$absent" ] || not_tested "interop with$absent (not installed)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

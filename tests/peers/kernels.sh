#!/bin/sh
# Checks kernels with `attn compare` alone, as their writers would: layers of attention that PyTorch
# computed, forward and backward, are within, and kernels that are wrong in usual ways are beyond,
# each in the right cell. make_kernels.py wrote the numbers: sh tests/peers/kernels.sh ATTN

attn=$(cd "$(dirname "${1:-./attn}")" && pwd)/$(basename "${1:-./attn}")
cd "$(dirname "$0")/torch-layers" || exit 1
within='--rtol=1e-9 --atol=1e-11'
passed=0
failed=0

judge() { # judge STATUS WHAT...: counts it
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        shift
        echo "FAILED: $*"
    fi
}

# check WHAT LAYER OPTIONS CANDIDATE [OPTION...]: the candidate beside what attn computes.
check() {
    of=$1 inputs="-q $2-q.csv -k $2-k.csv -v $2-v.csv $3" candidate=$4
    shift 4
    case $of in
    context) "$attn" compare $inputs $within "$candidate" "$@" ;;
    lse) "$attn" compare $inputs --lse $within "$candidate" "$@" ;;
    *) "$attn" gradient $inputs --upstream="$layer-u.csv" --of="$of" |
        "$attn" compare - $within "$candidate" "$@" ;;
    esac
}

while read -r layer options; do
    for of in context queries keys values; do
        check "$of" "$layer" "$options" "$layer-$of.csv" -s
        judge $? "layer $layer, $of: attn is not within PyTorch ($options)"
    done
done <layers

while read -r name of layer row column; do
    options=$(sed -n "s/^$layer //p" layers)
    report=$(check "$of" "$layer" "$options" "$name.csv" --plain)
    status=$?
    if [ "$row" = rows ]; then
        found=$(printf '%s\n' "$report" | awk -F, '$1 == "all" && $2 == "rows" { print "rows", $3 }')
    else
        found=$(printf '%s\n' "$report" |
            awk -F, '$1 == "all" && $2 == "beyond" { print $4, $6 }')
    fi
    [ "$status" -eq 1 ] && [ "$found" = "$row $column" ]
    judge $? "$name: status $status, found at '$found', wrong at '$row $column'"
done <wrong

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

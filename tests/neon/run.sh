#!/bin/sh
# run.sh DIGEST CC: compiles the kernels for AArch64 with CC, runs them under qemu, and compares what
# they compute with what DIGEST (tests/neon/digest.c built for this machine) prints. Where the
# compiler or qemu is missing, it says so and passes.
digest=$1 cc=$2
cd "$(dirname "$0")/../.." || exit 1
. tests/not_tested.sh
for tool in "$cc" qemu-aarch64; do
    command -v "$tool" >/dev/null || { not_tested "the kernels for AArch64 (no $tool)"; exit 0; }
done
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT || exit 1
"$cc" -std=gnu11 -ffp-contract=off -fno-math-errno -D_GNU_SOURCE -O2 -static -pthread \
    -Isrc -Itests/unit -o "$work/digest" \
    tests/neon/digest.c src/attention/*.c src/attention/*/*.c src/base/*.c -lm || exit 1
status=0
for pair in neon:avx2 portable:portable; do
    qemu-aarch64 "$work/digest" "${pair%:*}" >"$work/theirs" || status=1
    if "$digest" "${pair#*:}" >"$work/ours" && cmp "$work/ours" "$work/theirs"; then
        echo "neon: ${pair%:*} there is ${pair#*:} here, byte for byte"
    else
        status=1
    fi
done
exit $status

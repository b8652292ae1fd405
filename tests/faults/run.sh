#!/bin/sh
# Fails the program's allocations and system calls one after the other:
#
#   sh tests/faults/run.sh FAULTS [--sample=K] [--preload=SHIM] ATTN
#
# FAULTS is the driver, built from faults.c, which explains its options. File names are absolute.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
faults=$1
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" && . "$here/inputs.sh" && "$faults" "$@" <"$here/scenarios"

#!/bin/sh
# How the program is built to fail safely: sh tests/hardening.sh ATTN [sanitized]
#
# Position independent, relocations bound and then read-only, no executable stack, guarded frames and
# (without sanitizers, which check more) checked copies.
attn=$1
. "$(dirname "$0")/not_tested.sh"
passed=0 failed=0
command -v readelf >/dev/null || {
    not_tested 'hardening (no readelf)'
    exit 0
}

check() { # check DESCRIPTION PATTERN READELF-OPTION: its report has a line that matches
    if readelf -W "$3" "$attn" | grep -qE "$2"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
    fi
}

check 'position independent' '^ *Type: *DYN' --file-header
check 'started by the loader, no shared library' '^ *INTERP ' --segments
check 'relocations are read-only' '^ *GNU_RELRO ' --segments
check 'and bound at once' 'Flags:.* NOW|BIND_NOW' --dynamic
check 'no executable stack' '^ *GNU_STACK .* RW  ' --segments
check 'guarded frames' '__stack_chk_(fail|guard)' --dyn-syms
[ -n "$2" ] || check 'checked copies' '__[a-z]+_chk@' --dyn-syms

echo "hardening: $passed passed, $failed failed"
[ "$failed" -eq 0 ]

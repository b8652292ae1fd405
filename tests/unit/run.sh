#!/bin/sh
# Runs the unit suites: sh tests/unit/run.sh SUITE...
#
# As many at a time as there are CPUs, each with its own output in one piece; the status is 0 if all
# of them passed.
[ $# -gt 0 ] || {
    echo 'no unit suites to run' >&2
    exit 1
}
export CK_DEFAULT_TIMEOUT="${CK_DEFAULT_TIMEOUT:-120}"
# Sanitizers give NULL for what is too much to allocate, as libc does.
export ASAN_OPTIONS="allocator_may_return_null=1:$ASAN_OPTIONS"
export TSAN_OPTIONS="allocator_may_return_null=1:$TSAN_OPTIONS"
printf '%s\n' "$@" | xargs -n 1 -P "$(nproc 2>/dev/null || echo 1)" sh -c '
    said=$("$1" 2>&1)
    status=$?
    printf "%s\n" "$said"
    [ $status -eq 0 ] || { echo "FAILED: $1"; exit 1; }' suite

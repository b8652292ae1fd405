#!/bin/sh
# What surrounds the program must not change what it does: sh tests/environment.sh ATTN [SANITIZER]
#
# It varies locales, variables, descriptors, limits and the umask. A check is a line of shell that must
# succeed, in a directory with q.csv (40 x 3), k.csv and v.csv (23 rows).
attn=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$(cd "$(dirname "$0")" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/not_tested.sh"
cd "$work" && . "$here/faults/inputs.sh" || exit 1
unset ATTN_THREADS ATTN_KERNEL LC_ALL LANG LANGUAGE
passed=0 failed=0

check() { # check DESCRIPTION COMMANDS
    if (eval "$2") </dev/null >report 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
        sed 's/^/  /' report
    fi
}

# What a few runs print on both streams: matrices, a report, rounded numbers, messages with numbers.
printf '1,5;2\n3;4,5\n' >comma.csv
all() {
    "$@" "$attn" context -q q.csv -k k.csv -v v.csv
    "$@" "$attn" similarity q.csv k.csv --digits=4 --similarity=gaussian --bandwidth=2.5
    "$@" "$attn" describe q.csv
    "$@" "$attn" similarity comma.csv --delimiter=';'
    "$@" "$attn" softmax q.csv --temperature=0,5
    "$@" "$attn" help context
} 2>&1
all env >expected

# A locale with a decimal comma is made where the system has none.
mkdir locales
if ! locale -a 2>/dev/null | grep -qi '^de_DE\.utf-*8$'; then
    if localedef -i de_DE -f UTF-8 "$work/locales/de_DE.UTF-8" 2>/dev/null; then
        export LOCPATH="$work/locales"
    else
        not_tested 'a locale with a decimal comma (localedef has none)'
    fi
fi
for name in de_DE.UTF-8 C POSIX C.UTF-8 nowhere; do
    check "LC_ALL=$name" "all env LC_ALL=$name | cmp - expected"
    check "LANG=$name" "all env LANG=$name LC_NUMERIC=$name | cmp - expected"
done
unset LOCPATH

check 'no HOME' 'all env -u HOME | cmp - expected'
check 'no variable at all' 'all env -i | cmp - expected'
check 'variables that make no sense' \
    'all env HOME=/nowhere TMPDIR=/nowhere TERM=nothing TZ=x | cmp - expected'
check 'a bad number of threads is told' \
    'ATTN_THREADS=many "$attn" softmax q.csv >out 2>err
    [ $? -eq 2 ] && [ ! -s out ] && grep -q ATTN_THREADS err'
check 'a bad kernel is told' \
    'ATTN_KERNEL=none "$attn" softmax q.csv >out 2>err
    [ $? -eq 2 ] && [ ! -s out ] && grep -q "unknown kernel" err'
"$attn" softmax q.csv >softmax.csv
check 'a directory that is gone' \
    'mkdir gone && exec <q.csv && cd gone && rmdir ../gone && "$attn" softmax | cmp - "$work/softmax.csv"'

# Descriptors. tests/io.sh closes the standard ones.
"$attn" context -q q.csv -k k.csv -v v.csv >good.csv
check 'four descriptors' '(ulimit -n 4; exec "$attn" context -q q.csv -k k.csv -v v.csv) | cmp - good.csv'
check 'four descriptors, standard input among the files' \
    '(ulimit -n 4; exec "$attn" context -q - -k k.csv -v v.csv) <q.csv | cmp - good.csv'
check 'four descriptors, and a file to write: right, or told' \
    '(ulimit -n 4; exec "$attn" context -q q.csv -k k.csv -v v.csv -o out.csv) 2>err
    case $? in
    0) cmp out.csv good.csv ;;
    1) grep -q "Too many open files" err && [ ! -e out.csv ] && [ -z "$(ls -A | grep "^.attn-")" ] ;;
    *) false ;;
    esac'
# A sanitizer's runtime needs a descriptor.
[ -n "$2" ] || check 'closed streams and no descriptor to hold their places' \
    '(exec <&- >&-; ulimit -n 1; exec "$attn" similarity q.csv) 2>err
    [ $? -eq 1 ] && [ "$(cat err)" = "attn: /dev/null: Too many open files" ]'
check 'no process more: one thread, the same bytes' \
    '(ulimit -u 1 2>/dev/null; exec "$attn" context -q q.csv -k k.csv -v v.csv --threads=8) |
    cmp - good.csv'
check 'a stack of 256 KiB' \
    '(ulimit -s 256; exec "$attn" context -q q.csv -k k.csv -v v.csv --threads=4) | cmp - good.csv'

# Modes of a new file.
for mask in 077:600 022:644 027:640; do
    check "umask ${mask%:*}" \
        "umask ${mask%:*}; rm -f new; \"\$attn\" softmax q.csv -o new &&
        [ \"\$(stat -c %a new)\" = ${mask#*:} ] && cmp new softmax.csv"
done
check 'a file of its own mode under umask 077' \
    'umask 077; echo old >kept; chmod 664 kept; "$attn" softmax q.csv -o kept &&
    [ "$(stat -c %a kept)" = 664 ] && cmp kept softmax.csv'

echo "environment: $passed passed, $failed failed"
[ "$failed" -eq 0 ]

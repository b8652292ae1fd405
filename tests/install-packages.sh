#!/bin/sh
# Installs what is missing to build attn, or to build and check it:
#
#   CC=gcc sh tests/install-packages.sh build|check
#
# What is there is found by compiling and linking with $CC, $CPPFLAGS, $CFLAGS and $LDFLAGS, so that
# libraries in a place of one's own count. If nothing is missing, no package manager is touched.
# On Debian and Ubuntu apt-get installs the rest; elsewhere the one line to type is printed.

CC=${CC:-gcc}
case $1 in
build | check) purpose=$1 ;;
*)
    echo "usage: sh $0 build|check" >&2
    exit 2
    ;;
esac

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# links PROGRAM [LIBRARY...]: whether the program compiles and links. What the compiler says is kept
# for the case that it still does not after an installation.
links() {
    printf '%s\n' "$1" >"$scratch/try.c"
    shift
    # The flags are lists of words.
    # shellcheck disable=SC2086
    $CC $CPPFLAGS $CFLAGS $LDFLAGS -o "$scratch/try" "$scratch/try.c" "$@" 2>"$scratch/log"
}

has_compiler() {
    links '#include <stdio.h>
           int main(void) { return puts("") < 0; }'
}

has_libcsv() {
    links '#include <csv.h>
           int main(void) { struct csv_parser p; return csv_init(&p, CSV_STRICT | CSV_STRICT_FINI); }' -lcsv
}

has_check() {
    # shellcheck disable=SC2046
    links '#include <check.h>
           int main(void) { return suite_create("") == NULL; }' \
        $(pkg-config --libs check 2>/dev/null || echo -lcheck) -lm -pthread
}

# Sets `missing` to the things that are not there.
look() {
    missing=
    if ! has_compiler; then
        missing='compiler libcsv'
        [ "$purpose" = check ] && missing="$missing check"
        return
    fi
    has_libcsv || missing=libcsv
    [ "$purpose" = build ] || has_check || missing="$missing check"
}

# The packages of the things missing: packages COMPILER LIBCSV CHECK
packages() {
    for thing in $missing; do
        case $thing in
        compiler) echo "$1" ;;
        libcsv) echo "$2" ;;
        check) echo "$3" ;;
        esac
    done | tr '\n' ' ' | sed 's/ $//'
}

case ${CC##*/} in
*clang*) compiler=clang ;;
*) compiler=gcc ;;
esac

look
[ -n "$missing" ] || exit 0

echo "attn: not found: $missing"

if ! command -v apt-get >/dev/null 2>&1; then
    if command -v dnf >/dev/null 2>&1; then
        line="sudo dnf install $(packages $compiler libcsv-devel 'check-devel pkgconf')"
    elif command -v pacman >/dev/null 2>&1; then
        line="sudo pacman -S --needed $(packages $compiler libcsv 'check pkgconf')"
    elif command -v apk >/dev/null 2>&1; then
        line="sudo apk add $(packages "$compiler musl-dev" libcsv-dev 'check-dev pkgconf')"
    elif command -v brew >/dev/null 2>&1; then
        line="brew install $(packages $compiler libcsv 'check pkgconf')"
    else
        line="your package manager, or https://github.com/rgamble/libcsv and https://libcheck.github.io/check"
    fi
    echo "attn: install with: $line" >&2
    exit 1
fi

install="apt-get install -y $(packages "$compiler libc6-dev" libcsv-dev 'check pkg-config')"
if [ "$(id -u)" -eq 0 ]; then
    root=
elif sudo -n true 2>/dev/null; then
    root='sudo -n'
else
    echo "attn: neither root nor sudo without a password here; install with: sudo $install" >&2
    exit 1
fi

# On a machine just started, its own first update may hold the lock.
apt() {
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# A list that cannot be fetched need not be the one that is needed.
apt update || echo 'attn: apt-get update failed; trying to install all the same' >&2
# shellcheck disable=SC2086
apt install -y --no-install-recommends ${install#apt-get install -y } || {
    echo "attn: could not install; try: sudo $install" >&2
    exit 1
}

look
[ -z "$missing" ] || {
    cat "$scratch/log" >&2
    echo "attn: installed, but $CC still does not find: $missing" >&2
    exit 1
}

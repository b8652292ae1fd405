#!/bin/sh
# The packages: sh tests/packaging/run.sh DIRECTORY. The tarball has the same bytes twice, and builds;
# so has the Debian package, which also passes lintian, and installs and leaves without remains. What
# the machine has no tool for is reported, and not counted.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/not_tested.sh
mkdir -p "$1" || exit 1
work=$(realpath "$1")
passed=0 failed=0
check() { # check DESCRIPTION STATUS
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
    fi
}

if git rev-parse --git-dir >/dev/null 2>&1; then
    tarball=$(sh tests/packaging/dist.sh "$work/one")
    again=$(umask 077 && TZ=Asia/Tokyo sh tests/packaging/dist.sh "$work/two")
    cmp "$tarball" "$again"
    check 'the tarball has the same bytes twice' $?
    rm -rf "$work/source"
    mkdir "$work/source"
    tar -xzf "$tarball" -C "$work/source" --strip-components=1 &&
        make -s -C "$work/source" attn >"$work/log" 2>&1 &&
        [ "$(cd "$work/source" && ./attn similarity data/tutorial/query.csv data/tutorial/key.csv)" = 32 ]
    check 'what is in the tarball builds and runs' $?
else
    not_tested 'the tarball (no git repository)'
fi

if command -v dpkg-deb >/dev/null && [ "$(uname -s)" = Linux ]; then
    package=$(sh tests/packaging/deb.sh "$work/one")
    cp "$package" "$work/first.deb"
    again=$(umask 077 && TZ=Asia/Tokyo sh tests/packaging/deb.sh "$work/one")
    cmp "$work/first.deb" "$again"
    check 'the Debian package has the same bytes twice' $?
    rm -rf "$work/root"
    mkdir -p "$work/root/var/lib/dpkg/info" "$work/root/var/lib/dpkg/updates" "$work/root/var/lib/dpkg/triggers"
    : >"$work/root/var/lib/dpkg/status"
    : >"$work/root/var/lib/dpkg/available"
    if [ "$(id -u)" -eq 0 ]; then
        # Into an empty root: its libraries are those of this system.
        into() { dpkg --root="$work/root" --force-depends --force-script-chrootless "$@" >"$work/log" 2>&1; }
        into --install "$package" && "$work/root/usr/bin/attn" --version >/dev/null
        check 'the package installs into an empty root, and runs' $?
        into --purge attn && [ -z "$(find "$work/root" -path '*/var/lib/dpkg' -prune -o -path '*/var/log' -prune -o -type f -print)" ]
        check 'it leaves without remains' $?
    fi
    if command -v lintian >/dev/null; then
        found=$(lintian --fail-on error,warning --tag-display-limit 0 --allow-root "$package" 2>&1)
        check "lintian: $found" $?
    else
        not_tested 'the package by lintian (not installed)'
    fi
else
    not_tested 'the Debian package (no dpkg-deb)'
fi
rm -rf "$work/source" "$work/root"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

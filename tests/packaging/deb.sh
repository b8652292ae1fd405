#!/bin/sh
# A Debian package of ./attn: sh tests/packaging/deb.sh DIRECTORY. Needs dpkg-deb and, for the exact
# dependencies, dpkg-shlibdeps. Prints the name of the file.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/.*ATTN_VERSION "\(.*\)"/\1/p' src/command/version.h)
architecture=$(dpkg --print-architecture)
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
SOURCE_DATE_EPOCH=$epoch
export SOURCE_DATE_EPOCH
umask 022
mkdir -p "$1"
package=$1/attn_${version}_$architecture.deb
root=$(realpath "$1")/root
rm -rf "$root"
make --no-print-directory -s install PREFIX=/usr DESTDIR="$root"
strip --remove-section=.comment --remove-section=.note "$root/usr/bin/attn"
gzip -9n "$root/usr/share/man/man1/attn.1" "$root/usr/share/man/man7/attn-cluster.7"
# Debian's zsh looks for completions elsewhere.
mkdir -p "$root/usr/share/zsh/vendor-completions"
mv "$root/usr/share/zsh/site-functions/_attn" "$root/usr/share/zsh/vendor-completions/"
rmdir "$root/usr/share/zsh/site-functions"

doc=$root/usr/share/doc/attn
mkdir -p "$doc"
maintainer='The attn authors <attn@example.org>'
gzip -9nc NEWS.md >"$doc/NEWS.md.gz"
{
    echo 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'
    echo 'Upstream-Name: attn'
    echo
    echo 'Files: *'
    sed -n 's/^Copyright (c) /Copyright: /p' LICENSE
    echo 'License: Expat'
    sed -e '1,/^Copyright/d' -e '/./,$!d' LICENSE | sed -e 's/^$/./' -e 's/^/ /'
} >"$doc/copyright"
{
    printf 'attn (%s) unstable; urgency=medium\n\n' "$version"
    printf '  * What is new is told in NEWS.md.gz.\n\n'
    printf ' -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -u -R -d "@$epoch")"
} | gzip -9n >"$doc/changelog.gz"

mkdir -p "$root/DEBIAN" "$root/debian"
printf 'Source: attn\n\nPackage: attn\nArchitecture: any\n' >"$root/debian/control"
depends=$(cd "$root" && dpkg-shlibdeps -O usr/bin/attn 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || depends='libc6, libcsv3'
rm -r "$root/debian"
cat >"$root/DEBIAN/control" <<CONTROL
Package: attn
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(find "$root/usr" -type f -printf '%s\n' | awk '{ n += int(($1 + 1023) / 1024) } END { print n }')
Depends: $depends
Section: math
Priority: optional
Description: attention over sequence matrices, from CSV to CSV
 attn computes attention from CSV to CSV: similarities of queries and keys,
 softmax, the weights, the score, and the context vectors of Bahdanau, Luong and
 Vaswani. It reads numbers exactly, writes the shortest text that reads back the
 same, and never holds a matrix of size queries x keys. It lists the best keys,
 describes a matrix, and draws attention on the terminal or as SVG.
CONTROL
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$epoch" {} +
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
rm -r "$root"
echo "$package"

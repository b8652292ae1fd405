#!/bin/sh
# The sources as a tarball, with the same bytes from the same commit wherever it is made:
# sh tests/packaging/dist.sh DIRECTORY. Prints the name of the file.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/.*ATTN_VERSION "\(.*\)"/\1/p' src/command/version.h)
name=attn-$version
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
mkdir -p "$1"
git ls-files -z | LC_ALL=C sort -z >"$1/files"
tar --create --file="$1/$name.tar" --format=ustar --transform="s,^,$name/," --mtime="@$epoch" \
    --owner=0 --group=0 --numeric-owner --mode='u+rw,go=rX' --no-recursion \
    --null --files-from="$1/files"
gzip -9nf "$1/$name.tar"
rm "$1/files"
echo "$1/$name.tar.gz"

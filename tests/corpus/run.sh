#!/bin/sh
# Makes what R, pandas and others write, and reads it: sh tests/corpus/run.sh ATTN
# It needs Rscript, and a PYTHON with pandas, polars, duckdb, openpyxl and scikit-learn; what is absent is
# said. With --update it writes the digests of the files, to see later whether they are the same.
here=$(realpath "$(dirname "$0")")
python=${PYTHON:-python3}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/datasets" "$work/writers"
if command -v Rscript >/dev/null; then
    Rscript "$here/datasets.R" "$work/datasets" || exit 1
else
    echo "R is not installed"
fi
"$python" "$here/writers.py" "$work/writers" || exit 1
failed=0
for set in datasets writers; do
    [ -e "$work/$set/index" ] || continue
    "$python" "$here/read.py" "$1" "$work/$set" ${2:+"$here/$set.sha256"} || failed=1
done
exit $failed

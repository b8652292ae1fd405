#!/bin/sh
# Reads tables whose truth is known: sh tests/truth/run.sh ATTN [--seconds=N | --tables=N] [--seed=N]
here=$(dirname "$0")
. "$here/../not_tested.sh"
python=${PYTHON:-python3}
if ! "$python" -c '' 2>/dev/null; then
    not_tested "tables with a known truth (no python3)"
    exit 0
fi
exec "$python" "$here/truth.py" "$@"

# polars: write_csv to attn, attn to read_csv, without a bit lost.
"$PYTHON" -c 'import polars' || exit 77
"$PYTHON" - <<'PY'
import os, subprocess, sys
sys.path.insert(0, os.environ["INTEROP"])
import polars as pl
from exact import bits, doubles

numbers = doubles(500)
pl.DataFrame({f"c{i}": [number] for i, number in enumerate(numbers)}).write_csv("row.csv")
subprocess.run("attn weights row.csv -o same.csv", shell=True, check=True)
same = pl.read_csv("same.csv", infer_schema_length=None,
                   schema_overrides=[pl.Float64] * len(numbers))
assert bits(same.row(0)) == bits(numbers), "numbers changed on the way"
PY
# What the README shows.
sh -eu readme >shown
grep -q 'shape: (5, 401)' shown

# pandas: to_csv with and without its index to attn without a flag, attn to read_csv; labels travel.
"$PYTHON" -c 'import pandas' || exit 77
"$PYTHON" - <<'PY'
import os, subprocess, sys
sys.path.insert(0, os.environ["INTEROP"])
import numpy as np
import pandas as pd
from exact import bits, doubles

def attn(command):
    subprocess.run("attn " + command, shell=True, check=True)

# The weights of a matrix of one row are that row.
row = pd.DataFrame([doubles(500)], columns=[f"c{i}" for i in range(500)])
row.to_csv("row.csv", index=False)
attn("weights row.csv -o same.csv")
same = pd.read_csv("same.csv", float_precision="round_trip")
assert list(same.columns) == list(row.columns)
assert bits(same.loc[0]) == bits(row.loc[0]), "numbers changed on the way"

frame = pd.DataFrame({"x": [1.0, 2.0, 0.5], "y": [0.0, 1.0, 4.0]}, index=["king", "queen", "a,b"])
frame.to_csv("frame.csv")
attn("similarity frame.csv -o s.csv")
s = pd.read_csv("s.csv", index_col=0)
assert list(s.index) == list(s.columns) == list(frame.index)
assert np.array_equal(s.to_numpy(), frame.to_numpy() @ frame.to_numpy().T)

# One table: ids, features, target; and a long list of the best keys, joined to it.
table = frame.assign(target=[10.0, 20.0, 30.0]).rename_axis("id").reset_index()
table.to_csv("table.csv", index=False)
attn("context -q table.csv --columns=x,y --value-columns=target -f gaussian -o c.csv")
assert pd.read_csv("c.csv", index_col=0).loc["queen", "target"] > 10
attn("top -q table.csv --columns=x,y --count=1 -o top.csv")
top = pd.read_csv("top.csv").merge(table, left_on="key", right_on="id")
assert list(top["weight"] > 0) == [True] * 3
PY
# What the README shows.
sh -eu readme >shown
grep -q 'key *connection' shown

# numpy: savetxt to attn, attn to loadtxt, without a bit lost; and softmax as numpy computes it.
"$PYTHON" -c 'import numpy' || exit 77
"$PYTHON" - <<'PY'
import os, subprocess, sys
sys.path.insert(0, os.environ["INTEROP"])
import numpy as np
from exact import bits, doubles

# The weights of a matrix of one row are that row.
row = np.array([doubles(2000)])
np.savetxt("row.csv", row, delimiter=",")
subprocess.run("attn weights row.csv -o same.csv", shell=True, check=True)
same = np.loadtxt("same.csv", delimiter=",")
assert bits(same) == bits(row[0]), "numbers changed on the way"

x = np.random.default_rng(1).normal(size=(50, 8))
np.savetxt("x.csv", x, delimiter=",", fmt="%.17g", header=",".join("abcdefgh"), comments="")
subprocess.run("attn softmax -q x.csv -o a.csv", shell=True, check=True)
scores = x @ x.T
wanted = np.exp(scores - scores.max(1, keepdims=True))
wanted /= wanted.sum(1, keepdims=True)
got = np.genfromtxt("a.csv", delimiter=",")
assert np.allclose(got, wanted, rtol=1e-12, atol=0), abs(got / wanted - 1).max()
PY
# What the README shows.
sh -eu readme >shown
test "$(cut -c1-6 shown)" = 1.0000 || test "$(cut -c1-6 shown)" = 1.0 # the largest sum of a row

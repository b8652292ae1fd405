#!/usr/bin/env python3
"""Computes what attn must print, with numpy, scipy and scikit-learn in binary64.

    python3 tests/peers/make_expected.py

Each folder beside this file is a set of input files. Its file `cases` has a line a case,

    EXPECTED RELATIVE ABSOLUTE ARGUMENTS...

where ARGUMENTS are attn's, run in that folder; EXPECTED.csv is what must come out, within the two
tolerances (compare.c). run.sh runs them. Seeds are fixed. The folder `formats` holds the same
numbers as numpy, pandas and R write them; R is called if it is there, and its files stay as they
are otherwise.
"""

import pathlib
import shutil
import subprocess

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist
from scipy.special import log_softmax, softmax
from sklearn.metrics.pairwise import cosine_similarity, rbf_kernel

HERE = pathlib.Path(__file__).resolve().parent
EPSILON = np.finfo(float).eps
TINY = 1e-300  # the absolute tolerance where every digit of a small number counts


# The arithmetic, by the peers. -------------------------------------------------------------------


def similarity(q, k, name="dot", bandwidth=1.0):
    if name == "dot":
        s = q @ k.T
    elif name == "scaled-dot":
        s = q @ k.T / np.sqrt(q.shape[1])
    elif name == "cosine":
        s = cosine_similarity(q, k)
        np.testing.assert_allclose(s, 1 - cdist(q, k, "cosine"), rtol=0, atol=1e-14)
    elif name == "euclidean":
        s = -cdist(q, k)
    elif name == "gaussian":
        s = -cdist(q, k, "sqeuclidean") / (2 * bandwidth**2)
        gamma = 1 / (2 * bandwidth**2)
        np.testing.assert_allclose(np.exp(s), rbf_kernel(q, k, gamma=gamma), rtol=1e-9, atol=1e-15)
    return s


def mask(s, causal=False, offset=0, exclude_self=False):
    """The scores with every masked one -inf. Query i stands at i + offset among the keys."""
    n, m = s.shape
    position = np.arange(n)[:, None] + (m - n if offset == "end" else offset)
    key = np.arange(m)[None, :]
    s = s.copy()
    if causal:
        s[key > position] = -np.inf
    if exclude_self:
        s[key == position] = -np.inf
    return s


AXES = {"row": 1, "column": 0, "all": None}


def distribution(s, axis="row", temperature=1.0, log=False):
    with np.errstate(invalid="ignore", over="ignore"):
        a = (log_softmax if log else softmax)(s / temperature, axis=AXES[axis])
    nothing = np.all(s == -np.inf, axis=AXES[axis], keepdims=True)
    return np.where(nothing, -np.inf if log else 0.0, a)


# The files. --------------------------------------------------------------------------------------


def write(path, matrix):
    lines = [",".join(text(x) for x in row) for row in np.atleast_2d(matrix)]
    path.write_text("\n".join(lines) + "\n")


def text(x):
    return str(int(x)) if x == np.rint(x) and abs(x) < 1e15 else repr(float(x))


class Set:
    """A folder of inputs, and the cases run on them."""

    def __init__(self, name, **inputs):
        self.folder = HERE / name
        self.folder.mkdir(exist_ok=True)
        self.lines = []
        self.inputs = set(inputs)
        for stem, matrix in inputs.items():
            write(self.folder / f"{stem}.csv", matrix)

    def case(self, name, arguments, expected, relative=1e-12, absolute=TINY):
        self.lines.append(f"{name} {relative:.1e} {absolute:.1e} {arguments}\n")
        path = self.folder / f"{name}.csv"
        assert name not in self.inputs, f"{path} is an input"
        if isinstance(expected, str):
            path.write_text(expected)
        else:
            write(path, expected)

    def close(self):
        (self.folder / "cases").write_text("".join(self.lines))


def dot_error(q, k):
    """What the rounding of a dot product may come to, in any order of summation."""
    return 2 * q.shape[1] * EPSILON * float((np.abs(q) @ np.abs(k).T).max()) + TINY


# The sets. ---------------------------------------------------------------------------------------


def similarities(s, q, k, bandwidth):
    """Every similarity function, alone and on the way to the context."""
    error = dot_error(q, k)
    files = "-q q.csv -k k.csv"
    for name, flags, options, absolute in [
        ("dot", "", {}, error),
        ("scaled-dot", "", {}, error),
        ("cosine", "", {}, 1e-14),
        ("euclidean", "", {}, TINY),
        ("gaussian", f" --bandwidth={bandwidth}", {"bandwidth": bandwidth}, TINY),
    ]:
        scores = similarity(q, k, name, **options)
        s.case(name, f"similarity -f {name}{flags} q.csv k.csv", scores, 1e-12, absolute)
        relative = 1e-12 + 4 * absolute
        a = distribution(scores)
        s.case(f"{name}-softmax", f"softmax -f {name}{flags} {files}", a, relative)
    s.case("dot", "similarity q.csv k.csv", similarity(q, k), 1e-12, error)


def stages(s, q, k, v):
    """Every stage on top of the dot product."""
    a = distribution(similarity(q, k))
    relative = 1e-12 + 4 * dot_error(q, k)
    large = relative * float(np.abs(v).max())
    files = "-q q.csv -k k.csv"
    s.case("weights", f"weights {files}", a.sum(axis=0), relative)
    s.case("context", f"context {files} -v v.csv", a @ v, relative, large)
    values_are_keys = relative * float(np.abs(k).max())
    s.case("context-of-keys", f"context {files}", a @ k, relative, values_are_keys)
    s.case("score", f"score {files} -v v.csv", (a @ v).sum(axis=0), relative, len(q) * large)


def random_set(name, seed, n, m, d, width, spread=1.0, bandwidth=1.5):
    random = np.random.default_rng(seed)
    q, k = (random.normal(size=(rows, d)) * spread for rows in (n, m))
    v = random.normal(size=(m, width))
    s = Set(name, q=q, k=k, v=v)
    similarities(s, q, k, bandwidth)
    stages(s, q, k, v)
    s.close()


def masks():
    """Causal masks at several offsets, and each query's own key left out."""
    random = np.random.default_rng(20)
    for name, n, m in [("mask-square", 6, 6), ("mask-wide", 4, 9), ("mask-tall", 9, 4)]:
        q, k, v = random.normal(size=(n, 3)), random.normal(size=(m, 3)), random.normal(size=(m, 2))
        s = Set(name, q=q, k=k, v=v)
        error, scores = dot_error(q, k), similarity(q, k)
        for offset in [0, 2, -1, -2, -20, 20, "end"]:
            for label, flags, options in [
                ("causal", "--causal", {"causal": True}),
                ("self", "--exclude-self", {"exclude_self": True}),
                ("both", "--causal --exclude-self", {"causal": True, "exclude_self": True}),
            ]:
                masked = mask(scores, offset=offset, **options)
                a = distribution(masked)
                flags += f" --offset={offset}" if offset != 0 else ""
                stem = f"{label}{offset}"
                files = "-q q.csv -k k.csv"
                s.case(f"{stem}-context", f"context {flags} {files} -v v.csv", a @ v, 1e-12, 1e-13)
                if offset != -2:
                    continue
                s.case(f"{stem}-scores", f"similarity {flags} q.csv k.csv", masked, 1e-12, error)
                s.case(f"{stem}-softmax", f"softmax {flags} {files}", a)
                s.case(f"{stem}-weights", f"weights {flags} {files}", a.sum(axis=0))
                w = a.sum(axis=0)
                s.case(f"{stem}-score", f"score {flags} {files} -v v.csv", w @ v, 1e-12, 1e-13)
                logarithm = distribution(masked, log=True)
                s.case(f"{stem}-log", f"softmax --log {flags} {files}", logarithm, 1e-12, 1e-14)
                for axis in ("column", "all"):
                    b = distribution(masked, axis)
                    s.case(f"{stem}-{axis}", f"softmax --axis={axis} {flags} {files}", b)
        s.close()


def keys_default_to_queries():
    random = np.random.default_rng(21)
    q = random.normal(size=(8, 4))
    s = Set("self", q=q)
    scores = similarity(q, q)
    for arguments in ["q.csv", "-q q.csv", "- <q.csv", "<q.csv"]:
        s.case("similarity", f"similarity {arguments}", scores, 1e-12, dot_error(q, q))
    for arguments in ["-q q.csv", "-q - <q.csv"]:
        s.case("context", f"context {arguments}", distribution(scores) @ q, 1e-12, 1e-13)
    causal = distribution(mask(scores, causal=True))
    s.case("causal", "context --causal -q q.csv", causal @ q, 1e-12, 1e-13)
    alone = distribution(mask(similarity(q, q, "gaussian", 0.5), exclude_self=True))
    arguments = "context -f gaussian --bandwidth=0.5 --exclude-self -q q.csv"
    s.case("alone", arguments, alone @ q, 1e-12, 1e-13)
    s.close()


def own_inputs():
    """Each stage on the files of the stage before."""
    random = np.random.default_rng(22)
    scores = random.normal(size=(5, 8)) * 4
    w, v = random.uniform(size=8), random.normal(size=(8, 3))
    a = distribution(scores)
    s = Set("own", s=scores, a=a, w=w, w_column=w[:, None], v=v)
    for axis in AXES:
        for temperature in (1, 0.25, 7.5):
            t = f" --temperature={temperature}" if temperature != 1 else ""
            stem = f"{axis}-{temperature}"
            s.case(stem, f"softmax --axis={axis}{t} s.csv", distribution(scores, axis, temperature))
            logarithm = distribution(scores, axis, temperature, log=True)
            s.case(f"{stem}-log", f"softmax --log --axis={axis}{t} s.csv", logarithm, 1e-13, 1e-14)
    masked = mask(scores, causal=True, offset=-1)
    s.case("causal", "softmax --causal --offset=-1 s.csv", distribution(masked))
    s.case("weights", "weights a.csv", a.sum(axis=0), 1e-14)
    s.case("score", "score w.csv v.csv", w @ v, 1e-14, 1e-14)
    s.case("score-of-column", "score w_column.csv v.csv", w @ v, 1e-14, 1e-14)
    s.case("context", "context a.csv v.csv", a @ v, 1e-14, 1e-14)
    s.close()


def fused_options():
    """What shapes the distribution, in the stages after it."""
    random = np.random.default_rng(23)
    q, k, v = random.normal(size=(6, 5)), random.normal(size=(9, 5)), random.normal(size=(9, 3))
    s = Set("fused", q=q, k=k, v=v)
    files = "-q q.csv -k k.csv"
    dot = similarity(q, k)
    for stem, flags, a in [
        ("column", "--axis=column", distribution(dot, "column")),
        ("all", "--axis=all", distribution(dot, "all")),
        ("temperature", "--temperature=0.3", distribution(dot, temperature=0.3)),
        ("scale", "--scale=-2.5", distribution(-2.5 * dot)),
        ("auto", "--scale=auto", distribution(similarity(q, k, "scaled-dot"))),
        ("euclidean", "-f euclidean --scale=3", distribution(3 * similarity(q, k, "euclidean"))),
    ]:
        s.case(f"{stem}-softmax", f"softmax {flags} {files}", a)
        s.case(f"{stem}-weights", f"weights {flags} {files}", a.sum(axis=0))
        s.case(f"{stem}-context", f"context {flags} {files} -v v.csv", a @ v, 1e-12, 1e-13)
        total = (a @ v).sum(axis=0)
        s.case(f"{stem}-score", f"score {flags} {files} -v v.csv", total, 1e-12, 1e-12)
    s.close()


def extremes():
    """Scores far from 0, and magnitudes that differ within a row."""
    inf = np.inf
    scores = np.array(
        [
            [1000, 1001, 1002, 999],
            [-1000, -1001, -1002, -999],
            [1e308, 1e308, 0, -1e308],
            [0, -700, -745, -746],
            [-inf, 0, 1, -inf],
            [-inf, -inf, -inf, 5],
            [1e-300, -1e-300, 0, 1e-8],
        ]
    )
    s = Set("extremes", s=scores, minus_infinity=np.full((2, 3), -inf))
    s.case("softmax", "softmax s.csv", distribution(scores), 1e-12, 5e-324)
    s.case("log", "softmax --log s.csv", distribution(scores, log=True), 1e-14, 1e-15)
    s.case("masked", "softmax minus_infinity.csv", np.zeros((2, 3)))
    s.case("masked-log", "softmax --log minus_infinity.csv", np.full((2, 3), -inf))
    for axis in ("column", "all"):
        s.case(f"masked-{axis}", f"softmax --axis={axis} minus_infinity.csv", np.zeros((2, 3)))
    s.close()

    random = np.random.default_rng(24)
    shapes = [(7, 6), (10, 6)]
    q, k = (random.normal(size=x) * 10.0 ** random.integers(-3, 4, size=x) for x in shapes)
    s = Set("magnitudes", q=q, k=k)
    error = dot_error(q, k)
    s.case("dot", "similarity q.csv k.csv", similarity(q, k), 1e-12, error)
    s.case("cosine", "similarity -f cosine q.csv k.csv", similarity(q, k, "cosine"), 1e-12, 1e-14)
    s.case("euclidean", "similarity -f euclidean q.csv k.csv", similarity(q, k, "euclidean"))
    wide = "similarity -f gaussian --bandwidth=1000 q.csv k.csv"
    s.case("gaussian", wide, similarity(q, k, "gaussian", 1000.0))
    s.close()


def formats():
    """The same numbers as numpy, pandas and R write them."""
    random = np.random.default_rng(25)
    # Few digits, because R writes fifteen.
    q, k, v = (random.normal(size=shape).round(4) for shape in [(3, 4), (5, 4), (5, 2)])
    s = Set("formats", q=q)
    features, rows, columns = list("abcd"), ["r1", "r2", "r3"], ["u", "v"]

    np.savetxt(s.folder / "numpy.csv", q, delimiter=",")
    np.savetxt(s.folder / "numpy-header.csv", q, delimiter=",", header=",".join(features))
    frame = pd.DataFrame(q, index=rows, columns=features)
    frame.to_csv(s.folder / "pandas.csv")
    frame.to_csv(s.folder / "pandas-no-index.csv", index=False)
    frame.to_csv(s.folder / "pandas-bare.csv", index=False, header=False)
    frame.rename_axis("name").to_csv(s.folder / "pandas-named.csv")
    frame.reset_index(drop=True).to_csv(s.folder / "pandas-range.csv")
    pd.DataFrame(q).to_csv(s.folder / "pandas-numbered.csv", index=False)
    pd.DataFrame(q, index=rows).to_csv(s.folder / "pandas-numbered-index.csv")
    frame.to_csv(s.folder / "pandas-tab.csv", sep="\t")
    frame.to_csv(s.folder / "pandas-crlf.csv", lineterminator="\r\n", encoding="utf-8-sig")
    pd.DataFrame(v, columns=columns).to_csv(s.folder / "values.csv", index=False)
    pd.DataFrame(k, index=list("vwxyz"), columns=features).to_csv(s.folder / "keys.csv")
    if shutil.which("Rscript"):
        subprocess.run(["Rscript", HERE / "make_inputs.R"], cwd=s.folder, check=True)

    for name, flags in [
        ("numpy", ""),
        ("numpy-header", ""),
        ("numpy-header", "--comment=#"),
        ("pandas", ""),
        ("pandas-no-index", ""),
        ("pandas-bare", ""),
        ("pandas-named", ""),
        ("pandas-range", ""),
        ("pandas-numbered", "-H"),
        ("pandas-numbered-index", "-H"),
        ("pandas-tab", "-d tab --output-delimiter=,"),
        ("pandas-crlf", ""),
        ("r", ""),
        ("r-no-row-names", ""),
        ("r-matrix", ""),
        ("r-no-quotes", ""),
    ]:
        flags = f" {flags}" if flags else ""
        own, own_error = similarity(q, q), dot_error(q, q)
        s.case("own", f"similarity --plain{flags} {name}.csv", own, 1e-12, own_error)

    scores, error = similarity(q, k), dot_error(q, k)
    labelled = pd.DataFrame(scores, index=rows, columns=list("vwxyz"))
    s.case("labels", "similarity pandas.csv keys.csv", labelled.to_csv(), 1e-12, error)
    labelled = pd.DataFrame(distribution(scores) @ v, index=rows, columns=columns)
    context = "context -q pandas.csv -k keys.csv -v values.csv"
    s.case("labels-context", context, labelled.to_csv(), 1e-12, 1e-13)
    s.close()


def main():
    random_set("small", 1, 5, 7, 3, 2)
    random_set("one-query", 2, 1, 6, 4, 3)
    random_set("one-key", 3, 6, 1, 4, 3)
    random_set("one-feature", 4, 5, 6, 1, 1)
    random_set("one-of-each", 5, 1, 1, 1, 1)
    random_set("features-64", 6, 9, 33, 64, 10, spread=0.4, bandwidth=4.0)
    random_set("long", 7, 6, 300, 2, 2)
    masks()
    keys_default_to_queries()
    own_inputs()
    fused_options()
    extremes()
    formats()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Computes which bandwidth predicts each value best from all others, and how well.

    python3 tests/peers/make_bandwidth.py

Gaussian kernels: statsmodels' KernelReg, whose leave-one-out error scipy minimises; with classes the
sum of it over their indicators, which is Brier's score. Other kernels, and masks: the same in numpy.
"""

import csv

import numpy as np
from make_expected import HERE, Set
from scipy.optimize import minimize_scalar
from scipy.spatial.distance import cdist
from statsmodels.nonparametric.kernel_regression import KernelReg

NOTE = r"'s/.*bandwidth=([^:]*): .* (score|error) ([^,]*), .*: ([^)]*)\).*"


def least(error, x, steps=False):
    """Around the best of 64 widths, or of them, and the error there and with 1."""
    apart = cdist(x, x)
    ends = np.log([apart[apart > 0].min(), 10 * apart.max()])
    grid = np.linspace(*ends, 64)
    errors = [error(np.exp(at)) for at in grid]
    best = int(np.nanargmin(errors))
    if steps:
        return np.exp(grid[best]), errors[best], error(1)
    found = minimize_scalar(lambda at: error(np.exp(at)), bounds=(grid[best - 1], grid[best + 1]),
                            method="bounded", options={"xatol": 1e-9})
    assert found.fun <= errors[best]
    return np.exp(found.x), found.fun, error(1)


def by_statsmodels(x, y):
    models = [KernelReg(column, x, "c" * x.shape[1], reg_type="lc", bw=np.ones(x.shape[1]))
              for column in y.T]
    with np.errstate(all="ignore"):
        return least(lambda h: sum(m.cv_loo(np.full(x.shape[1], h), m._est_loc_constant).item()
                                   for m in models), x)


KERNELS = {"gaussian": lambda u: np.exp(-(u**2) / 2), "laplacian": lambda u: np.exp(-u),
           "epanechnikov": lambda u: np.where(u < 1, 1 - u**2, 0),
           "tricube": lambda u: np.where(u < 1, 1 - u**3, 0) ** 3,
           "uniform": lambda u: np.where(u < 1, 1, 0)}


def by_numpy(name, x, y, seen=True):
    apart = cdist(x, x, "cityblock" if name == "laplacian" else "euclidean")
    seen = seen & ~np.eye(len(x), dtype=bool)

    def error(h):
        weights = np.where(seen, KERNELS[name](apart / h), 0)
        total = weights.sum(axis=1, keepdims=True)
        predicted = np.where(total > 0, weights @ y / np.where(total > 0, total, 1), y.mean(axis=0))
        return ((y - predicted) ** 2).sum() / len(y)

    return least(error, x, name == "uniform")


def found(s, name, arguments, found, mean=1):
    """The width to 1e-3, the errors to the 6 digits that are told."""
    width, error, before = found
    run = f"context --bandwidth=auto {arguments} 2>&1 >/dev/null | sed -E {NOTE}"
    s.case(f"{name}-width", rf"{run}/\1/'", np.array([[width]]), 1e-3)
    s.case(f"{name}-errors", rf"{run}/\3,\4/'", np.array([[error / mean, before / mean]]), 1e-5)


def iris():
    with open(HERE / "../../data/iris.csv") as file:
        rows = list(csv.DictReader(file))
    names = list(rows[0])[:4]
    x = np.array([[float(row[name]) for name in names] for row in rows])
    texts = [row["species"] for row in rows]
    one_hot = np.array([[text == name for name in dict.fromkeys(texts)] for text in texts], float)
    return x, one_hot


random = np.random.default_rng(81)
x = random.normal(size=(90, 2)).round(3)
y = np.column_stack([np.sin(2 * x[:, 0]) + x[:, 1], np.cos(x[:, 1])])
y = (y + random.normal(size=y.shape) / 3).round(3)
groups = random.integers(3, size=90)
s = Set("bandwidth", x=x, y=y, g=np.column_stack([x, groups]))
files = "-q x.csv -v y.csv"
found(s, "gaussian", f"-f gaussian {files}", by_statsmodels(x, y), 2)
found(s, "first", f"-f gaussian {files} --value-columns=1", by_statsmodels(x, y[:, :1]))
found(s, "single", f"-f gaussian {files} --precision=single", by_numpy("gaussian", x, y), 2)
for kernel in list(KERNELS)[1:]:
    found(s, kernel, f"-f {kernel} {files}", by_numpy(kernel, x, y), 2)
at, to = np.indices((90, 90))
same = groups[:, None] == groups
found(s, "group", "-f gaussian -q g.csv -v y.csv --group=3", by_numpy("gaussian", x, y, same), 2)
found(s, "causal", f"-f gaussian {files} --causal --offset=7",
      by_numpy("gaussian", x, y, to <= at), 2)
found(s, "window", f"-f epanechnikov {files} --window=20,5",
      by_numpy("epanechnikov", x, y, (to >= at - 20) & (to <= at + 5)), 2)
found(s, "valid", f"-f tricube {files} --valid-keys=50", by_numpy("tricube", x[:50], y[:50]), 2)
features, species = iris()
run = "-q ../../../data/iris.csv --classes=species"
found(s, "classes", f"-f gaussian {run}", by_statsmodels(features, species))
found(s, "laplacian-classes", f"-f laplacian {run}", by_numpy("laplacian", features, species))

# Each flower by the others: the width is near the peer's, and so are the probabilities.
best = by_statsmodels(features, species)[0]
weights = KERNELS["gaussian"](cdist(features, features) / best) * (1 - np.eye(len(features)))
s.case("left-out", f"context --quiet --plain -f gaussian --bandwidth=auto --exclude-self {run}",
       weights @ species / weights.sum(axis=1, keepdims=True), 1e-3, 1e-3)
s.close()

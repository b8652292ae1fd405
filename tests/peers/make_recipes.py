#!/usr/bin/env python3
"""Computes what the recipes of the manual give, as the systems that they stand for do.

    python3 tests/peers/make_recipes.py

The set is one of make_expected.py: scipy, scikit-learn and the formulas of papers, in numpy.
"""

import math

import numpy as np
from make_expected import Set
from scipy.spatial.distance import cdist
from scipy.special import softmax
from sklearn.gaussian_process.kernels import Matern
from sklearn.metrics.pairwise import sigmoid_kernel

CLOSE = 1e-12


def causal(s):
    return np.where(np.tri(*s.shape, dtype=bool), s, -np.inf)


def turned(x, angles):
    """Rotary embedding of the halves."""
    a, b = np.split(x, 2, axis=1)
    return np.hstack([a * np.cos(angles) - b * np.sin(angles),
                      b * np.cos(angles) + a * np.sin(angles)])


def main():
    random = np.random.default_rng(81)
    n, m, d = 6, 6, 4
    q, k, v = (random.normal(size=s).round(3) for s in ((n, d), (m, d), (m, 3)))
    variances = np.vstack([q, k]).var(axis=0, ddof=1)
    bits, others = ((random.random(s) < 0.5).astype(float) for s in ((n, 5), (m, 5)))
    q2, k2 = random.normal(size=(2, n, d)).round(3)
    forget = np.log(random.uniform(0.5, 1, n)).round(4)
    down, up = random.normal(size=(d, 2)).round(3), random.normal(size=(2, 3)).round(3)
    latent = random.normal(size=(m, 2)).round(3)
    parts = np.arange(n) // 3
    decay = -random.uniform(0, 0.5, size=(n, d)).round(3)
    total = decay.cumsum(axis=0)
    index = np.arange(d // 2)
    base, factor = 100.0, 4.0

    # YaRN (Peng et al. 2023): frequencies between interpolated and kept ones, by wavelength.
    frequencies = base ** (-index / (d / 2))
    ramp = np.clip((64 * frequencies / (2 * math.pi) - 1) / (32 - 1), 0, 1)
    yarn = frequencies / factor * (1 - ramp) + frequencies * ramp
    magnitude = 0.1 * math.log(factor) + 1
    place = np.arange(n)[:, None]
    tables = {"cos": magnitude * np.cos(place * yarn), "sin": magnitude * np.sin(place * yarn)}

    s = Set("recipes", q=q, k=k, v=v, bits=bits, others=others,
            widths=np.diag(1 / np.sqrt(variances)), qq=np.hstack([q, q2]), kk=np.hstack([k, k2]),
            vv=np.hstack([v, v]), less=np.vstack([np.eye(3), -0.8 * np.eye(3)]),
            forget=-forget.cumsum()[None], down=down, up=up, latent=latent,
            chunks=(parts[:, None] == parts[None]).astype(float), third=(place + 1) / factor,
            decayed=q * np.exp(total), grown=k * np.exp(-total),
            two=np.hstack([q[:3], q[3:]]), three=np.hstack([k[:3], k[3:]]),
            four=np.hstack([v[:3], v[3:]]), **tables)

    def case(name, run, expected):
        s.case(name, run, expected, CLOSE, CLOSE)

    context = "context -q q.csv -k k.csv -v v.csv"
    case("sigmoid-kernel", "similarity q.csv k.csv -f polynomial --degree=1 --gamma=0.3 --coef0=0.5 "
         "--softcap=1", sigmoid_kernel(q, k, gamma=0.3, coef0=0.5))
    case("seuclidean", "similarity q.csv k.csv -f euclidean --project-queries=widths.csv "
         "--project-keys=widths.csv --scale=-1", cdist(q, k, "seuclidean", V=variances))
    case("hamming", "similarity bits.csv others.csv -f manhattan --scale=-0.2",
         cdist(bits, others, "hamming"))
    weights = Matern(length_scale=0.7, nu=0.5)(q, k)
    case("exponential-kernel", f"{context} -f euclidean --temperature=0.7",
         weights / weights.sum(1, keepdims=True) @ v)

    def rotary(name, flags, angles, size=1.0):
        a, b = size * turned(q, angles), size * turned(k, angles)
        case(name, f"{context} -f scaled-dot --causal {flags}",
             softmax(causal(a @ b.T / 2), axis=1) @ v)

    rotary("linear-rope", "--rope=100 --positions=third.csv --key-positions=third.csv",
           (place + 1) / factor * frequencies)
    ntk = base * factor ** (d / (d - 2))
    rotary("ntk-rope", f"--rope={ntk!r}", place * ntk ** (-index / (d / 2)))
    rotary("yarn", "--rope-cos=cos.csv --rope-sin=sin.csv", place * yarn, magnitude)
    first, second = (softmax(causal(a @ b.T / 2), axis=1) for a, b in ((q, k), (q2, k2)))
    case("differential", "context -q qq.csv -k kk.csv -v vv.csv --heads=2 -f scaled-dot --causal "
         "--project-output=less.csv", (first - 0.8 * second) @ v)
    gates = forget.cumsum()[:, None] - forget.cumsum()
    case("forgetting", f"{context} -f scaled-dot --causal --bias=forget.csv",
         softmax(causal(q @ k.T / 2 + gates), axis=1) @ v)
    scores = q @ (latent @ down.T).T / 2
    case("absorbed", "context -q q.csv -k latent.csv -v latent.csv -f general "
         "--similarity-weight=down.csv --scale=0.5 --causal --project-output=up.csv",
         softmax(causal(scores), axis=1) @ (latent @ up))
    chunked = np.where(parts[:, None] == parts, causal(q @ k.T / 2), -np.inf)
    case("chunked", f"{context} -f scaled-dot --causal --mask=chunks.csv",
         softmax(chunked, axis=1) @ v)
    batches = [softmax(causal(q[i:i + 3] @ k[i:i + 3].T / 2), axis=1) @ v[i:i + 3] for i in (0, 3)]
    case("batches", "context -q two.csv -k three.csv -v four.csv --heads=2 -f scaled-dot --causal",
         np.hstack(batches))
    case("linear-rule", f"{context} -n none --causal", np.tril(q @ k.T) @ v)
    states, state = [], np.zeros((d, 3))
    for t in range(n):
        state = np.exp(decay[t])[:, None] * state + np.outer(k[t], v[t])
        states.append(q[t] @ state)
    case("gated-rule", "context -q decayed.csv -k grown.csv -v v.csv -n none --causal", states)
    s.close()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Computes gradients of attention with PyTorch's autograd in binary64.

    python3 tests/peers/make_gradient.py

The sets are those of make_expected.py. Contexts are written out here in PyTorch's operations, but
for those of scaled_dot_product_attention and nn.MultiheadAttention; autograd does the rest.
"""

import math

import numpy as np
import torch
from make_expected import Set
from torch.nn.functional import cosine_similarity, elu, scaled_dot_product_attention

CLOSE, SINGLE = 1e-12, 1e-4


def numbers(random, *shape):
    return random.normal(size=shape).round(3)


def leaves(**inputs):
    return {x: torch.tensor(y, requires_grad=True) for x, y in inputs.items()}


def gradients(context, upstream, inputs):
    found = torch.autograd.grad((context * torch.tensor(upstream)).sum(), list(inputs.values()),
                                allow_unused=True, materialize_grads=True)
    return dict(zip(inputs, (x.numpy() for x in found)))


def cases(s, name, flags, found, single=True):
    """A case for each gradient, and of the first one in single precision."""
    for i, (by, expected) in enumerate(found.items()):
        expected = np.atleast_2d(expected)
        run = f"gradient -q q.csv -k k.csv -v v.csv --upstream=u.csv {flags} --of={by}"
        s.case(f"{name}-{by}", run, expected, CLOSE, CLOSE)
        s.case(f"{name}-{by}", run + " --kernel=reference", expected, CLOSE, CLOSE)
        if single:
            s.case(f"{name}-{by}", run + " --precision=single", expected, SINGLE, SINGLE)


NAMES = {"q": "queries", "k": "keys", "v": "values", "b": "bias", "s": "sink"}


def named(found):
    return {NAMES.get(x, x.replace("_", "-")): y for x, y in found.items()}


# Normalizers. ------------------------------------------------------------------------------------


def entmax(scores, alpha):
    """The threshold by bisection; a step of Newton's method at the root gives it its derivative."""
    z = (alpha - 1) * scores
    low, high = z.max(-1, keepdim=True).values - 1, z.max(-1, keepdim=True).values

    def weights(threshold):
        return (z - threshold).clamp(min=0) ** (1 / (alpha - 1))

    with torch.no_grad():
        for _ in range(200):
            middle = (low + high) / 2
            above = weights(middle).sum(-1, keepdim=True) > 1
            low, high = torch.where(above, middle, low), torch.where(above, high, middle)
        threshold = (low + high) / 2
        support = z > threshold
        slopes = torch.where(support, (z - threshold).clamp(min=1e-300) ** (1 / (alpha - 1) - 1), 0)
        slope = -slopes.sum(-1, keepdim=True) / (alpha - 1)
    inside = torch.where(support, z - threshold, 1.0)
    rest = torch.where(support, inside ** (1 / (alpha - 1)), 0).sum(-1, keepdim=True) - 1
    threshold = threshold - rest / slope
    return torch.where(support, torch.where(support, z - threshold, 1.0) ** (1 / (alpha - 1)), 0)


def normalize(scores, function="softmax", alpha=1.5, sink=None):
    seen = scores > -math.inf
    if function == "softmax":
        if sink is not None:
            scores = torch.cat([scores, sink.reshape(1, 1).expand(len(scores), 1)], 1)
            return torch.softmax(scores, -1)[:, :-1]
        return torch.where(seen.any(-1, keepdim=True), torch.softmax(
            torch.where(seen.any(-1, keepdim=True), scores, 0.0), -1), 0.0)
    finite = torch.where(seen, scores, 0.0)
    if function == "sigmoid":
        return torch.where(seen, torch.sigmoid(finite - math.log(scores.shape[1])), 0)
    if function == "relu":
        return torch.where(seen, torch.relu(finite) / scores.shape[1], 0)
    if function == "none":
        return finite
    if function == "linear":
        return finite / finite.sum(-1, keepdim=True)
    low = torch.where(seen, scores, scores.detach()[seen].min() - 1e3)
    return entmax(low, {"sparsemax": 2, "entmax15": 1.5}.get(function, alpha))


# One head. ---------------------------------------------------------------------------------------


def differences(q, k):
    return q[:, None, :] - k[None, :, :]


def distance(q, k):
    square = (differences(q, k) ** 2).sum(-1)
    return torch.where(square > 0, torch.where(square > 0, square, 1.0).sqrt(), 0.0)


H = [0.5, 1.5, 2.0, 0.8]
SIMILARITIES = {
    "dot": ("", lambda q, k: q @ k.T),
    "scaled-dot": ("", lambda q, k: q @ k.T / 2),
    "cosine": ("", lambda q, k: cosine_similarity(q[:, None], k[None], -1)),
    "correlation": ("", lambda q, k: cosine_similarity((q - q.mean(1, keepdim=True))[:, None],
                                                       (k - k.mean(1, keepdim=True))[None], -1)),
    "euclidean": ("", lambda q, k: -distance(q, k)),
    "sqeuclidean": ("", lambda q, k: -(differences(q, k) ** 2).sum(-1)),
    "manhattan": ("", lambda q, k: -differences(q, k).abs().sum(-1)),
    "gaussian": (" --bandwidth=1.3", lambda q, k: -(differences(q, k) ** 2).sum(-1) / 2 / 1.3**2),
    "laplacian": (" --bandwidth=1.3", lambda q, k: -differences(q, k).abs().sum(-1) / 1.3),
    "rbf": (" --gamma=0.7", lambda q, k: -0.7 * (differences(q, k) ** 2).sum(-1)),
    "polynomial": (" --gamma=0.3 --coef0=0.4 --degree=3",
                   lambda q, k: (0.3 * q @ k.T + 0.4) ** 3),
}


def one_head():
    random = np.random.default_rng(71)
    q, k, v, u = (numbers(random, *x) for x in ((9, 4), (11, 4), (11, 3), (9, 3)))
    k[2] = q[3]  # no distance
    mask = (random.random((9, 11)) < 0.6).astype(float)
    mask[4] = 0
    bias, row = numbers(random, 9, 11), numbers(random, 1, 11)
    bias[mask == 0] = np.where(random.random((mask == 0).sum()) < 0.5, -np.inf, 0.25)
    weights = {"W": numbers(random, 4, 4), "A": numbers(random, 5, 4), "B": numbers(random, 5, 4),
               "C": numbers(random, 5, 8), "x": numbers(random, 1, 5), "y": numbers(random, 1, 5),
               "L": numbers(random, 8, 4)}
    s = Set("gradient", q=q, k=k, v=v, u=u, mask=mask, bias=bias, row=row, **weights)

    def scored(name, flags, score, more={}, **options):
        x = leaves(q=q, k=k, v=v, **more)
        p = normalize(score(**{y: z for y, z in x.items() if y not in "vs"}),
                      **({"sink": x["s"]} if "s" in x else {}), **options)
        cases(s, name, flags, named(gradients(p @ x["v"], u, x)))

    for name, (flags, score) in SIMILARITIES.items():
        scored(name, f"-f {name}{flags}", score)
    scored("gaussian-widths", "-f gaussian --bandwidth=" + ",".join(map(str, H)),
           lambda q, k: -((differences(q, k) / torch.tensor(H, dtype=q.dtype)) ** 2).sum(-1) / 2)
    scored("laplacian-widths", "-f laplacian --bandwidth=" + ",".join(map(str, H)),
           lambda q, k: -(differences(q, k) / torch.tensor(H, dtype=q.dtype)).abs().sum(-1))
    scored("general", "-f general --similarity-weight=W.csv",
           lambda q, k, similarity_weight: q @ similarity_weight @ k.T,
           {"similarity_weight": weights["W"]})
    scored("additive", "-f additive --additive-query=A.csv --additive-key=B.csv "
           "--additive-vector=x.csv --additive-bias=y.csv",
           lambda q, k, additive_query, additive_key, additive_vector, additive_bias:
           torch.tanh((q @ additive_query.T + additive_bias)[:, None] +
                      (k @ additive_key.T)[None]) @ additive_vector[0],
           {"additive_query": weights["A"], "additive_key": weights["B"],
            "additive_vector": weights["x"], "additive_bias": weights["y"]})
    scored("concat", "-f concat --similarity-weight=C.csv --additive-vector=x.csv",
           lambda q, k, similarity_weight, additive_vector:
           torch.tanh((q @ similarity_weight[:, :4].T)[:, None] +
                      (k @ similarity_weight[:, 4:].T)[None]) @ additive_vector[0],
           {"similarity_weight": weights["C"], "additive_vector": weights["x"]})
    scored("location", "-f location --similarity-weight=L.csv",
           lambda q, k, similarity_weight:
           torch.cat([q @ similarity_weight.T, torch.full((9, 3), -math.inf)], 1),
           {"similarity_weight": weights["L"]})

    def features(x):
        return elu(x) + 1

    hidden = torch.tensor(mask) == 0
    some = "--mask=mask.csv"
    for name in ["softmax", "sparsemax", "entmax15", "entmax", "sigmoid", "relu", "linear", "none"]:
        flags = f"-n {name}" + (" --alpha=1.3" if name == "entmax" else "")
        score = (lambda q, k: features(q) @ features(k).T) if name == "linear" else \
            (lambda q, k: q @ k.T)
        scored(name, flags, score, function=name, alpha=1.3)
        # A row without any key has no weights; the sparse ones are compared elsewhere.
        if name in ("softmax", "sigmoid", "relu", "none"):
            scored(name + "-masked", f"{flags} {some}",
                   lambda q, k, f=score: f(q, k).masked_fill(hidden, -math.inf), function=name)
    scored("masked-cosine", f"-f cosine {some} --temperature=0.4",
           lambda q, k: (cosine_similarity(q[:, None], k[None], -1) / 0.4).masked_fill(
               hidden, -math.inf))
    scored("sink", "--sink=0.7", lambda q, k: q @ k.T, {"s": np.array([0.7])})
    scored("sink-causal", "--sink=-0.3 --causal --offset=-2",
           lambda q, k: (q @ k.T).masked_fill(~torch.ones(9, 11).tril(-2).bool(), -math.inf),
           {"s": np.array([-0.3])})
    scored("bias", "--bias=bias.csv", lambda q, k, b: q @ k.T + b, {"b": bias})
    scored("bias-row", "--bias=row.csv --temperature=1.7", lambda q, k, b: (q @ k.T + b) / 1.7,
           {"b": row})
    scored("capped", "--scale=0.8 --softcap=1.5 --bias=bias.csv --temperature=0.6",
           lambda q, k, b: (1.5 * torch.tanh(0.8 * q @ k.T / 1.5) + b) / 0.6, {"b": bias})
    scored("capped-polynomial", "-f polynomial --degree=2 --softcap=5 --scale=0.5",
           lambda q, k: 5 * torch.tanh(0.5 * (q @ k.T / 4 + 1) ** 2 / 5))
    scored("capped-manhattan", "-f manhattan --softcap=5 -n sigmoid",
           lambda q, k: 5 * torch.tanh(-differences(q, k).abs().sum(-1) / 5), function="sigmoid")
    place, keys = torch.arange(9)[:, None] + 1.0, torch.arange(11)[None]
    seen = (keys <= place) & (keys >= place - 3) | (keys < 2)
    scored("window", "--causal --window=3,0 --offset=1 --prefix=2 --alibi=0.3",
           lambda q, k: (q @ k.T - 0.3 * (place - keys).abs().double()).masked_fill(~seen, -math.inf))
    scored("local", "--local-m=2 --exclude-self",
           lambda q, k: (q @ k.T).masked_fill(
               ((keys - place + 1).abs() > 2) | (keys == place - 1), -math.inf))
    scored("top", "--top=4", lambda q, k: (q @ k.T).masked_fill(
        (q @ k.T) < (q @ k.T).topk(4, -1).values[:, -1:], -math.inf))
    s.close()


# Layers. -----------------------------------------------------------------------------------------


def heads_of(x, heads):
    return x.reshape(len(x), heads, -1).transpose(0, 1)


def joined(x):
    return x.transpose(0, 1).reshape(x.shape[1], -1)


def turned(x, positions, base=10000.0):
    """Rotary embedding of the halves of each head."""
    pairs = x.shape[-1] // 2
    angles = positions[:, None] * base ** (-torch.arange(pairs, dtype=torch.float64) / pairs)
    a, b = x[..., :pairs], x[..., pairs:]
    return torch.cat([a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()], -1)


def layers():
    random = np.random.default_rng(72)
    n, m, heads, kv = 5, 7, 4, 2
    q, k, v = numbers(random, n, heads * 4), numbers(random, m, kv * 4), numbers(random, m, kv * 3)
    u, biases = numbers(random, n, heads * 3), numbers(random, heads * n, m)
    bias = numbers(random, n, m)
    s = Set("gradient-heads", q=q, k=k, v=v, u=u, biases=biases, bias=bias, u1=u[:, 3:6])
    shared = f"--heads={heads} --kv-heads={kv}"

    x = leaves(q=q, k=k, v=v)
    y = scaled_dot_product_attention(*(heads_of(z, h)[None] for z, h in
                                       zip(x.values(), (heads, kv, kv))), enable_gqa=True,
                                     is_causal=True)[0]
    cases(s, "grouped", f"-f scaled-dot --causal {shared}", named(gradients(joined(y), u, x)))

    def grouped(x):
        return (heads_of(x["q"], heads), heads_of(x["k"], kv).repeat_interleave(heads // kv, 0),
                heads_of(x["v"], kv).repeat_interleave(heads // kv, 0))

    for name, file in [("biases", biases), ("bias", bias)]:
        x = leaves(q=q, k=k, v=v, b=file)
        a, b, c = grouped(x)
        added = x["b"].reshape(-1, n, m)
        y = torch.softmax(a @ b.transpose(1, 2) + added, -1) @ c
        cases(s, name, f"--bias={name}.csv {shared}", named(gradients(joined(y), u, x)))
    x = leaves(q=q, k=k, v=v)
    a, b, c = grouped(x)
    a, b = turned(a, torch.arange(n) + 2.0), turned(b, torch.arange(m) + 0.0)
    slopes = 2.0 ** (-8 * (torch.arange(heads) + 1) / heads)
    away = (torch.arange(n)[:, None] + 2 - torch.arange(m)).abs()
    y = torch.softmax(a @ b.transpose(1, 2) / 2 - slopes[:, None, None] * away, -1) @ c
    cases(s, "turned", f"-f scaled-dot --rope --offset=2 --alibi {shared}",
          named(gradients(joined(y), u, x)))
    x = leaves(q=q, k=k, v=v)
    a, b, c = grouped(x)
    y = torch.softmax(a @ b.transpose(1, 2), -1) @ c
    found = named(gradients(y[1], u[:, 3:6], x))
    cases(s, "second", f"{shared} --head=1 --upstream=u1.csv", found)
    s.close()


def projections():
    random = np.random.default_rng(73)
    n, m, d, d_k, d_v, heads = 5, 7, 6, 5, 4, 2
    q, k, v, u = (numbers(random, *x) for x in ((n, d), (m, d_k), (m, d_v), (n, 3)))
    files = {"wq": numbers(random, d, 8), "wk": numbers(random, d_k, 8),
             "wv": numbers(random, d_v, 6), "wo": numbers(random, 6, 3), "bq": numbers(random, 1, 8),
             "bk": numbers(random, 1, 8), "bv": numbers(random, 1, 6), "bo": numbers(random, 1, 3)}
    s = Set("gradient-projections", q=q, k=k, v=v, u=u, **files)
    names = {"wq": "project_queries", "wk": "project_keys", "wv": "project_values",
             "wo": "project_output", "bq": "project_queries_bias", "bk": "project_keys_bias",
             "bv": "project_values_bias", "bo": "project_output_bias"}
    flags = " ".join(f"--{names[x].replace('_', '-')}={x}.csv" for x in files)
    x = leaves(q=q, k=k, v=v, **{names[y]: z for y, z in files.items()})
    a = heads_of(x["q"] @ x["project_queries"] + x["project_queries_bias"], heads)
    b = heads_of(x["k"] @ x["project_keys"] + x["project_keys_bias"], heads)
    c = heads_of(x["v"] @ x["project_values"] + x["project_values_bias"], heads)
    a, b = turned(a, torch.arange(n) + 0.0), turned(b, torch.arange(m) + 0.0)
    seen = torch.ones(n, m).tril().bool()
    p = torch.softmax((a @ b.transpose(1, 2) / 2).masked_fill(~seen, -math.inf), -1)
    y = joined(p @ c) @ x["project_output"] + x["project_output_bias"]
    cases(s, "layer", f"-f scaled-dot --heads={heads} --causal --rope {flags}",
          named(gradients(y, u, x)))
    s.close()


def long():
    """More queries than are summed at a time, and more keys than are held in a block."""
    random = np.random.default_rng(74)
    q, k, v, u = (numbers(random, *x) for x in ((150, 3), (40, 3), (40, 2), (150, 2)))
    s = Set("gradient-long", q=q, k=k, v=v, u=u)
    for name, flags, score in [
            ("dot", "", lambda q, k: q @ k.T),
            ("manhattan", "-f manhattan", lambda q, k: -differences(q, k).abs().sum(-1)),
            ("cosine", "-f cosine", lambda q, k: cosine_similarity(q[:, None], k[None], -1))]:
        x = leaves(q=q, k=k, v=v)
        found = named(gradients(torch.softmax(score(x["q"], x["k"]), -1) @ x["v"], u, x))
        cases(s, name, flags, found)
    s.close()


if __name__ == "__main__":
    one_head()
    layers()
    projections()
    long()

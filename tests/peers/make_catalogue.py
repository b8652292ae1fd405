#!/usr/bin/env python3
"""Computes what the similarities, normalizers and local attention must print, by peers in binary64.

    python3 tests/peers/make_catalogue.py

The sets are those of make_expected.py. Similarities: scipy's cdist, scikit-learn's pairwise
kernels, PyTorch for those with weights, Keras' AdditiveAttention and Attention; regression with
kernels: statsmodels' KernelReg and scikit-learn. Normalizers: the package entmax, and PyTorch. Where
there is no package, the paper's formula stands here in numpy or PyTorch.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import entmax  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
from make_expected import Set, distribution  # noqa: E402
from make_layers import CLOSE, joined, split, stacked  # noqa: E402
from make_torch import both, numbers  # noqa: E402
from scipy.spatial.distance import cdist  # noqa: E402
from sklearn.metrics import pairwise  # noqa: E402
from statsmodels.nonparametric.kernel_regression import KernelReg  # noqa: E402

LOOSE = 1e-10  # where the peer bisects or takes logarithms of what it has exponentiated


def every_step(s, name, flags, scores, v, files="-q q.csv -k k.csv"):
    """The scores, the weights and the context, in both precisions."""
    a = distribution(scores)
    both(s, name, "similarity", f"{flags} {files}", scores)
    both(s, f"{name}-weights", "softmax", f"{flags} {files}", a)
    both(s, f"{name}-context", "context", f"{flags} {files} -v v.csv", a @ v)


# Similarities. -----------------------------------------------------------------------------------


def kernels():
    """scipy's distances and scikit-learn's kernels, those with an exponential as logarithms."""
    random = np.random.default_rng(61)
    q, k, v = numbers(random, 5, 4), numbers(random, 7, 4), numbers(random, 7, 2)
    k[2] = q[1]
    widths = np.array([0.5, 1.25, 2, 0.75])
    covariance = np.cov(np.vstack([q, k]).T)
    factor = np.linalg.cholesky(np.linalg.inv(covariance))
    s = Set("kernels", q=q, k=k, v=v, factor=factor)
    maps = "--project-queries=factor.csv --project-keys=factor.csv"
    for name, flags, scores in [
        ("correlation", "-f correlation", 1 - cdist(q, k, "correlation")),
        ("cosine", "-f cosine", 1 - cdist(q, k, "cosine")),
        ("euclidean", "-f euclidean", -cdist(q, k)),
        ("sqeuclidean", "-f sqeuclidean", -cdist(q, k, "sqeuclidean")),
        ("manhattan", "-f manhattan", -cdist(q, k, "cityblock")),
        ("seuclidean", "-f gaussian --bandwidth=0.5,1.25,2,0.75",
         -cdist(q, k, "seuclidean", V=widths**2) ** 2 / 2),
        ("mahalanobis", f"-f euclidean {maps}",
         -cdist(q, k, "mahalanobis", VI=np.linalg.inv(covariance))),
        ("linear-kernel", "-f dot", pairwise.linear_kernel(q, k)),
        ("rbf", "-f rbf", np.log(pairwise.rbf_kernel(q, k))),
        ("rbf-gamma", "-f rbf --gamma=0.3", np.log(pairwise.rbf_kernel(q, k, gamma=0.3))),
        ("laplacian", "-f laplacian --bandwidth=2.5",
         np.log(pairwise.laplacian_kernel(q, k, gamma=1 / 2.5))),
        ("laplacian-each", "-f laplacian --bandwidth=0.5,1.25,2,0.75",
         -cdist(q / widths, k / widths, "cityblock")),
        ("polynomial", "-f polynomial", pairwise.polynomial_kernel(q, k)),
        ("polynomial-2", "-f polynomial --degree=2 --gamma=0.7 --coef0=-0.5",
         pairwise.polynomial_kernel(q, k, degree=2, gamma=0.7, coef0=-0.5)),
        ("scaled", "-f manhattan --scale=0.5", -cdist(q, k, "cityblock") / 2),
        ("scaled-auto", "-f cosine --scale=auto", pairwise.cosine_similarity(q, k) / 2),
    ]:
        every_step(s, name, flags, scores, v)
    s.close()


def weighted():
    """Luong's and Bahdanau's scores, in PyTorch."""
    random = np.random.default_rng(62)
    n, m, d, e, a = 4, 6, 3, 5, 4
    q, k, v = numbers(random, n, d), numbers(random, m, e), numbers(random, m, 2)
    general, w, u = numbers(random, d, e), numbers(random, a, d), numbers(random, a, e)
    concat, vector, bias = numbers(random, a, d + e), numbers(random, a), numbers(random, a)
    location, short = numbers(random, m + 2, d), numbers(random, m - 2, d)
    s = Set("weighted", q=q, k=k, v=v, general=general, w=w, u=u, concat=concat, vector=vector,
            bias=bias[:, None], location=location, short=short)
    tq, tk, tw, tu, tv, tb, tc = (torch.tensor(x) for x in (q, k, w, u, vector, bias, concat))
    pairs = torch.cat([tq[:, None].expand(n, m, d), tk[None].expand(n, m, e)], 2)
    additive = ("-f additive --additive-query=w.csv --additive-key=u.csv "
                "--additive-vector=vector.csv")
    left = np.full((n, m), -np.inf)
    left[:, :m - 2] = q @ short.T
    for name, flags, scores in [
        ("luong-general", "-f general --similarity-weight=general.csv",
         torch.einsum("nd,de,me->nm", tq, torch.tensor(general), tk)),
        ("bahdanau", additive, torch.tanh((tq @ tw.T)[:, None] + tk @ tu.T) @ tv),
        ("bahdanau-bias", f"{additive} --additive-bias=bias.csv",
         torch.tanh((tq @ tw.T)[:, None] + tk @ tu.T + tb) @ tv),
        ("luong-concat", "-f concat --similarity-weight=concat.csv --additive-vector=vector.csv",
         torch.tanh(pairs @ tc.T) @ tv),
        ("luong-location", "-f location --similarity-weight=location.csv", (q @ location.T)[:, :m]),
        ("luong-location-short", "-f location --similarity-weight=short.csv", left),
    ]:
        every_step(s, name, flags, np.asarray(scores), v)
    s.close()


def keras_layers():
    """Keras' AdditiveAttention and Attention, with their scale, masks and causal mask. Its tanh is
    in binary32 whatever one asks for; `bahdanau` above is held closer. It masks by adding a large
    negative number, so here no row is all masked."""
    keras.config.set_floatx("float64")
    random = np.random.default_rng(63)
    n, m, d = 5, 6, 3
    q, k, v = numbers(random, n, d), numbers(random, m, d), numbers(random, m, 2)
    scale, seen = numbers(random, d), np.array([1, 0, 1, 1, 0, 1], bool)
    s = Set("keras-layers", q=q, k=k, v=v, eye=np.eye(d), ones=np.ones(d), scale=scale,
            seen=seen.astype(float))
    additive = "-f additive --additive-query=eye.csv --additive-key=eye.csv --additive-vector"
    files = "-q q.csv -k k.csv"

    def run(layer, name, value, flags, **options):
        inputs = [x[None] for x in (q, v, k)]
        layer.built or layer.build([x.shape for x in inputs])
        if getattr(layer, "scale", None) is not None:
            layer.scale.assign(value)
        if getattr(layer, "concat_score_weight", None) is not None:
            layer.concat_score_weight.assign(1.5)
        y, a = layer(inputs, return_attention_scores=True, **options)
        a, y = np.asarray(a)[0], np.asarray(y)[0]
        near = 1e-6 if "additive" in flags else CLOSE
        s.case(f"{name}-weights", f"softmax {flags} {files}", a, near, near)
        s.case(name, f"context {flags} {files} -v v.csv", y, near, near)

    for name, layer, value, flags in [
        ("additive", keras.layers.AdditiveAttention(use_scale=False), None,
         f"{additive}=ones.csv"),
        ("additive-scaled", keras.layers.AdditiveAttention(), scale, f"{additive}=scale.csv"),
        ("dot", keras.layers.Attention(), None, "-f dot"),
        ("dot-scaled", keras.layers.Attention(use_scale=True), 0.4, "--scale=0.4"),
        ("concat", keras.layers.Attention(score_mode="concat", use_scale=True), 1.0,
         f"{additive}=ones.csv --scale=1.5"),
    ]:
        for more, option, options in [
            ("", "", {}),
            ("-masked", " --mask=seen.csv", {"mask": [None, seen[None]]}),
            ("-causal", " --causal", {"use_causal_mask": True}),
        ]:
            run(layer, name + more, value, flags + option, **options)
    s.close()


def regression():
    """Nadaraya and Watson's regression: statsmodels' KernelReg, a bandwidth a feature, and
    scikit-learn's kernels, normalised."""
    random = np.random.default_rng(64)
    n, m = 8, 40
    for d, widths in [(1, [0.35]), (2, [0.4, 0.9]), (3, [0.8, 1.5, 0.6])]:
        x, at = numbers(random, m, d), numbers(random, n, d)
        y = numbers(random, m, 1)
        s = Set(f"regression-{d}", q=at, k=x, v=y)
        model = KernelReg(y[:, 0], x, "c" * d, reg_type="lc", bw=widths)
        fitted, _ = model.fit(at)
        widths = ",".join(str(w) for w in widths)
        flags = f"-q q.csv -k k.csv -v v.csv -f gaussian --bandwidth={widths}"
        both(s, "local-constant", "context", flags, fitted[:, None])
        for name, flags, kernel in [
            ("rbf", "-f rbf --gamma=0.8", pairwise.rbf_kernel(at, x, gamma=0.8)),
            ("laplacian", "-f laplacian --bandwidth=0.5",
             pairwise.laplacian_kernel(at, x, gamma=2)),
        ]:
            y_hat = kernel @ y / kernel.sum(axis=1, keepdims=True)
            both(s, name, "context", f"-q q.csv -k k.csv -v v.csv {flags}", y_hat)
        s.close()


# Normalizers. ------------------------------------------------------------------------------------


def on_rows(function, scores, masked=0.0):
    """function of a row's unmasked scores; `masked` where masked."""
    a = np.full_like(scores, masked)
    for row, out in zip(scores, a):
        if (seen := row > -np.inf).any():
            out[seen] = function(torch.tensor(row[seen])).numpy()
    return a


def top(scores, count):
    """The scores with all but each row's best masked; of equals the first is better."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    out = np.full_like(scores, -np.inf)
    np.put_along_axis(out, best, np.take_along_axis(scores, best, 1), 1)
    return out


def with_sink(sink, softmax=torch.softmax):
    """softmax of one score more, without its weight (Miller 2023: 0)."""
    return lambda x: softmax(torch.cat([x, torch.tensor([sink]).double()]), 0)[:-1]


def entmaxes(alpha):
    return lambda x: entmax.entmax_bisect(x, alpha, n_iter=200)


# Where a logarithm of the weights would be one of numbers too small.
LOGARITHMS = {
    "sigmoid": lambda x: torch.nn.functional.logsigmoid(x - np.log(9)),
    "sigmoid-bias": lambda x: torch.nn.functional.logsigmoid(x + 0.5),
    "softmax1": with_sink(0.0, torch.log_softmax),
    "sink": with_sink(1.5, torch.log_softmax),
}


def normalizers():
    random = np.random.default_rng(65)
    scores = np.vstack([
        [[-2, 0, 0.5] + [-np.inf] * 6], numbers(random, 4, 9), 10 * numbers(random, 2, 9),
        0.01 * numbers(random, 2, 9), np.zeros((1, 9)), np.tile([3.0, 1, 3], 3)[None],
        [[1000, 999.5, -1000] + [0.0] * 6], np.full((1, 9), -np.inf)])
    v = numbers(random, 9, 2)
    m = scores.shape[1]
    s = Set("normalizers", s=scores, v=v, ready=np.eye(9))
    for name, flags, function, near in [
        ("sparsemax", "-n sparsemax", lambda x: entmax.sparsemax(x, 0), CLOSE),
        ("entmax15", "-n entmax15", lambda x: entmax.entmax15(x, 0), CLOSE),
        ("entmax-1.01", "-n entmax --alpha=1.01", entmaxes(1.01), LOOSE),
        ("entmax-1.2", "-n entmax --alpha=1.2", entmaxes(1.2), LOOSE),
        ("entmax-1.5", "-n entmax --alpha=1.5", entmaxes(1.5), LOOSE),
        ("entmax-2", "-n entmax --alpha=2", entmaxes(2.0), LOOSE),
        ("entmax-3", "-n entmax --alpha=3", entmaxes(3.0), LOOSE),
        ("sigmoid", "-n sigmoid", lambda x: torch.sigmoid(x - np.log(m)), CLOSE),
        ("sigmoid-bias", "-n sigmoid --sigmoid-bias=0.5", lambda x: torch.sigmoid(x + 0.5), CLOSE),
        ("relu", "-n relu", lambda x: torch.relu(x) / m, CLOSE),
        ("none", "-n none", lambda x: x, CLOSE),
        ("softmax1", "--sink=0", with_sink(0.0), CLOSE),
        ("sink", "--sink=1.5", with_sink(1.5), CLOSE),
    ]:
        a = on_rows(function, scores)
        s.case(name, f"softmax {flags} s.csv", a, near, near)
        s.case(name, f"softmax --precision=single {flags} s.csv", a, 1e-4, 1e-5)
        warm = on_rows(function, scores / 2.5)
        s.case(f"{name}-warm", f"softmax --temperature=2.5 {flags} s.csv", warm, near, near)
        capped = on_rows(function, np.where(scores > -np.inf, 4 * np.tanh(scores / 4), -np.inf))
        s.case(f"{name}-capped", f"softmax --softcap=4 {flags} s.csv", capped, near, near)
        few = on_rows(function, top(scores, 3))
        s.case(f"{name}-top", f"softmax --top=3 {flags} s.csv", few, near, near)
        columns = on_rows(function, np.ascontiguousarray(scores.T)).T
        if near == LOOSE or "max" in name or "sink" in name:
            s.case(f"{name}-columns", f"softmax --axis=column {flags} s.csv", columns, near, near)
            whole = on_rows(function, scores.reshape(1, -1)).reshape(scores.shape)
            s.case(f"{name}-all", f"softmax --axis=all {flags} s.csv", whole, near, near)
        if name != "none":
            log = LOGARITHMS.get(name, lambda x: torch.log(function(x)))
            a = on_rows(log, scores, masked=-np.inf)
            s.case(f"{name}-log", f"softmax --log {flags} s.csv", a, near, 10 * near)
    s.close()


def normalizers_fused():
    """The same on the way from queries to context, with causal masks and grouped heads."""
    random = np.random.default_rng(66)
    n, heads, kv = 7, 4, 2
    q, k, v = (numbers(random, n, w) for w in (heads * 3, kv * 3, kv * 2))
    s = Set("normalizers-fused", q=q, k=k, v=v)
    hidden = np.triu(np.ones((n, n), bool), 1)
    scores = (split(q, heads) @ split(k, kv).repeat_interleave(2, 1).transpose(2, 3))[0].numpy()
    scores = np.where(hidden, -np.inf, scores)
    values = split(v, kv).repeat_interleave(2, 1)
    for name, flags, function, near in [
        ("sparsemax", "-n sparsemax", lambda x: entmax.sparsemax(x, 0), CLOSE),
        ("entmax15", "-n entmax15", lambda x: entmax.entmax15(x, 0), CLOSE),
        ("entmax", "-n entmax --alpha=1.2", entmaxes(1.2), LOOSE),
        ("sigmoid", "-n sigmoid", lambda x: torch.sigmoid(x - np.log(n)), CLOSE),
        ("relu", "-n relu", lambda x: torch.relu(x) / n, CLOSE),
        ("none", "-n none", lambda x: x, CLOSE),
        ("sink", "--sink=-1", with_sink(-1.0), CLOSE),
    ]:
        flags = f"--heads={heads} --kv-heads={kv} --causal {flags} -q q.csv -k k.csv"
        a = np.stack([on_rows(function, x) for x in scores])
        y = torch.tensor(a)[None] @ values
        s.case(name, f"softmax {flags}", stacked(a), near, near)
        s.case(f"{name}-context", f"context {flags} -v v.csv", joined(y), near, near)
        s.case(f"{name}-context", f"context --precision=single {flags} -v v.csv", joined(y), 1e-4,
               1e-5)
        s.case(f"{name}-sums", f"weights {flags}", a.sum(axis=1), near, near)
        score = np.concatenate([a[h].sum(axis=0) @ values[0, h].numpy() for h in range(heads)])
        s.case(f"{name}-score", f"score {flags} -v v.csv", score, near, 10 * near)
    s.close()


def long_rows():
    """Rows so long that their sums must be exact, of scores close together and far apart."""
    m = 2000
    j = np.arange(m)
    k, v = (j * j % 7)[:, None], (j % 10)[:, None]
    s = Set("long-rows", q=[[1]], k=k, v=v)
    for scale in ("1e-06", "1", "100"):
        x = torch.tensor(k[:, 0] * float(scale))
        for name, flags, function in [
            ("sparsemax", "sparsemax", lambda x: entmax.sparsemax(x, 0)),
            ("entmax15", "entmax15", lambda x: entmax.entmax15(x, 0)),
            ("entmax", "entmax --alpha=1.2", entmaxes(1.2)),
            ("entmax-3", "entmax --alpha=3", entmaxes(3.0)),
            ("softmax", "softmax", lambda x: torch.softmax(x, 0)),
        ]:
            y = function(x).numpy() @ v
            flags = f"--scale={scale} -n {flags} -q q.csv -k k.csv -v v.csv"
            s.case(f"{name}-{scale}", f"context {flags}", y, 1e-13)
            s.case(f"{name}-{scale}", f"context --precision=single {flags}", y, 5e-6)
    s.close()


def linear():
    """Linear attention (Katharopoulos 2020, eqs. 5 and 7) with its recurrent form when causal,
    grouped heads, and masks."""
    random = np.random.default_rng(67)
    n, m, heads, kv = 6, 6, 4, 2
    q, k, v = numbers(random, n, heads * 3), numbers(random, m, kv * 3), numbers(random, m, kv * 2)
    seen = random.random((n, m)) < 0.6
    seen[3] = False
    s = Set("linear", q=q, k=k, v=v, mask=seen.astype(float))
    fq, fk = (torch.nn.functional.elu(split(x, h)) + 1 for x, h in ((q, heads), (k, kv)))
    fk, values = (x.repeat_interleave(2, 1) for x in (fk, split(v, kv)))
    kv_sums = fk[..., None] * values[:, :, :, None]

    def recurrent():
        state, norm = kv_sums.cumsum(2), fk.cumsum(2)
        return torch.einsum("bhnd,bhnde->bhne", fq, state) / (fq * norm).sum(3, keepdim=True)

    def masked(mask):
        a = (fq @ fk.transpose(2, 3)) * torch.tensor(mask.astype(float))
        return a / a.sum(3, keepdim=True).where(a.sum(3, keepdim=True) > 0, torch.ones(1).double())

    i, j = np.arange(n)[:, None], np.arange(m)
    whole = torch.einsum("bhnd,bhde->bhne", fq, kv_sums.sum(2))
    whole = whole / (fq @ fk.sum(2)[..., None])
    flags = f"-n linear --heads={heads} --kv-heads={kv} -q q.csv -k k.csv"
    both(s, "whole", "context", f"{flags} -v v.csv", joined(whole))
    both(s, "recurrent", "context", f"{flags} -v v.csv --causal", joined(recurrent()))
    for name, more, mask in [
        ("none", "", np.ones((n, m), bool)), ("causal", " --causal", j <= i),
        ("file", " --mask=mask.csv", seen), ("valid", " --valid-keys=4", j + 0 * i < 4),
        ("window", " --window=2,1", (j >= i - 2) & (j <= i + 1)),
        ("self", " --exclude-self", i != j),
        ("late", " --causal --offset=-2", j <= i - 2),
    ]:
        a = masked(mask)
        both(s, f"{name}-weights", "softmax", f"{flags}{more}", stacked(a[0]))
        both(s, f"{name}-context", "context", f"{flags} -v v.csv{more}", joined(a @ values))
    s.close()


# Positions. --------------------------------------------------------------------------------------


def slopes(heads):
    """ALiBi's slopes (Press 2022): those of the power of two below, then every second one of twice
    as many."""
    power = 2 ** int(np.floor(np.log2(heads)))
    own = [2 ** (-8 * (i + 1) / power) for i in range(power)]
    if power == heads:
        return own
    return own + slopes(2 * power)[0::2][: heads - power]


def alibi():
    n, m = 3, 4
    for heads in (1, 2, 3, 5, 6, 8, 12, 20):
        s = Set(f"alibi-{heads}", q=np.zeros((n, heads)), k=np.zeros((m, heads)))
        for offset in (0, 1):
            distance = np.abs(np.arange(n)[:, None] + offset - np.arange(m))
            scores = np.stack([-slope * distance for slope in slopes(heads)])
            flags = f"--alibi --heads={heads} --offset={offset} q.csv k.csv"
            s.case(f"scores-{offset}", f"similarity {flags}", stacked(scores), CLOSE, CLOSE)
        if heads % 3 == 0:
            flags = f"--alibi --heads={heads} --kv-heads=3 --columns=1-{heads} q.csv k.csv"
            s.case("grouped", f"similarity {flags} --key-columns=1-3", stacked(np.stack(
                [-x * np.abs(np.arange(n)[:, None] - np.arange(m)) for x in slopes(heads)])))
            s.case("one", f"similarity --alibi --heads={heads} --head={heads - 1} q.csv k.csv",
                   -slopes(heads)[-1] * np.abs(np.arange(n)[:, None] - np.arange(m)))
        s.close()


def local():
    """Luong's local attention: section 3.2."""
    random = np.random.default_rng(68)
    n, m, d, a = 5, 9, 4, 3
    q, k, v = numbers(random, n, d), numbers(random, m, d), numbers(random, m, 2)
    w, vector = numbers(random, a, d), numbers(random, a)
    s = Set("local", q=q, k=k, v=v, w=w, vector=vector)
    scores, i, j = q @ k.T, np.arange(n)[:, None], np.arange(m)
    for width in (1, 2.5):
        weights = distribution(np.where(np.abs(j - i) <= width, scores, -np.inf))
        flags = f"--local-m={width} -q q.csv -k k.csv"
        both(s, f"monotonic-{width}", "softmax", flags, weights)
        both(s, f"monotonic-{width}-context", "context", f"{flags} -v v.csv", weights @ v)
        both(s, f"late-{width}", "softmax", f"--offset=end {flags}", distribution(
            np.where(np.abs(j - i - m + n) <= width, scores, -np.inf)))
    for width in (2, 3.5):
        for valid in (m, 7):
            center = valid / (1 + np.exp(-np.tanh(q @ w.T) @ vector))[:, None]
            seen = (np.abs(j - center) <= width) & (j < valid)
            weights = distribution(np.where(seen, scores, -np.inf))
            weights = weights * np.exp(-((j - center) ** 2) / (2 * (width / 2) ** 2))
            whole = weights / weights.sum(axis=1, keepdims=True)
            name, more = f"predictive-{width}-{valid}", "" if valid == m else " --valid-keys=7"
            flags = (f"--local-p={width} --local-weight=w.csv --local-vector=vector.csv{more} "
                     "-q q.csv -k k.csv")
            both(s, name, "softmax", flags, weights)
            both(s, f"{name}-context", "context", f"{flags} -v v.csv", weights @ v)
            s.case(f"{name}-sums", f"weights {flags}", weights.sum(axis=0), CLOSE, CLOSE)
            both(s, f"{name}-whole", "softmax", f"--renormalize {flags}", whole)
            both(s, f"{name}-whole-context", "context", f"--renormalize {flags} -v v.csv",
                 whole @ v)
    s.close()


def llama():
    """A layer of Llama's: projected, turned in halves, grouped, causal after a cache, projected."""
    random = np.random.default_rng(69)
    n, m, d, heads, kv, width = 3, 7, 8, 4, 2, 4
    past = m - n
    x = numbers(random, m, d)
    weights = {name: numbers(random, d, w * width) / 2
               for name, w in (("wq", heads), ("wk", kv), ("wv", kv))}
    wo = numbers(random, heads * width, d) / 2
    s = Set("llama", q=x[past:], k=x, wo=wo, **weights)
    tx = torch.tensor(x)
    q, k, v = ((tx @ torch.tensor(weights[w])).unflatten(1, (-1, width)).transpose(0, 1)
               for w in ("wq", "wk", "wv"))

    def halves(x):
        return torch.cat([-x[..., width // 2:], x[..., : width // 2]], -1)

    def pairs(x):
        return torch.stack([-x[..., 1::2], x[..., ::2]], -1).flatten(-2)

    for base, flag in ((10000.0, "--rope"), (500.0, "--rope=500")):
        angle = torch.arange(m).double()[:, None] * base ** (
            -torch.arange(0, width, 2).double() / width)
        for name, more, rotate, angles in [
            ("halves", "", halves, torch.cat([angle, angle], 1)),
            ("pairs", " --rope-interleaved", pairs, angle.repeat_interleave(2, 1)),
        ]:
            tq, tk = (t * angles.cos() + rotate(t) * angles.sin() for t in (q, k))
            mask = torch.arange(m) <= torch.arange(n)[:, None] + past
            y = torch.nn.functional.scaled_dot_product_attention(
                tq[None, :, past:], tk[None], v[None], mask, enable_gqa=True)
            flags = (f"-f scaled-dot --heads={heads} --kv-heads={kv} -q q.csv -k k.csv "
                     "--project-queries=wq.csv --project-keys=wk.csv --project-values=wv.csv "
                     f"--project-output=wo.csv --causal --offset=end {flag}{more}")
            both(s, f"{name}-{base:g}", "context", flags, joined(y) @ wo)
    s.close()


if __name__ == "__main__":
    kernels()
    weighted()
    keras_layers()
    regression()
    normalizers()
    normalizers_fused()
    long_rows()
    linear()
    alibi()
    local()
    llama()

#!/usr/bin/env python3
"""Computes what the kernels of today have: compact functions of a distance, chi2, haversine;
sequences of several lengths packed in one file.

    python3 tests/peers/make_recent.py

The sets are those of make_expected.py. Compact functions: numpy's formulas, and on a
line statsmodels' kernel smoothers; chi2 and haversine: scikit-learn. Packed sequences: PyTorch's
scaled_dot_product_attention, a sequence at a time. Gradients: PyTorch's autograd.
"""

import math

import numpy as np
import torch
from make_expected import Set, distribution
from scipy.spatial.distance import cdist
from scipy.special import log_softmax, logsumexp
from sklearn.metrics import pairwise
from statsmodels.sandbox.nonparametric import kernels as smoothers

CLOSE, SINGLE = 1e-12, 1e-5


def numbers(random, *shape):
    return random.normal(size=shape).round(3)


def both(s, name, step, flags, expected, near=CLOSE, single=SINGLE):
    """In double and in single precision."""
    s.case(name, f"{step} --quiet {flags}", expected, near, near)
    s.case(name, f"{step} --quiet --precision=single {flags}", expected, single, single)


def every_step(s, name, flags, scores, v, **tolerances):
    a, files = distribution(scores), "-q q.csv -k k.csv"
    both(s, name, "similarity", f"{flags} {files}", scores, **tolerances)
    both(s, f"{name}-weights", "softmax", f"{flags} {files}", a, **tolerances)
    both(s, f"{name}-context", "context", f"{flags} {files} -v v.csv", a @ v, **tolerances)


# Similarities. -----------------------------------------------------------------------------------


def compact(name, u):
    """The logarithm of the kernel without its constant; what is out of reach is masked."""
    inside = np.where(u < 1, u, 0)
    value = {"epanechnikov": np.log1p(-inside**2), "tricube": 3 * np.log1p(-inside**3),
             "uniform": 0 * inside}[name]
    return np.where(u < 1, value, -np.inf)


COMPACT = ["epanechnikov", "tricube", "uniform"]


def compact_kernels():
    random = np.random.default_rng(91)
    q, k, v = numbers(random, 6, 3), numbers(random, 9, 3), numbers(random, 9, 2)
    q[0] = k[2]
    q[5] = 40  # no key in reach
    widths = np.array([1.5, 4, 2.5])
    s = Set("compact", q=q, k=k, v=v)
    for name in COMPACT:
        for more, flags, scores in [
            ("", "--bandwidth=2.25", compact(name, cdist(q, k) / 2.25)),
            ("-each", "--bandwidth=1.5,4,2.5", compact(name, cdist(q / widths, k / widths))),
            ("-scaled", "--bandwidth=2.25 --scale=-0.5",
             np.where(cdist(q, k) < 2.25, -0.5 * np.where(
                 cdist(q, k) < 2.25, compact(name, cdist(q, k) / 2.25), 0), -np.inf)),
        ]:
            every_step(s, name + more, f"-f {name} {flags}", scores, v, single=1e-4)
        s.case(f"{name}-tiny", f"similarity -f {name} --bandwidth=1e-200 q.csv k.csv",
               compact(name, cdist(q, k) / 1e-200))
    s.close()
    # Regression on a line.
    x, at, y = numbers(random, 40, 1), numbers(random, 8, 1), numbers(random, 40, 1)
    s = Set("compact-line", q=at, k=x, v=y)
    for name, kernel in [("epanechnikov", smoothers.Epanechnikov), ("tricube", smoothers.Tricube),
                         ("uniform", smoothers.Uniform)]:
        fitted = np.array([kernel(h=0.9).smooth(x[:, 0], y[:, 0], a) for a in at[:, 0]])
        both(s, name, "context", f"-q q.csv -k k.csv -v v.csv --bandwidth=0.9 -f {name}",
             fitted[:, None], single=1e-4)
    s.close()


def chi2():
    random = np.random.default_rng(92)
    q, k, v = (np.abs(numbers(random, 6, 4)), np.abs(numbers(random, 9, 4)),
               numbers(random, 9, 2))
    q[1, 2] = k[3, 2] = 0
    q[2] = 0
    k[4] = 0
    s = Set("chi2", q=q, k=k, v=v)
    every_step(s, "chi2", "-f chi2", pairwise.additive_chi2_kernel(q, k), v)
    every_step(s, "chi2-gamma", "-f chi2 --gamma=0.3", np.log(pairwise.chi2_kernel(q, k, gamma=0.3)),
               v)
    s.close()


def haversine():
    random = np.random.default_rng(93)
    q = np.column_stack([random.uniform(-90, 90, 7), random.uniform(-180, 180, 7)]).round(4)
    k = np.column_stack([random.uniform(-90, 90, 9), random.uniform(-180, 360, 9)]).round(4)
    v = numbers(random, 9, 2)
    q[0], k[0] = [90, 0], [-90, 17]
    k[1] = q[1]
    k[2] = q[2] + [0.0001, 0]
    s = Set("haversine", q=q, k=k, v=v, q_radians=np.radians(q), k_radians=np.radians(k))
    # A round trip through sin^2 loses half the digits at half a turn, the peer's as well.
    angles = -pairwise.haversine_distances(np.radians(q), np.radians(k))
    every_step(s, "angles", "-f haversine --header=no", angles, v, near=1e-7)
    every_step(s, "kilometres", "-f haversine --header=no --radius=6371 --scale=0.001", 6.371 * angles, v,
               near=1e-7)
    both(s, "radians", "similarity", "-f haversine --header=no --radians q_radians.csv k_radians.csv", angles,
         near=1e-7)
    exact = -np.array([[float(arc(a, b)) for b in np.radians(k)] for a in np.radians(q)])
    both(s, "exact", "similarity", "-f haversine --header=no q.csv k.csv", exact, near=1e-15)
    s.close()


def arc(a, b):
    """Vincenty's formula, in 40 digits of the angles in radians as doubles have them."""
    import mpmath
    mpmath.mp.dps = 40
    p, l, o, m = (mpmath.mpf(float(x)) for x in (*a, *b))
    cos, sin = mpmath.cos, mpmath.sin
    y = mpmath.hypot(cos(o) * sin(m - l), cos(p) * sin(o) - sin(p) * cos(o) * cos(m - l))
    return mpmath.atan2(y, sin(p) * sin(o) + cos(p) * cos(o) * cos(m - l))


# Gradients. --------------------------------------------------------------------------------------


def torch_compact(name, square):
    inside = torch.where(square < 1, square, 0.0)
    cube = torch.where(inside > 0, torch.where(inside > 0, inside, 1.0) ** 1.5, 0.0)
    value = {"epanechnikov": torch.log1p(-inside), "tricube": 3 * torch.log1p(-cube),
             "uniform": 0 * inside}[name]
    return torch.where(square < 1, value, -math.inf)


def torch_arc(q, k):
    a, b = torch.deg2rad(q)[:, None], torch.deg2rad(k)[None]
    h = (torch.sin((a - b)[..., 0] / 2) ** 2 +
         torch.cos(a[..., 0]) * torch.cos(b[..., 0]) * torch.sin((a - b)[..., 1] / 2) ** 2)
    return 2 * torch.asin(torch.sqrt(h))


def masked_softmax(scores):
    seen = (scores > -math.inf).any(-1, keepdim=True)
    return torch.where(seen, torch.softmax(torch.where(seen, scores, 0.0), -1), 0.0)


def squares(q, k, h):
    return (((q[:, None] - k[None]) / torch.as_tensor(h)) ** 2).sum(-1)


def gradients():
    random = np.random.default_rng(94)
    q, k, v, u = (numbers(random, 7, 3), numbers(random, 9, 3), numbers(random, 9, 2),
                  numbers(random, 7, 2))
    q[6] = 40
    place = [np.column_stack([random.uniform(-80, 80, n), random.uniform(-180, 180, n)]).round(3)
             for n in (7, 9)]
    s = Set("gradient-kernels", q=q, k=k, v=v, u=u, p=np.abs(q), o=np.abs(k), a=place[0],
            b=place[1])
    h = [1.5, 4.0, 2.5]
    runs = [(f"{n}{more}", f"-f {n} --bandwidth={b} -q q.csv -k k.csv", (q, k),
             lambda x, y, n=n, w=w: torch_compact(n, squares(x, y, w)))
            for n in COMPACT for more, b, w in [("", "2.25", 2.25), ("-each", "1.5,4,2.5", h)]]
    runs += [
        ("epanechnikov-softcap", "-f epanechnikov --bandwidth=2.25 --softcap=1.5 -q q.csv -k k.csv",
         (q, k), lambda x, y: 1.5 * torch.tanh(
             torch.where((f := torch_compact("epanechnikov", squares(x, y, 2.25))) > -math.inf, f,
                         0.0) / 1.5) + torch.where(f > -math.inf, 0.0, -math.inf)),
        ("chi2", "-f chi2 --gamma=0.4 -q p.csv -k o.csv", (np.abs(q), np.abs(k)),
         lambda x, y: -0.4 * ((x[:, None] - y[None]) ** 2 / (x[:, None] + y[None])).sum(-1)),
        ("haversine", "-f haversine --header=no --radius=3 -q a.csv -k b.csv", place,
         lambda x, y: -3 * torch_arc(x, y)),
        ("haversine-softcap", "-f haversine --header=no --radius=3 --softcap=2 -q a.csv -k b.csv", place,
         lambda x, y: 2 * torch.tanh(-1.5 * torch_arc(x, y))),
    ]
    for name, flags, (x, y), f in runs:
        x, y, w = (torch.tensor(i, requires_grad=True) for i in (x, y, v))
        context = masked_softmax(f(x, y)) @ w
        found = torch.autograd.grad((context * torch.tensor(u)).sum(), (x, y, w), allow_unused=True,
                                    materialize_grads=True)
        for by, expected in zip(("queries", "keys", "values"), found):
            run = f"gradient --quiet {flags} -v v.csv --upstream=u.csv --of={by}"
            s.case(f"{name}-{by}", run, expected.numpy(), 1e-11, 1e-12)
            s.case(f"{name}-{by}", run + " --kernel=reference", expected.numpy(), 1e-11, 1e-12)
            s.case(f"{name}-{by}", run + " --precision=single", expected.numpy(), 1e-3, 1e-4)
    s.close()


# Packed sequences (varlen). -----------------------------------------------------------------------


def rotated(x, positions, heads=1, base=10000.0):
    """Llama's rotary embedding, each head's halves."""
    n, d = x.shape[0], x.shape[1] // heads
    t = positions[:, None] * base ** (-torch.arange(0, d, 2, dtype=torch.double) / d)
    cos, sin = t.cos()[:, None], t.sin()[:, None]
    a, b = x.reshape(n, heads, d).chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1).reshape(n, -1)


def sequence(q, k, v, heads, kv_heads, aligned, offset=0, left=None, right=None, causal=False,
             slope=0.0, prefix=0, self=True, rope=False, exist=None, extra=None):
    """One sequence on its own; `exist`: which of its keys do; `extra`: what is added to scores."""
    n, m = len(q), len(k)
    exist = torch.ones(m, dtype=torch.bool) if exist is None else exist
    p = torch.arange(n)[:, None] + (int(exist.sum()) - n if aligned else offset)
    j = torch.arange(m)[None]
    seen = torch.ones(n, m, dtype=torch.bool)
    if causal:
        seen &= j <= p
    if left is not None:
        seen &= (j >= p - left) & (j <= p + right)
    seen |= j < prefix
    seen &= exist & (torch.tensor(self) | (j != p))
    if rope:
        q, k = rotated(q, p[:, 0].double(), heads), rotated(k, j[0].double(), kv_heads)
    bias = torch.where(seen, -slope * (p - j).abs().double(), -math.inf)
    if extra is not None:
        bias = bias + extra
    split = lambda x, h: x.reshape(len(x), h, -1).transpose(0, 1)[None]
    out = torch.nn.functional.scaled_dot_product_attention(
        split(q, heads), split(k, kv_heads), split(v, kv_heads), attn_mask=bias,
        enable_gqa=True)[0].transpose(0, 1).reshape(n, -1)
    return torch.where((bias > -math.inf).any(-1, keepdim=True), out.nan_to_num(), 0.0)


def packed(q, k, v, of_q, of_k, valid=None, extra=None, **options):
    """A loop over the sequences; a query whose sequence has no key sees nothing."""
    out = torch.zeros(len(q), v.shape[1] // options["kv_heads"] * options["heads"],
                      dtype=torch.double)
    for g in sorted(set(of_q.tolist())):
        i, j = torch.tensor(of_q == g), torch.tensor(of_k == g)
        if j.any():
            exist = None if valid is None else torch.arange(len(k))[j] < valid
            more = None if extra is None else extra[i][:, j]
            out = out.index_put((i.nonzero()[:, 0],), sequence(
                q[i], k[j], v[j], exist=exist, extra=more, **options))
    return out


RUNS = [
    ("causal", "--causal", dict(causal=True)),
    ("causal-end", "--causal --offset=end", dict(causal=True, aligned=True)),
    ("causal-back", "--causal --offset=-1", dict(causal=True, offset=-1)),
    ("window", "--window=1,1 --offset=end", dict(left=1, right=1, aligned=True)),
    ("window-prefix", "--window=1,0 --prefix=2", dict(left=1, right=0, prefix=2)),
    ("alibi", "--alibi=0.5 --offset=end", dict(slope=0.5, aligned=True)),
    ("alibi-causal", "--alibi=0.25 --causal", dict(slope=0.25, causal=True)),
    ("exclude-self", "--exclude-self", dict(self=False)),
    ("local-m", "--local-m=1", dict(left=1, right=1)),
    ("rope", "--rope --causal", dict(rope=True, causal=True)),
    ("rope-end", "--rope --causal --offset=end", dict(rope=True, causal=True, aligned=True)),
    ("valid", "--causal --offset=end --valid-keys=17", dict(causal=True, aligned=True, valid=17)),
    ("bias", "--bias=b.csv --causal", dict(causal=True, extra="b")),
]


def varlen():
    random = np.random.default_rng(95)
    lengths = [(3, 5), (6, 6), (1, 4), (4, 2), (2, 0), (5, 7)]
    of_q = np.concatenate([[g] * n for g, (n, _) in enumerate(lengths)])
    of_k = np.concatenate([[g] * m for g, (_, m) in enumerate(lengths)])
    for name, shuffle in [("varlen", False), ("varlen-mixed", True)]:
        if shuffle:
            random.shuffle(of_q)
            random.shuffle(of_k)
        n, m, heads, kv_heads = len(of_q), len(of_k), 2, 1
        q, k = numbers(random, n, heads * 4), numbers(random, m, kv_heads * 4)
        v, b, u = numbers(random, m, 3), numbers(random, n, m), numbers(random, n, heads * 3)
        s = Set(name, q=np.column_stack([of_q, q]), k=np.column_stack([of_k, k]), v=v, b=b, u=u)
        tq, tk, tv, tb = (torch.tensor(x, requires_grad=True) for x in (q, k, v, b))
        for run, flags, options in RUNS:
            options = {"aligned": False, "heads": heads, "kv_heads": kv_heads, **options}
            if "extra" in options:
                options["extra"] = tb
            out = packed(tq, tk, tv, of_q, of_k, **options)
            files = (f"-q q.csv -k k.csv -v v.csv --group=1 --columns=2-9 --key-columns=2-5 "
                     f"--header=no -f scaled-dot --heads=2 --kv-heads=1 {flags}")
            both(s, run, "context", files, out.detach().numpy())
            found = torch.autograd.grad((out * torch.tensor(u)).sum(), (tq, tk, tv))
            for by, expected in zip(("queries", "keys", "values"), found):
                step = f"gradient --upstream=u.csv --of={by}"
                s.case(f"{run}-{by}", f"{step} {files}", expected.numpy(), CLOSE, CLOSE)
        s.close()


# Numbers of each head, norms, and rotary embedding by frequencies. ---------------------------------


def heads_of(x, heads):
    return x.reshape(len(x), heads, -1).transpose(0, 1)


def attend(q, k, v, heads, kv_heads, scales=None, slopes=None, sinks=None, causal=False):
    """gpt-oss: a sink is a score more, of no value."""
    n, m = len(q), len(k)
    q, k, v = heads_of(q, heads), heads_of(k, kv_heads), heads_of(v, kv_heads)
    k, v = (x.repeat_interleave(heads // kv_heads, 0) for x in (k, v))
    s = q @ k.transpose(1, 2) * (torch.ones(heads) if scales is None else scales)[:, None, None]
    distance = (torch.arange(n)[:, None] - torch.arange(m)[None]).abs()
    if slopes is not None:
        s = s - slopes[:, None, None] * distance
    if causal:
        s = torch.where(torch.arange(m)[None] <= torch.arange(n)[:, None], s, -math.inf)
    if sinks is not None:
        s = torch.cat([s, sinks[:, None, None].expand(heads, n, 1)], 2)
    a = torch.softmax(s, -1)[..., :m]
    return (a @ v).transpose(0, 1).reshape(n, -1)


def per_head():
    random = np.random.default_rng(96)
    n, m, heads, kv_heads = 5, 7, 4, 2
    q, k = numbers(random, n, heads * 3), numbers(random, m, kv_heads * 3)
    v, u = numbers(random, m, kv_heads * 2), numbers(random, n, heads * 2)
    each = {"scales": np.array([0.5, 1, -0.25, 2]), "slopes": np.array([0.5, 0.25, 1, 0.125]),
            "sinks": np.array([0.5, -1, 2, 0.25])}
    s = Set("per-head", q=q, k=k, v=v, u=u, **each)
    for name, used in [("scales", ["scales"]), ("slopes", ["slopes"]), ("sinks", ["sinks"]),
                       ("all", list(each))]:
        for causal in (False, True):
            option = {"scales": "scale", "slopes": "alibi", "sinks": "sink"}
            for form in ("list", "file"):
                flags = " ".join(
                    f"--{option[x]}={','.join(map(str, each[x])) if form == 'list' else x + '.csv'}"
                    for x in used) + (" --causal" if causal else "")
                files = f"-q q.csv -k k.csv -v v.csv --heads=4 --kv-heads=2 {flags}"
                tensors = [torch.tensor(x, requires_grad=True) for x in (q, k, v)]
                given = {x: torch.tensor(each[x], requires_grad=True) for x in used}
                out = attend(*tensors, heads, kv_heads, causal=causal, **given)
                run = "own-" + name + ("-causal" if causal else "")
                both(s, run, "context", files, out.detach().numpy())
                wanted = dict(zip(("queries", "keys", "values"), tensors))
                if "sinks" in used:
                    wanted["sink"] = given["sinks"]
                found = torch.autograd.grad((out * torch.tensor(u)).sum(), list(wanted.values()))
                for by, expected in zip(wanted, found):
                    for kernel in ("", " --kernel=reference"):
                        s.case(f"{run}-{by}",
                               f"gradient --upstream=u.csv --of={by} {files}{kernel}",
                               np.atleast_2d(expected.numpy()), CLOSE, CLOSE)
    s.close()


def rms(x, gain, heads, epsilon):
    """The mean over a head's features, or all heads', as many as the gain has; no gain: a head's."""
    width = x.shape[1] // heads if gain is None else len(gain)
    y = torch.nn.functional.rms_norm(x.reshape(len(x), -1, width), (width,), gain, eps=epsilon)
    return y.reshape(len(x), -1)


def norms():
    random = np.random.default_rng(97)
    n, m, heads, kv_heads, d = 5, 7, 4, 2, 4
    q, k = numbers(random, n, 6), numbers(random, m, 5)
    v, u = numbers(random, m, kv_heads * 2), numbers(random, n, heads * 2)
    wq, wk = numbers(random, 6, heads * d), numbers(random, 5, kv_heads * d)
    q[3] = 0
    gains = {"g": numbers(random, d), "h": numbers(random, d),
             "gq": numbers(random, heads * d), "gk": numbers(random, kv_heads * d)}
    frequencies = np.array([0.9, 0.07])
    s = Set("norms", q=q, k=k, v=v, u=u, wq=wq, wk=wk, f=frequencies, p=q @ wq, o=k @ wk, **gains)
    for name, flags, of_q, of_k, epsilon in [
        ("plain", "--norm-queries --norm-keys", None, None, 1e-6),
        ("qwen3", "--norm-queries=g.csv --norm-keys=h.csv", "g", "h", 1e-6),
        ("olmo2", "--norm-queries=gq.csv --norm-keys=gk.csv --norm-epsilon=0.01", "gq", "gk", 0.01),
    ]:
        for projected in (True, False):
            for rope in ("", " --rope-frequencies=f.csv --rope-magnitude=1.25"):
                tensors = [torch.tensor(x, requires_grad=True)
                           for x in ((q, k, v) if projected else (q @ wq, k @ wk, v))]
                a, b, w = tensors
                if projected:
                    a, b = a @ torch.tensor(wq), b @ torch.tensor(wk)
                g, h = (None if x is None else torch.tensor(gains[x], requires_grad=True)
                        for x in (of_q, of_k))
                a, b = rms(a, g, heads, epsilon), rms(b, h, kv_heads, epsilon)
                if rope:
                    a, b = (1.25 * by_frequencies(x, y, frequencies)
                            for x, y in ((a, heads), (b, kv_heads)))
                out = attend(a, b, w, heads, kv_heads, causal=True)
                files = ("-q q.csv -k k.csv --project-queries=wq.csv --project-keys=wk.csv"
                         if projected else "-q p.csv -k o.csv")
                run = name + ("-projected" if projected else "") + ("-rope" if rope else "")
                files += f" -v v.csv --heads=4 --kv-heads=2 --causal {flags}{rope}"
                both(s, run, "context", files, out.detach().numpy())
                wanted = dict(zip(("queries", "keys", "values"), tensors))
                if g is not None:
                    wanted |= {"norm-queries": g, "norm-keys": h}
                found = torch.autograd.grad((out * torch.tensor(u)).sum(), list(wanted.values()))
                for by, expected in zip(wanted, found):
                    near = 1e-12 if by.startswith("norm") else 1e-11
                    s.case(f"{run}-{by}", f"gradient --upstream=u.csv --of={by} {files}",
                           np.atleast_2d(expected.numpy()), 10 * near, near)
    s.close()


def by_frequencies(x, heads, frequencies):
    n, d = x.shape[0], x.shape[1] // heads
    t = torch.arange(n)[:, None] * torch.tensor(frequencies)
    cos, sin = t.cos()[:, None], t.sin()[:, None]
    a, b = x.reshape(n, heads, d).chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1).reshape(n, -1)


# Log-sum-exps beside weights. ---------------------------------------------------------------------


def with_lse(scores, sink=None, log=False, base=math.e):
    """A sink is a score more, of which the weight is not printed."""
    s = scores if sink is None else np.c_[scores, np.broadcast_to(sink, len(scores))]
    lse = logsumexp(s, axis=1)
    a = log_softmax(s, axis=1)[:, :scores.shape[1]]
    return np.c_[a if log else np.exp(a), lse / math.log(base)]


def log_sums():
    random = np.random.default_rng(98)
    n, m, heads = 4, 7, 3
    s0, bias, sinks = 4 * numbers(random, n, m), numbers(random, n, m), np.array([0.5, -3, 6])
    mask = random.random((n, m)) < 0.7
    mask[:, 2] = True
    of_heads = 4 * numbers(random, heads * n, m)
    q, k = numbers(random, n, heads * 2), numbers(random, m, heads * 2)
    s = Set("lse", s=s0, h=of_heads, bias=bias, mask=mask.astype(int), sinks=sinks, q=q, k=k)
    causal = np.arange(m) <= np.arange(n)[:, None] + 1
    for name, flags, scores, more in [
        ("plain", "", s0, {}), ("log", "--log", s0, {"log": True}),
        ("two", "--lse-base=2", s0, {"base": 2}), ("sink", "--sink=1.5", s0, {"sink": 1.5}),
        ("high", "--sink=40", s0, {"sink": 40}), ("warm", "--temperature=2.5", s0 / 2.5, {}),
        ("capped", "--softcap=3", 3 * np.tanh(s0 / 3), {}), ("biased", "--bias=bias.csv", s0 + bias, {}),
        ("masked", "--mask=mask.csv", np.where(mask, s0, -np.inf), {}),
        ("all", "--causal --offset=1 --bias=bias.csv --temperature=0.5 --sink=-2 --log --lse-base=2",
         np.where(causal, (s0 + bias) / 0.5, -np.inf), {"sink": -2, "log": True, "base": 2}),
    ]:
        both(s, name, "softmax", f"s.csv --lse {flags}", with_lse(scores, **more))
    each = np.repeat(sinks, n)
    for flags in ("--sink=0.5,-3,6", "--sink=sinks.csv"):
        both(s, "heads", "softmax", f"h.csv --heads=3 --lse {flags}", with_lse(of_heads, each))
    products = np.concatenate([q[:, h : h + 2] @ k[:, h : h + 2].T for h in (0, 2, 4)])
    files = "-q q.csv -k k.csv --heads=3 --lse --sink=sinks.csv"
    both(s, "fused", "softmax", files, with_lse(products, each))
    both(s, "fused-two", "softmax", f"{files} --lse-base=2", with_lse(products, each, base=2))
    both(s, "context-two", "context", f"{files} --lse-base=2",
         np.c_[heads_context(products, each, k), with_lse(products, each, base=2)[:, -1].reshape(3, n).T])
    s.close()


def heads_context(products, sinks, v):
    n = len(products) // 3
    a = with_lse(products, sinks)[:, :-1]
    return np.hstack([a[h * n : h * n + n] @ v[:, 2 * h : 2 * h + 2] for h in range(3)])


if __name__ == "__main__":
    log_sums()
    per_head()
    norms()
    varlen()
    compact_kernels()
    chi2()
    haversine()
    gradients()

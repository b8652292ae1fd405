#!/usr/bin/env python3
"""Writes what PyTorch computes for random layers of attention, forward and backward, and kernels that
went wrong in usual ways: the sets of kernels.sh.

    python3 tests/peers/make_kernels.py

Writes the folder torch-layers. `layers` has a line for each layer, its number and attn's options.
NN-q.csv, -k, -v and -u are its inputs and the gradient of a loss by its output; -context, -queries,
-keys and -values what PyTorch gives, in binary64. `wrong` has a line for each wrong kernel,

    NAME WHAT LAYER ROW COLUMN

where NAME.csv stands in for WHAT of that layer, and ROW and COLUMN are the first cell that is beyond
(kernels.sh has the tolerances), or `rows` and how many are missing.
"""

import math
import pathlib
import shutil

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent / "torch-layers"
RELATIVE, ABSOLUTE = 1e-9, 1e-11
LAYERS = 40


def text(x):
    return "nan" if math.isnan(x) else repr(float(x)).removesuffix(".0")


def write(name, matrix, first=None):
    """With a header, in which the first column may be named."""
    matrix = np.asarray(matrix)
    header = [f"x{i}" for i in range(matrix.shape[1])]
    lines = [",".join(map(text, row)) for row in matrix]
    (HERE / name).write_text("\n".join([",".join([first or header[0]] + header[1:])] + lines) + "\n")


def within(of):
    """The places in their sequences."""
    return torch.tensor([sum(of[:i] == x) for i, x in enumerate(of)])


class Layer:
    """A layer of random shape and options; `wrong` names what its kernel gets wrong."""

    def __init__(self, number, random):
        self.number, kind = number, number % 8
        self.kv = int(random.integers(1, 3))
        self.heads = self.kv * int(random.integers(1, 4))
        self.d, self.d_v = int(random.integers(2, 5)), int(random.integers(1, 4))
        self.n, self.m = int(random.integers(3, 7)), int(random.integers(4, 9))
        self.causal = kind in (1, 2, 3, 4, 7) or bool(random.integers(0, 2))
        self.end = kind in (2, 3)
        self.window = int(random.integers(1, 4)) if kind in (3, 6) else None
        self.sink = round(float(random.normal()), 2) if kind == 4 else None
        self.softcap = round(float(random.uniform(0.5, 3)), 2) if kind in (5, 1) else None
        self.alibi = kind in (6, 2)
        self.groups = kind == 7
        if self.groups:
            self.n = self.m = 8
            self.of = self.of_keys = np.sort(random.integers(0, 3, 8))
        if number % 16 == 15:  # sequences with fewer queries than keys: the last stand on the last
            self.end, self.m = True, 13
            self.of_keys = np.sort(np.concatenate([self.of, random.integers(0, 3, 5)]))
        self.arrays = {x: random.normal(size=s).round(2) for x, s in {
            "q": (self.n, self.heads * self.d), "k": (self.m, self.kv * self.d),
            "v": (self.m, self.kv * self.d_v), "u": (self.n, self.heads * self.d_v)}.items()}

    def options(self):
        said = f"-f scaled-dot --heads={self.heads} --kv-heads={self.kv}"
        said += " --causal" * self.causal + " --offset=end" * self.end
        if self.window is not None:
            said += f" --window={self.window},{0 if self.causal else self.window}"
        if self.sink is not None:
            said += f" --sink={self.sink}"
        if self.softcap is not None:
            said += f" --softcap={self.softcap}"
        return said + " --alibi" * self.alibi + " --group=group" * self.groups

    def slopes(self, wrong):
        """Of ALiBi, by the recipe of its paper."""
        def power(count):
            return [2 ** (-8 * (i + 1) / count) for i in range(count)]
        below = 2 ** int(math.log2(self.heads))
        slopes = power(below) + power(2 * below)[0::2][: self.heads - below]
        return torch.tensor(slopes[::-1] if wrong == "slopes" else slopes, dtype=torch.float64)

    def seen(self, wrong):
        i, j = torch.arange(self.n)[:, None], torch.arange(self.m)[None]
        end = self.end and wrong != "alignment"
        at = i + (self.m - self.n if end else 0)
        if self.groups:
            i, j = within(self.of)[:, None], within(self.of_keys)[None]
            more = [sum(self.of_keys == x) - sum(self.of == x) for x in self.of]
            at = i + (torch.tensor(more)[:, None] if end else 0)
        seen = torch.ones(self.n, self.m, dtype=torch.bool)
        if self.groups:
            same = torch.tensor(self.of)[:, None] == torch.tensor(self.of_keys)[None]
            seen &= same if wrong != "sequences" else True
        if self.causal:
            seen &= j < at if wrong == "causal" else j <= at
        if self.window is not None:
            left = self.window + (wrong == "window")
            seen &= (j >= at - left) & (j <= at + (0 if self.causal else left))
        return seen, (at - j).abs()

    def context(self, q, k, v, wrong=None):
        group = self.heads // self.kv
        q, k, v = (x.reshape(len(x), h, -1).transpose(0, 1)
                   for x, h in ((q, self.heads), (k, self.kv), (v, self.kv)))
        if wrong == "grouping":
            k, v = k.repeat(group, 1, 1), v.repeat(group, 1, 1)
        else:
            k, v = k.repeat_interleave(group, 0), v.repeat_interleave(group, 0)
        s = q @ k.transpose(1, 2) / (1 if wrong == "scale" else math.sqrt(self.d))
        if self.softcap is not None and wrong != "softcap":
            s = self.softcap * torch.tanh(s / self.softcap)
        seen, away = self.seen(wrong)
        if self.alibi:
            s = s - self.slopes(wrong)[:, None, None] * away
        s = s.masked_fill(~seen, -1e300)  # which softmax makes 0, and no NaN of a row of them
        if self.sink is not None and wrong != "sink":
            s = torch.cat([s, torch.full((self.heads, self.n, 1), self.sink, dtype=s.dtype)], -1)
        p = torch.softmax(s, -1)[..., : self.m] * seen
        lse = torch.logsumexp(s.masked_fill(s == -1e300, -math.inf), -1)
        y = p @ v
        if wrong == "heads":
            y = y.flip(0)
        return y.transpose(0, 1).flatten(1), lse.transpose(0, 1)

    def results(self, wrong=None):
        x = {y: torch.tensor(z, requires_grad=y != "u") for y, z in self.arrays.items()}
        y, lse = self.context(x["q"], x["k"], x["v"], wrong)
        found = torch.autograd.grad((y * x["u"]).sum(), [x["q"], x["k"], x["v"]])
        made = dict(zip(("queries", "keys", "values"), found), context=y.detach(), lse=lse.detach())
        return {name: z.numpy() for name, z in made.items()}

    def write(self):
        for x, array in self.arrays.items():
            if self.groups and x in "qk":
                write(f"{self.number:02}-{x}.csv", np.column_stack([self.of if x == "q" else self.of_keys, array]), "group")
            else:
                write(f"{self.number:02}-{x}.csv", array)
        for x, array in self.results().items():
            if x != "lse":
                write(f"{self.number:02}-{x}.csv", array)


def first_beyond(right, wrong):
    """Row and column, row by row."""
    with np.errstate(invalid="ignore"):
        beyond = ~(np.abs(wrong - right) <= ABSOLUTE + RELATIVE * np.abs(right))
    row, column = np.argwhere(beyond)[0]
    return int(row), int(column)


def no_mean(layer):
    """dQ without what the weights take from each other: P dP in place of P (dP - mean)."""
    x = {y: torch.tensor(z, requires_grad=y == "q") for y, z in layer.arrays.items()}
    q, k, v = (x[y].reshape(len(x[y]), h, -1).transpose(0, 1)
               for y, h in (("q", layer.heads), ("k", layer.kv), ("v", layer.kv)))
    group = layer.heads // layer.kv
    k, v = k.repeat_interleave(group, 0), v.repeat_interleave(group, 0)
    seen, _ = layer.seen(None)
    s = (q @ k.transpose(1, 2) / math.sqrt(layer.d)).masked_fill(~seen, -1e300)
    p = torch.softmax(s, -1).detach() * seen
    u = x["u"].reshape(layer.n, layer.heads, -1).transpose(0, 1)
    change = p * (u @ v.transpose(1, 2)) / math.sqrt(layer.d)
    return (change @ k).transpose(0, 1).flatten(1).numpy()


def wrong_kernels(layers):
    """Name, what it stands in for, layer, numbers."""
    plain = next(x for x in layers if x.number % 8 == 0 and x.heads > 1)
    right = plain.results()
    for name in ["window", "scale", "heads", "grouping", "alignment", "causal", "softcap", "slopes",
                 "sink", "sequences", "sequence-ends"]:
        gone, of = ("alignment", [x for x in layers if x.groups]) if name == "sequence-ends" else (
            name, layers)
        layer, numbers = next((x, y) for x in of for y in [x.results(gone)["context"]]
                              if not np.allclose(y, x.results()["context"]))
        yield name, "context", layer, numbers
    for name, row, column, number in [("nan", 1, -1, math.nan), ("infinite", 2, 0, math.inf)]:
        array = right["context"].copy()
        array[row, column] = number
        yield name, "context", plain, array
    yield "half", "context", plain, right["context"].astype(np.float16).astype(float)
    yield "last-row", "context", plain, right["context"][:-1]
    yield "base-2", "lse", plain, np.column_stack([right["context"], right["lse"] / math.log(2)])
    yield "values-rows", "values", plain, np.roll(right["values"], 1, 0)
    yield "keys-scale", "keys", plain, right["keys"] * math.sqrt(plain.d)
    yield "queries-mean", "queries", plain, no_mean(plain)


def main():
    torch.set_num_threads(1)
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir()
    random = np.random.default_rng(61)
    layers = [Layer(i, random) for i in range(LAYERS)]
    for layer in layers:
        layer.write()
    (HERE / "layers").write_text("".join(f"{x.number:02} {x.options()}\n" for x in layers))
    lines = []
    for name, what, layer, array in wrong_kernels(layers):
        right = layer.results()
        whole = np.column_stack([right["context"], right["lse"]]) if what == "lse" else right[what]
        missing = len(whole) - len(array)
        place = f"rows {missing}" if missing else "%d %d" % first_beyond(whole, array)
        write(f"{name}.csv", array)
        lines.append(f"{name} {what} {layer.number:02} {place}\n")
    (HERE / "wrong").write_text("".join(lines))


if __name__ == "__main__":
    main()

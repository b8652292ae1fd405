#!/usr/bin/env python3
"""Turns the cases that onnx keeps for its backends into command lines of attn.

    python3 tests/peers/make_onnx.py         rewrites the folders onnx-*, with the small cases
    python3 tests/peers/make_onnx.py FOLDER  writes every case there, for run.sh

The operators are Attention (opsets 23, 24 and 25), RotaryEmbedding, Softmax, LogSoftmax,
FlexAttention and LinearAttention. Inputs and outputs are those of onnx.backend.test, most of them in
binary32; a batch is a case of its own. What attn cannot be told is printed.
"""

import pathlib
import re
import sys
import warnings

import make_expected
import numpy as np
from make_expected import Set

warnings.simplefilter("ignore")
from onnx import helper, numpy_helper  # noqa: E402
from onnx.backend.test.case.node import collect_testcases  # noqa: E402

LARGEST = 2600  # numbers in a case that is kept in the repository
TOLERANCES = {"float64": 1e-12, "float32": 1e-6, "float16": 2e-3, "bfloat16": 2e-2}


class Unsayable(Exception):
    """What attn has no words for."""


class Case:
    """A test case of onnx: the inputs and outputs by the names of the operator's schema."""

    def __init__(self, case, inputs, outputs):
        self.name = case.name.removeprefix("test_")
        node = case.model.graph.node[0]
        given = dict(zip([i.name for i in case.model.graph.input], case.data_sets[0][0]))
        made = dict(zip([o.name for o in case.model.graph.output], case.data_sets[0][1]))
        self.inputs = self.named(inputs, node.input, given)
        self.outputs = self.named(outputs, node.output, made)
        self.attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        first = next(iter(self.inputs.values()))
        self.tolerance = TOLERANCES[str(first.dtype)]

    @staticmethod
    def named(schema, names, tensors):
        return {s: array(tensors[n]) for s, n in zip(schema, names) if n}

    def __getitem__(self, name):
        return self.inputs.get(name)


def array(tensor):
    return tensor if isinstance(tensor, np.ndarray) else numpy_helper.to_array(tensor)


def short(x):
    """The shortest decimals that mean the same numbers in the type they have."""
    if x.dtype == bool:
        return x.astype(int)
    if x.dtype != np.float32:
        return x.astype(float)
    return np.array([float(str(value)) for value in x.ravel()]).reshape(x.shape)


def side_by_side(x):
    """heads x n x d to n x (heads d)."""
    return x.transpose(1, 0, 2).reshape(x.shape[1], -1)


def below(x):
    """heads x n x m to (heads n) x m."""
    return x.reshape(-1, x.shape[-1])


# Attention. --------------------------------------------------------------------------------------

ATTENTION = ("Q", "K", "V", "attn_mask", "past_key", "past_value", "nonpad_kv_seqlen")
ATTENTION_OUT = ("Y", "present_key", "present_value", "qk_matmul_output")


def cut(x, heads):
    """batch x n x (heads d) to batch x heads x n x d."""
    if x.ndim == 4:
        return x
    return x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)


def attention_mask(case, batch, heads, n):
    """The smallest matrix that says what attn_mask says of this batch, or None. It may have fewer
    columns than there are keys; nonpad_kv_seqlen has as few then."""
    mask = case["attn_mask"]
    if mask is None:
        return None
    mask = mask.reshape((1,) * (4 - mask.ndim) + mask.shape)
    mask = mask[batch % mask.shape[0]]
    if mask.shape[0] > 1:
        return below(np.broadcast_to(mask, (heads, n, mask.shape[2])))
    return mask[0]


def positions(case, batch, n):
    """The options of what nonpad_kv_seqlen, is_causal, the cache and the windows say."""
    flags, offset = "", 0
    if case["past_key"] is not None:
        offset = case["past_key"].shape[2]
    if case["nonpad_kv_seqlen"] is not None:
        valid = int(case["nonpad_kv_seqlen"][batch])
        flags += f" --valid-keys={valid}"
        offset = valid - n
    left, right = (case.attributes.get(f"{s}_window_size", -1) for s in ("left", "right"))
    placed = ""
    if case.attributes.get("is_causal"):
        placed += " --causal"
    if left >= 0 or right >= 0:
        placed += f" --window={left},{right}"
    if placed and offset:
        placed += f" --offset={offset}"
    return placed + flags


def scale(case):
    given = case.attributes.get("scale")
    return "auto" if given is None else np.float32(given)


def attention(folder, case):
    """A line for each batch, and one for what qk_matmul_output shows of it."""
    heads, groups = (case.attributes.get(f"{x}_num_heads") or case[y].shape[1]
                     for x, y in (("q", "Q"), ("kv", "K")))
    q, k, v = (cut(case[x], h) for x, h in (("Q", heads), ("K", groups), ("V", groups)))
    if case["past_key"] is not None:
        k, v = (np.concatenate([case[p], x], axis=2) for p, x in (("past_key", k),
                                                                  ("past_value", v)))
    y = cut(case.outputs["Y"], heads)
    for batch in range(len(q)):
        n = q.shape[2]
        files = {x: side_by_side(t[batch]) for x, t in (("q", q), ("k", k), ("v", v))}
        mask = attention_mask(case, batch, heads, n)
        shape = f"--scale={scale(case)}"
        if heads > 1:
            shape += f" --heads={heads}" + (f" --kv-heads={groups}" if groups != heads else "")
        cap = case.attributes.get("softcap", 0)
        cap = f" --softcap={np.float32(cap)}" if cap else ""
        seen = positions(case, batch, n)
        if mask is not None:
            seen += " --mask=@mask" if mask.dtype == bool else " --bias=@mask"
            files["mask"] = mask
        folder.add(case, batch, files, "context", f"-q @q -k @k -v @v {shape}{cap}{seen}",
                   side_by_side(y[batch]))
        shown = case.outputs.get("qk_matmul_output")
        if shown is None:
            continue
        mode = case.attributes.get("qk_matmul_output_mode", 0)
        step = "softmax" if mode == 3 else "similarity"
        more = ("", cap, cap + seen, cap + seen)[mode]
        folder.add(case, batch, files, step, f"-q @q -k @k {shape}{more}", below(shown[batch]))


# RotaryEmbedding. --------------------------------------------------------------------------------

ROTARY = ("X", "cos_cache", "sin_cache", "position_ids")


def rotary(folder, case):
    """The turned rows are the similarities with the rows of an identity that are not turned: those
    stand at a row more of the tables, where the cosines are 1."""
    x, ids = case["X"], case["position_ids"]
    heads = case.attributes.get("num_heads") or x.shape[1]
    x, y = cut(x, heads), cut(case.outputs["Y"], heads)
    width = x.shape[3]
    flags = f"--kv-heads=1 --heads={heads} --rope-cos=@cos --rope-sin=@sin --key-positions=@at"
    if case.attributes.get("interleaved"):
        flags += " --rope-interleaved"
    if case.attributes.get("rotary_embedding_dim"):
        flags += f" --rope-dim={case.attributes['rotary_embedding_dim']}"
    for batch in range(len(x)):
        tables = [case[t] if ids is not None else case[t][batch]
                  for t in ("cos_cache", "sin_cache")]
        files = {"q": side_by_side(x[batch]), "k": np.eye(width),
                 "cos": np.vstack([tables[0], np.ones(tables[0].shape[1])]).astype(x.dtype),
                 "sin": np.vstack([tables[1], np.zeros(tables[1].shape[1])]).astype(x.dtype),
                 "at": np.full(width, len(tables[0]), dtype=float)}
        more = ""
        if ids is not None:
            files["ids"] = ids[batch].astype(float)
            more = " --positions=@ids"
        folder.add(case, batch, files, "similarity", f"@q @k {flags}{more}", below(y[batch]))


# Softmax and LogSoftmax. -------------------------------------------------------------------------


def softmax(folder, case, log=""):
    """Matrices along the axis: of the last, rows; of the one before, columns; further ones are
    made one."""
    x, y = case["input"], case.outputs["output"]
    axis = case.attributes.get("axis", -1) % x.ndim
    if axis == x.ndim - 1:
        x, y = (t.reshape(1, -1, t.shape[-1]) for t in (x, y))
    else:
        x, y = (t.reshape(int(np.prod(t.shape[:axis])), t.shape[axis], -1) for t in (x, y))
    flags = "" if axis == case["input"].ndim - 1 else "--axis=column "
    for batch in range(len(x)):
        folder.add(case, batch, {"s": x[batch]}, "softmax", f"{flags}{log}@s", y[batch])


# FlexAttention. ----------------------------------------------------------------------------------


def constant(graph, name):
    return next((float(numpy_helper.to_array(t)) for t in graph.initializer if t.name == name), 0)


def flex(folder, case):
    """What score_mod adds is a bias; weights times a constant are contexts times it."""
    q, k, v, y = case["Q"], case["K"], case["V"], case.outputs["Y"]
    heads, groups, n, m = q.shape[1], k.shape[1], q.shape[2], k.shape[2]
    flags = f"--heads={heads} --kv-heads={groups} --scale={scale(case)}"
    graph, bias = case.attributes.get("score_mod"), None
    after = case.attributes.get("prob_mod")
    if after is not None and after.name != "prob_mod_scale":
        raise Unsayable(after.name)
    match graph.name if graph else "":
        case "score_mod_bias":
            bias = np.full((1, m), np.float32(constant(graph, "bias")))
        case "score_mod_causal_mask":
            flags += " --causal"
        case "score_mod_soft_cap":
            flags += f" --softcap={constant(graph, 'cap')}"
        case "score_mod_relative_positional":
            bias = np.arange(n)[:, None] - np.arange(m)
        case "":
            pass
        case _:
            raise Unsayable(graph.name)
    for batch in range(len(q)):
        files = {x: side_by_side(t[batch]) for x, t in (("q", q), ("k", k), ("v", v))}
        more = ""
        if bias is not None:
            files["bias"], more = bias, " --bias=@bias"
        if after is not None:
            files["scaled"] = constant(after, "scale") * np.eye(heads * v.shape[3])
            more += " --project-output=@scaled"
        folder.add(case, batch, files, "context", f"-q @q -k @k -v @v {flags}{more}",
                   side_by_side(y[batch]))


# LinearAttention. --------------------------------------------------------------------------------

LINEAR = ("query", "key", "value", "past_state", "decay", "beta")


def linear(folder, case):
    """Weights are scores, of queries times exp(the decay so far) and keys divided by it. What the
    delta rules take back from the state has no words."""
    rule = case.attributes.get("update_rule", b"gated_delta").decode()
    if rule not in ("linear", "gated"):
        raise Unsayable(f"the {rule} rule")
    if case["past_state"] is not None:
        raise Unsayable("a state from before")
    heads, groups = (case.attributes[f"{x}_num_heads"] for x in "q kv".split())
    flags = f"-n none --causal --heads={heads} --kv-heads={groups} --scale="
    flags += str(np.float32(case.attributes["scale"])) if case.attributes.get("scale") else "auto"
    for batch, (q, k, v, y) in enumerate(zip(case["query"], case["key"], case["value"],
                                             case.outputs["output"])):
        q, k = q.astype(float), k.astype(float)
        if rule == "gated":
            decay = case["decay"][batch].astype(float).cumsum(0)
            decay = decay.repeat(k.shape[1] // decay.shape[1], axis=1)
            q, k = q * np.exp(decay), k * np.exp(-decay)
        folder.add(case, batch, {"q": q, "k": k, "v": v}, "context",
                   f"-q @q -k @k -v @v {flags}", y)


# The folders. ------------------------------------------------------------------------------------


class Folder:
    """A set of cases, each with files of its own; equal ones are one."""

    def __init__(self, name):
        self.set = Set(name)
        self.known = {}
        self.count = 0

    def file(self, stem, matrix):
        matrix = np.atleast_2d(short(np.asarray(matrix)))
        key = (matrix.shape, matrix.tobytes())
        if key not in self.known:
            self.known[key] = stem
            make_expected.write(self.set.folder / f"{stem}.csv", matrix)
        return self.known[key] + ".csv"

    def add(self, case, batch, files, step, flags, expected):
        """Both in binary64, and, where onnx is in binary32, in binary32."""
        stem = f"{case.name}-{batch}"
        names = {name: self.file(f"{stem}-{name}", matrix) for name, matrix in files.items()}
        flags = re.sub("@([a-z]+)", lambda at: names[at[1]], flags)
        expected = self.file(f"{stem}-{step}", np.where(np.isnan(expected), np.nan, expected)
                             if expected.dtype.kind == "f" else expected)
        line = f"{expected.removesuffix('.csv')} {case.tolerance:g} {case.tolerance:g} {step} "
        self.set.lines.append(f"{line}{flags}\n")
        if case.tolerance == 1e-6:
            self.set.lines.append(f"{line}--precision=single {flags}\n")
        self.count += 1


OPERATORS = {
    "Attention": ("onnx-operators", attention, ATTENTION, ATTENTION_OUT),
    "RotaryEmbedding": ("onnx-rotary", rotary, ROTARY, ("Y",)),
    "Softmax": ("onnx-softmax", softmax, ("input",), ("output",)),
    "LogSoftmax": ("onnx-softmax", lambda f, c: softmax(f, c, "--log "), ("input",), ("output",)),
    "FlexAttention": ("onnx-flex", flex, ATTENTION, ("Y",)),
    "LinearAttention": ("onnx-linear", linear, LINEAR, ("output",)),
}


def size(case):
    return sum(array(x).size for data in case.data_sets[0] for x in data)


def main():
    every = len(sys.argv) > 1
    if every:
        make_expected.HERE = pathlib.Path(sys.argv[1])
    folders, cases = {}, 0
    for case in collect_testcases(None):
        operator = case.model.graph.node[0].op_type
        if operator not in OPERATORS or len(case.model.graph.node) != 1:
            continue
        folder, convert, inputs, outputs = OPERATORS[operator]
        case_read = Case(case, inputs, outputs)
        if not every and size(case) > LARGEST:
            continue
        cases += 1
        folders.setdefault(folder, Folder(folder))
        try:
            convert(folders[folder], case_read)
        except Unsayable as reason:
            print(f"{case.name}: {reason}")
    for folder in folders.values():
        folder.set.close()
        print(f"{folder.set.folder.name}: {folder.count} lines")
    print(f"{cases} cases")


if __name__ == "__main__":
    main()

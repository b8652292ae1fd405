"""Whole processes, CSV to CSV: attn beside scripts that do the same with the libraries that this
Python has.

    processes.py ATTN [N [D]]

Queries, keys and values are one file of N rows (8192) and D columns (64) each. All take turns, from
start to exit, on as many threads as there are CPUs; times are medians, and the last column says how
many times as long as attn a script takes. The results are compared too.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

TURNS = 3

READ = {
    "numpy": "read = lambda name: numpy.loadtxt(name, delimiter=',', dtype=dtype)",
    "pandas": """
import pandas
read = lambda name: pandas.read_csv(name, header=None, dtype=dtype).to_numpy()""",
    "polars": """
import polars
kind = polars.Float64 if precision == "double" else polars.Float32
read = lambda name: polars.read_csv(name, has_header=False).cast(kind).to_numpy()""",
    "pyarrow": """
import pyarrow, pyarrow.csv
options = pyarrow.csv.ReadOptions(autogenerate_column_names=True)
def read(name):
    table = pyarrow.csv.read_csv(name, read_options=options)
    return numpy.column_stack([c.to_numpy() for c in table.columns]).astype(dtype)""",
}
COMPUTE = {
    "numpy": """
def attend(q, k, v):
    s = q @ k.T
    s *= dtype(q.shape[1] ** -0.5)
    s -= s.max(axis=1, keepdims=True)
    numpy.exp(s, out=s)
    s /= s.sum(axis=1, keepdims=True)
    return s @ v""",
    "blocks": """
def attend(q, k, v):
    k = numpy.ascontiguousarray(k.T) * dtype(q.shape[1] ** -0.5)
    context = numpy.empty((q.shape[0], v.shape[1]), dtype)
    for i in range(0, q.shape[0], 256):  # so that the scores stay in the cache
        s = q[i:i + 256] @ k
        s -= s.max(axis=1, keepdims=True)
        numpy.exp(s, out=s)
        numpy.divide(s @ v, s.sum(axis=1, keepdims=True), out=context[i:i + 256])
    return context""",
    "jax": """
import jax
jax.config.update("jax_enable_x64", True)
def attend(*x):
    if precision == "double":  # dot_product_attention takes its softmax in single always
        plain = lambda q, k, v: jax.nn.softmax(q @ k.T * q.shape[1] ** -0.5) @ v
        return numpy.asarray(jax.jit(plain)(*x))
    x = [jax.numpy.asarray(a)[None, :, None] for a in x]
    return numpy.asarray(jax.jit(jax.nn.dot_product_attention)(*x)[0, :, 0])""",
    "torch": """
import torch
def attend(*x):
    x = [torch.from_numpy(numpy.array(a, order="C"))[None, None] for a in x]
    return torch.nn.functional.scaled_dot_product_attention(*x)[0, 0].numpy()""",
    "onnxruntime": """
import onnx, onnxruntime
from onnx import helper, TensorProto
def attend(*x):
    kind = TensorProto.DOUBLE if precision == "double" else TensorProto.FLOAT
    value = lambda name: helper.make_tensor_value_info(name, kind, None)
    node = helper.make_node("Attention", ["q", "k", "v"], ["y"])
    graph = helper.make_graph([node], "g", [value(name) for name in "qkv"], [value("y")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(),
                                           providers=["CPUExecutionProvider"])
    return session.run(None, {name: numpy.ascontiguousarray(a)[None, None]
                              for name, a in zip("qkv", x)})[0][0, 0]""",
}
WRITE = {
    "numpy": "write = lambda name, x: numpy.savetxt(name, x, fmt='%.17g' if precision == 'double' "
             "else '%.9g', delimiter=',')",
    "pandas": """
import pandas
write = lambda name, x: pandas.DataFrame(x).to_csv(name, header=False, index=False)""",
    "polars": """
import polars
write = lambda name, x: polars.from_numpy(x).write_csv(name, include_header=False)""",
    "pyarrow": """
import pyarrow, pyarrow.csv
def write(name, x):
    table = pyarrow.table({str(j): numpy.ascontiguousarray(x[:, j]) for j in range(x.shape[1])})
    pyarrow.csv.write_csv(table, name, pyarrow.csv.WriteOptions(include_header=False))""",
}
SCRIPTS = [("numpy", "numpy", "numpy"), ("pandas", "numpy", "pandas"),
           ("polars", "numpy", "polars"), ("polars", "blocks", "polars"),
           ("pyarrow", "blocks", "pyarrow"), ("polars", "jax", "polars"),
           ("polars", "onnxruntime", "polars"), ("polars", "torch", "polars")]

# onnxruntime multiplies queries and keys of double precision by a root that it rounds to single.
TOLERANCE = {"double": 1e-11, "single": 1e-5, ("double", "onnxruntime"): 1e-7}


def script(parts):
    read, compute, write = parts
    return "\n".join(["import sys, numpy", "precision, q, k, v, out = sys.argv[1:]",
                      "dtype = numpy.float64 if precision == 'double' else numpy.float32",
                      READ[read], COMPUTE[compute], WRITE[write],
                      "write(out, attend(read(q), read(k), read(v)))"])


def seconds(command):
    start = time.perf_counter()
    done = subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0
    return time.perf_counter() - start if done else None


def numbers(name):
    with open(name) as file:
        return [float(x) for line in file for x in line.split(",")]


def agree(a, b, tolerance):
    a, b = numbers(a), numbers(b)
    return len(a) == len(b) and all(abs(x - y) <= tolerance for x, y in zip(a, b))


def make_input(name, n, d, seed):
    with open(name, "w") as file:
        state = seed
        for _ in range(n):
            row = []
            for _ in range(d):
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
                row.append(repr((state >> 11) / 2**52 - 1))
            file.write(",".join(row) + "\n")


def compare(attn, inputs, precision, directory):
    ours, theirs = os.path.join(directory, "attn.csv"), os.path.join(directory, "peer.csv")
    q, k, v = inputs
    command = [attn, "context", "-f", "scaled-dot", f"--precision={precision}", "-q", q, "-k", k,
               "-v", v, "-o", ours]
    for parts in SCRIPTS:
        peer = [sys.executable, "-c", script(parts), precision, *inputs, theirs]
        if seconds(peer) is None:
            continue
        times = [(seconds(command), seconds(peer)) for _ in range(TURNS)]
        if not agree(ours, theirs, TOLERANCE.get((precision, parts[1]), TOLERANCE[precision])):
            print(f"| {precision} | {'+'.join(parts):22} |        other numbers", flush=True)
            continue
        mine, its = (statistics.median(t) for t in zip(*times))
        print(f"| {precision} | {'+'.join(parts):22} | {mine:8.3f} | {its:8.3f} | "
              f"{its / mine:6.2f} |", flush=True)


def main():
    attn = os.path.abspath(sys.argv[1])
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 8192
    d = int(sys.argv[3]) if len(sys.argv) > 3 else 64
    print("| format | script                 |  attn, s |  peer, s |  ratio |")
    print("|--------|------------------------|---------:|---------:|-------:|")
    with tempfile.TemporaryDirectory() as directory:
        inputs = [os.path.join(directory, f"{name}.csv") for name in "qkv"]
        for seed, name in enumerate(inputs):
            make_input(name, n, d, seed)
        for precision in ("double", "single"):
            compare(attn, inputs, precision, directory)


main()

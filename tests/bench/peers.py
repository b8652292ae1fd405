"""The arithmetic of attention beside its peers: context of n queries and n keys of d features.

    peers.py BENCH_ATTENTION [N]

BENCH_ATTENTION is the program of that name. For each width, precision and number of threads it and
the peers that this Python has take turns, so that all meet the same machine; times are medians of
the turns, and the last column says how many times as long as attn a peer takes.
"""

import os
import statistics
import subprocess
import sys
import time

TURNS = 5


def attn(bench, n, d, precision, threads):
    row = subprocess.run([bench, str(n), str(d), precision, str(threads)], check=True,
                         capture_output=True, text=True).stdout.splitlines()[-1]
    return float(row.split("|")[7])


# The end of a program that answers each line of its input with the time of one run().
TIMED = """
run()
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    run()
    print(time.perf_counter() - start, flush=True)
"""

# Run in a process of its own: the libraries keep threads that would disturb each other.
PEER = """
import os, sys, time
name, n, d, precision, threads = sys.argv[1], *map(int, sys.argv[2:4]), sys.argv[4], int(sys.argv[5])
import numpy
random = numpy.random.default_rng(1)
dtype = numpy.float64 if precision == "double" else numpy.float32
q, k, v = (random.uniform(-1, 1, (n, d)).astype(dtype) for _ in range(3))
scale = dtype(d ** -0.5)
if name == "numpy":
    def run():
        s = q @ k.T
        s *= scale
        s -= s.max(axis=1, keepdims=True)
        numpy.exp(s, out=s)
        s /= s.sum(axis=1, keepdims=True)
        return s @ v
elif name == "torch":
    import torch
    torch.set_num_threads(threads)
    tensors = [torch.from_numpy(x)[None, None] for x in (q, k, v)]
    def run():
        return torch.nn.functional.scaled_dot_product_attention(*tensors)
elif name == "onnxruntime":
    import onnxruntime, onnx
    from onnx import helper, TensorProto
    kind = TensorProto.DOUBLE if precision == "double" else TensorProto.FLOAT
    value = lambda name: helper.make_tensor_value_info(name, kind, [1, 1, n, d])
    graph = helper.make_graph([helper.make_node("Attention", ["q", "k", "v"], ["y"])], "g",
                              [value("q"), value("k"), value("v")], [value("y")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options,
                                           providers=["CPUExecutionProvider"])
    inputs = {"q": q[None, None], "k": k[None, None], "v": v[None, None]}
    def run():
        return session.run(None, inputs)
elif name == "jax":
    import jax
    jax.config.update("jax_enable_x64", True)
    arrays = [jax.numpy.asarray(x)[None, :, None] for x in (q, k, v)]
    attention = jax.jit(jax.nn.dot_product_attention)
    def run():
        return attention(*arrays).block_until_ready()
"""


def start_peer(name, n, d, precision, threads):
    """The peer's process, or None where it cannot do this."""
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads),
                       MKL_NUM_THREADS=str(threads), JAX_PLATFORMS="cpu",
                       XLA_FLAGS="--xla_cpu_multi_thread_eigen=" + str(threads > 1).lower())
    peer = subprocess.Popen([sys.executable, "-c", PEER + TIMED, name, str(n), str(d), precision,
                             str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True, env=environment)
    if peer.stdout.readline().strip() != "ready":
        peer.wait()
        return None
    return peer


def turn(peer):
    peer.stdin.write("\n")
    peer.stdin.flush()
    return float(peer.stdout.readline())


def compare(bench, n, d, precision, threads):
    ours, theirs = [], {}
    names = ["numpy", "torch", "onnxruntime", "jax"]
    if threads > 1:
        names.remove("jax")  # it does not say how many it uses
    for name in names:
        peer = start_peer(name, n, d, precision, threads)
        if peer is None:
            continue
        times = []
        for _ in range(TURNS):
            ours.append(attn(bench, n, d, precision, threads))
            times.append(turn(peer))
        peer.stdin.close()
        peer.wait()
        theirs[name] = statistics.median(times), statistics.median(ours[-TURNS:])
    for name, (time_of_peer, time_of_attn) in theirs.items():
        print(f"| {n:6} | {d:4} | {precision} | {threads:7} | {name:11} | {time_of_attn:8.3f} | "
              f"{time_of_peer:8.3f} | {time_of_peer / time_of_attn:6.2f} |", flush=True)


def main():
    bench = sys.argv[1]
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 8192
    print("|      n |    d | format | threads | peer        |  attn, s |  peer, s |  ratio |")
    print("|-------:|-----:|--------|--------:|-------------|---------:|---------:|-------:|")
    for d in (64, 128):
        for precision in ("double", "single"):
            for threads in sorted({1, len(os.sched_getaffinity(0))}):
                compare(bench, n, d, precision, threads)


if __name__ == "__main__":
    main()

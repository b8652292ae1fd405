"""Gradients by queries, keys and values, all in one run, beside PyTorch's forward and backward pass.

    gradients.py ATTN [N [D]]

The arithmetic alone: what `--verbose` tells of packing and arithmetic, and autograd on tensors in
memory. For each precision and number of threads both take turns, so that they meet the same machine;
times are medians of the turns. Needs numpy and PyTorch.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile

import numpy

from peers import TIMED, turn

TURNS = 5

# Run in a process of its own.
PEER = """
import sys, time
import torch
n, d, precision, threads = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
torch.set_num_threads(threads)
kind = torch.float64 if precision == "double" else torch.float32
x = [torch.randn(1, 1, n, d, dtype=kind, requires_grad=True) for _ in range(3)]
u = torch.randn(1, 1, n, d, dtype=kind)
def run():
    torch.autograd.grad(torch.nn.functional.scaled_dot_product_attention(*x), x, u)
"""


def attn(program, folder, precision, threads):
    said = subprocess.run(
        [program, "gradient", "-f", "scaled-dot", "-q", "q", "-k", "k", "-v", "v", "--upstream=u",
         "--of=queries,keys,values", "-o", "by-%", f"--precision={precision}",
         f"--threads={threads}", "--verbose"],
        cwd=folder, check=True, capture_output=True, text=True).stderr
    return sum(float(x) for x in re.findall(r"([0-9.]+) s (?:packing|arithmetic)", said))


def main():
    program = os.path.abspath(sys.argv[1])
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 8192
    d = int(sys.argv[3]) if len(sys.argv) > 3 else 64
    print("|      n |    d | format | threads |  attn, s | PyTorch, s |  ratio |")
    print("|-------:|-----:|--------|--------:|---------:|-----------:|-------:|")
    with tempfile.TemporaryDirectory() as folder:
        random = numpy.random.default_rng(1)
        for name in "qkvu":
            numpy.savetxt(f"{folder}/{name}", random.normal(size=(n, d)), "%.17g", ",")
        for precision in ("double", "single"):
            for threads in sorted({1, len(os.sched_getaffinity(0))}):
                peer = subprocess.Popen(
                    [sys.executable, "-c", PEER + TIMED, str(n), str(d), precision, str(threads)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                peer.stdout.readline()
                ours, theirs = [], []
                for _ in range(TURNS):
                    ours.append(attn(program, folder, precision, threads))
                    theirs.append(turn(peer))
                peer.communicate()
                a, b = statistics.median(ours), statistics.median(theirs)
                print(f"| {n:6} | {d:4} | {precision} | {threads:7} | {a:8.3f} | {b:10.3f} | "
                      f"{b / a:6.2f} |", flush=True)


main()

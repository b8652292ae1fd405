#!/usr/bin/env python3
"""Writes head/upstream.csv, and the gradients that PyTorch's backward pass gives of the layer in
head/ with it, in binary32: head/by-queries.csv, by-keys.csv and by-values.csv.

    python3 data/head_gradient.py

Needs PyTorch. Upstream stands for the gradient of a loss by the context: normal numbers.
"""

import csv
import pathlib

import torch
from torch.nn.functional import scaled_dot_product_attention

HEAD = pathlib.Path(__file__).parent / "head"
HEADS = 8


def read(name):
    with open(HEAD / name, newline="") as file:
        return list(csv.reader(file))


def numbers(name):
    return torch.tensor([[float(x) for x in row[1:]] for row in read(name)[1:]])


def write(name, matrix):
    header, *rows = read("values.csv")
    with open(HEAD / name, "w", newline="\n") as file:
        file.write(",".join(header) + "\n")
        for row, values in zip(rows, matrix.tolist()):
            file.write(",".join([row[0]] + [f"{x:.9g}" for x in values]) + "\n")


def heads(x):
    return x.reshape(len(x), HEADS, -1).transpose(0, 1)[None]


def main():
    torch.manual_seed(2)
    inputs = [numbers(f"{x}.csv").requires_grad_() for x in ("queries", "keys", "values")]
    context = scaled_dot_product_attention(*map(heads, inputs), is_causal=True)
    context = context[0].transpose(0, 1).flatten(1)
    upstream = torch.randn(context.shape)
    context.backward(upstream)
    write("upstream.csv", upstream)
    for name, x in zip(("queries", "keys", "values"), inputs):
        write(f"by-{name}.csv", x.grad)


main()

#!/usr/bin/env python3
"""Trains a small attention-only transformer, and writes data/head/: what its second layer's eight
heads are given for a sentence told twice.

    python3 data/train_head.py          some minutes; needs PyTorch

Two layers of causal attention over tokens and positions, trained to say the next token of random
sequences that repeat themselves. To do so it must find where the current token stood before, and
look at what followed: the "induction heads" of Olsson et al. (2022), "In-context Learning and
Induction Heads", <https://arxiv.org/abs/2209.11895>. Another version of PyTorch or another machine
rounds otherwise, and so finds other numbers, though the same pattern.
"""
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional

SENTENCE = "one night an old fox stole a white hen".split()
WORDS, WIDTH, HEADS, LENGTH, STEPS = 64, 64, 8, 24, 3000


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.project = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.output = nn.Linear(WIDTH, WIDTH, bias=False)

    def parts(self, x):
        """Queries, keys and values, each batch x position x WIDTH, the heads side by side."""
        return self.project(self.norm(x)).split(WIDTH, dim=-1)

    def mix(self, parts):
        q, k, v = (part.unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in parts)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return mixed.transpose(1, 2).flatten(-2)

    def forward(self, x):
        return x + self.output(self.mix(self.parts(x)))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Embedding(WORDS, WIDTH)
        self.position = nn.Parameter(torch.randn(2 * LENGTH, WIDTH) / math.sqrt(WIDTH))
        self.layers = nn.ModuleList([Layer(), Layer()])
        self.head = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, WORDS))

    def embed(self, tokens):
        return self.token(tokens) + self.position[: tokens.shape[1]]

    def forward(self, tokens):
        x = self.embed(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


def train(model):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=STEPS)
    for step in range(STEPS):
        half = int(torch.randint(6, LENGTH + 1, ()))
        once = torch.rand(64, WORDS).argsort(dim=1)[:, :half]  # no token twice
        tokens = torch.cat([once, once], dim=1)
        scores = model(tokens[:, :-1])[:, half - 1 :]
        loss = functional.cross_entropy(scores.flatten(0, 1), tokens[:, half:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 250 == 0 or step == STEPS - 1:
            print(f"step {step}: {loss.item():.4f}", flush=True)


def write(name, matrix, words):
    with open(pathlib.Path(__file__).parent / "head" / name, "w", newline="\n") as file:
        file.write(",".join(["token"] + [f"x{j}" for j in range(matrix.shape[1])]) + "\n")
        for word, row in zip(words, matrix):
            file.write(",".join([word] + [f"{x:.9g}" for x in row.tolist()]) + "\n")


def main():
    torch.manual_seed(1)
    torch.set_num_threads(2)
    model = Model()
    train(model)
    words = 2 * SENTENCE
    tokens = torch.tensor([[SENTENCE.index(word) for word in words]])
    with torch.no_grad():
        parts = model.layers[1].parts(model.layers[0](model.embed(tokens)))
        for name, part in zip(["queries.csv", "keys.csv", "values.csv"], parts):
            write(name, part[0], words)
        write("context.csv", model.layers[1].mix(parts)[0], words)


main()

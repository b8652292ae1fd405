#!/usr/bin/env python3
"""Writes data/words.csv: vectors of 400 words, learned from the documentation strings of Python's
own standard library.

    python3 data/word_vectors.py        needs numpy

Words that stand near each other are counted, the counts made positive pointwise mutual information,
and that cut to its 24 largest singular values (Levy and Goldberg 2014, "Neural Word Embedding as
Implicit Matrix Factorization"; Levy, Goldberg and Dagan 2015). Another version of Python has other
documentation, and so gives other vectors.
"""
import ast
import collections
import pathlib
import re
import sysconfig

import numpy as np

CONTEXTS, WORDS, WIDTH, NEAR = 4000, 400, 24, 4
COMMON = set("""the and for that this with not are from can will was has have its which one use used
using any all may only when then than into been were but you your our their does did how what where
who whose also more most other some such each both same own too very just should would could must
there here these those them they she his her him itself between without within because while about
after before over under again once upon per via like see note true false none self arg args kwargs
func def return returns returned returning""".split())


def texts():
    """Every documentation string, in the order of the files' names."""
    for path in sorted(pathlib.Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        if {"site-packages", "test", "tests", "idlelib", "lib2to3"} & set(path.parts):
            continue
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                text = ast.get_docstring(node)
                if text:
                    yield [w for w in re.findall(r"[a-z]{3,}", text.lower()) if w not in COMMON]


def main():
    documents = list(texts())
    counts = collections.Counter(word for document in documents for word in document)
    contexts = [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CONTEXTS]]
    place = {word: i for i, word in enumerate(contexts)}
    near = np.zeros((CONTEXTS, CONTEXTS))
    for document in documents:
        places = [place[word] for word in document if word in place]
        for i, a in enumerate(places):
            for b in places[max(0, i - NEAR) : i]:
                near[a, b] += 1
                near[b, a] += 1
    rows, total = near.sum(1, keepdims=True), near.sum()
    smooth = rows.T**0.75 / (rows**0.75).sum()
    with np.errstate(divide="ignore"):
        information = np.maximum(np.log(near / total) - np.log(rows / total) - np.log(smooth), 0)
    left, singular, _ = np.linalg.svd(information, full_matrices=False)
    vectors = (left * np.sqrt(singular))[:WORDS, :WIDTH]
    with open(pathlib.Path(__file__).parent / "words.csv", "w", newline="\n") as file:
        file.write(",".join(["word"] + [f"x{j}" for j in range(WIDTH)]) + "\n")
        for word, vector in zip(contexts, vectors):
            file.write(",".join([word] + [f"{x:.4f}" for x in vector]) + "\n")


main()

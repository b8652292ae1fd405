#!/usr/bin/env python3
"""Makes the set `classes`: soft nearest neighbours on iris, by Nadaraya and Watson's formula over
scikit-learn's pairwise_distances and LabelBinarizer, each flower left out of its own estimate, and
the likeliest class: python3 tests/peers/make_classes.py, where scikit-learn is installed."""
import csv
import os

import numpy
from sklearn.metrics import pairwise_distances
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import LabelBinarizer

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "../../data/iris.csv"), encoding="ascii") as file:
    table = list(csv.reader(file))
header, rows = table[0], table[1:]
x = numpy.array([[float(cell) for cell in row[:4]] for row in rows])
species = [row[4] for row in rows]
binarizer = LabelBinarizer()
one_hot = binarizer.fit_transform(species).astype(float)
names = list(binarizer.classes_)


def write(name, probabilities):
    """Writes the probabilities, and beside them the likeliest."""
    with open(os.path.join(here, "classes", name + ".csv"), "w", encoding="ascii") as out:
        out.write(",".join(names) + "\n")
        for row in probabilities:
            out.write(",".join(repr(float(p)) for p in row) + "\n")
    with open(os.path.join(here, "classes", name + "-predicted.csv"), "w", encoding="ascii") as out:
        out.write("species\n")
        out.writelines(names[i] + "\n" for i in probabilities.argmax(axis=1))


def normalised(weights):
    return weights / weights.sum(axis=1, keepdims=True) @ one_hot


os.makedirs(os.path.join(here, "classes"), exist_ok=True)
h = 0.3
gaussian = rbf_kernel(x, gamma=1 / (2 * h * h))
write("all", normalised(gaussian))
left_out = gaussian.copy()
numpy.fill_diagonal(left_out, 0)
write("left-out", normalised(left_out))
laplacian = numpy.exp(-pairwise_distances(x[:, 2:], metric="manhattan") / 0.2)
numpy.fill_diagonal(laplacian, 0)
write("petals", normalised(laplacian))
table = "../../../data/iris.csv"
common = f"context -q {table} --classes=species"
with open(os.path.join(here, "classes", "cases"), "w", encoding="ascii") as out:
    for name, arguments in (
        ("all", "-f gaussian --bandwidth=0.3"),
        ("left-out", "-f gaussian --bandwidth=0.3 --exclude-self"),
        ("petals", "--columns=3-4 -f laplacian --bandwidth=0.2 --exclude-self"),
    ):
        out.write(f"{name} 1.0e-12 1.0e-15 {common} {arguments}\n")
        out.write(f"{name} 1.0e-4 1.0e-7 {common} {arguments} --precision=single\n")

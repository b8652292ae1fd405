#!/usr/bin/env python3
"""Cuts iris.csv and digits/*.csv from the copies that scikit-learn ships.

    python3 data/cut.py [DIRECTORY]

DIRECTORY holds scikit-learn's iris.csv and digits.csv.gz; without it they are looked for in the
installed package, which is found but not imported (on Debian: apt-get install python3-sklearn).
The files come out the same, byte for byte, whichever release of scikit-learn they are cut from.
"""

import csv
import gzip
import importlib.util
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
QUERIES = 500  # the last digits; those before them are the keys
FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def source_directory():
    if len(sys.argv) > 1:
        return pathlib.Path(sys.argv[1])
    package = importlib.util.find_spec("sklearn")
    if package is None:
        sys.exit("cut.py: scikit-learn is not installed; name the directory that holds its data")
    return pathlib.Path(package.origin).parent / "datasets" / "data"


def write(name, rows):
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    with open(path, "w", newline="", encoding="ascii") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def cut_iris(source):
    with open(source / "iris.csv", newline="", encoding="ascii") as file:
        (_, _, *species), *flowers = csv.reader(file)
    rows = [flower[:4] + [species[int(flower[4])]] for flower in flowers]
    write("iris.csv", [FEATURES + ["species"]] + rows)


def cut_digits(source):
    with gzip.open(source / "digits.csv.gz", "rt", newline="", encoding="ascii") as file:
        rows = [[int(float(cell)) for cell in row] for row in csv.reader(file)]
    header = [f"pixel_{y}_{x}" for y in range(8) for x in range(8)] + ["digit"]
    write("digits/keys.csv", [header] + rows[:-QUERIES])
    write("digits/queries.csv", [header] + rows[-QUERIES:])


if __name__ == "__main__":
    cut_iris(source_directory())
    cut_digits(source_directory())

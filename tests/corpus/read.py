"""Reads with attn what other programs wrote, and compares with their own numbers.

    python3 tests/corpus/read.py ATTN DIRECTORY [DIGESTS]

DIRECTORY has files, beside each FILE the writer's numbers in FILE.truth (x for a cell that is none), and
`index`: way, file, the options that the way needs ("-": none), whether there is a column of row names.
Each file is read as it is (with --missing=keep where a number is missing); then with the options, and with those columns left out that hold no numbers.
Prints for each way how many files were read right, refused, read with other numbers and a note that tells of it,
or without one, and writes the digests of the files to DIGESTS.
"""
import collections
import csv
import hashlib
import io
import math
import os
import re
import subprocess
import sys


def read(attn, path, options):
    command = [attn, "softmax", "-n", "none", "--output-delimiter=,", "--plain"]
    return subprocess.run(command + options + [path], capture_output=True, timeout=60)


def same(text, truth):
    return text == "nan" if truth == "nan" else text != "nan" and float(text) == float(truth)


def judge(done, truth):
    if done.returncode:
        return "refused" if done.stderr.startswith(b"attn: ") else "other"
    rows = list(csv.reader(io.StringIO(done.stdout.decode())))
    wanted = [[cell for cell in row if cell != "x"] for row in truth]
    right = len(rows) == len(wanted) and all(len(row) == len(line) and all(map(same, row, line)) for row, line in zip(rows, wanted))
    # A note tells what it may be instead, and the option for that.
    doubt = re.search(rb"attn: note: .*; if (it|they) names? ", done.stderr)
    return "right" if right else "noted" if doubt else "other"


def main():
    attn, directory = os.path.abspath(sys.argv[1]), sys.argv[2]
    counts = collections.defaultdict(collections.Counter)
    digests = []
    for line in open(os.path.join(directory, "index")):
        way, name, options, named = line.rstrip("\n").split("\t")
        path = os.path.join(directory, name)
        truth = [row.rstrip("\n").split("\t") for row in open(path + ".truth")]
        digests.append(hashlib.sha256(open(path, "rb").read()).hexdigest() + "  " + name)
        options = [] if options == "-" else options.split(" ")
        others = [str(column + 1 + int(named)) for column, cell in enumerate(truth[0]) if cell == "x"]
        missing = ["--missing=keep"] if any("nan" in row for row in truth) else []
        chosen = missing + options + (["--columns=" + ",".join("-" + other for other in others)] if others else [])
        for how, given in (("as it is", missing), ("with options", chosen)):
            done = read(attn, path, given)
            result = judge(done, truth)
            if len(others) == len(truth[0]) and result == "refused" and how != "as it is":
                result = "no numbers"
            counts[way][how, result] += 1
            if result == "other" or (result == "refused" and how != "as it is"):
                print("%s: %s %s %s: %s" % (result, way, name, " ".join(given), done.stderr.decode().strip()[-160:]))
    total = collections.Counter()
    print("| way | files | as it is: right | refused | noted | other | with options: right | refused | no numbers in it | other |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    columns = [("as it is", "right"), ("as it is", "refused"), ("as it is", "noted"), ("as it is", "other"),
               ("with options", "right"),
               ("with options", "refused"), ("with options", "no numbers"), ("with options", "other")]
    for way, count in list(counts.items()) + [("all", total)]:
        numbers = [count[column] for column in columns]
        print("| %s | %s |" % (way, " | ".join(map(str, [sum(numbers[:4])] + numbers))))
        if way != "all":
            total.update(count)
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w") as file:
            file.write("\n".join(digests) + "\n")
    other = total["as it is", "other"] + total["with options", "other"]
    print("%d files, %d with other numbers" % (len(digests), other))
    return other > 0


if __name__ == "__main__":
    sys.exit(main())

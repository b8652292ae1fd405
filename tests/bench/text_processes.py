"""Whole processes that read or write CSV: attn beside scripts that do the same with the libraries
that this Python has, on one thread and on as many as there are CPUs.

    text_processes.py ATTN [all|shapes|large|alone]

A cell is the median time in seconds, from start to exit, and how many times attn's that is. `shapes`
are tables of a million numbers: reading is `attn weights` and the sums of the columns; writing is
`attn similarity` of one feature, to /dev/null. `large` is 4096 x 4096. `alone` is attn by
itself: on one thread and on all, into a file beside cat, and the memory that a file of 1 GB takes. What
takes longer than 20 seconds, or cannot be done in 20 GiB, is said to fail.
"""

import importlib.metadata
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TURNS = 3
PATIENCE = 20  # seconds for a process
ENOUGH = 5  # seconds that the turns of a slow peer may take, but for the last
NUMBERS = 1 << 20
PEERS = ("numpy", "pandas", "polars", "pyarrow", "duckdb")

# Each script has the names of its files in `files`, the last of them the output's.
READ = {
    "numpy": "import numpy\nread = lambda f: numpy.loadtxt(f, delimiter=',', ndmin=2)\n",
    "pandas": "import pandas\nread = lambda f: pandas.read_csv(f, header=None).to_numpy()\n",
    "polars": "import polars\nread = lambda f: polars.read_csv(f, has_header=False).to_numpy()\n",
    "pyarrow": """
import pyarrow, pyarrow.csv, pyarrow.compute, numpy, os
pyarrow.set_cpu_count(int(os.environ["OMP_NUM_THREADS"]))
options = pyarrow.csv.ReadOptions(autogenerate_column_names=True)
def read(f):
    columns = pyarrow.csv.read_csv(f, read_options=options).columns
    return numpy.column_stack([c.to_numpy() for c in columns])
""",
    "duckdb": """
import duckdb, numpy, os
duckdb.sql("set threads = " + os.environ["OMP_NUM_THREADS"])
def read(f):
    columns = duckdb.sql(f"select * from read_csv('{f}', header = false)").fetchnumpy().values()
    return numpy.column_stack(list(columns))
""",
}
SUMS = dict.fromkeys(("numpy", "pandas"), "read(files[0]).sum(axis=0)")
SUMS["polars"] = "polars.read_csv(files[0], has_header=False).sum()"
SUMS["pyarrow"] = """
for column in pyarrow.csv.read_csv(files[0], read_options=options).columns:
    pyarrow.compute.sum(column)"""
SUMS["duckdb"] = """
duckdb.sql(f"select sum(columns(*)) from read_csv('{files[0]}', header = false)").fetchall()"""
WRITE = {
    "numpy": "numpy.savetxt(files[-1], s, fmt='%.17g', delimiter=',')",
    "pandas": "pandas.DataFrame(s).to_csv(files[-1], header=False, index=False)",
    "polars": "polars.from_numpy(s).write_csv(files[-1], include_header=False)",
    "pyarrow": """
s = numpy.asfortranarray(s)
table = pyarrow.table({str(j): s[:, j] for j in range(s.shape[1])})
pyarrow.csv.write_csv(table, files[-1], pyarrow.csv.WriteOptions(include_header=False))""",
    "duckdb": """
s = numpy.asfortranarray(s)
columns = {"c" + str(j): s[:, j] for j in range(s.shape[1])}
duckdb.sql("select * from columns").write_csv(files[-1], header=False)""",
}
CPUS = len(os.sched_getaffinity(0))


def seconds(command, threads, output):
    """The time of a process, or None where it fails."""
    environment = dict(os.environ)
    for name in ("ATTN", "OMP_NUM", "OPENBLAS_NUM", "MKL_NUM", "POLARS_MAX"):
        environment[name + "_THREADS"] = str(threads)
    with open(output, "wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment)
        # Not wait(timeout): it would look every 50 ms only.
        patience = threading.Timer(PATIENCE, process.kill)
        patience.start()
        done = process.wait() == 0
        taken = time.perf_counter() - start
        patience.cancel()
        return taken if done else None


def script(peer, work, files):
    return [sys.executable, "-c", f"import sys\nfiles = sys.argv[1:]\n{READ[peer]}{work}", *files]


def race(what, threads, attn, peers, output=os.devnull):
    """One row of a table: attn and the peers, which is a list of commands or None, take turns."""
    times = {None: []} | {peer: [] for peer, command in peers.items() if command}
    for _ in range(TURNS):
        for peer in list(times):
            if peer and sum(times[peer]) > ENOUGH:
                continue
            time_taken = seconds(peers[peer] if peer else attn, threads, output)
            if time_taken is None:
                del times[peer]
            else:
                times[peer].append(time_taken)
    medians = {peer: statistics.median(t) for peer, t in times.items()}
    cells = [f"{medians[None]:6.3f}       "]
    for peer, command in peers.items():
        cells.append(f"{medians[peer]:6.3f} {medians[peer] / medians[None]:5.1f}x" if peer in medians
                     else "        fails" if command else "             ")
    print(f"| {what:29} | {threads} | " + " | ".join(cells) + " |", flush=True)


def head(peers):
    print("\n| " + " | ".join(["what".ljust(29), "T", "attn         "] + [p.ljust(13) for p in peers])
          + " |\n|" + "|".join(["-" * 31, "---"] + ["-" * 14 + ":"] * (1 + len(peers))) + "|")


def write_table(name, cells, columns):
    with open(name, "w") as file:
        for i in range(0, len(cells), columns):
            file.write(",".join(cells[i:i + columns]) + "\n")


KINDS = {"17 digits": lambda: "%.17g" % random.gauss(0, 1),
         "6 digits": lambda: "%.6g" % random.gauss(0, 1),
         "integers": lambda: str(random.randrange(1000))}
SHAPES = {"64 columns": 64, "1 column": 1, "1 row": NUMBERS}


def run_shapes(attn, peers, directory):
    table, q, k = (os.path.join(directory, name) for name in ("table", "q", "k"))
    head(peers)
    for kind, draw in KINDS.items():
        cells = [draw() for _ in range(NUMBERS)]
        for shape, columns in SHAPES.items():
            write_table(table, cells, columns)
            for threads in sorted({1, CPUS}):
                # Others than attn are lost in so many columns: once is enough.
                given = peers if columns < NUMBERS or (threads, kind) == (1, "17 digits") else []
                race(f"read {kind}, {shape}", threads, [attn, "weights", table],
                     {p: script(p, SUMS[p], [table]) if p in given else None for p in peers})
        if kind == "6 digits":
            continue
        for shape, columns in SHAPES.items():
            write_table(q, cells[:NUMBERS // columns], 1)
            write_table(k, cells[:columns] if columns > 1 else ["1"], 1)
            for threads in sorted({1, CPUS}):
                given = peers if columns < NUMBERS or (threads, kind) == (1, "17 digits") else []
                race(f"write {kind}, {shape}", threads, [attn, "similarity", q, k],
                     {p: script(p, "s = read(files[0]) @ read(files[1]).T\n" + WRITE[p],
                                [q, k, os.devnull]) if p in given else None for p in peers})


def make_large(directory):
    q, k, table = (os.path.join(directory, name) for name in ("q", "k", "table"))
    draw = KINDS["17 digits"]
    for name in (q, k):
        write_table(name, [draw() for _ in range(4096 * 64)], 64)
    write_table(table, [draw() for _ in range(1 << 20)] * 16, 4096)
    return q, k, table


def run_large(attn, peers, directory):
    q, k, table = make_large(directory)
    head(peers)
    for threads in sorted({1, CPUS}):
        race("read 4096 x 4096", threads, [attn, "weights", table],
             {p: script(p, SUMS[p], [table]) for p in peers})
        race("similarity, 4096 x 4096, d=64", threads, [attn, "similarity", "-q", q, "-k", k],
             {p: script(p, "s = read(files[0]) @ read(files[1]).T\n" + WRITE[p],
                        [q, k, os.devnull]) for p in peers})


def run_alone(attn, directory):
    q, k, table = make_large(directory)
    out = os.path.join(directory, "out")
    compare_threads(attn, table)
    compare_with_cat([attn, "similarity", "-q", q, "-k", k], out, os.path.join(directory, "copy"))
    with open(table, "rb") as source, open(out, "wb") as large:
        text = source.read()
        while large.tell() < 1e9:
            large.write(text)
    peak = subprocess.run([sys.executable, "-c", "import resource, subprocess, sys\n"
                           "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
                           "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
                           attn, "weights", out], stdout=subprocess.PIPE, text=True, check=True)
    print(f"\n`attn weights` of {os.path.getsize(out)} bytes: peak memory {peak.stdout.strip()} KiB.")


def compare_threads(attn, table):
    """Reading on one thread and on all, in turns."""
    size = os.path.getsize(table)
    times = {threads: [] for threads in sorted({1, CPUS})}
    for _ in range(5 * TURNS):
        for threads in times:
            times[threads].append(seconds([attn, "weights", table], threads, os.devnull))
    print(f"\n| weights of {size} bytes | threads | seconds |  MB/s |")
    print("|----------------------------|--------:|--------:|------:|")
    for threads, taken in times.items():
        for name, time_taken in (("median", statistics.median(taken)), ("least", min(taken))):
            print(f"| {name:26} | {threads:7} | {time_taken:7.3f} | {size / time_taken / 1e6:5.0f} |")


def compare_with_cat(similarity, out, copy):
    """The output into a file that is new each time, beside `cat` of the same bytes."""
    subprocess.run([*similarity, "-o", out], check=True)
    source = copy + ".source"
    os.rename(out, source)
    ways = {"attn > FILE": (similarity, out), "attn -o FILE": ([*similarity, "-o", out], os.devnull),
            "cat > FILE": (["cat", source], copy)}
    times = {way: [] for way in ways}
    for _ in range(2 * TURNS + 1):
        for way, (command, output) in ways.items():
            for name in (out, copy):
                if os.path.exists(name):
                    os.remove(name)
            times[way].append(seconds(command, CPUS, output))
    size = os.path.getsize(source)
    print(f"\n| {size} bytes | median, s | least, s |\n|-----------------|----------:|---------:|")
    for way, taken in times.items():
        print(f"| {way:15} | {statistics.median(taken):9.3f} | {min(taken):8.3f} |")


def main():
    attn = os.path.abspath(sys.argv[1])
    which = sys.argv[2] if len(sys.argv) > 2 else "all"
    peers = []
    for peer in PEERS:
        try:
            print(peer, importlib.metadata.version(peer))
            peers.append(peer)
        except importlib.metadata.PackageNotFoundError:
            print(peer, "is missing: this Python does not have it")
    random.seed(1)
    resource.setrlimit(resource.RLIMIT_AS, (20 << 30, 20 << 30))  # ours, and so the scripts'
    with tempfile.TemporaryDirectory() as directory:
        if which in ("all", "shapes"):
            run_shapes(attn, peers, directory)
        if which in ("all", "large"):
            run_large(attn, peers, directory)
        if which in ("all", "alone"):
            run_alone(attn, directory)


main()

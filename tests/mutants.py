#!/usr/bin/env python3
"""Changes one operator or constant of src at a time, and tells which changes no quick test notices.

    python3 tests/mutants.py [--count=300] [--seed=1] [--jobs=2] [--budget=SECONDS]
    python3 tests/mutants.py FILE:LINE:COLUMN:NEW...

The first way draws mutants at random; the second takes these. Each is built in a copy of the source,
and meets the transcripts, the unit suites of its room, the seams and the peers, those first that are
cheap and likely to notice it. The first failure kills it, unless the test fails without any change,
too. Unit suites are built once, and take the changed code from a shared library: where a header is
changed, what they include of it is not. Every mutant is a line of the output: killed (by what), no
build, or SURVIVED.
"""

import argparse
import math
import os
import pathlib
import queue
import random
import re
import resource
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent.parent
WORK = HERE / "build" / f"mutants-{os.getpid()}"

# Little optimization and no symbols: what counts is how fast a mutant is built. Kernels need a
# little, for their inlined functions want constants.
BUILD = ["CFLAGS=-O1 -fPIC -fno-semantic-interposition", "KERNEL_FLAGS=-O1", "BUILD=build/mutant"]
LIBRARY = """
gcc -shared -o build/mutant/libattn.so $(find build/mutant/src -name '*.o' ! -name main.o) -lcsv -lm
"""
SUITE = """
gcc -std=gnu11 -D_GNU_SOURCE -Isrc -ffp-contract=off -pthread -c -o build/mutant/{0}.o \
    tests/unit/{0}.c &&
gcc -pthread -o build/mutant/{0} build/mutant/{0}.o -Lbuild/mutant -lattn -Wl,-rpath,'$ORIGIN' \
    $(pkg-config --libs check) -lcsv -lm
"""

# Seconds of processor time that a process may take; a mutant that loops is killed by it, too.
PROCESSOR, PATIENCE, MEMORY = 60, 600, 16 << 30

# What can be put in the place of a token. Operators count where blanks stand on both sides, as
# clang-format leaves them: then a * is no pointer and a - no sign.
OPERATORS = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    "+": ["-", "*"], "-": ["+"], "*": ["+", "/"], "/": ["*"], "%": ["/"],
    "<<": [">>"], ">>": ["<<"], "&": ["|"], "|": ["&"], "^": ["&"],
    "+=": ["-="], "-=": ["+="], "*=": ["+="], "/=": ["*="], "|=": ["&="], "&=": ["|="],
}
WORDS = {"true": ["false"], "false": ["true"]}
TOKEN = re.compile(r"""
    (?P<skip> /\*.*?\*/ | //[^\n]* | ^[ \t]*\#(?:[^\n\\]|\\.|\\\n)* |
              "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*') |
    (?P<number> \b(?:0[xX][0-9a-fA-F.]+(?:[pP][-+]?\d+)?|\d[\d.]*(?:[eE][-+]?\d+)?)[uUlLfF]*\b) |
    (?P<word> [A-Za-z_]\w*) |
    (?P<operator> (?<=[ ]) (?:<<|>>|<=|>=|==|!=|&&|\|\||[-+*/|&]=|[-+*/%<>&|^]) (?=[ \n])) |
    (?P<not> !(?!=))
""", re.VERBOSE | re.DOTALL | re.MULTILINE)


def changes_of_number(text):
    if "." in text or re.search(r"[pP]" if text[:2] in ("0x", "0X") else "[eE]", text):
        return [f"(1.5 * {text})"]
    digits = re.match(r"0[xX][0-9a-fA-F]+|\d+", text).group()
    value = int(digits, 0) if digits[:2] in ("0x", "0X") or digits[0] != "0" else int(digits, 8)
    suffix = text[len(digits):]
    return [f"{other}{suffix}" for other in (value + 1, value - 1) if other >= 0]


def changes_of(kind, text):
    if kind == "number":
        return changes_of_number(text)
    if kind == "word":
        return WORDS.get(text, [])
    if kind == "not":
        return [""]
    return OPERATORS.get(text, []) if kind == "operator" else []


class Mutant:
    def __init__(self, file, text, begin, old, new):
        line = text.count("\n", 0, begin) + 1
        column = begin - (text.rfind("\n", 0, begin) + 1) + 1
        self.file, self.begin, self.old, self.new = file, begin, old, new
        self.name = f"{file}:{line}:{column}"
        self.line = text.split("\n")[line - 1].strip()

    def __str__(self):
        return f"{self.name}:{self.new}  for {self.old!r} in `{self.line}`"


def mutants_of(file):
    text = (HERE / file).read_text()
    return [Mutant(file, text, match.start(), match.group(), new)
            for match in TOKEN.finditer(text)
            for new in changes_of(match.lastgroup, match.group())]


def sources():
    """What this machine compiles and runs."""
    flags = pathlib.Path("/proc/cpuinfo").read_text()
    absent = ["neon"] + ([] if "avx512vbmi" in flags else ["avx512"])
    files = subprocess.run(["git", "ls-files", "src"], cwd=HERE, capture_output=True, text=True,
                           check=True).stdout.split()
    return [f for f in files if f.endswith((".c", ".h")) and not any(a in f for a in absent)]


def limit():
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


FAILED = re.compile(rb"^(peers/|seams: |FAILED|[-+]  |.*:[FE]:)", re.MULTILINE)


def fails(command, copy):
    """Whether it fails; it is stopped as soon as it says so."""
    environment = os.environ | {"CK_DEFAULT_TIMEOUT": str(PATIENCE)}
    run = subprocess.Popen(command, cwd=copy, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, env=environment, preexec_fn=limit)
    said, end = b"", time.time() + PATIENCE
    with selectors.DefaultSelector() as ready:
        ready.register(run.stdout, selectors.EVENT_READ)
        while True:
            if not ready.select(max(0, end - time.time())):
                break
            part = os.read(run.stdout.fileno(), 1 << 16)
            said += part
            if not part or FAILED.search(said):
                break
    failed = bool(FAILED.search(said)) or time.time() >= end
    if not failed:
        try:
            failed = run.wait(PATIENCE) != 0
        except subprocess.TimeoutExpired:
            failed = True
    try:
        os.killpg(run.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    run.wait()
    run.stdout.close()
    return failed


def room_of(file):
    return file.split("/")[1]


def includes(suite, room):
    """Whether a unit suite is about that room. What base/ has is in everything."""
    return room == "base" or f'#include "{room}/' in suite.read_text()


def tests(copy, file):
    """The quick tests that may notice a change of the file, as commands."""
    room = room_of(file)
    found = [(f"unit {u.stem[5:]}", [f"build/mutant/{u.stem}"])
             for u in copy.glob("tests/unit/test_*.c") if includes(u, room)]
    found += [(f"cases {c.stem}", ["sh", "tests/cases/run.sh", "./attn", f"tests/cases/{c.name}"])
              for c in copy.glob("tests/cases/*.t")]
    return sorted(found) + [("seams", ["sh", "tests/seams.sh", "./attn"]),
                            ("peers", ["sh", "tests/peers/run.sh", "./attn"])]


class Experience:
    """Which tests noticed changes of which room, and what they cost: what is cheap and likely to
    notice comes first."""

    def __init__(self):
        self.seconds, self.kills = {}, {}

    def order(self, found, file):
        near = pathlib.Path(file).stem.split("_")[0].rstrip("s")

        def worth(test):
            chance = 1 + 8 * (near in test[0]) + 4 * self.kills.get((room_of(file), test[0]), 0)
            return -chance / self.seconds.get(test[0], 0.2)
        return sorted(found, key=worth)

    def noticed(self, name, file):
        key = (room_of(file), name)
        self.kills[key] = self.kills.get(key, 0) + 1


def build(copy):
    for command in (["make", "-s", *BUILD, "attn"], ["sh", "-c", LIBRARY]):
        if subprocess.run(command, cwd=copy, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode:
            return False
    return True


def prepare():
    """A copy of the source, built, with its unit suites."""
    copy = copy_source()
    if not build(copy):
        sys.exit("the source does not build")
    for suite in copy.glob("tests/unit/test_*.c"):
        subprocess.run(["sh", "-c", SUITE.format(suite.stem)], cwd=copy, check=True)
    return copy


class Unchanged:
    """Which tests fail without any change: each is run when it first kills something."""

    def __init__(self, copy):
        self.copy, self.failing, self.lock = copy, {}, threading.Lock()

    def fails(self, name, command):
        with self.lock:
            if name not in self.failing:
                self.failing[name] = fails(command, self.copy)
                if self.failing[name]:
                    print(f"fails without any change: {name}", flush=True)
            return self.failing[name]


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def noticed_by(copy, file, unchanged, experience, budget):
    """The name of the test that fails, "no build", or None."""
    if not build(copy):
        return "no build"
    start = processor_time()
    for name, command in experience.order(tests(copy, file), file):
        begin = processor_time()
        if fails(command, copy) and not unchanged.fails(name, command):
            experience.noticed(name, file)
            return name
        experience.seconds[name] = processor_time() - begin
        if processor_time() - start > budget:
            break
    return None


def try_mutant(copy, mutant, *how):
    path = copy / mutant.file
    text = path.read_text()
    assert text[mutant.begin:].startswith(mutant.old)
    path.write_text(text[:mutant.begin] + mutant.new + text[mutant.begin + len(mutant.old):])
    try:
        return noticed_by(copy, mutant.file, *how)
    finally:
        path.write_text(text)


def copy_source():
    copy = WORK / "0"
    files = subprocess.run(["git", "ls-files"], cwd=HERE, capture_output=True, text=True,
                           check=True).stdout.split("\n")
    for file in filter(None, files):
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(HERE / file, copy / file, follow_symlinks=False)
    return copy


def worker(copy, todo, say, *how):
    while True:
        try:
            mutant = todo.get_nowait()
        except queue.Empty:
            return
        say(mutant, try_mutant(copy, mutant, *how))


def chosen(arguments):
    if not arguments.mutant:
        everything = [m for file in sources() for m in mutants_of(file)]
        return random.Random(arguments.seed).sample(everything, arguments.count)
    found = []
    for name in arguments.mutant:
        place, new = name.rsplit(":", 1)
        found += [m for m in mutants_of(place.split(":")[0]) if (m.name, m.new) == (place, new)]
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mutant", nargs="*")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--budget", type=float, default=math.inf,
                        help="seconds of processor time for the tests of one mutant")
    arguments = parser.parse_args()
    mutants, lock = chosen(arguments), threading.Lock()
    if not mutants:
        sys.exit("no such mutant")
    counts = {"killed": 0, "no build": 0, "SURVIVED": 0}

    def say(mutant, by):
        verdict = "SURVIVED" if by is None else by if by == "no build" else "killed"
        with lock:
            counts[verdict] += 1
            print(f"{verdict}{f' by {by}' if verdict == 'killed' else ''}: {mutant}", flush=True)

    unchanged, experience = Unchanged(prepare()), Experience()
    copies = [shutil.copytree(unchanged.copy, WORK / str(i + 1), symlinks=True, dirs_exist_ok=True)
              for i in range(arguments.jobs)]
    todo = queue.Queue()
    for mutant in mutants:
        todo.put(mutant)
    how = unchanged, experience, arguments.budget
    threads = [threading.Thread(target=worker, args=(copy, todo, say, *how)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shutil.rmtree(WORK)
    print(f"mutants: {len(mutants)}, {counts['killed']} killed, {counts['SURVIVED']} survived, "
          f"{counts['no build']} did not build")


if __name__ == "__main__":
    main()

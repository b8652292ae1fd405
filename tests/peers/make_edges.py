#!/usr/bin/env python3
"""Computes what attn must print at the edges of its range, with mpmath in 50 digits.

    python3 tests/peers/make_edges.py

Writes the folder `edges` beside this file: input files and, a line a case, `cases` (run.sh). The
inputs are the doubles, or floats, nearest to the numbers written here. Every case is run by the
best kernel of the machine, by `portable` and by `reference`.
"""

import pathlib
import shutil
import struct

from mpmath import cos, exp, inf, isinf, isnan, log, log1p, mp, mpf, nan, sqrt

mp.dps = 50
HERE = pathlib.Path(__file__).resolve().parent / "edges"
CASES = []
FILES = {}


def number(x, single=False):
    """What attn reads: the nearest number of its precision."""
    x = float(x)
    return mpf(struct.unpack("f", struct.pack("f", x))[0] if single and abs(x) < 1e39 else x)


def file(rows):
    """The name of an input file that holds these rows."""
    text = "".join(",".join(str(x) for x in row) + "\n" for row in rows)
    if text not in FILES:
        FILES[text] = f"in{len(FILES) + 1}"
        (HERE / f"{FILES[text]}.csv").write_text(text)
    return f"{FILES[text]}.csv"


def show(x, single):
    if single and abs(x) > mpf(2) ** 128:
        x = inf if x > 0 else -inf
    if isnan(x):
        return "nan"
    if isinf(x):
        return "inf" if x > 0 else "-inf"
    return mp.nstr(x, 25)


def case(rows, arguments, relative=4e-15, absolute=0.0, single=False, kernels=True):
    """`arguments`, run, give these rows."""
    name = f"out{len({c[0] for c in CASES}) + 1}"
    text = "".join(",".join(show(mpf(x), single) for x in row) + "\n" for row in rows)
    (HERE / f"{name}.csv").write_text(text)
    if single:
        arguments += " --precision=single"
        relative = max(relative, 2e-6)
    for kernel in ["", " --kernel=portable", " --kernel=reference"] if kernels else [""]:
        CASES.append((name, relative, absolute, arguments + kernel))


# The mathematics, rows of mpf. --------------------------------------------------------------------


def softmax(scores, temperature=1, sink=None, logarithm=False):
    seen = [s / mpf(temperature) for s in scores if s != -inf] + ([mpf(sink)] if sink is not None else [])
    if not seen:
        return [-inf if logarithm else mpf(0)] * len(scores), -inf
    most = max(seen)
    log_sum = log1p(sum(exp(s - most) for s in seen) - 1)
    logs = [s / mpf(temperature) - most - log_sum if s != -inf else -inf for s in scores]
    lse = most + log_sum
    return (logs if logarithm else [exp(x) if x != -inf else mpf(0) for x in logs]), lse


def entmax(scores, alpha, temperature=1):
    """The weights of entmax; threshold by bisection."""
    most = max(scores)
    x = [(alpha - 1) * (s - most) / mpf(temperature) for s in scores]
    power = 1 / mpf(alpha - 1)
    low, high = mpf(-1), mpf(0)
    for _ in range(300):
        middle = (low + high) / 2
        total = sum((y - middle) ** power for y in x if y > middle)
        low, high = (middle, high) if total > 1 else (low, middle)
    w = [(y - low) ** power if y > low else mpf(0) for y in x]
    total = sum(w)
    return [y / total for y in w]


def logs(weights):
    others = [sum(w for i, w in enumerate(weights) if i != j) for j in range(len(weights))]
    return [-inf if w == 0 else log1p(-o) if w > 0.5 else log(w) for w, o in zip(weights, others)]


def dot(q, k):
    return sum(a * b for a, b in zip(q, k))


def square(q, k):
    return sum((a - b) ** 2 for a, b in zip(q, k))


def cosine(q, k):
    return dot(q, k) / (sqrt(dot(q, q)) * sqrt(dot(k, k)))


def centred(x):
    mean = sum(x) / len(x)
    return [a - mean for a in x]


def linear(q, keys):
    """Weights of linear attention."""
    f = lambda row: [x + 1 if x > 0 else exp(x) for x in row]
    scores = [dot(f(q), f(k)) for k in keys]
    return [s / sum(scores) for s in scores]


def mix(weights, values):
    return [sum(w * v[c] for w, v in zip(weights, values)) for c in range(len(values[0]))]


def numbers(rows, single=False):
    return [[number(x, single) for x in row] for row in rows]


# The cases. ---------------------------------------------------------------------------------------


def nothing(scores):
    """The file of values that are 0."""
    return file([[0]] * len(scores))


def temperatures():
    """The differences of scores are divided, not the scores."""
    for scores, temperature, single in [
        ([-1e10, -2e10], 1e-300, False),
        ([1e10, 2e10], 1e-300, False),
        ([1e10, 2e10], 1e-30, True),
        ([1e-5, 1.5e-5, -1e-5], 1e-5, False),
        ([1e16, 1e16 + 2], 3, False),
        ([1e308, -1e308, 0], 1e308, False),
        ([1.5e-300, 1e-300], 1e-300, False),
        ([3e38, -3e38, 1], 3e38, True),
        ([700.25, 700, 650], 0.25, False),
    ]:
        s = [number(x, single) for x in scores]
        t = number(temperature)
        name = file([scores])
        options = f"--temperature={temperature!r} {name}"
        case([softmax(s, t)[0]], f"softmax {options}", single=single, absolute=1e-300)
        case([softmax(s, t, logarithm=True)[0]], f"softmax --log {options}", single=single)
        case([entmax(s, 2, t)], f"softmax -n sparsemax {options}", 1e-14, 1e-15, single=single)
        case([entmax(s, 1.5, t)], f"softmax -n entmax15 {options}", 1e-14, 1e-15, single=single)
        one = file([[1]])
        column = file([[x] for x in scores])
        case([[0, softmax(s, t)[1]]], f"context -q {one} -k {column} -v {nothing(scores)} --lse "
             f"--temperature={temperature!r}", single=single)
        case([softmax(s, t)[0]], f"softmax -q {one} -k {column} --temperature={temperature!r}",
             single=single, absolute=1e-300)


def lses():
    """The log-sum-exp next to 0 keeps its digits."""
    for scores, sink in [([0, -30], None), ([0, -40], None), ([-1e-20, -60], None),
                         ([0.25, -35], None), ([-50, -40], 0), ([-0.25, -38, -39], None)]:
        s = [number(x) for x in scores]
        keys = file([[x] for x in scores])
        option = "" if sink is None else f" --sink={sink}"
        for top in ["", f" --top={len(scores)}"]:
            case([[0, softmax(s, sink=sink)[1]]], f"context -q {file([[1]])} -k {keys} "
                 f"-v {nothing(scores)} --lse{option}{top}")


def sinks():
    """A sink far above the scores leaves small weights, but of great values much."""
    for sink, scores, values in [(740, [0, -1], [1e300, 2e300]), (800, [60, 59.5], [1e300, -3e300])]:
        weights = softmax([mpf(x) for x in scores], sink=sink)[0]
        context = mix(weights, [[number(x)] for x in values])
        case([context], f"context -q {file([[1]])} -k {file([[x] for x in scores])} "
             f"-v {file([[x] for x in values])} --sink={sink}", 1e-12)


def values_at_the_edge():
    """A mean of values is no larger than they are, though their sum is."""
    for keys, values, single in [([0, 0], [1e308, 1e308], False), ([0, 1, 2], [1.7e308] * 3, False),
                                 ([0, 0, 0], [1.7e308, -1.7e308, 1.7e308], False),
                                 ([0.25, 0.25, 0.75], [3e38, 3.4e38, -1e38], True)]:
        v = [[number(x, single), mpf(1)] for x in values]
        context = mix(softmax([mpf(x) for x in keys])[0], v)
        for extra in ["", " --axis=row --threads=3"]:
            case([context], f"context -q {file([[1]])} -k {file([[x] for x in keys])} "
                 f"-v {file([[x, 1] for x in values])}{extra}", single=single)
    many = file([[1e35]] * 20000)
    case([[number(1e35, True)]], f"context -q {file([[0]])} -k {many} -v {many}", 3e-5, single=True)


def overflows():
    """Sums that overflow on the way, and scores that do."""
    for q, keys, function, options, single in [
        ([1.7e18], [[1.6e18], [1.5e18]], "gaussian", "--bandwidth=0.001", True),
        ([0], [[1e160], [2e160]], "sqeuclidean", "", False),
        ([1e308], [[-1e308], [1.5e308], [-1.2e308]], "manhattan", "", False),
        ([1e200, 1e200], [[1e200, -1e200], [1, 2], [-1e150, 1e150]], "dot", "", False),
        ([1e200, 1e200], [[1e200, -1e200], [1e200, 1], [1e200, 1]], "dot", "", False),
        ([1e200, 1], [[-1e200, 3], [-2e200, 5], [0, -700]], "dot", "", False),
        ([3e19, 1e19], [[2e19, 1], [1e19, 2e19], [-1e19, 1]], "dot", "", True),
        ([1e100], [[1e3], [1e2], [-1e3]], "polynomial", "--degree=4 --gamma=1 --coef0=0", False),
    ]:
        a, b = numbers([q], single)[0], numbers(keys, single)
        score = {
            "gaussian": lambda k: -square(a, k) / (2 * number(0.001, single) ** 2),
            "sqeuclidean": lambda k: -square(a, k),
            "manhattan": lambda k: -sum(abs(x - y) for x, y in zip(a, k)),
            "dot": lambda k: dot(a, k),
            "polynomial": lambda k: dot(a, k) ** 4,
        }[function]
        scores = [score(k) for k in b]
        weights = softmax(scores)[0]
        files = f"-q {file([q])} -k {file(keys)} -f {function} {options}"
        case([[x if abs(x) < mpf(2) ** 1024 else inf * mp.sign(x) for x in scores]],
             f"similarity {files}", single=single)
        values = [[j + 1] for j in range(len(keys))]
        case([weights], f"softmax {files}", single=single)
        case([mix(weights, values)], f"context {files} -v {file(values)}", single=single)
        case([mix(weights, values)], f"context {files} -v {file(values)} --top={len(keys)}",
             single=single)
        case([entmax(scores, 2)], f"softmax {files} -n sparsemax", single=single)


def cosines():
    q, k = [0.1, 0.3], [1, 3]
    case([[cosine(*numbers([q, k]))]], f"similarity -f cosine -q {file([q])} -k {file([k])}", 3e-16)
    for q, k in [([0.1, 0.1, 0.10000000000000002], [0, 1, 2]),
                 ([1e8, 1e8 + 1e-7, 1e8 + 2e-7], [0, 1, 2]),
                 ([1e300, 1e300, 1.0000000000000002e300], [3, 1, 7]),
                 ([-0.7, -0.7, -0.7, -0.7000000000000001], [1, 2, 3, 5])]:
        a, b = numbers([q, k])
        case([[cosine(centred(a), centred(b))]],
             f"similarity -f correlation -q {file([q])} -k {file([k])}")


def rotations():
    """Angles of rotary embedding at far positions."""
    one, two = file([[1, 0, 0, 0]]), file([[0, 1, 0, 0]])
    for position in [10**6 + 7, 2**31, 2**40 + 12345, 2**53 - 1]:
        for base in [10000, 10007]:
            for name, frequency in [(one, mpf(1)), (two, 1 / sqrt(mpf(base)))]:
                case([[cos(position * frequency)]], f"similarity -q {name} -k {name} "
                     f"--rope={base} --offset={position}", 0, 2.0**-52)


def linears():
    """Features that are tiny or huge together: it is their ratios that count."""
    for q, keys, single in [([-372], [[-372], [-373]], False), ([-373], [[-373], [-374]], False),
                            ([3, -800], [[-800, 2], [-801, 5]], False),
                            ([1e200], [[1e200], [2e200]], False), ([-48], [[-48], [-49]], True),
                            ([-52], [[-52], [-53]], True), ([-1000, 990], [[-990, 2], [3, 1]], False)]:
        a, b = numbers([q], single)[0], numbers(keys, single)
        weights, values = linear(a, b), [[j + 1] for j in range(len(keys))]
        files = f"-n linear -q {file([q])} -k {file(keys)}"
        case([weights], f"softmax {files}", 1e-12, 1e-300, single=single)
        case([mix(weights, values)], f"context {files} -v {file(values)}", 1e-12, single=single)
        case([mix(weights, values)], f"context {files} -v {file(values)} --causal --offset=5", 1e-12,
             single=single)


def linear_values():
    """Products of features with values overflow, their mean does not."""
    for q, keys, values, single in [([1], [[1], [1]], [1e308, 1e308], False),
                                    ([100], [[100], [3]], [1.7e308, -1.7e308], False),
                                    ([700, -5], [[900, 1], [3, -700]], [1e307, 1.5e308], False),
                                    ([0.5], [[0.25], [1], [2]], [3.4e38, 3.3e38, -1e38], True)]:
        a, b = numbers([q], single)[0], numbers(keys, single)
        context = mix(linear(a, b), [[number(x, single)] for x in values])
        files = f"-n linear -q {file([q])} -k {file(keys)} -v {file([[x] for x in values])}"
        for mask in ["", " --causal --offset=5"]:
            case([context], f"context {files}{mask}", 1e-14, single=single)


def parameters_of_floats():
    """What a float rounds to its largest number is one."""
    scores = [3e38, -3e38, 1]
    for temperature in ["3.4028235e38", "3.4028234663852886e38"]:
        weights = softmax([number(x, True) for x in scores], number(temperature, True))[0]
        case([weights], f"softmax --temperature={temperature} {file([scores])}", single=True)


def entmax_logarithms():
    for scores in [[1, 0.25, -3], [0, -7.5, -20], [3, 2.9999, 3.0001], [0, -1.9, -1]]:
        s = [number(x) for x in scores]
        for option, alpha in [("sparsemax", 2), ("entmax15", 1.5), ("entmax --alpha=1.25", 1.25),
                              ("entmax --alpha=3", 3), ("entmax --alpha=1.0078125", 1.0078125)]:
            case([logs(entmax(s, mpf(alpha)))], f"softmax -n {option} --log {file([scores])}", 2e-13)


def infinities():
    """An infinite score makes its row NaN, but for masked cells."""
    name = file([[0, "inf", "-inf"]])
    for option in ["", "--log", "-n sparsemax", "-n entmax15", "-n entmax --alpha=1.3", "-n sigmoid",
                   "-n relu", "-n none", "--top=1", "-n sparsemax --log"]:
        masked = -inf if "--log" in option else 0
        case([[nan, nan, masked]], f"softmax {option} {name}")
    keys, values = file([[0], ["inf"], [1]]), file([[1], [2], [3]])
    for option in ["", "-n sigmoid", "-n relu", "-n none", "-n sparsemax"]:
        case([[nan]], f"context -q {file([[1]])} -k {keys} -v {values} {option}")


def local_sums():
    """Weights of local-p over their sum, though that overflows."""
    zero = file([[0]])
    for keys in [[1e308] * 4, [1.7e308, 1e308, -1.7e308, 1.5e308], [1.7e308, 1.7e308, 1e3, 1.7e308]]:
        k = [number(x) for x in keys]
        factors = [exp(-((j - mpf(2)) / 2) ** 2 / 2) for j in range(4)]  # D = 4, round m / 2
        weights = [x * f for x, f in zip(k, factors)]
        weights = [w / sum(weights) for w in weights]
        files = (f"-n none -q {file([[1]])} -k {file([[x] for x in keys])} --local-p=4 --renormalize "
                 f"--local-weight={zero} --local-vector={zero}")
        case([weights], f"softmax {files}")
        case([mix(weights, [[1], [2], [3], [4]])], f"context {files} -v {file([[1], [2], [3], [4]])}")


def masked_linears():
    """Features that are far below those of a key that the query does not see, the last one."""
    for q, keys, single in [([3, -800], [[-800, 2], [-801, 5], [100, -3]], False),
                            ([1], [[-900], [-901], [0]], False),
                            ([-500, -600], [[-700, -650], [-750, -649], [1e200, 0]], False),
                            ([1], [[-1e9], [-1000000001], [0]], False),
                            ([1, -50], [[-120, -70], [-121, -70], [3, 4]], True)]:
        a, b = numbers([q], single)[0], numbers(keys, single)
        weights, values = linear(a, b[:-1]), [[j + 1] for j in range(len(keys))]
        files = f"-n linear -q {file([q])} -k {file(keys)}"
        row = weights + [0]
        for mask in [f"--mask={file([[1, 1, 0]])}", "--window=1,0 --offset=1"]:
            case([row], f"softmax {files} {mask}", 1e-12, 1e-300, single=single)
            case([mix(row, values)], f"context {files} -v {file(values)} {mask}", 1e-12,
                 single=single)
        case([logs(weights) + [-inf]], f"softmax {files} --log --mask={file([[1, 1, 0]])}", 1e-12,
             1e-15, single=single)


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir()
    for make in [temperatures, lses, sinks, values_at_the_edge, overflows, rotations, linears, cosines, entmax_logarithms,
                 infinities, local_sums, masked_linears, linear_values, parameters_of_floats]:
        make()
    lines = [f"{n} {r:.1e} {a:.1e} {arguments}\n" for n, r, a, arguments in CASES]
    (HERE / "cases").write_text("".join(lines))


if __name__ == "__main__":
    main()

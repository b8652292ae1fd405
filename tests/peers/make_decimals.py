#!/usr/bin/env python3
"""Writes decimals.txt: decimals that are hard to read, and the bits they must give.

    python3 tests/peers/make_decimals.py > tests/peers/decimals.txt

A line is BINARY32 BINARY64 TEXT, both in hexadecimal. The kinds are those of
nigeltao/parse-number-fxx-test-data: halfway cases and their neighbours, subnormals, the ends of the
range, powers of ten, many digits; and, worst for a reader that multiplies by a power of ten cut to
64 or 128 bits, decimals of up to 19 digits that come closest to a halfway case (found by continued
fractions). Rounding is by exact integers. The seed is fixed.
"""

import random
from fractions import Fraction

FORMATS = {32: (23, -126, 127), 64: (52, -1022, 1023)}  # fraction bits, exponents


def value(text):
    """The text as a fraction; its exponent kept where it does no harm."""
    digits, _, exponent = text.lower().partition("e")
    whole, _, fraction = digits.partition(".")
    number = int(whole + fraction or "0")
    scale = int(exponent or "0") - len(fraction)
    if number == 0:
        return Fraction(0)
    scale = max(-3000, min(3000, scale))
    return Fraction(number) * Fraction(10) ** scale


def bits(number, width):
    """The nearest binary number, ties to even."""
    fraction_bits, least, greatest = FORMATS[width]
    if number == 0:
        return 0
    exponent = number.numerator.bit_length() - number.denominator.bit_length()
    if Fraction(2) ** exponent > number:
        exponent -= 1
    unit = max(exponent, least) - fraction_bits
    scaled = number / Fraction(2) ** unit
    rounded = round(scaled)  # of a Fraction: half to even
    result = rounded + ((unit + fraction_bits - least) << fraction_bits)
    return min(result, (greatest - least + 2) << fraction_bits)


def decimal(number):
    """A fraction with a power of two below it, exactly, as digits and an exponent."""
    power = number.denominator.bit_length() - 1
    digits, exponent = number.numerator * 5**power, -power
    while digits % 10 == 0:
        digits, exponent = digits // 10, exponent + 1
    return str(digits), exponent


def forms(digits, exponent):
    """The number as printf might write it: as an integer, with a point, with many zeros."""
    if -30 < exponent <= 0 and len(digits) + exponent > 0:
        point = len(digits) + exponent
        return digits[:point] + "." + digits[point:]
    if len(digits) > 1:
        return f"{digits[0]}.{digits[1:]}e{exponent + len(digits) - 1}"
    return f"{digits}e{exponent}"


def around(digits, exponent, draw):
    """A halfway case, exact and cut, and the decimals next to it."""
    yield forms(digits, exponent)
    yield forms(str(int(digits) - 1), exponent)
    yield forms(str(int(digits) + 1), exponent)
    if draw.random() < 0.2:
        yield forms(digits + "0" * draw.randrange(1, 30) + "1", exponent)
    for length in (17, 19, 20, draw.randrange(18, 60)):
        if length < len(digits):
            yield forms(digits[:length], exponent + len(digits) - length)


def halfway(width, fraction, exponent):
    fraction_bits, least, _ = FORMATS[width]
    hidden = exponent > 0
    odd = 2 * (fraction + (hidden << fraction_bits)) + 1
    return decimal(Fraction(odd) * Fraction(2) ** (max(exponent, 1) - 1 + least - fraction_bits - 1))


def closest(width, power, draw):
    """The decimals w * 10^power, w below 10^19, that come closest to a halfway case."""
    significant = FORMATS[width][0] + 2  # bits of a halfway case
    found = []
    for size in range(significant - 64, significant - 40):
        # w * ratio is near an odd integer of `significant` bits.
        ratio = Fraction(10) ** power
        ratio /= Fraction(2) ** (ratio.numerator.bit_length() - ratio.denominator.bit_length() - size)
        p, q, last_p, last_q, rest = 1, 0, 0, 1, ratio
        while q < 10**19:
            if p % 2 and p.bit_length() == significant and 0 < q:
                found.append((abs(ratio - Fraction(p, q)) / ratio, q))
            whole = rest.numerator // rest.denominator
            p, q, last_p, last_q = whole * p + last_p, whole * q + last_q, p, q
            if rest == whole:
                break
            rest = 1 / (rest - whole)
    return [f"{w}e{power}" for _, w in sorted(found)[:2]]


def cases():
    draw = random.Random(20101)
    for width in FORMATS:
        fraction_bits, least, greatest = FORMATS[width]
        for _ in range(45):  # of normal numbers near 1, where there are most
            exponent = draw.randrange(-40, 60) - least + 1
            yield from around(*halfway(width, draw.getrandbits(fraction_bits), exponent), draw)
        for _ in range(40):  # of any
            exponent = draw.randrange(greatest - least + 1)
            yield from around(*halfway(width, draw.getrandbits(fraction_bits), exponent), draw)
        for size in range(0, fraction_bits, 3):  # of subnormals
            yield from around(*halfway(width, draw.getrandbits(size), 0), draw)
        ones = (1 << fraction_bits) - 1
        for fraction, exponent in ((0, 0), (ones, 0), (ones, greatest - least + 1), (0, 1)):
            yield from around(*halfway(width, fraction, exponent), draw)
        lowest, highest = (-65, 39) if width == 32 else (-342, 309)
        for power in range(lowest, highest, 1 if width == 32 else 2):
            yield from closest(width, power, draw)
    for power in range(-345, 312, 3):
        yield f"1e{power}"
        yield f"9999999999999999999e{power}"
        yield f"{draw.randrange(1, 10**draw.randrange(1, 24))}e{power}"
    for length in (20, 30, 50, 100, 300, 766, 767, 768, 769, 799, 800, 801, 1500):
        yield forms("1" + "".join(draw.choice("0123456789") for _ in range(length - 1)), -length)
        yield "0." + "0" * 20 + "".join(draw.choice("0123456789") for _ in range(length))
    yield "9007199254740993" + "0" * 780 + "1e-780"
    yield "9007199254740993." + "0" * 800
    yield "9007199254740993." + "0" * 800 + "1"
    yield "0." + "0" * 400 + "1e401"
    yield "1" + "0" * 400 + "e-400"
    yield "0." + "0" * 320 + "123456789012345678901234567890e321"


for text in dict.fromkeys(cases()):
    number = value(text)
    print(f"{bits(number, 32):08x} {bits(number, 64):016x} {text}")

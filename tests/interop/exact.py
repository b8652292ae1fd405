"""Numbers for the tests of exactness, as bits: every exponent, few and many digits."""
import random
import struct


def doubles(count):
    rng = random.Random(5)
    numbers = [0.1, 1 / 3, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e22, 1e23, 9007199254740993.0]
    while len(numbers) < count:
        number = struct.unpack("<d", rng.randbytes(8))[0]
        if number == number and abs(number) < 1e308 and number != 0:
            numbers.append(number)
    return numbers


def bits(numbers):
    return [struct.pack("<d", float(number)) for number in numbers]

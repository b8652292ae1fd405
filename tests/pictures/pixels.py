"""Reads lines `WHAT X,Y COLOUR` and writes them again with the colours that the pixels of a PNG file
(8 bits a channel) have: pixels.py FILE <WANTED"""
import struct
import sys
import zlib


def chunks(data):
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def paeth(left, above, corner):
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def unfilter(method, row, above, size):
    for i in range(len(row)) if method else ():
        left, corner = (row[i - size], above[i - size]) if i >= size else (0, 0)
        if method == 1:
            guess = left
        elif method == 2:
            guess = above[i]
        elif method == 3:
            guess = (left + above[i]) // 2
        else:
            guess = paeth(left, above[i], corner)
        row[i] = (row[i] + guess) & 255
    return row


def read(path):
    """The rows of pixels as bytes, and the bytes of one pixel."""
    data = b""
    for name, body in chunks(open(path, "rb").read()):
        if name == b"IHDR":
            width, height, depth, kind = struct.unpack(">IIBB", body[:10])
        elif name == b"IDAT":
            data += body
    if depth != 8 or kind not in (2, 6):
        sys.exit(path + ": not 8 bits of red, green and blue")
    size = 3 if kind == 2 else 4
    raw, stride = zlib.decompress(data), width * size
    rows, above = [], bytes(stride)
    for start in range(0, height * (stride + 1), stride + 1):
        row = bytearray(raw[start + 1 : start + 1 + stride])
        above = unfilter(raw[start], row, above, size)
        rows.append(above)
    return rows, size


rows, size = read(sys.argv[1])
for line in sys.stdin:
    what, point, _ = line.rsplit(maxsplit=2)
    x, y = map(int, point.split(","))
    print(what, point, "#%02x%02x%02x" % tuple(rows[y][x * size : x * size + 3]))

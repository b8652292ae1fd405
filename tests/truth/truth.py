"""Tables whose truth is known, written in a random dialect, and read by attn.

    python3 tests/truth/truth.py ATTN [--seconds=N | --tables=N] [--seed=N]

Each table has numbers, maybe names of columns and of rows, and cells of other kinds. It is written
with a random delimiter, quoting, line end, spelling of missing values and decimal mark, sometimes
with the option that says so, and read from a file, from a pipe, or from a pipe that pauses. attn
has to print the numbers and names of the table, or an error. Anything else is a find: the bytes and
the command are printed. Ends with "N passed, N failed".
"""
import csv
import io
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

MISSING = ["", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "null", "NULL", "None", "nil", "?", ".", "-", "<NA>",
           "missing", "#DIV/0!"]
WORDS = ["king", "queen", "a b", "x1", "it's", "Ünal", "width (cm)", "p/q", "no. 5", "e", "inf.", "1st", "3f2a",
         "10:30", "2024-01-05", "5/6/2023", "192.168.0.1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "v1.2", "A-1"]
HEADERS = ["height", "weight", "x", "y", "z1", "sepal length", "n", "age", "tail", "Q1", "price (EUR)"]


class Table:
    """The truth: numbers[row][column] (NaN is missing), names, and the cells as they are to be written."""

    def __init__(self, rng):
        self.rng = rng
        self.columns = rng.choice([1, 2, 2, 3, 4, 6])
        self.rows = rng.choice([1, 2, 3, 5, 8, 20, 60])
        if rng.random() < 0.02:
            self.rows = rng.randint(1001, 1500)  # more than a sample
        self.header = rng.random() < 0.6
        self.labelled = rng.random() < 0.4
        self.missing_rate = rng.choice([0, 0, 0, 0.05, 0.3])
        # A blank line at the end of a file of one column is nothing.
        spellings = MISSING[self.columns == 1 and not self.labelled:]
        self.spellings = rng.sample(spellings, rng.choice([1, 1, 2]))
        self.decimal = "."
        self.vector = None
        self.readable = True  # False: no right reading exists, an error is due
        self.fill()

    def number(self, kind):
        rng = self.rng
        if kind == "int":
            return str(rng.randint(-50, 50))
        if kind == "count":
            return str(rng.randint(0, 3))
        if kind == "year":
            return str(rng.randint(1900, 2030))
        if kind == "large":
            return str(rng.randint(10**6, 10**9))
        if kind == "decimal":
            return "%.*f" % (rng.randint(1, 4), rng.uniform(-100, 100))
        if kind == "scientific":
            return "%.3e" % rng.uniform(-1e5, 1e5)
        return repr(rng.gauss(0, 1))

    def odd(self, kind):
        """A cell that is no number, in a column of such cells."""
        rng = self.rng
        value = rng.uniform(1, 2000)
        return {"boolean": rng.choice(["True", "False"]),
                "percentage": "%.1f%%" % value,
                "currency": rng.choice("$€£") + "%.2f" % value,
                "thousands": f"{rng.randint(1000, 9999999):,}",
                "bracketed": "(%.1f)" % value,
                "minus": "\N{MINUS SIGN}%.1f" % value}[kind]

    def fill(self):
        rng = self.rng
        self.kinds = kinds = [rng.choice(["int", "count", "year", "large", "decimal", "decimal", "scientific", "double"])
                 for _ in range(self.columns)]
        if rng.random() < 0.12:
            kinds[rng.randrange(self.columns)] = rng.choice(
                ["boolean", "percentage", "currency", "thousands", "bracketed", "minus"])
        self.cells, self.numbers, self.missing = [], [], 0
        for _ in range(self.rows):
            texts, numbers = [], []
            for kind in kinds:
                if rng.random() < self.missing_rate:
                    texts.append(rng.choice(self.spellings))
                    numbers.append(math.nan)
                    self.missing += 1
                elif kind in ("boolean", "percentage", "currency", "thousands", "bracketed", "minus"):
                    texts.append(self.odd(kind))
                    numbers.append(None)
                    self.readable = False
                else:
                    texts.append(self.number(kind))
                    numbers.append(float(texts[-1]))
            self.cells.append(texts)
            self.numbers.append(numbers)
        self.labels = [rng.choice(WORDS) for _ in range(self.rows)] if self.labelled else None
        if self.labelled and self.rows > 4 and rng.random() < 0.2:
            self.labels[rng.randrange(self.rows)] = rng.choice([".", "null", "1", "NA"])
        if self.labelled and rng.random() < 0.15:
            self.labels = ["r%d" % (row + 1) for row in range(self.rows)]
        if self.missing_rate or self.rows < 5:
            pass
        elif self.rows > 1000 and rng.random() < 0.5:
            self.spoil(rng.randint(1000, self.rows - 1))
        elif rng.random() < 0.03:
            self.spoil(rng.randrange(1, self.rows))
        names = rng.sample(HEADERS, self.columns)
        style = rng.random()
        if style < 0.05:
            names = ["2024-%02d-01" % (column + 1) for column in range(self.columns)]
        elif style < 0.1:
            first = rng.choice([0, 0, 1, 1990])
            names = [str(first + column) for column in range(self.columns)]
        elif style < 0.15:
            names = ["V%d" % (column + 1) for column in range(self.columns)]
        self.names = names if self.header else None

    def spoil(self, row):
        """Makes one cell of a row something that is no number."""
        column = self.rng.randrange(self.columns)
        self.cells[row][column] = self.rng.choice(
            ["female", "True", "2024-01-05", "1,5,2", "12:30", "5 %", "x7", "$4", "1e", "--5", "0x1G", "1.2.3"])
        self.numbers[row][column] = None
        self.readable = False

    def bracket(self):
        """Some columns, side by side, become vectors in brackets: one cell each, in every row."""
        rng = self.rng
        width = rng.choice([2, 3])
        if self.columns < width or not self.readable or self.missing or not self.header:
            return
        name, between = self.names[0], rng.choice([", ", " ", ",", "  "])
        for texts in self.cells:
            texts[:width] = ["[" + between.join(texts[:width]) + "]"]
        self.names[:width] = ["%s_%d" % (name, index) for index in range(width)]
        self.vector = (name, width)


class Dialect:
    def __init__(self, rng, table):
        self.delimiter = rng.choice([",", ",", ",", ";", "\t", "|", " "])
        self.quoting = rng.choice(["minimal", "minimal", "minimal", "all", "header", "text"])
        self.end = rng.choice(["\n", "\n", "\n", "\r\n", "\r"])
        self.bom = rng.random() < 0.1
        self.final = rng.random() < 0.9
        self.blanks = rng.random() < 0.1
        self.corner = rng.choice(["", "name", "short"]) if table.labelled else "name"
        self.decimal = "," if self.delimiter in ";\t" and rng.random() < 0.3 else "."
        self.sep_line = self.delimiter == ";" and rng.random() < 0.1
        self.trailing = rng.random() < 0.04
        self.ends = rng.choice(["", "", " ", "  "]) if rng.random() < 0.1 and self.quoting != "text" else ""
        if self.delimiter == " ":  # a run of blanks, never an empty cell
            self.blanks = self.trailing = False
            self.corner = "name" if self.corner == "" else self.corner
            for texts in table.cells:
                texts[:] = [text or "NA" for text in texts]
        elif table.columns > 1 and rng.random() < 0.06:
            table.bracket()
            self.decimal = "." if table.vector else self.decimal
        # R's write.table: one column of decimal commas in a file without a delimiter.
        self.alone = (self.decimal == "," and table.columns == 1 and not table.labelled)
        self.bare = self.quoting == "minimal" and rng.random() < 0.1  # --quote=none
        # Above one column a word is a header, and above two it is R's.
        wide = table.columns + table.labelled > 2
        if table.readable and not table.vector and table.header and not table.labelled and rng.random() < 0.05:
            table.names[0] = rng.choice(["id", "index", "Unnamed: 0"])
            for row, texts in enumerate(table.cells):
                texts[0] = str(row + 1)
                table.numbers[row][0] = row + 1.0
        # A row of units below the header, or two header rows, as of pandas' MultiIndex: no right reading.
        self.second = None
        if table.header and rng.random() < 0.04:
            self.second = rng.choice(["units", "levels"])
            table.readable = False
        # Two words above three columns between blanks are a header as R writes it, not a title.
        short = self.delimiter == " " and table.columns + table.labelled == 3
        self.title = wide and rng.random() < 0.03 and not short
        self.comments = wide and rng.random() < 0.06
        if self.quoting == "header" and table.header and not table.vector and rng.random() < 0.3:
            first = rng.randint(1900, 2000)
            table.names = [str(first + 5 * column) for column in range(table.columns)]

    def quote(self, text, is_text, is_header):
        needed = any(byte in text for byte in self.delimiter + '"\r\n') or (self.delimiter == " " and not text)
        wanted = {"minimal": False, "all": True, "header": is_header, "text": is_text or is_header}[self.quoting]
        if needed or wanted:
            return '"' + text.replace('"', '""') + '"'
        return " " + text + " " if self.blanks and text else text

    def write(self, table):
        lines = []
        if self.sep_line:
            lines.append("sep=" + self.delimiter)
        if self.title:
            lines.append("Table 3")
        if self.comments:
            lines.append("# from the instrument")
        if table.header:
            names = table.names
            if table.vector:
                names = [table.vector[0]] + names[table.vector[1]:]
            cells = [self.quote(name, True, True) for name in names]
            if table.labelled and self.corner != "short":
                cells.insert(0, self.quote("name" if self.corner == "name" else "", True, True))
            lines.append(self.delimiter.join(cells))
        if self.second:
            units = {"units": ["cm", "kg", "(mm)", "%"], "levels": ["mean", "std", "a", "b"]}[self.second]
            cells = [units[column % 4] for column in range(len(table.cells[0]) + table.labelled)]
            lines.append(self.delimiter.join(self.quote(cell, True, False) for cell in cells))
        for row in range(table.rows):
            cells = [self.quote(self.localised(text, number), False, False)
                     for text, number in zip(table.cells[row], table.numbers[row])]
            if table.labelled:
                cells.insert(0, self.quote(table.labels[row], True, False))
            lines.append(self.delimiter.join(cells))
        if self.trailing:
            lines = [line + self.delimiter for line in lines]
        if self.ends and self.delimiter != "\t":
            lines = [line + self.ends if rng_line % 2 else line for rng_line, line in enumerate(lines)]
        text = self.end.join(lines) + (self.end if self.final else "")
        self.text = text
        return ("\ufeff" if self.bom else "").encode() + text.encode()

    def localised(self, text, number):
        """With the decimal mark; where that is a comma, points separate thousands."""
        is_number = number is not None and not math.isnan(number)
        if is_number or text[0:1] == "[":
            return text.replace(".", self.decimal)
        return text.replace(",", ".") if self.decimal == "," and number is None else text


def options_for(rng, table, dialect):
    """Options that say the truth, each given or left to be found out."""
    options = ["--missing=keep"]
    # Nothing in the file tells of blanks, nor that a comma alone in a row is a decimal mark.
    sure = dialect.delimiter == " " or (dialect.alone and not table.header)
    if sure or rng.random() < 0.3:
        options.append("--delimiter=" + {"\t": "tab", " ": "space"}.get(dialect.delimiter, dialect.delimiter))
    if rng.random() < 0.3:
        options.append("--header=" + ("yes" if table.header else "no"))
    if rng.random() < 0.3:
        options.append("--labels=" + ("yes" if table.labelled else "no"))
    if dialect.decimal == "," and rng.random() < 0.6:
        options.append("--decimal=,")
    if rng.random() < 0.05:
        options.append("--na=" + rng.choice(["unknown", "-999,none"]))
    if dialect.bare and '"' not in dialect.text:
        options.append("--quote=none")
    if dialect.comments and rng.random() < 0.8:
        options.append("--comment=#")
    if dialect.title and rng.random() < 0.5:
        options.append("--skip=%d" % (1 + dialect.sep_line))
    return options


def run(attn, options, data, how, scratch):
    command = [attn, "softmax", "-n", "none", "--output-delimiter=,"] + options
    if how == "file":
        path = os.path.join(scratch, "table.csv")
        with open(path, "wb") as file:
            file.write(data)
        return subprocess.run(command + [path], capture_output=True, timeout=60)
    if how == "pipe":
        return subprocess.run(command, input=data, capture_output=True, timeout=60)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        for line in data.splitlines(keepends=True):
            process.stdin.write(line)
            process.stdin.flush()
            time.sleep(0.22)
        process.stdin.close()
    except BrokenPipeError:
        pass
    process.stdin = None
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def is_told(table, done):
    """Whether a note tells of a column of thousands what nothing in the file tells from cells, or decimals."""
    return "thousands" in table.kinds and b"tr -d" in done.stderr


def wrong(table, done):
    """What the result has that the table has not; None if it is the truth, or an error."""
    if done.returncode != 0:
        if not done.stderr.startswith(b"attn: "):
            return "no message"
        return None
    if not table.readable:
        return None if is_told(table, done) else "numbers where there are none"
    rows = list(csv.reader(io.StringIO(done.stdout.decode())))
    if table.header or table.labelled:
        head, rows = rows[0], rows[1:]
    if len(rows) != table.rows:
        return "%d rows for %d" % (len(rows), table.rows)
    for index, row in enumerate(rows):
        if table.labelled:
            if row[0] != table.labels[index]:
                return "row %d is called %r" % (index, row[0])
            row = row[1:]
        if len(row) != table.columns:
            return "%d columns for %d" % (len(row), table.columns)
        for text, number in zip(row, table.numbers[index]):
            same = math.isnan(number) and text == "nan" or not math.isnan(number) and float(text) == number
            if not same:
                return "%s for %r in row %d" % (text, number, index)
    # What a next reader could take for a number is printed with an X before it, as R does.
    if table.header and [name.removeprefix("X") for name in head[table.labelled:]] != table.names:
        return "columns called %r" % head
    return None


def main():
    attn = os.path.abspath(sys.argv[1])
    given = dict(word[2:].split("=") for word in sys.argv[2:])
    seed = int(given.get("seed", random.SystemRandom().randrange(2**32)))
    seconds, tables = float(given.get("seconds", "inf")), int(given.get("tables", 2000))
    if "seconds" in given:
        tables = math.inf
    start, done_count, right, errors, noted, finds = time.time(), 0, 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        while done_count < tables and time.time() - start < seconds:
            rng = random.Random("%d %d" % (seed, done_count))
            table = Table(rng)
            dialect = Dialect(rng, table)
            data = dialect.write(table)
            options = options_for(rng, table, dialect)
            how = rng.choice(["file", "file", "pipe", "pipe", "pause" if table.rows < 6 else "pipe"])
            done = run(attn, options, data, how, scratch)
            fault = wrong(table, done)
            done_count += 1
            told = done.returncode == 0 and is_told(table, done)
            noted += told
            right += fault is None and done.returncode == 0 and not told
            errors += fault is None and done.returncode != 0
            if given.get("show") == "errors" and done.returncode and table.readable:
                print(done.stderr.decode().strip(), "|", data[:100], options)
            if fault:
                finds += 1
                print("FAILED: table %d of seed %d, %s, %s: %s\n%r\n%r" %
                      (done_count - 1, seed, how, " ".join(options), fault, data[:400], done.stdout[:200]))
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print("seed %d: %d read, %d refused, %d with a note that they may be thousands, in %d processor seconds" %
          (seed, right, errors, noted, used))
    print("%d passed, %d failed" % (done_count - finds, finds))
    return finds > 0


if __name__ == "__main__":
    sys.exit(main())

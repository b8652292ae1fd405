"""What pandas, polars, duckdb, openpyxl and scikit-learn write: python3 tests/corpus/writers.py DIRECTORY

Writes files, their numbers and an index, as datasets.R does; see read.py. A writer that is not
installed is passed over, and said.
"""
import csv
import math
import os
import shutil
import sys

directory = sys.argv[1]
index = open(os.path.join(directory, "index"), "a")


def add(way, name, numbers, options="-", named=False):
    """The numbers of a file: rows of floats, None where the cell is no number."""
    with open(os.path.join(directory, name + ".truth"), "w") as file:
        for row in numbers:
            file.write("\t".join("x" if cell is None else repr(float(cell)) for cell in row) + "\n")
    index.write("%s\t%s\t%s\t%d\n" % (way, name, options, named))


def path(name):
    return os.path.join(directory, name)


def of(frame):
    """A frame's numbers: None in columns of other kinds."""
    import pandas
    kinds = [pandas.api.types.is_numeric_dtype(kind) and not pandas.api.types.is_bool_dtype(kind) and not pandas.api.types.is_complex_dtype(kind) for kind in frame.dtypes]
    return [[float(cell) if kind and cell is not pandas.NA else math.nan if kind else None
             for cell, kind in zip(row, kinds)] for row in frame.itertuples(index=False, name=None)]


def frames():
    import numpy
    import pandas
    rng = numpy.random.default_rng(15)
    n = 12
    ints = pandas.DataFrame(rng.integers(-9, 99, (n, 3)), columns=list("abc"))
    floats = pandas.DataFrame(rng.normal(size=(n, 3)), columns=list("xyz"))
    holes = floats.mask(rng.random((n, 3)) < 0.3)
    yield "int", ints
    yield "float", floats
    yield "float with NaN", holes
    yield "Int64 with NA", ints.astype("Int64").mask(ints > 60)
    yield "bool", floats.assign(flag=rng.random(n) < 0.5)
    yield "bool first", pandas.DataFrame({"flag": rng.random(n) < 0.5}).join(floats)
    yield "categorical", floats.assign(kind=pandas.Categorical(rng.choice(["a", "b"], n)))
    yield "categorical first", pandas.DataFrame({"kind": pandas.Categorical(rng.choice(["a", "b"], n))}).join(floats)
    yield "date", floats.assign(day=pandas.date_range("2024-01-01", periods=n))
    yield "date first", pandas.DataFrame({"day": pandas.date_range("2024-01-01", periods=n)}).join(floats)
    yield "date rows", floats.set_index(pandas.date_range("2024-01-01", periods=n))
    yield "timedelta", floats.assign(wait=pandas.to_timedelta(rng.integers(0, 9999, n), "s"))
    yield "period rows", floats.set_index(pandas.period_range("2024-01", periods=n, freq="M"))
    yield "names of rows", floats.set_index(pandas.Index(["r%d" % i for i in range(n)], name="row"))
    yield "names without a name", floats.set_index(pandas.Index(["r%d" % i for i in range(n)]))
    yield "columns without names", pandas.DataFrame(rng.normal(size=(n, 4)))
    yield "whole numbers, columns without names", pandas.DataFrame(rng.integers(0, 9, (n, 4)))
    yield "years as columns", pandas.DataFrame(rng.normal(size=(n, 3)), columns=[2019, 2020, 2021])
    yield "years as columns, names of rows", pandas.DataFrame(rng.normal(size=(n, 3)), columns=[2019, 2020, 2021],
                                                              index=pandas.Index(list("abcdefghijkl"), name="name"))
    yield "years over whole numbers, names of rows", pandas.DataFrame(
        rng.integers(0, 99, (n, 3)), columns=[2019, 2020, 2021], index=pandas.Index(list("abcdefghijkl"), name="name"))
    yield "dates as columns", pandas.DataFrame(rng.normal(size=(n, 3)), columns=pandas.date_range("2024-01-01", periods=3))
    yield "MultiIndex columns", pandas.DataFrame(rng.normal(size=(n, 4)), columns=pandas.MultiIndex.from_product([["a", "b"], ["mean", "std"]]))
    yield "MultiIndex columns of numbers", pandas.DataFrame(rng.normal(size=(n, 4)), columns=pandas.MultiIndex.from_product([[1, 2], [0, 1]]))
    yield "MultiIndex rows", floats.set_index(pandas.MultiIndex.from_product([["a", "b", "c"], ["p", "q", "r", "s"]]))
    yield "MultiIndex rows of numbers", floats.set_index(pandas.MultiIndex.from_product([[1, 2, 3], [1, 2, 3, 4]]))
    yield "one column", floats[["x"]]
    yield "one row", floats.head(1)
    yield "complex", floats.assign(c=rng.normal(size=n) + 1j)
    yield "lists", floats.assign(v=[[1.5, 2.5]] * n)
    yield "object numbers", floats.astype(object)
    yield "large and small", floats * 10.0 ** rng.integers(-300, 300, (n, 3))
    yield "float32", floats.astype("float32")


def pandas_ways():
    import pandas
    ways = {
        "to_csv()": dict(), "to_csv(index=False)": dict(index=False), "to_csv(sep=';')": dict(sep=";"),
        "to_csv(sep=';', decimal=',')": dict(sep=";", decimal=","), "to_csv(sep='\\t')": dict(sep="\t"),
        "to_csv(sep='|', index=False)": dict(sep="|", index=False), "to_csv(header=False)": dict(header=False),
        "to_csv(header=False, index=False)": dict(header=False, index=False), "to_csv(quoting=QUOTE_ALL)": dict(quoting=csv.QUOTE_ALL),
        "to_csv(quoting=QUOTE_NONNUMERIC)": dict(quoting=csv.QUOTE_NONNUMERIC), "to_csv(na_rep='NULL')": dict(na_rep="NULL"),
        "to_csv(decimal=',')": dict(decimal=","), "to_csv(sep=' ')": dict(sep=" ")}
    for number, (kind, frame) in enumerate(frames()):
        for count, (way, given) in enumerate(ways.items()):
            name = "pandas.%d.%d.csv" % (number, count)
            frame.to_csv(path(name), **given)
            # What a float32 or an object is as text is what its owner sees.
            numbers = of(frame.convert_dtypes() if kind == "object numbers" else frame)
            if kind == "float32":
                numbers = [[float(str(cell)) for cell in row] for row in frame.to_numpy()]
            if kind == "lists":
                numbers = [row[:3] + [1.5, 2.5] for row in numbers]
            levels = frame.index.nlevels if given.get("index", True) else 0
            options = []
            if "decimal" in given:
                options.append("--decimal=,")
            if given.get("sep") == " ":
                options.append("--delimiter=space")
            if given.get("sep") is None and "decimal" in given:
                options.append("--delimiter=,")
            if given.get("header", True):
                options.append("--header=yes")
            else:
                options.append("--header=no")
            if kind == "MultiIndex columns of numbers" and given.get("header", True):
                options.append("--skip=1")
            options.append("--labels=yes" if levels else "--labels=no")
            numbers = [[None] * (levels - 1) + row for row in numbers] if levels > 1 else numbers
            add("pandas " + way, name, numbers, " ".join(options), levels > 0)


def polars_ways():
    import polars
    for number, (kind, frame) in enumerate(frames()):
        if kind.startswith(("MultiIndex", "complex", "lists", "period", "object")):
            continue
        try:
            table = polars.from_pandas(frame.rename(columns=str))
        except Exception:
            continue
        for count, (way, given) in enumerate({"write_csv()": {}, "write_csv(separator=';')": {"separator": ";"},
                                              "write_csv(null_value='NA')": {"null_value": "NA"},
                                              "write_csv(include_header=False)": {"include_header": False},
                                              "write_csv(quote_style='always')": {"quote_style": "always"}}.items()):
            name = "polars.%d.%d.csv" % (number, count)
            try:
                table.write_csv(path(name), **given)
            except Exception:
                continue
            kinds = [kind.is_numeric() for kind in table.dtypes]
            numbers = [[None if not numeric else math.nan if cell is None else float(repr(cell)) for cell, numeric in zip(row, kinds)] for row in table.rows()]
            if kind == "float32":
                numbers = [[float(str(cell)) for cell in row] for row in frame.to_numpy()]
            add("polars " + way, name, numbers, "--labels=no " + ("--header=no" if "include_header" in given else "--header=yes"))


def duckdb_ways():
    import duckdb
    for number, (kind, frame) in enumerate(frames()):
        if kind.startswith(("MultiIndex", "complex", "lists", "period", "timedelta")):
            continue
        frame = frame.rename(columns=str)
        for count, (way, given) in enumerate({"COPY": "", "COPY (HEADER false)": "HEADER false", "COPY (DELIMITER ';')": "DELIMITER ';'",
                                              "COPY (NULLSTR 'NULL')": "NULLSTR 'NULL'", "COPY (DELIMITER '\\t')": "DELIMITER '\t'"}.items()):
            name = "duckdb.%d.%d.csv" % (number, count)
            try:
                duckdb.sql("COPY frame TO '%s' (FORMAT csv%s)" % (path(name), ", " + given if given else ""))
            except Exception:
                continue
            numbers = of(frame.convert_dtypes() if kind == "object numbers" else frame)
            if kind == "float32":
                numbers = [[float(str(cell)) for cell in row] for row in frame.to_numpy()]
            add("duckdb " + way, name, numbers, "--labels=no " + ("--header=no" if "HEADER" in given else "--header=yes"))


def openpyxl_ways():
    """A sheet as Excel holds it, and as its rows come out in openpyxl, csv.writer and pandas."""
    import openpyxl
    import pandas
    for number, (kind, frame) in enumerate(frames()):
        if kind.startswith(("complex", "lists", "period", "timedelta")):
            continue
        frame.to_excel(path("sheet.xlsx"), merge_cells=True)
        sheet = openpyxl.load_workbook(path("sheet.xlsx")).active
        numbers = of(frame.convert_dtypes() if kind == "object numbers" else frame)
        levels = frame.index.nlevels
        # A sheet has 16 digits of a number: what it holds is what counts.
        held = list(sheet.values)[-len(numbers):]
        numbers = [[cell if cell is None or math.isnan(cell) else float(value) for cell, value in zip(row, line[levels:])]
                   for row, line in zip(numbers, held)]
        numbers = [[None] * (levels - 1) + row for row in numbers] if levels > 1 else numbers
        options = "--header=yes --labels=yes"
        if kind.startswith("MultiIndex columns"):
            options += " --skip=1"
        for count, (way, given) in enumerate({"excel": dict(), "excel-tab": dict(delimiter="\t"), "excel with semicolons": dict(delimiter=";")}.items()):
            name = "openpyxl.%d.%d.csv" % (number, count)
            with open(path(name), "w", newline="") as file:
                csv.writer(file, **given).writerows(sheet.values)
            add("openpyxl, csv.writer " + way, name, numbers, options, True)
    os.remove(path("sheet.xlsx"))


def sklearn_ways():
    import sklearn.datasets
    root = os.path.join(os.path.dirname(sklearn.datasets.__file__), "data")
    loaders = {"iris.csv": "load_iris", "wine_data.csv": "load_wine", "breast_cancer.csv": "load_breast_cancer"}
    for name in sorted(os.listdir(root)):
        if not name.endswith((".csv", ".csv.gz")):
            continue
        data = open(os.path.join(root, name), "rb").read()
        if name.endswith(".gz"):
            import gzip
            data = gzip.decompress(data)
        name = name.removesuffix(".gz")
        with open(path("sklearn." + name), "wb") as file:
            file.write(data)
        lines = [line for line in data.decode().splitlines() if line]
        delimiter = ";" if ";" in lines[0] else "," if "," in lines[0] else None
        rows = [line.split(delimiter) for line in lines]
        options = {"," : "--delimiter=,", ";": "--delimiter=;", None: "--delimiter=space"}[delimiter]
        if name in loaders:  # the first line has the numbers of samples and of features, and the classes
            rows, options = rows[1:], options + " --skip=1 --header=no"
        elif not rows[0][0].replace(".", "").replace("-", "").replace("e", "").replace("+", "").isdigit():
            rows, options = rows[1:], options + " --header=yes"
        add("scikit-learn", "sklearn." + name, [[float(cell) for cell in row] for row in rows], options + " --labels=no")


for package, write in (("pandas", pandas_ways), ("polars", polars_ways), ("duckdb", duckdb_ways), ("openpyxl", openpyxl_ways),
                       ("sklearn", sklearn_ways)):
    try:
        __import__(package)
    except ImportError:
        print("%s is not installed" % package)
        continue
    write()

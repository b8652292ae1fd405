# DuckDB: queries over what attn writes, and tables out of it for attn to read.
"$PYTHON" -c 'import duckdb' || exit 77
attn top -q data/iris.csv --columns=1-4 -f euclidean --exclude-self --count=3 -o top.csv
"$PYTHON" - <<'PY'
import duckdb, subprocess
# The nearest flowers are mostly of the same species.
same, total = duckdb.sql("""
    with flower as (select row_number() over () - 1 as id, species
                    from read_csv('data/iris.csv', header = true))
    select count(*) filter (where q.species = k.species), count(*)
    from read_csv('top.csv') t join flower q on q.id = t.query join flower k on k.id = t.key
""").fetchall()[0]
assert total == 450 and same > 425, (same, total)
duckdb.sql("""copy (select sepal_length, petal_length from read_csv('data/iris.csv', header = true))
              to 'two.csv' (header)""")
rows = subprocess.run("attn describe --csv two.csv", shell=True, check=True, capture_output=True)
assert len(rows.stdout.splitlines()) == 151
number = duckdb.sql("select 0.1::double + 0.2::double").fetchall()[0][0]
duckdb.sql("copy (select 0.1::double + 0.2::double as x) to 'n.csv' (header)")
back = subprocess.run("attn weights n.csv --plain", shell=True, check=True, capture_output=True)
assert float(back.stdout) == number
PY
# What the README shows.
sh -eu readme >shown
test "$(wc -l <shown)" -gt 8

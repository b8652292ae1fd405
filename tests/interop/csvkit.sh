# csvkit: cuts columns for attn, and shows and sorts what it writes.
command -v csvcut >/dev/null && command -v csvsort >/dev/null || exit 77
csvcut -c sepal_length,petal_length data/iris.csv | attn describe --csv >own.csv
attn describe --csv data/iris.csv --columns=sepal_length,petal_length | cmp - own.csv
attn top -q data/iris.csv --columns=1-4 --count=1 | csvsort -r -c weight | csvcut -c query | head -n 2 | tail -n 1 >best
test -s best
# What the README shows.
sh -eu readme >shown
test "$(wc -l <shown)" -eq 402

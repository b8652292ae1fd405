# Miller: rows picked, joined and computed on by name, before and after attn.
command -v mlr >/dev/null || exit 77
mlr --csv cut -x -f species then head -n 30 data/iris.csv | attn similarity --digits=6 >s.csv
test "$(wc -l <s.csv)" -eq 30
# Soft nearest neighbours: the species of the best key, by name.
mlr --csv put '$id = NR - 1' then cut -o -f id,species data/iris.csv >species.csv
attn top -q data/iris.csv --columns=1-4 -f euclidean --exclude-self --count=1 |
    mlr --csv join -j key -r id -f /dev/stdin species.csv |
    mlr --csv count-distinct -f species then sort -f species >counted.csv
test "$(mlr --icsv --onidx stats1 -a sum -f count counted.csv)" -eq 150
# What the README shows.
sh -eu readme >shown
test "$(wc -l <shown)" -eq 401

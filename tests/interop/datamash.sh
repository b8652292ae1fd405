# GNU datamash: statistics of what attn writes, and its tables as attn's input.
command -v datamash >/dev/null || exit 77
attn softmax -q data/iris.csv --columns=1-4 -f gaussian --bandwidth=.5 >a.csv
# Every row sums to 1, so the cells do to 150; and the sums down the columns are the weights.
tr ',' '\n' <a.csv | datamash --format %.9f sum 1 | grep -qx 150.000000000
datamash -t, --format %.9f sum 1-150 <a.csv | tr ',' '\n' >sums
attn weights a.csv | tr ',' '\n' | awk '{ printf "%.9f\n", $1 }' | cmp - sums
datamash -t, transpose <a.csv >t.csv
attn describe t.csv | head -n 1 | grep -qx 't.csv: 150 x 150'
attn top -q data/iris.csv --columns=1-4 --count=2 | datamash -H -t, -g query count key | tail -n 1 | grep -qx 149,2
# What the README shows.
sh -eu readme >shown
test "$(wc -l <shown)" -eq 401

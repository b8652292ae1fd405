# gzip: compressed files pass through pipes on both sides.
command -v gzip >/dev/null || exit 77
gzip -c data/iris.csv >x.csv.gz
gzip -dc x.csv.gz | attn softmax -q - --columns=1-4 -f gaussian | gzip -c >a.csv.gz
attn softmax -q data/iris.csv --columns=1-4 -f gaussian >own
gzip -dc a.csv.gz | cmp - own
# What the README shows.
sh -eu readme
attn similarity -f cosine data/words.csv >own
gzip -dc s.csv.gz | cmp - own

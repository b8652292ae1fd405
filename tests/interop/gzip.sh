# gzip: compressed files pass through pipes on both sides.
command -v gzip >/dev/null || exit 77
gzip -c data/iris-features.csv >x.csv.gz
gzip -dc x.csv.gz | attn softmax -q - -f gaussian | gzip -c >a.csv.gz
attn softmax -q data/iris-features.csv -f gaussian >own
gzip -dc a.csv.gz | cmp - own
# What the README shows.
sh -eu readme
attn similarity -f cosine data/words.csv >own
gzip -dc s.csv.gz | cmp - own

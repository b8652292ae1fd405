# zstd: as gzip.
command -v zstd >/dev/null || exit 77
zstd -qc data/iris.csv >x.csv.zst
zstd -dqc x.csv.zst | attn softmax -q - --columns=1-4 -f gaussian | zstd -qc >a.csv.zst
attn softmax -q data/iris.csv --columns=1-4 -f gaussian >own
zstd -dqc a.csv.zst | cmp - own
# What the README shows.
sh -eu readme
attn similarity -f cosine data/words.csv >own
zstd -dqc s.csv.zst | cmp - own

# GNU parallel: queries cut into pieces, one attn each; the bytes are those of one run.
command -v parallel >/dev/null || exit 77
set -- -k data/digits/keys.csv --classes=digit -f gaussian --bandwidth=5 --plain
attn context -q data/digits/queries.csv "$@" >whole
parallel --will-cite -j 2 -k --pipe -N 100 --header : attn context -q - "$@" <data/digits/queries.csv >pieces
cmp whole pieces
printf '%s\n' 1 2 5 | parallel --will-cite -j 2 -k attn weights -q data/iris.csv --columns=1-4 -f gaussian --bandwidth={} --digits=3 |
    awk 'END { exit NR != 3 }'
# What the README shows.
sh -eu readme >shown
cmp whole shown

# jq: the best keys as JSON.
command -v jq >/dev/null || exit 77
attn top -q data/iris.csv --columns=1-4 --count=2 |
    jq -Rn '[inputs | split(",")] | .[0] as $names | .[1:]
            | map([$names, .] | transpose | map({(.[0]): .[1] | tonumber}) | add)' >top.json
test "$(jq length top.json)" -eq 300
test "$(jq -r '.[0] | keys | join(" ")' top.json)" = 'key query score weight'
# The same number as attn printed, bit for bit: jq reads doubles.
attn top -q data/iris.csv --columns=1-4 --count=1 --digits=15 | sed -n 2p | cut -d, -f4 >own
jq -r '.[0].weight * 1e15 | round / 1e15' top.json | cut -c1-12 >theirs
grep -qF "$(cat theirs)" own
# What the README shows.
sh -eu readme >shown
test "$(wc -l <shown)" -eq 301

#!/bin/sh
# Which object file needs a symbol of which other, from nm, has no cycle: sh tests/graph.sh [OBJECTS]
# OBJECTS is a directory of object files; without it that of the build that is newest. Prints every
# group of files that need each other in a circle and ends with "N files: no cycle", or fails.
cd "$(dirname "$0")/.." || exit 1
objects=${1:-$(ls -td build/*/src 2>/dev/null | head -n 1)}
[ -n "$objects" ] || {
    echo "no objects to look at: build first" >&2
    exit 1
}

find "$objects" -name '*.o' | while read -r object; do
    name=${object#"$objects"/}
    [ -f "src/${name%.o}.c" ] || continue # left over from a source that is gone
    nm -P "$object" | sed "s|^|${name%.o} |"
done | awk '
    { object = $1; objects[object] = 1 }
    $3 == "U" { needs[object] = needs[object] " " $2; next }
    $3 ~ /^[A-Z]$/ { owner[$2] = object }
    # What is left when files that need nothing left, and files that nothing left needs, are taken
    # away again and again, are the cycles, with what lies between them.
    END {
        for (object in objects) {
            count++
            n = split(needs[object], symbols)
            for (i = 1; i <= n; i++)
                if (symbols[i] in owner && owner[symbols[i]] != object)
                    edge[object, owner[symbols[i]]] = symbols[i]
        }
        do {
            split("", from)
            split("", to)
            for (pair in edge) {
                split(pair, ends, SUBSEP)
                from[ends[1]] = to[ends[2]] = 1
            }
            removed = 0
            for (pair in edge) {
                split(pair, ends, SUBSEP)
                if (!(ends[1] in to) || !(ends[2] in from)) {
                    delete edge[pair]
                    removed++
                }
            }
        } while (removed)
        for (pair in edge) {
            split(pair, ends, SUBSEP)
            printf "in a cycle: %s needs %s of %s\n", ends[1], edge[pair], ends[2]
            cycles++
        }
        if (!count) {
            print "no objects"
            exit 1
        }
        if (!cycles)
            printf "%d files: no cycle\n", count
        exit cycles > 0
    }'

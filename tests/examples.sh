#!/bin/sh
# Runs the examples of the manual and of the README, and compares what they print with what the text
# shows. Examples stand in a block (.Bd in the manual, ``` in the README). A line that starts with
# "$ " begins a command, "> " goes on with it, and the lines up to the next "$ " are its output. A
# line "..." there stands for any number of lines. The manual's examples run in an empty directory,
# the README's at the top of the tree.
#
# Usage: tests/examples.sh ATTN
set -u
attn=$(realpath "${1:?usage: examples.sh ATTN}")
top=$(realpath "$(dirname "$0")/..")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/here"
ln -s "$attn" "$scratch/bin/attn"
PATH=$scratch/bin:$PATH
passed=0 failed=0

# Cuts a text into numbered pairs: $scratch/N.command and N.expected.
cut_manual() {
    sed -e 's/\\e/\\/g' -e 's/\\&//g' "$1" | awk -v to="$scratch/$2" '
        /^\.Bd /  { inside = 1; next }
        /^\.Ed/   { inside = 0; next }
        inside && /^\$ / { n++; print substr($0, 3) > (to n ".command"); printf "" > (to n ".expected"); shown = 1; output = 0; next }
        inside && shown && !output && /^> / { print substr($0, 3) > (to n ".command"); next }
        inside && shown  { print > (to n ".expected"); output = 1 }
        !inside   { shown = 0 }
        END { print n + 0 }'
}
cut_readme() {
    awk -v to="$scratch/$2" '
        /^```/    { inside = !inside; shown = 0; next }
        inside && /^\$ / { n++; print substr($0, 3) > (to n ".command"); printf "" > (to n ".expected"); shown = 1; output = 0; next }
        inside && shown && !output && /^> / { print substr($0, 3) > (to n ".command"); next }
        inside && shown  { print > (to n ".expected"); output = 1 }
        END { print n + 0 }' "$1"
}

# matches EXPECTED ACTUAL: equal, where a line "..." matches any lines.
matches() {
    awk 'NR == FNR { want[++w] = $0; next } { have[++h] = $0 }
        END {
            i = j = 1
            while (i <= w) {
                if (want[i] == "...") {
                    if (i == w) exit 0
                    while (j <= h && have[j] != want[i + 1]) j++
                } else if (j > h || have[j] != want[i]) exit 1
                else j++
                i++
            }
            exit j <= h
        }' "$1" "$2"
}

run() { # run PREFIX COUNT DIRECTORY
    n=1
    while [ "$n" -le "$2" ]; do
        (cd "$3" && sh "$scratch/$1$n.command") >"$scratch/actual" 2>&1 </dev/null
        if matches "$scratch/$1$n.expected" "$scratch/actual"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "FAILED: $(cat "$scratch/$1$n.command")"
            diff "$scratch/$1$n.expected" "$scratch/actual"
        fi
        n=$((n + 1))
    done
}

run m "$(cut_manual "$top/man/attn.1" m)" "$scratch/here"
run c "$(cut_manual "$top/man/attn-cluster.7" c)" "$scratch/here"
run r "$(cut_readme "$top/README.md" r)" "$top"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

#!/bin/sh
# Two classifiers without training, by attention alone: sh data/demo.sh ATTN
#
# The keys are examples and the values are their classes, one-hot. So the context of a query is one
# probability per class, and the largest is the answer. Every number shown comes from the output of
# the program.

attn=${1:-./attn}
data=$(dirname "$0")

# Draws three queries and the first that is misread, and shows their rows of the context:
# show QUERIES TRUTH <CONTEXT
show() {
    awk -F, '
        function shade(pixel,    tone) {
            tone = substr(" .:-=+*#%@", int(pixel * 9 / 16) + 1, 1)
            return tone tone
        }
        function line(text) {
            sub(/ +$/, "", text)
            print text
        }

        # 1. The pixels of the queries, to draw, and what each of them is.
        FILENAME == ARGV[1] {
            for (i = 0; i < 64; i++)
                ink[FNR, int(i / 8)] = ink[FNR, int(i / 8)] shade($(i + 1))
            next
        }
        FNR == 1 { next }
        FILENAME == ARGV[2] { truth[FNR - 1] = $1; next }

        # 2. The context: what each query is read as, and how surely.
        {
            best = 1
            for (i = 2; i <= NF; i++)
                if ($i + 0 > $best + 0)
                    best = i
            row = FNR - 1
            read[row] = best - 1
            sure[row] = $best
            for (i = 1; i <= NF; i++)
                cells[row] = cells[row] sprintf("%7.3f", $i)
            if (row <= 3 || (read[row] != truth[row] && shown < 6))
                pick[++shown] = row
        }

        END {
            for (y = 0; y < 8; y++) {
                text = ""
                for (i = 1; i <= 4 && i <= shown; i++)
                    text = text ink[pick[i], y] "    "
                line(text)
            }
            text = "\n"
            for (i = 1; i <= 4 && i <= shown; i++)
                text = text sprintf("    %d: %-13s", read[pick[i]],
                                    sprintf("%.1f%%", 100 * sure[pick[i]]))
            line(text)
            text = "\nquery"
            for (i = 0; i < 10; i++)
                text = text sprintf("%7s", "P(" i ")")
            print text "   read as   is"
            for (i = 1; i <= shown; i++) {
                row = pick[i]
                printf "%5d%s %9d %4d\n", row, cells[row], read[row], truth[row]
            }
        }
    ' "$1" "$2" -
}

# Counts the rows whose largest column bears the name in the last column of TRUTH:
# count TRUTH WHAT <CONTEXT
count() {
    awk -F, -v what="$2" '
        FILENAME == ARGV[1] { truth[FNR] = $NF; next }
        FNR == 1 {
            for (i = 1; i <= NF; i++) {
                sub(/^digit_/, "", $i)
                name[i] = $i
            }
            next
        }
        {
            best = 1
            for (i = 2; i <= NF; i++)
                if ($i + 0 > $best + 0)
                    best = i
            right += (name[best] == truth[FNR])
        }
        END { print right + 0 " of " FNR - 1, what }
    ' "$1" -
}

cat <<EOT
Handwritten digits: 500 queries attend to 1297 examples, whose values say what they are.

\$ attn context -q data/digits/queries.csv -k data/digits/keys.csv \\
      -v data/digits/values.csv -f gaussian --bandwidth=5

EOT
digits=$("$attn" context -q "$data/digits/queries.csv" -k "$data/digits/keys.csv" \
    -v "$data/digits/values.csv" -f gaussian --bandwidth=5) || exit
printf '%s\n' "$digits" | show "$data/digits/queries.csv" "$data/digits/query-labels.csv"

cat <<EOT

Iris: each flower attends to the 149 others.

\$ attn context -q data/iris-features.csv -v data/iris-species.csv \\
      -f gaussian --bandwidth=0.3 --exclude-self

EOT
iris=$("$attn" context -q "$data/iris-features.csv" -v "$data/iris-species.csv" \
    -f gaussian --bandwidth=0.3 --exclude-self) || exit
printf '%s\n' "$iris" | sed -n '1p; 71,74p'

echo
printf '%s\n' "$digits" | count "$data/digits/query-labels.csv" 'digits read right'
printf '%s\n' "$iris" | count "$data/iris.csv" 'flowers named right'

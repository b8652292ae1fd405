#!/bin/sh
# Two classifiers without training, by attention alone: sh data/demo.sh ATTN
#
# The keys are examples and the values are their classes. So the context of a query is one
# probability per class, and --predict adds the likeliest. Every number shown comes from the output
# of the program.

attn=${1:-./attn}
data=$(dirname "$0")

# Draws the first three queries and the first that is misread, and shows their probabilities, of what
# --append and --predict give: 64 pixels, the digit, 10 probabilities, the answer.
show() {
    awk -F, '
        function line(text) {
            sub(/ +$/, "", text)
            print text
        }
        NR == 1 { next }
        NR <= 4 || ($NF != $65 && shown < 6) { row[++shown] = $0; number[shown] = NR - 1 }
        END {
            for (y = 0; y < 8; y++) {
                text = ""
                for (i = 1; i <= 4 && i <= shown; i++) {
                    split(row[i], cell, ",")
                    for (x = 1; x <= 8; x++) {
                        tone = substr(" .:-=+*#%@", int(cell[8 * y + x] * 9 / 16) + 1, 1)
                        text = text tone tone
                    }
                    text = text "    "
                }
                line(text)
            }
            text = "\n"
            for (i = 1; i <= 4 && i <= shown; i++) {
                split(row[i], cell, ",")
                sure = sprintf("%.1f%%", 100 * cell[66 + cell[76]])
                text = text sprintf("    %d: %-13s", cell[76], sure)
            }
            line(text)
            text = "\nquery"
            for (digit = 0; digit < 10; digit++)
                text = text sprintf("%7s", "P(" digit ")")
            print text "   read as   is"
            for (i = 1; i <= shown; i++) {
                split(row[i], cell, ",")
                printf "%5d", number[i]
                for (digit = 0; digit < 10; digit++)
                    printf "%7.3f", cell[66 + digit]
                printf " %9d %4d\n", cell[76], cell[65]
            }
        }
    '
}

# Counts the rows whose last cell is that of column COLUMN: count COLUMN WHAT
count() {
    awk -F, -v column="$1" -v what="$2" '
        NR > 1 { right += $NF == $column }
        END { print right + 0 " of " NR - 1, what }
    '
}

cat <<EOT
Handwritten digits: 500 queries attend to 1297 examples, whose last column says what they are.

\$ attn context -q data/digits/queries.csv -k data/digits/keys.csv \\
      --classes=digit --predict --append -f gaussian --bandwidth=5

EOT
digits=$("$attn" context -q "$data/digits/queries.csv" -k "$data/digits/keys.csv" \
    --classes=digit --predict --append -f gaussian --bandwidth=5) || exit
printf '%s\n' "$digits" | show

cat <<EOT

Iris: each flower attends to the 149 others, with the bandwidth that predicts them best.

\$ attn context -q data/iris.csv --classes=species --predict --append \\
      -f gaussian --bandwidth=auto --exclude-self

EOT
iris=$("$attn" context -q "$data/iris.csv" --classes=species --predict --append \
    -f gaussian --bandwidth=auto --exclude-self --digits=3 --quiet) || exit
printf '%s\n' "$iris" | sed -n '1p; 71,74p'

echo
printf '%s\n' "$digits" | count 65 'digits read right'
printf '%s\n' "$iris" | count 5 'flowers named right'

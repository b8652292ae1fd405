# Writes the inputs of the scenarios into the current directory.

# numbers ROWS COLUMNS: numbers of several lengths, none of them special.
numbers() {
    awk -v rows="$1" -v columns="$2" 'BEGIN {
        for (i = 0; i < rows; i++)
            for (j = 0; j < columns; j++)
                printf "%.*g%s", 1 + (i + 2 * j) % 17, sin(1 + i * columns + j),
                    j + 1 < columns ? "," : "\n"
    }'
}

numbers 40 3 >q.csv
numbers 23 3 >k.csv
numbers 23 2 >v.csv
numbers 40 23 >s.csv
numbers 40 23 | tr -d - >a.csv
numbers 1 23 | tr -d - >w.csv
numbers 3000 3 >long.csv

# A header and labels; some fields are in quotes, and some need them.
labelled() {
    numbers "$1" "$2" | awk -F, '
        NR == 1 {
            for (i = 1; i <= NF; i++)
                printf ",\"column, %d\"", i
            printf "\n"
        }
        {
            printf NR % 3 ? "row%d" : "\"the \"\"row\"\"\n,%d\"", NR
            for (i = 1; i <= NF; i++)
                printf (NR + i) % 4 ? ",%s" : ",\"%s\"", $i
            printf "\n"
        }'
}
labelled 17 3 >lq.csv
labelled 9 3 >lk.csv
labelled 9 2 >lv.csv
labelled 1 5 >lw.csv
(echo p,q,r; numbers 9 3) >pqr.csv
labelled 5 16 >broad.csv
awk 'BEGIN { for (i = 1; i <= 5; i++) printf "row%0100d,1,2\n", i }' >wordy.csv

# Cells, lines and line ends that are missing.
labelled 17 3 | awk 'NR % 4 == 1 && !/"/ { sub(/[^,]*$/, "") } 1' >holes.csv
awk 'BEGIN { for (i = 1; i <= 60; i++) print i % 7 ? i : "" }' >one.csv
numbers 40 3 | awk 'NR == 1 { print "g,a,b,c" } { print "group" NR % 6 "," (NR == 3 ? ",," : $0) }' >groups.csv
numbers 12 3 | awk 'NR == 5 { sub(/[^,]*$/, "") } 1' >plain-holes.csv
printf '1,2,3\n4,5,6' >ragged-end.csv
printf '1,2,3\n4,5,' >open-end.csv
printf '1,2,3\n4,"5",6\n"7",8,"9"' >quoted-end.csv
awk 'BEGIN { for (i = 1; i <= 12; i++) print "\"" i "\"," (i == 2 ? "" : i) }' >quoted-holes.csv
ln -s out.csv link.csv

# Two heads of two features, and what goes beside them.
numbers 9 4 >h.csv
numbers 7 4 >hk.csv
numbers 4 4 >map.csv
numbers 1 4 >four.csv
numbers 9 1 >cosines.csv
numbers 9 7 >cells.csv
numbers 18 7 >both.csv
seq 0 8 >places.csv
numbers 2 7 | tr -d - >hw.csv
numbers 3 8 >concat.csv
numbers 1 3 >three.csv
numbers 3 4 >hidden.csv
numbers 3 2 >turn.csv
numbers 1 1 >alone.csv
numbers 2100 1 >many.csv
numbers 7 4 | awk 'NR == 2 { $0 = "NA" substr($0, index($0, ",")) } 1' >gap.csv
echo 1,0,1,1,0 >five.csv
printf 'first,1,2\nsecond,3,4\n' >named.csv
printf '2001,2002\n1,2\n' >years.csv

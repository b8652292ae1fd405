#!/bin/sh
# The manual's lists of names are those of the tables, and it reads well at 80 columns:
# sh tests/manual/run.sh [--update] PRINT MANUAL
#
# In the manual a list stands between two comments, `.\" list NAME` and `.\" end`. PRINT NAME prints
# it from the tables. A difference is an error; --update writes the list into the manual instead.

. "$(dirname "$0")/../not_tested.sh"
update=
if [ "$1" = --update ]; then
    update=yes
    shift
fi
print=$1
manual=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for name in similarities normalizers masks layers outputs words; do
    "$print" $name >"$work/$name" || exit 1
    grep -q "^\.\\\\\" list $name\$" "$manual" || {
        echo "$manual: no list of $name"
        exit 1
    }
done
awk -v work="$work" '
    /^\.\\" list / {
        print
        while ((getline line < (work "/" $3)) > 0)
            print line
        skip = 1
        next
    }
    /^\.\\" end$/ { skip = 0 }
    !skip { print }
' "$manual" >"$work/manual"
if [ -n "$update" ]; then
    cp "$work/manual" "$manual"
elif ! diff "$manual" "$work/manual"; then
    echo "$manual: its lists are not those of the tables; 'make manual' writes them anew"
    exit 1
fi
echo "the manual's lists are those of the tables"

# As man-db and mandoc print it on a terminal of 80 columns.
for printer in 'groff -mandoc -Tascii -rLL=78n -P-cbou' 'mandoc -Tascii -Owidth=78'; do
    command -v "${printer%% *}" >/dev/null || {
        not_tested "the manual at 80 columns (no ${printer%% *})"
        continue
    }
    $printer "$manual" 2>"$work/log" | sed 's/.\x08//g' >"$work/page"
    if ! grep -q 'SIMILARITY  *n x m  *a_ij = exp S_ij / sum_k exp S_ik$' "$work/page" ||
        awk 'length > 80' "$work/page" | grep . || [ -s "$work/log" ]; then
        cat "$work/log"
        echo "$manual: at 80 columns ${printer%% *} does not print it well"
        exit 1
    fi
done

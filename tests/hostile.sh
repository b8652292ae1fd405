#!/bin/sh
# Bad, strange and enormous input: sh tests/hostile.sh ATTN LIMITED [FACTOR]
#
# LIMITED runs a command within limits: one second and 64 MiB unless a test says otherwise. FACTOR
# multiplies the time, for a sanitizer is slow; memory is not limited then. Whatever comes in, attn
# must end by itself and say what is wrong in at most one line of printable text.
attn=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
limited=$2
factor=${3:-1}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
export LC_ALL=C
unset ATTN_THREADS ATTN_KERNEL
passed=0 failed=0

# within SECONDS MIB ARGUMENT...: attn with these arguments
within() {
    limit=$(awk "BEGIN { print $1 * $factor }")
    mib=$2
    [ "$factor" = 1 ] || mib=1000000
    shift 2
    "$limited" "$limit" "$mib" "$attn" "$@"
}

# hostile DESCRIPTION STATUS PATTERN COMMANDS: these end with STATUS, and what they say on standard
# error, or print if the status is 0, matches the basic regular expression. `run` is attn within the
# usual limits.
run() { within 1 64 "$@"; }
hostile() {
    (eval "$4") >out 2>err
    status=$?
    said=err
    [ "$2" -ne 0 ] || said=out
    why=
    [ $status -eq "$2" ] || why="status $status"
    grep -q "$3" $said || why="$why; not what it should say"
    [ "$(wc -l <err)" -le 1 ] && [ "$(wc -c <err)" -le 21000 ] || why="$why; too much to say"
    LC_ALL=C tr -d '\n' <err | grep -q '[[:cntrl:]]' && why="$why; control bytes on standard error"
    [ "$2" -eq 0 ] || [ ! -s out ] || why="$why; output in spite of the error"
    if [ -z "$why" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1: $why"
        head -c 300 err
        head -c 300 out
    fi
}

zeros() { head -c "$1" /dev/zero; }              # BYTES
repeat() { yes "$1" | tr -d '\n' | head -c "$2"; } # TEXT BYTES
lines() { yes "$1" | head -n "$2"; }             # TEXT COUNT

# Bytes that are not text.
hostile 'a megabyte of NUL' 1 "(stdin): no rows under the header" 'zeros 1000000 | run similarity'
hostile 'NUL between digits' 1 "(stdin):2: field 2: '1.x002' is not a number" \
    "printf '1,2\n3,1\0002\n' | run similarity"
hostile 'NUL after a number' 1 "field 1: '3.x00' is not a number" "printf '1\n3\000\n' | run weights"
hostile 'UTF-16 with a mark' 1 'UTF-16; convert it first' "printf '\377\3761\0,\0002\0' | run similarity"
hostile 'UTF-16 without' 1 'UTF-16LE; convert it first' "printf '1\0,\0002\0\n\0003\0,\0004\0' | run similarity"
hostile 'UTF-32' 1 'UTF-32; convert it first' "printf '\377\376\0\0001\0\0\0' | run similarity"
hostile 'half a mark' 1 "not a number" "printf '1\n\357\273' | run similarity"
hostile 'Latin-1 in a number' 1 "'1.xb2' is not a number" "printf '1\n1\262\n' | run similarity"
hostile 'Latin-1 in labels' 0 "^caf.,1$" "printf ',x\ncaf\351,1\n' | run similarity | tail -n 1"
hostile 'ESC in a label' 0 '1$' "printf ',x\n\033[31mred,1\n' | run similarity"
hostile 'ESC in a number' 1 "'.x1b\[31m1' is not" "printf '1\n\033[31m1\n' | run similarity"
hostile 'ESC in the name of a file' 1 'a.x1b\[2Jb' "run similarity \"\$(printf 'a\033[2Jb')\""
hostile 'ESC in an option' 2 'x.x1b' "run similarity \"--\$(printf 'x\033')\""
hostile 'ESC in the name of a stage' 2 'x.x1b' "run \"\$(printf 'x\033')\""
hostile 'random bytes' 1 'attn: (stdin):[0-9]*: ' \
    'awk "BEGIN { srand(1); for (i = 0; i < 1e5; i++) printf \"%c\", 1 + int(255 * rand()) }" | run similarity'
hostile 'a program' 1 'attn: ' 'run similarity "$attn"'

# Long things.
hostile 'a number of a million digits' 0 '^1$' \
    '(printf 1; zeros 1000000 | tr "\0" 0; echo e-1000000) | run softmax'
hostile 'a million zeros after the point' 0 '^12345678$' \
    '(printf 0.; zeros 1000000 | tr "\0" 0; echo 12345678e1000008) | run weights'
hostile 'a million digits that round' 0 '^0.1111111111111111$' \
    '(printf 0.; zeros 1000000 | tr "\0" 1; echo) | run weights'
hostile 'an exponent of a million digits' 0 '^inf$' \
    '(printf 1e; zeros 1000000 | tr "\0" 1; echo) | run weights'
hostile 'a million digits that are no number' 1 "11\.\.\.' is not a number" \
    '(echo 1; zeros 1000000 | tr "\0" 1; echo x) | run weights'
hostile 'a label of a megabyte' 0 'xx,1$' \
    '(echo ,a; repeat x 1000000; echo ,1) | run similarity'
hostile 'a name of a megabyte' 1 'a is not a number\|aaa' \
    '(repeat a 1000000; echo ,1) | run similarity'
hostile 'a name of a file of 5000 bytes' 1 'File name too long' 'run similarity "$(repeat a 5000)"'
hostile 'a stage of 5000 bytes' 2 'unknown stage' 'run "$(repeat a 5000)"'
hostile 'an option of 5000 bytes' 2 'unknown option' 'run softmax "--$(repeat a 5000)"'
hostile 'an argument of 100000 digits' 0 '^1$' \
    'echo 1 | run softmax "--temperature=$(repeat 1 100000)e-100000"'
hostile 'a comment of 100 MB' 0 '^3$' '(printf "#"; repeat c 100000000; printf "\n1\n2\n") |
    within 2 256 weights --comment=#'

# Quotes.
hostile 'a quote that stays open for a million lines' 1 '(stdin):2: field 1: the quote opened here' \
    '(echo 1; printf \"; lines 1 1000000) | run weights'
hostile 'a million quotes that stay open' 1 '(stdin):[0-9]*: field 1: misplaced quote' \
    'lines \"1 1000000 | run weights'
hostile 'a million doubled quotes' 1 'is not a number' \
    '(echo 1; repeat \"\" 2000000; echo) | run weights'
hostile 'quotes to the end' 1 'quote' 'repeat \" 1000001 | run weights'

# Lines and blanks.
hostile 'ten million blank lines' 1 'no rows' 'lines "" 10000000 | within 2 64 weights'
hostile 'ten million blank lines between' 0 '^3$' \
    '(printf "1,1\n"; lines "" 10000000; printf "2,1\n") | run weights | cut -d, -f 1'
hostile 'a million missing values' 1 '(stdin):2: field 1: missing value' \
    '(echo 1; lines "" 1000000; echo 2) | run weights'
hostile 'a million blank lines at the end' 0 '^1$' '(echo 1; lines "" 1000000) | run weights'
hostile 'ten megabytes of blanks' 0 '^1$' '(echo 1; repeat " " 10000000) | run weights'
hostile 'blanks round a number' 0 '^1$' '(repeat " " 1000000; printf 1; repeat " " 1000000) | run weights'
hostile 'a million carriage returns' 1 'no rows' 'repeat "$(printf "\r")" 1000000 | run weights'
hostile 'a million comments' 1 'no rows' 'lines "# 1" 1000000 | run weights --comment=#'
hostile 'a million comments between' 0 '^1000000$' \
    'lines "1
# 1" 2000000 | run weights --comment=#'
hostile 'half a million rows in quotes' 0 '^500000,1000000$' 'lines "\"1\",2" 500000 | run weights --labels=no'
hostile 'a million delimiters' 1 'field 1000001: the last column is empty' 'repeat , 1000000 | run weights'
hostile 'ragged after a million fields' 1 '(stdin):2: 2 fields, but line 1 has 1000000' \
    '(repeat 1, 1999999; printf "\n1,2\n") | within 1 128 weights'

# Nothing.
: >empty.csv
echo a,b >header.csv
echo 1,2 >one.csv
printf ',a\nx\n' >label.csv
for own in 'similarity empty.csv' 'softmax empty.csv' 'weights empty.csv' 'score one.csv empty.csv' \
    'score empty.csv one.csv' 'context one.csv empty.csv' 'context empty.csv one.csv' \
    'similarity one.csv empty.csv' 'context -q one.csv -k empty.csv' 'similarity empty.csv one.csv' \
    'context -q one.csv -v empty.csv' 'score -q one.csv -k one.csv -v empty.csv'; do
    hostile "no rows: $own" 1 'empty.csv: no rows' "run $own"
done
hostile 'keys of a header alone' 1 'header.csv: no rows under the header' 'run similarity one.csv header.csv'
hostile 'no feature' 1 'no column besides the labels' 'echo x | run similarity -L -H'
hostile 'no feature under a header' 1 'field' 'run similarity label.csv'

# Enormous things, refused beforehand. The writer of the endless text ends when its reader does.
hostile 'a field of a gigabyte' 1 'first rows take [0-9]* bytes of memory or more' \
    'zeros 1000000000 | tr "\0" 1 | within 2 64 weights --max-memory=16M'
hostile 'a field of a gigabyte in quotes' 1 'first rows take [0-9]* bytes of memory or more' \
    '(printf \"; zeros 1000000000 | tr "\0" 1) | within 2 64 weights --max-memory=16M'
hostile 'a header of a gigabyte' 1 'bytes of memory or more' \
    'repeat name, 1000000000 | within 2 128 weights --max-memory=16M'
hostile 'four thousand million columns' 1 'first rows take [0-9]* bytes of memory or more' \
    'repeat 1, 8589934592 | within 2 128 weights --max-memory=16M'
hostile 'four thousand million columns in quotes' 1 'bytes of memory or more' \
    'repeat \"1\", 17179869184 | within 4 128 weights --max-memory=16M'
hostile 'endless keys' 1 'matrix needs [0-9]* bytes of memory or more' \
    'yes 1,2 | within 1 64 similarity one.csv - --max-memory=16M'
hostile 'endless names of rows' 1 'bytes of memory or more' \
    '(echo ,a; yes "a rather long name of a row,1") | within 3 200 softmax -q - --max-memory=16M'
hostile 'the whole matrix' 1 '20000 x 20000: 3200000000 bytes; --max-memory allows' \
    'lines 1 20000 >tall.csv; run softmax -q tall.csv --axis=all --max-memory=1G'
hostile 'a thousand million threads' 0 '^1$' 'echo 1 | run softmax --threads=1000000000'

# Very tall and very wide, within limits of their own.
lines 0.5 10000000 >tall.csv
tr '\n' , <tall.csv | sed 's/,$/\n/' >wide.csv
hostile 'ten million rows' 0 '^5000000$' 'within 5 64 weights tall.csv'
hostile 'ten million columns' 0 '^10000000$' \
    'within 5 500 weights wide.csv | tr , "\n" | wc -l'
hostile 'ten million features' 0 '^2500000$' 'within 5 400 similarity wide.csv'
hostile 'ten million features, a context' 0 '^10000000$' \
    'within 5 800 context -q wide.csv -f correlation -o out.csv && tr , "\n" <out.csv | wc -l'
hostile 'ten million features, linear attention' 0 '^10000000$' \
    'within 5 900 context -q wide.csv -n linear -o out.csv && tr , "\n" <out.csv | wc -l'
hostile 'linear attention to ten million numbers' 0 '^10000000$' \
    'echo 1 >one.csv; within 5 900 context -q one.csv -v wide.csv -n linear -o out.csv &&
    tr , "\n" <out.csv | wc -l'
hostile 'ten million weights and rows' 0 '^2500000$' 'within 5 300 score wide.csv tall.csv'

echo "hostile: $passed passed, $failed failed"
[ "$failed" -eq 0 ]

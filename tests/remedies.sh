#!/bin/sh
# Runs the remedies that messages print: sh tests/remedies.sh ATTN
#
# A case is a file, with the options it is read by, and the numbers that its owner meant (the sums of
# its columns), in as many readings as it has. `attn weights` refuses the file; the options that the
# message names, pasted one set after another, must each give one of these sums or, where a remedy
# leaves a missing value, a message whose own remedy does.
attn=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
passed=0 failed=0

# The remedies of a message, one a line: from "--" to the next " or " or "; ". The commas and quotes of
# --delimiter are no punctuation.
remedies() {
    sed "s/';'/SEMICOLON/; s/^[^;]*;//; s/=, or/=COMMA or/; s/=,$/=COMMA/; s/, or / or /g; s/ (-H)//" "$1" | tr '\n' ' ' | sed 's/ or /\n/g; s/; /\n/g' |
        grep -o -e '--[a-z].*' | sed 's/[;.] *$//; s/ *$//; s/=drop, zero$/=drop/; s/SEMICOLON/";"/; s/COMMA/,/'
}

# try DEPTH OPTIONS: whether the file read so has sums that are expected.
try() (
    # Remedies are words for the shell.
    eval "\"\$attn\" weights --plain --quiet --output-delimiter=, $2 file.csv" >"out$1" 2>"err$1" && {
        grep -qxFf "out$1" sums
        exit
    }
    [ "$1" -lt 3 ] || exit 1
    remedies "err$1" >"list$1"
    [ -s "list$1" ] || exit 1
    good=
    while IFS= read -r remedy; do
        try $(($1 + 1)) "$2 $remedy" || {
            echo "$2 $remedy: $(cat "out$(($1 + 1))" "err$(($1 + 1))")" >&2
            exit 1
        }
        good=yes
    done <"list$1"
    [ "$good" ]
)

# check OPTIONS TEXT SUMS...: the text, with \n, and the sums of its columns in every reading that its
# owner may have meant.
check() {
    options=$1
    printf "$2" >file.csv
    text=$2
    shift 2
    printf '%s\n' "$@" >sums
    if "$attn" weights --plain $options file.csv >out 2>err; then
        failed=$((failed + 1))
        echo "not refused: $text gives $(cat out)"
    elif [ -z "$(remedies err)" ]; then
        failed=$((failed + 1))
        echo "no remedy: $text: $(cat err)"
    elif try 0 "$options" 2>report; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s: %s\n' "$text" "$(cat err report)"
    fi
}

check '' '0,1,2\n1.5,2.5,3.5\n' 1.5,2.5,3.5 1.5,3.5,5.5
check '' ',2019,2020\n0,1.5,2.5\n' 1.5,2.5 0,2020.5,2022.5 0,1.5,2.5
check '--missing=zero' ',0,1\n7,1.5,2.5\n' 1.5,2.5 7,1.5,3.5
check '' 'A;1,5\nB;2,5\n' 10 5 4 2.5
check '' 'alice,1,2\n' 1,2
check '' 'name,1,2,3\nbob,3,4,5\n' 4,6,8 3,4,5
check '' 'name,1,4\nbob,3,4.5\nal,2,1\n' 5,5.5 6,9.5
check '' 'name,0,1\nking,0.8,3\n' 0.8,3 0.8,4
check '' '2019,2020\n5,8\n' 5,8 2024,2028
check '-L' 'name,2019,2020\nking,5,8\n' 5,8 2024,2028
check '' '"1",5\n"2",6\n' 11 3,11
check '' 'x\n-3,38\n1,09\n' -2.29 47 -2,47
check '' 'x\n1 1,5\n2 2,5\n' 4 10
check '' '"a" "b"\n"1" 1.5 2\n"2" 3.5 4\n' 5,6
check '' '"a"\n"1" 1,5\n"2" 3,5\n' 5
check '' 'name,1,2\nking,5,6\nqueen,7,8\n' 12,14 13,16
check '-d space' '# by hand\nx 1 3\ny 2 4\n' 3,7
check '' 'k,n\n1,22,5\n' 22,5 1,22,5
check '' '3 2\nking 1 2\nqueen 3 4\nman 5 6\n' 9,12
check '-d space' '1 2\nking 1 2\n' 1,2
check '' 'A,B,C\n1,4,7,\n2,5,9,\n' 9,16
check '--missing=zero' 'A,B,C,,\n1,4,7,,\n2,5,9,,\n' 3,9,16
check '--columns=-2' 'A,B,C,,\n1,4,7,,\n2,5,9,,\n' 3,16
check '' 'Table 1\n\na,b\n1,2\n' 1,2
check '' '  # by hand\n1,2\n3,4\n' 4,6 4.6 6
check '' '// by hand\n1,2\n3,4\n' 4,6 4.6 6
check '' '1990|1991\nx|1|2\ny|3|4\n' 4,6
check '' 'a,b\n1,2\nunknown,3\n3,4\n' 4,6 9
check '--decimal=,' '1,5\n2,5\n' 4 3,10
check '' 'x,1\n3,4\n' 5 3,4
check '' '1,x\n3,4\n' 3,4
check '' 'a,NA\n3,4\n' 3,4
check '' 'A,B,C,\n1,4,7,\n2,5,9,\n' 3,9,16
check '' 'a,b,kind\n1,2,x\n3,4,y\n' 4,6
check '' 'a,note,b,kind\n1,u,2,x\n3,v,4,y\n' 4,6
check '' 'a,b\n1,True\n3,False\n' 4
check '' 'a,b\n$1,1\n$2,3\n' 4
check '' 'a,b\n1,2\n3,unknown\n5,6\n' 6,8
check '--na=none' 'a,b\n1,2\n3,unknown\n5,6\n' 6,8
check '' 'a,b\n1,2\n3,n/a\n5,6\n' 6,8 9,8
check '' '# by hand\n1,2,3\n' 1,2,3
check '' '1 2\n3 4\n' 4,6
check '--delimiter=,' '1;2\n3;4\n' 4,6
check '--delimiter=tab' '1|2\n3|4\n' 4,6
check '' 'id,a\n1,1\nx,3\n3,4\n' 8
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

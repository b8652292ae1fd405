#!/bin/sh
# Every option in every stage, with the stage's own operands and with -q:
# sh tests/options/run.sh [--update] ATTN
#
# An option must change what is printed, or be refused with exit 2 and a message. It may not be
# ignored. The result is a table, which is compared with matrix.txt (--update keeps the new one). For
# each stage it has one sign for the stage's own operands and one for -q:
#
#   +  it changes what is printed     .  refused
#   -  an error of the data: with this option the files no longer fit together
#   =  taken, and changes nothing: an option of running, or one that matters to other input only
#
# options.txt holds the argument for each option, and the other options that it needs. Without those it
# must be refused.

update=
if [ "$1" = --update ]; then
    update=yes
    shift
fi
here=$(cd "$(dirname "$0")" && pwd) || exit 1
attn=$(cd "$(dirname "${1:-./attn}")" && pwd)/attn
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
unset ATTN_THREADS ATTN_KERNEL COLUMNS NO_COLOR COLORTERM
export LC_ALL=C TERM=dumb

# Four queries, keys and values of four features, with names and groups, and the side files.
printf ',a,b,c,g\nt,0.1,0.2,-0.3,1\nu,-1,0.5,0.75,2\nv,0.9,-0.4,0.15,1\nw,0.6,0.35,-0.85,2\n' >q.csv
printf ',a,b,c,g\nt,0.3,-0.2,0.7,2\nu,0.1,1.5,-0.25,1\nv,-0.7,0.8,0.65,1\nw,0.2,0.45,0.95,2\n' >k.csv
printf ',p,q,r,s\nt,1,2,5,1.123456\nu,3,1,0.5,2\nv,2,7,1,3\nw,4,0.5,2,1\n' >v.csv
printf '1,0,0,0.5\n0,1,0,0\n0,0.25,1,0\n0.125,0,0,-1\n' >square.csv
printf '1,0,0,0.5,1,1,0,0\n0,1,0,0,0,1,0.5,0\n' >concat.csv
printf '1,0,0.5,0\n0,1,0,-1\n' >two.csv
printf '0.5,0.25,1,2\n' >vector.csv
printf '0.5,1\n' >pair.csv
printf '1,1,0,0\n1,1,0,1\n0,1,1,1\n1,0,1,1\n' >mask.csv
printf '3,1,4,2\n' >positions.csv
printf '1,1\n0.5,0.25\n0.125,0.75\n0.5,0.5\n1,0\n' >cosines.csv
printf '0,0\n0.25,0.5\n0.5,0.125\n0.75,0.5\n0,1\n' >sines.csv
"$attn" similarity q.csv k.csv >similarity.csv
"$attn" softmax similarity.csv >softmax.csv
"$attn" weights softmax.csv >weights.csv
"$attn" context softmax.csv v.csv >context.csv
sed 's/[0-9.]*$/0.25/' context.csv >upstream.csv
"$attn" context -q q.csv -k k.csv -v v.csv --lse >part.csv
"$attn" context -q q.csv -k k.csv -v v.csv --lse --scale=2 >other.csv
for file in part other; do
    sed 's/^u,[^,]*/u,/' $file.csv >$file.csv.gap
done
for file in q k similarity softmax; do
    sed 's/^u,[^,]*/u,/' $file.csv >$file.csv.gap
done
sed 's/,0[.0-9]*$/,/' weights.csv >weights.csv.gap
sed 's/7/NaN/' v.csv >v.csv.gap
sed 's/^\(v,[^,]*\),[^,]*/\1,NaN/' context.csv >context.csv.gap
for file in *.csv.gap; do
    sed 's/^u,,/u,hole,/; s/,$/,hole/; s/NaN/hole/' "$file" >"${file%.gap}.hole"
done
for file in *.csv; do
    sed 's/,/;/g' "$file" >"$file.semi"
    { echo '% a comment'; cat "$file"; } >"$file.comment"
    sed 's/,/;/g; s/\./,/g' "$file" >"$file.decimal"
    { echo 'a title'; cat "$file"; } >"$file.title"
    sed '1s/[a-w][a-w]*/"&/; s/^[a-w][a-w]*/"&/' "$file" >"$file.quote"
    sed 's/[^,]*,/7,/; 1s/[a-w][a-w]*/8/g' "$file" >"$file.bare"
done

# The operands of a stage, own or fused: the files whose names end in $3.
files() {
    case $1,$2 in
    similarity,own) echo "q.csv$3 k.csv$3" ;;
    softmax,own | top,own) echo "similarity.csv$3" ;;
    weights,own | describe,own | heatmap,own) echo "softmax.csv$3" ;;
    score,own) echo "weights.csv$3 v.csv$3" ;;
    context,own) echo "softmax.csv$3 v.csv$3" ;;
    merge,own) echo "part.csv$3 other.csv$3" ;;
    merge,*) echo "-q part.csv$3" ;;
    gradient,*) echo "-q q.csv$3 -k k.csv$3 -v v.csv$3 --upstream=context.csv$3 --of=queries" ;;
    compare,own) echo "context.csv$3 v.csv$3" ;;
    compare,*) echo "-q q.csv$3 -k k.csv$3 -v v.csv$3 v.csv$3" ;;
    score,* | context,*) echo "-q q.csv$3 -k k.csv$3 -v v.csv$3" ;;
    *) echo "-q q.csv$3 -k k.csv$3" ;;
    esac
}

# Runs the program with the words, and keeps in $1 what it prints, writes and says.
run() {
    into=$1
    shift
    rm -f drawn.svg written.csv
    "$attn" "$@" >"$into" 2>"$into.err" </dev/null
    code=$?
    [ "$1,$code" != compare,1 ] || code=0 # that is its verdict
    cat "$into.err" >>"$into"
    for made in drawn.svg written.csv; do
        [ ! -e $made ] || cat $made >>"$into"
    done
    return $code
}

# Options that need not be seen in what is printed, or only on some machines.
is_silent() {
    case $1 in
    --threads=* | --progress=* | --kernel=* | --max-memory=*) true ;;
    *) false ;;
    esac
}

# One sign: sign STAGE own|fused OPTION NEEDED SUFFIX
sign() {
    # Options and files are lists of words.
    # shellcheck disable=SC2046,SC2086
    {
        run with $1 $4 $3 $(files $1 $2 "$5")
        status=$?
        run without $1 $4 $(files $1 $2 "$5")
    }
    if [ $status -eq 2 ] && [ -s with.err ]; then
        echo .
    elif [ $status -eq 0 ] && { cmp -s with without || is_silent "$3"; }; then
        echo =
    elif [ $status -eq 0 ]; then
        echo +
    elif [ $status -eq 1 ]; then
        echo -
    else
        echo '!'
        echo "    $3 in $1, $2:" >>failures
        sed 's/^/    /' with.err >>failures
    fi
}

stages='similarity softmax weights score context top describe heatmap compare gradient merge'
: >failures
{
    for stage in $stages; do
        printf '%.4s ' "$stage"
    done
    echo
    while IFS='|' read -r option needed suffix alone; do
        case $option in
        '' | '# '*) continue ;;
        esac
        for stage in $stages; do
            printf '%s%s   ' "$(sign $stage own "$option" "$needed" "$suffix")" \
                "$(sign $stage fused "$option" "$needed" "$suffix")"
        done
        echo "$option${needed:+ with $needed}"
        # Without what it needs.
        # shellcheck disable=SC2046
        if [ -n "$needed" ] && [ -z "$alone" ]; then
            run with context "$option" $(files context fused "$suffix")
            [ $? -eq 2 ] || echo "    $option without $needed is not refused" >>failures
        fi
    done <"$here/options.txt"
} >matrix.txt

# No option may be missing from the list.
"$attn" help completion-fish | grep -o -- ' -l [a-z0-9-]*' | sort -u | while read -r _ name; do
    case $name in
    help | version) continue ;;
    esac
    grep -q -e "^--$name[=|]" -e "^--$name\$" "$here/options.txt" ||
        echo "    --$name is not in tests/options/options.txt" >>failures
done
[ -z "$update" ] || cp matrix.txt "$here/matrix.txt"
diff "$here/matrix.txt" matrix.txt >>failures
cells=$(tail -n +2 matrix.txt | cut -c -40 | tr -d ' \n' | wc -c)
if [ -s failures ]; then
    echo 'options: these are wrong'
    cat failures
    exit 1
fi
echo "$cells uses of options, as expected"

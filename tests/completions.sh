#!/bin/sh
# Completion in bash, zsh and fish, each where it is installed: sh tests/completions.sh ATTN
#
# A test is what is typed, and some of the words that must be offered. Ends with "N passed, N failed".
set -u
attn=$(realpath "${1:?usage: completions.sh ATTN}")
. "$(dirname "$0")/not_tested.sh"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/here"
ln -s "$attn" "$scratch/bin/attn"
PATH=$scratch/bin:$PATH
printf 'length,"width of it",kind\n1,2,a\n' >"$scratch/here/queries one.csv"
printf 'length;price;kind\n1;2;a\n' >"$scratch/here/table.csv"
printf '1,2\n' >"$scratch/here/numbers.csv"
printf 'a,$(touch run),`touch run`\n1,2,3\n' >"$scratch/here/hostile.csv"
cd "$scratch/here" || exit 1
passed=0 failed=0

# offers SHELL TYPED WORD...: what SHELL offers, one word a line in $scratch/words, has each WORD.
offers() {
    shell=$1 typed=$2
    shift 2
    for word do
        if grep -qxF -e "$word" "$scratch/words"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "FAILED: $shell: '$typed' does not offer '$word' but:" $(cat "$scratch/words")
        fi
    done
}

# Bash splits words at '=', so a typed option and its value are three of them.
in_bash() {
    bash -c '
        eval "$(attn help completion-bash)"
        typed=${1//=/ = }
        COMP_WORDS=($typed)
        [[ $typed == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _attn
        printf "%s\n" "${COMPREPLY[@]}"' bash "$1" >"$scratch/words"
}

# Fish offers "word<tab>description". For an option with a value it offers the whole "--option=value".
in_fish() {
    fish --no-config -c 'attn help completion-fish | source; complete -C $argv[1]' "$1" |
        cut -f1 | sed 's/^--[a-z-]*=//' >"$scratch/words"
}

try() { # try SHELL
    if ! command -v "$1" >/dev/null; then
        not_tested "completion in $1 (not installed)"
        return
    fi
    for typed in 'attn s' 'attn heatmap --col' 'attn softmax --axis=' 'attn top -f ' \
        'attn softmax --kernel=ref' 'attn help comp' 'attn context -q que' \
        'attn context -q table.csv -v numbers.csv --columns=' 'attn context -q table.csv --classes=ki' \
        'attn similarity table.csv --columns=kind,pr' 'attn top hostile.csv --columns='; do
        "in_$1" "$typed"
        case $typed in
        'attn s') offers "$1" "$typed" similarity softmax score ;;
        'attn heatmap --col') offers "$1" "$typed" "--color$2" "--columns$2" ;;
        'attn softmax --axis=') offers "$1" "$typed" row column all ;;
        'attn top -f ') offers "$1" "$typed" dot gaussian cosine ;;
        'attn softmax --kernel=ref') offers "$1" "$typed" reference ;;
        'attn help comp') offers "$1" "$typed" completion-bash completion-fish ;;
        *hostile*) offers "$1" "$typed" a '$(touch run)'
            [ ! -e run ] || { failed=$((failed + 1)); echo "FAILED: $1 runs what a header says"; rm run; } ;;
        *--columns=) offers "$1" "$typed" length price kind ;;
        *--classes=ki) offers "$1" "$typed" kind ;;
        *--columns=kind,pr) offers "$1" "$typed" kind,price ;;
        'attn context -q que') offers "$1" "$typed" "queries${3}one.csv" ;;
        esac
    done
}

try bash = ' '
try fish '' ' '

# Zsh completes only at a terminal, so this opens one, types a tab and reads what stands there.
in_zsh() {
    attn help completion-zsh >"$scratch/_attn"
    timeout 60 zsh -f -c '
        zmodload zsh/zpty
        zpty shell "TERM=dumb zsh -f"
        zpty -w shell "fpath=(${(q)2} \$fpath); autoload -Uz compinit; compinit -u -D; PS1="
        zpty -w -n shell "$1"$'"'\\t'"'
        for (( i = 0; i < 200; i++ )); do
            while zpty -r -t shell part; do all+=$part; done
            [[ $all == *$3* ]] && print -r -- $3 && break
            sleep 0.1
        done
        zpty -d shell' zsh "$1" "$scratch" "$2" >"$scratch/words" 2>&1
    offers zsh "$1" "$2"
}

if command -v zsh >/dev/null; then
    in_zsh 'attn sof' 'attn softmax'
    in_zsh 'attn context -f sca' 'attn context -f scaled-dot'
    in_zsh 'attn heatmap --color=tru' '--color=truecolor'
    in_zsh 'attn help completion-z' 'completion-zsh'
    in_zsh 'attn context -q que' 'queries\ one.csv'
    in_zsh 'attn context -q table.csv --columns=kind,pr' 'kind,price'
    in_zsh 'attn context --queries=queries\ one.csv --group=ki' '--group=kind'
else
    not_tested 'completion in zsh (not installed)'
fi
# This part needs no zsh: the script that zsh is given names, for every stage, the options of which help
# says that it takes them, and no others.
attn help completion-fish | sed -n "s/^complete .* -l \([a-z0-9-]*\).*/\1/p" | sort -u |
    while read -r option; do
        attn help "--$option" |
            awk -v option="$option" '
                /^  -., --|^      --/ { inside = $0 ~ "--" option "([[= ]|$)" }
                !/^ / { inside = 0 }
                inside && /^ +in / { inside = 2; line = "" }
                inside == 2 && /^ +/ { line = line " " $0 }
                END { print option line }' | sed 's/every stage/*/'
    done >"$scratch/takers"
for stage in $(attn --help | sed -n '/^Stages:/,/^A FILE/s/^  \([a-z]*\) .*/\1/p'); do
    attn help completion-zsh | sed -n "/^    $stage)/,/;;/p" |
        sed -n "s/^ *'--\([a-zA-Z0-9-]*[a-zA-Z0-9]\)[=-]*\[.*/\1/p" | sort -u >"$scratch/words"
    sed -n "s/^\([^ ]*\) .*\*.*/\1/p; s/^\([^ ]*\) .*\<$stage\>.*/\1/p" "$scratch/takers" |
        sort -u >"$scratch/options"
    if [ -s "$scratch/options" ] && cmp -s "$scratch/words" "$scratch/options"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: zsh: of $stage, what help says it takes and what is offered differ:"
        diff "$scratch/options" "$scratch/words"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

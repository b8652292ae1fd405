#!/bin/sh
# Runs the command-line cases: sh tests/cases/run.sh [--update] ATTN [FILE.t...]
#
# A case file is a transcript. Lines that are not indented are prose. Indented by two blanks,
#
#   $ begins a command for sh, which finds the program under test as `attn`;
#   > goes on with it;
#   ! stands before each line that it wrote to standard error;
#   [2] is its exit status, where that is not 0;
#
# and every other line is what it wrote to standard output. The commands of a file run one after the
# other in an empty directory of their own, each in a subshell with nothing on standard input. `data`
# there is the directory data/ of the source.
#
# The transcript is written again from what the commands do and compared, byte by byte; --update
# keeps the new one instead. A new case is a line with its command and --update.

update=
if [ "$1" = --update ]; then
    update=yes
    shift
fi
attn=${1:-./attn}
[ $# -eq 0 ] || shift
cases=$(cd "$(dirname "$0")" && pwd) || exit 1
attn=$(cd "$(dirname "$attn")" && pwd)/$(basename "$attn")
[ -x "$attn" ] || {
    echo "$attn: no program to test" >&2
    exit 1
}
[ $# -gt 0 ] || set -- "$cases"/*.t

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/bin" && ln -s "$attn" "$work/bin/attn" || exit 1
PATH=$work/bin:$PATH
export PATH LC_ALL=C
unset ATTN_THREADS ATTN_KERNEL COLUMNS COLORTERM NO_COLOR

# Copies a file with `$2` before each line; says so if the last line does not end.
quote() {
    [ -s "$1" ] || return
    sed "s/^/$2/" "$1"
    [ -z "$(tail -c 1 "$1" | tr '\n' x | tr -d x)" ] || printf '\n  \\ no newline at the end\n'
}

# Runs the command that has been read, if there is one, and writes what it did.
run() {
    [ -n "$command" ] || return
    (cd "$work/here" && eval "$command") </dev/null >"$work/out" 2>"$work/err"
    status=$?
    quote "$work/out" '  '
    quote "$work/err" '  ! '
    [ "$status" -eq 0 ] || echo "  [$status]"
    command=
}

# Writes the transcript in file $1 again.
transcribe() {
    command=
    while IFS= read -r line <&3; do
        case $line in
        '  $ '*)
            run
            command=${line#'  $ '}
            printf '%s\n' "$line"
            ;;
        '  > '*)
            command="$command
${line#'  > '}"
            printf '%s\n' "$line"
            ;;
        '  '*) ;;
        *)
            run
            printf '%s\n' "$line"
            ;;
        esac
    done 3<"$1"
    run
}

# The number of commands whose output is not the same in both transcripts.
count_failed() {
    awk '
        FNR == 1 { file++; block = 0 }
        /^  \$ / { block++ }
        { text[file, block] = text[file, block] $0 "\n" }
        END {
            for (i = 0; i <= block; i++)
                failed += (text[1, i] != text[2, i])
            print failed + 0
        }
    ' "$1" "$2"
}

passed=0
failed=0
for file do
    mkdir "$work/here" && ln -s "$cases/../../data" "$work/here/data" || exit 1
    transcribe "$file" >"$work/transcript"
    rm -rf "$work/here"
    commands=$(grep -c '^  \$ ' "$file")
    if cmp -s "$file" "$work/transcript"; then
        passed=$((passed + commands))
    elif [ -n "$update" ]; then
        echo "updated $file"
        cat "$work/transcript" >"$file"
        passed=$((passed + commands))
    else
        diff -u "$file" "$work/transcript"
        wrong=$(count_failed "$file" "$work/transcript")
        failed=$((failed + wrong))
        passed=$((passed + commands - wrong))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

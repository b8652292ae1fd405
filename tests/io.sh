#!/bin/sh
# What the program does when its files and streams misbehave: sh tests/io.sh ATTN [KILLS [TORN]]
#
# KILLS is the program that kills attn at random times, and TORN is how often it does so. A check is a
# line of shell that must succeed, in a directory with q.csv (40 x 3), k.csv and v.csv (23 rows).
attn=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
kills=$2
torn=${3:-50}
here=$(cd "$(dirname "$0")" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'umount "$work/disk" 2>/dev/null; chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/not_tested.sh"
cd "$work" && . "$here/faults/inputs.sh" || exit 1
unset ATTN_THREADS ATTN_KERNEL
passed=0 failed=0

check() { # check DESCRIPTION COMMANDS
    if (eval "$2") </dev/null >report 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
        sed 's/^/  /' report
    fi
}

# Fails with status 1, prints nothing and says $1, and nothing else, on standard error.
refused() { # refused MESSAGE COMMAND...
    message=$1
    shift
    "$@" >out 2>err
    status=$?
    cat err
    [ $status -eq 1 ] && [ ! -s out ] && [ "$(cat err)" = "attn: $message" ]
}

# The time in milliseconds.
now() { date +%s%N | cut -c 1-13; }

fused="-q q.csv -k k.csv -v v.csv"
# The flags are a list of words.
# shellcheck disable=SC2086
"$attn" context $fused >good.csv || exit 1

check 'a full device' 'refused "(stdout): No space left on device" \
    sh -c "\"$attn\" similarity q.csv >/dev/full"'
check 'a full device, by name' 'refused "/dev/full: No space left on device" \
    "$attn" similarity q.csv -o /dev/full'
check 'help to a full device' 'refused "(stdout): No space left on device" \
    sh -c "\"$attn\" help context >/dev/full"'
check 'a directory' 'refused ".: Is a directory" "$attn" similarity .'
check 'a directory as standard input' 'refused "(stdin): Is a directory" \
    sh -c "\"$attn\" similarity <."'
check 'a directory as the output' 'mkdir folder; refused "folder: Is a directory" \
    "$attn" similarity q.csv -o folder'

# Closed streams. A file that is opened must not become one of them.
check 'closed standard input' 'refused "(stdin): Bad file descriptor" \
    sh -c "\"$attn\" similarity - <&-"'
check 'closed standard input, with a file that takes its number' \
    'refused "(stdin): Bad file descriptor" sh -c "\"$attn\" context -q - -k k.csv <&-"'
check 'closed standard output' 'refused "(stdout): Bad file descriptor" \
    sh -c "\"$attn\" context $fused >&-"'
check 'closed standard output, and a file' \
    '"$attn" context $fused -o out.csv >&- && cmp good.csv out.csv'
check 'closed standard input and output, and a file' \
    '"$attn" context $fused -o out.csv <&- >&- && cmp good.csv out.csv'
check 'closed standard error, and a file: reports do not go there' \
    '"$attn" softmax s.csv >expected && "$attn" softmax --verbose -o out.csv <s.csv 2>&- &&
    cmp expected out.csv'
check 'closed standard error, and a failure' \
    '"$attn" similarity nowhere.csv 2>&- >out; [ $? -eq 1 ] && [ ! -s out ]'
check 'all three closed' \
    '"$attn" context $fused --verbose -o out.csv <&- >&- 2>&- && cmp good.csv out.csv'

# Writers and readers that go away.
printf '1,2\n3,4\n' >q2.csv
awk 'BEGIN { for (i = 0; i < 200000; i++) print 2 * i ",1" }' >long.csv
check 'a FIFO whose writer dies in a row' \
    'mkfifo fifo; (printf "1,2\n3,4\n5" >fifo) & refused "fifo:3: 1 field, but line 1 has 2" \
    timeout 10 "$attn" similarity fifo'
check 'a FIFO whose writer dies in quotes' \
    '(printf "1,2\n3,4\n\"5" >fifo) & timeout 10 "$attn" similarity fifo >out 2>err
    [ $? -eq 1 ] && [ ! -s out ] && grep -q "fifo:3: field 1: the quote" err'
check 'a FIFO whose writer writes nothing' \
    '(: >fifo) & refused "fifo: no rows" timeout 10 "$attn" similarity fifo'
check 'a reader that leaves' \
    '{ "$attn" similarity -q long.csv -k q2.csv 2>err; echo $? >status; now >ended; } |
        { head -n 1 >/dev/null; now >left; }
    cat err; [ ! -s err ] && [ "$(cat status)" -eq 141 ] &&
        [ $(($(cat ended) - $(cat left))) -lt '"${PATIENCE:-200}"' ]'
"$attn" similarity -q long.csv -k q2.csv | head -n 1000 >square.csv
check 'a reader that leaves while several threads write' \
    'for try in 1 2 3 4 5 6; do
        { "$attn" similarity square.csv --threads=8 2>err; echo $? >status; } |
            head -n 1 >/dev/null
        cat err status
        [ ! -s err ] && [ "$(cat status)" -eq 141 ] || exit 1
    done'
awk 'BEGIN { srand(1); for (i = 0; i < 30000; i++) print rand() "," rand() "," i "," rand() }' >slow.csv
check 'a reader that leaves a slow computation' \
    '{ "$attn" context -q slow.csv --value-columns=1 --quiet -n entmax --alpha=1.2 --threads=1 2>err
        echo $? >status; now >ended; } | { head -n 1 >/dev/null; now >left; }
    cat err; [ ! -s err ] && [ "$(cat status)" -eq 141 ] &&
        [ $(($(cat ended) - $(cat left))) -lt '"${PATIENCE:-200}"' ]'
check 'a reader that is not there' \
    '{ sleep 0.1; "$attn" similarity q.csv 2>err; echo $? >status; } | true
    [ ! -s err ] && [ "$(cat status)" -eq 141 ]'

# Files that change while they are read. The output is right for some first part of the file.
change() { # change COMMAND: runs it while attn reads changing.csv
    for try in 1 2 3 4 5 6 7 8; do
        cp long.csv changing.csv
        "$attn" similarity -q changing.csv -k q2.csv >out 2>err &
        sleep "0.00$try"
        eval "$1"
        wait $!
        status=$?
        case $status in
        0) [ ! -s err ] ;;
        1) [ "$(wc -l <err)" -eq 1 ] ;;
        *) false ;;
        esac || return 1
        rows=$(wc -l <out)
        head -n "$rows" whole.csv | cmp - out || return 1
        wait
    done
}
"$attn" similarity -q long.csv -k q2.csv >whole.csv
tail -n 1000 long.csv >more.csv
cat long.csv more.csv >longer.csv
check 'a file that shrinks' 'change "truncate -s 500003 changing.csv"'
check 'a file that is emptied' 'change ": >changing.csv"'
"$attn" similarity -q longer.csv -k q2.csv >whole.csv
check 'a file that grows' 'change "cat more.csv >>changing.csv"'

# -o FILE.
check 'the output is an input' \
    'cp q.csv both.csv && "$attn" context -q both.csv -k k.csv -v v.csv -o both.csv &&
    cmp good.csv both.csv'
check 'the output is every input' \
    '"$attn" context -q q.csv >expected && cp q.csv both.csv &&
    "$attn" context -q both.csv -k both.csv -v both.csv -o both.csv && cmp expected both.csv'
check 'a link stays a link, and its mode the mode' \
    'mkdir -p there && echo old >there/file && chmod 640 there/file && ln -sf there/file link &&
    "$attn" context $fused -o link && [ -L link ] && cmp good.csv there/file &&
    [ "$(stat -c %a there/file)" = 640 ] && [ "$(ls -A there)" = file ]'
check 'a link to nothing makes its target' \
    'ln -sf there/new link && "$attn" context $fused -o link && [ -L link ] && cmp good.csv there/new'
check 'a link in a circle' \
    'ln -sf two one && ln -sf one two; refused "one: Too many levels of symbolic links" \
    "$attn" context $fused -o one'
check 'an error leaves the file and nothing else' \
    'mkdir -p kept && echo old >kept/file && printf "1,2\n3,x4\n" >bad.csv
    refused "bad.csv:2: field 2: '"'x4'"' is not a number" "$attn" softmax bad.csv -o kept/file &&
    [ "$(cat kept/file)" = old ] && [ "$(ls -A kept)" = file ]'

# Root may write everywhere, so another user tries.
as_user() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --clear-groups "$@"; else "$@"; fi; }
if as_user true 2>/dev/null; then
    mkdir locked && echo old >locked/file && cp "$attn" program
    chmod 666 locked/file && chmod 555 locked && chmod 777 .
    check 'a directory without the right to write' \
        'refused "locked/file: Permission denied" as_user ./program similarity q.csv -o locked/file &&
        [ "$(cat locked/file)" = old ]'
    echo old >own && chmod 444 own
    check 'a file without the right to write' \
        'refused "own: Permission denied" as_user ./program similarity q.csv -o own &&
        [ "$(cat own)" = old ]'
    echo 1 >secret.csv && chmod 0 secret.csv
    check 'a file without the right to read' \
        'refused "secret.csv: Permission denied" as_user ./program similarity secret.csv'
else
    not_tested 'files without rights (no setpriv)'
fi

# A file that may not grow takes only a part of a row. That part is removed again.
awk 'BEGIN { for (i = 1; i <= 20000; i++) print i }' >long1.csv
awk 'BEGIN { print "id,a"; for (i = 1; i <= 9000; i++) print "\"row\n1\"," i }' >named.csv
printf 'id,a\n"r\n1",1\n"r\n2",2\n' >split.csv
for columns in 3 9000; do
    awk -v n=$columns 'BEGIN { for (i = 1; i <= n; i++) print i }' >wide.csv
    check "a file that may not grow, $columns columns" '
        (ulimit -f 300
         refused "(stdout): File too large" sh -c "\"$attn\" similarity -q long1.csv -k wide.csv >part")
        "$attn" similarity -q long1.csv -k wide.csv | cmp - part 2>&1 | grep -q "EOF on part" &&
        [ -s part ] && [ -z "$(tail -c 1 part | tr -d "\n")" ]'
done
check 'a file that may not grow, line ends in names' '
    (ulimit -f 300
     refused "(stdout): File too large" sh -c "\"$attn\" similarity -q named.csv -k split.csv >part")
    grep -q "^1\",[0-9]*,[0-9]*$" part && tail -n 1 part | grep -q "^1\",[0-9]*,[0-9]*$"'

check 'a file that may not grow, by name' 'mkdir small && echo old >small/file
    (ulimit -f 300
     refused "small/file: File too large" "$attn" similarity -q long1.csv -k wide.csv -o small/file)
    [ $? -eq 0 ] && [ "$(cat small/file)" = old ] && [ "$(ls -A small)" = file ]'
check 'a picture and a list that may not grow' '
    (ulimit -f 1
     refused "small/file: File too large" "$attn" heatmap q.csv --svg=small/file &&
     refused "small/file: File too large" "$attn" top -q long1.csv -k wide.csv -o small/file) &&
    [ "$(cat small/file)" = old ] && [ "$(ls -A small)" = file ]'

mkdir disk
if mount -t tmpfs -o size=64k none disk 2>/dev/null; then
    check 'a full disk' 'echo old >disk/file
        refused "disk/file: No space left on device" "$attn" similarity -q long.csv -k q2.csv -o disk/file &&
        [ "$(cat disk/file)" = old ] && [ "$(ls -A disk)" = file ]'
else
    not_tested 'a full disk (no right to mount one)'
fi

if [ -n "$kills" ]; then
    check "killed at $torn random times" '"$kills" "$torn" "$attn" similarity -q long.csv -k q2.csv'
    cat report
fi

echo "io: $passed passed, $failed failed"
[ "$failed" -eq 0 ]

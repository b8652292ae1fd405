#!/bin/sh
# The shape of the house: arrows point down only, and no file of src outgrows 400 lines. Prints what
# is wrong and ends with "N passed, N failed".
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0

result() { # result DESCRIPTION FINDINGS
    if [ -z "$2" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n%s\n' "$1" "$2"
    fi
}

# forbid ROOM PATTERN: no file of src/ROOM includes what matches.
forbid() {
    result "src/$1 includes nothing of $2" \
        "$(grep -nE "#include \"($2)/|#include <($2)\.h>" src/"$1"/*.[ch])"
}

forbid base 'table|attention|picture|command|stages'
forbid table 'attention|picture|command|stages'
forbid picture 'attention|command|stages'
forbid attention 'table|picture|command|stages|csv|getopt|stdio'
forbid command 'stages'
result 'no file of src has more than 400 lines' \
    "$(wc -l src/*.c src/*/*.[ch] | awk '$2 != "total" && $1 > 400')"
result 'no setlocale' "$(grep -rn 'setlocale *(' src)"
result 'only main, and stages through it, end the program' \
    "$(grep -nE '\b(exit|abort) *\(' src/*/*.c | grep -v '_exit')"
result 'nothing links but libcsv, libm and pthreads' \
    "$(ldd ./attn 2>/dev/null | grep -vE 'libcsv|libm\.|libc\.|libpthread|ld-|linux-vdso|asan|ubsan|tsan|lsan|libgcc|libstdc|libdl|librt')"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

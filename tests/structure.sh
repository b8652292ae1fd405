#!/bin/sh
# The shape of the house: what stands at the top, and that arrows point down only. Prints what is
# wrong, and ends with "N passed, N failed".
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
        "$(grep -nE "#include \"($2)/|#include <($2)\.h>" -r src/"$1" --include="*.[ch]")"
}

forbid base 'table|attention|picture|command|run|stages'
forbid table 'attention|picture|command|run|stages'
forbid picture 'attention|command|run|stages'
forbid attention 'table|picture|command|run|stages|csv|getopt|stdio'
forbid command 'run|stages'
forbid run 'stages'
result 'nothing stands at the top that does not belong there' \
    "$(git ls-files 2>/dev/null | cut -d/ -f1 | sort -u |
        grep -vxE 'src|man|tests|data|Makefile|README\.md|NEWS\.md|LICENSE|\..*')"
# The compiler may use an instruction set anywhere in what is compiled for it; a constructor there
# would run on every machine.
result 'what is compiled for some machines alone runs nothing before main' \
    "$(grep -n 'constructor' -r src/attention/kernel src/table/decimal/*_avx*.c \
        src/table/decimal/lanes.h)"
result 'no setlocale' "$(grep -rn 'setlocale *(' src)"
result 'only main, and stages through it, end the program' \
    "$(grep -nE '\b(exit|abort) *\(' -r src --include='*.c' | grep -v '_exit')"
result 'nothing links but libcsv, libm and pthreads' \
    "$(ldd ./attn 2>/dev/null | grep -vE 'libcsv|libm\.|libc\.|libpthread|ld-|linux-vdso|asan|ubsan|tsan|lsan|libgcc|libstdc|libdl|librt')"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

A warning is an error only where WERROR=1 asks for it: a new compiler that warns of more must still
build the program.

  $ compile() { MAKEFLAGS= make -nB -C data/.. build/gcc/src/base/text.o "$@"; }
  > compile | grep -c -e '-c -o build/gcc/src/base/text.o'; compile | grep -c -e -Werror
  > compile WERROR=1 | grep -e '-c -o build/gcc/src/base/text.o' | grep -c -e -Werror
  1
  0
  1

What a machine cannot test is said, and noted for the end of `make check`.

  $ unset NOT_TESTED; . data/../tests/not_tested.sh; not_tested 'a full disk'; NOT_TESTED=list not_tested 'completion in fish'; cat list
  not tested here: a full disk
  not tested here: completion in fish
  completion in fish

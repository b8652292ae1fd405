# attn: build, test, install. GNU make.
#
#   make            builds ./attn
#   make deps       installs what is missing to build and check it
#   make demo       installs what is missing to build it, builds it, and runs it on the data in data/
#   make check      the same, then every test; tests/README.md says which test to run after a change
#   make golden     writes the expected output of the command-line cases anew
#   make lint       clang-format, cppcheck, mandoc
#   make static     ./attn as one file that needs no library
#   make MPI=1      ./attn that several processes can share, on several machines: mpirun attn ...
#   make install    PREFIX=/usr/local DESTDIR=
#   make dist deb   a tarball, a Debian package: build/packages
#
# CC=clang, SANITIZE=address,undefined and SANITIZE=thread choose another build. Each configuration
# has its own object directory under build/, and is built again when its flags change. WERROR=1 makes
# warnings errors; without it, a new compiler that warns of more still builds.

CC        = gcc
PREFIX    = /usr/local
DESTDIR   =
SANITIZE  =
WERROR    =
CFLAGS    = -O2 -g
CPPFLAGS  =
LDFLAGS   =

# The compiler may not contract a product and a sum to a fused multiply-add on its own, for the bytes
# of a result must not depend on the compiler. Where the code wants one, it says so.
WARNINGS  = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wpointer-arith -Wvla -Wundef -Wno-missing-field-initializers \
            $(if $(filter-out 0,$(WERROR)),-Werror)
DIALECT   = -std=gnu11 -ffp-contract=off -fno-math-errno -D_GNU_SOURCE -Isrc
SANITIZER = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
COMPILE   = $(CC) $(DIALECT) $(WARNINGS) $(HARDEN) $(CFLAGS) $(CPPFLAGS) $(SANITIZER) -MMD -MP -pthread
LINK      = $(CC) $(CFLAGS) $(SANITIZER) $(HARDEN_LINK) $(LDFLAGS) -pthread
LIBS      = -lcsv -lm $(if $(COVERAGE),-lgcov)

# mpicc is the compiler with the options of an MPI, Open MPI or MPICH.
MPI       =
ifneq ($(filter-out 0,$(MPI)),)
CC        = mpicc
CPPFLAGS += -DATTN_MPI
endif

comma    := ,
MACHINE  := $(shell $(CC) -dumpmachine)

# _FORTIFY_SOURCE needs optimization, and would hide from the sanitizers what it checks itself.
FORTIFY     = $(if $(SANITIZE)$(filter -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
HARDEN      = $(FORTIFY) -fstack-protector-strong -fPIE
HARDEN_LINK = $(if $(findstring darwin,$(MACHINE)),,-pie -Wl,-z,relro,-z,now,-z,noexecstack)

# The kernels are one body, compiled once per instruction set; kernels.c chooses one at run time.
KERNEL_FLAGS = -O3
ifneq ($(filter x86_64-%,$(MACHINE)),)
AVX2   = -mavx2 -mfma
AVX512 = $(AVX2) -mavx512f -mavx512dq -mprefer-vector-width=512
AVX512_BYTES = -mavx512f -mavx512dq -mavx512bw -mavx512vl -mavx512cd -mavx512vbmi
endif
FLAGS_kernel/avx512_double   = $(KERNEL_FLAGS) $(AVX512)
FLAGS_kernel/avx512_single   = $(KERNEL_FLAGS) $(AVX512)
FLAGS_kernel/avx2_double     = $(KERNEL_FLAGS) $(AVX2)
FLAGS_kernel/avx2_single     = $(KERNEL_FLAGS) $(AVX2)
FLAGS_kernel/neon_double     = $(KERNEL_FLAGS)
FLAGS_kernel/neon_single     = $(KERNEL_FLAGS)
FLAGS_kernel/portable_double = $(KERNEL_FLAGS)
FLAGS_kernel/portable_single = $(KERNEL_FLAGS)
FLAGS_attention/comparison  = $(KERNEL_FLAGS)
FLAGS_attention/column_sums            = $(KERNEL_FLAGS)
FLAGS_attention/gradient               = $(KERNEL_FLAGS)
FLAGS_attention/prepare                = $(KERNEL_FLAGS)
FLAGS_attention/ranking                = $(KERNEL_FLAGS)
FLAGS_decimal/many_avx2      = $(if $(AVX2),-mavx2 -mbmi -mbmi2)
FLAGS_decimal/many_avx512    = $(if $(AVX2),-mavx2 -mbmi -mbmi2 $(AVX512_BYTES))

BUILD     = build/$(notdir $(firstword $(CC)))$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))$(if $(COVERAGE),-coverage)

SOURCES  := $(wildcard src/*.c src/*/*.c src/*/*/*.c)
OBJECTS   = $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY   = $(filter-out $(BUILD)/src/main.o,$(OBJECTS))
UNITS    := $(wildcard tests/unit/test_*.c)
UNIT_BINS = $(UNITS:tests/unit/%.c=$(BUILD)/tests/%)


.PHONY: all deps static demo manual check check-run check-threads check-exhaustive bench-text unit neon bench pictures cases golden peers lint format install uninstall clean FORCE
all: attn

# ./attn is a copy of what the last configuration built.
attn: $(BUILD)/attn FORCE
	@cmp -s $< $@ || cp $< $@

$(BUILD)/attn: $(OBJECTS)
	$(LINK) -o $@ $^ $(LIBS)

# This file holds the commands, and is written only when they change: then everything is built again.
BUILD_COMMANDS = $(COMPILE) $(KERNEL_FLAGS) $(AVX512) $(LINK) $(LIBS)
$(BUILD)/commands: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(BUILD_COMMANDS))' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/%.o: %.c $(BUILD)/commands
	@mkdir -p $(@D)
	$(COMPILE) $(COVERAGE) $(FLAGS_$(notdir $(patsubst %/,%,$(dir $*)))/$(notdir $*)) -c -o $@ $<

# A compiler, libcsv and, for the tests, Check. FOR=build leaves out Check.
FOR = check
deps:
	@CC="$(CC)" sh tests/install-packages.sh $(FOR)

# What is missing is installed first. The rest runs in a second make, which finds it.
demo:
	@$(MAKE) --no-print-directory deps FOR=build
	@$(MAKE) --no-print-directory attn
	@sh data/demo.sh ./attn

# The test scripts note in the file NOT_TESTED what this machine lacks the means to test.
check: export NOT_TESTED = $(abspath $(BUILD))/not-tested
check:
	@$(MAKE) --no-print-directory deps
	@mkdir -p $(BUILD)
	@: >$(NOT_TESTED)
	@$(MAKE) --no-print-directory demo
	@$(MAKE) --no-print-directory check-run
	@sort -u $(NOT_TESTED) | awk '{ all = all (NR > 1 ? "; " : "") $$0 } \
	    END { print NR ? "not tested here: " all : "everything could be tested here" }'

# For another machine without libcsv: one file that runs on any Linux of the same architecture.
static: $(BUILD)/attn-static
	@cmp -s $< attn || cp $< attn

$(BUILD)/attn-static: $(OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZER) -static $(LDFLAGS) -pthread -o $@ $^ $(LIBS)

check-run: attn unit $(BUILD)/tests/manual/print $(BUILD)/tests/exhaustive/halfway
	$(BUILD)/tests/exhaustive/halfway 100
	sh tests/cases/run.sh ./attn
	sh tests/peers/run.sh ./attn
	sh tests/peers/kernels.sh ./attn
	sh tests/streams.sh ./attn
	sh tests/remedies.sh ./attn
	PYTHON="$(PYTHON)" sh tests/truth/run.sh ./attn --tables=$(if $(SANITIZE),60,300) --seed=1
	sh tests/seams.sh ./attn $(if $(SANITIZE),300 250 16)
	$(if $(SANITIZE),,sh tests/one_answer.sh ./attn)
	$(if $(SANITIZE),,sh tests/options/run.sh ./attn)
	sh tests/manual/run.sh $(BUILD)/tests/manual/print man/attn.1
	sh tests/examples.sh ./attn
	sh tests/explain.sh ./attn
	sh tests/cluster.sh ./attn
	sh tests/completions.sh ./attn
	PYTHON="$(PYTHON)" sh tests/interop/run.sh ./attn
	PYTHON="$(PYTHON)" sh tests/pictures.sh ./attn
	sh tests/structure.sh
	sh tests/graph.sh $(BUILD)/src
	@$(MAKE) --no-print-directory reliability

include tests/reliability.mk
include tests/packaging/packaging.mk

$(BUILD)/tests/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) $(LDFLAGS) -o $@ $< $(LIBRARY) $(CHECK_LIBS) $(LIBS)

# Check's own libraries differ by system, so pkg-config says them where it can.
CHECK_LIBS = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck)

unit: $(UNIT_BINS)
	@sh tests/unit/run.sh $(UNIT_BINS)

# What runs on several threads, for SANITIZE=thread. Tests of arithmetic on one thread would take most
# of the time there and find nothing.
THREADED = threads reader writer
check-threads: attn $(THREADED:%=$(BUILD)/tests/test_%)
	sh tests/unit/run.sh $(THREADED:%=$(BUILD)/tests/test_%)
	sh tests/cases/run.sh ./attn
	ATTN_THREADS=4 sh tests/seams.sh ./attn 300 250 16
	@$(MAKE) --no-print-directory faults SAMPLE=100

# Ranks of one run, beside the plain program. Needs an MPI: libopenmpi-dev and openmpi-bin, or mpich.
.PHONY: check-ranks
check-ranks: $(BUILD)/attn
	@$(MAKE) --no-print-directory build/mpicc/attn MPI=1 CC=mpicc
	sh tests/ranks.sh $(BUILD)/attn build/mpicc/attn
	sh tests/ranks_network.sh $(BUILD)/attn build/mpicc/attn

# Runs the kernels for AArch64 under qemu, and compares their bytes with those of this machine.
NEON_CC = aarch64-linux-gnu-gcc
neon: $(BUILD)/tests/digest
	sh tests/neon/run.sh $(BUILD)/tests/digest $(NEON_CC)

$(BUILD)/tests/digest: tests/neon/digest.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -Itests/unit -o $@ tests/neon/digest.c $(LIBRARY) $(LIBS)

# Writes the manual's lists of similarities, normalizers, masks, heads and outputs from the tables.
manual: $(BUILD)/tests/manual/print
	sh tests/manual/run.sh --update $< man/attn.1

$(BUILD)/tests/manual/%: tests/manual/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $< $(LIBRARY) $(LIBS)

# Computes the peers' answers anew. It needs the packages that the scripts in tests/peers import.
peers:
	cd tests/peers && for set in expected layers onnx torch catalogue classes gradient kernels recipes; do \
	    $(PYTHON) make_$$set.py || exit; done
	$(PYTHON) tests/peers/make_decimals.py >tests/peers/decimals.txt
	$(PYTHON) tests/peers/layer_expected.py >tests/unit/layer_expected.h

# The arithmetic alone, in a table up to n = BENCH, beside those peers that PYTHON has.
BENCH  = 8192
PYTHON = python3
bench: attn $(BUILD)/tests/bench_attention
	$(BUILD)/tests/bench_attention $(BENCH)
	$(PYTHON) tests/bench/peers.py $(BUILD)/tests/bench_attention
	$(PYTHON) tests/bench/gradients.py ./attn
	$(PYTHON) tests/bench/processes.py ./attn

$(BUILD)/tests/bench_attention: tests/bench/bench_attention.c tests/bench/fma_peak.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) $(LDFLAGS) -Itests/bench -o $@ tests/bench/bench_attention.c tests/bench/fma_peak.c $(LIBRARY) $(LIBS)

# Every binary32 number, many of binary64, and many halfway cases, written and read back: minutes.
check-exhaustive: $(BUILD)/tests/exhaustive/decimal $(BUILD)/tests/exhaustive/halfway
	$(BUILD)/tests/exhaustive/decimal
	$(BUILD)/tests/exhaustive/halfway

$(BUILD)/tests/exhaustive/%: tests/exhaustive/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

# How fast each similarity, normalizer and mask is, as a share of the speed of plain dot.
.PHONY: bench-catalogue
bench-catalogue: $(BUILD)/tests/bench/bench_catalogue
	$<

# Reading and writing text: numbers and tables in memory, then whole processes, beside the libraries
# that PYTHON has.
bench-text: attn $(BUILD)/tests/bench/bench_decimal $(BUILD)/tests/bench/bench_text
	$(BUILD)/tests/bench/bench_decimal
	$(BUILD)/tests/bench/bench_text
	$(PYTHON) tests/bench/text_processes.py ./attn

$(BUILD)/tests/bench/%: tests/bench/%.cc $(LIBRARY)
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -Wall -Wextra -Isrc $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIBRARY) -pthread $(LIBS)

$(BUILD)/tests/bench/%: tests/bench/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

# The pictures of the README.
pictures: attn
	sh data/pictures.sh ./attn data/head

cases: attn
	sh tests/cases/run.sh ./attn

golden: attn
	sh tests/cases/run.sh --update ./attn

TEXT := $(wildcard src/*.[ch] src/*/*.[ch] src/*/*/*.[ch] tests/*/*.[ch])
lint:
	clang-format --dry-run -Werror $(TEXT)
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
	    --inline-suppr --suppress=missingIncludeSystem -Isrc src
	mandoc -Tlint -Wwarning man/attn.1 man/attn-cluster.7

format:
	clang-format -i $(TEXT)

# Where the shells look for completions.
BASH_DIR  = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_DIR   = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH_DIR  = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

install: attn
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/man/man7 $(BASH_DIR) $(ZSH_DIR) $(FISH_DIR)
	install -m 755 attn $(DESTDIR)$(PREFIX)/bin/attn
	install -m 644 man/attn.1 $(DESTDIR)$(PREFIX)/share/man/man1/attn.1
	install -m 644 man/attn-cluster.7 $(DESTDIR)$(PREFIX)/share/man/man7/attn-cluster.7
	./attn help completion-bash >$(BASH_DIR)/attn
	./attn help completion-zsh >$(ZSH_DIR)/_attn
	./attn help completion-fish >$(FISH_DIR)/attn.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/attn $(DESTDIR)$(PREFIX)/share/man/man1/attn.1 \
	    $(DESTDIR)$(PREFIX)/share/man/man7/attn-cluster.7 $(BASH_DIR)/attn $(ZSH_DIR)/_attn $(FISH_DIR)/attn.fish

clean:
	rm -rf build attn

-include $(OBJECTS:.o=.d) $(UNIT_BINS:=.d) $(BUILD)/tests/digest.d $(BUILD)/tests/bench_attention.d

# The tests of tests/RELIABILITY.md. The Makefile includes this file. `make reliability` runs a sample of
# them, which `make check` has time for; `make check-long` runs all.

.PHONY: reliability check-long faults io hostile metamorphic hardening coverage fuzz fuzz-run \
        residuals environment truth corpus mutants

# $(call SANE,PLAIN,SANITIZED): the second with a sanitizer, which is slow, otherwise the first.
SANE = $(if $(SANITIZE),$2,$1)

reliability:
	@$(MAKE) --no-print-directory faults SAMPLE=$(call SANE,30,150)
	@$(MAKE) --no-print-directory io KILLS=50
	@$(MAKE) --no-print-directory hostile
	@$(MAKE) --no-print-directory metamorphic MATRICES=$(call SANE,100,20)
	@$(MAKE) --no-print-directory residuals PROBLEMS=$(call SANE,20000,500)
	@$(MAKE) --no-print-directory hardening
	@$(MAKE) --no-print-directory environment

check-long: faults io hostile metamorphic residuals hardening environment check-packages

# Whether the program is built with its protections.
hardening: attn
	sh tests/hardening.sh ./attn $(SANITIZE)

# Locales, variables, descriptors, limits and the umask.
environment: attn
	sh tests/environment.sh ./attn $(SANITIZE)

# The branches of src that `make check` and `make faults` take, in a build of its own. It is not
# optimized, except for the kernels, whose inlined functions need constants. A test that fails only
# there is no failure: it was too slow, or another user could not write the counts.
COVERED_BUILD = COVERAGE=--coverage CFLAGS='-O0 -g' KERNEL_FLAGS=-Og
COVERED       = build/$(notdir $(firstword $(CC)))-coverage
coverage:
	@mkdir -p $(COVERED)
	find $(COVERED) -name '*.gcda' -delete
	@$(MAKE) --no-print-directory attn $(COVERED_BUILD)
	@$(MAKE) --no-print-directory -i check-run faults $(COVERED_BUILD) >$(COVERED)/check.log 2>&1
	-@grep -E '[0-9] failed|wrong|exceptions|FAILED' $(COVERED)/check.log
	@$(MAKE) --no-print-directory attn
	python3 tests/coverage.py $(COVERED) tests/uncovered.txt 95

# Every SAMPLE-th failure of an allocation and of a system call, by a preloaded shim. The runtime of a
# sanitizer must be loaded first, so there the shim is linked into the program. Then it meets only the
# program's own calls, and not those of its libraries.
SAMPLE      = 1
FAULTS      = $(BUILD)/tests/faults
FAULT_CALLS = malloc calloc realloc aligned_alloc strdup read write open close rename fsync \
              pthread_create poll fstat stat fchmod fchown readlink dup mmap \
              sched_getaffinity
faults: attn $(FAULTS)/faults $(FAULTS)/$(call SANE,shim.so,attn)
	sh tests/faults/run.sh $(CURDIR)/$(FAULTS)/faults --sample=$(SAMPLE) \
	    $(call SANE,--preload=$(CURDIR)/$(FAULTS)/shim.so $(CURDIR)/$(BUILD)/attn,$(CURDIR)/$(FAULTS)/attn)

$(BUILD)/tests/faults/faults: tests/faults/faults.c tests/faults/scenario.c tests/faults/scenario.h \
                              tests/faults/plan.h
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $(filter %.c,$^)

$(BUILD)/tests/faults/%: tests/faults/%.c tests/faults/plan.h
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $<

$(BUILD)/tests/faults/shim.so: tests/faults/shim.c tests/faults/plan.h
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -shared -o $@ $<

$(BUILD)/tests/faults/attn: $(OBJECTS) tests/faults/shim.c tests/faults/plan.h
	@mkdir -p $(@D)
	$(COMPILE) -DFAULTS_WRAP -c -o $(@D)/shim.o tests/faults/shim.c
	$(LINK) $(FAULT_CALLS:%=-Wl,--wrap=%) -o $@ $(OBJECTS) $(@D)/shim.o $(LIBS)

# Files and streams that misbehave, and -o FILE when the program is killed, KILLS times.
KILLS = 1000
io: attn $(FAULTS)/kills
	PATIENCE=$(call SANE,200,2000) sh tests/io.sh ./attn $(CURDIR)/$(FAULTS)/kills $(KILLS)

# Bad, strange and enormous input, within limits of time and memory.
hostile: attn $(FAULTS)/limited
	sh tests/hostile.sh ./attn $(CURDIR)/$(FAULTS)/limited $(call SANE,1,30)

# MATRICES random matrices, and those in data/, each written and read in every way.
MATRICES = 2000
metamorphic: $(BUILD)/tests/metamorphic/metamorphic
	$< $(MATRICES) data/digits/*.csv

$(BUILD)/tests/metamorphic/metamorphic: tests/metamorphic/metamorphic.c tests/metamorphic/texts.c \
                                        tests/metamorphic/texts.h tests/metamorphic/readings.h \
                                        $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $(filter %.c %.o,$^) $(LIBS)

# The fuzzers, built with clang and libFuzzer, each for FUZZ_SECONDS.
FUZZ_SECONDS   = 60
FUZZ_SANITIZE  = address,undefined
FUZZ_DIRECTORY = $(BUILD)/tests/fuzz
FUZZERS        = $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz:
	@$(MAKE) --no-print-directory fuzz-run CC=clang SANITIZE=fuzzer-no-link,$(FUZZ_SANITIZE)

fuzz-run: $(FUZZERS:%=$(FUZZ_DIRECTORY)/%)
	sh tests/fuzz/run.sh $(FUZZ_DIRECTORY) $(FUZZ_SECONDS) $(FUZZERS)

$(FUZZ_DIRECTORY)/%: tests/fuzz/%.c tests/fuzz/text_options.h tests/metamorphic/readings.h $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -Itests -fsanitize=fuzzer,$(FUZZ_SANITIZE) -o $@ $(filter %.c %.o,$^) $(LIBS)

# Random tables, written in random dialects, for SECONDS: their numbers or an error.
SECONDS = 60
truth: attn
	PYTHON="$(PYTHON)" sh tests/truth/run.sh ./attn --seconds=$(SECONDS)

# What R's datasets, pandas and others look like as CSV: see tests/corpus/run.sh.
corpus: attn
	PYTHON="$(PYTHON)" sh tests/corpus/run.sh ./attn

# PROBLEMS random problems: the kernels' numbers against extended precision.
PROBLEMS = 1000000
RESIDUALS = tests/residuals/residuals.c tests/residuals/problem.c tests/residuals/scores.c \
            tests/residuals/weights.c tests/residuals/gradients.c
residuals: $(BUILD)/tests/residuals/residuals
	$< $(PROBLEMS)

$(BUILD)/tests/residuals/residuals: $(RESIDUALS) $(wildcard tests/residuals/*.h) \
                                    tests/unit/attention_fixture.h $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -Itests -o $@ $(filter %.c %.o,$^) $(LIBS)

# MUTANTS random changes of an operator or a constant in src: which of them no quick test notices.
MUTANTS = 300
mutants:
	python3 tests/mutants.py --count=$(MUTANTS)

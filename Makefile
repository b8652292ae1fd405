# attn: build, test, install. GNU make.
#
#   make            ./attn
#   make demo       installs what is missing, builds, runs the main job on the data in data/
#   make check      the same, then every test
#   make install    PREFIX=/usr/local DESTDIR=
#
# CC=clang, SANITIZE=address,undefined or SANITIZE=thread choose another build; each configuration
# has an object directory of its own under build/.

CC        = gcc
PREFIX    = /usr/local
DESTDIR   =
SANITIZE  =
CFLAGS    = -O2 -g
CPPFLAGS  =
LDFLAGS   =

# Contraction to fused multiply-add is off everywhere: where the code wants it, it says so. The
# bytes of a result must not depend on the compiler's taste.
WARNINGS  = -Wall -Wextra -Werror -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wpointer-arith -Wvla -Wundef
DIALECT   = -std=gnu11 -ffp-contract=off -fno-math-errno -D_GNU_SOURCE -Isrc
SANITIZER = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
COMPILE   = $(CC) $(DIALECT) $(WARNINGS) $(CFLAGS) $(CPPFLAGS) $(SANITIZER) -MMD -MP -pthread
LINK      = $(CC) $(CFLAGS) $(SANITIZER) $(LDFLAGS) -pthread
LIBS      = -lcsv -lm

comma    := ,
MACHINE  := $(shell $(CC) -dumpmachine)
BUILD     = build/$(notdir $(firstword $(CC)))$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))

SOURCES  := $(wildcard src/*.c src/*/*.c)
OBJECTS   = $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY   = $(filter-out $(BUILD)/src/main.o,$(OBJECTS))
UNITS    := $(wildcard tests/unit/test_*.c)
UNIT_BINS = $(UNITS:tests/unit/%.c=$(BUILD)/tests/%)

.PHONY: all demo check unit clean
all: attn

# ./attn is a copy of the configuration built last.
attn: $(BUILD)/attn FORCE
	@cmp -s $< $@ || cp $< $@
FORCE:

$(BUILD)/attn: $(OBJECTS)
	$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) $(FLAGS_$(notdir $*)) -c -o $@ $<

$(BUILD)/tests/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $< $(LIBRARY) $(shell pkg-config --libs check 2>/dev/null || echo -lcheck) $(LIBS)

unit: $(UNIT_BINS)
	@for unit in $(UNIT_BINS); do $$unit || exit 1; done

clean:
	rm -rf build attn

-include $(OBJECTS:.o=.d) $(UNIT_BINS:=.d)

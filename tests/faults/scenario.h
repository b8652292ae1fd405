/* A command of attn with what it prints, and the running of it. */
#ifndef ATTN_TESTS_FAULTS_SCENARIO_H
#define ATTN_TESTS_FAULTS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "plan.h"

enum { WORDS_MAX = 32, OUTPUT_MAX = 4 << 20 };

/* What a run left. */
struct result {
    int status; /* as wait gives it; -1: it did not end */
    size_t out_length, error_length, file_length;
    char out[OUTPUT_MAX], error[4096], file[OUTPUT_MAX];
};

/* A command and what it prints when all goes well. */
struct scenario {
    char *words[WORDS_MAX + 1];
    char line[1024]; /* the words, in one line */
    const char *input;
    const char *output; /* the FILE of -o, NULL if there is none */
    bool loose;         /* the output says what the system told, so a fault may change it */
    struct result good;
    long calls[CALL_KINDS]; /* that the good run made */
};

/* How commands are run. */
struct runner {
    int out, error; /* files that the program's output goes to */
    char **environment;
};

/* Says what failed, and ends the program. */
void die(const char *what) __attribute__((noreturn));

/* A file in memory. */
int memory_file(const char *name);

/* Cuts `text` into the words of a scenario; `extra` are words that are added. */
void scenario_cut(struct scenario *scenario, char *text, const char *const extra[2]);

/* Runs it and waits for its end, or for so long that there is none. */
void scenario_run(const struct scenario *scenario, const struct runner *runner,
                  struct result *result);

#endif

/* The table of normalizers: a row of scores to a row of weights. */
#ifndef ATTN_ATTENTION_NORMALIZER_H
#define ATTN_ATTENTION_NORMALIZER_H

#include <stdbool.h>
#include <stddef.h>

/* The function that a row of the table stands for. */
enum normalizer_kind { NORMALIZER_SOFTMAX };

/* A row of the table. */
struct normalizer {
    const char *name;       /* as --normalize takes it */
    const char *formula;    /* for help, plain text */
    const char *parameters; /* the options that set its parameters, blanks between; "" if none */
    const char *source;     /* the paper it follows */
    enum normalizer_kind kind;
    bool online; /* a context can be had from blocks of keys; otherwise it needs whole rows */
};

extern const struct normalizer normalizers[];
extern const size_t normalizer_count;

/* The row of that name, or NULL. */
const struct normalizer *normalizer_find(const char *name);

/* A function and its parameters. */
struct normalizer_parameters {
    const struct normalizer *function;
    double temperature; /* scores are divided by this first; > 0 */
    bool log;           /* the natural logarithm of the weights instead */
};

#endif

/* The table of similarity functions: f(q, k) of a query and a key. */
#ifndef ATTN_ATTENTION_SIMILARITY_H
#define ATTN_ATTENTION_SIMILARITY_H

#include <stddef.h>

/* A row of the table. */
struct similarity {
    const char *name;       /* as --similarity takes it */
    const char *formula;    /* for help, plain text */
    const char *parameters; /* the options that set its parameters, blanks between; "" if none */
    const char *source;     /* the paper or library it follows */
};

extern const struct similarity similarities[];
extern const size_t similarity_count;

/* The row of that name, or NULL. */
const struct similarity *similarity_find(const char *name);

/* A function and its parameters. */
struct similarity_parameters {
    const struct similarity *function;
    double scale;     /* the function's result times this; 1 leaves it alone */
    double bandwidth; /* h > 0 */
};

#endif

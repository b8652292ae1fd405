/* The table of similarity functions: f(q, k) of a query and a key.
 *
 * A similarity is computed in two parts. Its pairing runs over the features and leaves one number
 * for each query and key; its finish turns a row of these numbers into scores, element by element.
 * A new similarity is a row of this table and, where no pairing or finish serves it, one case in
 * reference_body.h and in the kernel's. */
#ifndef ATTN_ATTENTION_SIMILARITY_H
#define ATTN_ATTENTION_SIMILARITY_H

#include <stdbool.h>
#include <stddef.h>

/* What is summed over the features c. */
enum pairing {
    PAIRING_DOT,                /* q_c k_c */
    PAIRING_SQUARED_DIFFERENCE, /* (q_c - k_c)^2; no cancellation, as |q|^2 + |k|^2 - 2 q.k has */
    PAIRING_ABSOLUTE_DIFFERENCE /* |q_c - k_c| */
};

/* What becomes of that sum s. */
enum finish {
    FINISH_NOTHING,      /* s */
    FINISH_COSINE,       /* s / sqrt(q.q k.k) */
    FINISH_NEGATED,      /* -s */
    FINISH_NEGATED_ROOT, /* -sqrt(s) */
    FINISH_GAUSSIAN      /* -s / (2 h^2) */
};

/* A row of the table. */
struct similarity {
    const char *name;       /* as --similarity takes it */
    const char *formula;    /* for help, plain text */
    const char *parameters; /* the options that set its parameters, blanks between; "" if none */
    const char *source;     /* the paper or library it follows */
    enum pairing pairing;
    enum finish finish;
    bool scaled; /* unless told otherwise, times 1 / sqrt(d) */
};

extern const struct similarity similarities[];
extern const size_t similarity_count;

/* The row of that name, or NULL. */
const struct similarity *similarity_find(const char *name);

/* The scale of this function over d features where the user gives none: 1, or 1 / sqrt(d). */
double similarity_default_scale(const struct similarity *function, size_t d);

/* The same for `--scale=auto`: 1 / sqrt(d). */
double similarity_auto_scale(size_t d);

/* A function and its parameters. */
struct similarity_parameters {
    const struct similarity *function;
    double scale;     /* the function's result times this; 1 leaves it alone */
    double bandwidth; /* h > 0 */
};

#endif

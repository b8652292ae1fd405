/* --explain of describe: a column's summary and a row's written out; the description follows. */
#ifndef ATTN_RUN_EXPLAIN_DESCRIBE_H
#define ATTN_RUN_EXPLAIN_DESCRIBE_H

#include "attention/summary.h"
#include "run/telling.h"

/* What is described. Everything is borrowed. */
struct described {
    const char *name;              /* of the file; NULL: the weights of a fused run, told before */
    const struct matrix *first;    /* its first rows, */
    size_t rows;                   /* of so many */
    const struct row_summary *row; /* of the first of them */
    /* Of a column of numbers: where it is in a row (columns of `first`: there is none), its numbers
     * that are not missing, their mean and standard deviation. */
    size_t column, count;
    double mean, deviation;
};

void explain_description(const struct telling *telling, const struct described *described);

#endif

/* What a row of a matrix holds, and what the whole matrix does, in a few numbers. */
#ifndef ATTN_ATTENTION_SUMMARY_H
#define ATTN_ATTENTION_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/precision.h"

/* Numbers from the least to the greatest; count 0: there was none. */
struct spread {
    size_t count;
    double least, greatest, sum;
    double scaled_sum; /* the same of numbers so small that it does not overflow */
};

/* The mean of the numbers, of which there is one at least. */
double spread_mean(const struct spread *spread);

/* A row. A cell that is NaN is missing. */
struct row_summary {
    size_t width;         /* its cells */
    struct spread values; /* the finite numbers */
    size_t greatest_at;   /* the first cell that holds the greatest; if there is any */
    size_t missing, infinite, zeros;
    double entropy;    /* -sum a log2 a, in bits (Shannon 1948) */
    bool distribution; /* no cell missing, none below 0, and the sum 1 but for the rounding of a
                          text with three significant digits, 1e-3 */
};

/* `row`: `width` numbers of `precision`. */
struct row_summary summarize_row(const void *row, size_t width, enum precision precision);

/* The rows so far; all zero is none. */
struct summary {
    struct spread values, sums; /* of the finite cells; of the rows' sums */
    struct spread entropies;    /* of the rows that are distributions */
    size_t rows, missing, infinite, zeros;
    size_t empty;     /* rows of zeros: a distribution has them where every key is masked */
    double deviation; /* |sum - 1| at most, of the rows that are distributions */
};

void summary_add(struct summary *summary, const struct row_summary *row);

/* Whether every row is a distribution or empty, and not all are empty. */
bool summary_is_distribution(const struct summary *summary);

#endif

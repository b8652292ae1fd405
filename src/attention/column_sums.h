/* Sums down the columns of a matrix that comes row block by row block: w_j = sum_i a_ij, and
 * s = sum_j w_j x_j. The sum is compensated (Ogita, Rump and Oishi 2005, Dot2), in row order, so
 * its bytes depend on the rows alone, not on blocks or threads. */
#ifndef ATTN_ATTENTION_COLUMN_SUMS_H
#define ATTN_ATTENTION_COLUMN_SUMS_H

#include "attention/attention.h"

struct column_sums;

/* Sums of `width` columns, at 0. NULL if there is no memory. */
struct column_sums *column_sums_new(enum precision precision, size_t width);
void column_sums_free(struct column_sums *sums);

/* Adds the rows, each times its weight; `weights` holds one number per row, or is NULL for weights
 * of 1. A row of weight 0 is skipped, whatever it holds. */
void column_sums_add(struct column_sums *sums, const struct rows *rows, const void *weights,
                     struct pool *pool);

/* The sums, rounded to the precision: `width` numbers. */
void column_sums_get(const struct column_sums *sums, void *out);

#endif

/* Products of matrices: X W + b, with X of n rows of d features, W of d x p, b of p numbers.
 *
 * An element is the dot product of a row of X with a column of W, computed as the scores of the
 * similarity `dot` are, by the same kernels and in the same order of the features. So how the work
 * is cut, and the number of threads, change no bit of it.
 *
 * Projections, the preparation of queries and keys and linear attention are made of these. */
#ifndef ATTN_ATTENTION_PRODUCTS_H
#define ATTN_ATTENTION_PRODUCTS_H

#include "attention/rows.h"
#include "base/error.h"
#include "base/precision.h"
#include "base/threads.h"

struct kernel;

/* A matrix where it lies: element (r, c) is number r * down + c * across of `data`. Borrowed. */
struct view {
    const void *data;
    size_t rows, columns, down, across;
};

struct view view_of(const struct rows *rows);

/* The transposed matrix. */
struct view view_transposed(struct view matrix);

/* Its columns first .. first + count. */
struct view view_columns(struct view matrix, size_t first, size_t count, enum precision precision);

/* W and b made ready to multiply rows by: packed, so that multiplying cannot fail. W, the bias and
 * the pool are borrowed. */
struct multiplier {
    const struct kernel *kernel;
    struct pool *pool;
    struct view factor; /* W */
    const void *bias;   /* b; NULL: none */
    void *packed;       /* W as the kernel wants it; NULL where it wants it as it is */
};

enum status multiplier_new(struct multiplier **multiplier, const struct view *factor,
                           const void *bias, const struct kernel *kernel, struct pool *pool,
                           struct error *error);
void multiplier_free(struct multiplier *multiplier);

/* X W + b. */
void multiplier_apply(const struct multiplier *multiplier, const struct view *rows,
                      struct out_rows out);

/* sum += X W. */
void multiplier_add(const struct multiplier *multiplier, const struct view *rows,
                    struct out_rows sum);

#endif

/* Linear maps of rows: x W + b, a row x of d_in features, W of d_in x d_out (rows are input
 * features, as in Vaswani 2017), b of d_out numbers.
 *
 * An element of x W is the dot product of x with a column of W, so the map runs as the similarity
 * `dot` of the rows with the columns of W, on the same kernels and under the same promise: features
 * in order, one accumulator, no bit changed by blocks or threads. */
#ifndef ATTN_ATTENTION_PROJECTION_H
#define ATTN_ATTENTION_PROJECTION_H

#include "attention/attention.h"

/* A map; everything is borrowed. weight.data NULL: the rows stay as they are, and there is no
 * bias. */
struct projection {
    struct rows weight; /* W, d_in x d_out */
    const void *bias;   /* b, or NULL */
    const char *name;   /* as messages call it */
    bool turned;        /* the weight is given as W^T, d_out x d_in: it is W x that is meant */
};

/* A map made ready to run: owns a turned copy of W, borrows the bias and the pool. */
struct projection_plan;

/* Columns first .. first + count of the map (a head's share of it); kernel as in
 * attention_plan_new. */
enum status projection_new(struct projection_plan **plan, const struct projection *map,
                           size_t first, size_t count, enum precision precision, const char *kernel,
                           struct pool *pool, struct error *error);
void projection_free(struct projection_plan *plan);

/* `in` has d_in columns; `out` receives in->count x count numbers, no padding. */
void projection_apply(struct projection_plan *plan, const struct rows *in, void *out);

#endif

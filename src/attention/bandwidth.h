/* The bandwidth with the least error when each value is predicted from all others. */
#ifndef ATTN_ATTENTION_BANDWIDTH_H
#define ATTN_ATTENTION_BANDWIDTH_H

#include "attention/attention.h"

/* What was found, in mean squared errors over keys and value columns. */
struct bandwidth_choice {
    double bandwidth, error;
    double error_before; /* with the bandwidth of the problem */
    size_t evaluations;  /* of the error, each with one width over all keys */
    bool narrowest;      /* of all that were tried, */
    bool widest;         /* or the widest of them */
};

/* Finds it for a problem over one head with keys and values. Its similarity has a bandwidth that
 * divides distances, its scale and temperature are 1, and its normalizer is softmax. Each key is
 * taken as a query that does not see itself, under the problem's masks; the offset of queries does
 * not count. A key that sees no other, or has none within reach, is predicted as the mean of all
 * values. First 64 widths are tried, evenly spaced in their logarithms from the least nonzero
 * distance to 10 times the largest, then a golden section around the best; but not for `uniform`,
 * whose error goes in steps. All are rounded to 6 digits, so that people can type them. No n x m
 * matrix is held: distances are computed anew in each of some 20 passes over the pairs, the first
 * of which takes all 64 widths. STATUS_FAILED without memory, or where no width gives an error that
 * is a number. */
enum status bandwidth_choose(struct bandwidth_choice *choice, const struct attention *problem,
                             const char *kernel, struct pool *pool, struct error *error);

#endif

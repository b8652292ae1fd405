/* Local attention (Luong 2015): weights that fall off round a position. */
#ifndef ATTN_ATTENTION_LOCAL_H
#define ATTN_ATTENTION_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/precision.h"

struct kernel;
struct mask;

/* Multiplies each weight of a row (or adds to its logarithm, with `logarithm`) by
 * exp(-(j - center)^2 / (2 sigma^2)), sigma = D / 2, and with `renormalize` makes them sum to 1
 * again. A masked weight stays as it is; all farther than D from the center are masked. */
struct local {
    const struct mask *mask; /* whose local is D, and which says where keys stand */
    bool logarithm, renormalize;
    const struct kernel *arithmetic; /* of double precision: its exp, log and tanh are used */
};
void local_weigh(const struct local *local, double center, void *weights, size_t length,
                 enum precision precision);

/* The position that a query predicts among `key_count`: m / (1 + exp(-v . tanh(h))), where h = W q
 * and v are `count` numbers each; of `arithmetic` as in struct local. */
double local_center(const struct kernel *arithmetic, const void *h, const void *v, size_t count,
                    size_t key_count, enum precision precision);

#endif

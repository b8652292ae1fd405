/* Similarities whose sums or results overflow, computed once more: numbers with an exponent of
 * their own, which no range ends. Slow, and the same on every machine. */
#ifndef ATTN_ATTENTION_KERNEL_SCALED_H
#define ATTN_ATTENTION_KERNEL_SCALED_H

#include "attention/kernel/kernel.h"

/* fraction 2^exponent; the fraction is 0, from 1/2 to 1 in size, infinite or NaN. */
struct scaled {
    double fraction;
    int64_t exponent;
};

/* The similarity of a query and a key, times the scale. Their features lie so many numbers apart.
 */
struct scaled scaled_similarity(const struct attention_plan *plan, const void *query,
                                size_t query_step, const void *key, size_t key_step);

struct scaled scaled_number(double x);
struct scaled scaled_difference(struct scaled a, struct scaled b);

/* The nearest double, which may be infinite. */
double scaled_value(struct scaled x);

/* Whether a sum over the features or what follows from it may leave the range of the run's
 * precision, where no feature of the query or of a key is larger than these. */
bool scaled_is_wanted(const struct attention_plan *plan, double largest_of_query,
                      double largest_of_keys);

#endif

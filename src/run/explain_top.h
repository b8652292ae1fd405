/* --explain of top: how the keys of a query are ordered, after its scores and weights. */
#ifndef ATTN_RUN_EXPLAIN_TOP_H
#define ATTN_RUN_EXPLAIN_TOP_H

#include "run/explanation.h"

/* A key that is listed, or a pair of them. */
struct ranked {
    size_t row, key;
    double score; /* as it is listed */
};

/* The rule, and the order that it gives: `count` of the best, of `all` that there are. */
void explain_ranking(const struct telling *telling, const struct ranked *ranked, size_t count,
                     size_t all);

#endif

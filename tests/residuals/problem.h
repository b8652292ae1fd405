/* Random problems of attention in ranges of numbers that try a computation. */
#ifndef ATTN_TESTS_RESIDUALS_PROBLEM_H
#define ATTN_TESTS_RESIDUALS_PROBLEM_H

#include "unit/attention_fixture.h"

/* Where the numbers of queries and keys lie. */
enum range {
    RANGE_ORDINARY,  /* -2 .. 2 */
    RANGE_WIDE,      /* 1e-4 .. 1e4, of either sign */
    RANGE_TINY,      /* about 1e-300, or 1e-36 in single precision */
    RANGE_HUGE,      /* about 1e300, or 1e36 */
    RANGE_CLOSE,     /* 1 and a few roundoffs */
    RANGE_LOGITS,    /* dot products to 1e5 and beyond */
    RANGE_SUBNORMAL, /* below the normal numbers */
    RANGE_SPARSE,    /* mostly zeros */
    RANGE_EDGE,      /* up to the largest number */
    RANGES,
    RANGE_FAR = RANGES /* of linear attention alone: exponents to 1000 of either sign */
};
extern const char *const range_names[RANGES + 1];

/* The fixture owns its numbers; bias, allowed and prediction those that it points to. */
struct problem {
    struct fixture fixture;
    void *bias, *allowed;
    void *prediction; /* W and v of local-p */
    enum range range;
    const char *kernel;
};

/* The problem of that number: always the same. */
struct problem problem_new(uint64_t number);
void problem_free(struct problem *problem);

#endif

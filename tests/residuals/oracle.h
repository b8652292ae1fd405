/* Attention in extended precision, and how wrong a number may be: each number carries the size of
 * the problem that it comes from, the first-order bound on the rounding errors of a plain
 * computation in units of roundoff (Higham 2002, chapter 3; LAPACK's testers divide by such sizes).
 * The residual of a computed number is its error over roundoff times that size. */
#ifndef ATTN_TESTS_RESIDUALS_ORACLE_H
#define ATTN_TESTS_RESIDUALS_ORACLE_H

#include "unit/attention_fixture.h"

/* size is infinite where the error has no first-order bound, or the computation overflows. */
struct number {
    long double value, size;
};

/* The unit roundoff of the fixture's precision, its largest number, and the size that underflow
 * of one operation has: the least normal number, twice. */
struct machine {
    long double roundoff, largest, underflow;
};
struct machine machine_of(enum precision precision);

struct number exact(long double value);
struct number plus(struct number a, struct number b);
struct number times(struct number a, struct number b);

/* A sum of `count` terms in any order; a number that may have left the range, or come near its
 * lower end. */
struct number sum_of(const struct number *terms, size_t count, struct machine machine);
struct number stored(struct number x, struct machine machine);

/* Where the window of query i lies: as it predicts, otherwise at its position. */
struct number oracle_center(const struct fixture *f, size_t i);

/* Scores of query i with every key: -infinity, size 0, where masked. */
void oracle_scores(const struct fixture *f, size_t i, struct number *scores);

/* Scores to weights, `count` numbers in place; lse if it is not NULL. */
void oracle_normalize(const struct fixture *f, size_t count, struct number *scores,
                      struct number *lse);

/* Weights of a query whose predicted window lies round `center`: less the further, and summing to 1
 * again where that is asked for. */
void oracle_weigh(const struct fixture *f, struct number center, size_t count,
                  struct number *weights);

/* The weights times a column of values. */
struct number oracle_mix(const struct fixture *f, const struct number *weights, const void *values,
                         size_t count, size_t stride);

/* The gradients of the sum of upstream (n x d_v) times the context, by queries, keys and values, in
 * their shapes. False where the oracle has none: of what is prepared, of cosines, compact functions
 * and thresholds, or where a score has no bound. */
bool oracle_gradients(const struct fixture *f, const void *upstream, struct number *queries,
                      struct number *keys, struct number *values);

#endif

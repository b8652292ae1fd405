/* What the tests of the engine share: problems over random numbers, and all results of one. */
#ifndef ATTN_TESTS_ATTENTION_FIXTURE_H
#define ATTN_TESTS_ATTENTION_FIXTURE_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "attention/attention.h"

struct shape {
    size_t n, m, d, d_v;
};

/* Inputs in one precision; owns them. */
struct fixture {
    struct shape shape;
    enum precision precision;
    void *queries, *keys, *values, *weights, *vector; /* the last two of the similarity */
    struct attention problem;
    struct query_block block; /* all queries */
};

/* What a problem gives: scores, distribution (n x m), context (n x d_v), lse (n), mixed (the
 * distribution times the values); owns them. */
enum { LSE = 3, PRODUCTS = 5 };
struct results {
    size_t counts[PRODUCTS];
    void *numbers[PRODUCTS];
};

/* xorshift64* (Vigna 2016), so that every machine tests the same numbers. */
static inline double random_number(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (double)((*state * 0x2545f4914f6cdd1dU) >> 11) * 0x1p-52 - 1;
}

static inline double get(const void *numbers, enum precision precision, size_t i)
{
    return precision == PRECISION_DOUBLE ? ((const double *)numbers)[i]
                                         : (double)((const float *)numbers)[i];
}

static inline void put(void *numbers, enum precision precision, size_t i, double x)
{
    if (precision == PRECISION_DOUBLE)
        ((double *)numbers)[i] = x;
    else
        ((float *)numbers)[i] = (float)x;
}

static inline void *random_numbers(enum precision precision, size_t count, uint64_t seed)
{
    void *numbers = malloc((count + 1) * precision_size(precision));
    uint64_t state = seed * 0x9e3779b97f4a7c15U + 1;
    for (size_t i = 0; i < count; i++)
        put(numbers, precision, i, 2 * random_number(&state));
    return numbers;
}

/* Weights of the sizes that the similarity wants, mapping to 5 features where it may choose. */
static inline void set_weights(struct fixture *f)
{
    struct similarity_parameters *parameters = &f->problem.similarity;
    size_t d = f->shape.d, m = f->shape.m, size = precision_size(f->precision);
    size_t rows = m > 10 ? m : 10; /* location takes m, the additive ones 10, general d */
    bool general = parameters->function->preparation == PREPARE_GENERAL;
    f->weights = random_numbers(f->precision, (general && rows < d ? d : rows) * d, 4);
    f->vector = random_numbers(f->precision, 5, 5);
    parameters->vector = f->vector;
    parameters->weight = (struct rows){f->weights, d, d, d};
    parameters->query_weight = (struct rows){f->weights, 5, d, d};
    parameters->key_weight = (struct rows){(char *)f->weights + 5 * d * size, 5, d, d};
    parameters->bias = f->vector;
    if (parameters->function->preparation == PREPARE_CONCAT)
        parameters->weight = (struct rows){f->weights, 5, 2 * d, 2 * d};
    if (parameters->function->preparation == PREPARE_LOCATION)
        parameters->weight = (struct rows){f->weights, m / 2 + 1, d, d};
}

/* Numbers that the similarity takes: of chi2 none below 0; of compact functions multiples of 1/8,
 * so that none of them comes near the end of its reach, where rounding decides. */
static inline void suit_numbers(const struct similarity *function, enum precision precision,
                                void *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double x = get(numbers, precision, i);
        if (function->pairing == PAIRING_CHI2)
            put(numbers, precision, i, fabs(x));
        if (similarity_has_reach(function))
            put(numbers, precision, i, round(8 * x) / 8);
    }
}

static inline struct fixture fixture_new(struct shape shape, enum precision precision,
                                         const char *similarity)
{
    const struct similarity *function = similarity_find(similarity);
    if (function->preparation == PREPARE_SPHERE)
        shape.d = 2;
    struct fixture f = {.shape = shape, .precision = precision};
    f.queries = random_numbers(precision, shape.n * shape.d, 1);
    f.keys = random_numbers(precision, shape.m * shape.d, 2);
    f.values = random_numbers(precision, shape.m * shape.d_v, 3);
    suit_numbers(function, precision, f.queries, shape.n * shape.d);
    suit_numbers(function, precision, f.keys, shape.m * shape.d);
    bool compact = similarity_has_reach(function);
    f.problem = (struct attention){
        .precision = precision,
        .key_count = shape.m,
        .keys = {f.keys, shape.m, shape.d, shape.d},
        .values = {f.values, shape.m, shape.d_v, shape.d_v},
        .similarity = {.function = function,
                       .scale = similarity_default_scale(function, shape.d),
                       .bandwidth = compact ? 1.6 * sqrt((double)shape.d) : 1.5,
                       .coef0 = 1,
                       .degree = 3,
                       .radians = true,
                       .radius = 1},
        .normalizer = {.function = normalizer_find("softmax"), .temperature = 1},
    };
    f.block = (struct query_block){.queries = {f.queries, shape.n, shape.d, shape.d}};
    set_weights(&f);
    return f;
}

static inline void fixture_free(struct fixture *f)
{
    free(f->weights);
    free(f->vector);
    free(f->queries);
    free(f->keys);
    free(f->values);
}

static inline void results_free(struct results *results)
{
    for (size_t p = 0; p < PRODUCTS; p++)
        free(results->numbers[p]);
}

/* Everything that the problem gives, by a kernel, a pool of `threads` and blocks of `cut` queries.
 */
static inline struct results compute(const struct fixture *f, const char *kernel, size_t threads,
                                     size_t cut)
{
    const struct shape *s = &f->shape;
    size_t size = precision_size(f->precision);
    struct results results = {{s->n * s->m, s->n * s->m, s->n * s->d_v, s->n, s->n * s->d_v}, {0}};
    for (size_t p = 0; p < PRODUCTS; p++)
        results.numbers[p] = calloc(results.counts[p] + 1, size);
    struct pool *pool = pool_new(threads);
    struct attention_plan *plan;
    struct error error;
    if (attention_plan_new(&plan, &f->problem, kernel, pool, &error) != STATUS_OK)
        abort();
    for (size_t first = 0; first < s->n; first += cut) {
        size_t count = s->n - first < cut ? s->n - first : cut;
        struct query_block block = query_block_part(&f->block, first, count, f->precision);
        size_t offsets[PRODUCTS] = {s->m, s->m, s->d_v, 1, s->d_v};
        void *at[PRODUCTS];
        for (size_t p = 0; p < PRODUCTS; p++)
            at[p] = (char *)results.numbers[p] + first * offsets[p] * size;
        attention_scores(plan, &block, at[0]);
        attention_distribution(plan, &block, at[1], NOWHERE);
        attention_context(plan, &block, (struct out_rows){at[2], s->d_v},
                          (struct out_rows){at[3], at[3] != NULL});
        struct rows rows = {at[1], count, s->m, s->m};
        attention_mix(plan, &rows, (struct out_rows){at[4], s->d_v});
    }
    attention_plan_free(plan);
    pool_free(pool);
    return results;
}

/* Whether every number is within tolerance x (1 + |reference|), and both are NaN or infinite in
 * the same places. */
static inline bool close_enough(const void *reference, const void *numbers, size_t count,
                                enum precision precision, double tolerance)
{
    for (size_t i = 0; i < count; i++) {
        double expected = get(reference, precision, i), found = get(numbers, precision, i);
        if (isnan(expected) || isnan(found) || isinf(expected) || isinf(found)) {
            if (isnan(expected) != isnan(found) || (!isnan(found) && expected < found) ||
                (!isnan(found) && expected > found))
                return false;
        } else if (!(fabs(expected - found) <= tolerance * (1 + fabs(expected)))) {
            return false;
        }
    }
    return true;
}

/* The units in the last place of 1. */
static inline double epsilon(enum precision precision)
{
    return precision == PRECISION_DOUBLE ? 0x1p-52 : 0x1p-23;
}

/* What rounding may do to a result: scores are sums of d products, or of d^2, or large, and their
 * exponentials are as wrong as they are large. */
static inline double tolerance_of(const struct fixture *f)
{
    double unit = 8 * epsilon(f->precision) * sqrt((double)(f->shape.d + 1));
    const struct similarity *function = f->problem.similarity.function;
    bool twice = function->preparation != PREPARE_NOTHING;
    if (similarity_has_reach(function))
        unit *= 20;
    if (twice || function->pairing != PAIRING_DOT)
        return unit * (double)(f->shape.d + 1);
    return function->finish == FINISH_POLYNOMIAL ? 100 * unit : unit;
}

#endif

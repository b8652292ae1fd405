/* Attention in plain loops: the oracle of the fast kernels, short enough to check by eye. It is
 * compiled for double and single by reference_double.c and reference_single.c, which define REAL,
 * REAL_(function) for the function's name in that type, and KERNEL. */
#include <math.h>

#include "attention/kernels.h"
#include "base/memory.h"

static REAL similarity(const struct similarity_parameters *f, const REAL *q, const REAL *k,
                       size_t d)
{
    REAL dot = 0, squares = 0, differences = 0, qq = 0, kk = 0;
    for (size_t c = 0; c < d; c++) {
        dot += q[c] * k[c];
        squares += (q[c] - k[c]) * (q[c] - k[c]);
        differences += REAL_(fabs)(q[c] - k[c]);
        qq += q[c] * q[c];
        kk += k[c] * k[c];
    }
    enum pairing pairing = f->function->pairing;
    REAL sum = pairing == PAIRING_DOT                  ? dot
               : pairing == PAIRING_SQUARED_DIFFERENCE ? squares
                                                       : differences;
    REAL h = (REAL)f->bandwidth, norms = REAL_(sqrt)(qq) * REAL_(sqrt)(kk);
    switch (f->function->finish) {
    case FINISH_NOTHING:
        return sum;
    case FINISH_COSINE:
        return norms == 0 ? 0 : sum / norms;
    case FINISH_NEGATED:
        return -sum;
    case FINISH_NEGATED_ROOT:
        return -REAL_(sqrt)(sum);
    case FINISH_GAUSSIAN:
        return -sum / (2 * h * h);
    }
    return 0;
}

static REAL finish_score(const struct attention *problem, size_t query, size_t key, REAL score)
{
    REAL softcap = (REAL)problem->softcap;
    if (score == -(REAL)INFINITY)
        return score; /* masked already */
    if (softcap != 0)
        score = softcap * REAL_(tanh)(score / softcap);
    if (!mask_allows(&problem->mask, query, key))
        return -(REAL)INFINITY;
    return score / (REAL)problem->normalizer.temperature;
}

static void finish(const struct attention_plan *plan, size_t query, void *scores)
{
    REAL *s = scores;
    for (size_t j = 0; j < plan->problem.key_count; j++)
        s[j] = finish_score(&plan->problem, query, j, s[j]);
}

static const REAL *row(const struct rows *rows, size_t index)
{
    return (const REAL *)rows->data + index * rows->stride;
}

static void scores(const struct attention_plan *plan, const struct tile *tile, void *out)
{
    const struct attention *problem = &plan->problem;
    REAL *s = out;
    for (size_t i = tile->begin; i < tile->end; i++)
        for (size_t j = 0; j < problem->key_count; j++) {
            REAL f = similarity(&problem->similarity, row(&tile->block->queries, i),
                                row(&problem->keys, j), problem->keys.width);
            f *= (REAL)problem->similarity.scale;
            *s++ = finish_score(problem, tile->block->first + i, j, f);
        }
}

/* The row's maximum and the sum of exp(s - maximum); masked scores are left out, and a row of
 * nothing else has maximum -infinity and sum 0. */
static REAL sum_exp(const REAL *s, size_t length, REAL *max)
{
    REAL sum = 0;
    *max = -(REAL)INFINITY;
    for (size_t j = 0; j < length; j++)
        *max = s[j] > *max ? s[j] : *max;
    for (size_t j = 0; j < length; j++)
        if (s[j] != -(REAL)INFINITY)
            sum += REAL_(exp)(s[j] - *max);
    return sum;
}

static void softmax(REAL *s, size_t length, bool logarithm)
{
    REAL max, sum = sum_exp(s, length, &max);
    for (size_t j = 0; j < length; j++) {
        if (s[j] == -(REAL)INFINITY)
            s[j] = logarithm ? s[j] : 0;
        else
            s[j] = logarithm ? s[j] - max - REAL_(log)(sum) : REAL_(exp)(s[j] - max) / sum;
    }
}

static void normalize(const struct attention_plan *plan, size_t length, void *row_of_scores)
{
    softmax(row_of_scores, length, plan->problem.normalizer.log);
}

/* weights: one row; adds up in the order of the keys. */
static void mix_row(const struct attention_plan *plan, const REAL *weights, REAL *context)
{
    const struct rows *values = &plan->problem.values;
    for (size_t c = 0; c < values->width; c++)
        context[c] = 0;
    for (size_t j = 0; j < values->count; j++)
        for (size_t c = 0; weights[j] != 0 && c < values->width; c++)
            context[c] += weights[j] * row(values, j)[c];
}

static void context(const struct attention_plan *plan, const struct tile *tile, void *out,
                    void *lse)
{
    REAL *weights = plan->scratch[tile->worker], max;
    size_t m = plan->problem.key_count, d_v = plan->problem.values.width;
    for (size_t i = tile->begin; i < tile->end; i++) {
        const struct tile query = {tile->block, i, i + 1, tile->worker};
        scores(plan, &query, weights);
        if (lse != NULL) {
            REAL sum = sum_exp(weights, m, &max);
            ((REAL *)lse)[i - tile->begin] = max + REAL_(log)(sum);
        }
        softmax(weights, m, false);
        mix_row(plan, weights, (REAL *)out + (i - tile->begin) * d_v);
    }
}

static void mix(const struct attention_plan *plan, const struct rows *distribution,
                const struct tile *tile, void *out)
{
    for (size_t i = tile->begin; i < tile->end; i++)
        mix_row(plan, row(distribution, i),
                (REAL *)out + (i - tile->begin) * plan->problem.values.width);
}

static void elementary(enum elementary function, size_t count, void *numbers)
{
    REAL *x = numbers;
    for (size_t i = 0; i < count; i++)
        x[i] = function == ELEMENTARY_EXP   ? REAL_(exp)(x[i])
               : function == ELEMENTARY_LOG ? REAL_(log)(x[i])
                                            : REAL_(tanh)(x[i]);
}

static void sizes(const struct attention *problem, struct kernel_sizes *sizes)
{
    *sizes = (struct kernel_sizes){0};
    if (!size_multiply(problem->key_count, sizeof(REAL), &sizes->scratch))
        sizes->scratch = SIZE_MAX;
}

const struct kernel KERNEL = {
    .name = "reference",
    .precision = sizeof(REAL) == sizeof(double) ? PRECISION_DOUBLE : PRECISION_SINGLE,
    .tile_rows = 16,
    .sizes = sizes,
    .scores = scores,
    .finish = finish,
    .normalize = normalize,
    .context = context,
    .mix = mix,
    .elementary = elementary,
};

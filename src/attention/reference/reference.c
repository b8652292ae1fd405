/* Attention in plain loops: the oracle of the fast kernels, short enough to check by eye. What is
 * computed is computed in extended precision and rounded once, as it is stored; so no sum is too
 * long for it, and no square overflows. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "attention/top.h"
#include "base/memory.h"

/* At least as wide as double, and on most machines wider in precision and in range. */
typedef long double wide;

#include "attention/reference/normalizer.h"
#include "attention/reference/score.h"

static void adjust(const struct attention_plan *plan, const struct query_block *block, size_t row,
                   bool to_weights, void *scores)
{
    const struct attention *problem = &plan->problem;
    const struct score_row score_row = score_row_of(problem, block, row);
    const struct numbers s = {scores, precision_size(problem->precision)};
    for (size_t j = 0; j < problem->key_count; j++)
        put(&s, j, adjust_score(problem, &score_row, to_weights, j, get(&s, j)));
}

static const void *row_at(const struct rows *rows, size_t index, enum precision precision)
{
    return (const char *)rows->data + index * rows->stride * precision_size(precision);
}

/* Scores of query i of the block. */
static void score_query(const struct attention_plan *plan, const struct query_block *block,
                        size_t i, bool to_weights, wide *s)
{
    const struct attention *problem = &plan->problem;
    const struct score_row row = score_row_of(problem, block, i);
    const void *query = row_at(&block->queries, i, problem->precision);
    for (size_t j = 0; j < problem->key_count; j++) {
        const void *key = row_at(&problem->keys, j, problem->precision);
        wide score = scaled_similarity_of(&problem->similarity, problem->precision, query, key,
                                          problem->keys.width);
        s[j] = adjust_score(problem, &row, to_weights, j, score);
    }
}

static void scores(const struct attention_plan *plan, const struct tile *tile, void *out)
{
    const struct attention *problem = &plan->problem;
    size_t m = problem->key_count, size = precision_size(problem->precision);
    wide *s = plan->scratch[tile->worker];
    for (size_t i = tile->begin; i < tile->end; i++) {
        const struct numbers row = {(char *)out + (i - tile->begin) * m * size, size};
        score_query(plan, tile->block, i, tile->to_weights, s);
        if (tile->to_weights)
            bring_into_range(problem, m, s);
        for (size_t j = 0; j < m; j++) {
            put(&row, j, s[j]);
            if (!tile->to_weights && isfinite(s[j]) && !isfinite(get(&row, j)))
                plan_count_overflow(plan);
        }
    }
}

static bool is_all_masked(size_t m, const wide *s)
{
    size_t j = 0;
    while (j < m && masked(s[j]))
        j++;
    return j == m;
}

/* One row of weights times the values; a weight of 0 skips its value. */
static void mix_row(const struct attention_plan *plan, const struct numbers *weights,
                    const struct numbers *context)
{
    const struct rows *values = &plan->problem.values;
    for (size_t c = 0; c < values->width; c++) {
        wide sum = 0;
        for (size_t j = 0; j < values->count; j++)
            if (get(weights, j) != 0)
                sum += get(weights, j) * (wide)precision_get(values->data, plan->problem.precision,
                                                             j * values->stride + c);
        put(context, c, sum);
    }
}

/* Row `row` of what comes out. */
static struct numbers out_row(const struct attention_plan *plan, struct out_rows out, size_t row)
{
    size_t size = precision_size(plan->problem.precision);
    return (struct numbers){(char *)out.data + row * out.stride * size, size};
}

static void context(const struct attention_plan *plan, const struct tile *tile, struct out_rows out,
                    struct out_rows lse)
{
    const struct attention *problem = &plan->problem;
    const struct numbers weights = {plan->scratch[tile->worker], sizeof(wide)};
    for (size_t i = tile->begin; i < tile->end; i++) {
        const struct numbers row = out_row(plan, out, i - tile->begin);
        score_query(plan, tile->block, i, true, weights.data);
        if (plan->unreached)
            plan->unreached[tile->worker] += is_all_masked(problem->key_count, weights.data);
        if (!normalizer_divides(&problem->normalizer))
            bring_into_range(problem, problem->key_count, weights.data);
        wide row_lse = normalize_row(&problem->normalizer, false, problem->key_count, &weights);
        if (lse.data) {
            const struct numbers place = out_row(plan, lse, i - tile->begin);
            put(&place, 0, row_lse);
        }
        mix_row(plan, &weights, &row);
    }
}

static void mix(const struct attention_plan *plan, const struct rows *distribution,
                const struct tile *tile, struct out_rows out)
{
    enum precision precision = plan->problem.precision;
    for (size_t i = tile->begin; i < tile->end; i++) {
        const struct numbers weights = {(void *)(uintptr_t)row_at(distribution, i, precision),
                                        precision_size(precision)};
        const struct numbers row = out_row(plan, out, i - tile->begin);
        mix_row(plan, &weights, &row);
    }
}

static double normalize(const struct attention_plan *plan, bool logarithm, size_t length, void *row)
{
    const struct numbers numbers = {row, precision_size(plan->problem.precision)};
    return (double)normalize_row(&plan->problem.normalizer, logarithm, length, &numbers);
}

#include "attention/reference/gradient.h"

static void apply(enum elementary function, size_t count, const struct numbers *numbers)
{
    typedef wide number_function(wide);
    static number_function *const functions[] = {expl, exp2l, logl, log1pl, tanhl};
    for (size_t i = 0; i < count; i++)
        put(numbers, i, functions[function](get(numbers, i)));
}

static void elementary_double(enum elementary function, size_t count, void *numbers)
{
    apply(function, count, &(struct numbers){numbers, sizeof(double)});
}

static void elementary_single(enum elementary function, size_t count, void *numbers)
{
    apply(function, count, &(struct numbers){numbers, sizeof(float)});
}

/* One element of a product of matrices. */
static wide dot(const struct view *x, size_t row, const struct view *w, size_t column,
                enum precision precision)
{
    wide sum = 0;
    for (size_t c = 0; c < w->rows; c++)
        sum += (wide)precision_get(x->data, precision, row * x->down + c * x->across) *
               (wide)precision_get(w->data, precision, c * w->down + column * w->across);
    return sum;
}

static void multiply(const struct multiplier *multiplier, const struct product_tile *tile)
{
    enum precision precision = multiplier->kernel->precision;
    const struct numbers out = {tile->out.data, precision_size(precision)};
    for (size_t i = tile->begin; i < tile->end; i++)
        for (size_t j = tile->first_column; j < tile->end_column; j++) {
            wide sum = dot(tile->rows, i, &multiplier->factor, j, precision);
            wide bias = multiplier->bias ? (wide)precision_get(multiplier->bias, precision, j) : 0;
            size_t at = i * tile->out.stride + j;
            put(&out, at, sum + bias + (tile->add ? get(&out, at) : 0));
        }
}

static void sizes(const struct attention *problem, struct kernel_sizes *sizes)
{
    *sizes = (struct kernel_sizes){.tile_rows = 16};
    if (!size_multiply(problem->key_count, sizeof(wide), &sizes->scratch))
        sizes->scratch = SIZE_MAX;
}

#define REFERENCE(its_precision, its_elementary)                                                   \
    {                                                                                              \
        .name = "reference", .precision = its_precision, .row_step = 1, .near_rows = 1,            \
        .sizes = sizes, .scores = scores, .adjust = adjust, .normalize = normalize,                \
        .context = context, .mix = mix, .multiply = multiply, .elementary = its_elementary,        \
        .gradient = gradient,                                                                      \
    }

const struct kernel kernel_reference_double = REFERENCE(PRECISION_DOUBLE, elementary_double);
const struct kernel kernel_reference_single = REFERENCE(PRECISION_SINGLE, elementary_single);

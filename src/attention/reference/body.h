/* Attention in plain loops: the oracle of the fast kernels, short enough to check by eye. It is
 * compiled for double and single by double.c and single.c, which define REAL,
 * REAL_(function) for the function's name in that type, and KERNEL. */
#include <float.h>
#include <math.h>

#include "attention/kernel/kernels.h"
#include "attention/reference/normalizer.h"
#include "attention/reference/score.h"
#include "base/memory.h"

static void adjust(const struct attention_plan *plan, const struct query_block *block, size_t row,
                   void *scores)
{
    const struct score_row score_row = score_row_of(&plan->problem, block, row);
    REAL *s = scores;
    for (size_t j = 0; j < plan->problem.key_count; j++)
        s[j] = adjust_score(&plan->problem, &score_row, j, s[j]);
}

static const REAL *row(const struct rows *rows, size_t index)
{
    return (const REAL *)rows->data + index * rows->stride;
}

static void scores(const struct attention_plan *plan, const struct tile *tile, void *out)
{
    const struct attention *problem = &plan->problem;
    const struct similarity_parameters *f = &problem->similarity;
    REAL *s = out;
    for (size_t i = tile->begin; i < tile->end; i++, s += problem->key_count) {
        for (size_t j = 0; j < problem->key_count; j++)
            s[j] = (REAL)f->scale * similarity(f, row(&tile->block->queries, i),
                                               row(&problem->keys, j), problem->keys.width);
        adjust(plan, tile->block, i, s);
    }
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

static void context(const struct attention_plan *plan, const struct tile *tile, struct out_rows out,
                    struct out_rows lse)
{
    REAL *weights = plan->scratch[tile->worker];
    size_t m = plan->problem.key_count;
    for (size_t i = tile->begin; i < tile->end; i++) {
        const struct tile query = {tile->block, i, i + 1, tile->worker};
        scores(plan, &query, weights);
        double row_lse = normalize(plan, false, m, weights);
        if (lse.data != NULL)
            ((REAL *)lse.data)[(i - tile->begin) * lse.stride] = (REAL)row_lse;
        mix_row(plan, weights, (REAL *)out.data + (i - tile->begin) * out.stride);
    }
}

static void mix(const struct attention_plan *plan, const struct rows *distribution,
                const struct tile *tile, struct out_rows out)
{
    for (size_t i = tile->begin; i < tile->end; i++)
        mix_row(plan, row(distribution, i), (REAL *)out.data + (i - tile->begin) * out.stride);
}

static void elementary(enum elementary function, size_t count, void *numbers)
{
    typedef REAL number_function(REAL);
    number_function *const functions[] = {REAL_(exp), REAL_(exp2), REAL_(log), REAL_(log1p),
                                          REAL_(tanh)};
    for (size_t i = 0; i < count; i++)
        ((REAL *)numbers)[i] = functions[function](((REAL *)numbers)[i]);
}

/* One element: features in order, as `pair` adds them up. */
static REAL dot(const struct view *x, size_t row, const struct view *w, size_t column)
{
    const REAL *a = (const REAL *)x->data + row * x->down;
    const REAL *b = (const REAL *)w->data + column * w->across;
    REAL sum = 0;
    for (size_t c = 0; c < w->rows; c++)
        sum += a[c * x->across] * b[c * w->down];
    return sum;
}

static void multiply_tile(const struct multiplier *multiplier, const struct product_tile *tile)
{
    const REAL *bias = multiplier->bias;
    REAL *out = tile->out.data;
    for (size_t i = tile->begin; i < tile->end; i++)
        for (size_t j = tile->first_column; j < tile->end_column; j++)
            out[i * tile->out.stride + j] =
                dot(tile->rows, i, &multiplier->factor, j) + (bias ? bias[j] : 0);
}

static void sizes(const struct attention *problem, struct kernel_sizes *sizes)
{
    *sizes = (struct kernel_sizes){.tile_rows = 16};
    if (!size_multiply(problem->key_count, sizeof(REAL), &sizes->scratch))
        sizes->scratch = SIZE_MAX;
}

const struct kernel KERNEL = {
    .name = "reference",
    .precision = sizeof(REAL) == sizeof(double) ? PRECISION_DOUBLE : PRECISION_SINGLE,
    .row_step = 1,
    .multiply = multiply_tile,
    .sizes = sizes,
    .scores = scores,
    .adjust = adjust,
    .normalize = normalize,
    .context = context,
    .mix = mix,
    .elementary = elementary,
};

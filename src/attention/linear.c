/* Linear attention in linear time; see linear.h. */
#include "attention/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/prepare.h"
#include "attention/projection.h"
#include "base/memory.h"

/* Keys summed up before their sum joins that of all, for the accuracy of long sums. */
enum { RUN = 256 };

/* Numbers of S that are never too many; bytes that the rows of some queries take, unless one row
 * takes more. */
enum { SMALL = 1 << 20, ROWS_BYTES = 32 << 20 };

struct linear_context {
    enum precision precision;
    size_t width;                /* d_v */
    size_t key_count;            /* that exist */
    void *sums;                  /* d x (d_v + 1): S, and z as its last column */
    struct projection_plan *map; /* times S and z */
    size_t most;                 /* queries at a time: fewer where values are very wide */
    void *rows;                  /* of each d_v + 1 numbers */
};

/* Sums of one feature's row of S and z, for each worker. */
struct summing {
    const struct attention *problem;
    struct linear_context *linear;
    double *scratch; /* for each worker 2 (d_v + 1) */
};

static double get(const struct rows *rows, size_t row, size_t column, enum precision precision)
{
    return precision_get(rows->data, precision, row * rows->stride + column);
}

/* Whether S takes no more room than keys and values do, or than is nothing to speak of. */
static bool is_small(const struct attention *problem)
{
    size_t d = problem->keys.width, d_v = problem->values.width, sums, given;
    return size_multiply(d, d_v + 1, &sums) &&
           (sums <= SMALL || !size_multiply(problem->key_count, d + d_v, &given) || sums <= given);
}

/* Whether every query sees the same keys, and the scores are the products of the features. */
static bool serves(const struct attention *problem)
{
    const struct mask *mask = &problem->mask;
    bool same_keys = !mask->causal && !mask->window && !mask->exclude_self && !mask->groups &&
                     !(mask->local > 0);
    return normalizer_kind(&problem->normalizer) == NORMALIZER_LINEAR &&
           problem->keys.data != NULL && problem->values.data != NULL && same_keys &&
           problem->softcap == 0 && problem->normalizer.top == 0 && is_small(problem);
}

/* Row `feature` of S and z. */
static void sum_feature(void *context, size_t feature, size_t worker)
{
    const struct summing *summing = context;
    struct linear_context *linear = summing->linear;
    const struct rows *keys = &summing->problem->keys, *values = &summing->problem->values;
    size_t width = linear->width;
    double *total = summing->scratch + worker * 2 * (width + 1), *run = total + width + 1;
    memset(total, 0, (width + 1) * sizeof *total);
    for (size_t begin = 0; begin < linear->key_count; begin += RUN) {
        size_t left = linear->key_count - begin, end = begin + (left < RUN ? left : RUN);
        memset(run, 0, (width + 1) * sizeof *run);
        for (size_t j = begin; j < end; j++) {
            double weight = get(keys, j, feature, linear->precision);
            for (size_t c = 0; weight != 0 && c < width; c++)
                run[c] += weight * get(values, j, c, linear->precision);
            run[width] += weight;
        }
        for (size_t c = 0; c <= width; c++)
            total[c] += run[c];
    }
    for (size_t c = 0; c <= width; c++)
        precision_put(linear->sums, linear->precision, feature * (width + 1) + c, total[c]);
}

/* Sums and room for a block's rows; false if there is no memory. */
static bool make_sums(struct linear_context *linear, const struct attention *problem,
                      struct pool *pool)
{
    size_t d = problem->keys.width, width = linear->width + 1;
    size_t size = precision_size(linear->precision);
    struct summing summing = {.problem = problem, .linear = linear};
    linear->sums = memory_new_rows(d, width, size);
    size_t most = ROWS_BYTES / size / width;
    linear->most = most == 0 ? 1 : most < PREPARED_ROWS ? most : PREPARED_ROWS;
    linear->rows = memory_new_rows(linear->most, width, size);
    summing.scratch = memory_new_rows(2 * pool_width(pool), width, sizeof *summing.scratch);
    bool have = linear->sums != NULL && linear->rows != NULL && summing.scratch != NULL;
    if (have)
        pool_run(pool, d, sum_feature, &summing);
    free(summing.scratch);
    return have;
}

/* Whether S and z are finite: an infinity would make a NaN of a query's feature that is 0. */
static bool are_finite(const struct linear_context *linear, size_t d)
{
    bool finite = true;
    for (size_t i = 0; i < d * (linear->width + 1); i++)
        finite &= isfinite(precision_get(linear->sums, linear->precision, i)) != 0;
    return finite;
}

enum status linear_context_new(struct linear_context **result, const struct attention *problem,
                               const char *kernel, struct pool *pool, struct error *error)
{
    *result = NULL;
    if (!serves(problem))
        return STATUS_OK;
    struct linear_context *linear = memory_new(1, sizeof *linear);
    if (linear == NULL)
        return error_memory(error, "linear attention");
    linear->precision = problem->precision;
    linear->width = problem->values.width;
    linear->key_count = mask_key_count(&problem->mask, problem->key_count);
    enum status status = STATUS_OK;
    if (!make_sums(linear, problem, pool))
        status = error_memory(error, "linear attention");
    bool finite = status == STATUS_OK && are_finite(linear, problem->keys.width);
    size_t width = linear->width + 1;
    struct projection map = {.weight = {linear->sums, problem->keys.width, width, width}};
    if (finite)
        status =
            projection_new(&linear->map, &map, 0, width, linear->precision, kernel, pool, error);
    if (status == STATUS_OK && finite)
        *result = linear;
    else
        linear_context_free(linear);
    return status;
}

void linear_context_free(struct linear_context *linear)
{
    if (linear == NULL)
        return;
    projection_free(linear->map);
    free(linear->sums);
    free(linear->rows);
    free(linear);
}

/* The context of so many queries, linear->most at most. */
static void apply_part(struct linear_context *linear, const struct rows *queries, void *context)
{
    size_t width = linear->width;
    enum precision precision = linear->precision;
    projection_apply(linear->map, queries, linear->rows);
    for (size_t i = 0; i < queries->count; i++) {
        size_t at = i * (width + 1);
        double sum = precision_get(linear->rows, precision, at + width);
        bool none = linear->key_count == 0 || sum == 0; /* features may underflow */
        for (size_t c = 0; c < width; c++)
            precision_put(context, precision, i * width + c,
                          none ? 0 : precision_get(linear->rows, precision, at + c) / sum);
    }
}

void linear_context_apply(struct linear_context *linear, const struct rows *queries, void *context)
{
    size_t size = precision_size(linear->precision);
    for (size_t begin = 0; begin < queries->count; begin += linear->most) {
        size_t left = queries->count - begin;
        struct rows part = *queries;
        part.data = (const char *)queries->data + begin * queries->stride * size;
        part.count = left < linear->most ? left : linear->most;
        apply_part(linear, &part, (char *)context + begin * linear->width * size);
    }
}

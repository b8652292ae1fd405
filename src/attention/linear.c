/* Linear attention in linear time; see linear.h. */
#include "attention/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernel.h"
#include "attention/prepare.h"
#include "base/memory.h"

/* Keys whose products with their values are added up at a time: fewer where values are very wide,
 * as their packed copies take memory. */
enum { LEAST_KEYS = 1024, MOST_KEYS = 4096, VALUE_BYTES = 16 << 20 };

/* Numbers of S that are never too many; bytes that the rows of some queries take, unless one row
 * takes more. */
enum { SMALL = 1 << 20, ROWS_BYTES = 32 << 20 };

/* Rows that a worker divides at a time. */
enum { ROWS_AT_ONCE = 64 };

struct linear_context {
    enum precision precision;
    size_t width;                  /* d_v */
    size_t key_count;              /* that exist */
    void *sums;                    /* d x (d_v + 1): S, and z as its last column */
    struct multiplier *multiplier; /* of queries with S and z */
    size_t most;                   /* queries at a time: fewer where values are very wide */
    void *rows;                    /* of each d_v + 1 numbers */
    struct pool *pool;
};

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
                     !mask->names && !(mask->local > 0);
    return normalizer_kind(&problem->normalizer) == NORMALIZER_LINEAR && problem->keys.data &&
           problem->values.data && same_keys && problem->softcap == 0 &&
           problem->normalizer.top == 0 && is_small(problem);
}

/* Some keys, as the columns of S have them: their features transposed, their values, and ones whose
 * products are z's. */
struct key_block {
    struct view features, values, ones;
};

/* The sums over a block of keys, d x (d_v + 1), to `part`. */
static enum status multiply_keys(const struct key_block *block, void *part,
                                 const struct kernel *kernel, struct pool *pool,
                                 struct error *error)
{
    const struct view *factors[] = {&block->values, &block->ones};
    size_t stride = block->values.columns + 1;
    char *to = part;
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
        struct multiplier *multiplier;
        enum status status = multiplier_new(&multiplier, factors[i], NULL, kernel, pool, error);
        if (status != STATUS_OK)
            return status;
        multiplier_apply(multiplier, &block->features, (struct out_rows){to, stride});
        multiplier_free(multiplier);
        to += block->values.columns * precision_size(kernel->precision);
    }
    return STATUS_OK;
}

static void add(void *sums, const void *part, size_t count, enum precision precision)
{
    for (size_t i = 0; i < count; i++)
        precision_put(sums, precision, i,
                      precision_get(sums, precision, i) + precision_get(part, precision, i));
}

/* S and z, block by block of the keys that exist. */
static enum status sum_keys(struct linear_context *linear, const struct attention *problem,
                            void *part, const struct kernel *kernel, struct pool *pool,
                            struct error *error)
{
    const struct rows *keys = &problem->keys, *values = &problem->values;
    size_t size = precision_size(linear->precision), count = keys->width * (linear->width + 1);
    size_t most = VALUE_BYTES / size / (linear->width + 1) / LEAST_KEYS * LEAST_KEYS;
    most = most > MOST_KEYS ? MOST_KEYS : most > 0 ? most : LEAST_KEYS;
    double one = 1;
    float one_single = 1;
    const void *ones = linear->precision == PRECISION_DOUBLE ? (void *)&one : (void *)&one_single;
    memset(linear->sums, 0, count * size);
    for (size_t begin = 0; begin < linear->key_count; begin += most) {
        size_t m = min_size(most, linear->key_count - begin);
        const struct key_block block = {
            .features = {(const char *)keys->data + begin * keys->stride * size, keys->width, m, 1,
                         keys->stride},
            .values = {(const char *)values->data + begin * values->stride * size, m, values->width,
                       values->stride, 1},
            .ones = {ones, m, 1, 0, 0}};
        enum status status = multiply_keys(&block, part, kernel, pool, error);
        if (status != STATUS_OK)
            return status;
        add(linear->sums, part, count, linear->precision);
    }
    return STATUS_OK;
}

/* Sums and room for a block's rows. */
static enum status make_sums(struct linear_context *linear, const struct attention *problem,
                             const struct kernel *kernel, struct pool *pool, struct error *error)
{
    size_t d = problem->keys.width, width = linear->width + 1;
    size_t size = precision_size(linear->precision), most = ROWS_BYTES / size / width;
    linear->most = most == 0 ? 1 : min_size(most, PREPARED_ROWS);
    linear->sums = memory_new_rows(d, width, size);
    linear->rows = memory_new_rows(linear->most, width, size);
    void *part = memory_new_rows(d, width, size);
    enum status status = STATUS_OK;
    if (linear->sums && linear->rows && part)
        status = sum_keys(linear, problem, part, kernel, pool, error);
    else
        status = error_memory(error, "linear attention");
    free(part);
    return status;
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
                               const struct kernel *kernel, struct pool *pool, struct error *error)
{
    *result = NULL;
    if (!serves(problem))
        return STATUS_OK;
    struct linear_context *linear = memory_new(1, sizeof *linear);
    if (!linear)
        return error_memory(error, "linear attention");
    linear->precision = problem->precision;
    linear->pool = pool;
    linear->width = problem->values.width;
    linear->key_count = mask_key_count(&problem->mask, problem->key_count);
    enum status status = make_sums(linear, problem, kernel, pool, error);
    bool finite = status == STATUS_OK && are_finite(linear, problem->keys.width);
    size_t width = linear->width + 1;
    struct view sums = {linear->sums, problem->keys.width, width, width, 1};
    if (finite)
        status = multiplier_new(&linear->multiplier, &sums, NULL, kernel, pool, error);
    if (status == STATUS_OK && finite)
        *result = linear;
    else
        linear_context_free(linear);
    return status;
}

void linear_context_free(struct linear_context *linear)
{
    if (!linear)
        return;
    multiplier_free(linear->multiplier);
    free(linear->sums);
    free(linear->rows);
    free(linear);
}

/* Rows of features times S and z, to be divided. */
struct division {
    const struct linear_context *linear;
    size_t count;
    struct out_rows context;
};

/* Some rows of the context: each features times S by features times z. */
static void divide_rows(void *context, size_t index, size_t worker)
{
    (void)worker;
    const struct division *division = context;
    const struct linear_context *linear = division->linear;
    size_t width = linear->width, begin = index * ROWS_AT_ONCE;
    enum precision precision = linear->precision;
    for (size_t i = begin; i < min_size(begin + ROWS_AT_ONCE, division->count); i++) {
        size_t at = i * (width + 1);
        double sum = precision_get(linear->rows, precision, at + width);
        bool none = linear->key_count == 0 || sum == 0; /* features may underflow */
        for (size_t c = 0; c < width; c++)
            precision_put(division->context.data, precision, i * division->context.stride + c,
                          none ? 0 : precision_get(linear->rows, precision, at + c) / sum);
    }
}

/* The context of so many queries, linear->most at most. */
static void apply_part(struct linear_context *linear, const struct rows *queries,
                       struct out_rows context)
{
    struct view rows = view_of(queries);
    multiplier_apply(linear->multiplier, &rows, (struct out_rows){linear->rows, linear->width + 1});
    struct division division = {linear, queries->count, context};
    pool_run(linear->pool, ceiling_divide(queries->count, ROWS_AT_ONCE), divide_rows, &division);
}

void linear_context_apply(struct linear_context *linear, const struct rows *queries,
                          struct out_rows context)
{
    size_t size = precision_size(linear->precision);
    for (size_t begin = 0; begin < queries->count; begin += linear->most) {
        size_t left = queries->count - begin;
        struct rows part = *queries;
        part.data = (const char *)queries->data + begin * queries->stride * size;
        part.count = left < linear->most ? left : linear->most;
        apply_part(linear, &part, out_from(context, begin, size));
    }
}

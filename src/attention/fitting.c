/* Standardising and whitening; see fitting.h. All sums run over the keys in their order and in
 * double precision, so that they are the same however the work is shared out. */
#include "attention/fitting.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

/* Columns of a covariance, and rows of features, that a turn takes. */
enum { COLUMNS_AT_ONCE = 32, ROWS_AT_ONCE = 64 };

struct fitting {
    size_t width; /* d features */
    enum precision precision;
    struct pool *pool;
    double *center, *scale; /* d: taken off, and divided by then; 0 where there is no spread */
    double *factor;         /* L, d x d, column after column; NULL: there is none */
    double *work;           /* d for each worker */
};

/* The keys, as the passes below see them. */
struct sample {
    struct fitting *fitting;
    const struct rows *keys;
    size_t count;
};

static const void *key_at(const struct sample *sample, size_t key)
{
    size_t size = precision_size(sample->fitting->precision);
    return (const char *)sample->keys->data + key * sample->keys->stride * size;
}

/* The means of the features, in two passes: the second finds what the first has lost. Features
 * without a number have the mean 0. */
static bool find_means(const struct sample *sample)
{
    struct fitting *fitting = sample->fitting;
    size_t d = fitting->width;
    double *sums = memory_new(2 * d, sizeof *sums), *counts = sums ? sums + d : NULL;
    for (int pass = 0; sums && pass < 2; pass++) {
        for (size_t c = 0; c < d; c++)
            sums[c] = counts[c] = 0;
        for (size_t j = 0; j < sample->count; j++)
            for (size_t c = 0; c < d; c++) {
                double x = precision_get(key_at(sample, j), fitting->precision, c);
                sums[c] += isnan(x) ? 0 : x - fitting->center[c];
                counts[c] += !isnan(x);
            }
        for (size_t c = 0; c < d; c++)
            fitting->center[c] += counts[c] > 0 ? sums[c] / counts[c] : 0;
    }
    free(sums);
    return sums != NULL;
}

/* The standard deviations, by squares of what is left of the numbers over the largest of it, which
 * neither overflow nor vanish. */
static bool find_deviations(const struct sample *sample)
{
    struct fitting *fitting = sample->fitting;
    size_t d = fitting->width;
    double *sums = memory_new(3 * d, sizeof *sums);
    if (!sums)
        return false;
    double *counts = sums + d, *largest = sums + 2 * d;
    for (int pass = 0; pass < 2; pass++)
        for (size_t j = 0; j < sample->count; j++)
            for (size_t c = 0; c < d; c++) {
                double x = precision_get(key_at(sample, j), fitting->precision, c);
                x -= fitting->center[c];
                if (isnan(x))
                    continue;
                if (pass == 0)
                    largest[c] = fmax(largest[c], fabs(x));
                else if (largest[c] > 0)
                    sums[c] += (x / largest[c]) * (x / largest[c]);
                counts[c] += pass;
            }
    for (size_t c = 0; c < d; c++)
        fitting->scale[c] = counts[c] > 0 ? largest[c] * sqrt(sums[c] / counts[c]) : 0;
    free(sums);
    return true;
}

/* The least numbers, and how far up the greatest are. */
static void find_ranges(const struct sample *sample)
{
    struct fitting *fitting = sample->fitting;
    double *least = fitting->center, *greatest = fitting->scale;
    for (size_t c = 0; c < fitting->width; c++) {
        least[c] = INFINITY;
        greatest[c] = -INFINITY;
    }
    for (size_t j = 0; j < sample->count; j++)
        for (size_t c = 0; c < fitting->width; c++) {
            double x = precision_get(key_at(sample, j), fitting->precision, c);
            least[c] = fmin(least[c], x);
            greatest[c] = fmax(greatest[c], x);
        }
    for (size_t c = 0; c < fitting->width; c++) {
        bool any = least[c] <= greatest[c];
        fitting->scale[c] = any ? greatest[c] - least[c] : 0;
        fitting->center[c] = any ? least[c] : 0;
    }
}

/* What rounding leaves of equal numbers is no spread: the mean of n of them is off by less than n
 * units in its last place. */
static void flatten(const struct sample *sample)
{
    struct fitting *fitting = sample->fitting;
    for (size_t c = 0; c < fitting->width; c++) {
        bool spread = false;
        double first = NAN;
        for (size_t j = 0; j < sample->count && !spread; j++) {
            double x = precision_get(key_at(sample, j), fitting->precision, c);
            if (isnan(first))
                first = x;
            spread = x < first || x > first;
        }
        if (spread)
            continue;
        fitting->center[c] = isnan(first) ? 0 : first;
        fitting->scale[c] = 0;
    }
}

/* A row, standardised. */
static void standardize_row(const struct fitting *fitting, const void *from, double *to)
{
    for (size_t c = 0; c < fitting->width; c++) {
        double x = precision_get(from, fitting->precision, c) - fitting->center[c];
        to[c] = fitting->scale[c] > 0 ? x / fitting->scale[c] : x;
    }
}

/* Adds a multiple of `count` numbers to others. */
static void add_multiple(size_t count, double factor, const double *numbers, double *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] += factor * numbers[i];
}

/* Some columns of the covariance of the standardised keys, from the diagonal down. */
static void find_columns(void *context, size_t index, size_t worker)
{
    const struct sample *sample = context;
    const struct fitting *fitting = sample->fitting;
    size_t d = fitting->width, begin = index * COLUMNS_AT_ONCE;
    size_t end = min_size(begin + COLUMNS_AT_ONCE, d);
    double *row = fitting->work + worker * d;
    for (size_t j = 0; j < sample->count; j++) {
        standardize_row(fitting, key_at(sample, j), row);
        for (size_t c = begin; c < end; c++)
            add_multiple(d - c, row[c], row + c, fitting->factor + c * d + c);
    }
    for (size_t c = begin; c < end; c++)
        for (size_t r = c; r < d; r++)
            fitting->factor[c * d + r] /= (double)(sample->count - 1);
}

/* The covariance becomes its Cholesky factor L, column by column. Its diagonal was about 1, so that
 * what is left of a pivot is the part of the feature that those before it do not explain; false
 * where that is nothing but rounding. */
static bool factorize(struct fitting *fitting, size_t *feature)
{
    size_t d = fitting->width;
    for (size_t c = 0; c < d; c++) {
        double *column = fitting->factor + c * d;
        *feature = c;
        if (!(column[c] > 4 * DBL_EPSILON * (double)d))
            return false;
        double pivot = sqrt(column[c]);
        for (size_t r = c; r < d; r++)
            column[r] /= pivot;
        for (size_t other = c + 1; other < d; other++)
            add_multiple(d - other, -column[other], column + other,
                         fitting->factor + other * d + other);
    }
    return true;
}

static enum fitting_result whiten(const struct sample *sample, size_t *feature)
{
    struct fitting *fitting = sample->fitting;
    size_t d = fitting->width, numbers;
    for (*feature = 0; *feature < d; ++*feature)
        if (!(fitting->scale[*feature] > 0))
            return FITTING_SINGULAR;
    fitting->factor =
        size_multiply(d, d, &numbers) ? memory_new(numbers, sizeof *fitting->factor) : NULL;
    if (!fitting->factor)
        return FITTING_NO_MEMORY;
    pool_run(fitting->pool, ceiling_divide(d, COLUMNS_AT_ONCE), find_columns,
             (void *)(uintptr_t)sample);
    for (*feature = 0; *feature < d; ++*feature)
        if (isnan(fitting->factor[*feature * d + *feature]))
            return FITTING_NOT_FINITE;
    return factorize(fitting, feature) ? FITTING_DONE : FITTING_SINGULAR;
}

static bool reserve(struct fitting *fitting)
{
    size_t d = fitting->width, numbers;
    fitting->center = memory_new(d, sizeof *fitting->center);
    fitting->scale = memory_new(d, sizeof *fitting->scale);
    fitting->work = size_multiply(d, pool_width(fitting->pool), &numbers)
                        ? memory_new(numbers, sizeof *fitting->work)
                        : NULL;
    return fitting->center && fitting->scale && fitting->work;
}

static enum fitting_result fit(const struct sample *sample, enum fitting_kind kind, size_t *feature)
{
    struct fitting *fitting = sample->fitting;
    if (kind == FITTING_MINMAX)
        find_ranges(sample);
    else if (!find_means(sample) || !find_deviations(sample))
        return FITTING_NO_MEMORY;
    for (*feature = 0; *feature < fitting->width; ++*feature)
        if (!isfinite(fitting->center[*feature]) || !isfinite(fitting->scale[*feature]))
            return FITTING_NOT_FINITE;
    flatten(sample);
    return kind == FITTING_WHITEN ? whiten(sample, feature) : FITTING_DONE;
}

enum fitting_result fitting_new(struct fitting **result, enum fitting_kind kind,
                                const struct rows *keys, size_t count, enum precision precision,
                                struct pool *pool, size_t *feature)
{
    struct fitting *fitting = memory_new(1, sizeof *fitting);
    *result = NULL;
    if (!fitting)
        return FITTING_NO_MEMORY;
    *fitting = (struct fitting){.width = keys->width, .precision = precision, .pool = pool};
    const struct sample sample = {fitting, keys, count};
    enum fitting_result found = reserve(fitting) ? fit(&sample, kind, feature) : FITTING_NO_MEMORY;
    if (found == FITTING_DONE)
        *result = fitting;
    else
        fitting_free(fitting);
    return found;
}

void fitting_free(struct fitting *fitting)
{
    if (!fitting)
        return;
    free(fitting->center);
    free(fitting->scale);
    free(fitting->factor);
    free(fitting->work);
    free(fitting);
}

bool fitting_is_constant(const struct fitting *fitting, size_t feature)
{
    return !(fitting->scale[feature] > 0);
}

double fitting_center(const struct fitting *fitting, size_t feature)
{
    return fitting->center[feature];
}

double fitting_scale(const struct fitting *fitting, size_t feature)
{
    return fitting->scale[feature];
}

double fitting_covariance(const struct fitting *fitting, size_t a, size_t b)
{
    const size_t d = fitting->width;
    double sum = 0;
    for (size_t c = 0; c <= min_size(a, b); c++)
        sum += fitting->factor[c * d + a] * fitting->factor[c * d + b];
    return sum * fitting->scale[a] * fitting->scale[b];
}

/* L^-1 x, in place: forward substitution. */
static void substitute(const struct fitting *fitting, double *x)
{
    size_t d = fitting->width;
    for (size_t c = 0; c < d; c++) {
        const double *column = fitting->factor + c * d;
        x[c] /= column[c];
        add_multiple(d - c - 1, -x[c], column + c + 1, x + c + 1);
    }
}

/* A call of fitting_apply. */
struct application {
    const struct fitting *fitting;
    void *rows;
    size_t count;
};

static void apply_to_some(void *context, size_t index, size_t worker)
{
    const struct application *call = context;
    const struct fitting *fitting = call->fitting;
    size_t d = fitting->width, begin = index * ROWS_AT_ONCE;
    size_t end = min_size(begin + ROWS_AT_ONCE, call->count);
    double *numbers = fitting->work + worker * d;
    for (size_t i = begin; i < end; i++) {
        void *row = (char *)call->rows + i * d * precision_size(fitting->precision);
        standardize_row(fitting, row, numbers);
        if (fitting->factor)
            substitute(fitting, numbers);
        for (size_t c = 0; c < d; c++)
            precision_put(row, fitting->precision, c, numbers[c]);
    }
}

void fitting_apply(const struct fitting *fitting, void *rows, size_t count)
{
    struct application call = {fitting, rows, count};
    pool_run(fitting->pool, ceiling_divide(count, ROWS_AT_ONCE), apply_to_some, &call);
}

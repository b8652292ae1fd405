/* Compensated sums down columns; see column_sums.h. */
#include "attention/column_sums.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* Columns that a worker takes at a time. */
enum { STRIP = 512 };

struct column_sums {
    enum precision precision;
    size_t width;
    double *sum, *error; /* a column's sum is sum + error; each `width` long */
};

struct column_sums *column_sums_new(enum precision precision, size_t width)
{
    struct column_sums *sums = memory_new(1, sizeof *sums);
    if (!sums)
        return NULL;
    *sums = (struct column_sums){.precision = precision,
                                 .width = width,
                                 .sum = memory_new(width, sizeof(double)),
                                 .error = memory_new(width, sizeof(double))};
    if (!sums->sum || !sums->error) {
        column_sums_free(sums);
        return NULL;
    }
    return sums;
}

void column_sums_free(struct column_sums *sums)
{
    if (!sums)
        return;
    free(sums->sum);
    free(sums->error);
    free(sums);
}

struct addition {
    struct column_sums *sums;
    const struct rows *rows;
    const void *weights;
};

/* sum + error += x, where the rounding error of the addition goes to error (Knuth's TwoSum). */
static inline void add(double *sum, double *error, double x, double x_error)
{
    double old = *sum, total = old + x, part = total - old;
    *sum = total;
    *error += (old - (total - part)) + (x - part) + x_error;
}

static void add_row(double *restrict sum, double *restrict error, const double *restrict x,
                    size_t count)
{
    for (size_t j = 0; j < count; j++)
        add(&sum[j], &error[j], x[j], 0);
}

static void add_row_single(double *restrict sum, double *restrict error, const float *restrict x,
                           size_t count)
{
    for (size_t j = 0; j < count; j++)
        add(&sum[j], &error[j], (double)x[j], 0);
}

/* The product's rounding error counts too (TwoProduct by fused multiply-add). */
static void add_scaled_row(double *sum, double *error, const double *x, double weight, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        double product = weight * x[j];
        add(&sum[j], &error[j], product, fma(weight, x[j], -product));
    }
}

static void add_scaled_row_single(double *sum, double *error, const float *x, float weight,
                                  size_t count)
{
    for (size_t j = 0; j < count; j++)
        add(&sum[j], &error[j], (double)weight * (double)x[j], 0);
}

static void add_strip(void *context, size_t index, size_t worker)
{
    (void)worker;
    const struct addition *addition = context;
    struct column_sums *sums = addition->sums;
    const struct rows *rows = addition->rows;
    size_t begin = index * STRIP, left = sums->width - begin, count = left < STRIP ? left : STRIP;
    double *sum = sums->sum + begin, *error = sums->error + begin;
    for (size_t i = 0; i < rows->count; i++) {
        size_t at = i * rows->stride + begin;
        if (sums->precision == PRECISION_DOUBLE) {
            const double *x = (const double *)rows->data + at, *w = addition->weights;
            if (!w)
                add_row(sum, error, x, count);
            else if (w[i] != 0)
                add_scaled_row(sum, error, x, w[i], count);
        } else {
            const float *x = (const float *)rows->data + at, *w = addition->weights;
            if (!w)
                add_row_single(sum, error, x, count);
            else if (w[i] != 0)
                add_scaled_row_single(sum, error, x, w[i], count);
        }
    }
}

void column_sums_add(struct column_sums *sums, const struct rows *rows, const void *weights,
                     struct pool *pool)
{
    struct addition addition = {.sums = sums, .rows = rows, .weights = weights};
    size_t strips = ceiling_divide(sums->width, STRIP);
    pool_run(pool, strips, add_strip, &addition);
}

void column_sums_get(const struct column_sums *sums, void *out)
{
    for (size_t j = 0; j < sums->width; j++) {
        /* An infinite sum has a NaN for its error. */
        double total = isfinite(sums->sum[j]) ? sums->sum[j] + sums->error[j] : sums->sum[j];
        precision_put(out, sums->precision, j, total);
    }
}

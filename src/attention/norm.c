/* Root mean square norm; see norm.h. */
#include "attention/norm.h"

#include <math.h>

#include "base/memory.h"

/* Rows that a worker takes at a time; features that one accumulator sums up. */
enum { TURN_ROWS = 32, FEATURE_BLOCK = 1024 };

/* A call, as its turns see it. */
struct call {
    const struct norm *norm;
    struct rows given;    /* of norm_back */
    struct out_rows rows; /* count x width, in place */
    size_t count, width;
    size_t span; /* features of a mean */
    enum precision precision;
};

size_t norm_width(const struct norm *norm, size_t head_width)
{
    return norm->width ? norm->width : head_width;
}

static double gain_of(const struct call *call, size_t c)
{
    return call->norm->gain ? precision_get(call->norm->gain, call->precision, c) : 1;
}

/* A power of two that keeps squares in range, and what x times it is divided by: the root of the
 * mean. */
struct size {
    double scale, root;
};

static struct size size_of(const struct call *call, const void *x)
{
    double sum = 0, largest = 0;
    for (size_t c = 0; c < call->span; c++)
        largest = fmax(largest, fabs(precision_get(x, call->precision, c)));
    double scale = largest > 0x1p500 ? 0x1p-600 : 1; /* tiny squares are lost beside epsilon */
    for (size_t begin = 0; begin < call->span; begin += FEATURE_BLOCK) {
        double block = 0;
        for (size_t c = begin; c < min_size(call->span, begin + FEATURE_BLOCK); c++) {
            double value = scale * precision_get(x, call->precision, c);
            block += value * value;
        }
        sum += block;
    }
    double mean = sum / (double)call->span + call->norm->epsilon * scale * scale;
    return (struct size){scale, sqrt(mean)};
}

static void apply_span(const struct call *call, void *x)
{
    const struct size size = size_of(call, x);
    for (size_t c = 0; c < call->span; c++) {
        double value = size.scale * precision_get(x, call->precision, c);
        precision_put(x, call->precision, c, value / size.root * gain_of(call, c));
    }
}

/* With r = 1 / sqrt(mean x^2 + epsilon): dL/dx_c = r (g_c dL/dy_c - x_c r^2 mean(x g dL/dy)). What
 * is 0 stays 0: a masked key may be a NaN. */
static void back_span(const struct call *call, const void *x, void *by)
{
    if (precision_is_zero(by, call->precision, call->span))
        return;
    const struct size size = size_of(call, x);
    double sum = 0, inverse = 1 / size.root;
    for (size_t c = 0; c < call->span; c++)
        sum += precision_get(x, call->precision, c) * size.scale * inverse * gain_of(call, c) *
               precision_get(by, call->precision, c);
    sum /= (double)call->span;
    for (size_t c = 0; c < call->span; c++) {
        double unit = precision_get(x, call->precision, c) * size.scale * inverse;
        double change = gain_of(call, c) * precision_get(by, call->precision, c) - unit * sum;
        precision_put(by, call->precision, c, change * inverse * size.scale);
    }
}

/* dL/dg_c = sum of dL/dy_c x_c r. */
static void add_gain(const struct call *call, const void *x, const void *by, double *sums)
{
    if (precision_is_zero(by, call->precision, call->span))
        return;
    const struct size size = size_of(call, x);
    for (size_t c = 0; c < call->span; c++)
        sums[c] += precision_get(by, call->precision, c) *
                   (size.scale * precision_get(x, call->precision, c) / size.root);
}

void norm_gain(const struct norm *norm, size_t head_width, const struct rows *given,
               const struct rows *by, enum precision precision, double *sums)
{
    const struct call call = {
        .norm = norm, .span = norm_width(norm, head_width), .precision = precision};
    size_t bytes = precision_size(precision);
    for (size_t row = 0; row < given->count; row++)
        for (size_t c = 0; c < given->width; c += call.span)
            add_gain(&call, (const char *)given->data + (row * given->stride + c) * bytes,
                     (const char *)by->data + (row * by->stride + c) * bytes, sums);
}

static void turn(void *context, size_t index, size_t worker)
{
    (void)worker;
    const struct call *call = context;
    size_t bytes = precision_size(call->precision), begin = index * TURN_ROWS;
    for (size_t row = begin; row < min_size(begin + TURN_ROWS, call->count); row++)
        for (size_t c = 0; c < call->width; c += call->span) {
            char *to = (char *)call->rows.data + (row * call->rows.stride + c) * bytes;
            if (!call->given.data)
                apply_span(call, to);
            else
                back_span(call,
                          (const char *)call->given.data + (row * call->given.stride + c) * bytes,
                          to);
        }
}

void norm_apply(const struct norm *norm, size_t head_width, struct out_rows rows, size_t count,
                size_t width, enum precision precision, struct pool *pool)
{
    struct call call = {.norm = norm,
                        .rows = rows,
                        .count = count,
                        .width = width,
                        .span = norm_width(norm, head_width),
                        .precision = precision};
    pool_run(pool, ceiling_divide(count, TURN_ROWS), turn, &call);
}

void norm_back(const struct norm *norm, size_t head_width, const struct rows *given,
               struct out_rows by, enum precision precision, struct pool *pool)
{
    struct call call = {.norm = norm,
                        .given = *given,
                        .rows = by,
                        .count = given->count,
                        .width = given->width,
                        .span = norm_width(norm, head_width),
                        .precision = precision};
    pool_run(pool, ceiling_divide(given->count, TURN_ROWS), turn, &call);
}

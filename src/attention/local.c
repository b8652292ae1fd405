/* Local attention; see local.h. Everything runs in double precision and is rounded once. */
#include "attention/local.h"

#include <math.h>

#include "attention/kernel/kernel.h"

/* Numbers that an elementary function takes at a time. */
enum { CHUNK = 256 };

/* Whether weight `index` is one of a masked key. */
static bool is_nothing(const struct local *local, double weight)
{
    return local->logarithm ? weight == -INFINITY : weight == 0;
}

static size_t chunk_end(struct key_range range, size_t begin)
{
    return range.end - begin < CHUNK ? range.end : begin + CHUNK;
}

/* The sum of the weights but those that are 1, of logarithms relative to `max`; *ones becomes how
 * many these are. */
static double sum_weights(const struct local *local, const void *weights, struct key_range range,
                          double max, double *ones, enum precision precision)
{
    double chunk[CHUNK], rest = 0;
    *ones = 0;
    for (size_t begin = range.begin, end; begin < range.end; begin = end) {
        end = chunk_end(range, begin);
        for (size_t j = begin; j < end; j++) {
            double weight = precision_get(weights, precision, j);
            chunk[j - begin] = is_nothing(local, weight) ? 0 : weight - max;
        }
        if (local->logarithm)
            local->arithmetic->elementary(ELEMENTARY_EXP, end - begin, chunk);
        for (size_t j = begin; j < end; j++)
            if (!is_nothing(local, precision_get(weights, precision, j)))
                *(chunk[j - begin] == 1 ? ones : &rest) += chunk[j - begin];
    }
    return rest;
}

/* Weights so much smaller that their sum does not overflow. */
static void make_smaller(void *weights, struct key_range range, enum precision precision)
{
    for (size_t j = range.begin; j < range.end; j++)
        precision_put(weights, precision, j, 0x1p-64 * precision_get(weights, precision, j));
}

static void renormalize(const struct local *local, void *weights, struct key_range range,
                        enum precision precision)
{
    double max = local->logarithm ? -INFINITY : 0;
    for (size_t j = range.begin; local->logarithm && j < range.end; j++)
        max = fmax(max, precision_get(weights, precision, j));
    double ones, rest = sum_weights(local, weights, range, max, &ones, precision);
    if (isinf(rest) && !local->logarithm) {
        make_smaller(weights, range, precision);
        rest = sum_weights(local, weights, range, max, &ones, precision);
    }
    /* Beside the largest, which is 1, a logarithm would lose a small rest. */
    double log_ones = ones, log_rest = rest / ones;
    if (local->logarithm) {
        local->arithmetic->elementary(ELEMENTARY_LOG, 1, &log_ones);
        local->arithmetic->elementary(ELEMENTARY_LOG1P, 1, &log_rest);
    }
    for (size_t j = range.begin; j < range.end; j++) {
        double weight = precision_get(weights, precision, j);
        if (!is_nothing(local, weight))
            precision_put(weights, precision, j,
                          local->logarithm ? weight - max - (log_ones + log_rest)
                                           : weight / (ones + rest));
    }
}

void local_weigh(const struct local *local, double center, void *weights, size_t length,
                 enum precision precision)
{
    double chunk[CHUNK], sigma = local->mask->local / 2;
    struct key_range range = mask_window(local->mask, center, length);
    for (size_t begin = range.begin, end; begin < range.end; begin = end) {
        end = chunk_end(range, begin);
        for (size_t j = begin; j < end; j++) {
            double distance = ((double)mask_place(local->mask, j) - center) / sigma;
            chunk[j - begin] = -distance * distance / 2;
        }
        if (!local->logarithm)
            local->arithmetic->elementary(ELEMENTARY_EXP, end - begin, chunk);
        for (size_t j = begin; j < end; j++) {
            double weight = precision_get(weights, precision, j), factor = chunk[j - begin];
            if (!is_nothing(local, weight))
                precision_put(weights, precision, j,
                              local->logarithm ? weight + factor : weight * factor);
        }
    }
    if (local->renormalize)
        renormalize(local, weights, range, precision);
}

double local_center(const struct kernel *arithmetic, const void *h, const void *v, size_t count,
                    size_t key_count, enum precision precision)
{
    double chunk[CHUNK], sum = 0;
    struct key_range range = {0, count};
    for (size_t begin = 0, end; begin < count; begin = end) {
        end = chunk_end(range, begin);
        for (size_t a = begin; a < end; a++)
            chunk[a - begin] = precision_get(h, precision, a);
        arithmetic->elementary(ELEMENTARY_TANH, end - begin, chunk);
        for (size_t a = begin; a < end; a++)
            sum += precision_get(v, precision, a) * chunk[a - begin];
    }
    sum = -sum;
    arithmetic->elementary(ELEMENTARY_EXP, 1, &sum);
    return (double)key_count / (1 + sum);
}

/* Contexts over shards of the keys; see shards.h. */
#include "attention/shards.h"

#include <math.h>

#include "attention/kernel/kernels.h"

/* The largest of the shards and the sink; NaN if one is. */
static double largest(double sink, size_t count, const double *shards)
{
    double max = sink;
    for (size_t s = 0; s < count; s++)
        if (shards[s] > max || isnan(shards[s]))
            max = shards[s];
    return max;
}

double shards_factors(struct shard_denominator denominator, size_t count, double *shards)
{
    const struct kernel *arithmetic = kernel_find(NULL, PRECISION_DOUBLE);
    enum elementary power = denominator.base_two ? ELEMENTARY_EXP2 : ELEMENTARY_EXP;
    double max = largest(denominator.sink, count, shards);
    if (max == -INFINITY) {
        for (size_t s = 0; s < count; s++)
            shards[s] = 0;
        return -INFINITY;
    }
    /* 1. Weights relative to the largest. It weighs 1; the others are summed apart, so that
     *    log(1 + their sum) keeps its digits. */
    double rest = denominator.sink - max;
    for (size_t s = 0; s < count; s++)
        shards[s] -= max;
    arithmetic->elementary(power, count, shards);
    arithmetic->elementary(power, 1, &rest);
    size_t ones = rest == 1;
    rest = ones ? 0 : rest;
    for (size_t s = 0; s < count; s++)
        if (shards[s] == 1)
            ones++;
        else
            rest += shards[s];
    /* 2. Factors. */
    double sum = (double)ones + rest;
    for (size_t s = 0; s < count; s++)
        shards[s] /= sum;
    /* 3. log(sum) = log1p(rest beyond the largest). */
    double log_sum = rest + (double)(ones - 1);
    arithmetic->elementary(ELEMENTARY_LOG1P, 1, &log_sum);
    return max + (denominator.base_two ? log_sum * M_LOG2E : log_sum);
}

void shards_join(size_t count, const double *factors, const double *contexts, size_t stride,
                 size_t width, double *context)
{
    for (size_t c = 0; c < width; c++) {
        double sum = 0;
        for (size_t s = 0; s < count; s++)
            if (factors[s] != 0)
                sum += factors[s] * contexts[s * stride + c];
        context[c] = sum;
    }
}

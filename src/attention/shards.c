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

double shards_weigh(struct shard_denominator denominator, size_t count, double *shards, double *sum)
{
    const struct kernel *arithmetic = kernel_find(NULL, PRECISION_DOUBLE);
    enum elementary power = denominator.base_two ? ELEMENTARY_EXP2 : ELEMENTARY_EXP;
    double max = largest(denominator.sink, count, shards);
    *sum = 1;
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
    double sink = rest;
    size_t ones = rest == 1;
    rest = ones ? 0 : rest;
    for (size_t s = 0; s < count; s++)
        if (shards[s] == 1)
            ones++;
        else
            rest += shards[s];
    /* 2. A power of two, which costs no digit, keeps sums of contexts in range. The weights are
     * added in the order in which the contexts will be, so that equal contexts stay as they are. */
    int exponent;
    frexp((double)ones + rest, &exponent);
    *sum = 0;
    for (size_t s = 0; s < count; s++) {
        shards[s] = ldexp(shards[s], -exponent);
        *sum += shards[s];
    }
    *sum += ldexp(sink, -exponent);
    /* 3. log(sum) = log1p(what is left beside the largest). */
    double log_sum = rest + (double)(ones - 1);
    arithmetic->elementary(ELEMENTARY_LOG1P, 1, &log_sum);
    return max + (denominator.base_two ? log_sum * M_LOG2E : log_sum);
}

void shards_join(size_t count, const double *weights, double sum, const double *contexts,
                 size_t stride, size_t width, double *context)
{
    for (size_t c = 0; c < width; c++) {
        context[c] = 0;
        for (size_t s = 0; s < count; s++)
            if (weights[s] != 0)
                context[c] += weights[s] * contexts[s * stride + c];
        context[c] /= sum;
    }
}

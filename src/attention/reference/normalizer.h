/* Part of the reference kernel: the normalizers in plain loops, a row at a time and in place. A NaN
 * or an infinity among the scores makes NaNs of all that are not masked; only a weight that depends
 * on its own score alone takes no NaN from another's. */

/* A row of numbers, each of `size` bytes: float, double or wide. */
struct numbers {
    void *data;
    size_t size;
};

static wide get(const struct numbers *numbers, size_t i)
{
    return numbers->size == sizeof(float)    ? (wide)((const float *)numbers->data)[i]
           : numbers->size == sizeof(double) ? (wide)((const double *)numbers->data)[i]
                                             : ((const wide *)numbers->data)[i];
}

static void put(const struct numbers *numbers, size_t i, wide x)
{
    if (numbers->size == sizeof(float))
        ((float *)numbers->data)[i] = (float)x;
    else if (numbers->size == sizeof(double))
        ((double *)numbers->data)[i] = (double)x;
    else
        ((wide *)numbers->data)[i] = x;
}

/* A score of -infinity is masked: its weight is 0. */
static bool masked(wide score)
{
    return score == -(wide)INFINITY;
}

/* The largest score, -infinity if all are masked. *is_finite becomes false if one is infinite or
 * NaN that is not masked. */
static wide largest(size_t length, const struct numbers *s, bool *is_finite)
{
    wide max = -(wide)INFINITY;
    *is_finite = true;
    for (size_t j = 0; j < length; j++) {
        *is_finite &= get(s, j) < (wide)INFINITY;
        max = get(s, j) > max ? get(s, j) : max;
    }
    return max;
}

/* Each weight `weight`, but those of masked scores 0, or its logarithm. */
static void fill_unmasked(size_t length, const struct numbers *s, bool logarithm, wide weight)
{
    for (size_t j = 0; j < length; j++)
        put(s, j, !masked(get(s, j)) ? weight : logarithm ? -(wide)INFINITY : 0);
}

#include "attention/reference/threshold.h"

/* The logarithm of its denominator; in passes: the maximum, the sum, the weights. */
static wide softmax_row(const struct normalizer_parameters *n, bool logarithm, size_t length,
                        wide max, const struct numbers *s)
{
    wide sink = n->sink ? (wide)n->sink_score : -(wide)INFINITY, temperature = (wide)n->temperature;
    wide most = fmaxl(max / temperature, sink), ones = 0, rest = 0;
    if (masked(most)) {
        fill_unmasked(length, s, logarithm, 0);
        return most;
    }
    /* Beside 1 a small rest would be lost, all there is to the logarithm of a weight near 1. */
    for (size_t j = 0; j <= length; j++) {
        wide e = j == length ? expl(sink - most)
                 : masked(get(s, j))
                     ? 0
                     : expl((get(s, j) - max) / temperature + (max / temperature - most));
        *(e == 1 ? &ones : &rest) += e;
    }
    wide log_sum = (ones > 1 ? logl(ones) : 0) + log1pl(rest / ones);
    for (size_t j = 0; j < length; j++) {
        wide x = (get(s, j) - max) / temperature + (max / temperature - most);
        if (masked(get(s, j)))
            put(s, j, logarithm ? -(wide)INFINITY : 0);
        else
            put(s, j, logarithm ? x - log_sum : expl(x) / (ones + rest));
    }
    return most + log_sum;
}

/* Without a number that overflows, or one next to 1 that hides how small the result is. */
static wide sigmoid(wide x, bool logarithm)
{
    wide e = expl(x < 0 ? x : -x);
    if (logarithm)
        return (x < 0 ? x : 0) - log1pl(e);
    return (x < 0 ? e : 1) / (1 + e);
}

/* A weight that depends on its own score alone, or may yet want a sum that divides it; or its
 * logarithm. */
static wide weight_of(const struct normalizer_parameters *n, bool logarithm, wide score)
{
    wide weight = score;
    if (masked(score))
        return logarithm ? score : 0;
    if (n->function->kind == NORMALIZER_SIGMOID)
        return sigmoid(score + (wide)n->sigmoid_bias, logarithm);
    if (n->function->kind == NORMALIZER_RELU)
        weight = score <= 0 ? 0 : score / (wide)n->relu_divisor;
    return logarithm ? logl(weight) : weight;
}

/* A row of scores to weights, or to their logarithms; what it gives back is softmax's log-sum-exp.
 */
static wide normalize_row(const struct normalizer_parameters *n, bool logarithm, size_t length,
                          const struct numbers *s)
{
    enum normalizer_kind kind = normalizer_kind(n);
    bool is_finite;
    wide max = largest(length, s, &is_finite), sum = 0;
    if (max == (wide)INFINITY || (!is_finite && normalizer_divides(n))) {
        fill_unmasked(length, s, logarithm, (wide)NAN);
        return (wide)NAN;
    }
    if (kind == NORMALIZER_SOFTMAX)
        return softmax_row(n, logarithm, length, max, s);
    if (normalizer_divides(n)) {
        threshold_row(n, logarithm, length, max, s);
        return 0;
    }
    for (size_t j = 0; kind == NORMALIZER_LINEAR && j < length; j++)
        sum += masked(get(s, j)) ? 0 : get(s, j);
    for (size_t j = 0; j < length; j++)
        if (kind != NORMALIZER_LINEAR)
            put(s, j, weight_of(n, logarithm, get(s, j)));
        else if (masked(get(s, j)) || get(s, j) == 0)
            put(s, j, logarithm ? -(wide)INFINITY : 0);
        else
            put(s, j, logarithm ? logl(get(s, j) / sum) : get(s, j) / sum);
    return 0;
}

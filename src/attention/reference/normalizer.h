/* Part of the reference kernel: the normalizers in plain loops, a row at a time and in place. A NaN
 * or an infinity among the scores makes NaNs of all that are not masked, except where each weight
 * depends on its own score alone. */
#include "attention/kernel/threshold_body.h"

/* The logarithm of its denominator; in passes: the maximum, the sum, the weights. */
static REAL softmax_row(const struct normalizer_parameters *n, bool logarithm, size_t length,
                        REAL *s)
{
    REAL max = n->sink ? (REAL)n->sink_score : -(REAL)INFINITY;
    for (size_t j = 0; j < length; j++)
        max = s[j] > max ? s[j] : max;
    REAL ones = 0, rest = n->sink ? REAL_(exp)((REAL)n->sink_score - max) : 0;
    if (rest == 1) {
        ones = 1;
        rest = 0;
    }
    for (size_t j = 0; j < length; j++) {
        REAL e = masked(s[j]) ? 0 : REAL_(exp)(s[j] - max);
        ones += e == 1 ? 1 : 0;
        rest += e == 1 ? 0 : e;
    }
    /* Beside 1 a small rest would be lost, all there is to the logarithm of a weight near 1. */
    REAL sum = ones + rest, log_sum = REAL_(log)(ones) + REAL_(log1p)(rest / ones);
    for (size_t j = 0; j < length; j++)
        if (logarithm)
            s[j] = masked(s[j]) ? s[j] : s[j] - max - log_sum;
        else
            s[j] = masked(s[j]) ? 0 : REAL_(exp)(s[j] - max) / sum;
    return sum == 0 ? -(REAL)INFINITY : max + log_sum;
}

/* Without a number that overflows, or one next to 1 that hides how small the result is. */
static REAL sigmoid(REAL x, bool logarithm)
{
    REAL e = REAL_(exp)(x < 0 ? x : -x);
    if (logarithm)
        return (x < 0 ? x : 0) - REAL_(log1p)(e);
    return (x < 0 ? e : 1) / (1 + e);
}

/* A weight that depends on its own score alone, or may yet want a sum that divides it. */
static REAL weight_of(const struct normalizer_parameters *n, REAL score)
{
    if (masked(score))
        return 0;
    if (n->function->kind == NORMALIZER_SIGMOID)
        return sigmoid(score + (REAL)n->sigmoid_bias, false);
    if (n->function->kind == NORMALIZER_RELU)
        return score <= 0 ? 0 : score / (REAL)n->relu_divisor;
    return score;
}

/* A row of scores to weights, or to their logarithms; what it gives back is softmax's log-sum-exp.
 */
static double normalize(const struct attention_plan *plan, bool logarithm, size_t length, void *row)
{
    const struct normalizer_parameters *n = &plan->problem.normalizer;
    enum normalizer_kind kind = normalizer_kind(n);
    REAL *s = row, sum = 0;
    if (kind == NORMALIZER_SOFTMAX)
        return (double)softmax_row(n, logarithm, length, s);
    if (kind == NORMALIZER_SPARSEMAX || kind == NORMALIZER_ENTMAX15 || kind == NORMALIZER_ENTMAX)
        threshold_row(n, kind, length, s);
    else if (kind == NORMALIZER_SIGMOID && logarithm)
        for (size_t j = 0; j < length; j++)
            s[j] = masked(s[j]) ? s[j] : sigmoid(s[j] + (REAL)n->sigmoid_bias, true);
    else
        for (size_t j = 0; j < length; j++)
            sum += s[j] = weight_of(n, s[j]);
    for (size_t j = 0; kind == NORMALIZER_LINEAR && j < length; j++)
        s[j] = s[j] == 0 ? 0 : s[j] / sum;
    for (size_t j = 0; logarithm && kind != NORMALIZER_SIGMOID && j < length; j++)
        s[j] = REAL_(log)(s[j]);
    return 0;
}

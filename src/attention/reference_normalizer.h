/* Part of the reference kernel: the normalizers in plain loops, a row at a time and in place. A NaN
 * or an infinity among the scores makes NaNs of all that are not masked, except where each weight
 * depends on its own score alone. */
#include "attention/threshold_body.h"

/* The logarithm of its denominator; in passes: the maximum, the sum, the weights. */
static REAL softmax_row(const struct normalizer_parameters *n, bool logarithm, size_t length,
                        REAL *s)
{
    REAL max = n->sink ? (REAL)n->sink_score : -(REAL)INFINITY;
    for (size_t j = 0; j < length; j++)
        max = s[j] > max ? s[j] : max;
    REAL sum = n->sink ? REAL_(exp)((REAL)n->sink_score - max) : 0;
    for (size_t j = 0; j < length; j++)
        sum += masked(s[j]) ? 0 : REAL_(exp)(s[j] - max);
    REAL log_sum = REAL_(log)(sum);
    for (size_t j = 0; j < length; j++)
        if (logarithm)
            s[j] = masked(s[j]) ? s[j] : s[j] - max - log_sum;
        else
            s[j] = masked(s[j]) ? 0 : REAL_(exp)(s[j] - max) / sum;
    return sum == 0 ? -(REAL)INFINITY : max + log_sum;
}

static REAL sigmoid(const struct normalizer_parameters *n, bool logarithm, REAL score)
{
    REAL x = score + (REAL)n->sigmoid_bias;
    if (logarithm)
        return (x < 0 ? x : 0) - REAL_(log)(1 + REAL_(exp)(x < 0 ? x : -x));
    return 1 / (1 + REAL_(exp)(-x));
}

static void sigmoid_row(const struct normalizer_parameters *n, bool logarithm, size_t length,
                        REAL *s)
{
    for (size_t j = 0; j < length; j++)
        s[j] = masked(s[j]) ? logarithm ? s[j] : 0 : sigmoid(n, logarithm, s[j]);
}

static void relu_row(const struct normalizer_parameters *n, size_t length, REAL *s)
{
    REAL divisor = (REAL)n->relu_divisor;
    for (size_t j = 0; j < length; j++)
        s[j] = s[j] <= 0 ? 0 : s[j] / divisor;
}

/* The weights that the feature maps make are positive; see prepare.h. */
static void linear_row(size_t length, REAL *s)
{
    REAL sum = 0;
    for (size_t j = 0; j < length; j++)
        sum += masked(s[j]) ? 0 : s[j];
    for (size_t j = 0; j < length; j++)
        s[j] = masked(s[j]) || s[j] == 0 ? 0 : s[j] / sum;
}

static void log_row(size_t length, REAL *weights)
{
    for (size_t j = 0; j < length; j++)
        weights[j] = REAL_(log)(weights[j]);
}

/* A row of scores to weights; what it gives back is softmax's log-sum-exp. */
static REAL normalize_row(const struct normalizer_parameters *n, bool logarithm, size_t length,
                          REAL *s)
{
    enum normalizer_kind kind = normalizer_kind(n);
    switch (kind) {
    case NORMALIZER_SOFTMAX:
        return softmax_row(n, logarithm, length, s);
    case NORMALIZER_SIGMOID:
        sigmoid_row(n, logarithm, length, s);
        return 0;
    case NORMALIZER_SPARSEMAX:
    case NORMALIZER_ENTMAX15:
    case NORMALIZER_ENTMAX:
        threshold_row(n, kind, length, s);
        break;
    case NORMALIZER_RELU:
        relu_row(n, length, s);
        break;
    case NORMALIZER_LINEAR:
        linear_row(length, s);
        break;
    case NORMALIZER_NONE:
        for (size_t j = 0; j < length; j++)
            s[j] = masked(s[j]) ? 0 : s[j];
        break;
    }
    if (logarithm)
        log_row(length, s);
    return 0;
}

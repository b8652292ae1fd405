/* The oracle of the weights; see oracle.h. Masked scores are -infinity. */
#include "oracle.h"

typedef long double real;

static bool masked(struct number score)
{
    return score.value == -INFINITY;
}

static real largest(const struct number *s, size_t count)
{
    real max = -INFINITY;
    for (size_t j = 0; j < count; j++)
        max = fmaxl(max, s[j].value);
    return max;
}

/* The logarithms of softmax. The largest score is exact relative to itself, so a logarithm next to
 * 0 keeps its digits: it has the errors of the other terms alone. */
static void log_softmax(const struct fixture *f, size_t count, struct number *s)
{
    const struct normalizer_parameters *n = &f->problem.normalizer;
    real max = largest(s, count), best = 0, worst = 0, rest = 0, errors = 0;
    size_t first = 0;
    while (first < count && s[first].value != max)
        first++;
    if (n->sink && n->sink_score > max) {
        max = n->sink_score;
        first = count;
    } else if (first < count) {
        best = s[first].size;
    }
    for (size_t j = 0; j <= count; j++) {
        bool sink = j == count && n->sink && first < count, key = j < count && j != first;
        if (!sink && !(key && !masked(s[j])))
            continue;
        real distance = max - (sink ? n->sink_score : s[j].value), share = expl(-distance);
        rest += share;
        errors += share * ((sink ? 0 : s[j].size) + best + distance + (real)count + 8);
        worst = fmaxl(worst, best + (sink ? 0 : s[j].size));
    }
    struct machine machine = machine_of(f->precision);
    for (size_t j = 0; j < count; j++) {
        if (masked(s[j]))
            continue;
        real value = s[j].value - max - log1pl(rest);
        real own = j == first ? 0 : s[j].size + best + max - s[j].value;
        real error = own + errors / (1 + rest) + 8 * fabsl(value);
        s[j] = (struct number){value, error + machine.underflow};
        if (fmaxl(error, worst) * machine.roundoff > 0.1L)
            s[j].size = INFINITY;
    }
}

/* The error of a log-sum-exp that those of the scores make: their mean by the weights, `mean`, or,
 * where an error is so large that it decides which of them weigh, the largest. */
static real error_of_lse(const struct number *s, size_t count, real max, real mean, real roundoff)
{
    real worst = 0, reach = 0;
    for (size_t j = 0; j < count; j++)
        reach = masked(s[j]) ? reach : fmaxl(reach, s[j].size * roundoff);
    for (size_t j = 0; j < count; j++)
        if (!masked(s[j]) && max - s[j].value < 32 * reach)
            worst = fmaxl(worst, s[j].size);
    return reach > 0.1L ? fmaxl(mean, worst) : mean;
}

/* The error of a weight grows with that of its score and, through the sum, of the others. */
static void softmax(const struct fixture *f, size_t count, struct number *s, struct number *lse)
{
    const struct normalizer_parameters *n = &f->problem.normalizer;
    real max = largest(s, count), sum = 0, mean = 0, others = 0;
    if (n->sink)
        max = fmaxl(max, n->sink_score);
    *lse = (struct number){-INFINITY, 0};
    for (size_t j = 0; max > -INFINITY && j < count; j++) {
        sum += expl(s[j].value - max);
        others += expl(s[j].value - max) < 1 ? expl(s[j].value - max) : 0;
        mean += masked(s[j]) ? 0 : expl(s[j].value - max) * (s[j].size + max - s[j].value);
    }
    if (n->sink)
        sum += expl(n->sink_score - max);
    if (n->sink && n->sink_score < max)
        others += expl(n->sink_score - max);
    real ones = roundl(sum - others), log_sum = logl(ones) + log1pl(others / ones);
    if (sum == 0)
        max = 0;
    else /* next to 0 it has the errors of what is added to the largest alone */
        *lse = (struct number){max + log_sum, error_of_lse(s, count, max, mean / sum,
                                                           machine_of(f->precision).roundoff) +
                                                  fabsl(max) + log_sum * ((real)count + 8)};
    if (n->log) {
        log_softmax(f, count, s);
        return;
    }
    struct machine machine = machine_of(f->precision);
    for (size_t j = 0; j < count; j++) {
        real shift = max - s[j].value, weight = expl(-shift) / sum;
        real error = s[j].size + mean / sum + shift + (real)count + 8;
        s[j] = masked(s[j]) ? (struct number){0, 0}
                            : (struct number){weight, weight * error + machine.underflow};
        if (error * machine.roundoff > 0.1L)
            s[j].size = INFINITY;
    }
}

static void sigmoid(const struct fixture *f, size_t count, struct number *s)
{
    const struct normalizer_parameters *n = &f->problem.normalizer;
    real least = machine_of(f->precision).underflow;
    for (size_t j = 0; j < count; j++) {
        real x = s[j].value + n->sigmoid_bias;
        real size = s[j].size + fabsl(x) + fabsl((real)n->sigmoid_bias), one = 1 / (1 + expl(x));
        if (masked(s[j]))
            s[j] = (struct number){n->log ? -INFINITY : 0, 0};
        else if (n->log)
            s[j] = (struct number){x < 0 ? x - log1pl(expl(x)) : -log1pl(expl(-x)),
                                   one * size + 8 * log1pl(expl(-fabsl(x))) + fabsl(fminl(x, 0)) +
                                       least};
        else
            s[j] = (struct number){1 / (1 + expl(-x)), (one * size + 8) / (1 + expl(-x)) + least};
    }
}

/* The weight of x above threshold t but for the factor that makes the sum 1, and what an error of 1
 * in x - t makes of it. By the share of x in t where that is small: a large power would multiply
 * what x - t has lost. */
static struct number above(real alpha, real x, real t)
{
    real z = x - t, power = 1 / (alpha - 1), share = x / -t;
    if (z <= 0)
        return (struct number){0, 0};
    return (struct number){expl(power * (share > -0.5L ? log1pl(share) : logl(z / -t))),
                           power * powl(z, power - 1)};
}

/* Where max(x - t, 0)^(1 / (a - 1)) sum to 1, by bisection. */
static real threshold(real alpha, size_t count, const struct number *x)
{
    real low = -1, high = 0;
    for (int i = 0; i < 80; i++) {
        real t = (low + high) / 2, sum = 0;
        for (size_t j = 0; j < count; j++)
            sum += x[j].value > t ? powl(x[j].value - t, 1 / (alpha - 1)) : 0;
        *(sum > 1 ? &low : &high) = t;
    }
    return low;
}

/* Weights that sum to 1 to their logarithms; that of a weight near 1 has the errors of the others.
 * A weight that its errors may take to 0 has none. */
static void log_weights(real alpha, size_t count, struct number *w, struct machine machine)
{
    real all = 0, sizes = 0;
    for (size_t j = 0; j < count; j++) {
        all += w[j].value > 0.5L ? 0 : w[j].value;
        sizes += w[j].value > 0.5L ? 0 : w[j].size;
    }
    bool doubtful =
        sizes > 2 * (real)count * machine.underflow && !(sizes * machine.roundoff < 0.01L * all);
    for (size_t j = 0; j < count; j++) {
        bool lost = !(w[j].size * machine.roundoff < 0.01L * w[j].value);
        if (w[j].value > 0.5L)
            w[j] = (struct number){
                log1pl(-all), doubtful ? (real)INFINITY : 2 * sizes + 8 * all + machine.underflow};
        else if (lost)
            w[j] = (struct number){-INFINITY, w[j].value == 0 && w[j].size <= machine.underflow &&
                                                      alpha > 1.05L
                                                  ? 0
                                                  : (real)INFINITY};
        else
            w[j] = (struct number){logl(w[j].value),
                                   w[j].size / w[j].value + 2 * fabsl(logl(w[j].value))};
    }
}

/* max((a - 1) s - t, 0)^(1 / (a - 1)) over their sum. The threshold moves no more than the scores
 * do, and no farther than its rounding, which is in proportion to it: to x it is as if x moved so.
 */
static void entmax(const struct fixture *f, real alpha, size_t count, struct number *s)
{
    real max = largest(s, count), worst = 0, best = 0, sum = 0, moved = 0;
    for (size_t j = 0; j < count; j++)
        best = s[j].value == max ? fmaxl(best, s[j].size) : best;
    for (size_t j = 0; j < count; j++) {
        if (masked(s[j]))
            continue;
        real x = s[j].value - max;
        s[j] = (struct number){(alpha - 1) * x, (alpha - 1) * (s[j].size + best + 2 * fabsl(x))};
        if (s[j].value > -2)
            worst = fmaxl(worst, s[j].size);
    }
    struct machine machine = machine_of(f->precision);
    real t = threshold(alpha, count, s);
    for (size_t j = 0; j < count; j++) {
        if (masked(s[j]))
            continue;
        real x = s[j].value, error = s[j].size + fabsl(x) * (2 * worst + (real)count + 8);
        struct number weight = above(alpha, x, t);
        /* Near the threshold the error itself decides. */
        struct number beyond = above(alpha, x + error * machine.roundoff, t);
        s[j] = (struct number){weight.value, error * fmaxl(weight.size, beyond.size)};
        sum += weight.value;
        moved += s[j].size;
    }
    for (size_t j = 0; j < count; j++) {
        if (masked(s[j])) {
            s[j] = (struct number){0, 0};
            continue;
        }
        real weight = s[j].value / sum;
        s[j] = (struct number){weight,
                               s[j].size + weight * (moved + (real)count + 8) + machine.underflow};
        if (worst * machine.roundoff > 0.1L)
            s[j].size = INFINITY;
    }
    if (f->problem.normalizer.log)
        log_weights(alpha, count, s, machine);
}

/* Weights so small that their scores may be subnormal have the errors of these. */
static void linear(const struct fixture *f, size_t count, struct number *s)
{
    struct machine machine = machine_of(f->precision);
    real least = ldexpl(machine.underflow, f->precision == PRECISION_DOUBLE ? 400 : 40);
    real sum = 0, size = 0;
    for (size_t j = 0; j < count; j++) {
        sum += masked(s[j]) ? 0 : s[j].value;
        size += s[j].size;
    }
    for (size_t j = 0; j < count; j++) {
        real weight = masked(s[j]) || sum == 0 ? 0 : s[j].value / sum;
        s[j] = (struct number){
            weight,
            masked(s[j]) ? 0 : s[j].size / sum + weight * (size / sum + (real)count + 8) + least};
    }
}

/* Each weight by its own score. */
static void each(const struct fixture *f, size_t count, struct number *s)
{
    bool relu = f->problem.normalizer.function->kind == NORMALIZER_RELU;
    real divisor = relu ? (real)f->problem.normalizer.relu_divisor : 1;
    for (size_t j = 0; j < count; j++)
        if (masked(s[j]))
            s[j] = (struct number){0, 0};
        else
            s[j] = (struct number){relu && s[j].value < 0 ? 0 : s[j].value / divisor,
                                   (s[j].size + fabsl(s[j].value)) / divisor +
                                       machine_of(f->precision).underflow};
}

void oracle_normalize(const struct fixture *f, size_t count, struct number *scores,
                      struct number *lse)
{
    const struct normalizer_parameters *n = &f->problem.normalizer;
    struct number unused;
    switch (normalizer_kind(n)) {
    case NORMALIZER_SOFTMAX:
        softmax(f, count, scores, lse ? lse : &unused);
        break;
    case NORMALIZER_SIGMOID:
        sigmoid(f, count, scores);
        break;
    case NORMALIZER_SPARSEMAX:
        entmax(f, 2, count, scores);
        break;
    case NORMALIZER_ENTMAX15:
        entmax(f, 1.5L, count, scores);
        break;
    case NORMALIZER_ENTMAX:
        entmax(f, n->alpha, count, scores);
        break;
    case NORMALIZER_LINEAR:
        linear(f, count, scores);
        break;
    default:
        each(f, count, scores);
        break;
    }
}

/* The weights, or their logarithms, less those of their sum. */
static void renormalize(const struct fixture *f, size_t count, struct number *w)
{
    bool logarithm = f->problem.normalizer.log;
    real max = logarithm ? largest(w, count) : 0, sum = 0, size = 0, all = 0;
    for (size_t j = 0; max > -INFINITY && j < count; j++) {
        real weight = logarithm ? expl(w[j].value - max) : w[j].value;
        sum += weight;
        all += fabsl(weight);
        /* One that its errors may have taken to 0, or not, may be part of the sum, or not. */
        if (logarithm && masked(w[j]))
            size += w[j].size > 0 ? (real)INFINITY : 0;
        else
            size += logarithm ? weight * (w[j].size + max - w[j].value) : w[j].size;
    }
    /* A sum of both signs may be far smaller than its terms. */
    size = (size + all * ((real)count + 8)) / fabsl(sum);
    for (size_t j = 0; j < count; j++) {
        if (logarithm ? masked(w[j]) : w[j].value == 0 && w[j].size == 0)
            continue;
        w[j].value = logarithm ? w[j].value - max - logl(sum) : w[j].value / sum;
        w[j].size = logarithm ? w[j].size + size + fabsl(max) + fabsl(logl(sum)) + fabsl(w[j].value)
                              : w[j].size / fabsl(sum) + fabsl(w[j].value) * size;
        w[j].size += machine_of(f->precision).underflow;
        if (!(size * machine_of(f->precision).roundoff < 0.1L))
            w[j].size = INFINITY;
    }
}

void oracle_weigh(const struct fixture *f, struct number center, size_t count,
                  struct number *weights)
{
    const struct normalizer_parameters *n = &f->problem.normalizer;
    real sigma = f->problem.mask.local / 2;
    for (size_t j = 0; j < count; j++) {
        real distance = ((real)j - center.value) / sigma, exponent = -distance * distance / 2;
        real error = fabsl(distance) * center.size / sigma - 4 * exponent, factor = expl(exponent);
        struct number w = weights[j];
        if (n->log ? masked(w) : w.value == 0 && w.size == 0)
            continue;
        if (n->log)
            weights[j] =
                (struct number){w.value + exponent, w.size + error + fabsl(w.value) - exponent};
        else
            weights[j] =
                (struct number){w.value * factor, factor * (w.size + fabsl(w.value) * (error + 8)) +
                                                      machine_of(f->precision).underflow};
    }
    if (n->renormalize)
        renormalize(f, count, weights);
}

struct number oracle_mix(const struct fixture *f, const struct number *weights, const void *values,
                         size_t count, size_t stride)
{
    struct machine machine = machine_of(f->precision);
    struct number sum = {0, 0};
    real all = 0;
    for (size_t j = 0; j < count; j++) {
        if (weights[j].value == 0 && weights[j].size == 0)
            continue;
        real value = get(values, f->precision, j * stride);
        sum.value += weights[j].value * value;
        sum.size += weights[j].size * fabsl(value) + 2 * machine.underflow;
        all += fabsl(weights[j].value * value);
    }
    sum.size += all * ((real)count + 2);
    if (!(all < machine.largest))
        sum.size = INFINITY;
    return sum;
}

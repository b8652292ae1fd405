/* Similarities of any size; see scaled.h. */
#include "attention/kernel/scaled.h"

#include <math.h>

static struct scaled make(double fraction, int64_t exponent)
{
    int more = 0;
    fraction = frexp(fraction, &more);
    return (struct scaled){fraction, fraction == 0 ? 0 : exponent + more};
}

struct scaled scaled_number(double x)
{
    return make(x, 0);
}

static struct scaled times(struct scaled a, struct scaled b)
{
    return make(a.fraction * b.fraction, a.exponent + b.exponent);
}

/* 0 where both are 0. */
static struct scaled over(struct scaled a, struct scaled b)
{
    if (a.fraction == 0 && b.fraction == 0)
        return a;
    return make(a.fraction / b.fraction, a.exponent - b.exponent);
}

/* a + b 2^-shift, a the one of the larger exponent. */
static struct scaled add_shifted(struct scaled a, struct scaled b)
{
    int64_t shift = a.exponent - b.exponent;
    return make(a.fraction + ldexp(b.fraction, shift > 1100 ? -1100 : -(int)shift), a.exponent);
}

static struct scaled plus(struct scaled a, struct scaled b)
{
    if (a.fraction == 0)
        return b;
    if (b.fraction == 0)
        return a;
    return a.exponent >= b.exponent ? add_shifted(a, b) : add_shifted(b, a);
}

struct scaled scaled_difference(struct scaled a, struct scaled b)
{
    b.fraction = -b.fraction;
    return plus(a, b);
}

double scaled_value(struct scaled x)
{
    int64_t exponent = x.exponent > 2000 ? 2000 : x.exponent < -2000 ? -2000 : x.exponent;
    return ldexp(x.fraction, (int)exponent);
}

static struct scaled root(struct scaled x)
{
    bool odd = x.exponent % 2 != 0;
    return make(sqrt(odd ? 2 * x.fraction : x.fraction), (x.exponent - odd) / 2);
}

/* By squaring. */
static struct scaled raised(struct scaled base, size_t degree)
{
    if (degree == 1)
        return base;
    struct scaled half = raised(base, degree / 2);
    return degree % 2 == 0 ? times(half, half) : times(times(half, half), base);
}

static struct scaled term(enum pairing pairing, struct scaled q, struct scaled k, double weight)
{
    struct scaled difference = times(scaled_difference(q, k), scaled_number(weight));
    switch (pairing) {
    case PAIRING_DOT:
        return times(q, k);
    case PAIRING_SQUARED_DIFFERENCE:
        return times(difference, difference);
    case PAIRING_ABSOLUTE_DIFFERENCE:
        difference.fraction = fabs(difference.fraction);
        return difference;
    case PAIRING_CHI2:
        return over(times(difference, difference), plus(q, k));
    case PAIRING_ADDITIVE:
        return scaled_number(weight * tanh(scaled_value(plus(q, k))));
    }
    return q;
}

struct scaled scaled_similarity(const struct attention_plan *plan, const void *query,
                                size_t query_step, const void *key, size_t key_step)
{
    const struct similarity_parameters *f = &plan->problem.similarity;
    enum precision precision = plan->problem.precision;
    size_t d = plan->problem.keys.width;
    struct scaled sum = {0, 0};
    for (size_t c = 0; c < d; c++) {
        double weight =
            plan->feature_weights ? precision_get(plan->feature_weights, precision, c) : 1;
        sum = plus(sum, term(f->function->pairing,
                             scaled_number(precision_get(query, precision, c * query_step)),
                             scaled_number(precision_get(key, precision, c * key_step)), weight));
    }
    switch (f->function->finish) {
    case FINISH_NOTHING:
    case FINISH_COSINE: /* it and those at the end do not leave the range */
    case FINISH_EPANECHNIKOV:
    case FINISH_TRICUBE:
    case FINISH_UNIFORM:
    case FINISH_HAVERSINE:
        break;
    case FINISH_NEGATED_ROOT:
        sum = root(sum);
        sum.fraction = -sum.fraction;
        break;
    case FINISH_FACTOR:
        sum = times(sum, scaled_number(similarity_factor(f, d)));
        break;
    case FINISH_POLYNOMIAL:
        sum = plus(times(sum, scaled_number(similarity_gamma(f, d))), scaled_number(f->coef0));
        sum = raised(sum, f->degree);
        break;
    }
    return times(sum, scaled_number(f->scale));
}

/* The logarithm to base 2 of the largest weight of a feature, or of 1. */
static double largest_weight(const struct attention_plan *plan)
{
    double largest = 1;
    for (size_t c = 0; plan->feature_weights && c < plan->problem.keys.width; c++)
        largest =
            fmax(largest, fabs(precision_get(plan->feature_weights, plan->problem.precision, c)));
    return log2(largest);
}

bool scaled_is_wanted(const struct attention_plan *plan, double largest_of_query,
                      double largest_of_keys)
{
    const struct similarity_parameters *f = &plan->problem.similarity;
    double q = log2(largest_of_query), k = log2(largest_of_keys),
           d = (double)plan->problem.keys.width;
    double most = plan->problem.precision == PRECISION_DOUBLE ? 1022 : 126, size;
    double difference = fmax(q, k) + 1 + largest_weight(plan);
    if (f->function->finish == FINISH_COSINE || f->function->finish == FINISH_HAVERSINE ||
        similarity_has_reach(f->function) || f->function->pairing == PAIRING_ADDITIVE)
        return false;
    size = f->function->pairing == PAIRING_DOT                  ? q + k + log2(d)
           : f->function->pairing == PAIRING_SQUARED_DIFFERENCE ? 2 * difference + log2(d)
                                                                : difference + log2(d);
    double result = size;
    if (f->function->finish == FINISH_NEGATED_ROOT)
        size = result = size / 2; /* no sum is lost on the way */
    if (f->function->finish == FINISH_FACTOR)
        result += log2(fabs(similarity_factor(f, plan->problem.keys.width)));
    if (f->function->finish == FINISH_POLYNOMIAL) {
        result = fmax(result + log2(similarity_gamma(f, plan->problem.keys.width)),
                      log2(fabs(f->coef0))) +
                 1;
        size = fmax(size, result);
        result *= (double)f->degree;
    }
    size = fmax(size, result);
    return !(size < most && result + log2(fabs(f->scale)) < most);
}

/* The oracle of the gradients, in plain loops; see oracle.h. */
#include "oracle.h"

typedef long double real;

enum { KEYS_MOST = 512, VALUES_MOST = 8, FEATURES_MOST = 32 };

static bool knows(const struct fixture *f)
{
    const struct similarity *function = f->problem.similarity.function;
    const struct normalizer_parameters *n = &f->problem.normalizer;
    enum normalizer_kind kind = normalizer_kind(n);
    bool finish = function->finish == FINISH_NOTHING || function->finish == FINISH_FACTOR ||
                  function->finish == FINISH_POLYNOMIAL || function->finish == FINISH_NEGATED_ROOT;
    bool pairing = function->pairing == PAIRING_DOT ||
                   function->pairing == PAIRING_SQUARED_DIFFERENCE ||
                   function->pairing == PAIRING_ABSOLUTE_DIFFERENCE;
    return finish && pairing && function->preparation == PREPARE_NOTHING && !n->log &&
           f->problem.softcap == 0 && !f->problem.prediction.weight.data &&
           (kind == NORMALIZER_SOFTMAX || kind == NORMALIZER_SIGMOID || kind == NORMALIZER_RELU ||
            kind == NORMALIZER_NONE);
}

static struct number negated(struct number x)
{
    return (struct number){-x.value, x.size};
}

/* The derivative of the similarity by q is `outer` times a vector of which feature c is `inner`; by
 * that of k it is this with both exchanged. */
static struct number outer(const struct fixture *f, const struct number *q, const struct number *k)
{
    const struct similarity_parameters *p = &f->problem.similarity;
    const struct machine machine = machine_of(f->precision);
    size_t d = f->shape.d;
    bool squares = p->function->pairing == PAIRING_SQUARED_DIFFERENCE;
    real root = 0, two = squares ? 2 : 1, factor;
    struct number terms[FEATURES_MOST], power, base;
    switch (p->function->finish) {
    case FINISH_FACTOR:
        factor = two * (real)similarity_factor(p, d);
        return (struct number){factor, 3 * fabsl(factor)};
    case FINISH_NEGATED_ROOT:
        for (size_t c = 0; c < d; c++)
            root += (q[c].value - k[c].value) * (q[c].value - k[c].value);
        root = sqrtl(root);
        return root == 0 ? exact(0) : (struct number){-1 / root, ((real)d + 6) / root};
    case FINISH_POLYNOMIAL:
        for (size_t c = 0; c < d; c++)
            terms[c] = times(q[c], k[c]);
        factor = similarity_gamma(p, d);
        base = plus(times(sum_of(terms, d, machine), (struct number){factor, factor}),
                    exact(p->coef0));
        power = (struct number){factor * (real)p->degree, 3 * factor * (real)p->degree};
        for (size_t i = 1; i < p->degree; i++)
            power = stored(times(power, base), machine);
        return power;
    default:
        return exact(1);
    }
}

static struct number inner(const struct fixture *f, struct number q, struct number k)
{
    struct number difference = plus(q, negated(k));
    enum pairing pairing = f->problem.similarity.function->pairing;
    if (pairing == PAIRING_DOT)
        return k;
    if (pairing == PAIRING_ABSOLUTE_DIFFERENCE)
        return exact((difference.value > 0) - (difference.value < 0));
    return difference;
}

/* What comes to weights, of bounds that hold for scores, to what comes to the scores. */
static bool through_normalizer(const struct fixture *f, const struct number *scores,
                               const struct number *weights, struct number *by)
{
    const struct normalizer_parameters *n = &f->problem.normalizer;
    const struct machine machine = machine_of(f->precision);
    struct number mean = {0, 0};
    for (size_t j = 0; j < f->shape.m; j++)
        if (scores[j].value > -INFINITY)
            mean = stored(plus(mean, times(weights[j], by[j])), machine);
    for (size_t j = 0; j < f->shape.m; j++) {
        struct number rest = plus(exact(1), negated(weights[j]));
        bool decided = fabsl(scores[j].value) > 16 * scores[j].size * machine.roundoff;
        switch (normalizer_kind(n)) {
        case NORMALIZER_SOFTMAX:
            by[j] = times(weights[j], plus(by[j], negated(mean)));
            break;
        case NORMALIZER_SIGMOID:
            by[j] = times(times(weights[j], rest), by[j]);
            break;
        case NORMALIZER_RELU:
            if (!decided && scores[j].value > -INFINITY)
                return false;
            by[j] = scores[j].value > 0 ? times(by[j], (struct number){1 / (real)n->relu_divisor,
                                                                       1 / (real)n->relu_divisor})
                                        : exact(0);
            break;
        default:
            break;
        }
        by[j] = stored(by[j], machine);
    }
    return true;
}

/* The gradients by query i; those by keys and values are added to. */
static bool add_query(const struct fixture *f, const void *upstream, size_t i,
                      struct number *by_query, struct number *by_keys, struct number *by_values)
{
    const struct shape *s = &f->shape;
    const struct machine machine = machine_of(f->precision);
    const real temperature = f->problem.normalizer.temperature, scale = f->problem.similarity.scale;
    struct number scores[KEYS_MOST], weights[KEYS_MOST], by[KEYS_MOST], u[VALUES_MOST];
    struct number q[FEATURES_MOST], k[FEATURES_MOST], terms[VALUES_MOST];
    oracle_scores(f, i, scores);
    for (size_t j = 0; j < s->m; j++) {
        if (!(scores[j].size < INFINITY))
            return false;
        weights[j] = scores[j];
        /* It is differences that a temperature divides. */
        if (normalizer_divides(&f->problem.normalizer) && isfinite((double)scores[j].value))
            weights[j].size -= 3 * fabsl(scores[j].value);
    }
    oracle_normalize(f, s->m, weights, NULL);
    for (size_t c = 0; c < s->d_v; c++)
        u[c] = exact(get(upstream, f->precision, i * s->d_v + c));
    for (size_t j = 0; j < s->m; j++) {
        for (size_t c = 0; c < s->d_v; c++) {
            terms[c] = times(u[c], exact(get(f->values, f->precision, j * s->d_v + c)));
            if (scores[j].value > -INFINITY)
                by_values[j * s->d_v + c] =
                    stored(plus(by_values[j * s->d_v + c], times(weights[j], u[c])), machine);
        }
        by[j] = stored(sum_of(terms, s->d_v, machine), machine);
        if (!(fabsl(by[j].value) < machine.largest / 4)) /* their differences are taken */
            by[j].size = INFINITY;
    }
    if (!through_normalizer(f, scores, weights, by))
        return false;
    for (size_t c = 0; c < s->d; c++)
        q[c] = exact(get(f->queries, f->precision, i * s->d + c));
    for (size_t j = 0; j < s->m; j++) {
        if (scores[j].value == -INFINITY)
            continue;
        for (size_t c = 0; c < s->d; c++)
            k[c] = exact(get(f->keys, f->precision, j * s->d + c));
        struct number change =
            stored(times(by[j], (struct number){1 / temperature, 2 / temperature}), machine);
        change = stored(times(change, (struct number){scale, fabsl(scale)}), machine);
        change = stored(times(change, outer(f, q, k)), machine);
        for (size_t c = 0; c < s->d; c++) {
            struct number *by_key = &by_keys[j * s->d + c];
            struct number term = stored(times(change, inner(f, q[c], k[c])), machine);
            by_query[c] = stored(plus(by_query[c], term), machine);
            term = stored(times(change, inner(f, k[c], q[c])), machine);
            *by_key = stored(plus(*by_key, term), machine);
        }
    }
    return true;
}

bool oracle_gradients(const struct fixture *f, const void *upstream, struct number *queries,
                      struct number *keys, struct number *values)
{
    bool known = knows(f);
    for (size_t j = 0; j < f->shape.m * f->shape.d; j++)
        keys[j] = exact(0);
    for (size_t j = 0; j < f->shape.m * f->shape.d_v; j++)
        values[j] = exact(0);
    for (size_t i = 0; i < f->shape.n * f->shape.d; i++)
        queries[i] = exact(0);
    for (size_t i = 0; known && i < f->shape.n; i++)
        known = add_query(f, upstream, i, queries + i * f->shape.d, keys, values);
    return known;
}

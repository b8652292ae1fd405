/* The oracle of the scores; see oracle.h. */
#include "oracle.h"

typedef long double real;

struct machine machine_of(enum precision precision)
{
    if (precision == PRECISION_DOUBLE)
        return (struct machine){0x1p-53L, 0x1.fffffffffffffp1023L, 0x1p-1021L};
    return (struct machine){0x1p-24L, 0x1.fffffep127L, 0x1p-125L};
}

struct number plus(struct number a, struct number b)
{
    real sum = a.value + b.value;
    return (struct number){sum, a.size + b.size + fabsl(sum)};
}

struct number times(struct number a, struct number b)
{
    real product = a.value * b.value;
    return (struct number){product,
                           a.size * fabsl(b.value) + fabsl(a.value) * b.size + fabsl(product)};
}

struct number exact(real value)
{
    return (struct number){value, 0};
}

static struct number element(const struct fixture *f, const struct rows *rows, size_t r, size_t c)
{
    return exact(get(rows->data, f->precision, r * rows->stride + c));
}

/* A sum of `count` terms in any order: each partial sum is as large as all terms together. */
struct number sum_of(const struct number *terms, size_t count, struct machine machine)
{
    struct number sum = {0, 0};
    real all = 0;
    for (size_t c = 0; c < count; c++) {
        sum.value += terms[c].value;
        sum.size += terms[c].size + machine.underflow;
        all += fabsl(terms[c].value);
    }
    sum.size += all * (real)count;
    if (all > machine.largest)
        sum.size = INFINITY;
    return sum;
}

/* A number on its way to another, which may be out of the range of numbers or near its lower end.
 */
struct number stored(struct number x, struct machine machine)
{
    x.size += machine.underflow;
    if (!(fabsl(x.value) + x.size * machine.roundoff < machine.largest))
        x.size = INFINITY;
    return x;
}

enum { FEATURES_MOST = 32 };

/* Row `row` of a weight, from column `begin`, times x of d features. */
static struct number weigh(const struct fixture *f, const struct rows *weight, size_t row,
                           size_t begin, const struct number *x, size_t d)
{
    struct number terms[FEATURES_MOST];
    for (size_t c = 0; c < d; c++)
        terms[c] = times(element(f, weight, row, begin + c), x[c]);
    return sum_of(terms, d, machine_of(f->precision));
}

static void center_row(const struct fixture *f, struct number *x, size_t d)
{
    real mean = 0, apart = 0, first = x[0].value;
    for (size_t c = 0; c < d; c++) {
        x[c].value -= first;
        mean += x[c].value / (real)d;
    }
    for (size_t c = 0; c < d; c++)
        apart += fabsl(x[c].value - mean) / (real)d;
    for (size_t c = 0; c < d; c++) { /* what numbers have in common is no error of theirs */
        x[c].value -= mean;
        x[c].size = 2 * fabsl(x[c].value) + apart * (real)(d + 4);
    }
    (void)f;
}

/* The sine or cosine of an angle, which has lost its digits where it is of many turns. */
static struct number turned(real value, real angle, struct machine machine)
{
    real size = 4 + 2 * fabsl(angle);
    return (struct number){value, size * machine.roundoff < 0.1L ? size : (real)INFINITY};
}

static void sphere(const struct similarity_parameters *p, struct machine machine, struct number *x)
{
    const struct machine exact_unit = machine_of(PRECISION_DOUBLE);
    real unit = p->radians ? 1 : acosl(-1) / 180, a = x[0].value * unit, b = x[1].value * unit;
    /* Angles are turned in double precision, whatever that of the points. */
    real lost = exact_unit.roundoff / machine.roundoff * (fabsl(a) + fabsl(b));
    x[0] = turned(cosl(a) * cosl(b), lost, machine);
    x[1] = turned(cosl(a) * sinl(b), lost, machine);
    x[2] = turned(sinl(a), lost, machine);
}

/* x, a query or key of f->shape.d features, prepared in place; returns how many it has then. */
static size_t prepare(const struct fixture *f, bool is_key, struct number *x)
{
    const struct similarity_parameters *p = &f->problem.similarity;
    size_t d = f->shape.d, a = 5;
    struct number out[FEATURES_MOST];
    switch (p->function->preparation) {
    case PREPARE_CENTERED:
        center_row(f, x, d);
        return d;
    case PREPARE_GENERAL: /* q W: down the columns */
        for (size_t c = 0; !is_key && c < d; c++) {
            struct rows column = {(const char *)p->weight.data + c * precision_size(f->precision),
                                  1, 1, p->weight.stride};
            struct number terms[FEATURES_MOST];
            for (size_t r = 0; r < d; r++)
                terms[r] = times(element(f, &column, r, 0), x[r]);
            out[c] = sum_of(terms, d, machine_of(f->precision));
        }
        if (!is_key)
            memcpy(x, out, d * sizeof *x);
        return d;
    case PREPARE_ADDITIVE:
    case PREPARE_CONCAT:
        for (size_t r = 0; r < a; r++) {
            bool concat = p->function->preparation == PREPARE_CONCAT;
            const struct rows *weight = concat   ? &p->weight
                                        : is_key ? &p->key_weight
                                                 : &p->query_weight;
            out[r] = weigh(f, weight, r, concat && is_key ? d : 0, x, d);
            if (!concat && !is_key)
                out[r] = plus(out[r], exact(get(p->bias, f->precision, r)));
        }
        memcpy(x, out, a * sizeof *x);
        return a;
    case PREPARE_SPHERE:
        sphere(p, machine_of(f->precision), x);
        return 3;
    case PREPARE_FEATURES:
        for (size_t c = 0; c < d; c++) {
            real value = x[c].value > 0 ? x[c].value + 1 : expl(x[c].value);
            x[c] = (struct number){value, 2 * value * (1 + fabsl(fminl(x[c].value, 0)))};
        }
        return d;
    default:
        return d;
    }
}

static struct number tanh_of(struct number x)
{
    real t = tanhl(x.value);
    return (struct number){t, (1 - t * t) * x.size + 2 * fabsl(t)};
}

static struct number pair(const struct fixture *f, const struct number *q, const struct number *k,
                          size_t d)
{
    const struct similarity_parameters *p = &f->problem.similarity;
    struct number terms[FEATURES_MOST];
    real sum;
    for (size_t c = 0; c < d; c++) {
        struct number difference = plus(q[c], (struct number){-k[c].value, k[c].size});
        switch (p->function->pairing) {
        case PAIRING_DOT:
            terms[c] = times(q[c], k[c]);
            break;
        case PAIRING_SQUARED_DIFFERENCE:
            terms[c] = times(difference, difference);
            break;
        case PAIRING_ABSOLUTE_DIFFERENCE:
            terms[c] = (struct number){fabsl(difference.value), difference.size};
            break;
        case PAIRING_CHI2:
            terms[c] = times(difference, difference);
            sum = q[c].value + k[c].value;
            terms[c] = sum == 0 ? exact(0)
                                : (struct number){terms[c].value / sum,
                                                  terms[c].size / sum + 4 * terms[c].value / sum};
            break;
        case PAIRING_ADDITIVE:
            terms[c] = times(exact(get(p->vector, f->precision, c)), tanh_of(plus(q[c], k[c])));
            break;
        }
    }
    struct machine machine = machine_of(f->precision);
    /* Norms and distances are held where their squares overflow or underflow, too, and so is linear
     * attention. */
    if (p->function->finish == FINISH_NEGATED_ROOT || p->function->finish == FINISH_COSINE ||
        p->function->preparation == PREPARE_FEATURES)
        machine.underflow = 0, machine.largest = INFINITY;
    return sum_of(terms, d, machine);
}

/* The square of the norm, its relative error as the size. */
static struct number square_norm(const struct number *x, size_t d)
{
    struct number square = {0, 0};
    for (size_t c = 0; c < d; c++) {
        square.value += x[c].value * x[c].value;
        square.size += fabsl(x[c].value) * x[c].size;
    }
    square.size = square.value == 0 ? 0 : square.size / square.value + (real)d + 2;
    for (size_t c = 0; square.value == 0 && c < d; c++)
        square.size += x[c].size > 0 ? INFINITY : 0;
    return square;
}

/* A compact function of u^2; where rounding decides whether u is below 1, nothing is said. */
static struct number compact(enum finish finish, struct number square, struct machine machine)
{
    real left = 1 - square.value, u = sqrtl(square.value);
    if (!(fabsl(left) > 8 * square.size * machine.roundoff))
        return (struct number){NAN, INFINITY};
    if (left < 0)
        return exact(-INFINITY);
    if (finish == FINISH_EPANECHNIKOV)
        return (struct number){log1pl(-square.value),
                               2 * square.size / left + 4 * square.value / left};
    if (finish == FINISH_TRICUBE)
        return (struct number){3 * log1pl(-u * u * u),
                               9 * u * square.size / left + 18 * u * square.value / left};
    return exact(0);
}

/* Minus the angle whose squared chord is given, or is left of 4 on the other side. */
static struct number haversine(const struct number *q, const struct number *k, struct number square)
{
    real opposite = 0, size = 0;
    for (size_t c = 0; c < 3; c++) {
        opposite += (q[c].value + k[c].value) * (q[c].value + k[c].value);
        size += q[c].size + k[c].size;
    }
    real angle = 2 * atan2l(sqrtl(square.value), sqrtl(opposite));
    return (struct number){-angle, 4 * size + 8 * angle};
}

static struct number similarity(const struct fixture *f, const struct number *q,
                                const struct number *k, size_t d)
{
    const struct similarity_parameters *p = &f->problem.similarity;
    struct number sum = pair(f, q, k, d), qq, kk, base, power = {1, 0};
    real norms, root;
    switch (p->function->finish) {
    case FINISH_NOTHING:
        return sum;
    case FINISH_COSINE:
        qq = square_norm(q, d);
        kk = square_norm(k, d);
        norms = sqrtl(qq.value) * sqrtl(kk.value);
        if (norms == 0)
            return (struct number){0, qq.size + kk.size > 0 ? qq.size + kk.size : 0};
        return (struct number){sum.value / norms, sum.size / norms + fabsl(sum.value / norms) *
                                                                         (qq.size + kk.size + 4)};
    case FINISH_NEGATED_ROOT:
        root = sqrtl(sum.value);
        return (struct number){-root, root == 0 ? 0 : sum.size / (2 * root) + root};
    case FINISH_FACTOR:
        return times(
            stored(sum, machine_of(f->precision)),
            (struct number){similarity_factor(p, d), 3 * fabsl((real)similarity_factor(p, d))});
    case FINISH_POLYNOMIAL:
        base = plus(times(sum, (struct number){similarity_gamma(p, d), similarity_gamma(p, d)}),
                    exact(p->coef0));
        for (size_t i = 0; i < p->degree; i++)
            power = stored(times(power, base), machine_of(f->precision));
        return power;
    case FINISH_EPANECHNIKOV:
    case FINISH_TRICUBE:
    case FINISH_UNIFORM:
        root = (real)p->bandwidth * (real)p->bandwidth;
        return compact(p->function->finish,
                       (struct number){sum.value / root, sum.size / root + 4 * sum.value / root},
                       machine_of(f->precision));
    case FINISH_HAVERSINE:
        return haversine(q, k, sum);
    }
    return sum;
}

/* Scale, softcap, bias, slope and temperature. */
static struct number finish(const struct fixture *f, size_t i, size_t j, int64_t position,
                            struct number s)
{
    const struct attention *problem = &f->problem;
    real scale = problem->similarity.scale, softcap = problem->softcap;
    const struct machine machine = machine_of(f->precision);
    const real underflow = machine.underflow;
    s = stored(s, machine);
    if (scale != 1)
        s = stored(times(s, (struct number){scale, fabsl(scale)}), machine);
    if (softcap > 0) {
        struct number x = {s.value / softcap,
                           s.size / softcap + fabsl(s.value / softcap) + underflow};
        s = times(tanh_of(x), exact(softcap));
        if (!(x.size * machine.roundoff < 0.1L)) /* it may be on either side of 0 */
            s.size = INFINITY;
    }
    if (f->block.bias.data)
        s = plus(s, element(f, &f->block.bias, i, j));
    if (f->block.alibi_slope > 0) {
        real distance = fabsl((real)position - (real)j);
        s = plus(s, times(exact(-f->block.alibi_slope), exact(distance)));
    }
    real temperature = problem->normalizer.temperature;
    return (struct number){s.value / temperature, (s.size + underflow) / temperature +
                                                      3 * fabsl(s.value / temperature) + underflow};
}

/* m / (1 + exp(-v . tanh(W q))). */
struct number oracle_center(const struct fixture *f, size_t i)
{
    const struct attention *problem = &f->problem;
    const struct prediction *p = &problem->prediction;
    struct machine machine = machine_of(f->precision);
    struct number q[FEATURES_MOST], terms[FEATURES_MOST], sum;
    bool bounded = true;
    if (p->weight.data == NULL)
        return exact((real)i + (real)problem->mask.offset);
    for (size_t c = 0; c < f->shape.d; c++)
        q[c] = element(f, &f->block.queries, i, c);
    for (size_t a = 0; a < p->weight.count; a++) {
        struct number h = weigh(f, &p->weight, a, 0, q, f->shape.d);
        bounded &= h.size * machine.roundoff < 0.1L;
        terms[a] = times(exact(get(p->vector, f->precision, a)), tanh_of(h));
    }
    sum = sum_of(terms, p->weight.count, machine);
    real count = mask_key_count(&problem->mask, f->shape.m), part = 1 / (1 + expl(-sum.value));
    real error = sum.size * (1 - part) + 8;
    return (struct number){count * part, bounded ? count * part * error : INFINITY};
}

/* Whether the key lies so near the end of the window that rounding decides. */
static bool is_doubtful(const struct fixture *f, struct number center, size_t j)
{
    real beyond = fabsl((real)j - center.value) - f->problem.mask.local;
    return center.size > 0 &&
           !(fabsl(beyond) > 16 * center.size * machine_of(f->precision).roundoff);
}

void oracle_scores(const struct fixture *f, size_t i, struct number *scores)
{
    const struct attention *problem = &f->problem;
    struct machine machine = machine_of(f->precision);
    int64_t position = (int64_t)i + problem->mask.offset;
    struct number center = oracle_center(f, i);
    struct mask_query query = {.position = position, .center = (double)center.value};
    bool location = problem->similarity.function->preparation == PREPARE_LOCATION;
    bool linear = problem->similarity.function->preparation == PREPARE_FEATURES;
    for (size_t j = 0; j < f->shape.m; j++) {
        struct number q[FEATURES_MOST], k[FEATURES_MOST];
        bool seen = mask_allows(&problem->mask, &query, j) &&
                    (!location || j < problem->similarity.weight.count) &&
                    (!f->block.allowed.data || element(f, &f->block.allowed, i, j).value != 0);
        for (size_t c = 0; c < f->shape.d; c++) {
            q[c] = element(f, &f->block.queries, i, c);
            k[c] = location && seen ? element(f, &problem->similarity.weight, j, c)
                                    : element(f, &problem->keys, j, c);
        }
        size_t d = prepare(f, false, q);
        prepare(f, true, k);
        scores[j] = seen ? similarity(f, q, k, d) : exact(-INFINITY);
        seen &= scores[j].value > -(real)INFINITY || isnan(scores[j].value);
        if (!seen)
            scores[j] = exact(-INFINITY);
        else if (!linear)
            scores[j] = finish(f, i, j, position, scores[j]);
        if (seen && !linear && !(fabsl(scores[j].value) < machine.largest))
            scores[j].size = INFINITY;
        if (is_doubtful(f, center, j))
            scores[j] = (struct number){NAN, INFINITY};
    }
}

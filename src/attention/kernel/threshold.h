/* Part of the kernel body: the normalizers whose weights are 0 below a threshold t, a row at a time
 * and in place.
 *
 * A row's scores become x <= 0, the largest of them 0; no t is below -1, so that scores at or below
 * it count for nothing. The others, the candidates, are looked at again and again for sums over
 * those above a t that comes nearer. */
#ifndef ATTN_ATTENTION_KERNEL_THRESHOLD_H
#define ATTN_ATTENTION_KERNEL_THRESHOLD_H

#include "attention/kernel/softmax.h"

/* A sum of weights so near to 1 will do: in the end they are divided by theirs. */
#define NEAR_ONE (4 * (PRECISION_BITS == 64 ? DBL_EPSILON : (double)FLT_EPSILON))

/* Most candidates that are copied out of their row; where there are more, the row is looked at. */
enum { CANDIDATES = 4 * KEY_BLOCK };

struct candidates {
    real copied[CANDIDATES + LANES] __attribute__((aligned(64))); /* then -infinity */
    const real *row;                                              /* NULL: they are copied */
    size_t count; /* copied; or numbers in the row */
};

/* What lies above t: the sums of x - t and (x - t)^2, how many, and the least x. In double: for a
 * long row in single precision, blocks of it are added up so. */
struct above {
    double sum, squares, count;
    real least;
};

/* Sums of (x - t)^p and (x - t)^(p - 1) for x above t; or of weights, and of their slopes over the
 * least of them. */
struct powers {
    double total, slope;
};

static void gather(struct candidates *candidates, const real *x, size_t length)
{
    size_t count = 0;
    candidates->row = NULL;
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        size_t end = min_size(begin + KEY_BLOCK, length);
        if (count + (end - begin) > CANDIDATES) {
            candidates->row = x;
            candidates->count = length;
            return;
        }
        for (size_t j = begin; j < end; j++) {
            candidates->copied[count] = x[j];
            count += x[j] > -1;
        }
    }
    fill(candidates->copied + count, LANES, -INFINITE);
    candidates->count = count;
}

/* Candidates `begin` and on, KEY_BLOCK or what there is, in whole LANES; returns how many. */
static size_t look_at(const struct candidates *candidates, size_t begin, real *chunk,
                      const real **x)
{
    if (!candidates->row) {
        *x = candidates->copied + begin;
        return round_up(min_size(KEY_BLOCK, candidates->count - begin), LANES);
    }
    load_chunk(candidates->row, begin, candidates->count, chunk);
    *x = chunk;
    return KEY_BLOCK;
}

static double lanes_sum(const vec *sums)
{
    real lanes[LANES] __attribute__((aligned(64)));
    for (int i = 0; i < LANE_VECTORS; i++)
        v_store(lanes + i * VECTOR, sums[i]);
    return (double)reduce_sum(lanes);
}

/* `length` numbers, in whole LANES, join what lies above t. */
static void join_above(const real *x, size_t length, real t, struct above *above)
{
    vec sum[LANE_VECTORS], count[LANE_VECTORS], squares[LANE_VECTORS], depth = v_all(0);
    for (int i = 0; i < LANE_VECTORS; i++)
        sum[i] = count[i] = squares[i] = v_all(0);
    for (size_t j = 0; j < length; j += LANES)
        for (size_t i = 0; i < LANE_VECTORS; i++) {
            vec s = v_load(x + j + i * VECTOR);
            veci in = s > t;
            vec over = v_select(in, s - t, v_all(0));
            sum[i] += over;
            count[i] += v_select(in, v_all(1), v_all(0));
            squares[i] = v_fma(over, over, squares[i]);
            depth = v_max(v_select(in, -s, v_all(0)), depth);
        }
    above->sum += lanes_sum(sum);
    above->count += lanes_sum(count);
    above->squares += lanes_sum(squares);
    for (size_t lane = 0; lane < VECTOR; lane++)
        above->least = -depth[lane] < above->least ? -depth[lane] : above->least;
}

static struct above look_above(const struct candidates *candidates, real t)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64)));
    const real *x;
    struct above above = {0};
    for (size_t begin = 0; begin < candidates->count; begin += KEY_BLOCK) {
        size_t length = look_at(candidates, begin, chunk, &x);
        join_above(x, length, t, &above);
    }
    return above;
}

/* max(x - t, 0). Every number above some t below the answer gives a next t, nearer and still below
 * (Michelot 1986); the last step makes good what rounding has lost in the first, longer ones. */
static void sparsemax(const struct candidates *candidates, size_t length, real *x)
{
    real t = -1;
    for (bool nearer = true; nearer;) {
        struct above above = look_above(candidates, t);
        real next = (real)((double)t + (above.sum - 1) / above.count);
        nearer = next > t;
        t = next;
    }
    /* What t has lost in rounding, every weight would have. */
    struct above above = look_above(candidates, t);
    real rest = (real)((above.sum - 1) / above.count);
    for (size_t j = 0; j < length; j++)
        x[j] = x[j] - t > rest ? (x[j] - t) - rest : 0;
}

/* Newton's step on the root of F = sum (x - t)^2, which never passes F = 1. */
static real newton(const struct above *above, real t)
{
    double root = sqrt(above->squares);
    return (real)((double)t + root * (root - 1) / above->sum);
}

/* max(x - t, 0)^2. With F and G = sum (x - t) over the k numbers above t, F = 1 has a solution at a
 * distance (F - 1) / (G + sqrt(G^2 - k (F - 1))), exact if all k stay above it; until they do,
 * Newton's step takes t nearer. A last one makes good what the difference has lost. */
static void entmax15(const struct candidates *candidates, size_t length, real *x)
{
    real t = -1;
    for (;;) {
        struct above above = look_above(candidates, t);
        double excess = above.squares - 1, rest = above.sum * above.sum - above.count * excess;
        real solved = (real)((double)t + excess / (above.sum + sqrt(rest > 0 ? rest : 0)));
        bool exact = rest >= 0 && above.least >= solved;
        real next = exact ? solved : newton(&above, t);
        bool nearer = next > t;
        t = nearer ? next : t;
        if (exact || !nearer)
            break;
    }
    struct above above = look_above(candidates, t);
    t = newton(&above, t);
    for (size_t j = 0; j < length; j++)
        x[j] = x[j] > t ? (x[j] - t) * (x[j] - t) : 0;
}

/* (x - t)^power where x is above t, otherwise 0. */
INLINE vec power_above(vec x, real t, real power, vec *over)
{
    veci in = x > t;
    *over = v_select(in, x - t, v_all(1));
    return v_select(in, v_exp(power * v_log(*over)), v_all(0));
}

static void join_powers(const real *x, size_t length, real t, real power, struct powers *powers)
{
    vec total[LANE_VECTORS], slope[LANE_VECTORS];
    for (int i = 0; i < LANE_VECTORS; i++)
        total[i] = slope[i] = v_all(0);
    for (size_t j = 0; j < length; j += LANES)
        for (size_t i = 0; i < LANE_VECTORS; i++) {
            vec over, weight = power_above(v_load(x + j + i * VECTOR), t, power, &over);
            total[i] += weight;
            slope[i] += weight / over;
        }
    powers->total += lanes_sum(total);
    powers->slope += lanes_sum(slope);
}

static struct powers look_powers(const struct candidates *candidates, real t, real power)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64)));
    const real *x;
    struct powers powers = {0};
    for (size_t begin = 0; begin < candidates->count; begin += KEY_BLOCK) {
        size_t length = look_at(candidates, begin, chunk, &x);
        join_powers(x, length, t, power, &powers);
    }
    return powers;
}

static real power_of(real x, real power)
{
    return v_exp(power * v_log(v_all(x)))[0];
}

/* Where the weights sum to 1, or as near as rounding lets them: t is kept between two bounds;
 * Newton's step for the p-norm of what lies above, which is nearly straight, is the next where it
 * lies between them, their middle otherwise. */
static real entmax_threshold(const struct candidates *candidates, real power)
{
    real low = -1, high = -power_of((real)candidates->count, -1 / power), t = low;
    for (int step = 0;; step++) {
        struct powers powers = look_powers(candidates, t, power);
        double error = powers.total - 1;
        if ((error < NEAR_ONE && -error < NEAR_ONE) || step == 100)
            return t;
        if (error > 0)
            low = t;
        else
            high = t;
        real root = power_of((real)powers.total, -1 / power);
        real next = (real)((double)t + (1 - (double)root) * powers.total / powers.slope);
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (next == low || next == high)
            return t;
        t = next;
    }
}

/* What the weights of entmax are made of. Up to alpha 2 they are (x - t)^power. Above it the power
 * is below 1, and next to x the distance of t from the least score that has a weight may vanish,
 * though its power does not: these are ((x - least) + least_distance)^power. */
struct entmax_weights {
    real power, t;
    real least;          /* the least score that has a weight, */
    real least_weight;   /* that weight, */
    real least_distance; /* and its distance from t: least_weight^(1 / power) */
};

/* The weight of x above `least`, and its logarithm. */
INLINE vec raised_weight(vec x, const struct entmax_weights *s, vec *logarithm)
{
    veci above = x > s->least;
    *logarithm = s->power * v_log(v_select(above, (x - s->least) + s->least_distance, v_all(1)));
    return v_select(above, v_exp(*logarithm),
                    v_select(x == s->least, v_all(s->least_weight), v_all(0)));
}

/* Their sum, and its slope over least_weight: a term's is (least_weight / weight)^(1 / power - 1).
 */
static struct powers look_raised(const struct candidates *candidates,
                                 const struct entmax_weights *s)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64)));
    const real *x;
    struct powers powers = {0};
    const vec steep = v_all(1 / s->power - 1), log_w = v_log(v_all(s->least_weight));
    for (size_t begin = 0; begin < candidates->count; begin += KEY_BLOCK) {
        size_t length = look_at(candidates, begin, chunk, &x);
        vec total[LANE_VECTORS], slope[LANE_VECTORS];
        for (int i = 0; i < LANE_VECTORS; i++)
            total[i] = slope[i] = v_all(0);
        for (size_t j = 0; j < length; j += LANES)
            for (size_t i = 0; i < LANE_VECTORS; i++) {
                vec logarithm, key = v_load(x + j + i * VECTOR);
                total[i] += raised_weight(key, s, &logarithm);
                vec term = v_exp(steep * (log_w - logarithm));
                slope[i] +=
                    v_select(key > s->least, term, v_select(key == s->least, v_all(1), v_all(0)));
            }
        powers.total += lanes_sum(total);
        powers.slope += lanes_sum(slope);
    }
    return powers;
}

/* The sums if x, the least score above t, is the least with a weight, and that one 0. */
static struct powers look_from(const struct candidates *candidates, real t,
                               struct entmax_weights *s)
{
    s->least = look_above(candidates, t).least;
    s->least_weight = s->least_distance = 0;
    return look_raised(candidates, s);
}

/* The least score with a weight: it is the least that leaves something of 1 to itself. It is looked
 * for from a little below the t that was found, up and, as there may be many, by halves. */
static struct powers find_least(const struct candidates *candidates, struct entmax_weights *s)
{
    real margin = 16 * (PRECISION_BITS == 64 ? (real)DBL_EPSILON : (real)FLT_EPSILON) / s->power;
    real low = s->t - margin > -1 ? s->t - margin : -1, high = 0;
    for (;;) {
        struct powers powers = look_from(candidates, low, s);
        if (powers.total < 1)
            return powers;
        low = s->least;
        real middle = low + (high - low) / 2;
        if (look_from(candidates, middle, s).total < 1)
            high = middle;
        else
            low = s->least;
    }
}

/* least_weight where the weights sum to 1. The sum is convex in w, so Newton's steps from 0 pass it
 * once and then come down to it. */
static void raise_least(const struct candidates *candidates, struct entmax_weights *s)
{
    struct powers powers = find_least(candidates, s);
    for (int step = 0; step < 100; step++) {
        real next = (real)((double)s->least_weight + (1 - powers.total) / powers.slope);
        if (step > 0 && !(next < s->least_weight))
            return;
        s->least_weight = next > 0 ? next : 0;
        s->least_distance = power_of(s->least_weight, 1 / s->power);
        powers = look_raised(candidates, s);
    }
}

/* (1 + y)^power, y = x / -t, where x is above t, otherwise 0. Next to y = 0 the logarithm of
 * w = 1 + y wants what w has lost of y: a power without end, as alpha nears 1, multiplies it. Next
 * to y = -1 it is x - t that is exact. */
INLINE vec entmax_weight(vec x, const struct entmax_weights *s, vec *logarithm)
{
    vec y = x / -s->t;
    veci in = x > s->t, near = y > (real)-0.5;
    vec w = v_select(in, v_select(near, 1 + y, (x - s->t) / -s->t), v_all(1));
    vec lost = v_select(in & near, y - (w - 1), v_all(0));
    vec power = s->power * (v_log(w) + lost / w);
    *logarithm = v_select(in, power, -v_all(INFINITE));
    return v_select(in, v_exp(power), v_all(0));
}

/* The weight of any x, and its logarithm. */
INLINE vec weight_of(vec x, const struct entmax_weights *s, vec *logarithm)
{
    if (s->power >= 1)
        return entmax_weight(x, s, logarithm);
    vec weight = raised_weight(x, s, logarithm);
    *logarithm = v_select(x > s->least, *logarithm, v_log(weight));
    return weight;
}

static void log_block(real *weights, size_t count)
{
    for (size_t j = 0; j < count; j += VECTOR)
        v_store(weights + j, v_log(v_load(weights + j)));
}

static void log_row(size_t length, real *weights)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64)));
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        size_t count = load_chunk(weights, begin, length, chunk);
        log_block(chunk, round_up(count, VECTOR));
        memcpy(weights + begin, chunk, count * sizeof(real));
    }
}

/* Weights over `total` to logarithms, of those not larger than a half; that of a larger one comes
 * from what the others are: next to 1 a rounded weight has lost what its logarithm is. */
static real log_of_quotient(real log_weight, real log_total, double others)
{
    real quotient = log_weight - log_total;
    return quotient > (real)-0.693 ? v_log1p(v_all((real)-others))[0] : quotient;
}

/* Weights that sum to 1 to their logarithms. */
static void log_weights(size_t length, real *weights)
{
    size_t first = 0;
    double others = 0;
    for (size_t j = 0; j < length; j++)
        first = weights[j] > weights[first] ? j : first;
    for (size_t j = 0; j < length; j++)
        others += j == first ? 0 : (double)weights[j];
    log_row(length, weights);
    weights[first] = log_of_quotient(weights[first], 0, others);
}

/* The weights over their sum, or the logarithms of these. */
static void entmax(const struct candidates *candidates, real power, bool logarithm, size_t length,
                   real *x)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64)));
    struct entmax_weights weights = {.power = power, .t = entmax_threshold(candidates, power)};
    double total = 0, others = 0;
    if (power < 1)
        raise_least(candidates, &weights);
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        size_t count = load_chunk(x, begin, length, chunk);
        vec sums[LANE_VECTORS], below[LANE_VECTORS];
        for (int i = 0; i < LANE_VECTORS; i++)
            sums[i] = below[i] = v_all(0);
        for (size_t j = 0; j < count; j += VECTOR) {
            vec s = v_load(chunk + j), weight = v_all(0), log_weight = -v_all(INFINITE);
            if (v_any(s > -1))
                weight = weight_of(s, &weights, &log_weight);
            sums[j / VECTOR % LANE_VECTORS] += weight;
            below[j / VECTOR % LANE_VECTORS] += v_select(s == 0, v_all(0), weight);
            v_store(chunk + j, logarithm ? log_weight : weight);
        }
        total += lanes_sum(sums);
        others += lanes_sum(below);
        memcpy(x + begin, chunk, count * sizeof(real));
    }
    real log_total = log_of((real)total);
    for (size_t j = 0; j < length; j++)
        x[j] = logarithm ? log_of_quotient(x[j], log_total, others / total) : x[j] / (real)total;
}

/* A row of scores to weights, or to their logarithms. A NaN or an infinity makes NaNs of all that
 * are not masked. */
static void threshold_weights(const struct normalizer_parameters *n, enum normalizer_kind kind,
                              bool logarithm, size_t length, real *s)
{
    struct candidates candidates;
    const struct tempering t = tempering_of(n);
    real max = whole_row_max(s, length);
    if (!(max > -INFINITE && max < INFINITE)) {
        for (size_t j = 0; j < length; j++)
            s[j] = s[j] != -INFINITE ? NOT_A_NUMBER : logarithm ? s[j] : 0;
        return;
    }
    real factor = kind == NORMALIZER_SPARSEMAX  ? 1
                  : kind == NORMALIZER_ENTMAX15 ? (real)0.5
                                                : (real)(n->alpha - 1);
    for (size_t j = 0; j < length; j++)
        s[j] = factor * temper(&t, s[j], max);
    gather(&candidates, s, length);
    if (kind == NORMALIZER_SPARSEMAX)
        sparsemax(&candidates, length, s);
    else if (kind == NORMALIZER_ENTMAX15)
        entmax15(&candidates, length, s);
    else
        entmax(&candidates, (real)(1 / (n->alpha - 1)), logarithm, length, s);
    if (logarithm && kind != NORMALIZER_ENTMAX)
        log_weights(length, s);
}

#endif

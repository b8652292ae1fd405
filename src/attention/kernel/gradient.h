/* Part of the kernel body: rows of gradients (gradient.h).
 *
 * Loops here are plain: each number depends on those in its own place alone, so that the compiler
 * may make vectors of any width of them. Sums over a row go in LANES partial sums, block by block.
 */
#ifndef ATTN_ATTENTION_KERNEL_GRADIENT_H
#define ATTN_ATTENTION_KERNEL_GRADIENT_H

#include "attention/kernel/weights.h"

/* sum_j x_j y_j of up to KEY_BLOCK numbers joins the lanes. */
static void add_products(const real *x, const real *y, size_t count, real *lanes)
{
    real block[LANES] = {0};
    size_t whole = count / LANES * LANES;
    for (size_t j = 0; j < whole; j += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            block[lane] += x[j + lane] * y[j + lane];
    for (size_t j = whole; j < count; j++)
        block[j - whole] += x[j] * y[j];
    for (size_t lane = 0; lane < LANES; lane++)
        lanes[lane] += block[lane];
}

/* Of functions that make the sum of a row 1: u_j such that da_j / ds_k = u_j (j == k) - u_j u_k /
 * sum u, which for softmax, whose sum is 1 with the sink, is a_j (j == k) - a_j a_k (Peters 2019).
 */
static void slopes_of_block(const struct normalizer_parameters *n, enum normalizer_kind kind,
                            const real *a, const real *s, size_t count, real *u)
{
    real power = 2 - (real)n->alpha;
    switch (kind) {
    case NORMALIZER_SPARSEMAX:
        for (size_t j = 0; j < count; j++)
            u[j] = a[j] > 0 ? 1 : a[j];
        return;
    case NORMALIZER_ENTMAX15:
        for (size_t j = 0; j < count; j++)
            u[j] = (real)__builtin_sqrt((double)a[j]);
        return;
    case NORMALIZER_ENTMAX:
        for (size_t j = 0; j < count; j += VECTOR)
            v_store(u + j, v_exp(power * v_log(v_load(a + j))));
        for (size_t j = 0; j < count; j++)
            u[j] = a[j] > 0 ? u[j] : a[j];
        return;
    case NORMALIZER_LINEAR: /* a_j is s_j / sum s */
        for (size_t j = 0; j < count; j++)
            u[j] = s[j] == -INFINITE ? 0 : 1;
        return;
    default:
        return;
    }
}

/* dL/da to dL/ds of a block where a_j depends on s_j alone. */
static void change_by_own_score(const struct normalizer_parameters *n, enum normalizer_kind kind,
                                const real *a, const real *s, size_t count, real *change)
{
    real divisor = (real)n->relu_divisor;
    for (size_t j = 0; kind == NORMALIZER_SIGMOID && j < count; j++)
        change[j] = a[j] == 0 ? 0 : change[j] * (a[j] * (1 - a[j]));
    for (size_t j = 0; kind == NORMALIZER_RELU && j < count; j++)
        change[j] = a[j] == 0 ? 0 : change[j] / divisor;
    for (size_t j = 0; kind == NORMALIZER_NONE && j < count; j++)
        change[j] = s[j] == -INFINITE ? 0 : change[j];
}

/* Numbers begin .. of an array of m, or those that there are; the rest of the block is 1, of which
 * every function is finite. */
static const real *block_of(const void *numbers, size_t begin, size_t count, real *room)
{
    const real *from = (const real *)numbers + begin;
    if (count == KEY_BLOCK)
        return from;
    memcpy(room, from, count * sizeof *room);
    for (size_t j = count; j < KEY_BLOCK; j++)
        room[j] = 1;
    return room;
}

/* Whether x is among LANES numbers. */
static bool has_number(const real *numbers, real x)
{
    veci found = v_all_integer(0);
    for (int i = 0; i < LANE_VECTORS; i++)
        found |= v_load(numbers + i * VECTOR) == v_all(x);
    return v_any(found);
}

/* What comes to the largest weight of a row, 0 where that is not finite or is the sink's. Taken off
 * all that comes to the row it leaves little there: a weight next to 1 has a gradient that is a
 * small difference. */
static real shift_of_changes(const real *a, const real *change, size_t m, real sink_weight)
{
    real lanes[LANES] = {0}, largest = sink_weight;
    size_t whole = m / LANES * LANES, best = 0;
    for (size_t j = 0; j < whole; j += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] = a[j + lane] > lanes[lane] ? a[j + lane] : lanes[lane];
    for (size_t j = whole; j < m; j++)
        lanes[j - whole] = a[j] > lanes[j - whole] ? a[j] : lanes[j - whole];
    for (size_t lane = 0; lane < LANES; lane++)
        largest = lanes[lane] > largest ? lanes[lane] : largest;
    while (best < whole && !has_number(a + best, largest))
        best += LANES;
    while (best + 1 < m && a[best] != largest)
        best++;
    return largest > sink_weight && change[best] - change[best] == 0 ? change[best] : 0;
}

/* What comes to weights, less the shift; a masked value, of weight 0, may be a NaN. */
static void take_shift(const real *a, const real *change, size_t count, real shift, real *clean)
{
    for (size_t j = 0; j < count; j += VECTOR)
        v_store(clean + j, v_select(v_load(a + j) == 0, v_all(0), v_load(change + j) - shift));
}

/* dL/da to dL/ds of a row whose weights make 1, with the sink: first the sums over the row, then
 * each of its numbers. */
static void change_by_scores(const struct attention_plan *plan, struct gradient_row *row)
{
    const struct normalizer_parameters *n = &plan->problem.normalizer;
    enum normalizer_kind kind = normalizer_kind(n);
    size_t m = plan->problem.key_count;
    real *change = row->change, u[KEY_BLOCK], ones[KEY_BLOCK], clean[KEY_BLOCK];
    real room[KEY_BLOCK], rest[KEY_BLOCK];
    real products[LANES] = {0}, slopes[LANES] = {0}, scores[LANES] = {0};
    if (kind == NORMALIZER_SIGMOID || kind == NORMALIZER_RELU || kind == NORMALIZER_NONE) {
        change_by_own_score(n, kind, row->weights, row->scores, m, change);
        return;
    }
    for (size_t j = 0; j < KEY_BLOCK; j++)
        ones[j] = 1;
    bool linear = kind == NORMALIZER_LINEAR, by_slopes = kind != NORMALIZER_SOFTMAX && !linear;
    real shift = shift_of_changes(row->weights, change, m, (real)row->sink_weight);
    for (size_t begin = 0; begin < m; begin += KEY_BLOCK) {
        size_t count = min_size(KEY_BLOCK, m - begin);
        const real *a = block_of(row->weights, begin, count, room);
        const real *s = (const real *)row->scores + begin;
        take_shift(a, block_of(change, begin, count, rest), count, shift, clean);
        if (by_slopes) {
            slopes_of_block(n, kind, a, s, count, u);
            add_products(u, ones, count, slopes);
        }
        add_products(by_slopes ? u : a, clean, count, products);
        for (size_t j = 0; linear && j < count; j++)
            clean[j] = s[j] == -INFINITE ? 0 : s[j];
        if (linear)
            add_products(clean, ones, count, scores);
    }
    real sum = reduce_sum(products), slope_sum = reduce_sum(slopes);
    if (by_slopes)
        sum = slope_sum == 0 ? sum : sum / slope_sum;
    else
        sum -= (real)row->sink_weight * shift;
    row->mean = (double)shift + (double)sum;
    for (size_t begin = 0; begin < m; begin += KEY_BLOCK) {
        size_t count = min_size(KEY_BLOCK, m - begin);
        const real *slope = block_of(row->weights, begin, count, room);
        if (kind != NORMALIZER_SOFTMAX) {
            slopes_of_block(n, kind, slope, (const real *)row->scores + begin, count, u);
            slope = u;
        }
        take_shift(slope, block_of(change, begin, count, rest), count, shift, clean);
        real *to = count == KEY_BLOCK ? change + begin : clean;
        for (size_t j = 0; j < count; j += VECTOR)
            v_store(to + j, v_select(v_load(slope + j) == 0, v_all(0),
                                     v_load(slope + j) * (v_load(clean + j) - sum)));
        if (to == clean)
            memcpy(change + begin, clean, count * sizeof *clean);
    }
    real divisor = reduce_sum(scores);
    for (size_t j = 0; linear && j < m; j++)
        change[j] = change[j] == 0 ? 0 : change[j] / divisor;
}

/* x to the power `degree` of 0 or more, by squaring. */
static void raise_all(real *x, size_t count, size_t degree)
{
    for (size_t j = 0; j < count; j++) {
        real power = 1, square = x[j];
        for (size_t rest = degree; rest > 0; rest /= 2, square *= square)
            power = rest % 2 ? power * square : power;
        x[j] = power;
    }
}

/* The angle whose squared chord is s, up to 4. */
static vec angle_of_chord(vec s)
{
    veci far = s > 2;
    vec angle = angle_of(v_select(far, v_select(s > 4, v_all(0), 4 - s), s));
    return v_select(far, (real)M_PI - angle, angle);
}

/* The derivative of c tanh(x / c): 4 e / (1 + e)^2 for e = exp(-2 |x / c|), of which nothing
 * cancels.
 */
static void change_by_softcap(const struct attention *problem, const real *raw, size_t m,
                              real *change)
{
    const struct similarity_parameters *f = &problem->similarity;
    bool powers_of_raw = f->function->finish == FINISH_POLYNOMIAL;
    bool compact = similarity_has_reach(f->function);
    real cap = (real)problem->softcap, scale = (real)f->scale, e[KEY_BLOCK];
    for (size_t begin = 0; begin < m; begin += KEY_BLOCK) {
        size_t count = min_size(KEY_BLOCK, m - begin);
        memcpy(e, raw + begin, count * sizeof *e);
        for (size_t j = count; j < round_up(count, VECTOR); j++)
            e[j] = 0;
        if (powers_of_raw)
            raise_all(e, count, f->degree);
        if (compact)
            finish_compact(f->function->finish, e, count, square_of_reach(f), 1);
        for (size_t j = 0; f->function->finish == FINISH_HAVERSINE && j < count; j += VECTOR)
            v_store(e + j, angle_of_chord(v_load(e + j)) * (real)f->radius);
        for (size_t j = 0; j < count; j++)
            e[j] = e[j] * scale / cap;
        for (size_t j = 0; j < count; j += VECTOR)
            v_store(e + j, v_exp(-2 * v_abs(v_load(e + j))));
        for (size_t j = 0; j < count; j++) {
            real slope = 4 * e[j] / ((1 + e[j]) * (1 + e[j]));
            change[begin + j] = change[begin + j] == 0 ? 0 : change[begin + j] * slope;
        }
    }
}

/* By a compact function of u^2 = s / h^2 to twice by s, which is `raw`. */
static void change_by_compact(const struct similarity_parameters *f, const real *raw, size_t m,
                              real *change)
{
    real square = square_of_reach(f);
    enum finish finish = f->function->finish;
    for (size_t j = 0; j < m; j++) {
        real x = raw[j] / square, root = (real)__builtin_sqrt((double)x);
        real slope = finish == FINISH_EPANECHNIKOV ? -2 / (1 - x)
                     : finish == FINISH_TRICUBE    ? -9 * root / (1 - x * root)
                                                   : 0;
        change[j] = change[j] == 0 || slope == 0 ? 0 : change[j] * slope / square;
    }
}

/* By the similarity to by the sum of its pairing. A change of 0 stays 0: of a masked key, or of
 * none. */
static void change_by_finish(const struct attention_plan *plan, struct gradient_row *row)
{
    const struct similarity_parameters *f = &plan->problem.similarity;
    size_t m = plan->problem.key_count, d = plan->problem.keys.width;
    real *change = row->change, *raw = row->raw;
    const real *key_factors = row->key_factors;
    bool squares = f->function->pairing == PAIRING_SQUARED_DIFFERENCE;
    real factor = 1;
    switch (f->function->finish) {
    case FINISH_NOTHING:
        return;
    case FINISH_COSINE:
        factor = (real)row->query_factor;
        for (size_t j = 0; j < m; j++)
            raw[j] = change[j] == 0 ? 0 : raw[j] * change[j];
        for (size_t j = 0; j < m; j++)
            change[j] = change[j] == 0 ? 0 : change[j] * factor * key_factors[j];
        return;
    case FINISH_NEGATED_ROOT:
        for (size_t j = 0; j < m; j++)
            change[j] = change[j] == 0 || raw[j] == 0 ? 0 : change[j] / raw[j];
        return;
    case FINISH_FACTOR:
        factor = (real)similarity_factor(f, d) * (squares ? 2 : 1);
        break;
    case FINISH_EPANECHNIKOV:
    case FINISH_TRICUBE:
    case FINISH_UNIFORM:
        change_by_compact(f, raw, m, change);
        return;
    case FINISH_HAVERSINE: /* raw is the squared chord; at either end of it there is a kink */
        for (size_t j = 0; j < m; j++)
            change[j] =
                change[j] == 0 || raw[j] == 0 || raw[j] >= 4
                    ? 0
                    : change[j] * -2 / (real)__builtin_sqrt((double)(raw[j] * (4 - raw[j])));
        factor = (real)f->radius;
        break;
    case FINISH_POLYNOMIAL:
        /* The slope first: its factor may bring the power into range. */
        factor = (real)f->degree * (real)similarity_gamma(f, d);
        raise_all(raw, m, f->degree - 1);
        for (size_t j = 0; j < m; j++)
            change[j] = change[j] == 0 ? 0 : change[j] * (raw[j] * factor);
        return;
    }
    for (size_t j = 0; j < m; j++)
        change[j] *= factor;
}

static void gradient_row(const struct attention_plan *plan, struct gradient_row *row)
{
    const struct attention *problem = &plan->problem;
    size_t m = problem->key_count;
    real *change = row->change;
    real temperature = (real)problem->normalizer.temperature;
    real scale = (real)problem->similarity.scale;
    change_by_scores(plan, row);
    for (size_t j = 0; temperature != 1 && j < m; j++)
        change[j] /= temperature;
    if (row->bias)
        memcpy(row->bias, change, m * sizeof *change);
    if (problem->softcap != 0)
        change_by_softcap(problem, row->raw, m, change);
    for (size_t j = 0; scale != 1 && j < m; j++)
        change[j] *= scale;
    change_by_finish(plan, row);
}

/* What the sum over the features c of a pair changes by as q_c does; for keys it is the opposite,
 * but for additive the same. Of chi2 it is r (2 - r), and for keys -r (2 + r): r. `weights`: see
 * attention_plan; NULL: all are 1. A square has its weight twice: see times_change. */
static void pair_slopes(enum pairing pairing, const real *q, const real *k, const real *weights,
                        size_t d, real *slopes)
{
    if (pairing == PAIRING_ADDITIVE) {
        for (size_t c = 0; c < d; c++)
            slopes[c] = q[c] + k[c];
        for (size_t c = d; c < round_up(d, VECTOR); c++)
            slopes[c] = 0;
        for (size_t c = 0; c < d; c += VECTOR)
            v_store(slopes + c, v_tanh(v_load(slopes + c)));
        return;
    }
    bool squares = pairing == PAIRING_SQUARED_DIFFERENCE;
    for (size_t c = 0; c < d; c++) {
        real difference = q[c] - k[c];
        real sign = difference > 0 ? 1 : difference < 0 ? -1 : difference; /* a NaN stays one */
        real ratio =
            pairing != PAIRING_CHI2 || sign == 0 ? sign : difference / 2 / (q[c] / 2 + k[c] / 2);
        slopes[c] = squares ? difference : ratio;
    }
    for (size_t c = 0; weights && !squares && c < d; c++)
        slopes[c] *= weights[c];
}

/* Slopes times what comes to the pair. A square is multiplied by its weight twice, in an order in
 * which no tiny difference is lost, nor a large one overflows. */
static void times_change(enum pairing pairing, const real *weights, real change, size_t count,
                         real *slopes)
{
    if (!weights || pairing != PAIRING_SQUARED_DIFFERENCE) {
        for (size_t c = 0; c < count; c++)
            slopes[c] *= change;
        return;
    }
    for (size_t c = 0; c < count; c++) {
        real x = slopes[c], w = weights[c];
        slopes[c] = w < 1 && x < 1 && x > -1 ? change * w * w * x : change * w * (x * w);
    }
}

/* Features begin .. of query `row` and key `key`, at most KEY_BLOCK of them. */
static size_t slopes_at(const struct attention_plan *plan, const struct gradient_pairs *pairs,
                        size_t row, size_t key, size_t begin, real *slopes)
{
    const real *weights = plan->feature_weights;
    size_t count = min_size(KEY_BLOCK, plan->problem.keys.width - begin);
    pair_slopes(plan->problem.similarity.function->pairing, row_of(&pairs->queries, row) + begin,
                row_of(&plan->problem.keys, key) + begin, weights ? weights + begin : NULL, count,
                slopes);
    return count;
}

static void gradient_of_query(const struct attention_plan *plan, const struct gradient_pairs *pairs,
                              size_t row)
{
    size_t m = plan->problem.key_count, d = plan->problem.keys.width;
    const real *change = row_of(&pairs->changes, row), *v = plan->feature_weights;
    enum pairing pairing = plan->problem.similarity.function->pairing;
    bool additive = pairing == PAIRING_ADDITIVE, chi2 = pairing == PAIRING_CHI2;
    real *out = (real *)pairs->of_queries + row * d, slopes[KEY_BLOCK];
    real *vectors = pairs->of_vectors ? (real *)pairs->of_vectors + row * d : NULL;
    fill(out, d, 0);
    if (vectors)
        fill(vectors, d, 0);
    for (size_t begin = 0; begin < d; begin += KEY_BLOCK)
        for (size_t j = 0; j < m; j++) {
            if (change[j] == 0)
                continue;
            size_t count = slopes_at(plan, pairs, row, j, begin, slopes);
            for (size_t c = 0; vectors && c < count; c++)
                vectors[begin + c] += change[j] * slopes[c];
            for (size_t c = 0; additive && c < count; c++)
                slopes[c] = v[begin + c] * (1 - slopes[c] * slopes[c]);
            for (size_t c = 0; chi2 && c < count; c++)
                slopes[c] *= 2 - slopes[c];
            times_change(pairing, v ? v + begin : NULL, change[j], count, slopes);
            for (size_t c = 0; c < count; c++)
                out[begin + c] += slopes[c];
        }
}

static void gradient_of_keys(const struct attention_plan *plan, const struct gradient_pairs *pairs,
                             size_t first, size_t end)
{
    size_t d = plan->problem.keys.width;
    const real *v = plan->feature_weights;
    enum pairing pairing = plan->problem.similarity.function->pairing;
    bool additive = pairing == PAIRING_ADDITIVE, chi2 = pairing == PAIRING_CHI2;
    real slopes[KEY_BLOCK];
    for (size_t j = first; j < end; j++)
        for (size_t row = 0; row < pairs->queries.count; row++) {
            real change = row_of(&pairs->changes, row)[j];
            real *out = (real *)pairs->of_keys + j * d;
            for (size_t begin = 0; change != 0 && begin < d; begin += KEY_BLOCK) {
                size_t count = slopes_at(plan, pairs, row, j, begin, slopes);
                for (size_t c = 0; additive && c < count; c++)
                    slopes[c] = -v[begin + c] * (1 - slopes[c] * slopes[c]);
                for (size_t c = 0; chi2 && c < count; c++)
                    slopes[c] *= 2 + slopes[c];
                times_change(pairing, v ? v + begin : NULL, change, count, slopes);
                for (size_t c = 0; c < count; c++)
                    out[begin + c] -= slopes[c];
            }
        }
}

#endif

/* Part of the kernel body: the scores of patches: queries of a tile and a run of keys of one block.
 */
#ifndef ATTN_ATTENTION_KERNEL_SCORE_H
#define ATTN_ATTENTION_KERNEL_SCORE_H

#include "attention/kernel/pack.h"

/* Some rows of a tile and a run of keys of one block. */
struct patch {
    size_t row, rows;       /* in the tile: TILE_ROWS of them, or what there is */
    size_t begin, end;      /* keys that some row sees */
    size_t first, capacity; /* keys computed: whole stripes; 0: none is seen */
    real *queries;          /* packed */
    real *scores;           /* row r's at scores + r * SCORE_STRIDE */
};

/* What each feature adds to the sum of a query and a key, `w` its weight. */
enum term { DOT, SQUARE, DISTANCE, CHI2, WEIGHTED_SQUARE, WEIGHTED_DISTANCE, ADDITIVE };

static enum term term_of(const struct attention_plan *plan)
{
    bool weighted = plan->feature_weights != NULL;
    switch (plan->problem.similarity.function->pairing) {
    case PAIRING_DOT:
        return DOT;
    case PAIRING_SQUARED_DIFFERENCE:
        return weighted ? WEIGHTED_SQUARE : SQUARE;
    case PAIRING_ABSOLUTE_DIFFERENCE:
        return weighted ? WEIGHTED_DISTANCE : DISTANCE;
    case PAIRING_CHI2:
        return CHI2;
    case PAIRING_ADDITIVE:
        return ADDITIVE;
    }
    return DOT;
}

INLINE vec add_term(enum term term, vec q, vec k, vec w, vec sum)
{
    vec difference = q - k, half;
    switch (term) {
    case DOT:
        return v_fma(q, k, sum);
    case SQUARE:
        return v_fma(difference, difference, sum);
    case DISTANCE:
        return sum + v_abs(difference);
    case CHI2: /* halves: their sum does not overflow */
        half = q / 2 + k / 2;
        return v_fma(difference, v_select(half == 0, v_all(0), difference / 2 / half), sum);
    case WEIGHTED_SQUARE:
        return v_fma(difference * w, difference * w, sum);
    case WEIGHTED_DISTANCE:
        return sum + v_abs(difference * w);
    case ADDITIVE:
        return v_fma(w, v_tanh(q + k), sum);
    }
    return sum;
}

/* One feature of `rows` queries and a panel of keys joins their sums. */
INLINE void pair_feature(enum term term, int rows, const real *restrict q, const real *restrict k,
                         size_t k_step, vec weight, vec sum[][TILE_VECTORS])
{
    vec key[TILE_VECTORS];
    for (int v = 0; v < TILE_VECTORS; v++)
        key[v] = v_load(k + v * VECTOR);
    fetch_ahead(k + AHEAD * k_step, TILE_VECTORS);
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECTORS; v++)
            sum[r][v] = add_term(term, v_all(q[r]), key[v], weight, sum[r][v]);
}

/* `rows` queries with a panel of keys: one sum each over `count` features in order.
 * q: [count][q_step], k: [count][k_step], w: [count] where the term has weights. */
INLINE void pair_features(enum term term, int rows, const real *restrict q, size_t q_step,
                          const real *restrict k, size_t k_step, const real *restrict w,
                          size_t count, vec sum[][TILE_VECTORS])
{
    size_t c = 0;
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECTORS; v++)
            sum[r][v] = v_all(0);
    if (term == DOT)
        UNROLL for (; c < count; c++, q += q_step, k += k_step)
            pair_feature(term, rows, q, k, k_step, v_all(0), sum);
    for (; c < count; c++, q += q_step, k += k_step)
        pair_feature(term, rows, q, k, k_step, v_all(term >= WEIGHTED_SQUARE ? w[c] : 0), sum);
}

INLINE void store_panel(int rows, vec sum[][TILE_VECTORS], real factor, real *restrict sums,
                        size_t stride)
{
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECTORS; v++)
            v_store(sums + (size_t)r * stride + v * VECTOR,
                    v_fma(v_all(factor), sum[r][v], v_all(0))); /* + 0: no distance is -0 */
}

/* The same over all d features, block by block, times a factor. sums: [rows][stride]. One block is
 * usual, and its sums stay in registers. */
INLINE void pair_panel(enum term term, int rows, const real *restrict q, size_t q_step,
                       const real *restrict k, size_t k_step, const real *restrict w, size_t d,
                       real factor, real *restrict sums, size_t stride)
{
    vec sum[TILE_ROWS][TILE_VECTORS], all[TILE_ROWS][TILE_VECTORS];
    if (__builtin_expect(d <= FEATURE_BLOCK, 1)) {
        pair_features(term, rows, q, q_step, k, k_step, w, d, sum);
        store_panel(rows, sum, factor, sums, stride);
        return;
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECTORS; v++)
            all[r][v] = v_all(0);
    for (size_t c = 0; c < d; c += FEATURE_BLOCK) {
        pair_features(term, rows, q + c * q_step, q_step, k + c * k_step, k_step,
                      term >= WEIGHTED_SQUARE ? w + c : w, min_size(d - c, FEATURE_BLOCK), sum);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < TILE_VECTORS; v++)
                all[r][v] += sum[r][v];
    }
    store_panel(rows, all, factor, sums, stride);
}

/* What a sum over the features is multiplied by at once. */
static real sum_factor(const struct attention_plan *plan)
{
    const struct similarity_parameters *f = &plan->problem.similarity;
    if (f->function->finish == FINISH_NOTHING)
        return (real)f->scale;
    if (f->function->finish == FINISH_FACTOR)
        return (real)similarity_factor(f, plan->problem.keys.width);
    return 1;
}

/* The keys, few and of many features, with the queries of all patches, row by row. */
INLINE void pair_thin(enum term term, const struct attention_plan *plan,
                      const struct patch *patches, size_t count)
{
    size_t d = plan->problem.keys.width, step = plan->problem.key_count;
    for (const struct patch *patch = patches; patch < patches + count; patch++)
        for (size_t r = 0; r < patch->rows; r++)
            for (size_t j = 0; j < patch->capacity; j += PANEL) {
                real *scores = patch->scores + r * SCORE_STRIDE + j;
                if (j < plan->problem.key_count)
                    pair_panel(term, 1, packed_query(plan, patch->queries, r), 1,
                               packed_key(plan, j), step, plan->feature_weights, d,
                               sum_factor(plan), scores, SCORE_STRIDE);
                else
                    fill(scores, PANEL, 0);
            }
}

/* Each panel of key block `key` with the queries of all patches that want it, which share what the
 * first fetches. One row alone is common, and cheaper so. */
INLINE void pair_panels(enum term term, const struct attention_plan *plan,
                        const struct patch *patches, size_t count, size_t key)
{
    size_t d = plan->problem.keys.width;
    if (is_thin(&plan->problem)) {
        pair_thin(term, plan, patches, count);
        return;
    }
    real factor = sum_factor(plan);
    const real *w = plan->feature_weights;
    for (size_t j = key; j < key + KEY_BLOCK; j += PANEL) {
        const real *k = packed_key(plan, j);
        for (const struct patch *patch = patches; patch < patches + count; patch++) {
            if (j < patch->first || j >= patch->first + patch->capacity)
                continue;
            real *scores = patch->scores + (j - patch->first);
            if (patch->rows == 1)
                pair_panel(term, 1, patch->queries, TILE_ROWS, k, PANEL, w, d, factor, scores,
                           SCORE_STRIDE);
            else
                pair_panel(term, TILE_ROWS, patch->queries, TILE_ROWS, k, PANEL, w, d, factor,
                           scores, SCORE_STRIDE);
        }
    }
}

static void pair_keys(const struct attention_plan *plan, const struct patch *patches, size_t count,
                      size_t key)
{
    switch (term_of(plan)) {
    case DOT:
        pair_panels(DOT, plan, patches, count, key);
        break;
    case SQUARE:
        pair_panels(SQUARE, plan, patches, count, key);
        break;
    case DISTANCE:
        pair_panels(DISTANCE, plan, patches, count, key);
        break;
    case CHI2:
        pair_panels(CHI2, plan, patches, count, key);
        break;
    case WEIGHTED_SQUARE:
        pair_panels(WEIGHTED_SQUARE, plan, patches, count, key);
        break;
    case WEIGHTED_DISTANCE:
        pair_panels(WEIGHTED_DISTANCE, plan, patches, count, key);
        break;
    case ADDITIVE:
        pair_panels(ADDITIVE, plan, patches, count, key);
        break;
    }
}

/* s / sqrt(q.q k.k), which rounding may take past 1. For q = k that is exactly 1: the root of a
 * rounded square is exact. */
static void finish_cosine(real *s, size_t count, real query_norm, const real *key_norms)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec norms = v_sqrt(query_norm * v_load(key_norms + j));
        vec cosine = v_load(s + j) / norms;
        cosine = v_select(v_abs(cosine) > 1, v_copysign(v_all(1), cosine), cosine);
        v_store(s + j, v_select(norms == 0, v_all(0), cosine));
    }
}

/* Sums of squares that are as good as differences allow: none of them overflowed, and what vanished
 * of them does not count. */
#if PRECISION_BITS == 64
#define SQUARES_LOWEST 0x1p-900
#define SQUARES_HIGHEST DBL_MAX
#else
#define SQUARES_LOWEST 0x1p-80f
#define SQUARES_HIGHEST FLT_MAX
#endif

/* |q - k| for a vector of keys, key `key` and on, with each key's differences divided by a power of
 * two near their largest. */
static vec scaled_distance(const struct attention_plan *plan, const real *q, size_t key)
{
    const real *k = packed_key(plan, key);
    size_t d = plan->problem.keys.width;
    size_t q_step = query_step(&plan->problem), k_step = key_step(&plan->problem);
    vec largest = v_all(0), sum = v_all(0);
    for (size_t c = 0; c < d; c++)
        largest = v_max(v_abs(q[c * q_step] - v_load(k + c * k_step)), largest);
    veci exponent = (veci)largest >> MANTISSA_BITS, most = v_all_integer(2 * EXPONENT_BIAS - 1);
    exponent = ((exponent > most) & most) | (~(exponent > most) & exponent);
    vec scale = v_power_of_two(EXPONENT_BIAS - exponent);
    for (size_t begin = 0; begin < d; begin += FEATURE_BLOCK) {
        vec block = v_all(0);
        for (size_t c = begin; c < min_size(d, begin + FEATURE_BLOCK); c++) {
            vec difference = (q[c * q_step] - v_load(k + c * k_step)) * scale;
            block = v_fma(difference, difference, block);
        }
        sum += block;
    }
    return v_sqrt(sum) / scale;
}

static void finish_root(const struct attention_plan *plan, const real *q, size_t key, real *s,
                        size_t count)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec sum = v_load(s + j), root = v_sqrt(sum);
        veci lost = (sum < SQUARES_LOWEST) | (sum > SQUARES_HIGHEST);
        if (__builtin_expect(v_any(lost), 0))
            root = v_select(lost, scaled_distance(plan, q, key + j), root);
        v_store(s + j, 0 - root);
    }
}

/* h^2; with a list of bandwidths each difference has been divided already. */
static real square_of_reach(const struct similarity_parameters *f)
{
    return f->bandwidths ? 1 : (real)f->bandwidth * (real)f->bandwidth;
}

/* Compact functions of u^2 = s / square, times the scale; out of reach they are -infinity, whatever
 * the scale. A square that is exact puts the end of the reach where it belongs. */
static void finish_compact(enum finish finish, real *s, size_t count, real square, real scale)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec x = v_load(s + j) / square, score = x - x; /* a NaN stays one */
        if (finish == FINISH_EPANECHNIKOV)
            score = v_log1p(-x);
        if (finish == FINISH_TRICUBE)
            score = 3 * v_log1p(-x * v_sqrt(x));
        score = v_fma(score, v_all(scale), v_all(0));
        v_store(s + j, v_select(x >= 1, -v_all(INFINITE), score));
    }
}

/* The angle whose squared chord is s, up to 2: 4 asin(y), y^2 = h / (2 (1 + sqrt(1 - h))) where h
 * = s / 4, from asin(x) = 2 asin(y). */
static vec angle_of(vec s)
{
    vec h = s / 4, z = h / (2 * (1 + v_sqrt(1 - h))), y = v_sqrt(z);
    vec terms = v_all(asin_terms[ASIN_TERMS - 1]);
    for (int i = ASIN_TERMS - 2; i >= 0; i--)
        terms = v_fma(terms, z, v_all(asin_terms[i]));
    return 4 * v_fma(y * z, terms, y);
}

/* Past a right angle, what is left of half a turn, by the chord to the opposite point. */
static vec angle_left(const struct attention_plan *plan, const real *q, size_t key)
{
    const real *k = packed_key(plan, key);
    size_t q_step = query_step(&plan->problem), k_step = key_step(&plan->problem);
    vec sum = v_all(0);
    for (size_t c = 0; c < plan->problem.keys.width; c++) {
        vec x = q[c * q_step] + v_load(k + c * k_step);
        sum = v_fma(x, x, sum);
    }
    return v_all((real)M_PI) - angle_of(sum);
}

static void finish_haversine(const struct attention_plan *plan, const real *q, size_t key, real *s,
                             size_t count)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec chord = v_load(s + j);
        veci far = chord > 2;
        vec angle = angle_of(v_select(far, v_all(0), chord));
        if (v_any(far))
            angle = v_select(far, angle_left(plan, q, key + j), angle);
        v_store(s + j, 0 - (real)plan->problem.similarity.radius * angle);
    }
}

/* (gamma s + coef0)^degree by squaring: the bits of the degree from the second highest on. */
static void finish_polynomial(real *s, size_t count, real gamma, real coef0, size_t degree)
{
    size_t highest = 1;
    while (highest <= degree / 2)
        highest *= 2;
    for (size_t j = 0; j < count; j += VECTOR) {
        vec base = gamma * v_load(s + j) + coef0, power = base;
        for (size_t bit = highest / 2; bit > 0; bit /= 2) {
            power *= power;
            if (degree & bit)
                power *= base;
        }
        v_store(s + j, power);
    }
}

static void multiply(real *s, size_t count, real factor)
{
    for (size_t j = 0; factor != 1 && j < count; j += VECTOR)
        v_store(s + j, v_load(s + j) * factor);
}

/* Sums over features, times sum_factor, to similarities times the scale. `key`: the first; q, the
 * packed query. */
static void finish_similarity(const struct attention_plan *plan, const real *q, real query_norm,
                              size_t key, real *s, size_t count)
{
    const struct similarity_parameters *f = &plan->problem.similarity;
    enum finish finish = f->function->finish;
    if (finish == FINISH_COSINE)
        finish_cosine(s, count, query_norm, key_norms(plan) + key);
    if (finish == FINISH_NEGATED_ROOT)
        finish_root(plan, q, key, s, count);
    if (finish == FINISH_HAVERSINE)
        finish_haversine(plan, q, key, s, count);
    if (finish == FINISH_POLYNOMIAL)
        finish_polynomial(s, count, (real)similarity_gamma(f, plan->problem.keys.width),
                          (real)f->coef0, f->degree);
    if (similarity_has_reach(f->function))
        finish_compact(finish, s, count, square_of_reach(f), (real)f->scale);
    else if (finish != FINISH_NOTHING)
        multiply(s, count, (real)f->scale);
}

/* What a similarity becomes that no number holds, where it is not taken off. A score for a
 * normalizer is not to count as masked, and a sigmoid has a value at either end; other weights
 * overflow as their scores do. */
static real beyond_range(const struct attention_plan *plan, bool to_weights, double x)
{
    enum normalizer_kind kind = normalizer_kind(&plan->problem.normalizer);
    bool positive = x > 0;
    if (plan->problem.softcap != 0 || (to_weights && kind == NORMALIZER_SIGMOID))
        return positive ? most_number() / 2 : -most_number() / 2;
    if (!to_weights)
        return positive ? INFINITE : -INFINITE;
    return kind == NORMALIZER_RELU && !positive ? -most_number() / 2 : INFINITE;
}

/* Similarities of a query whose sums may overflow: those that did, or all where they are taken off,
 * once more. `query`: packed; s: from key `key` on. */
static void mend_overflows(const struct attention_plan *plan, const struct overflow *overflow,
                           const struct score_row *row, const real *query, size_t key,
                           bool to_weights, real *s, size_t count)
{
    count = min_size(count, plan->problem.key_count - key);
    for (size_t j = 0; j < count; j++) {
        if ((!overflow->shifted && s[j] - s[j] == 0) || !is_seen(plan, row, key + j))
            continue;
        struct scaled x = similarity_of(plan, query, key + j);
        if (x.fraction - x.fraction != 0)
            continue; /* a feature is not finite */
        double value = scaled_value(overflow->shifted ? scaled_difference(x, overflow->shift) : x);
        const double lowest = -(double)(most_number() / 2);
        if (overflow->shifted)
            s[j] = (real)(value < lowest ? lowest : value);
        else
            s[j] = fabs(value) <= (double)most_number() ? (real)value
                                                        : beyond_range(plan, to_weights, value);
        if (!to_weights && s[j] - s[j] != 0)
            plan_count_overflow(plan);
    }
}

/* A score of -infinity is masked, and stays so; so does one of which the cap takes less than
 * rounding does, whose quotient may be a subnormal number. */
static void cap(real *s, size_t count, real softcap)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec x = v_load(s + j), capped = softcap * v_tanh(x / softcap);
        veci stays = (x == -v_all(INFINITE)) | (v_abs(x) < softcap * (real)0x1p-30);
        v_store(s + j, v_select(stays, x, capped));
    }
}

static void divide(real *s, size_t count, real divisor)
{
    for (size_t j = 0; j < count; j += VECTOR)
        v_store(s + j, v_load(s + j) / divisor);
}

/* Adds a row's bias at keys `key` and on; one of -infinity masks. */
static void add_bias(const real *bias, real *s, size_t count)
{
    size_t j = 0;
    for (; j + VECTOR <= count; j += VECTOR) {
        vec x = v_load(s + j), b = v_load(bias + j), nothing = -v_all(INFINITE);
        v_store(s + j, v_select((x == nothing) | (b == nothing), nothing, x + b));
    }
    for (; j < count; j++)
        s[j] = s[j] == -INFINITE || bias[j] == -INFINITE ? -INFINITE : s[j] + bias[j];
}

/* Adds -slope |p - j| for j = key and on; `ahead` is p - key. */
static void add_alibi(real slope, real ahead, real *s, size_t count)
{
    for (size_t j = 0; j < count; j++)
        s[j] -= slope * (ahead < (real)j ? (real)j - ahead : ahead - (real)j);
}

/* The same where keys do not stand at 0, 1, 2 ... */
static void add_alibi_at(real slope, int64_t position, const size_t *positions, real *s,
                         size_t count)
{
    for (size_t j = 0; j < count; j++) {
        const int64_t distance = position - (int64_t)positions[j];
        s[j] -= slope * (real)(distance < 0 ? -distance : distance);
    }
}

static void mask_zeros(const real *allowed, real *s, size_t count)
{
    size_t j = 0;
    for (; j + VECTOR <= count; j += VECTOR)
        v_store(s + j, v_select(v_load(allowed + j) == 0, -v_all(INFINITE), v_load(s + j)));
    for (; j < count; j++)
        s[j] = allowed[j] == 0 ? -INFINITE : s[j];
}

/* Masks those of keys begin .. end that are among keys `key` .. key + count. */
static void mask_run(size_t begin, size_t end, size_t key, real *s, size_t count)
{
    end = min_size(end, key + count);
    for (size_t j = begin > key ? begin : key; j < end; j++)
        s[j - key] = -INFINITE;
}

/* Masks what a query may not see of keys `key` and on, outside its range and inside it. */
static void mask_keys(const struct attention_plan *plan, const struct score_row *row, size_t key,
                      real *s, size_t count)
{
    const struct mask *mask = &plan->problem.mask;
    size_t begin = row->seen.begin > key ? row->seen.begin : key;
    size_t end = min_size(row->seen.end, key + count);
    mask_run(0, row->seen.begin, key, s, count);
    mask_run(row->seen.end, key + count, key, s, count);
    mask_run(row->hole.begin, row->hole.end, key, s, count);
    if (row->self >= key && row->self - key < count)
        s[row->self - key] = -INFINITE;
    for (size_t j = begin; !mask_is_ranges(mask) && j < end; j++)
        if (!mask_allows(mask, &row->query, j))
            s[j - key] = -INFINITE;
}

/* What follows the similarity, in the order of attention.h. */
static void adjust_scores(const struct attention_plan *plan, const struct score_row *row,
                          size_t key, bool to_weights, real *s, size_t count)
{
    const struct attention *problem = &plan->problem;
    size_t present = min_size(count, problem->key_count - key);
    if (problem->softcap != 0)
        cap(s, count, (real)problem->softcap);
    if (row->bias)
        add_bias((const real *)row->bias + key, s, present);
    if (row->alibi_slope > 0 && !row->positions)
        add_alibi((real)row->alibi_slope, (real)(row->query.position + row->origin - (int64_t)key),
                  s, count);
    if (row->alibi_slope > 0 && row->positions)
        add_alibi_at((real)row->alibi_slope, row->query.position, row->positions + key, s, present);
    mask_keys(plan, row, key, s, count);
    if (row->allowed)
        mask_zeros((const real *)row->allowed + key, s, present);
    bool later = to_weights && normalizer_divides(&problem->normalizer);
    if (problem->normalizer.temperature != 1 && !later)
        divide(s, count, (real)problem->normalizer.temperature);
}

#endif

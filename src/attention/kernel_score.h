/* Part of the kernel body: the scores of TILE_ROWS queries and a run of keys of one key block. */
#ifndef ATTN_ATTENTION_KERNEL_SCORE_H
#define ATTN_ATTENTION_KERNEL_SCORE_H

#include "attention/kernel_pack.h"

/* Adds feature c of a query and of keys to their sum, as the pairing says. */
INLINE vec pair(enum pairing pairing, vec q, vec k, vec sum)
{
    switch (pairing) {
    case PAIRING_DOT:
        return v_fma(q, k, sum);
    case PAIRING_SQUARED_DIFFERENCE:
        return v_fma(q - k, q - k, sum);
    case PAIRING_ABSOLUTE_DIFFERENCE:
        return sum + v_abs(q - k);
    }
    return sum;
}

/* `rows` queries with a panel of keys: one sum each, over the features in order, times a factor.
 * q: [d][TILE_ROWS], k: [d][PANEL]. */
INLINE void pair_panel(enum pairing pairing, int rows, const real *restrict q,
                       const real *restrict k, size_t d, real factor, real *restrict scores)
{
    vec sum[TILE_ROWS][TILE_VECTORS];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECTORS; v++)
            sum[r][v] = v_all(0);
    for (size_t c = 0; c < d; c++, q += TILE_ROWS, k += PANEL) {
        vec key[TILE_VECTORS];
        for (int v = 0; v < TILE_VECTORS; v++)
            key[v] = v_load(k + v * VECTOR);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < TILE_VECTORS; v++)
                sum[r][v] = pair(pairing, v_all(q[r]), key[v], sum[r][v]);
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECTORS; v++)
            v_store(scores + r * SCORE_STRIDE + v * VECTOR, factor * sum[r][v]);
}

/* What a sum over the features is multiplied by at once. */
static real sum_factor(const struct similarity_parameters *f)
{
    switch (f->function->finish) {
    case FINISH_NOTHING:
        return (real)f->scale;
    case FINISH_NEGATED:
        return -1;
    case FINISH_GAUSSIAN:
        return (real)(-1 / (2 * f->bandwidth * f->bandwidth));
    case FINISH_COSINE:
    case FINISH_NEGATED_ROOT:
        return 1;
    }
    return 1;
}

/* The panels from key `begin` up to `end`. One row alone is common, and cheaper so. */
INLINE void pair_panels(enum pairing pairing, const struct attention_plan *plan, size_t rows,
                        const real *q, size_t begin, size_t end, real *scores)
{
    size_t d = plan->problem.keys.width;
    real factor = sum_factor(&plan->problem.similarity);
    for (size_t j = begin; j < end; j += PANEL, scores += PANEL)
        if (rows == 1)
            pair_panel(pairing, 1, q, packed_panel(plan, j), d, factor, scores);
        else
            pair_panel(pairing, TILE_ROWS, q, packed_panel(plan, j), d, factor, scores);
}

static void pair_keys(const struct attention_plan *plan, size_t rows, const real *q, size_t begin,
                      size_t end, real *scores)
{
    switch (plan->problem.similarity.function->pairing) {
    case PAIRING_DOT:
        pair_panels(PAIRING_DOT, plan, rows, q, begin, end, scores);
        break;
    case PAIRING_SQUARED_DIFFERENCE:
        pair_panels(PAIRING_SQUARED_DIFFERENCE, plan, rows, q, begin, end, scores);
        break;
    case PAIRING_ABSOLUTE_DIFFERENCE:
        pair_panels(PAIRING_ABSOLUTE_DIFFERENCE, plan, rows, q, begin, end, scores);
        break;
    }
}

/* s / sqrt(q.q k.k). For q = k that is exactly 1: the root of a rounded square is exact. */
static void finish_cosine(real *s, size_t count, real query_norm, const real *key_norms)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec norms = v_sqrt(query_norm * v_load(key_norms + j));
        vec cosine = v_load(s + j) / norms;
        v_store(s + j, v_select(norms == 0, v_all(0), cosine));
    }
}

static void finish_root(real *s, size_t count)
{
    for (size_t j = 0; j < count; j += VECTOR)
        v_store(s + j, -v_sqrt(v_load(s + j)));
}

static void multiply(real *s, size_t count, real factor)
{
    for (size_t j = 0; factor != 1 && j < count; j += VECTOR)
        v_store(s + j, v_load(s + j) * factor);
}

/* Sums over features, times sum_factor, to similarities times the scale. `key`: the first. */
static void finish_similarity(const struct attention_plan *plan, real query_norm, size_t key,
                              real *s, size_t count)
{
    const struct similarity_parameters *f = &plan->problem.similarity;
    enum finish finish = f->function->finish;
    if (finish == FINISH_COSINE)
        finish_cosine(s, count, query_norm, key_norms(plan) + key);
    if (finish == FINISH_NEGATED_ROOT)
        finish_root(s, count);
    if (finish != FINISH_NOTHING)
        multiply(s, count, (real)f->scale);
}

/* A score of -infinity is masked, and stays so. */
static void cap(real *s, size_t count, real softcap)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec x = v_load(s + j), capped = softcap * v_tanh(x / softcap);
        v_store(s + j, v_select(x == -v_all(INFINITE), x, capped));
    }
}

static void divide(real *s, size_t count, real divisor)
{
    for (size_t j = 0; j < count; j += VECTOR)
        v_store(s + j, v_load(s + j) / divisor);
}

/* Masks what query `query` may not see of keys `key` and on, outside `seen` and inside it. */
static void mask_keys(const struct attention_plan *plan, size_t query, struct key_range seen,
                      size_t key, real *s, size_t count)
{
    const struct mask *mask = &plan->problem.mask;
    for (size_t j = key; j < min_size(seen.begin, key + count); j++)
        s[j - key] = -INFINITE;
    for (size_t j = seen.end > key ? seen.end : key; j < key + count; j++)
        s[j - key] = -INFINITE;
    int64_t self = (int64_t)query + mask->offset - (int64_t)key;
    if (mask->exclude_self && self >= 0 && self < (int64_t)count)
        s[self] = -INFINITE;
}

/* What follows the similarity, in the order of attention.h. */
static void finish_scores(const struct attention_plan *plan, size_t query, struct key_range seen,
                          size_t key, real *s, size_t count)
{
    const struct attention *problem = &plan->problem;
    if (problem->softcap != 0)
        cap(s, count, (real)problem->softcap);
    mask_keys(plan, query, seen, key, s, count);
    if (problem->normalizer.temperature != 1)
        divide(s, count, (real)problem->normalizer.temperature);
}

#endif

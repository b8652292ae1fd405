/* Part of the kernel body: softmax, over whole rows and over blocks of keys as they come. */
#ifndef ATTN_ATTENTION_KERNEL_SOFTMAX_H
#define ATTN_ATTENTION_KERNEL_SOFTMAX_H

#include "attention/kernel/layout.h"

/* The sum of LANES partial sums, in one order for every vector width. */
static real reduce_sum(const real *lanes)
{
    real sum[LANES];
    memcpy(sum, lanes, sizeof sum);
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t lane = 0; lane < half; lane++)
            sum[lane] += sum[lane + half];
    return sum[0];
}

/* The largest of `count` scores and `max`. */
static real row_max(const real *s, size_t count, real max)
{
    enum { CHAINS = 4 }; /* side by side: a maximum takes longer than a load */
    vec largest[CHAINS];
    for (int i = 0; i < CHAINS; i++)
        largest[i] = v_all(max);
    for (size_t j = 0; j < count; j += CHAINS * VECTOR)
        for (size_t i = 0; i < CHAINS; i++)
            largest[i] = v_max(v_load(s + j + i * VECTOR), largest[i]);
    vec all = v_max(v_max(largest[0], largest[1]), v_max(largest[2], largest[3]));
    for (size_t lane = 0; lane < VECTOR; lane++)
        max = all[lane] > max ? all[lane] : max;
    return max;
}

/* What a row's exponentials are relative to: its maximum, but 0 where that is -infinity, so that
 * masked scores give 0 and not a NaN. */
static real base_of(real max)
{
    return max == -INFINITE ? 0 : max;
}

/* s to exp(s - base), `count` of them (a multiple of STRIPE); sum[LANES] becomes their sum.
 * `by_powers`: by exp2, in fewer steps: the product with log2(e) is rounded once more, which far
 * below the maximum, where nothing hangs on it, takes an error of 2 (base - s) roundoffs. */
INLINE void exponentials_by(bool by_powers, real *s, size_t count, real base, real *sum)
{
    vec lanes[LANE_VECTORS];
    for (int i = 0; i < LANE_VECTORS; i++)
        lanes[i] = v_all(0);
    for (size_t j = 0; j < count; j += STRIPE)
        for (int part = 0; part < STRIPE / VECTOR; part += MOST_AT_ONCE) {
            vec x[MOST_AT_ONCE];
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                x[i] = v_load(s + j + (size_t)(part + i) * VECTOR) - base;
                x[i] = by_powers ? x[i] * v_all(LOG2_E) : x[i];
            }
            if (by_powers)
                v_exp2_each(x, MOST_AT_ONCE);
            else
                v_exp_each(x, MOST_AT_ONCE);
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                v_store(s + j + (size_t)(part + i) * VECTOR, x[i]);
                lanes[(part + i) % LANE_VECTORS] += x[i];
            }
        }
    for (int i = 0; i < LANE_VECTORS; i++)
        v_store(sum + i * VECTOR, lanes[i]);
}

static void exponentials(real *s, size_t count, real base, real *sum)
{
    exponentials_by(false, s, count, base, sum);
}

static void powers(real *s, size_t count, real base, real *sum)
{
    exponentials_by(true, s, count, base, sum);
}

/* Rows of a block's scores join the partial result: s to exp(s - max), with each row's new maximum.
 * `factors` are what the accumulators are to take. Row r is at s + r * SCORE_STRIDE. */
static void join_rows(real *s, size_t rows, size_t count, real *max, real *sum, real *factors)
{
    real new_max[FACTORS], bases[FACTORS] = {0}, block_sum[LANES];
    for (size_t r = 0; r < rows; r++) {
        new_max[r] = row_max(s + r * SCORE_STRIDE, count, max[r]);
        bases[r] = base_of(new_max[r]);
        factors[r] = max[r] - bases[r];
        max[r] = new_max[r];
    }
    for (size_t r = 0; r < rows; r += VECTOR)
        v_store(factors + r, v_exp(v_load(factors + r)));
    for (size_t r = 0; r < rows; r++) {
        powers(s + r * SCORE_STRIDE, count, bases[r], block_sum);
        for (size_t lane = 0; lane < LANES; lane++)
            sum[r * LANES + lane] = sum[r * LANES + lane] * factors[r] + block_sum[lane];
    }
}

static real log_of(real x)
{
    return v_log(v_all(x))[0];
}

/* Part `begin` .. of a row of `length`, KEY_BLOCK of it or what there is, into `chunk`, and filled
 * up with masked scores. Returns how many there are. */
static size_t load_chunk(const real *row, size_t begin, size_t length, real *chunk)
{
    size_t count = min_size(KEY_BLOCK, length - begin);
    memcpy(chunk, row + begin, count * sizeof(real));
    for (size_t j = count; j < KEY_BLOCK; j++)
        chunk[j] = -INFINITE;
    return count;
}

/* Whether there is a NaN among `count` scores. */
static bool has_nan(const real *s, size_t count)
{
    veci found = v_all_integer(0);
    for (size_t j = 0; j < count; j += VECTOR)
        found |= v_load(s + j) != v_load(s + j);
    return v_any(found);
}

/* The maximum of a row, NaN if there is one among the scores. */
static real whole_row_max(const real *row, size_t length)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64))), max = -INFINITE;
    bool nan = false;
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        load_chunk(row, begin, length, chunk);
        max = row_max(chunk, KEY_BLOCK, max);
        nan |= has_nan(chunk, KEY_BLOCK);
    }
    return nan ? NOT_A_NUMBER : max;
}

/* exp(s - base) in place; returns the sum, added up block by block for the accuracy of long rows.
 */
static real whole_row_exponentials(real *row, size_t length, real base)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64))), lanes[LANES] = {0}, chunk_sum[LANES];
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        size_t count = load_chunk(row, begin, length, chunk);
        if (row_max(chunk, KEY_BLOCK, -INFINITE) == -INFINITE) { /* all masked */
            fill(row + begin, count, 0);
            continue;
        }
        exponentials(chunk, KEY_BLOCK, base, chunk_sum);
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += chunk_sum[lane];
        memcpy(row + begin, chunk, count * sizeof(real));
    }
    return reduce_sum(lanes);
}

/* Into the sum of exp(s - base) goes the sink, if there is one. */
static real with_sink(const struct normalizer_parameters *n, real base, real sum)
{
    return n->sink ? sum + v_exp(v_all((real)n->sink_score - base))[0] : sum;
}

/* A chunk's exponentials: those that are 1 join `ones`, the others `rest`. */
static void part_ones(const real *exponentials, real *ones, real *rest)
{
    for (size_t j = 0; j < KEY_BLOCK; j += LANES)
        for (size_t lane = 0; lane < LANES; lane += VECTOR) {
            vec x = v_load(exponentials + j + lane);
            veci one = x == v_all(1);
            v_store(ones + lane, v_load(ones + lane) + v_select(one, v_all(1), v_all(0)));
            v_store(rest + lane, v_load(rest + lane) + v_select(one, v_all(0), x));
        }
}

/* The logarithm of the sum of exp(s - base), base the largest score or the sink: of n ones and a
 * rest as log n + log1p(rest / n), so that a rest far below 1 is not lost: it is all there is to
 * the logarithm of a weight next to 1. */
static real whole_row_log_sum(const struct normalizer_parameters *n, const real *row, size_t length,
                              real base)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64))), chunk_sum[LANES];
    real ones[LANES] __attribute__((aligned(64))) = {0};
    real rest[LANES] __attribute__((aligned(64))) = {0};
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        load_chunk(row, begin, length, chunk);
        if (row_max(chunk, KEY_BLOCK, -INFINITE) == -INFINITE) /* all masked */
            continue;
        exponentials(chunk, KEY_BLOCK, base, chunk_sum);
        part_ones(chunk, ones, rest);
    }
    real sink = with_sink(n, base, 0), count = reduce_sum(ones) + (sink == 1 ? 1 : 0);
    real others = reduce_sum(rest) + (sink == 1 ? 0 : sink);
    if (count == 0) /* all masked */
        return -INFINITE;
    return log_of(count) + v_log1p(v_all(others / count))[0];
}

/* In three passes: the maximum; exponentials and their sum; the quotients, or the logarithms. Gives
 * the logarithm of the denominator. */
static real softmax(const struct normalizer_parameters *n, bool logarithm, size_t length, real *row)
{
    real max = whole_row_max(row, length);
    if (!(max < INFINITE)) {
        /* A NaN, or an infinity less an infinity: but a masked key stays masked. */
        for (size_t j = 0; j < length; j++)
            row[j] = row[j] > -INFINITE || row[j] != row[j] ? NOT_A_NUMBER : logarithm ? row[j] : 0;
        return NOT_A_NUMBER;
    }
    max = n->sink && max < (real)n->sink_score ? (real)n->sink_score : max;
    real base = base_of(max);
    if (logarithm) {
        real log_sum = whole_row_log_sum(n, row, length, base);
        for (size_t j = 0; j < length; j++)
            row[j] = row[j] == -INFINITE ? row[j] : row[j] - base - log_sum;
        return base + log_sum;
    }
    real sum = with_sink(n, base, whole_row_exponentials(row, length, base));
    for (size_t j = 0; sum > 0 && j < length; j++)
        row[j] /= sum;
    return base + log_of(sum);
}

#endif

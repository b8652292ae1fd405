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

/* How a score s becomes (s - base) / T. Where the temperature T is above 1, the difference may
 * overflow though the quotient does not: both are halved first. */
struct tempering {
    bool on; /* T is not 1 */
    real smaller, divisor;
    real offset; /* added to the quotient: how far the base is below what exponentials are of */
};

static struct tempering tempering_of(const struct normalizer_parameters *n)
{
    real t = (real)n->temperature, smaller = t > 1 ? (real)0.5 : 1;
    return (struct tempering){t > 1 || t < 1, smaller, t * smaller, 0};
}

static real temper(const struct tempering *t, real s, real base)
{
    return t->on ? (s * t->smaller - base * t->smaller) / t->divisor + t->offset : s - base;
}

/* s to exp((s - base) / T), `count` of them (a multiple of STRIPE); sum[LANES] becomes their sum.
 * `by_powers`: by exp2, in fewer steps: the product with log2(e) is rounded once more, which far
 * below the maximum, where nothing hangs on it, takes an error of 2 (base - s) roundoffs. */
INLINE void exponentials_by(bool by_powers, bool tempered, const struct tempering *t, real *s,
                            size_t count, real base, real *sum)
{
    vec lanes[LANE_VECTORS];
    for (int i = 0; i < LANE_VECTORS; i++)
        lanes[i] = v_all(0);
    for (size_t j = 0; j < count; j += STRIPE)
        for (int part = 0; part < STRIPE / VECTOR; part += MOST_AT_ONCE) {
            vec x[MOST_AT_ONCE];
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                x[i] = v_load(s + j + (size_t)(part + i) * VECTOR);
                x[i] = !tempered ? x[i] - base
                                 : (x[i] * t->smaller - base * t->smaller) / t->divisor + t->offset;
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

static void exponentials(const struct tempering *t, real *s, size_t count, real base, real *sum)
{
    if (t->on)
        exponentials_by(false, true, t, s, count, base, sum);
    else
        exponentials_by(false, false, t, s, count, base, sum);
}

static void powers(const struct tempering *t, real *s, size_t count, real base, real *sum)
{
    if (t->on)
        exponentials_by(true, true, t, s, count, base, sum);
    else
        exponentials_by(true, false, t, s, count, base, sum);
}

/* Rows of a block's scores join the partial result: s to exp((s - max) / T), with each row's new
 * maximum. `factors` are what the accumulators are to take. Row r is at s + r * SCORE_STRIDE. */
static void join_rows(const struct tempering *t, real *s, size_t rows, size_t count, real *max,
                      real *sum, real *factors)
{
    real block_sum[LANES];
    for (size_t r = 0; r < rows; r++) {
        real new_max = row_max(s + r * SCORE_STRIDE, count, max[r]);
        factors[r] = temper(t, max[r], base_of(new_max));
        max[r] = new_max;
    }
    for (size_t r = 0; r < rows; r += VECTOR)
        v_store(factors + r, v_exp(v_load(factors + r)));
    for (size_t r = 0; r < rows; r++) {
        powers(t, s + r * SCORE_STRIDE, count, base_of(max[r]), block_sum);
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
    real room[KEY_BLOCK] __attribute__((aligned(64))), max = -INFINITE;
    bool nan = false;
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        const real *chunk = row + begin;
        if (length - begin < KEY_BLOCK) {
            load_chunk(row, begin, length, room);
            chunk = room;
        }
        max = row_max(chunk, KEY_BLOCK, max);
        nan |= has_nan(chunk, KEY_BLOCK);
    }
    return nan ? NOT_A_NUMBER : max;
}

/* exp((s - base) / T) in place; returns the sum, added up block by block for the accuracy of long
 * rows. */
static real whole_row_exponentials(const struct tempering *t, real *row, size_t length, real base)
{
    real room[KEY_BLOCK] __attribute__((aligned(64))), lanes[LANES] = {0}, chunk_sum[LANES];
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        size_t count = min_size(KEY_BLOCK, length - begin);
        real *chunk = count < KEY_BLOCK ? room : row + begin;
        if (chunk == room)
            load_chunk(row, begin, length, room);
        if (row_max(chunk, KEY_BLOCK, -INFINITE) == -INFINITE) { /* all masked */
            fill(row + begin, count, 0);
            continue;
        }
        exponentials(t, chunk, KEY_BLOCK, base, chunk_sum);
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += chunk_sum[lane];
        if (chunk == room)
            memcpy(row + begin, room, count * sizeof(real));
    }
    return reduce_sum(lanes);
}

/* Beside the largest score over T, `most`: exp(sink - most), 0 if there is no sink. */
static real sink_beside(const struct normalizer_parameters *n, real most)
{
    return n->sink ? v_exp(v_all((real)n->sink_score - most))[0] : 0;
}

/* A sum of exponentials that are at most 1: of those that are 1, and of the others, in lanes. */
struct parts {
    real ones[LANES] __attribute__((aligned(64)));
    real rest[LANES] __attribute__((aligned(64)));
};

static void join_parts(struct parts *parts, const real *exponentials, size_t count)
{
    for (size_t j = 0; j < count; j += LANES)
        for (size_t lane = 0; lane < LANES; lane += VECTOR) {
            vec x = v_load(exponentials + j + lane), *ones = (vec *)(parts->ones + lane);
            vec *rest = (vec *)(parts->rest + lane);
            veci one = x == v_all(1);
            *ones += v_select(one, v_all(1), v_all(0));
            *rest += v_select(one, v_all(0), x);
        }
}

/* The logarithm of the sum and the sink's exponential: of n ones and a rest log n +
 * log1p(rest / n), so that a rest far below 1 is not lost: it is all there is to the logarithm of a
 * weight next to 1, and to a sum's next to 0. */
static real log_of_parts(const struct parts *parts, real sink)
{
    real count = reduce_sum(parts->ones) + (sink == 1 ? 1 : 0);
    real others = reduce_sum(parts->rest) + (sink == 1 ? 0 : sink);
    if (count == 0) /* all masked */
        return -INFINITE;
    return log_of(count) + v_log1p(v_all(others / count))[0];
}

/* Whether most + log(sum), the log-sum-exp, may be far smaller than what log(sum) is off by. */
static bool is_near_zero(real most, real sum)
{
    return most < (real)0.5 && most > (real)-0.5 && sum < 2;
}

/* The logarithm of the sum of a row's exponentials; of scores if t is not NULL. */
static real whole_row_log_sum(const struct tempering *t, const real *row, size_t length, real base,
                              real sink)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64))), chunk_sum[LANES];
    struct parts parts = {.ones = {0}};
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        size_t count = load_chunk(row, begin, length, chunk);
        if (row_max(chunk, KEY_BLOCK, -INFINITE) == -INFINITE) /* all masked */
            continue;
        if (t)
            exponentials(t, chunk, KEY_BLOCK, base, chunk_sum);
        else
            fill(chunk + count, KEY_BLOCK - count, 0);
        join_parts(&parts, chunk, KEY_BLOCK);
    }
    return log_of_parts(&parts, sink);
}

/* Exponentials relative to the sink, where it is above the largest score over T, *most. */
static void rise_to_sink(const struct normalizer_parameters *n, struct tempering *t, real *most,
                         real *base)
{
    real sink = (real)n->sink_score;
    if (!n->sink || !(*most < sink))
        return;
    t->offset = *most - sink;
    *base = t->on || *most == -INFINITE ? *base : sink;
    *most = sink;
}

/* In three passes: the maximum; exponentials and their sum; the quotients, or the logarithms. Gives
 * the logarithm of the denominator. */
static real softmax(const struct normalizer_parameters *n, bool logarithm, size_t length, real *row)
{
    real max = whole_row_max(row, length), base = base_of(max);
    struct tempering t = tempering_of(n);
    if (!(max < INFINITE)) {
        /* A NaN, or an infinity less an infinity: but a masked key stays masked. */
        for (size_t j = 0; j < length; j++)
            row[j] = row[j] > -INFINITE || row[j] != row[j] ? NOT_A_NUMBER : logarithm ? row[j] : 0;
        return NOT_A_NUMBER;
    }
    real most = temper(&t, max, 0);
    rise_to_sink(n, &t, &most, &base);
    real sink = sink_beside(n, most);
    if (logarithm) {
        real log_sum = whole_row_log_sum(&t, row, length, base, sink);
        for (size_t j = 0; j < length; j++)
            row[j] = row[j] == -INFINITE ? row[j] : temper(&t, row[j], base) - log_sum;
        return most == -INFINITE ? most : most + log_sum;
    }
    real sum = whole_row_exponentials(&t, row, length, base) + sink;
    real log_sum =
        is_near_zero(most, sum) ? whole_row_log_sum(NULL, row, length, base, sink) : log_of(sum);
    for (size_t j = 0; sum > 0 && j < length; j++)
        row[j] /= sum;
    return most == -INFINITE ? most : most + log_sum;
}

#endif

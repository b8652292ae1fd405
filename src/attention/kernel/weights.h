/* Part of the kernel body: normalizers other than softmax. Of those whose weight depends on its own
 * score alone, up to a sum, contexts come block by block too: their maximum counts as 0. */
#ifndef ATTN_ATTENTION_KERNEL_WEIGHTS_H
#define ATTN_ATTENTION_KERNEL_WEIGHTS_H

#include "attention/kernel/threshold.h"

/* From exp(-|x|), which does not overflow where the result is subnormal. */
static void sigmoid_weights(real bias, real *s, size_t count)
{
    for (size_t j = 0; j < count; j += MOST_AT_ONCE * VECTOR) {
        vec x[MOST_AT_ONCE], e[MOST_AT_ONCE];
        for (size_t i = 0; i < MOST_AT_ONCE; i++) {
            x[i] = v_load(s + j + i * VECTOR) + bias;
            e[i] = -v_abs(x[i]);
        }
        v_exp_each(e, MOST_AT_ONCE);
        for (size_t i = 0; i < MOST_AT_ONCE; i++)
            v_store(s + j + i * VECTOR, v_select(x[i] < 0, e[i], v_all(1)) / (1 + e[i]));
    }
}

/* The logarithm of a sigmoid, without the sigmoid's own rounding. */
static void sigmoid_logarithms(real bias, real *s, size_t count)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec x = v_load(s + j) + bias, below = v_select(x < 0, x, v_all(0));
        v_store(s + j, below - v_log1p(v_exp(-v_abs(x))));
    }
}

static void relu_weights(real divisor, real *s, size_t count)
{
    for (size_t j = 0; j < count; j += VECTOR) {
        vec x = v_load(s + j);
        v_store(s + j, v_select(x <= 0, v_all(0), x / divisor));
    }
}

/* The scores themselves, 0 where masked; lanes[LANES] becomes their sum. */
static void score_weights(real *s, size_t count, real *lanes)
{
    vec sum[LANE_VECTORS];
    for (int i = 0; i < LANE_VECTORS; i++)
        sum[i] = v_all(0);
    for (size_t j = 0; j < count; j += LANES)
        for (size_t i = 0; i < LANE_VECTORS; i++) {
            vec x = v_load(s + j + i * VECTOR);
            x = v_select(x == -v_all(INFINITE), v_all(0), x);
            v_store(s + j + i * VECTOR, x);
            sum[i] += x;
        }
    for (int i = 0; i < LANE_VECTORS; i++)
        v_store(lanes + i * VECTOR, sum[i]);
}

static bool has_infinity(const real *s, size_t count)
{
    veci found = v_all_integer(0);
    for (size_t j = 0; j < count; j += VECTOR)
        found |= v_load(s + j) == v_all(INFINITE);
    return v_any(found);
}

/* The same of a whole row, whatever NaN is beside it. */
static bool row_has_infinity(const real *row, size_t length)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64)));
    bool found = false;
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        load_chunk(row, begin, length, chunk);
        found |= has_infinity(chunk, KEY_BLOCK);
    }
    return found;
}

/* `count` scores, a multiple of STRIPE, to weights; those of `linear` are yet to be divided by
 * their sum, which lanes[LANES] becomes: a NaN if a score is infinite, for any kind. */
static void weigh_block(const struct normalizer_parameters *n, enum normalizer_kind kind, real *s,
                        size_t count, real *lanes)
{
    bool infinite = has_infinity(s, count);
    memset(lanes, 0, LANES * sizeof *lanes);
    if (kind == NORMALIZER_SIGMOID)
        sigmoid_weights((real)n->sigmoid_bias, s, count);
    else if (kind == NORMALIZER_RELU)
        relu_weights((real)n->relu_divisor, s, count);
    else
        score_weights(s, count, lanes);
    if (infinite)
        lanes[0] = NOT_A_NUMBER;
}

/* A whole row, block by block, as weigh_block does it, or its logarithms; gives the sum. */
static real weigh_row(const struct normalizer_parameters *n, enum normalizer_kind kind,
                      bool logarithm, size_t length, real *row)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64))), lanes[LANES] = {0}, chunk_sum[LANES] = {0};
    for (size_t begin = 0; begin < length; begin += KEY_BLOCK) {
        size_t count = load_chunk(row, begin, length, chunk);
        if (kind == NORMALIZER_SIGMOID && logarithm) {
            sigmoid_logarithms((real)n->sigmoid_bias, chunk, KEY_BLOCK);
        } else {
            weigh_block(n, kind, chunk, KEY_BLOCK, chunk_sum);
            if (logarithm && kind != NORMALIZER_LINEAR)
                log_block(chunk, KEY_BLOCK);
        }
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += chunk_sum[lane];
        memcpy(row + begin, chunk, count * sizeof(real));
    }
    return reduce_sum(lanes);
}

/* A row of scores to weights, or to their logarithms; what it gives is softmax's log-sum-exp. */
static real normalize_row(const struct normalizer_parameters *n, bool logarithm, size_t length,
                          real *row)
{
    enum normalizer_kind kind = normalizer_kind(n);
    real sum;
    if (!normalizer_divides(n) && row_has_infinity(row, length)) {
        for (size_t j = 0; j < length; j++)
            row[j] = row[j] == -INFINITE ? (logarithm ? row[j] : 0) : NOT_A_NUMBER;
        return 0;
    }
    switch (kind) {
    case NORMALIZER_SOFTMAX:
        return softmax(n, logarithm, length, row);
    case NORMALIZER_SPARSEMAX:
    case NORMALIZER_ENTMAX15:
    case NORMALIZER_ENTMAX:
        threshold_weights(n, kind, logarithm, length, row);
        return 0;
    case NORMALIZER_LINEAR:
        sum = weigh_row(n, kind, false, length, row);
        /* A masked key's 0 stays 0, whatever the sum. */
        for (size_t j = 0; j < length; j++)
            row[j] = row[j] == 0 ? 0 : row[j] / sum;
        if (logarithm)
            log_row(length, row);
        return 0;
    case NORMALIZER_SIGMOID:
    case NORMALIZER_RELU:
    case NORMALIZER_NONE:
        weigh_row(n, kind, logarithm, length, row);
        return 0;
    }
    return 0;
}

#endif

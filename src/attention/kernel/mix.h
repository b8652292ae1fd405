/* Part of the kernel body: accumulator = factor accumulator + weights times values, for groups of
 * TILE_ROWS rows and a run of keys of one key block each. */
#ifndef ATTN_ATTENTION_KERNEL_MIX_H
#define ATTN_ATTENTION_KERNEL_MIX_H

#include "attention/kernel/pack.h"

/* What a run of keys adds to the accumulators of some rows. */
struct mixing {
    size_t rows; /* 1 to TILE_ROWS; beyond 1, weights and accumulators of TILE_ROWS are touched */
    const real *weights; /* row r's at weights + r * weight_stride, the first key's first */
    size_t weight_stride;
    size_t key, count; /* the run of keys */
    real *accumulator; /* row r's at accumulator + r * width, padded_width numbers */
    const real *factors;
};

/* `vectors` vectors of value features, found `step` numbers apart from key to key: each sum runs
 * over the keys in order. It starts at 0 and meets the accumulator last: summed in blocks, rounding
 * errors grow with the length of a block and the number of blocks, not with their product (Higham
 * 1993). */
INLINE void mix_vectors(int rows, int vectors, const struct mixing *mixing, const real *restrict v,
                        size_t step, real *restrict accumulator, size_t width)
{
    vec sum[TILE_ROWS][TILE_VECTORS];
    const real *weights = mixing->weights;
    size_t stride = mixing->weight_stride;
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < vectors; i++)
            sum[r][i] = v_all(0);
    size_t count = mixing->count;
    UNROLL for (size_t j = 0; j < count; j++, v += step)
    {
        vec value[TILE_VECTORS];
        for (int i = 0; i < vectors; i++)
            value[i] = v_load(v + i * VECTOR);
        fetch_ahead(v + AHEAD * step, vectors);
        for (int r = 0; r < rows; r++)
            for (int i = 0; i < vectors; i++)
                sum[r][i] = v_fma(v_all(weights[(size_t)r * stride + j]), value[i], sum[r][i]);
    }
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < vectors; i++) {
            real *at = accumulator + (size_t)r * width + i * VECTOR;
            v_store(at, v_fma(v_all(mixing->factors[r]), v_load(at), sum[r][i]));
        }
}

INLINE void mix_rows(int vectors, size_t rows, const struct mixing *mixing, const real *v,
                     size_t step, real *accumulator, size_t width)
{
    if (rows == 1)
        mix_vectors(1, vectors, mixing, v, step, accumulator, width);
    else
        mix_vectors(TILE_ROWS, vectors, mixing, v, step, accumulator, width);
}

/* The same for values that are not all finite: a weight of 0 skips its value. */
static void mix_skipping(size_t rows, size_t group, const struct mixing *mixing, const real *v,
                         real *accumulator, size_t width)
{
    for (size_t r = 0; r < rows; r++, accumulator += width)
        for (size_t c = 0; c < group; c++) {
            real sum = 0;
            for (size_t j = 0; j < mixing->count; j++) {
                real weight = mixing->weights[r * mixing->weight_stride + j];
                if (weight != 0)
                    sum = scalar_fma(weight, v[j * group + c], sum);
            }
            accumulator[c] = scalar_fma(mixing->factors[r], accumulator[c], sum);
        }
}

/* A group of value features, `group` numbers wide: in as few steps as the tile allows. */
static void mix_group(size_t rows, size_t group, const struct mixing *mixing, const real *v,
                      real *accumulator, size_t width)
{
    size_t done = 0;
    if (group == TILE_VECTORS * VECTOR) {
        mix_rows(TILE_VECTORS, rows, mixing, v, group, accumulator, width);
        return;
    }
    if (group >= 2 * VECTOR) {
        mix_rows(2, rows, mixing, v, group, accumulator, width);
        done = 2 * VECTOR;
    }
    if (done < group)
        mix_rows(1, rows, mixing, v + done, group, accumulator + done, width);
}

/* The accumulators that take nothing of what they were: not 0 times an infinity. */
static void clear_accumulators(const struct mixing *mixing, size_t width)
{
    for (size_t r = 0; r < mixing->rows; r++)
        if (mixing->factors[r] == 0)
            memset(mixing->accumulator + r * width, 0, width * sizeof(real));
}

/* All value features of up to PATCHES runs of keys of one block. The runs share each group of
 * features while it is near. */
static void mix_keys(const struct attention_plan *plan, const struct mixing *mixings, size_t count)
{
    size_t all = padded_width(&plan->problem), group;
    for (size_t p = 0; p < count; p++)
        clear_accumulators(&mixings[p], all);
    for (size_t feature = 0; feature < all; feature += group) {
        group = group_width(plan, feature);
        for (size_t p = 0; p < count; p++) {
            const struct mixing *mixing = &mixings[p];
            const real *v = packed_values(plan, feature, mixing->key);
            if (finite_blocks(plan)[mixing->key / KEY_BLOCK])
                mix_group(mixing->rows, group, mixing, v, mixing->accumulator + feature, all);
            else
                mix_skipping(mixing->rows, group, mixing, v, mixing->accumulator + feature, all);
        }
    }
}

#endif

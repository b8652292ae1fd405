/* Part of the kernel body: contexts by online softmax, as partial results that merge. */
#ifndef ATTN_ATTENTION_KERNEL_CONTEXT_H
#define ATTN_ATTENTION_KERNEL_CONTEXT_H

#include "attention/kernel/mix.h"
#include "attention/kernel/patch.h"
#include "attention/kernel/weights.h"

/* Rows of a block's scores join the partial result where weights are no exponentials: there is no
 * maximum to follow. */
static void join_weights(const struct attention_plan *plan, const struct patch *patch,
                         real *factors, const struct partial *part)
{
    const struct normalizer_parameters *n = &plan->problem.normalizer;
    real block_sum[LANES];
    for (size_t r = 0; r < patch->rows; r++) {
        real *sum = part->sum + (patch->row + r) * LANES;
        weigh_block(n, normalizer_kind(n), patch->scores + r * SCORE_STRIDE, patch->capacity,
                    block_sum);
        for (size_t lane = 0; lane < LANES; lane++)
            sum[lane] += block_sum[lane];
        part->max[patch->row + r] = 0;
        factors[r] = 1;
    }
}

/* The patch joins the partial result of the tile, but for its values: those are left to *mixing. */
static void join_patch(const struct attention_plan *plan, const struct patch *patch, real *factors,
                       const struct partial *part, struct mixing *mixing)
{
    if (normalizer_kind(&plan->problem.normalizer) == NORMALIZER_SOFTMAX)
        join_rows(patch->scores, patch->rows, patch->capacity, part->max + patch->row,
                  part->sum + patch->row * LANES, factors);
    else
        join_weights(plan, patch, factors, part);
    *mixing = (struct mixing){.rows = patch->rows,
                              .weights = patch->scores + (patch->begin - patch->first),
                              .weight_stride = SCORE_STRIDE,
                              .key = patch->begin,
                              .count = patch->end - patch->begin,
                              .accumulator = part->accumulator + patch->row * part->width,
                              .factors = factors};
}

/* Patches of key block `key` join the partial result of the tile. */
static void join_patches(const struct attention_plan *plan, const struct patch *patches,
                         size_t count, const struct scratch *scratch, const struct partial *part)
{
    struct mixing mixings[PATCHES];
    size_t mixed = 0;
    for (size_t p = 0; p < count; p++)
        if (patches[p].capacity > 0) {
            join_patch(plan, &patches[p], scratch->factors + p * FACTORS, part, &mixings[mixed]);
            mixed++;
        }
    mix_keys(plan, mixings, mixed);
}

/* A partial result over no keys. */
static void clear(const struct attention_plan *plan, size_t rows, void *numbers)
{
    struct partial part = partial_at(plan, numbers);
    fill(part.max, rows, -INFINITE);
    fill(part.sum, rows * LANES, 0);
    /* Mixing touches whole groups of rows, but for one row alone, which may be a very long one. */
    fill(part.accumulator, (rows == 1 ? 1 : round_up(rows, TILE_ROWS)) * part.width, 0);
}

/* The partial result of a tile whose queries are packed. */
static void partial_of_packed(const struct attention_plan *plan, const struct tile *tile,
                              const struct scratch *scratch, size_t span, void *numbers)
{
    struct partial part = partial_at(plan, numbers);
    size_t rows = tile->end - tile->begin, begin = span * SPAN_KEYS;
    size_t end = min_size(begin + SPAN_KEYS, plan->problem.key_count);
    clear(plan, rows, numbers);
    for (size_t key = begin; key < end; key += KEY_BLOCK)
        for (size_t row = 0; row < rows; row += PATCHES * TILE_ROWS) {
            struct patch patches[PATCHES];
            size_t count = patches_at(plan, tile, scratch, row, key, patches);
            score_patches(plan, patches, count, key, scratch);
            join_patches(plan, patches, count, scratch, &part);
        }
}

static void partial(const struct attention_plan *plan, const struct tile *tile, size_t span,
                    void *part)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    pack_queries(plan, tile, &scratch);
    partial_of_packed(plan, tile, &scratch, span, part);
}

/* x becomes x xf + y yf; a factor of 0 leaves nothing, not even an infinity's NaN. */
static void join_numbers(real *x, real x_factor, const real *y, real y_factor, size_t count)
{
    for (size_t c = 0; c < count; c++) {
        real old = x_factor == 0 ? 0 : x[c] * x_factor;
        real new = y_factor == 0 ? 0 : y[c] * y_factor;
        x[c] = old + new;
    }
}

static void merge(const struct attention_plan *plan, size_t rows, void *total_numbers,
                  const void *part_numbers)
{
    struct partial total = partial_at(plan, total_numbers);
    const struct partial part = partial_at(plan, (void *)(uintptr_t)part_numbers);
    for (size_t r = 0; r < rows; r++) {
        real max = part.max[r] > total.max[r] ? part.max[r] : total.max[r], base = base_of(max);
        real old = v_exp(v_all(total.max[r] - base))[0], new = v_exp(v_all(part.max[r] - base))[0];
        for (size_t lane = 0; lane < LANES; lane++)
            total.sum[r * LANES + lane] =
                total.sum[r * LANES + lane] * old + part.sum[r * LANES + lane] * new;
        join_numbers(total.accumulator + r * total.width, old, part.accumulator + r * part.width,
                     new, total.width);
        total.max[r] = max;
    }
}

/* One row's total: what its accumulator is divided by. A sink joins it as a key would that has no
 * value. */
static real denominator(const struct attention_plan *plan, const struct partial *total, size_t row,
                        real *factor, real *lse)
{
    const struct normalizer_parameters *n = &plan->problem.normalizer;
    enum normalizer_kind kind = normalizer_kind(n);
    real sum = reduce_sum(total->sum + row * LANES), max = total->max[row];
    *factor = 1;
    if (n->sink && max < (real)n->sink_score) {
        *factor = v_exp(v_all(max - (real)n->sink_score))[0];
        sum *= *factor;
        max = (real)n->sink_score;
    }
    sum = with_sink(n, max, sum);
    *lse = max + log_of(sum);
    return kind == NORMALIZER_SOFTMAX || kind == NORMALIZER_LINEAR ? sum : 1;
}

static void resolve(const struct attention_plan *plan, size_t rows, const void *numbers,
                    struct out_rows out, struct out_rows lse)
{
    const struct partial total = partial_at(plan, (void *)(uintptr_t)numbers);
    size_t d_v = plan->problem.values.width;
    for (size_t r = 0; r < rows; r++) {
        real factor, row_lse, sum = denominator(plan, &total, r, &factor, &row_lse);
        real *context = (real *)out.data + r * out.stride;
        const real *accumulator = total.accumulator + r * total.width;
        /* A sink that is all there is leaves nothing of an infinite value, but a NaN stays. */
        bool nothing = sum == 0 || (factor == 0 && sum == sum);
        /* Adding 0 makes a -0, which depends on what was skipped, a 0. */
        for (size_t c = 0; c < d_v; c++)
            context[c] = nothing ? 0 : accumulator[c] * factor / sum + 0;
        if (lse.data != NULL)
            ((real *)lse.data)[r * lse.stride] = row_lse;
    }
}

static void context(const struct attention_plan *plan, const struct tile *tile, struct out_rows out,
                    struct out_rows lse)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    size_t rows = tile->end - tile->begin;
    pack_queries(plan, tile, &scratch);
    struct key_range seen = seen_by(plan, &scratch, 0, rows);
    clear(plan, rows, scratch.total);
    for (size_t span = seen.begin / SPAN_KEYS; span * SPAN_KEYS < seen.end; span++) {
        pool_checkpoint(plan->pool, tile->worker);
        partial_of_packed(plan, tile, &scratch, span, scratch.span);
        merge(plan, rows, scratch.total, scratch.span);
    }
    resolve(plan, rows, scratch.total, out, lse);
}

#endif

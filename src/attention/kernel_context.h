/* Part of the kernel body: contexts by online softmax, as partial results that merge. */
#ifndef ATTN_ATTENTION_KERNEL_CONTEXT_H
#define ATTN_ATTENTION_KERNEL_CONTEXT_H

#include "attention/kernel_mix.h"
#include "attention/kernel_patch.h"
#include "attention/kernel_softmax.h"

/* The patch joins the partial result of the tile. */
static void join_patch(const struct attention_plan *plan, const struct patch *patch,
                       const struct scratch *scratch, const struct partial *part)
{
    join_rows(scratch->scores, patch->rows, patch->capacity, part->max + patch->row,
              part->sum + patch->row * LANES, scratch->factors);
    struct mixing mixing = {.weights = scratch->scores + (patch->begin - patch->first),
                            .weight_stride = SCORE_STRIDE,
                            .key = patch->begin,
                            .count = patch->end - patch->begin,
                            .accumulator = part->accumulator + patch->row * part->width,
                            .factors = scratch->factors};
    mix_keys(plan, patch->rows, &mixing);
}

/* A partial result over no keys. */
static void clear(const struct attention_plan *plan, size_t rows, void *numbers)
{
    struct partial part = partial_at(plan, numbers);
    fill(part.max, rows, -INFINITE);
    fill(part.sum, rows * LANES, 0);
    fill(part.accumulator, round_up(rows, TILE_ROWS) * part.width, 0);
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
        for (size_t row = 0; row < rows; row += TILE_ROWS) {
            struct patch patch = {.row = row, .rows = min_size(TILE_ROWS, rows - row)};
            size_t i = tile->begin + row;
            if (!patch_at(&patch, seen_by(plan, tile->block, i, i + patch.rows), key))
                continue;
            score_patch(plan, tile, &patch, scratch);
            join_patch(plan, &patch, scratch, &part);
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

static void resolve(const struct attention_plan *plan, size_t rows, const void *numbers, void *out,
                    void *lse)
{
    const struct partial total = partial_at(plan, (void *)(uintptr_t)numbers);
    size_t d_v = plan->problem.values.width;
    for (size_t r = 0; r < rows; r++) {
        real sum = reduce_sum(total.sum + r * LANES), *context = (real *)out + r * d_v;
        const real *accumulator = total.accumulator + r * total.width;
        /* Adding 0 makes a -0, which depends on what was skipped, a 0. */
        for (size_t c = 0; c < d_v; c++)
            context[c] = sum == 0 ? 0 : accumulator[c] / sum + 0;
        if (lse != NULL)
            ((real *)lse)[r] = total.max[r] + log_of(sum);
    }
}

static void softmax_context(const struct attention_plan *plan, const struct tile *tile, void *out,
                            void *lse)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    size_t rows = tile->end - tile->begin;
    struct key_range seen = seen_by(plan, tile->block, tile->begin, tile->end);
    pack_queries(plan, tile, &scratch);
    clear(plan, rows, scratch.total);
    for (size_t span = seen.begin / SPAN_KEYS; span * SPAN_KEYS < seen.end; span++) {
        partial_of_packed(plan, tile, &scratch, span, scratch.span);
        merge(plan, rows, scratch.total, scratch.span);
    }
    resolve(plan, rows, scratch.total, out, lse);
}

#endif

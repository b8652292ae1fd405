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
                       real weight_scale, const struct partial *part, struct mixing *mixing)
{
    const struct normalizer_parameters *n = &plan->problem.normalizer;
    const struct tempering t = tempering_of(n);
    if (normalizer_kind(n) == NORMALIZER_SOFTMAX)
        join_rows(&t, patch->scores, patch->rows, patch->capacity, part->max + patch->row,
                  part->sum + patch->row * LANES, factors);
    else
        join_weights(plan, patch, factors, part);
    for (size_t r = 0; __builtin_expect(weight_scale != 1, 0) && r < patch->rows; r++)
        multiply(patch->scores + r * SCORE_STRIDE, patch->capacity, weight_scale);
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
            join_patch(plan, &patches[p], scratch->factors + p * FACTORS, scratch->weight_scale,
                       part, &mixings[mixed]);
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
            score_patches(plan, patches, count, key, true, scratch);
            join_patches(plan, patches, count, scratch, &part);
        }
}

/* Where similarities of a query may overflow, its scores want a look at all keys, which a span does
 * not take: an infinite maximum says so. */
static void partial(const struct attention_plan *plan, const struct tile *tile, size_t span,
                    void *numbers)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    struct partial part = partial_at(plan, numbers);
    struct tile spans = *tile;
    spans.to_weights = false; /* no shift is looked for */
    pack_queries(plan, &spans, &scratch);
    partial_of_packed(plan, tile, &scratch, span, numbers);
    for (size_t r = 0; r < tile->end - tile->begin; r++)
        if (scratch.overflows[r].possible)
            part.max[r] = INFINITE;
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
    const struct tempering t = tempering_of(&plan->problem.normalizer);
    struct partial total = partial_at(plan, total_numbers);
    const struct partial part = partial_at(plan, (void *)(uintptr_t)part_numbers);
    for (size_t r = 0; r < rows; r++) {
        real max = part.max[r] > total.max[r] ? part.max[r] : total.max[r], base = base_of(max);
        real old = v_exp(v_all(temper(&t, total.max[r], base)))[0];
        real new = v_exp(v_all(temper(&t, part.max[r], base)))[0];
        for (size_t lane = 0; lane < LANES; lane++)
            total.sum[r * LANES + lane] =
                total.sum[r * LANES + lane] * old + part.sum[r * LANES + lane] * new;
        join_numbers(total.accumulator + r * total.width, old, part.accumulator + r * part.width,
                     new, total.width);
        total.max[r] = max;
    }
}

/* What a row's total comes to: the accumulator times both factors, divided by `sum`. A sink joins
 * it as a key would that has no value; where it is far above the scores, one factor alone would not
 * be a normal number. */
struct outcome {
    real factors[2], sum, lse;
    bool near_zero; /* lse */
};

static struct outcome outcome_of(const struct attention_plan *plan, const struct partial *total,
                                 size_t row)
{
    const struct normalizer_parameters *n = &plan->problem.normalizer;
    const struct tempering t = tempering_of(n);
    enum normalizer_kind kind = normalizer_kind(n);
    real sum = reduce_sum(total->sum + row * LANES), most = temper(&t, total->max[row], 0);
    struct outcome outcome = {.factors = {1, 1}};
    if (n->sink && most < (real)n->sink_score) {
        real below = most - (real)n->sink_score;
        bool far = below < -(real)EXP_NORMAL;
        outcome.factors[0] = v_exp(v_all(far ? below / 2 : below))[0];
        outcome.factors[1] = far ? outcome.factors[0] : 1;
        sum = sum * outcome.factors[0] * outcome.factors[1];
        most = (real)n->sink_score;
    }
    sum += sink_beside(n, most);
    outcome.lse = most + log_of(sum);
    outcome.near_zero = is_near_zero(most, sum);
    bool divides = kind == NORMALIZER_SOFTMAX || kind == NORMALIZER_LINEAR || sum != sum;
    outcome.sum = divides ? sum : 1;
    return outcome;
}

/* Whether the values of all keys are finite. */
static bool is_all_finite(const struct attention_plan *plan)
{
    bool finite = true;
    for (size_t key = 0; key < plan->problem.key_count; key += KEY_BLOCK)
        finite &= finite_blocks(plan)[key / KEY_BLOCK];
    return finite;
}

/* Row `row` of a total as its context, d_v numbers, and its lse. False if they want the closer look
 * that context_alone takes: a sum of values overflowed, or lse is the small difference of two
 * numbers. */
static bool resolve_row(const struct attention_plan *plan, const struct partial *total, size_t row,
                        real *context, real *lse)
{
    const struct outcome o = outcome_of(plan, total, row);
    const real *accumulator = total->accumulator + row * total->width;
    /* A sink that is all there is leaves nothing of an infinite value, but a NaN stays. */
    bool nothing =
        o.sum == 0 || (o.factors[0] * o.factors[1] == 0 && o.factors[1] == 1 && o.sum == o.sum);
    bool finite = true;
    /* Adding 0 makes a -0, which depends on what was skipped, a 0. */
    for (size_t c = 0; c < plan->problem.values.width; c++) {
        context[c] = nothing ? 0 : accumulator[c] * o.factors[0] * o.factors[1] / o.sum + 0;
        finite &= context[c] - context[c] == 0;
    }
    if (lse)
        *lse = o.lse;
    bool overflowed = !finite && o.sum - o.sum == 0 && is_all_finite(plan);
    return !overflowed && !(lse && o.near_zero);
}

static real *out_row(struct out_rows out, size_t row)
{
    return out.data ? (real *)out.data + row * out.stride : NULL;
}

/* Queries with no key in reach: nothing has come to their totals. */
static void count_unreached(const struct attention_plan *plan, const struct partial *total,
                            size_t rows, size_t worker)
{
    for (size_t r = 0; plan->unreached && r < rows; r++)
        plan->unreached[worker] += total->max[r] == -INFINITE;
}

/* False if a row wants a closer look. */
static bool resolve(const struct attention_plan *plan, size_t rows, const void *numbers,
                    struct out_rows out, struct out_rows lse)
{
    const struct partial total = partial_at(plan, (void *)(uintptr_t)numbers);
    bool good = true;
    for (size_t r = 0; r < rows; r++)
        good &= resolve_row(plan, &total, r, out_row(out, r), out_row(lse, r)) &&
                total.max[r] < INFINITE;
    if (good)
        count_unreached(plan, &total, rows, 0);
    return good;
}

/* The total of a tile whose queries are packed, over all spans. */
static void total_of_packed(const struct attention_plan *plan, const struct tile *tile,
                            const struct scratch *scratch)
{
    size_t rows = tile->end - tile->begin;
    struct key_range seen = seen_by(plan, scratch, 0, rows);
    clear(plan, rows, scratch->total);
    for (size_t span = seen.begin / SPAN_KEYS; span * SPAN_KEYS < seen.end; span++) {
        pool_checkpoint(plan->pool, tile->worker);
        partial_of_packed(plan, tile, scratch, span, scratch->span);
        merge(plan, rows, scratch->total, scratch->span);
    }
}

/* lse of a tile's only row, whose queries are packed: each exponential once more, now that the
 * largest score is known. */
static real lse_alone(const struct attention_plan *plan, const struct tile *tile,
                      const struct scratch *scratch, real max)
{
    const struct normalizer_parameters *n = &plan->problem.normalizer;
    struct tempering t = tempering_of(n);
    real most = temper(&t, max, 0), base = base_of(max), block_sum[LANES];
    struct parts parts = {.ones = {0}};
    rise_to_sink(n, &t, &most, &base);
    for (size_t key = 0; key < plan->problem.key_count; key += KEY_BLOCK) {
        struct patch patch = patch_at(plan, tile, scratch, 0, key);
        patch.scores = scratch->scores;
        score_patches(plan, &patch, 1, key, true, scratch);
        if (patch.capacity > 0) {
            exponentials(&t, patch.scores, patch.capacity, base, block_sum);
            join_parts(&parts, patch.scores, patch.capacity);
        }
    }
    return most + log_of_parts(&parts, sink_beside(n, most));
}

/* The total of a tile's only row, with weights so much smaller that no sum of values overflows.
 * Weights of linear attention may be any size, and are less than their sum, which is known then. */
static struct outcome total_alone(const struct attention_plan *plan, const struct tile *tile,
                                  struct scratch *scratch)
{
    const struct partial total = partial_at(plan, scratch->total);
    scratch->weight_scale = (real)ldexp(1, -ilogb((double)plan->problem.key_count) - 1);
    total_of_packed(plan, tile, scratch);
    struct outcome o = outcome_of(plan, &total, 0);
    if (normalizer_kind(&plan->problem.normalizer) == NORMALIZER_LINEAR && o.sum > 1) {
        scratch->weight_scale = (real)ldexp(1, -ilogb((double)o.sum) - 2);
        total_of_packed(plan, tile, scratch);
    }
    return o;
}

/* The context of row `row` of the block once more, where a sum of values has overflowed; and lse,
 * where it is near 0. */
static void context_alone(const struct attention_plan *plan, const struct tile *all, size_t row,
                          real *out, real *lse)
{
    const struct tile tile = {all->block, row, row + 1, all->worker, true};
    struct scratch scratch = scratch_at(plan, tile.worker);
    enum normalizer_kind kind = normalizer_kind(&plan->problem.normalizer);
    const real most = PRECISION_BITS == 64 ? (real)DBL_MAX : (real)FLT_MAX;
    pack_queries(plan, &tile, &scratch);
    const struct outcome o = total_alone(plan, &tile, &scratch);
    const struct partial total = partial_at(plan, scratch.total);
    bool finite = is_all_finite(plan);
    for (size_t c = 0; finite && c < plan->problem.values.width; c++) {
        real x =
            total.accumulator[c] * o.factors[0] * o.factors[1] / (o.sum * scratch.weight_scale);
        if (out[c] - out[c] == 0)
            continue;
        out[c] = x;
        bool is_mean = kind == NORMALIZER_SOFTMAX || kind == NORMALIZER_LINEAR;
        if (is_mean && (x > most || x < -most)) /* it is no larger than what it is of */
            out[c] = x > 0 ? most : -most;
    }
    if (lse && o.near_zero)
        *lse = lse_alone(plan, &tile, &scratch, total.max[0]);
}

static void context(const struct attention_plan *plan, const struct tile *tile, struct out_rows out,
                    struct out_rows lse)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    const struct partial total = partial_at(plan, scratch.total);
    size_t rows = tile->end - tile->begin;
    bool good[MOST_ROWS], all_good = true;
    double shifts[MOST_ROWS];
    pack_queries(plan, tile, &scratch);
    total_of_packed(plan, tile, &scratch);
    count_unreached(plan, &total, rows, tile->worker);
    for (size_t r = 0; r < rows; r++) {
        good[r] = resolve_row(plan, &total, r, out_row(out, r), out_row(lse, r));
        all_good &= good[r];
        shifts[r] = scaled_value(scratch.overflows[r].shift);
    }
    for (size_t r = 0; !all_good && r < rows; r++)
        if (!good[r])
            context_alone(plan, tile, tile->begin + r, out_row(out, r), out_row(lse, r));
    for (size_t r = 0; lse.data && r < rows; r++)
        if (shifts[r] > 0 || shifts[r] < 0)
            *out_row(lse, r) += (real)(shifts[r] / plan->problem.normalizer.temperature);
}

#endif

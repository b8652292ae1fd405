/* Part of the kernel body: a patch, some queries of a tile and the keys of one block that they see.
 */
#ifndef ATTN_ATTENTION_KERNEL_PATCH_H
#define ATTN_ATTENTION_KERNEL_PATCH_H

#include "attention/kernel/score.h"

/* The keys that some of the rows begin .. end of a tile see. */
static struct key_range seen_by(const struct attention_plan *plan, const struct scratch *scratch,
                                size_t begin, size_t end)
{
    struct key_range all = {plan->problem.key_count, 0};
    for (size_t r = begin; r < end; r++) {
        struct key_range range = scratch->rows[r].seen;
        if (range.begin < range.end) {
            all.begin = min_size(all.begin, range.begin);
            all.end = range.end > all.end ? range.end : all.end;
        }
    }
    return all;
}

/* The keys that none of these rows sees, between what they see. */
static struct key_range hole_of(const struct scratch *scratch, size_t begin, size_t end)
{
    struct key_range all = scratch->rows[begin].hole;
    for (size_t r = begin + 1; r < end; r++) {
        struct key_range hole = scratch->rows[r].hole;
        all.begin = hole.begin > all.begin ? hole.begin : all.begin;
        all.end = min_size(all.end, hole.end);
    }
    return all;
}

/* Row `row` of the tile and what rows follow it in its register tile, and the part of key block
 * `key` that they see. */
static struct patch patch_at(const struct attention_plan *plan, const struct tile *tile,
                             const struct scratch *scratch, size_t row, size_t key)
{
    struct patch patch = {.row = row, .rows = min_size(TILE_ROWS, tile->end - tile->begin - row)};
    struct key_range seen = seen_by(plan, scratch, row, row + patch.rows);
    struct key_range hole = hole_of(scratch, row, row + patch.rows);
    patch.begin = seen.begin > key ? seen.begin : key;
    patch.end = min_size(seen.end, key + KEY_BLOCK);
    if (hole.begin <= patch.begin && patch.begin < hole.end)
        patch.begin = hole.end;
    if (hole.begin < patch.end && patch.end <= hole.end)
        patch.end = hole.begin;
    patch.first = key;
    if (patch.begin < patch.end) {
        patch.first = patch.begin / STRIPE * STRIPE;
        patch.capacity = round_up(patch.end, STRIPE) - patch.first;
    }
    patch.queries = packed_query(plan, scratch->queries, row);
    return patch;
}

/* The patches of up to PATCHES groups of rows, row `row` and on; gives how many. */
static size_t patches_at(const struct attention_plan *plan, const struct tile *tile,
                         const struct scratch *scratch, size_t row, size_t key,
                         struct patch *patches)
{
    size_t count = 0, rows = tile->end - tile->begin;
    for (; count < PATCHES && row < rows; row += TILE_ROWS, count++) {
        patches[count] = patch_at(plan, tile, scratch, row, key);
        patches[count].scores = scratch->scores + count * TILE_ROWS * SCORE_STRIDE;
    }
    return count;
}

/* The finished scores of `count` patches of key block `key`. */
static void score_patches(const struct attention_plan *plan, const struct patch *patches,
                          size_t count, size_t key, bool to_weights, const struct scratch *scratch)
{
    pair_keys(plan, patches, count, key);
    for (const struct patch *patch = patches; patch < patches + count; patch++)
        for (size_t r = 0; patch->capacity > 0 && r < patch->rows; r++) {
            real *s = patch->scores + r * SCORE_STRIDE;
            size_t row = patch->row + r;
            finish_similarity(plan, packed_query(plan, patch->queries, r), scratch->norms[row],
                              patch->first, s, patch->capacity);
            if (__builtin_expect(scratch->overflows[row].possible, 0))
                mend_overflows(plan, &scratch->overflows[row], &scratch->rows[row],
                               packed_query(plan, patch->queries, r), patch->first, to_weights, s,
                               patch->capacity);
            adjust_scores(plan, &scratch->rows[row], patch->first, to_weights, s, patch->capacity);
        }
}

/* A row of the patch's scores into a row of all scores; the rest of the block is masked. */
static void store_scores(const struct attention_plan *plan, const struct patch *patch, size_t key,
                         const real *scores, real *row)
{
    size_t end = min_size(key + KEY_BLOCK, plan->problem.key_count);
    size_t computed = min_size(patch->first + patch->capacity, end);
    fill(row + key, patch->first - key, -INFINITE);
    memcpy(row + patch->first, scores, (computed - patch->first) * sizeof(real));
    fill(row + computed, end - computed, -INFINITE);
}

static void scores(const struct attention_plan *plan, const struct tile *tile, void *out)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    size_t m = plan->problem.key_count, rows = tile->end - tile->begin;
    pack_queries(plan, tile, &scratch);
    for (size_t key = 0; key < m; key += KEY_BLOCK)
        for (size_t row = 0; row < rows; row += PATCHES * TILE_ROWS) {
            struct patch patches[PATCHES];
            size_t count = patches_at(plan, tile, &scratch, row, key, patches);
            score_patches(plan, patches, count, key, tile->to_weights, &scratch);
            for (size_t p = 0; p < count; p++)
                for (size_t r = 0; r < patches[p].rows; r++)
                    store_scores(plan, &patches[p], key, patches[p].scores + r * SCORE_STRIDE,
                                 (real *)out + (patches[p].row + r) * m);
        }
}

#endif

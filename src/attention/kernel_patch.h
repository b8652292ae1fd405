/* Part of the kernel body: a patch, some queries of a tile and the keys of one block that they see.
 */
#ifndef ATTN_ATTENTION_KERNEL_PATCH_H
#define ATTN_ATTENTION_KERNEL_PATCH_H

#include "attention/kernel_score.h"

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

/* Some rows of a tile and a run of keys of one block. */
struct patch {
    size_t row, rows;       /* in the tile: TILE_ROWS of them, or what there is */
    size_t begin, end;      /* keys that some row sees */
    size_t first, capacity; /* keys computed: whole stripes */
};

/* Row `row` of the tile and what rows follow it in its register tile, and the part of key block
 * `key` that they see; false, and an empty part, if that is nothing. */
static bool patch_at(const struct attention_plan *plan, const struct tile *tile,
                     const struct scratch *scratch, size_t row, size_t key, struct patch *patch)
{
    patch->row = row;
    patch->rows = min_size(TILE_ROWS, tile->end - tile->begin - row);
    struct key_range seen = seen_by(plan, scratch, row, row + patch->rows);
    patch->begin = seen.begin > key ? seen.begin : key;
    patch->end = min_size(seen.end, key + KEY_BLOCK);
    struct key_range hole = hole_of(scratch, row, row + patch->rows);
    if (hole.begin <= patch->begin && patch->begin < hole.end)
        patch->begin = hole.end;
    if (hole.begin < patch->end && patch->end <= hole.end)
        patch->end = hole.begin;
    patch->first = key;
    patch->capacity = 0;
    if (patch->begin >= patch->end)
        return false;
    patch->first = patch->begin / STRIPE * STRIPE;
    patch->capacity = round_up(patch->end, STRIPE) - patch->first;
    return true;
}

/* The patch's finished scores, row r at scores + r * SCORE_STRIDE. */
static void score_patch(const struct attention_plan *plan, const struct patch *patch,
                        const struct scratch *scratch)
{
    const struct attention *problem = &plan->problem;
    const real *q = scratch->queries + patch->row * problem->keys.width;
    pair_keys(plan, patch->rows, q, patch->first, patch->first + patch->capacity, scratch->scores);
    for (size_t r = 0; r < patch->rows; r++) {
        real *s = scratch->scores + r * SCORE_STRIDE;
        size_t row = patch->row + r;
        finish_similarity(plan, q + r, scratch->norms[row], patch->first, s, patch->capacity);
        finish_scores(plan, &scratch->rows[row], patch->first, s, patch->capacity);
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
        for (size_t row = 0; row < rows; row += TILE_ROWS) {
            struct patch patch;
            if (patch_at(plan, tile, &scratch, row, key, &patch))
                score_patch(plan, &patch, &scratch);
            for (size_t r = 0; r < patch.rows; r++)
                store_scores(plan, &patch, key, scratch.scores + r * SCORE_STRIDE,
                             (real *)out + (row + r) * m);
        }
}

#endif

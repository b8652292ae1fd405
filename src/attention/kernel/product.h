/* Part of the kernel body: products of matrices (products.h).
 *
 * W lies in panels of PANEL columns: [p / PANEL][d][PANEL], zeros after the last column. Columns
 * fewer than a panel lie without padding, [d][p], as their features may be very many; a vector past
 * the last of them takes in numbers of the next feature, and what comes of these is not used. */
#ifndef ATTN_ATTENTION_KERNEL_PRODUCT_H
#define ATTN_ATTENTION_KERNEL_PRODUCT_H

#include "attention/kernel/score.h"

/* From one feature to the next in a panel. */
static size_t panel_step(const struct multiplier *multiplier)
{
    return min_size(multiplier->factor.columns, PANEL);
}

static const real *element_of(const struct view *matrix, size_t row, size_t column)
{
    return (const real *)matrix->data + row * matrix->down + column * matrix->across;
}

static void pack_panel(const struct multiplier *multiplier, size_t panel)
{
    const struct view *w = &multiplier->factor;
    size_t first = panel * PANEL, step = panel_step(multiplier);
    size_t count = min_size(PANEL, w->columns - first);
    real *to = (real *)multiplier->packed + first * w->rows;
    for (size_t c = 0; c < w->rows; c++, to += step) {
        const real *from = element_of(w, c, first);
        for (size_t j = 0; j < count; j++)
            to[j] = from[j * w->across];
        fill(to + count, step - count, 0);
    }
    if (step < PANEL)
        fill(to, PANEL, 0); /* what a vector that begins with the last feature may take in */
}

/* Some rows of X, as pair_panel takes queries. */
struct row_group {
    size_t row, count; /* 1, or up to TILE_ROWS */
    const real *numbers;
    size_t step;
};

/* Rows `row` and on; one row alone is used where it lies, others have their place in `room`. */
static struct row_group group_rows(const struct view *rows, size_t row, size_t count,
                                   const real *room)
{
    if (count == 1)
        return (struct row_group){row, 1, element_of(rows, row, 0), rows->across};
    return (struct row_group){row, count, room, TILE_ROWS};
}

/* Packs `count` rows from `row` on in groups; those that are missing in the last group are zeros.
 * Of a transposed matrix, whose columns lie far apart, each is read in one go, and what the next
 * groups want of it is fetched. */
static void pack_groups(const struct view *rows, size_t row, size_t count, real *room)
{
    size_t depth = rows->columns, groups = count / TILE_ROWS;
    for (size_t c = 0; c < depth; c++) {
        const real *from = element_of(rows, row, c);
        real *to = room + c * TILE_ROWS;
        for (size_t ahead = 0; rows->down == 1 && ahead < count; ahead += LANES)
            __builtin_prefetch(from + count + ahead);
        for (size_t g = 0; g < groups; g++, to += depth * TILE_ROWS)
            for (size_t r = 0; r < TILE_ROWS; r++, from += rows->down)
                to[r] = *from;
        for (size_t r = groups * TILE_ROWS;
             groups * TILE_ROWS < count && r < (groups + 1) * TILE_ROWS; r++, from += rows->down)
            to[r % TILE_ROWS] = r < count ? *from : 0;
    }
}

/* Fetches what sums are to be added to. */
static void fetch_sums(const struct product_tile *tile, const struct row_group *group,
                       size_t column)
{
    for (size_t r = 0; tile->add && r < group->count; r++)
        __builtin_prefetch((const real *)tile->out.data + (group->row + r) * tile->out.stride +
                           column);
}

/* The sums of a group and a panel, plus the bias, to their place. */
static void store_sums(const struct multiplier *multiplier, const struct product_tile *tile,
                       const struct row_group *group, size_t column, const real *sums)
{
    const real *bias = multiplier->bias;
    size_t count = min_size(PANEL, tile->end_column - column);
    for (size_t r = 0; r < group->count; r++) {
        real *out = (real *)tile->out.data + (group->row + r) * tile->out.stride + column;
        for (size_t j = 0; tile->add && j < count; j++)
            out[j] += sums[r * PANEL + j];
        for (size_t j = 0; !tile->add && j < count; j++)
            out[j] = bias ? sums[r * PANEL + j] + bias[column + j] : sums[r * PANEL + j];
    }
}

/* Each panel meets the groups of rows, which share it while it is near. */
static void multiply_groups(const struct multiplier *multiplier, const struct product_tile *tile,
                            const struct row_group *groups, size_t count)
{
    real sums[TILE_ROWS * PANEL] __attribute__((aligned(64)));
    size_t depth = multiplier->factor.rows, step = panel_step(multiplier);
    for (size_t j = tile->first_column; j < tile->end_column; j += PANEL) {
        const real *w = (const real *)multiplier->packed + j * depth;
        for (const struct row_group *group = groups; group < groups + count; group++) {
            fetch_sums(tile, group, j);
            if (group->count == 1)
                pair_panel(DOT, 1, group->numbers, group->step, w, step, NULL, depth, 1, sums,
                           PANEL);
            else
                pair_panel(DOT, TILE_ROWS, group->numbers, TILE_ROWS, w, step, NULL, depth, 1, sums,
                           PANEL);
            store_sums(multiplier, tile, group, j, sums);
        }
    }
}

static void multiply_rows(const struct multiplier *multiplier, const struct product_tile *tile)
{
    for (size_t row = tile->begin; row < tile->end;) {
        struct row_group groups[PATCHES];
        real *room = multiplier->scratch[tile->worker];
        size_t count = 0, end = min_size(row + multiplier->rows_at_once, tile->end);
        end = min_size(end, row + PATCHES * TILE_ROWS);
        if (end - row > 1)
            pack_groups(tile->rows, row, end - row, room);
        for (; row < end; count++) {
            groups[count] = group_rows(tile->rows, row, min_size(TILE_ROWS, end - row), room);
            row += groups[count].count;
            room += TILE_ROWS * multiplier->factor.rows;
        }
        multiply_groups(multiplier, tile, groups, count);
    }
}

#endif

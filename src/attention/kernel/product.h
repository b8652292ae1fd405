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

/* Rows `row` and on; one row alone is used where it lies, others are packed to `room`, and those
 * that are missing in the group are zeros. */
static struct row_group group_rows(const struct view *rows, size_t row, size_t count, real *room)
{
    const real *from = element_of(rows, row, 0);
    if (count == 1)
        return (struct row_group){row, 1, from, rows->across};
    for (size_t c = 0; c < rows->columns; c++, from += rows->across)
        for (size_t r = 0; r < TILE_ROWS; r++)
            room[c * TILE_ROWS + r] = r < count ? from[r * rows->down] : 0;
    return (struct row_group){row, count, room, TILE_ROWS};
}

/* The sums of a group and a panel, plus the bias, to their place. */
static void store_sums(const struct multiplier *multiplier, const struct product_tile *tile,
                       const struct row_group *group, size_t column, const real *sums)
{
    const real *bias = multiplier->bias;
    size_t count = min_size(PANEL, tile->end_column - column);
    for (size_t r = 0; r < group->count; r++) {
        real *out = (real *)tile->out.data + (group->row + r) * tile->out.stride + column;
        for (size_t j = 0; j < count; j++)
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
        for (; row < end && count < PATCHES; count++) {
            groups[count] = group_rows(tile->rows, row, min_size(TILE_ROWS, end - row), room);
            row += groups[count].count;
            room += TILE_ROWS * multiplier->factor.rows;
        }
        multiply_groups(multiplier, tile, groups, count);
    }
}

#endif

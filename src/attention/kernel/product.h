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

/* Groups of rows that share a panel while it is near: more where rows are few and panels many, so
 * that each panel is fetched once. Rows of X that are fetched before they are multiplied, where it
 * is transposed and its columns, so many at most, lie far apart. */
enum { GROUPS = 12, FETCHED_COLUMNS = 128 };

/* Some rows of X, TILE_ROWS of them or one: feature c of the r-th is first[r * down + c * step]. Of
 * those of two groups that overlap, the later one gives `skipped` rows less. */
struct row_group {
    size_t row, count, skipped;
    const real *first;
    size_t down, step;
};

/* The rows from `row` on, before `end`. */
static struct row_group group_rows(const struct view *rows, size_t row, size_t end)
{
    bool alone = end - row == 1 || rows->rows < TILE_ROWS;
    size_t count = alone ? 1 : min_size(TILE_ROWS, end - row);
    size_t skipped = alone ? 0 : TILE_ROWS - min_size(count, TILE_ROWS);
    skipped = skipped > row ? row : skipped;
    return (struct row_group){row,        count,       skipped, element_of(rows, row - skipped, 0),
                              rows->down, rows->across};
}

/* Fetches what sums are to be added to. */
static void fetch_sums(const struct product_tile *tile, const struct row_group *group,
                       size_t column)
{
    for (size_t r = 0; tile->add && r < group->count; r++) {
        const real *out = (const real *)tile->out.data + (group->row + r) * tile->out.stride;
        fetch_ahead(out + column, TILE_VECTORS);
        __builtin_prefetch(out + column + PANEL - 1);
    }
}

/* Features begin .. end of `rows` rows and a panel, in order, join the sums. */
INLINE void multiply_panel(int rows, const struct row_group *group, const real *restrict w,
                           size_t w_step, size_t begin, size_t end, real *restrict sums)
{
    enum { HALF = TILE_ROWS / 2 };
    size_t down = group->down, step = group->step;
    const real *q[] = {group->first + begin * step, group->first + HALF * down + begin * step};
    vec sum[TILE_ROWS][TILE_VECTORS];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECTORS; v++)
            sum[r][v] = v_all(0);
    UNROLL for (size_t c = begin; c < end; c++, w += w_step, q[0] += step, q[1] += step)
    {
        vec column[TILE_VECTORS];
        for (int v = 0; v < TILE_VECTORS; v++)
            column[v] = v_load(w + v * VECTOR);
        fetch_ahead(w + AHEAD * w_step, TILE_VECTORS);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < TILE_VECTORS; v++)
                sum[r][v] =
                    v_fma(v_all(q[r / HALF][(size_t)(r % HALF) * down]), column[v], sum[r][v]);
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECTORS; v++) {
            real *to = sums + r * PANEL + v * VECTOR;
            v_store(to, (begin > 0 ? v_load(to) : v_all(0)) + sum[r][v]);
        }
}

/* The sums of a row and a whole panel, plus the bias, to their place. */
static void store_panel_sums(const real *sums, const real *bias, bool add, real *out)
{
    for (int v = 0; v < PANEL; v += VECTOR) {
        vec x = v_load(sums + v);
        x = add ? v_load(out + v) + x : bias ? x + v_load(bias + v) : x;
        v_store(out + v, x);
    }
}

/* The sums of a group and a panel to their place. */
static void store_sums(const struct multiplier *multiplier, const struct product_tile *tile,
                       const struct row_group *group, size_t column, const real *sums)
{
    const real *bias = multiplier->bias ? (const real *)multiplier->bias + column : NULL;
    size_t count = tile->end_column - column;
    sums += group->skipped * PANEL;
    for (size_t r = 0; r < group->count; r++, sums += PANEL) {
        real *out = (real *)tile->out.data + (group->row + r) * tile->out.stride + column;
        if (count >= PANEL) {
            store_panel_sums(sums, bias, tile->add, out);
            continue;
        }
        for (size_t j = 0; j < count; j++)
            out[j] = tile->add ? out[j] + sums[j] : bias ? sums[j] + bias[j] : sums[j];
    }
}

/* A panel with the groups of rows, block of features by block, so that both stay near. */
static void multiply_groups(const struct multiplier *multiplier, const struct product_tile *tile,
                            const struct row_group *groups, size_t count, size_t column)
{
    real sums[GROUPS][TILE_ROWS * PANEL] __attribute__((aligned(64)));
    size_t depth = multiplier->factor.rows, step = panel_step(multiplier);
    const real *w = (const real *)multiplier->packed + column * depth;
    for (size_t c = 0; c < depth; c += FEATURE_BLOCK)
        for (size_t g = 0; g < count; g++) {
            size_t end = min_size(c + FEATURE_BLOCK, depth);
            fetch_sums(tile, &groups[g], column);
            if (groups[g].count == 1)
                multiply_panel(1, &groups[g], w + c * step, step, c, end, sums[g]);
            else
                multiply_panel(TILE_ROWS, &groups[g], w + c * step, step, c, end, sums[g]);
        }
    for (size_t g = 0; g < count; g++)
        store_sums(multiplier, tile, &groups[g], column, sums[g]);
}

/* What the rows from `row` on want of a transposed matrix. */
static void fetch_rows(const struct view *rows, size_t row, size_t count)
{
    for (size_t c = 0; rows->down == 1 && rows->columns <= FETCHED_COLUMNS && c < rows->columns;
         c++)
        for (size_t ahead = 0; ahead < count; ahead += LANES)
            __builtin_prefetch(element_of(rows, row + ahead, c));
}

static void multiply_rows(const struct multiplier *multiplier, const struct product_tile *tile)
{
    size_t most = (tile->rows->down == 1 ? PATCHES : GROUPS) * TILE_ROWS;
    for (size_t row = tile->begin; row < tile->end;) {
        struct row_group groups[GROUPS];
        size_t count = 0, end = min_size(row + most, tile->end);
        fetch_rows(tile->rows, end, end - row);
        for (; row < end; row += groups[count - 1].count) {
            groups[count] = group_rows(tile->rows, row, end);
            count++;
        }
        for (size_t j = tile->first_column; j < tile->end_column; j += PANEL)
            multiply_groups(multiplier, tile, groups, count, j);
    }
}

#endif

/* Pooling a matrix to a grid; see grid.h. */
#include "picture/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

size_t axis_start(const struct cell_axis *axis, size_t cell)
{
    size_t start = cell * axis->bins / axis->cells * axis->bin;
    return start < axis->length ? start : axis->length;
}

bool axis_is_whole(const struct cell_axis *axis)
{
    return axis->cells == axis->length;
}

static bool allocate(struct grid *grid)
{
    size_t cells;
    if (!size_multiply(grid->height_max, grid->columns.cells, &cells))
        return false;
    grid->sums = memory_new(cells, sizeof *grid->sums);
    grid->counts = memory_new(cells, sizeof *grid->counts);
    if (grid->sums && grid->counts)
        return true;
    grid_free(grid);
    return false;
}

bool grid_new(struct grid *grid, size_t columns, size_t most, enum pooling pooling)
{
    size_t bin = columns > most ? ceiling_divide(columns, most) : 1,
           bins = ceiling_divide(columns, bin);
    *grid = (struct grid){.pooling = pooling,
                          .rows = {.bin = 1},
                          .columns = {columns, bin, bins, bins},
                          .height_max = most};
    return allocate(grid);
}

/* Sums for a mean are kept so much smaller that as many numbers as a cell counts do not overflow.
 */
static const double mean_scale = 0x1p-32;

/* Adds what `count` numbers come to, their sum or their maximum, to a cell. */
static void add_to_cell(struct grid *grid, size_t cell, double sum, uint32_t count)
{
    if (count == 0)
        return;
    if (grid->pooling == POOLING_MEAN)
        grid->sums[cell] += sum;
    else if (grid->counts[cell] == 0 || sum > grid->sums[cell])
        grid->sums[cell] = sum;
    grid->counts[cell] += count;
}

/* Joins the rows of cells two by two, in place. */
static void join_rows(struct grid *grid)
{
    size_t width = grid->columns.cells, height = grid->rows.cells / 2;
    for (size_t row = 0; row < height; row++)
        for (size_t column = 0; column < width; column++) {
            size_t to = row * width + column, upper = 2 * row * width + column;
            size_t lower = upper + width;
            double sum = grid->sums[upper];
            uint32_t count = grid->counts[upper];
            grid->sums[to] = count ? sum : 0;
            grid->counts[to] = count;
            add_to_cell(grid, to, grid->sums[lower], grid->counts[lower]);
        }
    grid->rows.bins = grid->rows.cells = height;
    grid->rows.bin *= 2;
}

/* The row of cells that the next row of the matrix belongs to, made empty if it is new. */
static size_t next_row(struct grid *grid)
{
    size_t row = grid->rows.length / grid->rows.bin, width = grid->columns.cells;
    if (row == grid->rows.cells) {
        memset(grid->sums + row * width, 0, width * sizeof *grid->sums);
        memset(grid->counts + row * width, 0, width * sizeof *grid->counts);
        grid->rows.bins = ++grid->rows.cells;
    }
    return row;
}

bool grid_add(struct grid *grid, const void *row, enum precision precision)
{
    bool joined = grid->rows.length / grid->rows.bin == grid->height_max;
    if (joined)
        join_rows(grid);
    size_t start = next_row(grid) * grid->columns.cells;
    const double scale = grid->pooling == POOLING_MEAN ? mean_scale : 1;
    for (size_t j = 0; j < grid->columns.length; j++) {
        double value = precision_get(row, precision, j);
        if (isfinite(value))
            add_to_cell(grid, start + j / grid->columns.bin, value * scale, 1);
    }
    grid->rows.length++;
    return joined;
}

/* At most `most` cells for the bins. A last bin that is not full gets no cell of its own: numbers
 * that few others temper would set the scale. */
static void join_axis(struct cell_axis *axis, size_t most)
{
    axis->cells = axis->bins < most ? axis->bins : most;
    if (axis->cells == axis->bins && axis->bins > 1 && axis->length % axis->bin != 0)
        axis->cells--;
}

bool grid_join(const struct grid *grid, size_t height, size_t width, struct grid *joined)
{
    *joined = *grid;
    join_axis(&joined->rows, height);
    join_axis(&joined->columns, width);
    joined->height_max = joined->rows.cells;
    if (!allocate(joined))
        return false;
    const struct cell_axis *down = &joined->rows, *across = &joined->columns;
    for (size_t row = 0, bin_row = 0; row < down->cells; row++)
        for (; bin_row < (row + 1) * down->bins / down->cells; bin_row++)
            for (size_t column = 0, bin = 0; column < across->cells; column++)
                for (; bin < (column + 1) * across->bins / across->cells; bin++) {
                    size_t from = bin_row * across->bins + bin;
                    add_to_cell(joined, row * across->cells + column, grid->sums[from],
                                grid->counts[from]);
                }
    return true;
}

double grid_value(const struct grid *grid, size_t row, size_t column)
{
    size_t cell = row * grid->columns.cells + column;
    if (grid->counts[cell] == 0)
        return NAN;
    return grid->pooling == POOLING_MEAN ? grid->sums[cell] / grid->counts[cell] / mean_scale
                                         : grid->sums[cell];
}

void grid_range(const struct grid *grid, double *low, double *high)
{
    for (size_t row = 0; row < grid->rows.cells; row++)
        for (size_t column = 0; column < grid->columns.cells; column++) {
            double value = grid_value(grid, row, column);
            *low = fmin(*low, value);
            *high = fmax(*high, value);
        }
}

bool grid_has_blanks(const struct grid *grid)
{
    for (size_t i = 0; i < grid->rows.cells * grid->columns.cells; i++)
        if (grid->counts[i] == 0)
            return true;
    return false;
}

void grid_free(struct grid *grid)
{
    free(grid->sums);
    free(grid->counts);
    grid->sums = NULL;
    grid->counts = NULL;
    grid->rows.cells = grid->columns.cells = 0;
}

/* Pooling a matrix to a grid; see grid.h. */
#include "picture/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool allocate(struct grid *grid)
{
    size_t cells;
    if (!size_multiply(grid->height_max, grid->width, &cells))
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
    size_t across = columns > most ? ceiling_divide(columns, most) : 1;
    *grid = (struct grid){.pooling = pooling,
                          .columns = columns,
                          .cell_rows = 1,
                          .cell_columns = across,
                          .width = ceiling_divide(columns, across),
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
    for (size_t row = 0; row < grid->height / 2; row++)
        for (size_t column = 0; column < grid->width; column++) {
            size_t to = row * grid->width + column, upper = 2 * row * grid->width + column;
            size_t lower = upper + grid->width;
            double sum = grid->sums[upper];
            uint32_t count = grid->counts[upper];
            grid->sums[to] = count ? sum : 0;
            grid->counts[to] = count;
            add_to_cell(grid, to, grid->sums[lower], grid->counts[lower]);
        }
    grid->height /= 2;
    grid->cell_rows *= 2;
}

/* The row of cells that the next row of the matrix belongs to, made empty if it is new. */
static size_t next_row(struct grid *grid)
{
    size_t row = grid->rows / grid->cell_rows;
    if (row == grid->height) {
        memset(grid->sums + row * grid->width, 0, grid->width * sizeof *grid->sums);
        memset(grid->counts + row * grid->width, 0, grid->width * sizeof *grid->counts);
        grid->height++;
    }
    return row;
}

bool grid_add(struct grid *grid, const void *row, enum precision precision)
{
    bool joined = grid->rows / grid->cell_rows == grid->height_max;
    if (joined)
        join_rows(grid);
    size_t start = next_row(grid) * grid->width;
    const double scale = grid->pooling == POOLING_MEAN ? mean_scale : 1;
    for (size_t j = 0; j < grid->columns; j++) {
        double value = precision_get(row, precision, j);
        if (isfinite(value))
            add_to_cell(grid, start + j / grid->cell_columns, value * scale, 1);
    }
    grid->rows++;
    return joined;
}

bool grid_join(const struct grid *grid, size_t down, size_t across, struct grid *joined)
{
    *joined = *grid;
    joined->cell_rows *= down;
    joined->cell_columns *= across;
    joined->height = joined->height_max = ceiling_divide(grid->height, down);
    joined->width = ceiling_divide(grid->width, across);
    if (!allocate(joined))
        return false;
    for (size_t row = 0; row < grid->height; row++)
        for (size_t column = 0; column < grid->width; column++) {
            size_t from = row * grid->width + column;
            add_to_cell(joined, row / down * joined->width + column / across, grid->sums[from],
                        grid->counts[from]);
        }
    return true;
}

double grid_value(const struct grid *grid, size_t row, size_t column)
{
    size_t cell = row * grid->width + column;
    if (grid->counts[cell] == 0)
        return NAN;
    return grid->pooling == POOLING_MEAN ? grid->sums[cell] / grid->counts[cell] / mean_scale
                                         : grid->sums[cell];
}

void grid_range(const struct grid *grid, double *low, double *high)
{
    for (size_t row = 0; row < grid->height; row++)
        for (size_t column = 0; column < grid->width; column++) {
            double value = grid_value(grid, row, column);
            *low = fmin(*low, value);
            *high = fmax(*high, value);
        }
}

bool grid_has_blanks(const struct grid *grid)
{
    for (size_t i = 0; i < grid->height * grid->width; i++)
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
    grid->height = grid->width = 0;
}

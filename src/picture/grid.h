/* A matrix pooled to a grid of cells that is small enough to be drawn. Rows come one by one and
 * none is kept: when the grid is full, cells are joined two by two. */
#ifndef ATTN_PICTURE_GRID_H
#define ATTN_PICTURE_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/precision.h"

/* What a cell shows of the numbers that it stands for. Those that are not finite (masked scores,
 * missing cells) are left out. */
enum pooling { POOLING_MEAN, POOLING_MAX };

/* The rows or the columns of the matrix, and the cells that stand for them: `bins` of `bin` rows
 * each, the last perhaps of fewer, spread over the cells as evenly as they go. */
struct cell_axis {
    size_t length; /* rows or columns of the matrix so far */
    size_t bin, bins, cells;
};

/* The first row or column that a cell stands for; `length` for the cell past the last. */
size_t axis_start(const struct cell_axis *axis, size_t cell);

/* Whether every cell stands for one row or column. */
bool axis_is_whole(const struct cell_axis *axis);

/* Owns its memory; all zero is empty. */
struct grid {
    enum pooling pooling;
    struct cell_axis rows, columns;
    size_t height_max; /* even */
    double *sums;      /* height_max x columns.cells: sums, or maxima */
    uint32_t *counts;  /* numbers in each */
};

/* A grid for a matrix of `columns` columns, of at most `most` (even) cells either way. False if
 * there is no memory. */
bool grid_new(struct grid *grid, size_t columns, size_t most, enum pooling pooling);

/* The next row of the matrix: as many numbers of `precision` as there are columns. True if the rows
 * of cells were joined two by two to make room for it: what belongs to rows 1, 3, ... is gone. */
bool grid_add(struct grid *grid, const void *row, enum precision precision);

/* A coarser copy of at most height x width cells, which stand for equally many rows and columns but
 * for a remainder that is spread. False if there is no memory. */
bool grid_join(const struct grid *grid, size_t height, size_t width, struct grid *joined);

/* The number that a cell shows; NaN where it stands for no finite number. */
double grid_value(const struct grid *grid, size_t row, size_t column);

/* Widens *low .. *high to take in every cell. */
void grid_range(const struct grid *grid, double *low, double *high);

/* Whether a cell stands for no finite number. */
bool grid_has_blanks(const struct grid *grid);

void grid_free(struct grid *grid);

#endif

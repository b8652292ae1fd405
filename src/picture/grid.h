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

/* Owns its memory; all zero is empty. */
struct grid {
    enum pooling pooling;
    size_t rows, columns;           /* of the matrix so far */
    size_t cell_rows, cell_columns; /* rows and columns of the matrix in a cell; the last ones
                                       may have fewer */
    size_t height, width;           /* cells */
    size_t height_max;              /* even */
    double *sums;                   /* height_max x width: sums, or maxima */
    uint32_t *counts;               /* numbers in each */
};

/* A grid for a matrix of `columns` columns, of at most `most` (even) cells either way. False if
 * there is no memory. */
bool grid_new(struct grid *grid, size_t columns, size_t most, enum pooling pooling);

/* The next row of the matrix: `columns` numbers of `precision`. True if the rows of cells were
 * joined two by two to make room for it: what belongs to rows 1, 3, ... is gone. */
bool grid_add(struct grid *grid, const void *row, enum precision precision);

/* A coarser copy, of which each cell joins down x across cells. False if there is no memory. */
bool grid_join(const struct grid *grid, size_t down, size_t across, struct grid *joined);

/* The number that a cell shows; NaN where it stands for no finite number. */
double grid_value(const struct grid *grid, size_t row, size_t column);

/* Widens *low .. *high to take in every cell. */
void grid_range(const struct grid *grid, double *low, double *high);

/* Whether a cell stands for no finite number. */
bool grid_has_blanks(const struct grid *grid);

void grid_free(struct grid *grid);

#endif

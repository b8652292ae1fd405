/* A matrix of numbers with the names of its rows and columns, where it has them. */
#ifndef ATTN_TABLE_MATRIX_H
#define ATTN_TABLE_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/precision.h"
#include "table/labels.h"

/* Owns its memory; all zero (plus the precision) is the empty matrix. */
struct matrix {
    enum precision precision;
    size_t rows, columns;
    void *data;                  /* rows x columns numbers of `precision`, row by row, no padding */
    size_t capacity;             /* rows there is room for */
    struct labels row_labels;    /* count is rows, or 0: rows have no names */
    struct labels column_labels; /* count is columns, or 0: columns have no names */
    struct labels groups;        /* count is rows, or 0: rows were not read with their groups */
    unsigned char *dropped; /* a flag a row: it has a missing cell and --missing=drop is on; NULL
                               if none has */
};

/* Room for at least `rows` rows of `columns` columns (the matrix's own once it has rows); grows by
 * doubling. False if there is no memory or the product does not fit. */
bool matrix_reserve(struct matrix *matrix, size_t rows);

/* Bytes that its rows take, with their labels and groups. */
size_t matrix_bytes(const struct matrix *matrix);

/* Flags `row` (below capacity) as dropped; false if there is no memory. */
bool matrix_drop_row(struct matrix *matrix, size_t row);

/* Empties the rows, their labels and flags, and keeps the memory, the columns and their labels. */
void matrix_clear_rows(struct matrix *matrix);

/* The row's first number. */
void *matrix_row(const struct matrix *matrix, size_t row);

/* Removes the rows whose flag is not 0, with their labels; `flags` has one a row. */
void matrix_remove_rows(struct matrix *matrix, const unsigned char *flags);

/* Frees what it owns and leaves it empty. */
void matrix_free(struct matrix *matrix);

#endif

/* A matrix of numbers with the names of its rows and columns, where it has them. */
#ifndef ATTN_TABLE_MATRIX_H
#define ATTN_TABLE_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/precision.h"
#include "table/labels.h"

/* What is kept of a file's text beside the numbers, with each row. */
enum text_kind {
    TEXT_GROUP, /* the name of its group */
    TEXT_CLASS, /* of its class; empty where that is missing */
    TEXT_CELL,  /* of several columns, as many texts with each row */
    TEXT_ROW,   /* all of it, as it stands in the file without its line end */
    TEXT_KINDS
};

/* Owns its memory; all zero (plus the precision) is the empty matrix. */
struct matrix {
    enum precision precision;
    size_t rows, columns;
    void *data;                  /* rows x columns numbers of `precision`, row by row, no padding */
    size_t capacity;             /* rows there is room for */
    struct labels row_labels;    /* count is rows, or 0: rows have no names */
    struct labels column_labels; /* count is columns, or 0: columns have no names */
    struct labels texts[TEXT_KINDS]; /* of each kind the count is rows, of TEXT_CELL a multiple of
                                        that, or 0: it is not kept */
    unsigned char *dropped; /* a flag a row: it has a missing cell and --missing=drop is on; NULL
                               if none has */
};

/* Room for at least `rows` rows of `columns` columns (the matrix's own once it has rows); grows by
 * doubling. False if there is no memory or the product does not fit. */
bool matrix_reserve(struct matrix *matrix, size_t rows);

/* How many texts of a kind a row has. */
size_t matrix_texts(const struct matrix *matrix, enum text_kind kind);

/* Bytes that its rows take, with their labels and texts. */
size_t matrix_bytes(const struct matrix *matrix);

/* Appends a copy of label and texts of row `row` of another matrix; false if there is no memory. */
bool matrix_add_texts(struct matrix *matrix, const struct matrix *from, size_t row);

/* Flags `row` (below capacity) as dropped; false if there is no memory. */
bool matrix_drop_row(struct matrix *matrix, size_t row);

/* Empties the rows, their labels, texts and flags, and keeps the memory, the columns and their
 * labels. */
void matrix_clear_rows(struct matrix *matrix);

/* The row's first number. */
void *matrix_row(const struct matrix *matrix, size_t row);

/* Removes the rows whose flag is not 0, with their labels and texts; `flags` has one a row. */
void matrix_remove_rows(struct matrix *matrix, const unsigned char *flags);

/* Frees what it owns and leaves it empty. */
void matrix_free(struct matrix *matrix);

#endif

/* Masks and biases from files: a row for each query, with a cell for each key, read in step with
 * the queries; or one row for all queries; or, with heads, a row for each query of head 0, then of
 * head 1 ... */
#ifndef ATTN_RUN_CELLS_H
#define ATTN_RUN_CELLS_H

#include "attention/attention.h"
#include "run/source.h"

/* What a file of cells has to fit. */
struct cells_shape {
    bool is_mask;
    const struct mask *mask; /* which says what keys exist, and where they stand */
    size_t key_count;
    const char *key_name, *query_name; /* the files that they come from */
};

/* Owns the source and what it holds; all zero means that there is no file. */
struct cells {
    struct source source;
    struct cells_shape shape; /* borrows its mask and names */
    bool whole;               /* `held` is all rows */
    bool repeated;            /* the file has one row, for all queries */
    size_t head_stride;       /* rows from one head's first to the next's; 0: they share them */
    size_t columns;           /* of the file */
    size_t taken;             /* rows that have come out of the source */
    struct matrix held;       /* the rows last asked for */
    struct matrix first;      /* the file's first row */
};

/* Opens the file and checks that it has a column for each key of the keys' file, or at least for
 * those that exist (--valid-keys). Rows and columns of what --missing=drop took out are passed
 * over.
 */
enum status cells_open(struct cells *cells, const char *path, const struct cells_shape *shape,
                       const struct request *request, struct pool *pool, struct error *error);

/* Reads all rows, for all the queries, whose file has `query_rows` rows, and all heads, so that
 * cells_rows may be asked for any of them. */
enum status cells_read_all(struct cells *cells, const struct source_block *queries,
                           size_t query_rows, size_t heads, struct error *error);

/* The rows of a block of queries, good until the next call; it follows that of the last call. */
enum status cells_rows(struct cells *cells, const struct source_block *queries, struct rows *rows,
                       struct error *error);

/* Fails if rows are left, or missing, after those of a file of `query_rows` queries. */
enum status cells_end(struct cells *cells, size_t query_rows, struct error *error);

void cells_close(struct cells *cells);

#endif

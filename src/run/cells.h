/* Masks and biases from files: a row for each query, with a cell for each key, read in step with
 * the queries; or one row for all queries; or, with heads, a row for each query of head 0, then of
 * head 1 ... */
#ifndef ATTN_RUN_CELLS_H
#define ATTN_RUN_CELLS_H

#include "attention/attention.h"
#include "run/source.h"

/* Owns the source and what it holds; all zero means that there is no file. */
struct cells {
    struct source source;
    bool whole;          /* `held` is all rows */
    bool repeated;       /* the file has one row, for all queries */
    size_t head_stride;  /* rows from one head's first to the next's; 0: they share them */
    size_t columns;      /* of the file */
    size_t taken;        /* rows that have come out of the source */
    struct matrix held;  /* the rows last asked for */
    struct matrix first; /* the file's first row */
};

/* Opens the file and checks that it has a column for each of `key_count` keys, or at least for
 * those that exist (--valid-keys). `key_name` names the file they come from. */
enum status cells_open(struct cells *cells, const char *path, bool is_mask,
                       const struct request *request, size_t key_count, const char *key_name,
                       struct pool *pool, struct error *error);

/* Reads all rows, for `query_count` queries of file `query_name` and all heads, so that cells_rows
 * may be asked for any of them. */
enum status cells_read_all(struct cells *cells, const struct request *request, size_t query_count,
                           const char *query_name, struct error *error);

/* Rows first .. first + count, good until the next call; they follow those of the last call. */
enum status cells_rows(struct cells *cells, size_t first, size_t count, const char *query_name,
                       struct rows *rows, struct error *error);

/* Fails if rows are left after those of `query_count` queries. */
enum status cells_end(struct cells *cells, size_t query_count, const char *query_name,
                      struct error *error);

void cells_close(struct cells *cells);

#endif

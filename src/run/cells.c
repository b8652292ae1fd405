/* Rows of masks and biases in step with the queries; see cells.h. */
#include "run/cells.h"

#include <string.h>

#include "base/text.h"
#include "run/problem.h"
#include "run/side_inputs.h"

enum status cells_open(struct cells *cells, const char *path, bool is_mask,
                       const struct request *request, size_t key_count, const char *key_name,
                       struct pool *pool, struct error *error)
{
    struct request reading = side_reading(request);
    if (is_mask)
        reading.reading.binary = "neither 1 (may be seen) nor 0 (may not)";
    enum status status = source_open(&cells->source, path, &reading, pool, error);
    size_t columns = cells->source.matrix.columns;
    size_t least = mask_key_count(&request->layer.attention.mask, key_count);
    if (status == STATUS_OK && !(columns >= least && columns <= key_count))
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s, %s has %zu key%s: it needs a column for each",
                         cells->source.name, columns, text_plural(columns), key_name, key_count,
                         text_plural(key_count));
    cells->columns = columns;
    cells->held = cells->first =
        (struct matrix){.precision = request->reading.precision, .columns = key_count};
    return status;
}

/* Appends copies of rows to those that are held. A file may leave out the cells of keys that do not
 * exist; they become 0. */
static bool append(struct matrix *held, const struct matrix *from, size_t start, size_t count)
{
    size_t size = precision_size(held->precision), before = held->rows;
    size_t row = held->columns * size, given = from->columns * size;
    if (!matrix_reserve(held, before + count))
        return false;
    for (size_t i = 0; i < count; i++) {
        char *to = (char *)held->data + (before + i) * row;
        memcpy(to, matrix_row(from, start + i), given);
        memset(to + given, 0, row - given);
    }
    held->rows += count;
    return true;
}

/* Moves all rows of `from`, which becomes empty, into `held`: without a copy if they are as wide.
 */
static bool take(struct matrix *held, struct matrix *from)
{
    if (from->columns != held->columns) {
        bool have = append(held, from, 0, from->rows);
        matrix_free(from);
        return have;
    }
    matrix_free(held);
    *held = *from;
    *from = (struct matrix){.precision = held->precision};
    return true;
}

enum status cells_read_all(struct cells *cells, const struct request *request, size_t query_count,
                           const char *query_name, struct error *error)
{
    enum status status = source_read_all(&cells->source, error);
    if (status != STATUS_OK)
        return status;
    if (!take(&cells->held, &cells->source.matrix))
        return error_memory(error, "rows of a mask or bias");
    cells->whole = true;
    size_t rows = cells->held.rows;
    cells->repeated = rows == 1;
    cells->head_stride = rows != query_count && rows != 1 ? query_count : 0;
    if (cells->head_stride != 0 && rows != query_count * request->layer.heads)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu rows, %s has %zu: it needs one row for all queries, one for "
                         "each, or one for each query of each head",
                         cells->source.name, rows, query_name, query_count);
    return STATUS_OK;
}

/* Appends the rows of the source's block to those that are held. */
static enum status hold(struct cells *cells, const struct source_block *block, struct error *error)
{
    struct matrix *held = &cells->held;
    if (!append(held, block->matrix, block->start, block->count) ||
        (cells->taken == 0 && !append(&cells->first, block->matrix, block->start, 1)))
        return error_memory(error, "rows of a mask or bias");
    cells->taken += block->count;
    return STATUS_OK;
}

/* Holds the next `count` rows of the source, or as many as are left. */
static enum status advance(struct cells *cells, size_t count, struct error *error)
{
    struct source_block block = {.count = 1};
    enum status status = STATUS_OK;
    matrix_clear_rows(&cells->held);
    while (status == STATUS_OK && cells->held.rows < count && block.count > 0) {
        status = source_next(&cells->source, count - cells->held.rows, &block, error);
        if (status != STATUS_OK)
            return status;
        if (block.count > 0)
            status = hold(cells, &block, error);
    }
    return status;
}

enum status cells_rows(struct cells *cells, size_t first, size_t count, const char *query_name,
                       struct rows *rows, struct error *error)
{
    enum status status = STATUS_OK;
    if (!cells->whole && !cells->repeated)
        status = advance(cells, count, error);
    if (status != STATUS_OK)
        return status;
    if (!cells->whole && cells->held.rows < count) {
        if (cells->taken != 1)
            return error_set(error, STATUS_FAILED,
                             "%s has %zu rows, %s has %zu or more: it needs one row for each "
                             "query, or one for all",
                             cells->source.name, cells->taken, query_name, first + count);
        cells->repeated = true;
    }
    const struct matrix *from = cells->repeated && !cells->whole ? &cells->first : &cells->held;
    *rows = problem_rows(from);
    if (cells->repeated)
        rows->stride = 0;
    else if (cells->whole)
        rows->data = matrix_row(from, first);
    rows->count = count;
    return STATUS_OK;
}

enum status cells_end(struct cells *cells, size_t query_count, const char *query_name,
                      struct error *error)
{
    if (cells->whole || cells->repeated || !cells->source.reader)
        return STATUS_OK;
    enum status status = advance(cells, 1, error);
    if (status == STATUS_OK && cells->held.rows > 0)
        return error_set(error, STATUS_FAILED,
                         "%s has more rows than %s, which has %zu: it needs one row for each "
                         "query, or one for all",
                         cells->source.name, query_name, query_count);
    return status;
}

void cells_close(struct cells *cells)
{
    source_close(&cells->source);
    matrix_free(&cells->held);
    matrix_free(&cells->first);
}

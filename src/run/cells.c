/* Rows of masks and biases in step with the queries; see cells.h. */
#include "run/cells.h"

#include <string.h>

#include "base/text.h"
#include "run/problem.h"
#include "run/side_inputs.h"

enum status cells_open(struct cells *cells, const char *path, const struct cells_shape *shape,
                       const struct request *request, struct pool *pool, struct error *error)
{
    struct request reading = side_reading(request);
    if (shape->is_mask)
        reading.reading.binary = "neither 1 (may be seen) nor 0 (may not)";
    enum status status = source_open(&cells->source, path, &reading, pool, error);
    const struct mask *mask = shape->mask;
    const size_t columns = cells->source.matrix.columns;
    const size_t least = mask_place_count(mask, shape->key_count);
    const size_t most = mask->places ? mask->place_count : shape->key_count;
    if (status == STATUS_OK && !(columns >= least && columns <= most))
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s, %s has %zu key%s: it needs a column for each",
                         cells->source.name, columns, text_plural(columns), shape->key_name, most,
                         text_plural(most));
    cells->shape = *shape;
    cells->columns = columns;
    cells->held = cells->first =
        (struct matrix){.precision = request->reading.precision, .columns = shape->key_count};
    return status;
}

/* A row of the file to a row with a cell for each key. A file may leave out the cells of keys that
 * do not exist; they become 0. */
static void copy_row(const struct cells *cells, void *to, const void *from)
{
    const struct mask *mask = cells->shape.mask;
    const size_t size = precision_size(cells->held.precision), keys = cells->shape.key_count;
    const size_t given = cells->columns < keys ? cells->columns : keys;
    if (!mask->places) {
        memcpy(to, from, given * size);
        memset((char *)to + given * size, 0, (keys - given) * size);
        return;
    }
    for (size_t key = 0; key < keys; key++) {
        const size_t place = mask->places[key];
        if (place < cells->columns)
            memcpy((char *)to + key * size, (const char *)from + place * size, size);
        else
            memset((char *)to + key * size, 0, size);
    }
}

/* Appends a row of the file to those that are held. */
static bool append(const struct cells *cells, struct matrix *held, const void *row)
{
    if (!matrix_reserve(held, held->rows + 1))
        return false;
    copy_row(cells, matrix_row(held, held->rows), row);
    held->rows++;
    return true;
}

/* Moves all rows of `from`, which becomes empty, into `held`: without a copy if they are as wide.
 */
static bool take(struct cells *cells, struct matrix *from)
{
    struct matrix *held = &cells->held;
    if (from->columns != held->columns || cells->shape.mask->places) {
        bool have = matrix_reserve(held, from->rows);
        for (size_t row = 0; have && row < from->rows; row++)
            have = append(cells, held, matrix_row(from, row));
        matrix_free(from);
        return have;
    }
    matrix_free(held);
    *held = *from;
    *from = (struct matrix){.precision = held->precision};
    return true;
}

/* Leaves the rows of the queries, of `query_rows` for each of so many heads. */
static void keep_rows(struct matrix *held, const struct source_block *queries, size_t query_rows,
                      size_t heads)
{
    const size_t bytes = held->columns * precision_size(held->precision);
    for (size_t head = 0, kept = 0; head < heads; head++)
        for (size_t i = 0; i < queries->count; i++)
            memmove(matrix_row(held, kept++),
                    matrix_row(held, head * query_rows + source_block_place(queries, i)), bytes);
    held->rows = heads * queries->count;
}

enum status cells_read_all(struct cells *cells, const struct source_block *queries,
                           size_t query_rows, size_t heads, struct error *error)
{
    enum status status = source_read_all(&cells->source, error);
    if (status != STATUS_OK)
        return status;
    if (!take(cells, &cells->source.matrix))
        return error_memory(error, "rows of a mask or bias");
    cells->whole = true;
    const size_t rows = cells->held.rows;
    cells->repeated = rows == 1;
    const bool by_head = rows != query_rows && rows != 1;
    if (by_head && rows != query_rows * heads)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu rows, %s has %zu: it needs one row for all queries, one for "
                         "each, or one for each query of each head",
                         cells->source.name, rows, cells->shape.query_name, query_rows);
    cells->head_stride = by_head ? queries->count : 0;
    if (queries->places && !cells->repeated)
        keep_rows(&cells->held, queries, query_rows, by_head ? heads : 1);
    return STATUS_OK;
}

/* Holds what the queries want of the source's block, and passes over the rest. */
static enum status hold(struct cells *cells, const struct source_block *block,
                        const struct source_block *queries, struct error *error)
{
    bool have = true;
    for (size_t i = 0; i < block->count && have; i++, cells->taken++) {
        const void *row = matrix_row(block->matrix, block->start + i);
        const size_t next = cells->held.rows;
        if (cells->taken == 0)
            have = append(cells, &cells->first, row);
        if (have && next < queries->count && cells->taken == source_block_place(queries, next))
            have = append(cells, &cells->held, row);
    }
    return have ? STATUS_OK : error_memory(error, "rows of a mask or bias");
}

/* Takes rows of the source, `end` in all, or as many as there are, and holds those of the queries.
 */
static enum status advance(struct cells *cells, const struct source_block *queries, size_t end,
                           struct error *error)
{
    struct source_block block = {.count = 1};
    enum status status = STATUS_OK;
    matrix_clear_rows(&cells->held);
    while (status == STATUS_OK && cells->taken < end && block.count > 0) {
        status = source_next(&cells->source, end - cells->taken, &block, error);
        if (status != STATUS_OK)
            return status;
        status = hold(cells, &block, queries, error);
    }
    return status;
}

static enum status too_few(const struct cells *cells, size_t query_rows, const char *or_more,
                           struct error *error)
{
    return error_set(error, STATUS_FAILED,
                     "%s has %zu rows, %s has %zu%s: it needs one row for each query, or one for "
                     "all",
                     cells->source.name, cells->taken, cells->shape.query_name, query_rows,
                     or_more);
}

enum status cells_rows(struct cells *cells, const struct source_block *queries, struct rows *rows,
                       struct error *error)
{
    const size_t count = queries->count,
                 end = count ? source_block_place(queries, count - 1) + 1 : 0;
    enum status status = STATUS_OK;
    if (!cells->whole && !cells->repeated)
        status = advance(cells, queries, end, error);
    if (status != STATUS_OK)
        return status;
    if (!cells->whole && cells->held.rows < count) {
        if (cells->taken != 1)
            return too_few(cells, end, " or more", error);
        cells->repeated = true;
    }
    const struct matrix *from = cells->repeated && !cells->whole ? &cells->first : &cells->held;
    *rows = problem_rows(from);
    if (cells->repeated)
        rows->stride = 0;
    else if (cells->whole)
        rows->data = matrix_row(from, queries->index);
    rows->count = count;
    return STATUS_OK;
}

enum status cells_end(struct cells *cells, size_t query_rows, struct error *error)
{
    static const struct source_block none = {0};
    if (cells->whole || cells->repeated || !cells->source.reader)
        return STATUS_OK;
    enum status status = advance(cells, &none, query_rows + 1, error);
    if (status == STATUS_OK && cells->taken < query_rows && cells->taken != 1)
        return too_few(cells, query_rows, "", error);
    if (status == STATUS_OK && cells->taken > query_rows)
        return error_set(error, STATUS_FAILED,
                         "%s has more rows than %s, which has %zu: it needs one row for each "
                         "query, or one for all",
                         cells->source.name, cells->shape.query_name, query_rows);
    return status;
}

void cells_close(struct cells *cells)
{
    source_close(&cells->source);
    matrix_free(&cells->held);
    matrix_free(&cells->first);
}

/* attn merge: contexts over shards of the keys, each made with --lse, joined into the context over
 * all keys (attention/shards.h says how); or, with --sum, weights and scores over shards of the
 * queries, added. The parts have the same rows and columns, and stream: a few rows of each are in
 * memory at a time.
 *
 * A part's last columns are the log-sum-exps, one per head, called "lse", or "lse 0", "lse 1", ...
 * as context calls them; --lse-last takes the last ones where no name says so. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/column_sums.h"
#include "attention/shards.h"
#include "base/memory.h"
#include "base/text.h"
#include "run/explain_merge.h"
#include "run/name_order.h"
#include "run/output.h"
#include "run/problem.h"
#include "run/source.h"
#include "stages/stages.h"
#include "table/writer.h"

enum { PART_BLOCK = 1 << 17 }; /* bytes read from a part at a time: there may be many */

/* A file that is a part, and its rows at hand. */
struct piece {
    struct source source;
    struct source_block block;
};

/* Why names count. */
static const char by_place[] = "parts are joined by place, so their names have to be the same";

struct run {
    const struct request *request;
    struct request reading; /* the same, as the parts are read */
    struct pool *pool;
    struct piece *pieces;
    size_t count;
    size_t width;   /* columns of a part */
    size_t heads;   /* its log-sum-exps are the last so many of these; 0 with --sum */
    double *rows;   /* a row of each part: count x width */
    double *lse;    /* of one head in each part; then the parts' weights */
    double *result; /* width numbers */
    struct side_inputs sides;
    const double *sinks; /* of each head, or NULL */
    double sink;         /* of all; -infinity: none */
    struct matrix out;
};

/* Whether column `index` is called as the log-sum-exp of head `head` of `heads`. */
static bool is_lse(const struct labels *names, size_t index, size_t head, size_t heads)
{
    char wanted[32];
    size_t length;
    const char *name = labels_get(names, index, &length);
    int expected = snprintf(wanted, sizeof wanted, heads > 1 ? "lse %zu" : "lse", head);
    return length == (size_t)expected && memcmp(name, wanted, length) == 0;
}

/* The heads that the names of the last columns tell; 0: they tell none. */
static size_t named_heads(const struct labels *names)
{
    if (names->count > 1 && is_lse(names, names->count - 1, 0, 1))
        return 1;
    for (size_t heads = 2; heads < names->count; heads++)
        if (is_lse(names, names->count - heads, 0, heads) &&
            is_lse(names, names->count - 1, heads - 1, heads))
            return heads;
    return 0;
}

/* Whether `columns` columns may be the contexts and log-sum-exps of several heads. */
static bool may_have_heads(size_t columns)
{
    for (size_t heads = 2; heads <= columns / 2; heads++)
        if (columns % heads == 0)
            return true;
    return false;
}

/* What to do where no name tells of log-sum-exps. */
static enum status refuse_unnamed(const struct run *run, struct error *error)
{
    const struct source *first = &run->pieces[0].source;
    return error_set(error, STATUS_FAILED, "%s: %s%s", first->name,
                     first->matrix.column_labels.count
                         ? "the last column is not called 'lse', so it may be no log-sum-exp; "
                           "make the parts with context --lse, or say --lse-last"
                         : "without a header no name says that the last column is a log-sum-exp; "
                           "if it is one, say --lse-last",
                     run->request->layer.heads == 1 && may_have_heads(run->width)
                         ? ", and with it --heads=H if they have several heads"
                         : "");
}

/* How many of the last columns are log-sum-exps, and that the others make as many heads. */
static enum status find_lse(struct run *run, struct error *error)
{
    const struct request *request = run->request;
    const struct source *first = &run->pieces[0].source;
    size_t given = request->layer.heads, named = named_heads(&first->matrix.column_labels);
    run->heads = named ? named : given;
    if (!request->merge.lse_last && named == 0)
        return refuse_unnamed(run, error);
    if (given > 1 && run->heads != given)
        return error_set(error, STATUS_FAILED, "%s has the log-sum-exps of %zu head%s, not of %zu",
                         first->name, run->heads, text_plural(run->heads), given);
    if (run->width <= run->heads || (run->width - run->heads) % run->heads != 0)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s: with %zu log-sum-exp%s they do not make %zu head%s",
                         first->name, run->width, text_plural(run->width), run->heads,
                         text_plural(run->heads), run->heads, text_plural(run->heads));
    return STATUS_OK;
}

static enum status open_piece(struct run *run, size_t index, struct error *error)
{
    struct piece *piece = &run->pieces[index];
    const struct source *first = &run->pieces[0].source;
    enum status status = source_open_columns(&piece->source, run->request->files[index],
                                             (struct columns){.features = run->request->columns},
                                             &run->reading, run->pool, error);
    if (status != STATUS_OK || index == 0)
        return status;
    if (piece->source.matrix.columns != first->matrix.columns)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s, %s has %zu: parts are of the same values",
                         first->name, first->matrix.columns, text_plural(first->matrix.columns),
                         piece->source.name, piece->source.matrix.columns);
    return STATUS_OK;
}

/* The columns of all parts have the same names. Those that --lse-last takes may be called anything.
 */
static enum status check_columns(const struct run *run, struct error *error)
{
    const struct source *first = &run->pieces[0].source;
    const struct names expected = {&first->matrix.column_labels, first->name, "column"};
    const size_t count = run->width - (run->request->merge.lse_last ? run->heads : 0);
    enum status status = STATUS_OK;
    for (size_t i = 1; status == STATUS_OK && i < run->count; i++) {
        const struct source *part = &run->pieces[i].source;
        const struct names found = {&part->matrix.column_labels, part->name, "column"};
        for (size_t c = 0; status == STATUS_OK && c < count; c++)
            status = name_order_check_same(expected, c, found, c, c + 1, by_place, error);
    }
    return status;
}

/* All rows of a part, to be told of. */
static enum status hold(struct run *run, struct piece *piece, struct error *error)
{
    struct matrix *rows = &piece->source.matrix;
    enum status status = source_read_all(&piece->source, error);
    if (status == STATUS_OK && rows->dropped)
        status = source_remove(&piece->source, rows->dropped, error);
    if (status != STATUS_OK)
        return status;
    piece->source.next = rows->rows;
    piece->block = (struct source_block){.count = rows->rows, .matrix = rows};
    run->reading.reading.held += matrix_bytes(rows);
    return STATUS_OK;
}

static enum status open_all(struct run *run, struct error *error)
{
    run->count = run->request->file_count;
    run->reading.reading.block = PART_BLOCK;
    run->pool = pool_new(run->request->threads);
    run->pieces = memory_new(run->count, sizeof *run->pieces);
    if (!run->pool || !run->pieces)
        return error_memory(error, "the parts");
    for (size_t i = 0; i < run->count; i++) {
        enum status status = open_piece(run, i, error);
        if (status == STATUS_OK && run->request->explain)
            status = hold(run, &run->pieces[i], error);
        if (status != STATUS_OK)
            return status;
    }
    run->width = run->pieces[0].source.matrix.columns;
    enum status status = run->request->merge.sum ? STATUS_OK : find_lse(run, error);
    if (status == STATUS_OK)
        status = check_columns(run, error);
    if (status == STATUS_OK)
        status = side_inputs_read(&run->sides, run->request, run->pool, error);
    if (status == STATUS_OK)
        status =
            problem_head_numbers(run->heads, &run->request->sinks, &run->sides.files[SIDE_SINKS],
                                 false, &run->sinks, &run->sink, error);
    if (status != STATUS_OK)
        return status;
    bool shows_lse = run->request->lse || run->request->merge.sum || run->request->explain;
    run->out = (struct matrix){.precision = run->request->reading.precision,
                               .columns = run->width - (shows_lse ? 0 : run->heads)};
    run->rows = memory_new_rows(run->count, run->width, sizeof *run->rows);
    run->lse = memory_new(run->count, sizeof *run->lse);
    run->result = memory_new(run->width, sizeof *run->result);
    return run->rows && run->lse && run->result ? STATUS_OK : error_memory(error, "the parts");
}

/* A row has the same name in all parts. */
static enum status check_names(const struct run *run, size_t row, struct error *error)
{
    const struct piece *first = &run->pieces[0];
    const struct names expected = {&first->block.matrix->row_labels, first->source.name, "row"};
    const size_t number = first->source.next - first->block.count + row + 1;
    enum status status = STATUS_OK;
    for (size_t i = 1; status == STATUS_OK && i < run->count; i++) {
        const struct piece *piece = &run->pieces[i];
        const struct names found = {&piece->block.matrix->row_labels, piece->source.name, "row"};
        status = name_order_check_same(expected, first->block.start + row, found,
                                       piece->block.start + row, number, by_place, error);
    }
    return status;
}

/* The same row of each part, one below the other, into run->rows. */
static void gather(struct run *run, size_t row)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct source_block *block = &run->pieces[i].block;
        const void *from = matrix_row(block->matrix, block->start + row);
        for (size_t c = 0; c < run->width; c++)
            run->rows[i * run->width + c] = precision_get(from, block->matrix->precision, c);
    }
}

static struct shard_denominator denominator_of(const struct run *run, size_t head)
{
    return (struct shard_denominator){.base_two = run->request->lse_base == BASE_TWO,
                                      .sink = run->sinks ? run->sinks[head] : run->sink};
}

/* The gathered row joined into run->result, head by head. */
static void join(struct run *run)
{
    size_t width = (run->width - run->heads) / run->heads;
    for (size_t head = 0; head < run->heads; head++) {
        for (size_t i = 0; i < run->count; i++)
            run->lse[i] = run->rows[(i + 1) * run->width - run->heads + head];
        double sum;
        run->result[run->width - run->heads + head] =
            shards_weigh(denominator_of(run, head), run->count, run->lse, &sum);
        shards_join(run->count, run->lse, sum, run->rows + head * width, run->width, width,
                    run->result + head * width);
    }
}

/* The gathered row added up into run->result. */
static enum status add(struct run *run, struct error *error)
{
    struct rows rows = {run->rows, run->count, run->width, run->width};
    struct column_sums *sums = column_sums_new(PRECISION_DOUBLE, run->width);
    if (!sums)
        return error_memory(error, "the sums");
    column_sums_add(sums, &rows, NULL, run->pool);
    column_sums_get(sums, run->result);
    column_sums_free(sums);
    return STATUS_OK;
}

/* The next rows of every part that lacks some; how many all of them have. */
static enum status fill(struct run *run, size_t *rows, struct error *error)
{
    *rows = SIZE_MAX;
    for (size_t i = 0; i < run->count; i++) {
        struct piece *piece = &run->pieces[i];
        enum status status = piece->block.count
                                 ? STATUS_OK
                                 : source_next(&piece->source, 1024, &piece->block, error);
        if (status != STATUS_OK)
            return status;
        if (piece->block.count < *rows)
            *rows = piece->block.count;
    }
    return STATUS_OK;
}

/* At the end of one part: it has to be the end of all. */
static enum status check_rows(const struct run *run, struct error *error)
{
    const struct piece *shorter = &run->pieces[0], *longer = NULL;
    for (size_t i = 0; i < run->count; i++)
        if (run->pieces[i].block.count)
            longer = &run->pieces[i];
        else
            shorter = &run->pieces[i];
    if (!longer)
        return STATUS_OK;
    return error_set(error, STATUS_FAILED,
                     "%s has %zu row%s, %s has more: parts are of the same queries",
                     shorter->source.name, shorter->source.next, text_plural(shorter->source.next),
                     longer->source.name);
}

/* `rows` rows of every part into run->out. */
static enum status merge_rows(struct run *run, size_t rows, struct error *error)
{
    const struct source_block *first = &run->pieces[0].block;
    labels_clear(&run->out.row_labels);
    if (!matrix_reserve(&run->out, rows))
        return error_memory(error, "a block of output");
    run->out.rows = rows;
    for (size_t row = 0; row < rows; row++) {
        gather(run, row);
        enum status status = check_names(run, row, error);
        if (status == STATUS_OK && run->request->merge.sum)
            status = add(run, error);
        if (status != STATUS_OK)
            return status;
        if (!run->request->merge.sum)
            join(run);
        for (size_t c = 0; c < run->out.columns; c++)
            precision_put(matrix_row(&run->out, row), run->out.precision, c, run->result[c]);
        if (!labels_add_from(&run->out.row_labels, &first->matrix->row_labels, first->start + row))
            return error_memory(error, "row labels");
    }
    for (size_t i = 0; i < run->count; i++) {
        run->pieces[i].block.start += rows;
        run->pieces[i].block.count -= rows;
    }
    return STATUS_OK;
}

/* The names of the columns, which last as long as the run: a table has them until its first rows.
 */
static enum status name_columns(struct run *run, struct error *error)
{
    const struct labels *names = &run->pieces[0].source.matrix.column_labels;
    for (size_t c = 0; c < run->out.columns; c++)
        if (!labels_add_from(&run->out.column_labels, names, c))
            return error_memory(error, "column labels");
    return STATUS_OK;
}

static enum status write_header(struct run *run, struct output_writer *writer, struct error *error)
{
    enum status status = name_columns(run, error);
    if (status != STATUS_OK)
        return status;
    return output_writer_header(writer, &run->out.column_labels, run->out.columns,
                                run->request->lse ? run->heads : 0,
                                run->pieces[0].source.matrix.row_labels.count > 0, error);
}

static enum status write_all(struct run *run, struct output_writer *writer, struct error *error)
{
    enum status status = write_header(run, writer, error);
    while (status == STATUS_OK) {
        size_t rows;
        status = fill(run, &rows, error);
        if (status != STATUS_OK || rows == 0)
            break;
        status = merge_rows(run, rows, error);
        if (status == STATUS_OK)
            status = output_writer_rows(writer, &run->out, error);
    }
    return status == STATUS_OK ? check_rows(run, error) : status;
}

/* All rows of every part at a time, and how they are merged. */
static enum status explain(struct run *run, struct error *error)
{
    const struct matrix **parts = memory_new(run->count, sizeof *parts);
    const char **names = memory_new(run->count, sizeof *names);
    struct shard_denominator *denominators = memory_new(run->heads + 1, sizeof *denominators);
    enum status status =
        parts && names && denominators ? STATUS_OK : error_memory(error, "the parts");
    size_t rows = SIZE_MAX;
    for (size_t i = 0; status == STATUS_OK && i < run->count; i++) {
        parts[i] = &run->pieces[i].source.matrix;
        names[i] = run->pieces[i].source.name;
        rows = min_size(rows, parts[i]->rows);
    }
    for (size_t head = 0; status == STATUS_OK && head < run->heads; head++)
        denominators[head] = denominator_of(run, head);
    if (status == STATUS_OK)
        status = merge_rows(run, rows, error);
    if (status == STATUS_OK)
        status = check_rows(run, error);
    if (status == STATUS_OK)
        status = name_columns(run, error);
    if (status == STATUS_OK)
        status = explain_merge(
            &(struct merged){.request = run->request,
                             .parts = parts,
                             .names = names,
                             .count = run->count,
                             .heads = run->heads,
                             .denominators = denominators,
                             .result = &run->out,
                             .columns = run->width - (run->request->lse ? 0 : run->heads)},
            error);
    free(parts);
    free(names);
    free(denominators);
    return status;
}

static enum status write(struct run *run, struct error *error)
{
    struct output_writer *writer;
    enum status status = output_writer_open(&writer, run->request, run->pool, error);
    return status == STATUS_OK ? output_writer_close(writer, write_all(run, writer, error), error)
                               : status;
}

enum status stage_merge(const struct request *request, struct error *error)
{
    struct run run = {.request = request, .reading = *request, .sink = -INFINITY};
    enum status status = open_all(&run, error);
    if (status == STATUS_OK)
        status = request->explain ? explain(&run, error) : write(&run, error);
    for (size_t i = 0; run.pieces && i < run.count; i++)
        source_close(&run.pieces[i].source);
    side_inputs_close(&run.sides);
    free(run.pieces);
    free(run.rows);
    free(run.lse);
    free(run.result);
    matrix_free(&run.out);
    pool_free(run.pool);
    return status;
}

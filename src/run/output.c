/* Products to CSV; see output.h. */
#include "run/output.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ranks.h"
#include "run/context_labels.h"
#include "run/explain.h"
#include "run/listings.h"
#include "run/table_output.h"
#include "table/cell.h"
#include "table/writer.h"

struct output_writer {
    const struct request *request;
    struct writer *writer;      /* CSV, */
    struct table_output *table; /* or a table; the other is NULL */
    const struct reader *before;
    struct labels names; /* of the columns behind the queries' own, with --append */
};

enum status output_writer_open(struct output_writer **writer, const struct request *request,
                               struct pool *pool, struct error *error)
{
    *writer = NULL;
    struct output_writer *new = memory_new(1, sizeof *new);
    if (!new)
        return error_memory(error, "the output");
    new->request = request;
    struct writer_options writing = request->writing;
    writing.pool = pool;
    enum status status = listings_for_people(request)
                             ? table_output_open(&new->table, request, error)
                             : writer_open(&new->writer, request->output, &writing, error);
    if (status == STATUS_OK)
        *writer = new;
    else
        free(new);
    return status;
}

enum status output_writer_rows(struct output_writer *writer, const struct matrix *block,
                               struct error *error)
{
    return writer->table ? table_output_rows(writer->table, block, error)
                         : writer_rows(writer->writer, block, error);
}

enum status output_writer_pass(struct output_writer *writer, struct error *error)
{
    return writer_pass(writer->writer, error);
}

enum status output_writer_take(struct output_writer *writer, size_t rank, struct error *error)
{
    return writer_take(writer->writer, rank, error);
}

enum status output_writer_close(struct output_writer *writer, enum status status,
                                struct error *error)
{
    status = writer->table ? table_output_close(writer->table, status, error)
                           : writer_close(writer->writer, status, error);
    labels_free(&writer->names);
    free(writer);
    return status;
}

/* Names columns that have none as R does: V1, V2, ...; the last `lse_count` are those of --lse. */
static enum status name_columns(struct labels *labels, size_t count, size_t lse_count,
                                struct error *error)
{
    char name[32];
    for (size_t i = 1; i <= count - lse_count; i++)
        if (!labels_add(labels, name, (size_t)snprintf(name, sizeof name, "V%zu", i)))
            return error_memory(error, "column labels");
    return context_lse_labels(labels, lse_count, error);
}

static enum cell kind_of(const struct labels *names, size_t index)
{
    size_t length;
    double number;
    const char *name = labels_get(names, index, &length);
    const struct cell_rules rules = {.precision = PRECISION_DOUBLE};
    return cell_read(name, length, &rules, &number);
}

/* Whether the next reader would take a header of these names for a row of data or a mistake: one
 * that is no word stands among words, or is nearly a number, or all are numbers or missing values
 * and no rows with labels follow. */
static bool misleads(const struct labels *names, bool row_labels)
{
    size_t words = 0, near = 0;
    for (size_t i = 0; i < names->count; i++) {
        enum cell cell = kind_of(names, i);
        words += cell == CELL_NAME;
        near += cell == CELL_NEAR;
    }
    return words < names->count && (words || near || !row_labels);
}

/* Adds the name `index` with an X before it. */
static bool add_prefixed(struct labels *labels, const struct labels *names, size_t index)
{
    size_t length;
    const char *name = labels_get(names, index, &length);
    char *prefixed = memory_new(length + 1, 1);
    if (!prefixed)
        return false;
    *prefixed = 'X';
    memcpy(prefixed + 1, name, length);
    bool added = labels_add(labels, prefixed, length + 1);
    free(prefixed);
    return added;
}

/* Names that are no words get an X, as R's make.names gives them. */
static enum status prefix_names(struct labels *labels, const struct labels *names,
                                struct error *error)
{
    bool added = true;
    for (size_t i = 0; i < names->count && added; i++) {
        size_t length;
        const char *name = labels_get(names, i, &length);
        added = kind_of(names, i) == CELL_NAME ? labels_add(labels, name, length)
                                               : add_prefixed(labels, names, i);
    }
    return added ? STATUS_OK : error_memory(error, "column labels");
}

/* The header of CSV. */
static enum status write_header(struct writer *writer, const struct labels *names, size_t width,
                                size_t lse_count, bool row_labels, struct error *error)
{
    struct labels made_up = {0};
    enum status status = STATUS_OK;
    if (row_labels && names->count == 0) {
        status = name_columns(&made_up, width, lse_count, error);
        names = &made_up;
    } else if (misleads(names, row_labels)) {
        status = prefix_names(&made_up, names, error);
        names = &made_up;
    }
    if (status == STATUS_OK)
        status = writer_header(writer, names, row_labels, error);
    labels_free(&made_up);
    return status;
}

bool output_add_name(struct labels *names, const char *name, size_t length,
                     const struct labels *header, const struct request *request)
{
    const char *ending = request->as ? request->as : request->stage->name;
    const size_t more = strlen(ending) + 1;
    if (!labels_hold(header, name, length) && !labels_hold(names, name, length))
        return labels_add(names, name, length);
    char *longer = memory_new(length + more + 1, 1);
    if (!longer)
        return false;
    memcpy(longer, name, length);
    longer[length] = '_';
    memcpy(longer + length + 1, ending, more - 1);
    bool added = output_add_name(names, longer, length + more, header, request);
    free(longer);
    return added;
}

void output_writer_append(struct output_writer *writer, const struct reader *before)
{
    writer->before = before;
    if (writer->table && before)
        table_output_append(writer->table, reader_header(before));
}

/* The header of the queries, and behind it the names. */
static enum status append_header(struct output_writer *writer, const struct labels *names,
                                 size_t width, size_t lse_count, struct error *error)
{
    struct labels made_up = {0}, words = {0}, *all = &writer->names;
    const struct labels *header = reader_header(writer->before);
    enum status status = STATUS_OK;
    if (!header->count)
        return STATUS_OK;
    if (names->count == 0) {
        status = name_columns(&made_up, width, lse_count, error);
        names = &made_up;
    }
    if (status == STATUS_OK)
        status = prefix_names(&words, names, error);
    for (size_t i = 0; status == STATUS_OK && i < words.count; i++) {
        size_t length;
        const char *name = labels_get(&words, i, &length);
        if (!output_add_name(all, name, length, header, writer->request))
            status = error_memory(error, "column labels");
    }
    size_t length;
    const char *text = reader_header_row(writer->before, &length);
    if (status == STATUS_OK && writer->table)
        table_output_header(writer->table, all);
    else if (status == STATUS_OK)
        status = writer_header_after(writer->writer, text, length, all, error);
    labels_free(&made_up);
    labels_free(&words);
    return status;
}

enum status output_writer_header(struct output_writer *writer, const struct labels *names,
                                 size_t width, size_t lse_count, bool row_labels,
                                 struct error *error)
{
    if (writer->before)
        return append_header(writer, names, width, lse_count, error);
    if (!writer->table)
        return write_header(writer->writer, names, width, lse_count, row_labels, error);
    table_output_header(writer->table, names);
    return STATUS_OK;
}

static enum status next_block(struct pipeline *pipeline, const struct matrix **block,
                              struct error *error)
{
    enum status status = pipeline_next(pipeline, block, error);
    return status == STATUS_OK ? pipeline_restore(pipeline, block, error) : status;
}

/* The rows of a block; on another rank than the first they go there as text. */
static enum status write_block(const struct pipeline *pipeline, struct output_writer *writer,
                               const struct matrix *block, struct error *error)
{
    if (pipeline->rows->owner != ranks_own())
        return output_writer_take(writer, pipeline->rows->owner, error);
    enum status status = output_writer_rows(writer, block, error);
    return status == STATUS_OK && ranks_own() > 0 ? output_writer_pass(writer, error) : status;
}

/* Header and rows of a pipeline that is open. */
static enum status write_all(struct pipeline *pipeline, struct output_writer *writer,
                             struct error *error)
{
    const struct matrix *block;
    enum status status = next_block(pipeline, &block, error);
    if (status != STATUS_OK)
        return status;
    if (pipeline->job.request->append)
        output_writer_append(writer, pipeline->job.inputs.rows.reader);
    status = output_writer_header(writer, pipeline->job.columns, pipeline->job.width,
                                  pipeline->job.lse_width, block->row_labels.count > 0, error);
    while (status == STATUS_OK && block->rows > 0) {
        status = write_block(pipeline, writer, block, error);
        if (status != STATUS_OK)
            return status;
        status = next_block(pipeline, &block, error);
    }
    return status;
}

enum status output_product(const struct request *request, enum product product, struct error *error)
{
    if (request->explain)
        return explain_product(request, product, error);
    struct pipeline pipeline;
    struct output_writer *writer;
    enum status status = pipeline_open(&pipeline, request, product, false, error);
    if (status == STATUS_OK)
        status = output_writer_open(&writer, request, pipeline.job.pool, error);
    pipeline.job.passes_text = true;
    if (status == STATUS_OK)
        status = output_writer_close(writer, write_all(&pipeline, writer, error), error);
    if (status == STATUS_OK)
        pipeline_report(&pipeline);
    pipeline_close(&pipeline);
    return status;
}

enum status output_row(const struct request *request, const struct matrix *row,
                       const struct labels *labels, const struct reader *before, struct pool *pool,
                       struct error *error)
{
    struct output_writer *writer;
    enum status status = output_writer_open(&writer, request, pool, error);
    if (status != STATUS_OK)
        return status;
    output_writer_append(writer, before);
    status = output_writer_header(writer, labels, row->columns, 0, false, error);
    if (status == STATUS_OK)
        status = output_writer_rows(writer, row, error);
    return output_writer_close(writer, status, error);
}

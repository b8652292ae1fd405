/* Products to CSV; see output.h. */
#include "command/output.h"

#include "table/writer.h"

static enum status open_output(struct writer **writer, const struct options *options,
                               struct pool *pool, struct error *error)
{
    struct writer_options writing = {.delimiter = options->output_delimiter,
                                     .digits = options->digits,
                                     .plain = options->plain,
                                     .pool = pool};
    return writer_open(writer, options->output, &writing, error);
}

/* Ends the writing: what was written stands only if all went well. */
static enum status close_output(struct writer *writer, enum status status, struct error *error)
{
    if (status == STATUS_OK)
        return writer_close(writer, error);
    writer_abandon(writer);
    return status;
}

/* Header and rows of a pipeline that is open. */
static enum status write_all(struct pipeline *pipeline, struct writer *writer, struct error *error)
{
    const struct matrix *block;
    enum status status = pipeline_next(pipeline, &block, error);
    if (status == STATUS_OK)
        status =
            writer_header(writer, pipeline_labels(pipeline), block->row_labels.count > 0, error);
    while (status == STATUS_OK && block->rows > 0) {
        status = writer_rows(writer, block, error);
        if (status == STATUS_OK)
            status = pipeline_next(pipeline, &block, error);
    }
    return status;
}

enum status output_product(const struct options *options, enum product product, struct error *error)
{
    struct pipeline *pipeline;
    struct writer *writer;
    enum status status = pipeline_open(&pipeline, options, product, false, error);
    if (status != STATUS_OK)
        return status;
    status = open_output(&writer, options, pipeline_pool(pipeline), error);
    if (status == STATUS_OK)
        status = close_output(writer, write_all(pipeline, writer, error), error);
    if (status == STATUS_OK)
        pipeline_report(pipeline);
    pipeline_close(pipeline);
    return status;
}

enum status output_row(const struct options *options, const struct matrix *row,
                       const struct labels *labels, struct pool *pool, struct error *error)
{
    struct writer *writer;
    enum status status = open_output(&writer, options, pool, error);
    if (status != STATUS_OK)
        return status;
    status = writer_header(writer, labels, false, error);
    if (status == STATUS_OK)
        status = writer_rows(writer, row, error);
    return close_output(writer, status, error);
}

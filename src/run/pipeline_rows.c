/* What goes with each query on its way through the pipeline, and what goes with its context. */
#include <string.h>

#include "base/memory.h"
#include "run/pipeline_state.h"
#include "run/problem.h"

enum status pipeline_open_cells(struct pipeline *pipeline, struct error *error)
{
    const struct options *options = pipeline->options;
    const struct inputs *inputs = &pipeline->inputs;
    const struct matrix *rows = &inputs->rows.matrix;
    struct options reading = *options;
    size_t keys = pipeline->fused ? inputs_keys(inputs)->rows : rows->columns;
    const char *name = pipeline->fused ? inputs_keys_name(inputs) : inputs->rows.name;
    const char *paths[] = {options->mask, options->bias};
    struct cells *cells[] = {&pipeline->mask, &pipeline->bias};
    enum status status = STATUS_OK;
    for (int i = 0; i < 2 && status == STATUS_OK; i++) {
        if (!paths[i])
            continue;
        if (options->heads > 1) /* they are read whole */
            reading.reading.held = inputs_bytes(inputs) + matrix_bytes(&pipeline->mask.held);
        status =
            cells_open(cells[i], paths[i], i == 0, &reading, keys, name, pipeline->pool, error);
        if (status == STATUS_OK && options->heads > 1)
            status = cells_read_all(cells[i], options,
                                    pipeline->fused ? rows->rows : rows->rows / options->heads,
                                    inputs->rows.name, error);
    }
    return status;
}

enum status pipeline_block(struct pipeline *pipeline, const struct source_block *queries,
                           struct query_block *block, struct error *error)
{
    const struct options *options = pipeline->options;
    const char *name = pipeline->inputs.rows.name;
    size_t first = queries->first, count = queries->count;
    struct rows rows = {.count = count};
    if (queries->matrix) {
        rows = problem_rows(queries->matrix);
        rows.data = matrix_row(queries->matrix, queries->start);
        rows.count = count;
    }
    *block = (struct query_block){
        .first = first,
        .queries = rows,
        .alibi_slope = options->alibi_slope,
        .allowed_apart = pipeline->mask.apart,
        .bias_apart = pipeline->bias.apart,
    };
    enum status status = STATUS_OK;
    if (options->mask)
        status = cells_rows(&pipeline->mask, first, count, name, &block->allowed, error);
    if (status == STATUS_OK && options->bias)
        status = cells_rows(&pipeline->bias, first, count, name, &block->bias, error);
    if (status == STATUS_OK && options->group)
        status = groups_find(&pipeline->groups, &queries->matrix->groups, queries->start, count,
                             &block->groups, error);
    return status;
}

enum status pipeline_end(struct pipeline *pipeline, size_t query_count, struct error *error)
{
    const char *name = pipeline->inputs.rows.name;
    enum status status = cells_end(&pipeline->mask, query_count, name, error);
    return status == STATUS_OK ? cells_end(&pipeline->bias, query_count, name, error) : status;
}

size_t pipeline_lse_width(const struct pipeline *pipeline)
{
    return pipeline->options->lse ? pipeline->heads : 0;
}

/* Room for `rows` rows of one part. */
static enum status reserve_part(struct pipeline *pipeline, struct matrix *part, size_t rows,
                                size_t columns, struct error *error)
{
    part->precision = pipeline->options->reading.precision;
    part->columns = columns;
    part->rows = rows;
    return matrix_reserve(part, rows) ? STATUS_OK : error_memory(error, "a block of output");
}

enum status pipeline_context_lse(struct pipeline *pipeline, const struct query_block *block,
                                 struct error *error)
{
    struct matrix *context = &pipeline->parts[0], *lse = &pipeline->parts[1];
    size_t rows = block->queries.count, heads = pipeline_lse_width(pipeline);
    size_t width = pipeline_width(pipeline) - heads;
    enum status status = reserve_part(pipeline, context, rows, width, error);
    if (status == STATUS_OK)
        status = reserve_part(pipeline, lse, rows, heads, error);
    if (status == STATUS_OK)
        status = pipeline->options->one_head
                     ? layer_head_context(pipeline->plan, block, pipeline->first_head,
                                          context->data, lse->data, error)
                     : layer_context(pipeline->plan, block, context->data, lse->data, error);
    size_t size = precision_size(context->precision);
    for (size_t row = 0; status == STATUS_OK && row < rows; row++) {
        char *to = matrix_row(&pipeline->block, row);
        memcpy(to, matrix_row(context, row), width * size);
        memcpy(to + width * size, matrix_row(lse, row), heads * size);
    }
    return status;
}

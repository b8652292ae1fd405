/* Products that come from the whole matrix: normalised down columns or over all cells, or
 * ready-made heads, which stand one after another. */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "run/pipeline_state.h"
#include "run/problem.h"
#include "run/source.h"

bool pipeline_needs_all(const struct pipeline *pipeline)
{
    const struct options *options = pipeline->options;
    bool axis = pipeline->product != PRODUCT_SCORES && options->axis != AXIS_ROW;
    return axis || (!pipeline->fused && (options->offset_end || options->heads > 1));
}

/* Rows of each head in `all`. */
static size_t rows_a_head(const struct pipeline *pipeline)
{
    return pipeline->all->rows / pipeline->heads;
}

/* Room for the scores of all queries and heads, refused beforehand where they would take too
 * much. */
static enum status reserve_scores(struct pipeline *pipeline, size_t query_count,
                                  struct error *error)
{
    struct matrix *scores = &pipeline->scores;
    size_t limit = pipeline->options->reading.max_memory, rows, bytes;
    scores->precision = pipeline->options->reading.precision;
    scores->columns = inputs_keys(&pipeline->inputs)->rows;
    if (!size_multiply(query_count, pipeline->heads, &rows) ||
        !size_multiply(rows, scores->columns, &bytes) ||
        !size_multiply(bytes, precision_size(scores->precision), &bytes))
        return error_set(error, STATUS_FAILED,
                         "--axis needs the whole matrix, %zu x %zu: too large", query_count,
                         scores->columns);
    if (limit && bytes > limit)
        return error_set(error, STATUS_FAILED,
                         "--axis needs the whole matrix, %zu x %zu: %zu bytes; --max-memory allows "
                         "%zu",
                         rows, scores->columns, bytes, limit);
    if (!matrix_reserve(scores, rows))
        return error_memory(error, "the whole matrix that --axis needs");
    scores->rows = rows;
    return STATUS_OK;
}

/* The scores of all queries, head after head. */
static enum status make_scores(struct pipeline *pipeline, struct error *error)
{
    const struct matrix *queries = &pipeline->inputs.rows.matrix;
    enum status status = reserve_scores(pipeline, queries->rows, error);
    for (size_t h = 0; status == STATUS_OK && h < pipeline->heads; h++) {
        pipeline->head = h;
        const struct source_block all = {.count = queries->rows, .matrix = queries};
        status = pipeline_compute(pipeline, PRODUCT_SCORES, &all,
                                  matrix_row(&pipeline->scores, h * queries->rows), error);
        if (status == STATUS_OK)
            status = pipeline_labels_add(&pipeline->scores, queries, 0, queries->rows, error);
    }
    return status;
}

/* The stage's own operand, all rows: equally many for each head. */
static enum status read_rows(struct pipeline *pipeline, struct error *error)
{
    struct source *rows = &pipeline->inputs.rows;
    enum status status = source_read_all(rows, error);
    if (status == STATUS_OK && rows->matrix.dropped)
        source_remove(rows, rows->matrix.dropped);
    if (status == STATUS_OK && rows->matrix.rows == 0)
        return source_none_left(rows, error);
    if (status == STATUS_OK && rows->matrix.rows % pipeline->heads != 0)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu row%s: they do not divide into %zu equal heads", rows->name,
                         rows->matrix.rows, text_plural(rows->matrix.rows), pipeline->heads);
    return status;
}

/* Each head's scores to its distribution; ready-made scores that stay scores are finished only. */
static enum status normalize_all(struct pipeline *pipeline, struct error *error)
{
    const struct options *options = pipeline->options;
    struct matrix *all = pipeline->all, no_values = {.precision = all->precision};
    size_t count = rows_a_head(pipeline);
    struct attention problem = pipeline->fused
                                   ? problem_finished(options, all->columns)
                                   : problem_ready(options, all->columns, &no_values, count);
    struct attention_plan *plan;
    enum status status =
        attention_plan_new(&plan, &problem, options->kernel, pipeline->pool, error);
    struct query_block queries = {.queries = {.count = count}};
    const struct source_block ready = {.count = count};
    if (status == STATUS_OK && !pipeline->fused)
        status = pipeline_block(pipeline, &ready, &queries, error);
    for (size_t h = 0; status == STATUS_OK && h < pipeline->heads; h++) {
        void *rows = matrix_row(all, h * count);
        struct query_block block =
            pipeline->fused ? queries : layer_head_block(&pipeline->layer, &queries, h);
        if (pipeline->product == PRODUCT_SCORES)
            attention_finish(plan, &block, rows);
        else
            status =
                attention_normalize_matrix(plan, (enum axis)options->axis, &block, rows, error);
    }
    attention_plan_free(plan);
    return status == STATUS_OK ? pipeline_end(pipeline, count, error) : status;
}

enum status pipeline_make_all(struct pipeline *pipeline, struct error *error)
{
    enum status status =
        pipeline->fused ? make_scores(pipeline, error) : read_rows(pipeline, error);
    if (status == STATUS_OK && !pipeline->fused && pipeline->options->heads > 1)
        status = pipeline_open_cells(pipeline, error);
    pipeline->all = pipeline->fused ? &pipeline->scores : &pipeline->inputs.rows.matrix;
    bool scores = pipeline->fused || pipeline->options->stage->own_steps & STEP_NORMALIZE;
    return status == STATUS_OK && scores ? normalize_all(pipeline, error) : status;
}

/* Values mixed by the next queries' rows of every head. */
static enum status mix(struct pipeline *pipeline, size_t count, struct error *error)
{
    struct rows distribution = problem_rows(pipeline->all);
    distribution.data = matrix_row(pipeline->all, pipeline->next);
    distribution.count = count;
    if (count == 0)
        return STATUS_OK;
    if (!pipeline->options->one_head)
        return layer_mix(pipeline->plan, &distribution, rows_a_head(pipeline), pipeline->block.data,
                         error);
    attention_mix(layer_core(pipeline->plan, pipeline->first_head), &distribution,
                  pipeline->block.data);
    return STATUS_OK;
}

enum status pipeline_next_of_all(struct pipeline *pipeline, struct error *error)
{
    const struct matrix *all = pipeline->all;
    size_t rows = rows_a_head(pipeline), next = pipeline->next;
    bool context = pipeline->product == PRODUCT_CONTEXT;
    /* A block lies within one head. */
    size_t left = next < (context ? rows : all->rows) ? rows - next % rows : 0;
    size_t count = left < pipeline->block_rows ? left : pipeline->block_rows;
    pipeline->head = next / rows;
    enum status status = pipeline_reserve(pipeline, count, pipeline_width(pipeline), error);
    if (status == STATUS_OK && context)
        status = mix(pipeline, count, error);
    else if (status == STATUS_OK && count > 0)
        memcpy(pipeline->block.data, matrix_row(all, next),
               count * all->columns * precision_size(all->precision));
    pipeline->next += count;
    return status == STATUS_OK ? pipeline_labels_add(&pipeline->block, all, next, count, error)
                               : status;
}

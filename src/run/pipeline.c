/* The stream of row blocks that the stages share; see pipeline.h. */
#include "run/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/text.h"
#include "command/heads.h"
#include "run/pipeline_state.h"
#include "run/problem.h"
#include "table/output.h"

enum {
    BLOCK_BYTES = 8 << 20, /* about what a block of output may take */
    PLAIN_ROWS = 1024,     /* rows a block where no arithmetic has a wish */
    /* Numbers a block at least, read or written, where it has few columns: so that what a block
     * costs besides does not show. Without and with arithmetic, which has its own costs. */
    PLAIN_NUMBERS = 1 << 17,
    FUSED_NUMBERS = 1 << 14,
};

double pipeline_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

const struct labels *pipeline_labels(const struct pipeline *pipeline)
{
    if (pipeline->product == PRODUCT_CONTEXT)
        return &pipeline->columns;
    if (pipeline->fused)
        return &inputs_keys(&pipeline->inputs)->row_labels;
    return &pipeline->inputs.rows.matrix.column_labels;
}

size_t pipeline_width(const struct pipeline *pipeline)
{
    if (pipeline->product == PRODUCT_CONTEXT)
        return pipeline_lse_width(pipeline) + (pipeline->options->one_head
                                                   ? pipeline->shape.value_width
                                                   : pipeline->shape.context_width);
    if (pipeline->fused)
        return inputs_keys(&pipeline->inputs)->rows;
    return pipeline->inputs.rows.matrix.columns;
}

const struct matrix *pipeline_values(const struct pipeline *pipeline)
{
    return inputs_values(&pipeline->inputs);
}

const char *pipeline_values_name(const struct pipeline *pipeline)
{
    return inputs_values_name(&pipeline->inputs);
}

const struct side_inputs *pipeline_sides(const struct pipeline *pipeline)
{
    return &pipeline->sides;
}

size_t pipeline_heads(const struct pipeline *pipeline)
{
    return pipeline->heads;
}

size_t pipeline_head(const struct pipeline *pipeline)
{
    return pipeline->head;
}

struct pool *pipeline_pool(const struct pipeline *pipeline)
{
    return pipeline->pool;
}

/* Rows of few columns that make a block worth its while, well within the memory allowed. */
static size_t least_block_rows(const struct pipeline *pipeline, size_t columns)
{
    const struct reader_options *reading = &pipeline->options->reading;
    size_t numbers = pipeline->plan ? FUSED_NUMBERS : PLAIN_NUMBERS;
    size_t allowed = reading->max_memory / precision_size(reading->precision) / 8;
    if (reading->max_memory && numbers > allowed)
        numbers = allowed;
    return numbers / columns;
}

/* Rows a block: what the arithmetic likes, but no more than BLOCK_BYTES of the widest rows. */
static size_t choose_block_rows(const struct pipeline *pipeline)
{
    const size_t width = pipeline_width(pipeline), read = pipeline->inputs.rows.matrix.columns;
    size_t row = width * precision_size(pipeline->options->reading.precision);
    size_t fitting = BLOCK_BYTES / row;
    size_t liked =
        pipeline->plan ? attention_block_rows(layer_core(pipeline->plan, 0)) : PLAIN_ROWS;
    size_t least = least_block_rows(pipeline, width > read ? width : read);
    if (liked < least)
        liked = least;
    size_t rows = liked < fitting ? liked : fitting;
    return rows ? rows : 1;
}

enum status pipeline_reserve(struct pipeline *pipeline, size_t rows, size_t columns,
                             struct error *error)
{
    struct matrix *block = &pipeline->block;
    if (block->columns != columns) {
        matrix_free(block);
        block->columns = columns;
    }
    block->precision = pipeline->options->reading.precision;
    if (!matrix_reserve(block, rows))
        return error_memory(error, "a block of output");
    block->rows = rows;
    labels_clear(&block->row_labels);
    return STATUS_OK;
}

enum status pipeline_labels_add(struct matrix *block, const struct matrix *from, size_t start,
                                size_t count, struct error *error)
{
    for (size_t row = start; from->row_labels.count && row < start + count; row++) {
        size_t length;
        const char *label = labels_get(&from->row_labels, row, &length);
        if (!labels_add(&block->row_labels, label, length))
            return error_memory(error, "row labels");
    }
    return STATUS_OK;
}

enum status pipeline_compute(struct pipeline *pipeline, enum product product,
                             const struct source_block *queries, void *out, struct error *error)
{
    struct query_block block;
    struct layer_plan *plan = pipeline->plan;
    size_t head = pipeline->first_head + pipeline->head;
    enum status status = pipeline_block(pipeline, queries, &block, error);
    if (status != STATUS_OK)
        return status;
    double start = pipeline_seconds();
    status = product == PRODUCT_SCORES    ? layer_scores(plan, &block, head, out, error)
             : pipeline->options->lse     ? pipeline_context_lse(pipeline, &block, error)
             : product != PRODUCT_CONTEXT ? layer_distribution(plan, &block, head, out, error)
             : pipeline->options->one_head
                 ? layer_head_context(plan, &block, head, out, NULL, error)
                 : layer_context(plan, &block, out, NULL, error);
    pipeline->arithmetic += pipeline_seconds() - start;
    return status;
}

/* Every query has its given position, no more and no less. */
static enum status check_positions(const struct pipeline *pipeline, size_t query_count,
                                   struct error *error)
{
    const struct side *positions = &pipeline->sides.positions;
    if (side_given(positions) && positions->matrix.columns != query_count)
        return error_set(
            error, STATUS_FAILED, "%s has %zu position%s, %s has %zu row%s: each query needs one",
            positions->name, positions->matrix.columns, text_plural(positions->matrix.columns),
            pipeline->inputs.rows.name, query_count, text_plural(query_count));
    return STATUS_OK;
}

/* The next queries for the next head: all heads of a block in turn where rows are summed and may
 * come in any order, otherwise all queries of a head. */
static enum status next_queries(struct pipeline *pipeline, struct error *error)
{
    struct source *rows = &pipeline->inputs.rows;
    bool more_heads = pipeline->product != PRODUCT_CONTEXT && pipeline->head + 1 < pipeline->heads;
    if (pipeline->product == PRODUCT_WEIGHTS) {
        if (more_heads && pipeline->from.count > 0) {
            pipeline->head++;
            return STATUS_OK;
        }
        pipeline->head = 0;
        more_heads = false;
    }
    enum status status = source_next(rows, pipeline->block_rows, &pipeline->from, error);
    if (status == STATUS_OK && pipeline->from.count == 0 && more_heads) {
        pipeline->head++;
        source_rewind(rows);
        status = source_next(rows, pipeline->block_rows, &pipeline->from, error);
    }
    if (status == STATUS_OK && pipeline->from.count == 0)
        status = check_positions(pipeline, rows->next, error);
    if (status == STATUS_OK && pipeline->from.count == 0)
        status = pipeline_end(pipeline, rows->next, error);
    return status;
}

/* The next block of a fused product, from the queries alone. */
static enum status next_fused(struct pipeline *pipeline, struct error *error)
{
    enum status status = next_queries(pipeline, error);
    const struct source_block *from = &pipeline->from;
    if (status == STATUS_OK)
        status = pipeline_reserve(pipeline, from->count, pipeline_width(pipeline), error);
    if (status != STATUS_OK || from->count == 0)
        return status;
    status = pipeline_compute(pipeline, pipeline->product, from, pipeline->block.data, error);
    return status == STATUS_OK ? pipeline_labels_add(&pipeline->block, from->matrix, from->start,
                                                     from->count, error)
                               : status;
}

/* Mixes the values by a block of the distribution. */
static enum status mix(struct pipeline *pipeline, const struct matrix *distribution,
                       struct error *error)
{
    enum status status =
        pipeline_reserve(pipeline, distribution->rows, pipeline_width(pipeline), error);
    struct rows weights = problem_rows(distribution);
    double start = pipeline_seconds();
    if (status == STATUS_OK && weights.count)
        status = layer_mix(pipeline->plan, &weights, 0, pipeline->block.data, error);
    pipeline->arithmetic += pipeline_seconds() - start;
    return status == STATUS_OK
               ? pipeline_labels_add(&pipeline->block, distribution, 0, distribution->rows, error)
               : status;
}

/* Sets the flagged columns to 0: a weight of 0 skips its value, whatever that holds. */
static void clear_columns(const struct matrix *matrix, const unsigned char *flags)
{
    size_t size = precision_size(matrix->precision);
    for (size_t row = 0; row < matrix->rows; row++)
        for (size_t column = 0; column < matrix->columns; column++)
            if (flags[column])
                memset((char *)matrix_row(matrix, row) + column * size, 0, size);
}

/* Ready-made scores are finished, and normalised unless scores are wanted. */
static enum status take_scores(struct pipeline *pipeline, const struct source_block *from,
                               void *scores, struct error *error)
{
    struct attention_plan *plan = layer_core(pipeline->plan, 0);
    struct query_block block;
    const struct source_block queries = {.first = from->first, .count = from->count};
    enum status status = pipeline_block(pipeline, &queries, &block, error);
    if (status != STATUS_OK)
        return status;
    block = layer_head_block(&pipeline->layer, &block, 0);
    if (pipeline->product == PRODUCT_SCORES)
        attention_finish(plan, &block, scores);
    else
        attention_normalize(plan, &block, scores);
    return STATUS_OK;
}

/* The next block of ready-made rows: normalised where they are scores, mixed where a context is
 * wanted, as they are otherwise. */
static enum status next_own(struct pipeline *pipeline, const struct matrix **block,
                            struct error *error)
{
    struct source_block from;
    struct matrix *rows = &pipeline->inputs.rows.matrix;
    enum status status = source_next(&pipeline->inputs.rows, pipeline->block_rows, &from, error);
    if (status != STATUS_OK)
        return status;
    if (pipeline->inputs.dropped_keys)
        clear_columns(rows, pipeline->inputs.dropped_keys);
    if (from.count && pipeline->options->stage->own_steps & STEP_NORMALIZE)
        status = take_scores(pipeline, &from, rows->data, error);
    else if (from.count == 0)
        status = pipeline_end(pipeline, from.first, error);
    if (status != STATUS_OK)
        return status;
    *block = pipeline->product == PRODUCT_CONTEXT ? &pipeline->block : rows;
    return pipeline->product == PRODUCT_CONTEXT ? mix(pipeline, rows, error) : STATUS_OK;
}

enum status pipeline_next(struct pipeline *pipeline, const struct matrix **block,
                          struct error *error)
{
    *block = &pipeline->block;
    enum status status = pipeline->all     ? pipeline_next_of_all(pipeline, error)
                         : pipeline->fused ? next_fused(pipeline, error)
                                           : next_own(pipeline, block, error);
    if (status != STATUS_OK)
        return status;
    pipeline->rows_done += (*block)->rows;
    pipeline_progress(pipeline, (*block)->rows == 0);
    return STATUS_OK;
}

static enum status read_inputs(struct pipeline *pipeline, bool values_too, struct error *error)
{
    const struct options *options = pipeline->options;
    struct inputs *inputs = &pipeline->inputs;
    bool context = pipeline->product == PRODUCT_CONTEXT;
    bool again = (pipeline->heads > 1 && !context && pipeline->product != PRODUCT_WEIGHTS) ||
                 (options->heads > 1 && (options->mask || options->bias));
    enum status status = side_inputs_read(&pipeline->sides, options, pipeline->pool, error);
    if (status != STATUS_OK)
        return status;
    if (!pipeline->fused)
        return inputs_own(inputs, options, context, pipeline->pool, error);
    return inputs_fused(inputs, options, values_too || context,
                        pipeline_needs_all(pipeline) || options->offset_end || again,
                        pipeline->pool, error);
}

/* The plan: none where ready-made rows pass as they are. Keys and values that serve nothing else
 * are spent on it. */
static enum status make_plan(struct pipeline *pipeline, bool values_too, struct error *error)
{
    const struct options *options = pipeline->options;
    const struct inputs *inputs = &pipeline->inputs;
    bool context = pipeline->product == PRODUCT_CONTEXT;
    struct matrix none = {.precision = options->reading.precision};
    const struct matrix *values = context ? inputs_values(inputs) : &none;
    enum status status;
    if (pipeline->fused)
        status = problem_fused(&pipeline->layer, &pipeline->shape, options, inputs,
                               &pipeline->sides, values, error);
    else
        status = problem_own(&pipeline->layer, &pipeline->shape, options, inputs, &pipeline->sides,
                             values, inputs->rows.matrix.rows,
                             context ? values->rows : inputs->rows.matrix.columns, error);
    if (status == STATUS_OK && inputs->rows.whole)
        status = check_positions(pipeline, inputs->rows.matrix.rows, error);
    if (status == STATUS_OK && context)
        status = heads_labels(&pipeline->columns, options, &pipeline->shape, &values->column_labels,
                              pipeline_lse_width(pipeline), error);
    if (status == STATUS_OK && options->group) {
        status = groups_number(&pipeline->groups, &inputs_keys(inputs)->groups, error);
        pipeline->layer.attention.mask.groups = &pipeline->groups.of_keys;
    }
    if (status != STATUS_OK ||
        (!pipeline->fused && !context && !(options->stage->own_steps & STEP_NORMALIZE)))
        return status;
    pipeline->layer.attention.spend_keys = inputs->keys.reader && (context || !values_too);
    pipeline->layer.attention.spend_values = inputs->values.reader && context;
    return layer_plan_new(&pipeline->plan, &pipeline->layer, options->kernel, pipeline->pool,
                          error);
}

enum status pipeline_open(struct pipeline **opened, const struct options *options,
                          enum product product, bool values_too, struct error *error)
{
    *opened = NULL;
    struct pipeline *pipeline = memory_new(1, sizeof *pipeline);
    if (!pipeline)
        return error_memory(error, "the pipeline");
    pipeline->options = options;
    pipeline->product = product;
    pipeline->fused = options_fused(options);
    pipeline->first_head = options_first_head(options);
    pipeline->heads = options_head_count(options);
    pipeline->started = pipeline_seconds();
    pipeline->pool = pool_new(options->threads);
    enum status status = pipeline->pool ? read_inputs(pipeline, values_too, error)
                                        : error_memory(error, "the threads");
    double read = pipeline_seconds();
    pipeline->reading = read - pipeline->started;
    if (status == STATUS_OK)
        status = make_plan(pipeline, values_too, error);
    pipeline->packing = pipeline_seconds() - read;
    if (status == STATUS_OK && (pipeline->fused || options->heads == 1))
        status = pipeline_open_cells(pipeline, error);
    if (status == STATUS_OK && !options->output && !options->svg)
        pool_between(pipeline->pool, output_look_after_reader);
    if (status == STATUS_OK && pipeline_needs_all(pipeline))
        status = pipeline_make_all(pipeline, error);
    if (status != STATUS_OK) {
        pipeline_close(pipeline);
        return status;
    }
    pipeline->block_rows = choose_block_rows(pipeline);
    *opened = pipeline;
    return STATUS_OK;
}

void pipeline_close(struct pipeline *pipeline)
{
    if (!pipeline)
        return;
    layer_plan_free(pipeline->plan);
    inputs_close(&pipeline->inputs);
    side_inputs_close(&pipeline->sides);
    cells_close(&pipeline->mask);
    cells_close(&pipeline->bias);
    groups_free(&pipeline->groups);
    matrix_free(&pipeline->parts[0]);
    matrix_free(&pipeline->parts[1]);
    matrix_free(&pipeline->scores);
    matrix_free(&pipeline->block);
    labels_free(&pipeline->columns);
    pool_free(pipeline->pool);
    free(pipeline);
}

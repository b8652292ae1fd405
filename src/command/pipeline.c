/* The stream of row blocks that the stages share; see pipeline.h. */
#include "command/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "command/inputs.h"
#include "command/problem.h"

enum {
    BLOCK_BYTES = 16 << 20, /* about what a block of output may take */
    PLAIN_ROWS = 1024,      /* rows a block where no arithmetic has a wish */
};

struct pipeline {
    const struct options *options;
    enum product product;
    bool fused;
    struct pool *pool;
    struct inputs inputs;
    struct attention problem;    /* borrowed by the plan */
    struct attention_plan *plan; /* NULL where ready-made rows pass as they are */
    struct matrix scores;        /* all n x m of a fused run with --axis=column|all */
    struct matrix *all;          /* the whole distribution where it had to be made at once */
    size_t next;                 /* the next row of `all` */
    struct matrix block;         /* what pipeline_next gives out */
    struct matrix context;       /* a block of distribution, mixed */
    size_t block_rows;
    double started, arithmetic; /* seconds, for --verbose */
    size_t rows_done;
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Whether the product can be had only from the whole matrix. */
static bool needs_all(const struct pipeline *pipeline)
{
    const struct options *options = pipeline->options;
    bool axis = pipeline->product != PRODUCT_SCORES && options->axis != AXIS_ROW;
    return axis || (!pipeline->fused && options->offset_end);
}

const struct labels *pipeline_labels(const struct pipeline *pipeline)
{
    if (pipeline->product == PRODUCT_CONTEXT)
        return &inputs_values(&pipeline->inputs)->column_labels;
    if (pipeline->fused)
        return &inputs_keys(&pipeline->inputs)->row_labels;
    return &pipeline->inputs.rows.matrix.column_labels;
}

size_t pipeline_width(const struct pipeline *pipeline)
{
    if (pipeline->product == PRODUCT_CONTEXT)
        return inputs_values(&pipeline->inputs)->columns;
    if (pipeline->fused)
        return inputs_keys(&pipeline->inputs)->rows;
    return pipeline->inputs.rows.matrix.columns;
}

const struct matrix *pipeline_values(const struct pipeline *pipeline)
{
    return inputs_values(&pipeline->inputs);
}

struct pool *pipeline_pool(const struct pipeline *pipeline)
{
    return pipeline->pool;
}

/* Rows a block: what the arithmetic likes, but no more than BLOCK_BYTES of the widest rows. */
static size_t choose_block_rows(const struct pipeline *pipeline)
{
    size_t row = pipeline_width(pipeline) * precision_size(pipeline->problem.precision);
    size_t fitting = row ? BLOCK_BYTES / row : BLOCK_BYTES;
    size_t liked = pipeline->plan ? attention_block_rows(pipeline->plan) : PLAIN_ROWS;
    size_t rows = liked < fitting ? liked : fitting;
    return rows ? rows : 1;
}

static bool reserve_block(struct pipeline *pipeline, size_t rows, size_t columns)
{
    struct matrix *block = &pipeline->block;
    if (block->columns != columns) {
        matrix_free(block);
        block->columns = columns;
    }
    block->precision = pipeline->problem.precision;
    return matrix_reserve(block, rows);
}

static enum status copy_labels(struct matrix *block, const struct matrix *from, size_t start,
                               size_t count, struct error *error)
{
    labels_clear(&block->row_labels);
    for (size_t row = start; from->row_labels.count && row < start + count; row++) {
        size_t length;
        const char *label = labels_get(&from->row_labels, row, &length);
        if (!labels_add(&block->row_labels, label, length))
            return error_memory(error, "row labels");
    }
    return STATUS_OK;
}

/* Computes the product of a block of queries into `out`. */
static void compute(struct pipeline *pipeline, enum product product, size_t first,
                    struct rows queries, void *out)
{
    struct query_block block = {.first = first, .queries = queries};
    double start = seconds();
    if (product == PRODUCT_SCORES)
        attention_scores(pipeline->plan, &block, out);
    else if (product == PRODUCT_DISTRIBUTION)
        attention_distribution(pipeline->plan, &block, out);
    else
        attention_context(pipeline->plan, &block, out, NULL);
    pipeline->arithmetic += seconds() - start;
}

/* The n x m scores of all queries, refused beforehand where they would take too much. */
static enum status make_scores(struct pipeline *pipeline, struct error *error)
{
    const struct matrix *queries = &pipeline->inputs.rows.matrix;
    struct matrix *scores = &pipeline->scores;
    size_t limit = pipeline->options->reading.max_memory, bytes = SIZE_MAX;
    scores->precision = queries->precision;
    scores->columns = inputs_keys(&pipeline->inputs)->rows;
    if (!size_multiply(queries->rows, scores->columns, &bytes) ||
        !size_multiply(bytes, precision_size(scores->precision), &bytes))
        return error_set(error, STATUS_FAILED,
                         "--axis needs the whole matrix, %zu x %zu: too large", queries->rows,
                         scores->columns);
    if (limit && bytes > limit)
        return error_set(error, STATUS_FAILED,
                         "--axis needs the whole matrix, %zu x %zu: %zu bytes; --max-memory allows "
                         "%zu",
                         queries->rows, scores->columns, bytes, limit);
    if (!matrix_reserve(scores, queries->rows))
        return error_memory(error, "the whole matrix that --axis needs");
    scores->rows = queries->rows;
    compute(pipeline, PRODUCT_SCORES, 0, problem_rows(queries), scores->data);
    return copy_labels(scores, queries, 0, queries->rows, error);
}

/* The scores of the stage's own operand, all rows. */
static enum status read_scores(struct pipeline *pipeline, struct error *error)
{
    struct source *rows = &pipeline->inputs.rows;
    enum status status = source_read_all(rows, error);
    if (status == STATUS_OK && rows->matrix.dropped)
        matrix_remove_rows(&rows->matrix, rows->matrix.dropped);
    return status;
}

/* Makes the whole distribution, or of ready-made scores the product, at once. */
static enum status make_all(struct pipeline *pipeline, struct error *error)
{
    const struct options *options = pipeline->options;
    enum status status =
        pipeline->fused ? make_scores(pipeline, error) : read_scores(pipeline, error);
    if (status != STATUS_OK)
        return status;

    struct matrix *all = pipeline->fused ? &pipeline->scores : &pipeline->inputs.rows.matrix;
    struct matrix no_values = {.precision = all->precision};
    struct attention problem = pipeline->fused
                                   ? problem_finished(options, all->columns)
                                   : problem_ready(options, all->columns, &no_values, all->rows);
    struct attention_plan *plan;
    status = attention_plan_new(&plan, &problem, options->kernel, pipeline->pool, error);
    if (status != STATUS_OK)
        return status;
    if (pipeline->product == PRODUCT_SCORES)
        attention_finish(plan, 0, all->rows, all->data);
    else
        status =
            attention_normalize_matrix(plan, (enum axis)options->axis, all->rows, all->data, error);
    attention_plan_free(plan);
    pipeline->all = all;
    return status;
}

/* The next rows of the distribution that was made at once. */
static enum status next_of_all(struct pipeline *pipeline, struct matrix **block,
                               struct error *error)
{
    const struct matrix *all = pipeline->all;
    size_t left = all->rows - pipeline->next;
    size_t count = left < pipeline->block_rows ? left : pipeline->block_rows;
    *block = &pipeline->block;
    if (!reserve_block(pipeline, count, all->columns))
        return error_memory(error, "a block of output");
    memcpy(pipeline->block.data, matrix_row(all, pipeline->next),
           count * all->columns * precision_size(all->precision));
    pipeline->block.rows = count;
    enum status status = copy_labels(&pipeline->block, all, pipeline->next, count, error);
    pipeline->next += count;
    return status;
}

/* The next block of a fused product, from the queries alone. */
static enum status next_fused(struct pipeline *pipeline, struct matrix **block, struct error *error)
{
    struct source_block from;
    enum status status = source_next(&pipeline->inputs.rows, pipeline->block_rows, &from, error);
    if (status != STATUS_OK)
        return status;
    *block = &pipeline->block;
    if (!reserve_block(pipeline, from.count, pipeline_width(pipeline)))
        return error_memory(error, "a block of output");
    pipeline->block.rows = from.count;
    struct rows queries = problem_rows(from.matrix);
    queries.data = matrix_row(from.matrix, from.start);
    queries.count = from.count;
    if (from.count)
        compute(pipeline, pipeline->product, from.first, queries, pipeline->block.data);
    return copy_labels(&pipeline->block, from.matrix, from.start, from.count, error);
}

/* The next block of ready-made rows: normalised where they are scores, as they are otherwise. */
static enum status next_own(struct pipeline *pipeline, struct matrix **block, struct error *error)
{
    struct source_block from;
    struct matrix *rows = &pipeline->inputs.rows.matrix;
    enum status status = source_next(&pipeline->inputs.rows, pipeline->block_rows, &from, error);
    if (status != STATUS_OK)
        return status;
    if (pipeline->inputs.dropped_keys && from.count)
        matrix_remove_columns(rows, pipeline->inputs.dropped_keys);
    if (from.count && pipeline->options->stage->own_steps & STEP_NORMALIZE) {
        if (pipeline->product == PRODUCT_SCORES)
            attention_finish(pipeline->plan, from.first, from.count, rows->data);
        else
            attention_normalize(pipeline->plan, from.first, from.count, rows->data);
    }
    *block = rows;
    return STATUS_OK;
}

/* Mixes the values by a block of the distribution. */
static enum status mix(struct pipeline *pipeline, struct matrix *distribution,
                       struct matrix **block, struct error *error)
{
    struct matrix *context = &pipeline->context;
    context->precision = distribution->precision;
    context->columns = pipeline_width(pipeline);
    if (!matrix_reserve(context, distribution->rows))
        return error_memory(error, "a block of output");
    context->rows = distribution->rows;
    struct rows weights = problem_rows(distribution);
    double start = seconds();
    if (weights.count)
        attention_mix(pipeline->plan, &weights, context->data);
    pipeline->arithmetic += seconds() - start;
    *block = context;
    return copy_labels(context, distribution, 0, distribution->rows, error);
}

enum status pipeline_next(struct pipeline *pipeline, const struct matrix **block,
                          struct error *error)
{
    struct matrix *rows = NULL;
    enum status status = pipeline->all     ? next_of_all(pipeline, &rows, error)
                         : pipeline->fused ? next_fused(pipeline, &rows, error)
                                           : next_own(pipeline, &rows, error);
    bool mixed_already = pipeline->fused && !pipeline->all;
    if (status == STATUS_OK && pipeline->product == PRODUCT_CONTEXT && !mixed_already)
        status = mix(pipeline, rows, &rows, error);
    if (status == STATUS_OK)
        pipeline->rows_done += rows->rows;
    *block = rows;
    return status;
}

static enum status read_inputs(struct pipeline *pipeline, bool values_too, struct error *error)
{
    const struct options *options = pipeline->options;
    struct inputs *inputs = &pipeline->inputs;
    bool values = values_too || pipeline->product == PRODUCT_CONTEXT;
    if (!pipeline->fused)
        return inputs_own(inputs, options, pipeline->product == PRODUCT_CONTEXT, pipeline->pool,
                          error);
    return inputs_fused(inputs, options, values, needs_all(pipeline) || options->offset_end,
                        pipeline->pool, error);
}

/* The plan: none where ready-made rows pass as they are. */
static enum status make_plan(struct pipeline *pipeline, struct error *error)
{
    const struct options *options = pipeline->options;
    const struct inputs *inputs = &pipeline->inputs;
    struct matrix none = {.precision = options->reading.precision};
    const struct matrix *values =
        pipeline->product == PRODUCT_CONTEXT ? inputs_values(inputs) : &none;
    if (pipeline->fused)
        pipeline->problem =
            problem_fused(options, inputs_keys(inputs), values, inputs->rows.matrix.rows);
    else
        pipeline->problem =
            problem_ready(options, inputs->rows.matrix.columns, values, inputs->rows.matrix.rows);
    if (!pipeline->fused && pipeline->product == PRODUCT_CONTEXT)
        pipeline->problem.key_count = values->rows;
    if (!pipeline->fused && pipeline->product == PRODUCT_DISTRIBUTION &&
        !(options->stage->own_steps & STEP_NORMALIZE))
        return STATUS_OK;
    return attention_plan_new(&pipeline->plan, &pipeline->problem, options->kernel, pipeline->pool,
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
    pipeline->problem.precision = options->reading.precision;
    pipeline->started = seconds();
    pipeline->pool = pool_new(options->threads);
    enum status status = pipeline->pool ? read_inputs(pipeline, values_too, error)
                                        : error_memory(error, "the threads");
    if (status == STATUS_OK)
        status = make_plan(pipeline, error);
    if (status == STATUS_OK && needs_all(pipeline))
        status = make_all(pipeline, error);
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
    attention_plan_free(pipeline->plan);
    inputs_close(&pipeline->inputs);
    matrix_free(&pipeline->scores);
    matrix_free(&pipeline->block);
    matrix_free(&pipeline->context);
    pool_free(pipeline->pool);
    free(pipeline);
}

void pipeline_report(const struct pipeline *pipeline)
{
    const struct options *options = pipeline->options;
    const struct attention *problem = &pipeline->problem;
    if (!options->verbose)
        return;
    double total = seconds() - pipeline->started;
    fprintf(stderr, "attn: %zu rows, %zu threads at most, %zu rows a block, %s precision\n",
            pipeline->rows_done, pool_width(pipeline->pool), pipeline->block_rows,
            problem->precision == PRECISION_DOUBLE ? "double" : "single");
    if (pipeline->plan)
        fprintf(stderr, "attn: kernel %s\n", attention_plan_kernel(pipeline->plan));
    fprintf(stderr, "attn: %.3f s in all, %.3f s arithmetic\n", total, pipeline->arithmetic);
    if (pipeline->fused && pipeline->arithmetic > 0) {
        double features = (double)problem->keys.width + (double)problem->values.width;
        double operations = 2 * (double)pipeline->rows_done * (double)problem->key_count * features;
        fprintf(stderr, "attn: %.2f GFLOP/s (masked scores counted as if computed)\n",
                1e-9 * operations / pipeline->arithmetic);
    }
}

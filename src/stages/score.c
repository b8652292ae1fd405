/* attn score: s = sum_j w_j x_j, the sequence (the values) summed by the weights, from ready-made
 * WEIGHTS (one row or one column) and SEQUENCE, or from -q, -k and -v. Output: 1 x d. */
#include <math.h>
#include <string.h>

#include "attention/column_sums.h"
#include "command/output.h"
#include "command/problem.h"
#include "command/source.h"
#include "command/weights.h"
#include "stages/stages.h"

/* The sum of what it is given, to the output. */
static enum status write_sums(const struct options *options, struct column_sums *sums, size_t width,
                              const struct labels *labels, struct pool *pool, struct error *error)
{
    struct matrix score = {.precision = options->reading.precision, .columns = width};
    if (!matrix_reserve(&score, 1))
        return error_memory(error, "the score");
    score.rows = 1;
    column_sums_get(sums, score.data);
    enum status status = output_row(options, &score, labels, pool, error);
    matrix_free(&score);
    return status;
}

/* From queries, keys and values: first the weights, then what the own form does with them. */
static enum status run_fused(const struct options *options, struct error *error)
{
    struct pipeline *pipeline;
    enum status status = pipeline_open(&pipeline, options, PRODUCT_DISTRIBUTION, true, error);
    if (status != STATUS_OK)
        return status;
    struct matrix weights = {.precision = options->reading.precision};
    const struct matrix *values = pipeline_values(pipeline);
    struct column_sums *sums = column_sums_new(weights.precision, values->columns);
    status = sums ? weights_sum(pipeline, &weights, error) : error_memory(error, "the score");
    if (status == STATUS_OK) {
        struct rows rows = problem_rows(values);
        column_sums_add(sums, &rows, weights.data, pipeline_pool(pipeline));
        status = write_sums(options, sums, values->columns, &values->column_labels,
                            pipeline_pool(pipeline), error);
    }
    if (status == STATUS_OK)
        pipeline_report(pipeline);
    column_sums_free(sums);
    matrix_free(&weights);
    pipeline_close(pipeline);
    return status;
}

static enum status check_weights(const struct source *weights, struct error *error)
{
    const struct matrix *matrix = &weights->matrix;
    if (matrix->rows != 1 && matrix->columns != 1)
        return error_set(error, STATUS_FAILED, "%s is %zu x %zu: weights are one row or one column",
                         weights->name, matrix->rows, matrix->columns);
    return STATUS_OK;
}

static bool weight_missing(const struct matrix *weights, size_t j)
{
    const double *doubles = weights->data;
    const float *singles = weights->data;
    return weights->precision == PRECISION_DOUBLE ? isnan(doubles[j]) : isnan(singles[j]);
}

/* --missing=drop: an element of which the weight or a feature is missing weighs nothing, and what
 * weighs nothing is skipped. The sequence has to be whole for this, so that the weights and its
 * rows stay side by side. */
static enum status drop_missing(struct matrix *weights, struct source *sequence,
                                struct error *error)
{
    enum status status = source_read_all(sequence, error);
    size_t count = weights->rows * weights->columns, size = precision_size(weights->precision);
    const struct matrix *rows = &sequence->matrix;
    for (size_t j = 0; j < count && status == STATUS_OK; j++)
        if (weight_missing(weights, j) || (j < rows->rows && rows->dropped && rows->dropped[j]))
            memset((char *)weights->data + j * size, 0, size);
    return status;
}

/* Adds the sequence block by block, each row by its weight. */
static enum status add_sequence(const struct matrix *weights, const char *weights_name,
                                struct source *sequence, struct column_sums *sums,
                                struct pool *pool, struct error *error)
{
    size_t count = weights->rows * weights->columns, used = 0;
    size_t size = precision_size(weights->precision);
    for (;;) {
        struct source_block block;
        enum status status = source_next(sequence, 1024, &block, error);
        if (status != STATUS_OK)
            return status;
        if (block.count == 0)
            break;
        struct rows rows = problem_rows(block.matrix);
        rows.data = matrix_row(block.matrix, block.start);
        rows.count = block.count;
        if (used + rows.count <= count)
            column_sums_add(sums, &rows, (const char *)weights->data + used * size, pool);
        used += rows.count;
    }
    if (used != count)
        return error_set(error, STATUS_FAILED,
                         "%s is %zu x %zu, %s is %zu x %zu: each row of the sequence needs one "
                         "weight",
                         weights_name, weights->rows, weights->columns, sequence->name, used,
                         sequence->matrix.columns);
    return STATUS_OK;
}

static enum status run_own(const struct options *options, struct error *error)
{
    struct source weights = {0}, sequence = {0};
    struct column_sums *sums = NULL;
    struct pool *pool = pool_new(options->threads);
    enum status status =
        pool ? source_open(&weights, options_operand(options, 0), options, pool, error)
             : error_memory(error, "the threads");
    if (status == STATUS_OK)
        status = source_read_all(&weights, error);
    if (status == STATUS_OK)
        status = check_weights(&weights, error);
    if (status == STATUS_OK)
        status = source_open(&sequence, options_operand(options, 1), options, pool, error);
    if (status == STATUS_OK && options->reading.missing == MISSING_DROP)
        status = drop_missing(&weights.matrix, &sequence, error);
    if (status == STATUS_OK) {
        sums = column_sums_new(options->reading.precision, sequence.matrix.columns);
        status = sums ? add_sequence(&weights.matrix, weights.name, &sequence, sums, pool, error)
                      : error_memory(error, "the score");
    }
    if (status == STATUS_OK)
        status = write_sums(options, sums, sequence.matrix.columns, &sequence.matrix.column_labels,
                            pool, error);
    column_sums_free(sums);
    source_close(&weights);
    source_close(&sequence);
    pool_free(pool);
    return status;
}

enum status stage_score(const struct stage *stage, int argc, char **argv, struct error *error)
{
    struct options options;
    enum status status = options_read(&options, stage, argc, argv, error);
    if (status != STATUS_OK || options.help)
        return status;
    return options_fused(&options) ? run_fused(&options, error) : run_own(&options, error);
}

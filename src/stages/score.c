/* attn score: s = sum_j w_j x_j, the sequence (the values) summed by the weights, from ready-made
 * WEIGHTS (one row or one column; with heads a row for each) and SEQUENCE, or from -q, -k and -v.
 * Output: 1 x d, heads side by side. */
#include <math.h>
#include <string.h>

#include "attention/layer_sums.h"
#include "run/context_labels.h"
#include "run/explain.h"
#include "run/name_order.h"
#include "run/output.h"
#include "run/problem.h"
#include "run/source.h"
#include "run/weights.h"
#include "stages/stages.h"

/* A score in the making. */
struct scoring {
    const struct request *request;
    struct pool *pool;
    struct layer layer;
    struct layer_sums *sums;
};

static enum status scoring_open(struct scoring *scoring, const struct request *request,
                                const struct side_inputs *sides, const char *values_name,
                                size_t width, struct pool *pool, struct error *error)
{
    *scoring = (struct scoring){.request = request, .pool = pool};
    enum status status =
        problem_of_values(&scoring->layer, request, sides, values_name, width, error);
    if (status != STATUS_OK)
        return status;
    return layer_sums_new(&scoring->sums, &scoring->layer, request->first_head, request->head_count,
                          request->kernel, pool, error);
}

/* What --explain tells of, and what the score stands beside. */
struct score_origin {
    struct pipeline *pipeline;     /* of a fused run, */
    const struct matrix *weights;  /* with its weights; */
    const struct source *operands; /* or the weights and the sequence */
    const struct source *rows;     /* the queries, or the weights: what --append takes */
};

/* Gives the score the text of the row that it stands beside. */
static enum status append_to_row(struct matrix *score, const struct source *rows,
                                 struct error *error)
{
    if (rows->matrix.rows != 1)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu rows, and their score is one: --append needs a single row",
                         rows->name, rows->matrix.rows);
    return labels_add_from(&score->texts[TEXT_ROW], &rows->matrix.texts[TEXT_ROW], 0)
               ? STATUS_OK
               : error_memory(error, "the score");
}

/* The sums to the output; the values' header becomes the score's. */
static enum status scoring_write(struct scoring *scoring, const struct labels *values,
                                 const struct score_origin *origin, struct error *error)
{
    const struct request *request = scoring->request;
    struct matrix score = {.precision = request->reading.precision,
                           .columns = layer_sums_width(scoring->sums)};
    struct labels labels = {0};
    enum status status =
        context_labels(&labels, request, layer_sums_shape(scoring->sums), values, 0, error);
    if (status == STATUS_OK && !matrix_reserve(&score, 1))
        status = error_memory(error, "the score");
    score.rows = 1;
    if (status == STATUS_OK)
        status = layer_sums_get(scoring->sums, score.data, error);
    if (status == STATUS_OK && request->append)
        status = append_to_row(&score, origin->rows, error);
    if (status == STATUS_OK && !request->explain)
        status = output_row(request, &score, &labels, request->append ? origin->rows->reader : NULL,
                            scoring->pool, error);
    else if (status == STATUS_OK && origin->pipeline)
        status = explain_sums(origin->pipeline, origin->weights, &score, error);
    else if (status == STATUS_OK)
        status = explain_score(request, &origin->operands[0], &origin->operands[1], &score, error);
    labels_free(&labels);
    matrix_free(&score);
    return status;
}

/* From queries, keys and values: first the weights, then what the own form does with them. */
static enum status run_fused(const struct request *request, struct error *error)
{
    struct pipeline pipeline;
    enum status status = pipeline_open(&pipeline, request, PRODUCT_SUMMANDS, true, error);
    struct matrix weights = {.precision = request->reading.precision};
    const struct matrix *values = inputs_values(&pipeline.job.inputs);
    struct rows rows = problem_rows(values);
    struct scoring scoring = {.sums = NULL};
    if (status == STATUS_OK)
        status = scoring_open(&scoring, request, &pipeline.job.inputs.sides,
                              inputs_values_name(&pipeline.job.inputs), values->columns,
                              pipeline.job.pool, error);
    if (status == STATUS_OK)
        status = weights_sum(&pipeline, &weights, error);
    if (status == STATUS_OK)
        status = layer_sums_add(scoring.sums, &rows, weights.data, weights.columns, error);
    if (status == STATUS_OK)
        status = scoring_write(&scoring, &values->column_labels,
                               &(struct score_origin){.pipeline = &pipeline,
                                                      .weights = &weights,
                                                      .rows = &pipeline.job.inputs.rows},
                               error);
    if (status == STATUS_OK)
        pipeline_report(&pipeline);
    layer_sums_free(scoring.sums);
    matrix_free(&weights);
    pipeline_close(&pipeline);
    return status;
}

static enum status check_weights(const struct source *weights, size_t heads, struct error *error)
{
    const struct matrix *matrix = &weights->matrix;
    if (heads > 1 && matrix->rows != heads)
        return error_set(error, STATUS_FAILED,
                         "%s is %zu x %zu: weights are one row for each of %zu heads",
                         weights->name, matrix->rows, matrix->columns, heads);
    if (heads == 1 && matrix->rows != 1 && matrix->columns != 1)
        return error_set(error, STATUS_FAILED, "%s is %zu x %zu: weights are one row or one column",
                         weights->name, matrix->rows, matrix->columns);
    return STATUS_OK;
}

/* --missing=drop: an element of which the weight or a feature is missing weighs nothing, and what
 * weighs nothing is skipped. The sequence has to be whole for this, so that the weights and its
 * rows stay side by side. */
static enum status drop_missing(struct matrix *weights, struct source *sequence,
                                struct error *error)
{
    enum status status = source_read_all(sequence, error);
    if (status != STATUS_OK)
        return status;
    size_t count = weights->rows * weights->columns, size = precision_size(weights->precision);
    const struct matrix *rows = &sequence->matrix;
    size_t left = count;
    for (size_t j = 0; j < count; j++)
        if (isnan(precision_get(weights->data, weights->precision, j)) ||
            (j < rows->rows && rows->dropped && rows->dropped[j])) {
            memset((char *)weights->data + j * size, 0, size);
            left--;
        }
    return left ? STATUS_OK : source_none_left(sequence, error);
}

/* Keeps the names of a block of the sequence, if the weights have names, too. */
static bool keep_names(struct labels *names, const struct source *weights,
                       const struct source_block *block)
{
    const struct labels *labels = &block->matrix->row_labels;
    bool kept = true;
    if (weights->matrix.column_labels.count + weights->matrix.row_labels.count == 0)
        return true;
    for (size_t i = 0; i < block->count && kept; i++)
        kept = labels_add_from(names, labels, block->start + i);
    return kept;
}

/* The names of the weights, beside them or above, must not say that the sequence is in another
 * order. */
static enum status check_names(const struct source *weights, const struct source *sequence,
                               const struct labels *names, struct error *error)
{
    bool column = weights->matrix.columns == 1 && weights->matrix.row_labels.count;
    struct names expected = {column ? &weights->matrix.row_labels : &weights->matrix.column_labels,
                             weights->name, column ? "rows" : "columns"};
    return name_order_check(expected, (struct names){names, sequence->name, "rows"},
                            "each row of the sequence has to be in the place of its weight", error);
}

/* Adds the sequence block by block, each row by its weight in each head. */
static enum status add_sequence(const struct source *weights, size_t heads, struct source *sequence,
                                struct layer_sums *sums, struct labels *names, struct error *error)
{
    const struct matrix *matrix = &weights->matrix;
    size_t count = matrix->rows * matrix->columns / heads, used = 0;
    size_t size = precision_size(matrix->precision);
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
            status =
                layer_sums_add(sums, &rows, (const char *)matrix->data + used * size, count, error);
        if (status == STATUS_OK && !keep_names(names, weights, &block))
            status = error_memory(error, "the names of the sequence");
        if (status != STATUS_OK)
            return status;
        used += rows.count;
    }
    if (used != count)
        return error_set(error, STATUS_FAILED,
                         "%s is %zu x %zu, %s is %zu x %zu: each row of the sequence needs one "
                         "weight",
                         weights->name, matrix->rows, matrix->columns, sequence->name, used,
                         sequence->matrix.columns);
    return check_names(weights, sequence, names, error);
}

/* Reads the weights and the sequence's first row. */
static enum status open_own(struct source *weights, struct source *sequence,
                            const struct request *request, struct pool *pool, struct error *error)
{
    enum status status = source_open_columns(
        weights, request->operands[0],
        (struct columns){.features = request->columns,
                         .row = request->append ? request->writing.delimiter : 0},
        request, pool, error);
    if (status == STATUS_OK)
        status = source_read_all(weights, error);
    if (status == STATUS_OK)
        status = check_weights(weights, request->layer.heads, error);
    if (status == STATUS_OK)
        status = source_open_columns(
            sequence, request->operands[1],
            (struct columns){.features = request->value_columns, .use = USE_VALUES}, request, pool,
            error);
    if (status == STATUS_OK && request->reading.missing == MISSING_DROP)
        status = drop_missing(&weights->matrix, sequence, error);
    else if (status == STATUS_OK && request->explain)
        status = source_read_all(sequence, error);
    return status;
}

static enum status run_own(const struct request *request, struct error *error)
{
    struct source operands[2] = {{0}}, *weights = &operands[0], *sequence = &operands[1];
    struct side_inputs sides = {0};
    struct scoring scoring = {0};
    struct labels names = {0};
    struct pool *pool = pool_new(request->threads);
    enum status status =
        pool ? side_inputs_read(&sides, request, pool, error) : error_memory(error, "the threads");
    if (status == STATUS_OK)
        status = open_own(weights, sequence, request, pool, error);
    if (status == STATUS_OK)
        status = scoring_open(&scoring, request, &sides, sequence->name, sequence->matrix.columns,
                              pool, error);
    if (status == STATUS_OK)
        status = add_sequence(weights, request->layer.heads, sequence, scoring.sums, &names, error);
    if (status == STATUS_OK)
        status =
            scoring_write(&scoring, &sequence->matrix.column_labels,
                          &(struct score_origin){.operands = operands, .rows = weights}, error);
    labels_free(&names);
    layer_sums_free(scoring.sums);
    side_inputs_close(&sides);
    source_close(weights);
    source_close(sequence);
    pool_free(pool);
    return status;
}

enum status stage_score(const struct request *request, struct error *error)
{
    return request->fused ? run_fused(request, error) : run_own(request, error);
}

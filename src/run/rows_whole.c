/* Rows of a matrix that has to be whole in memory: normalised down columns or over all cells
 * (--axis), ready-made scores of which the last query's place counts (--offset=end), or ready-made
 * heads, which stand one after another. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "run/problem.h"
#include "run/progress.h"
#include "run/rows.h"

struct whole {
    struct rows_source source;
    struct matrix scores;     /* of a fused run, head after head */
    const struct matrix *all; /* these, or the stage's own operand */
    size_t head_rows;         /* rows of each head in `all` */
    size_t next;              /* the next row of `all`; of its first head for a context */
};

/* Room for the scores of all queries and heads, refused beforehand where they would take too
 * much. */
static enum status reserve_scores(const struct job *job, struct matrix *scores, size_t query_count,
                                  struct error *error)
{
    size_t limit = job->request->reading.max_memory, rows, bytes;
    scores->precision = job->request->reading.precision;
    scores->columns = inputs_keys(&job->inputs)->rows;
    if (!size_multiply(query_count, job->heads, &rows) ||
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
static enum status compute_scores(struct whole *rows, struct error *error)
{
    struct job *job = rows->source.job;
    const struct matrix *queries = &job->inputs.rows.matrix;
    const struct source_block all = {.count = queries->rows, .matrix = queries};
    struct query_block block;
    enum status status = reserve_scores(job, &rows->scores, queries->rows, error);
    if (status != STATUS_OK)
        return status;
    rows->all = &rows->scores;
    rows->head_rows = queries->rows;
    for (size_t h = 0; h < job->heads; h++) {
        status = job_query_block(job, &all, &block, error);
        if (status != STATUS_OK)
            return status;
        const double start = progress_seconds();
        status = layer_scores(job->plan, &block, job->first_head + h,
                              matrix_row(&rows->scores, h * queries->rows), error);
        job->arithmetic += progress_seconds() - start;
        if (status != STATUS_OK)
            return status;
        status = job_label_rows(&rows->scores, queries, 0, queries->rows, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* The stage's own operand, all rows: equally many for each head. */
static enum status read_rows(struct whole *rows, struct error *error)
{
    struct job *job = rows->source.job;
    struct source *source = &job->inputs.rows;
    const struct matrix *matrix = &source->matrix;
    enum status status = source_read_all(source, error);
    if (status != STATUS_OK)
        return status;
    if (matrix->dropped)
        source_remove(source, matrix->dropped);
    if (matrix->rows == 0)
        return source_none_left(source, error);
    if (matrix->rows % job->heads != 0)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu row%s: they do not divide into %zu equal heads", source->name,
                         matrix->rows, text_plural(matrix->rows), job->heads);
    rows->all = matrix;
    rows->head_rows = matrix->rows / job->heads;
    return job->request->layer.heads > 1 ? job_open_cells(job, error) : STATUS_OK;
}

/* Each head's scores to its distribution; ready-made scores that stay scores are finished only. */
static enum status normalize(struct whole *rows, struct attention_plan *plan, struct error *error)
{
    struct job *job = rows->source.job;
    const struct source_block ready = {.count = rows->head_rows};
    struct query_block queries = {.queries = {.count = rows->head_rows}};
    enum status status = STATUS_OK;
    if (!job->fused) /* the others' mask and bias are in their scores */
        status = job_query_block(job, &ready, &queries, error);
    for (size_t h = 0; status == STATUS_OK && h < job->heads; h++) {
        void *scores = matrix_row(rows->all, h * rows->head_rows);
        struct query_block block =
            job->fused ? queries : layer_head_block(&job->layer, &queries, h);
        if (job->product == PRODUCT_SCORES)
            attention_adjust(plan, &block, scores);
        else
            status = attention_normalize_matrix(plan, job->request->axis, &block, scores, error);
    }
    return status;
}

/* Makes `all` what it is to be. */
static enum status make(struct whole *rows, struct error *error)
{
    struct job *job = rows->source.job;
    const struct request *request = job->request;
    enum status status = job->fused ? compute_scores(rows, error) : read_rows(rows, error);
    if (status != STATUS_OK || !(job->fused || job->takes_scores))
        return status;
    const struct matrix *all = rows->all, no_values = {.precision = all->precision};
    struct attention problem =
        job->fused ? problem_of_adjusted(request, all->columns)
                   : problem_ready(request, all->columns, &no_values, rows->head_rows);
    struct attention_plan *plan;
    status = attention_plan_new(&plan, &problem, request->kernel, job->pool, error);
    if (status != STATUS_OK)
        return status;
    status = normalize(rows, plan, error);
    attention_plan_free(plan);
    return status == STATUS_OK ? job_queries_end(job, rows->head_rows, error) : status;
}

/* Mixes the values by the next `count` queries' rows of every head. */
static enum status mix(struct whole *rows, size_t count, struct error *error)
{
    struct job *job = rows->source.job;
    struct rows distribution = problem_rows(rows->all);
    distribution.data = matrix_row(rows->all, rows->next);
    distribution.count = count;
    const struct out_rows context = {rows->source.block.data, job->width};
    if (!job->request->one_head)
        return layer_mix(job->plan, &distribution, rows->head_rows, context, error);
    attention_mix(layer_core(job->plan, job->first_head), &distribution, context);
    return STATUS_OK;
}

static enum status next_rows(struct rows_source *source, const struct matrix **block,
                             struct error *error)
{
    struct whole *rows = (struct whole *)source;
    const struct job *job = source->job;
    const struct matrix *all = rows->all;
    /* A context has one row for all heads. */
    const size_t total = job->product == PRODUCT_CONTEXT ? rows->head_rows : all->rows;
    const size_t first = rows->next, in_head = first % rows->head_rows;
    const size_t count = first < total ? min_size(rows->head_rows - in_head, job->block_rows) : 0;
    *block = &source->block;
    source->head = first / rows->head_rows;
    enum status status = job_reserve(job, &source->block, count, error);
    if (status != STATUS_OK || count == 0)
        return status;
    if (job->product == PRODUCT_CONTEXT)
        status = mix(rows, count, error);
    else
        memcpy(source->block.data, matrix_row(all, first),
               count * all->columns * precision_size(all->precision));
    if (status != STATUS_OK)
        return status;
    rows->next += count;
    source->share = (double)rows->next / (double)total;
    return job_label_rows(&source->block, all, first, count, error);
}

static void close_rows(struct rows_source *source)
{
    struct whole *rows = (struct whole *)source;
    matrix_free(&source->block);
    matrix_free(&rows->scores);
    free(rows);
}

enum status rows_whole_open(struct rows_source **source, struct job *job, struct error *error)
{
    struct whole *rows = memory_new(1, sizeof *rows);
    *source = NULL;
    if (!rows)
        return error_memory(error, "the rows");
    rows->source = (struct rows_source){.next = next_rows, .close = close_rows, .job = job};
    enum status status = make(rows, error);
    if (status != STATUS_OK) {
        close_rows(&rows->source);
        return status;
    }
    *source = &rows->source;
    return STATUS_OK;
}

/* Rows of a matrix that has to be whole in memory: normalised down columns or over all cells
 * (--axis), ready-made scores of which the last query's place counts (--offset=end), or ready-made
 * heads, which stand one after another. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
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
    const size_t heads = job->heads + job->blank_masked; /* the copy of one head's is the last */
    if (!size_multiply(query_count, heads, &rows) ||
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
    scores->rows = query_count * job->heads;
    return STATUS_OK;
}

/* The scores of all queries, head after head. */
static enum status compute_scores(struct whole *rows, struct error *error)
{
    struct job *job = rows->source.job;
    const struct matrix *queries = &job->inputs.rows.matrix;
    const struct source_block all = {
        .places = job->inputs.rows.places, .count = queries->rows, .matrix = queries};
    struct query_block block;
    enum status status = reserve_scores(job, &rows->scores, queries->rows, error);
    if (status != STATUS_OK)
        return status;
    for (size_t h = 0; h < job->heads; h++) {
        status = job_query_block(job, &all, &block, error);
        if (status != STATUS_OK)
            return status;
        /* Those of linear attention, made for rows, would be in units of each. */
        block.shown = job->layer.attention.normalizer.function->kind == NORMALIZER_LINEAR;
        const double start = progress_seconds();
        status = layer_scores(job->plan, &block, job->first_head + h,
                              matrix_row(&rows->scores, h * queries->rows), error);
        job->arithmetic += progress_seconds() - start;
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* A head's scores to its distribution, blank where they are masked. */
static enum status normalize_head(struct whole *rows, struct attention_plan *plan,
                                  const struct query_block *block, void *scores,
                                  struct out_rows lse, struct error *error)
{
    const struct job *job = rows->source.job;
    const struct matrix *all = rows->all;
    const size_t count = rows->head_rows * all->columns;
    void *copy = matrix_row(all, all->rows);
    const bool blank = job->blank_masked && job->fused;
    if (blank)
        memcpy(copy, scores, count * precision_size(all->precision));
    enum status status =
        attention_normalize_matrix(plan, job->request->axis, block, scores, lse, error);
    if (status == STATUS_OK && blank)
        job_blank_masked(scores, copy, count, all->precision);
    return status;
}

/* How many heads the rows of the input are of. */
static size_t ready_heads(const struct job *job)
{
    return job->fused ? 1 : job->heads;
}

/* Each head's scores to its distribution, or to scores where these are wanted. `plan` does it; the
 * bias, the mask and the slope of ready-made scores are in `queries`. */
static enum status normalize(struct whole *rows, struct attention_plan *plan,
                             const struct query_block *queries, struct error *error)
{
    struct job *job = rows->source.job;
    struct out_rows lse;
    enum status status = rows_lse(&rows->source, rows->all->rows, &lse, error);
    if (status != STATUS_OK)
        return status;
    for (size_t h = 0; h < job->heads; h++) {
        void *scores = matrix_row(rows->all, h * rows->head_rows);
        const struct query_block block =
            job->fused ? *queries : layer_head_block(&job->layer, queries, h);
        layer_set_head(&job->layer, plan, job->first_head + h);
        if (job->product == PRODUCT_SCORES)
            attention_adjust(plan, &block, scores);
        else
            status = normalize_head(
                rows, plan, &block, scores,
                out_from(lse, h * rows->head_rows, precision_size(rows->all->precision)), error);
        if (status != STATUS_OK)
            return status;
    }
    return job_queries_end(job, job->inputs.rows.taken / ready_heads(job), error);
}

/* The scores of all queries, normalised: bias, mask and temperature are in them already. */
static enum status compute_all(struct whole *rows, struct error *error)
{
    const struct job *job = rows->source.job;
    rows->head_rows = job->inputs.rows.matrix.rows;
    rows->all = &rows->scores;
    enum status status = compute_scores(rows, error);
    if (status != STATUS_OK)
        return status;
    const struct attention problem = problem_of_adjusted_scores(job->request, &job->layer);
    struct attention_plan *plan;
    status = attention_plan_new(&plan, &problem, job->request->kernel, job->pool, error);
    if (status != STATUS_OK)
        return status;
    const struct query_block queries = {.queries = {.count = rows->head_rows}};
    status = normalize(rows, plan, &queries, error);
    attention_plan_free(plan);
    return status;
}

/* The stage's own operand, normalised where it is scores. */
static enum status take_all(struct whole *rows, struct error *error)
{
    struct job *job = rows->source.job;
    rows->all = &job->inputs.rows.matrix;
    rows->head_rows = rows->all->rows / job->heads;
    if (!job->takes_scores)
        return STATUS_OK;
    const struct source_block ready = {.places = job->inputs.rows.places, .count = rows->head_rows};
    job_see_keys(job, rows->all->data, rows->all->rows, rows->all->columns);
    struct query_block queries;
    enum status status = job_query_block(job, &ready, &queries, error);
    return status == STATUS_OK ? normalize(rows, layer_core(job->plan, 0), &queries, error)
                               : status;
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
    const struct source *input = &job->inputs.rows;
    *block = &source->block;
    source->head = first / rows->head_rows;
    source->from = (struct source_block){.index = in_head,
                                         .first = count ? source_place(input, in_head)
                                                        : input->taken / ready_heads(job),
                                         .places = input->places ? input->places + in_head : NULL,
                                         .count = count};
    /* The scores of every head have the labels of the queries. */
    const bool computed = all == &rows->scores;
    enum status status =
        job_make_block(job, &source->block, computed ? &job->inputs.rows.matrix : all,
                       computed ? in_head : first, count, error);
    if (status != STATUS_OK || count == 0)
        return status;
    if (job->product == PRODUCT_CONTEXT) {
        status = mix(rows, count, error);
    } else {
        memcpy(source->block.data, matrix_row(all, first),
               count * all->columns * precision_size(all->precision));
        rows_add_lse(source, first);
    }
    rows->next += count;
    source->share = (double)rows->next / (double)total;
    return status;
}

static void close_rows(struct rows_source *source)
{
    struct whole *rows = (struct whole *)source;
    matrix_free(&source->block);
    matrix_free(&source->lse);
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
    enum status status = job->fused ? compute_all(rows, error) : take_all(rows, error);
    if (status != STATUS_OK) {
        close_rows(&rows->source);
        return status;
    }
    *source = &rows->source;
    return STATUS_OK;
}

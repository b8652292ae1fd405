/* Rows of the stage's own operand as they come: as they are, normalised where they are scores, or
 * mixed with the values where they are a distribution and a context is wanted. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/problem.h"
#include "run/progress.h"
#include "run/rows.h"

/* Sets the flagged columns to 0: a weight of 0 skips its value, whatever that holds. */
static void clear_columns(const struct matrix *matrix, const unsigned char *flags)
{
    size_t size = precision_size(matrix->precision);
    for (size_t row = 0; row < matrix->rows; row++)
        for (size_t column = 0; column < matrix->columns; column++)
            if (flags[column])
                memset((char *)matrix_row(matrix, row) + column * size, 0, size);
}

/* Ready-made scores to the distribution, or to scores where these are wanted. */
static enum status take_scores(struct rows_source *source, const struct matrix *read,
                               struct error *error)
{
    struct job *job = source->job;
    const struct source_block *from = &source->from;
    struct attention_plan *plan = layer_core(job->plan, 0);
    struct source_block queries = *from;
    queries.matrix = NULL;
    struct query_block block;
    struct out_rows lse;
    enum status status = job_query_block(job, &queries, &block, error);
    if (status == STATUS_OK)
        status = rows_lse(source, from->count, &lse, error);
    if (status != STATUS_OK)
        return status;
    block = layer_head_block(&job->layer, &block, 0);
    job_see_keys(job, read->data, from->count, read->columns);
    if (job->product == PRODUCT_SCORES)
        attention_adjust(plan, &block, read->data);
    else
        attention_normalize(plan, &block, read->data, lse);
    return STATUS_OK;
}

/* The rows of a distribution with their log-sum-exps, in the block. */
static enum status add_lse(struct rows_source *source, const struct matrix *distribution,
                           struct error *error)
{
    enum status status =
        job_make_block(source->job, &source->block, distribution, 0, source->from.count, error);
    if (status != STATUS_OK || source->from.count == 0)
        return status;
    memcpy(source->block.data, distribution->data,
           distribution->columns * source->from.count * precision_size(distribution->precision));
    rows_add_lse(source, 0);
    return STATUS_OK;
}

/* Mixes the values by a block of the distribution. */
static enum status mix(struct rows_source *source, const struct matrix *distribution,
                       struct error *error)
{
    struct job *job = source->job;
    enum status status =
        job_make_block(job, &source->block, distribution, 0, distribution->rows, error);
    if (status != STATUS_OK || distribution->rows == 0)
        return status;
    const struct rows weights = problem_rows(distribution);
    const double start = progress_seconds();
    const struct out_rows context = {source->block.data, job->width};
    status = layer_mix(job->plan, &weights, 0, context, error);
    job->arithmetic += progress_seconds() - start;
    return status;
}

static enum status next_rows(struct rows_source *source, const struct matrix **rows,
                             struct error *error)
{
    struct job *job = source->job;
    const struct matrix *read = &job->inputs.rows.matrix;
    const struct source_block *from = &source->from;
    enum status status = source_next(&job->inputs.rows, job->block_rows, &source->from, error);
    if (status != STATUS_OK)
        return status;
    source->share = source_share(&job->inputs.rows);
    if (job->inputs.dropped_keys)
        clear_columns(read, job->inputs.dropped_keys);
    if (from->count == 0)
        status = job_queries_end(job, from->first, error);
    else if (job->takes_scores)
        status = take_scores(source, read, error);
    if (status != STATUS_OK)
        return status;
    *rows = job->product == PRODUCT_CONTEXT || job->lse_width > 0 ? &source->block : read;
    if (job->product == PRODUCT_CONTEXT)
        return mix(source, read, error);
    return job->lse_width > 0 ? add_lse(source, read, error) : STATUS_OK;
}

static void close_rows(struct rows_source *source)
{
    matrix_free(&source->block);
    matrix_free(&source->lse);
    free(source);
}

enum status rows_read_open(struct rows_source **source, struct job *job, struct error *error)
{
    *source = memory_new(1, sizeof **source);
    if (!*source)
        return error_memory(error, "the rows");
    **source = (struct rows_source){.next = next_rows, .close = close_rows, .job = job};
    return STATUS_OK;
}

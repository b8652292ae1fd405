/* Rows computed from the queries as they come: nothing of size n x m is held. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/progress.h"
#include "run/rows.h"

struct computed {
    struct rows_source source;
    struct source_block queries; /* those at hand */
    struct matrix context, lse;  /* with --lse, before they are joined */
};

/* Scores and distributions come head after head, so the queries are read again for each; those to
 * be summed come with all heads of a block in turn, so that queries stream. */
static bool is_head_after_head(const struct job *job)
{
    return job->product == PRODUCT_SCORES || job->product == PRODUCT_DISTRIBUTION;
}

/* The next queries, or those at hand for the next head. */
static enum status next_queries(struct computed *rows, struct error *error)
{
    struct job *job = rows->source.job;
    struct source *source = &job->inputs.rows;
    size_t *head = &rows->source.head;
    if (job->product == PRODUCT_SUMMANDS && rows->queries.count > 0) {
        *head = (*head + 1) % job->heads;
        if (*head > 0)
            return STATUS_OK;
    }
    enum status status = source_next(source, job->block_rows, &rows->queries, error);
    if (status != STATUS_OK || rows->queries.count > 0)
        return status;
    if (is_head_after_head(job) && *head + 1 < job->heads) {
        ++*head;
        source_rewind(source);
        return source_next(source, job->block_rows, &rows->queries, error);
    }
    return job_queries_end(job, source->next, error);
}

static enum status compute_context(struct computed *rows, const struct query_block *queries,
                                   void *context, void *lse, struct error *error)
{
    const struct job *job = rows->source.job;
    if (job->request->one_head)
        return layer_head_context(job->plan, queries, job->first_head, context, lse, error);
    return layer_context(job->plan, queries, context, lse, error);
}

/* Room for `rows` rows of `columns`. */
static enum status reserve_part(struct matrix *part, enum precision precision, size_t rows,
                                size_t columns, struct error *error)
{
    part->precision = precision;
    part->columns = columns;
    part->rows = rows;
    return matrix_reserve(part, rows) ? STATUS_OK : error_memory(error, "a block of output");
}

/* Context and log-sum-exp, side by side in the block. */
static enum status compute_context_and_lse(struct computed *rows, const struct query_block *queries,
                                           struct error *error)
{
    const struct job *job = rows->source.job;
    const enum precision precision = rows->source.block.precision;
    const size_t count = queries->queries.count, width = job->width - job->lse_width;
    enum status status = reserve_part(&rows->context, precision, count, width, error);
    if (status != STATUS_OK)
        return status;
    status = reserve_part(&rows->lse, precision, count, job->lse_width, error);
    if (status != STATUS_OK)
        return status;
    status = compute_context(rows, queries, rows->context.data, rows->lse.data, error);
    if (status != STATUS_OK)
        return status;
    const size_t size = precision_size(precision);
    for (size_t row = 0; row < count; row++) {
        char *to = matrix_row(&rows->source.block, row);
        memcpy(to, matrix_row(&rows->context, row), width * size);
        memcpy(to + width * size, matrix_row(&rows->lse, row), job->lse_width * size);
    }
    return STATUS_OK;
}

/* The product of the queries at hand, into the block. */
static enum status compute(struct computed *rows, const struct query_block *queries,
                           struct error *error)
{
    const struct job *job = rows->source.job;
    const size_t head = job->first_head + rows->source.head;
    void *out = rows->source.block.data;
    switch (job->product) {
    case PRODUCT_SCORES:
        return layer_scores(job->plan, queries, head, out, error);
    case PRODUCT_CONTEXT:
        return job->lse_width > 0 ? compute_context_and_lse(rows, queries, error)
                                  : compute_context(rows, queries, out, NULL, error);
    default:
        return layer_distribution(job->plan, queries, head, out, error);
    }
}

static enum status next_rows(struct rows_source *source, const struct matrix **block,
                             struct error *error)
{
    struct computed *rows = (struct computed *)source;
    struct job *job = source->job;
    *block = &source->block;
    enum status status = next_queries(rows, error);
    if (status != STATUS_OK)
        return status;
    const struct source_block *from = &rows->queries;
    source->share = source_share(&job->inputs.rows);
    if (is_head_after_head(job))
        source->share = ((double)source->head + source->share) / (double)job->heads;
    status = job_reserve(job, &source->block, from->count, error);
    if (status != STATUS_OK || from->count == 0)
        return status;
    struct query_block queries;
    status = job_query_block(job, from, &queries, error);
    if (status != STATUS_OK)
        return status;
    const double start = progress_seconds();
    status = compute(rows, &queries, error);
    job->arithmetic += progress_seconds() - start;
    if (status != STATUS_OK)
        return status;
    return job_label_rows(&source->block, from->matrix, from->start, from->count, error);
}

static void close_rows(struct rows_source *source)
{
    struct computed *rows = (struct computed *)source;
    matrix_free(&source->block);
    matrix_free(&rows->context);
    matrix_free(&rows->lse);
    free(rows);
}

enum status rows_computed_open(struct rows_source **source, struct job *job, struct error *error)
{
    struct computed *rows = memory_new(1, sizeof *rows);
    *source = (struct rows_source *)rows;
    if (!rows)
        return error_memory(error, "the rows");
    **source = (struct rows_source){.next = next_rows, .close = close_rows, .job = job};
    return STATUS_OK;
}

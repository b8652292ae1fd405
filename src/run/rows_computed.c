/* Rows computed from the queries as they come: nothing of size n x m is held. */
#include <stdlib.h>

#include "base/memory.h"
#include "run/progress.h"
#include "run/rows.h"

struct computed {
    struct rows_source source;
    struct query_block block; /* the queries at hand, with what goes with them */
    struct matrix scores;     /* of them, made once more */
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
    struct source_block *queries = &rows->source.from;
    size_t *head = &rows->source.head;
    if (job->product == PRODUCT_SUMMANDS && queries->count > 0) {
        *head = (*head + 1) % job->heads;
        if (*head > 0)
            return STATUS_OK;
    }
    enum status status = source_next(source, job->block_rows, queries, error);
    if (status != STATUS_OK || queries->count > 0)
        return status;
    if (is_head_after_head(job) && *head + 1 < job->heads) {
        ++*head;
        source_rewind(source);
        return source_next(source, job->block_rows, queries, error);
    }
    return job_queries_end(job, queries->first, error);
}

/* Contexts and, with --lse, their log-sum-exps to the right of them. */
static enum status compute_context(struct computed *rows, const struct query_block *queries,
                                   struct error *error)
{
    const struct job *job = rows->source.job;
    const struct out_rows context = {rows->source.block.data, job->width};
    struct out_rows lse = {NULL, 0};
    if (job->lse_width > 0)
        lse = out_column(context, job->width - job->lse_width,
                         precision_size(rows->source.block.precision));
    if (job->request->one_head)
        return layer_head_context(job->plan, queries, job->first_head, context, lse, error);
    return layer_context(job->plan, queries, context, lse, error);
}

/* The scores of the queries at hand, once more. */
static enum status score_again(struct computed *rows, const struct query_block *queries,
                               struct error *error)
{
    const struct job *job = rows->source.job;
    struct matrix *scores = &rows->scores;
    scores->precision = rows->source.block.precision;
    scores->columns = job->width;
    if (!matrix_reserve(scores, queries->queries.count))
        return error_memory(error, "a block of scores");
    return layer_scores(job->plan, queries, job->first_head + rows->source.head, scores->data,
                        error);
}

static enum status shown_scores(struct rows_source *source, const struct matrix **scores,
                                struct error *error)
{
    struct computed *rows = (struct computed *)source;
    struct query_block shown = rows->block;
    shown.shown = true;
    *scores = &rows->scores;
    return score_again(rows, &shown, error);
}

/* NaN for the weights of masked cells: the scores tell which these are. */
static enum status blank_masked(struct computed *rows, const struct query_block *queries,
                                struct error *error)
{
    const struct matrix *block = &rows->source.block;
    enum status status = score_again(rows, queries, error);
    if (status == STATUS_OK)
        job_blank_masked(block->data, rows->scores.data, block->rows * block->columns,
                         block->precision);
    return status;
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
        return compute_context(rows, queries, error);
    default:
        break;
    }
    enum status status = layer_distribution(job->plan, queries, head, out, error);
    return status == STATUS_OK && job->blank_masked ? blank_masked(rows, queries, error) : status;
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
    const struct source_block *from = &source->from;
    source->share = source_share(&job->inputs.rows);
    if (is_head_after_head(job))
        source->share = ((double)source->head + source->share) / (double)job->heads;
    status = job_make_block(job, &source->block, from->matrix, from->start, from->count, error);
    if (status != STATUS_OK || from->count == 0)
        return status;
    status = job_query_block(job, from, &rows->block, error);
    if (status != STATUS_OK)
        return status;
    const double start = progress_seconds();
    status = compute(rows, &rows->block, error);
    job->arithmetic += progress_seconds() - start;
    return status;
}

static void close_rows(struct rows_source *source)
{
    struct computed *rows = (struct computed *)source;
    matrix_free(&source->block);
    matrix_free(&rows->scores);
    free(rows);
}

enum status rows_computed_open(struct rows_source **source, struct job *job, struct error *error)
{
    struct computed *rows = memory_new(1, sizeof *rows);
    *source = (struct rows_source *)rows;
    if (!rows)
        return error_memory(error, "the rows");
    **source = (struct rows_source){
        .next = next_rows, .shown = shown_scores, .close = close_rows, .job = job};
    return STATUS_OK;
}

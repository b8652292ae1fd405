/* Rows computed from the queries as they come: nothing of size n x m is held. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/ranks.h"
#include "run/progress.h"
#include "run/rows.h"

struct computed {
    struct rows_source source;
    struct query_block block; /* the queries at hand, with what goes with them */
    struct matrix scores;     /* of them, made once more */
    size_t blocks, round;     /* how many have been begun, by all ranks and by each */
    bool ended;               /* no more come */
};

/* Scores and distributions come head after head, so the queries are read again for each; those to
 * be summed come with all heads of a block in turn, so that queries stream. */
static bool is_head_after_head(const struct job *job)
{
    return job->product == PRODUCT_SCORES || job->product == PRODUCT_DISTRIBUTION;
}

/* How many queries to read: more from round to round, up to what suits the arithmetic. */
static size_t rows_wanted(const struct computed *rows)
{
    const struct job *job = rows->source.job;
    size_t wanted = job->first_rows;
    for (size_t round = rows->round; round > 0 && wanted < job->block_rows; round--)
        wanted *= 2;
    return min_size(wanted, job->block_rows);
}

/* The next queries, or those at hand for the next head. */
static enum status next_queries(struct computed *rows, struct error *error)
{
    struct job *job = rows->source.job;
    const size_t most = rows_wanted(rows);
    struct source *source = &job->inputs.rows;
    struct source_block *queries = &rows->source.from;
    size_t *head = &rows->source.head;
    if (job->product == PRODUCT_SUMMANDS && queries->count > 0) {
        *head = (*head + 1) % job->heads;
        if (*head > 0)
            return STATUS_OK;
    }
    enum status status = source_next(source, most, queries, error);
    if (status != STATUS_OK || queries->count > 0)
        return status;
    if (is_head_after_head(job) && *head + 1 < job->heads) {
        ++*head;
        source_rewind(source);
        return source_next(source, most, queries, error);
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
    enum status status =
        job->request->one_head
            ? layer_head_context(job->plan, queries, job->first_head, context, lse, error)
            : layer_context(job->plan, queries, context, lse, error);
    const enum precision precision = rows->source.block.precision;
    for (size_t row = 0; status == STATUS_OK && row < rows->source.block.rows; row++)
        for (size_t head = 0; head < job->lse_width; head++) {
            const size_t place = row * lse.stride + head;
            precision_put(lse.data, precision, place,
                          job_lse(job, precision_get(lse.data, precision, place)));
        }
    return status;
}

/* The scores of the queries at hand, once more. */
static enum status score_again(struct computed *rows, const struct query_block *queries,
                               struct error *error)
{
    const struct job *job = rows->source.job;
    struct matrix *scores = &rows->scores;
    scores->precision = rows->source.block.precision;
    scores->columns = job->layer.attention.key_count;
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
    struct out_rows lse;
    void *out = rows->source.block.data;
    switch (job->product) {
    case PRODUCT_SCORES:
        return layer_scores(job->plan, queries, head, out, error);
    case PRODUCT_CONTEXT:
        return compute_context(rows, queries, error);
    default:
        break;
    }
    enum status status = rows_lse(&rows->source, queries->queries.count, &lse, error);
    if (status == STATUS_OK)
        status = layer_distribution(job->plan, queries, head, out, lse, error);
    if (status != STATUS_OK)
        return status;
    rows_add_lse(&rows->source, 0);
    return job->blank_masked ? blank_masked(rows, queries, error) : STATUS_OK;
}

/* The next queries, and room for their rows. */
static enum status begin_rows(struct computed *rows, struct error *error)
{
    struct rows_source *source = &rows->source;
    struct job *job = source->job;
    enum status status = next_queries(rows, error);
    if (status != STATUS_OK)
        return status;
    const struct source_block *from = &source->from;
    source->share = source_share(&job->inputs.rows);
    if (is_head_after_head(job))
        source->share = ((double)source->head + source->share) / (double)job->heads;
    rows->ended = from->count == 0;
    status = job_make_block(job, &source->block, from->matrix, from->start, from->count, error);
    if (status != STATUS_OK || rows->ended)
        return status;
    return job_query_block(job, from, &rows->block, error);
}

static enum status fill_rows(struct computed *rows, struct error *error)
{
    const double start = progress_seconds();
    enum status status = compute(rows, &rows->block, error);
    rows->source.job->arithmetic += progress_seconds() - start;
    return status;
}

static enum status next_rows(struct rows_source *source, const struct matrix **block,
                             struct error *error)
{
    struct computed *rows = (struct computed *)source;
    *block = &source->block;
    enum status status = begin_rows(rows, error);
    return status == STATUS_OK && !rows->ended ? fill_rows(rows, error) : status;
}

/* The next block that is this rank's to compute, of the first rank any block; none at the end. */
static enum status begin_shared(struct computed *rows, struct error *error)
{
    enum status status = STATUS_OK;
    do {
        rows->round = rows->blocks / ranks_count();
        rows->source.owner = rows->blocks++ % ranks_count();
        if (!rows->ended)
            status = begin_rows(rows, error);
    } while (status == STATUS_OK && !rows->ended && ranks_own() > 0 &&
             rows->source.owner != ranks_own());
    return status;
}

/* Where ranks share the keys, all compute at the same time, those that have no more queries, too.
 */
static enum status fill_together(struct computed *rows, struct error *error)
{
    size_t in_round = rows->source.block.rows;
    enum status status = ranks_agree(STATUS_OK, &in_round, error);
    if (rows->ended)
        rows->block = (struct query_block){.queries = {.width = rows->block.queries.width}};
    return status == STATUS_OK && in_round > 0 ? fill_rows(rows, error) : status;
}

static size_t block_bytes(const struct matrix *block)
{
    return block->rows * block->columns * precision_size(block->precision);
}

/* Block b is computed by rank b mod R, and the ranks agree after each round of R blocks. The first
 * rank gives them all out, in order: those of others with their numbers, or for passes_text without
 * them. Another rank gives out its own, for passes_text, and otherwise comes to its end at once. */
static enum status next_shared(struct rows_source *source, const struct matrix **block,
                               struct error *error)
{
    struct computed *rows = (struct computed *)source;
    const bool first = ranks_own() == 0, passes_text = source->job->passes_text;
    *block = &source->block;
    for (;;) {
        enum status status = begin_shared(rows, error);
        if (status != STATUS_OK)
            return status;
        if (!rows->ended && source->owner != ranks_own()) {
            if (!passes_text && ranks_expect(source->owner) == block_bytes(*block))
                ranks_receive(source->block.data);
            return STATUS_OK;
        }
        if (source->job->shares_keys)
            status = fill_together(rows, error);
        else if (!rows->ended)
            status = fill_rows(rows, error);
        size_t in_round = source->block.rows;
        status = ranks_round(status, &in_round, error);
        if (status != STATUS_OK || in_round == 0 || first)
            return status;
        if (!rows->ended && passes_text)
            return STATUS_OK;
        ranks_send(source->block.data, rows->ended ? 0 : block_bytes(*block));
    }
}

static void close_rows(struct rows_source *source)
{
    struct computed *rows = (struct computed *)source;
    matrix_free(&source->block);
    matrix_free(&source->lse);
    matrix_free(&rows->scores);
    free(rows);
}

enum status rows_computed_open(struct rows_source **source, struct job *job, struct error *error)
{
    struct computed *rows = memory_new(1, sizeof *rows);
    *source = (struct rows_source *)rows;
    if (!rows)
        return error_memory(error, "the rows");
    **source = (struct rows_source){.next = ranks_count() > 1 ? next_shared : next_rows,
                                    .shown = shown_scores,
                                    .close = close_rows,
                                    .job = job};
    return STATUS_OK;
}

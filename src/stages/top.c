/* attn top: each query's best keys, a row each: query, key, score, weight, the best first and the
 * earlier key first among equals. From -q and -k without an n x m matrix, or from a ready-made
 * SIMILARITY. The weight is normalised over all keys, not over those listed. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/ranking.h"
#include "base/memory.h"
#include "run/listings.h"
#include "run/pipeline.h"
#include "run/problem.h"
#include "stages/stages.h"

/* The run, and room for what is found in a block of queries. */
struct run {
    const struct request *request;
    struct pipeline pipeline;
    struct attention problem; /* of the plan */
    struct attention_plan *plan;
    struct matrix weights; /* a block of scores, normalised */
    const struct matrix *scores;
    const struct matrix *shown; /* the same, but where some overflow, as they are listed */
    size_t *best;               /* block rows x options->count keys */
    size_t *found;
    size_t most;     /* keys that are listed for a query, at most */
    size_t capacity; /* rows that there is room for */
    size_t rows;     /* listed so far */
};

static double number_at(const struct matrix *matrix, size_t row, size_t column)
{
    return precision_get(matrix_row(matrix, row), matrix->precision, column);
}

/* A score as --temperature leaves it; that of computed ones which may overflow is shown so. */
static double score_at(const struct run *run, size_t row, size_t key)
{
    double score = number_at(run->shown, row, key);
    if (run->shown != run->scores)
        return score;
    score /= run->problem.normalizer.temperature;
    return run->scores->precision == PRECISION_DOUBLE ? score : (double)(float)score;
}

/* Whether a listed score is so large that it may stand for one that no number holds, or may have
 * been taken off to make room for such a one. */
static bool may_be_shifted(const struct run *run)
{
    double most = run->scores->precision == PRECISION_DOUBLE ? DBL_MAX : (double)FLT_MAX;
    for (size_t row = 0; row < run->scores->rows; row++)
        for (size_t rank = 0; rank < run->found[row]; rank++)
            if (fabs(number_at(run->scores, row, run->best[row * run->most + rank])) > most / 8)
                return true;
    return false;
}

static bool make_room(struct run *run, size_t rows)
{
    if (rows <= run->capacity)
        return true;
    free(run->best);
    free(run->found);
    run->best = memory_new_rows(rows, run->most, sizeof *run->best);
    run->found = memory_new(rows, sizeof *run->found);
    run->capacity = rows;
    return run->best && run->found && matrix_reserve(&run->weights, rows);
}

static void rank_row(void *context, size_t row, size_t worker)
{
    struct run *run = context;
    (void)worker;
    const struct matrix *scores = run->scores;
    run->found[row] = ranking_select(matrix_row(scores, row), scores->columns, scores->precision,
                                     run->most, run->best + row * run->most);
    memcpy(matrix_row(&run->weights, row), matrix_row(scores, row),
           scores->columns * precision_size(scores->precision));
}

static void list_row(const struct run *run, struct listing *listing, size_t row)
{
    const struct labels *keys = run->pipeline.job.columns;
    const struct inputs *inputs = &run->pipeline.job.inputs;
    const struct source *queries = &inputs->rows;
    const size_t query = source_place(queries, queries->whole ? run->rows + row : row);
    for (size_t rank = 0; rank < run->found[row]; rank++) {
        size_t key = run->best[row * run->most + rank];
        const size_t place = run->request->fused ? inputs_key_place(inputs, key) : key;
        listings_name(listing, run->request, &run->scores->row_labels, row, query);
        listings_name(listing, run->request, keys, key, place);
        listing_number(listing, score_at(run, row, key));
        listing_number(listing, number_at(&run->weights, row, key));
        listing_end_row(listing);
    }
}

/* Ranks, normalises and lists a block of scores. */
static enum status take_block(struct run *run, struct listing *listing, struct error *error)
{
    const struct matrix *scores = run->scores;
    if (!make_room(run, scores->rows))
        return error_memory(error, "the best keys");
    run->weights.rows = scores->rows;
    pool_run(run->pipeline.job.pool, scores->rows, rank_row, run);
    struct query_block block = {.queries = {.count = scores->rows}};
    attention_normalize(run->plan, &block, run->weights.data);
    struct rows_source *rows = run->pipeline.rows;
    run->shown = scores;
    if (rows->shown && may_be_shifted(run)) {
        enum status status = rows->shown(rows, &run->shown, error);
        if (status != STATUS_OK)
            return status;
    }
    for (size_t row = 0; row < scores->rows; row++)
        list_row(run, listing, row);
    run->rows += scores->rows;
    return listing_flush(listing, error);
}

static enum status list_all(struct run *run, struct listing *listing, struct error *error)
{
    static const char *const names[] = {"query", "key", "score", "weight"};
    if (!run->request->writing.plain)
        listings_header(listing, names, sizeof names / sizeof *names);
    enum status status;
    while ((status = pipeline_next(&run->pipeline, &run->scores, error)) == STATUS_OK &&
           run->scores->rows > 0) {
        status = take_block(run, listing, error);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

static enum status prepare(struct run *run, struct error *error)
{
    size_t keys = run->pipeline.job.width;
    run->most = run->request->count < keys ? run->request->count : keys;
    size_t top = run->request->layer.attention.normalizer.top; /* the others are masked */
    if (top && top < run->most)
        run->most = top;
    run->weights = (struct matrix){.precision = run->request->reading.precision, .columns = keys};
    const struct job *job = &run->pipeline.job;
    run->problem = problem_of_adjusted_scores(run->request, &job->layer);
    enum status status =
        attention_plan_new(&run->plan, &run->problem, run->request->kernel, job->pool, error);
    if (status == STATUS_OK)
        layer_set_head(&job->layer, run->plan, job->first_head);
    return status;
}

enum status stage_top(const struct request *request, struct error *error)
{
    struct run run = {.request = request};
    struct listing *listing = NULL;
    enum status status = pipeline_open(&run.pipeline, request, PRODUCT_SCORES, false, error);
    if (status == STATUS_OK)
        status = prepare(&run, error);
    if (status == STATUS_OK)
        status = listings_open(&listing, request, listings_for_people(request), error);
    if (status == STATUS_OK)
        status = list_all(&run, listing, error);
    if (status == STATUS_OK)
        status = listing_close(listing, error);
    else
        listing_abandon(listing);
    if (status == STATUS_OK) {
        pipeline_report(&run.pipeline);
        pipeline_note_unreached(&run.pipeline, attention_plan_unreached(run.plan));
    }
    attention_plan_free(run.plan);
    matrix_free(&run.weights);
    free(run.best);
    free(run.found);
    pipeline_close(&run.pipeline);
    return status;
}

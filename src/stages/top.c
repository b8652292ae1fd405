/* attn top: each query's best keys, a row each: query, key, score, weight, the best first and the
 * earlier key first among equals. From -q and -k without an n x m matrix, or from a ready-made
 * SIMILARITY. The weight is normalised over all keys, not over those listed. Or all keys whose
 * score is large enough, or each pair of a query and a later one that are alike (--pairs). What
 * else the files hold of a query (--append) or of a key (--show) may stand beside them. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/ranking.h"
#include "base/memory.h"
#include "base/ranks.h"
#include "run/explain_top.h"
#include "run/listings.h"
#include "run/output.h"
#include "run/pipeline.h"
#include "run/problem.h"
#include "run/row_cells.h"
#include "stages/stages.h"

enum { CELLS_BESIDE = 6 }; /* of a row at most, its indent too, besides those of --show */

/* Of the cells of a row of the queries, on a terminal: so many at most, and so wide. */
enum { OWN_MOST = 12, OWN_WIDEST = 24 };

/* A pair of keys i < j. */
struct pair {
    double score, shown; /* by which pairs are ranked, and as it is listed */
    size_t i, j;
};

/* The best pairs of all so far, of which `capacity` have room. */
struct pairs {
    struct pair *list;
    size_t count, capacity;
};

/* The run, and room for what is found in a block of queries. */
struct run {
    const struct request *request;
    struct pipeline pipeline;
    struct attention problem; /* of the plan */
    struct attention_plan *plan;
    bool weighs;           /* each key is listed with its weight */
    struct matrix weights; /* a block of scores, normalised */
    const struct matrix *scores;
    const struct matrix *shown; /* the same, but where some overflow, as they are listed */
    size_t *best;               /* block rows x `most` keys */
    size_t *found;
    size_t most;                     /* keys that are listed for a query, at most */
    bool limited;                    /* only scores of `wanted` or more are listed */
    double wanted;                   /* as they are printed, before a distance changes its sign, */
    double least;                    /* and as the pipeline gives them, or a little less */
    struct pairs pairs;              /* where the best of all are wanted */
    size_t capacity;                 /* rows that there is room for */
    size_t rows;                     /* listed so far */
    struct explanation *explanation; /* with --explain: the steps before */
    size_t cells;                    /* of a key that are shown */
};

static double number_at(const struct matrix *matrix, size_t row, size_t column)
{
    return precision_get(matrix_row(matrix, row), matrix->precision, column);
}

/* A number of the run's precision. */
static double rounded(const struct run *run, double number)
{
    return run->request->reading.precision == PRECISION_DOUBLE ? number : (double)(float)number;
}

/* A score as --temperature leaves it. */
static double divided(const struct run *run, double score)
{
    return rounded(run, score / run->problem.normalizer.temperature);
}

/* The same, or the distance; that of computed ones which may overflow is shown so. */
static double score_at(const struct run *run, size_t row, size_t key)
{
    double score = number_at(run->shown, row, key);
    if (run->shown == run->scores)
        score = divided(run, score);
    return run->request->list.distance ? fabs(score) : score;
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

/* A number below every score of the pipeline's that is `wanted` or more when it is printed, divided
 * by the temperature and rounded. */
static double least_score(const struct run *run)
{
    double temperature = run->problem.normalizer.temperature;
    double least = run->wanted * temperature;
    if (temperature < 1 || temperature > 1)
        least -= fabs(least) * 0x1p-20 + DBL_MIN * fmax(temperature, 1);
    return least;
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
    return run->best && run->found && (!run->weighs || matrix_reserve(&run->weights, rows));
}

/* The best keys of a row. */
static size_t select_best(const struct run *run, size_t row, size_t *best)
{
    const struct matrix *scores = run->scores;
    const void *numbers = matrix_row(scores, row);
    size_t begin = run->request->list.pairs ? run->rows + row + 1 : 0;
    if (!run->limited)
        return ranking_select(numbers, scores->columns, scores->precision, run->most, best);
    size_t found = ranking_select_least(numbers, begin, scores->columns, scores->precision,
                                        run->least, run->most, best);
    while (found > 0 && divided(run, number_at(scores, row, best[found - 1])) < run->wanted)
        found--;
    return found;
}

static void rank_row(void *context, size_t row, size_t worker)
{
    struct run *run = context;
    const struct matrix *scores = run->scores;
    (void)worker;
    run->found[row] = select_best(run, row, run->best + row * run->most);
    if (run->weighs)
        memcpy(matrix_row(&run->weights, row), matrix_row(scores, row),
               scores->columns * precision_size(scores->precision));
}

/* Matrices that are told of are indented. */
static void begin_row(const struct run *run, struct listing *listing)
{
    if (run->explanation)
        listing_text(listing, "", 0);
}

static void list_rank(const struct run *run, struct listing *listing, size_t rank)
{
    if (run->request->list.rank)
        listing_index(listing, rank + 1);
}

/* What is shown of a key, at the end of its row. */
static void list_cells(const struct run *run, struct listing *listing, size_t key)
{
    const struct labels *texts = &inputs_keys(&run->pipeline.job.inputs)->texts[TEXT_CELL];
    for (size_t i = 0; i < run->cells; i++) {
        size_t length;
        const char *text = labels_get(texts, key * run->cells + i, &length);
        listing_text(listing, text, length);
    }
}

/* How many cells of a row tell of a key. */
static size_t count_results(const struct run *run)
{
    return 2 + (size_t)run->request->list.rank + (size_t)run->weighs + run->cells;
}

/* How many cells of a row of the queries people are shown. */
static size_t count_own(const struct run *run)
{
    const size_t fields = reader_fields(run->pipeline.job.inputs.rows.reader);
    return min_size(fields, min_size(OWN_MOST, LISTING_MOST - CELLS_BESIDE - run->cells));
}

/* A row of the queries' file as it stands; for people the first of its cells. */
static void list_own(const struct run *run, struct listing *listing, const char *text,
                     size_t length)
{
    if (!listings_for_people(run->request)) {
        listing_row(listing, text, length);
        return;
    }
    const size_t count = count_own(run);
    struct labels cells = {0};
    if (!row_cells_cut(&cells, text, length, run->request))
        listing_fail(listing);
    for (size_t i = 0; i < count; i++) {
        text = i < cells.count ? labels_get(&cells, i, &length) : "";
        listing_short_text(listing, text, i < cells.count ? length : 0, OWN_WIDEST);
    }
    if (count < reader_fields(run->pipeline.job.inputs.rows.reader))
        listing_text(listing, "...", 3);
    labels_free(&cells);
}

/* A query of which no key is listed. */
static void list_none(const struct run *run, struct listing *listing, const char *text,
                      size_t length)
{
    list_own(run, listing, text, length);
    for (size_t i = 0; i < count_results(run); i++)
        listing_nothing(listing);
    listing_end_row(listing);
}

/* The queries that were taken out before row `place` of their file. */
static void list_gone(struct run *run, struct listing *listing, size_t place)
{
    size_t length;
    const char *text;
    while (run->request->append && !run->request->list.pairs &&
           (text = source_next_gone(&run->pipeline.job.inputs.rows, place, &length)) != NULL)
        list_none(run, listing, text, length);
}

/* Row `row` of `rows`, or query `place` of the file. */
static void list_query(const struct run *run, struct listing *listing, const struct matrix *rows,
                       size_t row, size_t place)
{
    size_t length;
    const char *text;
    begin_row(run, listing);
    if (run->request->append) {
        text = labels_get(&rows->texts[TEXT_ROW], row, &length);
        list_own(run, listing, text, length);
    } else {
        listings_name(listing, run->request, &rows->row_labels, row, place);
    }
}

static void list_row(struct run *run, struct listing *listing, size_t row)
{
    const struct labels *keys = run->pipeline.job.columns;
    const struct inputs *inputs = &run->pipeline.job.inputs;
    const struct source *queries = &inputs->rows;
    const size_t query = source_place(queries, queries->whole ? run->rows + row : row);
    list_gone(run, listing, query);
    for (size_t rank = 0; rank < run->found[row]; rank++) {
        size_t key = run->best[row * run->most + rank];
        const size_t place = run->request->fused ? inputs_key_place(inputs, key) : key;
        list_query(run, listing, run->scores, row, query);
        list_rank(run, listing, rank);
        listings_name(listing, run->request, keys, key, place);
        listing_number(listing, score_at(run, row, key));
        if (run->weighs)
            listing_number(listing, number_at(&run->weights, row, key));
        list_cells(run, listing, key);
        listing_end_row(listing);
    }
    if (!run->found[row] && run->request->append && !run->request->list.pairs) {
        size_t length;
        const char *text = labels_get(&run->scores->texts[TEXT_ROW], row, &length);
        list_none(run, listing, text, length);
    }
}

/* The better pair first; of equal ones the earlier. */
static int compare_pairs(const void *a, const void *b)
{
    const struct pair *p = a, *q = b;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    if (p->i != q->i)
        return p->i < q->i ? -1 : 1;
    return (p->j > q->j) - (p->j < q->j);
}

/* Leaves the best pairs alone, sorted, and from now on only those that are better. */
static void cut_pairs(struct run *run)
{
    struct pairs *pairs = &run->pairs;
    qsort(pairs->list, pairs->count, sizeof *pairs->list, compare_pairs);
    if (pairs->count < run->request->count)
        return;
    pairs->count = run->request->count;
    run->least = fmax(run->least, pairs->list[pairs->count - 1].score);
}

/* The pairs of a row join the best of all: twice as many as are wanted, and a row's, have room. */
static void take_pairs(struct run *run, size_t row)
{
    struct pairs *pairs = &run->pairs;
    for (size_t rank = 0; rank < run->found[row]; rank++) {
        size_t key = run->best[row * run->most + rank];
        pairs->list[pairs->count++] = (struct pair){number_at(run->scores, row, key),
                                                    score_at(run, row, key), run->rows + row, key};
    }
    if (pairs->count >= pairs->capacity - run->most)
        cut_pairs(run);
}

static void list_pairs(const struct run *run, struct listing *listing)
{
    const struct labels *keys = run->pipeline.job.columns;
    const struct inputs *inputs = &run->pipeline.job.inputs;
    for (size_t rank = 0; rank < run->pairs.count; rank++) {
        const struct pair *pair = &run->pairs.list[rank];
        list_query(run, listing, &inputs->rows.matrix, pair->i, inputs_key_place(inputs, pair->i));
        list_rank(run, listing, rank);
        listings_name(listing, run->request, keys, pair->j, inputs_key_place(inputs, pair->j));
        listing_number(listing, pair->shown);
        list_cells(run, listing, pair->j);
        listing_end_row(listing);
    }
}

/* Adds a name of the results, other than those that stand before it. */
static bool add_name(const struct run *run, struct labels *names, const char *name, size_t length)
{
    const struct labels none = {0};
    const struct labels *header =
        run->request->append ? reader_header(run->pipeline.job.inputs.rows.reader) : &none;
    return output_add_name(names, name, length, header, run->request);
}

/* The names of what is shown of a key. */
static bool add_cell_names(const struct run *run, struct labels *names)
{
    const struct inputs *inputs = &run->pipeline.job.inputs;
    const struct reader *reader = inputs->keys.reader ? inputs->keys.reader : inputs->rows.reader;
    const struct labels *header = reader_header(reader);
    bool added = true;
    for (size_t i = 0; i < run->cells && added; i++) {
        const size_t field = reader_cell_field(reader, i);
        char number[32];
        size_t length = (size_t)snprintf(number, sizeof number, "V%zu", field);
        const char *name = header->count ? labels_get(header, field - 1, &length) : number;
        added = add_name(run, names, name, length);
    }
    return added;
}

static bool add_names(const struct run *run, struct labels *names)
{
    const struct request *request = run->request;
    const char *const results[] = {
        request->append ? NULL : "query", request->list.rank ? "rank" : NULL, "key",
        request->list.distance ? "distance" : "score", run->weighs ? "weight" : NULL};
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (results[i] && !add_name(run, names, results[i], strlen(results[i])))
            return false;
    return add_cell_names(run, names);
}

/* With --append that of the queries' file stands before it; none in, none out. */
static enum status list_header(const struct run *run, struct listing *listing, struct error *error)
{
    const struct reader *rows = run->pipeline.job.inputs.rows.reader;
    size_t length;
    if (run->request->writing.plain || (run->request->append && !reader_has_header(rows)))
        return STATUS_OK;
    struct labels names = {0};
    if (!add_names(run, &names)) {
        labels_free(&names);
        return error_memory(error, "the names of columns");
    }
    begin_row(run, listing);
    if (run->request->append) {
        const char *text = reader_header_row(rows, &length);
        list_own(run, listing, text, length);
    }
    for (size_t i = 0; i < names.count; i++) {
        const char *name = labels_get(&names, i, &length);
        listing_text(listing, name, length);
    }
    listing_end_row(listing);
    labels_free(&names);
    return STATUS_OK;
}

/* The order of the first query's keys, and its weights: the first block has all rows that are told
 * of. */
static enum status tell_order(struct run *run, struct listing *listing, struct error *error)
{
    struct explanation *e = run->explanation;
    struct ranked best[TERMS_WHOLE];
    const size_t count = run->found[0];
    if (run->weighs) {
        e->weights =
            (struct matrix){.precision = run->weights.precision, .columns = e->telling.keys};
        if (!matrix_reserve(&e->weights, e->telling.rows))
            return error_memory(error, "the first rows");
        memcpy(e->weights.data, run->weights.data,
               e->telling.rows * e->telling.keys * precision_size(e->weights.precision));
        explanation_weights(e);
    }
    for (size_t rank = 0; rank < count && rank < TERMS_WHOLE; rank++) {
        const size_t key = run->best[rank];
        best[rank] = (struct ranked){0, key, score_at(run, 0, key)};
    }
    explain_ranking(&e->telling, best, count, e->telling.keys);
    return list_header(run, listing, error);
}

/* The order of the best pairs. */
static enum status tell_pairs(const struct run *run, struct listing *listing, struct error *error)
{
    struct ranked best[TERMS_WHOLE];
    const struct pairs *pairs = &run->pairs;
    for (size_t rank = 0; rank < pairs->count && rank < TERMS_WHOLE; rank++) {
        const struct pair *pair = &pairs->list[rank];
        best[rank] = (struct ranked){pair->i, pair->j, pair->shown};
    }
    explain_ranking(&run->explanation->telling, best, pairs->count, 0);
    return list_header(run, listing, error);
}

/* Ranks, normalises and lists a block of scores that this rank has computed. */
static enum status take_own(struct run *run, struct listing *listing, struct error *error)
{
    const struct matrix *scores = run->scores;
    if (!make_room(run, scores->rows))
        return error_memory(error, "the best keys");
    run->weights.rows = scores->rows;
    pool_run(run->pipeline.job.pool, scores->rows, rank_row, run);
    struct query_block block = {.queries = {.count = scores->rows}};
    if (run->weighs)
        attention_normalize(run->plan, &block, run->weights.data, NOWHERE);
    struct rows_source *rows = run->pipeline.rows;
    run->shown = scores;
    if (rows->shown && may_be_shifted(run)) {
        enum status status = rows->shown(rows, &run->shown, error);
        if (status != STATUS_OK)
            return status;
    }
    if (run->explanation && !run->pairs.list && run->rows == 0) {
        enum status status = tell_order(run, listing, error);
        if (status != STATUS_OK)
            return status;
    }
    for (size_t row = 0; row < scores->rows; row++)
        if (run->pairs.list)
            take_pairs(run, row);
        else if (!run->explanation || run->rows + row < run->explanation->telling.rows)
            list_row(run, listing, row);
    if (!run->pipeline.job.inputs.rows.whole)
        list_gone(run, listing, SIZE_MAX);
    if (ranks_own() > 0)
        return listing_pass(listing, error);
    return run->explanation ? STATUS_OK : listing_flush(listing, error);
}

/* A block of scores, or what another rank has listed of its own. */
static enum status take_block(struct run *run, struct listing *listing, struct error *error)
{
    const struct rows_source *rows = run->pipeline.rows;
    enum status status = STATUS_OK;
    run->rows = rows->from.index;
    if (rows->owner == ranks_own())
        status = take_own(run, listing, error);
    else
        status = listing_take(listing, rows->owner, error);
    run->rows += run->scores->rows;
    return status;
}

/* The best pairs of each rank join those of the first. */
static enum status gather_pairs(struct run *run, struct error *error)
{
    struct pairs *pairs = &run->pairs;
    const size_t size = sizeof *pairs->list;
    size_t in_round = 1;
    cut_pairs(run);
    enum status status = ranks_round(STATUS_OK, &in_round, error);
    if (status == STATUS_OK && ranks_own() > 0)
        ranks_send(pairs->list, pairs->count * size);
    for (size_t rank = 1; status == STATUS_OK && ranks_own() == 0 && rank < ranks_count(); rank++) {
        const size_t more = ranks_expect(rank) / size;
        ranks_receive(pairs->list + pairs->count);
        pairs->count += more;
        cut_pairs(run);
    }
    return status;
}

static enum status list_all(struct run *run, struct listing *listing, struct error *error)
{
    const bool begins = !run->explanation && ranks_own() == 0;
    enum status status = begins ? list_header(run, listing, error) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    while ((status = pipeline_next(&run->pipeline, &run->scores, error)) == STATUS_OK &&
           run->scores->rows > 0) {
        status = take_block(run, listing, error);
        if (status != STATUS_OK)
            return status;
    }
    if (status != STATUS_OK)
        return status;
    list_gone(run, listing, SIZE_MAX);
    if (run->pairs.list) {
        status = gather_pairs(run, error);
        if (status == STATUS_OK && run->explanation)
            status = tell_pairs(run, listing, error);
        if (status != STATUS_OK)
            return status;
        list_pairs(run, listing);
    }
    return STATUS_OK;
}

/* The steps to the scores, then the order of the keys, then those of the first queries. */
static enum status explain(struct run *run, struct error *error)
{
    struct pipeline *pipeline = &run->pipeline;
    struct explanation e = {.job = NULL};
    enum status status = explanation_open(&e, &pipeline->job, PRODUCT_SCORES, error);
    e.rows_apart = true;
    if (status == STATUS_OK)
        status = explanation_steps(&e, error);
    if (status == STATUS_OK)
        status = pipeline_open_rows(pipeline, error);
    if (status == STATUS_OK) {
        run->explanation = &e;
        if (pipeline->job.block_rows < SHOWN_WHOLE)
            pipeline->job.block_rows = SHOWN_WHOLE;
        status = list_all(run, e.telling.out, error);
    }
    if (status == STATUS_OK && !run->pairs.list && e.telling.rows < e.telling.count)
        tell_line(&e.telling, "  ... (%zu queries in all)", e.telling.count);
    run->explanation = NULL;
    return explanation_close(&e, status, error);
}

/* Room for the best pairs of all. */
static enum status reserve_pairs(struct run *run, struct error *error)
{
    struct pairs *pairs = &run->pairs;
    bool fits = size_multiply(2, run->request->count, &pairs->capacity) &&
                size_add(pairs->capacity, run->most, &pairs->capacity);
    pairs->list = fits ? memory_new(pairs->capacity, sizeof *pairs->list) : NULL;
    return pairs->list ? STATUS_OK : error_memory(error, "the best pairs");
}

static enum status prepare(struct run *run, struct error *error)
{
    const struct request *request = run->request;
    const struct job *job = &run->pipeline.job;
    size_t keys = job->width, count = request->count;
    size_t top = request->layer.attention.normalizer.top; /* the others are masked */
    double distance = request->list.max_distance;
    double least = isnan(distance) ? request->list.min_score : -distance;
    run->most = count && count < keys ? count : keys;
    if (top && top < run->most)
        run->most = top;
    run->weighs = !request->list.no_weight && !request->list.pairs;
    if (request->show)
        run->cells = matrix_texts(inputs_keys(&job->inputs), TEXT_CELL);
    if (run->cells > LISTING_MOST - CELLS_BESIDE)
        return error_set(error, STATUS_FAILED, "--show names %zu columns; %d at most are listed",
                         run->cells, LISTING_MOST - CELLS_BESIDE);
    run->problem = problem_of_adjusted_scores(request, &job->layer);
    run->limited = request->list.pairs || !isnan(least);
    run->wanted = isnan(least) ? -INFINITY : rounded(run, least);
    run->least = least_score(run);
    if (request->list.pairs && count)
        return reserve_pairs(run, error);
    if (!run->weighs)
        return STATUS_OK;
    run->weights = (struct matrix){.precision = request->reading.precision, .columns = keys};
    enum status status =
        attention_plan_new(&run->plan, &run->problem, request->kernel, job->pool, error);
    if (status == STATUS_OK)
        layer_set_head(&job->layer, run->plan, job->first_head);
    return status;
}

/* Of pairs only the half above the diagonal is computed, unless other options see to the window. */
static void look_ahead(struct request *request)
{
    struct mask *mask = &request->layer.attention.mask;
    if (!request->list.pairs || mask->window || mask->prefix || mask->offset || request->offset_end)
        return;
    mask->window = true;
    mask->left = 0;
    mask->right = -1;
}

static enum status list(struct run *run, struct error *error)
{
    struct listing *listing = NULL;
    enum status status =
        listings_open(&listing, run->request, listings_for_people(run->request), error);
    if (status != STATUS_OK)
        return status;
    if (run->request->append)
        listing_columns(listing, count_own(run) + count_results(run),
                        reader_fields(run->pipeline.job.inputs.rows.reader) + count_results(run));
    return listing_close(listing, list_all(run, listing, error), error);
}

enum status stage_top(const struct request *request, struct error *error)
{
    struct request own = *request;
    struct run run = {.request = &own};
    look_ahead(&own);
    enum status status = job_open(&run.pipeline.job, &own, PRODUCT_SCORES, false, error);
    run.pipeline.job.passes_text = true;
    if (status == STATUS_OK && !own.explain)
        status = pipeline_open_rows(&run.pipeline, error);
    if (status == STATUS_OK)
        status = prepare(&run, error);
    if (status == STATUS_OK)
        status = own.explain ? explain(&run, error) : list(&run, error);
    if (status == STATUS_OK) {
        pipeline_report(&run.pipeline);
        if (run.plan)
            pipeline_note_unreached(&run.pipeline, attention_plan_unreached(run.plan));
    }
    attention_plan_free(run.plan);
    matrix_free(&run.weights);
    free(run.best);
    free(run.found);
    free(run.pairs.list);
    pipeline_close(&run.pipeline);
    return status;
}

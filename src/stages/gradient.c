/* attn gradient: the gradients of the sum of upstream times context by what the context is made of,
 * each in the shape of its input (attention/gradient.h says how). Upstream is read in step with the
 * queries. Gradients with a row for each query go out as they come, those of keys, values and
 * weights at the end; with several, each into a file of its own. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ranks.h"
#include "base/text.h"
#include "run/explain_gradient.h"
#include "run/name_order.h"
#include "run/output.h"
#include "run/problem.h"
#include "run/progress.h"
#include "run/side_inputs.h"
#include "stages/stages.h"

enum { BLOCK_BYTES = 8 << 20, MOST_ROWS = 1024, MOST_ROWS_SHARED = 4 * GRADIENT_ROWS };

struct run {
    const struct request *request;
    struct pipeline pipeline; /* of which only the job is used */
    struct source upstream;
    struct matrix queries, upstream_rows; /* those at hand */
    struct name_balance balance;          /* of their names so far */
    size_t *places; /* the rows of the file that these queries are, where --missing=drop may take
                       some out; else NULL */
    struct gradient *gradient;
    struct matrix by_queries, by_bias; /* of these; by_bias: of all rows where they are summed */
    enum { BIAS_ROWS, BIAS_SUMMED, BIAS_BY_HEAD } bias_shape;
    struct output_writer *writers[BY_COUNT];
    char *paths[BY_COUNT];
    struct matrix kept[BY_COUNT]; /* with --explain: the gradients, in place of the writers, */
    const struct labels *names[BY_COUNT]; /* and the names of their columns */
    bool started;                         /* headers are written */
};

static bool wants(const struct run *run, enum gradient_by by)
{
    return run->request->gradient.by >> by & 1;
}

/* --- Rows that come in pieces ---------------------------------------------------------------- */

/* Rows of the block behind those that are held; `places`, if not NULL, are those of the held. */
static bool append(struct matrix *held, size_t *places, const struct source_block *block)
{
    size_t row = held->columns * precision_size(held->precision);
    if (!matrix_reserve(held, held->rows + block->count))
        return false;
    memcpy((char *)held->data + held->rows * row, matrix_row(block->matrix, block->start),
           block->count * row);
    for (size_t i = 0; places && i < block->count; i++)
        places[held->rows + i] = source_block_place(block, i);
    held->rows += block->count;
    for (size_t i = block->start; i < block->start + block->count; i++)
        if (!matrix_add_texts(held, block->matrix, i))
            return false;
    return true;
}

/* The next `count` rows, fewer only at the end: a pipe may bring them in any pieces, and sums over
 * queries have theirs. */
static enum status gather(struct matrix *held, size_t *places, struct source *source, size_t count,
                          struct error *error)
{
    struct source_block block = {.count = 1};
    held->precision = source->matrix.precision;
    held->columns = source->matrix.columns;
    matrix_clear_rows(held);
    while (held->rows < count && block.count > 0) {
        enum status status = source_next(source, count - held->rows, &block, error);
        if (status != STATUS_OK)
            return status;
        if (block.count > 0 && !append(held, places, &block))
            return error_memory(error, "a block of queries");
    }
    return STATUS_OK;
}

/* --- Where gradients go ---------------------------------------------------------------------- */

/* The output's name, with that of the gradient for each %. */
static char *path_of(const char *output, const char *name)
{
    size_t length = 1, name_length = strlen(name);
    for (const char *at = output; *at; at++)
        length += *at == '%' ? name_length : 1;
    char *path = memory_new(length, 1), *to = path;
    for (const char *at = output; path && *at; at++) {
        size_t count = *at == '%' ? name_length : 1;
        memcpy(to, *at == '%' ? name : at, count);
        to += count;
    }
    return path;
}

static enum status open_writers(struct run *run, struct error *error)
{
    struct request request = *run->request;
    for (int by = 0; by < BY_COUNT; by++) {
        if (!wants(run, (enum gradient_by)by) || request.explain)
            continue;
        if (request.output) {
            request.output = run->paths[by] = path_of(run->request->output, gradient_names[by]);
            if (!run->paths[by])
                return error_memory(error, "a file's name");
        }
        enum status status =
            output_writer_open(&run->writers[by], &request, run->pipeline.job.pool, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status close_writers(struct run *run, enum status status, struct error *error)
{
    for (int by = 0; by < BY_COUNT; by++)
        if (run->writers[by])
            status = output_writer_close(run->writers[by], status, error);
    return status;
}

static enum status give_header(struct run *run, enum gradient_by by, const struct labels *names,
                               size_t width, bool labels, struct error *error)
{
    run->names[by] = names;
    return run->request->explain
               ? STATUS_OK
               : output_writer_header(run->writers[by], names, width, 0, labels, error);
}

static enum status give_rows(struct run *run, enum gradient_by by, const struct matrix *rows,
                             struct error *error)
{
    struct matrix *kept = &run->kept[by];
    if (!run->request->explain)
        return output_writer_rows(run->writers[by], rows, error);
    kept->precision = rows->precision;
    kept->columns = rows->columns;
    const struct source_block block = {.count = rows->rows, .matrix = rows};
    return append(kept, NULL, &block) ? STATUS_OK : error_memory(error, "gradients that are told");
}

/* The input that a gradient has the shape and the names of; NULL: it has no names. */
static const struct matrix *input_of(const struct run *run, enum gradient_by by)
{
    static const struct {
        enum gradient_by by;
        enum side_file side;
    } sides[] = {
        {BY_PROJECT_QUERIES, SIDE_PROJECT_QUERIES}, {BY_PROJECT_KEYS, SIDE_PROJECT_KEYS},
        {BY_PROJECT_VALUES, SIDE_PROJECT_VALUES},   {BY_PROJECT_OUTPUT, SIDE_PROJECT_OUTPUT},
        {BY_SIMILARITY_WEIGHT, SIDE_SIMILARITY},    {BY_ADDITIVE_QUERY, SIDE_ADDITIVE_QUERY},
        {BY_ADDITIVE_KEY, SIDE_ADDITIVE_KEY}};
    const struct inputs *inputs = &run->pipeline.job.inputs;
    if (by == BY_QUERIES)
        return &inputs->rows.matrix;
    if (by == BY_KEYS)
        return inputs_keys(inputs);
    if (by == BY_VALUES)
        return inputs_values(inputs);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (sides[i].by == by)
            return &inputs->sides.files[sides[i].side].matrix;
    return NULL;
}

/* Header and rows of a gradient that has come whole. */
static enum status write_whole(struct run *run, enum gradient_by by, const struct rows *rows,
                               const struct labels *columns, const struct labels *row_labels,
                               struct error *error)
{
    const struct matrix matrix = {.precision = run->request->reading.precision,
                                  .rows = rows->count,
                                  .columns = rows->width,
                                  .data = (void *)(uintptr_t)rows->data,
                                  .row_labels = *row_labels};
    enum status status = give_header(run, by, columns, rows->width, row_labels->count > 0, error);
    return status == STATUS_OK ? give_rows(run, by, &matrix, error) : status;
}

static enum status write_sums(struct run *run, struct error *error)
{
    static const struct labels none = {0};
    for (int i = 0; i < BY_COUNT; i++) {
        enum gradient_by by = (enum gradient_by)i;
        if (!wants(run, by) || by == BY_QUERIES || by == BY_BIAS)
            continue;
        const struct matrix *input = input_of(run, by);
        struct rows rows = gradient_get(run->gradient, by);
        enum status status = write_whole(run, by, &rows, input ? &input->column_labels : &none,
                                         input ? &input->row_labels : &none, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* --- The bias -------------------------------------------------------------------------------- */

/* The names of the keys, if they are those of the columns. */
static const struct labels *bias_columns(const struct run *run)
{
    static const struct labels none = {0};
    const struct labels *keys = &inputs_keys(&run->pipeline.job.inputs)->row_labels;
    return keys->count == run->pipeline.job.bias.columns ? keys : &none;
}

/* Rows of m numbers become rows of as many as the file has columns. */
static void narrow(struct matrix *rows, size_t count, size_t columns)
{
    size_t size = precision_size(rows->precision), from = rows->columns * size, to = columns * size;
    for (size_t row = 0; from != to && row < count; row++)
        memmove((char *)rows->data + row * to, (char *)rows->data + row * from, to);
}

/* After the first block the shape of the file is known: room for its gradient, or for a block of
 * it. */
static enum status shape_bias(struct run *run, size_t block_rows, struct error *error)
{
    const struct job *job = &run->pipeline.job;
    struct matrix *by = &run->by_bias;
    run->bias_shape = job->bias.head_stride ? BIAS_BY_HEAD
                      : job->bias.repeated  ? BIAS_SUMMED
                                            : BIAS_ROWS;
    size_t rows = run->bias_shape == BIAS_BY_HEAD
                      ? job->bias.head_stride * run->request->layer.heads
                      : block_rows + (run->bias_shape == BIAS_SUMMED);
    by->precision = run->request->reading.precision;
    by->columns = job->layer.attention.key_count;
    if (!matrix_reserve(by, rows))
        return error_memory(error, "the gradient of the bias");
    memset(by->data, 0, rows * by->columns * precision_size(by->precision));
    return STATUS_OK;
}

/* Where the gradient of the next rows goes; of summed ones, after the sum. */
static struct out_rows bias_place(const struct run *run, size_t first)
{
    const struct matrix *by = &run->by_bias;
    size_t row = run->bias_shape == BIAS_SUMMED ? 1
                 : run->bias_shape == BIAS_BY_HEAD
                     ? run->pipeline.job.bias.head_stride * run->request->first_head + first
                     : 0;
    return (struct out_rows){matrix_row(by, row), by->columns};
}

/* `count` rows of it have come. */
static enum status take_bias(struct run *run, size_t count, struct error *error)
{
    struct matrix *by = &run->by_bias;
    if (run->bias_shape == BIAS_BY_HEAD)
        return STATUS_OK;
    for (size_t row = 1; run->bias_shape == BIAS_SUMMED && row <= count; row++)
        for (size_t j = 0; j < by->columns; j++)
            precision_put(by->data, by->precision, j,
                          precision_get(by->data, by->precision, j) +
                              precision_get(matrix_row(by, row), by->precision, j));
    if (run->bias_shape == BIAS_SUMMED)
        return STATUS_OK;
    size_t columns = run->pipeline.job.bias.columns;
    narrow(by, count, columns);
    const struct matrix rows = {.precision = by->precision,
                                .rows = count,
                                .columns = columns,
                                .data = by->data,
                                .row_labels = run->queries.row_labels};
    return give_rows(run, BY_BIAS, &rows, error);
}

/* What has been held of it. */
static enum status write_bias(struct run *run, struct error *error)
{
    static const struct labels none = {0};
    const struct job *job = &run->pipeline.job;
    size_t count =
        run->bias_shape == BIAS_SUMMED ? 1 : job->bias.head_stride * run->request->layer.heads;
    if (!wants(run, BY_BIAS) || run->bias_shape == BIAS_ROWS)
        return STATUS_OK;
    narrow(&run->by_bias, count, job->bias.columns);
    const struct rows rows = {run->by_bias.data, count, job->bias.columns, job->bias.columns};
    return write_whole(run, BY_BIAS, &rows, bias_columns(run), &none, error);
}

/* --- Block by block -------------------------------------------------------------------------- */

static enum status start_rows(struct run *run, size_t block_rows, struct error *error)
{
    const struct job *job = &run->pipeline.job;
    bool labels = run->queries.row_labels.count > 0;
    enum status status = STATUS_OK;
    run->started = true;
    run->by_queries = (struct matrix){.precision = run->request->reading.precision,
                                      .columns = job->inputs.rows.matrix.columns};
    if (wants(run, BY_QUERIES))
        status = give_header(run, BY_QUERIES, &job->inputs.rows.matrix.column_labels,
                             run->by_queries.columns, labels, error);
    if (status == STATUS_OK && wants(run, BY_BIAS))
        status = shape_bias(run, block_rows, error);
    if (status == STATUS_OK && wants(run, BY_BIAS) && run->bias_shape == BIAS_ROWS)
        status = give_header(run, BY_BIAS, bias_columns(run), job->bias.columns, labels, error);
    return status;
}

/* Upstream has a row for each query that is not dropped, and as many columns as the context. */
static enum status check_upstream(const struct run *run, bool more, struct error *error)
{
    const struct job *job = &run->pipeline.job;
    size_t columns = run->upstream.matrix.columns, taken = run->upstream.next;
    if (columns != job->width)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s, the context %zu: upstream is a gradient by the "
                         "context",
                         run->upstream.name, columns, text_plural(columns), job->width);
    if (more)
        return error_set(error, STATUS_FAILED,
                         "%s has more rows than %s, which has %zu%s: upstream has a row for each "
                         "query",
                         run->upstream.name, job->inputs.rows.name, job->inputs.rows.next,
                         job->inputs.rows.dropped ? " after --missing=drop" : "");
    if (run->upstream_rows.rows < run->queries.rows)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu row%s, %s has more: upstream has a row for each query",
                         run->upstream.name, taken, text_plural(taken), job->inputs.rows.name);
    return STATUS_OK;
}

/* The names of upstream's rows are not to be those of the queries in another order. */
static enum status check_names(struct run *run, struct error *error)
{
    const struct names expected = {&run->queries.row_labels, run->pipeline.job.inputs.rows.name,
                                   "rows"};
    const struct names found = {&run->upstream_rows.row_labels, run->upstream.name, "rows"};
    enum status status = STATUS_OK;
    for (size_t row = 0; status == STATUS_OK && row < run->queries.rows; row++)
        status =
            name_order_check_row(&run->balance, expected, row, found, row,
                                 "each row of upstream has to be in the place of its query", error);
    return status;
}

/* The queries at hand, of which the first is number `first`. */
static enum status add_block(struct run *run, size_t first, size_t block_rows, struct error *error)
{
    struct job *job = &run->pipeline.job;
    const struct source_block from = {.first = run->places ? run->places[0] : first,
                                      .places = run->places,
                                      .index = first,
                                      .count = run->queries.rows,
                                      .matrix = &run->queries};
    struct query_block block;
    enum status status = job_query_block(job, &from, &block, error);
    if (status == STATUS_OK && !run->started)
        status = start_rows(run, block_rows, error);
    if (status != STATUS_OK)
        return status;
    struct matrix *by = &run->by_queries;
    struct out_rows by_queries = NOWHERE, by_bias = NOWHERE;
    if (wants(run, BY_QUERIES) && !matrix_reserve(by, from.count))
        return error_memory(error, "a block of output");
    if (wants(run, BY_QUERIES))
        by_queries = (struct out_rows){by->data, by->columns};
    if (wants(run, BY_BIAS))
        by_bias = bias_place(run, first);
    const struct rows upstream = problem_rows(&run->upstream_rows);
    const double start = progress_seconds();
    status = gradient_add(run->gradient, &block, &upstream, by_queries, by_bias,
                          run->bias_shape == BIAS_BY_HEAD ? job->bias.head_stride : 0, error);
    job->arithmetic += progress_seconds() - start;
    if (status == STATUS_OK && wants(run, BY_BIAS))
        status = take_bias(run, from.count, error);
    if (status != STATUS_OK || !wants(run, BY_QUERIES))
        return status;
    const struct matrix rows = {.precision = by->precision,
                                .rows = from.count,
                                .columns = by->columns,
                                .data = by->data,
                                .row_labels = run->queries.row_labels};
    return give_rows(run, BY_QUERIES, &rows, error);
}

/* How many queries are worked on at a time: a multiple of what their sums are made of. */
static size_t choose_rows(const struct run *run)
{
    const struct job *job = &run->pipeline.job;
    bool cells = run->request->mask_file || run->request->bias_file;
    size_t numbers = 2 * job->inputs.rows.matrix.columns + job->width +
                     (cells ? job->layer.attention.key_count : 0);
    /* Smaller blocks share out better. */
    size_t most = ranks_count() > 1 ? MOST_ROWS_SHARED : MOST_ROWS;
    size_t rows = min_size(BLOCK_BYTES / sizeof(double) / numbers, most);
    return rows < GRADIENT_ROWS ? GRADIENT_ROWS : rows / GRADIENT_ROWS * GRADIENT_ROWS;
}

/* The next queries, and what goes with them. */
static enum status next_block(struct run *run, size_t block_rows, struct error *error)
{
    enum status status =
        gather(&run->queries, run->places, &run->pipeline.job.inputs.rows, block_rows, error);
    if (status != STATUS_OK)
        return status;
    const size_t count = run->queries.rows;
    status = gather(&run->upstream_rows, NULL, &run->upstream, count ? count : 1, error);
    if (status == STATUS_OK)
        status = check_upstream(run, run->upstream_rows.rows > count, error);
    return status == STATUS_OK ? check_names(run, error) : status;
}

/* The rows of a block that this rank has computed; *more: whether any rank has one in this round.
 */
static enum status end_round(struct run *run, enum status status, size_t *more, struct error *error)
{
    *more = run->queries.rows;
    status = ranks_round(status, more, error);
    if (status != STATUS_OK || *more == 0 || ranks_own() == 0)
        return status;
    return output_writer_pass(run->writers[BY_QUERIES], error);
}

/* Where ranks share the queries, block b is that of rank b mod R. */
static enum status add_all(struct run *run, struct error *error)
{
    struct job *job = &run->pipeline.job;
    size_t block_rows = choose_rows(run), first = 0;
    if (run->request->reading.missing == MISSING_DROP &&
        !(run->places = memory_new(block_rows, sizeof *run->places)))
        return error_memory(error, "the places of queries");
    for (size_t owner = 0;; owner = (owner + 1) % ranks_count()) {
        enum status status = next_block(run, block_rows, error);
        size_t more = run->queries.rows;
        if (status != STATUS_OK)
            return status;
        if (more > 0 && owner == ranks_own())
            status = add_block(run, first, block_rows, error);
        if (more == 0 || owner == ranks_own())
            status = end_round(run, status, &more, error);
        else if (ranks_own() == 0)
            status = output_writer_take(run->writers[BY_QUERIES], owner, error);
        if (status != STATUS_OK)
            return status;
        if (more == 0)
            return job_queries_end(job, job->inputs.rows.taken, error);
        first += run->queries.rows;
        run->pipeline.rows_done = first;
        progress_rows(first, source_share(&job->inputs.rows));
    }
}

static enum status explain(struct run *run, struct error *error)
{
    struct made_gradient made[BY_COUNT] = {{{0}}};
    for (int by = 0; by < BY_COUNT; by++)
        if (run->kept[by].rows > 0)
            made[by] = (struct made_gradient){problem_rows(&run->kept[by]),
                                              &run->kept[by].row_labels, run->names[by]};
    return explain_gradient(&run->pipeline.job, &run->upstream, made, error);
}

static enum status run_all(struct run *run, struct error *error)
{
    const struct request *request = run->request;
    struct job *job = &run->pipeline.job;
    enum status status = pipeline_open(&run->pipeline, request, PRODUCT_CONTEXT, true, error);
    if (status != STATUS_OK)
        return status;
    struct request reading = side_reading(request);
    if (request->explain)
        reading.reading.held = inputs_bytes(&job->inputs);
    status = source_open(&run->upstream, request->gradient.upstream, &reading, job->pool, error);
    if (status == STATUS_OK && request->explain)
        status = source_read_all(&run->upstream, error);
    if (status != STATUS_OK)
        return status;
    const struct gradient_wish wish = {request->gradient.by, job->first_head, job->heads};
    status = gradient_new(&run->gradient, &job->layer, job->plan, &wish, request->kernel, job->pool,
                          error);
    if (status == STATUS_OK)
        status = open_writers(run, error);
    if (status == STATUS_OK)
        status = add_all(run, error);
    if (status == STATUS_OK)
        status = gradient_end(run->gradient, error);
    progress_end();
    if (status == STATUS_OK)
        status = write_bias(run, error);
    if (status == STATUS_OK)
        status = write_sums(run, error);
    return status == STATUS_OK && request->explain ? explain(run, error) : status;
}

enum status stage_gradient(const struct request *request, struct error *error)
{
    struct run run = {.request = request};
    enum status status = close_writers(&run, run_all(&run, error), error);
    if (status == STATUS_OK)
        pipeline_report(&run.pipeline);
    gradient_free(run.gradient);
    source_close(&run.upstream);
    free(run.places);
    matrix_free(&run.queries);
    matrix_free(&run.upstream_rows);
    matrix_free(&run.by_queries);
    matrix_free(&run.by_bias);
    for (int by = 0; by < BY_COUNT; by++) {
        free(run.paths[by]);
        matrix_free(&run.kept[by]);
    }
    pipeline_close(&run.pipeline);
    return status;
}

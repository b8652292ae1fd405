/* What a run reads and computes with; see job.h. */
#include "run/job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/note.h"
#include "base/ranks.h"
#include "base/text.h"
#include "run/context_labels.h"
#include "run/problem.h"
#include "run/progress.h"
#include "run/shape.h"
#include "table/decimal/decimal.h"
#include "table/output.h"

enum {
    BLOCK_BYTES = 8 << 20, /* about what a block of output may take */
    PLAIN_ROWS = 1024,     /* rows in a block where nothing is computed */
    /* The numbers that a block of narrow rows has at least, read or written, so that the costs of a
     * block itself do not show. Blocks that are computed cost more, so fewer numbers do. */
    PLAIN_NUMBERS = 1 << 17,
    COMPUTED_NUMBERS = 1 << 14,
};

/* How many narrow rows make a block worth its costs, well within the memory allowed. */
static size_t least_block_rows(const struct job *job, size_t columns)
{
    const struct reader_options *reading = &job->request->reading;
    size_t numbers = job->plan ? COMPUTED_NUMBERS : PLAIN_NUMBERS;
    size_t allowed = reading->max_memory / precision_size(reading->precision) / 8;
    if (reading->max_memory)
        numbers = min_size(numbers, allowed);
    return numbers / columns;
}

/* Rows in a block: what suits the arithmetic, but no more than BLOCK_BYTES of the widest rows. */
static size_t choose_block_rows(const struct job *job)
{
    const size_t read = job->inputs.rows.matrix.columns;
    const size_t width = job->width ? job->width : 1; /* of text alone */
    size_t fitting = BLOCK_BYTES / (width * precision_size(job->request->reading.precision));
    size_t suited = job->plan ? attention_block_rows(layer_core(job->plan, 0)) : PLAIN_ROWS;
    if (job->shares_keys) /* keys go round for each block */
        suited *= 2;
    else if (job->plan && ranks_count() > 1) /* smaller blocks share out better */
        suited = attention_plan_blocks(layer_core(job->plan, 0)).rows * pool_width(job->pool);
    size_t least = least_block_rows(job, width > read ? width : read);
    size_t step = job->plan ? attention_block_step(layer_core(job->plan, 0)) : 1;
    fitting = fitting > step ? fitting / step * step : fitting;
    size_t rows = min_size(suited < least ? least : suited, fitting);
    return rows ? rows : 1;
}

/* Ranks cut the queries alike, whatever their machines are. The first blocks are small, so that few
 * queries share out, too. */
static enum status agree_on_blocks(struct job *job, struct error *error)
{
    job->first_rows = job->block_rows;
    if (ranks_count() == 1)
        return STATUS_OK;
    job->first_rows = attention_block_step(layer_core(job->plan, 0));
    if (ranks_own() > 0)
        job->block_rows = job->first_rows = 0;
    enum status status = ranks_agree(STATUS_OK, &job->block_rows, error);
    if (status == STATUS_OK)
        status = ranks_agree(STATUS_OK, &job->first_rows, error);
    const struct layer *layer = &job->layer;
    const size_t heads = job->shares_keys ? layer->heads : 0;
    for (size_t head = 0; status == STATUS_OK && head < heads; head += heads / layer->kv_heads)
        status = attention_reserve_shared(layer_core(job->plan, head), job->block_rows, error);
    return status;
}

/* Whether keys and values are wanted by nothing but the cores, which take them span by span. */
static bool serve_core_only(const struct job *job, bool values_too)
{
    const struct request *request = job->request;
    for (int side = 0; side < SIDE_COUNT; side++)
        if (request->sides[side])
            return false;
    return job->product == PRODUCT_CONTEXT && job->fused && request->keys && !values_too &&
           !request->layer.rope.on && !request->layer.key_norm.on && !request->classes &&
           !request->group && request->standardize == FITTING_NOTHING &&
           request->reading.missing != MISSING_DROP;
}

/* Ranks share the keys where all take the same kernel. */
static enum status share_keys(struct job *job, bool values_too, struct error *error)
{
    const struct request *request = job->request;
    char of_first[16] = "";
    if (ranks_count() == 1 || !serve_core_only(job, values_too))
        return STATUS_OK;
    const char *own = attention_can_share(&request->layer.attention, request->kernel);
    if (ranks_own() == 0 && own)
        strncpy(of_first, own, sizeof of_first - 1);
    enum status status = ranks_agree(STATUS_OK, NULL, error);
    if (status != STATUS_OK)
        return status;
    ranks_broadcast(of_first, sizeof of_first, 0);
    size_t others = !own || strcmp(own, of_first) != 0;
    status = ranks_agree(STATUS_OK, &others, error);
    job->shares_keys = status == STATUS_OK && others == 0;
    if (job->shares_keys)
        job->inputs.span = attention_span_keys(request->kernel, request->reading.precision);
    return status;
}

/* Every query has its given position, no more and no less. */
static enum status check_positions(const struct job *job, size_t query_count, struct error *error)
{
    const struct side *positions = &job->inputs.sides.files[SIDE_POSITIONS];
    if (!side_given(positions) || positions->matrix.columns == query_count)
        return STATUS_OK;
    return error_set(
        error, STATUS_FAILED, "%s has %zu position%s, %s has %zu row%s: each query needs one",
        positions->name, positions->matrix.columns, text_plural(positions->matrix.columns),
        job->inputs.rows.name, query_count, text_plural(query_count));
}

/* All rows of the stage's own operand: equally many for each head. */
static enum status read_all_rows(struct job *job, struct error *error)
{
    struct source *rows = &job->inputs.rows;
    enum status status = source_read_all(rows, error);
    if (status != STATUS_OK)
        return status;
    if (rows->matrix.dropped)
        status = source_remove(rows, rows->matrix.dropped, error);
    if (status != STATUS_OK)
        return status;
    const size_t count = rows->matrix.rows;
    if (count == 0)
        return source_none_left(rows, error);
    if (count % job->heads != 0)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu row%s: they do not divide into %zu equal heads", rows->name,
                         count, text_plural(count), job->heads);
    return STATUS_OK;
}

static enum status read_inputs(struct job *job, bool values_too, struct error *error)
{
    const struct request *request = job->request;
    const bool context = job->product == PRODUCT_CONTEXT;
    /* Queries are held where they are gone through once for each head, or are to be counted. */
    const bool again = job->heads > 1 && !context && job->product != PRODUCT_SUMMANDS;
    const bool one = request->append && job->product == PRODUCT_SUMMANDS; /* its text stays */
    const bool counted = one || request->offset_end ||
                         (request->layer.heads > 1 && (request->mask_file || request->bias_file));
    enum status status = side_inputs_read(&job->inputs.sides, request, job->pool, error);
    if (status != STATUS_OK)
        return status;
    if (!job->fused) {
        status = inputs_own(&job->inputs, request, context, job->pool, error);
        return status == STATUS_OK && job->needs_all ? read_all_rows(job, error) : status;
    }
    return inputs_fused(&job->inputs, request, values_too || context,
                        job->needs_all || again || counted || request->explain, job->pool, error);
}

/* The names of the keys, and that of the log-sum-exp behind them. */
static enum status name_lse(struct job *job, struct error *error)
{
    for (size_t key = 0; key < job->columns->count; key++)
        if (!labels_add_from(&job->own_columns, job->columns, key))
            return error_memory(error, "column labels");
    job->columns = &job->own_columns;
    return context_lse_labels(&job->own_columns, job->lse_width, error);
}

/* How wide a row of the product is, and what its columns are called. */
static enum status name_columns(struct job *job, struct error *error)
{
    const struct request *request = job->request;
    const struct matrix *keys = inputs_keys(&job->inputs), *rows = &job->inputs.rows.matrix;
    job->lse_width = !request->lse ? 0 : job->product == PRODUCT_CONTEXT ? job->heads : 1;
    if (job->product == PRODUCT_CONTEXT) {
        job->width = job->lse_width +
                     (request->one_head ? job->shape.value_width : job->shape.context_width);
        job->columns = &job->own_columns;
        enum status status =
            context_labels(&job->own_columns, request, &job->shape,
                           &inputs_values(&job->inputs)->column_labels, job->lse_width, error);
        return status == STATUS_OK && request->predict
                   ? inputs_name_class(&job->inputs, &job->own_columns, error)
                   : status;
    }
    job->width = (job->fused ? keys->rows : rows->columns) + job->lse_width;
    job->columns = job->fused ? &keys->row_labels : &rows->column_labels;
    return job->lse_width > 0 && job->columns->count > 0 ? name_lse(job, error) : STATUS_OK;
}

/* What --exclude-self goes by: the labels of the keys, of ready-made rows those of the columns. */
static enum status exclude(struct job *job, struct error *error)
{
    const struct inputs *inputs = &job->inputs;
    const struct labels *labels = &inputs->rows.matrix.row_labels;
    job->exclusion.keys =
        job->fused ? &inputs_keys(inputs)->row_labels : &inputs->rows.matrix.column_labels;
    if (!job->request->exclude_names)
        return STATUS_OK;
    return exclusion_open(&job->exclusion, &job->layer.attention.mask, job->exclusion.keys,
                          labels->count > 0, inputs->rows.name,
                          job->fused ? inputs_keys_name(inputs) : inputs->rows.name, error);
}

/* Groups, and positions within them. */
static enum status place_groups(struct job *job, struct error *error)
{
    struct layer *layer = &job->layer;
    struct mask *mask = &layer->attention.mask;
    const struct inputs *inputs = &job->inputs;
    const struct matrix *keys = inputs_keys(inputs);
    enum status status = groups_number(&job->groups, &keys->texts[TEXT_GROUP], error);
    if (status != STATUS_OK)
        return status;
    mask->groups = &job->groups.of_keys;
    groups_set_offset(&job->groups, mask->offset);
    if (job->request->offset_end)
        groups_align(&job->groups, &inputs->rows.matrix.texts[TEXT_GROUP],
                     mask_key_count(mask, keys->rows));
    if (!layer->rope.on || layer->key_positions.given)
        return STATUS_OK;
    job->group_positions = groups_key_positions(&job->groups);
    if (!job->group_positions)
        return error_memory(error, "the groups");
    layer->key_positions = (struct positions){job->group_positions, keys->rows, 0};
    const struct shape_of of = {.layer = layer, .sides = &inputs->sides};
    return shape_check_positions(&of, &layer->key_positions, "key", inputs_keys_name(inputs), 0,
                                 keys->rows, error);
}

/* What a chosen width is worth. */
static void tell_bandwidth(const struct job *job, const struct bandwidth_choice *choice)
{
    const bool classes = job->request->classes;
    const double all = classes ? (double)inputs_values(&job->inputs)->columns : 1;
    char width[DECIMAL_ROOM + 1];
    width[decimal_write_double(choice->bandwidth, width)] = '\0';
    note_print("--bandwidth=%s: leave-one-out %s %.6g, least of %zu widths (width 1: %.6g)%s",
               width, classes ? "Brier score" : "mean square error", choice->error * all,
               choice->evaluations - 1, choice->error_before * all,
               choice->narrowest ? ", and the narrowest of them: a narrower one may do better"
               : choice->widest  ? ", and the widest of them: the mean of all does as well"
                                 : "");
}

/* --bandwidth=auto. */
static enum status choose_bandwidth(struct job *job, struct error *error)
{
    const struct request *request = job->request;
    struct attention problem = job->layer.attention;
    struct bandwidth_choice choice;
    if (!request->bandwidth_auto)
        return STATUS_OK;
    problem.values = problem_rows(inputs_values(&job->inputs));
    enum status status = bandwidth_choose(&choice, &problem, request->kernel, job->pool, error);
    if (status != STATUS_OK)
        return status;
    job->layer.attention.similarity.bandwidth = choice.bandwidth;
    job->bandwidth = choice;
    progress_clear();
    tell_bandwidth(job, &choice);
    return STATUS_OK;
}

/* Layer and plan; no plan where ready-made rows pass as they are. The plan may discard keys and
 * values that serve nothing else. */
static enum status make_plan(struct job *job, bool values_too, struct error *error)
{
    const struct request *request = job->request;
    const struct inputs *inputs = &job->inputs;
    const bool context = job->product == PRODUCT_CONTEXT;
    struct attention *attention = &job->layer.attention;
    enum status status =
        problem_of_inputs(&job->layer, &job->shape, request, inputs, context, error);
    if (status != STATUS_OK)
        return status;
    status = inputs->rows.whole ? check_positions(job, inputs->rows.taken, error) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    status = name_columns(job, error);
    if (status != STATUS_OK)
        return status;
    if (request->group)
        status = place_groups(job, error);
    if (status == STATUS_OK)
        status = exclude(job, error);
    if (status != STATUS_OK || !(job->fused || context || job->takes_scores))
        return status;
    status = choose_bandwidth(job, error);
    if (status != STATUS_OK)
        return status;
    const bool told = request->explain; /* keys and values are shown */
    attention->shared = job->shares_keys;
    attention->retain = (context && values_too) || told;
    attention->discard_keys = inputs->keys.reader && !values_too && !told;
    attention->discard_values =
        (inputs->values.reader || request->classes) && context && !values_too && !told;
    return layer_plan_new(&job->plan, &job->layer, request->kernel, job->pool, error);
}

/* Opens one file of cells; with heads it is read whole. */
static enum status open_cells(struct job *job, struct cells *cells, const char *path, bool is_mask,
                              struct error *error)
{
    const struct inputs *inputs = &job->inputs;
    const struct matrix *rows = &inputs->rows.matrix;
    const size_t heads = job->request->layer.heads;
    struct request reading = *job->request;
    const bool whole = heads > 1 || job->request->explain;
    if (whole)
        reading.reading.held = inputs_bytes(inputs) + matrix_bytes(&job->mask.held);
    const struct cells_shape shape = {
        .is_mask = is_mask,
        .mask = &job->layer.attention.mask,
        .key_count = job->fused ? inputs_keys(inputs)->rows : rows->columns,
        .key_name = job->fused ? inputs_keys_name(inputs) : inputs->rows.name,
        .query_name = inputs->rows.name};
    enum status status = cells_open(cells, path, &shape, &reading, job->pool, error);
    if (status != STATUS_OK || !whole)
        return status;
    const struct source_block queries = {.places = inputs->rows.places,
                                         .count = job->fused ? rows->rows : rows->rows / heads};
    return cells_read_all(cells, &queries,
                          job->fused ? inputs->rows.taken : inputs->rows.taken / heads, heads,
                          error);
}

enum status job_open(struct job *job, const struct request *request, enum product product,
                     bool values_too, struct error *error)
{
    const bool fused = request->fused;
    const bool axis = product != PRODUCT_SCORES && request->axis != AXIS_ROW;
    *job = (struct job){
        .request = request,
        .product = product == PRODUCT_PICTURE ? PRODUCT_SUMMANDS : product,
        .blank_masked = product == PRODUCT_PICTURE,
        .fused = fused,
        .needs_all = axis || (!fused && (request->offset_end || request->layer.heads > 1 ||
                                         request->explain)),
        .takes_scores = !fused && request->stage->own_steps & STEP_NORMALIZE,
        .first_head = request->first_head,
        .heads = request->head_count,
        .started = progress_seconds(),
        .pool = pool_new(request->threads),
    };
    if (!job->pool)
        return error_memory(error, "the threads");
    enum status status = share_keys(job, values_too, error);
    if (status == STATUS_OK)
        status = read_inputs(job, values_too, error);
    const double read = progress_seconds();
    job->reading = read - job->started;
    if (status != STATUS_OK)
        return status;
    status = make_plan(job, values_too, error);
    job->packing = progress_seconds() - read;
    if (status != STATUS_OK)
        return status;
    job->block_rows = choose_block_rows(job);
    status = agree_on_blocks(job, error);
    if (status != STATUS_OK)
        return status;
    if (!request->output && !request->svg)
        pool_set_checkpoint(job->pool, output_check_reader);
    if (request->mask_file)
        status = open_cells(job, &job->mask, request->mask_file, true, error);
    if (status == STATUS_OK && request->bias_file)
        status = open_cells(job, &job->bias, request->bias_file, false, error);
    return status;
}

/* Whether something goes by positions, which count within the groups. */
static bool counts_positions(const struct layer *layer)
{
    const struct mask *mask = &layer->attention.mask;
    return mask->causal || mask->exclude_self || mask->window || mask->local > 0 || layer->alibi ||
           layer->slope > 0 || layer->rope.on;
}

/* The groups of the queries, and where these stand in them. */
static enum status find_groups(struct job *job, const struct source_block *queries,
                               struct query_block *block, struct error *error)
{
    const struct group_part part = {&queries->matrix->texts[TEXT_GROUP], queries->start,
                                    queries->count, queries->first};
    if ((queries->places || job->layer.attention.mask.places) && counts_positions(&job->layer))
        return error_set(error, STATUS_FAILED,
                         "--missing=drop has taken rows out, and with --group positions count "
                         "within what is left; use --missing=zero, or take the rows out first");
    enum status status = groups_find(&job->groups, &part, error);
    block->groups = job->groups.of_queries;
    block->positions = job->groups.query_positions;
    return status;
}

enum status job_query_block(struct job *job, const struct source_block *queries,
                            struct query_block *block, struct error *error)
{
    const struct request *request = job->request;
    const char *name = job->inputs.rows.name;
    const size_t count = queries->count;
    *block = (struct query_block){
        .first = queries->first,
        .places = queries->places,
        .allowed_head_stride = job->mask.head_stride,
        .bias_head_stride = job->bias.head_stride,
    };
    if (queries->matrix) {
        block->queries = problem_rows(queries->matrix);
        block->queries.data = matrix_row(queries->matrix, queries->start);
    }
    block->queries.count = count;
    enum status status = STATUS_OK;
    if (request->mask_file)
        status = cells_rows(&job->mask, queries, &block->allowed, error);
    if (status == STATUS_OK && request->bias_file)
        status = cells_rows(&job->bias, queries, &block->bias, error);
    if (status == STATUS_OK && request->group)
        status = find_groups(job, queries, block, error);
    const struct labels *labels =
        &(queries->matrix ? queries->matrix : &job->inputs.rows.matrix)->row_labels;
    if (status == STATUS_OK && request->exclude_names)
        status = exclusion_names(&job->exclusion, labels, queries->start, block, error);
    if (job->layer.attention.mask.exclude_self)
        exclusion_note(&job->exclusion, &job->layer.attention.mask, labels, queries->start, block);
    if (status != STATUS_OK || !job->fused)
        return status;
    const struct shape_of of = {.layer = &job->layer, .sides = &job->inputs.sides};
    status = shape_check_features(&of, block, "query", name, error);
    if (status != STATUS_OK)
        return status;
    struct positions positions = positions_of_block(&job->layer.query_positions, block);
    size_t first = 0;
    if (!request->group && !queries->places) {
        positions = job->layer.query_positions;
        first = queries->first;
    }
    return shape_check_positions(&of, &positions, "query", name, first, count, error);
}

enum status job_queries_end(struct job *job, size_t query_count, struct error *error)
{
    enum status status = check_positions(job, query_count, error);
    if (status != STATUS_OK)
        return status;
    status = cells_end(&job->mask, query_count, error);
    if (status != STATUS_OK)
        return status;
    return cells_end(&job->bias, query_count, error);
}

enum status job_make_block(const struct job *job, struct matrix *block, const struct matrix *from,
                           size_t start, size_t count, struct error *error)
{
    matrix_clear_rows(block);
    block->precision = job->request->reading.precision;
    block->columns = job->width;
    if (!matrix_reserve(block, count))
        return error_memory(error, "a block of output");
    block->rows = count;
    for (size_t row = start; row < start + count; row++)
        if (!labels_add_from(&block->texts[TEXT_ROW], &from->texts[TEXT_ROW], row) ||
            !labels_add_from(&block->row_labels, &from->row_labels, row))
            return error_memory(error, "row labels");
    return STATUS_OK;
}

double job_lse(const struct job *job, double lse)
{
    return job->request->lse_base == BASE_TWO ? lse * M_LOG2E : lse;
}

void job_see_keys(struct job *job, const void *scores, size_t rows, size_t columns)
{
    const enum precision precision = job->request->reading.precision;
    for (size_t row = 0; row < rows; row++)
        for (size_t key = columns; key > job->seen_keys; key--)
            if (precision_get(scores, precision, row * columns + key - 1) != -INFINITY)
                job->seen_keys = key;
}

void job_blank_masked(void *weights, const void *scores, size_t count, enum precision precision)
{
    for (size_t i = 0; i < count; i++)
        if (precision_get(scores, precision, i) == -INFINITY)
            precision_put(weights, precision, i, NAN);
}

void job_close(struct job *job)
{
    layer_plan_free(job->plan);
    inputs_close(&job->inputs);
    cells_close(&job->mask);
    cells_close(&job->bias);
    groups_free(&job->groups);
    exclusion_close(&job->exclusion);
    free(job->group_positions);
    labels_free(&job->own_columns);
    pool_free(job->pool);
}

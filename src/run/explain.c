/* The run told step by step; see explain.h. Features and scores have files of their own; here are
 * the steps from there to what the run asks for. */
#include "run/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/classes.h"
#include "run/explanation.h"
#include "run/problem.h"

static const struct labels no_names;

static void tell_rows(const struct explanation *e, const void *data, size_t columns, size_t stride,
                      const struct labels *names)
{
    const struct telling *t = &e->telling;
    tell_matrix(t, &(struct shown){data, t->request->reading.precision, t->rows, t->count, columns,
                                   stride, t->row_names, names});
}

/* The first weight above 0 of the row that has most of them; of logarithms, the first finite one.
 */
bool explanation_find_weight(const struct explanation *e, size_t *row, size_t *key)
{
    const struct telling *t = &e->telling;
    const bool log = e->job->layer.attention.normalizer.log;
    size_t most = 0;
    for (size_t i = 0; i < t->rows; i++) {
        size_t count = 0, first = 0;
        for (size_t j = t->keys; j-- > 0;) {
            const double weight = t->weights[i * t->keys + j];
            if (isfinite(weight) && (log || weight > 0)) {
                count++;
                first = j;
            }
        }
        if (count > most) {
            most = count;
            *row = i;
            *key = first;
        }
    }
    return most > 0;
}

/* a_ij from the scores. */
void explanation_weights(struct explanation *e)
{
    struct telling *t = &e->telling;
    const struct normalizer_parameters *n = &e->job->layer.attention.normalizer;
    const size_t head = t->head - e->job->first_head;
    struct sentence sentence = sentence_new(t);
    size_t row, key;
    explanation_doubles(&e->weights, head * t->rows, t->rows, t->weights);
    static const char *const axes[] = {"each row", "each column", "all cells"};
    if (n->function->kind == NORMALIZER_SOFTMAX && !n->sink)
        tell_step(t, "softmax: a_ij = exp S_ij / sum exp S over %s", axes[t->request->axis]);
    else
        tell_step(t, "%s: a_ij = %s, s_j being S_ij, over %s (%s)", n->function->name,
                  n->function->formula, axes[t->request->axis], n->function->source);
    if (n->log)
        tell_line(t, "  and of that the logarithm (--log)");
    if (n->renormalize)
        tell_line(t, "  and that over the sum of its row (--renormalize)");
    const bool written = explanation_find_weight(e, &row, &key);
    if (written) {
        put_cell(&sentence, "a", row, key);
        put(&sentence, " = ");
        /* Local attention multiplies the weights of the window by a bell round its center. */
        if (!e->job->layer.attention.prediction.weight.data && put_weight(&sentence, t, row, key))
            tell_equation(t, &sentence, t->weights[row * t->keys + key]);
    }
    explanation_matrix(e, t->weights);
}

/* "c_11 = a_11*v_11 + ..." in numbers. A key of weight 0 gives nothing, whatever its value is. */
static void tell_mix(const struct telling *t, struct sentence sentence, const void *weights,
                     enum precision of_weights, const struct rows *values, double result)
{
    const struct products products = {{weights, of_weights, 1}, list_of(t, values, 0)};
    put(&sentence, " = ");
    put_products(&sentence, values->count, &products);
    tell_equation(t, &sentence, result);
}

/* A head's context, before it is projected. */
static enum status tell_context(struct explanation *e, struct error *error)
{
    struct telling *t = &e->telling;
    struct job *job = e->job;
    const size_t width = job->shape.value_width, head = t->head - job->first_head;
    const struct rows values = layer_head_values(job->plan, t->head);
    struct matrix context = {.precision = t->request->reading.precision, .columns = width};
    if (!matrix_reserve(&context, t->rows))
        return error_memory(error, "a context");
    context.rows = t->rows;
    const struct out_rows out = {context.data, width};
    struct rows weights = problem_rows(&e->weights);
    weights.data = matrix_row(&e->weights, head * t->rows);
    weights.count = t->rows;
    enum status status = STATUS_OK;
    if (job->fused && t->request->axis == AXIS_ROW)
        status = layer_head_context(job->plan, &t->block, t->head, out, NOWHERE, error);
    else
        attention_mix(layer_core(job->plan, t->head), &weights, out);
    if (status == STATUS_OK) {
        tell_step(
            &e->telling,
            "context: c_ij = sum_k a_ik v_kj (Bahdanau 2015, Luong 2015; Vaswani 2017: attention)");
        struct sentence sentence = sentence_new(t);
        size_t row, key;
        if (explanation_find_weight(e, &row, &key)) {
            put_cell(&sentence, "c", row, 0);
            tell_mix(t, sentence, t->weights + row * t->keys, PRECISION_DOUBLE, &values,
                     precision_get(context.data, context.precision, row * width));
        }
        tell_rows(e, context.data, width, width, &no_names);
    }
    matrix_free(&context);
    return status;
}

/* Of a context a column for each head stands behind it, of distributions one behind each. */
static void tell_lse(const struct explanation *e)
{
    const struct telling *t = &e->telling;
    const size_t head = t->head - e->job->first_head, width = e->result.columns;
    const bool context = e->goal == PRODUCT_CONTEXT;
    const size_t column = width - e->job->lse_width + (context ? head : 0);
    const void *rows = matrix_row(&e->result, context ? 0 : head * t->rows);
    struct sentence sentence = sentence_new(t);
    size_t row, key;
    tell_option(&e->telling, "lse");
    if (explanation_find_weight(e, &row, &key)) {
        put(&sentence, "lse_%zu = ", row + 1);
        put_lse(&sentence, t, row);
        tell_equation(t, &sentence, precision_get(rows, e->result.precision, row * width + column));
    }
    if (!context)
        tell_rows(e, rows, width, width, e->job->columns);
}

/* The steps from a head's features, or from its rows of the stage's own operand, to what the run
 * asks of it. */
static enum status tell_products(struct explanation *e, struct error *error)
{
    const struct telling *t = &e->telling;
    const struct job *job = e->job;
    const bool scored = job->fused || job->takes_scores;
    enum status status = scored ? explanation_levels(e, error) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    if (!scored)
        explanation_doubles(&e->weights, (t->head - job->first_head) * t->rows, t->rows,
                            t->weights);
    else if (e->goal != PRODUCT_SCORES)
        explanation_weights(e);
    if (e->goal == PRODUCT_CONTEXT) {
        explanation_values(e);
        status = tell_context(e, error);
    }
    if (status == STATUS_OK && job->lse_width > 0)
        tell_lse(e);
    return status;
}

/* Whether anything is told of a head by itself: the sums of a ready-made distribution are of all.
 */
static bool has_steps(const struct explanation *e)
{
    return e->job->fused || e->job->takes_scores || e->goal == PRODUCT_CONTEXT;
}

/* One head from its queries to what the run asks of it. */
static enum status tell_head(struct explanation *e, struct error *error)
{
    const struct telling *t = &e->telling;
    struct layer_plan *plans[SHAPING_COUNT] = {NULL};
    enum status status = STATUS_OK;
    if (e->job->layer.heads > 1 && has_steps(e))
        tell_step(t, "Head %zu of %zu (--head=%zu)", t->head + 1, e->job->layer.heads, t->head);
    if (e->job->fused)
        status = explanation_shapings(e, plans, error);
    if (status == STATUS_OK)
        status = tell_products(e, error);
    for (enum shaping shaping = 0; shaping < SHAPING_COUNT; shaping++)
        layer_plan_free(plans[shaping]);
    return status;
}

/* The first rows of each head of a product, of which a row has `width` numbers. */
static enum status take_rows(struct explanation *e, enum product product, size_t width,
                             struct matrix *kept, struct error *error)
{
    struct job *job = e->job;
    const enum product asked = job->product;
    const size_t asked_width = job->width, asked_lse = job->lse_width, rows = e->telling.rows;
    const bool blank = job->blank_masked;
    const size_t heads = product == PRODUCT_CONTEXT ? 1 : job->heads;
    struct rows_source *source = NULL;
    kept->precision = job->request->reading.precision;
    kept->columns = width;
    if (!matrix_reserve(kept, heads * rows))
        return error_memory(error, "the first rows");
    kept->rows = heads * rows;
    job->product = product;
    job->blank_masked = false;
    job->lse_width = width == job->width ? asked_lse : 0;
    job->width = width;
    if (job->fused)
        source_rewind(&job->inputs.rows);
    enum status status =
        (job->needs_all ? rows_whole_open : rows_computed_open)(&source, job, error);
    for (size_t head = 0, next = 0; status == STATUS_OK;) {
        const struct matrix *block;
        status = source->next(source, &block, error);
        if (status != STATUS_OK || block->rows == 0)
            break;
        next = source->head == head ? next : 0;
        head = source->head;
        for (size_t i = 0; i < block->rows && next < rows; i++, next++)
            memcpy(matrix_row(kept, head * rows + next), matrix_row(block, i),
                   width * precision_size(kept->precision));
    }
    if (source)
        source->close(source);
    job->product = asked;
    job->blank_masked = blank;
    job->width = asked_width;
    job->lse_width = asked_lse;
    return status;
}

/* The first rows of each head of the stage's own operand. */
static enum status copy_given(struct explanation *e, struct error *error)
{
    const struct matrix *all = &e->job->inputs.rows.matrix;
    struct matrix *given = &e->given;
    given->precision = all->precision;
    given->columns = all->columns;
    if (!matrix_reserve(given, e->job->heads * e->telling.rows))
        return error_memory(error, "the first rows");
    given->rows = e->job->heads * e->telling.rows;
    for (size_t h = 0; h < e->job->heads; h++)
        memcpy(matrix_row(given, h * e->telling.rows), matrix_row(all, h * e->telling.count),
               e->telling.rows * all->columns * precision_size(all->precision));
    return STATUS_OK;
}

enum status explanation_open(struct explanation *e, struct job *job, enum product goal,
                             struct error *error)
{
    const struct matrix *rows = &job->inputs.rows.matrix;
    const size_t count = job->fused ? rows->rows : rows->rows / job->heads;
    *e = (struct explanation){.job = job,
                              .goal = goal,
                              .telling = {.job = job,
                                          .count = count,
                                          .rows = shown_of(count),
                                          .keys = job->layer.attention.key_count,
                                          .row_names = &rows->row_labels,
                                          .key_names = job->fused
                                                           ? &inputs_keys(&job->inputs)->row_labels
                                                           : &rows->column_labels}};
    struct telling *t = &e->telling;
    e->scores.precision = job->request->reading.precision;
    e->scores.columns = t->keys;
    e->numbers = memory_new_rows(4 * t->rows, t->keys, sizeof *e->numbers);
    if (!matrix_reserve(&e->scores, t->rows) || !e->numbers)
        return error_memory(error, "the scores that are told");
    const size_t size = t->rows * t->keys;
    t->before = e->numbers;
    t->now = t->before + size;
    t->weights = t->now + size;
    e->masked = t->weights + size;
    return telling_open(t, job->request, error);
}

enum status explanation_close(struct explanation *e, enum status status, struct error *error)
{
    status = telling_close(&e->telling, status, error);
    free(e->numbers);
    matrix_free(&e->given);
    matrix_free(&e->scores);
    matrix_free(&e->weights);
    matrix_free(&e->result);
    return status;
}

static enum status tell_heads(struct explanation *e, struct error *error)
{
    const struct job *job = e->job;
    const size_t told = job->heads <= HEADS_TOLD ? job->heads : 1;
    if (job->layer.heads > 1)
        tell_option(&e->telling, "heads");
    if (job->layer.kv_heads < job->layer.heads)
        tell_option(&e->telling, "kv-heads");
    enum status status = STATUS_OK;
    for (size_t h = 0; status == STATUS_OK && h < told; h++) {
        e->telling.head = job->first_head + h;
        status = tell_head(e, error);
    }
    if (told < job->heads) {
        tell_step(&e->telling, "The other %zu heads go the same way; --head=I tells of one.",
                  job->heads - told);
    }
    return status;
}

static enum status take_block(struct explanation *e, struct error *error)
{
    struct telling *t = &e->telling;
    const struct source_block queries = {.places = e->job->inputs.rows.places,
                                         .count = t->rows,
                                         .matrix =
                                             e->job->fused ? &e->job->inputs.rows.matrix : NULL};
    return job_query_block(e->job, &queries, &t->block, error);
}

/* The weights of each head are in what the run printed, or in what it was given, without what
 * stands behind them. */
static enum status take_weights(struct explanation *e, const struct matrix *from,
                                struct error *error)
{
    const size_t keys = e->telling.keys, size = precision_size(from->precision);
    e->weights = (struct matrix){.precision = from->precision, .columns = keys};
    if (!matrix_reserve(&e->weights, from->rows))
        return error_memory(error, "the first rows");
    e->weights.rows = from->rows;
    for (size_t row = 0; row < from->rows; row++)
        memcpy(matrix_row(&e->weights, row), matrix_row(from, row), keys * size);
    return STATUS_OK;
}

/* Runs the job for its first rows. Whatever its rows are, all of them are computed, so that all
 * errors come. */
static enum status run(struct explanation *e, struct error *error)
{
    struct job *job = e->job;
    enum status status = job->fused ? STATUS_OK : copy_given(e, error);
    const bool weights = e->goal == PRODUCT_DISTRIBUTION, beside = weights && job->lse_width > 0;
    if (status == STATUS_OK && job->fused && e->goal != PRODUCT_SCORES && !beside)
        status = take_rows(e, PRODUCT_DISTRIBUTION, e->telling.keys, &e->weights, error);
    if (status == STATUS_OK && e->goal != PRODUCT_SUMMANDS && !e->rows_apart &&
        !(job->fused && weights && !beside))
        status = take_rows(e, e->goal, job->width, &e->result, error);
    if (status == STATUS_OK && (beside || (!job->fused && !e->rows_apart)))
        status = take_weights(e, weights ? &e->result : &e->given, error);
    return status;
}

/* --predict: the text of each row's largest number. */
static enum status tell_answers(struct explanation *e, struct error *error)
{
    const struct telling *t = &e->telling;
    if (!t->request->predict)
        return STATUS_OK;
    enum status status =
        classes_predict(&e->result, &inputs_values(&e->job->inputs)->column_labels, error);
    if (status != STATUS_OK)
        return status;
    tell_option(t, "predict");
    for (size_t row = 0; row < e->result.rows; row++) {
        size_t length;
        const char *text = labels_get(&e->result.texts[TEXT_CLASS], row, &length);
        tell_line(t, length ? "  of x_%zu: %.*s" : "  of x_%zu: none%.*s", row + 1, (int)length,
                  text);
    }
    return STATUS_OK;
}

/* The context of all heads, where that is more than the head's own. */
static void tell_result(struct explanation *e)
{
    const struct telling *t = &e->telling;
    const struct layer *layer = &e->job->layer;
    const bool projected = layer->output.weight.data;
    if (e->goal != PRODUCT_CONTEXT || (e->job->heads == 1 && !projected && e->job->lse_width == 0))
        return;
    if (projected)
        tell_option(&e->telling, "project-output");
    tell_step(
        t, "the result: the contexts%s%s%s:", e->job->heads > 1 ? " of the heads side by side" : "",
        projected ? ", projected" : "", e->job->lse_width ? ", with lse" : "");
    tell_rows(e, e->result.data, e->result.columns, e->result.columns, e->job->columns);
}

static size_t unreached(const struct job *job)
{
    return job->plan ? layer_unreached(job->plan) : 0;
}

/* The steps that all explanations share: inputs, scores, and each head's way to its product. */
enum status explanation_steps(struct explanation *e, struct error *error)
{
    enum status status = take_block(e, error);
    if (status != STATUS_OK)
        return status;
    status = explanation_inputs(e, error);
    if (status == STATUS_OK)
        status = explanation_bandwidth(e, error);
    const size_t before = unreached(e->job);
    if (status == STATUS_OK)
        status = run(e, error);
    if (status == STATUS_OK)
        status = tell_heads(e, error);
    e->job->unreached_told += unreached(e->job) - before;
    return status;
}

enum status explain_product(const struct request *request, enum product product,
                            struct error *error)
{
    struct job job;
    struct explanation e = {.job = NULL};
    enum status status = job_open(&job, request, product, false, error);
    if (status == STATUS_OK)
        status = explanation_open(&e, &job, product, error);
    if (status == STATUS_OK)
        status = explanation_steps(&e, error);
    if (status == STATUS_OK) {
        tell_result(&e);
        status = tell_answers(&e, error);
    }
    status = explanation_close(&e, status, error);
    if (status == STATUS_OK)
        inputs_note_dropped(&job.inputs);
    job_close(&job);
    return status;
}

enum status explanation_begin(struct explanation *e, struct pipeline *pipeline,
                              const struct request *request, bool explain, enum product product,
                              struct error *error)
{
    if (!request->explain) {
        enum status status = pipeline_open(pipeline, request, product, false, error);
        return status == STATUS_OK && explain ? telling_open(&e->telling, request, error) : status;
    }
    struct job *job = &pipeline->job;
    enum status status = job_open(job, request, product, false, error);
    if (status == STATUS_OK)
        status = explanation_open(e, job, PRODUCT_DISTRIBUTION, error);
    e->rows_apart = true;
    if (status == STATUS_OK)
        status = explanation_steps(e, error);
    if (status != STATUS_OK)
        return status;
    source_rewind(&job->inputs.rows);
    return pipeline_open_rows(pipeline, error);
}

/* w_j = sum_i a_ij, of as many queries as are at hand. */
static void tell_sum(const struct explanation *e, size_t head, double result)
{
    const struct telling *t = &e->telling;
    struct sentence sentence = sentence_new(t);
    if (e->job->layer.heads > 1)
        put(&sentence, "w_1 of head %zu = ", e->job->first_head + head + 1);
    else
        put(&sentence, "w_1 = ");
    const size_t terms = t->rows < t->count ? TERMS_FIRST : t->rows;
    for (size_t i = 0; i < terms; i++) {
        put(&sentence, i ? " + " : "");
        put_number(&sentence, precision_get(matrix_row(&e->weights, head * t->rows + i),
                                            e->weights.precision, 0));
    }
    put(&sentence, terms < t->rows ? " + ..." : "");
    tell_equation(t, &sentence, result);
}

/* s_1 of the weights and values of the only head. */
static void tell_score(const struct telling *t, const struct matrix *weights,
                       const struct rows *values, const struct matrix *score)
{
    const struct request *request = t->request;
    struct sentence sentence = sentence_new(t);
    if (request->layer.heads > 1 || request->sides[SIDE_PROJECT_VALUES] ||
        request->sides[SIDE_PROJECT_OUTPUT])
        return;
    put(&sentence, "s_1");
    tell_mix(t, sentence, weights->data, weights->precision, values,
             precision_get(score->data, score->precision, 0));
}

static void tell_sums(struct explanation *e, const struct matrix *weights,
                      const struct matrix *score)
{
    const struct telling *t = &e->telling;
    tell_step(&e->telling, "weights: w_j = sum_i a_ij");
    for (size_t h = 0; h < e->job->heads && h < HEADS_TOLD; h++)
        tell_sum(e, h, precision_get(matrix_row(weights, h), weights->precision, 0));
    tell_matrix(t, &(struct shown){weights->data, weights->precision, weights->rows, weights->rows,
                                   weights->columns, weights->columns, &no_names, t->key_names});
    if (!score)
        return;
    const struct matrix *values = inputs_values(&e->job->inputs);
    const struct rows rows = problem_rows(values);
    tell_step(&e->telling, "score: s = sum_j w_j v_j");
    tell_score(t, weights, &rows, score);
    tell_table(&e->telling, score);
}

enum status explain_sums(struct pipeline *pipeline, const struct matrix *weights,
                         const struct matrix *score, struct error *error)
{
    struct job *job = &pipeline->job;
    struct explanation e = {.job = NULL};
    enum status status = explanation_open(&e, job, PRODUCT_SUMMANDS, error);
    if (status == STATUS_OK)
        status = explanation_steps(&e, error);
    if (status == STATUS_OK)
        tell_sums(&e, weights, score);
    return explanation_close(&e, status, error);
}

enum status explain_score(const struct request *request, const struct source *weights,
                          const struct source *sequence, const struct matrix *score,
                          struct error *error)
{
    struct telling t = {.out = NULL};
    enum status status = telling_open(&t, request, error);
    if (status != STATUS_OK)
        return status;
    const struct rows rows = problem_rows(&sequence->matrix);
    tell_line(&t, "weights w, %s:", weights->name);
    tell_table(&t, &weights->matrix);
    tell_line(&t, "sequence x, %s:", sequence->name);
    tell_table(&t, &sequence->matrix);
    tell_step(&t, "score: s = sum_j w_j x_j");
    tell_score(&t, &weights->matrix, &rows, score);
    tell_table(&t, score);
    return telling_close(&t, STATUS_OK, error);
}

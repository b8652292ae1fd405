/* --explain: what is read, and what becomes of features before they are scored: projections, norms,
 * rotary embedding. See explanation.h.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/memory.h"
#include "command/option_table.h"
#include "run/explanation.h"

static const struct labels no_names;

/* Two features of the keys, less their means, in a sum over the keys. */
struct moment {
    const struct telling *t;
    const struct matrix *keys;
    const struct fitting *fitting;
    size_t a, b;
};

static double moment_number(const struct moment *m, size_t key, size_t feature)
{
    return precision_get(matrix_row(m->keys, key), m->keys->precision, feature);
}

static void plain_term(struct sentence *sentence, const void *context, size_t key)
{
    const struct moment *m = context;
    put_number(sentence, moment_number(m, key, m->a));
}

static void moment_term(struct sentence *sentence, const void *context, size_t key)
{
    const struct moment *m = context;
    const size_t features[] = {m->a, m->b};
    for (size_t i = 0; i < 2; i++) {
        put(sentence, i ? "*" : "");
        put_minus(sentence, moment_number(m, key, features[i]),
                  fitting_center(m->fitting, features[i]));
    }
}

/* The first feature that is not constant. */
static bool find_spread(const struct inputs *inputs, size_t *feature)
{
    const size_t features = inputs->unfitted.columns;
    for (*feature = 0; *feature < features; ++*feature)
        if (!fitting_is_constant(inputs->fitting, *feature))
            return true;
    return false;
}

/* Whether a missing number is left out of the feature's mean. */
static bool has_gaps(const struct moment *m, size_t count)
{
    for (size_t key = 0; key < count; key++)
        if (isnan(moment_number(m, key, m->a)))
            return true;
    return false;
}

static void tell_mean(const struct moment *m, size_t count)
{
    struct sentence sentence = sentence_new(m->t);
    put(&sentence, "m_%zu = (", m->a + 1);
    put_sum(&sentence, count, plain_term, m);
    put(&sentence, ") / %zu", count);
    tell_equation(m->t, &sentence, fitting_center(m->fitting, m->a));
}

static void tell_deviation(const struct moment *m, size_t count)
{
    struct sentence sentence = sentence_new(m->t);
    put(&sentence, "sd_%zu = sqrt((", m->a + 1);
    put_sum(&sentence, count, moment_term, m);
    put(&sentence, ") / %zu)", count);
    tell_equation(m->t, &sentence, fitting_scale(m->fitting, m->a));
}

static void tell_covariance(const struct moment *m, size_t count)
{
    struct sentence sentence = sentence_new(m->t);
    put_cell(&sentence, "C", m->a, m->b);
    put(&sentence, " = (");
    put_sum(&sentence, count, moment_term, m);
    put(&sentence, ") / %zu", count - 1);
    tell_equation(m->t, &sentence, fitting_covariance(m->fitting, m->a, m->b));
}

/* What the keys tell of each feature: a row of centers, and a row of scales or the rows of C. */
static enum status tell_learnt(const struct moment *m, bool covariance, const char *names[2],
                               struct error *error)
{
    const size_t d = m->keys->columns, shown = shown_of(d), rows = covariance ? shown : 1;
    const struct labels *columns = &m->keys->column_labels;
    double *numbers = memory_new_rows(rows + 1, shown, sizeof *numbers);
    if (!numbers)
        return error_memory(error, "what the keys tell");
    for (size_t c = 0; c < shown; c++) {
        numbers[c] = fitting_center(m->fitting, c);
        for (size_t r = 0; r < rows; r++)
            numbers[(r + 1) * shown + c] =
                covariance ? fitting_covariance(m->fitting, r, c) : fitting_scale(m->fitting, c);
    }
    tell_line(m->t, "%s:", names[0]);
    tell_matrix(m->t, &(struct shown){numbers, PRECISION_DOUBLE, 1, 1, d, shown, NULL, columns});
    tell_line(m->t, "%s:", names[1]);
    tell_matrix(m->t, &(struct shown){numbers + shown, PRECISION_DOUBLE, rows, covariance ? d : 1,
                                      d, shown, covariance ? columns : NULL, columns});
    free(numbers);
    return STATUS_OK;
}

/* A number as it was read and what it has become. */
static void tell_fitted(const struct moment *m, const struct inputs *inputs, const char *divisor)
{
    const struct telling *t = m->t;
    const struct matrix *raw = &inputs->unfitted_rows, *fitted = &inputs->rows.matrix;
    struct sentence sentence = sentence_new(t);
    put_cell(&sentence, "x'", 0, m->a);
    put(&sentence, " = ");
    put_minus(&sentence, precision_get(raw->data, raw->precision, m->a),
              fitting_center(m->fitting, m->a));
    put(&sentence, "%s", divisor);
    tell_equation(t, &sentence, precision_get(fitted->data, fitted->precision, m->a));
}

/* --standardize, or the whitening of mahalanobis. */
static enum status tell_fitting(const struct explanation *e, struct error *error)
{
    static const char *names[][2] = {
        [FITTING_ZSCORE] = {"means m", "deviations sd"},
        [FITTING_MINMAX] = {"least numbers", "ranges, greatest - least"},
        [FITTING_WHITEN] = {"means m", "covariance C"}};
    const struct telling *t = &e->telling;
    const struct inputs *inputs = &e->job->inputs;
    const bool whitened = e->job->layer.attention.similarity.function->whitened;
    const enum fitting_kind kind = whitened ? FITTING_WHITEN : t->request->standardize;
    struct moment m = {.t = t, .keys = &inputs->unfitted, .fitting = inputs->fitting};
    struct sentence divisor = sentence_new(t);
    const size_t count = inputs->fitted_keys;
    if (whitened)
        tell_step(t, "whitened: x' = L^-1 (x - m), L L^T = C, the keys' covariance with the "
                     "divisor n - 1 (Cholesky); then |q' - k'|^2 = (q - k) C^-1 (q - k)^T "
                     "(Mahalanobis 1936)");
    else
        tell_option(t, "standardize");
    if (find_spread(inputs, &m.a)) {
        m.b = m.a;
        if (kind != FITTING_MINMAX && !has_gaps(&m, count))
            tell_mean(&m, count);
        if (kind == FITTING_ZSCORE && !has_gaps(&m, count))
            tell_deviation(&m, count);
        for (; whitened && m.b < min_size(2, m.keys->columns); m.b++)
            tell_covariance(&m, count);
        put(&divisor, whitened ? " / sqrt(" : " / ");
        put_alone(&divisor, whitened ? fitting_covariance(m.fitting, m.a, m.a)
                                     : fitting_scale(m.fitting, m.a));
        put(&divisor, whitened ? ")" : "");
        tell_fitted(&m, inputs, divisor.text);
    }
    return tell_learnt(&m, whitened, names[kind], error);
}

static void tell_features_read(const struct explanation *e, const struct matrix *rows,
                               const struct matrix *keys, const char *how)
{
    const struct inputs *inputs = &e->job->inputs;
    tell_line(&e->telling, "queries x%s, %s:", how, inputs->rows.name);
    tell_table(&e->telling, rows);
    tell_line(&e->telling, "keys y%s, %s:", how, inputs_keys_name(inputs));
    tell_table(&e->telling, keys);
}

/* The option that a file beside the sequences was given with; NULL: one that has numbers, too. */
static const char *option_of(int side)
{
    const size_t offset = offsetof(struct request, sides) + (size_t)side * sizeof(const char *);
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].offset == offset)
            return option_rows[i].name;
    return NULL;
}

static void tell_sides(const struct explanation *e)
{
    for (int i = 0; i < SIDE_COUNT; i++) {
        const struct side *side = &e->job->inputs.sides.files[i];
        const char *option = option_of(i);
        if (!side_given(side) || !option)
            continue;
        tell_line(&e->telling, "--%s, %s:", option, side->name);
        tell_table(&e->telling, &side->matrix);
    }
}

enum status explanation_inputs(const struct explanation *e, struct error *error)
{
    const struct telling *t = &e->telling;
    const struct inputs *inputs = &e->job->inputs;
    const struct matrix *rows = &inputs->rows.matrix;
    enum status status = STATUS_OK;
    if (e->job->fused && inputs->fitting) {
        tell_features_read(e, &inputs->unfitted_rows, &inputs->unfitted, "");
        status = tell_fitting(e, error);
        tell_features_read(e, rows, inputs_keys(inputs), "'");
    } else if (e->job->fused) {
        tell_features_read(e, rows, inputs_keys(inputs), "");
    } else {
        tell_line(t, "%s, %s:", e->job->takes_scores ? "similarity S" : "distribution a",
                  inputs->rows.name);
        tell_table(t, rows);
    }
    if (e->goal == PRODUCT_CONTEXT) {
        if (t->request->classes)
            tell_option(t, "classes");
        tell_line(t, "values v, %s:", inputs_values_name(inputs));
        tell_table(t, inputs_values(inputs));
    }
    tell_sides(e);
    return status;
}

/* x W + b: the first number of the head's first row. */
static void tell_projected(const struct explanation *e, const char *name,
                           const struct projection *projection, const struct rows *given,
                           size_t column, double result)
{
    const struct telling *t = &e->telling;
    const enum precision precision = t->request->reading.precision;
    struct sentence sentence = sentence_new(t);
    const struct products products = {{given->data, precision, 1},
                                      list_of(t, &projection->weight, column)};
    put(&sentence, "%s'_11 = ", name);
    put_products(&sentence, given->width, &products);
    if (projection->bias) {
        put(&sentence, " + ");
        put_number(&sentence, precision_get(projection->bias, precision, column));
    }
    tell_equation(t, &sentence, result);
}

/* Queries or keys of the head. */
static void tell_features(const struct explanation *e, bool keys, const char *how)
{
    const struct telling *t = &e->telling;
    const struct rows *rows = keys ? &t->key_rows : &t->queries;
    tell_line(t, "%s of the head%s:", keys ? "keys y" : "queries x", how);
    tell_matrix(t, &(struct shown){rows->data, t->request->reading.precision, rows->count,
                                   keys ? t->keys : t->count, rows->width, rows->stride,
                                   keys ? t->key_names : t->row_names, NULL});
}

/* Slices of what was read, projected. */
static void tell_slices(const struct explanation *e)
{
    const struct telling *t = &e->telling;
    const struct layer *layer = &e->job->layer;
    const size_t kv_head = t->head / (layer->heads / layer->kv_heads);
    const bool queries = layer->queries.weight.data, keys = layer->keys.weight.data;
    if (queries) {
        tell_option(&e->telling, "project-queries");
        tell_projected(e, "x", &layer->queries, &t->block.queries, t->head * t->queries.width,
                       rows_number(t, &t->queries, 0, 0));
    }
    if (queries || layer->heads > 1)
        tell_features(e, false, queries ? ", projected" : "");
    if (keys) {
        tell_option(&e->telling, "project-keys");
        tell_projected(e, "y", &layer->keys, &layer->attention.keys, kv_head * t->key_rows.width,
                       rows_number(t, &t->key_rows, 0, 0));
    }
    if (keys || layer->heads > 1)
        tell_features(e, true, keys ? ", projected" : "");
}

/* Squares of a row's numbers. */
static void square_term(struct sentence *sentence, const void *context, size_t index)
{
    const struct list *list = context;
    put_number(sentence, list_number(list, index));
    put(sentence, "^2");
}

/* The norm of queries or keys: the first number of the head's first row, unless the mean is over
 * other heads, too. */
static void tell_normed(const struct explanation *e, bool keys, const struct rows *from)
{
    const struct telling *t = &e->telling;
    const struct layer *layer = &e->job->layer;
    const struct norm *norm = keys ? &layer->key_norm : &layer->query_norm;
    const enum precision precision = t->request->reading.precision;
    const struct list squares = {from->data, precision, 1};
    struct sentence sentence = sentence_new(t);
    if (!norm->on)
        return;
    tell_option(&e->telling, keys ? "norm-keys" : "norm-queries");
    if (norm_width(norm, from->width) == from->width) {
        put_cell(&sentence, keys ? "y'" : "x'", 0, 0);
        put(&sentence, " = ");
        put_number(&sentence, rows_number(t, from, 0, 0));
        if (norm->gain) {
            put(&sentence, "*");
            put_number(&sentence, precision_get(norm->gain, precision, 0));
        }
        put(&sentence, " / sqrt((");
        put_sum(&sentence, from->width, square_term, &squares);
        put(&sentence, ") / %zu + ", from->width);
        put_number(&sentence, norm->epsilon);
        put(&sentence, ")");
        tell_equation(t, &sentence, rows_number(t, keys ? &t->key_rows : &t->queries, 0, 0));
    }
    tell_features(e, keys, ", normed");
}

/* "0.5*cos(3)", of the angle of the first pair at a position. */
static void put_turned(struct sentence *sentence, const struct rope *rope, double number,
                       const char *function, double position)
{
    put_number(sentence, number);
    put(sentence, "*%s(", function);
    put_alone(sentence, position);
    if (rope->frequencies) {
        put(sentence, "*");
        put_number(sentence, rope->frequencies[0]);
    }
    put(sentence, ")");
}

/* Rotary embedding: the first pair of the last query, whose angle is its position, or that times
 * the first frequency. `from` is what turned. */
static void tell_turn(const struct explanation *e, const struct rows *from)
{
    const struct telling *t = &e->telling;
    const struct rope *rope = &e->job->layer.rope;
    const size_t row = t->rows - 1, width = rope->width ? rope->width : from->width;
    const size_t other = rope->interleaved ? 1 : width / 2;
    const struct positions positions =
        positions_of_block(&e->job->layer.query_positions, &t->block);
    const double position = position_of(&positions, row);
    struct sentence sentence = sentence_new(t);
    if (rope->cosines.data ||
        (e->job->layer.attention.mask.groups && !e->job->layer.query_positions.given))
        return;
    put_cell(&sentence, "x'", row, 0);
    put(&sentence, " = ");
    if (rope->magnitude > 0) {
        put_number(&sentence, rope->magnitude);
        put(&sentence, "*(");
    }
    put_turned(&sentence, rope, rows_number(t, from, row, 0), "cos", position);
    put(&sentence, " - ");
    put_turned(&sentence, rope, rows_number(t, from, row, other), "sin", position);
    put(&sentence, rope->magnitude > 0 ? ")" : "");
    tell_equation(t, &sentence, rows_number(t, &t->queries, row, 0));
}

/* What turns, as it stands after it. */
static void tell_turned(const struct explanation *e, const struct rows *from)
{
    const struct rope *rope = &e->job->layer.rope;
    tell_option(&e->telling, rope->cosines.data  ? "rope-cos"
                             : rope->frequencies ? "rope-frequencies"
                                                 : "rope");
    if (rope->magnitude > 0)
        tell_option(&e->telling, "rope-magnitude");
    if (rope->interleaved)
        tell_option(&e->telling, "rope-interleaved");
    tell_turn(e, from);
    tell_features(e, false, ", turned");
    tell_features(e, true, ", turned");
}

/* The features up to a step, which the plan owns. */
static enum status shape(struct explanation *e, enum shaping shaping, struct layer_plan **plan,
                         struct error *error)
{
    struct telling *t = &e->telling;
    struct layer layer;
    struct query_block block;
    explanation_cut(e, LEVEL_SIMILARITY, RULE_NONE, &layer, &block);
    layer.query_norm.on &= shaping >= SHAPING_NORMED;
    layer.key_norm.on &= shaping >= SHAPING_NORMED;
    layer.rope.on &= shaping >= SHAPING_TURNED;
    enum status status = layer_plan_new(plan, &layer, t->request->kernel, e->job->pool, error);
    if (status == STATUS_OK)
        status = layer_head_queries(*plan, &t->block, t->head, &block, error);
    if (status != STATUS_OK)
        return status;
    t->queries = block.queries;
    t->key_rows = layer_head_keys(*plan, t->head);
    return STATUS_OK;
}

enum status explanation_head(struct explanation *e, size_t head, struct layer_plan **plan,
                             struct error *error)
{
    struct telling *t = &e->telling;
    *plan = NULL;
    t->head = head;
    explanation_doubles(&e->weights, (head - e->job->first_head) * t->rows, t->rows, t->weights);
    return e->job->fused ? shape(e, SHAPING_TURNED, plan, error) : STATUS_OK;
}

enum status explanation_shapings(struct explanation *e, struct layer_plan *plans[SHAPING_COUNT],
                                 struct error *error)
{
    const struct layer *layer = &e->job->layer;
    const bool applies[SHAPING_COUNT] = {true, layer->query_norm.on || layer->key_norm.on,
                                         layer->rope.on};
    for (enum shaping shaping = 0; shaping < SHAPING_COUNT; shaping++) {
        const struct rows queries = e->telling.queries, keys = e->telling.key_rows;
        if (!applies[shaping])
            continue;
        enum status status = shape(e, shaping, &plans[shaping], error);
        if (status != STATUS_OK)
            return status;
        switch (shaping) {
        case SHAPING_NORMED:
            tell_normed(e, false, &queries);
            tell_normed(e, true, &keys);
            break;
        case SHAPING_TURNED:
            tell_turned(e, &queries);
            break;
        default:
            tell_slices(e);
        }
    }
    return STATUS_OK;
}

void explanation_values(const struct explanation *e)
{
    const struct telling *t = &e->telling;
    const struct layer *layer = &e->job->layer;
    const struct rows values = layer_head_values(e->job->plan, t->head);
    const bool projected = layer->values.weight.data;
    if (!projected && layer->heads == 1)
        return;
    if (projected) {
        tell_option(t, "project-values");
        tell_projected(e, "v", &layer->values, &layer->attention.values,
                       t->head / (layer->heads / layer->kv_heads) * values.width,
                       rows_number(t, &values, 0, 0));
        tell_line(t, "values v of the head, projected:");
    } else
        tell_step(t, "values v of the head:");
    tell_matrix(t, &(struct shown){values.data, t->request->reading.precision, values.count,
                                   values.count, values.width, values.stride, &no_names, NULL});
}

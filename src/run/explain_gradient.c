/* The way back from upstream to the inputs; see explain_gradient.h. What comes to weights and
 * scores is the engine's gradient by a bias: of the run itself, and of the same run whose weights
 * are its scores, where nothing but the values lies between. */
#include "run/explain_gradient.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "run/explanation.h"

/* The head that is told of, and what the engine says of all of them. */
struct backward {
    struct explanation *e;
    const struct made_gradient *made;
    struct rows upstream;  /* of the rows told of */
    double *by_weights;    /* heads x rows x keys: da, and ... */
    double *by_scores;     /* dS */
    const double *da, *ds; /* of the head */
    size_t row, key;       /* of the cells that are written out */
    struct rows values,
        given; /* of the head: v, and dc, whose data is NULL where it is not known */
};

static const struct layer *layer_of(const struct backward *b)
{
    return &b->e->job->layer;
}

/* The engine's gradient by the scores of the rows told of, of every head. */
static enum status run_back(const struct backward *b, const struct layer *layer,
                            struct layer_plan *plan, double *to, struct error *error)
{
    const struct telling *t = &b->e->telling;
    const struct job *job = b->e->job;
    const struct gradient_wish wish = {1U << BY_BIAS, job->first_head, job->heads};
    struct matrix made = {.precision = t->request->reading.precision, .columns = t->keys};
    struct gradient *gradient = NULL;
    enum status status =
        gradient_new(&gradient, layer, plan, &wish, t->request->kernel, job->pool, error);
    if (status == STATUS_OK && !matrix_reserve(&made, job->heads * t->rows))
        status = error_memory(error, "gradients that are told");
    if (status == STATUS_OK)
        status = gradient_add(gradient, &b->e->telling.block, &b->upstream, NOWHERE,
                              (struct out_rows){made.data, t->keys}, t->rows, error);
    for (size_t i = 0; status == STATUS_OK && i < job->heads * t->rows * t->keys; i++)
        to[i] = precision_get(made.data, made.precision, i);
    matrix_free(&made);
    gradient_free(gradient);
    return status;
}

/* What comes to the weights: of a run that takes scores for weights. */
static enum status run_to_weights(const struct backward *b, struct error *error)
{
    const struct job *job = b->e->job;
    struct layer layer = job->layer;
    struct layer_plan *plan;
    layer.attention.normalizer =
        (struct normalizer_parameters){.function = normalizer_find("none"), .temperature = 1};
    enum status status = layer_plan_new(&plan, &layer, job->request->kernel, job->pool, error);
    if (status == STATUS_OK)
        status = run_back(b, &layer, plan, b->by_weights, error);
    layer_plan_free(plan);
    return status;
}

static void tell_numbers(const struct backward *b, const double *numbers)
{
    const struct telling *t = &b->e->telling;
    tell_matrix(t, &(struct shown){numbers, PRECISION_DOUBLE, t->rows, t->count, t->keys, t->keys,
                                   t->row_names, t->key_names});
}

/* Number 0 of a row of `rows`, and those after it. */
static struct list row_list(const struct backward *b, const struct rows *rows, size_t row)
{
    const enum precision precision = b->e->telling.request->reading.precision;
    const char *data = rows->data;
    return (struct list){data + row * rows->stride * precision_size(precision), precision, 1};
}

static void tell_by_weights(const struct backward *b)
{
    const struct telling *t = &b->e->telling;
    struct sentence sentence = sentence_new(t);
    tell_step(t, "by the weights: da_ij = sum_k dc_ik v_jk%s%s (Dao 2022: dP = dO V^T)",
              b->given.data ? "" : ", dc being dr W^T of the output's projection W",
              explanation_hides(b->e) ? ", 0 where a key is hidden" : "");
    if (b->given.data) {
        const struct products products = {row_list(b, &b->given, b->row),
                                          row_list(b, &b->values, b->key)};
        put_cell(&sentence, "da", b->row, b->key);
        put(&sentence, " = ");
        put_products(&sentence, b->values.width, &products);
        tell_equation(t, &sentence, b->da[b->row * t->keys + b->key]);
    }
    tell_numbers(b, b->da);
}

/* --- Through the normalizer ------------------------------------------------------------------- */

/* How dS follows from da; see slopes_of_block in attention/kernel/gradient.h. */
static const char *const jacobians[] = {
    [NORMALIZER_SOFTMAX] = "a_ij (da_ij - D_i), D_i = sum_j a_ij da_ij = dc_i . c_i (Dao 2022)",
    [NORMALIZER_SPARSEMAX] = "da_ij - the mean of da over the row's keys with a > 0; 0 for others",
    [NORMALIZER_ENTMAX15] =
        "u_ij (da_ij - sum_j u_ij da_ij / sum_j u_ij), u_ij = sqrt a_ij (Peters 2019)",
    [NORMALIZER_ENTMAX] =
        "u_ij (da_ij - sum_j u_ij da_ij / sum_j u_ij), u_ij = a_ij^(2 - alpha) (Peters 2019)",
    [NORMALIZER_SIGMOID] = "a_ij (1 - a_ij) da_ij",
    [NORMALIZER_RELU] = "da_ij / m where a_ij > 0, else 0",
    [NORMALIZER_LINEAR] = "(da_ij - sum_j a_ij da_ij) / sum_j S_ij",
    [NORMALIZER_NONE] = "da_ij",
};

static double number_of(const struct backward *b, const double *numbers, size_t key)
{
    return numbers[b->row * b->e->telling.keys + key];
}

static void put_weighted(struct sentence *sentence, const void *context, size_t key)
{
    const struct backward *b = context;
    put_number(sentence, number_of(b, b->e->telling.weights, key));
    put(sentence, "*");
    put_number(sentence, number_of(b, b->da, key));
}

static void put_score(struct sentence *sentence, const void *context, size_t key)
{
    const struct backward *b = context;
    const double score = number_of(b, b->e->telling.now, key);
    put_number(sentence, score == -INFINITY ? 0 : score);
}

/* u of sparsemax and its kin. */
static void put_slope(struct sentence *sentence, const void *context, size_t key)
{
    const struct backward *b = context;
    const struct normalizer_parameters *n = &layer_of(b)->attention.normalizer;
    const double weight = number_of(b, b->e->telling.weights, key);
    if (!(weight > 0) || normalizer_kind(n) == NORMALIZER_SPARSEMAX) {
        put(sentence, weight > 0 ? "1" : "0");
        return;
    }
    put_number(sentence, weight);
    put(sentence, "^");
    put_number(sentence, normalizer_kind(n) == NORMALIZER_ENTMAX15 ? 0.5 : 2 - n->alpha);
}

static void put_sloped(struct sentence *sentence, const void *context, size_t key)
{
    const struct backward *b = context;
    put_slope(sentence, context, key);
    put(sentence, "*");
    put_number(sentence, number_of(b, b->da, key));
}

static void put_change(struct sentence *s, const struct backward *b)
{
    const struct normalizer_parameters *n = &layer_of(b)->attention.normalizer;
    const size_t keys = b->e->telling.keys;
    const double a = number_of(b, b->e->telling.weights, b->key);
    const double da = number_of(b, b->da, b->key);
    const enum normalizer_kind kind = normalizer_kind(n);
    switch (kind) {
    case NORMALIZER_SOFTMAX:
    case NORMALIZER_LINEAR:
        if (kind == NORMALIZER_SOFTMAX)
            put_number(s, a);
        put(s, kind == NORMALIZER_SOFTMAX ? "*(" : "(");
        put_number(s, da);
        put(s, " - (");
        put_sum(s, keys, put_weighted, b);
        put(s, "))");
        if (kind == NORMALIZER_SOFTMAX)
            return;
        put(s, " / (");
        put_sum(s, keys, put_score, b);
        put(s, ")");
        return;
    case NORMALIZER_SIGMOID:
        put_number(s, a);
        put(s, "*(1 - ");
        put_number(s, a);
        put(s, ")*");
        put_number(s, da);
        return;
    case NORMALIZER_RELU:
        put_number(s, da);
        put(s, " / %zu", n->relu_divisor);
        return;
    case NORMALIZER_NONE:
        put_number(s, da);
        put(s, " * 1");
        return;
    default:
        put_slope(s, b, b->key);
        put(s, "*(");
        put_number(s, da);
        put(s, " - (");
        put_sum(s, keys, put_sloped, b);
        put(s, ") / (");
        put_sum(s, keys, put_slope, b);
        put(s, "))");
    }
}

static enum status tell_by_scores(struct backward *b, struct error *error)
{
    struct telling *t = &b->e->telling;
    const struct normalizer_parameters *n = &layer_of(b)->attention.normalizer;
    const bool divided = n->temperature < 1 || n->temperature > 1;
    struct sentence sentence = sentence_new(t);
    if (normalizer_kind(n) == NORMALIZER_LINEAR) {
        enum status status = explanation_scores(b->e, LEVEL_TEMPERATURE, RULE_ALL, t->now, error);
        if (status != STATUS_OK)
            return status;
    }
    tell_step(t, "by the scores: dS_ij = %s", jacobians[normalizer_kind(n)]);
    if (divided)
        tell_line(t, "  and that over the temperature T");
    put_cell(&sentence, "dS", b->row, b->key);
    put(&sentence, divided ? " = (" : " = ");
    put_change(&sentence, b);
    if (divided) {
        put(&sentence, ") / ");
        put_number(&sentence, n->temperature);
    }
    tell_equation(t, &sentence, number_of(b, b->ds, b->key));
    tell_numbers(b, b->ds);
    return STATUS_OK;
}

/* --- From scores and contexts to the inputs -------------------------------------------------- */

static const char *const formulas[BY_COUNT] = {
    [BY_QUERIES] = "dx_ic = sum_j dS_ij df(x_i, y_j)/dx_ic",
    [BY_KEYS] = "dy_jc = sum_i dS_ij df(x_i, y_j)/dy_jc",
    [BY_VALUES] = "dv_jk = sum_i a_ij dc_ik",
    [BY_BIAS] = "db_ij = dS_ij, added up where rows or heads share a number",
    [BY_SINK] = "-sum_i p_i D_i, p_i being the weight of the sink",
    [BY_PROJECT_QUERIES] = "dW = sum_i x_i^T dx'_i, dx' being that by the projected queries",
    [BY_PROJECT_KEYS] = "dW = sum_j y_j^T dy'_j, dy' being that by the projected keys",
    [BY_PROJECT_VALUES] = "dW = sum_j v_j^T dv'_j, dv' being that by the projected values",
    [BY_PROJECT_OUTPUT] = "dW = sum_i c_i^T dr_i, dr being upstream",
    [BY_QUERIES_BIAS] = "sum_i dx'_i, dx' being that by the projected queries",
    [BY_KEYS_BIAS] = "sum_j dy'_j, dy' being that by the projected keys",
    [BY_VALUES_BIAS] = "sum_j dv'_j, dv' being that by the projected values",
    [BY_OUTPUT_BIAS] = "sum_i dr_i, dr being upstream",
    [BY_SIMILARITY_WEIGHT] = "dW = sum_ij dS_ij df(x_i, y_j)/dW",
    [BY_ADDITIVE_QUERY] = "dW = sum_ij dS_ij df(x_i, y_j)/dW",
    [BY_ADDITIVE_KEY] = "dU = sum_ij dS_ij df(x_i, y_j)/dU",
    [BY_ADDITIVE_VECTOR] = "dv = sum_ij dS_ij df(x_i, y_j)/dv",
    [BY_ADDITIVE_BIAS] = "db = sum_ij dS_ij df(x_i, y_j)/db",
    [BY_QUERY_NORM] = "dg_c = sum_i dx'_ic x_ic / rms(x_i), dx' being that by the normed queries",
    [BY_KEY_NORM] = "dg_c = sum_j dy'_jc y_jc / rms(y_j), dy' being that by the normed keys",
};

static bool is_squares(const struct similarity *function)
{
    return function->pairing == PAIRING_SQUARED_DIFFERENCE && function->finish == FINISH_FACTOR &&
           function->preparation == PREPARE_NOTHING;
}

/* What stands between the scores and queries or keys, so that no cell is written out; NULL: it is
 * a sum of products. */
static const char *between(const struct backward *b, bool of_keys)
{
    const struct layer *layer = layer_of(b);
    const struct similarity_parameters *f = &layer->attention.similarity;
    const bool is_dot = f->function->pairing == PAIRING_DOT &&
                        f->function->finish == FINISH_NOTHING &&
                        f->function->preparation == PREPARE_NOTHING;
    if (of_keys ? layer->keys.weight.data : layer->queries.weight.data)
        return "the projection";
    if (of_keys ? layer->key_norm.on : layer->query_norm.on)
        return "the norm";
    if (layer->rope.on)
        return "the turning of pairs of features";
    if (of_keys && layer->kv_heads < layer->heads)
        return "all heads that share these keys";
    return is_dot || (is_squares(f->function) && !f->bandwidths) ? NULL : "the derivative of f";
}

/* A pair's part in a sum, with the softcap's slope. */
struct part {
    const struct backward *b;
    bool of_keys;
    size_t fixed; /* the query, or the key, that the gradient is by */
};

static void put_part(struct sentence *sentence, const void *context, size_t index)
{
    const struct part *part = context;
    const struct telling *t = &part->b->e->telling;
    const double cap = layer_of(part->b)->attention.softcap;
    const size_t row = part->of_keys ? index : part->fixed;
    const size_t key = part->of_keys ? part->fixed : index;
    const double x = rows_number(t, &t->queries, row, 0);
    const double y = rows_number(t, &t->key_rows, key, 0);
    put_number(sentence, part->b->ds[row * t->keys + key]);
    if (cap > 0) {
        put(sentence, "*(1 - tanh(");
        put_alone(sentence, t->before[row * t->keys + key]);
        put(sentence, " / ");
        put_number(sentence, cap);
        put(sentence, ")^2)");
    }
    put(sentence, "*");
    if (!is_squares(layer_of(part->b)->attention.similarity.function)) {
        put_number(sentence, part->of_keys ? x : y);
        return;
    }
    put(sentence, "(");
    put_alone(sentence, part->of_keys ? y : x);
    put(sentence, " - ");
    put_number(sentence, part->of_keys ? x : y);
    put(sentence, ")");
}

/* What all parts are multiplied by. */
static double factor_of(const struct backward *b)
{
    const struct layer *layer = layer_of(b);
    const struct similarity_parameters *f = &layer->attention.similarity;
    const double scale = layer->scales ? layer->scales[b->e->telling.head] : f->scale;
    return is_squares(f->function) ? 2 * scale * similarity_factor(f, b->e->telling.queries.width)
                                   : scale;
}

/* Sums over queries, of which only the first may be at hand. */
static void put_over_queries(struct sentence *sentence, const struct backward *b,
                             void (*put_term)(struct sentence *sentence, const void *context,
                                              size_t index),
                             const void *context)
{
    const struct telling *t = &b->e->telling;
    put_sum(sentence, t->rows < t->count ? TERMS_FIRST : t->rows, put_term, context);
    put(sentence, t->rows < t->count ? " + ..." : "");
}

/* "dx_11 = 0.5*(0.1*1 + 0.2*3) = 0.35", by queries or keys. */
static void tell_by_pairs(const struct backward *b, enum gradient_by by)
{
    const struct telling *t = &b->e->telling;
    const bool of_keys = by == BY_KEYS;
    const char *why = between(b, of_keys);
    const struct rows *rows = &b->made[by].rows;
    const size_t column = t->head * t->queries.width;
    const struct part part = {b, of_keys, of_keys ? b->key : b->row};
    const double factor = factor_of(b);
    const bool scaled = factor < 1 || factor > 1;
    struct sentence sentence = sentence_new(t);
    if (why) {
        tell_line(t, "  no cell is written out: dS comes here through %s", why);
        return;
    }
    put_cell(&sentence, of_keys ? "dy" : "dx", part.fixed, column);
    put(&sentence, " = ");
    if (scaled) {
        put_number(&sentence, factor);
        put(&sentence, " * (");
    }
    if (of_keys)
        put_over_queries(&sentence, b, put_part, &part);
    else
        put_sum(&sentence, t->keys, put_part, &part);
    put(&sentence, scaled ? ")" : "");
    tell_equation(t, &sentence, rows_number(t, rows, part.fixed, column));
}

static void put_mixed(struct sentence *sentence, const void *context, size_t row)
{
    const struct backward *b = context;
    const struct telling *t = &b->e->telling;
    put_number(sentence, t->weights[row * t->keys + b->key]);
    put(sentence, "*");
    put_number(sentence, rows_number(t, &b->given, row, 0));
}

static void tell_by_values(const struct backward *b)
{
    const struct telling *t = &b->e->telling;
    const struct layer *layer = layer_of(b);
    const size_t column = t->head * b->values.width;
    const char *why = layer->values.weight.data        ? "the projection of the values"
                      : !b->given.data                 ? "the output's projection"
                      : layer->kv_heads < layer->heads ? "all heads that share these values"
                                                       : NULL;
    struct sentence sentence = sentence_new(t);
    if (why) {
        tell_line(t, "  no cell is written out: dc comes here through %s", why);
        return;
    }
    put_cell(&sentence, "dv", b->key, column);
    put(&sentence, " = ");
    put_over_queries(&sentence, b, put_mixed, b);
    tell_equation(t, &sentence, rows_number(t, &b->made[BY_VALUES].rows, b->key, column));
}

/* What df is made of, where it is written out. */
static void tell_derivative(const struct backward *b, bool of_keys)
{
    const struct layer *layer = layer_of(b);
    const struct telling *t = &b->e->telling;
    if (between(b, of_keys))
        return;
    const bool squares = is_squares(layer->attention.similarity.function);
    const double factor = factor_of(b);
    struct sentence slope = sentence_new(t);
    if (factor < 1 || factor > 1) {
        put_alone(&slope, factor);
        put(&slope, " ");
    }
    if (squares)
        put(&slope, of_keys ? "(y_jc - x_ic)" : "(x_ic - y_jc)");
    else
        put(&slope, of_keys ? "x_ic" : "y_jc");
    tell_line(t, "  df/d%s = %s%s", of_keys ? "y_jc" : "x_ic", slope.text,
              layer->attention.softcap > 0 ? ", times 1 - tanh(s_ij / C)^2 of the softcap" : "");
}

static void tell_products(const struct backward *b)
{
    const struct telling *t = &b->e->telling;
    for (int i = 0; i < BY_COUNT; i++) {
        const enum gradient_by by = (enum gradient_by)i;
        if (!b->made[by].rows.data)
            continue;
        tell_step(t, "by %s: %s", gradient_names[by], formulas[by]);
        if (by == BY_QUERIES || by == BY_KEYS)
            tell_derivative(b, by == BY_KEYS);
        if (by == BY_QUERIES || by == BY_KEYS)
            tell_by_pairs(b, by);
        else if (by == BY_VALUES)
            tell_by_values(b);
    }
}

/* From upstream back through a head. */
static enum status tell_head(struct backward *b, size_t index, struct error *error)
{
    struct telling *t = &b->e->telling;
    struct job *job = b->e->job;
    const size_t size = t->rows * t->keys, width = job->shape.value_width;
    struct layer_plan *plan;
    enum status status = explanation_head(b->e, job->first_head + index, &plan, error);
    if (status == STATUS_OK && job->layer.attention.softcap > 0)
        status = explanation_scores(b->e, LEVEL_SCALE, RULE_NONE, t->before, error);
    b->da = b->by_weights + index * size;
    b->ds = b->by_scores + index * size;
    b->values = layer_head_values(job->plan, t->head);
    b->given = b->upstream;
    b->given.width = width;
    b->given.data = job->layer.output.weight.data
                        ? NULL
                        : (const char *)b->upstream.data +
                              index * width * precision_size(t->request->reading.precision);
    if (status == STATUS_OK && job->layer.heads > 1)
        tell_step(t, "Back through head %zu of %zu", t->head + 1, job->layer.heads);
    if (status == STATUS_OK && !explanation_find_weight(b->e, &b->row, &b->key))
        tell_step(t, "No key has a weight, so nothing goes back.");
    else if (status == STATUS_OK) {
        tell_by_weights(b);
        status = tell_by_scores(b, error);
        if (status == STATUS_OK)
            tell_products(b);
    }
    layer_plan_free(plan);
    return status;
}

static void tell_results(const struct backward *b)
{
    const struct telling *t = &b->e->telling;
    for (int by = 0; by < BY_COUNT; by++) {
        const struct made_gradient *made = &b->made[by];
        if (!made->rows.data)
            continue;
        tell_step(t, "the result: the gradient by %s:", gradient_names[by]);
        tell_matrix(t, &(struct shown){made->rows.data, t->request->reading.precision,
                                       made->rows.count, made->rows.count, made->rows.width,
                                       made->rows.stride, made->row_names, made->column_names});
    }
}

static enum status tell_back(struct backward *b, const struct source *upstream, struct error *error)
{
    struct explanation *e = b->e;
    const struct telling *t = &e->telling;
    const struct job *job = e->job;
    const size_t told = job->heads <= HEADS_TOLD ? job->heads : 1;
    const bool projected = job->layer.output.weight.data;
    tell_step(t, "upstream %s, %s, the gradient of a loss by the %s; dX is by X:",
              projected ? "dr" : "dc", upstream->name,
              projected        ? "projected contexts r"
              : job->heads > 1 ? "contexts, the heads side by side"
                               : "contexts c");
    tell_table(t, &upstream->matrix);
    b->upstream = (struct rows){upstream->matrix.data, t->rows, upstream->matrix.columns,
                                upstream->matrix.columns};
    enum status status = run_to_weights(b, error);
    if (status == STATUS_OK)
        status = run_back(b, &job->layer, job->plan, b->by_scores, error);
    for (size_t h = 0; status == STATUS_OK && h < told; h++)
        status = tell_head(b, h, error);
    if (status == STATUS_OK && told < job->heads)
        tell_step(t, "The other %zu heads go the same way; --head=I tells of one.",
                  job->heads - told);
    return status;
}

enum status explain_gradient(struct job *job, const struct source *upstream,
                             const struct made_gradient made[BY_COUNT], struct error *error)
{
    struct explanation e = {.job = NULL};
    enum status status = explanation_open(&e, job, PRODUCT_CONTEXT, error);
    struct backward b = {.e = &e, .made = made};
    if (status == STATUS_OK)
        status = explanation_steps(&e, error);
    if (status == STATUS_OK) {
        const size_t rows = 2 * job->heads * e.telling.rows;
        b.by_weights = memory_new_rows(rows, e.telling.keys, sizeof *b.by_weights);
        if (!b.by_weights)
            status = error_memory(error, "gradients that are told");
        else
            b.by_scores = b.by_weights + rows / 2 * e.telling.keys;
    }
    if (status == STATUS_OK)
        status = tell_back(&b, upstream, error);
    if (status == STATUS_OK)
        tell_results(&b);
    free(b.by_weights);
    return explanation_close(&e, status, error);
}

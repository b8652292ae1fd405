/* The run told step by step; see explain.h. A step of the scores is a row of a table: when it
 * applies, the entry of the catalogue that has its formula and source, and how one cell is written
 * out. Its numbers come from the engine, which runs the problem with the options up to that step.
 */
#include "run/explain.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/explanation.h"
#include "run/problem.h"

enum { RANGES_TOLD = 6 };

static const struct labels no_names;

static void tell_rows(const struct explanation *e, const void *data, size_t columns, size_t stride,
                      const struct labels *names)
{
    const struct telling *t = &e->telling;
    tell_matrix(t, &(struct shown){data, t->request->reading.precision, t->rows, t->count, columns,
                                   stride, t->row_names, names});
}

/* A matrix of doubles, a row for each query, a column for each key. */
static void tell_scores(const struct explanation *e, const double *numbers)
{
    const struct telling *t = &e->telling;
    tell_matrix(t, &(struct shown){numbers, PRECISION_DOUBLE, t->rows, t->count, t->keys, t->keys,
                                   t->row_names, t->key_names});
}

/* The layer with the options up to a level, and of masks one rule or all; the block likewise. */
void explanation_cut(const struct explanation *e, enum level level, enum rule rule,
                     struct layer *layer, struct query_block *block)
{
    struct attention *attention = &layer->attention;
    *layer = e->job->layer;
    *block = e->telling.block;
    attention->retain = true;
    attention->discard_keys = attention->discard_values = false;
    attention->values.data = NULL;
    attention->scores_to_weights = false;
    if (level < LEVEL_TEMPERATURE)
        attention->normalizer.temperature = 1;
    if (level < LEVEL_ALIBI) {
        layer->alibi = false;
        layer->slope = 0;
    }
    if (level < LEVEL_BIAS)
        block->bias.data = NULL;
    if (level < LEVEL_SOFTCAP)
        attention->softcap = 0;
    if (level < LEVEL_SCALE) {
        attention->similarity.scale = 1;
        layer->scales = NULL;
    }
    if (rule == RULE_ALL)
        return;
    struct mask *mask = &attention->mask;
    if (level < LEVEL_ALIBI)
        mask->groups = NULL;
    if (rule != RULE_MASK)
        block->allowed.data = NULL;
    if (rule != RULE_LOCAL)
        attention->prediction.weight.data = NULL;
    const bool eased = rule == RULE_CAUSAL || rule == RULE_WINDOW;
    mask->prefix = eased ? mask->prefix : 0;
    mask->causal &= rule == RULE_CAUSAL;
    mask->window &= rule == RULE_WINDOW;
    mask->exclude_self &= rule == RULE_EXCLUDE_SELF;
    mask->names = rule == RULE_EXCLUDE_SELF ? mask->names : NULL;
    mask->limited &= rule == RULE_VALID_KEYS;
    mask->local = rule == RULE_LOCAL ? mask->local : 0;
}

static void to_doubles(const struct matrix *from, size_t first_row, size_t count, double *to)
{
    for (size_t i = 0; i < count * from->columns; i++)
        to[i] = precision_get(matrix_row(from, first_row), from->precision, i);
}

/* The scores of the queries told of up to a level. */
enum status explanation_scores(struct explanation *e, enum level level, enum rule rule,
                               double *numbers, struct error *error)
{
    const struct telling *t = &e->telling;
    struct layer layer;
    struct query_block block;
    explanation_cut(e, level, rule, &layer, &block);
    enum status status;
    if (e->job->fused) {
        struct layer_plan *plan;
        status = layer_plan_new(&plan, &layer, t->request->kernel, e->job->pool, error);
        if (status == STATUS_OK)
            status = layer_scores(plan, &block, t->head, e->scores.data, error);
        layer_plan_free(plan);
    } else {
        struct attention_plan *plan;
        const size_t head = t->head - e->job->first_head;
        memcpy(e->scores.data, matrix_row(&e->given, head * t->rows),
               t->rows * t->keys * precision_size(e->scores.precision));
        block = layer_head_block(&layer, &block, head);
        status =
            attention_plan_new(&plan, &layer.attention, t->request->kernel, e->job->pool, error);
        if (status == STATUS_OK)
            attention_adjust(plan, &block, e->scores.data);
        attention_plan_free(plan);
    }
    if (status == STATUS_OK)
        to_doubles(&e->scores, 0, t->rows, numbers);
    return status;
}

/* The steps of the scores. A cell is written out from the score before it. */

static bool always(const struct explanation *e)
{
    return e->job->fused;
}

/* What the head's scores are multiplied by. */
static double scale_of(const struct explanation *e)
{
    const struct layer *layer = &e->job->layer;
    return layer->scales ? layer->scales[e->telling.head] : layer->attention.similarity.scale;
}

static bool has_scale(const struct explanation *e)
{
    const double scale = scale_of(e);
    return e->job->fused && (scale < 1 || scale > 1);
}

static bool has_softcap(const struct explanation *e)
{
    return e->job->layer.attention.softcap > 0;
}

static bool has_bias(const struct explanation *e)
{
    return e->telling.block.bias.data != NULL;
}

static bool has_alibi(const struct explanation *e)
{
    return e->job->layer.alibi || e->job->layer.slope > 0;
}

static bool has_rule(const struct explanation *e, enum rule rule)
{
    const struct mask *mask = &e->job->layer.attention.mask;
    switch (rule) {
    case RULE_GROUP:
        return mask->groups;
    case RULE_CAUSAL:
        return mask->causal;
    case RULE_WINDOW:
        return mask->window;
    case RULE_EXCLUDE_SELF:
        return mask->exclude_self || mask->names;
    case RULE_VALID_KEYS:
        return mask->limited;
    case RULE_LOCAL:
        return mask->local > 0;
    case RULE_MASK:
        return e->telling.block.allowed.data;
    default:
        return false;
    }
}

bool explanation_hides(const struct explanation *e)
{
    bool any = false;
    for (enum rule rule = 0; rule < RULE_COUNT; rule++)
        any |= has_rule(e, rule);
    return any;
}

static bool has_temperature(const struct explanation *e)
{
    const double t = e->job->layer.attention.normalizer.temperature;
    return t < 1 || t > 1;
}

static bool put_function(struct sentence *sentence, const struct explanation *e, size_t row,
                         size_t key)
{
    return put_similarity(sentence, &e->telling, row, key);
}

static double before(const struct explanation *e, size_t row, size_t key)
{
    return e->telling.before[row * e->telling.keys + key];
}

static bool put_scale(struct sentence *sentence, const struct explanation *e, size_t row,
                      size_t key)
{
    put_number(sentence, before(e, row, key));
    put(sentence, " * ");
    put_number(sentence, scale_of(e));
    return true;
}

static bool put_softcap(struct sentence *sentence, const struct explanation *e, size_t row,
                        size_t key)
{
    const double cap = e->job->layer.attention.softcap;
    put_number(sentence, cap);
    put(sentence, " * tanh(");
    put_number(sentence, before(e, row, key));
    put(sentence, " / ");
    put_number(sentence, cap);
    put(sentence, ")");
    return true;
}

static bool put_bias(struct sentence *sentence, const struct explanation *e, size_t row, size_t key)
{
    const struct query_block block =
        layer_head_block(&e->job->layer, &e->telling.block, e->telling.head);
    put_number(sentence, before(e, row, key));
    put(sentence, " + ");
    put_number(sentence,
               precision_get(block.bias.data, e->scores.precision, row * block.bias.stride + key));
    return true;
}

/* The distance is counted by the mask's positions, which are within a group where there are any. */
static bool put_alibi(struct sentence *sentence, const struct explanation *e, size_t row,
                      size_t key)
{
    const struct query_block block =
        layer_head_block(&e->job->layer, &e->telling.block, e->telling.head);
    const struct mask *mask = &e->job->layer.attention.mask;
    put_number(sentence, before(e, row, key));
    put(sentence, " - ");
    put_number(sentence, block.alibi_slope);
    put(sentence, " * abs(");
    put_alone(sentence, (double)((int64_t)query_block_place(&block, row) + mask->offset));
    put(sentence, " - %zu)", mask_place(mask, key));
    return !mask->groups;
}

static bool put_temperature(struct sentence *sentence, const struct explanation *e, size_t row,
                            size_t key)
{
    put_number(sentence, before(e, row, key));
    put(sentence, " / ");
    put_number(sentence, e->job->layer.attention.normalizer.temperature);
    return true;
}

struct score_step {
    enum level level;
    const char *option; /* in the catalogue; NULL: told otherwise */
    bool (*applies)(const struct explanation *e);
    bool (*put)(struct sentence *sentence, const struct explanation *e, size_t row, size_t key);
};

static const struct score_step steps[] = {
    {LEVEL_SIMILARITY, NULL, always, put_function},
    {LEVEL_SCALE, "scale", has_scale, put_scale},
    {LEVEL_SOFTCAP, "softcap", has_softcap, put_softcap},
    {LEVEL_BIAS, "bias", has_bias, put_bias},
    {LEVEL_ALIBI, "alibi", has_alibi, put_alibi},
    {LEVEL_MASK, NULL, explanation_hides, NULL},
    {LEVEL_TEMPERATURE, "temperature", has_temperature, put_temperature},
};

enum { STEP_COUNT = sizeof steps / sizeof *steps };

/* The cell to write out: the first number, in row order, that the step has changed, or the first.
 */
static bool find_changed(const struct explanation *e, size_t *row, size_t *key)
{
    const struct telling *t = &e->telling;
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < t->rows * t->keys; i++) {
        if (!isfinite(t->now[i]) || !isfinite(t->before[i]))
            continue;
        const bool changed = t->now[i] < t->before[i] || t->now[i] > t->before[i];
        if (found == SIZE_MAX || changed)
            found = i;
        if (changed)
            break;
    }
    *row = found / t->keys;
    *key = found % t->keys;
    return found != SIZE_MAX;
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

static void tell_cell(const struct explanation *e, const struct score_step *step)
{
    const struct telling *t = &e->telling;
    struct sentence sentence = sentence_new(t);
    size_t row, key;
    if (!step->put || !find_changed(e, &row, &key))
        return;
    put_cell(&sentence, "S", row, key);
    put(&sentence, " = ");
    if (step->put(&sentence, e, row, key))
        tell_equation(t, &sentence, t->now[row * t->keys + key]);
}

static void tell_similarity(const struct explanation *e)
{
    const struct similarity *function = e->job->layer.attention.similarity.function;
    const char *formula = function->scaled ? similarity_find("dot")->formula : function->formula;
    tell_step(&e->telling, "similarity: S_ij = f(x_i, y_j), f(q, k) = %s%s (%s; %s)", formula,
              function->scaled ? ", then scaled" : "", function->name, function->source);
}

/* The keys that one rule hides of each query: "x_1: y_2 to y_4". */
static void tell_hidden(const struct explanation *e, const double *base, const double *with,
                        const char *option)
{
    const struct telling *t = &e->telling;
    for (size_t i = 0; i < t->rows; i++) {
        struct sentence sentence = sentence_new(t);
        size_t ranges = 0;
        for (size_t j = 0; j < t->keys; j++) {
            const size_t begin = j, row = i * t->keys;
            while (j < t->keys && with[row + j] == -INFINITY && base[row + j] != -INFINITY)
                j++;
            if (j == begin)
                continue;
            if (ranges++ < RANGES_TOLD)
                put(&sentence, j - begin > 1 ? "%s y_%zu to y_%zu" : "%s y_%zu",
                    ranges > 1 ? "," : "", begin + 1, j);
        }
        if (ranges > 0)
            tell_line(t, "  --%s hides from x_%zu:%s%s", option, i + 1, sentence.text,
                      ranges > RANGES_TOLD ? ", ..." : "");
    }
}

/* Each rule in turn: what it says, and what it hides. */
static enum status tell_mask(struct explanation *e, struct error *error)
{
    static const char *const options[RULE_COUNT] = {
        "group", "causal", "window", "exclude-self", "valid-keys", "local-m", "mask"};
    const struct telling *t = &e->telling;
    double *with = e->masked, *base = t->weights; /* which come later */
    memcpy(base, t->before, t->rows * t->keys * sizeof *base);
    if (!e->job->layer.attention.mask.groups) {
        const struct mask *mask = &e->job->layer.attention.mask;
        tell_step(t, "Positions: x_1 stands at p = %" PRId64 ", y_1 at j = %zu.",
                  (int64_t)query_block_place(&t->block, 0) + mask->offset, mask_place(mask, 0));
    }
    for (enum rule rule = 0; rule < RULE_COUNT; rule++) {
        if (!has_rule(e, rule))
            continue;
        const bool predicted = e->job->layer.attention.prediction.weight.data;
        const char *option = rule == RULE_LOCAL && predicted ? "local-p" : options[rule];
        enum status status = explanation_scores(e, LEVEL_MASK, rule, with, error);
        if (status != STATUS_OK)
            return status;
        tell_option(&e->telling, option);
        if (e->job->layer.attention.mask.prefix > 0 && (rule == RULE_CAUSAL || rule == RULE_WINDOW))
            tell_option(&e->telling, "prefix");
        tell_hidden(e, base, with, option);
        if (rule == RULE_GROUP)
            memcpy(base, with, t->rows * t->keys * sizeof *base);
    }
    tell_step(&e->telling, "S with -inf where a key is hidden:");
    return STATUS_OK;
}

/* All steps of a head's scores; the last one leaves them in telling.now. */
static enum status tell_levels(struct explanation *e, struct error *error)
{
    struct telling *t = &e->telling;
    memset(t->before, 0, t->rows * t->keys * sizeof(double));
    if (!e->job->fused)
        to_doubles(&e->given, (t->head - e->job->first_head) * t->rows, t->rows, t->now);
    for (size_t i = 0; i < STEP_COUNT; i++) {
        const struct score_step *step = &steps[i];
        if (!step->applies(e))
            continue;
        if (step->level > LEVEL_SIMILARITY)
            memcpy(t->before, t->now, t->rows * t->keys * sizeof(double));
        enum status status = STATUS_OK;
        if (step->level == LEVEL_MASK)
            status = tell_mask(e, error);
        else if (step->option)
            tell_option(&e->telling, step->option);
        else
            tell_similarity(e);
        if (status == STATUS_OK)
            status = explanation_scores(
                e, step->level, step->level < LEVEL_MASK ? RULE_NONE : RULE_ALL, t->now, error);
        if (status != STATUS_OK)
            return status;
        tell_cell(e, step);
        tell_scores(e, t->now);
    }
    return STATUS_OK;
}

/* a_ij from the scores. */
void explanation_weights(struct explanation *e)
{
    struct telling *t = &e->telling;
    const struct normalizer_parameters *n = &e->job->layer.attention.normalizer;
    const size_t head = t->head - e->job->first_head;
    struct sentence sentence = sentence_new(t);
    size_t row, key;
    to_doubles(&e->weights, head * t->rows, t->rows, t->weights);
    if (n->top > 0)
        tell_option(&e->telling, "top");
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
    tell_scores(e, t->weights);
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
    to_doubles(&e->weights, (head - e->job->first_head) * t->rows, t->rows, t->weights);
    return e->job->fused ? shape(e, SHAPING_TURNED, plan, error) : STATUS_OK;
}

/* The steps of the head's features, each with its plan. */
static enum status tell_shapings(struct explanation *e, struct layer_plan *plans[SHAPING_COUNT],
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

static void tell_values(const struct explanation *e)
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

/* The steps from a head's features, or from its rows of the stage's own operand, to what the run
 * asks of it. */
static enum status tell_products(struct explanation *e, struct error *error)
{
    const struct telling *t = &e->telling;
    const struct job *job = e->job;
    const bool scored = job->fused || job->takes_scores;
    enum status status = scored ? tell_levels(e, error) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    if (!scored)
        to_doubles(&e->weights, (t->head - job->first_head) * t->rows, t->rows, t->weights);
    else if (e->goal != PRODUCT_SCORES)
        explanation_weights(e);
    if (e->goal == PRODUCT_CONTEXT) {
        tell_values(e);
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
        status = tell_shapings(e, plans, error);
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
    const size_t heads = product == PRODUCT_CONTEXT ? 1 : job->heads;
    struct rows_source *source = NULL;
    kept->precision = job->request->reading.precision;
    kept->columns = width;
    if (!matrix_reserve(kept, heads * rows))
        return error_memory(error, "the first rows");
    kept->rows = heads * rows;
    job->product = product;
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

/* What is read, and how it is counted. */
static void tell_inputs(const struct explanation *e)
{
    const struct telling *t = &e->telling;
    const struct inputs *inputs = &e->job->inputs;
    const char *rows = e->job->takes_scores ? "similarity S" : "distribution a";
    const char *fitted = !inputs->fitting                                        ? ""
                         : e->job->layer.attention.similarity.function->whitened ? ", whitened"
                                                                                 : ", standardised";
    tell_line(t, "%s, %s%s:", e->job->fused ? "queries x" : rows, inputs->rows.name, fitted);
    tell_table(&e->telling, &inputs->rows.matrix);
    if (e->job->fused) {
        tell_line(t, "keys y, %s%s:", inputs_keys_name(inputs), fitted);
        tell_table(&e->telling, inputs_keys(inputs));
    }
    if (e->goal == PRODUCT_CONTEXT) {
        tell_line(t, "values v, %s:", inputs_values_name(inputs));
        tell_table(&e->telling, inputs_values(inputs));
    }
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

/* The steps that all explanations share: inputs, scores, and each head's way to its product. */
enum status explanation_steps(struct explanation *e, struct error *error)
{
    enum status status = take_block(e, error);
    if (status != STATUS_OK)
        return status;
    tell_inputs(e);
    status = run(e, error);
    return status == STATUS_OK ? tell_heads(e, error) : status;
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
    if (status == STATUS_OK)
        tell_result(&e);
    status = explanation_close(&e, status, error);
    job_close(&job);
    return status;
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

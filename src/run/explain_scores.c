/* --explain: how scores come about. A step is a row of a table: when it applies, the entry of the
 * catalogue that has its formula and source, and how one cell is written out. Its numbers come from
 * the engine, which runs the problem with the options up to that step.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/top.h"
#include "base/memory.h"
#include "run/explanation.h"

enum { RANGES_TOLD = 6 };

void explanation_matrix(const struct explanation *e, const double *numbers)
{
    const struct telling *t = &e->telling;
    tell_matrix(t, &(struct shown){numbers, PRECISION_DOUBLE, t->rows, t->count, t->keys, t->keys,
                                   t->row_names, t->key_names});
}

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

void explanation_doubles(const struct matrix *from, size_t first_row, size_t count, double *to)
{
    for (size_t i = 0; i < count * from->columns; i++)
        to[i] = precision_get(matrix_row(from, first_row), from->precision, i);
}

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
        explanation_doubles(&e->scores, 0, t->rows, numbers);
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

static bool has_top(const struct explanation *e)
{
    return e->job->layer.attention.normalizer.top > 0;
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
    if (e->telling.request->scaling != SCALE_NUMBER) {
        put(sentence, " / sqrt(%zu)", e->job->shape.head_width);
        return true;
    }
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
    const char *option; /* in formulas.c; NULL: told otherwise */
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
    {LEVEL_TOP, NULL, has_top, NULL},
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

/* "x_2 at p = 2, x_5 at p = 7": those that do not stand right after the one before. */
static void put_jumps(struct sentence *sentence, const struct explanation *e, bool of_keys,
                      size_t count)
{
    const struct mask *mask = &e->job->layer.attention.mask;
    size_t jumps = 0, last = 0;
    for (size_t i = 0; i < count && jumps <= RANGES_TOLD; i++) {
        const size_t place =
            of_keys ? mask_place(mask, i) : query_block_place(&e->telling.block, i);
        if (i > 0 && place != last + 1 && jumps++ < RANGES_TOLD)
            put(sentence, of_keys ? "%sy_%zu at j = %" PRId64 : "%sx_%zu at p = %" PRId64,
                sentence->length ? ", " : "", i + 1, (int64_t)place + (of_keys ? 0 : mask->offset));
        last = place;
    }
    put(sentence, jumps > RANGES_TOLD ? ", ..." : "");
}

/* Where queries and keys stand: the first ones, and those before which rows were dropped. */
static void tell_positions(const struct explanation *e)
{
    const struct telling *t = &e->telling;
    const struct mask *mask = &e->job->layer.attention.mask;
    struct sentence jumps = sentence_new(t);
    tell_step(t, "Positions: x_1 stands at p = %" PRId64 ", y_1 at j = %zu.",
              (int64_t)query_block_place(&t->block, 0) + mask->offset, mask_place(mask, 0));
    put_jumps(&jumps, e, false, t->rows);
    put_jumps(&jumps, e, true, t->keys);
    if (jumps.length)
        tell_line(t, "  and, as rows were dropped before them: %s", jumps.text);
}

/* Each rule in turn: what it says, and what it hides. */
static enum status tell_mask(struct explanation *e, struct error *error)
{
    static const char *const options[RULE_COUNT] = {
        "group", "causal", "window", "exclude-self", "valid-keys", "local-m", "mask"};
    const struct telling *t = &e->telling;
    double *with = e->masked, *base = t->weights; /* which come later */
    memcpy(base, t->before, t->rows * t->keys * sizeof *base);
    if (!e->job->layer.attention.mask.groups)
        tell_positions(e);
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

/* Which scores of each row are the best, and that others hide. */
static enum status tell_top(struct explanation *e, struct error *error)
{
    const struct telling *t = &e->telling;
    const size_t most = min_size(e->job->layer.attention.normalizer.top, t->keys);
    size_t *best = memory_new(most, sizeof *best);
    if (!best)
        return error_memory(error, "the best scores");
    tell_option(t, "top");
    for (size_t i = 0; i < t->rows; i++) {
        struct sentence sentence = sentence_new(t);
        double *row = t->now + i * t->keys;
        top_keep(row, t->keys, PRECISION_DOUBLE, most, best);
        size_t kept = 0;
        for (size_t j = 0; j < t->keys; j++) {
            if (row[j] == -INFINITY || kept++ >= RANGES_TOLD)
                continue;
            put(&sentence, kept > 1 ? ", " : "");
            put_cell(&sentence, "S", i, j);
            put(&sentence, " = ");
            put_alone(&sentence, row[j]);
        }
        tell_line(t, "  the largest of x_%zu: %s%s", i + 1, kept ? sentence.text : "none",
                  kept > RANGES_TOLD ? ", ..." : "");
    }
    free(best);
    tell_hidden(e, t->before, t->now, "top");
    tell_step(t, "S with -inf where --top hides a key:");
    return STATUS_OK;
}

/* Says what a step does, and takes its scores. */
static enum status take_step(struct explanation *e, const struct score_step *step,
                             struct error *error)
{
    enum status status = STATUS_OK;
    if (step->level == LEVEL_TOP)
        return tell_top(e, error);
    if (step->level == LEVEL_MASK)
        status = tell_mask(e, error);
    else if (step->option)
        tell_option(&e->telling, step->option);
    else
        tell_similarity(e);
    if (status != STATUS_OK)
        return status;
    return explanation_scores(e, step->level, step->level < LEVEL_MASK ? RULE_NONE : RULE_ALL,
                              e->telling.now, error);
}

enum status explanation_levels(struct explanation *e, struct error *error)
{
    struct telling *t = &e->telling;
    memset(t->before, 0, t->rows * t->keys * sizeof(double));
    if (!e->job->fused)
        explanation_doubles(&e->given, (t->head - e->job->first_head) * t->rows, t->rows, t->now);
    for (size_t i = 0; i < STEP_COUNT; i++) {
        const struct score_step *step = &steps[i];
        if (!step->applies(e))
            continue;
        if (step->level > LEVEL_SIMILARITY)
            memcpy(t->before, t->now, t->rows * t->keys * sizeof(double));
        enum status status = take_step(e, step, error);
        if (status != STATUS_OK)
            return status;
        tell_cell(e, step);
        explanation_matrix(e, t->now);
    }
    return STATUS_OK;
}

/* Gradients of attention, in tiles of GRADIENT_ROWS queries; see gradient.h. */
#include "attention/gradient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "attention/prepare.h"
#include "attention/top.h"
#include "base/memory.h"

/* Keys that a worker pairs at a time. */
enum { TURN_ROWS = 64 };

const char *const gradient_names[BY_COUNT] = {
    [BY_QUERIES] = "queries",
    [BY_KEYS] = "keys",
    [BY_VALUES] = "values",
    [BY_BIAS] = "bias",
    [BY_SINK] = "sink",
    [BY_PROJECT_QUERIES] = "project-queries",
    [BY_PROJECT_KEYS] = "project-keys",
    [BY_PROJECT_VALUES] = "project-values",
    [BY_PROJECT_OUTPUT] = "project-output",
    [BY_QUERIES_BIAS] = "project-queries-bias",
    [BY_KEYS_BIAS] = "project-keys-bias",
    [BY_VALUES_BIAS] = "project-values-bias",
    [BY_OUTPUT_BIAS] = "project-output-bias",
    [BY_SIMILARITY_WEIGHT] = "similarity-weight",
    [BY_ADDITIVE_QUERY] = "additive-query",
    [BY_ADDITIVE_KEY] = "additive-key",
    [BY_ADDITIVE_VECTOR] = "additive-vector",
    [BY_ADDITIVE_BIAS] = "additive-bias",
    [BY_QUERY_NORM] = "norm-queries",
    [BY_KEY_NORM] = "norm-keys",
};

/* A gradient as it is handed out. */
struct array {
    void *data;
    size_t rows, width;
};

/* What serves a head of keys and values. */
struct core {
    struct attention_plan *plan; /* of the layer */
    struct rows given;           /* the keys that it prepared */
    struct similarity raw_function;
    struct attention_plan *raw; /* f(q, k) of prepared queries and keys; NULL: not needed */
    struct multiplier *by_values, *by_keys; /* dO V^T, dF K */
    bool keys_finite;
    void *key_factors; /* of cosine: 1 / |k_j| */
    void *keys;        /* by the prepared keys */
};

struct gradient {
    struct layer layer;
    struct layer_shape shape;
    struct layer_plan *plan;
    struct gradient_wish wish;
    const struct kernel *kernel, *arithmetic; /* the latter of double precision */
    struct pool *pool;
    enum precision precision;
    size_t size, key_count, stride;
    struct core *cores; /* kv_heads of them */
    struct rotation *rotation;
    struct multiplier *upstream, *query_back; /* by the transposed projections; NULL: none */
    struct multiplier *project; /* the projection of the queries, where a norm follows; or NULL */
    struct array by[BY_COUNT];
    struct array keys, values;     /* projected, all heads side by side */
    double *head_sinks;            /* by that of each head */
    double *query_gain, *key_gain; /* by the gains of norms; NULL where they are not wanted */
    /* Of the queries of a tile: */
    void *scores, *raw, *bias; /* m numbers each, */
    void *weights, *changes;   /* and these `stride` apart: off the power of two, as columns of them
                                  are fetched */
    void *prepared, *vectors, *head; /* by the prepared queries and their kin, by the head's */
    void *joined, *joined_upstream, *joined_context, *projected;
    double factors[GRADIENT_ROWS], sinks[GRADIENT_ROWS];
};

/* --- Sums of products ------------------------------------------------------------------------ */

/* A product may have weights whose zeros stand for nothing, a masked key's say: these skip the
 * number that they meet, whatever it is. */
enum zeros { ZEROS_OF_ROWS, ZEROS_OF_FACTOR };

static double element(const struct view *matrix, size_t row, size_t column,
                      enum precision precision)
{
    return precision_get(matrix->data, precision, row * matrix->down + column * matrix->across);
}

static bool is_finite(const struct view *matrix, enum precision precision)
{
    bool finite = true;
    for (size_t row = 0; row < matrix->rows; row++)
        for (size_t column = 0; column < matrix->columns; column++)
            finite &= isfinite(element(matrix, row, column, precision)) != 0;
    return finite;
}

/* X W, in order, without what zeros skip; `add`: to what stands there. */
static void multiply_skipping(const struct view *x, const struct view *w, enum zeros zeros,
                              bool add, struct out_rows out, enum precision precision)
{
    for (size_t row = 0; row < x->rows; row++)
        for (size_t column = 0; column < w->columns; column++) {
            size_t at = row * out.stride + column;
            double sum = 0;
            for (size_t i = 0; i < w->rows; i++) {
                double a = element(x, row, i, precision), b = element(w, i, column, precision);
                sum += (zeros == ZEROS_OF_ROWS ? a : b) == 0 ? 0 : a * b;
            }
            if (add)
                sum += precision_get(out.data, precision, at);
            precision_put(out.data, precision, at, sum);
        }
}

static void add_double(double *restrict to, const double *restrict from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] += from[i];
}

static void add_single(float *restrict to, const float *restrict from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] += from[i];
}

static void add_numbers(void *to, const void *from, size_t count, enum precision precision)
{
    if (precision == PRECISION_DOUBLE)
        add_double(to, from, count);
    else
        add_single(to, from, count);
}

/* sum += X W. */
static enum status add_product(struct gradient *g, struct view x, struct view w, enum zeros zeros,
                               struct out_rows sum, struct error *error)
{
    struct multiplier *multiplier;
    if (!is_finite(zeros == ZEROS_OF_ROWS ? &w : &x, g->precision)) {
        multiply_skipping(&x, &w, zeros, true, sum, g->precision);
        return STATUS_OK;
    }
    enum status status = multiplier_new(&multiplier, &w, NULL, g->kernel, g->pool, error);
    if (status != STATUS_OK)
        return status;
    multiplier_add(multiplier, &x, sum);
    multiplier_free(multiplier);
    return STATUS_OK;
}

/* out = X W. */
static enum status set_product(const struct gradient *g, struct view x, struct view w,
                               struct out_rows out, struct error *error)
{
    struct multiplier *multiplier;
    enum status status = multiplier_new(&multiplier, &w, NULL, g->kernel, g->pool, error);
    if (status != STATUS_OK)
        return status;
    multiplier_apply(multiplier, &x, out);
    multiplier_free(multiplier);
    return STATUS_OK;
}

/* The sums of the columns join the array, a row. */
static void add_columns(const struct gradient *g, struct array *sums, const void *rows,
                        size_t count)
{
    for (size_t row = 0; sums->data && row < count; row++)
        add_numbers(sums->data, (const char *)rows + row * sums->width * g->size, sums->width,
                    g->precision);
}

/* --- What is wanted -------------------------------------------------------------------------- */

static bool wants(const struct gradient *g, enum gradient_by by)
{
    return g->wish.by >> by & 1;
}

static bool wants_any(const struct gradient *g, unsigned by)
{
    return (g->wish.by & by) != 0;
}

enum {
    OF_SIMILARITY = 1 << BY_SIMILARITY_WEIGHT | 1 << BY_ADDITIVE_QUERY | 1 << BY_ADDITIVE_KEY |
                    1 << BY_ADDITIVE_VECTOR | 1 << BY_ADDITIVE_BIAS,
    OF_QUERIES = 1 << BY_QUERIES | 1 << BY_PROJECT_QUERIES | 1 << BY_QUERIES_BIAS |
                 1 << BY_QUERY_NORM | OF_SIMILARITY,
    OF_KEYS =
        1 << BY_KEYS | 1 << BY_PROJECT_KEYS | 1 << BY_KEYS_BIAS | 1 << BY_KEY_NORM | OF_SIMILARITY,
    OF_VALUES = 1 << BY_VALUES | 1 << BY_PROJECT_VALUES | 1 << BY_VALUES_BIAS,
};

/* Room for `count` rows of numbers, zeros. */
static void *zeros_new(const struct gradient *g, size_t count, size_t width)
{
    size_t numbers;
    return size_multiply(count, width, &numbers) ? memory_new(numbers, g->size) : NULL;
}

static bool array_new(const struct gradient *g, struct array *array, size_t rows, size_t width)
{
    *array = (struct array){zeros_new(g, rows, width), rows, width};
    return array->data != NULL;
}

/* Room for the gradient by something of that shape, if it is wanted. */
static bool want(struct gradient *g, enum gradient_by by, size_t rows, size_t width)
{
    return !wants(g, by) || array_new(g, &g->by[by], rows, width);
}

/* The same of a norm's gain, with room for its sums. */
static bool want_gain(struct gradient *g, enum gradient_by by, size_t width, double **sums)
{
    if (!wants(g, by))
        return true;
    *sums = memory_new(width, sizeof **sums);
    return *sums && want(g, by, 1, width);
}

static bool make_arrays(struct gradient *g)
{
    const struct layer *layer = &g->layer;
    const struct similarity_parameters *f = &layer->attention.similarity;
    const struct projection *maps[] = {&layer->queries, &layer->keys, &layer->values,
                                       &layer->output};
    bool have = array_new(g, &g->keys, g->key_count, g->shape.key_width) &&
                array_new(g, &g->values, g->key_count, g->shape.values_width);
    for (int i = 0; have && i < 4; i++)
        have = want(g, (enum gradient_by)(BY_PROJECT_QUERIES + i), maps[i]->weight.count,
                    maps[i]->weight.width) &&
               want(g, (enum gradient_by)(BY_QUERIES_BIAS + i), 1, maps[i]->weight.width);
    size_t units = f->weight.data ? f->weight.count : f->query_weight.count;
    return have && want(g, BY_SINK, 1, layer->sinks ? layer->heads : 1) &&
           want(g, BY_SIMILARITY_WEIGHT, f->weight.count, f->weight.width) &&
           want(g, BY_ADDITIVE_QUERY, f->query_weight.count, f->query_weight.width) &&
           want(g, BY_ADDITIVE_KEY, f->key_weight.count, f->key_weight.width) &&
           want(g, BY_ADDITIVE_VECTOR, 1, units) && want(g, BY_ADDITIVE_BIAS, 1, units) &&
           want_gain(g, BY_QUERY_NORM, norm_width(&layer->query_norm, g->shape.head_width),
                     &g->query_gain) &&
           want_gain(g, BY_KEY_NORM, norm_width(&layer->key_norm, g->shape.key_head_width),
                     &g->key_gain);
}

/* --- Making ready ---------------------------------------------------------------------------- */

/* Whether they depend on the sum that its pairing makes, which then stands for it. */
static bool is_of_sum(const struct similarity *function)
{
    return similarity_has_reach(function) || function->finish == FINISH_HAVERSINE;
}

/* Whether slopes depend on f(q, k) itself. */
static bool needs_raw(const struct attention *problem)
{
    enum finish finish = problem->similarity.function->finish;
    return problem->softcap != 0 || finish == FINISH_COSINE || finish == FINISH_NEGATED_ROOT ||
           finish == FINISH_POLYNOMIAL || is_of_sum(problem->similarity.function);
}

/* 1 / |x|, 0 where that is 0. */
static double inverse_norm(const void *row, size_t width, enum precision precision)
{
    long double square = 0;
    for (size_t c = 0; c < width; c++) {
        long double x = (long double)precision_get(row, precision, c);
        square += x * x;
    }
    return square == 0 ? 0 : (double)(1 / sqrtl(square));
}

static bool make_key_factors(const struct gradient *g, struct core *core)
{
    const struct rows *keys = &core->plan->problem.keys;
    core->key_factors = memory_new(keys->count, g->size);
    for (size_t j = 0; core->key_factors && j < keys->count; j++)
        precision_put(core->key_factors, g->precision, j,
                      inverse_norm((const char *)keys->data + j * keys->stride * g->size,
                                   keys->width, g->precision));
    return core->key_factors != NULL;
}

/* f(q, k) alone, of what is prepared already; of polynomial the base of its power. */
static enum status make_raw(const struct gradient *g, struct core *core, struct error *error)
{
    struct attention problem = {.precision = g->precision,
                                .key_count = g->key_count,
                                .keys = core->plan->problem.keys,
                                .similarity = core->plan->problem.similarity,
                                .normalizer = g->layer.attention.normalizer};
    problem.similarity.scale = problem.normalizer.temperature = 1;
    if (problem.similarity.function->finish == FINISH_POLYNOMIAL)
        problem.similarity.degree = 1;
    core->raw_function = *problem.similarity.function;
    core->raw_function.preparation = PREPARE_NOTHING;
    if (is_of_sum(&core->raw_function))
        core->raw_function.finish = FINISH_NOTHING;
    problem.similarity.function = &core->raw_function;
    return attention_plan_new(&core->raw, &problem, g->kernel->name, g->pool, error);
}

static enum status make_core(const struct gradient *g, struct core *core, size_t kv_head,
                             struct error *error)
{
    size_t head = kv_head * (g->layer.heads / g->layer.kv_heads);
    core->plan = layer_core(g->plan, head);
    core->given = layer_head_keys(g->plan, head);
    const struct attention *problem = &core->plan->problem;
    core->keys = zeros_new(g, problem->keys.count, problem->keys.width);
    if (!core->keys)
        return error_memory(error, "the gradients of the keys");
    if (g->kernel->gradient)
        return STATUS_OK;
    if (problem->similarity.function->finish == FINISH_COSINE && !make_key_factors(g, core))
        return error_memory(error, "the norms of the keys");
    struct view values = view_transposed(view_of(&problem->values)), keys = view_of(&problem->keys);
    enum status status = multiplier_new(&core->by_values, &values, NULL, g->kernel, g->pool, error);
    core->keys_finite = is_finite(&keys, g->precision);
    if (status == STATUS_OK && core->keys_finite &&
        problem->similarity.function->pairing == PAIRING_DOT)
        status = multiplier_new(&core->by_keys, &keys, NULL, g->kernel, g->pool, error);
    if (status == STATUS_OK && needs_raw(problem))
        status = make_raw(g, core, error);
    return status;
}

/* The transposed projection, by which gradients go back. */
static enum status make_back(const struct gradient *g, const struct projection *map,
                             struct multiplier **back, struct error *error)
{
    struct view weight = view_transposed(view_of(&map->weight));
    if (!map->weight.data)
        return STATUS_OK;
    return multiplier_new(back, &weight, NULL, g->kernel, g->pool, error);
}

/* Room for what is made of a tile. */
static bool make_room(struct gradient *g)
{
    size_t line = 64 / g->size, m = g->key_count, width = g->cores[0].plan->problem.keys.width;
    const struct layer_shape *shape = &g->shape;
    g->stride = (ceiling_divide(m, line) + 1) * line;
    g->scores = memory_new_rows(GRADIENT_ROWS, m, g->size);
    g->weights = memory_new_rows(GRADIENT_ROWS, g->stride, g->size);
    g->changes = memory_new_rows(GRADIENT_ROWS, g->stride, g->size);
    g->raw = memory_new_rows(GRADIENT_ROWS, m, g->size);
    g->bias = wants(g, BY_BIAS) ? memory_new_rows(GRADIENT_ROWS, m, g->size) : NULL;
    g->prepared = memory_new_rows(GRADIENT_ROWS, width, g->size);
    g->vectors = memory_new_rows(GRADIENT_ROWS, width, g->size);
    g->head = memory_new_rows(GRADIENT_ROWS, shape->head_width, g->size);
    g->joined = zeros_new(g, GRADIENT_ROWS, shape->query_width);
    g->projected = memory_new_rows(GRADIENT_ROWS, shape->query_width, g->size);
    g->joined_upstream = memory_new_rows(GRADIENT_ROWS, shape->joined_width, g->size);
    g->joined_context = memory_new_rows(GRADIENT_ROWS, shape->joined_width, g->size);
    return g->scores && g->weights && g->changes && g->raw && (g->bias || !wants(g, BY_BIAS)) &&
           g->prepared && g->vectors && g->head && g->joined && g->projected &&
           g->joined_upstream && g->joined_context;
}

static enum status make_ready(struct gradient *g, struct error *error)
{
    const struct layer *layer = &g->layer;
    enum status status = STATUS_OK;
    g->shape = layer_shape(layer);
    g->cores = memory_new(layer->kv_heads, sizeof *g->cores);
    g->head_sinks = memory_new(layer->heads, sizeof *g->head_sinks);
    if (!g->cores || !g->head_sinks || !make_arrays(g))
        return error_memory(error, "gradients");
    for (size_t i = 0; status == STATUS_OK && i < layer->kv_heads; i++)
        status = make_core(g, &g->cores[i], i, error);
    if (status == STATUS_OK && layer->rope.on)
        status = rotation_new(&g->rotation, &layer->rope, g->shape.head_width, g->precision,
                              g->pool, error);
    if (status == STATUS_OK)
        status = make_back(g, &layer->output, &g->upstream, error);
    if (status == STATUS_OK)
        status = make_back(g, &layer->queries, &g->query_back, error);
    if (status == STATUS_OK && layer->query_norm.on && layer->queries.weight.data)
        status = projection_new(&g->project, &layer->queries, 0, g->shape.query_width, g->kernel,
                                g->pool, error);
    if (status == STATUS_OK && !make_room(g))
        status = error_memory(error, "gradients");
    return status;
}

enum status gradient_new(struct gradient **result, const struct layer *layer,
                         struct layer_plan *plan, const struct gradient_wish *wish,
                         const char *kernel, struct pool *pool, struct error *error)
{
    *result = NULL;
    enum precision precision = layer->attention.precision;
    const struct kernel *chosen = kernel_choose(kernel, precision);
    struct gradient *g = memory_new(1, sizeof *g);
    if (!g)
        return error_memory(error, "gradients");
    *g = (struct gradient){.layer = *layer,
                           .plan = plan,
                           .wish = *wish,
                           .kernel = chosen,
                           .arithmetic = kernel_find(chosen->name, PRECISION_DOUBLE),
                           .pool = pool,
                           .precision = precision,
                           .size = precision_size(precision),
                           .key_count = layer->attention.key_count};
    enum status status = make_ready(g, error);
    if (status == STATUS_OK)
        *result = g;
    else
        gradient_free(g);
    return status;
}

static void core_free(struct core *core)
{
    multiplier_free(core->by_values);
    multiplier_free(core->by_keys);
    attention_plan_free(core->raw);
    free(core->key_factors);
    free(core->keys);
}

void gradient_free(struct gradient *g)
{
    if (!g)
        return;
    void *const rooms[] = {g->scores,    g->weights,         g->changes,        g->raw,
                           g->bias,      g->prepared,        g->vectors,        g->head,
                           g->joined,    g->joined_upstream, g->joined_context, g->projected,
                           g->keys.data, g->values.data};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        free(rooms[i]);
    for (int by = 0; by < BY_COUNT; by++)
        free(g->by[by].data);
    for (size_t i = 0; g->cores && i < g->layer.kv_heads; i++)
        core_free(&g->cores[i]);
    free(g->head_sinks);
    free(g->query_gain);
    free(g->key_gain);
    free(g->cores);
    multiplier_free(g->upstream);
    multiplier_free(g->query_back);
    multiplier_free(g->project);
    rotation_free(g->rotation);
    free(g);
}

/* --- A head of a tile ------------------------------------------------------------------------ */

/* A tile, as its turns see it. */
struct turn {
    struct gradient *gradient;
    struct core *core;
    const struct gradient_tile *tile;
    const struct gradient_pairs *pairs;
    size_t first_key, end_key; /* the keys that any query sees */
};

static void *row_at(const struct gradient *g, void *rows, size_t row)
{
    return (char *)rows + row * g->key_count * g->size;
}

static void *spaced_row(const struct gradient *g, void *rows, size_t row)
{
    return (char *)rows + row * g->stride * g->size;
}

/* Row `row` of the scores to weights, and what comes to them to what goes to the pairs. */
static void row_turn(void *context, size_t row, size_t worker)
{
    const struct turn *turn = context;
    struct gradient *g = turn->gradient;
    const struct attention_plan *plan = turn->core->plan;
    const struct normalizer_parameters *normalizer = &plan->problem.normalizer;
    void *scores = row_at(g, g->scores, row), *weights = spaced_row(g, g->weights, row);
    if (normalizer->top != 0)
        top_keep(scores, g->key_count, g->precision, normalizer->top, plan->best[worker]);
    memcpy(weights, scores, g->key_count * g->size);
    double lse = g->kernel->normalize(plan, false, g->key_count, weights);
    double sink = normalizer->sink && lse > -INFINITY ? normalizer->sink_score - lse : -INFINITY;
    g->arithmetic->elementary(ELEMENTARY_EXP, 1, &sink);
    struct gradient_row parts = {.scores = scores,
                                 .weights = weights,
                                 .raw = row_at(g, g->raw, row),
                                 .change = spaced_row(g, g->changes, row),
                                 .bias = g->bias ? row_at(g, g->bias, row) : NULL,
                                 .key_factors = turn->core->key_factors,
                                 .query_factor = g->factors[row],
                                 .sink_weight = sink};
    g->kernel->gradient_row(plan, &parts);
    g->sinks[row] = sink * parts.mean;
}

static void query_turn(void *context, size_t row, size_t worker)
{
    (void)worker;
    const struct turn *turn = context;
    turn->gradient->kernel->gradient_of_query(turn->core->plan, turn->pairs, row);
}

static void keys_turn(void *context, size_t index, size_t worker)
{
    (void)worker;
    const struct turn *turn = context;
    size_t begin = turn->first_key + index * TURN_ROWS;
    turn->gradient->kernel->gradient_of_keys(turn->core->plan, turn->pairs, begin,
                                             min_size(begin + TURN_ROWS, turn->end_key));
}

/* What length has to do with a cosine: f falls along x itself, by f dL/df / |x|^2. `sum` is that of
 * f dL/df. */
static void take_length(const struct gradient *g, const void *x, size_t width, double factor,
                        double sum, void *by)
{
    for (size_t c = 0; sum != 0 && c < width; c++)
        precision_put(by, g->precision, c,
                      precision_get(by, g->precision, c) -
                          precision_get(x, g->precision, c) * factor * factor * sum);
}

static void take_lengths(const struct turn *turn)
{
    const struct gradient *g = turn->gradient;
    const struct rows *keys = &turn->core->plan->problem.keys;
    const struct rows *queries = &turn->tile->block->queries;
    size_t width = keys->width, count = queries->count;
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (size_t j = turn->first_key; j < turn->end_key; j++)
            sum += precision_get(row_at(g, g->raw, i), g->precision, j);
        take_length(g, (const char *)queries->data + i * queries->stride * g->size, width,
                    g->factors[i], sum, (char *)turn->tile->queries + i * width * g->size);
    }
    for (size_t j = turn->first_key; j < turn->end_key; j++) {
        double sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += precision_get(row_at(g, g->raw, i), g->precision, j);
        take_length(g, (const char *)keys->data + j * keys->stride * g->size, width,
                    precision_get(turn->core->key_factors, g->precision, j), sum,
                    (char *)turn->tile->keys + j * width * g->size);
    }
}

/* By queries and keys, from what goes to the pairs. */
static enum status through_dot(const struct turn *turn, struct error *error)
{
    struct gradient *g = turn->gradient;
    struct core *core = turn->core;
    const struct gradient_tile *tile = turn->tile;
    const struct rows *queries = &tile->block->queries;
    size_t width = core->plan->problem.keys.width;
    struct view keys = view_of(&core->plan->problem.keys);
    struct view changes = {g->changes, queries->count, g->key_count, g->stride, 1};
    struct out_rows by_queries = {tile->queries, width};
    if (wants_any(g, OF_QUERIES) && core->keys_finite)
        multiplier_apply(core->by_keys, &changes, by_queries);
    else if (wants_any(g, OF_QUERIES))
        multiply_skipping(&changes, &keys, ZEROS_OF_ROWS, false, by_queries, g->precision);
    if (!wants_any(g, OF_KEYS))
        return STATUS_OK;
    struct view some = view_transposed(
        view_columns(changes, turn->first_key, turn->end_key - turn->first_key, g->precision));
    return add_product(
        g, some, view_of(queries), ZEROS_OF_ROWS,
        (struct out_rows){(char *)tile->keys + turn->first_key * width * g->size, width}, error);
}

static void through_pairs(struct turn *turn)
{
    struct gradient *g = turn->gradient;
    const struct gradient_tile *tile = turn->tile;
    const struct gradient_pairs pairs = {
        .queries = tile->block->queries,
        .changes = {g->changes, tile->block->queries.count, g->key_count, g->stride},
        .of_queries = tile->queries,
        .of_vectors = tile->vectors,
        .of_keys = tile->keys};
    turn->pairs = &pairs;
    if (wants_any(g, OF_QUERIES))
        pool_run(g->pool, pairs.queries.count, query_turn, turn);
    if (wants_any(g, OF_KEYS))
        pool_run(g->pool, ceiling_divide(turn->end_key - turn->first_key, TURN_ROWS), keys_turn,
                 turn);
    turn->pairs = NULL;
}

/* The keys outside of which no query of the block sees any. */
static void find_keys(const struct gradient_tile *tile, struct turn *turn)
{
    const struct attention *problem = &turn->core->plan->problem;
    turn->first_key = problem->key_count;
    for (size_t row = 0; row < tile->block->queries.count; row++) {
        struct key_range seen = score_row_of(problem, tile->block, row).seen;
        if (seen.begin >= seen.end)
            continue;
        turn->first_key = min_size(turn->first_key, seen.begin);
        turn->end_key = seen.end > turn->end_key ? seen.end : turn->end_key;
    }
    turn->first_key = min_size(turn->first_key, turn->end_key);
}

/* What the sink takes from the weights of each query. */
static void add_sink(const struct gradient *g, const struct gradient_tile *tile)
{
    for (size_t row = 0; tile->sink && row < tile->block->queries.count; row++)
        *tile->sink -= g->sinks[row];
}

/* All gradients of a head by the queries of a tile. `given`: these before they were prepared. */
static enum status through_head(struct gradient *g, struct core *core,
                                const struct gradient_tile *tile, const struct query_block *given,
                                struct error *error)
{
    const struct attention *problem = &core->plan->problem;
    const struct rows *queries = &tile->block->queries;
    size_t m = g->key_count, count = queries->count;
    struct turn turn = {.gradient = g, .core = core, .tile = tile};
    find_keys(tile, &turn);

    /* 1. Scores, and f(q, k) itself where slopes depend on it. */
    attention_scores(core->plan, given, g->scores);
    if (core->raw)
        attention_scores(core->raw, &(struct query_block){.queries = *queries}, g->raw);
    for (size_t i = 0; core->key_factors && i < count; i++)
        g->factors[i] = inverse_norm((const char *)queries->data + i * queries->stride * g->size,
                                     queries->width, g->precision);

    /* 2. dP = dO V^T; scores to weights; through normalizer and similarity, row by row. */
    struct view upstream = view_of(&tile->upstream);
    multiplier_apply(core->by_values, &upstream, (struct out_rows){g->changes, g->stride});
    pool_run(g->pool, count, row_turn, &turn);
    add_sink(g, tile);

    /* 3. dV += P^T dO. */
    struct view weights =
        view_transposed(view_columns((struct view){g->weights, count, m, g->stride, 1},
                                     turn.first_key, turn.end_key - turn.first_key, g->precision));
    enum status status = STATUS_OK;
    if (wants_any(g, OF_VALUES))
        status = add_product(g, weights, upstream, ZEROS_OF_ROWS,
                             out_from(tile->values, turn.first_key, g->size), error);
    if (status != STATUS_OK)
        return status;

    /* 4. By queries and keys. */
    if (problem->similarity.function->pairing != PAIRING_DOT) {
        through_pairs(&turn);
        return STATUS_OK;
    }
    status = through_dot(&turn, error);
    if (status == STATUS_OK && core->key_factors)
        take_lengths(&turn);
    return status;
}

/* --- Back through the preparation of queries and keys ---------------------------------------- */

/* The map of queries or keys by weights, X W: W as it lies, or transposed. data NULL: none. */
struct map {
    struct view weight;
    enum gradient_by by;
    size_t first_column; /* of the gradient, where it holds more */
    bool transposed;
};

static struct map find_map(const struct gradient *g, bool of_keys)
{
    const struct similarity_parameters *f = &g->layer.attention.similarity;
    size_t key_width = g->shape.key_head_width, query_width = g->shape.head_width;
    switch (f->function->preparation) {
    case PREPARE_GENERAL:
        if (of_keys)
            break;
        return (struct map){view_of(&f->weight), BY_SIMILARITY_WEIGHT, 0, false};
    case PREPARE_ADDITIVE:
        return (struct map){view_transposed(view_of(of_keys ? &f->key_weight : &f->query_weight)),
                            of_keys ? BY_ADDITIVE_KEY : BY_ADDITIVE_QUERY, 0, true};
    case PREPARE_CONCAT:
        return (struct map){
            view_transposed(view_columns(view_of(&f->weight), of_keys ? query_width : 0,
                                         of_keys ? key_width : query_width, g->precision)),
            BY_SIMILARITY_WEIGHT, of_keys ? query_width : 0, true};
    default:
        break;
    }
    return (struct map){.weight.data = NULL};
}

/* By a point of the unit sphere to by its latitude and longitude, x. */
static void back_to_angles(const struct gradient *g, const void *x, const void *by, void *to)
{
    enum precision precision = g->precision;
    double unit = preparation_angle_unit(&g->layer.attention.similarity);
    double latitude = precision_get(x, precision, 0) * unit;
    double longitude = precision_get(x, precision, 1) * unit;
    double a = precision_get(by, precision, 0), b = precision_get(by, precision, 1);
    double along = a * cos(longitude) + b * sin(longitude);
    double across = b * cos(longitude) - a * sin(longitude);
    double up = precision_get(by, precision, 2) * cos(latitude) - along * sin(latitude);
    precision_put(to, precision, 0, unit * up);
    precision_put(to, precision, 1, unit * across * cos(latitude));
}

/* The derivative of (elu(x) + 1) times a power of 2, which is y. */
static double slope_of_feature(double x, double y)
{
    return x > 0 ? exp2(rint(log2(y / (x + 1)))) : y;
}

/* Row by row: by x - mean(x) to by x, or by its feature, which is y. */
static void back_row(const struct gradient *g, const void *x, const void *y, size_t width,
                     const void *by, void *to)
{
    enum precision precision = g->precision;
    bool centered = g->layer.attention.similarity.function->preparation == PREPARE_CENTERED;
    double mean = 0, scale = centered ? preparation_range_scale(x, width, precision) : 1;
    for (size_t c = 0; centered && c < width; c++)
        mean += precision_get(by, precision, c);
    mean /= (double)width;
    for (size_t c = 0; c < width; c++) {
        double change = precision_get(by, precision, c);
        double slope = centered ? 1
                                : slope_of_feature(precision_get(x, precision, c),
                                                   precision_get(y, precision, c));
        precision_put(to, precision, c, centered ? (change - mean) * scale : change * slope);
    }
}

/* Rows `given` were prepared to `prepared`; `by` is the gradient by these, without padding. */
static enum status back_through_preparation(struct gradient *g, bool of_keys,
                                            const struct rows *given, const struct rows *prepared,
                                            const void *by, struct out_rows out,
                                            struct error *error)
{
    enum preparation_kind kind = g->layer.attention.similarity.function->preparation;
    size_t count = given->count, width = prepared->width;
    struct view by_view = {by, count, width, width, 1};
    struct map map = find_map(g, of_keys);
    if (map.weight.data) {
        struct out_rows sum = {g->by[map.by].data, g->by[map.by].width};
        enum status status = STATUS_OK;
        if (sum.data && map.transposed)
            status = add_product(g, view_transposed(by_view), view_of(given), ZEROS_OF_ROWS,
                                 out_column(sum, map.first_column, g->size), error);
        else if (sum.data)
            status = add_product(g, view_transposed(view_of(given)), by_view, ZEROS_OF_FACTOR, sum,
                                 error);
        if (status != STATUS_OK)
            return status;
        return set_product(g, by_view, view_transposed(map.weight), out, error);
    }
    bool mapped = kind == PREPARE_CENTERED || kind == PREPARE_FEATURES || kind == PREPARE_SPHERE;
    for (size_t row = 0; row < count; row++) {
        const char *x = (const char *)given->data + row * given->stride * g->size;
        const char *y = (const char *)prepared->data + row * prepared->stride * g->size;
        const char *from = (const char *)by + row * width * g->size;
        void *to = out_from(out, row, g->size).data;
        if (!mapped)
            memcpy(to, from, width * g->size);
        else if (precision_is_zero(from, g->precision, width)) /* a masked key may be a NaN */
            memset(to, 0, given->width * g->size);
        else if (kind == PREPARE_SPHERE)
            back_to_angles(g, x, from, to);
        else
            back_row(g, x, y, width, from, to);
    }
    return STATUS_OK;
}

/* --- The queries of a block ------------------------------------------------------------------ */

/* Head `head` of a tile of the block, and back to its queries as they are joined. */
static enum status add_head(struct gradient *g, const struct query_block *block, size_t head,
                            const struct rows *upstream, struct error *error)
{
    struct core *core = &g->cores[head / (g->layer.heads / g->layer.kv_heads)];
    size_t kv_head = (size_t)(core - g->cores), count = block->queries.count;
    size_t value_width = g->shape.value_width, width = g->shape.head_width;
    struct query_block given;
    layer_set_head(&g->layer, core->plan, head);
    enum status status = layer_head_queries(g->plan, block, head, &given, error);
    if (status != STATUS_OK)
        return status;
    struct query_block prepared = given;
    if (core->plan->preparation)
        prepared = preparation_apply(core->plan->preparation, &given);
    bool additive = core->plan->problem.similarity.function->pairing == PAIRING_ADDITIVE;
    const struct gradient_tile tile = {
        .block = &prepared,
        .upstream = {(const char *)upstream->data +
                         (head - g->wish.first_head) * value_width * g->size,
                     count, value_width, upstream->stride},
        .queries = g->prepared,
        .bias = g->bias,
        .vectors = additive ? g->vectors : NULL,
        .keys = core->keys,
        .values = out_column((struct out_rows){g->values.data, g->values.width},
                             kv_head * value_width, g->size),
        .sink = wants(g, BY_SINK) ? &g->head_sinks[head] : NULL,
        .rows = {g->scores, g->weights, g->changes}};
    if (g->kernel->gradient)
        g->kernel->gradient(core->plan, &tile);
    else
        status = through_head(g, core, &tile, &given, error);
    if (status != STATUS_OK || !wants_any(g, OF_QUERIES))
        return status;
    if (additive)
        add_columns(g, &g->by[BY_ADDITIVE_VECTOR], g->vectors, count);
    add_columns(g, &g->by[BY_ADDITIVE_BIAS], g->prepared, count);
    status = back_through_preparation(g, false, &given.queries, &prepared.queries, g->prepared,
                                      (struct out_rows){g->head, width}, error);
    const struct positions positions = positions_of_block(&g->layer.query_positions, block);
    if (status == STATUS_OK && g->rotation)
        rotation_apply_transposed(g->rotation, &positions, 0, count, 1, g->head);
    for (size_t row = 0; row < count; row++)
        memcpy((char *)g->joined + (row * g->shape.query_width + head * width) * g->size,
               (const char *)g->head + row * width * g->size, width * g->size);
    return status;
}

/* Adds a head's rows of the bias, or stores them where they are the first. */
static void give_bias(const struct gradient *g, struct out_rows out, size_t count, size_t head,
                      size_t head_stride)
{
    bool first = head == g->wish.first_head || head_stride != 0;
    out = out_from(out, (head - g->wish.first_head) * head_stride, g->size);
    for (size_t row = 0; out.data && row < count; row++) {
        void *to = out_from(out, row, g->size).data;
        if (first)
            memcpy(to, row_at(g, g->bias, row), g->key_count * g->size);
        else
            add_numbers(to, row_at(g, g->bias, row), g->key_count, g->precision);
    }
}

/* By the queries as they were before their norm. */
static void back_through_query_norm(struct gradient *g, const struct rows *queries)
{
    size_t width = g->shape.query_width;
    struct rows given = *queries;
    struct view rows = view_of(queries);
    if (!g->layer.query_norm.on)
        return;
    if (g->project) {
        multiplier_apply(g->project, &rows, (struct out_rows){g->projected, width});
        given = (struct rows){g->projected, queries->count, width, width};
    }
    const struct rows by = {g->joined, queries->count, width, width};
    if (g->query_gain)
        norm_gain(&g->layer.query_norm, g->shape.head_width, &given, &by, g->precision,
                  g->query_gain);
    norm_back(&g->layer.query_norm, g->shape.head_width, &given,
              (struct out_rows){g->joined, width}, g->precision, g->pool);
}

/* The gradient by the queries' projection and its bias, and by the queries themselves. */
static enum status back_through_queries(struct gradient *g, const struct rows *queries,
                                        struct out_rows out, struct error *error)
{
    size_t width = g->shape.query_width;
    struct view joined = {g->joined, queries->count, width, width, 1};
    struct array *weight = &g->by[BY_PROJECT_QUERIES];
    enum status status = STATUS_OK;
    if (weight->data)
        status = add_product(g, view_transposed(view_of(queries)), joined, ZEROS_OF_FACTOR,
                             (struct out_rows){weight->data, width}, error);
    add_columns(g, &g->by[BY_QUERIES_BIAS], g->joined, queries->count);
    if (status != STATUS_OK || !out.data)
        return status;
    if (g->query_back)
        multiplier_apply(g->query_back, &joined, out);
    for (size_t row = 0; !g->query_back && row < queries->count; row++)
        memcpy(out_from(out, row, g->size).data, (const char *)g->joined + row * width * g->size,
               width * g->size);
    return STATUS_OK;
}

/* Upstream as it comes to the joined heads, and the gradients by the output's projection. */
static enum status back_through_output(struct gradient *g, const struct query_block *block,
                                       const struct rows *upstream, struct rows *joined,
                                       struct error *error)
{
    size_t width = g->shape.joined_width, count = block->queries.count;
    *joined = *upstream;
    if (!g->upstream)
        return STATUS_OK;
    struct view rows = view_of(upstream);
    multiplier_apply(g->upstream, &rows, (struct out_rows){g->joined_upstream, width});
    *joined = (struct rows){g->joined_upstream, count, width, width};
    struct array *bias = &g->by[BY_OUTPUT_BIAS], *weight = &g->by[BY_PROJECT_OUTPUT];
    for (size_t row = 0; bias->data && row < count; row++)
        add_numbers(bias->data, (const char *)upstream->data + row * upstream->stride * g->size,
                    bias->width, g->precision);
    enum status status = STATUS_OK;
    struct out_rows context = {g->joined_context, width};
    for (size_t head = 0; weight->data && status == STATUS_OK && head < g->layer.heads; head++)
        status = layer_head_context(g->plan, block, head,
                                    out_column(context, head * g->shape.value_width, g->size),
                                    NOWHERE, error);
    if (status != STATUS_OK || !weight->data)
        return status;
    struct view contexts = {g->joined_context, count, width, width, 1};
    return add_product(g, view_transposed(contexts), rows, ZEROS_OF_FACTOR,
                       (struct out_rows){weight->data, weight->width}, error);
}

/* At most GRADIENT_ROWS queries. */
static enum status add_tile(struct gradient *g, const struct query_block *block,
                            const struct rows *upstream, struct out_rows queries,
                            struct out_rows bias, size_t bias_head_stride, struct error *error)
{
    struct rows joined;
    enum status status = back_through_output(g, block, upstream, &joined, error);
    if (g->layer.query_norm.on) /* which the heads share, even those that are not wanted */
        memset(g->joined, 0, GRADIENT_ROWS * g->shape.query_width * g->size);
    for (size_t i = 0; status == STATUS_OK && i < g->wish.heads; i++) {
        size_t head = g->wish.first_head + i;
        status = add_head(g, block, head, &joined, error);
        give_bias(g, bias, block->queries.count, head, bias_head_stride);
    }
    if (status != STATUS_OK || !wants_any(g, OF_QUERIES))
        return status;
    back_through_query_norm(g, &block->queries);
    return back_through_queries(g, &block->queries, queries, error);
}

enum status gradient_add(struct gradient *g, const struct query_block *block,
                         const struct rows *upstream, struct out_rows queries, struct out_rows bias,
                         size_t bias_head_stride, struct error *error)
{
    enum status status = STATUS_OK;
    for (size_t begin = 0; status == STATUS_OK && begin < block->queries.count;
         begin += GRADIENT_ROWS) {
        size_t count = min_size(GRADIENT_ROWS, block->queries.count - begin);
        struct query_block tile = query_block_part(block, begin, count, g->precision);
        struct rows part = *upstream;
        part.data = (const char *)upstream->data + begin * upstream->stride * g->size;
        part.count = count;
        status = add_tile(g, &tile, &part, out_from(queries, begin, g->size),
                          out_from(bias, begin, g->size), bias_head_stride, error);
    }
    return status;
}

/* --- Keys and values ------------------------------------------------------------------------- */

/* The gradient by the prepared keys of a head, to its place among the joined heads. */
static enum status end_head(struct gradient *g, size_t kv_head, struct error *error)
{
    struct core *core = &g->cores[kv_head];
    const struct rows *prepared = &core->plan->problem.keys;
    size_t width = g->shape.key_head_width;
    enum status status = STATUS_OK;
    struct out_rows out =
        out_column((struct out_rows){g->keys.data, g->keys.width}, kv_head * width, g->size);
    /* The rows of a location's weights stand for the keys, of which nothing depends. */
    if (g->layer.attention.similarity.function->preparation == PREPARE_LOCATION) {
        struct array *weight = &g->by[BY_SIMILARITY_WEIGHT];
        size_t rows = min_size(weight->rows, g->key_count);
        if (weight->data)
            add_numbers(weight->data, core->keys, rows * weight->width, g->precision);
    } else {
        status = back_through_preparation(g, true, &core->given, prepared, core->keys, out, error);
    }
    free(core->keys);
    core->keys = NULL;
    return status;
}

/* By the keys as they were before their norm. */
static enum status back_through_key_norm(struct gradient *g, struct error *error)
{
    const struct projection *map = &g->layer.keys;
    struct rows given = g->layer.attention.keys;
    size_t width = g->shape.key_width;
    struct multiplier *project = NULL;
    void *projected = NULL;
    enum status status = STATUS_OK;
    if (map->weight.data) {
        struct view rows = view_of(&given);
        projected = memory_new_rows(given.count, width, g->size);
        status = projected ? projection_new(&project, map, 0, width, g->kernel, g->pool, error)
                           : error_memory(error, "projected keys");
        if (status == STATUS_OK)
            multiplier_apply(project, &rows, (struct out_rows){projected, width});
        given = (struct rows){projected, given.count, width, width};
    }
    const struct rows by = {g->keys.data, given.count, width, width};
    if (status == STATUS_OK && g->key_gain)
        norm_gain(&g->layer.key_norm, g->shape.key_head_width, &given, &by, g->precision,
                  g->key_gain);
    if (status == STATUS_OK)
        norm_back(&g->layer.key_norm, g->shape.key_head_width, &given,
                  (struct out_rows){g->keys.data, width}, g->precision, g->pool);
    multiplier_free(project);
    free(projected);
    return status;
}

/* From the projected rows of `by` back to the rows as given: an array of its own, or `by` itself.
 */
static enum status end_rows(struct gradient *g, struct array *by, const struct rows *given,
                            const struct projection *map, enum gradient_by of_rows,
                            enum gradient_by of_weight, enum gradient_by of_bias,
                            struct error *error)
{
    struct view projected = {by->data, by->rows, by->width, by->width, 1};
    struct array *weight = &g->by[of_weight];
    enum status status = STATUS_OK;
    if (weight->data)
        status = add_product(g, view_transposed(view_of(given)), projected, ZEROS_OF_FACTOR,
                             (struct out_rows){weight->data, weight->width}, error);
    add_columns(g, &g->by[of_bias], by->data, by->rows);
    if (status != STATUS_OK || !wants(g, of_rows))
        return status;
    if (!map->weight.data) {
        g->by[of_rows] = *by;
        *by = (struct array){.data = NULL};
        return STATUS_OK;
    }
    if (!array_new(g, &g->by[of_rows], by->rows, given->width))
        return error_memory(error, "gradients");
    return set_product(g, projected, view_transposed(view_of(&map->weight)),
                       (struct out_rows){g->by[of_rows].data, given->width}, error);
}

/* By the sink of each head, or by the one that all heads have. */
static void give_sinks(struct gradient *g)
{
    struct array *by = &g->by[BY_SINK];
    double sum = 0;
    for (size_t head = 0; head < g->layer.heads; head++) {
        sum += g->head_sinks[head];
        precision_put(by->data, g->precision, g->layer.sinks ? head : 0,
                      g->layer.sinks ? g->head_sinks[head] : sum);
    }
}

/* By the gain of a norm. */
static void give_gain(struct gradient *g, enum gradient_by by, const double *gain)
{
    const struct array *array = &g->by[by];
    for (size_t c = 0; gain && c < array->width; c++)
        precision_put(array->data, g->precision, c, gain[c]);
}

enum status gradient_end(struct gradient *g, struct error *error)
{
    const struct layer *layer = &g->layer;
    enum status status = STATUS_OK;
    if (wants(g, BY_SINK))
        give_sinks(g);
    for (size_t i = 0; status == STATUS_OK && wants_any(g, OF_KEYS) && i < layer->kv_heads; i++)
        status = end_head(g, i, error);
    if (status == STATUS_OK && wants_any(g, OF_KEYS) && g->rotation)
        rotation_apply_transposed(g->rotation, &layer->key_positions, 0, g->key_count,
                                  layer->kv_heads, g->keys.data);
    if (status == STATUS_OK && wants_any(g, OF_KEYS) && layer->key_norm.on)
        status = back_through_key_norm(g, error);
    give_gain(g, BY_QUERY_NORM, g->query_gain);
    give_gain(g, BY_KEY_NORM, g->key_gain);
    if (status == STATUS_OK)
        status = end_rows(g, &g->keys, &layer->attention.keys, &layer->keys, BY_KEYS,
                          BY_PROJECT_KEYS, BY_KEYS_BIAS, error);
    if (status == STATUS_OK)
        status = end_rows(g, &g->values, &layer->attention.values, &layer->values, BY_VALUES,
                          BY_PROJECT_VALUES, BY_VALUES_BIAS, error);
    return status;
}

struct rows gradient_get(const struct gradient *g, enum gradient_by by)
{
    const struct array *array = &g->by[by];
    return (struct rows){array->data, array->rows, array->width, array->width};
}

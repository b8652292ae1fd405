/* From the request and what the files hold to a problem description; see problem.h. */
#include "run/problem.h"

#include <math.h>

#include "base/text.h"
#include "run/shape.h"

struct rows problem_rows(const struct matrix *matrix)
{
    return (struct rows){matrix->data, matrix->rows, matrix->columns, matrix->columns};
}

/* What the function's result over d features is multiplied by unless there is a number. */
static double scale(const struct request *request, size_t d)
{
    if (request->scaling == SCALE_AUTO)
        return similarity_auto_scale(d);
    return similarity_default_scale(request->layer.attention.similarity.function, d);
}

/* Numbers that an option gives, or a file. */
static struct number_list numbers_of(const struct number_list *list, const struct side *side)
{
    if (!side_given(side))
        return *list;
    return (struct number_list){side->name, side->matrix.data, side->matrix.columns};
}

enum status problem_head_numbers(size_t heads, const struct number_list *list,
                                 const struct side *side, bool positive, const double **each,
                                 double *one, struct error *error)
{
    const struct number_list given = numbers_of(list, side);
    *each = NULL;
    if (given.count == 0)
        return STATUS_OK;
    for (size_t i = 0; i < given.count; i++)
        if (!isfinite(given.numbers[i]) || (positive && !(given.numbers[i] > 0)))
            return error_set(error, STATUS_FAILED, "%s: number %zu is %.17g: it has to be %s",
                             given.text, i + 1, given.numbers[i], positive ? "positive" : "finite");
    *one = given.numbers[0];
    if (given.count > 1)
        *each = given.numbers;
    if (given.count == 1 || given.count == heads)
        return STATUS_OK;
    return error_set(error, STATUS_FAILED,
                     "%s has %zu numbers for %zu head%s: it needs one for each, or one for all",
                     given.text, given.count, heads, text_plural(heads));
}

/* Scales, slopes and sinks. */
static enum status set_heads(struct layer *layer, const struct request *request,
                             const struct side_inputs *sides, struct error *error)
{
    const struct side *files = sides->files;
    struct attention *attention = &layer->attention;
    const size_t heads = layer->heads;
    enum status status = problem_head_numbers(heads, &request->scales, &files[SIDE_SCALES], false,
                                              &layer->scales, &attention->similarity.scale, error);
    if (status == STATUS_OK)
        status = problem_head_numbers(heads, &request->slopes, &files[SIDE_SLOPES], true,
                                      &layer->slopes, &layer->slope, error);
    if (status == STATUS_OK)
        status = problem_head_numbers(heads, &request->sinks, &files[SIDE_SINKS], false,
                                      &layer->sinks, &attention->normalizer.sink_score, error);
    return status;
}

/* Fills in what depends on how many queries, rows that were dropped included, and keys there are.
 */
static void set_sizes(struct attention *problem, const struct request *request, size_t query_count,
                      size_t key_count)
{
    struct normalizer_parameters *normalizer = &problem->normalizer;
    problem->precision = request->reading.precision;
    problem->key_count = key_count;
    problem->scores_to_weights =
        ((request->stage->own_steps | request->stage->fused_steps) & STEP_NORMALIZE) != 0;
    size_t seen = mask_key_count(&problem->mask, key_count);
    if (request->offset_end)
        problem->mask.offset =
            (int64_t)mask_place_count(&problem->mask, key_count) - (int64_t)query_count;
    if (isnan(normalizer->sigmoid_bias))
        normalizer->sigmoid_bias = normalizer_sigmoid_bias(seen);
    normalizer->relu_divisor = seen ? seen : 1;
}

static struct projection projection_of(const struct side_inputs *sides, enum side_file map,
                                       enum side_file bias)
{
    return (struct projection){.weight = problem_rows(&sides->files[map].matrix),
                               .bias = sides->files[bias].matrix.data};
}

/* The request's layer with its projections. */
static struct layer layer_of(const struct request *request, const struct side_inputs *sides)
{
    struct layer layer = request->layer;
    layer.attention.precision = request->reading.precision;
    layer.queries = projection_of(sides, SIDE_PROJECT_QUERIES, SIDE_QUERIES_BIAS);
    layer.keys = projection_of(sides, SIDE_PROJECT_KEYS, SIDE_KEYS_BIAS);
    layer.values = projection_of(sides, SIDE_PROJECT_VALUES, SIDE_VALUES_BIAS);
    layer.output = projection_of(sides, SIDE_PROJECT_OUTPUT, SIDE_OUTPUT_BIAS);
    return layer;
}

/* Fills in the matrices and vectors of the similarity, of local attention and of the tables of
 * rotary embedding. */
static void set_parameters(struct layer *layer, const struct request *request,
                           const struct side_inputs *sides)
{
    const struct side *files = sides->files;
    struct similarity_parameters *similarity = &layer->attention.similarity;
    if (layer->attention.normalizer.function->kind == NORMALIZER_LINEAR)
        similarity->function = &similarity_of_features;
    similarity->bandwidths = request->bandwidths.count > 1 ? request->bandwidths.numbers : NULL;
    similarity->weight = problem_rows(&files[SIDE_SIMILARITY].matrix);
    similarity->query_weight = problem_rows(&files[SIDE_ADDITIVE_QUERY].matrix);
    similarity->key_weight = problem_rows(&files[SIDE_ADDITIVE_KEY].matrix);
    similarity->vector = files[SIDE_ADDITIVE_VECTOR].matrix.data;
    similarity->bias = files[SIDE_ADDITIVE_BIAS].matrix.data;
    layer->attention.prediction =
        (struct prediction){.weight = problem_rows(&files[SIDE_LOCAL_WEIGHT].matrix),
                            .vector = files[SIDE_LOCAL_VECTOR].matrix.data};
    const struct side *gain = &files[SIDE_QUERY_NORM], *key_gain = &files[SIDE_KEY_NORM];
    layer->query_norm = (struct norm){layer->query_norm.on, request->norm_epsilon,
                                      gain->matrix.data, gain->matrix.columns};
    layer->key_norm = (struct norm){layer->key_norm.on, request->norm_epsilon,
                                    key_gain->matrix.data, key_gain->matrix.columns};
    layer->rope.on |= side_given(&files[SIDE_COSINES]) || side_given(&files[SIDE_FREQUENCIES]);
    layer->rope.frequencies = files[SIDE_FREQUENCIES].matrix.data;
    layer->rope.cosines = problem_rows(&files[SIDE_COSINES].matrix);
    layer->rope.sines = problem_rows(&files[SIDE_SINES].matrix);
}

/* Where queries and keys stand: as given, otherwise query i at i + offset and key j at j. Without
 * -k the keys stand where the queries do. */
static enum status place(struct layer *layer, const struct shape_of *of,
                         const struct request *request, bool separate_keys, struct error *error)
{
    const struct side *queries = &of->sides->files[SIDE_POSITIONS];
    const struct side *keys = &of->sides->files[SIDE_KEY_POSITIONS];
    const struct mask *mask = &layer->attention.mask;
    const size_t count = layer->attention.key_count;
    const size_t places = mask->places ? mask->place_count : count;
    if (!separate_keys && !side_given(keys))
        keys = queries;
    layer->query_positions = (struct positions){queries->matrix.data, queries->matrix.columns,
                                                (double)mask->offset, NULL};
    layer->key_positions =
        (struct positions){keys->matrix.data, keys->matrix.columns, 0, mask->places};
    if (request->group && !side_given(keys)) /* within their groups, which are yet to be numbered */
        return STATUS_OK;
    if (side_given(keys) && keys->matrix.columns != places)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu position%s, %s has %zu row%s: each key needs one", keys->name,
                         keys->matrix.columns, text_plural(keys->matrix.columns), of->keys, places,
                         text_plural(places));
    return shape_check_positions(of, &layer->key_positions, "key", of->keys, 0, count, error);
}

/* Whether a list of bandwidths has one for each of `d` features. */
static enum status check_bandwidths(const struct request *request, size_t d, struct error *error)
{
    if (request->bandwidths.count <= 1 || request->bandwidths.count == d)
        return STATUS_OK;
    return error_set(error, STATUS_FAILED,
                     "--bandwidth=%s has %zu numbers for %zu feature%s: it needs one for each, or "
                     "one for all",
                     request->bandwidths.text, request->bandwidths.count, d, text_plural(d));
}

/* A layer of the queries over the keys. */
static void set_inputs(struct layer *layer, const struct request *request,
                       const struct inputs *inputs)
{
    const struct source *queries = &inputs->rows;
    const struct matrix *keys = inputs_keys(inputs);
    layer->attention.mask.places = inputs_key_places(inputs);
    layer->attention.mask.place_count = inputs_key_rows(inputs);
    set_sizes(&layer->attention, request, queries->taken, keys->rows);
    set_parameters(layer, request, &inputs->sides);
    layer->attention.keys = problem_rows(keys);
    layer->query_width = queries->matrix.columns;
}

enum status problem_of_inputs(struct layer *layer, struct layer_shape *shape,
                              const struct request *request, const struct inputs *inputs,
                              bool with_values, struct error *error)
{
    const struct matrix *rows = &inputs->rows.matrix;
    const struct shape_of of = {layer, &inputs->sides, inputs->rows.name, inputs_keys_name(inputs),
                                inputs_values_name(inputs)};
    *layer = layer_of(request, &inputs->sides);
    if (with_values)
        layer->attention.values = problem_rows(inputs_values(inputs));
    if (request->fused) {
        set_inputs(layer, request, inputs);
    } else {
        set_sizes(&layer->attention, request, inputs->rows.taken / request->head_count,
                  rows->columns);
        layer->attention.similarity.scale = 1;
    }
    enum status status = shape_check(&of, error);
    if (status == STATUS_OK)
        status = set_heads(layer, request, &inputs->sides, error);
    if (status != STATUS_OK)
        return status;
    *shape = layer_shape(layer);
    if (!request->fused)
        return STATUS_OK;
    if (request->scaling != SCALE_NUMBER)
        layer->attention.similarity.scale = scale(request, shape->head_width);
    status = check_bandwidths(request, shape->head_width, error);
    if (status != STATUS_OK)
        return status;
    const struct query_block keys = {.queries = layer->attention.keys,
                                     .places = layer->attention.mask.places};
    status = shape_check_features(&of, &keys, "key", of.keys, error);
    if (status != STATUS_OK)
        return status;
    return place(layer, &of, request, inputs->keys.reader != NULL, error);
}

enum status problem_of_values(struct layer *layer, const struct request *request,
                              const struct side_inputs *sides, const char *name, size_t width,
                              struct error *error)
{
    *layer = layer_of(request, sides);
    layer->attention.values.width = width;
    return shape_check(&(struct shape_of){layer, sides, .values = name}, error);
}

struct attention problem_of_adjusted_scores(const struct request *request,
                                            const struct layer *layer)
{
    size_t key_count = layer->attention.key_count;
    struct attention problem = request->layer.attention;
    problem.normalizer = layer->attention.normalizer;
    set_sizes(&problem, request, key_count, key_count);
    problem.similarity.scale = 1;
    problem.mask = (struct mask){0};
    problem.softcap = 0;
    if (!normalizer_divides(&problem.normalizer))
        problem.normalizer.temperature = 1;
    return problem;
}

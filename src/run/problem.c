/* From the request and what the files hold to a problem description; see problem.h. */
#include "run/problem.h"

#include <math.h>

#include "base/text.h"

struct rows problem_rows(const struct matrix *matrix)
{
    return (struct rows){matrix->data, matrix->rows, matrix->columns, matrix->columns};
}

/* What the function's result over d features is multiplied by. */
static double scale(const struct request *request, size_t d)
{
    const struct similarity_parameters *similarity = &request->layer.attention.similarity;
    switch (request->scaling) {
    case SCALE_AUTO:
        return similarity_auto_scale(d);
    case SCALE_NUMBER:
        return similarity->scale;
    default:
        return similarity_default_scale(similarity->function, d);
    }
}

/* Fills in what depends on how many queries and keys there are. */
static void set_sizes(struct attention *problem, const struct request *request, size_t query_count,
                      size_t key_count)
{
    struct normalizer_parameters *normalizer = &problem->normalizer;
    problem->precision = request->reading.precision;
    problem->key_count = key_count;
    if (request->offset_end)
        problem->mask.offset = (int64_t)key_count - (int64_t)query_count;
    size_t seen = mask_key_count(&problem->mask, key_count);
    if (isnan(normalizer->sigmoid_bias))
        normalizer->sigmoid_bias = normalizer_sigmoid_bias(seen);
    normalizer->relu_divisor = seen ? seen : 1;
}

static struct projection projection_of(const struct side_inputs *sides, enum side_file map,
                                       enum side_file bias)
{
    return (struct projection){.weight = problem_rows(&sides->files[map].matrix),
                               .bias = sides->files[bias].matrix.data,
                               .name = sides->files[map].name};
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
    const struct side *of_keys = &files[SIDE_ADDITIVE_KEY];
    struct similarity_parameters *similarity = &layer->attention.similarity;
    if (layer->attention.normalizer.function->kind == NORMALIZER_LINEAR)
        similarity->function = &similarity_of_features;
    similarity->bandwidths = request->bandwidth_list ? request->bandwidths : NULL;
    similarity->weight = problem_rows(&files[SIDE_SIMILARITY].matrix);
    similarity->query_weight = problem_rows(&files[SIDE_ADDITIVE_QUERY].matrix);
    similarity->key_weight = problem_rows(&of_keys->matrix);
    similarity->vector = files[SIDE_ADDITIVE_VECTOR].matrix.data;
    similarity->bias = files[SIDE_ADDITIVE_BIAS].matrix.data;
    similarity->weight_name = side_given(of_keys) ? of_keys->name : files[SIDE_SIMILARITY].name;
    layer->attention.prediction =
        (struct prediction){.weight = problem_rows(&files[SIDE_LOCAL_WEIGHT].matrix),
                            .vector = files[SIDE_LOCAL_VECTOR].matrix.data,
                            .weight_name = files[SIDE_LOCAL_WEIGHT].name};
    layer->rope.on |= side_given(&files[SIDE_COSINES]);
    layer->rope.cosines = problem_rows(&files[SIDE_COSINES].matrix);
    layer->rope.sines = problem_rows(&files[SIDE_SINES].matrix);
    layer->rope.cosine_name = files[SIDE_COSINES].name;
    layer->rope.sine_name = files[SIDE_SINES].name;
}

/* Where queries and keys stand: as given, otherwise query i at i + offset and key j at j. Without
 * -k the keys stand where the queries do. */
static enum status place(struct layer *layer, const struct inputs *inputs, struct error *error)
{
    const struct side *queries = &inputs->sides.files[SIDE_POSITIONS];
    const struct side *keys = &inputs->sides.files[SIDE_KEY_POSITIONS];
    if (!inputs->keys.reader && !side_given(keys))
        keys = queries;
    layer->query_positions =
        (struct positions){queries->matrix.data, queries->matrix.columns,
                           (double)layer->attention.mask.offset, "query", layer->query_name};
    layer->key_positions =
        (struct positions){keys->matrix.data, keys->matrix.columns, 0, "key", layer->key_name};
    if (side_given(keys) && keys->matrix.columns != layer->attention.key_count)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu position%s, %s has %zu row%s: each key needs one", keys->name,
                         keys->matrix.columns, text_plural(keys->matrix.columns), layer->key_name,
                         layer->attention.key_count, text_plural(layer->attention.key_count));
    return STATUS_OK;
}

/* Whether a list of bandwidths has one for each of `d` features. */
static enum status check_bandwidths(const struct request *request, size_t d, struct error *error)
{
    if (!request->bandwidth_list || request->bandwidth_count == d)
        return STATUS_OK;
    return error_set(error, STATUS_FAILED,
                     "--bandwidth=%s has %zu numbers for %zu features: it needs one for each, or "
                     "one for all",
                     request->bandwidth_list, request->bandwidth_count, d);
}

/* A layer of the queries over the keys. */
static enum status set_inputs(struct layer *layer, struct layer_shape *shape,
                              const struct request *request, const struct inputs *inputs,
                              struct error *error)
{
    const struct source *queries = &inputs->rows;
    const struct matrix *keys = inputs_keys(inputs);
    set_sizes(&layer->attention, request, queries->matrix.rows, keys->rows);
    set_parameters(layer, request, &inputs->sides);
    layer->attention.keys = problem_rows(keys);
    layer->query_width = queries->matrix.columns;
    layer->query_name = queries->name;
    layer->key_name = inputs_keys_name(inputs);
    enum status status = layer_shape(layer, shape, error);
    if (status != STATUS_OK)
        return status;
    layer->attention.similarity.scale = scale(request, shape->head_width);
    status = check_bandwidths(request, shape->head_width, error);
    return status == STATUS_OK ? place(layer, inputs, error) : status;
}

enum status problem_of_inputs(struct layer *layer, struct layer_shape *shape,
                              const struct request *request, const struct inputs *inputs,
                              bool with_values, struct error *error)
{
    const struct matrix *rows = &inputs->rows.matrix;
    *layer = layer_of(request, &inputs->sides);
    layer->value_name = inputs_values_name(inputs);
    if (with_values)
        layer->attention.values = problem_rows(inputs_values(inputs));
    if (request->fused)
        return set_inputs(layer, shape, request, inputs, error);
    set_sizes(&layer->attention, request, rows->rows / request->head_count, rows->columns);
    layer->attention.similarity.scale = 1;
    return layer_shape(layer, shape, error);
}

struct layer problem_of_values(const struct request *request, const struct side_inputs *sides,
                               const char *name, size_t width)
{
    struct layer layer = layer_of(request, sides);
    layer.attention.values.width = width;
    layer.value_name = name;
    return layer;
}

struct attention problem_of_adjusted_scores(const struct request *request, size_t key_count)
{
    struct attention problem = request->layer.attention;
    set_sizes(&problem, request, key_count, key_count);
    problem.similarity.scale = 1;
    problem.mask = (struct mask){0};
    problem.softcap = 0;
    problem.normalizer.temperature = 1;
    return problem;
}

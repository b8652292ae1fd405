/* Options to a problem description; see problem.h. */
#include "run/problem.h"

#include "base/text.h"
#include "run/catalogue.h"

/* Of Su et al. (2021). */
#define ROPE_BASE 10000.0

struct rows problem_rows(const struct matrix *matrix)
{
    return (struct rows){matrix->data, matrix->rows, matrix->columns, matrix->columns};
}

/* What the function's result over d features is multiplied by. */
static double scale(const struct options *options, size_t d)
{
    switch (options->scaling) {
    case SCALE_AUTO:
        return similarity_auto_scale(d);
    case SCALE_NUMBER:
        return options->scale;
    default:
        return similarity_default_scale(options->similarity, d);
    }
}

struct attention problem_ready(const struct options *options, size_t key_count,
                               const struct matrix *values, size_t query_count)
{
    struct mask mask = catalogue_mask(options, query_count, key_count);
    return (struct attention){
        .precision = options->reading.precision,
        .key_count = key_count,
        .values = problem_rows(values),
        .similarity = {.function = options->similarity, .scale = 1},
        .softcap = options->softcap,
        .mask = mask,
        .normalizer = catalogue_normalizer(options, &mask, key_count),
    };
}

static struct projection projection_of(const struct side_inputs *sides, enum project which)
{
    const struct side *weight = &sides->project[which], *bias = &sides->project_bias[which];
    if (!side_given(weight))
        return (struct projection){.bias = NULL};
    return (struct projection){
        .weight = problem_rows(&weight->matrix), .bias = bias->matrix.data, .name = weight->name};
}

/* The layer without the attention inside. */
static struct layer layer_of(const struct options *options, const struct side_inputs *sides)
{
    struct projection none = {.bias = NULL};
    return (struct layer){
        .heads = options->heads,
        .alibi = options->alibi && !(options->alibi_slope > 0),
        .kv_heads = options_kv_heads(options),
        .queries = projection_of(sides, PROJECT_QUERIES),
        .keys = projection_of(sides, PROJECT_KEYS),
        .values = projection_of(sides, PROJECT_VALUES),
        .output = options->one_head ? none : projection_of(sides, PROJECT_OUTPUT),
        .rope = {.on = options->rope || options->rope_cosines,
                 .interleaved = options->rope_interleaved,
                 .width = options->rope_width,
                 .base = options->rope_base > 0 ? options->rope_base : ROPE_BASE,
                 .cosines = problem_rows(&sides->cosines.matrix),
                 .sines = problem_rows(&sides->sines.matrix),
                 .cosine_name = sides->cosines.name,
                 .sine_name = sides->sines.name},
    };
}

/* Where queries and keys stand: as given, otherwise query i at i + offset and key j at j. Without
 * -k the keys stand where the queries do. */
static enum status place(struct layer *layer, const struct inputs *inputs,
                         const struct side_inputs *sides, struct error *error)
{
    const struct side *queries = &sides->positions, *keys = &sides->key_positions;
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

enum status problem_fused(struct layer *layer, struct layer_shape *shape,
                          const struct options *options, const struct inputs *inputs,
                          const struct side_inputs *sides, const struct matrix *values,
                          struct error *error)
{
    const struct source *queries = &inputs->rows;
    const struct matrix *keys = inputs_keys(inputs);
    *layer = layer_of(options, sides);
    layer->attention = problem_ready(options, keys->rows, values, queries->matrix.rows);
    layer->attention.keys = problem_rows(keys);
    layer->attention.similarity = catalogue_similarity(options, sides);
    layer->attention.prediction = catalogue_prediction(options, sides);
    layer->query_width = queries->matrix.columns;
    layer->query_name = queries->name;
    layer->key_name = inputs_keys_name(inputs);
    layer->value_name = inputs_values_name(inputs);
    enum status status = layer_shape(layer, shape, error);
    layer->attention.similarity.scale = scale(options, shape->head_width);
    if (status == STATUS_OK)
        status = catalogue_check_width(options, sides, shape->head_width, error);
    return status == STATUS_OK ? place(layer, inputs, sides, error) : status;
}

enum status problem_own(struct layer *layer, struct layer_shape *shape,
                        const struct options *options, const struct inputs *inputs,
                        const struct side_inputs *sides, const struct matrix *values,
                        size_t query_count, size_t key_count, struct error *error)
{
    *layer = layer_of(options, sides);
    layer->attention = problem_ready(options, key_count, values, query_count);
    layer->value_name = inputs_values_name(inputs);
    return layer_shape(layer, shape, error);
}

struct layer problem_values(const struct options *options, const struct side_inputs *sides,
                            const char *name, size_t width)
{
    struct layer layer = layer_of(options, sides);
    layer.attention.precision = options->reading.precision;
    layer.attention.values.width = width;
    layer.value_name = name;
    return layer;
}

struct attention problem_of_adjusted(const struct options *options, size_t key_count)
{
    struct matrix no_values = {.precision = options->reading.precision};
    struct attention problem = problem_ready(options, key_count, &no_values, key_count);
    problem.mask = (struct mask){0};
    problem.softcap = 0;
    problem.normalizer.temperature = 1;
    return problem;
}

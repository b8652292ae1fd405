/* The widths of a layer, and whether its parts fit together; see layer.h. */
#include "attention/layer.h"

#include "base/memory.h"
#include "base/text.h"

/* Columns, and what made them as messages call it. */
struct columns {
    const char *name;
    size_t width;
};

/* The rows after their projection. */
static enum status project(const struct projection *map, struct columns *columns,
                           struct error *error)
{
    const struct rows *weight = &map->weight;
    if (weight->data == NULL)
        return STATUS_OK;
    if (weight->count != columns->width)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s, %s is %zu x %zu: a projection has a row for each "
                         "feature",
                         columns->name, columns->width, text_plural(columns->width), map->name,
                         weight->count, weight->width);
    *columns = (struct columns){map->name, weight->width};
    return STATUS_OK;
}

/* The width of one of the equal slices. */
static enum status cut(const struct columns *columns, size_t heads, size_t *head_width,
                       struct error *error)
{
    if (columns->width % heads != 0)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s: they do not divide into %zu equal heads",
                         columns->name, columns->width, text_plural(columns->width), heads);
    *head_width = columns->width / heads;
    return STATUS_OK;
}

/* Whether the features of a head's queries and keys fit the similarity. */
static enum status check_heads(const struct layer *layer, const struct layer_shape *shape,
                               const struct columns *queries, const struct columns *keys,
                               struct error *error)
{
    const struct attention *attention = &layer->attention;
    const char *weights = attention->similarity.weight_name;
    size_t query = shape->head_width, key = shape->key_head_width;
    size_t wanted_key = attention_key_width(attention, key);
    size_t wanted = attention_query_width(attention, wanted_key);
    if (query == wanted && key == wanted_key)
        return STATUS_OK;
    if (weights == NULL)
        return error_set(
            error, STATUS_FAILED,
            "a head of %s has %zu features, one of %s %zu: queries and keys need as many",
            queries->name, query, keys->name, key);
    const char *part = layer->heads > 1 ? "a head of " : "";
    return error_set(error, STATUS_FAILED,
                     "%s maps queries of %zu features and keys of %zu; %s%s has %zu, %s%s %zu",
                     weights, wanted, wanted_key, part, queries->name, query, part, keys->name,
                     key);
}

static enum status keys_shape(const struct layer *layer, struct layer_shape *shape,
                              struct error *error)
{
    struct columns queries = {layer->query_name, layer->query_width};
    struct columns keys = {layer->key_name, layer->attention.keys.width};
    enum status status = project(&layer->queries, &queries, error);
    if (status == STATUS_OK)
        status = project(&layer->keys, &keys, error);
    if (status == STATUS_OK)
        status = cut(&queries, layer->heads, &shape->head_width, error);
    if (status == STATUS_OK)
        status = cut(&keys, layer->kv_heads, &shape->key_head_width, error);
    if (status == STATUS_OK)
        status = check_heads(layer, shape, &queries, &keys, error);
    shape->query_width = queries.width;
    shape->key_width = keys.width;
    return status;
}

static enum status values_shape(const struct layer *layer, struct layer_shape *shape,
                                struct error *error)
{
    struct columns values = {layer->value_name, layer->attention.values.width};
    enum status status = project(&layer->values, &values, error);
    if (status == STATUS_OK)
        status = cut(&values, layer->kv_heads, &shape->value_width, error);
    shape->values_width = values.width;
    if (status == STATUS_OK &&
        !size_multiply(layer->heads, shape->value_width, &shape->joined_width))
        return error_set(error, STATUS_FAILED, "%zu heads of %zu features are too many",
                         layer->heads, shape->value_width);
    struct columns joined = {"the context", shape->joined_width};
    if (status == STATUS_OK)
        status = project(&layer->output, &joined, error);
    shape->context_width = joined.width;
    return status;
}

enum status layer_shape(const struct layer *layer, struct layer_shape *shape, struct error *error)
{
    *shape = (struct layer_shape){0};
    if (layer->heads % layer->kv_heads != 0)
        return error_set(error, STATUS_USAGE,
                         "%zu heads of queries are no multiple of %zu heads of keys and values",
                         layer->heads, layer->kv_heads);
    enum status status = STATUS_OK;
    if (layer->attention.keys.width > 0)
        status = keys_shape(layer, shape, error);
    if (status == STATUS_OK && layer->attention.values.width > 0)
        status = values_shape(layer, shape, error);
    return status;
}

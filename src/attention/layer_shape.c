/* The widths of a layer, and whether its parts fit together; see layer.h. */
#include "attention/layer.h"

#include "base/memory.h"

/* The width of rows after their projection. */
static enum status projected_width(const struct projection *map, size_t width, const char *what,
                                   size_t *result, struct error *error)
{
    if (map->weight.data != NULL && map->weight.count != width)
        return error_set(error, STATUS_FAILED,
                         "the projection of the %s is %zu x %zu and takes %zu features; there "
                         "are %zu",
                         what, map->weight.count, map->weight.width, map->weight.count, width);
    *result = map->weight.data != NULL ? map->weight.width : width;
    return STATUS_OK;
}

/* The width of a head. */
static enum status cut(size_t width, size_t heads, const char *what, size_t *head_width,
                       struct error *error)
{
    if (width % heads != 0)
        return error_set(error, STATUS_FAILED,
                         "the %zu features of the %s do not divide into %zu equal heads", width,
                         what, heads);
    *head_width = width / heads;
    return STATUS_OK;
}

static enum status values_shape(const struct layer *layer, struct layer_shape *shape,
                                struct error *error)
{
    enum status status = projected_width(&layer->values, layer->attention.values.width, "values",
                                         &shape->values_width, error);
    if (status == STATUS_OK)
        status = cut(shape->values_width, layer->kv_heads, "values", &shape->value_width, error);
    if (status == STATUS_OK &&
        !size_multiply(layer->heads, shape->value_width, &shape->joined_width))
        return error_set(error, STATUS_FAILED, "%zu heads of %zu features are too many",
                         layer->heads, shape->value_width);
    if (status == STATUS_OK)
        status = projected_width(&layer->output, shape->joined_width, "output",
                                 &shape->context_width, error);
    return status;
}

enum status layer_shape(const struct layer *layer, struct layer_shape *shape, struct error *error)
{
    *shape = (struct layer_shape){0};
    if (layer->heads % layer->kv_heads != 0)
        return error_set(error, STATUS_USAGE,
                         "%zu query heads do not divide into %zu equal groups, one for each head "
                         "of keys and values",
                         layer->heads, layer->kv_heads);
    enum status status = STATUS_OK;
    if (layer->attention.keys.data != NULL) {
        size_t key_head = 0;
        status = projected_width(&layer->queries, layer->query_width, "queries",
                                 &shape->query_width, error);
        if (status == STATUS_OK)
            status = projected_width(&layer->keys, layer->attention.keys.width, "keys",
                                     &shape->key_width, error);
        if (status == STATUS_OK)
            status = cut(shape->query_width, layer->heads, "queries", &shape->head_width, error);
        if (status == STATUS_OK)
            status = cut(shape->key_width, layer->kv_heads, "keys", &key_head, error);
        if (status == STATUS_OK && shape->head_width != key_head)
            return error_set(error, STATUS_FAILED,
                             "a head of the queries has %zu features, one of the keys %zu: they "
                             "need as many",
                             shape->head_width, key_head);
    }
    if (status == STATUS_OK && layer->attention.values.data != NULL)
        status = values_shape(layer, shape, error);
    return status;
}

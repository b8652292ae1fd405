/* The widths of a layer; see layer.h. */
#include <assert.h>

#include "attention/layer.h"

/* The width of rows after their projection. */
static size_t projected(const struct projection *map, size_t width)
{
    assert(!map->weight.data || map->weight.count == width);
    return !map->weight.data ? width : map->weight.width;
}

struct layer_shape layer_shape(const struct layer *layer)
{
    struct layer_shape shape = {0};
    const struct attention *attention = &layer->attention;
    assert(layer->heads % layer->kv_heads == 0);
    if (attention->keys.width > 0) {
        shape.query_width = projected(&layer->queries, layer->query_width);
        shape.key_width = projected(&layer->keys, attention->keys.width);
        assert(shape.query_width % layer->heads == 0 && shape.key_width % layer->kv_heads == 0);
        shape.head_width = shape.query_width / layer->heads;
        shape.key_head_width = shape.key_width / layer->kv_heads;
        assert(shape.key_head_width == attention_key_width(attention, shape.key_head_width));
        assert(shape.head_width == attention_query_width(attention, shape.key_head_width));
    }
    if (attention->values.width > 0) {
        shape.values_width = projected(&layer->values, attention->values.width);
        assert(shape.values_width % layer->kv_heads == 0);
        shape.value_width = shape.values_width / layer->kv_heads;
        shape.joined_width = layer->heads * shape.value_width;
        shape.context_width = projected(&layer->output, shape.joined_width);
    }
    return shape;
}

/* The names of a context's columns; see context_labels.h. */
#include "run/context_labels.h"

#include <stdio.h>

enum status context_labels(struct labels *labels, const struct request *request,
                           const struct layer_shape *shape, const struct labels *values,
                           size_t lse_count, struct error *error)
{
    const struct layer *layer = &request->layer;
    size_t begin = 0, end = shape->joined_width;
    if (request->sides[SIDE_PROJECT_VALUES] || request->sides[SIDE_PROJECT_OUTPUT])
        return STATUS_OK;
    if (request->one_head) {
        begin = request->first_head / (layer->heads / layer->kv_heads) * shape->value_width;
        end = begin + shape->value_width;
    } else if (shape->joined_width != values->count) {
        return STATUS_OK;
    }
    for (size_t column = begin; values->count > 0 && column < end; column++) {
        size_t length;
        const char *label = labels_get(values, column, &length);
        if (!labels_add(labels, label, length))
            return error_memory(error, "column labels");
    }
    return labels->count > 0 ? context_lse_labels(labels, lse_count, error) : STATUS_OK;
}

enum status context_lse_labels(struct labels *labels, size_t count, struct error *error)
{
    for (size_t head = 0; head < count; head++) {
        char label[32];
        int length = snprintf(label, sizeof label, count > 1 ? "lse %zu" : "lse", head);
        if (!labels_add(labels, label, (size_t)length))
            return error_memory(error, "column labels");
    }
    return STATUS_OK;
}

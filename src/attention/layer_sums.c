/* Sums over values, head by head; see layer_sums.h. */
#include "attention/layer_sums.h"

#include <stdlib.h>

#include "attention/column_sums.h"
#include "attention/kernel/kernels.h"
#include "base/memory.h"

struct layer_sums {
    enum precision precision;
    struct layer_shape shape;
    struct pool *pool;
    size_t first, count, group;         /* query heads for a head of the values */
    struct column_sums **heads;         /* count */
    struct multiplier *values, *output; /* NULL: as they are */
    void *projected;                    /* a block of values */
    size_t room;                        /* rows of it */
};

static enum status make_projections(struct layer_sums *sums, const struct layer *layer,
                                    const struct kernel *kernel, struct error *error)
{
    enum status status = STATUS_OK;
    if (layer->values.weight.data)
        status = projection_new(&sums->values, &layer->values, 0, sums->shape.values_width, kernel,
                                sums->pool, error);
    if (status == STATUS_OK && layer->output.weight.data && sums->count == layer->heads)
        status = projection_new(&sums->output, &layer->output, 0, sums->shape.context_width, kernel,
                                sums->pool, error);
    return status;
}

enum status layer_sums_new(struct layer_sums **result, const struct layer *layer, size_t first,
                           size_t count, const char *kernel_name, struct pool *pool,
                           struct error *error)
{
    *result = NULL;
    const struct layer_shape shape = layer_shape(layer);
    const struct kernel *kernel = kernel_choose(kernel_name, layer->attention.precision);
    struct layer_sums *sums = memory_new(1, sizeof *sums);
    if (!sums)
        return error_memory(error, "the sums of the heads");
    *sums = (struct layer_sums){.precision = layer->attention.precision,
                                .shape = shape,
                                .pool = pool,
                                .first = first,
                                .count = count,
                                .group = layer->heads / layer->kv_heads,
                                .heads = memory_new(count, sizeof *sums->heads)};
    bool have = sums->heads != NULL;
    for (size_t h = 0; have && h < count; h++)
        have = (sums->heads[h] = column_sums_new(sums->precision, shape.value_width)) != NULL;
    enum status status = have ? make_projections(sums, layer, kernel, error)
                              : error_memory(error, "the sums of the heads");
    if (status == STATUS_OK)
        *result = sums;
    else
        layer_sums_free(sums);
    return status;
}

void layer_sums_free(struct layer_sums *sums)
{
    if (!sums)
        return;
    for (size_t h = 0; sums->heads && h < sums->count; h++)
        column_sums_free(sums->heads[h]);
    free(sums->heads);
    multiplier_free(sums->values);
    multiplier_free(sums->output);
    free(sums->projected);
    free(sums);
}

/* The values projected, into memory of the sums. */
static bool project_values(struct layer_sums *sums, struct rows *values)
{
    size_t width = sums->shape.values_width;
    if (values->count > sums->room) {
        free(sums->projected);
        sums->projected = memory_new_rows(values->count, width, precision_size(sums->precision));
        sums->room = values->count;
    }
    if (!sums->projected)
        return false;
    struct view given = view_of(values);
    multiplier_apply(sums->values, &given, (struct out_rows){sums->projected, width});
    *values = (struct rows){sums->projected, values->count, width, width};
    return true;
}

enum status layer_sums_add(struct layer_sums *sums, const struct rows *given, const void *weights,
                           size_t stride, struct error *error)
{
    struct rows values = *given;
    if (sums->values && values.count > 0 && !project_values(sums, &values))
        return error_memory(error, "projected values");
    size_t size = precision_size(sums->precision), width = sums->shape.value_width;
    for (size_t h = 0; h < sums->count; h++) {
        size_t kv_head = (sums->first + h) / sums->group;
        struct rows slice = {(const char *)values.data + kv_head * width * size, values.count,
                             width, values.stride};
        column_sums_add(sums->heads[h], &slice, (const char *)weights + h * stride * size,
                        sums->pool);
    }
    return STATUS_OK;
}

const struct layer_shape *layer_sums_shape(const struct layer_sums *sums)
{
    return &sums->shape;
}

size_t layer_sums_width(const struct layer_sums *sums)
{
    return sums->output ? sums->shape.context_width : sums->count * sums->shape.value_width;
}

enum status layer_sums_get(struct layer_sums *sums, void *out, struct error *error)
{
    size_t width = sums->count * sums->shape.value_width, size = precision_size(sums->precision);
    char *joined = sums->output ? memory_new_aligned(width, size) : out;
    if (!joined)
        return error_memory(error, "the sums of the heads");
    for (size_t h = 0; h < sums->count; h++)
        column_sums_get(sums->heads[h], joined + h * sums->shape.value_width * size);
    if (!sums->output)
        return STATUS_OK;
    struct view row = {joined, 1, width, width, 1};
    multiplier_apply(sums->output, &row, (struct out_rows){out, sums->shape.context_width});
    free(joined);
    return STATUS_OK;
}

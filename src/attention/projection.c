/* Linear maps of rows; see projection.h. */
#include "attention/projection.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct projection_plan {
    enum precision precision;
    size_t width;                /* columns of the map */
    void *columns;               /* W turned: width x d_in */
    const void *bias;            /* of these columns, or NULL */
    struct attention_plan *dots; /* the rows against the columns */
};

/* Columns first .. first + count of W as rows; NULL if there is no memory. */
static void *turned(const struct rows *weight, size_t first, size_t count, enum precision precision)
{
    size_t size = precision_size(precision);
    char *columns = memory_new_rows(weight->count, count, size);
    for (size_t f = 0; columns != NULL && f < weight->count; f++) {
        const char *row = (const char *)weight->data + (f * weight->stride + first) * size;
        for (size_t c = 0; c < count; c++)
            memcpy(columns + (c * weight->count + f) * size, row + c * size, size);
    }
    return columns;
}

enum status projection_new(struct projection_plan **result, const struct projection *map,
                           size_t first, size_t count, enum precision precision, const char *kernel,
                           struct pool *pool, struct error *error)
{
    *result = NULL;
    struct projection_plan *plan = memory_new(1, sizeof *plan);
    if (plan == NULL)
        return error_memory(error, "a projection");
    plan->precision = precision;
    plan->width = count;
    if (map->bias != NULL)
        plan->bias = (const char *)map->bias + first * precision_size(precision);
    struct rows columns = {NULL, count, map->weight.count, map->weight.count};
    if (map->turned) {
        columns = map->weight;
        columns.data =
            (const char *)columns.data + first * columns.stride * precision_size(precision);
        columns.count = count;
    } else {
        columns.data = plan->columns = turned(&map->weight, first, count, precision);
    }
    struct attention dots = {
        .precision = precision,
        .key_count = count,
        .keys = columns,
        .similarity = {.function = similarity_find("dot"), .scale = 1, .bandwidth = 1},
        .normalizer = {.function = normalizer_find("softmax"), .temperature = 1},
    };
    enum status status = columns.data ? attention_plan_new(&plan->dots, &dots, kernel, pool, error)
                                      : error_memory(error, "a projection");
    if (status == STATUS_OK)
        *result = plan;
    else
        projection_free(plan);
    return status;
}

void projection_free(struct projection_plan *plan)
{
    if (plan == NULL)
        return;
    attention_plan_free(plan->dots);
    free(plan->columns);
    free(plan);
}

void projection_apply(struct projection_plan *plan, const struct rows *in, void *out)
{
    struct query_block block = {.queries = *in};
    attention_scores(plan->dots, &block, out);
    if (plan->bias == NULL)
        return;
    for (size_t i = 0; i < in->count; i++)
        for (size_t c = 0; c < plan->width; c++)
            if (plan->precision == PRECISION_DOUBLE)
                ((double *)out)[i * plan->width + c] += ((const double *)plan->bias)[c];
            else
                ((float *)out)[i * plan->width + c] += ((const float *)plan->bias)[c];
}

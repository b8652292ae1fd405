/* Heads, projections and rotary embedding around the core of attention; see layer.h. */
#include "attention/layer.h"

#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "base/memory.h"

/* Rows of one width, which grow with the blocks of a run and are used again for each. */
struct scratch {
    void *data;
    size_t rows;
};

struct layer_plan {
    struct layer layer;
    struct layer_shape shape;
    size_t size;                   /* bytes of a number */
    struct attention_plan **cores; /* G, one for each head of keys and values */
    struct multiplier **queries;   /* H, each making one head's queries; NULL: as given */
    struct multiplier *output;     /* NULL: heads side by side */
    struct rotation *rotation;     /* NULL: nothing turns */
    struct pool *pool;
    void *keys, *values;           /* projected or turned; NULL: as given */
    struct scratch turned, joined; /* queries of a head, contexts of all heads */
    struct scratch whole; /* normed queries of all heads, where one mean is over them, ... */
    size_t whole_first, whole_count; /* ... and which ones */
};

static bool scratch_reserve(struct scratch *scratch, size_t rows, size_t width, size_t size)
{
    if (scratch->data && rows <= scratch->rows)
        return true;
    free(scratch->data);
    scratch->data = memory_new_rows(rows, width, size);
    scratch->rows = rows;
    return scratch->data != NULL;
}

/* Columns of rows: a head's slice. */
static struct rows slice(const struct rows *rows, size_t first, size_t width, size_t size)
{
    return (struct rows){(const char *)rows->data + first * size, rows->count, width, rows->stride};
}

/* Copies rows to `to`, whose rows are `stride` numbers apart. */
static void copy_rows(const struct rows *from, void *to, size_t stride, size_t size)
{
    for (size_t row = 0; row < from->count; row++)
        memcpy((char *)to + row * stride * size,
               (const char *)from->data + row * from->stride * size, from->width * size);
}

enum status projection_new(struct multiplier **multiplier, const struct projection *projection,
                           size_t first, size_t count, const struct kernel *kernel,
                           struct pool *pool, struct error *error)
{
    struct view weight =
        view_columns(view_of(&projection->weight), first, count, kernel->precision);
    const char *bias = projection->bias;
    if (bias)
        bias += first * precision_size(kernel->precision);
    return multiplier_new(multiplier, &weight, bias, kernel, pool, error);
}

/* The rows projected, into new memory: rows->count x width. */
static enum status project_whole(const struct layer_plan *plan, const struct projection *map,
                                 const struct rows *rows, size_t width, void **projected,
                                 const struct kernel *kernel, struct pool *pool,
                                 struct error *error)
{
    *projected = memory_new_rows(rows->count, width, plan->size);
    if (!*projected)
        return error_memory(error, "projected keys and values");
    if (!map->weight.data) {
        copy_rows(rows, *projected, width, plan->size);
        return STATUS_OK;
    }
    struct multiplier *multiplier;
    enum status status = projection_new(&multiplier, map, 0, width, kernel, pool, error);
    if (status != STATUS_OK)
        return status;
    struct view given = view_of(rows);
    multiplier_apply(multiplier, &given, (struct out_rows){*projected, width});
    multiplier_free(multiplier);
    return STATUS_OK;
}

/* Keys and values as the heads use them. */
static enum status prepare_keys(struct layer_plan *plan, const struct kernel *kernel,
                                struct pool *pool, struct error *error)
{
    const struct layer *layer = &plan->layer;
    struct rows *keys = &plan->layer.attention.keys, *values = &plan->layer.attention.values;
    const struct layer_shape *shape = &plan->shape;
    enum status status = STATUS_OK;
    if (keys->data && (layer->keys.weight.data || layer->key_norm.on || plan->rotation)) {
        status = project_whole(plan, &layer->keys, keys, shape->key_width, &plan->keys, kernel,
                               pool, error);
        if (status == STATUS_OK && layer->key_norm.on)
            norm_apply(&layer->key_norm, shape->key_head_width,
                       (struct out_rows){plan->keys, shape->key_width}, keys->count,
                       shape->key_width, layer->attention.precision, pool);
        if (status == STATUS_OK && plan->rotation)
            rotation_apply(plan->rotation, &layer->key_positions, 0, keys->count, layer->kv_heads,
                           plan->keys);
        *keys = (struct rows){plan->keys, keys->count, shape->key_width, shape->key_width};
        plan->layer.attention.discard_keys = !layer->attention.retain;
    }
    if (status == STATUS_OK && values->data && layer->values.weight.data) {
        status = project_whole(plan, &layer->values, values, shape->values_width, &plan->values,
                               kernel, pool, error);
        *values =
            (struct rows){plan->values, values->count, shape->values_width, shape->values_width};
        plan->layer.attention.discard_values = !layer->attention.retain;
    }
    return status;
}

/* A core for each head of keys and values, over slices of both. */
static enum status make_cores(struct layer_plan *plan, const struct kernel *kernel,
                              struct pool *pool, struct error *error)
{
    const struct layer *layer = &plan->layer;
    plan->cores = memory_new(layer->kv_heads, sizeof *plan->cores);
    if (!plan->cores)
        return error_memory(error, "the heads");
    enum status status = STATUS_OK;
    for (size_t g = 0; status == STATUS_OK && g < layer->kv_heads; g++) {
        struct attention problem = layer->attention;
        size_t width = plan->shape.key_head_width, value_width = plan->shape.value_width;
        bool last = g + 1 == layer->kv_heads; /* nobody wants what it takes */
        problem.discard_keys &= last;
        problem.discard_values &= last;
        if (problem.keys.data)
            problem.keys = slice(&problem.keys, g * width, width, plan->size);
        if (problem.values.data)
            problem.values = slice(&problem.values, g * value_width, value_width, plan->size);
        status = attention_plan_new(&plan->cores[g], &problem, kernel->name, pool, error);
    }
    return status;
}

/* A projection for each query head, so that a head costs its own columns only. */
static enum status make_projections(struct layer_plan *plan, const struct kernel *kernel,
                                    struct pool *pool, struct error *error)
{
    const struct layer *layer = &plan->layer;
    enum status status = STATUS_OK;
    if (layer->output.weight.data)
        status = projection_new(&plan->output, &layer->output, 0, plan->shape.context_width, kernel,
                                pool, error);
    if (!layer->queries.weight.data || status != STATUS_OK)
        return status;
    plan->queries = memory_new(layer->heads, sizeof *plan->queries);
    if (!plan->queries)
        return error_memory(error, "the heads");
    size_t width = plan->shape.head_width;
    for (size_t h = 0; status == STATUS_OK && h < layer->heads; h++)
        status = projection_new(&plan->queries[h], &layer->queries, h * width, width, kernel, pool,
                                error);
    return status;
}

enum status layer_plan_new(struct layer_plan **result, const struct layer *layer,
                           const char *kernel_name, struct pool *pool, struct error *error)
{
    *result = NULL;
    const struct layer_shape shape = layer_shape(layer);
    const struct kernel *kernel = kernel_choose(kernel_name, layer->attention.precision);
    struct layer_plan *plan = memory_new(1, sizeof *plan);
    if (!plan)
        return error_memory(error, "the layer");
    *plan = (struct layer_plan){.layer = *layer,
                                .shape = shape,
                                .pool = pool,
                                .size = precision_size(layer->attention.precision)};
    enum status status = STATUS_OK;
    if (layer->rope.on)
        status = rotation_new(&plan->rotation, &layer->rope, shape.head_width,
                              layer->attention.precision, pool, error);
    if (status == STATUS_OK)
        status = prepare_keys(plan, kernel, pool, error);
    if (status == STATUS_OK)
        status = make_cores(plan, kernel, pool, error);
    if (status == STATUS_OK)
        status = make_projections(plan, kernel, pool, error);
    if (status == STATUS_OK)
        *result = plan;
    else
        layer_plan_free(plan);
    return status;
}

void layer_plan_free(struct layer_plan *plan)
{
    if (!plan)
        return;
    for (size_t g = 0; plan->cores && g < plan->layer.kv_heads; g++)
        attention_plan_free(plan->cores[g]);
    for (size_t h = 0; plan->queries && h < plan->layer.heads; h++)
        multiplier_free(plan->queries[h]);
    multiplier_free(plan->output);
    rotation_free(plan->rotation);
    free(plan->cores);
    free(plan->queries);
    free(plan->keys);
    free(plan->values);
    free(plan->turned.data);
    free(plan->joined.data);
    free(plan->whole.data);
    free(plan);
}

struct attention_plan *layer_core(const struct layer_plan *plan, size_t head)
{
    struct attention_plan *core = plan->cores[head / (plan->layer.heads / plan->layer.kv_heads)];
    layer_set_head(&plan->layer, core, head);
    return core;
}

void layer_set_head(const struct layer *layer, struct attention_plan *plan, size_t head)
{
    if (layer->scales)
        plan->problem.similarity.scale = layer->scales[head];
    if (layer->sinks)
        plan->problem.normalizer.sink_score = layer->sinks[head];
}

size_t layer_overflows(const struct layer_plan *plan)
{
    size_t count = 0;
    for (size_t core = 0; core < plan->layer.kv_heads; core++)
        count += attention_plan_overflows(plan->cores[core]);
    return count;
}

size_t layer_unreached(const struct layer_plan *plan)
{
    size_t count = 0;
    for (size_t g = 0; g < plan->layer.kv_heads; g++)
        count += attention_plan_unreached(plan->cores[g]);
    return count;
}

struct query_block layer_head_block(const struct layer *layer, const struct query_block *block,
                                    size_t head)
{
    struct query_block result = *block;
    size_t size = precision_size(layer->attention.precision);
    if (block->bias.data)
        result.bias.data = (const char *)block->bias.data +
                           head * block->bias_head_stride * block->bias.stride * size;
    if (block->allowed.data)
        result.allowed.data = (const char *)block->allowed.data +
                              head * block->allowed_head_stride * block->allowed.stride * size;
    if (layer->alibi)
        result.alibi_slope = alibi_slope(head, layer->heads);
    if (layer->slope > 0)
        result.alibi_slope = layer->slopes ? layer->slopes[head] : layer->slope;
    return result;
}

struct rows layer_head_keys(const struct layer_plan *plan, size_t head)
{
    size_t width = plan->shape.key_head_width;
    size_t kv_head = head / (plan->layer.heads / plan->layer.kv_heads);
    return slice(&plan->layer.attention.keys, kv_head * width, width, plan->size);
}

struct rows layer_head_values(const struct layer_plan *plan, size_t head)
{
    size_t width = plan->shape.value_width;
    size_t kv_head = head / (plan->layer.heads / plan->layer.kv_heads);
    return slice(&plan->layer.attention.values, kv_head * width, width, plan->size);
}

/* The queries of all heads, projected and with the norm of all, into plan->whole: once for the
 * heads that ask for them one after another. */
static bool norm_whole(struct layer_plan *plan, const struct query_block *block)
{
    const struct layer *layer = &plan->layer;
    size_t width = plan->shape.query_width, head_width = plan->shape.head_width;
    size_t count = block->queries.count;
    if (plan->whole_count == count && plan->whole_first == block->first)
        return true;
    plan->whole_count = 0;
    if (!scratch_reserve(&plan->whole, count, width, plan->size))
        return false;
    const struct out_rows whole = {plan->whole.data, width};
    struct view given = view_of(&block->queries);
    for (size_t h = 0; plan->queries && h < layer->heads; h++)
        multiplier_apply(plan->queries[h], &given, out_column(whole, h * head_width, plan->size));
    if (!plan->queries)
        copy_rows(&block->queries, whole.data, width, plan->size);
    norm_apply(&layer->query_norm, head_width, whole, count, width, layer->attention.precision,
               plan->pool);
    plan->whole_first = block->first;
    plan->whole_count = count;
    return true;
}

/* The head's queries, projected and normed, into plan->turned. */
static bool head_queries(struct layer_plan *plan, const struct query_block *block, size_t head)
{
    const struct layer *layer = &plan->layer;
    size_t width = plan->shape.head_width, count = block->queries.count;
    const struct out_rows out = {plan->turned.data, width};
    struct view given = view_of(&block->queries);
    struct rows rows = block->queries;
    bool of_all = layer->query_norm.on && norm_width(&layer->query_norm, width) != width;
    if (of_all && !norm_whole(plan, block))
        return false;
    if (of_all)
        rows = (struct rows){plan->whole.data, count, plan->shape.query_width,
                             plan->shape.query_width};
    rows = slice(&rows, head * width, width, plan->size);
    if (plan->queries && !of_all)
        multiplier_apply(plan->queries[head], &given, out);
    else
        copy_rows(&rows, out.data, width, plan->size);
    if (layer->query_norm.on && !of_all)
        norm_apply(&layer->query_norm, width, out, count, width, layer->attention.precision,
                   plan->pool);
    return true;
}

/* As given, they are a view of the block. */
enum status layer_head_queries(struct layer_plan *plan, const struct query_block *block,
                               size_t head, struct query_block *result, struct error *error)
{
    size_t width = plan->shape.head_width, count = block->queries.count;
    *result = layer_head_block(&plan->layer, block, head);
    if (!plan->queries)
        result->queries = slice(&block->queries, head * width, width, plan->size);
    if (!plan->queries && !plan->rotation && !plan->layer.query_norm.on)
        return STATUS_OK;
    if (!scratch_reserve(&plan->turned, count, width, plan->size) ||
        !head_queries(plan, block, head))
        return error_memory(error, "the queries of a head");
    result->queries = (struct rows){plan->turned.data, count, width, width};
    const struct positions positions = positions_of_block(&plan->layer.query_positions, block);
    if (plan->rotation)
        rotation_apply(plan->rotation, &positions, 0, count, 1, plan->turned.data);
    return STATUS_OK;
}

enum status layer_scores(struct layer_plan *plan, const struct query_block *block, size_t head,
                         void *scores, struct error *error)
{
    struct query_block queries;
    enum status status = layer_head_queries(plan, block, head, &queries, error);
    if (status == STATUS_OK)
        attention_scores(layer_core(plan, head), &queries, scores);
    return status;
}

enum status layer_distribution(struct layer_plan *plan, const struct query_block *block,
                               size_t head, void *distribution, struct out_rows lse,
                               struct error *error)
{
    struct query_block queries;
    enum status status = layer_head_queries(plan, block, head, &queries, error);
    if (status == STATUS_OK)
        attention_distribution(layer_core(plan, head), &queries, distribution, lse);
    return status;
}

enum status layer_head_context(struct layer_plan *plan, const struct query_block *block,
                               size_t head, struct out_rows context, struct out_rows lse,
                               struct error *error)
{
    struct query_block queries;
    enum status status = layer_head_queries(plan, block, head, &queries, error);
    if (status == STATUS_OK)
        attention_context(layer_core(plan, head), &queries, context, lse);
    return status;
}

/* Where the heads go side by side: to the context, unless they are projected first. */
static enum status joined_place(struct layer_plan *plan, size_t count, struct out_rows context,
                                struct out_rows *joined, struct error *error)
{
    *joined = context;
    if (!plan->output)
        return STATUS_OK;
    if (!scratch_reserve(&plan->joined, count, plan->shape.joined_width, plan->size))
        return error_memory(error, "the context of the heads");
    *joined = (struct out_rows){plan->joined.data, plan->shape.joined_width};
    return STATUS_OK;
}

static void project_output(struct layer_plan *plan, size_t count, struct out_rows joined,
                           struct out_rows context)
{
    struct view rows = {joined.data, count, plan->shape.joined_width, joined.stride, 1};
    if (plan->output)
        multiplier_apply(plan->output, &rows, context);
}

enum status layer_context(struct layer_plan *plan, const struct query_block *block,
                          struct out_rows context, struct out_rows lse, struct error *error)
{
    struct out_rows joined;
    enum status status = joined_place(plan, block->queries.count, context, &joined, error);
    for (size_t h = 0; status == STATUS_OK && h < plan->layer.heads; h++)
        status = layer_head_context(plan, block, h,
                                    out_column(joined, h * plan->shape.value_width, plan->size),
                                    out_column(lse, h, plan->size), error);
    if (status == STATUS_OK)
        project_output(plan, block->queries.count, joined, context);
    return status;
}

enum status layer_mix(struct layer_plan *plan, const struct rows *distribution, size_t head_stride,
                      struct out_rows context, struct error *error)
{
    struct out_rows joined;
    enum status status = joined_place(plan, distribution->count, context, &joined, error);
    if (status != STATUS_OK)
        return status;
    struct rows rows = *distribution;
    for (size_t h = 0; h < plan->layer.heads; h++) {
        rows.data = (const char *)distribution->data + h * head_stride * rows.stride * plan->size;
        attention_mix(layer_core(plan, h), &rows,
                      out_column(joined, h * plan->shape.value_width, plan->size));
    }
    project_output(plan, distribution->count, joined, context);
    return STATUS_OK;
}

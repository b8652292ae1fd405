/* The engine: cuts each call of attention.h into tiles of rows and spreads them over the pool. */
#include <stdlib.h>
#include <string.h>

#include "attention/kernel.h"
#include "base/memory.h"

/* Tiles a worker gets in a call, so that their unequal costs even out. */
enum { TILES_PER_WORKER = 16 };

/* Columns turned to rows at a time when normalising down columns: a cache line of doubles. */
enum { STRIP = 8 };

/* A call, as its tiles see it. */
struct call {
    const struct attention_plan *plan;
    const struct query_block *block;
    const struct rows *distribution;
    size_t first, count; /* rows of the call */
    size_t tile_rows;
    void *out, *lse;
    void **strips; /* one a worker */
};

/* Rows begin .. end of the call. */
struct tile {
    size_t begin, end;
};

static struct tile tile_of(const struct call *call, size_t index)
{
    size_t begin = index * call->tile_rows, left = call->count - begin;
    return (struct tile){begin, begin + (left < call->tile_rows ? left : call->tile_rows)};
}

static void *row_at(const struct call *call, void *rows, size_t row, size_t width)
{
    return (char *)rows + row * width * precision_size(call->plan->problem.precision);
}

/* Runs `body` on every tile of the call. */
static void run_tiles(struct call *call, pool_body *body)
{
    size_t width = pool_width(call->plan->pool), most = call->plan->kernel->tile_rows;
    size_t share = (call->count + width - 1) / width;
    call->tile_rows = share < most ? share ? share : 1 : most;
    size_t tiles = (call->count + call->tile_rows - 1) / call->tile_rows;
    pool_run(call->plan->pool, tiles, body, call);
}

size_t attention_block_rows(const struct attention_plan *plan)
{
    return plan->kernel->tile_rows * pool_width(plan->pool) * TILES_PER_WORKER;
}

static void normalize_rows(const struct call *call, struct tile tile)
{
    const struct attention_plan *plan = call->plan;
    size_t m = plan->problem.key_count;
    for (size_t i = tile.begin; i < tile.end; i++)
        plan->kernel->normalize(plan, m, row_at(call, call->out, i, m));
}

static void scores_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    struct tile tile = tile_of(call, index);
    void *out = row_at(call, call->out, tile.begin, call->plan->problem.key_count);
    call->plan->kernel->scores(call->plan, call->block, tile.begin, tile.end, worker, out);
}

static void distribution_tile(void *context, size_t index, size_t worker)
{
    scores_tile(context, index, worker);
    normalize_rows(context, tile_of(context, index));
}

static void finish_tile(void *context, size_t index, size_t worker)
{
    (void)worker;
    const struct call *call = context;
    const struct attention_plan *plan = call->plan;
    struct tile tile = tile_of(call, index);
    for (size_t i = tile.begin; i < tile.end; i++)
        plan->kernel->finish(plan, call->first + i,
                             row_at(call, call->out, i, plan->problem.key_count));
}

static void normalize_tile(void *context, size_t index, size_t worker)
{
    finish_tile(context, index, worker);
    normalize_rows(context, tile_of(context, index));
}

static void context_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    struct tile tile = tile_of(call, index);
    void *out = row_at(call, call->out, tile.begin, call->plan->problem.values.width);
    void *lse = call->lse ? row_at(call, call->lse, tile.begin, 1) : NULL;
    call->plan->kernel->context(call->plan, call->block, tile.begin, tile.end, worker, out, lse);
}

static void mix_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    struct tile tile = tile_of(call, index);
    void *out = row_at(call, call->out, tile.begin, call->plan->problem.values.width);
    call->plan->kernel->mix(call->plan, call->distribution, tile.begin, tile.end, worker, out);
}

void attention_scores(struct attention_plan *plan, const struct query_block *block, void *scores)
{
    struct call call = {.plan = plan, .block = block, .count = block->queries.count, .out = scores};
    run_tiles(&call, scores_tile);
}

void attention_distribution(struct attention_plan *plan, const struct query_block *block,
                            void *distribution)
{
    struct call call = {
        .plan = plan, .block = block, .count = block->queries.count, .out = distribution};
    run_tiles(&call, distribution_tile);
}

void attention_context(struct attention_plan *plan, const struct query_block *block, void *context,
                       void *lse)
{
    struct call call = {
        .plan = plan, .block = block, .count = block->queries.count, .out = context, .lse = lse};
    run_tiles(&call, context_tile);
}

void attention_mix(struct attention_plan *plan, const struct rows *distribution, void *context)
{
    struct call call = {
        .plan = plan, .distribution = distribution, .count = distribution->count, .out = context};
    run_tiles(&call, mix_tile);
}

void attention_normalize(struct attention_plan *plan, size_t first, size_t count, void *scores)
{
    struct call call = {.plan = plan, .first = first, .count = count, .out = scores};
    run_tiles(&call, normalize_tile);
}

/* A strip of columns becomes rows, is normalised as rows are, and goes back. */
static void column_strip(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct attention_plan *plan = call->plan;
    size_t m = plan->problem.key_count, n = call->count;
    size_t size = precision_size(plan->problem.precision);
    size_t begin = index * STRIP, end = begin + STRIP < m ? begin + STRIP : m;
    char *strip = call->strips[worker];
    for (size_t i = 0; i < n; i++)
        for (size_t j = begin; j < end; j++)
            memcpy(strip + ((j - begin) * n + i) * size,
                   (char *)row_at(call, call->out, i, m) + j * size, size);
    for (size_t j = begin; j < end; j++)
        plan->kernel->normalize(plan, n, strip + (j - begin) * n * size);
    for (size_t i = 0; i < n; i++)
        for (size_t j = begin; j < end; j++)
            memcpy((char *)row_at(call, call->out, i, m) + j * size,
                   strip + ((j - begin) * n + i) * size, size);
}

static enum status normalize_columns(struct call *call, struct error *error)
{
    const struct attention_plan *plan = call->plan;
    size_t width = pool_width(plan->pool), numbers;
    call->strips = memory_new(width, sizeof *call->strips);
    bool have = call->strips != NULL && size_multiply(call->count, STRIP, &numbers);
    for (size_t worker = 0; have && worker < width; worker++) {
        call->strips[worker] = memory_new_aligned(numbers, precision_size(plan->problem.precision));
        have = call->strips[worker] != NULL;
    }
    if (have)
        pool_run(plan->pool, (plan->problem.key_count + STRIP - 1) / STRIP, column_strip, call);
    for (size_t worker = 0; call->strips != NULL && worker < width; worker++)
        free(call->strips[worker]);
    free(call->strips);
    return have ? STATUS_OK : error_memory(error, "normalising down columns");
}

enum status attention_normalize_matrix(struct attention_plan *plan, enum axis axis, size_t count,
                                       void *scores, struct error *error)
{
    struct call call = {.plan = plan, .count = count, .out = scores};
    if (axis == AXIS_ROW) {
        attention_normalize(plan, 0, count, scores);
        return STATUS_OK;
    }
    run_tiles(&call, finish_tile);
    if (axis == AXIS_COLUMN)
        return normalize_columns(&call, error);
    plan->kernel->normalize(plan, count * plan->problem.key_count, scores);
    return STATUS_OK;
}

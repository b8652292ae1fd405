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
    size_t tile_rows, tiles;
    size_t span; /* where tiles are spans of keys: that of tile 0 */
    void *out, *lse;
    void **strips; /* one a worker */
};

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t round_up_quotient(size_t a, size_t b)
{
    return a / b + (a % b != 0);
}

/* Tile `index` of the call. With a causal mask the last rows cost most: they go first, so that
 * the workers end together. */
static struct tile tile_of(const struct call *call, size_t index, size_t worker)
{
    size_t place = call->plan->problem.mask.causal ? call->tiles - 1 - index : index;
    size_t begin = place * call->tile_rows;
    return (struct tile){call->block, begin, min_size(begin + call->tile_rows, call->count),
                         worker};
}

/* Row `row` of numbers `width` a row. */
static void *row_at(const struct call *call, void *rows, size_t row, size_t width)
{
    return (char *)rows + row * width * precision_size(call->plan->problem.precision);
}

/* Runs `body` on every tile of the call. */
static void run_tiles(struct call *call, pool_body *body)
{
    size_t share = round_up_quotient(call->count, pool_width(call->plan->pool));
    call->tile_rows = share ? min_size(share, call->plan->kernel->tile_rows) : 1;
    call->tiles = round_up_quotient(call->count, call->tile_rows);
    pool_run(call->plan->pool, call->tiles, body, call);
}

size_t attention_block_rows(const struct attention_plan *plan)
{
    return plan->kernel->tile_rows * pool_width(plan->pool) * TILES_PER_WORKER;
}

static void normalize_rows(const struct call *call, const struct tile *tile)
{
    const struct attention_plan *plan = call->plan;
    size_t m = plan->problem.key_count;
    for (size_t i = tile->begin; i < tile->end; i++)
        plan->kernel->normalize(plan, m, row_at(call, call->out, i, m));
}

static void scores_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = tile_of(call, index, worker);
    void *out = row_at(call, call->out, tile.begin, call->plan->problem.key_count);
    call->plan->kernel->scores(call->plan, &tile, out);
}

static void distribution_tile(void *context, size_t index, size_t worker)
{
    const struct tile tile = tile_of(context, index, worker);
    scores_tile(context, index, worker);
    normalize_rows(context, &tile);
}

static void finish_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct attention_plan *plan = call->plan;
    const struct tile tile = tile_of(call, index, worker);
    for (size_t i = tile.begin; i < tile.end; i++)
        plan->kernel->finish(plan, call->first + i,
                             row_at(call, call->out, i, plan->problem.key_count));
}

static void normalize_tile(void *context, size_t index, size_t worker)
{
    const struct tile tile = tile_of(context, index, worker);
    finish_tile(context, index, worker);
    normalize_rows(context, &tile);
}

static void context_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = tile_of(call, index, worker);
    void *out = row_at(call, call->out, tile.begin, call->plan->problem.values.width);
    void *lse = call->lse ? row_at(call, call->lse, tile.begin, 1) : NULL;
    call->plan->kernel->context(call->plan, &tile, out, lse);
}

static void mix_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = tile_of(call, index, worker);
    void *out = row_at(call, call->out, tile.begin, call->plan->problem.values.width);
    call->plan->kernel->mix(call->plan, call->distribution, &tile, out);
}

static void partial_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = {call->block, 0, call->count, worker};
    call->plan->kernel->partial(call->plan, &tile, call->span + index, call->plan->parts[index]);
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

/* Few queries and many keys: the workers take spans of keys, a round at a time, and their partial
 * results merge in the order of the keys, as they do where one worker makes them all. */
static void context_by_spans(struct call *call)
{
    const struct attention_plan *plan = call->plan;
    const struct kernel *kernel = plan->kernel;
    size_t spans = round_up_quotient(plan->problem.key_count, kernel->span_keys);
    size_t rows = call->count;
    kernel->clear(plan, rows, plan->total);
    for (call->span = 0; call->span < spans; call->span += plan->parts_count) {
        size_t round = min_size(plan->parts_count, spans - call->span);
        pool_run(plan->pool, round, partial_tile, call);
        for (size_t i = 0; i < round; i++)
            kernel->merge(plan, rows, plan->total, plan->parts[i]);
    }
    kernel->resolve(plan, rows, plan->total, call->out, call->lse);
}

void attention_context(struct attention_plan *plan, const struct query_block *block, void *context,
                       void *lse)
{
    struct call call = {
        .plan = plan, .block = block, .count = block->queries.count, .out = context, .lse = lse};
    bool few = call.count != 0 && call.count <= plan->kernel->tile_rows / 4;
    if (few && plan->parts_count != 0)
        context_by_spans(&call);
    else
        run_tiles(&call, context_tile);
}

void attention_mix(struct attention_plan *plan, const struct rows *distribution, void *context)
{
    struct call call = {
        .plan = plan, .distribution = distribution, .count = distribution->count, .out = context};
    run_tiles(&call, mix_tile);
}

void attention_finish(struct attention_plan *plan, size_t first, size_t count, void *scores)
{
    struct call call = {.plan = plan, .first = first, .count = count, .out = scores};
    run_tiles(&call, finish_tile);
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
    size_t begin = index * STRIP, end = min_size(begin + STRIP, m);
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
        pool_run(plan->pool, round_up_quotient(plan->problem.key_count, STRIP), column_strip, call);
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

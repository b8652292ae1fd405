/* The engine: cuts each call of attention.h into tiles of rows and spreads them over the pool. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "attention/linear.h"
#include "attention/local.h"
#include "attention/prepare.h"
#include "attention/top.h"
#include "base/memory.h"
#include "base/ranks.h"

/* Tiles that each worker gets in a call of attention_block_rows rows. */
enum { TILES_PER_WORKER = 4 };

/* Calls of fewer rows than a tile by this factor are cut by keys, if there are enough of them. */
enum { FEW_ROWS = 4 };

/* Columns turned to rows at a time when normalising down columns: a cache line of doubles. */
enum { STRIP = 8 };

/* A call, as its tiles see it. */
struct call {
    const struct attention_plan *plan;
    const struct query_block *block;
    struct query_block prepared; /* its part whose queries are prepared, and then the block */
    const struct rows *distribution;
    size_t count;    /* rows of the call */
    bool to_weights; /* as in a tile */
    size_t tile_rows, tiles;
    size_t span; /* where tiles are spans of keys: that of tile 0 */
    struct out_rows out, lse;
    void **strips; /* one a worker */
};

/* Tile `index` of the call. With a causal mask the last rows cost most: they go first, so that
 * the workers end together. */
static struct tile tile_of(const struct call *call, size_t index, size_t worker)
{
    size_t place = call->plan->problem.mask.causal ? call->tiles - 1 - index : index;
    size_t begin = place * call->tile_rows;
    return (struct tile){call->block, begin, min_size(begin + call->tile_rows, call->count), worker,
                         call->to_weights};
}

/* Where row `row` and those after it go. */
static struct out_rows out_at(const struct call *call, struct out_rows out, size_t row)
{
    return out_from(out, row, precision_size(call->plan->problem.precision));
}

/* Row `row` of the call's scores. */
static void *scores_at(const struct call *call, size_t row)
{
    return out_at(call, call->out, row).data;
}

/* Cuts the call into tiles. They are as large as the kernel allows, equal, and as many for one
 * worker as for another. */
static void cut_tiles(struct call *call)
{
    const struct attention_plan *plan = call->plan;
    size_t width = pool_width(plan->pool), largest = plan->sizes.tile_rows;
    size_t most = ceiling_divide(call->count, largest);
    size_t tiles = ceiling_divide(most, width) * width;
    size_t rows = tiles ? ceiling_divide(call->count, tiles) : 1;
    rows = ceiling_divide(rows, plan->kernel->row_step) * plan->kernel->row_step;
    call->tile_rows = min_size(rows, largest);
    call->tiles = ceiling_divide(call->count, call->tile_rows);
}

/* Runs `body` on every tile of the call. */
static void run_tiles(struct call *call, pool_body *body)
{
    cut_tiles(call);
    pool_run(call->plan->pool, call->tiles, body, call);
}

size_t attention_block_rows(const struct attention_plan *plan)
{
    return plan->sizes.tile_rows * pool_width(plan->pool) * TILES_PER_WORKER;
}

size_t attention_block_step(const struct attention_plan *plan)
{
    return plan->kernel->near_rows * pool_width(plan->pool);
}

/* A row of `length` scores to weights, or to their logarithms. */
static double normalize_row(const struct attention_plan *plan, bool log, size_t length, void *row,
                            size_t worker)
{
    const struct attention *problem = &plan->problem;
    if (problem->normalizer.top != 0)
        top_keep(row, length, problem->precision, problem->normalizer.top, plan->best[worker]);
    return plan->kernel->normalize(plan, log, length, row);
}

static bool is_all_masked(const void *scores, size_t length, enum precision precision)
{
    size_t j = 0;
    while (j < length && precision_get(scores, precision, j) == -INFINITY)
        j++;
    return j == length;
}

/* The same of row `row` of a block, m scores. */
static double weigh_row(const struct attention_plan *plan, const struct query_block *block,
                        size_t row, bool log, void *scores, size_t worker)
{
    const struct attention *problem = &plan->problem;
    if (plan->unreached)
        plan->unreached[worker] += is_all_masked(scores, problem->key_count, problem->precision);
    double lse = normalize_row(plan, log, problem->key_count, scores, worker);
    if (block->centers) {
        const struct local local = {&problem->mask, log, problem->normalizer.renormalize,
                                    kernel_find(plan->kernel->name, PRECISION_DOUBLE)};
        local_weigh(&local, block->centers[row], scores, problem->key_count, problem->precision);
    }
    return lse;
}

/* Row `row` of the call's log-sum-exps, if it wants them. */
static void put_lse(const struct call *call, size_t row, double lse)
{
    if (call->lse.data)
        precision_put(call->lse.data, call->plan->problem.precision, row * call->lse.stride, lse);
}

static void normalize_rows(const struct call *call, const struct tile *tile)
{
    for (size_t i = tile->begin; i < tile->end; i++)
        put_lse(call, i,
                weigh_row(call->plan, call->block, i, call->plan->problem.normalizer.log,
                          scores_at(call, i), tile->worker));
}

/* The scores of a tile, m numbers a row. */
static void score_tile(const struct attention_plan *plan, const struct tile *tile, void *scores)
{
    const struct attention *problem = &plan->problem;
    struct out_rows rows = {scores, problem->key_count};
    plan->kernel->scores(plan, tile, scores);
    for (size_t i = tile->begin; preparation_loses_terms(plan->preparation) && i < tile->end; i++)
        preparation_find_terms(
            plan->preparation, i,
            out_from(rows, i - tile->begin, precision_size(problem->precision)).data);
}

static void scores_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = tile_of(call, index, worker);
    score_tile(call->plan, &tile, scores_at(call, tile.begin));
}

static void distribution_tile(void *context, size_t index, size_t worker)
{
    const struct tile tile = tile_of(context, index, worker);
    scores_tile(context, index, worker);
    normalize_rows(context, &tile);
}

static void adjust_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct attention_plan *plan = call->plan;
    const struct tile tile = tile_of(call, index, worker);
    for (size_t i = tile.begin; i < tile.end; i++)
        plan->kernel->adjust(plan, call->block, i, call->to_weights, scores_at(call, i));
}

static void normalize_tile(void *context, size_t index, size_t worker)
{
    const struct tile tile = tile_of(context, index, worker);
    adjust_tile(context, index, worker);
    normalize_rows(context, &tile);
}

/* Contexts where weights need whole rows of scores: as many rows at a time as there is room for. */
static void context_of_rows(const struct call *call, const struct tile *tile)
{
    const struct attention_plan *plan = call->plan;
    size_t m = plan->problem.key_count;
    void *weights = plan->rows[tile->worker];
    for (size_t i = tile->begin; i < tile->end; i += plan->row_count) {
        size_t count = min_size(plan->row_count, tile->end - i);
        struct tile part = {tile->block, i, i + count, tile->worker, true};
        struct rows rows = {weights, count, m, m};
        pool_checkpoint(plan->pool, tile->worker);
        score_tile(plan, &part, weights);
        for (size_t r = 0; r < count; r++)
            put_lse(call, i + r,
                    weigh_row(plan, tile->block, i + r, false,
                              out_at(call, (struct out_rows){weights, m}, r).data, tile->worker));
        part.begin = 0;
        part.end = count;
        plan->kernel->mix(plan, &rows, &part, out_at(call, call->out, i));
    }
}

static void context_of(const struct call *call, const struct tile *tile)
{
    if (call->plan->online)
        call->plan->kernel->context(call->plan, tile, out_at(call, call->out, tile->begin),
                                    out_at(call, call->lse, tile->begin));
    else
        context_of_rows(call, tile);
}

static void context_tile(void *context, size_t index, size_t worker)
{
    const struct tile tile = tile_of(context, index, worker);
    context_of(context, &tile);
}

static bool is_finite_context(const struct call *call, size_t row)
{
    const struct attention *problem = &call->plan->problem;
    const void *numbers = out_at(call, call->out, row).data;
    bool finite = true;
    for (size_t c = 0; c < problem->values.width; c++)
        finite &= isfinite(precision_get(numbers, problem->precision, c)) != 0;
    return finite;
}

/* Contexts of linear time that are not finite, though S and z are: products of features with sums
 * of values overflowed, and the keys are looked at one by one. */
static void mend_contexts(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = tile_of(call, index, worker);
    for (size_t i = tile.begin; i < tile.end; i++) {
        const struct tile row = {tile.block, i, i + 1, worker, true};
        if (!is_finite_context(call, i))
            context_of(call, &row);
    }
}

static void mix_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = tile_of(call, index, worker);
    call->plan->kernel->mix(call->plan, call->distribution, &tile,
                            out_at(call, call->out, tile.begin));
}

static void partial_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = {call->block, 0, call->count, worker, true};
    call->plan->kernel->partial(call->plan, &tile, call->span + index, call->plan->parts[index]);
}

static void mix_partial_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = {.end = call->count, .worker = worker};
    call->plan->kernel->mix_partial(call->plan, call->distribution, &tile, call->span + index,
                                    call->plan->parts[index]);
}

/* Runs `run` on the block with its queries prepared, part by part where they need it. */
static void run_block(struct call *call, const struct query_block *block,
                      void (*run)(struct call *call))
{
    struct preparation *preparation = call->plan->preparation;
    size_t most = preparation ? preparation_rows(preparation) : block->queries.count;
    struct out_rows out = call->out, lse = call->lse;
    for (size_t begin = 0; begin < block->queries.count; begin += most) {
        size_t count = min_size(most, block->queries.count - begin);
        call->prepared = query_block_part(block, begin, count, call->plan->problem.precision);
        if (preparation)
            call->prepared = preparation_apply(preparation, &call->prepared);
        call->block = &call->prepared;
        call->count = count;
        call->out = out_at(call, out, begin);
        call->lse = out_at(call, lse, begin);
        run(call);
    }
}

static void run_scores(struct call *call)
{
    run_tiles(call, scores_tile);
}

void attention_scores(struct attention_plan *plan, const struct query_block *block, void *scores)
{
    struct call call = {.plan = plan,
                        .to_weights = plan->problem.scores_to_weights && !block->shown,
                        .out = {scores, plan->problem.key_count}};
    run_block(&call, block, run_scores);
}

static void run_distribution(struct call *call)
{
    run_tiles(call, distribution_tile);
}

void attention_distribution(struct attention_plan *plan, const struct query_block *block,
                            void *distribution, struct out_rows lse)
{
    struct call call = {.plan = plan,
                        .to_weights = true,
                        .out = {distribution, plan->problem.key_count},
                        .lse = lse};
    run_block(&call, block, run_distribution);
}

/* Few queries and many keys: the workers take spans of keys, a round at a time, and their partial
 * results, which `partial` makes, merge in the order of the keys, as they do where one worker makes
 * them all. */
static void run_spans(struct call *call, pool_body *partial)
{
    const struct attention_plan *plan = call->plan;
    const struct kernel *kernel = plan->kernel;
    size_t spans = ceiling_divide(plan->problem.key_count, kernel->span_keys);
    size_t rows = call->count;
    kernel->clear(plan, rows, plan->total);
    for (call->span = 0; call->span < spans; call->span += plan->parts_count) {
        size_t round = min_size(plan->parts_count, spans - call->span);
        pool_run(plan->pool, round, partial, call);
        for (size_t i = 0; i < round; i++)
            kernel->merge(plan, rows, plan->total, plan->parts[i]);
    }
}

/* Whether the call has fewer queries than the workers could share, and more than a span of keys. */
static bool is_few(const struct call *call)
{
    return call->count <= call->plan->sizes.tile_rows / FEW_ROWS && call->plan->parts_count != 0;
}

/* The same, and their context; false if that is not good enough for a row. */
static bool run_parts(struct call *call)
{
    const struct attention_plan *plan = call->plan;
    run_spans(call, partial_tile);
    return plan->kernel->resolve(plan, call->count, plan->total, call->out, call->lse);
}

static void release_bytes(void *context, void *from, size_t bytes)
{
    (void)context;
    memory_discard(from, bytes);
}

/* Gives back the memory of a span that another rank has. */
static void release_span(const struct attention_plan *plan, size_t span)
{
    if (span % ranks_count() != ranks_own())
        plan->kernel->visit_span(plan, span, false, release_bytes, NULL);
}

static void clear_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct tile tile = tile_of(call, index, worker);
    call->plan->kernel->clear(call->plan, tile.end - tile.begin, call->plan->totals[index]);
}

static void shared_tile(void *context, size_t index, size_t worker)
{
    const struct call *call = context;
    const struct kernel *kernel = call->plan->kernel;
    const struct tile tile = tile_of(call, index, worker);
    kernel->partial(call->plan, &tile, call->span, call->plan->parts[worker]);
    kernel->merge(call->plan, tile.end - tile.begin, call->plan->totals[index],
                  call->plan->parts[worker]);
}

/* Rows that want a closer look want it at all keys: every rank gets all of them for once. */
static void look_closer(struct call *call, size_t spans)
{
    for (size_t span = 0; span < spans; span++)
        plan_share_span(call->plan, span, false);
    for (size_t index = 0; index < call->tiles; index++)
        if (!call->plan->resolved[index])
            context_tile(call, index, 0);
    for (size_t span = 0; span < spans; span++)
        release_span(call->plan, span);
}

/* Ranks share the keys: these go round in the order of the spans, and each rank's tiles take from
 * each what theirs is, as total_of_packed in kernel/context.h does. */
static void run_shared(struct call *call)
{
    const struct attention_plan *plan = call->plan;
    size_t spans = ceiling_divide(plan->problem.key_count, plan->kernel->span_keys), bad = 0;
    struct error error;
    run_tiles(call, clear_tile);
    for (call->span = 0; call->span < spans; call->span++) {
        plan_share_span(plan, call->span, false);
        pool_run(plan->pool, call->tiles, shared_tile, call);
        release_span(plan, call->span);
    }
    for (size_t index = 0; index < call->tiles; index++) {
        const struct tile tile = tile_of(call, index, 0);
        plan->resolved[index] = plan->kernel->resolve(
            plan, tile.end - tile.begin, plan->totals[index], out_at(call, call->out, tile.begin),
            out_at(call, call->lse, tile.begin));
        bad += !plan->resolved[index];
    }
    if (ranks_agree(STATUS_OK, &bad, &error) == STATUS_OK && bad > 0)
        look_closer(call, spans);
}

static void run_context(struct call *call)
{
    const struct attention_plan *plan = call->plan;
    if (plan->linear && !call->block->allowed.data) {
        linear_context_apply(plan->linear, &call->block->queries, call->out);
        run_tiles(call, mend_contexts);
    } else if (!(is_few(call) && plan->online && run_parts(call))) {
        run_tiles(call, context_tile);
    }
}

void attention_context(struct attention_plan *plan, const struct query_block *block,
                       struct out_rows context, struct out_rows lse)
{
    struct call call = {.plan = plan, .to_weights = true, .out = context, .lse = lse};
    if (!plan->problem.shared) {
        run_block(&call, block, run_context);
        return;
    }
    call.block = block;
    call.count = block->queries.count;
    run_shared(&call);
}

void attention_mix(struct attention_plan *plan, const struct rows *distribution,
                   struct out_rows context)
{
    struct call call = {
        .plan = plan, .distribution = distribution, .count = distribution->count, .out = context};
    if (is_few(&call)) {
        run_spans(&call, mix_partial_tile);
        plan->kernel->mix_resolve(plan, call.count, plan->total, context);
    } else {
        run_tiles(&call, mix_tile);
    }
}

void attention_adjust(struct attention_plan *plan, const struct query_block *block, void *scores)
{
    struct call call = {.plan = plan,
                        .block = block,
                        .count = block->queries.count,
                        .to_weights = plan->problem.scores_to_weights,
                        .out = {scores, plan->problem.key_count}};
    run_tiles(&call, adjust_tile);
}

/* Of ready-made scores, to be normalised. */
static struct call normalizing(const struct attention_plan *plan, const struct query_block *block,
                               void *scores, struct out_rows lse)
{
    return (struct call){.plan = plan,
                         .block = block,
                         .count = block->queries.count,
                         .to_weights = true,
                         .out = {scores, plan->problem.key_count},
                         .lse = lse};
}

void attention_normalize(struct attention_plan *plan, const struct query_block *block, void *scores,
                         struct out_rows lse)
{
    struct call call = normalizing(plan, block, scores, lse);
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
            memcpy(strip + ((j - begin) * n + i) * size, (char *)scores_at(call, i) + j * size,
                   size);
    for (size_t j = begin; j < end; j++)
        normalize_row(plan, plan->problem.normalizer.log, n, strip + (j - begin) * n * size,
                      worker);
    for (size_t i = 0; i < n; i++)
        for (size_t j = begin; j < end; j++)
            memcpy((char *)scores_at(call, i) + j * size, strip + ((j - begin) * n + i) * size,
                   size);
}

static enum status normalize_columns(struct call *call, struct error *error)
{
    const struct attention_plan *plan = call->plan;
    size_t width = pool_width(plan->pool), size = precision_size(plan->problem.precision);
    call->strips = memory_new(width, sizeof *call->strips);
    bool have = call->strips != NULL;
    for (size_t worker = 0; have && worker < width; worker++) {
        call->strips[worker] = memory_new_rows(call->count, STRIP, size);
        have = call->strips[worker] != NULL;
    }
    if (have)
        pool_run(plan->pool, ceiling_divide(plan->problem.key_count, STRIP), column_strip, call);
    for (size_t worker = 0; call->strips && worker < width; worker++)
        free(call->strips[worker]);
    free(call->strips);
    return have ? STATUS_OK : error_memory(error, "normalising down columns");
}

enum status attention_normalize_matrix(struct attention_plan *plan, enum axis axis,
                                       const struct query_block *block, void *scores,
                                       struct out_rows lse, struct error *error)
{
    struct call call = normalizing(plan, block, scores, lse);
    if (axis == AXIS_ROW) {
        attention_normalize(plan, block, scores, lse);
        return STATUS_OK;
    }
    size_t length = axis == AXIS_COLUMN ? call.count : call.count * plan->problem.key_count;
    if (!plan_reserve_best(plan, length))
        return error_memory(error, "the best scores");
    run_tiles(&call, adjust_tile);
    if (axis == AXIS_COLUMN)
        return normalize_columns(&call, error);
    normalize_row(plan, plan->problem.normalizer.log, length, scores, 0);
    return STATUS_OK;
}

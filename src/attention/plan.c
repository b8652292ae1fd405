/* Plans: the kernel chosen, keys and values packed, scratch allocated; see attention.h. */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "attention/linear.h"
#include "attention/prepare.h"
#include "base/memory.h"
#include "base/ranks.h"

/* Partial results that workers may make at a time when there are too few queries to share out. */
enum { PARTS_PER_WORKER = 2 };

/* Rows of scores that a worker holds where weights need whole rows: as many as take so many
 * numbers, and at least 1. */
enum { ROWS_MOST = 32, ROWS_NUMBERS = 1 << 17 };

/* Whether a context can be had from blocks of keys as they come. */
static bool is_online(const struct attention_plan *plan)
{
    const struct attention *problem = &plan->problem;
    const struct normalizer_parameters *normalizer = &problem->normalizer;
    enum normalizer_kind kind = normalizer_kind(normalizer);
    bool threshold =
        kind == NORMALIZER_SPARSEMAX || kind == NORMALIZER_ENTMAX15 || kind == NORMALIZER_ENTMAX;
    /* Whether a query reached a key shows in the maximum that softmax follows, or in whole rows. */
    bool counted = kind != NORMALIZER_SOFTMAX && problem->similarity.function &&
                   similarity_has_reach(problem->similarity.function);
    return !threshold && !counted && normalizer->top == 0 && !problem->prediction.weight.data &&
           !preparation_loses_terms(plan->preparation);
}

/* `count` blocks of `numbers` elements of `size` bytes; what was allocated of them is the plan's to
 * free. */
static bool blocks_new(void ***blocks, size_t count, size_t numbers, size_t size)
{
    *blocks = memory_new(count, sizeof **blocks);
    for (size_t i = 0; *blocks && i < count; i++)
        if (((*blocks)[i] = memory_new_aligned(numbers, size)) == NULL)
            return false;
    return *blocks != NULL;
}

static void blocks_free(void **blocks, size_t count)
{
    for (size_t i = 0; blocks && i < count; i++)
        free(blocks[i]);
    free(blocks);
}

/* Whether contexts, or mixtures, can be made of partial results, and of more than one. */
static bool has_parts(const struct attention_plan *plan)
{
    size_t span = plan->kernel->span_keys;
    return span != 0 && plan->problem.key_count > span && pool_width(plan->pool) > 1 &&
           plan->problem.values.data != NULL;
}

/* The bandwidths of features, a copy: one below the least normal number, whose inverse may not
 * exist, counts as that. A factor so small or so large that its product with a sum of squares may
 * be lost, although the score is an ordinary number, becomes bandwidths, too: these divide
 * differences before they are squared. */
static bool set_bandwidths(struct attention_plan *plan)
{
    struct similarity_parameters *f = &plan->problem.similarity;
    bool is_double = plan->problem.precision == PRECISION_DOUBLE;
    size_t d = plan->problem.keys.width;
    if (!plan->problem.keys.data || f->function->pairing == PAIRING_CHI2)
        return true;
    if (f->function->finish != FINISH_FACTOR && !similarity_has_reach(f->function))
        return true;
    double h = 0;
    if (!f->bandwidths) {
        double factor = fabs(similarity_factor(f, d)), usual = is_double ? 0x1p200 : 0x1p30;
        if (factor <= usual && factor >= 1 / usual)
            return true;
        h = f->function->parameters & PARAMETER_GAMMA ? 1 / sqrt(similarity_gamma(f, d))
                                                      : f->bandwidth;
        f->gamma = 1;
    }
    plan->bandwidths = memory_new(d, sizeof *plan->bandwidths);
    for (size_t c = 0; plan->bandwidths && c < d; c++)
        plan->bandwidths[c] =
            fmax(f->bandwidths ? f->bandwidths[c] : h, is_double ? DBL_MIN : (double)FLT_MIN);
    f->bandwidths = plan->bandwidths;
    return plan->bandwidths != NULL;
}

/* What goes with each feature in the pairing. */
static bool weigh_features(struct attention_plan *plan)
{
    const struct similarity_parameters *f = &plan->problem.similarity;
    size_t d = plan->problem.keys.width, size = precision_size(plan->problem.precision);
    if (!plan->problem.keys.data)
        return true;
    bool additive = f->function->pairing == PAIRING_ADDITIVE;
    if (!additive && !f->bandwidths)
        return true;
    plan->feature_weights = memory_new_aligned(d, size);
    if (!plan->feature_weights)
        return false;
    if (additive)
        memcpy(plan->feature_weights, f->vector, d * size);
    for (size_t c = 0; !additive && c < d; c++)
        precision_put(plan->feature_weights, plan->problem.precision, c, 1 / f->bandwidths[c]);
    return true;
}

bool plan_reserve_best(struct attention_plan *plan, size_t length)
{
    size_t width = pool_width(plan->pool), top = plan->problem.normalizer.top;
    if (top == 0)
        return true;
    blocks_free((void **)plan->best, width);
    plan->best = NULL;
    return blocks_new((void ***)&plan->best, width, top < length ? top : length, sizeof(size_t));
}

/* Whole rows of scores, where contexts need them. */
static bool reserve_rows(struct attention_plan *plan)
{
    const struct attention *problem = &plan->problem;
    size_t width = pool_width(plan->pool), m = problem->key_count;
    if (!problem->values.data || plan->online)
        return true;
    size_t rows = ROWS_NUMBERS / (m ? m : 1);
    plan->row_count = rows > ROWS_MOST ? ROWS_MOST : rows ? rows : 1;
    /* Without overflow: that many numbers, or m. */
    return blocks_new(&plan->rows, width, plan->row_count * m, precision_size(problem->precision));
}

static bool reserve(struct attention_plan *plan)
{
    size_t width = pool_width(plan->pool);
    const struct kernel_sizes *sizes = &plan->sizes;
    if (sizes->keys && (plan->keys = memory_new_aligned(sizes->keys, 1)) == NULL)
        return false;
    if (sizes->values && (plan->values = memory_new_aligned(sizes->values, 1)) == NULL)
        return false;
    plan->parts_count = has_parts(plan) ? PARTS_PER_WORKER * width : 0;
    if (plan->parts_count && (plan->total = memory_new_aligned(sizes->partial, 1)) == NULL)
        return false;
    if (plan->problem.similarity.function &&
        similarity_has_reach(plan->problem.similarity.function) &&
        (plan->unreached = memory_new(width, sizeof *plan->unreached)) == NULL)
        return false;
    return blocks_new(&plan->scratch, width, sizes->scratch, 1) &&
           blocks_new(&plan->parts, plan->parts_count, sizes->partial, 1) && set_bandwidths(plan) &&
           weigh_features(plan) && plan_reserve_best(plan, plan->problem.key_count) &&
           reserve_rows(plan);
}

/* Rows that have been packed need no memory any more, if nobody else wants them. */
static void discard_packed(const struct attention_plan *plan, const struct rows *rows, size_t index)
{
    size_t size = precision_size(plan->problem.precision), row = size * rows->stride;
    size_t most = plan->kernel->pack_keys, begin = index * most;
    size_t count = rows->count - begin < most ? rows->count - begin : most;
    memory_discard((char *)(uintptr_t)rows->data + begin * row,
                   (count - 1) * row + rows->width * size);
}

/* Whether the keys of a block are another rank's. */
static bool is_elsewhere(const struct attention_plan *plan, size_t index)
{
    if (!plan->problem.shared)
        return false;
    size_t span = index * plan->kernel->pack_keys / plan->kernel->span_keys;
    return span % ranks_count() != ranks_own();
}

static void pack_block(void *context, size_t index, size_t worker)
{
    (void)worker;
    struct attention_plan *plan = context;
    if (is_elsewhere(plan, index))
        return;
    plan->kernel->pack(plan, index);
    if (plan->problem.discard_keys)
        discard_packed(plan, &plan->problem.keys, index);
    if (plan->problem.discard_values)
        discard_packed(plan, &plan->problem.values, index);
}

static void pack(struct attention_plan *plan)
{
    size_t most = plan->kernel->pack_keys, m = plan->problem.key_count;
    if (most != 0 && (plan->keys || plan->values))
        pool_run(plan->pool, ceiling_divide(m, most), pack_block, plan);
}

const char *attention_can_share(const struct attention *problem, const char *kernel)
{
    const struct attention_plan unprepared = {.problem = *problem};
    const struct similarity *function = problem->similarity.function;
    const struct kernel *chosen = kernel_choose(kernel, problem->precision);
    const bool can = chosen->span_keys != 0 && is_online(&unprepared) &&
                     function->pairing == PAIRING_DOT && function->preparation == PREPARE_NOTHING &&
                     normalizer_kind(&problem->normalizer) != NORMALIZER_LINEAR;
    return can ? chosen->name : NULL;
}

size_t attention_span_keys(const char *kernel, enum precision precision)
{
    return kernel_choose(kernel, precision)->span_keys;
}

enum status attention_reserve_shared(struct attention_plan *plan, size_t rows, struct error *error)
{
    size_t width = pool_width(plan->pool), bytes = plan->sizes.partial;
    blocks_free(plan->parts, plan->parts_count);
    plan->parts_count = width;
    plan->totals_count = ceiling_divide(rows, plan->sizes.tile_rows) + width;
    if (!blocks_new(&plan->parts, width, bytes, 1) ||
        !blocks_new(&plan->totals, plan->totals_count, bytes, 1) ||
        (plan->resolved = memory_new(plan->totals_count, sizeof *plan->resolved)) == NULL)
        return error_memory(error, "the contexts of a block");
    return STATUS_OK;
}

static void share_bytes(void *context, void *from, size_t bytes)
{
    const size_t *span = context;
    ranks_broadcast(from, bytes, *span % ranks_count());
}

void plan_share_span(const struct attention_plan *plan, size_t span, bool summary)
{
    plan->kernel->visit_span(plan, span, summary, share_bytes, &span);
}

/* What all ranks have to know of the keys and values of each. */
static void share_summaries(const struct attention_plan *plan)
{
    size_t spans = ceiling_divide(plan->problem.key_count, plan->kernel->span_keys);
    for (size_t span = 0; span < spans; span++)
        plan_share_span(plan, span, true);
}

/* All that the plan holds; what there is of it after a failure is attention_plan_free's. */
static enum status make_ready(struct attention_plan *plan, struct error *error)
{
    const void *given = plan->problem.keys.data;
    enum status status =
        preparation_new(&plan->preparation, &plan->problem, plan->kernel, plan->pool, error);
    if (status != STATUS_OK)
        return status;
    if (plan->problem.keys.data != given) /* prepared ones are the plan's own */
        plan->problem.discard_keys = !plan->problem.retain;
    status = linear_context_new(&plan->linear, &plan->problem, plan->kernel, plan->pool, error);
    if (status != STATUS_OK)
        return status;
    plan->online = is_online(plan);
    plan->kernel->sizes(&plan->problem, &plan->sizes);
    if (!reserve(plan))
        return error_memory(error, "the working space of attention");
    pack(plan);
    if (!plan->problem.shared)
        return STATUS_OK;
    status = ranks_agree(STATUS_OK, NULL, error);
    if (status == STATUS_OK)
        share_summaries(plan);
    return status;
}

enum status attention_plan_new(struct attention_plan **result, const struct attention *problem,
                               const char *kernel, struct pool *pool, struct error *error)
{
    *result = NULL;
    const struct kernel *chosen = kernel_choose(kernel, problem->precision);
    struct attention_plan *plan = memory_new(1, sizeof *plan);
    size_t *overflows = memory_new(1, sizeof *overflows);
    if (!plan || !overflows) {
        free(plan);
        free(overflows);
        return error_memory(error, "the working space of attention");
    }
    *plan = (struct attention_plan){
        .problem = *problem, .kernel = chosen, .pool = pool, .overflows = overflows};
    enum status status = make_ready(plan, error);
    if (status != STATUS_OK) {
        attention_plan_free(plan);
        return status;
    }
    *result = plan;
    return STATUS_OK;
}

void attention_plan_free(struct attention_plan *plan)
{
    if (!plan)
        return;
    free(plan->keys);
    free(plan->values);
    free(plan->total);
    blocks_free(plan->scratch, pool_width(plan->pool));
    blocks_free(plan->parts, plan->parts_count);
    blocks_free(plan->totals, plan->totals_count);
    blocks_free(plan->rows, pool_width(plan->pool));
    blocks_free((void **)plan->best, pool_width(plan->pool));
    free(plan->unreached);
    free(plan->resolved);
    free(plan->feature_weights);
    free(plan->bandwidths);
    linear_context_free(plan->linear);
    preparation_free(plan->preparation);
    free(plan->overflows);
    free(plan);
}

size_t attention_plan_unreached(const struct attention_plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; plan->unreached && i < pool_width(plan->pool); i++)
        count += plan->unreached[i];
    return count;
}

const char *attention_plan_kernel(const struct attention_plan *plan)
{
    return plan->kernel->name;
}

struct attention_blocks attention_plan_blocks(const struct attention_plan *plan)
{
    return (struct attention_blocks){plan->sizes.tile_rows, plan->kernel->pack_keys};
}

size_t attention_plan_overflows(const struct attention_plan *plan)
{
    return *plan->overflows;
}

bool attention_plan_is_linear(const struct attention_plan *plan)
{
    return plan->linear != NULL;
}

/* Attention over numbers in memory: a problem description in, blocks of rows out.
 *
 * Vocabulary and shapes: n queries q_i and m keys k_j of d features, m values v_j of d_v features.
 *
 *   score         s_ij = f(q_i, k_j), then scale, softcap, bias, mask, temperature   n x m
 *                 (in this order; -infinity where masked)
 *   distribution  a_ij = softmax of the scores (or another normalizer), of the       n x m
 *                 `top` best alone where that is set; 0 where masked
 *   context       c_i  = sum_j a_ij v_j                                              n x d_v
 *
 * (Vaswani 2017, Bahdanau 2015, Luong 2015.) Row i of each depends on query i, the keys, the
 * values and the problem alone: how the queries are cut into blocks, the number of threads and the
 * kernel (among those with fused multiply-add) do not change a bit of it.
 *
 * Nothing in this directory knows files, CSV or options. */
#ifndef ATTN_ATTENTION_ATTENTION_H
#define ATTN_ATTENTION_ATTENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attention/mask.h"
#include "attention/normalizer.h"
#include "attention/similarity.h"
#include "base/error.h"
#include "base/precision.h"
#include "base/threads.h"

/* How a query predicts where its window of local attention lies (Luong 2015, local-p): at
 * m / (1 + exp(-v . tanh(W q))). weight.data NULL: it lies at the query's position (local-m). */
struct prediction {
    struct rows weight; /* W, a x d_q */
    const void *vector; /* v, a numbers */
};

/* The problem. Everything in it is borrowed and must outlive the plan. */
struct attention {
    enum precision precision;
    size_t key_count;    /* m */
    struct rows keys;    /* m x d_k; data NULL where scores come ready-made */
    struct rows values;  /* m x d_v; data NULL where no context is wanted */
    bool discard_keys;   /* the plan, which copies what it needs, may give the keys' memory back: */
    bool discard_values; /* the numbers are lost; the same for the values */
    bool shared; /* the ranks (base/ranks.h) share keys and values: span s is held by rank s mod R
                    alone; only for a problem that can be shared */
    bool retain; /* keys are kept, as given and as prepared: gradients need them */
    struct similarity_parameters similarity;
    double softcap; /* c > 0: scores become c tanh(s / c); 0: they stay */
    struct mask mask;
    struct prediction prediction; /* where mask.local is set */
    struct normalizer_parameters normalizer;
    bool scores_to_weights; /* attention_scores and attention_adjust make scores for
                               attention_normalize. It divides them by the temperature, and only
                               their differences count, so none of a row may overflow */
};

/* How many features queries and keys need to have: those that the weights of the similarity map.
 * Without such weights keys may have any number (key_width), and queries as many as the keys. */
size_t attention_query_width(const struct attention *problem, size_t key_width);
size_t attention_key_width(const struct attention *problem, size_t key_width);

/* A block of consecutive queries, rows first, first + 1, ... of the sequence, and what goes with
 * each of them; borrowed. A member that is zero: there is nothing of its kind. */
struct query_block {
    size_t first;
    const size_t *places; /* the row of the sequence that each is, ascending, where some between
                             them were taken out; NULL: first, first + 1 ... */
    struct rows queries;  /* count x d; data NULL, but counted, where scores come ready-made */
    struct rows bias;     /* count x m, added to the scores, -infinity allowed; data NULL: none */
    struct rows allowed;  /* count x m, 0 where masked; data NULL: everything is allowed */
    size_t bias_head_stride;    /* in a layer: rows from one head's bias to the next head's; 0:
                                   all heads have the same */
    size_t allowed_head_stride; /* the same of what is allowed */
    const uint32_t *groups;     /* the group of each query; NULL where the mask has no groups */
    const uint32_t *names;      /* the name of each; NULL where the mask does not go by names */
    const double *positions;    /* where each stands, a whole number; NULL: row i of the sequence at
                                   i + offset */
    double alibi_slope;         /* > 0: adds -slope |p - j| (Press 2022); 0: none */
    const double *centers;      /* where the window of local attention lies; the plan sets it */
    bool shown; /* attention_scores gives scores to be printed, even with scores_to_weights */
};

/* The row of the sequence that row `row` of a block is. */
static inline size_t query_block_place(const struct query_block *block, size_t row)
{
    return block->places ? block->places[row] : block->first + row;
}

/* Rows begin .. begin + count of a block, as a block. */
struct query_block query_block_part(const struct query_block *block, size_t begin, size_t count,
                                    enum precision precision);

/* ALiBi's slope of head `head` of `heads` (Press 2022): 2^(-8 (head + 1) / heads). Where the number
 * of heads is no power of two, the heads get the slopes of the next lower power, and then every
 * second slope of the next higher one. */
double alibi_slope(size_t head, size_t heads);

/* The problem made ready to run: keys packed, scratch for each worker of the pool allocated, so
 * that running cannot fail. */
struct attention_plan;

/* `kernel`: NULL for the best this machine runs, or the name of one that it runs
 * (kernel_runs). The pool is borrowed. */
enum status attention_plan_new(struct attention_plan **plan, const struct attention *problem,
                               const char *kernel, struct pool *pool, struct error *error);
void attention_plan_free(struct attention_plan *plan);

/* How many rows of distributions and contexts have come out 0 so far because no key was within the
 * reach of the query, where the similarity has a reach (similarity_has_reach). */
size_t attention_plan_unreached(const struct attention_plan *plan);

/* The kernel chosen ("avx512"), for reports. */
const char *attention_plan_kernel(const struct attention_plan *plan);

/* How it cuts its work, for reports: queries in a tile and keys in a block, at most. */
struct attention_blocks {
    size_t rows, keys; /* keys 0: it does not cut them */
};
struct attention_blocks attention_plan_blocks(const struct attention_plan *plan);

/* Whether contexts come in time linear in the number of keys, where no matrix masks any. */
bool attention_plan_is_linear(const struct attention_plan *plan);

/* How many scores attention_scores has given as infinite because no number holds them, though the
 * features are finite. */
size_t attention_plan_overflows(const struct attention_plan *plan);

/* The kernels built in, in order of preference, NULL at the end; and whether this machine can run
 * one of them. */
extern const char *const kernel_names[];
bool kernel_runs(const char *name);

/* Those built for other machines only, NULL at the end. */
extern const char *const kernel_names_elsewhere[];

/* Whether ranks can share the keys and values of such a problem, judged before these are read: they
 * can where contexts come from blocks of keys that need no preparation. Returns the name of the
 * kernel, which has to be the same on all ranks, or NULL if they cannot. */
const char *attention_can_share(const struct attention *problem, const char *kernel);

/* How many keys are in a span. */
size_t attention_span_keys(const char *kernel, enum precision precision);

/* Makes room for contexts of `rows` queries at a time where keys are shared. All ranks then have to
 * call attention_context together, with as many queries as they like. */
enum status attention_reserve_shared(struct attention_plan *plan, size_t rows, struct error *error);

/* How many queries a call should bring to keep every worker busy; any number is allowed. */
size_t attention_block_rows(const struct attention_plan *plan);

/* Smaller numbers should be multiples of this one. */
size_t attention_block_step(const struct attention_plan *plan);

/* The block's scores, or its distribution: count x m, no padding between rows. lse, if wanted,
 * receives for each row the natural logarithm of its softmax's denominator, the log-sum-exp of its
 * scores, so that a_ij = exp(s_ij - lse_i) (-infinity for a row with every key masked; a sink
 * counts). Only softmax has one. */
void attention_scores(struct attention_plan *plan, const struct query_block *block, void *scores);
void attention_distribution(struct attention_plan *plan, const struct query_block *block,
                            void *distribution, struct out_rows lse);

/* The block's context, count x d_v; no n x m matrix is made on the way. */
void attention_context(struct attention_plan *plan, const struct query_block *block,
                       struct out_rows context, struct out_rows lse);

/* Ready-made scores of the block's rows, count x m, to a distribution, in place: softcap, bias,
 * mask, temperature and normalizer of the problem. */
void attention_normalize(struct attention_plan *plan, const struct query_block *block, void *scores,
                         struct out_rows lse);

/* The same without the normalizer: as attention_scores leaves them. */
void attention_adjust(struct attention_plan *plan, const struct query_block *block, void *scores);

/* attention_normalize over the whole n x m matrix, normalising down each column or over all cells.
 * Needs memory for a few columns only; STATUS_FAILED if there is none. lse is of rows. */
enum axis { AXIS_ROW, AXIS_COLUMN, AXIS_ALL };
enum status attention_normalize_matrix(struct attention_plan *plan, enum axis axis,
                                       const struct query_block *block, void *scores,
                                       struct out_rows lse, struct error *error);

/* A ready-made distribution, count x m, times the values: count x d_v. A weight of 0 skips its
 * value, whatever that is. */
void attention_mix(struct attention_plan *plan, const struct rows *distribution,
                   struct out_rows context);

#endif

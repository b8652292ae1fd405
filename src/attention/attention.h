/* Attention over numbers in memory: a problem description in, blocks of rows out.
 *
 * Vocabulary and shapes: n queries q_i and m keys k_j of d features, m values v_j of d_v features.
 *
 *   score         s_ij = f(q_i, k_j), then scale, softcap, bias, mask, temperature   n x m
 *                 (in this order; -infinity where masked)
 *   distribution  a_ij = softmax of the scores (or another normalizer)               n x m
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

/* A borrowed block of numbers: element (r, c) is data[r * stride + c]. A stride of 0 repeats one
 * row. */
struct rows {
    const void *data;
    size_t count, width, stride;
};

/* The problem. Everything in it is borrowed and must outlive the plan. */
struct attention {
    enum precision precision;
    size_t key_count;   /* m */
    struct rows keys;   /* m x d; data NULL where scores come ready-made */
    struct rows values; /* m x d_v; data NULL where no context is wanted */
    struct similarity_parameters similarity;
    double softcap; /* c > 0: scores become c tanh(s / c); 0: they stay */
    struct mask mask;
    struct normalizer_parameters normalizer;
};

/* A block of consecutive queries: rows first, first + 1, ... of the sequence. */
struct query_block {
    size_t first;
    struct rows queries; /* count x d */
};

/* The problem made ready to run: keys packed, scratch for each worker of the pool allocated, so
 * that running cannot fail. */
struct attention_plan;

/* `kernel`: NULL for the best this machine runs, or a name from kernel_names. STATUS_USAGE for an
 * unknown one or one that the machine cannot run. The pool is borrowed. */
enum status attention_plan_new(struct attention_plan **plan, const struct attention *problem,
                               const char *kernel, struct pool *pool, struct error *error);
void attention_plan_free(struct attention_plan *plan);

/* The kernel chosen ("avx512"), for reports. */
const char *attention_plan_kernel(const struct attention_plan *plan);

/* The kernels built in, in order of preference, NULL at the end; whether this machine runs it. */
extern const char *const kernel_names[];
bool kernel_runs(const char *name);

/* How many queries a call should bring to keep every worker busy; any number is allowed. */
size_t attention_block_rows(const struct attention_plan *plan);

/* The block's scores, or its distribution: count x m, no padding between rows. */
void attention_scores(struct attention_plan *plan, const struct query_block *block, void *scores);
void attention_distribution(struct attention_plan *plan, const struct query_block *block,
                            void *distribution);

/* The block's context, count x d_v, no padding; no n x m matrix is made on the way. lse, if not
 * NULL, receives each row's log-sum-exp of its scores (natural log; -infinity for a row with every
 * key masked). */
void attention_context(struct attention_plan *plan, const struct query_block *block, void *context,
                       void *lse);

/* Ready-made scores, count x m (rows first, first + 1, ...), to a distribution, in place: softcap,
 * mask, temperature and normalizer of the problem. */
void attention_normalize(struct attention_plan *plan, size_t first, size_t count, void *scores);

/* The same without the normalizer: as attention_scores leaves them. */
void attention_finish(struct attention_plan *plan, size_t first, size_t count, void *scores);

/* The same over the whole n x m matrix, normalising down each column or over all cells. Needs
 * memory for a few columns only; STATUS_FAILED if there is none. */
enum axis { AXIS_ROW, AXIS_COLUMN, AXIS_ALL };
enum status attention_normalize_matrix(struct attention_plan *plan, enum axis axis, size_t count,
                                       void *scores, struct error *error);

/* A ready-made distribution, count x m, times the values: count x d_v. A weight of 0 skips its
 * value, whatever that is. */
void attention_mix(struct attention_plan *plan, const struct rows *distribution, void *context);

#endif

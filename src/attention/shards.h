/* Contexts over shards of the keys, joined into the context over all keys. With l_s the log-sum-exp
 * of shard s and c_s its context, M = max_s l_s and w_s = exp(l_s - M):
 *
 *   l = M + log sum_s w_s,   c = sum_s (w_s / sum_t w_t) c_s
 *
 * (the softmax of Milakov and Gimelshein 2018 over parts; FlashInfer's merge_states). Everything
 * runs in double precision, the shards in the order given. */
#ifndef ATTN_ATTENTION_SHARDS_H
#define ATTN_ATTENTION_SHARDS_H

#include <stdbool.h>
#include <stddef.h>

/* The base of the logarithms, and a score that counts in the denominator beside the shards
 * (-INFINITY: none), a logarithm to the same base. */
struct shard_denominator {
    bool base_two;
    double sink;
};

/* Turns the log-sum-exps of `count` shards into the weights of their contexts, in place, and
 * returns the whole's log-sum-exp. *sum is what the weights are to be divided by; they are scaled
 * so that it is at most 1. A shard of -INFINITY, with every key masked, weighs 0; where all do, and
 * there is no sink, the whole is -INFINITY, too. */
double shards_weigh(struct shard_denominator denominator, size_t count, double *shards,
                    double *sum);

/* context[c] = sum_s weights[s] contexts[s * stride + c] / sum, c below `width`. A weight of 0
 * skips its context, whatever that holds. */
void shards_join(size_t count, const double *weights, double sum, const double *contexts,
                 size_t stride, size_t width, double *context);

#endif

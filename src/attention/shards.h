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

/* Turns the log-sum-exps of `count` shards into the factor that each one's context has in the
 * whole, in place, and returns the whole's log-sum-exp. A shard of -INFINITY, with every key
 * masked, has the factor 0; where all have, and there is no sink, so has the whole. */
double shards_factors(struct shard_denominator denominator, size_t count, double *shards);

/* context[c] = sum_s factors[s] contexts[s * stride + c], c below `width`. A factor of 0 skips its
 * context, whatever that holds. */
void shards_join(size_t count, const double *factors, const double *contexts, size_t stride,
                 size_t width, double *context);

#endif

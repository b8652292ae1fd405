/* Contexts of linear attention (Katharopoulos 2020) in linear time: with feature maps f, row i is
 * f(q_i) S / f(q_i) . z for S = sum_j f(k_j) v_j^T and z = sum_j f(k_j), which all queries share
 * where all see the same keys. */
#ifndef ATTN_ATTENTION_LINEAR_H
#define ATTN_ATTENTION_LINEAR_H

#include "attention/attention.h"

struct kernel;
struct linear_context;

/* Sums S and z over the prepared keys of the problem. *linear is NULL where queries do not share
 * them, where they are not finite, or where they would not pay. */
enum status linear_context_new(struct linear_context **linear, const struct attention *problem,
                               const struct kernel *kernel, struct pool *pool, struct error *error);
void linear_context_free(struct linear_context *linear);

/* The context, count x d_v, of prepared queries. */
void linear_context_apply(struct linear_context *linear, const struct rows *queries,
                          struct out_rows context);

#endif

/* A layer of attention: projections, rotary embedding and heads around the core of attention.h
 * (Vaswani 2017, multi-head attention; Ainslie et al. 2023, grouped queries).
 *
 * Queries, keys and values are projected, then cut into heads: equal column slices side by side, H
 * of queries and G of keys and values; query head h uses the keys and values of head h / (H/G).
 * Queries and keys turn by their positions. Each head attends by itself with d features, the
 * scale included. Contexts are joined side by side in the order of the heads and projected.
 *
 * One head without projections and rotation is the bare core: same bytes, same cost. */
#ifndef ATTN_ATTENTION_LAYER_H
#define ATTN_ATTENTION_LAYER_H

#include "attention/attention.h"
#include "attention/norm.h"
#include "attention/products.h"
#include "attention/rope.h"

/* A projection x W + b of rows x of d_in features; W is d_in x d_out, a row for each input feature
 * (Vaswani 2017). Everything is borrowed. weight.data NULL: the rows stay as they are, and there is
 * no bias. */
struct projection {
    struct rows weight; /* W */
    const void *bias;   /* b, d_out numbers, or NULL */
};

/* Columns first .. first + count of a projection, made ready to be applied. */
enum status projection_new(struct multiplier **multiplier, const struct projection *projection,
                           size_t first, size_t count, const struct kernel *kernel,
                           struct pool *pool, struct error *error);

/* The description. Everything in it is borrowed and must outlive the plan. */
struct layer {
    struct attention attention; /* of every head; keys and values as given, all heads in them;
                                   similarity.scale as a head is to use it */
    size_t query_width;         /* features of a query as given */
    size_t heads;               /* H, at least 1 */
    size_t kv_heads;            /* G, a divisor of H, at least 1 */
    struct projection queries, keys, values, output;
    struct norm query_norm, key_norm;
    struct rope rope;
    struct positions query_positions, key_positions;
    bool alibi;   /* each head adds -slope |p - j| with a slope of its own (alibi_slope) */
    double slope; /* or all heads with this one; 0: none */
    const double *slopes, *scales, *sinks; /* of each head, in place of one for all; or NULL */
};

/* The widths that follow from a description; 0 for keys and values that are not there (keys.width
 * or values.width is 0). */
struct layer_shape {
    size_t query_width, key_width, values_width; /* after projection, all heads */
    size_t head_width, key_head_width;           /* of a query's head, of a key's */
    size_t value_width;                          /* of a value's head; 0 without values */
    size_t joined_width;                         /* H value heads side by side */
    size_t context_width;                        /* a row of context, after projection */
};

/* Works the widths out. The parts have to fit together. */
struct layer_shape layer_shape(const struct layer *layer);

/* A layer made ready to run: keys and values projected, turned and packed, once. */
struct layer_plan;

/* kernel and pool as in attention_plan_new. */
enum status layer_plan_new(struct layer_plan **plan, const struct layer *layer, const char *kernel,
                           struct pool *pool, struct error *error);
void layer_plan_free(struct layer_plan *plan);

/* The core that attends for query head `head`, with the scale and the sink of this head until it is
 * asked for another one. Used to ask for its kernel's name and good sizes of blocks, and for rows
 * that come ready-made. Owned by the layer. */
struct attention_plan *layer_core(const struct layer_plan *plan, size_t head);

/* How many scores of all heads were beyond the range of numbers (attention_plan_overflows). */
size_t layer_overflows(const struct layer_plan *plan);

/* attention_plan_unreached of all heads together. */
size_t layer_unreached(const struct layer_plan *plan);

/* Makes the head's own scale and sink, if it has any, those of the plan. */
void layer_set_head(const struct layer *layer, struct attention_plan *plan, size_t head);

/* The block with the bias, the mask and the slope of one head. */
struct query_block layer_head_block(const struct layer *layer, const struct query_block *block,
                                    size_t head);

/* The block with the queries of one head, projected and turned; good until the next call for the
 * layer. */
enum status layer_head_queries(struct layer_plan *plan, const struct query_block *block,
                               size_t head, struct query_block *result, struct error *error);

/* The keys that this head attends to, projected and turned; of a layer with attention.retain. */
struct rows layer_head_keys(const struct layer_plan *plan, size_t head);

/* Its values, projected; of a layer that keeps them. */
struct rows layer_head_values(const struct layer_plan *plan, size_t head);

/* The scores, or the distribution, of one head: block->queries.count x m, no padding. */
enum status layer_scores(struct layer_plan *plan, const struct query_block *block, size_t head,
                         void *scores, struct error *error);
enum status layer_distribution(struct layer_plan *plan, const struct query_block *block,
                               size_t head, void *distribution, struct out_rows lse,
                               struct error *error);

/* The context of the block, count x context_width, and count x H numbers of lse, if wanted. */
enum status layer_context(struct layer_plan *plan, const struct query_block *block,
                          struct out_rows context, struct out_rows lse, struct error *error);

/* A ready-made distribution times the values, and then as in layer_context: count x context_width.
 * `distribution` holds count rows of head 0; those of head h lie h * head_stride rows further
 * on. */
enum status layer_mix(struct layer_plan *plan, const struct rows *distribution, size_t head_stride,
                      struct out_rows context, struct error *error);

/* The context of one head, count x value_width, before the output projection, and count numbers
 * of lse, if wanted. */
enum status layer_head_context(struct layer_plan *plan, const struct query_block *block,
                               size_t head, struct out_rows context, struct out_rows lse,
                               struct error *error);

#endif

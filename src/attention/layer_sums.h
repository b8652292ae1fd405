/* Values summed by ready-made weights, head by head: s_h = sum_j w_hj v_hj, where v_hj is value j,
 * projected, as query head h sees it. The sums of the heads are joined side by side and projected.
 * The values come block by block. Sums are those of column_sums.h. */
#ifndef ATTN_ATTENTION_LAYER_SUMS_H
#define ATTN_ATTENTION_LAYER_SUMS_H

#include "attention/layer.h"

struct layer_sums;

/* Sums for the query heads first .. first + count of the layer, of which only the heads, the
 * widths of the values and the projections of values and output matter. The output is projected
 * where all heads are summed. The layer's parts and the pool are borrowed. */
enum status layer_sums_new(struct layer_sums **sums, const struct layer *layer, size_t first,
                           size_t count, const char *kernel, struct pool *pool,
                           struct error *error);
void layer_sums_free(struct layer_sums *sums);

/* Adds values as given. The weights of head first + h for them are values->count numbers from
 * element h * stride of `weights`. */
enum status layer_sums_add(struct layer_sums *sums, const struct rows *values, const void *weights,
                           size_t stride, struct error *error);

/* The widths of the layer. */
const struct layer_shape *layer_sums_shape(const struct layer_sums *sums);

/* The width of the result, and the result: that many numbers. */
size_t layer_sums_width(const struct layer_sums *sums);
enum status layer_sums_get(struct layer_sums *sums, void *out, struct error *error);

#endif

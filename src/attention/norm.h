/* Root mean square norm of queries and keys (Zhang and Sennrich 2019), after their projection and
 * before they turn: of features x with gain g
 *
 *   y_c = x_c g_c / sqrt(mean x^2 + epsilon)
 *
 * The mean is over the features of each head (Qwen3), or over those of all heads together (OLMo 2):
 * over as many as there are numbers in the gain. */
#ifndef ATTN_ATTENTION_NORM_H
#define ATTN_ATTENTION_NORM_H

#include "attention/rows.h"
#include "base/precision.h"
#include "base/threads.h"

/* What is given; borrowed. */
struct norm {
    bool on;
    double epsilon;
    const void *gain; /* g, in the precision of the run; NULL: all 1 */
    size_t width;     /* of the gain; 0: that of a head */
};

/* How many features a mean is over, where heads have so many. */
size_t norm_width(const struct norm *norm, size_t head_width);

/* Rows of `width` numbers, all heads side by side or one head, in place. */
void norm_apply(const struct norm *norm, size_t head_width, struct out_rows rows, size_t count,
                size_t width, enum precision precision, struct pool *pool);

/* Adds the gradient by the gain to `sums`, as many numbers as a mean is over: rows of gradients by
 * the normed rows, of what these were before, in order. */
void norm_gain(const struct norm *norm, size_t head_width, const struct rows *given,
               const struct rows *by, enum precision precision, double *sums);

/* The gradients by these rows, `by`, become those by what they were before, `given`. */
void norm_back(const struct norm *norm, size_t head_width, const struct rows *given,
               struct out_rows by, enum precision precision, struct pool *pool);

#endif

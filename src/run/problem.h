/* From options and matrices to the problem that attention/ solves. */
#ifndef ATTN_RUN_PROBLEM_H
#define ATTN_RUN_PROBLEM_H

#include "attention/layer.h"
#include "command/request.h"
#include "run/inputs.h"
#include "run/side_inputs.h"
#include "table/matrix.h"

/* All rows of a matrix as attention/ sees them. */
struct rows problem_rows(const struct matrix *matrix);

/* The problem of ready-made scores or distributions over `key_count` keys: masks, temperature,
 * normalizer. `values` may have no columns: no context is wanted. `query_count` is used by
 * --offset=end alone. The matrices are borrowed. */
struct attention problem_ready(const struct request *request, size_t key_count,
                               const struct matrix *values, size_t query_count);

/* The problem of scores that this run has computed, masked and divided by the temperature: only the
 * normalizer is left. */
struct attention problem_of_adjusted(const struct request *request, size_t key_count);
/* The layer of a fused run, and its widths; `values` as above. STATUS_FAILED where the files do
 * not fit together. */
enum status problem_fused(struct layer *layer, struct layer_shape *shape,
                          const struct request *request, const struct inputs *inputs,
                          const struct side_inputs *sides, const struct matrix *values,
                          struct error *error);

/* The layer of ready-made rows, `query_count` for each head over `key_count` keys. */
enum status problem_own(struct layer *layer, struct layer_shape *shape,
                        const struct request *request, const struct inputs *inputs,
                        const struct side_inputs *sides, const struct matrix *values,
                        size_t query_count, size_t key_count, struct error *error);

/* A layer of values alone, of which only the width is used: for layer_sums. */
struct layer problem_values(const struct request *request, const struct side_inputs *sides,
                            const char *name, size_t width);

#endif

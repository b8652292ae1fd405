/* From options and matrices to the problem that attention/ solves. */
#ifndef ATTN_COMMAND_PROBLEM_H
#define ATTN_COMMAND_PROBLEM_H

#include "command/options.h"
#include "table/matrix.h"

/* All rows of a matrix as attention/ sees them. */
struct rows problem_rows(const struct matrix *matrix);

/* The problem of a fused run. `values` may have no columns: no context is wanted. `query_count`
 * is used by --offset=end alone. The matrices are borrowed. */
struct attention problem_fused(const struct options *options, const struct matrix *keys,
                               const struct matrix *values, size_t query_count);

/* The problem of ready-made scores or distributions over `key_count` keys: masks, temperature,
 * normalizer; values as above. */
struct attention problem_ready(const struct options *options, size_t key_count,
                               const struct matrix *values, size_t query_count);

/* The problem of scores that this run has computed, masked and divided by the temperature: only the
 * normalizer is left. */
struct attention problem_finished(const struct options *options, size_t key_count);

#endif

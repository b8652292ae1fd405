/* The names of a context's columns. */
#ifndef ATTN_RUN_CONTEXT_LABELS_H
#define ATTN_RUN_CONTEXT_LABELS_H

#include "command/request.h"
#include "table/labels.h"

/* Into an empty list: the values' header, where each column of the context is one of the values,
 * and with it the names of `lse_count` columns of --lse. */
enum status context_labels(struct labels *labels, const struct request *request,
                           const struct layer_shape *shape, const struct labels *values,
                           size_t lse_count, struct error *error);

/* Appends the names of so many columns of --lse. */
enum status context_lse_labels(struct labels *labels, size_t count, struct error *error);

#endif

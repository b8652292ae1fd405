/* Heads, projections and rotary embedding on the command line: which options go together, and what
 * the columns are called. */
#ifndef ATTN_COMMAND_HEADS_H
#define ATTN_COMMAND_HEADS_H

#include "attention/layer.h"
#include "command/options.h"
#include "table/labels.h"

/* Refuses combinations that contradict each other or of which one part does nothing. */
enum status heads_check(const struct options *options, struct error *error);

/* The names of a context's columns, into an empty list: the values' header, where each column of
 * the context is one of the values, and with it those of `lse_count` columns of --lse. */
enum status heads_labels(struct labels *labels, const struct options *options,
                         const struct layer_shape *shape, const struct labels *values,
                         size_t lse_count, struct error *error);

/* Appends the names of so many columns of --lse. */
enum status heads_lse_labels(struct labels *labels, size_t count, struct error *error);

#endif

/* The pipeline as a stream of row blocks: what the stages have in common. Scores, distribution or
 * context come row block by row block, computed from the queries or taken from the stage's own
 * operand; nothing of size n x m is held except where --axis=column|all needs it. */
#ifndef ATTN_COMMAND_PIPELINE_H
#define ATTN_COMMAND_PIPELINE_H

#include "command/options.h"
#include "table/matrix.h"

/* What a run asks of the pipeline, per query. */
enum product {
    PRODUCT_SCORES,       /* m numbers */
    PRODUCT_DISTRIBUTION, /* m numbers */
    PRODUCT_CONTEXT,      /* d_v numbers */
};

struct pipeline;

/* Reads keys and values, checks every shape that can be checked, and prepares the arithmetic.
 * `options` is borrowed. With `values_too` a fused run also reads the values, for the caller's own
 * use. After a failure *pipeline is NULL. */
enum status pipeline_open(struct pipeline **pipeline, const struct options *options,
                          enum product product, bool values_too, struct error *error);
void pipeline_close(struct pipeline *pipeline);

/* The next block of the product with the queries' labels; rows == 0 at the end. The block belongs
 * to the pipeline and lasts until the next call. */
enum status pipeline_next(struct pipeline *pipeline, const struct matrix **block,
                          struct error *error);

/* The names of the product's columns, the width of a row, the values (rows 0 if not read), the
 * threads. */
const struct labels *pipeline_labels(const struct pipeline *pipeline);
size_t pipeline_width(const struct pipeline *pipeline);
const struct matrix *pipeline_values(const struct pipeline *pipeline);
struct pool *pipeline_pool(const struct pipeline *pipeline);

/* On --verbose: a line on standard error with sizes, kernel, threads and times. */
void pipeline_report(const struct pipeline *pipeline);

#endif

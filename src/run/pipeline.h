/* The pipeline as a stream of row blocks: what the stages have in common. Scores, distribution or
 * context come row block by row block, computed from the queries or taken from the stage's own
 * operand; nothing of size n x m is held except where --axis=column|all needs it. */
#ifndef ATTN_RUN_PIPELINE_H
#define ATTN_RUN_PIPELINE_H

#include "command/options.h"
#include "run/side_inputs.h"
#include "table/matrix.h"

/* What a run asks of the pipeline, per query. */
enum product {
    PRODUCT_SCORES,       /* m numbers */
    PRODUCT_DISTRIBUTION, /* m numbers */
    PRODUCT_CONTEXT,      /* d_v numbers, heads side by side */
    PRODUCT_WEIGHTS,      /* m numbers: the distribution, to be summed */
};

struct pipeline;

/* Reads keys and values, checks every shape that can be checked, and prepares the arithmetic.
 * `options` is borrowed. With `values_too` a fused run also reads the values, for the caller's own
 * use. After a failure *pipeline is NULL. */
enum status pipeline_open(struct pipeline **pipeline, const struct options *options,
                          enum product product, bool values_too, struct error *error);
void pipeline_close(struct pipeline *pipeline);

/* The next block of the product with the queries' labels; rows == 0 at the end. The block belongs
 * to the pipeline and lasts until the next call. Scores and distribution come head after head;
 * PRODUCT_WEIGHTS of a fused run has every head of a block in turn, so that queries stream. */
enum status pipeline_next(struct pipeline *pipeline, const struct matrix **block,
                          struct error *error);

/* The heads of the product, and the head of the block at hand, counted from the first of these. */
size_t pipeline_heads(const struct pipeline *pipeline);
size_t pipeline_head(const struct pipeline *pipeline);

/* The names of the product's columns, the width of a row, the files beside the sequences, the
 * values (rows 0 if not read), the threads. */
const struct labels *pipeline_labels(const struct pipeline *pipeline);
size_t pipeline_width(const struct pipeline *pipeline);
const struct side_inputs *pipeline_sides(const struct pipeline *pipeline);
const struct matrix *pipeline_values(const struct pipeline *pipeline);
const char *pipeline_values_name(const struct pipeline *pipeline);
struct pool *pipeline_pool(const struct pipeline *pipeline);

/* On --verbose: a line on standard error with sizes, kernel, threads and times. */
void pipeline_report(const struct pipeline *pipeline);

#endif

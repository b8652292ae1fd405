/* The weights of a pipeline's distribution, which the stages weights and score share. */
#ifndef ATTN_RUN_WEIGHTS_H
#define ATTN_RUN_WEIGHTS_H

#include "run/pipeline.h"

/* Sums the rows of the pipeline's product into `weights`, which gets one row per head. The matrix
 * is the caller's, and empty but for its precision. */
enum status weights_sum(struct pipeline *pipeline, struct matrix *weights, struct error *error);

#endif

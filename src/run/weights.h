/* The weights of a pipeline's distribution, which the stages weights and score share. */
#ifndef ATTN_RUN_WEIGHTS_H
#define ATTN_RUN_WEIGHTS_H

#include "run/pipeline.h"

/* Sums the rows of the pipeline's product into `weights`, a row for each head (all zero but the
 * precision before; owned by the caller). */
enum status weights_sum(struct pipeline *pipeline, struct matrix *weights, struct error *error);

#endif

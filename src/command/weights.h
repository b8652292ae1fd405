/* The weights of a pipeline's distribution, which the stages weights and score share. */
#ifndef ATTN_COMMAND_WEIGHTS_H
#define ATTN_COMMAND_WEIGHTS_H

#include "command/pipeline.h"

/* Sums the rows of the pipeline's product into `weights`, a row for each head (all zero but the
 * precision before; owned by the caller). */
enum status weights_sum(struct pipeline *pipeline, struct matrix *weights, struct error *error);

#endif

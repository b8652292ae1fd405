/* The stages: one file each, one exported function each. A stage does what the request asks for,
 * and returns the program's exit status with a message in *error where that is not 0. */
#ifndef ATTN_STAGES_STAGES_H
#define ATTN_STAGES_STAGES_H

#include "command/request.h"

typedef enum status stage_run(const struct request *request, struct error *error);

stage_run stage_similarity, stage_softmax, stage_weights, stage_score, stage_context, stage_top,
    stage_describe, stage_heatmap, stage_compare, stage_merge, stage_gradient;

#endif

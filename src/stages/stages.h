/* The stages: one file each, one exported function each. A stage reads its command line, runs, and
 * returns the program's exit status with a message in *error where that is not 0. */
#ifndef ATTN_STAGES_STAGES_H
#define ATTN_STAGES_STAGES_H

#include "command/options.h"

typedef enum status stage_run(const struct stage *stage, int argc, char **argv,
                              struct error *error);

stage_run stage_similarity, stage_softmax, stage_weights, stage_score, stage_context, stage_top,
    stage_describe, stage_heatmap;

#endif

/* --explain of gradient: the way to the contexts, and from upstream back to what was asked for. */
#ifndef ATTN_RUN_EXPLAIN_GRADIENT_H
#define ATTN_RUN_EXPLAIN_GRADIENT_H

#include "attention/gradient.h"
#include "run/job.h"
#include "run/source.h"

/* A gradient as the run has made it; everything is borrowed. */
struct made_gradient {
    struct rows rows; /* data NULL: not asked for */
    const struct labels *row_names, *column_names;
};

/* `upstream` was read whole. */
enum status explain_gradient(struct job *job, const struct source *upstream,
                             const struct made_gradient made[BY_COUNT], struct error *error);

#endif

/* Features standardised or whitened by what the keys tell. */
#ifndef ATTN_RUN_FIT_H
#define ATTN_RUN_FIT_H

#include "run/inputs.h"

/* Does what --standardize and the similarity ask for to the keys and the queries of a fused run:
 * those that are in memory now, those that stream as they come. Values that are the keys stay as
 * they were read. Notes the columns that are constant. */
enum status fit_features(struct inputs *inputs, const struct request *request, bool with_values,
                         struct pool *pool, struct error *error);

#endif

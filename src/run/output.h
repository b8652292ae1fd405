/* What a stage makes, to the output that the options name. */
#ifndef ATTN_RUN_OUTPUT_H
#define ATTN_RUN_OUTPUT_H

#include "run/pipeline.h"

/* The whole product of the pipeline, block by block: header, rows, close. */
enum status output_product(const struct request *request, enum product product,
                           struct error *error);

/* One row of numbers, and the names of its columns (borrowed). */
enum status output_row(const struct request *request, const struct matrix *row,
                       const struct labels *labels, struct pool *pool, struct error *error);

#endif

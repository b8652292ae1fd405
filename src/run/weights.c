/* The sums over the queries; see weights.h. */
#include "run/weights.h"

#include <stdlib.h>

#include "attention/column_sums.h"
#include "base/memory.h"
#include "run/problem.h"

static void sums_free(struct column_sums **sums, size_t heads)
{
    for (size_t h = 0; sums && h < heads; h++)
        column_sums_free(sums[h]);
    free(sums);
}

static struct column_sums **sums_new(enum precision precision, size_t width, size_t heads)
{
    struct column_sums **sums = memory_new(heads, sizeof *sums);
    for (size_t h = 0; sums && h < heads; h++)
        if (!(sums[h] = column_sums_new(precision, width))) {
            sums_free(sums, heads);
            return NULL;
        }
    return sums;
}

enum status weights_sum(struct pipeline *pipeline, struct matrix *weights, struct error *error)
{
    size_t heads = pipeline->job.heads;
    weights->columns = pipeline->job.width;
    struct column_sums **sums = sums_new(weights->precision, weights->columns, heads);
    if (!sums || !matrix_reserve(weights, heads)) {
        sums_free(sums, heads);
        return error_memory(error, "the weights");
    }
    weights->rows = heads;
    const struct matrix *block;
    enum status status;
    while ((status = pipeline_next(pipeline, &block, error)) == STATUS_OK && block->rows > 0) {
        struct rows rows = problem_rows(block);
        column_sums_add(sums[pipeline->rows->head], &rows, NULL, pipeline->job.pool);
    }
    for (size_t h = 0; h < heads; h++)
        column_sums_get(sums[h], matrix_row(weights, h));
    sums_free(sums, heads);
    return status;
}

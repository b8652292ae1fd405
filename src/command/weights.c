/* The sum over the queries; see weights.h. */
#include "command/weights.h"

#include "attention/column_sums.h"
#include "command/problem.h"

enum status weights_sum(struct pipeline *pipeline, struct matrix *weights, struct error *error)
{
    weights->columns = pipeline_width(pipeline);
    struct column_sums *sums = column_sums_new(weights->precision, weights->columns);
    if (!sums || !matrix_reserve(weights, 1)) {
        column_sums_free(sums);
        return error_memory(error, "the weights");
    }
    weights->rows = 1;
    const struct matrix *block;
    enum status status;
    while ((status = pipeline_next(pipeline, &block, error)) == STATUS_OK && block->rows > 0) {
        struct rows rows = problem_rows(block);
        column_sums_add(sums, &rows, NULL, pipeline_pool(pipeline));
    }
    column_sums_get(sums, weights->data);
    column_sums_free(sums);
    return status;
}

/* What the sources of rows share; see rows.h. */
#include "run/rows.h"

#include <math.h>
#include <string.h>

enum status rows_lse(struct rows_source *source, size_t count, struct out_rows *lse,
                     struct error *error)
{
    const struct job *job = source->job;
    *lse = NOWHERE;
    if (job->product != PRODUCT_DISTRIBUTION || job->lse_width == 0)
        return STATUS_OK;
    source->lse.precision = job->request->reading.precision;
    source->lse.columns = 1;
    if (!matrix_reserve(&source->lse, count))
        return error_memory(error, "the log-sum-exps");
    *lse = (struct out_rows){source->lse.data, 1};
    return STATUS_OK;
}

void rows_add_lse(struct rows_source *source, size_t first)
{
    const struct job *job = source->job;
    const struct matrix *block = &source->block;
    const size_t size = precision_size(block->precision), width = block->columns - 1;
    if (job->product != PRODUCT_DISTRIBUTION || job->lse_width == 0)
        return;
    for (size_t row = block->rows; row-- > 0;) {
        const double lse = precision_get(source->lse.data, block->precision, first + row);
        memmove(matrix_row(block, row), (const char *)block->data + row * width * size,
                width * size);
        precision_put(matrix_row(block, row), block->precision, width, job_lse(job, lse));
    }
}

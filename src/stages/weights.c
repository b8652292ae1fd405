/* attn weights: w_j = sum_i a_ij, how much each key is attended to in all, from a ready-made
 * distribution or from -q and -k. Output: 1 x m, a row
 * for each head. */
#include "run/weights.h"
#include "run/explain.h"
#include "run/output.h"
#include "stages/stages.h"

enum status stage_weights(const struct request *request, struct error *error)
{
    struct pipeline pipeline;
    struct matrix weights = {.precision = request->reading.precision};
    enum status status = pipeline_open(&pipeline, request, PRODUCT_SUMMANDS, false, error);
    if (status == STATUS_OK)
        status = weights_sum(&pipeline, &weights, error);
    if (status == STATUS_OK)
        status = request->explain ? explain_sums(&pipeline, &weights, NULL, error)
                                  : output_row(request, &weights, pipeline.job.columns, NULL,
                                               pipeline.job.pool, error);
    if (status == STATUS_OK)
        pipeline_report(&pipeline);
    matrix_free(&weights);
    pipeline_close(&pipeline);
    return status;
}

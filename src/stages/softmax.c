/* attn softmax: a_ij = exp S_ij / sum_k exp S_ik, or another normalizer, of ready-made scores or of
 * those it computes from -q and -k. Output: n x m with the labels of its input. */
#include "run/output.h"
#include "stages/stages.h"

enum status stage_softmax(const struct stage *stage, int argc, char **argv, struct error *error)
{
    struct options options;
    enum status status = options_read(&options, stage, argc, argv, error);
    if (status != STATUS_OK || options.told)
        return status;
    return output_product(&options, PRODUCT_DISTRIBUTION, error);
}

/* attn softmax: a_ij = exp S_ij / sum_k exp S_ik, or another normalizer, of ready-made scores or of
 * those it computes from -q and -k. Output: n x m with the labels of its input. */
#include "run/output.h"
#include "stages/stages.h"

enum status stage_softmax(const struct request *request, struct error *error)
{
    return output_product(request, PRODUCT_DISTRIBUTION, error);
}

/* attn context: c_i = sum_j a_ij v_j, the context vectors of Bahdanau (2015) and Luong (2015), the
 * attention output of Vaswani (2017), from a ready-made distribution and its values or from -q, -k
 * and -v, where no n x m matrix is made. Output: n x d_v. */
#include "run/output.h"
#include "stages/stages.h"

enum status stage_context(const struct request *request, struct error *error)
{
    return output_product(request, PRODUCT_CONTEXT, error);
}

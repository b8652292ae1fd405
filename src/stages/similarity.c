/* attn similarity: S_ij = f(x_i, y_j), the score of each query with each key, masked cells as -inf.
 * Operands: QUERIES [KEYS]; the same as -q and -k. Output: n x m, rows named by the queries,
 * columns by the keys. */
#include "run/output.h"
#include "stages/stages.h"

enum status stage_similarity(const struct request *request, struct error *error)
{
    return output_product(request, PRODUCT_SCORES, error);
}

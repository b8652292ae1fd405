/* attn similarity: S_ij = f(x_i, y_j), the score of each query with each key, masked cells as -inf.
 * Operands: QUERIES [KEYS]; the same as -q and -k. Output: n x m, rows named by the queries,
 * columns by the keys. */
#include "run/output.h"
#include "stages/stages.h"

enum status stage_similarity(const struct stage *stage, int argc, char **argv, struct error *error)
{
    struct options options;
    enum status status = options_read(&options, stage, argc, argv, error);
    if (status != STATUS_OK || options.told)
        return status;
    return output_product(&options, PRODUCT_SCORES, error);
}

/* What happens to queries and keys before they are paired, row by row and outside the kernels: the
 * weights of a similarity, centering, the feature maps of linear attention; and where the windows
 * of local attention lie. The kernels see what comes of it. */
#ifndef ATTN_ATTENTION_PREPARE_H
#define ATTN_ATTENTION_PREPARE_H

#include "attention/attention.h"

struct kernel;
struct preparation;

/* Queries prepared at a time: at most, and at least where gradients are made of them. */
enum { PREPARED_ROWS = 1024, PREPARED_LEAST = 64 };

/* Prepares the keys of the problem and writes the problem that the kernel is to solve over it:
 * prepared keys, a plain similarity, the mask that a location's weights leave. *preparation is NULL
 * where queries stay as they are. STATUS_FAILED if weights do not fit each other or the keys. */
enum status preparation_new(struct preparation **preparation, struct attention *problem,
                            const struct kernel *kernel, struct pool *pool, struct error *error);
void preparation_free(struct preparation *preparation);

/* How many queries are prepared at a time: fewer where each has very many features. */
size_t preparation_rows(const struct preparation *preparation);

/* The block, of at most preparation_rows queries, with these prepared; good until the next call. */
struct query_block preparation_apply(struct preparation *preparation,
                                     const struct query_block *block);

/* Whether scores of linear attention may lose terms where a query sees only some keys, because the
 * features of these are far below those of other keys. Then preparation_find_terms computes them
 * once more. Never so where gradients are wanted, which go back through the prepared features. */
bool preparation_loses_terms(const struct preparation *preparation);

/* Takes the scores of query `row` of the last block prepared, -infinity where masked. If their sum
 * is so small that terms may be lost, computes them once more, in units of the largest of them. Any
 * worker may call it. */
void preparation_find_terms(const struct preparation *preparation, size_t row, void *scores);

/* What latitudes and longitudes are multiplied by to be in radians. */
double preparation_angle_unit(const struct similarity_parameters *similarity);

/* A factor that keeps sums and differences of a row's numbers in range: a power of two where the
 * numbers are so large that a sum could overflow, or so small that a difference could be subnormal;
 * 1 for all others. A row to be centered is multiplied by it first. */
double preparation_range_scale(const void *row, size_t width, enum precision precision);

#endif

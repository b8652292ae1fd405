/* --explain: the run told step by step, in place of the matrix. Each step has its formula and
 * source, the matrix that comes out, and one cell of it written out in numbers. The numbers are the
 * engine's: it runs the same queries and keys with the options up to that step. */
#ifndef ATTN_RUN_EXPLAIN_H
#define ATTN_RUN_EXPLAIN_H

#include "run/pipeline.h"

/* Runs and tells a whole product: scores, distribution or context. */
enum status explain_product(const struct request *request, enum product product,
                            struct error *error);

/* Tells how a pipeline's rows, which have all come, became `weights`, one row for each head, and
 * these the score of the values, if `score` is not NULL. */
enum status explain_sums(struct pipeline *pipeline, const struct matrix *weights,
                         const struct matrix *score, struct error *error);

/* Tells the sum of a sequence's rows with ready-made weights. The names are those of the files. */
enum status explain_score(const struct request *request, const struct source *weights,
                          const struct source *sequence, const struct matrix *score,
                          struct error *error);

#endif

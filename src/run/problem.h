/* From options and matrices to the problem that attention/ solves. */
#ifndef ATTN_RUN_PROBLEM_H
#define ATTN_RUN_PROBLEM_H

#include "attention/layer.h"
#include "command/request.h"
#include "run/inputs.h"
#include "run/side_inputs.h"
#include "table/matrix.h"

/* All rows of a matrix as attention/ sees them. */
struct rows problem_rows(const struct matrix *matrix);

/* The layer that the request asks for over the inputs, and the widths that follow. Of ready-made
 * rows it has as many queries as rows were read, for each head, and a key for each column. The
 * matrices are borrowed. STATUS_FAILED where the files do not fit together. */
enum status problem_of_inputs(struct layer *layer, struct layer_shape *shape,
                              const struct request *request, const struct inputs *inputs,
                              bool with_values, struct error *error);

/* The problem of scores that this run has computed and masked: the normalizer is left and, where it
 * divides by the temperature itself, that. */
struct attention problem_of_adjusted_scores(const struct request *request,
                                            const struct layer *layer);

/* A layer of the values of file `name` alone, of which only the width is used: for layer_sums. */
enum status problem_of_values(struct layer *layer, const struct request *request,
                              const struct side_inputs *sides, const char *name, size_t width,
                              struct error *error);

/* Numbers of heads, from an option or its file: one for all heads into *one, or one for each into
 * *each, which is NULL otherwise; with neither given *one stays. Borrowed from the two. */
enum status problem_head_numbers(size_t heads, const struct number_list *list,
                                 const struct side *side, bool positive, const double **each,
                                 double *one, struct error *error);

#endif

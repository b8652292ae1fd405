/* --explain of heatmap: how numbers became the cells of the picture and their colours; the picture
 * follows. */
#ifndef ATTN_RUN_EXPLAIN_HEATMAP_H
#define ATTN_RUN_EXPLAIN_HEATMAP_H

#include "picture/picture.h"
#include "run/telling.h"

/* `first` holds the first rows of the first panel, of `rows`. `name`: the file; NULL: the weights
 * of a fused run, told before. */
void explain_picture(const struct telling *telling, const char *name, const struct matrix *first,
                     size_t rows, const struct drawn *drawn);

#endif

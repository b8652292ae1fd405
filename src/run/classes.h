/* The classes of --classes: a column of text as values, and the likeliest of each row. */
#ifndef ATTN_RUN_CLASSES_H
#define ATTN_RUN_CLASSES_H

#include "base/error.h"
#include "table/matrix.h"
#include "table/reader.h"

/* Makes `values` one row per text, with a column per class in order of appearance, named by it: 1
 * in the class's own column and 0 in the others. A missing class, which is an empty text, has 0 in
 * all, or with --missing=keep NaN. `name` is the file; what the matrix takes, with reading->held,
 * is within reading->max_memory or an error. */
enum status classes_make(struct matrix *values, const struct labels *texts, const char *name,
                         const struct reader_options *reading, struct error *error);

/* Gives each row of the block the name of the largest of its first names->count numbers, the first
 * of equal ones; nothing where one is NaN, or all are 0. */
enum status classes_predict(struct matrix *block, const struct labels *names, struct error *error);

#endif

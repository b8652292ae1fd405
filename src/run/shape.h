/* Whether the parts of a layer, from their files, fit together. attention/ takes that for granted;
 * here messages name the files. */
#ifndef ATTN_RUN_SHAPE_H
#define ATTN_RUN_SHAPE_H

#include "attention/layer.h"
#include "run/side_inputs.h"

/* A layer, and the files of its sequences. */
struct shape_of {
    const struct layer *layer;
    const struct side_inputs *sides;
    const char *queries, *keys, *values;
};

/* STATUS_FAILED names what does not fit. The widths of what is not there are 0. */
enum status shape_check(const struct shape_of *of, struct error *error);

/* Every one of the elements first .. first + count has a position, and the tables of rotary
 * embedding, if any, a row for it. `what` is "query" or "key", of `file`. */
enum status shape_check_positions(const struct shape_of *of, const struct positions *positions,
                                  const char *what, const char *file, size_t first, size_t count,
                                  struct error *error);

/* Every number of the block's queries, or of keys in their place, is one that the similarity takes:
 * 0 or more for chi2, a latitude for haversine. Names as above. */
enum status shape_check_features(const struct shape_of *of, const struct query_block *block,
                                 const char *what, const char *file, struct error *error);

#endif

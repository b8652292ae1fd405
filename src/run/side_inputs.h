/* The files beside the sequences: projections, tables, positions. */
#ifndef ATTN_RUN_SIDE_INPUTS_H
#define ATTN_RUN_SIDE_INPUTS_H

#include "command/options.h"
#include "table/matrix.h"

/* A file, whole; without rows where none is given. Owns the matrix. */
struct side {
    const char *name; /* as messages call it */
    struct matrix matrix;
};

struct side_inputs {
    struct side project[PROJECT_COUNT], project_bias[PROJECT_COUNT];
    struct side cosines, sines;
    struct side positions, key_positions; /* in double precision */
    struct side weights[WEIGHT_COUNT];    /* see catalogue.h */
    double *bandwidths;                   /* bandwidth_count of them; NULL: one for all features */
    size_t bandwidth_count;
};

/* The options with which files beside the sequences are read: header and labels are found as with
 * `auto`, unless the options say that there are none; an empty first cell before 0, 1, 2 ..., or
 * with --header=yes before any numbers, begins a header. A missing cell cannot be dropped. */
struct options side_reading(const struct options *options);

/* Reads a side file: numbers of `precision`. */
enum status side_read(struct side *side, const char *path, enum precision precision,
                      const struct options *options, struct pool *pool, struct error *error);

/* The same for one row or one column of numbers, which comes out as a row. */
enum status side_read_vector(struct side *side, const char *path, enum precision precision,
                             const struct options *options, struct pool *pool, struct error *error);

/* Whether the file was given. */
bool side_given(const struct side *side);

/* Reads what the options name. The biases and positions come out as one row. */
enum status side_inputs_read(struct side_inputs *sides, const struct options *options,
                             struct pool *pool, struct error *error);
void side_inputs_close(struct side_inputs *sides);

#endif

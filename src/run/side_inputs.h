/* The files beside the sequences that are read whole. */
#ifndef ATTN_RUN_SIDE_INPUTS_H
#define ATTN_RUN_SIDE_INPUTS_H

#include "command/request.h"
#include "table/matrix.h"

/* A file, whole; without a name where none is given. Owns the matrix. */
struct side {
    const char *name; /* as messages call it */
    struct matrix matrix;
};

/* Positions, frequencies and numbers of heads are in double precision; vectors, biases, gains and
 * these are one row. */
struct side_inputs {
    struct side files[SIDE_COUNT]; /* by enum side_file */
};

/* How files beside the sequences are read: header and labels are found as with `auto`, unless the
 * options say that there are none; an empty first cell before 0, 1, 2 ..., or with --header=yes
 * before any numbers, begins a header. A missing cell cannot be dropped. */
struct request side_reading(const struct request *request);

/* Whether the file was given. */
bool side_given(const struct side *side);

/* Reads what the request names, and checks those against each other whose sizes have nothing to do
 * with queries and keys. */
enum status side_inputs_read(struct side_inputs *sides, const struct request *request,
                             struct pool *pool, struct error *error);
void side_inputs_close(struct side_inputs *sides);

#endif

/* The files of a run: queries, keys and values, or the stage's own operands, read, matched and
 * checked against each other. */
#ifndef ATTN_RUN_INPUTS_H
#define ATTN_RUN_INPUTS_H

#include "run/side_inputs.h"
#include "run/source.h"

/* Owns its sources; all zero means that nothing has been read. */
struct inputs {
    struct source rows;   /* what comes row by row: queries, or ready-made scores or weights */
    struct source keys;   /* read whole; closed where the queries are the keys */
    struct source values; /* read whole; closed where there are none or the keys are the values */
    struct side_inputs sides;
    struct matrix classes;       /* with --classes the values: made of the text of either */
    struct fitting *fitting;     /* what queries and keys have become; NULL: they are as read */
    size_t fitted_keys;          /* how many keys it was fitted to */
    struct matrix unfitted;      /* the keys as read, where they are the values, too, or --explain
                                    shows them: the numbers are owned, the names those of the keys */
    struct matrix unfitted_rows; /* the same of the queries, for --explain */
    size_t span;                 /* > 0: ranks share keys and values, as in struct reader_options */
    unsigned char *dropped_keys; /* for each column of ready-made rows, whether --missing=drop took
                                    its value out; NULL where none is out */
};

/* The inputs of a fused run. The queries are read whole if they are the keys too, or if
 * `whole_queries` is set. `with_values`: the values are wanted. */
enum status inputs_fused(struct inputs *inputs, const struct request *request, bool with_values,
                         bool whole_queries, struct pool *pool, struct error *error);

/* The stage's own operands: rows, and with_values the values that they weigh. */
enum status inputs_own(struct inputs *inputs, const struct request *request, bool with_values,
                       struct pool *pool, struct error *error);

/* The matrices in their roles: keys, and values (without columns where not wanted). */
const struct matrix *inputs_keys(const struct inputs *inputs);
const struct matrix *inputs_values(const struct inputs *inputs);

/* How many rows the keys' file has, and where in it each key is, NULL where no row was dropped. */
size_t inputs_key_rows(const struct inputs *inputs);
const size_t *inputs_key_places(const struct inputs *inputs);

/* The row of its file, from 0, that a key is. */
size_t inputs_key_place(const struct inputs *inputs, size_t key);

/* Their files, as messages name them. */
const char *inputs_keys_name(const struct inputs *inputs);
const char *inputs_values_name(const struct inputs *inputs);

/* Appends the name of the column of classes: that of its header, or `class` where it has none. */
enum status inputs_name_class(const struct inputs *inputs, struct labels *names,
                              struct error *error);

/* What their matrices take together. */
size_t inputs_bytes(const struct inputs *inputs);

/* Notes what --missing=drop took out of each file; of one that was read more than once, as what,
 * too. */
void inputs_note_dropped(const struct inputs *inputs);

void inputs_close(struct inputs *inputs);

#endif

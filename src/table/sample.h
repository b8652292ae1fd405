/* The first rows of a file, read ahead and judged together: its delimiter and its layout. */
#ifndef ATTN_TABLE_SAMPLE_H
#define ATTN_TABLE_SAMPLE_H

#include "table/evidence.h"
#include "table/input.h"
#include "table/layout.h"

/* All zero: not taken yet. Owns the evidence. */
struct sample {
    struct evidence evidence;
    bool taken;    /* the file has been judged */
    bool watching; /* by fewer rows than there may be: those that come must not change it */
    size_t bytes;  /* of the input that were looked at and are still to be read */
};

/* Reads ahead and finds the delimiter, if options->delimiter is '\0', and the layout. The input is
 * left where it was. A pause ends the sample unless options->whole. A file without a row is left
 * for the reader to refuse. */
enum status sample_take(struct sample *sample, struct input *input, struct reader_options *options,
                        struct layout *layout, struct error *error);

/* While watching: takes what has been read, the whole fragment, and fails if what is known now
 * would have made another layout. */
enum status sample_watch(struct sample *sample, const struct fragment *fragment,
                         const struct reader_options *options, const struct layout *layout,
                         struct error *error);

void sample_free(struct sample *sample);

#endif

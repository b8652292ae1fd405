/* The fields of a file, as the splitter cuts them, to rows of numbers: what the fields are, the
 * layout says. One row is held at a time. */
#ifndef ATTN_TABLE_RECORD_H
#define ATTN_TABLE_RECORD_H

#include "table/layout.h"
#include "table/splitter.h"

/* The row at hand, and how far the file has been read. Owns its memory. */
struct record {
    const struct reader_options *options; /* borrowed */
    const struct layout *layout;          /* borrowed */

    bool ready;          /* a row of data is complete; whoever takes it sets this to false */
    void *values;        /* its numbers, in the precision asked for */
    size_t count;        /* so many */
    struct labels names; /* the texts of the fields that the layout keeps, in their order */
    struct labels text;  /* in pieces, all of it, if that is kept */
    bool missing;        /* it has a missing cell that --missing=drop is to drop */
    char first_byte;     /* of its first field */
    bool joins;          /* the row's text is made of its cells; else the reader adds it */

    struct splitter splitter;
    size_t room; /* numbers there is room for in `values` */
    size_t rows; /* rows begun, the header counted */
};

/* The record takes what its splitter is fed. */
void record_open(struct record *record, const char *name, const struct reader_options *options,
                 const struct layout *layout);

void record_close(struct record *record);

#endif

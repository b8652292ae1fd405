/* CSV text, handed over line by line, to rows of numbers: the path that decides what is right.
 * libcsv splits the fields; what they are, the layout says. One row is held at a time. */
#ifndef ATTN_TABLE_RECORD_H
#define ATTN_TABLE_RECORD_H

#include <csv.h>

#include "table/layout.h"

/* A line, or a part of one that is too long for the buffer it is read into. */
struct fragment {
    const char *text;
    size_t length;    /* with the line end */
    bool starts_line; /* the first of its line */
    bool ends_line;   /* ends with CR, LF or CRLF */
    bool late_lf;     /* the LF of a CRLF whose CR ended the fragment before */
};

/* The row at hand, and how far the file has been read. Owns its memory. */
struct record {
    const struct reader_options *options; /* borrowed */
    const char *name;                     /* borrowed: the file, for messages */
    struct layout layout;

    bool ready;          /* a row of data is complete, and waits to be taken */
    void *values;        /* its numbers, in the precision asked for */
    size_t count;        /* so many */
    struct labels label; /* its name, if the layout has labels */
    bool missing;        /* it has a missing cell that --missing=drop is to drop */
    size_t blanks;       /* blank lines before it, or since the row before */

    struct csv_parser parser;
    size_t room;         /* numbers there is room for in `values` */
    struct labels held;  /* the first row, while it may be a header */
    bool holding;        /* its cells go there */
    bool in_comment;     /* the line at hand is one */
    bool open;           /* a row has begun and has not ended */
    size_t rows;         /* rows begun, the header counted */
    size_t line;         /* the physical line at hand, from 1 */
    size_t row_line;     /* where the row began */
    size_t field_line;   /* where the field at hand began */
    size_t field;        /* fields of the row that are complete */
    size_t blank_line;   /* the first of `blanks` */
    enum status status;  /* of the row at hand: libcsv's callbacks return nothing */
    struct error *error; /* where they leave the message */
};

/* False if libcsv cannot be set up. */
bool record_open(struct record *record, const char *name, const struct reader_options *options);

/* Takes the next fragment of the file. Not to be called while a row is ready. */
enum status record_feed(struct record *record, const struct fragment *fragment,
                        struct error *error);

/* The end of the file: may make a last row ready. */
enum status record_finish(struct record *record, struct error *error);

/* The ready row has been taken. */
void record_taken(struct record *record);

void record_close(struct record *record);

#endif

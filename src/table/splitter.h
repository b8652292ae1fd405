/* CSV text, handed over line by line, to fields: libcsv in strict mode cuts them. Counts what
 * libcsv does not: physical lines and blank lines. Knows lines to skip and comments, but not what
 * the fields mean. */
#ifndef ATTN_TABLE_SPLITTER_H
#define ATTN_TABLE_SPLITTER_H

#include <csv.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "table/reader.h"

/* A line, or a part of one that is too long for the buffer it is read into. */
struct fragment {
    const char *text;
    size_t length;    /* with the line end */
    bool starts_line; /* the first of its line */
    bool ends_line;   /* ends with CR, LF or CRLF */
    bool late_lf;     /* the LF of a CRLF whose CR ended the fragment before */
};

struct splitter;

/* Who takes the parts of a row, one after the other: `begin` its beginning, `field` the text of
 * each field (good until it returns; splitter.field is its number), `end` its end. After a failure
 * nothing is called any more, and the splitter's caller gets it. */
struct splitter_sink {
    enum status (*begin)(void *context, struct error *error);
    enum status (*field)(void *context, const char *text, size_t length, struct error *error);
    enum status (*end)(void *context, struct error *error);
    void *context;
};

struct splitter {
    const struct reader_options *options; /* borrowed */
    const char *name;                     /* borrowed: the file, for messages */
    struct splitter_sink sink;

    size_t line;       /* the physical line at hand, from 1 */
    size_t row_line;   /* where the row at hand began */
    size_t field_line; /* where the field at hand began */
    size_t field;      /* its number, from 1 */
    bool open;         /* a row has begun and has not ended */
    size_t blanks;     /* blank lines since it was last set to 0 */
    size_t blank_line; /* the first of them */

    struct csv_parser parser;
    bool in_comment;     /* the line at hand is a comment, or skipped */
    bool in_quotes;      /* where blanks delimit: the text at hand is inside quotes, */
    bool after_blank;    /* or comes after blanks that libcsv has not got yet */
    enum status status;  /* what a sink said, for libcsv's callbacks return nothing */
    struct error *error; /* where it left the message */
};

void splitter_open(struct splitter *splitter, const char *name,
                   const struct reader_options *options, const struct splitter_sink *sink);

/* Takes the next fragment of the file. */
enum status splitter_feed(struct splitter *splitter, const struct fragment *fragment,
                          struct error *error);

/* The end of the file: ends the row at hand, if there is one. */
enum status splitter_end(struct splitter *splitter, struct error *error);

/* Whether the byte is a blank that may stand around a field. Where a blank is the delimiter, any
 * run of blanks and tabs is one delimiter. */
static inline bool splitter_is_blank(char byte, char delimiter)
{
    return byte == ' ' || (byte == '\t' && delimiter != '\t');
}

/* Whether a line that begins so, blanks aside, is a comment. An error value of spreadsheets, such
 * as #N/A, begins a row. */
bool splitter_is_comment(const char *text, const char *end, const struct reader_options *options);

/* Whether a line, its end included, is the one by which Excel names the delimiter: `sep=;`. As the
 * first line of a file it is no row. */
bool splitter_names_delimiter(const char *text, size_t length, char *delimiter);

void splitter_close(struct splitter *splitter);

#endif

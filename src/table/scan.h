/* Rows of plain numbers, straight from the text to the matrix: the short cut past splitter and
 * record. It takes whole lines without quotes whose cells are what they should be; at anything
 * else it stops, and leaves the line to the other two, who know what is right and what is wrong
 * with it. */
#ifndef ATTN_TABLE_SCAN_H
#define ATTN_TABLE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/threads.h"
#include "table/cell.h"
#include "table/reader.h"

/* What the rows of the file at hand look like. Fields count from 1. */
struct scan_format {
    enum precision precision;
    struct cell_rules rules; /* with the same precision */
    enum missing missing;
    char delimiter; /* ' ': any run of blanks and tabs */
    char stop;      /* a line that begins with this byte is no plain row: a comment, or LF */
    bool quotes;    /* fields may be quoted; otherwise a quote is a byte like any other */
    size_t label;   /* the field that names the row, 0: none */
    size_t class;   /* the field of its class, 0: none */
    bool row;       /* the text of the row is kept, too */
    size_t columns; /* numbers in a row */
    size_t fields;
    const size_t *places; /* borrowed: for each field the number's place in the row plus 1, or 0
                             where it is no number; NULL: every field but a label before
                             them is one */
    const size_t *names;  /* borrowed: for each field its place among those whose text is kept plus
                             1, or 0; such a field may be quoted */
    size_t name_count;    /* how many texts are kept, that of the label included */
};

/* A name as it stands in the text. */
struct scan_name {
    const char *text;
    size_t length;
};

/* What a row has besides its numbers. */
struct scan_note {
    struct scan_name *names; /* name_count of them, if that is not 0 */
    struct scan_name row;    /* without its line end */
    bool missing;            /* it has a missing cell, and --missing=drop is on */
};

/* Whether rows with this delimiter can be scanned: not if it could be a part of a number, or is
 * NUL. */
bool scan_is_possible(char delimiter);

/* Reads rows from text..end, which ends with LF, until it has `most` of them or one is not plain.
 * Their numbers go to `out`, one row after the other, and their notes to `notes`, which is NULL if
 * there are neither texts to keep nor rows to drop. Returns the byte after the last of them, and
 * how many they are in *rows. */
const char *scan_rows(const struct scan_format *format, const char *text, const char *end,
                      size_t most, void *out, struct scan_note *notes, size_t *rows);

/* How many LF the text has. */
size_t scan_count_lines(const char *text, const char *end);

enum { SCAN_PIECES = 64 };

/* Lines that one worker scans. */
struct scan_piece {
    const char *text, *end;
    size_t lines;     /* so many of them */
    size_t first;     /* the rows of the pieces before, if every line is one */
    size_t rows;      /* rows of plain numbers at its beginning */
    const char *rest; /* the line after those */
};

/* A stretch of whole lines that all workers scan at once. Pointers are borrowed. */
struct scan {
    const struct scan_format *format;
    struct pool *pool; /* NULL: the calling thread alone */
    const char *text, *end;
    struct scan_piece pieces[SCAN_PIECES];
    size_t count, step; /* of pieces, and the bytes that each is given */
    size_t lines;
    void *out;                 /* rows go here in order: room for `lines` of them */
    struct scan_note *notes;   /* theirs, or NULL */
    void (*meanwhile)(void *); /* something else to do at the same time; NULL: nothing */
    void *meanwhile_context;
};

/* Cuts text..end, which ends with LF, and counts its lines. */
void scan_cut(struct scan *scan, const char *text, const char *end);

/* Scans the lines. Returns the number of rows that stand before the first line that is none, and
 * that line in *rest (the end, if there is none). */
size_t scan_all(struct scan *scan, const char **rest);

#endif

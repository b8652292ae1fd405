/* Rows of plain numbers, straight from the text to the matrix: the short cut past splitter and
 * record. It takes whole lines without quotes whose cells are what they should be; at anything
 * else it stops, and leaves the line to the other two, who know what is right and what is wrong
 * with it. */
#ifndef ATTN_TABLE_SCAN_H
#define ATTN_TABLE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "table/reader.h"

/* What the rows of the file at hand look like. */
struct scan_format {
    enum precision precision;
    enum missing missing;
    char delimiter;
    char stop;      /* a line that begins with it is none of ours: a comment, or LF */
    bool label;     /* the first field is the row's name, it may be quoted */
    size_t columns; /* numbers in a row */
    size_t fields;
    const size_t *places; /* borrowed: for each field the number's place in the row plus 1, or 0
                             where it is no number; NULL: every field but the label is one */
};

/* What a row has besides its numbers. */
struct scan_note {
    const char *label; /* in the text */
    size_t length;
    bool missing; /* it has a missing cell, and --missing=drop is on */
};

/* False for a delimiter that could be a part of a number, and for NUL. */
bool scan_is_possible(char delimiter);

/* Reads rows from text..end, which ends with LF, until it has `most` of them or one is not plain.
 * Their numbers go to `out`, one row after the other, and their notes to `notes`, which is NULL if
 * there are neither labels nor rows to drop. Returns the byte after the last of them, and
 * how many they are in *rows. */
const char *scan_rows(const struct scan_format *format, const char *text, const char *end,
                      size_t most, void *out, struct scan_note *notes, size_t *rows);

/* Reads numbers from *text on, each with the delimiter after it and without blanks, to
 * values[first..] until there are `most` or something else stands there; moves *text behind them
 * and returns how many they are. */
size_t scan_numbers(enum precision precision, char delimiter, const char **text, const char *end,
                    void *values, size_t first, size_t most);

/* How many LF there are. */
size_t scan_count_lines(const char *text, const char *end);

#endif

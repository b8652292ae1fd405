/* Rows of text and numbers, for people or for programs: aligned columns on a terminal, CSV
 * otherwise. The matrices of the pipeline do not pass here (see writer.h). */
#ifndef ATTN_TABLE_LISTING_H
#define ATTN_TABLE_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/precision.h"

struct listing_options {
    bool aligned;   /* columns under each other, text escaped for a terminal; else CSV */
    char delimiter; /* of the CSV */
    int digits;     /* significant digits; 0: the shortest text that reads back the same */
    enum precision precision; /* in which that is so */
    size_t number_width;      /* aligned numbers take so many columns, so that rows which come later
                                 stand below; 0: as many as the widest takes */
    bool note_rounded, note_cut; /* what was is noted at the end, with the remedy --csv */
};

enum { LISTING_MOST = 128 };

struct listing;

/* Opens the output as writer_open does. */
enum status listing_open(struct listing **listing, const char *path,
                         const struct listing_options *options, struct error *error);

/* The next cell of the row at hand. Every row has as many cells as the first, LISTING_MOST at
 * most. Memory that runs out is reported by listing_flush or listing_close. */
void listing_text(struct listing *listing, const char *text, size_t length);
void listing_index(struct listing *listing, size_t index);

/* The first cells of a row of CSV, which need no more quotes. */
void listing_row(struct listing *listing, const char *text, size_t length);

/* A text that takes at most `most` columns: the end of a longer one becomes ~. */
void listing_short_text(struct listing *listing, const char *text, size_t length, size_t most);
void listing_number(struct listing *listing, double number);
void listing_nothing(struct listing *listing);
void listing_end_row(struct listing *listing);

/* For the notes: of `columns` columns only so many are listed. */
void listing_columns(struct listing *listing, size_t shown, size_t columns);

/* For the notes: what shows all, where that is not --csv alone. Borrowed. */
void listing_remedy(struct listing *listing, const char *remedy);

/* A column takes so many columns of the screen at least, so that longer texts which come later
 * align. */
void listing_widen(struct listing *listing, size_t column, size_t width);

/* Memory has run out for a cell of the row at hand: reported as if it had here. */
void listing_fail(struct listing *listing);

/* A line of its own between rows, for people: printed as it is, but for what would steer a
 * terminal. Rows after it align anew. */
void listing_line(struct listing *listing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Lines as they stand, for a terminal that is to take its colours from them. */
void listing_picture(struct listing *listing, const char *text, size_t length);

/* Hands the rows so far to the system. Columns widen from flush to flush, and never narrow. */
enum status listing_flush(struct listing *listing, struct error *error);

/* Where several ranks list, as writer_pass and writer_take. */
enum status listing_pass(struct listing *listing, struct error *error);
enum status listing_take(struct listing *listing, size_t rank, struct error *error);

/* Flushes and closes, or removes the unfinished file, as writer_close does; NULL is nothing. */
enum status listing_close(struct listing *listing, enum status status, struct error *error);

#endif

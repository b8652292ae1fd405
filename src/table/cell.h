/* One cell of a CSV row: what its text is, and how messages speak of it. */
#ifndef ATTN_TABLE_CELL_H
#define ATTN_TABLE_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/precision.h"

enum cell {
    CELL_NUMBER, /* finite or infinite */
    CELL_NAN,    /* `nan` with or without a sign: a number to the header test, else missing */
    CELL_EMPTY,  /* nothing, or NA in any case: missing */
    CELL_TYPO,   /* begins like a number (digit, or point and digit) and is none */
    CELL_DATE,   /* of these, one that begins like a date or a time: 2020-01, 12:30 */
    CELL_TEXT,
};

/* What text[0..length) is, blanks round it passed over. A number goes to *value (a double or a
 * float), NaN for CELL_NAN and CELL_EMPTY; else it is untouched. */
enum cell cell_read(const char *text, size_t length, enum precision precision, void *value);

/* cell_read for a matrix of 1 and 0: `true` and `false` in any case are these numbers, too. */
enum cell cell_read_binary(const char *text, size_t length, enum precision precision, void *value);

/* Puts NaN, or zero, into *value. */
void cell_set_nan(enum precision precision, void *value);
void cell_set_zero(enum precision precision, void *value);

/* Whether all of so many numbers are 1 or 0. */
bool cells_are_binary(const void *values, enum precision precision, size_t count);

/* Where a cell stands in the input. Lines and fields count from 1. */
struct place {
    const char *name; /* the file as the user knows it */
    size_t line, field;
};

/* "NAME:LINE: field FIELD: 'TEXT' is not a number" and the remedy, if it is not NULL, or a better
 * one that the text itself, among cells that `delimiter` separates, suggests. A long text is cut; a
 * NUL, which would end the message, is shown as \x00. Return STATUS_FAILED. */
enum status cell_not_number(struct error *error, const struct place *place, const char *text,
                            size_t length, char delimiter, const char *remedy);
enum status cell_missing(struct error *error, const struct place *place, const char *remedy);

#endif

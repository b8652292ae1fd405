/* One cell of a CSV row: what its text is. */
#ifndef ATTN_TABLE_CELL_H
#define ATTN_TABLE_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/precision.h"

enum cell {
    CELL_NUMBER,  /* finite or infinite */
    CELL_VECTOR,  /* several numbers, see vector.h */
    CELL_MISSING, /* nothing, NaN or another known spelling of a missing value */
    CELL_NEAR,    /* nearly a number: see near.h */
    CELL_NAME,    /* anything else: dates, times and 1st are names */
};

/* How a cell is read. */
struct cell_rules {
    enum precision precision;
    bool binary; /* a matrix of 1 and 0: `true` and `false` in any case are these numbers, too */
    bool decimal_comma; /* a comma stands before decimals; a point is no part of a number then */
    const char *na;     /* more spellings of a missing value, a comma between each two; or NULL */
};

/* What text[0..length) is, without the blanks around it. A number goes to *value (a double or a
 * float), as does NaN for CELL_MISSING; otherwise *value is left alone. */
enum cell cell_read(const char *text, size_t length, const struct cell_rules *rules, void *value);

/* Whether a cell of text, which is no number, is missing: empty, or an item of the list (NULL:
 * none). */
bool cell_lacks_text(const char *text, size_t length, const char *na);

/* Puts NaN, or zero, into *value. */
void cell_set_nan(enum precision precision, void *value);
void cell_set_zero(enum precision precision, void *value);

/* Whether all of so many numbers are 1 or 0. */
bool cells_are_binary(const void *values, enum precision precision, size_t count);

#endif

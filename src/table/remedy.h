/* What messages advise where a file is not what it should be. */
#ifndef ATTN_TABLE_REMEDY_H
#define ATTN_TABLE_REMEDY_H

#include <stddef.h>

#include "base/error.h"

/* Where a cell stands in the input. Lines and fields count from 1. */
struct place {
    const char *name; /* the file as the user knows it */
    size_t line, field;
};

/* "NAME:LINE: field FIELD: 'TEXT' is not a number" and the remedy, if it is not NULL, or a better
 * one that the text itself, among cells that `delimiter` separates, suggests. A long text is cut; a
 * NUL, which would end the message, is shown as \x00. Return STATUS_FAILED. */
enum status remedy_not_number(struct error *error, const struct place *place, const char *text,
                              size_t length, char delimiter, const char *remedy);
enum status remedy_missing_cell(struct error *error, const struct place *place, const char *remedy);

extern const char remedy_header[], remedy_header_short[], remedy_labels[],
    remedy_labels_or_header[], remedy_side_labels[], remedy_side_header[], remedy_missing[],
    remedy_missing_kept[], remedy_missing_binary[];

/* Labels hold another delimiter than the one that separates the cells. */
enum status remedy_other_delimiter(struct error *error, const char *name, char other,
                                   char delimiter);

/* How --delimiter calls it. */
const char *remedy_delimiter(char delimiter);

/* What the first byte of a row tells that has another number of fields than it should; NULL if
 * nothing. */
const char *remedy_for_row(char first);

#endif

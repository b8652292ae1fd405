/* What messages advise where a file is not what it should be. */
#ifndef ATTN_TABLE_REMEDY_H
#define ATTN_TABLE_REMEDY_H

#include <stddef.h>

extern const char remedy_header[], remedy_header_short[], remedy_labels[],
    remedy_labels_or_header[], remedy_columns[], remedy_missing[], remedy_missing_kept[],
    remedy_missing_binary[];

/* What the text, not empty, of a cell that is no number, in the field counted `field` from 1, tells
 * of the trouble: another delimiter than `delimiter`, a comment, a decimal comma, a word for a
 * missing value. NULL if it tells nothing. */
const char *remedy_for_cell(const char *text, size_t length, size_t field, char delimiter);

/* The same for a row that has another number of fields than it should, from its first byte. */
const char *remedy_for_row(char first);

#endif

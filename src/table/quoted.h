/* A field of text as CSV: in quotes where it would not be read back as it is without. */
#ifndef ATTN_TABLE_QUOTED_H
#define ATTN_TABLE_QUOTED_H

#include <stddef.h>

/* The room that a text of this length may take: every byte a quote, which is doubled, in quotes. */
static inline size_t quoted_room(size_t length)
{
    return 2 * length + 2;
}

/* Writes the field and returns its end. */
char *quoted_put(char *out, const char *text, size_t length, char delimiter);

#endif

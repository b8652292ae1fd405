/* The text of a picture as it grows. */
#ifndef ATTN_PICTURE_SHEET_H
#define ATTN_PICTURE_SHEET_H

#include <stdbool.h>
#include <stddef.h>

/* Owns its text; all zero is empty. Memory that runs out is noted in `failed`, and the rest is
 * left out. */
struct sheet {
    char *text;
    size_t length, room;
    bool failed;
};

void sheet_add(struct sheet *sheet, const char *text, size_t length);
void sheet_print(struct sheet *sheet, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same bytes again and again. */
void sheet_repeat(struct sheet *sheet, const char *text, size_t times);

/* Text of the user's in at most `columns` columns, controls escaped; if it is cut, an
 * ellipsis (".." where `ascii`, which also shows other characters as '?') stands for its middle,
 * or where there is little room for its end. Returns the columns taken. */
size_t sheet_label(struct sheet *sheet, const char *text, size_t length, size_t columns,
                   bool ascii);

/* Adds what another sheet holds, and that it has failed, if it has; the columns it takes, if it is
 * a line of printable text. */
void sheet_append(struct sheet *sheet, const struct sheet *more);
size_t sheet_width(const struct sheet *sheet);

void sheet_free(struct sheet *sheet);

#endif

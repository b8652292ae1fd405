/* Growing text; see sheet.h. */
#include "picture/sheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { MIDDLE_LEAST = 12 }; /* columns of a text that is cut in its middle; else at its end */

/* Room for `more` bytes and a NUL; NULL if there is no memory. */
static char *make_room(struct sheet *sheet, size_t more)
{
    if (sheet->room - sheet->length <= more) {
        size_t room = 2 * sheet->room + more + 1;
        char *text = sheet->failed ? NULL : memory_resize(sheet->text, room, 1);
        if (!text) {
            sheet->failed = true;
            return NULL;
        }
        sheet->text = text;
        sheet->room = room;
    }
    return sheet->text + sheet->length;
}

void sheet_add(struct sheet *sheet, const char *text, size_t length)
{
    char *out = make_room(sheet, length);
    if (!out || !length)
        return;
    memcpy(out, text, length);
    sheet->length += length;
}

void sheet_print(struct sheet *sheet, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t length = (size_t)vsnprintf(NULL, 0, format, arguments);
    char *out = make_room(sheet, length);
    if (out) {
        vsnprintf(out, length + 1, format, again);
        sheet->length += length;
    }
    va_end(again);
    va_end(arguments);
}

void sheet_repeat(struct sheet *sheet, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        sheet_add(sheet, text, strlen(text));
}

/* Shows what is not ASCII as one '?' a character, in place; returns the new length. */
static size_t to_ascii(char *text, size_t length)
{
    size_t kept = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x80 || (byte & 0xc0) != 0x80)
            text[kept++] = byte < 0x80 ? text[i] : '?';
    }
    return kept;
}

size_t sheet_label(struct sheet *sheet, const char *text, size_t length, size_t columns, bool ascii)
{
    char *shown = memory_new(length, 4);
    if (!shown) {
        sheet->failed = true;
        return 0;
    }
    size_t kept = text_escape(text, length, shown);
    if (ascii)
        kept = to_ascii(shown, kept);
    size_t width = text_width(shown, kept);
    const char *ellipsis = ascii ? ".." : "\xe2\x80\xa6";
    size_t ellipsis_width = ascii ? 2 : 1;
    if (width <= columns) {
        sheet_add(sheet, shown, kept);
    } else if (columns > ellipsis_width) {
        /* Names often differ in their ends. */
        const size_t end =
            columns < MIDDLE_LEAST ? kept : text_fit(shown, kept, width - columns / 3);
        const size_t end_width = text_width(shown + end, kept - end);
        const size_t begin = text_fit(shown, end, columns - ellipsis_width - end_width);
        width = text_width(shown, begin) + ellipsis_width + end_width;
        sheet_add(sheet, shown, begin);
        sheet_repeat(sheet, ellipsis, 1);
        sheet_add(sheet, shown + end, kept - end);
    } else {
        kept = text_fit(shown, kept, columns);
        width = text_width(shown, kept);
        sheet_add(sheet, shown, kept);
    }
    free(shown);
    return width;
}

void sheet_append(struct sheet *sheet, const struct sheet *more)
{
    sheet_add(sheet, more->text, more->length);
    sheet->failed |= more->failed;
}

size_t sheet_width(const struct sheet *sheet)
{
    return sheet->length ? text_width(sheet->text, sheet->length) : 0;
}

void sheet_free(struct sheet *sheet)
{
    free(sheet->text);
    *sheet = (struct sheet){0};
}

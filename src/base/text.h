/* Text that people read: which bytes are printable, and how many columns they take on a terminal.
 * Text is UTF-8 whatever the locale is; the program never asks libc for the locale. */
#ifndef ATTN_BASE_TEXT_H
#define ATTN_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* The length of the printable UTF-8 sequence (RFC 3629) that text[0..length) starts with; 0 if it
 * starts with none. Controls are not printable. Nor are the C1 controls U+0080 to U+009F, which
 * terminals obey, and the characters that change the direction of writing, U+202A to U+202E and
 * U+2066 to U+2069. */
size_t text_printable(const char *text, size_t length);

/* Copies text[0..length) with every unprintable byte as \xNN into `out`, which needs room for 4
 * times the length; returns the length of the copy. */
size_t text_escape(const char *text, size_t length, char *out);

/* The length of the longest start of text[0..length) that has at most `most` bytes and does not end
 * within a UTF-8 sequence. */
size_t text_cut(const char *text, size_t length, size_t most);

/* The columns that printable text takes: 2 for East Asian wide characters and pictographs, 0 for
 * combining marks, 1 for all others. */
size_t text_width(const char *text, size_t length);

/* The length of the longest start of printable text that takes at most `columns` columns. */
size_t text_fit(const char *text, size_t length, size_t columns);

/* A hash of text[0..length): FNV-1a (Fowler, Noll and Vo). */
uint64_t text_hash(const char *text, size_t length);

/* The ending of a noun after that count: "" after 1, otherwise "s". */
static inline const char *text_plural(size_t count)
{
    return count == 1 ? "" : "s";
}

#endif

/* A cell that holds a whole vector, as Python writes lists and arrays: numbers in brackets, with
 * commas or blanks between them. */
#ifndef ATTN_TABLE_VECTOR_H
#define ATTN_TABLE_VECTOR_H

#include <stdbool.h>
#include <stddef.h>

/* What is left of a vector. Borrows the text. */
struct vector {
    const char *at;
    bool decimal_comma; /* a comma stands before decimals, and separates no numbers */
};

/* Begins with text[0..length), blanks round it passed over. Returns how many numbers it holds; 0 if
 * it is no vector. */
size_t vector_open(struct vector *vector, const char *text, size_t length, bool decimal_comma);

/* The next number as it stands in the text; false after the last. */
bool vector_next(struct vector *vector, const char **item, size_t *length);

/* Whether it is a vector that was cut short, with `...` in the place of numbers. */
bool vector_is_cut(const char *text, size_t length);

#endif

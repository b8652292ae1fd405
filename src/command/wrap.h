/* Words in lines that fit 80 columns. */
#ifndef ATTN_COMMAND_WRAP_H
#define ATTN_COMMAND_WRAP_H

#include <stddef.h>
#include <stdio.h>

/* Prints the words of `text` (ASCII, apart by blanks) where `column` columns of the line are taken
 * already, and goes on in a new line, after `indent` blanks, where the next word does not fit.
 * Returns the columns taken then. No line is ended. */
size_t wrap_words(FILE *stream, const char *text, size_t column, size_t indent);

#endif

/* What kind of data a file holds, told by its first bytes: many kinds are no text, or no CSV. */
#ifndef ATTN_TABLE_KIND_H
#define ATTN_TABLE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Refuses data that is no CSV with a message that says what it is. text[0..length) is the beginning
 * of the file, and all of it if `whole`. *more becomes true where more must come to tell. */
enum status kind_check(const char *name, const char *text, size_t length, bool whole, bool *more,
                       struct error *error);

#endif

/* Which bytes may separate the cells of a file: those that stand outside quotes equally often in
 * every row. */
#ifndef ATTN_TABLE_DELIMITER_H
#define ATTN_TABLE_DELIMITER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "table/evidence.h"

/* What may separate the cells of the rows at the beginning of the text, by how often it stands
 * there, in `found`; returns how many there are. `whole`: the file ends with the text. A first line
 * `sep=;` decides. */
size_t delimiter_find(const char *text, const char *end, bool whole,
                      const struct reader_options *options, char found[EVIDENCE_DELIMITERS]);

/* Whether cells so separated leave a column of numbers. */
bool delimiter_fits(const struct evidence *evidence);

/* The error for a file that several fit: two of them at least. */
enum status delimiter_refuse(const char *name, const char *found, size_t count,
                             struct error *error);

/* What it is called. */
const char *delimiter_name(char delimiter);

#endif

/* Readers and printers of the options whose argument is no plain number, name or choice; the table
 * in option_table.c points to them. */
#ifndef ATTN_COMMAND_OPTION_VALUES_H
#define ATTN_COMMAND_OPTION_VALUES_H

#include "command/option_table.h"

typedef enum status option_set(const struct option_row *row, struct options *options,
                               const char *argument, struct error *error);
typedef void option_show(const struct options *options, char *text, size_t size);

/* Stores the argument; STATUS_USAGE and what it should have been if it does not fit. */
option_set set_delimiter, set_comment, set_similarity, set_normalizer, set_scale, set_offset,
    set_digits, set_max_memory, set_head, set_rope, set_range, set_columns;

/* Prints the value as help shows a default. */
option_show show_delimiter, show_similarity, show_normalizer, show_scale, show_offset,
    show_max_memory;

#endif

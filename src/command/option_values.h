/* Readers and printers of the options whose argument is no plain number, name or choice; the table
 * in option_table.c points to them. */
#ifndef ATTN_COMMAND_OPTION_VALUES_H
#define ATTN_COMMAND_OPTION_VALUES_H

#include "command/option_table.h"

/* Whole text to a finite number, to one above 0, or to an integer of at most `limit` in magnitude;
 * false if it is none. */
bool option_number(const char *text, double *value);
bool option_positive(const char *text, double *value);
bool option_integer(const char *text, int64_t limit, int64_t *value);

/* "--NAME: 'ARGUMENT' is not WANTED". */
enum status option_refuse(const struct option_row *row, const char *argument, const char *wanted,
                          struct error *error);

typedef enum status option_set(const struct option_row *row, struct options *options,
                               const char *argument, struct error *error);
typedef void option_show(const struct options *options, char *text, size_t size);

/* Stores the argument; STATUS_USAGE and what it should have been if it does not fit. */
option_set set_delimiter, set_comment, set_similarity, set_normalizer, set_scale, set_offset,
    set_digits, set_max_memory, set_head, set_rope, set_range, set_columns, set_bandwidth,
    set_window, set_valid_keys, set_alibi, set_alpha, set_sigmoid_bias, set_sink;

/* Prints the value as help shows a default. */
option_show show_delimiter, show_similarity, show_normalizer, show_scale, show_offset,
    show_max_memory, show_bandwidth, show_alpha;

#endif

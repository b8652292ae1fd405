/* The rules between options: what may stand together, what needs what, and what would do nothing in
 * this run. */
#ifndef ATTN_COMMAND_RULES_H
#define ATTN_COMMAND_RULES_H

#include "command/option_table.h"

/* The words of the command line. */
struct given {
    bool options[OPTION_ROWS_MAX]; /* which rows of the table were given as options */
    char *const *operands;         /* borrowed from argv */
    int operand_count;
};

/* Refuses what makes no sense; the request is complete otherwise. */
enum status rules_check(const struct request *request, const struct given *given,
                        struct error *error);

#endif

/* What `attn help` knows besides the stages: each group of options with the names and formulas that
 * belong to it, these alone, and any one option or name. */
#ifndef ATTN_COMMAND_TOPICS_H
#define ATTN_COMMAND_TOPICS_H

#include "base/suggest.h"
#include "command/request.h"

/* The names of the topics; NULL at the end. Valid until the program ends. */
const char *const *topics_names(void);

/* Prints the topic; STATUS_USAGE without a message if there is none of that name. Options are shown
 * with the defaults that they have in `stage`. */
enum status topics_print(const char *name, const struct stage *stage, struct error *error);

/* Offers everything that topics_print knows. */
void topics_suggest(struct suggestion *suggestion, const char *misspelt);

#endif

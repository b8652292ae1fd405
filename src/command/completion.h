/* Completion for bash, zsh and fish, printed from the tables of stages, options and functions, so
 * that none of it can be forgotten. */
#ifndef ATTN_COMMAND_COMPLETION_H
#define ATTN_COMMAND_COMPLETION_H

#include "command/request.h"

/* The topics of `attn help` that are completion scripts: "completion-bash" ...; NULL at the end. */
extern const char *const completion_topics[];

/* Prints the script that `topic` names; STATUS_USAGE without a message if it names none. `topics`,
 * NULL at the end, are the other words that `attn help` takes. */
enum status completion_print(const char *topic, const struct stage *stages, size_t count,
                             const char *const *topics, struct error *error);

#endif

/* Help on standard output, printed from the tables of stages, options and functions. */
#ifndef ATTN_COMMAND_HELP_H
#define ATTN_COMMAND_HELP_H

#include <stdio.h>

#include "base/error.h"
#include "base/suggest.h"
#include "command/request.h"

/* `attn` alone: a few lines of orientation. `stages` has `count` rows. */
void help_orientation(const struct stage *stages, size_t count, FILE *stream);

/* `attn --help`: a screen. `stages` has `count` rows. */
enum status help_overview(const struct stage *stages, size_t count, struct error *error);

/* `attn help STAGE`: usage, formula, the options the stage takes and their defaults, and the table
 * of functions it chooses from. */
enum status help_stage(const struct stage *stage, struct error *error);

/* `attn help TOPIC`: a group of options with the names and formulas that belong to it, these alone,
 * or any one option or name; STATUS_USAGE without a message if there is none of that name. Options
 * are shown with the defaults that they have in `stage`. */
enum status help_topic(const char *name, const struct stage *stage, struct error *error);

/* The names of the groups and lists; NULL at the end. Valid until the program ends. */
const char *const *help_topics(void);

/* Offers everything that help_topic knows. */
void help_suggest(struct suggestion *suggestion, const char *misspelt);

/* `attn --version`. */
enum status help_version(struct error *error);

/* Flushes standard output and reports what failed: for text, as writer_close is for data. */
enum status help_finish(struct error *error);

#endif

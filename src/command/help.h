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

/* `attn help STAGE`: usage, formula and example, its own options in full, and of those that it
 * shares the names, with the topic that explains them. */
enum status help_stage(const struct stage *stage, struct error *error);

/* `attn help WORD`: a group of options with the names and formulas that belong to it, these alone,
 * an option, a name, a word of another system, what an author's name stands beside, or what has the
 * word in its explanation; STATUS_USAGE without a message if there is nothing. Options are shown
 * with the defaults that they have in the first of the `count` stages. */
enum status help_word(const char *word, const struct stage *stages, size_t count,
                      struct error *error);

/* The names of the groups and lists; NULL at the end. Valid until the program ends. */
const char *const *help_topics(void);

/* Offers everything that help_word knows by name. */
void help_suggest(struct suggestion *suggestion, const char *misspelt);

/* `attn --version`. */
enum status help_version(struct error *error);

/* Flushes standard output and reports what failed: for text, as writer_close is for data. */
enum status help_flush(struct error *error);

#endif

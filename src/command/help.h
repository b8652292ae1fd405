/* Help on standard output, printed from the tables of stages, options and functions. */
#ifndef ATTN_COMMAND_HELP_H
#define ATTN_COMMAND_HELP_H

#include "base/error.h"
#include "command/entries.h"
#include "command/request.h"

/* `attn` alone: a few lines of orientation. `stages` has `count` rows. */
void help_orientation(const struct stage *stages, size_t count, FILE *stream);

/* `attn --help`: a screen. `stages` has `count` rows. */
enum status help_overview(const struct stage *stages, size_t count, struct error *error);

/* `attn help STAGE`: usage, formula, the options the stage takes and their defaults, and the table
 * of functions it chooses from. */
enum status help_stage(const struct stage *stage, struct error *error);

/* A list of names, each with formula, parameters and source; a group of the table of options, by
 * its heading, with the defaults that they have in `stage`. Lines have 80 columns at most. */
void help_list(const struct entry_list *list, const struct stage *stage);
void help_group(const char *group, const struct stage *stage);

/* An option's long name, with or without its dashes, and the names of lists that are called so.
 * False if there is neither. */
bool help_name(const char *name, const struct stage *stage);

/* `attn --version`. */
enum status help_version(struct error *error);

/* Flushes standard output and reports what failed: for text, as writer_close is for data. */
enum status help_finish(struct error *error);

#endif

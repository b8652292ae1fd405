/* What names stand for, as help and the manual print it, in lists. Similarities and normalizers
 * carry theirs in their tables; masks, heads and outputs, which are options, have them here. */
#ifndef ATTN_COMMAND_FORMULAS_H
#define ATTN_COMMAND_FORMULAS_H

#include <stdbool.h>
#include <stddef.h>

#include "command/option_table.h"

struct formula {
    const char *name;    /* a similarity, a normalizer, or an option without its dashes */
    const char *formula; /* plain text */
    const char *source;  /* the paper or program it follows */
    unsigned parameters; /* of a similarity or normalizer, */
    const char *options; /* or the options that set its parameters, blanks between; NULL: none */
    const struct alias *aliases; /* in which its other names are; NULL: it has none */
    size_t alias_count;
};

/* A list, and row `index` of it. */
struct formula_list {
    const char *name;  /* as `attn help` takes it */
    const char *topic; /* the group of options it stands beside, as `attn help` takes that */
    const char *title;
    bool of_options; /* its names are options */
    bool of_words;   /* its names are words of other systems, told in a line each */
    const size_t *count;
    struct formula (*row)(size_t index);
};

extern const struct formula_list formula_lists[];
extern const size_t formula_list_count;

/* The list of that name, or NULL. */
const struct formula_list *formula_list_find(const char *name);

/* Its next other name, *next being 0 before the first; NULL at the end. */
const char *formula_alias(const struct formula *formula, size_t *next);

/* The next option that sets a parameter, *next being 0 before the first; NULL at the end. */
const struct option_row *formula_parameter(const struct formula *formula, size_t *next);

#endif

/* The lists of names that help and the manual print, from the tables of attention/. */
#ifndef ATTN_COMMAND_ENTRIES_H
#define ATTN_COMMAND_ENTRIES_H

#include <stdbool.h>

#include "attention/entry.h"

/* A list, and row `index` of it. */
struct entry_list {
    const char *name;  /* as `attn help` takes it */
    const char *topic; /* the group of options it stands beside, as `attn help` takes that */
    const char *title;
    bool of_options; /* its names are options */
    const size_t *count;
    struct entry (*row)(size_t index);
};

extern const struct entry_list entry_lists[];
extern const size_t entry_list_count;

/* The list of that name, or NULL. */
const struct entry_list *entry_list_find(const char *name);

#endif

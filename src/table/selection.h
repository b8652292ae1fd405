/* Columns chosen out of those of a file, by name, by number or as ranges of either. */
#ifndef ATTN_TABLE_SELECTION_H
#define ATTN_TABLE_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "table/labels.h"

/* Owns its memory; all zero chooses every column. Fields count from 1. */
struct selection {
    size_t count;   /* columns chosen */
    size_t *fields; /* the field that each of them is, in the order of the list */
    size_t *places; /* a field's place among them plus 1; 0: not chosen */
};

/* Checks a list: items with commas between. An item is a field's number, a range of numbers (`2-4`,
 * `3-` up to the last), the name of a column, or a range of names (`first-last`). A minus before
 * every item chooses all columns but these. STATUS_USAGE, with a reason that does not name the
 * option, if the list is none. */
enum status selection_check(const char *list, struct error *error);

/* Whether the list says which columns not to choose. */
bool selection_is_all_but(const char *list);

/* Whether an item is a name, so that the file needs a header. */
bool selection_has_names(const char *list);

/* Chooses out of `fields` columns with these names (count 0: none, the list has no names). `name`
 * is the file, for messages. */
enum status selection_resolve(struct selection *selection, const char *list,
                              const struct labels *header, size_t fields, const char *name,
                              struct error *error);

/* Chooses all of `fields` columns; false if there is no memory. */
bool selection_all(struct selection *selection, size_t fields);

/* Chooses none of them; false if there is no memory. Adds one that is not chosen. */
bool selection_none(struct selection *selection, size_t fields);
void selection_add(struct selection *selection, size_t field);

/* Takes a field out, if it is chosen. */
void selection_leave_out(struct selection *selection, size_t field, size_t fields);

/* Takes every field out. */
void selection_leave_all_out(struct selection *selection, size_t fields);

void selection_free(struct selection *selection);

#endif

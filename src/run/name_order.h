/* Files are matched by position. Where two have the same names in another order, that is not what
 * was meant. */
#ifndef ATTN_RUN_NAME_ORDER_H
#define ATTN_RUN_NAME_ORDER_H

#include <stdint.h>

#include "base/error.h"
#include "table/labels.h"

/* Names of a file's rows or columns. */
struct names {
    const struct labels *labels;
    const char *file, *what; /* "rows", "columns" */
};

/* Refuses names that are those of `expected`, each as often, in another order; `remedy` says what
 * to do. Names that differ otherwise mean nothing. */
enum status name_order_check(struct names expected, struct names found, const char *remedy,
                             struct error *error);

/* Refuses, too, a name that each file has once where it stands in different places, whatever the
 * other names are. */
enum status name_order_check_each(struct names expected, struct names found, const char *remedy,
                                  struct error *error);

/* The same as name_order_check of the columns of queries and keys, whose names may differ in the
 * case of letters; only some of the names in other places are noted. */
enum status name_order_check_features(struct names expected, struct names found, const char *remedy,
                                      struct error *error);

/* What the names of rows that have come so far add up to in one file beyond the other. All zero at
 * the start. */
struct name_balance {
    uint64_t sum, squares;
};

/* The same for rows that stream: row `found_row` of names that are at hand stands in the place of
 * `row` of the expected ones. Refuses the first row up to which both files have the same names in
 * another order. Files without names pass. */
enum status name_order_check_row(struct name_balance *balance, struct names expected, size_t row,
                                 struct names found, size_t found_row, const char *remedy,
                                 struct error *error);

/* Refuses a name that differs from the one in its place, number `number` from 1; `what` is one of
 * them, and `reason` says why. Files without names pass. */
enum status name_order_check_same(struct names expected, size_t index, struct names found,
                                  size_t found_index, size_t number, const char *reason,
                                  struct error *error);

/* The same as name_order_check as a note, where the order was asked for; `meaning` says what
 * becomes of it. */
void name_order_note(struct names expected, struct names found, const char *meaning);

/* Notes the first name that differs from the one in its place. Files without names, or with
 * more or fewer of them, pass. */
void name_order_note_other(struct names expected, struct names found, const char *meaning);

#endif

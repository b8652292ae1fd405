/* Files are matched by position. Where two have the same names in another order, that is not what
 * was meant. */
#ifndef ATTN_RUN_NAME_ORDER_H
#define ATTN_RUN_NAME_ORDER_H

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

/* The same as a note, where the order was asked for; `meaning` says what becomes of it. */
void name_order_note(struct names expected, struct names found, const char *meaning);

#endif

/* --explain of compare: the rule, what was compared, and one cell; the report follows. */
#ifndef ATTN_RUN_EXPLAIN_COMPARE_H
#define ATTN_RUN_EXPLAIN_COMPARE_H

#include "attention/comparison.h"
#include "run/telling.h"

/* What was compared. Everything is borrowed. */
struct compared_pair {
    const struct matrix *reference, *candidate; /* the numbers of their first rows */
    const char *reference_name, *candidate_name;
    size_t reference_rows, candidate_rows; /* so many they have */
    const struct comparison *comparison;   /* of all cells that are numbers */
    size_t texts, equal_texts;             /* of the cells of text */
    size_t lone;                           /* cells of rows that only one of the two has */
    bool dropped; /* --missing=drop: i counts without the rows it took out */
};

/* The output is open. */
void explain_comparison(const struct telling *telling, const struct compared_pair *pair);

#endif

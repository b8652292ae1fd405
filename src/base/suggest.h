/* "Did you mean": the name nearest to a misspelt one. */
#ifndef ATTN_BASE_SUGGEST_H
#define ATTN_BASE_SUGGEST_H

#include <stddef.h>

/* A running search: start with all zero, offer every name, then read `best`, which is NULL if no
 * name is near. A name is near if at most about a quarter of its letters are wrong, by the distance
 * of Damerau and Levenshtein with adjacent swaps. Case does not count. A word that is the beginning
 * of the name, or begins with it, counts as one letter wrong. */
struct suggestion {
    const char *best;
    size_t distance;
};

void suggest(struct suggestion *suggestion, const char *misspelt, const char *name);

#endif

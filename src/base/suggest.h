/* "Did you mean": the name nearest to a misspelt one. */
#ifndef ATTN_BASE_SUGGEST_H
#define ATTN_BASE_SUGGEST_H

#include <stddef.h>

/* A running search: start with all zero, offer every name, then read `best`, which is NULL if no
 * name is near (about a quarter of its letters wrong, by Damerau and Levenshtein's distance with
 * adjacent swaps; the case of letters does not count, and a word that begins like the name and only
 * stops earlier or goes on counts as one wrong). */
struct suggestion {
    const char *best;
    size_t distance;
};

void suggest(struct suggestion *suggestion, const char *misspelt, const char *name);

#endif

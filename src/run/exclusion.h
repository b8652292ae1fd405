/* --exclude-self: the keys of a query's own label; and whether the key at its position is another
 * than its label says. */
#ifndef ATTN_RUN_EXCLUSION_H
#define ATTN_RUN_EXCLUSION_H

#include "attention/attention.h"
#include "run/groups.h"

/* Owns its memory; all zero is nothing. */
struct exclusion {
    const struct labels *keys; /* borrowed: the names of the keys */
    struct groups names;       /* with --exclude-self=label, the same, numbered */
    bool noted;
};

/* Labels that both have to have; `queries` and `keys` name their files. */
enum status exclusion_open(struct exclusion *exclusion, struct mask *mask,
                           const struct labels *key_labels, bool queries_have, const char *queries,
                           const char *keys, struct error *error);

/* The names of the block's queries, of which the first has the label `start` of these. */
enum status exclusion_names(struct exclusion *exclusion, const struct labels *labels, size_t start,
                            struct query_block *block, struct error *error);

/* Notes the first key that --exclude-self hides by its position though its label is not that of the
 * query. */
void exclusion_note(struct exclusion *exclusion, const struct mask *mask,
                    const struct labels *labels, size_t start, const struct query_block *block);

void exclusion_close(struct exclusion *exclusion);

#endif

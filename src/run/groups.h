/* The groups of --group: the keys' and the queries' names of groups, numbered. */
#ifndef ATTN_RUN_GROUPS_H
#define ATTN_RUN_GROUPS_H

#include "attention/mask.h"
#include "base/error.h"
#include "table/labels.h"

/* Owns its memory; all zero means that there are no groups. */
struct groups {
    struct key_groups of_keys;
    struct labels names; /* name i is that of group i */
    uint32_t *slots;     /* a hash table of group numbers, a power of two of them */
    size_t slot_count;
    uint32_t *key_numbers;    /* of_keys.of_key */
    struct key_range *ranges; /* of_keys.ranges */
    uint32_t *of_queries;     /* those last asked for */
    size_t room;
};

/* Numbers the groups of the keys; `keys` has the name of each key's group. */
enum status groups_number(struct groups *groups, const struct labels *keys, struct error *error);

/* The numbers of queries start .. start + count in *numbers, good until the next call; NO_GROUP
 * where no key has that name. */
enum status groups_find(struct groups *groups, const struct labels *queries, size_t start,
                        size_t count, const uint32_t **numbers, struct error *error);

void groups_free(struct groups *groups);

#endif

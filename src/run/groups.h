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
    /* What of_keys points to. */
    uint32_t *key_numbers, *members;
    size_t *positions, *firsts;
    /* Of the queries: how many of each group have come so far, what is added to their number, and
     * those last asked for. */
    size_t *counts;
    int64_t *offsets;
    uint32_t *of_queries;
    double *query_positions;
    size_t room;
    size_t first, end; /* the rows that they are */
};

/* Numbers the groups of the keys; `keys` has the name of each key's group. */
enum status groups_number(struct groups *groups, const struct labels *keys, struct error *error);

/* Where the keys stand within their groups, as numbers; NULL if there is no memory. Owned by the
 * caller. */
double *groups_key_positions(const struct groups *groups);

/* Queries stand at their number within the group plus `offset`. */
void groups_set_offset(struct groups *groups, int64_t offset);

/* Or so that the last query of each group stands on its last key of the first `key_count`; the
 * names of all queries' groups are given. */
void groups_align(struct groups *groups, const struct labels *queries, size_t key_count);

/* Some of the queries. */
struct group_part {
    const struct labels *queries;
    size_t start, count; /* in there */
    size_t first;        /* how many come before: those of the calls before, or of all but the last
                            one, or none */
};

/* Fills of_queries with their groups, NO_GROUP where no key has that name, and query_positions with
 * where they stand; good until the next call. */
enum status groups_find(struct groups *groups, const struct group_part *part, struct error *error);

void groups_free(struct groups *groups);

#endif

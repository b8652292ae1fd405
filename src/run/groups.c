/* Names of groups to numbers; see groups.h. */
#include "run/groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* The slot of the name, or the free one where it belongs. */
static uint32_t *slot_of(const struct groups *groups, const char *text, size_t length)
{
    for (size_t at = text_hash(text, length);; at++) {
        uint32_t *slot = &groups->slots[at & (groups->slot_count - 1)];
        size_t other;
        const char *name = *slot == NO_GROUP ? NULL : labels_get(&groups->names, *slot, &other);
        if (!name || (other == length && memcmp(name, text, length) == 0))
            return slot;
    }
}

/* Room for numbers of each key, and for a hash table of at least twice as many. */
static bool reserve(struct groups *groups, size_t keys)
{
    groups->slot_count = 16;
    while (groups->slot_count < 2 * keys)
        groups->slot_count *= 2;
    groups->slots = memory_new(groups->slot_count, sizeof *groups->slots);
    groups->key_numbers = memory_new(keys, sizeof *groups->key_numbers);
    groups->positions = memory_new(keys, sizeof *groups->positions);
    groups->members = memory_new(keys, sizeof *groups->members);
    groups->firsts = memory_new(keys + 1, sizeof *groups->firsts);
    groups->counts = memory_new(keys, sizeof *groups->counts);
    groups->offsets = memory_new(keys, sizeof *groups->offsets);
    for (size_t i = 0; groups->slots && i < groups->slot_count; i++)
        groups->slots[i] = NO_GROUP;
    return groups->slots && groups->key_numbers && groups->positions && groups->members &&
           groups->firsts && groups->counts && groups->offsets;
}

/* The keys, group after group, once each has its number and position; whether groups are runs. */
static bool sort_members(struct groups *groups, size_t keys)
{
    bool contiguous = true;
    for (size_t g = 0; g < groups->names.count; g++)
        groups->firsts[g + 1] = groups->firsts[g] + groups->counts[g];
    for (size_t key = 0; key < keys; key++) {
        size_t position = groups->positions[key];
        uint32_t *members = groups->members + groups->firsts[groups->key_numbers[key]];
        members[position] = (uint32_t)key;
        contiguous &= members[0] + position == key;
    }
    memset(groups->counts, 0, keys * sizeof *groups->counts);
    return contiguous;
}

enum status groups_number(struct groups *groups, const struct labels *keys, struct error *error)
{
    if (keys->count >= NO_GROUP || !reserve(groups, keys->count))
        return error_memory(error, "the groups");
    for (size_t key = 0; key < keys->count; key++) {
        size_t length;
        const char *text = labels_get(keys, key, &length);
        uint32_t *slot = slot_of(groups, text, length);
        if (*slot == NO_GROUP) {
            *slot = (uint32_t)groups->names.count;
            if (!labels_add(&groups->names, text, length))
                return error_memory(error, "the groups");
        }
        groups->key_numbers[key] = *slot;
        groups->positions[key] = groups->counts[*slot]++;
    }
    bool contiguous = sort_members(groups, keys->count);
    groups->of_keys = (struct key_groups){.of_key = groups->key_numbers,
                                          .positions = groups->positions,
                                          .members = groups->members,
                                          .firsts = groups->firsts,
                                          .count = groups->names.count,
                                          .contiguous = contiguous};
    return STATUS_OK;
}

double *groups_key_positions(const struct groups *groups)
{
    size_t keys = groups->firsts[groups->names.count];
    double *positions = memory_new(keys, sizeof *positions);
    for (size_t key = 0; positions && key < keys; key++)
        positions[key] = (double)groups->positions[key];
    return positions;
}

void groups_set_offset(struct groups *groups, int64_t offset)
{
    for (size_t g = 0; g < groups->names.count; g++)
        groups->offsets[g] = offset;
}

static uint32_t group_of(const struct groups *groups, const struct labels *queries, size_t row)
{
    size_t length;
    const char *text = labels_get(queries, row, &length);
    return *slot_of(groups, text, length);
}

void groups_align(struct groups *groups, const struct labels *queries, size_t key_count)
{
    groups_set_offset(groups, 0);
    for (size_t key = 0; key < key_count; key++)
        groups->offsets[groups->key_numbers[key]]++;
    for (size_t row = 0; row < queries->count; row++) {
        uint32_t group = group_of(groups, queries, row);
        if (group != NO_GROUP)
            groups->offsets[group]--;
    }
}

/* Room for the numbers of so many queries. */
static bool reserve_queries(struct groups *groups, size_t count)
{
    if (count <= groups->room)
        return true;
    free(groups->of_queries);
    free(groups->query_positions);
    groups->room = 0;
    groups->of_queries = memory_new(count, sizeof *groups->of_queries);
    groups->query_positions = memory_new(count, sizeof *groups->query_positions);
    if (!groups->of_queries || !groups->query_positions)
        return false;
    groups->room = count;
    return true;
}

enum status groups_find(struct groups *groups, const struct group_part *part, struct error *error)
{
    if (!reserve_queries(groups, part->count))
        return error_memory(error, "the groups");
    if (part->first == 0)
        memset(groups->counts, 0, groups->names.count * sizeof *groups->counts);
    else if (part->first == groups->first && part->first + part->count == groups->end)
        return STATUS_OK; /* the same queries again, for another head */
    groups->first = part->first;
    groups->end = part->first + part->count;
    for (size_t i = 0; i < part->count; i++) {
        uint32_t group = group_of(groups, part->queries, part->start + i);
        groups->of_queries[i] = group;
        groups->query_positions[i] = 0; /* of no matter where it sees nothing */
        if (group != NO_GROUP)
            groups->query_positions[i] =
                (double)((int64_t)groups->counts[group]++ + groups->offsets[group]);
    }
    return STATUS_OK;
}

void groups_free(struct groups *groups)
{
    void *const rooms[] = {groups->slots,   groups->key_numbers, groups->positions,
                           groups->members, groups->firsts,      groups->counts,
                           groups->offsets, groups->of_queries,  groups->query_positions};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        free(rooms[i]);
    labels_free(&groups->names);
}

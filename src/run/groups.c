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

/* Room for one number per key, and for a hash table of at least twice as many. */
static bool reserve(struct groups *groups, size_t keys)
{
    groups->slot_count = 16;
    while (groups->slot_count < 2 * keys)
        groups->slot_count *= 2;
    groups->slots = memory_new(groups->slot_count, sizeof *groups->slots);
    groups->key_numbers = memory_new(keys, sizeof *groups->key_numbers);
    groups->ranges = memory_new(keys, sizeof *groups->ranges);
    for (size_t i = 0; groups->slots && i < groups->slot_count; i++)
        groups->slots[i] = NO_GROUP;
    return groups->slots && groups->key_numbers && groups->ranges;
}

enum status groups_number(struct groups *groups, const struct labels *keys, struct error *error)
{
    bool contiguous = true;
    if (keys->count >= NO_GROUP || !reserve(groups, keys->count))
        return error_memory(error, "the groups");
    for (size_t key = 0; key < keys->count; key++) {
        size_t length;
        const char *text = labels_get(keys, key, &length);
        uint32_t *slot = slot_of(groups, text, length);
        if (*slot == NO_GROUP) {
            *slot = (uint32_t)groups->names.count;
            groups->ranges[*slot] = (struct key_range){key, key};
            if (!labels_add(&groups->names, text, length))
                return error_memory(error, "the groups");
        }
        groups->key_numbers[key] = *slot;
        contiguous &= groups->ranges[*slot].end == key;
        groups->ranges[*slot].end = key + 1;
    }
    groups->of_keys = (struct key_groups){.of_key = groups->key_numbers,
                                          .ranges = groups->ranges,
                                          .count = groups->names.count,
                                          .contiguous = contiguous};
    return STATUS_OK;
}

enum status groups_find(struct groups *groups, const struct labels *queries, size_t start,
                        size_t count, const uint32_t **numbers, struct error *error)
{
    if (count > groups->room) {
        free(groups->of_queries);
        groups->of_queries = memory_new(count, sizeof *groups->of_queries);
        groups->room = groups->of_queries ? count : 0;
    }
    if (count > groups->room)
        return error_memory(error, "the groups");
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *text = labels_get(queries, start + i, &length);
        groups->of_queries[i] = *slot_of(groups, text, length);
    }
    *numbers = groups->of_queries;
    return STATUS_OK;
}

void groups_free(struct groups *groups)
{
    labels_free(&groups->names);
    free(groups->slots);
    free(groups->key_numbers);
    free(groups->ranges);
    free(groups->of_queries);
}

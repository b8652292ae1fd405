/* Lists of names; see labels.h. */
#include "table/labels.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { FIRST_CAPACITY = 16, FIRST_ROOM = 256 };

/* Makes room for one more label of `length` bytes. */
static bool make_room(struct labels *labels, size_t length)
{
    size_t used = labels->count ? labels->end[labels->count - 1] : 0;
    size_t needed;
    if (!size_add(used, length, &needed))
        return false;
    if (labels->count == labels->capacity) {
        size_t capacity = labels->capacity ? 2 * labels->capacity : FIRST_CAPACITY;
        size_t *end = memory_resize(labels->end, capacity, sizeof *end);
        if (!end)
            return false;
        labels->end = end;
        labels->capacity = capacity;
    }
    if (needed > labels->room || !labels->bytes) {
        size_t room = labels->room ? labels->room : FIRST_ROOM;
        while (room < needed)
            if (!size_multiply(room, 2, &room))
                return false;
        char *bytes = memory_resize(labels->bytes, room, 1);
        if (!bytes)
            return false;
        labels->bytes = bytes;
        labels->room = room;
    }
    return true;
}

bool labels_add(struct labels *labels, const char *text, size_t length)
{
    if (!make_room(labels, length))
        return false;
    size_t used = labels->count ? labels->end[labels->count - 1] : 0;
    if (length)
        memcpy(labels->bytes + used, text, length);
    labels->end[labels->count++] = used + length;
    return true;
}

const char *labels_get(const struct labels *labels, size_t index, size_t *length)
{
    size_t start = index ? labels->end[index - 1] : 0;
    *length = labels->end[index] - start;
    return labels->bytes + start;
}

bool labels_add_from(struct labels *labels, const struct labels *from, size_t index)
{
    size_t length;
    const char *text = from->count ? labels_get(from, index, &length) : NULL;
    return !text || labels_add(labels, text, length);
}

bool labels_hold(const struct labels *labels, const char *text, size_t length)
{
    for (size_t i = 0; i < labels->count; i++) {
        size_t other_length;
        const char *other = labels_get(labels, i, &other_length);
        if (other_length == length && memcmp(other, text, length) == 0)
            return true;
    }
    return false;
}

void labels_remove(struct labels *labels, const unsigned char *removed, size_t each)
{
    size_t kept = 0, start = 0, used = 0;
    for (size_t i = 0; i < labels->count; i++) {
        size_t end = labels->end[i];
        if (!removed[i / each]) {
            memmove(labels->bytes + used, labels->bytes + start, end - start);
            used += end - start;
            labels->end[kept++] = used;
        }
        start = end;
    }
    labels->count = kept;
}

void labels_clear(struct labels *labels)
{
    labels->count = 0;
}

void labels_free(struct labels *labels)
{
    free(labels->end);
    free(labels->bytes);
    *labels = (struct labels){0};
}

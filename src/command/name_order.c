/* Whether two files have the same names in another order; see name_order.h. */
#include "command/name_order.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* Bytes of a name that a message shows. */
enum { SHOWN = 40 };

struct name {
    const char *text;
    size_t length;
};

static struct name name_at(const struct labels *labels, size_t index)
{
    struct name name;
    name.text = labels_get(labels, index, &name.length);
    return name;
}

static int compare(const void *a, const void *b)
{
    const struct name *one = a, *other = b;
    size_t shorter = one->length < other->length ? one->length : other->length;
    int order = memcmp(one->text, other->text, shorter);
    return order ? order : (one->length > other->length) - (one->length < other->length);
}

/* Names in order; NULL if there is no memory. */
static struct name *sorted(const struct labels *labels)
{
    struct name *names = memory_new(labels->count, sizeof *names);
    if (!names)
        return NULL;
    for (size_t i = 0; i < labels->count; i++)
        names[i] = name_at(labels, i);
    qsort(names, labels->count, sizeof *names, compare);
    return names;
}

/* The first index where the names differ; their count if none does. */
static size_t first_difference(const struct labels *a, const struct labels *b)
{
    for (size_t i = 0; i < a->count; i++) {
        struct name one = name_at(a, i), other = name_at(b, i);
        if (compare(&one, &other) != 0)
            return i;
    }
    return a->count;
}

/* A number that no order of the names changes, and that other names are unlikely to have: the sum
 * of their FNV-1a hashes. */
static uint64_t digest(const struct labels *labels)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < labels->count; i++) {
        struct name name = name_at(labels, i);
        uint64_t hash = 0xcbf29ce484222325;
        for (size_t j = 0; j < name.length; j++)
            hash = (hash ^ (unsigned char)name.text[j]) * 0x100000001b3;
        sum += hash;
    }
    return sum;
}

static enum status refuse(struct names expected, struct names found, size_t at, const char *remedy,
                          struct error *error)
{
    struct name here = name_at(found.labels, at), there = name_at(expected.labels, at);
    return error_set(error, STATUS_FAILED,
                     "%s has the names of the %s of %s in another order: '%.*s' where '%.*s' is "
                     "there; %s",
                     found.file, expected.what, expected.file,
                     (int)text_cut(here.text, here.length, SHOWN), here.text,
                     (int)text_cut(there.text, there.length, SHOWN), there.text, remedy);
}

enum status name_order_check(struct names expected, struct names found, const char *remedy,
                             struct error *error)
{
    size_t count = expected.labels->count;
    if (found.labels->count != count)
        return STATUS_OK;
    size_t at = first_difference(expected.labels, found.labels);
    if (at == count || digest(expected.labels) != digest(found.labels))
        return STATUS_OK;
    struct name *a = sorted(expected.labels), *b = sorted(found.labels);
    bool sorted_both = a && b;
    size_t same = 0;
    while (sorted_both && same < count && compare(&a[same], &b[same]) == 0)
        same++;
    free(a);
    free(b);
    if (!sorted_both)
        return error_memory(error, "the order of names");
    return same == count ? refuse(expected, found, at, remedy, error) : STATUS_OK;
}

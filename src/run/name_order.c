/* Whether two files have the same names in another order; see name_order.h. */
#include "run/name_order.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/note.h"
#include "base/text.h"
#include "run/progress.h"

/* Bytes of a name that a message shows. */
enum { SHOWN = 40 };

/* Numbers that the order of the names does not change: the sum of their hashes, and the sum of the
 * squares of these. Other names give the same by a chance of about 2^-100, so nothing is sorted. */
struct digest {
    uint64_t sum, squares;
};

static struct digest digest_of(const struct labels *labels)
{
    struct digest digest = {0, 0};
    for (size_t i = 0; i < labels->count; i++) {
        size_t length;
        const char *name = labels_get(labels, i, &length);
        uint64_t hash = text_hash(name, length);
        digest.sum += hash;
        digest.squares += hash * hash;
    }
    return digest;
}

static bool same_names(const struct labels *a, const struct labels *b)
{
    struct digest one = digest_of(a), other = digest_of(b);
    return one.sum == other.sum && one.squares == other.squares;
}

/* The first index where the names differ; their count if none does. */
static size_t first_difference(const struct labels *a, const struct labels *b)
{
    size_t i = 0;
    for (; i < a->count; i++) {
        size_t length, other_length;
        const char *name = labels_get(a, i, &length), *other = labels_get(b, i, &other_length);
        if (length != other_length || (length > 0 && memcmp(name, other, length) != 0))
            break;
    }
    return i;
}

/* Whether they are the same names in another order, and the first index where they differ. */
static bool differs(const struct labels *expected, const struct labels *found, size_t *at)
{
    const size_t count = expected->count;
    if (found == expected || found->count != count)
        return false;
    *at = first_difference(expected, found);
    return *at < count && same_names(expected, found);
}

/* Says so. */
static void describe(struct names expected, struct names found, size_t at, const char *remedy,
                     struct error *text)
{
    size_t here_length, there_length;
    const char *here = labels_get(found.labels, at, &here_length);
    const char *there = labels_get(expected.labels, at, &there_length);
    error_set(text, STATUS_FAILED,
              "%s has the names of the %s of %s in another order: '%.*s' where '%.*s' is there; %s",
              found.file, expected.what, expected.file, (int)text_cut(here, here_length, SHOWN),
              here, (int)text_cut(there, there_length, SHOWN), there, remedy);
}

enum status name_order_check(struct names expected, struct names found, const char *remedy,
                             struct error *error)
{
    size_t at;
    if (!differs(expected.labels, found.labels, &at))
        return STATUS_OK;
    describe(expected, found, at, remedy, error);
    return STATUS_FAILED;
}

void name_order_note(struct names expected, struct names found, const char *meaning)
{
    size_t at;
    struct error text;
    if (!differs(expected.labels, found.labels, &at))
        return;
    describe(expected, found, at, meaning, &text);
    progress_clear();
    note_print("%s", text.text);
}

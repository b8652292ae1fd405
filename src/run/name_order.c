/* Whether two files have the same names in another order; see name_order.h. */
#include "run/name_order.h"

#include <stdbool.h>
#include <string.h>

#include "base/note.h"
#include "base/text.h"
#include "run/groups.h"
#include "run/progress.h"

/* Bytes of a name that a message shows. */
enum { SHOWN = 40 };

/* Adds a name to one side (1) or the other (-1). The sum of the names' hashes and the sum of the
 * squares of these do not depend on their order, and other names give the same by a chance of about
 * 2^-100, so nothing is sorted. */
static void add_name(struct name_balance *balance, const struct labels *labels, size_t i, int side)
{
    size_t length;
    const char *name = labels_get(labels, i, &length);
    uint64_t hash = text_hash(name, length), sign = (uint64_t)side;
    balance->sum += sign * hash;
    balance->squares += sign * hash * hash;
}

static bool is_even(const struct name_balance *balance)
{
    return balance->sum == 0 && balance->squares == 0;
}

static bool same_names(const struct labels *a, const struct labels *b)
{
    struct name_balance balance = {0, 0};
    for (size_t i = 0; i < a->count; i++) {
        add_name(&balance, a, i, 1);
        add_name(&balance, b, i, -1);
    }
    return is_even(&balance);
}

static bool same_name(const struct labels *a, size_t i, const struct labels *b, size_t j)
{
    size_t length, other_length;
    const char *name = labels_get(a, i, &length), *other = labels_get(b, j, &other_length);
    return length == other_length && (length == 0 || memcmp(name, other, length) == 0);
}

/* The first index where the names differ; their count if none does. */
static size_t first_difference(const struct labels *a, const struct labels *b)
{
    size_t i = 0;
    while (i < a->count && same_name(a, i, b, i))
        i++;
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

/* Says so, of all names or of some, by the names at one place. */
static void describe(bool all, struct names expected, size_t expected_at, struct names found,
                     size_t at, const char *remedy, struct error *text)
{
    size_t here_length, there_length;
    const char *here = labels_get(found.labels, at, &here_length);
    const char *there = labels_get(expected.labels, expected_at, &there_length);
    error_set(text, STATUS_FAILED, "%s has %s of the %s of %s %s: '%.*s' where '%.*s' is there; %s",
              found.file, all ? "the names" : "names", expected.what, expected.file,
              all ? "in another order" : "in other places", (int)text_cut(here, here_length, SHOWN),
              here, (int)text_cut(there, there_length, SHOWN), there, remedy);
}

static void note(bool all, struct names expected, size_t at, struct names found,
                 const char *meaning)
{
    struct error text;
    describe(all, expected, at, found, at, meaning, &text);
    progress_clear();
    note_print("%s", text.text);
}

/* The first place of a name that both have once, in different places; the count of names if there
 * is none. */
static enum status find_moved(const struct labels *expected, const struct labels *found, size_t *at,
                              struct error *error)
{
    struct groups names = {0};
    enum status status = groups_number(&names, expected, error);
    if (status == STATUS_OK)
        status = groups_find(&names, &(struct group_part){found, 0, found->count, 0}, error);
    *at = 0;
    while (status == STATUS_OK && *at < found->count) {
        const uint32_t name = names.of_queries[*at];
        if (name != NO_GROUP && names.counts[name] == 1 &&
            names.firsts[name + 1] == names.firsts[name] + 1 &&
            names.members[names.firsts[name]] != *at)
            break;
        ++*at;
    }
    groups_free(&names);
    return status;
}

enum status name_order_check(struct names expected, struct names found, const char *remedy,
                             struct error *error)
{
    size_t at;
    if (!differs(expected.labels, found.labels, &at))
        return STATUS_OK;
    describe(true, expected, at, found, at, remedy, error);
    return STATUS_FAILED;
}

enum status name_order_check_each(struct names expected, struct names found, const char *remedy,
                                  struct error *error)
{
    const size_t count = expected.labels->count;
    size_t at;
    enum status status = name_order_check(expected, found, remedy, error);
    if (status != STATUS_OK || found.labels == expected.labels || found.labels->count != count ||
        first_difference(expected.labels, found.labels) == count)
        return status;
    status = find_moved(expected.labels, found.labels, &at, error);
    if (status != STATUS_OK || at == count)
        return status;
    describe(false, expected, at, found, at, remedy, error);
    return STATUS_FAILED;
}

/* The names in small letters. */
static bool fold(struct labels *folded, const struct labels *names)
{
    for (size_t i = 0; i < names->count; i++) {
        if (!labels_add_from(folded, names, i))
            return false;
        for (size_t at = i ? folded->end[i - 1] : 0; at < folded->end[i]; at++)
            if (folded->bytes[at] >= 'A' && folded->bytes[at] <= 'Z')
                folded->bytes[at] += 'a' - 'A';
    }
    return true;
}

enum status name_order_check_features(struct names expected, struct names found, const char *remedy,
                                      struct error *error)
{
    const size_t count = expected.labels->count;
    struct labels one = {0}, other = {0};
    size_t at = count;
    enum status status = name_order_check(expected, found, remedy, error);
    if (status != STATUS_OK || found.labels == expected.labels || found.labels->count != count)
        return status;
    if (!fold(&one, expected.labels) || !fold(&other, found.labels))
        status = error_memory(error, "the names of columns");
    else if (differs(&one, &other, &at)) {
        describe(true, expected, at, found, at, remedy, error);
        status = STATUS_FAILED;
    } else
        status = find_moved(&one, &other, &at, error);
    labels_free(&one);
    labels_free(&other);
    if (status == STATUS_OK && at < count)
        note(false, expected, at, found, "columns are paired by place");
    return status;
}

enum status name_order_check_row(struct name_balance *balance, struct names expected, size_t row,
                                 struct names found, size_t found_row, const char *remedy,
                                 struct error *error)
{
    if (expected.labels->count == 0 || found.labels->count == 0 ||
        same_name(expected.labels, row, found.labels, found_row))
        return STATUS_OK;
    add_name(balance, expected.labels, row, 1);
    add_name(balance, found.labels, found_row, -1);
    if (!is_even(balance))
        return STATUS_OK;
    describe(true, expected, row, found, found_row, remedy, error);
    return STATUS_FAILED;
}

enum status name_order_check_same(struct names expected, size_t index, struct names found,
                                  size_t found_index, size_t number, const char *reason,
                                  struct error *error)
{
    if (expected.labels->count == 0 || found.labels->count == 0 ||
        same_name(expected.labels, index, found.labels, found_index))
        return STATUS_OK;
    size_t here_length, there_length;
    const char *here = labels_get(found.labels, found_index, &here_length);
    const char *there = labels_get(expected.labels, index, &there_length);
    return error_set(error, STATUS_FAILED, "%s %zu is '%.*s' in %s and '%.*s' in %s; %s",
                     expected.what, number, (int)text_cut(there, there_length, SHOWN), there,
                     expected.file, (int)text_cut(here, here_length, SHOWN), here, found.file,
                     reason);
}

void name_order_note(struct names expected, struct names found, const char *meaning)
{
    size_t at;
    if (differs(expected.labels, found.labels, &at))
        note(true, expected, at, found, meaning);
}

void name_order_note_other(struct names expected, struct names found, const char *meaning)
{
    struct error text;
    if (expected.labels->count != found.labels->count)
        return;
    const size_t at = first_difference(expected.labels, found.labels);
    if (at == expected.labels->count)
        return;
    name_order_check_same(expected, at, found, at, at + 1, meaning, &text);
    progress_clear();
    note_print("%s", text.text);
}

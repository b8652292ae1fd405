/* Choosing columns; see selection.h. */
#include "table/selection.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/suggest.h"

/* An item of the list: text[0..length), fields first to last where it is made of numbers. */
struct item {
    const char *text;
    size_t length;
    bool numbers;
    size_t first, last; /* last 0: up to the end */
};

/* What is being chosen from. */
struct choice {
    struct selection *selection;
    const struct labels *header;
    size_t fields;
    const char *name;
    struct error *error;
};

/* The number at *text, which moves behind it; 0 if there is none that a field could have. */
static size_t take_number(const char **text, const char *end)
{
    size_t number = 0;
    while (*text < end && **text >= '0' && **text <= '9') {
        number = number < 100000000 ? 10 * number + (size_t)(*(*text)++ - '0') : 0;
        if (number == 0)
            return 0;
    }
    return number;
}

bool selection_is_all_but(const char *list)
{
    return list[0] == '-' && list[1] != '\0' && list[1] != ',';
}

/* The item at `list`: up to the next comma, behind the minus that every item of a list of columns
 * not to choose has. */
static struct item take_item(const char *list, bool all_but)
{
    list += all_but && *list == '-';
    struct item item = {.text = list, .length = strcspn(list, ",")};
    const char *end = list + item.length, *at = list;
    item.first = item.last = take_number(&at, end);
    if (at < end && *at == '-' && item.first) {
        at++;
        item.last = at < end ? take_number(&at, end) : 0;
        item.numbers = at == end && (item.last >= item.first || (item.last == 0 && at[-1] == '-'));
    } else {
        item.numbers = at == end && item.first;
    }
    return item;
}

/* The item after this one; NULL after the last. */
static const char *next_item(const struct item *item)
{
    const char *end = item->text + item->length;
    return *end ? end + 1 : NULL;
}

enum status selection_check(const char *list, struct error *error)
{
    const bool all_but = selection_is_all_but(list);
    for (const char *at = list; at;) {
        struct item item = take_item(at, all_but);
        if (all_but && *at != '-')
            return error_set(error, STATUS_USAGE,
                             "'%.*s' is to be chosen, and '%.*s' not: a list has a minus before "
                             "every column or before none",
                             (int)item.length, item.text, (int)strcspn(list, ","), list);
        bool digits = strspn(item.text, "0123456789-") >= item.length;
        if (item.length == 0 || (digits && !item.numbers))
            return error_set(error, STATUS_USAGE,
                             "'%.*s' is not a column: give a name, a number from 1 on, or a range "
                             "of them, a comma between each two",
                             (int)item.length, item.text);
        at = next_item(&item);
    }
    return STATUS_OK;
}

bool selection_has_names(const char *list)
{
    for (const char *at = list; at;) {
        struct item item = take_item(at, selection_is_all_but(list));
        if (!item.numbers)
            return true;
        at = next_item(&item);
    }
    return false;
}

/* How many columns have this name; the first of them is *field. */
static size_t find_name(const struct choice *choice, const char *text, size_t length, size_t *field)
{
    size_t found = 0;
    for (size_t i = choice->header->count; i-- > 0;) {
        size_t size;
        const char *name = labels_get(choice->header, i, &size);
        if (size != length || memcmp(name, text, length) != 0)
            continue;
        *field = i + 1;
        found++;
    }
    return found;
}

static enum status unknown_name(const struct choice *choice, const struct item *item)
{
    char wanted[64] = "", name[64], nearest[64] = "";
    struct suggestion near = {0};
    error_set(choice->error, STATUS_FAILED, "%s: no column is called '%.*s'", choice->name,
              (int)item->length, item->text);
    if (item->length >= sizeof wanted)
        return STATUS_FAILED;
    memcpy(wanted, item->text, item->length);
    for (size_t i = 0; i < choice->header->count; i++) {
        size_t length;
        const char *text = labels_get(choice->header, i, &length);
        if (length > item->length && text[item->length] == ',' &&
            memcmp(text, item->text, item->length) == 0) {
            error_append(choice->error,
                         "; a column whose name holds a comma is given by its number, %zu", i + 1);
            return STATUS_FAILED;
        }
        if (length >= sizeof name)
            continue;
        memcpy(name, text, length);
        name[length] = '\0';
        const char *before = near.best;
        suggest(&near, wanted, name);
        if (near.best != before)
            memcpy(nearest, name, sizeof nearest);
        near.best = near.best ? nearest : NULL;
    }
    if (near.best)
        error_append(choice->error, "; did you mean '%s'?", nearest);
    return STATUS_FAILED;
}

/* The fields that a name, or a range of two, stands for. */
static enum status find_fields(const struct choice *choice, struct item *item)
{
    size_t found = find_name(choice, item->text, item->length, &item->first);
    item->last = item->first;
    /* A name may have a minus in it, so a range may be cut at each. */
    for (size_t i = 1; found == 0 && i + 1 < item->length; i++)
        if (item->text[i] == '-' && find_name(choice, item->text, i, &item->first) &&
            find_name(choice, item->text + i + 1, item->length - i - 1, &item->last))
            found = 1;
    if (found == 0)
        return unknown_name(choice, item);
    if (found > 1)
        return error_set(choice->error, STATUS_FAILED,
                         "%s: %zu columns are called '%.*s'; choose one by its number",
                         choice->name, found, (int)item->length, item->text);
    if (item->last < item->first)
        return error_set(choice->error, STATUS_FAILED,
                         "%s: '%.*s': the second column stands before the first", choice->name,
                         (int)item->length, item->text);
    return STATUS_OK;
}

void selection_add(struct selection *selection, size_t field)
{
    selection->fields[selection->count] = field;
    selection->places[field - 1] = ++selection->count;
}

/* Adds the fields of an item. */
static enum status choose(const struct choice *choice, const struct item *item)
{
    struct selection *selection = choice->selection;
    size_t last = item->last ? item->last : choice->fields;
    if (last > choice->fields || item->first > choice->fields)
        return error_set(choice->error, STATUS_FAILED, "%s: there is no column %zu, only %zu",
                         choice->name, last > choice->fields ? last : item->first, choice->fields);
    for (size_t field = item->first; field <= last; field++) {
        if (selection->places[field - 1])
            return error_set(choice->error, STATUS_FAILED, "%s: column %zu is chosen twice",
                             choice->name, field);
        selection_add(selection, field);
    }
    return STATUS_OK;
}

/* Chooses, in the order of the file, what was not chosen, and that not. */
static void turn_round(struct selection *selection, size_t fields)
{
    selection->count = 0;
    for (size_t field = 1; field <= fields; field++) {
        const bool chosen = selection->places[field - 1] == 0;
        if (chosen)
            selection->fields[selection->count++] = field;
        selection->places[field - 1] = chosen ? selection->count : 0;
    }
}

bool selection_none(struct selection *selection, size_t fields)
{
    *selection = (struct selection){.fields = memory_new(fields, sizeof *selection->fields),
                                    .places = memory_new(fields, sizeof *selection->places)};
    if (selection->fields && selection->places)
        return true;
    selection_free(selection);
    return false;
}

enum status selection_resolve(struct selection *selection, const char *list,
                              const struct labels *header, size_t fields, const char *name,
                              struct error *error)
{
    const struct choice choice = {selection, header, fields, name, error};
    enum status status =
        selection_none(selection, fields) ? STATUS_OK : error_memory(error, "the chosen columns");
    for (const char *at = list; at && status == STATUS_OK;) {
        struct item item = take_item(at, selection_is_all_but(list));
        if (!item.numbers)
            status = find_fields(&choice, &item);
        if (status == STATUS_OK)
            status = choose(&choice, &item);
        at = next_item(&item);
    }
    if (status == STATUS_OK && selection_is_all_but(list))
        turn_round(selection, fields);
    if (status == STATUS_OK && selection->count == 0)
        status = error_set(error, STATUS_FAILED, "%s: '%s' leaves no column", name, list);
    if (status != STATUS_OK)
        selection_free(selection);
    return status;
}

bool selection_all(struct selection *selection, size_t fields)
{
    if (!selection_none(selection, fields))
        return false;
    turn_round(selection, fields);
    return true;
}

void selection_leave_out(struct selection *selection, size_t field, size_t fields)
{
    const size_t place = selection->places[field - 1];
    if (!place)
        return;
    selection->places[field - 1] = 0;
    selection->count--;
    for (size_t i = place - 1; i < selection->count; i++)
        selection->fields[i] = selection->fields[i + 1];
    for (size_t i = 0; i < fields; i++)
        selection->places[i] -= selection->places[i] > place;
}

void selection_leave_all_out(struct selection *selection, size_t fields)
{
    memset(selection->places, 0, fields * sizeof *selection->places);
    selection->count = 0;
}

void selection_free(struct selection *selection)
{
    free(selection->fields);
    free(selection->places);
    *selection = (struct selection){0};
}

/* Listings as the options ask for them; see listings.h. */
#include "run/listings.h"

#include <stdio.h>
#include <string.h>

#include "run/terminal.h"

/* Of a report, and of a table of results on a terminal. */
enum { DIGITS_OF_REPORT = 4, DIGITS_OF_TABLE = 6 };

int listings_digits(const struct request *request, bool aligned)
{
    if (request->writing.digits || !aligned)
        return request->writing.digits;
    return listings_for_people(request) ? DIGITS_OF_TABLE : DIGITS_OF_REPORT;
}

enum status listings_open(struct listing **listing, const struct request *request, bool aligned,
                          struct error *error)
{
    struct listing_options listing_options = {
        .aligned = aligned,
        .delimiter = request->writing.delimiter,
        .digits = listings_digits(request, aligned),
        .precision = request->reading.precision,
        .note_rounded = listings_for_people(request) && !request->writing.digits,
        .note_cut = listings_for_people(request) && request->append};
    return listing_open(listing, request->output, &listing_options, error);
}

bool listings_for_people(const struct request *request)
{
    bool stdout_wanted = !request->output || strcmp(request->output, "-") == 0;
    return stdout_wanted && !request->csv && !request->writing.plain && terminal_shows_output();
}

void listings_header(struct listing *listing, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        listing_text(listing, names[i], strlen(names[i]));
    listing_end_row(listing);
}

void listings_name(struct listing *listing, const struct request *request,
                   const struct labels *labels, size_t label, size_t position)
{
    size_t length;
    if (labels->count && !request->writing.plain) {
        const char *text = labels_get(labels, label, &length);
        listing_text(listing, text, length);
    } else {
        listing_index(listing, position);
    }
}

void name_list_add(struct name_list *names, const struct labels *labels, size_t index)
{
    char *end = names->text + names->length;
    size_t length = 0, room = sizeof names->text - names->length;
    const char *comma = names->length ? ", " : "";
    const char *text = labels->count ? labels_get(labels, index, &length) : NULL;
    int wanted = text ? snprintf(end, room, "%s%.*s", comma, (int)length, text)
                      : snprintf(end, room, "%s%zu", comma, index);
    names->length += (size_t)wanted < room ? (size_t)wanted : room - 1;
}

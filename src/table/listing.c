/* Rows for people or programs; see listing.h. Cells are held until a flush: columns can be aligned
 * only when the widest cell is known. */
#include "table/listing.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/note.h"
#include "base/text.h"
#include "table/decimal/decimal.h"
#include "table/labels.h"
#include "table/output.h"
#include "table/quoted.h"

enum {
    GAP = 2, /* blanks between aligned columns */
};

struct listing {
    struct listing_options options;
    struct output output;
    struct labels cells; /* of the rows since the last flush */
    size_t columns;      /* 0: the first row has not ended */
    size_t column;       /* of the next cell */
    size_t widths[LISTING_MOST];
    bool right[LISTING_MOST]; /* a column of numbers */
    bool begun;               /* rows begin with what needs no more quotes */
    char *text;               /* what is to be written */
    size_t length, room;
    bool failed; /* memory has run out */
    bool rounded, cut;
    size_t shown, of; /* columns, where not all are listed */
    const char *remedy;
};

enum status listing_open(struct listing **listing, const char *path,
                         const struct listing_options *options, struct error *error)
{
    *listing = NULL;
    struct listing *new = memory_new(1, sizeof *new);
    if (!new)
        return error_memory(error, "the listing");
    new->options = *options;
    new->remedy = "--csv";
    enum status status = output_open(&new->output, path, error);
    if (status != STATUS_OK) {
        free(new);
        return status;
    }
    *listing = new;
    return STATUS_OK;
}

/* Room for `more` bytes at the end of the text; NULL if there is no memory. */
static char *make_room(struct listing *listing, size_t more)
{
    if (listing->room - listing->length <= more) {
        size_t room = 2 * listing->room + more + 1;
        char *text = memory_resize(listing->text, room, 1);
        if (!text) {
            listing->failed = true;
            return NULL;
        }
        listing->text = text;
        listing->room = room;
    }
    return listing->text + listing->length;
}

static void add_cell(struct listing *listing, const char *text, size_t length, bool number)
{
    assert(listing->column < LISTING_MOST);
    listing->right[listing->column++] |= number;
    if (!labels_add(&listing->cells, text, length))
        listing->failed = true;
}

void listing_text(struct listing *listing, const char *text, size_t length)
{
    if (!listing->options.aligned) {
        add_cell(listing, text, length, false);
        return;
    }
    char *escaped = memory_new(length, 4);
    if (escaped)
        add_cell(listing, escaped, text_escape(text, length, escaped), false);
    else
        listing->failed = true;
    free(escaped);
}

void listing_row(struct listing *listing, const char *text, size_t length)
{
    listing->begun = true;
    add_cell(listing, text, length, false);
}

void listing_short_text(struct listing *listing, const char *text, size_t length, size_t most)
{
    char *escaped = memory_new(length + 1, 4);
    if (!escaped) {
        listing->failed = true;
        return;
    }
    size_t bytes = text_escape(text, length, escaped);
    if (text_width(escaped, bytes) > most) {
        bytes = text_fit(escaped, bytes, most - 1);
        escaped[bytes++] = '~';
        listing->cut = true;
    }
    add_cell(listing, escaped, bytes, false);
    free(escaped);
}

void listing_fail(struct listing *listing)
{
    listing->failed = true;
}

void listing_columns(struct listing *listing, size_t shown, size_t columns)
{
    listing->shown = shown;
    listing->of = columns;
}

void listing_remedy(struct listing *listing, const char *remedy)
{
    listing->remedy = remedy;
}

void listing_widen(struct listing *listing, size_t column, size_t width)
{
    if (width > listing->widths[column])
        listing->widths[column] = width;
}

void listing_index(struct listing *listing, size_t index)
{
    char text[DECIMAL_ROOM];
    add_cell(listing, text, (size_t)snprintf(text, sizeof text, "%zu", index), true);
}

/* Whether the text reads back as another number. */
static bool is_rounded(const struct listing *listing, double number, const char *text,
                       size_t length)
{
    double read;
    if (!isfinite(number) || decimal_scan_double(text, text + length, &read) != text + length)
        return false;
    bool single = listing->options.precision == PRECISION_SINGLE;
    return (single ? (double)(float)read : read) != number;
}

void listing_number(struct listing *listing, double number)
{
    char text[DECIMAL_ROOM];
    size_t length;
    if (listing->options.digits)
        length = decimal_write_digits(number, listing->options.digits, text);
    else if (listing->options.precision == PRECISION_SINGLE)
        length = decimal_write_single((float)number, text);
    else
        length = decimal_write_double(number, text);
    listing->rounded |= listing->options.note_rounded && is_rounded(listing, number, text, length);
    add_cell(listing, text, length, true);
}

void listing_nothing(struct listing *listing)
{
    add_cell(listing, "", 0, false);
}

void listing_end_row(struct listing *listing)
{
    listing->columns = listing->column;
    listing->column = 0;
}

static void put_blanks(struct listing *listing, size_t count)
{
    char *out = make_room(listing, count);
    if (!out)
        return;
    memset(out, ' ', count);
    listing->length += count;
}

/* The cell, after *blanks of the cells before it; leaves those that belong after it, which are not
 * put at the end of a row. */
static void put_aligned(struct listing *listing, size_t column, const char *text, size_t length,
                        size_t *blanks)
{
    const size_t width = text_width(text, length), room = listing->widths[column];
    size_t padding = width < room ? room - width : 0;
    bool right = listing->right[column];
    /* A number that is wider than its column takes some of the gap before it. */
    if (width > room && *blanks > 1)
        *blanks -= width - room < *blanks ? width - room : *blanks - 1;
    if (length) {
        put_blanks(listing, *blanks + (right ? padding : 0));
        char *out = make_room(listing, length);
        if (out)
            memcpy(out, text, length);
        listing->length += out ? length : 0;
        *blanks = 0;
    }
    *blanks += GAP + (right && length ? 0 : padding);
}

static void put_quoted(struct listing *listing, size_t column, const char *text, size_t length)
{
    char *out = make_room(listing, quoted_room(length) + 1);
    if (!out)
        return;
    if (column > 0)
        *out++ = listing->options.delimiter;
    if (column == 0 && listing->begun)
        out = (char *)memcpy(out, text, length) + length;
    else
        out = quoted_put(out, text, length, listing->options.delimiter);
    listing->length = (size_t)(out - listing->text);
}

static void put_line_end(struct listing *listing)
{
    char *out = make_room(listing, 1);
    if (!out)
        return;
    *out = '\n';
    listing->length++;
}

/* The cells held, to text. */
static void put_rows(struct listing *listing)
{
    struct labels *cells = &listing->cells;
    size_t length, blanks = 0, columns = listing->columns;
    for (size_t i = 0; listing->options.aligned && i < cells->count; i++) {
        const char *text = labels_get(cells, i, &length);
        size_t width = text_width(text, length);
        if (listing->options.number_width && listing->right[i % columns])
            width = listing->options.number_width;
        listing_widen(listing, i % columns, width);
    }
    for (size_t i = 0; i < cells->count; i++) {
        const char *text = labels_get(cells, i, &length);
        if (listing->options.aligned)
            put_aligned(listing, i % columns, text, length, &blanks);
        else
            put_quoted(listing, i % columns, text, length);
        if ((i + 1) % columns == 0) {
            put_line_end(listing);
            blanks = 0;
        }
    }
    labels_clear(cells);
}

void listing_line(struct listing *listing, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    put_rows(listing);
    memset(listing->widths, 0, sizeof listing->widths);
    memset(listing->right, 0, sizeof listing->right);
    listing->columns = 0;
    size_t length = (size_t)vsnprintf(NULL, 0, format, arguments);
    char *line = memory_new(length + 1, 1), *out = make_room(listing, 4 * length);
    if (line && out) {
        vsnprintf(line, length + 1, format, again);
        listing->length += text_escape(line, length, out);
    }
    listing->failed |= !line;
    put_line_end(listing);
    free(line);
    va_end(again);
    va_end(arguments);
}

void listing_picture(struct listing *listing, const char *text, size_t length)
{
    put_rows(listing);
    char *out = make_room(listing, length);
    if (!out)
        return;
    memcpy(out, text, length);
    listing->length += length;
}

enum status listing_flush(struct listing *listing, struct error *error)
{
    put_rows(listing);
    if (listing->failed)
        return error_memory(error, "the listing");
    enum status status = output_write(&listing->output, listing->text, listing->length, error);
    listing->length = 0;
    return status;
}

enum status listing_pass(struct listing *listing, struct error *error)
{
    enum status status = listing_flush(listing, error);
    if (status == STATUS_OK)
        output_pass(&listing->output);
    return status;
}

enum status listing_take(struct listing *listing, size_t rank, struct error *error)
{
    struct output *output = &listing->output;
    enum status status = output_take(output, rank, error);
    return status == STATUS_OK ? output_write(output, output->parcel, output->parcel_length, error)
                               : status;
}

static void print_notes(const struct listing *listing)
{
    char digits[32] = "", columns[64] = "";
    bool cut = listing->options.note_cut && listing->shown < listing->of;
    if (listing->rounded)
        snprintf(digits, sizeof digits, "%d digits%s", listing->options.digits, cut ? " and " : "");
    if (cut)
        snprintf(columns, sizeof columns, "%zu of %zu columns", listing->shown, listing->of);
    if (cut || listing->rounded)
        note_print("%s%s shown%s; %s for all", digits, columns,
                   listing->cut ? ", long names cut" : "", listing->remedy);
    else if (listing->options.note_cut && listing->cut)
        note_print("long names cut; %s for all", listing->remedy);
}

enum status listing_close(struct listing *listing, enum status status, struct error *error)
{
    if (!listing)
        return status;
    if (status == STATUS_OK)
        status = listing_flush(listing, error);
    status = output_close(&listing->output, status, error);
    if (status == STATUS_OK)
        print_notes(listing);
    labels_free(&listing->cells);
    free(listing->text);
    free(listing);
    return status;
}

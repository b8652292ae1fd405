/* A matrix as a table for people; see table_output.h. */
#include "run/table_output.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "run/listings.h"
#include "run/terminal.h"

enum {
    AROUND_DIGITS = 5, /* -0.00123457: sign, point and the zeros after it; e-05 is as long */
    GAP = 2,           /* that the listing leaves between columns */
    LABELS_MOST = 24,  /* columns that row names take */
    LABELS_LEAST = 8,  /* if a later one needs them */
    COLUMNS_SHOWN_MOST = 100
};

struct table_output {
    const struct request *request;
    struct listing *listing;
    const struct labels *names; /* of the columns, until the header is out */
    size_t number_width;
    size_t label_width;  /* 0: rows have no names */
    size_t answer_width; /* 0: no answers either */
    size_t shown;        /* columns; 0: no row has come */
};

enum status table_output_open(struct table_output **table, const struct request *request,
                              struct error *error)
{
    *table = NULL;
    struct table_output *new = memory_new(1, sizeof *new);
    if (!new)
        return error_memory(error, "the table");
    int digits = listings_digits(request, true);
    new->request = request;
    new->number_width = (size_t)digits + AROUND_DIGITS;
    struct listing_options options = {.aligned = true,
                                      .digits = digits,
                                      .precision = request->reading.precision,
                                      .number_width = new->number_width,
                                      .note_rounded = !request->writing.digits,
                                      .note_cut = true};
    enum status status = listing_open(&new->listing, request->output, &options, error);
    if (status == STATUS_OK)
        *table = new;
    else
        free(new);
    return status;
}

void table_output_header(struct table_output *table, const struct labels *names)
{
    table->names = names;
}

/* The columns that the names of the first rows take, within limits: a longer one is cut. */
static size_t label_width(const struct labels *labels)
{
    size_t widest = LABELS_LEAST;
    for (size_t i = 0; i < labels->count; i++) {
        size_t length;
        const char *text = labels_get(labels, i, &length);
        size_t width = text_width(text, length);
        widest = width > widest ? width : widest;
    }
    return widest < LABELS_MOST ? widest : LABELS_MOST;
}

/* How many columns fit, one more being wanted for the dots where not all do. */
static size_t choose_columns(const struct table_output *table, size_t columns)
{
    const size_t each = table->number_width + GAP;
    const size_t width = terminal_style(COLOUR_NEVER, true).width + GAP;
    const size_t taken = (table->label_width ? table->label_width + GAP : 0) +
                         (table->answer_width ? table->answer_width + GAP : 0);
    const size_t room = width > taken ? width - taken : 0, dots = 3 + GAP;
    if (columns <= COLUMNS_SHOWN_MOST && columns * each <= room)
        return columns;
    size_t fit = room > dots ? (room - dots) / each : 0;
    fit = fit < COLUMNS_SHOWN_MOST ? fit : COLUMNS_SHOWN_MOST;
    return fit > 0 ? fit : 1;
}

/* Where not all columns are shown. */
static void put_dots(struct table_output *table, size_t columns)
{
    if (table->shown < columns)
        listing_text(table->listing, "...", 3);
}

static void put_text(struct table_output *table, const struct labels *labels, size_t index)
{
    size_t length;
    const char *text = labels_get(labels, index, &length);
    listing_short_text(table->listing, text, length, LABELS_MOST);
}

static void put_header(struct table_output *table, size_t columns)
{
    const struct labels *names = table->names;
    if (!names || !names->count)
        return;
    if (table->label_width)
        listing_nothing(table->listing);
    for (size_t i = 0; i < table->shown; i++) {
        size_t length;
        const char *name = labels_get(names, i, &length);
        listing_short_text(table->listing, name, length, table->number_width);
    }
    put_dots(table, columns);
    if (names->count > columns)
        put_text(table, names, columns);
    listing_end_row(table->listing);
}

static void begin(struct table_output *table, const struct matrix *block)
{
    if (block->row_labels.count)
        table->label_width = label_width(&block->row_labels);
    if (block->texts[TEXT_CLASS].count)
        table->answer_width = label_width(&block->texts[TEXT_CLASS]);
    table->shown = choose_columns(table, block->columns);
    if (table->label_width)
        listing_widen(table->listing, 0,
                      table->label_width); /* the first rows may have short names */
    listing_columns(table->listing, table->shown, block->columns);
    put_header(table, block->columns);
}

enum status table_output_rows(struct table_output *table, const struct matrix *block,
                              struct error *error)
{
    if (!table->shown)
        begin(table, block);
    for (size_t row = 0; row < block->rows; row++) {
        if (table->label_width) {
            size_t length;
            const char *label = labels_get(&block->row_labels, row, &length);
            listing_short_text(table->listing, label, length, table->label_width);
        }
        for (size_t column = 0; column < table->shown; column++)
            listing_number(table->listing,
                           precision_get(matrix_row(block, row), block->precision, column));
        put_dots(table, block->columns);
        if (block->texts[TEXT_CLASS].count)
            put_text(table, &block->texts[TEXT_CLASS], row);
        listing_end_row(table->listing);
    }
    return listing_flush(table->listing, error);
}

enum status table_output_close(struct table_output *table, enum status status, struct error *error)
{
    if (status == STATUS_OK)
        status = listing_close(table->listing, error);
    else
        listing_abandon(table->listing);
    free(table);
    return status;
}

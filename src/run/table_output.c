/* A matrix as a table for people; see table_output.h. */
#include "run/table_output.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "run/listings.h"
#include "run/row_cells.h"
#include "run/terminal.h"

enum {
    AROUND_DIGITS = 5, /* -0.00123457: sign, point and the zeros after it; e-05 is as long */
    GAP = 2,           /* that the listing leaves between columns */
    DOTS = 3,          /* columns that stand for those that are not shown */
    LABELS_MOST = 24,  /* columns that row names take */
    LABELS_LEAST = 8,  /* if a later one needs them */
    COLUMNS_SHOWN_MOST = 100,
    CELLS_MOST = 20 /* of a row's own before its numbers */
};

struct table_output {
    const struct request *request;
    struct listing *listing;
    const struct labels *names; /* of the columns, until the header is out */
    size_t number_width;
    size_t label_width;          /* 0: rows have no names */
    size_t answer_width;         /* 0: no answers either */
    size_t shown;                /* columns; 0: no row has come */
    const struct labels *header; /* of the cells before the numbers */
    struct labels cells;         /* those of the row at hand */
    size_t cell_widths[CELLS_MOST];
    size_t cell_count, cells_shown;
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

void table_output_append(struct table_output *table, const struct labels *header)
{
    table->header = header;
}

void table_output_header(struct table_output *table, const struct labels *names)
{
    table->names = names;
}

static size_t width_of(const struct labels *labels, size_t index)
{
    size_t length;
    const char *text = labels_get(labels, index, &length);
    return text_width(text, length);
}

/* The columns that the names of the first rows take, within limits: a longer one is cut. */
static size_t label_width(const struct labels *labels)
{
    size_t widest = LABELS_LEAST;
    for (size_t i = 0; i < labels->count; i++)
        widest = max_size(widest, width_of(labels, i));
    return min_size(widest, LABELS_MOST);
}

static bool cut_row(struct table_output *table, const struct matrix *block, size_t row)
{
    size_t length;
    const char *text = labels_get(&block->texts[TEXT_ROW], row, &length);
    return row_cells_cut(&table->cells, text, length, table->request);
}

/* The widths of the cells before the numbers, by the header and the first rows, and how many of
 * them have room beside the numbers: at least one. */
static bool measure_cells(struct table_output *table, const struct matrix *block)
{
    const struct labels *header = table->header;
    const size_t room = terminal_style(COLOUR_NEVER, true).width + GAP;
    for (size_t row = 0; row < block->rows; row++) {
        if (!cut_row(table, block, row))
            return false;
        table->cell_count = max_size(table->cell_count, table->cells.count);
        for (size_t i = 0; i < min_size(table->cells.count, CELLS_MOST); i++)
            table->cell_widths[i] = max_size(table->cell_widths[i], width_of(&table->cells, i));
    }
    for (size_t i = 0; i < min_size(header->count, CELLS_MOST); i++)
        table->cell_widths[i] = max_size(table->cell_widths[i], width_of(header, i));
    const size_t numbers = block->columns * (table->number_width + GAP) +
                           (table->answer_width ? table->answer_width + GAP : 0) + DOTS + GAP;
    for (size_t i = 0; i < min_size(table->cell_count, CELLS_MOST); i++) {
        table->cell_widths[i] = min_size(table->cell_widths[i], LABELS_MOST);
        const size_t width = table->label_width + table->cell_widths[i] + (i > 0 ? GAP : 0);
        if (i > 0 && width + GAP + numbers > room)
            break;
        table->label_width = width;
        table->cells_shown++;
        listing_widen(table->listing, i, table->cell_widths[i]);
    }
    table->label_width += table->cells_shown < table->cell_count ? DOTS + GAP : 0;
    return true;
}

/* How many columns fit, one more being wanted for the dots where not all do. */
static size_t choose_columns(const struct table_output *table, size_t columns)
{
    const size_t each = table->number_width + GAP;
    const size_t width = terminal_style(COLOUR_NEVER, true).width + GAP;
    const size_t taken = (table->label_width ? table->label_width + GAP : 0) +
                         (table->answer_width ? table->answer_width + GAP : 0);
    const size_t room = width > taken ? width - taken : 0, dots = DOTS + GAP;
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
        listing_text(table->listing, "...", DOTS);
}

static void put_text(struct table_output *table, const struct labels *labels, size_t index)
{
    size_t length;
    const char *text = labels_get(labels, index, &length);
    listing_short_text(table->listing, text, length, LABELS_MOST);
}

/* The cells before the numbers. */
static void put_cells(struct table_output *table, const struct labels *cells)
{
    for (size_t i = 0; i < table->cells_shown; i++) {
        size_t length = 0;
        const char *text = i < cells->count ? labels_get(cells, i, &length) : "";
        listing_short_text(table->listing, text, length, table->cell_widths[i]);
    }
    if (table->cells_shown < table->cell_count)
        listing_text(table->listing, "...", DOTS);
}

static void put_header(struct table_output *table, size_t columns)
{
    const struct labels *names = table->names;
    if (!names || !names->count)
        return;
    if (table->cells_shown)
        put_cells(table, table->header);
    else if (table->label_width)
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

/* Chooses what is shown, by the first rows; false if there is no memory. */
static bool begin(struct table_output *table, const struct matrix *block)
{
    const bool append = block->texts[TEXT_ROW].count > 0;
    if (block->texts[TEXT_CLASS].count)
        table->answer_width = label_width(&block->texts[TEXT_CLASS]);
    if (append && !measure_cells(table, block))
        return false;
    if (!append && block->row_labels.count) {
        table->label_width = label_width(&block->row_labels);
        listing_widen(table->listing, 0, table->label_width);
    }
    table->shown = choose_columns(table, block->columns);
    listing_columns(table->listing, table->cells_shown + table->shown,
                    table->cell_count + block->columns);
    put_header(table, block->columns);
    return true;
}

/* A row that --missing=drop has left out has no numbers. */
static void put_numbers(struct table_output *table, const struct matrix *block, size_t row)
{
    const bool gone = block->dropped && block->dropped[row];
    for (size_t column = 0; column < table->shown; column++)
        if (gone)
            listing_nothing(table->listing);
        else
            listing_number(table->listing,
                           precision_get(matrix_row(block, row), block->precision, column));
}

enum status table_output_rows(struct table_output *table, const struct matrix *block,
                              struct error *error)
{
    if (!table->shown && !begin(table, block))
        return error_memory(error, "the table");
    for (size_t row = 0; row < block->rows; row++) {
        if (table->cells_shown && !cut_row(table, block, row))
            return error_memory(error, "the table");
        if (table->cells_shown) {
            put_cells(table, &table->cells);
        } else if (table->label_width) {
            size_t length;
            const char *label = labels_get(&block->row_labels, row, &length);
            listing_short_text(table->listing, label, length, table->label_width);
        }
        put_numbers(table, block, row);
        put_dots(table, block->columns);
        if (block->texts[TEXT_CLASS].count)
            put_text(table, &block->texts[TEXT_CLASS], row);
        listing_end_row(table->listing);
    }
    return listing_flush(table->listing, error);
}

enum status table_output_close(struct table_output *table, enum status status, struct error *error)
{
    status = listing_close(table->listing, status, error);
    labels_free(&table->cells);
    free(table);
    return status;
}

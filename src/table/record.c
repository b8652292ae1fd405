/* Rows by libcsv; see record.h.
 *
 * What libcsv leaves to its caller: it does not count lines, so it is fed one at a time; it drops
 * blank lines; it passes NUL bytes on; after a parse error its csv_fini would hand over half a row,
 * so nothing but csv_free is called then. */
#include "table/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { BUFFER_STEP = 1 << 16 };

static const char use_header[] = "if this row is a header, use --header=yes";
static const char use_labels[] = "if the first column holds labels, use --labels";
static const char use_missing[] = "to go on without it, use --missing=drop, zero or keep";

bool record_open(struct record *record, const char *name, const struct reader_options *options)
{
    *record = (struct record){.options = options, .name = name, .line = 1};
    record->layout.line = 1;
    if (csv_init(&record->parser, CSV_STRICT | CSV_STRICT_FINI))
        return false;
    csv_set_delim(&record->parser, (unsigned char)options->delimiter);
    csv_set_blk_size(&record->parser, BUFFER_STEP);
    return true;
}

void record_close(struct record *record)
{
    csv_free(&record->parser);
    free(record->values);
    labels_free(&record->label);
    labels_free(&record->held);
    layout_free(&record->layout);
}

static enum status too_large(const struct record *record, size_t bytes, struct error *error)
{
    return error_set(error, STATUS_FAILED,
                     "%s:%zu: the row needs %zu bytes of memory or more; --max-memory allows %zu",
                     record->name, record->row_line, bytes, record->options->max_memory);
}

static bool is_over(const struct record *record, size_t bytes)
{
    return record->options->max_memory && bytes > record->options->max_memory;
}

static enum status push_value(struct record *record, const void *value)
{
    size_t size = precision_size(record->options->precision);
    if (record->count == record->room) {
        size_t room = record->room ? 2 * record->room : 64;
        if (is_over(record, record->count * size + size))
            return too_large(record, record->count * size + size, record->error);
        void *values = memory_resize(record->values, room, size);
        if (!values)
            return error_memory(record->error, "a row");
        record->values = values;
        record->room = room;
    }
    memcpy((char *)record->values + record->count++ * size, value, size);
    return STATUS_OK;
}

/* What could have been meant by a first row that turns out to hold a bad cell. */
static const char *remedy(const struct record *record)
{
    const struct reader_options *options = record->options;
    bool first = record->rows == 1;
    if (first && options->header == SETTING_AUTO)
        return use_header;
    bool under_header = record->rows == 2 && record->layout.has_header;
    if ((first || under_header) && record->field == 1 && options->labels == SETTING_AUTO &&
        record->layout.fields != 1)
        return use_labels;
    return NULL;
}

static enum status take_number(struct record *record, const struct place *place, const char *text,
                               size_t length)
{
    const struct reader_options *options = record->options;
    double room;
    void *value = &room;
    enum cell cell = cell_read(text, length, options->precision, value);
    switch (cell) {
    case CELL_NUMBER:
        break;
    case CELL_TEXT:
    case CELL_TYPO:
        return cell_not_number(record->error, place, text, length, remedy(record));
    case CELL_NAN:
    case CELL_EMPTY:
        if (options->missing == MISSING_ERROR)
            return cell_missing(record->error, place, use_missing);
        if (options->missing == MISSING_ZERO)
            cell_set_zero(options->precision, value);
        record->missing |= options->missing == MISSING_DROP;
    }
    return push_value(record, value);
}

/* A cell of a data row; record.field is its number. */
static enum status take_cell(struct record *record, size_t line, const char *text, size_t length)
{
    const struct layout *layout = &record->layout;
    if (layout->fields && record->field > layout->fields)
        return STATUS_OK; /* the end of the row will tell */
    if (layout_role(layout, record->field) == ROLE_LABEL) {
        labels_clear(&record->label);
        if (!labels_add(&record->label, text, length))
            return error_memory(record->error, "row labels");
        return STATUS_OK;
    }
    const struct place place = {record->name, line, record->field};
    return take_number(record, &place, text, length);
}

/* The first cell of a row settles what can be settled before the row is whole. */
static void begin_cells(struct record *record, const char *text, size_t length)
{
    double value;
    struct layout *layout = &record->layout;
    if (record->rows == 1)
        record->holding = !layout_is_data(
            layout, record->options, cell_read(text, length, record->options->precision, &value));
    else if (!layout->settled)
        layout_first_cell(layout, cell_read(text, length, record->options->precision, &value));
}

static void on_field(void *bytes, size_t length, void *context)
{
    struct record *record = context;
    if (record->status)
        return;
    const char *text = bytes;
    if (++record->field == 1)
        begin_cells(record, text, length);
    if (!record->holding)
        record->status = take_cell(record, record->field_line, text, length);
    else if (is_over(record, record->held.room))
        record->status = too_large(record, record->held.room, record->error);
    else if (!labels_add(&record->held, text, length))
        record->status = error_memory(record->error, "the first row");
    record->field_line = record->line;
}

static enum status check_width(struct record *record)
{
    struct layout *layout = &record->layout;
    if (!layout->fields) {
        layout->fields = record->field;
        layout->line = record->row_line;
    }
    if (record->field != layout->fields)
        return error_set(record->error, STATUS_FAILED, "%s:%zu: %zu field%s, but line %zu has %zu",
                         record->name, record->row_line, record->field,
                         record->field == 1 ? "" : "s", layout->line, layout->fields);
    if (layout_features(layout) == 0)
        return error_set(record->error, STATUS_FAILED, "%s:%zu: no column besides the labels",
                         record->name, record->row_line);
    return STATUS_OK;
}

/* A blank line in a matrix of one column is a missing value. */
static enum status check_blanks(const struct record *record, struct error *error)
{
    if (!record->blanks || record->layout.fields != 1 || record->options->missing != MISSING_ERROR)
        return STATUS_OK;
    const struct place place = {record->name, record->blank_line, 1};
    return cell_missing(error, &place, use_missing);
}

/* The end of the first row while it may be a header: its cells were held, and now they are
 * either names or numbers. */
static enum status release_held(struct record *record)
{
    record->holding = false;
    enum status status = layout_first_row(&record->layout, record->options, &record->held,
                                          record->name, record->row_line, record->error);
    const size_t fields = record->field;
    for (size_t i = 0; !status && i < record->held.count; i++) {
        size_t length;
        const char *text = labels_get(&record->held, i, &length);
        record->field = i + 1;
        status = take_cell(record, record->row_line, text, length);
    }
    record->field = fields;
    labels_free(&record->held);
    return status;
}

static void on_row(int end, void *context)
{
    (void)end;
    struct record *record = context;
    record->open = false;
    if (record->status)
        return;
    if (record->holding)
        record->status = release_held(record);
    if (!record->status)
        record->status = check_width(record);
    if (!record->status)
        record->status = check_blanks(record, record->error);
    const bool is_header = record->layout.has_header && record->rows == 1;
    record->ready = !record->status && !is_header;
    if (is_header || record->layout.fields != 1)
        record->blanks = 0;
}

/* Passes over the blanks a row may begin with; a line of blanks only begins none. */
static enum status begin_row(struct record *record, struct fragment *fragment, struct error *error)
{
    while (fragment->length) {
        char byte = *fragment->text;
        if ((byte != ' ' && byte != '\t') || byte == record->options->delimiter)
            break;
        fragment->text++;
        fragment->length--;
    }
    if (!fragment->length)
        return STATUS_OK;
    if (*fragment->text == '\n' || *fragment->text == '\r') {
        if (!record->blanks++)
            record->blank_line = record->line;
        return STATUS_OK;
    }
    record->open = true;
    record->rows++;
    record->row_line = record->field_line = record->line;
    record->field = record->count = 0;
    record->missing = false;
    return check_blanks(record, error);
}

/* A field must fit the memory allowed while libcsv collects it. */
static enum status parse(struct record *record, const struct fragment *fragment,
                         struct error *error)
{
    size_t collected = csv_get_buffer_size(&record->parser);
    if (collected > BUFFER_STEP && is_over(record, collected))
        return too_large(record, collected, error);
    record->status = STATUS_OK;
    record->error = error;
    size_t done =
        csv_parse(&record->parser, fragment->text, fragment->length, on_field, on_row, record);
    if (record->status)
        return record->status;
    if (done == fragment->length)
        return STATUS_OK;
    if (csv_error(&record->parser) != CSV_EPARSE)
        return error_memory(error, "a field");
    return error_set(error, STATUS_FAILED,
                     "%s:%zu: field %zu: misplaced quote; quote the whole field and double the "
                     "quotes inside it",
                     record->name, record->line, record->field + 1);
}

enum status record_feed(struct record *record, const struct fragment *given, struct error *error)
{
    struct fragment fragment = *given;
    if (fragment.late_lf)
        return record->open ? parse(record, &fragment, error) : STATUS_OK;
    enum status status = STATUS_OK;
    if (fragment.starts_line && !record->open && record->options->comment &&
        *fragment.text == record->options->comment)
        record->in_comment = true;
    if (!record->in_comment) {
        if (!record->open)
            status = begin_row(record, &fragment, error);
        if (!status && record->open)
            status = parse(record, &fragment, error);
    }
    if (fragment.ends_line) {
        record->line++;
        record->in_comment = false;
    }
    return status;
}

enum status record_finish(struct record *record, struct error *error)
{
    record->status = STATUS_OK;
    record->error = error;
    if (record->open && csv_fini(&record->parser, on_field, on_row, record))
        return error_set(error, STATUS_FAILED,
                         "%s:%zu: field %zu: the quote opened here is not "
                         "closed before the end of the file",
                         record->name, record->field_line, record->field + 1);
    return record->status;
}

void record_taken(struct record *record)
{
    record->ready = false;
}

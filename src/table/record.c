/* Fields to rows of numbers; see record.h. */
#include "table/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "table/remedy.h"

static enum status too_large(const struct record *record, size_t bytes, struct error *error)
{
    return error_set(error, STATUS_FAILED,
                     "%s:%zu: the row needs %zu bytes of memory or more; --max-memory allows %zu",
                     record->splitter.name, record->splitter.row_line, bytes,
                     record->options->max_memory);
}

static bool is_over(const struct record *record, size_t bytes)
{
    return record->options->max_memory && bytes > record->options->max_memory;
}

/* The number of a field goes where the columns chosen, or the fields before it, put it. */
static enum status push_value(struct record *record, size_t field, const void *value,
                              struct error *error)
{
    const struct layout *layout = &record->layout;
    const size_t *places = layout->selection.places;
    size_t index = places ? places[field - 1] - 1 : record->count;
    size_t size = precision_size(record->options->precision);
    if (index >= record->room) {
        size_t room = index ? 2 * index : 64;
        if (is_over(record, index * size + size))
            return too_large(record, index * size + size, error);
        void *values = memory_resize(record->values, room, size);
        if (!values)
            return error_memory(error, "a row");
        record->values = values;
        record->room = room;
    }
    memcpy((char *)record->values + index * size, value, size);
    record->count++;
    return STATUS_OK;
}

/* What could have been meant by a bad cell in one of the first rows, or by a word in the first
 * column, whose first cell may have been a label that is a number. */
static const char *remedy(const struct record *record, size_t field, enum cell cell)
{
    const struct reader_options *options = record->options;
    bool first = record->rows == 1;
    if (first && options->header == SETTING_AUTO)
        return remedy_header;
    bool under_header = record->rows == 2 && record->layout.has_header;
    bool word = record->layout.has_header && cell != CELL_TYPO;
    if ((first || under_header || word) && field == 1 && options->labels == SETTING_AUTO &&
        record->layout.fields != 1)
        return remedy_labels;
    return under_header && !options->columns && !options->side_file ? remedy_columns : NULL;
}

static enum status missing_value(const struct record *record, const struct place *place,
                                 struct error *error)
{
    const struct reader_options *options = record->options;
    return cell_missing(error, place,
                        options->binary      ? remedy_missing_binary
                        : options->side_file ? remedy_missing_kept
                                             : remedy_missing);
}

static enum status not_binary(const struct record *record, const struct place *place, double value,
                              struct error *error)
{
    return error_set(error, STATUS_FAILED, "%s:%zu: field %zu: %g is %s", place->name, place->line,
                     place->field, value, record->options->binary);
}

static enum status take_number(struct record *record, const struct place *place, const char *text,
                               size_t length, struct error *error)
{
    const struct reader_options *options = record->options;
    union {
        double number;
        float single;
    } room;
    void *value = &room;
    enum cell cell = layout_read(options, text, length, options->precision, value);
    switch (cell) {
    case CELL_NUMBER:
        break;
    case CELL_TEXT:
    case CELL_TYPO:
    case CELL_DATE:
        return cell_not_number(error, place, text, length, options->delimiter,
                               remedy(record, place->field, cell));
    case CELL_NAN:
    case CELL_EMPTY:
        if (options->missing == MISSING_ERROR)
            return missing_value(record, place, error);
        if (options->missing == MISSING_ZERO)
            cell_set_zero(options->precision, value);
        record->missing |= options->missing == MISSING_DROP;
    }
    if (options->binary && !cells_are_binary(value, options->precision, 1))
        return not_binary(record, place, precision_get(value, options->precision, 0), error);
    return push_value(record, place->field, value, error);
}

/* A cell of a data row. */
static enum status take_cell(struct record *record, const struct place *place, const char *text,
                             size_t length, struct error *error)
{
    const struct layout *layout = &record->layout;
    if (layout->fields && place->field > layout->fields)
        return STATUS_OK; /* the end of the row will tell */
    enum role role = layout_role(layout, place->field);
    if (role == ROLE_NONE)
        return STATUS_OK;
    if (role == ROLE_LABEL || role == ROLE_GROUP) {
        struct labels *names = role == ROLE_LABEL ? &record->label : &record->group;
        labels_clear(names);
        return labels_add(names, text, length) ? STATUS_OK : error_memory(error, "row labels");
    }
    return take_number(record, place, text, length, error);
}

/* The first cell of a row settles what can be settled before the row is whole. */
static void begin_cells(struct record *record, const char *text, size_t length)
{
    double value;
    struct layout *layout = &record->layout;
    if (record->rows > 1 && layout->settled)
        return;
    enum cell first = layout_read(record->options, text, length, PRECISION_DOUBLE, &value);
    if (record->rows == 1)
        record->holding = !layout_is_data(layout, record->options, first);
    else
        layout_first_cell(layout, first);
}

/* A blank line in a matrix of one column is a missing value. */
static enum status check_blanks(const struct record *record, struct error *error)
{
    const struct splitter *splitter = &record->splitter;
    const struct reader_options *options = record->options;
    if (!splitter->blanks || record->layout.fields != 1)
        return STATUS_OK;
    const struct place place = {splitter->name, splitter->blank_line, 1};
    if (options->binary && options->missing == MISSING_KEEP)
        return not_binary(record, &place, (double)NAN, error);
    if (options->missing != MISSING_ERROR)
        return STATUS_OK;
    return missing_value(record, &place, error);
}

static enum status on_begin(void *context, struct error *error)
{
    struct record *record = context;
    record->rows++;
    record->count = 0;
    record->missing = false;
    return check_blanks(record, error);
}

static enum status on_field(void *context, const char *text, size_t length, struct error *error)
{
    struct record *record = context;
    const struct splitter *splitter = &record->splitter;
    const struct place place = {splitter->name, splitter->field_line, splitter->field};
    if (place.field == 1) {
        record->first_byte = length ? *text : '\0';
        begin_cells(record, text, length);
    }
    if (!record->holding)
        return take_cell(record, &place, text, length, error);
    if (is_over(record, record->held.room))
        return too_large(record, record->held.room, error);
    return labels_add(&record->held, text, length) ? STATUS_OK
                                                   : error_memory(error, "the first row");
}

static enum status refuse_width(const struct record *record, size_t fields, struct error *error)
{
    const struct layout *layout = &record->layout;
    error_set(error, STATUS_FAILED, "%s:%zu: %zu field%s, but line %zu has %zu",
              record->splitter.name, record->splitter.row_line, fields, text_plural(fields),
              layout->line, layout->fields);
    const char *remedy = remedy_for_row(record->first_byte);
    size_t length = 0;
    const char *header = layout->has_header ? labels_get(&layout->header, 0, &length) : NULL;
    if (!remedy && length)
        remedy = remedy_for_row(*header);
    if (remedy)
        error_append(error, "; %s", remedy);
    return STATUS_FAILED;
}

static enum status check_width(struct record *record, struct error *error)
{
    const size_t fields = record->splitter.field - 1;
    struct layout *layout = &record->layout;
    if (!layout->fields) {
        layout->fields = fields;
        layout->line = record->splitter.row_line;
    }
    if (fields != layout->fields)
        return refuse_width(record, fields, error);
    if (layout_features(layout) == 0)
        return error_set(error, STATUS_FAILED, "%s:%zu: no column besides the labels",
                         record->splitter.name, record->splitter.row_line);
    return STATUS_OK;
}

/* The end of the first row while it may be a header: its cells were held, and now they are
 * either names or numbers. */
static enum status release_held(struct record *record, struct error *error)
{
    struct place place = {record->splitter.name, record->splitter.row_line, 1};
    record->holding = false;
    enum status status = layout_first_row(&record->layout, record->options, &record->held,
                                          place.name, place.line, error);
    for (; !status && place.field <= record->held.count; place.field++) {
        size_t length;
        const char *text = labels_get(&record->held, place.field - 1, &length);
        status = take_cell(record, &place, text, length, error);
    }
    labels_free(&record->held);
    return status;
}

static enum status on_end(void *context, struct error *error)
{
    struct record *record = context;
    enum status status = record->holding ? release_held(record, error) : STATUS_OK;
    if (!status)
        status = check_width(record, error);
    const bool is_header = record->layout.has_header && record->rows == 1;
    if (!status && !is_header)
        status = check_blanks(record, error);
    record->ready = !status && !is_header;
    if (is_header || record->layout.fields != 1)
        record->splitter.blanks = 0;
    return status;
}

void record_open(struct record *record, const char *name, const struct reader_options *options)
{
    const struct splitter_sink sink = {on_begin, on_field, on_end, record};
    *record = (struct record){.options = options};
    splitter_open(&record->splitter, name, options, &sink);
}

void record_close(struct record *record)
{
    splitter_close(&record->splitter);
    free(record->values);
    labels_free(&record->label);
    labels_free(&record->group);
    labels_free(&record->held);
    layout_free(&record->layout);
}

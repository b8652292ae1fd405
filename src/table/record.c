/* Fields to rows of numbers; see record.h. */
#include "table/record.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "table/quoted.h"
#include "table/remedy.h"
#include "table/vector.h"

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

/* The place of a field's first number in the row: where the columns chosen, or the fields before
 * it, put it. */
static size_t place_of(const struct record *record, size_t field)
{
    const struct layout *layout = record->layout;
    return layout->firsts             ? layout->firsts[field - 1]
           : layout->selection.places ? layout->selection.places[field - 1] - 1
                                      : record->count;
}

static enum status push_value(struct record *record, size_t index, const void *value,
                              struct error *error)
{
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

/* What most cells of the column are; of one that was not judged, numbers. */
static enum kind kind_of(const struct layout *layout, size_t field)
{
    return layout->kinds ? (enum kind)layout->kinds[field - 1] : KIND_NUMBERS;
}

/* Appends a list of columns not to choose: those that were left out, and all that hold something
 * other than numbers. False if it finds no room, or would leave no column. */
static bool list_columns(const struct record *record, char *text, size_t size)
{
    const struct layout *layout = record->layout;
    const char *before = record->options->columns;
    size_t used = strlen(text), features = layout_features(layout);
    if (before)
        used += (size_t)snprintf(text + used, size - used, "%s", before);
    for (size_t field = 1; field <= layout->fields && used < size; field++) {
        const enum kind kind = kind_of(layout, field);
        if (!layout_is_feature(layout, field) || kind == KIND_NUMBERS || kind == KIND_EMPTY)
            continue;
        const char *comma = text[used - 1] == '=' ? "" : ",";
        used += (size_t)snprintf(text + used, size - used, "%s-%zu", comma, field);
        features--;
    }
    return used < size && features > 0;
}

/* Whether the text may be a spelling of a missing value that can stand in a command line. */
static bool may_be_missing(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isalpha((unsigned char)text[i]) && (!text[i] || !strchr("._/*-", text[i])))
            return false;
    return length > 1 && length < 20 && *text != '-';
}

enum { CLASSES_ADVICE = 128 }; /* bytes that are left for the advice on classes */

/* Names the option for classes; by the column's name where that needs no quotes. `more`: other
 * advice stands before it. */
static void advise_classes(const struct layout *layout, size_t field, bool more, char *text,
                           size_t size)
{
    char number[24];
    size_t length = 0, plain = 0;
    const char *name = layout->header.count ? labels_get(&layout->header, field - 1, &length) : "";
    while (plain < length && (isalpha((unsigned char)name[plain]) || name[plain] == '_'))
        plain++;
    if (!length || plain < length || length >= 64) {
        length = (size_t)snprintf(number, sizeof number, "%zu", field);
        name = number;
    }
    snprintf(text, size, "%sif it names classes, %s--classes=%.*s", more ? ", or " : "",
             more ? "" : "use ", (int)length, name);
}

/* What may help where a cell is no number, by what most cells of its column are; `room` is for the
 * text. */
static const char *remedy(const struct record *record, size_t field, enum cell cell,
                          const char *text, size_t length, char *room, size_t size)
{
    const struct reader_options *options = record->options;
    if (options->decimal == DECIMAL_COMMA && memchr(text, '.', length))
        return "with --decimal=, a point is no part of a number";
    const struct layout *layout = record->layout;
    const enum kind kind = kind_of(layout, field);
    if (options->side_file)
        return NULL;
    if (record->rows == 2 && layout->has_units && kind == KIND_NUMBERS) {
        snprintf(room, size,
                 "if this line holds units, take it out first: sed %zud FILE | attn ...",
                 record->splitter.row_line);
        return room;
    }
    const bool early = layout->has_header || record->rows == 1;
    const bool may_be_label = field == 1 && options->labels == SETTING_AUTO && cell == CELL_NAME &&
                              early && layout->fields != 1 && !options->columns;
    const bool fits = !options->na || strlen(options->na) < size / 2;
    if (kind == KIND_NUMBERS && cell == CELL_NAME && may_be_missing(text, length) && fits) {
        snprintf(room, size, "if this is a missing value, use --na=%s%s%.*s%s%s",
                 options->na ? options->na : "", options->na ? "," : "", (int)length, text,
                 options->missing == MISSING_ERROR ? " --missing=drop" : "",
                 may_be_label ? ", or if the first column holds labels, --labels" : "");
        return room;
    }
    if (may_be_label)
        return remedy_labels;
    if (kind == KIND_NUMBERS)
        return NULL;
    static const char *const choosers[] = {
        [USE_FEATURES] = "", [USE_KEYS] = "key-", [USE_VALUES] = "value-"};
    snprintf(room, size,
             "if what holds no numbers is no feature, use --%scolumns=", choosers[options->use]);
    const bool listed = (!options->columns || selection_is_all_but(options->columns)) &&
                        list_columns(record, room, size - CLASSES_ADVICE);
    const size_t used = listed ? strlen(room) : 0;
    if (options->may_be_classes)
        advise_classes(layout, field, listed, room + used, size - used);
    return listed || options->may_be_classes ? room : NULL;
}

static enum status missing_value(const struct record *record, const struct place *place,
                                 struct error *error)
{
    const struct reader_options *options = record->options;
    return remedy_missing_cell(error, place,
                               options->binary      ? remedy_missing_binary
                               : options->side_file ? remedy_missing_kept
                                                    : remedy_missing);
}

static enum status not_binary(const struct record *record, const struct place *place, double value,
                              struct error *error)
{
    error_set(error, STATUS_FAILED, "%s:%zu: field %zu: %g is %s", place->name, place->line,
              place->field, value, record->options->binary);
    if (value < -1)
        error_append(error, "; a matrix of 0 and -inf is added to the scores: give it as --bias");
    return STATUS_FAILED;
}

/* A number, which goes to the place `index` of the row. */
static enum status take_number(struct record *record, const struct place *place, const char *text,
                               size_t length, size_t index, struct error *error)
{
    const struct reader_options *options = record->options;
    union {
        double number;
        float single;
    } room;
    void *value = &room;
    char advice[256 + CLASSES_ADVICE];
    enum cell cell = layout_read(options, text, length, options->precision, value);
    switch (cell) {
    case CELL_NUMBER:
        break;
    case CELL_VECTOR:
        return error_set(error, STATUS_FAILED,
                         "%s:%zu: field %zu: a vector in brackets in a column of numbers",
                         place->name, place->line, place->field);
    case CELL_NEAR:
    case CELL_NAME:
        return remedy_not_number(
            error, place, text, length, options->delimiter,
            remedy(record, place->field, cell, text, length, advice, sizeof advice));
    case CELL_MISSING:
        if (options->missing == MISSING_ERROR)
            return missing_value(record, place, error);
        if (options->missing == MISSING_ZERO)
            cell_set_zero(options->precision, value);
        record->missing |= options->missing == MISSING_DROP;
    }
    if (options->binary && !cells_are_binary(value, options->precision, 1))
        return not_binary(record, place, precision_get(value, options->precision, 0), error);
    return push_value(record, index, value, error);
}

/* A vector in brackets, or a missing one. */
static enum status take_vector(struct record *record, const struct place *place, const char *text,
                               size_t length, struct error *error)
{
    const struct reader_options *options = record->options;
    const size_t width = record->layout->widths[place->field - 1];
    struct vector vector;
    double value;
    size_t index = place_of(record, place->field), size;
    const enum cell cell = layout_read(options, text, length, PRECISION_DOUBLE, &value);
    enum status status = STATUS_OK;
    if (cell == CELL_NEAR || cell == CELL_NAME)
        return take_number(record, place, text, length, index, error);
    if (cell == CELL_MISSING) {
        for (size_t i = 0; !status && i < width; i++)
            status = take_number(record, place, text, length, index + i, error);
        return status;
    }
    const size_t count = vector_open(&vector, text, length, options->decimal == DECIMAL_COMMA);
    if (!count)
        return error_set(error, STATUS_FAILED,
                         "%s:%zu: field %zu: a number without brackets in a column of vectors",
                         place->name, place->line, place->field);
    if (count != width)
        return error_set(error, STATUS_FAILED,
                         "%s:%zu: field %zu: a vector of %zu number%s, but the first vector of the "
                         "column has %zu",
                         place->name, place->line, place->field, count, text_plural(count), width);
    while (!status && vector_next(&vector, &text, &size))
        status = take_number(record, place, text, size, index++, error);
    return status;
}

/* A cell whose text is kept. A class may be missing, and is kept as nothing then. */
static enum status take_name(struct record *record, const struct place *place, const char *text,
                             size_t length, struct error *error)
{
    const struct reader_options *options = record->options;
    if (place->field == record->layout->texts[TEXT_CLASS] && !options->stray_class &&
        cell_lacks_text(text, length, options->na)) {
        if (options->missing == MISSING_ERROR)
            return missing_value(record, place, error);
        record->missing |= options->missing == MISSING_DROP;
        length = 0;
    }
    return labels_add(&record->names, text, length) ? STATUS_OK : error_memory(error, "row labels");
}

/* A cell of a data row. */
static enum status take_cell(struct record *record, const struct place *place, const char *text,
                             size_t length, struct error *error)
{
    const struct layout *layout = record->layout;
    if (place->field > layout->fields)
        return STATUS_OK; /* the end of the row will tell */
    if (layout->names && layout->names[place->field - 1]) {
        enum status status = take_name(record, place, text, length, error);
        if (status)
            return status;
    }
    if (!layout_is_feature(layout, place->field))
        return STATUS_OK;
    if (layout->widths && layout->widths[place->field - 1])
        return take_vector(record, place, text, length, error);
    return take_number(record, place, text, length, place_of(record, place->field), error);
}

/* A blank line in a matrix of one column is a missing value. */
static enum status check_blanks(const struct record *record, struct error *error)
{
    const struct splitter *splitter = &record->splitter;
    const struct reader_options *options = record->options;
    if (!splitter->blanks || record->layout->fields != 1)
        return STATUS_OK;
    const struct place place = {splitter->name, splitter->blank_line, 1};
    if (options->binary && options->missing == MISSING_KEEP)
        return not_binary(record, &place, (double)NAN, error);
    if (options->missing != MISSING_ERROR)
        return STATUS_OK;
    return missing_value(record, &place, error);
}

/* Whether the row at hand is the header. */
static bool is_header(const struct record *record)
{
    return record->layout->has_header && record->rows == 1;
}

static enum status on_begin(void *context, struct error *error)
{
    struct record *record = context;
    record->rows++;
    record->count = 0;
    record->missing = false;
    labels_clear(&record->names);
    labels_clear(&record->text);
    return is_header(record) ? STATUS_OK : check_blanks(record, error);
}

/* Adds a cell to the row's text, which has another delimiter than the file. */
static bool join_cell(struct record *record, const char *text, size_t length)
{
    const char delimiter = record->options->row;
    char *cell = memory_new(quoted_room(length) + 1, 1), *end = cell;
    if (!cell)
        return false;
    if (record->splitter.field > 1)
        *end++ = delimiter;
    end = quoted_put(end, text, length, delimiter);
    const bool added = labels_add(&record->text, cell, (size_t)(end - cell));
    free(cell);
    return added;
}

static enum status on_field(void *context, const char *text, size_t length, struct error *error)
{
    struct record *record = context;
    const struct splitter *splitter = &record->splitter;
    const struct place place = {splitter->name, splitter->field_line, splitter->field};
    if (place.field == 1)
        record->first_byte = length ? *text : '\0';
    if (record->joins && !join_cell(record, text, length))
        return error_memory(error, "a row");
    return is_header(record) ? STATUS_OK : take_cell(record, &place, text, length, error);
}

static enum status refuse_width(const struct record *record, size_t fields, struct error *error)
{
    const struct layout *layout = record->layout;
    error_set(error, STATUS_FAILED, "%s:%zu: %zu field%s, but line %zu has %zu",
              record->splitter.name, record->splitter.row_line, fields, text_plural(fields),
              layout->line, layout->fields);
    const char *remedy = remedy_for_row(record->first_byte);
    if (!remedy && record->rows == 2 && layout->has_header && fields == layout->fields + 1 &&
        record->options->header == SETTING_AUTO && record->options->labels != SETTING_NO)
        remedy = "if the header names the columns but the first, use --header=yes";
    size_t length = 0;
    const char *header = layout->header.count ? labels_get(&layout->header, 0, &length) : NULL;
    if (!remedy && length)
        remedy = remedy_for_row(*header);
    if (remedy)
        error_append(error, "; %s", remedy);
    return STATUS_FAILED;
}

static enum status check_width(const struct record *record, struct error *error)
{
    const size_t fields = record->splitter.field - 1;
    const struct layout *layout = record->layout;
    if (fields + (is_header(record) && layout->is_short) != layout->fields)
        return refuse_width(record, fields, error);
    return STATUS_OK;
}

static enum status on_end(void *context, struct error *error)
{
    struct record *record = context;
    const bool header = is_header(record);
    enum status status = check_width(record, error);
    if (!status && !header)
        status = check_blanks(record, error);
    record->ready = !status && !header;
    if (header || record->layout->fields != 1)
        record->splitter.blanks = 0;
    return status;
}

void record_open(struct record *record, const char *name, const struct reader_options *options,
                 const struct layout *layout)
{
    const struct splitter_sink sink = {on_begin, on_field, on_end, record};
    *record = (struct record){.options = options,
                              .layout = layout,
                              .joins = options->row && options->row != options->delimiter};
    splitter_open(&record->splitter, name, options, &sink);
}

void record_close(struct record *record)
{
    splitter_close(&record->splitter);
    free(record->values);
    labels_free(&record->names);
    labels_free(&record->text);
}

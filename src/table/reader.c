/* CSV text to matrices; see reader.h. Input cuts the text into lines, record makes rows of them,
 * and here the rows go into the caller's matrix. */
#include "table/reader.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ranks.h"
#include "table/delimiter.h"
#include "table/input.h"
#include "table/record.h"
#include "table/sample.h"
#include "table/scan.h"

/* Bytes read at a time, for each worker; the least and the most that are scanned in one go; and how
 * many of these are worth waking a worker that reads ahead. */
enum {
    BLOCK = 1 << 20,
    MOST_PARTS = 16,
    LEAST_REACH = 1 << 8,
    MOST_REACH = 1 << 30,
    LEAST_AHEAD = 1 << 14
};

struct reader {
    struct reader_options options;
    struct input input;
    struct sample sample; /* the first rows, from which the layout was judged */
    struct layout layout;
    struct record record; /* open once there is a layout */
    size_t rows;          /* handed over so far */
    size_t spans;         /* of options.span rows that discard_spans has seen */
    size_t dropped;       /* of them, flagged as dropped: the first of them in these lines */
    size_t dropped_lines[READER_DROPPED_SHOWN];
    size_t reach;            /* bytes to scan for plain rows: many while that goes well */
    struct scan_note *notes; /* of the rows being scanned */
    struct scan_name *names; /* theirs, and those of the row at hand */
    size_t notes_room;
    struct labels header; /* the text of the header, if that of rows is kept */
};

static enum status check_options(const struct reader_options *options, struct error *error)
{
    /* strchr finds the NUL at the end, too. */
    if (options->delimiter && strchr("\"\r\n", options->delimiter))
        return error_set(error, STATUS_USAGE, "a quote or a line end cannot be the delimiter");
    if (options->comment && strchr("\"\r\n", options->comment))
        return error_set(error, STATUS_USAGE, "a quote or a line end cannot begin comments");
    if (options->comment && options->comment == options->delimiter)
        return error_set(error, STATUS_USAGE, "the delimiter cannot begin comments");
    return STATUS_OK;
}

static size_t get_width(const struct reader_options *options)
{
    return options->pool ? pool_width(options->pool) : 1;
}

/* A block has a part for each worker, up to a size that many workers still share well. */
static size_t block_parts(const struct reader_options *options)
{
    size_t width = get_width(options);
    return width < MOST_PARTS ? width : MOST_PARTS;
}

enum status reader_open(struct reader **reader, const char *path,
                        const struct reader_options *options, struct error *error)
{
    *reader = NULL;
    enum status status = check_options(options, error);
    if (status)
        return status;
    if (input_is_text(path) && options->decimal == DECIMAL_COMMA && strchr(path, ','))
        return error_set(error, STATUS_USAGE,
                         "%s: a comma stands between numbers on the command line, with --decimal=, "
                         "too; write decimals with a point there, and cells apart with blanks",
                         path);
    struct reader *new = memory_new(1, sizeof *new);
    if (!new)
        return error_memory(error, "a reader");
    new->options = *options;
    if (input_is_text(path)) {
        /* It has a form of its own. */
        new->options.delimiter = ',';
        new->options.decimal = DECIMAL_POINT;
        new->options.comment = '\0';
        new->options.skip = 0;
    }
    new->reach = BLOCK;
    status = input_open(&new->input, path,
                        options->block ? options->block : BLOCK * block_parts(options), error);
    if (status) {
        free(new);
        return status;
    }
    *reader = new;
    return STATUS_OK;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    input_close(&reader->input);
    if (reader->sample.taken)
        record_close(&reader->record);
    sample_free(&reader->sample);
    layout_free(&reader->layout);
    labels_free(&reader->header);
    free(reader->notes);
    free(reader->names);
    free(reader);
}

const char *reader_name(const struct reader *reader)
{
    return reader->input.name;
}

double reader_share(const struct reader *reader)
{
    return input_share(&reader->input);
}

bool reader_has_header(const struct reader *reader)
{
    return reader->layout.has_header;
}

const struct labels *reader_header(const struct reader *reader)
{
    return &reader->layout.header;
}

const char *reader_header_row(const struct reader *reader, size_t *length)
{
    return labels_get(&reader->header, 0, length);
}

size_t reader_fields(const struct reader *reader)
{
    return reader->layout.fields;
}

size_t reader_text_field(const struct reader *reader, enum text_kind kind)
{
    return reader->layout.texts[kind];
}

size_t reader_field(const struct reader *reader, size_t index)
{
    const struct layout *layout = &reader->layout;
    if (!layout->widths)
        return layout_field(layout, index);
    for (size_t i = 0;; i++) {
        const size_t field = layout_field(layout, i), width = layout->widths[field - 1];
        if (index < (width ? width : 1))
            return field;
        index -= width ? width : 1;
    }
}

size_t reader_label(const struct reader *reader)
{
    return reader->layout.label;
}

size_t reader_cell_field(const struct reader *reader, size_t index)
{
    return reader->layout.cells.fields[index];
}

struct reader_column *reader_columns(const struct reader *reader, size_t *count)
{
    const struct layout *layout = &reader->layout;
    const struct selection *cells = &layout->cells;
    const size_t fields = layout_features(layout) + (layout->asked ? cells->count : 0);
    size_t numbers = 0, texts = 0, room = layout_numbers(layout) + cells->count;
    struct reader_column *columns = memory_new(room, sizeof *columns);
    *count = 0;
    for (size_t i = 0; columns && i < fields; i++) {
        const size_t field = layout->asked ? layout->asked[i] : layout_field(layout, i);
        const bool is_text = layout->asked && cells->places[field - 1];
        const size_t width = !is_text && layout->widths ? layout->widths[field - 1] : 0;
        for (size_t k = 0; k < (width ? width : 1); k++)
            columns[(*count)++] =
                (struct reader_column){field, is_text, is_text ? texts++ : numbers++};
    }
    return columns;
}

const char *reader_doubt(const struct reader *reader)
{
    return reader->layout.doubt;
}

size_t reader_dropped(const struct reader *reader, size_t lines[READER_DROPPED_SHOWN])
{
    memcpy(lines, reader->dropped_lines, sizeof reader->dropped_lines);
    return reader->dropped;
}

void reader_describe(const struct reader *reader, struct error *text)
{
    if (reader->layout.fields > 1)
        error_append(text, "%s between cells (%s), ", delimiter_name(reader->options.delimiter),
                     reader->options.guessed ? "as often in every row" : "--delimiter");
    layout_describe(&reader->layout, text);
    layout_describe_features(&reader->layout, text);
}

/* Whether the texts of a kind are kept. */
static bool keeps(const struct reader *reader, enum text_kind kind)
{
    if (kind == TEXT_ROW)
        return reader->options.row != '\0';
    if (kind == TEXT_CELL)
        return reader->layout.cells.count && !reader->options.stray_cells;
    return reader->layout.texts[kind] && !(kind == TEXT_CLASS && reader->options.stray_class);
}

/* Adds the name of a field: NAME_0, NAME_1 and so on if it holds vectors. */
static bool add_names(const struct layout *layout, size_t field, struct labels *names)
{
    size_t length;
    const char *text = labels_get(&layout->header, field - 1, &length);
    const size_t width = layout->widths ? layout->widths[field - 1] : 0;
    if (!width)
        return labels_add(names, text, length);
    char *name = memory_new(length + 24, 1);
    bool added = name != NULL;
    for (size_t i = 0; added && i < width; i++) {
        memcpy(name, text, length);
        added = labels_add(names, name, length + (size_t)sprintf(name + length, "_%zu", i));
    }
    free(name);
    return added;
}

/* Gives the matrix its columns and their labels, before its first row. */
static enum status set_columns(struct reader *reader, struct matrix *matrix, struct error *error)
{
    const struct layout *layout = &reader->layout;
    if (reader->rows)
        return STATUS_OK;
    matrix->precision = reader->options.precision;
    matrix->columns = layout_numbers(layout);
    labels_clear(&matrix->column_labels);
    const size_t features = layout_features(layout);
    for (size_t i = 0; layout->header.count && i < features; i++)
        if (!add_names(layout, layout_field(layout, i), &matrix->column_labels))
            return error_memory(error, "column labels");
    return STATUS_OK;
}

/* Makes room for so many rows, if all of it, with the labels so far, is no more than allowed. */
static enum status reserve(struct reader *reader, struct matrix *matrix, size_t rows,
                           struct error *error)
{
    enum status status = set_columns(reader, matrix, error);
    if (status)
        return status;
    const struct layout *layout = &reader->layout;
    size_t limit = reader->options.max_memory, held = reader->options.held, bytes;
    size_t names = (size_t)(layout->label != 0), room = matrix->row_labels.room;
    for (int kind = 0; kind < TEXT_KINDS; kind++) {
        if (keeps(reader, (enum text_kind)kind))
            names += kind == TEXT_CELL ? layout->cells.count : 1;
        room += matrix->texts[kind].room;
    }
    if (!size_multiply(matrix->columns, precision_size(matrix->precision), &bytes) ||
        !size_add(bytes, names * sizeof(size_t), &bytes) || !size_multiply(bytes, rows, &bytes) ||
        !size_add(bytes, room, &bytes) || !size_add(bytes, held, &bytes))
        return error_memory(error, "a matrix");
    /* What there is room for may be more. */
    if (limit && bytes > limit)
        return error_set(error, STATUS_FAILED,
                         "%s: the matrix needs %zu bytes of memory or more%s; --max-memory allows "
                         "%zu",
                         reader_name(reader), bytes, held ? ", those read before it included" : "",
                         limit);
    return matrix_reserve(matrix, rows) ? STATUS_OK : error_memory(error, "a matrix");
}

/* Flags a row, which stands in this line; false if there is no memory. */
static bool drop_row(struct reader *reader, struct matrix *matrix, size_t row, size_t line)
{
    if (reader->dropped < READER_DROPPED_SHOWN)
        reader->dropped_lines[reader->dropped] = line;
    reader->dropped++;
    return matrix_drop_row(matrix, row);
}

static bool add_name(struct labels *labels, struct scan_name name)
{
    return labels_add(labels, name.text, name.length);
}

/* Appends the texts of a row; `names` are those of the fields that the layout keeps. */
static bool add_texts(const struct reader *reader, struct matrix *matrix,
                      const struct scan_name *names, struct scan_name row)
{
    const struct layout *layout = &reader->layout;
    if (layout->label &&
        !add_name(&matrix->row_labels, names[layout->names[layout->label - 1] - 1]))
        return false;
    for (int kind = 0; kind < TEXT_CELL; kind++)
        if (keeps(reader, (enum text_kind)kind) &&
            !add_name(&matrix->texts[kind], names[layout->names[layout->texts[kind] - 1] - 1]))
            return false;
    for (size_t i = 0; i < layout->cells.count && keeps(reader, TEXT_CELL); i++)
        if (!add_name(&matrix->texts[TEXT_CELL],
                      names[layout->names[layout->cells.fields[i] - 1] - 1]))
            return false;
    return !keeps(reader, TEXT_ROW) || add_name(&matrix->texts[TEXT_ROW], row);
}

/* Room for what is noted of so many rows. */
static struct scan_note *get_notes(struct reader *reader, size_t rows)
{
    const size_t names = reader->layout.name_count;
    if (rows <= reader->notes_room)
        return reader->notes;
    free(reader->notes);
    free(reader->names);
    reader->notes = memory_new(rows, sizeof *reader->notes);
    reader->names = memory_new_rows(rows, names ? names : 1, sizeof *reader->names);
    reader->notes_room = reader->notes && reader->names ? rows : 0;
    for (size_t i = 0; i < reader->notes_room; i++)
        reader->notes[i].names = reader->names + i * names;
    return reader->notes_room ? reader->notes : NULL;
}

/* A text in pieces as one, without the line end. */
static struct scan_name join_pieces(const struct labels *pieces)
{
    struct scan_name text = {pieces->bytes, pieces->count ? pieces->end[pieces->count - 1] : 0};
    text.length -= text.length && text.text[text.length - 1] == '\n';
    text.length -= text.length && text.text[text.length - 1] == '\r';
    return text;
}

/* Appends the texts of the row in the record. */
static bool keep_texts(struct reader *reader, struct matrix *matrix)
{
    const struct record *record = &reader->record;
    if (!reader->layout.name_count && !reader->options.row)
        return true;
    if (!get_notes(reader, 1))
        return false;
    for (size_t i = 0; i < reader->layout.name_count; i++)
        reader->names[i].text = labels_get(&record->names, i, &reader->names[i].length);
    return add_texts(reader, matrix, reader->names, join_pieces(&record->text));
}

/* The row that a blank line is in a matrix of one column. Blank lines that are errors have been
 * found before. */
static enum status append_blank(struct reader *reader, struct matrix *matrix, struct error *error)
{
    enum status status = reserve(reader, matrix, matrix->rows + 1, error);
    if (status)
        return status;
    char *value = matrix_row(matrix, matrix->rows);
    for (size_t i = 0; i < matrix->columns; i++, value += precision_size(matrix->precision)) {
        cell_set_nan(matrix->precision, value);
        if (reader->options.missing == MISSING_ZERO)
            cell_set_zero(matrix->precision, value);
    }
    if (reader->options.missing == MISSING_DROP &&
        !drop_row(reader, matrix, matrix->rows, reader->record.splitter.blank_line))
        return error_memory(error, "a matrix");
    const struct scan_name nothing = {"", 0};
    if (reader->layout.label && !add_name(&matrix->row_labels, nothing))
        return error_memory(error, "row labels");
    for (int kind = 0; kind < TEXT_KINDS; kind++)
        if (keeps(reader, (enum text_kind)kind) && !add_name(&matrix->texts[kind], nothing))
            return error_memory(error, "row labels");
    matrix->rows++;
    reader->rows++;
    return STATUS_OK;
}

static enum status append_row(struct reader *reader, struct matrix *matrix, struct error *error)
{
    struct record *record = &reader->record;
    enum status status = reserve(reader, matrix, matrix->rows + 1, error);
    if (status)
        return status;
    if (record->count > 0)
        memcpy(matrix_row(matrix, matrix->rows), record->values,
               record->count * precision_size(matrix->precision));
    else if (matrix->columns > 0)
        cell_set_zero(matrix->precision, matrix_row(matrix, matrix->rows));
    if (!keep_texts(reader, matrix))
        return error_memory(error, "row labels");
    if (record->missing && !drop_row(reader, matrix, matrix->rows, record->splitter.row_line))
        return error_memory(error, "a matrix");
    matrix->rows++;
    reader->rows++;
    record->ready = false;
    return STATUS_OK;
}

/* Moves what is known for certain into the matrix: blank lines only once a row follows them. */
static enum status append_known(struct reader *reader, size_t max_rows, struct matrix *matrix,
                                struct error *error)
{
    struct record *record = &reader->record;
    enum status status = STATUS_OK;
    while (!status && record->ready && matrix->rows < max_rows) {
        if (record->splitter.blanks == 0) {
            status = append_row(reader, matrix, error);
        } else {
            status = append_blank(reader, matrix, error);
            record->splitter.blanks--;
        }
    }
    return status;
}

static enum status check_rows(const struct reader *reader, struct error *error)
{
    if (reader->rows)
        return STATUS_OK;
    return error_set(error, STATUS_FAILED, "%s: no rows%s", reader_name(reader),
                     reader_has_header(reader) ? " under the header" : "");
}

/* Whether the next line may be the one that names the delimiter. */
static bool names_delimiter(const struct reader *reader)
{
    const struct input *input = &reader->input;
    const char *text = input->text + input->start;
    const size_t left = input->end - input->start, most = sizeof "sep=;\r\n";
    char named;
    const char *end = memchr(text, '\n', left < most ? left : most);
    return reader->record.splitter.line == reader->options.skip + 1 && end &&
           splitter_names_delimiter(text, (size_t)(end - text), &named);
}

/* Whether the next line can be looked at without splitter and record, and how. */
static bool get_format(const struct reader *reader, struct scan_format *format)
{
    const struct reader_options *options = &reader->options;
    const struct record *record = &reader->record;
    const struct layout *layout = &reader->layout;
    const bool first_is_next = record->splitter.line <= options->skip || names_delimiter(reader) ||
                               (layout->has_header && record->rows == 0);
    if (options->libcsv_only || layout->widths || !layout->fields ||
        (layout->texts[TEXT_GROUP] && !layout_features(layout)) || first_is_next ||
        reader->sample.watching || record->splitter.open || record->joins ||
        !scan_is_possible(options->delimiter))
        return false;
    if (layout->fields == 1 && record->splitter.blanks)
        return false;
    *format = (struct scan_format){.precision = options->precision,
                                   .rules = layout_rules(options, options->precision),
                                   .missing = options->missing,
                                   .delimiter = options->delimiter,
                                   .stop = options->comment ? options->comment : '\n',
                                   .quotes = options->quote != QUOTE_NONE,
                                   .label = layout->label,
                                   .class = options->stray_class ? 0 : layout->texts[TEXT_CLASS],
                                   .row = options->row != '\0',
                                   .names = layout->names,
                                   .name_count = layout->name_count,
                                   .columns = layout_features(layout),
                                   .fields = layout->fields,
                                   .places = layout->selection.places};
    return true;
}

/* Where the lines for at most `rows` rows end. */
static const char *first_rows(const char *text, const char *end, size_t rows, size_t fields)
{
    /* A cell is a byte at the least, the one that ends it. */
    if ((size_t)(end - text) / fields <= rows)
        return end;
    for (; rows && text < end; rows--)
        text = (const char *)memchr(text, '\n', (size_t)(end - text)) + 1;
    return text;
}

/* Makes the scanned rows a part of the matrix. */
static enum status accept_rows(struct reader *reader, size_t rows, bool noted,
                               struct matrix *matrix, struct error *error)
{
    for (size_t i = 0; noted && i < rows; i++) {
        const struct scan_note *note = &reader->notes[i];
        if (!add_texts(reader, matrix, note->names, note->row))
            return error_memory(error, "row labels");
        if (note->missing &&
            !drop_row(reader, matrix, matrix->rows + i, reader->record.splitter.line + i))
            return error_memory(error, "a matrix");
    }
    matrix->rows += rows;
    reader->rows += rows;
    reader->record.rows += rows;
    reader->record.splitter.line += rows;
    return STATUS_OK;
}

static void read_ahead(void *input)
{
    input_read_ahead(input);
}

static void set_reach(struct reader *reader, size_t bytes)
{
    reader->reach = bytes < LEAST_REACH ? LEAST_REACH : bytes > MOST_REACH ? MOST_REACH : bytes;
}

/* Takes the plain rows at the beginning of the text that has come; none if something else
 * stands there, or memory is short: going on row by row then tells what is wrong. */
static enum status scan(struct reader *reader, size_t max_rows, struct matrix *matrix,
                        struct error *error)
{
    struct input *input = &reader->input;
    struct scan_format format;
    const char *text = input->text + input->start;
    const bool is_blank = input->start < input->end && (*text == '\n' || *text == '\r');
    const char *end = is_blank ? text : input_lines(input, reader->reach);
    if (end == text || !get_format(reader, &format))
        return STATUS_OK;
    end = first_rows(text, end, max_rows - matrix->rows, format.fields);
    struct scan lines = {.format = &format, .pool = reader->options.pool};
    scan_cut(&lines, text, end);
    bool noted = format.name_count || format.row || format.missing == MISSING_DROP;
    if (reserve(reader, matrix, matrix->rows + lines.lines, error) ||
        (noted && !get_notes(reader, lines.lines))) {
        set_reach(reader, (size_t)(end - text) / 2);
        return STATUS_OK;
    }
    lines.out = matrix_row(matrix, matrix->rows);
    lines.notes = noted ? reader->notes : NULL;
    bool is_long = (size_t)(end - text) >= LEAST_AHEAD;
    lines.meanwhile = is_long && get_width(&reader->options) > 1 ? read_ahead : NULL;
    lines.meanwhile_context = input;
    const char *rest;
    size_t rows = scan_all(&lines, &rest);
    size_t length = (size_t)(rest - text);
    if (reader->options.binary &&
        !cells_are_binary(lines.out, format.precision, rows * format.columns)) {
        set_reach(reader, length / 2);
        return STATUS_OK;
    }
    set_reach(reader, rest == end ? 4 * reader->reach : 2 * length);
    input_skip(input, rest);
    return accept_rows(reader, rows, noted, matrix, error);
}

/* Judges the first rows together, before any of them is read. */
static enum status begin(struct reader *reader, struct error *error)
{
    if (reader->sample.taken)
        return STATUS_OK;
    enum status status =
        sample_take(&reader->sample, &reader->input, &reader->options, &reader->layout, error);
    if (!status)
        record_open(&reader->record, reader->input.name, &reader->options, &reader->layout);
    return status;
}

/* Adds a fragment of the row at hand to its text, and keeps that of the header. */
static enum status keep_fragment(struct reader *reader, const struct fragment *fragment,
                                 struct error *error)
{
    struct record *record = &reader->record;
    if (!record->joins && !labels_add(&record->text, fragment->text, fragment->length))
        return error_memory(error, "a row");
    if (record->rows != 1 || !reader->layout.has_header || record->splitter.open)
        return STATUS_OK;
    return add_name(&reader->header, join_pieces(&record->text)) ? STATUS_OK
                                                                 : error_memory(error, "a row");
}

/* Takes a line, or what has come of it. */
static enum status feed(struct reader *reader, const struct fragment *fragment, struct error *error)
{
    struct record *record = &reader->record;
    const size_t rows = record->rows;
    const bool open = record->splitter.open;
    enum status status = STATUS_OK;
    /* First: a cell that is wrong may be right in another reading. */
    if (reader->sample.watching)
        status = sample_watch(&reader->sample, fragment, &reader->options, &reader->layout, error);
    if (!status)
        status = splitter_feed(&record->splitter, fragment, error);
    if (!status && reader->options.row && (open || record->rows > rows))
        status = keep_fragment(reader, fragment, error);
    return status;
}

/* Gives back the memory of the rows that other ranks keep, span by span. */
static void discard_spans(struct reader *reader, const struct matrix *matrix)
{
    const size_t span = reader->options.span;
    const size_t bytes = span * matrix->columns * precision_size(matrix->precision);
    for (; (reader->spans + 1) * span <= matrix->rows; reader->spans++)
        if (reader->spans % ranks_count() != ranks_own())
            memory_discard((char *)matrix->data + reader->spans * bytes, bytes);
}

/* Appends rows until the matrix has max_rows of them, the file ends or, unless `whole`, the rows
 * that have come are used up. */
static enum status read_rows(struct reader *reader, size_t max_rows, bool whole,
                             struct matrix *matrix, struct error *error)
{
    struct fragment fragment;
    enum status status = begin(reader, error);
    if (status)
        return status;
    for (;;) {
        status = append_known(reader, max_rows, matrix, error);
        if (status || matrix->rows == max_rows)
            return status;
        const size_t rows = matrix->rows;
        status = scan(reader, max_rows, matrix, error);
        if (status)
            return status;
        if (matrix->rows > rows) {
            if (whole && reader->options.span)
                discard_spans(reader, matrix);
            continue;
        }
        if (input_take(&reader->input, &fragment)) {
            status = feed(reader, &fragment, error);
        } else if (!reader->input.at_end) {
            if (matrix->rows && !whole && !input_is_ready(&reader->input))
                return STATUS_OK;
            status = input_read(&reader->input, error);
            if (reader->options.arrived)
                reader->options.arrived(reader);
        } else {
            status = splitter_end(&reader->record.splitter, error);
            if (!status && !reader->record.ready)
                return check_rows(reader, error);
        }
        if (status)
            return status;
    }
}

enum status reader_next(struct reader *reader, size_t max_rows, struct matrix *block,
                        struct error *error)
{
    matrix_clear_rows(block);
    return read_rows(reader, max_rows, false, block, error);
}

enum status reader_all(struct reader *reader, struct matrix *matrix, struct error *error)
{
    return read_rows(reader, SIZE_MAX, true, matrix, error);
}

/* Rows of plain numbers; see scan.h. */
#include "table/scan.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "table/cell.h"
#include "table/decimal/decimal.h"
#include "table/splitter.h"

bool scan_is_possible(char delimiter)
{
    return !strchr("0123456789+-.aefintyAEFINTY", delimiter);
}

/* The number at `text` goes to the array `values`; returns the byte after it, NULL if there is none
 * or it is NaN. */
static inline const char *scan_number(enum precision precision, const char *text, const char *end,
                                      void *values, size_t index)
{
    if (precision == PRECISION_SINGLE) {
        float *single = (float *)values + index;
        const char *stop = decimal_scan_single(text, end, single);
        return stop && !isnan(*single) ? stop : NULL;
    }
    double *number = (double *)values + index;
    const char *stop = decimal_scan_double(text, end, number);
    return stop && !isnan(*number) ? stop : NULL;
}

static inline bool ends_field(const struct scan_format *format, char byte)
{
    return byte == format->delimiter || byte == '\n' || byte == '\r' ||
           (byte == '\t' && format->delimiter == ' ');
}

/* The end of the field at `text`; NULL if it takes more than a look. */
static const char *skip_field(const struct scan_format *format, const char *text)
{
    for (; !ends_field(format, *text); text++)
        if (*text == '"' && format->quotes)
            return NULL;
    return text;
}

/* A cell that is not just a number: blanks round it, or missing where that is allowed. Returns its
 * end, NULL if it is something else; what has a quote in it is. */
static const char *scan_odd_cell(const struct scan_format *format, const char *text, void *values,
                                 size_t index, struct scan_note *note)
{
    const char *stop = skip_field(format, text);
    if (!stop)
        return NULL;
    void *value = (char *)values + index * precision_size(format->precision);
    const enum cell cell = cell_read(text, (size_t)(stop - text), &format->rules, value);
    if (cell == CELL_NUMBER)
        return stop;
    if (cell != CELL_MISSING)
        return NULL;
    /* A blank line is a row only if another one follows. */
    bool may_be_blank_line = format->fields == 1;
    if (format->missing == MISSING_ERROR || may_be_blank_line)
        return NULL;
    if (format->missing == MISSING_ZERO)
        cell_set_zero(format->precision, value);
    if (format->missing == MISSING_DROP)
        note->missing = true;
    return stop;
}

/* The name at `text`; returns the end of its field, NULL if it takes more than a look. */
static const char *scan_name(const struct scan_format *format, const char *text, const char *end,
                             struct scan_name *name)
{
    if (*text == '"' && format->quotes) {
        text++;
        const char *stop = memchr(text, '"', (size_t)(end - text));
        if (!stop || memchr(text, '\n', (size_t)(stop - text)) ||
            memchr(text, '\r', (size_t)(stop - text)))
            return NULL;
        *name = (struct scan_name){text, (size_t)(stop - text)};
        return ends_field(format, stop[1]) ? stop + 1 : NULL;
    }
    const char *stop = skip_field(format, text), *after = stop;
    if (!stop)
        return NULL;
    while (text < stop && splitter_is_blank(*text, format->delimiter))
        text++;
    while (text < stop && splitter_is_blank(stop[-1], format->delimiter))
        stop--;
    *name = (struct scan_name){text, (size_t)(stop - text)};
    return after;
}

static bool is_missing(const struct scan_format *format, const struct scan_name *name)
{
    return cell_lacks_text(name->text, name->length, format->rules.na);
}

/* The byte after the line end that follows the last field; NULL if none does. */
static inline const char *end_line(const char *stop)
{
    if (stop && *stop == '\r')
        stop++;
    return stop && *stop == '\n' ? stop + 1 : NULL;
}

/* Passes over what separates a field from the next; NULL where the row ends. */
static const char *skip_delimiter(const struct scan_format *format, const char *text)
{
    if (format->delimiter != ' ')
        return *text == format->delimiter ? text + 1 : NULL;
    while (splitter_is_blank(*text, ' '))
        text++;
    return *text != '\n' && *text != '\r' ? text : NULL;
}

/* A row of which some fields are no numbers, or that blanks delimit; returns the last one's end,
 * NULL if they are not plain. */
static const char *scan_fields(const struct scan_format *format, const char *text, const char *end,
                               void *values, struct scan_note *note)
{
    /* Else what looks like a number may be none, or another. */
    const bool plain = !format->rules.na && !format->rules.decimal_comma;
    size_t count = 0;
    for (size_t field = 1; field <= format->fields; field++) {
        const bool last = field == format->fields;
        const size_t index = format->places           ? format->places[field - 1] - 1
                             : field == format->label ? SIZE_MAX
                                                      : count;
        const size_t name = format->names ? format->names[field - 1] : 0;
        const char *stop = NULL;
        if (name) {
            stop = scan_name(format, text, end, &note->names[name - 1]);
            /* A class may be missing, and a blank line is a row only if another one follows. */
            if (stop && ((field == format->class && is_missing(format, &note->names[name - 1])) ||
                         (format->fields == 1 && !note->names[name - 1].length)))
                return NULL;
        }
        if (index == SIZE_MAX && !name) {
            stop = skip_field(format, text);
        } else if (index != SIZE_MAX) {
            stop = plain ? scan_number(format->precision, text, end, values, index) : NULL;
            if (!stop || !ends_field(format, *stop))
                stop = scan_odd_cell(format, text, values, index, note);
            count++;
        }
        const char *next = stop ? skip_delimiter(format, stop) : NULL;
        if (!stop || !next != last)
            return NULL;
        text = last ? stop : next;
    }
    while (splitter_is_blank(*text, format->delimiter))
        text++;
    return text;
}

/* One row; returns the byte after its line end, NULL if it is not plain. */
static inline const char *scan_row(const struct scan_format *format, enum precision precision,
                                   const char *text, const char *end, void *values,
                                   struct scan_note *note)
{
    const char *first = text;
    while (splitter_is_blank(*first, format->delimiter))
        first++;
    if (*first == format->stop)
        return NULL;
    if (note)
        note->missing = false;
    if (format->delimiter == ' ')
        text = first;
    if (format->places || format->delimiter == ' ' || format->rules.na ||
        format->rules.decimal_comma)
        return end_line(scan_fields(format, text, end, values, note));
    if (format->label) {
        text = scan_name(format, text, end, note->names);
        if (!text || *text++ != format->delimiter)
            return NULL;
    }
    const size_t last = format->columns - 1;
    for (size_t i = 0; i < last; i++) {
        const char *stop = scan_number(precision, text, end, values, i);
        if (!stop || *stop != format->delimiter) {
            stop = scan_odd_cell(format, text, values, i, note);
            if (!stop || *stop != format->delimiter)
                return NULL;
        }
        text = stop + 1;
    }
    const char *stop = scan_number(precision, text, end, values, last);
    if (!stop || (*stop != '\n' && *stop != '\r'))
        stop = scan_odd_cell(format, text, values, last, note);
    return end_line(stop);
}

/* The row without its line end, which is LF or CRLF. */
static struct scan_name get_row(const char *text, const char *next)
{
    next--;
    return (struct scan_name){text, (size_t)(next - text - (next > text && next[-1] == '\r'))};
}

const char *scan_rows(const struct scan_format *format, const char *text, const char *end,
                      size_t most, void *out, struct scan_note *notes, size_t *rows)
{
    const size_t row_size = format->columns * precision_size(format->precision);
    size_t row = 0;
    for (; row < most && text < end; row++) {
        void *values = (char *)out + row * row_size;
        struct scan_note *note = notes ? notes + row : NULL;
        const char *next = format->precision == PRECISION_SINGLE
                               ? scan_row(format, PRECISION_SINGLE, text, end, values, note)
                               : scan_row(format, PRECISION_DOUBLE, text, end, values, note);
        if (!next)
            break;
        if (format->row)
            note->row = get_row(text, next);
        text = next;
    }
    *rows = row;
    return text;
}

size_t scan_count_lines(const char *text, const char *end)
{
    typedef uint8_t lanes __attribute__((vector_size(16)));
    /* A lane counts to 255 before it is added up. */
    enum { WIDTH = sizeof(lanes), STRETCH = 255 * WIDTH };
    size_t lines = 0;
    while (end - text >= WIDTH) {
        const char *stop = end - text >= STRETCH ? text + STRETCH : end - (end - text) % WIDTH;
        lanes counts = {0};
        for (; text < stop; text += WIDTH) {
            lanes bytes;
            memcpy(&bytes, text, WIDTH);
            counts -= (lanes)(bytes == '\n');
        }
        for (int i = 0; i < WIDTH; i++)
            lines += counts[i];
    }
    for (; text < end; text++)
        lines += *text == '\n';
    return lines;
}

/* A piece smaller than this is not worth waking a worker for. */
enum { LEAST_PIECE = 1 << 14, PIECES_PER_WORKER = 16 };

static void run(struct scan *scan, size_t turns, pool_body *body)
{
    if (scan->pool && turns > 1) {
        pool_run(scan->pool, turns, body, scan);
        return;
    }
    for (size_t i = 0; i < turns; i++)
        body(scan, i, 0);
}

/* Where the piece `index` begins: the first line that begins at or after its share of the text. */
static const char *piece_begin(const struct scan *scan, size_t index)
{
    if (index == 0)
        return scan->text;
    if (index == scan->count)
        return scan->end;
    const char *before = scan->text + index * scan->step - 1;
    return (const char *)memchr(before, '\n', (size_t)(scan->end - before)) + 1;
}

static void count_piece(void *context, size_t index, size_t worker)
{
    (void)worker;
    struct scan *scan = context;
    struct scan_piece *piece = &scan->pieces[index];
    piece->text = piece_begin(scan, index);
    piece->end = piece_begin(scan, index + 1);
    piece->lines = scan_count_lines(piece->text, piece->end);
}

void scan_cut(struct scan *scan, const char *text, const char *end)
{
    size_t length = (size_t)(end - text);
    size_t width = scan->pool ? pool_width(scan->pool) : 1;
    size_t wanted = width > 1 ? width * PIECES_PER_WORKER : 1;
    if (wanted > SCAN_PIECES)
        wanted = SCAN_PIECES;
    if (wanted > length / LEAST_PIECE)
        wanted = length / LEAST_PIECE ? length / LEAST_PIECE : 1;
    scan->text = text;
    scan->end = end;
    scan->count = wanted;
    scan->step = length / wanted;
    run(scan, scan->count, count_piece);
    scan->lines = 0;
    for (size_t i = 0; i < scan->count; i++) {
        scan->pieces[i].first = scan->lines;
        scan->lines += scan->pieces[i].lines;
    }
}

static void scan_piece(void *context, size_t index, size_t worker)
{
    (void)worker;
    struct scan *scan = context;
    if (scan->meanwhile && index-- == 0) {
        scan->meanwhile(scan->meanwhile_context);
        return;
    }
    struct scan_piece *piece = &scan->pieces[index];
    const struct scan_format *format = scan->format;
    size_t row_size = format->columns * precision_size(format->precision);
    piece->rest = scan_rows(format, piece->text, piece->end, piece->lines,
                            (char *)scan->out + piece->first * row_size,
                            scan->notes ? scan->notes + piece->first : NULL, &piece->rows);
}

size_t scan_all(struct scan *scan, const char **rest)
{
    run(scan, scan->count + (scan->meanwhile != NULL), scan_piece);
    size_t rows = 0;
    for (size_t i = 0; i < scan->count; i++) {
        const struct scan_piece *piece = &scan->pieces[i];
        rows += piece->rows;
        *rest = piece->rest;
        if (piece->rest < piece->end)
            break;
    }
    return rows;
}

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

/* A cell that is not just a number: blanks round it, or missing where that is allowed. Returns its
 * end, NULL if it is something else; what has a quote in it is. */
static const char *scan_odd_cell(const struct scan_format *format, const char *text, void *values,
                                 size_t index, struct scan_note *note)
{
    const char *stop = text;
    while (*stop != format->delimiter && *stop != '\n' && *stop != '\r')
        stop++;
    void *value = (char *)values + index * precision_size(format->precision);
    switch (cell_read(text, (size_t)(stop - text), format->precision, value)) {
    case CELL_NUMBER:
        return stop;
    case CELL_EMPTY:
    case CELL_NAN:
        break;
    case CELL_TYPO:
    case CELL_DATE:
    case CELL_TEXT:
        return NULL;
    }
    /* A blank line is a row only if another one follows. */
    bool may_be_blank_line = format->columns == 1 && !format->label;
    if (format->missing == MISSING_ERROR || may_be_blank_line)
        return NULL;
    if (format->missing == MISSING_ZERO)
        cell_set_zero(format->precision, value);
    if (format->missing == MISSING_DROP)
        note->missing = true;
    return stop;
}

/* The name at the beginning of a row; returns the byte after its delimiter, NULL if it takes more
 * than a look. */
static const char *scan_label(const struct scan_format *format, const char *text, const char *end,
                              struct scan_note *note)
{
    const char *stop;
    if (*text == '"') {
        text++;
        stop = memchr(text, '"', (size_t)(end - text));
        if (!stop || stop[1] != format->delimiter || memchr(text, '\n', (size_t)(stop - text)) ||
            memchr(text, '\r', (size_t)(stop - text)))
            return NULL;
        *note = (struct scan_note){.label = text, .length = (size_t)(stop - text)};
        return stop + 2;
    }
    for (stop = text; *stop != format->delimiter; stop++)
        if (*stop == '\n' || *stop == '\r' || *stop == '"')
            return NULL;
    const char *next = stop + 1;
    while (text < stop && splitter_is_blank(*text, format->delimiter))
        text++;
    while (text < stop && splitter_is_blank(stop[-1], format->delimiter))
        stop--;
    *note = (struct scan_note){.label = text, .length = (size_t)(stop - text)};
    return next;
}

/* The byte after the line end that follows the last field; NULL if none does. */
static inline const char *end_line(const char *stop)
{
    if (stop && *stop == '\r')
        stop++;
    return stop && *stop == '\n' ? stop + 1 : NULL;
}

/* The end of a field of no interest; NULL if it takes more than a look. */
static const char *skip_field(const struct scan_format *format, const char *text)
{
    for (; *text != format->delimiter && *text != '\n' && *text != '\r'; text++)
        if (*text == '"')
            return NULL;
    return text;
}

/* The fields of a row after its label, some of which are numbers; returns the last one's end, NULL
 * if they are not plain. */
static const char *scan_chosen(const struct scan_format *format, const char *text, const char *end,
                               void *values, struct scan_note *note)
{
    for (size_t field = format->label; field < format->fields; field++) {
        size_t place = format->places[field];
        const bool last = field + 1 == format->fields;
        const char *stop;
        if (place == 0) {
            stop = skip_field(format, text);
        } else {
            stop = scan_number(format->precision, text, end, values, place - 1);
            if (!stop || (*stop != format->delimiter && *stop != '\n' && *stop != '\r'))
                stop = scan_odd_cell(format, text, values, place - 1, note);
        }
        if (!stop || (*stop == format->delimiter) == last)
            return NULL;
        text = last ? stop : stop + 1;
    }
    return text;
}

/* One row; returns the byte after its line end, NULL if it is not plain. */
static inline const char *scan_row(const struct scan_format *format, enum precision precision,
                                   const char *text, const char *end, void *values,
                                   struct scan_note *note)
{
    if (*text == format->stop)
        return NULL;
    if (note)
        *note = (struct scan_note){0};
    if (format->label && !(text = scan_label(format, text, end, note)))
        return NULL;
    if (format->places)
        return end_line(scan_chosen(format, text, end, values, note));
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
        text = next;
    }
    *rows = row;
    return text;
}

size_t scan_numbers(enum precision precision, char delimiter, const char **text, const char *end,
                    void *values, size_t first, size_t most)
{
    size_t count = 0;
    for (; count < most; count++) {
        const char *stop = scan_number(precision, *text, end, values, first + count);
        if (!stop || stop == end || *stop != delimiter)
            break;
        *text = stop + 1;
    }
    return count;
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

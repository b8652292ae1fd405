/* One cell of a CSV row; see cell.h. */
#include "table/cell.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "table/decimal/decimal.h"
#include "table/remedy.h"

/* How much of a cell's text a message shows. */
enum { SHOWN = 40 };

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static void trim(const char **text, const char **end)
{
    while (*text < *end && is_blank(**text))
        ++*text;
    while (*text < *end && is_blank((*end)[-1]))
        --*end;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* An optional sign, then a digit or a point and a digit; of a text that is not empty. */
static bool begins_like_number(const char *text, const char *end)
{
    if (*text == '+' || *text == '-')
        text++;
    if (text < end && *text == '.')
        text++;
    return text < end && is_digit(*text);
}

static const char *skip_digits(const char *text, const char *end)
{
    while (text < end && is_digit(*text))
        text++;
    return text;
}

/* A year and a month, a day's three numbers, or a time: 2020-01, 31/1/2020, 12:30. One that is cut
 * short, as 1/2 or 3-4, may be a mistyped number. */
static bool begins_like_date(const char *text, const char *end)
{
    const char *mark = skip_digits(text, end);
    if (mark == text || mark == end || (*mark != '-' && *mark != '/' && *mark != ':'))
        return false;
    const char *second = mark + 1, *next = skip_digits(second, end);
    if (next == second)
        return false;
    const bool month =
        next - second == 2 && (*second == '0' || (*second == '1' && second[1] < '3'));
    if (*mark == ':' || (*mark == '-' && mark - text == 4 && month))
        return true;
    return end - next > 1 && *next == *mark && is_digit(next[1]);
}

/* Reads a number that ends at `end`; false, and *value untouched, if there is none. */
static bool read_number(const char *text, const char *end, enum precision precision, void *value,
                        bool *nan)
{
    if (precision == PRECISION_SINGLE) {
        float single;
        if (decimal_scan_single(text, end, &single) != end)
            return false;
        *(float *)value = single;
        *nan = isnan(single);
        return true;
    }
    double number;
    if (decimal_scan_double(text, end, &number) != end)
        return false;
    *(double *)value = number;
    *nan = isnan(number);
    return true;
}

enum cell cell_read(const char *text, size_t length, enum precision precision, void *value)
{
    const char *end = text + length;
    trim(&text, &end);
    bool nan;
    if (text < end && read_number(text, end, precision, value, &nan)) {
        if (!nan)
            return CELL_NUMBER;
        cell_set_nan(precision, value);
        return CELL_NAN;
    }
    bool is_na = end - text == 2 && (text[0] | 0x20) == 'n' && (text[1] | 0x20) == 'a';
    if (text == end || is_na) {
        cell_set_nan(precision, value);
        return CELL_EMPTY;
    }
    if (begins_like_date(text, end))
        return CELL_DATE;
    return begins_like_number(text, end) ? CELL_TYPO : CELL_TEXT;
}

enum cell cell_read_binary(const char *text, size_t length, enum precision precision, void *value)
{
    enum cell cell = cell_read(text, length, precision, value);
    if (cell != CELL_TEXT)
        return cell;
    const char *end = text + length;
    trim(&text, &end);
    bool is_true = end - text == 4 && strncasecmp(text, "true", 4) == 0;
    if (!is_true && !(end - text == 5 && strncasecmp(text, "false", 5) == 0))
        return CELL_TEXT;
    precision_put(value, precision, 0, is_true);
    return CELL_NUMBER;
}

void cell_set_nan(enum precision precision, void *value)
{
    if (precision == PRECISION_SINGLE)
        *(float *)value = NAN;
    else
        *(double *)value = (double)NAN;
}

void cell_set_zero(enum precision precision, void *value)
{
    memset(value, 0, precision_size(precision));
}

bool cells_are_binary(const void *values, enum precision precision, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double value = precision_get(values, precision, i);
        if (value != 0 && value != 1)
            return false;
    }
    return true;
}

static enum status finish(struct error *error, const char *remedy)
{
    if (remedy)
        error_append(error, "; %s", remedy);
    return STATUS_FAILED;
}

enum status cell_not_number(struct error *error, const struct place *place, const char *text,
                            size_t length, char delimiter, const char *remedy)
{
    size_t shown = text_cut(text, length, SHOWN);
    char quoted[4 * SHOWN + 1];
    size_t used = 0;
    for (size_t i = 0; i < shown; i++) {
        if (text[i]) {
            quoted[used++] = text[i];
        } else {
            memcpy(quoted + used, "\\x00", 4);
            used += 4;
        }
    }
    quoted[used] = '\0';
    error_set(error, STATUS_FAILED, "%s:%zu: field %zu: '%s%s' is not a number", place->name,
              place->line, place->field, quoted, shown < length ? "..." : "");
    const char *better = remedy_for_cell(text, length, place->field, delimiter);
    return finish(error, better ? better : remedy);
}

enum status cell_missing(struct error *error, const struct place *place, const char *remedy)
{
    error_set(error, STATUS_FAILED, "%s:%zu: field %zu: missing value", place->name, place->line,
              place->field);
    return finish(error, remedy);
}

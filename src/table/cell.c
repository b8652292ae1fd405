/* One cell of a CSV row; see cell.h. */
#include "table/cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "table/decimal/decimal.h"
#include "table/near.h"
#include "table/vector.h"

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

/* A number in the text is written again in so many bytes at most, where it has to be. */
enum { MOST = 1 << 10 };

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

/* The same with a comma before decimals. */
static bool read_with_comma(const char *text, const char *end, enum precision precision,
                            void *value, bool *nan)
{
    char copy[MOST];
    const size_t length = (size_t)(end - text);
    if (length > MOST || memchr(text, '.', length))
        return false;
    memcpy(copy, text, length);
    char *comma = memchr(copy, ',', length);
    if (comma)
        *comma = '.';
    return read_number(copy, copy + length, precision, value, nan);
}

/* Reads what C prints with %a, 0x1.8p+3, and Fortran with D, 1.0D+02: both are exact, and nothing
 * else looks like them. */
static bool read_foreign(const char *text, size_t length, enum precision precision, void *value)
{
    char copy[MOST + 1], *end;
    bool nan;
    const char *digits = text + (length && (*text == '-' || *text == '+'));
    if (length > MOST || (size_t)(digits - text) + 3 > length)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (*digits == '0' && (digits[1] | 0x20) == 'x' &&
        (memchr(text, 'p', length) || memchr(text, 'P', length))) {
        /* No locale is ever set: the point is a point. */
        const double number = strtod(copy, &end);
        const float single = strtof(copy, &end);
        if (end != copy + length)
            return false;
        if (precision == PRECISION_SINGLE)
            *(float *)value = single;
        else
            *(double *)value = number;
        return true;
    }
    char *mark = memchr(copy, 'D', length);
    if (!mark || !memchr(copy, '.', length) || (mark[1] != '+' && mark[1] != '-'))
        return false;
    *mark = 'e';
    return read_number(copy, copy + length, precision, value, &nan);
}

/* Whether the text is an item of the list. */
static bool is_listed(const char *text, size_t length, const char *list)
{
    for (const char *item = list; item;) {
        size_t size = strcspn(item, ",");
        if (size == length && memcmp(text, item, length) == 0)
            return true;
        item = item[size] ? item + size + 1 : NULL;
    }
    return false;
}

bool cell_lacks_text(const char *text, size_t length, const char *na)
{
    return !length || is_listed(text, length, na);
}

/* The words for 1 and for 0. */
static bool read_boolean(const char *text, size_t length, enum precision precision, void *value)
{
    static const char *const words[] = {"false", "true", "no", "yes", "n",
                                        "y",     "f",    "t",  "off", "on"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (length == strlen(words[i]) && strncasecmp(text, words[i], length) == 0) {
            precision_put(value, precision, 0, (double)(i % 2));
            return true;
        }
    return false;
}

enum cell cell_read(const char *text, size_t length, const struct cell_rules *rules, void *value)
{
    const char *end = text + length;
    trim(&text, &end);
    length = (size_t)(end - text);
    bool nan = false, listed = rules->na && is_listed(text, length, rules->na);
    bool (*const read)(const char *, const char *, enum precision, void *, bool *) =
        rules->decimal_comma ? read_with_comma : read_number;
    if (length && !listed && read(text, end, rules->precision, value, &nan) && !nan)
        return CELL_NUMBER;
    if (!length || nan || listed || near_missing(text, length)) {
        cell_set_nan(rules->precision, value);
        return CELL_MISSING;
    }
    if (rules->binary && read_boolean(text, length, rules->precision, value))
        return CELL_NUMBER;
    if (!rules->decimal_comma && read_foreign(text, length, rules->precision, value))
        return CELL_NUMBER;
    struct vector vector;
    if (vector_open(&vector, text, length, rules->decimal_comma))
        return CELL_VECTOR;
    return vector_is_cut(text, length) || near_number(text, length) || near_typo(text, length)
               ? CELL_NEAR
               : CELL_NAME;
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

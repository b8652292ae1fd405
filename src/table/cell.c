/* One cell of a CSV row; see cell.h. */
#include "table/cell.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "table/decimal/decimal.h"
#include "table/near.h"

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

static bool read_boolean(const char *text, size_t length, enum precision precision, void *value)
{
    bool is_true = length == 4 && strncasecmp(text, "true", 4) == 0;
    if (!is_true && !(length == 5 && strncasecmp(text, "false", 5) == 0))
        return false;
    precision_put(value, precision, 0, is_true);
    return true;
}

enum cell cell_read(const char *text, size_t length, const struct cell_rules *rules, void *value)
{
    const char *end = text + length;
    trim(&text, &end);
    length = (size_t)(end - text);
    bool nan = false, listed = rules->na && is_listed(text, length, rules->na);
    if (length && !listed && read_number(text, end, rules->precision, value, &nan) && !nan)
        return CELL_NUMBER;
    if (!length || nan || listed || near_missing(text, length)) {
        cell_set_nan(rules->precision, value);
        return CELL_MISSING;
    }
    if (rules->binary && read_boolean(text, length, rules->precision, value))
        return CELL_NUMBER;
    return near_number(text, length) || near_typo(text, length) ? CELL_NEAR : CELL_NAME;
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

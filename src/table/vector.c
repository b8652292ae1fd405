/* Vectors in cells; see vector.h. */
#include "table/vector.h"

#include <string.h>

#include "table/decimal/decimal.h"

enum { MOST = 64 }; /* bytes of a number with a decimal comma */

/* Line ends too: numpy breaks long lines. */
static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_number(const char *text, size_t length, bool decimal_comma)
{
    char copy[MOST];
    double value;
    if (decimal_comma) {
        if (length > sizeof copy || memchr(text, '.', length))
            return false;
        memcpy(copy, text, length);
        char *comma = memchr(copy, ',', length);
        if (comma)
            *comma = '.';
        text = copy;
    }
    return length && decimal_scan_double(text, text + length, &value) == text + length;
}

/* Takes off blanks and brackets; false if there are none, or more than two. */
static bool strip(const char **text, size_t *length)
{
    while (*length && is_blank(**text)) {
        ++*text;
        --*length;
    }
    while (*length && is_blank((*text)[*length - 1]))
        --*length;
    if (*length < 3 || **text != '[' || (*text)[*length - 1] != ']')
        return false;
    ++*text;
    *length -= 2;
    return !memchr(*text, ']', *length);
}

bool vector_next(struct vector *vector, const char **item, size_t *length)
{
    const char *text = vector->at;
    const bool first = text[-1] == '[';
    while (is_blank(*text))
        text++;
    if (*text == ',' && !vector->decimal_comma && !first)
        text++;
    while (is_blank(*text))
        text++;
    *item = text;
    while (*text != ']' && !is_blank(*text) && (*text != ',' || vector->decimal_comma))
        text++;
    *length = (size_t)(text - *item);
    vector->at = text;
    return *text != ']' || *length;
}

/* Whether a comma alone stands between two numbers. */
static bool is_comma(const char *text, const char *next)
{
    return next - text == 1 && *text == ',';
}

size_t vector_open(struct vector *vector, const char *text, size_t length, bool decimal_comma)
{
    const char *item;
    size_t count = 0, size;
    bool decimal = false, other = false;
    if (!strip(&text, &length))
        return 0;
    *vector = (struct vector){text, decimal_comma};
    const char *before = NULL;
    for (struct vector rest = *vector; vector_next(&rest, &item, &size); count++) {
        if (!is_number(item, size, decimal_comma))
            return 0;
        if (before && !is_comma(before, item))
            other = true;
        else if (before && *item >= '0' && *item <= '9') /* not before a sign */
            decimal = true;
        before = rest.at;
    }
    /* Some commas between numbers that others part otherwise may be decimal marks. */
    if (decimal && other && !memchr(text, '.', length))
        return 0;
    /* A comma before the closing bracket promises one number more. */
    while (length && is_blank(text[length - 1]))
        length--;
    return length && text[length - 1] == ',' ? 0 : count;
}

bool vector_is_cut(const char *text, size_t length)
{
    const char *item;
    size_t size;
    if (!strip(&text, &length) || !memmem(text, length, "...", 3))
        return false;
    struct vector vector = {text, false};
    return vector_next(&vector, &item, &size) && is_number(item, size, false);
}

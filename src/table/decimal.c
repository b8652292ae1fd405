/* Numbers from text and to text, by the C library: right, not yet fast. */
#include "table/decimal.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *skip_digits(const char *text, const char *end)
{
    while (text < end && *text >= '0' && *text <= '9')
        text++;
    return text;
}

static const char *skip_sign(const char *text, const char *end)
{
    return text < end && (*text == '-' || *text == '+') ? text + 1 : text;
}

static const char *skip_word(const char *text, const char *end, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(end - text) >= length && strncasecmp(text, word, length) == 0 ? text + length
                                                                                  : NULL;
}

/* The byte after the longest number at `text`; NULL if there is none. */
static const char *skip_number(const char *text, const char *end)
{
    static const char *const words[] = {"infinity", "inf", "nan"};
    text = skip_sign(text, end);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *after = skip_word(text, end, words[i]);
        if (after)
            return after;
    }
    const char *point = skip_digits(text, end);
    const char *after = point;
    if (point < end && *point == '.')
        after = skip_digits(point + 1, end);
    if (after == text || (point == text && after == point + 1))
        return NULL;
    if (after < end && (*after == 'e' || *after == 'E')) {
        const char *exponent = skip_sign(after + 1, end);
        const char *last = skip_digits(exponent, end);
        if (last > exponent)
            after = last;
    }
    return after;
}

/* A copy of the number that ends with a NUL, in `room` if that is large enough. */
static char *terminate(const char *text, const char *after, char *room, size_t size)
{
    size_t length = (size_t)(after - text);
    char *copy = length < size ? room : memory_new(length + 1, 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

const char *decimal_scan_double(const char *text, const char *end, double *value)
{
    char room[128];
    const char *after = skip_number(text, end);
    char *copy = after ? terminate(text, after, room, sizeof room) : NULL;
    if (!copy)
        return NULL;
    *value = strtod(copy, NULL);
    if (copy != room)
        free(copy);
    return after;
}

const char *decimal_scan_single(const char *text, const char *end, float *value)
{
    char room[128];
    const char *after = skip_number(text, end);
    char *copy = after ? terminate(text, after, room, sizeof room) : NULL;
    if (!copy)
        return NULL;
    *value = strtof(copy, NULL);
    if (copy != room)
        free(copy);
    return after;
}

static size_t write_word(const char *word, char *out)
{
    size_t length = strlen(word);
    memcpy(out, word, length);
    return length;
}

/* Lays out a number that printf's %.Ne has written ("-1.2340e-07"): drops the zeros at the end of
 * the digits, and the exponent where the form is plain. */
static size_t lay_out(const char *scientific, char *out)
{
    char digits[32], *start = out;
    size_t count = 0;
    if (*scientific == '-')
        *out++ = *scientific++;
    for (; *scientific != 'e'; scientific++)
        if (*scientific != '.')
            digits[count++] = *scientific;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    int exponent = atoi(scientific + 1);
    if (exponent < -5 || exponent >= 16) {
        *out++ = digits[0];
        if (count > 1)
            *out++ = '.';
        memcpy(out, digits + 1, count - 1);
        out += count - 1;
        return (size_t)(out - start) + (size_t)sprintf(out, "e%+03d", exponent);
    }
    for (int place = exponent < 0 ? 0 : exponent; place >= 0 || exponent - place < (int)count;
         place--) {
        if (place == -1)
            *out++ = '.';
        int index = exponent - place;
        *out++ = index < 0 || index >= (int)count ? '0' : digits[index];
    }
    return (size_t)(out - start);
}

size_t decimal_write_double(double value, char *out)
{
    char text[40];
    if (isnan(value))
        return write_word("nan", out);
    if (isinf(value))
        return write_word(value < 0 ? "-inf" : "inf", out);
    for (int digits = 0; digits < 17; digits++) {
        snprintf(text, sizeof text, "%.*e", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    char room[64];
    size_t length = lay_out(text, room);
    memcpy(out, room, length);
    return length;
}

size_t decimal_write_single(float value, char *out)
{
    char text[40];
    if (isnan(value))
        return write_word("nan", out);
    if (isinf(value))
        return write_word(value < 0 ? "-inf" : "inf", out);
    for (int digits = 0; digits < 9; digits++) {
        snprintf(text, sizeof text, "%.*e", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    char room[64];
    size_t length = lay_out(text, room);
    memcpy(out, room, length);
    return length;
}

size_t decimal_write_digits(double value, int digits, char *out)
{
    char text[40];
    if (isnan(value))
        return write_word("nan", out);
    size_t length = (size_t)snprintf(text, sizeof text, "%.*g", digits, value);
    memcpy(out, text, length);
    return length;
}

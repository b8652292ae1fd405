/* Numbers from text and to text, by the C library: right, not yet fast. */
#include "table/decimal.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

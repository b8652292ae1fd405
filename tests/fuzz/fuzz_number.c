/* Fuzzes the text of numbers: read as strtod and strtof read it where the grammar allows it, and
 * what is written reads back, and with a number of digits is what printf writes. */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "table/decimal/decimal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int holds, const char *what, const char *text)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s: %s\n", what, text);
    abort();
}

static size_t digits(const char *text)
{
    size_t count = 0;
    while (isdigit((unsigned char)text[count]))
        count++;
    return count;
}

/* How long the number at the beginning of the text is, by decimal.h's grammar; 0: there is none. */
static size_t number_length(const char *text)
{
    size_t at = text[0] == '+' || text[0] == '-';
    static const char *const words[] = {"infinity", "inf", "nan"};
    for (size_t i = 0; i < 3; i++)
        if (!strncasecmp(text + at, words[i], strlen(words[i])))
            return at + strlen(words[i]);
    size_t whole = digits(text + at), fraction = 0;
    at += whole;
    if (text[at] == '.') {
        fraction = digits(text + at + 1);
        at += whole || fraction ? 1 + fraction : 0;
    }
    if (!whole && !fraction)
        return 0;
    if (text[at] == 'e' || text[at] == 'E') {
        size_t sign = text[at + 1] == '+' || text[at + 1] == '-';
        size_t exponent = digits(text + at + 1 + sign);
        at += exponent ? 1 + sign + exponent : 0;
    }
    return at;
}

/* `text` ends with a NUL. */
static void read_number(const char *text)
{
    double number = 5, expected = 5;
    float single = 5, expected_single = 5;
    const char *end = text + strlen(text);
    size_t length = number_length(text);
    const char *rest = decimal_scan_double(text, end, &number);
    const char *rest_single = decimal_scan_single(text, end, &single);
    expect(rest == (length ? text + length : NULL), "the length", text);
    expect(rest_single == rest, "the length in single precision", text);
    if (length) {
        char *copy = strndup(text, length);
        expected = strtod(copy, NULL);
        expected_single = strtof(copy, NULL);
        free(copy);
    }
    expect(isnan(expected) ? isnan(number) : !memcmp(&number, &expected, sizeof number),
           "strtod's value", text);
    expect(isnan(expected) ? isnan(single) : !memcmp(&single, &expected_single, sizeof single),
           "strtof's value", text);
}

static void write_number(const uint8_t *bytes, int precision)
{
    char text[DECIMAL_ROOM + 1], other[64];
    double number, back;
    float single, single_back;
    memcpy(&number, bytes, sizeof number);
    memcpy(&single, bytes, sizeof single);
    size_t length = decimal_write_double(number, text);
    text[length] = '\0';
    expect(length < sizeof text && decimal_scan_double(text, text + length, &back), "it is read",
           text);
    expect(isnan(number) ? isnan(back) : !memcmp(&number, &back, sizeof back), "it comes back",
           text);
    length = decimal_write_digits(number, precision, text);
    text[length] = '\0';
    snprintf(other, sizeof other, "%.*g", precision, number);
    expect(isnan(number) || !strcmp(text, other), "printf's digits", text);
    length = decimal_write_single(single, text);
    text[length] = '\0';
    expect(decimal_scan_single(text, text + length, &single_back) != NULL, "a float is read", text);
    expect(isnan(single) ? isnan(single_back) : !memcmp(&single, &single_back, sizeof single),
           "a float comes back", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size >= 9)
        write_number(data, 1 + data[8] % 17);
    char *text = malloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    read_number(text);
    free(text);
    return 0;
}

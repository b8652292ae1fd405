/* Reading beside strtod and strtof, where rounding is hardest: random midpoints between
 * neighbouring binary64 or binary32 numbers, normal and subnormal, written out in full (up to 768
 * digits), cut to 1 to 800 digits, one off in the last, or followed by zeros and a digit.
 *
 *     halfway [THOUSANDS]
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/decimal/decimal.h"

enum { MOST_DIGITS = 800, ROOM = MOST_DIGITS + 80 };

static uint64_t state = 88172645463325252u;

static uint64_t random_bits(void) /* xorshift */
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double double_of(uint64_t bits)
{
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static float single_of(uint32_t bits)
{
    float number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* A number between two neighbours of either format, near 1 half of the time, where most numbers
 * are. The long double holds it exactly: it takes a bit more than they have. */
static long double draw_midpoint(void)
{
    uint64_t bits = random_bits() & (uint64_t)INT64_MAX;
    bool near_one = random_bits() % 2, subnormal = random_bits() % 16 == 0;
    if (random_bits() % 2) {
        uint32_t low = (uint32_t)(bits >> 32) % 0x7f7fffff;
        low = subnormal ? low & 0x7fffff : near_one ? 0x3f800000 - (low & 0xfffffff) : low;
        return ((long double)single_of(low) + (long double)single_of(low + 1)) / 2;
    }
    bits %= (uint64_t)0x7fefffffffffffff;
    bits = subnormal ? bits >> 12 : near_one ? 0x3ff0000000000000 - (bits >> 6) : bits;
    return ((long double)double_of(bits) + (long double)double_of(bits + 1)) / 2;
}

/* Writes the midpoint or a decimal next to it; the length. */
static size_t put_case(char *text)
{
    const unsigned kind = (unsigned)random_bits() % 4;
    const int digits = kind < 2 ? 800 : (int)(random_bits() % (kind == 2 ? 30 : 800)) + 1;
    size_t length = (size_t)snprintf(text, ROOM, "%.*Le", digits, draw_midpoint());
    char *exponent = strchr(text, 'e'), tail[16];
    memcpy(tail, exponent, (size_t)(text + length + 1 - exponent));
    if (kind == 0) /* in full */
        while (exponent[-1] == '0')
            exponent--;
    if (kind == 1) /* a little more */
        exponent[-1] = '1';
    if (kind == 3 && exponent[-1] > '0' && random_bits() % 2) /* a little less */
        exponent[-1]--;
    strcpy(exponent, tail);
    return strlen(text);
}

static bool is_right(const char *text, size_t length)
{
    double number, expected = strtod(text, NULL);
    float single, expected_single = strtof(text, NULL);
    return decimal_scan_double(text, text + length, &number) == text + length &&
           decimal_scan_single(text, text + length, &single) == text + length &&
           memcmp(&number, &expected, sizeof number) == 0 &&
           memcmp(&single, &expected_single, sizeof single) == 0;
}

int main(int argc, char **argv)
{
    const long count = 1000 * (argc > 1 ? atol(argv[1]) : 5300);
    long failures = 0;
    char text[ROOM];
    for (long i = 0; i < count; i++) {
        size_t length = put_case(text);
        if (!is_right(text, length) && failures++ < 10)
            printf("%s\n", text);
    }
    printf("%ld decimals beside halfway cases: %ld failed\n", count, failures);
    return failures != 0;
}

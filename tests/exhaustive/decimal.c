/* Every binary32 number and random binary64 numbers, written in runs: the text reads back to the
 * same bits, by strtof and strtod and by us, and no decimal with a digit less does. For `make
 * check-exhaustive`; some minutes.
 *
 *     decimal [THREADS [RANDOM_MILLIONS]]
 *
 * A shorter decimal, if there were one in the interval that reads back to the number, could be
 * moved towards the text until it is one of the two next to it: those two are tried. */
#include "table/decimal/decimal.h"
#include "table/decimal/many.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct share {
    uint64_t first, count; /* of the binary32 patterns */
    uint64_t random_count, random_state;
    uint64_t failures;
};

/* Takes a text apart: its digits without zeros at the end, and the power of ten of the last. */
static uint64_t take_digits(const char *text, const char *end, int *exponent)
{
    uint64_t digits = 0;
    int zeros = 0;
    bool fraction = false;
    *exponent = 0;
    for (; text < end && *text != 'e'; text++) {
        if (*text == '.') {
            fraction = true;
            continue;
        }
        digits = digits * 10 + (uint64_t)(*text - '0');
        zeros = *text == '0' ? zeros + 1 : 0;
        *exponent -= fraction;
    }
    if (text < end)
        *exponent += atoi(text + 1);
    for (; digits > 0 && zeros > 0; zeros--) {
        digits /= 10;
        ++*exponent;
    }
    return digits;
}

static size_t put_integer(uint64_t integer, char *out)
{
    char reversed[24];
    size_t count = 0, length = 0;
    do
        reversed[count++] = (char)('0' + integer % 10);
    while (integer /= 10);
    while (count)
        out[length++] = reversed[--count];
    return length;
}

static size_t compose(uint64_t digits, int exponent, char *out)
{
    size_t length = put_integer(digits, out);
    out[length++] = 'e';
    if (exponent < 0)
        out[length++] = '-';
    return length + put_integer((uint64_t)(exponent < 0 ? -exponent : exponent), out + length);
}

/* The bits of the text as binary32 or binary64; not those of any number if it is not one. */
static uint64_t read_bits(const char *text, size_t length, bool single)
{
    double number;
    float narrow;
    uint64_t bits = 0;
    if (single && decimal_scan_single(text, text + length, &narrow) == text + length)
        memcpy(&bits, &narrow, sizeof narrow);
    else if (!single && decimal_scan_double(text, text + length, &number) == text + length)
        memcpy(&bits, &number, sizeof number);
    else
        bits = UINT64_MAX;
    return bits;
}

/* Whether the text, which is followed by a delimiter, is right for these bits. */
static bool is_right(uint64_t bits, bool single, const char *text, size_t length)
{
    char other[64];
    double number;
    float narrow;
    uint32_t low = (uint32_t)bits;
    memcpy(&narrow, &low, sizeof narrow);
    memcpy(&number, &bits, sizeof number);
    /* What is written alone is what is written in a run. */
    size_t alone =
        single ? decimal_write_single(narrow, other) : decimal_write_double(number, other);
    if (alone != length || memcmp(text, other, length) != 0)
        return false;
    if (read_bits(text, length, single) != bits)
        return false;
    /* The C library's word for it. */
    if (single ? strtof(text, NULL) != narrow : strtod(text, NULL) != number)
        return false;
    int exponent;
    uint64_t digits = take_digits(text + (*text == '-'), text + length, &exponent);
    if (digits < 10)
        return true;
    for (uint64_t i = 0; i < 2; i++) {
        size_t used = compose(digits / 10 + i, exponent + 1, other);
        uint64_t sign = bits >> (single ? 31 : 63) << (single ? 31 : 63);
        if ((read_bits(other, used, single) | sign) == bits)
            return false;
    }
    return true;
}

/* Writes the numbers of these bits as a run, and checks each; `count` is at most RUN. */
enum { RUN = 1024 };
static uint64_t count_wrong(const uint64_t *bits, size_t count, bool single)
{
    char text[RUN * (DECIMAL_ROOM + 1) + 1];
    union {
        float singles[RUN];
        double doubles[RUN];
    } values;
    for (size_t i = 0; i < count; i++) {
        uint32_t low = (uint32_t)bits[i];
        if (single)
            memcpy(&values.singles[i], &low, sizeof low);
        else
            memcpy(&values.doubles[i], &bits[i], sizeof bits[i]);
    }
    struct separators separators = {',', SIZE_MAX, 0};
    struct numbers numbers = {&values, single ? PRECISION_SINGLE : PRECISION_DOUBLE};
    char *end = decimal_many(numbers, count, &separators, text);
    uint64_t wrong = 0;
    *end = '\0';
    const char *begin = text;
    for (size_t i = 0; i < count; i++) {
        size_t length = strcspn(begin, ",");
        if (!is_right(bits[i], single, begin, length) && wrong++ < 10)
            printf("%s %0*" PRIx64 "\n", single ? "binary32" : "binary64", single ? 8 : 16,
                   bits[i]);
        begin += length + 1;
    }
    return wrong + (begin != end);
}

static void *run(void *argument)
{
    struct share *share = argument;
    uint64_t bits[RUN];
    for (uint64_t i = 0; i < share->count;) {
        size_t count = 0;
        for (; i < share->count && count < RUN; i++) {
            bits[count] = share->first + i;
            count += (bits[count] >> 23 & 0xff) < 0xff;
        }
        share->failures += count_wrong(bits, count, true);
    }
    for (uint64_t i = 0; i < share->random_count;) {
        uint64_t *state = &share->random_state; /* xorshift */
        size_t count = 0;
        for (; i < share->random_count && count < RUN; i++) {
            *state ^= *state << 13;
            *state ^= *state >> 7;
            *state ^= *state << 17;
            bits[count] = *state;
            count += (*state >> 52 & 0x7ff) < 0x7ff;
        }
        share->failures += count_wrong(bits, count, false);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    enum { MOST = 64 };
    int threads = argc > 1 ? atoi(argv[1]) : 2;
    uint64_t millions = argc > 2 ? (uint64_t)atoll(argv[2]) : 100;
    pthread_t ids[MOST];
    struct share shares[MOST] = {0};
    if (threads < 1 || threads > MOST)
        return 2;
    uint64_t all = (uint64_t)1 << 32, share = all / (uint64_t)threads;
    for (int i = 0; i < threads; i++) {
        shares[i].first = (uint64_t)i * share;
        shares[i].count = i + 1 < threads ? share : all - shares[i].first;
        shares[i].random_count = millions * 1000000 / (uint64_t)threads;
        shares[i].random_state = 88172645463325252u + (uint64_t)i;
        if (pthread_create(&ids[i], NULL, run, &shares[i]) != 0)
            return 2;
    }
    uint64_t failures = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        failures += shares[i].failures;
    }
    printf("all binary32 numbers and %" PRIu64 " million binary64 numbers: %" PRIu64 " failed\n",
           millions, failures);
    return failures != 0;
}

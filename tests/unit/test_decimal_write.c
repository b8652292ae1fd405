/* Numbers to text: the form, and that the text is the shortest, the closest of these and the same
 * as printf's where digits are asked for. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/decimal/decimal.h"

/* ck_assert_msg for millions of cases: Check notes every assertion it meets in a file. */
#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ck_abort_msg(__VA_ARGS__);                                                             \
    } while (0)

enum { GUARD = 0x55 };

/* Writes `value` (`digits` 0: shortest; -1: shortest as binary32) as a string, and sees that
 * nothing is written behind the room. */
static const char *text_of(double value, int digits)
{
    static char room[DECIMAL_ROOM + 16];
    memset(room, GUARD, sizeof room);
    size_t length = digits > 0    ? decimal_write_digits(value, digits, room)
                    : digits == 0 ? decimal_write_double(value, room)
                                  : decimal_write_single((float)value, room);
    for (size_t i = DECIMAL_ROOM; i < sizeof room; i++)
        EXPECT(room[i] == GUARD, "%a", value);
    EXPECT(length <= DECIMAL_ROOM, "%a", value);
    room[length] = '\0';
    return room;
}

START_TEST(form)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {-1, "-1"},
        {32, "32"},
        {1.4, "1.4"},
        {0.1, "0.1"},
        {-0.5, "-0.5"},
        {100, "100"},
        {1234567, "1234567"},
        {99999999, "99999999"},
        {100000000, "100000000"},
        {-123456789, "-123456789"},
        {1e15, "1000000000000000"},
        {1234567890123456, "1234567890123456"},
        {9007199254740991, "9007199254740991"},
        {9999999999999998, "9999999999999998"},
        {1e16, "1e+16"},
        {12345678901234568.0, "1.2345678901234568e+16"},
        {1e-5, "0.00001"},
        {1.25e-5, "0.0000125"},
        {1.2345678901234567e-5, "0.000012345678901234568"},
        {9.999999999999999e-6, "9.999999999999999e-06"},
        {1e-6, "1e-06"},
        {1e-7, "1e-07"},
        {1.5e300, "1.5e+300"},
        {1e22, "1e+22"},
        {1e23, "1e+23"},
        {9.5e-10, "9.5e-10"},
        {1e-100, "1e-100"},
        {0.3, "0.3"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {2.0 / 3, "0.6666666666666666"},
        {123456.789, "123456.789"},
        {1234567890123.4567, "1234567890123.4568"},
        {5e-324, "5e-324"},
        {1e-323, "1e-323"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {2.225073858507201e-308, "2.225073858507201e-308"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {-DBL_MAX, "-1.7976931348623157e+308"},
        {9.5367431640625e-07, "9.5367431640625e-07"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
        {-NAN, "nan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(text_of(cases[i].value, 0), cases[i].text);
}
END_TEST

START_TEST(single_form)
{
    static const struct {
        float value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0f, "-0"},
        {0.1f, "0.1"},
        {-1.5f, "-1.5"},
        {16777216, "16777216"},
        {16777218, "16777218"},
        {87412968, "87412970"},
        {33554432, "33554432"},
        {1.0f / 3, "0.33333334"},
        {3.4028235e38f, "3.4028235e+38"},
        {1e-45f, "1e-45"},
        {1.1754944e-38f, "1.1754944e-38"},
        {1e10f, "10000000000"},
        {1e-5f, "0.00001"},
        {1e-6f, "1e-06"},
        {8388609, "8388609"},
        {8388608.5f, "8388608"},
        {4194304.5f, "4194304.5"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(text_of((double)cases[i].value, -1), cases[i].text);
}
END_TEST

static double read_back(const char *text, bool single)
{
    return single ? (double)strtof(text, NULL) : strtod(text, NULL);
}

/* Takes the digits of a text as an integer, and the power of ten of the last. */
static uint64_t digits_of(const char *text, int *exponent)
{
    uint64_t digits = 0;
    bool fraction = false;
    *exponent = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text == '.')
            fraction = true;
        if (*text < '0' || *text > '9')
            continue;
        digits = digits * 10 + (uint64_t)(*text - '0');
        *exponent -= fraction;
    }
    if (*text == 'e')
        *exponent += atoi(text + 1);
    while (digits > 0 && digits % 10 == 0) {
        digits /= 10;
        ++*exponent;
    }
    return digits;
}

/* That the text has no zero too many, and an exponent where it should. */
static void expect_tidy(double value, bool single, const char *text)
{
    const char *first = text + (*text == '-'), *point = strchr(text, '.'), *e = strchr(text, 'e');
    const char *last = (e ? e : text + strlen(text)) - 1;
    double least = single ? (double)1e-5f : 1e-5, greatest = single ? (double)1e16f : 1e16;
    bool plain = value == 0 || (fabs(value) >= least && fabs(value) < greatest);
    EXPECT(*first != '0' || !first[1] || first[1] == '.', "%s begins with a zero", text);
    EXPECT(!point || (*last != '0' && *last != '.'), "%s ends with a zero", text);
    EXPECT(plain == !e, "%s is in the wrong form", text);
    EXPECT(!e || e == first + 1 || point == first + 1, "%s has its point at the wrong place", text);
}

/* That neither of the decimals with a digit less around the text reads back; and that of those with
 * as many, the text is the one printf rounds to, if that reads back (else the interval is uneven
 * and printf's is not in it). */
static void expect_shortest(double value, bool single)
{
    const char *text = text_of(value, single ? -1 : 0);
    EXPECT(read_back(text, single) == value, "%s is not %a", text, value);
    expect_tidy(value, single, text);
    if (value == 0)
        return;
    int exponent;
    uint64_t digits = digits_of(text, &exponent);
    char other[64];
    for (uint64_t i = 0; i < 2 && digits >= 10; i++) {
        sprintf(other, "%llue%d", (unsigned long long)(digits / 10 + i), exponent + 1);
        EXPECT(read_back(other, single) != fabs(value), "%s is shorter than %s", other, text);
    }
    int count = snprintf(other, sizeof other, "%llu", (unsigned long long)digits);
    sprintf(other, "%.*e", count - 1, value);
    if (read_back(other, single) == value)
        EXPECT(strtod(other, NULL) == strtod(text, NULL), "%s is closer than %s", other, text);
}

static void expect_both(double value)
{
    expect_shortest(value, false);
    if (isfinite((float)value))
        expect_shortest((double)(float)value, true);
}

static void expect_digits(double value, int digits)
{
    char expected[64];
    snprintf(expected, sizeof expected, "%.*g", digits, value);
    const char *text = text_of(value, digits);
    EXPECT(strcmp(text, expected) == 0, "%s is not %s", text, expected);
}

START_TEST(powers_of_two)
{
    for (int power = -1074; power < 1024; power++) {
        double value = ldexp(1, power);
        expect_both(value);
        expect_both(-nextafter(value, 0));
        expect_both(nextafter(value, INFINITY));
        for (int digits = 1; digits <= 17; digits++)
            expect_digits(value, digits);
        float single = (float)value;
        if (single > 0 && isfinite(single)) {
            expect_shortest((double)nextafterf(single, 0), true);
            if (single < 1e38f)
                expect_shortest((double)nextafterf(single, INFINITY), true);
        }
    }
}
END_TEST

START_TEST(powers_of_ten)
{
    for (int power = -323; power < 309; power++) {
        char text[16];
        sprintf(text, "1e%d", power);
        double value = strtod(text, NULL), below = nextafter(value, 0);
        expect_both(value);
        expect_both(below);
        for (int digits = 1; digits <= 17; digits++) {
            expect_digits(value, digits);
            expect_digits(-below, digits);
        }
    }
}
END_TEST

START_TEST(subnormals)
{
    for (int i = 1; i < 3000; i++) {
        expect_shortest(i * 0x1p-1074, false);
        expect_shortest(i * 0x1p-149, true);
        expect_digits(i * 0x1p-1074, i % 17 + 1);
    }
}
END_TEST

/* Halves, quarters and tens: ties for one count of digits or another. */
START_TEST(ties)
{
    for (int i = 1; i < 2000; i++)
        for (int digits = 1; digits <= 6; digits++) {
            expect_digits(i / 2.0, digits);
            expect_digits(i * 5.0, digits);
            expect_digits(i * 0x1p-9, digits);
            expect_digits(i * 5e14, digits);
            expect_digits(i * 5e19, digits);
        }
    for (int i = 0; i < 2000; i++) {
        expect_both(0x1p50 + i * 0.25);
        expect_both(0x1p54 + i * 4.0);
        expect_both(0x1p60 + i * 256.0);
        expect_both(0x1p21 + i * 0.25);
        expect_both(0x1p25 + i * 4.0);
    }
}
END_TEST

/* The numbers on both sides of a midpoint that is a short decimal: it belongs to the even one. */
START_TEST(short_midpoints)
{
    double five = 1;
    for (int power = 1; power <= 23; power++) {
        five *= 5;
        for (int i = 0; i < 40; i++) {
            uint64_t odd =
                (uint64_t)ceil(0x1p53 / five) + (uint64_t)i * 977 % (uint64_t)(0x1p53 / five + 1);
            odd = (odd | 1) * (uint64_t)five;
            for (int shift = power - 4; shift < power + 5 && odd < (uint64_t)1 << 54; shift++) {
                expect_shortest(ldexp((double)(odd / 2), shift), false);
                expect_shortest(ldexp((double)(odd / 2 + 1), shift), false);
            }
        }
    }
}
END_TEST

START_TEST(integers)
{
    for (int i = 0; i < 1000000; i += i < 20000 ? 1 : 37) {
        char expected[16];
        sprintf(expected, "%d", -i);
        EXPECT(strcmp(text_of(-(double)i, 0) + (i == 0), expected) == 0, "%s", expected);
        EXPECT(strcmp(text_of(-(double)i, -1) + (i == 0), expected) == 0, "%s", expected);
    }
}
END_TEST

START_TEST(at_random)
{
    srand48(2);
    for (int round = 0; round < 100000; round++) {
        uint64_t bits = (uint64_t)mrand48() << 32 ^ (uint64_t)(uint32_t)mrand48();
        uint32_t single_bits = (uint32_t)bits;
        double value;
        float single;
        memcpy(&value, &bits, sizeof value);
        memcpy(&single, &single_bits, sizeof single);
        if (isfinite(value)) {
            expect_shortest(value, false);
            expect_digits(value, round % 17 + 1);
        }
        if (isfinite(single))
            expect_shortest((double)single, true);
        expect_both(drand48());
        expect_digits(drand48() * 1000, round % 17 + 1);
        expect_both((double)(mrand48() % 1000000) / 100);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal_write");
    TCase *tests = tcase_create("decimal_write");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, form);
    tcase_add_test(tests, single_form);
    tcase_add_test(tests, powers_of_two);
    tcase_add_test(tests, powers_of_ten);
    tcase_add_test(tests, subnormals);
    tcase_add_test(tests, ties);
    tcase_add_test(tests, short_midpoints);
    tcase_add_test(tests, integers);
    tcase_add_test(tests, at_random);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

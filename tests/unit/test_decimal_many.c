/* Runs of numbers to text, the shortest or rounded: the same as one number at a time. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/decimal/decimal.h"
#include "table/decimal/many.h"

enum { MOST = 4096, GUARD = 0x55 };

/* With `digits`, or 0: the shortest. */
static char *write_one(struct numbers numbers, size_t at, int digits, char *out)
{
    return digits ? decimal_one_rounded(numbers, at, digits, out) : decimal_one(numbers, at, out);
}

/* What the numbers are to be, written one by one. */
static size_t write_singly(struct numbers numbers, int digits, size_t count, size_t columns,
                           char *out)
{
    const char *start = out;
    for (size_t i = 0; i < count; i++) {
        out = write_one(numbers, i, digits, out);
        *out++ = (i + 1) % columns == 0 ? '\n' : ';';
    }
    return (size_t)(out - start);
}

/* Writes numbers as the program does (batches NULL), or their batches by one build and the rest one
 * by one. */
static char *write_many(const struct decimal_batches *batches, struct numbers numbers, int digits,
                        size_t count, struct separators *separators, char *out)
{
    if (!batches)
        return digits ? decimal_many_rounded(numbers, digits, count, separators, out)
                      : decimal_many(numbers, count, separators, out);
    size_t left = count;
    out = digits ? batches->round(numbers, digits, &left, separators, out)
                 : batches->write(numbers, &left, separators, out);
    for (size_t i = count - left; i < count; i++) {
        out = write_one(numbers, i, digits, out);
        out = separators_put(separators, out);
    }
    return out;
}

static void expect_same_by(const struct decimal_batches *batches, struct numbers numbers,
                           int digits, size_t count, size_t columns)
{
    static char expected[MOST * (DECIMAL_ROOM + 1)], text[sizeof expected + 1];
    const size_t room = count * (DECIMAL_ROOM + 1);
    memset(text, GUARD, sizeof text);
    size_t length = write_singly(numbers, digits, count, columns, expected);
    struct separators separators = {';', columns, 0};
    const char *end = write_many(batches, numbers, digits, count, &separators, text);
    ck_assert_uint_eq((size_t)(end - text), length);
    ck_assert(memcmp(text, expected, length) == 0);
    ck_assert_uint_eq(separators.column, count % columns);
    ck_assert(text[room] == GUARD);
}

/* By what the program chooses, and by every build that this machine can run. */
static void expect_same_digits(struct numbers numbers, int digits, size_t count, size_t columns)
{
    expect_same_by(NULL, numbers, digits, count, columns);
    for (const struct decimal_batches *build = decimal_batches; build->runs; build++)
        if (build->runs())
            expect_same_by(build, numbers, digits, count, columns);
}

/* The shortest, and with another count of digits each time. */
static void expect_same(const void *data, enum precision precision, size_t count, size_t columns)
{
    static int digits = 0;
    const struct numbers numbers = {data, precision};
    digits = digits % 10 + 1;
    expect_same_digits(numbers, 0, count, columns);
    expect_same_digits(numbers, digits, count, columns);
}

static void expect_same_in_both(const double *values, size_t count, size_t columns)
{
    float singles[MOST];
    for (size_t i = 0; i < count; i++)
        singles[i] = (float)values[i];
    expect_same(values, PRECISION_DOUBLE, count, columns);
    expect_same(singles, PRECISION_SINGLE, count, columns);
}

static uint64_t random_bits(void)
{
    static uint64_t state = 88172645463325252u; /* xorshift */
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double random_unit(void)
{
    return (double)(random_bits() >> 11) * 0x1p-53;
}

START_TEST(any_bits)
{
    static double doubles[MOST];
    static float singles[MOST];
    for (int repeat = 0; repeat < 50; repeat++) {
        for (size_t i = 0; i < MOST; i++) {
            uint64_t bits = random_bits();
            uint32_t half = (uint32_t)random_bits();
            memcpy(&doubles[i], &bits, sizeof bits);
            memcpy(&singles[i], &half, sizeof half);
        }
        expect_same(doubles, PRECISION_DOUBLE, MOST, 64);
        expect_same(singles, PRECISION_SINGLE, MOST, 64);
    }
}
END_TEST

/* Numbers of every size from 1e-330 to 1e310, and of sizes that need no exponent, which random bits
 * hardly ever are: of full length, of a few digits, binary fractions, integers. */
START_TEST(numbers_of_all_sizes)
{
    static double values[MOST];
    static const double widths[] = {320, 17, 6};
    for (int repeat = 0; repeat < 60; repeat++) {
        for (size_t i = 0; i < MOST; i++) {
            double sign = random_bits() & 1 ? 1 : -1;
            double value = sign * pow(10, (2 * random_unit() - 1) * widths[repeat % 3]);
            char text[32];
            switch (random_bits() % 5) {
            case 0:
                value = rint(value);
                break;
            case 1:
                value = rint(value * 1024) / 1024;
                break;
            case 2:
                snprintf(text, sizeof text, "%.*g", 1 + (int)(random_bits() % 8), value);
                value = strtod(text, NULL);
                break;
            default:
                break;
            }
            values[i] = value;
        }
        expect_same_in_both(values, MOST, 7);
    }
}
END_TEST

/* At each place of a batch, among usual numbers. */
START_TEST(numbers_that_are_not_usual)
{
    static const double specials[] = {
        0,
        -0.0,
        1,
        -1,
        NAN,
        -NAN,
        INFINITY,
        -INFINITY,
        DBL_MIN,
        5e-324,
        FLT_MIN,
        1e-45,
        DBL_MAX,
        FLT_MAX,
        0.5,
        0x1p-30,
        0x1p60,
        99999999,
        100000000,
        16777215,
        16777216,
        16777218,
        33554436,
        0x1p53,
        1e15,
        1e16,
        9007199254740992.0,
        9007199254740994.0,
        1e-5,
        9.9999e-6,
        1e22,
        1e23,
        0.1,
        4503599627370496.5,
        1e300,
    };
    double values[128];
    for (size_t s = 0; s < sizeof specials / sizeof specials[0]; s++)
        for (size_t at = 0; at < 80; at++) {
            for (size_t i = 0; i < 128; i++)
                values[i] = random_unit() - 0.5;
            values[at] = specials[s];
            values[127 - at] = -specials[s];
            expect_same_in_both(values, 128, 5);
        }
}
END_TEST

/* Batches of integers of every length, and with one number among them that is none, or too long. */
START_TEST(integers)
{
    static const double others[] = {0.5, 1e8, 99999999.5, -1e9, NAN, INFINITY, -0.0, 1e300};
    static double values[MOST];
    for (int repeat = 0; repeat < 20; repeat++) {
        for (size_t i = 0; i < MOST; i++)
            values[i] = floor(pow(10, 8 * random_unit())) * (random_bits() & 1 ? 1 : -1);
        values[0] = 99999999;
        values[1] = -0.0;
        expect_same_in_both(values, MOST, repeat % 2 ? 7 : 200);
        for (size_t i = 0; repeat % 4 == 3 && i < MOST; i += 40)
            values[i] = others[i / 40 % (sizeof others / sizeof *others)];
        expect_same_in_both(values, MOST, 200);
    }
}
END_TEST

/* Rows that end at each place of a batch, and beyond. */
START_TEST(rows_of_every_length)
{
    static double values[MOST];
    for (size_t i = 0; i < MOST; i++)
        values[i] = random_unit();
    for (size_t columns = 1; columns < 100; columns++)
        expect_same_in_both(values, MOST, columns);
}
END_TEST

/* The numbers beside each power of two and of ten. */
START_TEST(neighbours)
{
    double values[3 * 700];
    size_t count = 0;
    for (int e = -340; e < 310; e++) {
        double ten = pow(10, e);
        values[count++] = nextafter(ten, 0);
        values[count++] = ten;
        values[count++] = nextafter(ten, INFINITY);
    }
    expect_same_in_both(values, count, 3);
    for (int e = -1074; e < 1024; e += 524) {
        count = 0;
        for (int i = e; i < e + 524; i++) {
            values[count++] = nextafter(ldexp(1, i), 0);
            values[count++] = nextafter(ldexp(1, i), INFINITY);
        }
        expect_same_in_both(values, count, 3);
    }
}
END_TEST

/* Numbers in the middle of two decimals, exactly or as nearly as can be, and those beside them. */
START_TEST(middles)
{
    static double values[MOST];
    for (int digits = 1; digits <= 9; digits++) {
        for (size_t i = 0; i + 4 <= MOST; i += 4) {
            char text[40];
            snprintf(text, sizeof text, "%.*e", digits - 1, 1 + 9 * random_unit());
            snprintf(text + strcspn(text, "e"), 8, "%s5e%d", digits == 1 ? "." : "",
                     (int)(random_bits() % 40) - 20);
            double middle = strtod(text, NULL);
            /* Exactly so where this is a fraction of 2 or an integer. */
            values[i] = middle;
            values[i + 1] = nextafter(middle, 0);
            values[i + 2] = -nextafter(middle, INFINITY);
            values[i + 3] = ((double)(random_bits() % 100000000) + 0.5) * 0x1p-3;
        }
        expect_same_digits((struct numbers){values, PRECISION_DOUBLE}, digits, MOST, 64);
    }
}
END_TEST

START_TEST(runs_of_every_length)
{
    double values[100];
    for (size_t i = 0; i < 100; i++)
        values[i] = random_unit() * 1000;
    for (size_t count = 0; count <= 100; count++)
        for (size_t columns = 1; columns < 20; columns += 6)
            expect_same_in_both(values, count, columns);
}
END_TEST

/* A run may go on in the middle of a row. */
START_TEST(rows_go_on)
{
    const double values[] = {0.25, 0.5, 0.75};
    char text[3 * (DECIMAL_ROOM + 1)];
    struct separators separators = {',', 3, 2};
    const char *end =
        decimal_many((struct numbers){values, PRECISION_DOUBLE}, 3, &separators, text);
    ck_assert_uint_eq((size_t)(end - text), 14);
    ck_assert(memcmp(text, "0.25\n0.5,0.75,", 14) == 0);
    ck_assert_uint_eq(separators.column, 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal_many");
    TCase *tests = tcase_create("runs");
    tcase_set_timeout(tests, 100);
    tcase_add_test(tests, any_bits);
    tcase_add_test(tests, numbers_of_all_sizes);
    tcase_add_test(tests, numbers_that_are_not_usual);
    tcase_add_test(tests, integers);
    tcase_add_test(tests, rows_of_every_length);
    tcase_add_test(tests, neighbours);
    tcase_add_test(tests, middles);
    tcase_add_test(tests, runs_of_every_length);
    tcase_add_test(tests, rows_go_on);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

/* What counts as a number in text, and what its value is: the grammar, and the usual numbers. The
 * hard ones are in test_decimal_exact. */
#include <check.h>
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

static const char *scan_single(const char *text, const char *end, double *value)
{
    float single = (float)*value;
    const char *after = decimal_scan_single(text, end, &single);
    *value = (double)single;
    return after;
}

/* How many of the bytes are read as a number, 0 if none: by both widths, from a block that ends
 * with the text, and with more text behind it. */
static size_t scan(const char *text, size_t length, double *value)
{
    char *block = malloc(length + 64), *exact = malloc(length + !length);
    EXPECT(block && exact, "no memory");
    memcpy(block, text, length);
    memset(block + length, ',', 64);
    memcpy(exact, text, length);
    const char *last[] = {decimal_scan_double(exact, exact + length, value),
                          decimal_scan_double(block, block + length + 64, value),
                          scan_single(exact, exact + length, value),
                          scan_single(block, block + length + 64, value)};
    size_t used = last[0] ? (size_t)(last[0] - exact) : 0;
    for (size_t i = 1; i < 4; i++) {
        const char *base = i % 2 ? block : exact;
        EXPECT((last[i] ? (size_t)(last[i] - base) : 0) == used, "<%s> %zu", text, i);
    }
    decimal_scan_double(exact, exact + length, value);
    free(block);
    free(exact);
    return used;
}

START_TEST(grammar)
{
    static const struct {
        const char *text;
        size_t used;
        double value;
    } cases[] = {
        {"1", 1, 1},
        {"+1", 2, 1},
        {"-1", 2, -1},
        {"1.", 2, 1},
        {".5", 2, 0.5},
        {"-.5", 3, -0.5},
        {"+.5e1", 5, 5},
        {"1.e2", 4, 100},
        {"1e5", 3, 1e5},
        {"1E+05", 5, 1e5},
        {"1e-5", 4, 1e-5},
        {"0001.50", 7, 1.5},
        {"00000000000000000000000000000000001", 35, 1},
        {"1234567", 7, 1234567},
        {"12345678", 8, 12345678},
        {"123456789", 9, 123456789},
        {"1234567.12345678", 16, 1234567.12345678},
        {"1234567.1234567812345678", 24, 1234567.1234567812345678},
        {"0.0000000000000000000000000000015", 33, 1.5e-30},
        {"1e", 1, 1},
        {"1e+", 1, 1},
        {"1e-x", 1, 1},
        {"0000000000000000000000000000000001e", 34, 1},
        {"9007199254740993.0000000000000000000001E0", 41, 9007199254740994},
        {"1.5e", 3, 1.5},
        {"1.5.2", 3, 1.5},
        {"1,5", 1, 1},
        {"1 ", 1, 1},
        {"1x", 1, 1},
        {"0x10", 1, 0},
        {"1_000", 1, 1},
        {"-0", 2, -0.0},
        {"-0.0e5", 6, -0.0},
        {"inf", 3, INFINITY},
        {"-INF", 4, -INFINITY},
        {"+Infinity", 9, INFINITY},
        {"infinit", 3, INFINITY},
        {"infx", 3, INFINITY},
        {"1e400", 5, INFINITY},
        {"-1e400", 6, -INFINITY},
        {"1e99999999999999999999999999", 28, INFINITY},
        {"1e-99999999999999999999999999", 29, 0},
        {"-1e-99999999999999999999999999", 30, -0.0},
        {"0e999999999999", 14, 0},
        {"0.0e99999999999999999999999999", 30, 0},
        {"1e2147483648", 12, INFINITY},
        {"1e-2147483649", 13, 0},
        {"1e4294967296", 12, INFINITY},
        {"1e18446744073709551616", 22, INFINITY},
        {"1e-18446744073709551616", 23, 0},
        {"4.9e-324", 8, 4.9e-324},
        {"2e-324", 6, 0},
        {"1.7976931348623157e308", 22, 1.7976931348623157e308},
        {"1.7976931348623159e308", 22, INFINITY},
        {"", 0, 42},
        {".", 0, 42},
        {"+", 0, 42},
        {"-", 0, 42},
        {"+.", 0, 42},
        {"e5", 0, 42},
        {".e5", 0, 42},
        {"-e5", 0, 42},
        {"--1", 0, 42},
        {"+-1", 0, 42},
        {" 1", 0, 42},
        {"in", 0, 42},
        {"na", 0, 42},
        {"x", 0, 42},
        {"/1", 0, 42},
        {":1", 0, 42},
        {"\xb1", 0, 42},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = 42;
        size_t used = scan(cases[i].text, strlen(cases[i].text), &value);
        ck_assert_msg(used == cases[i].used, "<%s> ends after %zu", cases[i].text, used);
        ck_assert_msg(value == cases[i].value && signbit(value) == signbit(cases[i].value),
                      "<%s> is %a", cases[i].text, value);
    }
}
END_TEST

START_TEST(not_a_number)
{
    static const char *const texts[] = {"nan", "NaN", "+nan", "-NAN", "nan(1)"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = 42;
        ck_assert_uint_eq(scan(texts[i], strlen(texts[i]), &value), i < 2 ? 3 : i < 4 ? 4 : 3);
        ck_assert(isnan(value));
    }
}
END_TEST

/* Every byte but a digit ends a number, at every place in it. */
START_TEST(ends)
{
    for (int byte = 0; byte < 256; byte++)
        for (size_t whole = 1; whole < 12; whole++)
            for (size_t fraction = 0; fraction < 22; fraction += whole % 2 ? 1 : 5) {
                char text[64];
                size_t length =
                    (size_t)sprintf(text, "%.*s", (int)whole, "123456789012345678901234567890");
                if (fraction)
                    length += (size_t)sprintf(text + length, ".%.*s", (int)fraction,
                                              "987654321098765432109876543210");
                if ((byte >= '0' && byte <= '9') || (byte == '.' && !fraction))
                    continue;
                double expected = strtod(text, NULL), value = 42;
                text[length] = (char)byte;
                text[length + 1] = 'x';
                EXPECT(scan(text, length + 2, &value) == length && value == expected, "%s", text);
            }
}
END_TEST

static void expect_both(const char *text)
{
    double number = 42;
    float single = 42;
    const char *end = text + strlen(text);
    EXPECT(decimal_scan_double(text, end, &number) == end, "%s", text);
    EXPECT(decimal_scan_single(text, end, &single) == end, "%s", text);
    double expected = strtod(text, NULL);
    float expected_single = strtof(text, NULL);
    EXPECT(!memcmp(&number, &expected, sizeof number), "%s is %a", text, number);
    EXPECT(!memcmp(&single, &expected_single, sizeof single), "%s is %a", text, (double)single);
}

/* All numbers of binary16 are numbers of the wider formats; strtod and strtof know the rest. */
START_TEST(half_precision)
{
    for (int bits = 0; bits < 0x7c00; bits++) {
        int exponent = bits >> 10, fraction = bits & 0x3ff;
        double expected = exponent ? ldexp(fraction + 1024, exponent - 25) : ldexp(fraction, -24);
        char text[64];
        int length = sprintf(text, "%.25g", expected);
        double number;
        float single;
        EXPECT(decimal_scan_double(text, text + length, &number) == text + length, "%s", text);
        EXPECT(decimal_scan_single(text, text + length, &single) == text + length, "%s", text);
        EXPECT(number == expected && (double)single == expected, "%s", text);
        sprintf(text, "%.6g", expected);
        expect_both(text);
    }
}
END_TEST

START_TEST(powers)
{
    char text[1200];
    for (int power = -1080; power < 1025; power++) {
        sprintf(text, "%.1100g", ldexp(1, power));
        expect_both(text);
        sprintf(text, "%.17g", ldexp(1, power));
        expect_both(text);
    }
    for (int power = -400; power < 400; power++)
        for (int digit = 1; digit < 10; digit++) {
            sprintf(text, "%de%d", digit, power);
            expect_both(text);
        }
}
END_TEST

START_TEST(at_random)
{
    srand48(1);
    for (int round = 0; round < 200000; round++) {
        uint64_t bits = (uint64_t)mrand48() << 32 ^ (uint64_t)(uint32_t)mrand48();
        double number;
        memcpy(&number, &bits, sizeof number);
        char text[512];
        snprintf(text, sizeof text, "%.*g", (int)(bits % 20 + 1), isfinite(number) ? number : 1);
        expect_both(text);
        snprintf(text, sizeof text, "%.*f", (int)(bits % 20), drand48() * 1000);
        expect_both(text);
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)(bits >> bits % 60),
                 (int)(bits % 80) - 60);
        expect_both(text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal_scan");
    TCase *tests = tcase_create("decimal_scan");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, grammar);
    tcase_add_test(tests, not_a_number);
    tcase_add_test(tests, ends);
    tcase_add_test(tests, half_precision);
    tcase_add_test(tests, powers);
    tcase_add_test(tests, at_random);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

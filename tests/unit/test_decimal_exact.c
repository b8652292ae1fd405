/* Reading what is hard to read: the cases of tests/peers/decimals.txt, whose bits were computed
 * with exact integers, and long texts. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/decimal/decimal.h"
#include "table/decimal/exact.h"
#include "table/decimal/format.h"

/* ck_assert_msg for millions of cases: Check notes every assertion it meets in a file. */
#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ck_abort_msg(__VA_ARGS__);                                                             \
    } while (0)

/* Reads the text from a block of exactly its length, so that a sanitizer sees a byte too far. */
static void expect(const char *text, size_t length, uint32_t single_bits, uint64_t double_bits)
{
    char *block = malloc(length);
    EXPECT(block, "no memory");
    memcpy(block, text, length);
    double number;
    float single;
    EXPECT(decimal_scan_double(block, block + length, &number) == block + length, "%.99s", text);
    EXPECT(decimal_scan_single(block, block + length, &single) == block + length, "%.99s", text);
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    EXPECT(bits == double_bits, "%.99s... is %a", text, number);
    uint32_t bits_single;
    memcpy(&bits_single, &single, sizeof bits_single);
    EXPECT(bits_single == single_bits, "%.99s... is %a", text, (double)single);
    free(block);
}

START_TEST(cases)
{
    FILE *file = fopen("tests/peers/decimals.txt", "r");
    ck_assert_msg(file, "tests/peers/decimals.txt is not there; run from the top level");
    uint32_t single_bits;
    uint64_t double_bits;
    char text[4096];
    size_t count = 0;
    while (fscanf(file, "%" SCNx32 " %" SCNx64 " %4095s", &single_bits, &double_bits, text) == 3) {
        expect(text, strlen(text), single_bits, double_bits);
        memmove(text + 1, text, strlen(text) + 1);
        *text = '-';
        expect(text, strlen(text), single_bits | 1u << 31, double_bits | (uint64_t)1 << 63);
        count++;
    }
    ck_assert(feof(file));
    fclose(file);
    ck_assert_uint_gt(count, 2000);
}
END_TEST

/* A million digits, that decide a tie only at the very end. */
START_TEST(long_texts)
{
    enum { LENGTH = 1000000 };
    static char text[LENGTH];
    static const char tie[] = "9007199254740993.";
    memset(text, '0', LENGTH);
    memcpy(text, tie, sizeof tie - 1);
    expect(text, LENGTH, 0x5a000000, 0x4340000000000000);
    text[LENGTH - 1] = '1';
    expect(text, LENGTH, 0x5a000000, 0x4340000000000001);

    /* 1 behind as many zeros as its exponent makes up for, from either side. */
    memset(text, '0', LENGTH);
    memcpy(text, "0.", 2);
    memcpy(text + LENGTH - 8, "1e999991", 8);
    expect(text, LENGTH, 0x3f800000, 0x3ff0000000000000);
    memset(text, '0', LENGTH);
    *text = '1';
    memcpy(text + LENGTH - 8, "e-999991", 8);
    expect(text, LENGTH, 0x3f800000, 0x3ff0000000000000);
    memset(text, '7', LENGTH);
    expect(text, LENGTH, 0x7f800000, 0x7ff0000000000000);
}
END_TEST

/* What strtod makes of digits at random, up to 800 of them. */
START_TEST(many_digits)
{
    srand48(3);
    for (int round = 0; round < 20000; round++) {
        char text[1024];
        int length = 1 + (int)(lrand48() % (round % 8 ? 40 : 800));
        int point = (int)(lrand48() % (length + 1));
        int used = 0;
        for (int i = 0; i < length; i++) {
            if (i == point)
                text[used++] = '.';
            text[used++] = (char)('0' + lrand48() % 10);
        }
        if (round % 2)
            used += sprintf(text + used, "e%ld", lrand48() % 700 - 350);
        text[used] = '\0';
        double number = strtod(text, NULL);
        float single = strtof(text, NULL);
        uint64_t bits;
        uint32_t bits_single;
        memcpy(&bits, &number, sizeof bits);
        memcpy(&bits_single, &single, sizeof bits_single);
        expect(text, (size_t)used, bits_single, bits);
    }
}
END_TEST

/* Whatever it starts from, within reach; also where a side of a comparison has a limb more. */
START_TEST(guesses_that_are_off)
{
    static const struct {
        const char *text;
        double value;
    } texts[] = {
        {"18446744073709551615", 0x1p64},
        {"18446744073709551616", 0x1p64},
        {"18446744073709550591", 0x1.fffffffffffffp63}, /* below a tie */
        {"18446744073709550592", 0x1p64},               /* it, to the even one */
        {"9007199254740993", 0x1p53},
        {"9007199254740995", 0x1.0000000000002p53},
        {"9007199254740996", 0x1.0000000000002p53},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (uint64_t off = 0; off < 7; off++) {
            uint64_t bits;
            memcpy(&bits, &texts[i].value, sizeof bits);
            const char *text = texts[i].text, *stop = text + strlen(text);
            EXPECT(decimal_exact(text, stop, 0, bits + off - 3, &binary64) == bits, "%s", text);
        }
    static const char one[] = "1";
    uint64_t infinity = binary64.infinity;
    EXPECT(decimal_exact(one, &one[1], 400, infinity, &binary64) == infinity, "1e400");
    EXPECT(decimal_exact(one, &one[1], -400, 2, &binary64) == 0, "1e-400");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal_exact");
    TCase *tests = tcase_create("decimal_exact");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, cases);
    tcase_add_test(tests, long_texts);
    tcase_add_test(tests, many_digits);
    tcase_add_test(tests, guesses_that_are_off);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

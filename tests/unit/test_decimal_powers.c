/* The table of powers of ten. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "table/decimal/powers.h"

typedef unsigned __int128 uint128;

static uint128 leading(int n)
{
    struct power power = power_of_ten(n);
    return (uint128)power.high << 64 | power.low;
}

/* Five times the bits of 10^n are those of 10^(n + 1), but for what is cut off: less than 5. */
START_TEST(ratios)
{
    for (int n = POWER_LEAST; n < POWER_GREATEST; n++) {
        uint128 bits = leading(n), next = leading(n + 1);
        ck_assert(bits >> 127 == 1 && next >> 127 == 1);
        int shift = power_exponent(n + 1) - power_exponent(n);
        ck_assert(shift == 3 || shift == 4);
        ck_assert_uint_ne((uint64_t)bits, UINT64_MAX); /* writing relies on that */
        /* bits * 10 / 2^shift, of which the last step may carry. */
        uint128 five = bits / 8 * 5 + bits % 8 * 5 / 8, least = shift == 3 ? five * 2 : five;
        ck_assert_msg(next >= least && next - least <= 3, "10^%d", n + 1);
    }
}
END_TEST

/* The products of the bits of 10^n and 10^-n, both cut off, are just below a power of two. */
START_TEST(reciprocals)
{
    for (int n = 1; n <= POWER_GREATEST; n++) {
        uint128 a = leading(n), b = leading(-n);
        uint64_t high = (uint64_t)(a >> 64), low = (uint64_t)a;
        uint64_t other_high = (uint64_t)(b >> 64), other_low = (uint64_t)b;
        uint128 middle = (uint128)high * other_low + (uint64_t)((uint128)low * other_low >> 64);
        uint128 cross = (uint128)low * other_high + (uint64_t)middle;
        uint128 product =
            (uint128)high * other_high + (uint64_t)(middle >> 64) + (uint64_t)(cross >> 64);
        ck_assert_int_eq(power_exponent(n) + power_exponent(-n), -1);
        ck_assert_msg(product >= ((uint128)1 << 127) - 3 && product < (uint128)1 << 127, "10^%d",
                      n);
    }
}
END_TEST

START_TEST(exact_ones)
{
    uint128 five = 1;
    for (int n = 0; power_is_exact(n); n++, five *= 5) {
        uint128 bits = five;
        while (bits >> 127 == 0)
            bits <<= 1;
        ck_assert_msg(bits == leading(n), "10^%d", n);
    }
    ck_assert(power_is_exact(55) && !power_is_exact(56) && !power_is_exact(-1));
    /* 1/10 and 10^56, from the definition. */
    ck_assert_uint_eq(power_of_ten(-1).high, 0xcccccccccccccccc);
    ck_assert_uint_eq(power_of_ten(-1).low, 0xcccccccccccccccc);
    ck_assert(power_of_ten(56).high == 0x82818f1281ed449f &&
              power_of_ten(56).low == 0xbff8f10e7a8921a4);
}
END_TEST

START_TEST(logarithms)
{
    ck_assert_int_eq(power_exponent(-342), -1137);
    ck_assert_int_eq(power_exponent(0), 0);
    ck_assert_int_eq(power_exponent(308), 1023);
    ck_assert_int_eq(power_floor_log10(-1074), -324);
    ck_assert_int_eq(power_floor_log10(0), 0);
    ck_assert_int_eq(power_floor_log10(1023), 307);
}
END_TEST

START_TEST(texts)
{
    for (int n = POWER_LEAST; n <= POWER_GREATEST; n++) {
        char expected[8], text[8];
        int length = snprintf(expected, sizeof expected, "e%+03d", n);
        for (int i = 0; i < 8; i++)
            text[i] = (char)(power_text(n) >> 8 * i);
        ck_assert_int_eq(text[7], length);
        ck_assert(memcmp(text, expected, (size_t)length) == 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal_powers");
    TCase *tests = tcase_create("decimal_powers");
    tcase_add_test(tests, ratios);
    tcase_add_test(tests, reciprocals);
    tcase_add_test(tests, texts);
    tcase_add_test(tests, exact_ones);
    tcase_add_test(tests, logarithms);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

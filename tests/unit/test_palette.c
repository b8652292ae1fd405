/* Tests of the colours of a scale. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "picture/palette.h"

/* What viridis (S. van der Walt and N. J. Smith) and CoolWarmFloat33 (K. Moreland) have there. */
static const unsigned viridis[] = {
    0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e,
    0x1f988b, 0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xfde725,
};
static const unsigned cool_warm[] = {
    0x3b4cc0, 0x4d68d7, 0x6282ea, 0x779af7, 0x8db0fe, 0xa3c2ff, 0xb8d0f9, 0xccd9ee, 0xdddddd,
    0xecd3c5, 0xf5c4ad, 0xf7b194, 0xf49a7b, 0xec7f63, 0xde604d, 0xcb3e38, 0xb40426,
};

static void check_anchors(enum palette palette, const unsigned *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct colour colour = palette_colour(palette, (double)i / (double)(count - 1));
        unsigned found =
            (unsigned)colour.red << 16 | (unsigned)colour.green << 8 | (unsigned)colour.blue;
        ck_assert_msg(found == expected[i], "colour %zu is %06x, not %06x", i, found, expected[i]);
    }
}

START_TEST(every_colour_is_that_of_its_source)
{
    check_anchors(PALETTE_SEQUENTIAL, viridis, sizeof viridis / sizeof *viridis);
    check_anchors(PALETTE_DIVERGING, cool_warm, sizeof cool_warm / sizeof *cool_warm);
}
END_TEST

static void check_codes(enum palette palette, const int *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(palette_256(palette, ((double)i + 0.5) / (double)count), expected[i]);
}

START_TEST(the_colours_of_256_are_near_those)
{
    static const int sequential[] = {53, 54, 24, 30, 36, 77, 113, 149, 184, 220};
    static const int diverging[] = {62, 69, 111, 153, 189, 253, 224, 216, 209, 203, 160};
    check_codes(PALETTE_SEQUENTIAL, sequential, sizeof sequential / sizeof *sequential);
    check_codes(PALETTE_DIVERGING, diverging, sizeof diverging / sizeof *diverging);
}
END_TEST

static void check_colour(double share, int red, int green, int blue)
{
    struct colour colour = palette_colour(PALETTE_SEQUENTIAL, share);
    ck_assert_int_eq(colour.red, red);
    ck_assert_int_eq(colour.green, green);
    ck_assert_int_eq(colour.blue, blue);
}

START_TEST(the_ends_and_the_middle_are_those_of_viridis)
{
    check_colour(0, 0x44, 0x01, 0x54);
    check_colour(1, 0xfd, 0xe7, 0x25);
    check_colour(-1, 0x44, 0x01, 0x54);
    check_colour(2, 0xfd, 0xe7, 0x25);
    check_colour(1.0 / 3, 0x31, 0x68, 0x8e);
    check_colour(2.0 / 3, 0x35, 0xb7, 0x79);
}
END_TEST

/* Brightness, roughly: enough to see that it rises. */
static int brightness(struct colour colour)
{
    return 299 * colour.red + 587 * colour.green + 114 * colour.blue;
}

START_TEST(more_is_brighter)
{
    for (int i = 1; i <= 100; i++)
        ck_assert_int_gt(brightness(palette_colour(PALETTE_SEQUENTIAL, i / 100.0)),
                         brightness(palette_colour(PALETTE_SEQUENTIAL, (i - 1) / 100.0)));
}
END_TEST

START_TEST(ten_colours_of_256_are_used_in_order)
{
    int changes = 0;
    for (int i = 1; i <= 1000; i++)
        changes += palette_256(PALETTE_SEQUENTIAL, i / 1000.0) !=
                   palette_256(PALETTE_SEQUENTIAL, (i - 1) / 1000.0);
    ck_assert_int_eq(changes, 9);
    ck_assert_int_eq(palette_256(PALETTE_SEQUENTIAL, 0), 53);
    ck_assert_int_eq(palette_256(PALETTE_SEQUENTIAL, 1), 220);
    ck_assert_int_eq(palette_256(PALETTE_SEQUENTIAL, 7), 220);
}
END_TEST

/* Blue and red ends, as far from the gray of the middle. */
START_TEST(the_diverging_palette_is_gray_in_the_middle)
{
    struct colour low = palette_colour(PALETTE_DIVERGING, 0);
    struct colour middle = palette_colour(PALETTE_DIVERGING, 0.5);
    struct colour high = palette_colour(PALETTE_DIVERGING, 1);
    ck_assert(low.blue > low.red && high.red > high.blue);
    ck_assert(middle.red == 0xdd && middle.green == 0xdd && middle.blue == 0xdd);
    ck_assert_int_eq(palette_256(PALETTE_DIVERGING, 0.5), 253);
    for (int i = 1; i <= 50; i++) {
        ck_assert_int_gt(brightness(palette_colour(PALETTE_DIVERGING, i / 100.0)),
                         brightness(palette_colour(PALETTE_DIVERGING, (i - 1) / 100.0)));
        ck_assert_int_lt(brightness(palette_colour(PALETTE_DIVERGING, 0.5 + i / 100.0)),
                         brightness(palette_colour(PALETTE_DIVERGING, 0.5 + (i - 1) / 100.0)));
    }
}
END_TEST

START_TEST(ink_can_be_read)
{
    ck_assert(!palette_is_light(palette_colour(PALETTE_SEQUENTIAL, 0)));
    ck_assert(palette_is_light(palette_colour(PALETTE_SEQUENTIAL, 1)));
    ck_assert(palette_is_light((struct colour){255, 255, 255}));
    ck_assert(!palette_is_light((struct colour){0, 0, 0}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("palette");
    TCase *tests = tcase_create("palette");
    tcase_add_test(tests, every_colour_is_that_of_its_source);
    tcase_add_test(tests, the_colours_of_256_are_near_those);
    tcase_add_test(tests, the_ends_and_the_middle_are_those_of_viridis);
    tcase_add_test(tests, more_is_brighter);
    tcase_add_test(tests, ten_colours_of_256_are_used_in_order);
    tcase_add_test(tests, the_diverging_palette_is_gray_in_the_middle);
    tcase_add_test(tests, ink_can_be_read);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

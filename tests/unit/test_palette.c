/* Tests of the colours of a scale. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "picture/palette.h"

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

/* Tests of PNG in base64: the bytes of a small file as Python's zlib, struct and base64 make them;
 * and that more than one block of bytes is written whole. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "picture/png.h"

static const struct colour colours[] = {{0, 0, 0}, {255, 0, 0}, {1, 2, 3}};

START_TEST(a_small_file_is_as_other_tools_make_it)
{
    static const char expected[] =
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAMAAACqqpYoAAAACVBMVEUAAAD/AAABAgPNWhsDAAAA"
        "AXRSTlMAQObYZgAAABNJREFUeAEBCAD3/wAAAQIAAAECABwAByrgIhEAAAAASUVORK5CYII=";
    const uint8_t pixels[] = {0, 1, 2, 0, 1, 2};
    struct sheet sheet = {0};
    png_base64(pixels, 3, 2, colours, 3, &sheet);
    ck_assert(!sheet.failed);
    ck_assert_uint_eq(sheet.length, sizeof expected - 1);
    ck_assert_mem_eq(sheet.text, expected, sheet.length);
    sheet_free(&sheet);
}
END_TEST

/* 70,000 bytes of pixels and one a row, in two blocks of five bytes more, the zlib stream's six,
 * and the file's chunks of 12 bytes: signature 8, 25, 12 + 9, 13, and 12. */
START_TEST(a_large_file_has_every_byte)
{
    enum { WIDTH = 700, HEIGHT = 100 };
    static const uint8_t pixels[WIDTH * HEIGHT];
    struct sheet sheet = {0};
    png_base64(pixels, WIDTH, HEIGHT, colours, 3, &sheet);
    size_t bytes = 8 + 25 + 21 + 13 + (12 + 2 + 2 * 5 + HEIGHT * (WIDTH + 1) + 4) + 12;
    ck_assert(!sheet.failed);
    ck_assert_uint_eq(sheet.length, (bytes + 2) / 3 * 4);
    sheet_free(&sheet);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("png");
    TCase *tests = tcase_create("png");
    tcase_add_test(tests, a_small_file_is_as_other_tools_make_it);
    tcase_add_test(tests, a_large_file_has_every_byte);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

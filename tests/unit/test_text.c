/* Tests of printable text and its width. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct {
    const char *text, *escaped;
    size_t columns;
} cases[] = {
    {"", "", 0},
    {"king", "king", 4},
    {"a\tb\n", "a\\x09b\\x0a", 10},
    {"\x1b[31m", "\\x1b[31m", 8},
    {"\x7f", "\\x7f", 4},
    {"na\xc3\xafve", "na\xc3\xafve", 5},
    {"\xc2\x9b", "\\xc2\\x9b", 8},                    /* a C1 control */
    {"\xc0\xaf", "\\xc0\\xaf", 8},                    /* overlong */
    {"\xed\xa0\x80", "\\xed\\xa0\\x80", 12},          /* a surrogate */
    {"\xed\x9f\xbf", "\xed\x9f\xbf", 1},              /* the last before them */
    {"\xe0\x9f\xbf", "\\xe0\\x9f\\xbf", 12},          /* overlong */
    {"\xe0\xa0\x80", "\xe0\xa0\x80", 1},              /* the least of three bytes */
    {"\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf", 16}, /* overlong */
    {"\xf0\x90\x80\x80", "\xf0\x90\x80\x80", 1},      /* the least of four */
    {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf", 1},      /* the last of all */
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", 16}, /* beyond it */
    {"\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80", 16},
    {"\xc2\xa0", "\xc2\xa0", 1}, /* the first after the C1 controls */
    {"\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac", 4}, /* two wide characters */
    {"e\xcc\x81", "e\xcc\x81", 1},                               /* a combining accent */
    {"\xf0\x9f\x99\x82", "\xf0\x9f\x99\x82", 2},
    {"x\xe6\x97", "x\\xe6\\x97", 9}, /* cut short */
    /* The first and the last of what turns direction, and their neighbours. */
    {"\xe2\x80\xaa", "\\xe2\\x80\\xaa", 12},
    {"\xe2\x80\xae", "\\xe2\\x80\\xae", 12},
    {"\xe2\x80\xa9", "\xe2\x80\xa9", 1},
    {"\xe2\x80\xaf", "\xe2\x80\xaf", 1},
    {"\xe2\x81\xa6", "\\xe2\\x81\\xa6", 12},
    {"\xe2\x81\xa9", "\\xe2\\x81\\xa9", 12},
    {"\xe2\x81\xa5", "\xe2\x81\xa5", 1},
    {"\xe2\x81\xaa", "\xe2\x81\xaa", 1},
    {"\xe2\x82\xa7", "\xe2\x82\xa7", 1},
};

START_TEST(controls_are_escaped_and_columns_counted)
{
    char out[64];
    size_t length = text_escape(cases[_i].text, strlen(cases[_i].text), out);
    out[length] = '\0';
    ck_assert_str_eq(out, cases[_i].escaped);
    ck_assert_uint_eq(text_width(out, length), cases[_i].columns);
}
END_TEST

START_TEST(text_is_cut_between_characters)
{
    const char *text = "a\xe6\x97\xa5"
                       "b";
    ck_assert_uint_eq(text_fit(text, 5, 0), 0);
    ck_assert_uint_eq(text_fit(text, 5, 1), 1);
    ck_assert_uint_eq(text_fit(text, 5, 2), 1);
    ck_assert_uint_eq(text_fit(text, 5, 3), 4);
    ck_assert_uint_eq(text_fit(text, 5, 9), 5);
    /* A mark that takes no column stays with the letter before it. */
    ck_assert_uint_eq(text_fit("e\xcc\x81x", 4, 1), 3);
}
END_TEST

/* What is not printable counts as one column a byte, so that it ends somewhere. */
START_TEST(unprintable_bytes_take_a_column_each)
{
    ck_assert_uint_eq(text_printable("", 0), 0);
    ck_assert_uint_eq(text_width("\x1b\xff"
                                 "a",
                                 3),
                      3);
    ck_assert_uint_eq(text_fit("\x1b\xff"
                               "a",
                               3, 2),
                      2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("text");
    tcase_add_loop_test(tests, controls_are_escaped_and_columns_counted, 0,
                        (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, text_is_cut_between_characters);
    tcase_add_test(tests, unprintable_bytes_take_a_column_each);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

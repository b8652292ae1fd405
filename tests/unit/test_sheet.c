/* Tests of growing text and of labels cut to a width. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "picture/sheet.h"

static const struct {
    const char *text;
    size_t columns;
    bool ascii;
    const char *shown;
    size_t taken;
} labels[] = {
    {"king", 4, false, "king", 4},
    {"kings", 4, false, "kin\xe2\x80\xa6", 4},
    {"kings", 4, true, "ki..", 4},
    {"a long name of row 17", 12, false, "a long \xe2\x80\xa6w 17", 12},
    {"a long name of row 17", 12, true, "a long..w 17", 12},
    {"long name of row \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 14, false,
     "long name\xe2\x80\xa6\xe6\x9c\xac\xe8\xaa\x9e", 14},
    {"kings", 1, true, "k", 1},
    {"kings", 0, false, "", 0},
    {"\x1b[1m", 12, false, "\\x1b[1m", 7},
    {"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 4, false, "\xe6\x97\xa5\xe2\x80\xa6", 3},
    {"na\xc3\xafve", 9, true, "na?ve", 5},
};

START_TEST(a_label_is_cut_and_escaped)
{
    struct sheet sheet = {0};
    size_t taken = sheet_label(&sheet, labels[_i].text, strlen(labels[_i].text), labels[_i].columns,
                               labels[_i].ascii);
    ck_assert_uint_eq(taken, labels[_i].taken);
    ck_assert_uint_eq(sheet_width(&sheet), labels[_i].taken);
    ck_assert_uint_eq(sheet.length, strlen(labels[_i].shown));
    if (sheet.length)
        ck_assert_mem_eq(sheet.text, labels[_i].shown, sheet.length);
    ck_assert(!sheet.failed);
    sheet_free(&sheet);
}
END_TEST

START_TEST(text_grows)
{
    struct sheet sheet = {0}, other = {0};
    for (int i = 0; i < 1000; i++)
        sheet_print(&sheet, "%d,", i % 10);
    ck_assert_uint_eq(sheet.length, 2000);
    sheet_repeat(&other, "ab", 3);
    sheet_append(&sheet, &other);
    sheet_add(&sheet, "", 1);
    ck_assert_str_eq(sheet.text + 1996, "8,9,ababab");
    sheet_print(&other, "%700s|", "long");
    ck_assert_uint_eq(other.length, 6 + 701);
    ck_assert_mem_eq(other.text + 6 + 695, " long|", 6);
    other.failed = true;
    sheet_append(&sheet, &other);
    ck_assert(sheet.failed);
    sheet_free(&sheet);
    sheet_free(&other);
    ck_assert_uint_eq(sheet.length, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sheet");
    TCase *tests = tcase_create("sheet");
    tcase_add_loop_test(tests, a_label_is_cut_and_escaped, 0,
                        (int)(sizeof labels / sizeof *labels));
    tcase_add_test(tests, text_grows);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

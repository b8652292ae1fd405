/* Tests of text as a CSV field. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "table/quoted.h"

static const struct {
    const char *text, *field;
} cases[] = {
    {"", ""},
    {"king", "king"},
    {"a,b", "\"a,b\""},
    {"a;b", "a;b"},
    {" a", "\" a\""},
    {"a\t", "\"a\t\""},
    {"a b", "a b"},
    {"say \"x\"", "\"say \"\"x\"\"\""},
    {"a\nb", "\"a\nb\""},
    {"\"\"", "\"\"\"\"\"\""},
};

START_TEST(a_field_is_quoted_where_it_must_be)
{
    char out[64];
    size_t length = strlen(cases[_i].text);
    char *end = quoted_put(out, cases[_i].text, length, ',');
    ck_assert_uint_le((size_t)(end - out), quoted_room(length));
    *end = '\0';
    ck_assert_str_eq(out, cases[_i].field);
}
END_TEST

START_TEST(the_delimiter_decides)
{
    char out[16];
    *quoted_put(out, "a;b", 3, ';') = '\0';
    ck_assert_str_eq(out, "\"a;b\"");
    /* Between blanks, nothing would be no field, and a tab is a blank. */
    *quoted_put(out, "", 0, ' ') = '\0';
    ck_assert_str_eq(out, "\"\"");
    *quoted_put(out, "a\tb", 3, ' ') = '\0';
    ck_assert_str_eq(out, "\"a\tb\"");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quoted");
    TCase *tests = tcase_create("quoted");
    tcase_add_loop_test(tests, a_field_is_quoted_where_it_must_be, 0,
                        (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, the_delimiter_decides);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

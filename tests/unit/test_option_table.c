/* Tests of finding options by name. */
#include <check.h>
#include <stdlib.h>

#include "command/option_table.h"

START_TEST(whole_names_are_found)
{
    const struct option_row *row = option_find("head", 4); /* a header comes first */
    ck_assert_ptr_nonnull(row);
    ck_assert_str_eq(row->name, "head");
    row = option_find("rope-cos=FILE", 8);
    ck_assert_ptr_nonnull(row);
    ck_assert_str_eq(row->name, "rope-cos");
    ck_assert_ptr_null(option_find("hea", 3));
    ck_assert_ptr_null(option_find("headers", 7));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("option_table");
    TCase *tests = tcase_create("option_table");
    tcase_add_test(tests, whole_names_are_found);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

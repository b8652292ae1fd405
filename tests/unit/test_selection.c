/* Tests of columns chosen by name, number and range. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/selection.h"

static struct labels header_of(const char *const *names, size_t count)
{
    struct labels header = {0};
    for (size_t i = 0; i < count; i++)
        ck_assert(labels_add(&header, names[i], strlen(names[i])));
    return header;
}

/* A list chosen out of five columns, and the fields it means or the error it is. */
static const struct {
    const char *list, *fields, *error;
} cases[] = {
    {"1", "1", NULL},
    {"3,1", "3 1", NULL},
    {"2-4", "2 3 4", NULL},
    {"4-", "4 5", NULL},
    {"2-2,1", "2 1", NULL},
    {"id", "1", NULL},
    {"width,id", "3 1", NULL},
    {"length-width", "2 3", NULL},
    {"length-x-y", "2 3 4", NULL},
    {"x-y", "4", NULL},
    {"id-length,x-y-last", "1 2 4 5", NULL},
    {"last,2", "5 2", NULL},
    {"-2", "1 3 4 5", NULL},
    {"-last", "1 2 3 4", NULL},
    {"-2-3,-x-y", "1 5", NULL},
    {"-1-", NULL, "FILE: '-1-' leaves no column"},
    {"-6", NULL, "FILE: there is no column 6, only 5"},
    {"6", NULL, "FILE: there is no column 6, only 5"},
    {"3-7", NULL, "FILE: there is no column 7, only 5"},
    {"1-3,2", NULL, "FILE: column 2 is chosen twice"},
    {"lenght", NULL, "FILE: no column is called 'lenght'; did you mean 'length'?"},
    {"zzz", NULL, "FILE: no column is called 'zzz'"},
    {"id-zzz", NULL, "FILE: no column is called 'id-zzz'"},
    {"4-2x", NULL, "FILE: no column is called '4-2x'"},
    {"a-name-of-sixty-four-letters-that-would-not-fit-where-it-is-kept", NULL,
     "FILE: no column is called "
     "'a-name-of-sixty-four-letters-that-would-not-fit-where-it-is-kept'"},
    {"width-id", NULL, "FILE: 'width-id': the second column stands before the first"},
};

START_TEST(a_list_means_fields)
{
    static const char *const names[] = {"id", "length", "width", "x-y", "last"};
    struct labels header = header_of(names, 5);
    struct selection selection;
    struct error error;
    ck_assert_int_eq(selection_check(cases[_i].list, &error), STATUS_OK);
    enum status status = selection_resolve(&selection, cases[_i].list, &header, 5, "FILE", &error);
    if (cases[_i].error) {
        ck_assert_int_eq(status, STATUS_FAILED);
        ck_assert_str_eq(error.text, cases[_i].error);
        ck_assert_ptr_null(selection.fields);
    } else {
        char fields[64] = "";
        ck_assert_int_eq(status, STATUS_OK);
        for (size_t i = 0; i < selection.count; i++) {
            size_t used = strlen(fields);
            snprintf(fields + used, sizeof fields - used, "%s%zu", i ? " " : "",
                     selection.fields[i]);
            ck_assert_uint_eq(selection.places[selection.fields[i] - 1], i + 1);
        }
        ck_assert_str_eq(fields, cases[_i].fields);
    }
    selection_free(&selection);
    labels_free(&header);
}
END_TEST

START_TEST(a_list_that_cannot_be_is_refused_at_once)
{
    static const char *const lists[] = {"",    ",",    "1,",   ",1",         "0",    "2-1",
                                        "0-1", "1--2", "-0",   "1-2-3",      "a,,b", "-",
                                        "1-0", "--",   "1-,0", "99999999999"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct error error;
        ck_assert_msg(selection_check(lists[i], &error) == STATUS_USAGE, "'%s'", lists[i]);
        ck_assert_ptr_nonnull(strstr(error.text, "is not a column"));
    }
}
END_TEST

START_TEST(a_minus_before_every_item_or_none)
{
    struct error error;
    ck_assert_int_eq(selection_check("-1,2", &error), STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "'2' is to be chosen, and '-1' not"));
    ck_assert(selection_is_all_but("-1") && !selection_is_all_but("1-2"));
    ck_assert(selection_has_names("-a") && !selection_has_names("-1,-2"));
}
END_TEST

START_TEST(a_field_is_left_out)
{
    struct selection selection = {0};
    ck_assert(selection_all(&selection, 4) && selection.count == 4);
    selection_leave_out(&selection, 2, 4);
    selection_leave_out(&selection, 2, 4);
    ck_assert_uint_eq(selection.count, 3);
    ck_assert(selection.fields[0] == 1 && selection.fields[1] == 3 && selection.fields[2] == 4);
    ck_assert(selection.places[0] == 1 && selection.places[1] == 0 && selection.places[3] == 3);
    selection_free(&selection);
}
END_TEST

START_TEST(a_name_that_two_columns_have_is_ambiguous)
{
    static const char *const names[] = {"a", "b", "a"};
    struct labels header = header_of(names, 3);
    struct selection selection;
    struct error error;
    ck_assert_int_eq(selection_resolve(&selection, "a", &header, 3, "FILE", &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "FILE: 2 columns are called 'a'; choose one by its number");
    labels_free(&header);
}
END_TEST

START_TEST(a_long_name_is_no_suggestion)
{
    static const char *const names[] = {
        "length-length-length-length-length-length-length-length-length-length", "length"};
    struct labels header = header_of(names, 2);
    struct selection selection;
    struct error error;
    ck_assert_int_eq(selection_resolve(&selection, "lenght", &header, 2, "FILE", &error),
                     STATUS_FAILED);
    ck_assert_str_eq(error.text, "FILE: no column is called 'lenght'; did you mean 'length'?");
    labels_free(&header);
}
END_TEST

START_TEST(names_need_a_header)
{
    ck_assert(selection_has_names("a"));
    ck_assert(selection_has_names("1,2-3,a-b"));
    ck_assert(selection_has_names("1a"));
    ck_assert(!selection_has_names("1,2-3,4-"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("selection");
    TCase *tests = tcase_create("selection");
    tcase_add_loop_test(tests, a_list_means_fields, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, a_list_that_cannot_be_is_refused_at_once);
    tcase_add_test(tests, a_minus_before_every_item_or_none);
    tcase_add_test(tests, a_field_is_left_out);
    tcase_add_test(tests, a_name_that_two_columns_have_is_ambiguous);
    tcase_add_test(tests, a_long_name_is_no_suggestion);
    tcase_add_test(tests, names_need_a_header);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

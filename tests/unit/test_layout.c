/* Tests of telling header rows and label columns. The words of the errors are pinned in
 * test_reader. */
#include <check.h>
#include <stdarg.h>
#include <string.h>

#include "table/layout.h"

static struct layout layout;
static struct error error;

/* The layout after a first row of `count` cells. */
static enum status first_row(struct reader_options options, size_t count, ...)
{
    struct labels cells = {0};
    va_list arguments;
    va_start(arguments, count);
    for (size_t i = 0; i < count; i++) {
        const char *text = va_arg(arguments, const char *);
        ck_assert(labels_add(&cells, text, strlen(text)));
    }
    va_end(arguments);
    layout_free(&layout);
    layout = (struct layout){0};
    enum status status = layout_first_row(&layout, &options, &cells, "FILE", 1, &error);
    labels_free(&cells);
    return status;
}

static const struct reader_options by_default = {0};

START_TEST(a_header_of_names)
{
    ck_assert(!first_row(by_default, 3, "a", "NA", "b"));
    ck_assert(layout.has_header && !layout.has_labels && !layout.settled);
    ck_assert_uint_eq(layout.fields, 3);
    ck_assert_uint_eq(layout.header.count, 3);
    layout_first_cell(&layout, CELL_NUMBER);
    ck_assert(layout.settled && !layout.has_labels && layout_features(&layout) == 3);
    ck_assert_int_eq(layout_role(&layout, 1), ROLE_FEATURE);
}
END_TEST

START_TEST(labels_under_a_header)
{
    static const enum cell cells[] = {CELL_NUMBER, CELL_NAN,  CELL_EMPTY,
                                      CELL_TYPO,   CELL_DATE, CELL_TEXT};
    for (size_t i = 0; i < 6; i++) {
        ck_assert(!first_row(by_default, 2, "a", "b"));
        layout_first_cell(&layout, cells[i]);
        ck_assert(layout.has_labels == (cells[i] == CELL_TEXT || cells[i] == CELL_DATE));
    }
    ck_assert_int_eq(layout_role(&layout, 1), ROLE_LABEL);
    ck_assert_int_eq(layout_role(&layout, 2), ROLE_FEATURE);
    ck_assert_uint_eq(layout_features(&layout), 1);
    ck_assert(!first_row(by_default, 2, "", "b"));
    ck_assert(layout.settled && layout.has_labels);
    ck_assert(!first_row((struct reader_options){.labels = SETTING_NO}, 2, "", "b"));
    ck_assert(layout.settled && !layout.has_labels);
    /* A single column has to be the numbers. */
    ck_assert(!first_row(by_default, 1, "a"));
    ck_assert(layout.settled && !layout.has_labels);
}
END_TEST

START_TEST(rows_of_data)
{
    ck_assert(!first_row(by_default, 2, "1", "inf"));
    ck_assert(!layout.has_header && layout.settled && layout.header.count == 0);
    ck_assert(!first_row(by_default, 2, "NA", ""));
    ck_assert(!layout.has_header);
    ck_assert(!first_row((struct reader_options){.labels = SETTING_YES}, 2, "a", "1"));
    ck_assert(!layout.has_header && layout.has_labels);
    ck_assert(!first_row((struct reader_options){.missing = MISSING_KEEP}, 3, "", "1", "2"));
    ck_assert(!layout.has_header);
}
END_TEST

/* An empty cell before numbers: what an index column leaves, or a missing value. */
START_TEST(a_corner)
{
    for (enum missing missing = MISSING_DROP; missing <= MISSING_KEEP; missing++) {
        struct reader_options options = {.missing = missing};
        ck_assert(first_row(options, 3, "", "0", "1"));
        ck_assert(first_row(options, 2, "", "0"));
        ck_assert(!first_row(options, 3, "", "0", "2") && !layout.has_header);
        ck_assert(!first_row(options, 3, "", "0", "") && !layout.has_header);
        ck_assert(!first_row(options, 3, "NA", "0", "1") && !layout.has_header);
        options.header = SETTING_NO;
        ck_assert(!first_row(options, 3, "", "0", "1") && !layout.has_header);
    }
    struct reader_options beside = {.corner = CORNER_COUNTS};
    ck_assert(!first_row(beside, 3, "", "0", "1") && layout.has_header && layout.has_labels);
    ck_assert(first_row(beside, 3, "", "7", "8"));
    ck_assert(first_row(beside, 3, "", "0", "x"));
    beside.corner = CORNER_HEADER;
    ck_assert(!first_row(beside, 3, "", "7", "8") && layout.has_header && layout.has_labels);
    ck_assert(first_row(beside, 3, "", "7", "8x"));
    beside.header = SETTING_NO;
    ck_assert(!first_row(beside, 3, "", "0", "1") && !layout.has_header);
}
END_TEST

START_TEST(a_header_by_order)
{
    struct reader_options options = {.header = SETTING_YES};
    ck_assert(!first_row(options, 2, "1", "2x"));
    ck_assert(layout.has_header && layout.header.count == 2);
    ck_assert(!first_row(options, 2, "", "2"));
    ck_assert(layout.has_header && layout.has_labels);
    options.labels = SETTING_YES;
    ck_assert(!first_row(options, 2, "1", "2"));
    ck_assert(layout.has_header && layout.has_labels);
}
END_TEST

START_TEST(neither)
{
    ck_assert(first_row(by_default, 2, "a", "1"));
    ck_assert(first_row(by_default, 2, "a", "1x"));
    ck_assert(first_row(by_default, 2, "a", "2024-01-01"));
    ck_assert(first_row(by_default, 2, "NA", "-.5x"));
    ck_assert(first_row(by_default, 2, "nan", "a"));
    ck_assert(first_row(by_default, 2, "", "1"));
    ck_assert(!first_row(by_default, 2, "NA", "1")); /* no index column's corner */
}
END_TEST

START_TEST(a_group_is_one_column_and_no_feature)
{
    ck_assert(!first_row((struct reader_options){.group = "g"}, 3, "a", "g", "b"));
    ck_assert(layout.group == 2 && layout.has_header);
    ck_assert_int_eq(layout_role(&layout, 2), ROLE_GROUP);
    layout_first_cell(&layout, CELL_NUMBER);
    ck_assert_uint_eq(layout_features(&layout), 2);
    ck_assert_uint_eq(layout_field(&layout, 1), 3);
    ck_assert(!first_row((struct reader_options){.group = "3", .columns = "1"}, 3, "1", "2", "3"));
    ck_assert_uint_eq(layout.group, 3);

    ck_assert_int_eq(first_row((struct reader_options){.group = "1-2"}, 3, "1", "2", "3"),
                     STATUS_USAGE);
    ck_assert_str_eq(error.text, "'1-2' is more than one column");
    struct reader_options options = {.group = "b", .columns = "a,b"};
    ck_assert_int_eq(first_row(options, 2, "a", "b"), STATUS_FAILED);
    ck_assert_str_eq(error.text, "FILE: column 2 holds groups, and is chosen as a feature");
    options = (struct reader_options){.group = "1", .labels = SETTING_YES};
    ck_assert_int_eq(first_row(options, 2, "1", "2"), STATUS_FAILED);
    ck_assert_str_eq(error.text,
                     "FILE: column 1 holds groups, and --labels says that it holds labels");
}
END_TEST

START_TEST(what_the_first_cell_tells)
{
    static const struct {
        enum setting header, labels;
        enum cell first;
        bool data;
    } cases[] = {
        {SETTING_AUTO, SETTING_AUTO, CELL_NUMBER, true},
        {SETTING_AUTO, SETTING_NO, CELL_NAN, true},
        {SETTING_AUTO, SETTING_YES, CELL_NUMBER, false},
        {SETTING_AUTO, SETTING_AUTO, CELL_EMPTY, false},
        {SETTING_AUTO, SETTING_AUTO, CELL_TYPO, false},
        {SETTING_AUTO, SETTING_AUTO, CELL_DATE, false},
        {SETTING_AUTO, SETTING_AUTO, CELL_TEXT, false},
        {SETTING_NO, SETTING_YES, CELL_TEXT, true},
        {SETTING_YES, SETTING_AUTO, CELL_NUMBER, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reader_options options = {.header = cases[i].header, .labels = cases[i].labels};
        layout = (struct layout){0};
        ck_assert(layout_is_data(&layout, &options, cases[i].first) == cases[i].data);
        ck_assert(layout.settled == cases[i].data);
        ck_assert(layout.has_labels == (cases[i].data && cases[i].labels == SETTING_YES));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layout");
    TCase *tests = tcase_create("layout");
    tcase_add_test(tests, a_header_of_names);
    tcase_add_test(tests, labels_under_a_header);
    tcase_add_test(tests, rows_of_data);
    tcase_add_test(tests, a_corner);
    tcase_add_test(tests, a_header_by_order);
    tcase_add_test(tests, neither);
    tcase_add_test(tests, a_group_is_one_column_and_no_feature);
    tcase_add_test(tests, what_the_first_cell_tells);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

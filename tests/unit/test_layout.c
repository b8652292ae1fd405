/* Tests of telling header rows and label columns from the first rows. The words of the errors are
 * pinned in test_reader. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "table/layout.h"

static struct layout layout;
static struct error error;

/* The layout of a text; its lines end in LF. */
static enum status judge(struct reader_options options, const char *text)
{
    struct evidence evidence;
    options.delimiter = ',';
    layout_free(&layout);
    layout = (struct layout){0};
    ck_assert(!evidence_open(&evidence, "FILE", &options, &error));
    while (*text) {
        const size_t length = strcspn(text, "\n") + 1;
        const struct fragment fragment = {
            .text = text, .length = length, .starts_line = true, .ends_line = true};
        ck_assert(!evidence_feed(&evidence, &fragment, &error));
        text += length;
    }
    enum status status = layout_judge(&layout, &options, &evidence, "FILE", &error);
    evidence_close(&evidence);
    return status;
}

static const struct reader_options by_default = {0};

START_TEST(a_header_of_names)
{
    ck_assert(!judge(by_default, "a,2020-01-01,1st\n1,2,3\n"));
    ck_assert(layout.has_header && layout.label == 0);
    ck_assert_uint_eq(layout.fields, 3);
    ck_assert_uint_eq(layout.header.count, 3);
    ck_assert(layout_features(&layout) == 3);
    ck_assert(layout_is_feature(&layout, 1));
    /* Nothing that is missing or nearly a number names a column. */
    static const char *const others[] = {"NA",  "",          "?",   "True", "$5",
                                         "12%", "\"1,200\"", "(5)", "1.2x"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char text[64];
        snprintf(text, sizeof text, "a,%s\n1,2\n", others[i]);
        ck_assert_msg(judge(by_default, text), "<%s>", others[i]);
    }
}
END_TEST

START_TEST(labels_under_a_header)
{
    static const struct {
        const char *first, *others;
        bool labels;
    } cases[] = {
        {"x", "y", true},         {"2020-01-01", "12:30", true}, {"1st", "3f2a", true},
        {"x", "1", false},        {"N/A", "34", false},          {"null", "x", true},
        {"True", "False", false}, {"$5", "$6", false},           {"1", "2", false},
        {".", "-", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        snprintf(text, sizeof text, "a,b\n%s,1\n%s,2\n", cases[i].first, cases[i].others);
        ck_assert(!judge(by_default, text));
        ck_assert_msg(layout.label == cases[i].labels, "%s", text);
    }
    ck_assert(!judge(by_default, ",b\n1,2\n"));
    ck_assert(!layout_is_feature(&layout, 1));
    ck_assert_uint_eq(layout_features(&layout), 1);
    ck_assert(!judge((struct reader_options){.labels = SETTING_NO}, ",b\n1,2\n"));
    ck_assert(layout.has_header && !layout.label);
    /* A single column has to be the numbers. */
    ck_assert(!judge(by_default, "a\nx\n"));
    ck_assert(!layout.label);
}
END_TEST

START_TEST(rows_of_data)
{
    ck_assert(!judge(by_default, "1,inf\n"));
    ck_assert(!layout.has_header && layout.header.count == 0);
    ck_assert(!judge(by_default, "NA,\n1,2\n"));
    ck_assert(!layout.has_header);
    ck_assert(!judge(by_default, "?,?\n1,2\n") && !layout.has_header);
    struct reader_options labels = {.labels = SETTING_YES};
    ck_assert(!judge(labels, "a,1\n"));
    ck_assert(!layout.has_header && layout.label == 1);
    ck_assert(!judge(labels, "king,NA,NA\nqueen,1,2\n") && !layout.has_header);
    ck_assert(!judge((struct reader_options){.header = SETTING_NO}, "a,1\nb,2\n"));
    ck_assert(!layout.has_header && layout.label == 1);
}
END_TEST

START_TEST(quotes_show_a_header)
{
    ck_assert(!judge(by_default, "\"1940\",\"1945\"\n22.2,44.5\n10.5,15.5\n"));
    ck_assert(layout.has_header && !layout.label);
    ck_assert(!judge(by_default, "\"\",\"1940\"\n\"1\",44.5\n\"2\",15.5\n"));
    ck_assert(layout.has_header && layout.label == 1);
    ck_assert(!judge(by_default, "\"1940\", \"19\"\"45\" \n22.2,44.5\n") && layout.has_header);
    ck_assert(!judge(by_default, "\"1\",\"2\"\n\"3\",\"4\"\n") && !layout.has_header);
    ck_assert(!judge(by_default, "\"1\",\"2\"\n") && !layout.has_header);
    ck_assert(!judge(by_default, "\"1\",2\n3,4\n") && !layout.has_header);
    ck_assert(judge(by_default, "\"1\",\"2\"\n3,4\n\"5\",\"6\"\n"));
}
END_TEST

START_TEST(counts_over_fractions)
{
    ck_assert(judge(by_default, "0,1,2\n1.5,2.5,3.5\n"));
    ck_assert(judge(by_default, "0\n1.5\n"));
    ck_assert(judge((struct reader_options){.labels = SETTING_YES}, "w,0,1\nthe,0.5,2\n"));
    ck_assert(!judge(by_default, "0,1,2\n1,2,3\n") && !layout.has_header);
    ck_assert(!judge(by_default, "0,1,3\n1.5,2.5,3.5\n") && !layout.has_header);
    ck_assert(!judge(by_default, "0.0,1,2\n1.5,2.5,3.5\n") && !layout.has_header);
    ck_assert(!judge((struct reader_options){.header = SETTING_NO}, "0,1\n1.5,2\n"));
    ck_assert(!layout.has_header);
}
END_TEST

START_TEST(a_short_header)
{
    ck_assert(!judge(by_default, "a,b\n1,2,3\n4,5,6\n"));
    ck_assert(layout.is_short && layout.has_header && layout.label == 1 && layout.fields == 3);
    ck_assert_uint_eq(layout.header.count, 3);
    ck_assert(!judge(by_default, "\"2019\",\"2020\"\n\"x\",2,3\n") && layout.is_short);
    ck_assert(!judge(by_default, "1,2\n1,2,3\n") && !layout.is_short);
    ck_assert(!judge((struct reader_options){.labels = SETTING_NO}, "a,b\n1,2,3\n"));
    ck_assert(!layout.is_short);
}
END_TEST

/* An empty cell before numbers: what an index column leaves, or a missing value. */
START_TEST(a_corner)
{
    for (enum missing missing = MISSING_ERROR; missing <= MISSING_KEEP; missing++) {
        struct reader_options options = {.missing = missing};
        ck_assert(judge(options, ",0,1\n0,1,2\n"));
        ck_assert(judge(options, ",2019,2020\n0,1.5,2.5\n"));
        ck_assert(!judge(options, "NA,2,1\n3,4,5\n") && !layout.has_header);
        options.header = SETTING_NO;
        ck_assert(!judge(options, ",0,1\n0,1,2\n") && !layout.has_header);
    }
    struct reader_options beside = {.corner = CORNER_COUNTS, .side_file = true};
    ck_assert(!judge(beside, ",0,1\n0,3,4\n") && layout.has_header && layout.label == 1);
    ck_assert(judge(beside, ",7,8\n0,3,4\n"));
    ck_assert(judge(beside, ",0,x\n0,3,4\n"));
    beside.corner = CORNER_HEADER;
    ck_assert(!judge(beside, ",7,8\n0,3,4\n") && layout.has_header && layout.label == 1);
    beside.header = SETTING_NO;
    ck_assert(!judge(beside, ",0,1\n0,3,4\n") && !layout.has_header);
}
END_TEST

START_TEST(a_header_by_order)
{
    struct reader_options options = {.header = SETTING_YES};
    ck_assert(!judge(options, "1,2x\n3,4\n"));
    ck_assert(layout.has_header && layout.header.count == 2);
    ck_assert(!judge(options, ",2\n3,4\n"));
    ck_assert(layout.has_header && layout.label == 1);
    options.labels = SETTING_YES;
    ck_assert(!judge(options, "1,2\n3,4\n"));
    ck_assert(layout.has_header && layout.label == 1);
}
END_TEST

START_TEST(neither)
{
    ck_assert(judge(by_default, "a,1\n"));
    ck_assert(judge(by_default, "a,1.2x\n"));
    ck_assert(judge(by_default, "NA,-.5x\n"));
    ck_assert(judge(by_default, "nan,a\n"));
    ck_assert(judge(by_default, "year,2020\na,1\n"));
    ck_assert(judge(by_default, "alice,1,2\n"));
    ck_assert(judge(by_default, "name,1,2,3\nbob,3,4,5\n"));
    ck_assert(judge(by_default, "name,0\nbob,3\n"));
    ck_assert(!judge(by_default, "alice,1,2\nbob,3,4\n"));
    ck_assert(!layout.has_header && layout.label == 1);
}
END_TEST

START_TEST(an_empty_last_column)
{
    for (enum missing missing = MISSING_ERROR; missing <= MISSING_KEEP; missing++) {
        ck_assert(judge((struct reader_options){.missing = missing}, "A,B,\n1,4,\n2,5,\n"));
        ck_assert(judge((struct reader_options){.missing = missing}, "1,4,\n2,5,\n"));
    }
    struct reader_options options = {.columns = "-3"};
    ck_assert(!judge(options, "A,B,\n1,4,\n") && layout_features(&layout) == 2);
}
END_TEST

START_TEST(labels_in_another_column)
{
    struct reader_options options = {.labels = SETTING_YES, .label = "name"};
    ck_assert(!judge(options, "a,name,b\n1,x,2\n3,y,4\n"));
    ck_assert(layout.label == 2 && layout_features(&layout) == 2 && layout_field(&layout, 1) == 3);
    options.label = "3";
    ck_assert(!judge(options, "1,2,x\n3,4,y\n") && layout.label == 3 && !layout.has_header);
    options.columns = "2-";
    ck_assert(judge(options, "1,2,x\n3,4,y\n"));
    options.columns = "-1";
    ck_assert(!judge(options, "1,2,x\n3,4,y\n") && layout_features(&layout) == 1);
}
END_TEST

START_TEST(labels_are_no_feature)
{
    struct reader_options options = {.columns = "1-2"};
    ck_assert(judge(options, ",a,b\n1,2,3\n"));
    ck_assert(judge(options, "id,a,b\nx,2,3\n"));
    options.labels = SETTING_NO;
    ck_assert(!judge(options, ",a,b\n1,2,3\n") && layout_features(&layout) == 2);
}
END_TEST

START_TEST(a_group_is_one_column_and_no_feature)
{
    ck_assert(!judge((struct reader_options){.texts = {[TEXT_GROUP] = "g"}}, "a,g,b\n1,2,3\n"));
    ck_assert(layout.texts[TEXT_GROUP] == 2 && layout.has_header);
    ck_assert(!layout_is_feature(&layout, 2) && layout_is_feature(&layout, 3));
    ck_assert_uint_eq(layout_features(&layout), 2);
    ck_assert_uint_eq(layout_field(&layout, 1), 3);
    ck_assert(
        !judge((struct reader_options){.texts = {[TEXT_GROUP] = "3"}, .columns = "1"}, "1,2,3\n"));
    ck_assert_uint_eq(layout.texts[TEXT_GROUP], 3);

    ck_assert_int_eq(judge((struct reader_options){.texts = {[TEXT_GROUP] = "1-2"}}, "1,2,3\n"),
                     STATUS_USAGE);
    ck_assert_str_eq(error.text, "'1-2' is more than one column");
    struct reader_options options = {.texts = {[TEXT_GROUP] = "b"}, .columns = "a,b"};
    ck_assert_int_eq(judge(options, "a,b\n1,2\n"), STATUS_FAILED);
    ck_assert_str_eq(error.text, "FILE: column 2 holds groups, and is chosen as a feature");
    options = (struct reader_options){.texts = {[TEXT_GROUP] = "1"}, .labels = SETTING_YES};
    ck_assert_int_eq(judge(options, "1,2\n"), STATUS_FAILED);
    ck_assert_str_eq(error.text,
                     "FILE: column 1 holds groups, and --labels says that it holds labels");
}
END_TEST

START_TEST(a_class_may_be_the_label_and_may_lack)
{
    struct reader_options options = {.texts = {[TEXT_CLASS] = "1"}, .labels = SETTING_YES};
    ck_assert(!judge(options, "x,1,2\ny,3,4\n"));
    ck_assert(layout.label == 1 && layout.texts[TEXT_CLASS] == 1);
    ck_assert_uint_eq(layout_features(&layout), 2);
    options = (struct reader_options){.texts = {[TEXT_CLASS] = "kind"}, .stray_class = true};
    ck_assert(!judge(options, "a,b\n1,2\n") && layout_features(&layout) == 2);
    ck_assert(!judge(options, "1,2\n3,4\n") && !layout.has_header);
    ck_assert(!judge(options, "a,kind\n1,x\n") && layout_features(&layout) == 1);
    options.texts[TEXT_CLASS] = "3";
    options.class_of = 3;
    ck_assert(!judge(options, "1,2\n3,4\n") && layout_features(&layout) == 2);
    ck_assert(!judge(options, "1,2,x\n3,4,y\n") && layout_features(&layout) == 2);
}
END_TEST

START_TEST(text_is_kept_apart)
{
    struct reader_options options = {.keep_text = true};
    ck_assert(!judge(options, "x,kind,y\n1,a,2\n3,b,4\n"));
    ck_assert(layout.has_header && layout_features(&layout) == 2 && layout.cells.count == 1);
    ck_assert(layout.cells.fields[0] == 2 && layout_field(&layout, 1) == 3);
    /* The first row is judged by its numbers, */
    ck_assert(!judge(options, "1,a,2\n3,b,4\n") && !layout.has_header);
    /* or where there are none by its words. */
    ck_assert(!judge(options, "name,kind\nx,a\ny,b\n") && layout.has_header && layout.label == 1);
    options.labels = SETTING_NO;
    ck_assert(!judge(options, "name,kind\nx,a\ny,b\n") && layout.cells.count == 2);
    ck_assert(!layout.label && layout_features(&layout) == 0);
    /* A column that is asked for is no label. */
    options = (struct reader_options){.keep_text = true, .columns = "y,name"};
    ck_assert(!judge(options, "name,kind,y\nx,a,1\nz,b,2\n") && !layout.label);
    ck_assert(layout.asked[0] == 3 && layout.asked[1] == 1 && layout.cells.fields[0] == 1);
}
END_TEST

START_TEST(shown_columns_are_no_features)
{
    struct reader_options options = {.texts = {[TEXT_CELL] = "c,a"}};
    ck_assert(!judge(options, "a,b,c\n1,2,x\n3,4,y\n") && layout_features(&layout) == 1);
    ck_assert(layout.cells.fields[0] == 3 && layout.cells.fields[1] == 1);
    options.columns = "a,b"; /* unless they are listed */
    ck_assert(!judge(options, "a,b,c\n1,2,x\n3,4,y\n") && layout_features(&layout) == 2);
    options = (struct reader_options){.texts = {[TEXT_CELL] = "c,a"}, .stray_cells = true};
    ck_assert(!judge(options, "a,b\n1,2\n3,4\n") && layout_features(&layout) == 1);
    ck_assert(!judge(options, "1,2\n3,4\n") && layout_features(&layout) == 2);
    options.texts[TEXT_CELL] = "2,1";
    options.class_of = 3;
    ck_assert(!judge(options, "1,2\n3,4\n") && layout_features(&layout) == 2);
    ck_assert(!judge(options, "1,2,3\n3,4,5\n") && layout_features(&layout) == 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layout");
    TCase *tests = tcase_create("layout");
    tcase_add_test(tests, a_header_of_names);
    tcase_add_test(tests, labels_under_a_header);
    tcase_add_test(tests, rows_of_data);
    tcase_add_test(tests, quotes_show_a_header);
    tcase_add_test(tests, counts_over_fractions);
    tcase_add_test(tests, a_short_header);
    tcase_add_test(tests, a_corner);
    tcase_add_test(tests, a_header_by_order);
    tcase_add_test(tests, neither);
    tcase_add_test(tests, an_empty_last_column);
    tcase_add_test(tests, labels_in_another_column);
    tcase_add_test(tests, labels_are_no_feature);
    tcase_add_test(tests, a_group_is_one_column_and_no_feature);
    tcase_add_test(tests, a_class_may_be_the_label_and_may_lack);
    tcase_add_test(tests, text_is_kept_apart);
    tcase_add_test(tests, shown_columns_are_no_features);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

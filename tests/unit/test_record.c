/* Tests of making rows of fields. What becomes of whole files, and the words of the errors, is
 * pinned in test_reader. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "table/record.h"

static struct record record;
static struct error error;
static struct reader_options options;

static enum status feed(const char *line)
{
    struct fragment fragment = {
        .text = line, .length = strlen(line), .starts_line = true, .ends_line = true};
    record.ready = false;
    return splitter_feed(&record.splitter, &fragment, &error);
}

static struct layout layout;
static size_t names[] = {1, 0}; /* the first field is the label */

static void open_record(struct reader_options how, struct layout judged)
{
    options = how;
    options.delimiter = ',';
    layout = judged;
    layout.line = 1;
    record_open(&record, "FILE", &options, &layout);
}

START_TEST(a_row_at_a_time)
{
    open_record((struct reader_options){0}, (struct layout){.fields = 2});
    ck_assert(!feed("1,2\n") && record.ready && record.count == 2);
    ck_assert_double_eq(((double *)record.values)[1], 2);
    ck_assert(!feed("\n") && !record.ready && record.splitter.blanks == 1);
    ck_assert(!feed("\"3\",4\n") && record.ready && record.count == 2);
    ck_assert_double_eq(((double *)record.values)[0], 3);
    ck_assert_uint_eq(record.splitter.blanks, 0);
    ck_assert_int_eq(feed("5\n"), STATUS_FAILED);
    record_close(&record);
}
END_TEST

START_TEST(header_and_labels)
{
    size_t length;
    open_record((struct reader_options){.precision = PRECISION_SINGLE},
                (struct layout){.fields = 2, .has_header = true, .label = 1, .names = names});
    ck_assert(!feed(",a\n") && !record.ready);
    ck_assert(!feed("r,0.1\n") && record.ready && record.count == 1);
    ck_assert(((float *)record.values)[0] == 0.1f);
    ck_assert_mem_eq(labels_get(&record.names, 0, &length), "r", 1);
    ck_assert(!feed("stu,2\n") && record.ready);
    ck_assert_mem_eq(labels_get(&record.names, 0, &length), "stu", 3);
    ck_assert_uint_eq(length, 3);
    record_close(&record);
}
END_TEST

START_TEST(missing_cells)
{
    open_record((struct reader_options){.missing = MISSING_DROP}, (struct layout){.fields = 2});
    ck_assert(!feed("1,NA\n") && record.missing && isnan(((double *)record.values)[1]));
    ck_assert(!feed("1,2\n") && !record.missing);
    record_close(&record);
    open_record((struct reader_options){.missing = MISSING_ZERO}, (struct layout){.fields = 2});
    ck_assert(!feed("1,\n") && !record.missing && ((double *)record.values)[1] == 0);
    record_close(&record);
}
END_TEST

/* R's header lacks the cell above the names of the rows; a row may not lack any. */
START_TEST(a_short_header)
{
    open_record((struct reader_options){0},
                (struct layout){
                    .fields = 2, .has_header = true, .is_short = true, .label = 1, .names = names});
    ck_assert(!feed("a\n") && !record.ready);
    ck_assert(!feed("x,1\n") && record.ready && record.count == 1);
    ck_assert_int_eq(feed("y\n"), STATUS_FAILED);
    record_close(&record);
}
END_TEST

/* In one column a blank line is a value that is missing, once a row comes after it. */
START_TEST(blank_lines_in_one_column)
{
    open_record((struct reader_options){.missing = MISSING_KEEP}, (struct layout){.fields = 1});
    ck_assert(!feed("\n") && !feed("1\n") && record.ready && record.splitter.blanks == 1);
    record_close(&record);
    open_record((struct reader_options){0}, (struct layout){.fields = 1});
    ck_assert(!feed("\n") && feed("1\n") && !record.ready);
    record_close(&record);
}
END_TEST

START_TEST(rows_of_any_width)
{
    static char line[200001];
    for (size_t i = 0; i < 100000; i++)
        memcpy(line + 2 * i, i + 1 < 100000 ? "7," : "8\n", 2);
    open_record((struct reader_options){.max_memory = 1 << 20}, (struct layout){.fields = 100000});
    ck_assert(!feed(line) && record.ready && record.count == 100000);
    ck_assert_double_eq(((double *)record.values)[99999], 8);
    record_close(&record);
    open_record((struct reader_options){.max_memory = 1 << 19}, (struct layout){.fields = 100000});
    ck_assert_int_eq(feed(line), STATUS_FAILED);
    ck_assert_str_eq(error.text, "FILE:1: the row needs 524296 bytes of memory or more; "
                                 "--max-memory allows 524288");
    record_close(&record);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record");
    TCase *tests = tcase_create("record");
    tcase_add_test(tests, a_row_at_a_time);
    tcase_add_test(tests, header_and_labels);
    tcase_add_test(tests, missing_cells);
    tcase_add_test(tests, a_short_header);
    tcase_add_test(tests, blank_lines_in_one_column);
    tcase_add_test(tests, rows_of_any_width);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

/* Tests of scanning lines with several workers: rows in order, and none after the first line that
 * is no row. That the pieces give the right numbers is the business of test_scan. */
#include <check.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/scan.h"

enum { LINES = 12000 };

static char text[LINES * 8];
static double numbers[LINES];

/* Line i is the number i, but for line `bad`, which is `word`. */
static char *fill(size_t bad, const char *word)
{
    char *end = text;
    for (size_t i = 0; i < LINES; i++)
        end += i == bad ? sprintf(end, "%s\n", word) : sprintf(end, "%zu\n", i);
    return end;
}

static const struct scan_format format = {
    .delimiter = ',', .stop = '\n', .quotes = true, .columns = 1, .fields = 1};

static void check_rows(struct pool *pool, size_t bad, const char *word)
{
    struct scan scan = {.format = &format, .pool = pool, .out = numbers};
    const char *rest, *end = fill(bad, word);
    memset(numbers, 0, sizeof numbers);
    scan_cut(&scan, text, end);
    ck_assert_uint_eq(scan.lines, LINES);
    if (pool_width(pool) > 1)
        ck_assert_uint_gt(scan.count, 1);
    size_t rows = scan_all(&scan, &rest);
    ck_assert_uint_eq(rows, bad < LINES ? bad : LINES);
    if (bad < LINES)
        ck_assert_mem_eq(rest, word, strlen(word));
    else
        ck_assert_ptr_eq(rest, end);
    size_t wrong = 0;
    for (size_t i = 0; i < rows; i++)
        wrong += numbers[i] != (double)i;
    ck_assert_uint_eq(wrong, 0);
}

START_TEST(rows_up_to_the_first_line_that_is_none)
{
    static const size_t bad[] = {LINES, 0, 1, LINES / 2, LINES - 1};
    static const char *const words[] = {"x", "", "1,2", "NA", "\"1\"", "1\r2"};
    for (size_t width = 1; width < 4; width++) {
        struct pool *pool = pool_new(width);
        for (size_t i = 0; i < 5; i++)
            for (size_t word = 0; word < 6; word++)
                check_rows(pool, bad[i], words[word]);
        pool_free(pool);
    }
}
END_TEST

START_TEST(one_line_in_many_pieces)
{
    const char *rest;
    struct pool *pool = pool_new(2);
    struct scan_format wide = format;
    struct scan scan = {.format = &wide, .pool = pool, .out = numbers};
    wide.columns = wide.fields = LINES;
    char *end = fill(LINES, "") - 1;
    for (char *byte = text; byte < end; byte++)
        if (*byte == '\n')
            *byte = ',';
    scan_cut(&scan, text, end + 1);
    ck_assert_uint_eq(scan.lines, 1);
    ck_assert_uint_eq(scan_all(&scan, &rest), 1);
    ck_assert_ptr_eq(rest, end + 1);
    ck_assert_double_eq(numbers[LINES - 1], LINES - 1);
    pool_free(pool);
}
END_TEST

static void count(void *calls)
{
    atomic_fetch_add((atomic_int *)calls, 1);
}

START_TEST(something_else_is_done_once_meanwhile)
{
    for (size_t width = 1; width < 4; width++) {
        atomic_int calls = 0;
        const char *rest;
        struct pool *pool = pool_new(width);
        struct scan scan = {.format = &format,
                            .pool = pool,
                            .out = numbers,
                            .meanwhile = count,
                            .meanwhile_context = &calls};
        scan_cut(&scan, text, fill(LINES, ""));
        ck_assert_uint_eq(scan_all(&scan, &rest), LINES);
        ck_assert_int_eq(atomic_load(&calls), 1);
        pool_free(pool);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scan_pieces");
    TCase *tests = tcase_create("scan_pieces");
    tcase_add_test(tests, rows_up_to_the_first_line_that_is_none);
    tcase_add_test(tests, one_line_in_many_pieces);
    tcase_add_test(tests, something_else_is_done_once_meanwhile);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

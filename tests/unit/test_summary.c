/* Tests of the summaries of rows and matrices. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "attention/summary.h"

START_TEST(a_row_is_counted)
{
    const double row[] = {2, NAN, -3, INFINITY, 0, 2};
    struct row_summary s = summarize_row(row, 6, PRECISION_DOUBLE);
    ck_assert_uint_eq(s.width, 6);
    ck_assert_uint_eq(s.values.count, 4);
    ck_assert_uint_eq(s.infinite, 1);
    ck_assert_uint_eq(s.zeros, 1);
    ck_assert_double_eq(s.values.least, -3);
    ck_assert_double_eq(s.values.greatest, 2);
    ck_assert_uint_eq(s.greatest_at, 0);
    ck_assert_uint_eq(s.missing, 1);
    ck_assert(!s.distribution);
}
END_TEST

START_TEST(entropy_is_in_bits)
{
    const double even[] = {0.25, 0.25, 0.25, 0.25}, one[] = {0, 1, 0};
    const double coin[] = {0.5, 0.25, 0.25, 0};
    const float single[] = {0.5F, 0.5F};
    ck_assert_double_eq(summarize_row(even, 4, PRECISION_DOUBLE).entropy, 2);
    ck_assert_double_eq(summarize_row(one, 3, PRECISION_DOUBLE).entropy, 0);
    ck_assert(!signbit(summarize_row(one, 3, PRECISION_DOUBLE).entropy));
    ck_assert_double_eq(summarize_row(coin, 4, PRECISION_DOUBLE).entropy, 1.5);
    ck_assert_double_eq(summarize_row(single, 2, PRECISION_SINGLE).entropy, 1);
}
END_TEST

/* Rows, and whether each is a distribution. */
static const struct {
    double row[2];
    bool distribution;
} rows[] = {
    {{0.5, 0.5}, true},   {{0.3333, 0.6666}, true}, {{0.333, 0.665}, false},
    {{1.5, -0.5}, false}, {{0, 0}, false},          {{1, NAN}, false},
};

START_TEST(a_distribution_sums_to_1_but_for_rounding)
{
    struct row_summary s = summarize_row(rows[_i].row, 2, PRECISION_DOUBLE);
    ck_assert_int_eq(s.distribution, rows[_i].distribution);
}
END_TEST

START_TEST(a_mean_does_not_overflow)
{
    const double matrix[2][2] = {{1e308, 1e308}, {-1.5e308, -1.5e308}};
    struct summary all = {0};
    for (size_t i = 0; i < 2; i++) {
        struct row_summary row = summarize_row(matrix[i], 2, PRECISION_DOUBLE);
        ck_assert_double_eq(spread_mean(&row.values), matrix[i][0]);
        summary_add(&all, &row);
    }
    ck_assert(fabs(spread_mean(&all.values) + 0.25e308) < 1e293);
}
END_TEST

START_TEST(rows_add_up)
{
    const double matrix[3][2] = {{0.25, 0.75}, {0, 0}, {1, 0}};
    struct summary all = {0};
    for (size_t i = 0; i < 3; i++) {
        struct row_summary row = summarize_row(matrix[i], 2, PRECISION_DOUBLE);
        summary_add(&all, &row);
    }
    ck_assert_uint_eq(all.rows, 3);
    ck_assert_uint_eq(all.zeros, 3);
    ck_assert_uint_eq(all.empty, 1);
    ck_assert_uint_eq(all.values.count, 6);
    ck_assert_double_eq(all.values.sum, 2);
    ck_assert_double_eq(all.sums.least, 0);
    ck_assert_double_eq(all.sums.greatest, 1);
    ck_assert_uint_eq(all.entropies.count, 2);
    ck_assert_double_eq(all.entropies.least, 0);
    ck_assert(summary_is_distribution(&all));
    const double other[] = {3, 4};
    struct row_summary row = summarize_row(other, 2, PRECISION_DOUBLE);
    summary_add(&all, &row);
    ck_assert(!summary_is_distribution(&all));
    ck_assert(!summary_is_distribution(&(struct summary){.rows = 2, .empty = 2}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("summary");
    TCase *tests = tcase_create("summary");
    tcase_add_test(tests, a_row_is_counted);
    tcase_add_test(tests, entropy_is_in_bits);
    tcase_add_loop_test(tests, a_distribution_sums_to_1_but_for_rounding, 0,
                        (int)(sizeof rows / sizeof *rows));
    tcase_add_test(tests, a_mean_does_not_overflow);
    tcase_add_test(tests, rows_add_up);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Tests of compensated column sums: as good as twice the precision, whatever the blocks and
 * threads. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "attention/column_sums.h"

enum { ROWS = 500, WIDTH = 1100 };

/* Rows in blocks of `cut` by a pool of `threads`; the sums as they come out. */
static void sum(enum precision precision, const void *rows, const void *weights, size_t cut,
                size_t threads, void *out)
{
    size_t size = precision_size(precision);
    struct pool *pool = pool_new(threads);
    struct column_sums *sums = column_sums_new(precision, WIDTH);
    for (size_t i = 0; i < ROWS; i += cut) {
        size_t count = ROWS - i < cut ? ROWS - i : cut;
        struct rows block = {(const char *)rows + i * WIDTH * size, count, WIDTH, WIDTH};
        column_sums_add(sums, &block, weights ? (const char *)weights + i * size : NULL, pool);
    }
    column_sums_get(sums, out);
    column_sums_free(sums);
    pool_free(pool);
}

/* Numbers of wildly different sizes and either sign, every 10th row a repetition of the one before
 * with the other sign, so that much cancels. */
static double number(size_t i, size_t j)
{
    if (i % 10 == 9)
        return -number(i - 1, j);
    double size = exp2((double)((i * 7 + j * 3) % 40));
    return size * ((double)((i * 2654435761U + j * 40503U) % 1000003) / 1000003 - 0.5);
}

static void check_double(const double *rows, const double *weights)
{
    double first[WIDTH], again[WIDTH];
    sum(PRECISION_DOUBLE, rows, weights, ROWS, 1, first);
    for (size_t j = 0; j < WIDTH; j++) {
        long double exact = 0;
        for (size_t i = 0; i < ROWS; i++)
            exact += (long double)rows[i * WIDTH + j] * (weights ? (long double)weights[i] : 1);
        ck_assert(fabsl((long double)first[j] - exact) <= 0x1p-52L * fabsl(exact) + 1e-9L);
    }
    static const size_t ways[][2] = {{1, 1}, {7, 2}, {64, 3}, {ROWS, 7}};
    for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++) {
        sum(PRECISION_DOUBLE, rows, weights, ways[w][0], ways[w][1], again);
        ck_assert_mem_eq(first, again, sizeof first);
    }
}

static double *double_rows(void)
{
    double *rows = malloc(ROWS * WIDTH * sizeof *rows);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < WIDTH; j++)
            rows[i * WIDTH + j] = number(i, j);
    return rows;
}

START_TEST(sums_are_right_and_the_same_whatever_the_blocks)
{
    double *rows = double_rows(), weights[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = 1 / (double)(i + 3);
    check_double(rows, _i ? weights : NULL);
    free(rows);
}
END_TEST

START_TEST(single_precision_sums_are_rounded_once)
{
    float *rows = malloc(ROWS * WIDTH * sizeof *rows), out[WIDTH];
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        rows[i] = (float)(1 + number(i / WIDTH, i % WIDTH));
    sum(PRECISION_SINGLE, rows, NULL, 33, 2, out);
    for (size_t j = 0; j < WIDTH; j++) {
        double exact = 0;
        for (size_t i = 0; i < ROWS; i++)
            exact += (double)rows[i * WIDTH + j];
        ck_assert_float_eq(out[j], (float)exact);
    }
    free(rows);
}
END_TEST

/* 2^60 + 1 - 2^60 is 1, which plain addition loses. */
START_TEST(what_cancels_leaves_the_rest)
{
    double *rows = calloc(ROWS * WIDTH, sizeof *rows), out[WIDTH];
    rows[0] = 0x1p60;
    rows[WIDTH] = 1;
    rows[2 * WIDTH] = -0x1p60;
    sum(PRECISION_DOUBLE, rows, NULL, ROWS, 1, out);
    ck_assert_double_eq(out[0], 1);
    free(rows);
}
END_TEST

START_TEST(special_values)
{
    double *rows = calloc(ROWS * WIDTH, sizeof *rows), weights[ROWS] = {0}, out[WIDTH];
    rows[0] = INFINITY;
    rows[1] = NAN;
    sum(PRECISION_DOUBLE, rows, NULL, ROWS, 1, out);
    ck_assert(isinf(out[0]) && isnan(out[1]));
    weights[1] = 1; /* row 0 has weight 0: skipped, whatever it holds */
    rows[WIDTH] = 5;
    sum(PRECISION_DOUBLE, rows, weights, ROWS, 1, out);
    ck_assert_double_eq(out[0], 5);
    ck_assert_double_eq(out[1], 0);
    free(rows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("column sums");
    TCase *tests = tcase_create("sums");
    tcase_add_loop_test(tests, sums_are_right_and_the_same_whatever_the_blocks, 0, 2);
    tcase_add_test(tests, single_precision_sums_are_rounded_once);
    tcase_add_test(tests, what_cancels_leaves_the_rest);
    tcase_add_test(tests, special_values);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

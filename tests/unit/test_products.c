/* Tests of products of matrices. */
#include "attention/products.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "base/memory.h"

/* W, 3 x 4, inside rows of 5. */
static const double weight[] = {1, 2, 3, 4, 99, 5, 6, 7, 8, 99, 9, 10, 11, 12, 99};
static const double bias[] = {0.5, 0.25, -1, 0};
static const double rows[] = {1, 0, 0, 99, 0, 1, 0, 99, 1, -1, 2, 99};
static const struct view w = {weight, 3, 4, 5, 1}, x = {rows, 3, 3, 4, 1};

/* X W + b in rows `stride` apart, on the kernel of that name and so many threads. */
static void apply(const struct view *left, const struct view *right, const void *b, void *out,
                  size_t stride, enum precision precision, const char *kernel, size_t threads)
{
    struct pool *pool = pool_new(threads);
    struct multiplier *multiplier;
    struct error error;
    ck_assert_int_eq(
        multiplier_new(&multiplier, right, b, kernel_find(kernel, precision), pool, &error),
        STATUS_OK);
    multiplier_apply(multiplier, left, (struct out_rows){out, stride});
    multiplier_free(multiplier);
    pool_free(pool);
}

START_TEST(rows_times_weight_plus_bias)
{
    static const double expected[] = {1.5, 2.25, 2, 4, 5.5, 6.25, 6, 8, 14.5, 16.25, 17, 20};
    double out[12];
    apply(&x, &w, bias, out, 4, PRECISION_DOUBLE, NULL, 2);
    ck_assert_mem_eq(out, expected, sizeof out);
    apply(&x, &w, bias, out, 4, PRECISION_DOUBLE, "reference", 1);
    ck_assert_mem_eq(out, expected, sizeof out);
}
END_TEST

/* What lies between the rows of the output stays. */
START_TEST(some_columns_in_place)
{
    static const double expected[] = {2.25, 2, 7, 6.25, 6, 7, 16.25, 17, 7};
    double out[] = {0, 0, 7, 0, 0, 7, 0, 0, 7};
    struct view columns = view_columns(w, 1, 2, PRECISION_DOUBLE);
    apply(&x, &columns, bias + 1, out, 3, PRECISION_DOUBLE, NULL, 1);
    ck_assert_mem_eq(out, expected, sizeof out);
}
END_TEST

START_TEST(transposed)
{
    static const double expected[] = {1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12};
    static const double identity[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    struct view left = view_transposed(w), right = {identity, 3, 3, 3, 1};
    double out[12];
    apply(&left, &right, NULL, out, 3, PRECISION_DOUBLE, NULL, 1);
    ck_assert_mem_eq(out, expected, sizeof out);
    left = (struct view){identity, 3, 3, 3, 1};
    struct rows turned = {expected, 4, 3, 3};
    right = view_transposed(view_of(&turned));
    apply(&left, &right, NULL, out, 4, PRECISION_DOUBLE, NULL, 1);
    for (size_t r = 0; r < 3; r++)
        ck_assert_mem_eq(out + 4 * r, weight + 5 * r, 4 * sizeof *out);
}
END_TEST

START_TEST(single_precision_without_bias)
{
    static const float w_single[] = {1, 2, 3, 4}, x_single[] = {1, 10}, expected[] = {31, 42};
    struct view left = {x_single, 1, 2, 2, 1}, right = {w_single, 2, 2, 2, 1};
    float out[2];
    apply(&left, &right, NULL, out, 2, PRECISION_SINGLE, NULL, 1);
    ck_assert_mem_eq(out, expected, sizeof out);
}
END_TEST

/* Rows at once on several threads, and one by one: the same bytes, with few columns, with some
 * panels of them, and with so many for a row that it is cut by columns. */
START_TEST(cuts_do_not_matter)
{
    static const struct {
        size_t n, d, p;
    } sizes[] = {{100, 30, 17}, {7, 3, 1}, {50, 64, 300}, {1, 500, 700}, {200, 40, 3}};
    size_t n = sizes[_i].n, d = sizes[_i].d, p = sizes[_i].p;
    double *right = memory_new(d * p, sizeof *right), *left = memory_new(n * d, sizeof *left);
    double *whole = memory_new(n * p, sizeof *whole), *one = memory_new(p, sizeof *one);
    for (size_t i = 0; i < d * p; i++)
        right[i] = (double)(i * 7919 % 1000) / 997;
    for (size_t i = 0; i < n * d; i++)
        left[i] = (double)(i * 104729 % 1000) / 991;
    struct view factor = {right, d, p, p, 1}, all = {left, n, d, d, 1};
    apply(&all, &factor, NULL, whole, p, PRECISION_DOUBLE, NULL, 3);
    for (size_t i = 0; i < n; i++) {
        struct view row = {left + i * d, 1, d, d, 1};
        apply(&row, &factor, NULL, one, p, PRECISION_DOUBLE, NULL, 1);
        ck_assert_mem_eq(one, whole + i * p, p * sizeof *one);
        for (size_t j = 0; j < p; j++) {
            double sum = 0;
            for (size_t c = 0; c < d; c++)
                sum += left[i * d + c] * right[c * p + j];
            ck_assert_double_eq_tol(one[j], sum, 1e-12 * (double)d);
        }
    }
    free(right);
    free(left);
    free(whole);
    free(one);
}
END_TEST

/* A product whose packed W does not fit in a size_t is a failure, not a wrap. */
START_TEST(too_large)
{
    struct view factor = {weight, SIZE_MAX / 16, 4, 0, 0};
    struct pool *pool = pool_new(1);
    struct multiplier *multiplier;
    struct error error;
    ck_assert_int_eq(multiplier_new(&multiplier, &factor, NULL, kernel_find(NULL, PRECISION_DOUBLE),
                                    pool, &error),
                     STATUS_FAILED);
    ck_assert_ptr_null(multiplier);
    pool_free(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("products");
    TCase *tests = tcase_create("products");
    tcase_add_test(tests, rows_times_weight_plus_bias);
    tcase_add_test(tests, some_columns_in_place);
    tcase_add_test(tests, transposed);
    tcase_add_test(tests, single_precision_without_bias);
    tcase_add_loop_test(tests, cuts_do_not_matter, 0, 5);
    tcase_add_test(tests, too_large);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

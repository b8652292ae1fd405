/* Tests of linear maps of rows. */
#include "attention/projection.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* W, 3 x 4, inside rows of 5. */
static const double weight[] = {1, 2, 3, 4, 99, 5, 6, 7, 8, 99, 9, 10, 11, 12, 99};
static const double bias[] = {0.5, 0.25, -1, 0};
static const double rows[] = {1, 0, 0, 99, 0, 1, 0, 99, 1, -1, 2, 99};

static struct projection_plan *plan_of(const struct projection *map, size_t first, size_t count,
                                       enum precision precision, struct pool *pool)
{
    struct projection_plan *plan;
    struct error error;
    ck_assert_int_eq(projection_new(&plan, map, first, count, precision, NULL, pool, &error),
                     STATUS_OK);
    return plan;
}

START_TEST(rows_times_weight_plus_bias)
{
    static const double expected[] = {1.5, 2.25, 2, 4, 5.5, 6.25, 6, 8, 14.5, 16.25, 17, 20};
    struct pool *pool = pool_new(2);
    struct projection map = {.weight = {weight, 3, 4, 5}, .bias = bias, .name = "w"};
    struct projection_plan *plan = plan_of(&map, 0, 4, PRECISION_DOUBLE, pool);
    struct rows in = {rows, 3, 3, 4};
    double out[12];
    projection_apply(plan, &in, out);
    ck_assert_mem_eq(out, expected, sizeof out);
    projection_free(plan);
    pool_free(pool);
}
END_TEST

START_TEST(a_share_of_the_columns)
{
    static const double expected[] = {2.25, 2, 6.25, 6, 16.25, 17};
    struct pool *pool = pool_new(1);
    struct projection map = {.weight = {weight, 3, 4, 5}, .bias = bias, .name = "w"};
    struct projection_plan *plan = plan_of(&map, 1, 2, PRECISION_DOUBLE, pool);
    struct rows in = {rows, 3, 3, 4};
    double out[6];
    projection_apply(plan, &in, out);
    ck_assert_mem_eq(out, expected, sizeof out);
    projection_free(plan);
    pool_free(pool);
}
END_TEST

START_TEST(single_precision_without_bias)
{
    static const float w[] = {1, 2, 3, 4}, x[] = {1, 10}, expected[] = {31, 42};
    struct pool *pool = pool_new(1);
    struct projection map = {.weight = {w, 2, 2, 2}, .bias = NULL, .name = "w"};
    struct projection_plan *plan = plan_of(&map, 0, 2, PRECISION_SINGLE, pool);
    struct rows in = {x, 1, 2, 2};
    float out[2];
    projection_apply(plan, &in, out);
    ck_assert_mem_eq(out, expected, sizeof out);
    projection_free(plan);
    pool_free(pool);
}
END_TEST

/* 100 rows of 30 features at once on two threads, and one by one: the same bytes. */
START_TEST(blocks_do_not_matter)
{
    enum { N = 100, D_IN = 30, D_OUT = 17 };
    static double w[D_IN * D_OUT], x[N * D_IN], whole[N * D_OUT], one[D_OUT];
    for (size_t i = 0; i < D_IN * D_OUT; i++)
        w[i] = (double)(i * 7919 % 1000) / 997;
    for (size_t i = 0; i < N * D_IN; i++)
        x[i] = (double)(i * 104729 % 1000) / 991;
    struct pool *pool = pool_new(2);
    struct projection map = {.weight = {w, D_IN, D_OUT, D_OUT}, .bias = NULL, .name = "w"};
    struct projection_plan *plan = plan_of(&map, 0, D_OUT, PRECISION_DOUBLE, pool);
    struct rows all = {x, N, D_IN, D_IN};
    projection_apply(plan, &all, whole);
    for (size_t i = 0; i < N; i++) {
        struct rows row = {x + i * D_IN, 1, D_IN, D_IN};
        projection_apply(plan, &row, one);
        ck_assert_mem_eq(one, whole + i * D_OUT, sizeof one);
    }
    projection_free(plan);
    pool_free(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("projection");
    TCase *tests = tcase_create("projection");
    tcase_add_test(tests, rows_times_weight_plus_bias);
    tcase_add_test(tests, a_share_of_the_columns);
    tcase_add_test(tests, single_precision_without_bias);
    tcase_add_test(tests, blocks_do_not_matter);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

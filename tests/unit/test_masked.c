/* Tests of masks, NaN and infinity: a masked key leaks nothing, an unmasked NaN stays, a row that
 * sees nothing is 0; on every kernel and the same for all. */
#include <check.h>

#include "attention_fixture.h"

enum { N = 9, M = 70, D = 5, D_V = 11 };

static double *fixture_numbers(void *numbers)
{
    return numbers;
}

static const double bad_numbers[] = {NAN, INFINITY, -INFINITY};

/* Key 8 and on are seen by no query; their keys and values become bad. */
START_TEST(a_masked_key_leaks_nothing)
{
    double bad = bad_numbers[_i];
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        if (!kernel_runs(kernel_names[k]))
            continue;
        struct fixture f = fixture_new((struct shape){N, M, D, D_V}, PRECISION_DOUBLE, "dot");
        f.problem.mask.causal = true;
        f.problem.mask.offset = -1;
        struct results clean = compute(&f, kernel_names[k], 1, SIZE_MAX);
        for (size_t j = N - 1; j < M; j++) {
            fixture_numbers(f.keys)[j * D + j % D] = bad;
            fixture_numbers(f.values)[j * D_V + j % D_V] = bad;
        }
        struct results spoilt = compute(&f, kernel_names[k], 1, SIZE_MAX);
        for (size_t p = 0; p < PRODUCTS; p++)
            ck_assert_mem_eq(clean.numbers[p], spoilt.numbers[p], clean.counts[p] * sizeof(double));
        results_free(&clean);
        results_free(&spoilt);
        fixture_free(&f);
    }
}
END_TEST

/* Query 4 sees keys 0 to 3 alone: key 3's NaN reaches queries 4 and on, no other. */
START_TEST(an_unmasked_nan_stays)
{
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        if (!kernel_runs(kernel_names[k]))
            continue;
        struct fixture f = fixture_new((struct shape){N, M, D, D_V}, PRECISION_DOUBLE, "dot");
        f.problem.mask.causal = true;
        f.problem.mask.offset = -1;
        fixture_numbers(f.keys)[3 * D + 1] = NAN;
        struct results r = compute(&f, kernel_names[k], 1, SIZE_MAX);
        for (size_t i = 0; i < N; i++) {
            ck_assert_int_eq(isnan(((double *)r.numbers[0])[i * M + 3]) != 0, i >= 4);
            for (size_t j = 0; j < M; j++)
                ck_assert_int_eq(isnan(((double *)r.numbers[1])[i * M + j]) != 0, i >= 4 && j < i);
            for (size_t c = 0; c < D_V; c++)
                ck_assert_int_eq(isnan(((double *)r.numbers[2])[i * D_V + c]) != 0, i >= 4);
            ck_assert_int_eq(isnan(((double *)r.numbers[3])[i]) != 0, i >= 4);
        }
        results_free(&r);
        fixture_free(&f);
    }
}
END_TEST

START_TEST(a_row_that_sees_nothing_is_zero)
{
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        if (!kernel_runs(kernel_names[k]))
            continue;
        struct fixture f = fixture_new((struct shape){N, M, D, D_V}, PRECISION_SINGLE, "gaussian");
        f.problem.mask.causal = true;
        f.problem.mask.offset = -3;
        struct results r = compute(&f, kernel_names[k], 1, 2);
        for (size_t i = 0; i < 3; i++) {
            for (size_t j = 0; j < M; j++) {
                ck_assert(isinf(((float *)r.numbers[0])[i * M + j]));
                ck_assert_float_eq(((float *)r.numbers[1])[i * M + j], 0);
            }
            for (size_t c = 0; c < D_V; c++)
                ck_assert_float_eq(((float *)r.numbers[2])[i * D_V + c], 0);
            ck_assert(((float *)r.numbers[3])[i] < -1e30F);
        }
        results_free(&r);
        fixture_free(&f);
    }
}
END_TEST

/* Values that are infinite, and keys that make infinite scores, against the reference. */
START_TEST(infinities_are_the_references)
{
    for (int causal = 0; causal < 2; causal++)
        for (size_t k = 0; kernel_names[k] != NULL; k++) {
            struct fixture f = fixture_new((struct shape){N, M, D, D_V}, PRECISION_DOUBLE, "dot");
            f.problem.mask.causal = causal;
            if (_i < 3)
                fixture_numbers(f.values)[5 * D_V + 2] = bad_numbers[_i];
            else
                fixture_numbers(f.keys)[5 * D + 2] = bad_numbers[_i - 3];
            if (kernel_runs(kernel_names[k])) {
                struct results expected = compute(&f, "reference", 1, SIZE_MAX);
                struct results found = compute(&f, kernel_names[k], 1, SIZE_MAX);
                for (size_t p = 0; p < PRODUCTS; p++)
                    ck_assert_msg(close_enough(expected.numbers[p], found.numbers[p],
                                               found.counts[p], PRECISION_DOUBLE, tolerance_of(&f)),
                                  "product %zu of %s", p, kernel_names[k]);
                results_free(&expected);
                results_free(&found);
            }
            fixture_free(&f);
        }
}
END_TEST

/* Windows far from a prefix that they spare: what lies between is left out, be it a part of a block
 * of keys, a whole one or several, in the middle of which the prefix may end. */
START_TEST(holes_are_the_references)
{
    static const struct mask masks[] = {
        {.window = true, .left = 200, .right = 0, .prefix = 3, .offset = 1190},
        {.window = true, .left = 20, .right = 5, .prefix = 1100, .offset = 2400},
        {.window = true, .left = 0, .right = -1, .prefix = 1024, .offset = 1535},
        {.causal = true, .window = true, .left = 9, .right = -1, .prefix = 600, .offset = 500},
    };
    for (size_t k = 0; kernel_names[k] != NULL; k++)
        for (int precision = 0; kernel_runs(kernel_names[k]) && precision < 2; precision++) {
            struct fixture f =
                fixture_new((struct shape){20, 2500, 3, 2}, (enum precision)precision, "dot");
            f.problem.mask = masks[_i];
            struct results expected = compute(&f, "reference", 1, SIZE_MAX);
            struct results found = compute(&f, kernel_names[k], 2, 7);
            for (size_t p = 0; p < PRODUCTS; p++)
                ck_assert_msg(close_enough(expected.numbers[p], found.numbers[p], found.counts[p],
                                           f.precision, tolerance_of(&f)),
                              "product %zu of %s", p, kernel_names[k]);
            results_free(&expected);
            results_free(&found);
            fixture_free(&f);
        }
}
END_TEST

/* Rows of which more keys get weights than can be looked at apart. */
START_TEST(many_keys_with_weights)
{
    static const char *const names[] = {"sparsemax", "entmax15", "entmax"};
    for (size_t k = 0; kernel_names[k] != NULL; k++)
        for (int precision = 0; kernel_runs(kernel_names[k]) && precision < 2; precision++) {
            struct fixture f =
                fixture_new((struct shape){2, 9000, 2, 2}, (enum precision)precision, "dot");
            f.problem.normalizer.function = normalizer_find(names[_i]);
            f.problem.normalizer.alpha = 1.25;
            f.problem.normalizer.temperature = 1e4;
            struct results expected = compute(&f, "reference", 1, SIZE_MAX);
            struct results found = compute(&f, kernel_names[k], 1, SIZE_MAX);
            double sum = 0;
            size_t seen = 0;
            for (size_t j = 0; j < 9000; j++) {
                double weight = get(found.numbers[1], f.precision, j);
                sum += weight;
                seen += weight > 0;
            }
            ck_assert_uint_gt(seen, 4096);
            double unit = epsilon(f.precision);
            ck_assert_double_eq_tol(sum, 1, 100 * unit);
            ck_assert(close_enough(expected.numbers[1], found.numbers[1], found.counts[1],
                                   f.precision, 1e-2 * unit));
            ck_assert(close_enough(expected.numbers[2], found.numbers[2], found.counts[2],
                                   f.precision, 100 * unit));
            results_free(&expected);
            results_free(&found);
            fixture_free(&f);
        }
}
END_TEST

/* cosine: 1 for a row with itself, 0 for zeros, and no overflow on the way. */
START_TEST(cosine_of_extremes)
{
    static const double rows[] = {3e200, 4e200, 0, 0, 3e-310, 4e-310, 1, 7};
    struct attention problem = {.precision = PRECISION_DOUBLE,
                                .key_count = 4,
                                .keys = {rows, 4, 2, 2},
                                .similarity = {similarity_find("cosine"), 1, 1},
                                .normalizer = {normalizer_find("softmax"), 1, false}};
    struct pool *pool = pool_new(1);
    struct attention_plan *plan;
    struct error error;
    double s[16];
    ck_assert_int_eq(attention_plan_new(&plan, &problem, NULL, pool, &error), STATUS_OK);
    attention_scores(plan, &(struct query_block){.queries = {rows, 4, 2, 2}}, s);
    ck_assert_double_eq(s[0], 1);
    ck_assert_double_eq(s[1], 0);
    ck_assert_double_eq(s[5], 0);
    ck_assert_double_eq_tol(s[2], 1, 1e-14);
    ck_assert_double_eq(s[10], 1);
    ck_assert_double_eq(s[15], 1);
    attention_plan_free(plan);
    pool_free(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("masked");
    TCase *tests = tcase_create("masks and special values");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_masked_key_leaks_nothing, 0, 3);
    tcase_add_test(tests, an_unmasked_nan_stays);
    tcase_add_test(tests, a_row_that_sees_nothing_is_zero);
    tcase_add_loop_test(tests, infinities_are_the_references, 0, 6);
    tcase_add_loop_test(tests, holes_are_the_references, 0, 4);
    tcase_add_loop_test(tests, many_keys_with_weights, 0, 3);
    tcase_add_test(tests, cosine_of_extremes);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Tests of contexts joined over shards of the keys. The values are of 50 digits (mpmath). */
#include <check.h>
#include <math.h>

#include "attention/shards.h"

static const struct shard_denominator NATURAL = {.sink = -INFINITY};

/* The weights divided by their sum. */
static double weigh(struct shard_denominator denominator, size_t count, double *shards)
{
    double sum, whole = shards_weigh(denominator, count, shards, &sum);
    ck_assert(sum <= 1 || isnan(sum));
    for (size_t s = 0; s < count; s++)
        shards[s] /= sum;
    return whole;
}

START_TEST(equal_contexts_stay_as_they_are)
{
    const double contexts[] = {1, 1, 1, 1.7e308, 1.7e308, 1.7e308};
    double shards[] = {0, 3, 1}, sum, context;
    shards_weigh(NATURAL, 3, shards, &sum);
    shards_join(3, shards, sum, contexts, 1, 1, &context);
    ck_assert_double_eq(context, 1);
    shards_join(3, shards, sum, contexts + 3, 1, 1, &context);
    ck_assert_double_eq_tol(context / 1.7e308, 1, 1e-15);
}
END_TEST

START_TEST(the_factors_of_two_shards)
{
    double shards[] = {1, 2};
    ck_assert_double_eq_tol(weigh(NATURAL, 2, shards), 2.3132616875182228, 5e-16);
    ck_assert_double_eq_tol(shards[0], 0.26894142136999512, 1e-16);
    ck_assert_double_eq_tol(shards[1], 0.73105857863000488, 2e-16);
}
END_TEST

START_TEST(digits_are_kept_next_to_the_largest)
{
    double shards[] = {0, -40};
    ck_assert_double_eq_tol(weigh(NATURAL, 2, shards) / 4.248354255291589e-18, 1, 1e-15);
    ck_assert_double_eq(shards[0], 1);
    double equal[] = {-3, -3, -3};
    ck_assert_double_eq_tol(weigh(NATURAL, 3, equal), -3 + 1.0986122886681098, 1e-15);
    ck_assert_double_eq(equal[1], 1.0 / 3);
}
END_TEST

START_TEST(far_from_zero_nothing_overflows)
{
    double shards[] = {1e308, -1e308, 1e308};
    ck_assert_double_eq(weigh(NATURAL, 3, shards), 1e308);
    ck_assert_double_eq(shards[0], 0.5);
    ck_assert_double_eq(shards[1], 0);
}
END_TEST

START_TEST(a_masked_shard_weighs_nothing)
{
    double shards[] = {-INFINITY, 5};
    ck_assert_double_eq(weigh(NATURAL, 2, shards), 5);
    ck_assert_double_eq(shards[0], 0);
    ck_assert_double_eq(shards[1], 1);
    double none[] = {-INFINITY, -INFINITY};
    ck_assert_double_eq(weigh(NATURAL, 2, none), -INFINITY);
    ck_assert_double_eq(none[0], 0);
    const double contexts[] = {NAN, 7};
    double context;
    shards_join(2, shards, 1, contexts, 1, 1, &context);
    ck_assert_double_eq(context, 7);
    shards_join(2, none, 1, contexts, 1, 1, &context);
    ck_assert_double_eq(context, 0);
}
END_TEST

START_TEST(a_shard_that_is_not_a_number_spoils_the_row)
{
    double shards[] = {0, NAN, 1};
    ck_assert_double_nan(weigh(NATURAL, 3, shards));
    ck_assert_double_nan(shards[0]);
}
END_TEST

START_TEST(the_sink_and_base_two)
{
    double shards[] = {0};
    struct shard_denominator sink = {.sink = 0};
    ck_assert_double_eq_tol(weigh(sink, 1, shards), 0.69314718055994531, 1e-16);
    ck_assert_double_eq(shards[0], 0.5);
    double far[] = {-INFINITY};
    ck_assert_double_eq(weigh(sink, 1, far), 0);
    ck_assert_double_eq(far[0], 0);
    double binary[] = {3, 2, 2};
    struct shard_denominator two = {.base_two = true, .sink = -INFINITY};
    ck_assert_double_eq_tol(weigh(two, 3, binary), 4, 1e-15);
    ck_assert_double_eq(binary[0], 0.5);
    ck_assert_double_eq(binary[2], 0.25);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shards");
    TCase *tests = tcase_create("shards");
    tcase_add_test(tests, equal_contexts_stay_as_they_are);
    tcase_add_test(tests, the_factors_of_two_shards);
    tcase_add_test(tests, digits_are_kept_next_to_the_largest);
    tcase_add_test(tests, far_from_zero_nothing_overflows);
    tcase_add_test(tests, a_masked_shard_weighs_nothing);
    tcase_add_test(tests, a_shard_that_is_not_a_number_spoils_the_row);
    tcase_add_test(tests, the_sink_and_base_two);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

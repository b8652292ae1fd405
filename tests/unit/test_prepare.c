/* Tests of what queries and keys become before they are paired, by hand. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "attention/prepare.h"

static const double queries[] = {1, 2, 3, -1, 0.5, 4}, keys[] = {0.5, -1, 2, 1, 1, 1};
static struct error error;
static struct pool *pool;

static void set_up(void)
{
    pool = pool_new(1);
}

static void tear_down(void)
{
    pool_free(pool);
}

/* Two queries and two keys of three features. */
static struct attention problem_of(const char *similarity)
{
    return (struct attention){.key_count = 2,
                              .keys = {keys, 2, 3, 3},
                              .similarity = {.function = similarity_find(similarity), .scale = 1}};
}

static const struct query_block block = {.queries = {queries, 2, 3, 3}};

static void expect(const struct rows *rows, size_t row, const double *expected, size_t width)
{
    ck_assert_uint_eq(rows->width, width);
    for (size_t c = 0; c < width; c++)
        ck_assert_double_eq_tol(((const double *)rows->data)[row * rows->stride + c], expected[c],
                                1e-15);
}

START_TEST(nothing_to_prepare)
{
    struct attention problem = problem_of("dot");
    struct preparation *preparation;
    ck_assert_int_eq(
        preparation_new(&preparation, &problem, kernel_find(NULL, problem.precision), pool, &error),
        STATUS_OK);
    ck_assert_ptr_null(preparation);
    ck_assert(problem.keys.data == keys);
}
END_TEST

START_TEST(centered_features)
{
    static const double key[] = {0, -1.5, 1.5}, query[] = {-1, 0, 1}, zeros[] = {0, 0, 0};
    struct attention problem = problem_of("correlation");
    struct preparation *preparation;
    ck_assert_int_eq(
        preparation_new(&preparation, &problem, kernel_find(NULL, problem.precision), pool, &error),
        STATUS_OK);
    expect(&problem.keys, 0, key, 3);
    expect(&problem.keys, 1, zeros, 3);
    struct query_block prepared = preparation_apply(preparation, &block);
    ck_assert_uint_eq(prepared.queries.count, 2);
    expect(&prepared.queries, 0, query, 3);
    preparation_free(preparation);
}
END_TEST

/* elu(x) + 1, in single precision too. */
START_TEST(feature_maps)
{
    float of_keys[2][3] = {{0.5F, -1, 2}, {-30, 0, -0.25F}};
    struct attention problem = problem_of("dot");
    struct preparation *preparation;
    const double first[] = {1.5, exp(-1), 3};
    problem.similarity.function = &similarity_of_features;
    ck_assert_int_eq(
        preparation_new(&preparation, &problem, kernel_find(NULL, problem.precision), pool, &error),
        STATUS_OK);
    expect(&problem.keys, 0, first, 3);
    preparation_free(preparation);
    problem = problem_of("dot");
    problem.precision = PRECISION_SINGLE;
    problem.keys.data = of_keys;
    problem.similarity.function = &similarity_of_features;
    ck_assert_int_eq(
        preparation_new(&preparation, &problem, kernel_find(NULL, problem.precision), pool, &error),
        STATUS_OK);
    const float *numbers = problem.keys.data;
    ck_assert(numbers[0] == 1.5F && numbers[3] == (float)exp(-30) && numbers[4] == 1);
    ck_assert(numbers[5] == (float)exp(-0.25));
    preparation_free(preparation);
}
END_TEST

/* q W in place of q. */
START_TEST(general_weight)
{
    static const double weight[] = {1, 0, 2, 0, 1, 0, 0, 0, -1}, query[] = {1, 2, -1};
    struct attention problem = problem_of("general");
    struct preparation *preparation;
    problem.similarity.weight = (struct rows){weight, 3, 3, 3};
    ck_assert_int_eq(
        preparation_new(&preparation, &problem, kernel_find(NULL, problem.precision), pool, &error),
        STATUS_OK);
    struct query_block prepared = preparation_apply(preparation, &block);
    expect(&prepared.queries, 0, query, 3);
    preparation_free(preparation);
}
END_TEST

/* W q + b and U k in place of q and k: as many features as hidden units. */
START_TEST(additive_weights)
{
    static const double w[] = {1, 0, 0, 0, 1, 1}, u[] = {1, 1, 1, 0, 0, 2}, v[] = {1, 1};
    static const double bias[] = {10, 20}, query[] = {11, 25}, key[] = {1.5, 4};
    struct attention problem = problem_of("additive");
    struct preparation *preparation;
    problem.similarity.query_weight = (struct rows){w, 2, 3, 3};
    problem.similarity.key_weight = (struct rows){u, 2, 3, 3};
    problem.similarity.vector = v;
    problem.similarity.bias = bias;
    ck_assert_int_eq(
        preparation_new(&preparation, &problem, kernel_find(NULL, problem.precision), pool, &error),
        STATUS_OK);
    expect(&problem.keys, 0, key, 2);
    struct query_block prepared = preparation_apply(preparation, &block);
    expect(&prepared.queries, 0, query, 2);
    preparation_free(preparation);
}
END_TEST

/* Rows of W are the keys; a key without one is masked. */
START_TEST(location_masks_the_rest)
{
    static const double weight[] = {1, 2, 3};
    struct attention problem = problem_of("location");
    struct preparation *preparation;
    problem.similarity.weight = (struct rows){weight, 1, 3, 3};
    ck_assert_int_eq(
        preparation_new(&preparation, &problem, kernel_find(NULL, problem.precision), pool, &error),
        STATUS_OK);
    expect(&problem.keys, 0, weight, 3);
    ck_assert(problem.mask.limited);
    ck_assert_uint_eq(problem.mask.valid_keys, 1);
    preparation_free(preparation);
}
END_TEST

START_TEST(predicted_windows)
{
    static const double weight[] = {1, 0, 0}, v[] = {2};
    struct attention problem = problem_of("dot");
    struct preparation *preparation;
    problem.mask.local = 1;
    problem.prediction = (struct prediction){{weight, 1, 3, 3}, v};
    ck_assert_int_eq(
        preparation_new(&preparation, &problem, kernel_find(NULL, problem.precision), pool, &error),
        STATUS_OK);
    struct query_block prepared = preparation_apply(preparation, &block);
    ck_assert_double_eq_tol(prepared.centers[0], 2 / (1 + exp(-2 * tanh(1))), 1e-15);
    ck_assert_double_eq_tol(prepared.centers[1], 2 / (1 + exp(2 * tanh(1))), 1e-15);
    preparation_free(preparation);
}
END_TEST

/* What a weight of concat leaves to queries where keys have three features, or two. */
START_TEST(widths_of_concat)
{
    static const double numbers[3];
    struct attention problem = problem_of("concat");
    problem.similarity.weight = (struct rows){numbers, 1, 3, 3};
    ck_assert_uint_eq(attention_query_width(&problem, 3), 0);
    ck_assert_uint_eq(attention_query_width(&problem, 2), 1);
    ck_assert_uint_eq(attention_key_width(&problem, 3), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prepare");
    TCase *tests = tcase_create("prepare");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, nothing_to_prepare);
    tcase_add_test(tests, centered_features);
    tcase_add_test(tests, feature_maps);
    tcase_add_test(tests, general_weight);
    tcase_add_test(tests, additive_weights);
    tcase_add_test(tests, location_masks_the_rest);
    tcase_add_test(tests, predicted_windows);
    tcase_add_test(tests, widths_of_concat);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

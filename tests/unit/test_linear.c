/* Tests of linear attention: its sums against sums over all keys for each query. */
#include <check.h>
#include <math.h>

#include "attention/kernel/kernels.h"
#include "attention/linear.h"

enum { QUERIES = 5, KEYS = 700, WIDTH = 3, VALUES = 2 };

static double queries[QUERIES][WIDTH], keys[KEYS][WIDTH], values[KEYS][VALUES];
static struct error error;
static struct pool *pool;

/* Positive features, as the feature maps make them. */
static void set_up(void)
{
    pool = pool_new(2);
    for (size_t j = 0; j < KEYS; j++)
        for (size_t c = 0; c < WIDTH; c++) {
            keys[j][c] = 0.5 + 0.4 * sin((double)(3 * j + c));
            queries[j % QUERIES][c] = 0.7 + 0.3 * cos((double)(j % QUERIES * 7 + c));
            values[j][c % VALUES] = cos((double)(j + c));
        }
}

static void tear_down(void)
{
    pool_free(pool);
}

static const struct kernel *kernel(void)
{
    return kernel_find(NULL, PRECISION_DOUBLE);
}

static struct attention problem_of(void)
{
    return (struct attention){
        .key_count = KEYS,
        .keys = {keys, KEYS, WIDTH, WIDTH},
        .values = {values, KEYS, VALUES, VALUES},
        .similarity = {.function = &similarity_of_features, .scale = 1},
        .normalizer = {.function = normalizer_find("linear"), .temperature = 1}};
}

/* What the first `count` keys come to. */
static double expected(size_t query, size_t column, size_t count)
{
    double sum = 0, total = 0;
    for (size_t j = 0; j < count; j++) {
        double weight = 0;
        for (size_t c = 0; c < WIDTH; c++)
            weight += queries[query][c] * keys[j][c];
        sum += weight * values[j][column];
        total += weight;
    }
    return count ? sum / total : 0;
}

START_TEST(sums_agree)
{
    static const size_t counts[] = {KEYS, 300, 1, 0};
    struct attention problem = problem_of();
    problem.mask.limited = true;
    problem.mask.valid_keys = counts[_i];
    struct linear_context *linear;
    struct rows rows = {queries, QUERIES, WIDTH, WIDTH};
    double context[QUERIES][VALUES];
    ck_assert_int_eq(linear_context_new(&linear, &problem, kernel(), pool, &error), STATUS_OK);
    ck_assert_ptr_nonnull(linear);
    linear_context_apply(linear, &rows, (struct out_rows){context, VALUES});
    for (size_t i = 0; i < QUERIES; i++)
        for (size_t c = 0; c < VALUES; c++)
            ck_assert_double_eq_tol(context[i][c], expected(i, c, counts[_i]), 1e-13);
    linear_context_free(linear);
}
END_TEST

/* A feature of 0 leaves out what its key's value is: then each query meets each key. */
START_TEST(nothing_leaks)
{
    struct attention problem = problem_of();
    struct query_block block = {.queries = {queries, QUERIES, WIDTH, WIDTH}};
    struct attention_plan *plan;
    double context[QUERIES][VALUES];
    for (size_t c = 0; c < WIDTH; c++)
        keys[4][c] = -1e4; /* whose feature map underflows */
    values[4][0] = NAN;
    ck_assert_int_eq(attention_plan_new(&plan, &problem, NULL, pool, &error), STATUS_OK);
    attention_context(plan, &block, (struct out_rows){context, VALUES}, NOWHERE);
    for (size_t i = 0; i < QUERIES; i++)
        ck_assert(isfinite(context[i][0]) && isfinite(context[i][1]));
    attention_plan_free(plan);
}
END_TEST

/* Where queries see different keys, other weights are wanted, or an infinity would meet the zeros
 * that features underflow to, there is no linear way. */
START_TEST(other_problems)
{
    enum { COUNT = 7 };
    static const double infinite[KEYS][VALUES] = {{0, INFINITY}};
    struct attention problems[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        problems[i] = problem_of();
    problems[0].mask.causal = true;
    problems[1].normalizer.top = 3;
    problems[2].normalizer.function = normalizer_find("softmax");
    problems[3].values.data = NULL;
    problems[4].keys.data = NULL;
    problems[5].softcap = 2;
    problems[6].values.data = infinite;
    for (size_t i = 0; i < COUNT; i++) {
        struct linear_context *linear;
        ck_assert_int_eq(linear_context_new(&linear, &problems[i], kernel(), pool, &error),
                         STATUS_OK);
        ck_assert_ptr_null(linear);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("linear");
    TCase *tests = tcase_create("linear");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, sums_agree, 0, 4);
    tcase_add_test(tests, nothing_leaks);
    tcase_add_test(tests, other_problems);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

/* Tests of attention on examples whose answers are known. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/attention.h"
#include "attention/column_sums.h"

static struct attention problem_of(const double *keys, size_t m, size_t d, const double *values,
                                   size_t d_v)
{
    return (struct attention){
        .precision = PRECISION_DOUBLE,
        .key_count = m,
        .keys = {keys, m, d, d},
        .values = {values, m, d_v, d_v},
        .similarity = {.function = similarity_find("dot"), .scale = 1},
        .normalizer = {.function = normalizer_find("softmax"), .temperature = 1},
    };
}

static struct attention_plan *plan_of(const struct attention *problem, struct pool *pool)
{
    struct attention_plan *plan;
    struct error error;
    ck_assert_int_eq(attention_plan_new(&plan, problem, NULL, pool, &error), STATUS_OK);
    return plan;
}

static const double q[] = {1, 2, 3}, k[] = {4, 5, 6, 1, 0, 0}, v[] = {1, 2};

START_TEST(the_tutorials_similarity)
{
    struct pool *pool = pool_new(1);
    struct attention problem = problem_of(k, 2, 3, v, 1);
    struct attention_plan *plan = plan_of(&problem, pool);
    struct query_block block = {.queries = {q, 1, 3, 3}};
    double scores[2];
    attention_scores(plan, &block, scores);
    ck_assert_double_eq(scores[0], 32);
    ck_assert_double_eq(scores[1], 1);
    attention_plan_free(plan);
    pool_free(pool);
}
END_TEST

/* scipy.special.softmax([[1,2,3],[4,5,6]]) and its axis=0, axis=1. */
START_TEST(softmax_along_each_axis)
{
    static const double all[] = {0.00426978, 0.01160646, 0.03154963,
                                 0.08576079, 0.23312201, 0.63369132};
    static const double column[] = {0.04742587, 0.04742587, 0.04742587,
                                    0.95257413, 0.95257413, 0.95257413};
    static const double row[] = {0.09003057, 0.24472847, 0.66524096,
                                 0.09003057, 0.24472847, 0.66524096};
    static const struct {
        enum axis axis;
        const double *expected;
    } cases[] = {{AXIS_ALL, all}, {AXIS_COLUMN, column}, {AXIS_ROW, row}};
    struct pool *pool = pool_new(1);
    struct attention problem = problem_of(NULL, 3, 0, NULL, 0);
    struct attention_plan *plan = plan_of(&problem, pool);
    double scores[] = {1, 2, 3, 4, 5, 6};
    struct query_block rows = {.queries = {.count = 2}};
    struct error error;
    ck_assert_int_eq(
        attention_normalize_matrix(plan, cases[_i].axis, &rows, scores, NOWHERE, &error),
        STATUS_OK);
    for (size_t j = 0; j < 6; j++)
        ck_assert_double_eq_tol(scores[j], cases[_i].expected[j], 1e-8);
    attention_plan_free(plan);
    pool_free(pool);
}
END_TEST

START_TEST(a_causal_context_and_its_lse)
{
    static const double keys[] = {0, 1}, values[] = {1, 3}, queries[] = {1, 1};
    struct pool *pool = pool_new(1);
    struct attention problem = problem_of(keys, 2, 1, values, 1);
    problem.mask.causal = true;
    problem.mask.offset = -1;
    struct attention_plan *plan = plan_of(&problem, pool);
    struct query_block block = {.queries = {queries, 2, 1, 1}};
    double context[2], lse[2];
    attention_context(plan, &block, (struct out_rows){context, 1}, (struct out_rows){lse, 1});
    ck_assert_double_eq(context[0], 0);
    ck_assert(isinf(lse[0]) && lse[0] < 0);
    ck_assert_double_eq(context[1], 1);
    ck_assert_double_eq(lse[1], 0);
    attention_plan_free(plan);
    pool_free(pool);
}
END_TEST

/* 0.1 1 + 0.2 2 + 0.3 3 and the column sums of 0.1,0.2,0.3/0.4,0.5,0.6, as the tutorial has it. */
START_TEST(the_tutorials_weights_and_score)
{
    static const double rows[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, x[] = {1, 2, 3};
    struct pool *pool = pool_new(1);
    double sums[3], score;
    struct column_sums *columns = column_sums_new(PRECISION_DOUBLE, 3);
    column_sums_add(columns, &(struct rows){rows, 2, 3, 3}, NULL, pool);
    column_sums_get(columns, sums);
    ck_assert_double_eq(sums[0], 0.5);
    ck_assert_double_eq(sums[1], 0.2 + 0.5);
    ck_assert_double_eq(sums[2], 0.3 + 0.6); /* a tie, just below 0.9 */
    column_sums_free(columns);
    columns = column_sums_new(PRECISION_DOUBLE, 1);
    column_sums_add(columns, &(struct rows){x, 3, 1, 1}, rows, pool);
    column_sums_get(columns, &score);
    ck_assert_double_eq(score, 1.4);
    column_sums_free(columns);
    pool_free(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("attention");
    TCase *tests = tcase_create("examples");
    tcase_add_test(tests, the_tutorials_similarity);
    tcase_add_loop_test(tests, softmax_along_each_axis, 0, 3);
    tcase_add_test(tests, a_causal_context_and_its_lse);
    tcase_add_test(tests, the_tutorials_weights_and_score);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

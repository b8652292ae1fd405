/* Tests of what a plan refuses, and of problems at the edges: no key, no query, very many keys. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"
#include "attention/layer.h"

static const double numbers[] = {1, 2, 3, 4};
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

/* m keys of two features, and their values; an address is all that a test may need of them. */
static struct attention problem_of(size_t m, const char *normalizer)
{
    return (struct attention){
        .precision = PRECISION_DOUBLE,
        .key_count = m,
        .keys = {numbers, m, 2, 2},
        .values = {numbers, m, 2, 2},
        .similarity = {.function = similarity_find("dot"), .scale = 1},
        .normalizer = {.function = normalizer_find(normalizer), .temperature = 1},
    };
}

START_TEST(an_unknown_kernel)
{
    ck_assert(!kernel_runs("abacus"));
    ck_assert_ptr_null(kernel_find("abacus", PRECISION_SINGLE));
}
END_TEST

/* Sizes whose bytes no size_t holds are a lack of memory, in every kernel. */
START_TEST(keys_without_end)
{
    static const size_t counts[] = {SIZE_MAX / 2, SIZE_MAX / 8, SIZE_MAX / 32, SIZE_MAX / 128};
    struct attention_plan *plan;
    for (size_t i = 0; kernel_names[i] != NULL; i++)
        for (size_t c = 0; kernel_runs(kernel_names[i]) && c < 4; c++) {
            struct attention problem = problem_of(counts[c], "softmax");
            problem.precision = _i ? PRECISION_SINGLE : PRECISION_DOUBLE;
            ck_assert_int_eq(attention_plan_new(&plan, &problem, kernel_names[i], pool, &error),
                             STATUS_FAILED);
            ck_assert_ptr_nonnull(strstr(error.text, "emory"));
            problem.keys = (struct rows){numbers, 2, 2, 2};
            problem.key_count = 2;
            problem.values.width = counts[c];
            if (strcmp(kernel_names[i], "reference") == 0) /* it copies nothing */
                continue;
            ck_assert_int_eq(attention_plan_new(&plan, &problem, kernel_names[i], pool, &error),
                             STATUS_FAILED);
        }
}
END_TEST

/* Without keys every key is masked, for normalizers that need whole rows too. */
START_TEST(no_keys)
{
    static const char *const names[] = {"softmax", "sparsemax"};
    struct attention problem = problem_of(0, names[_i]);
    struct query_block block = {.queries = {numbers, 2, 2, 2}};
    struct attention_plan *plan;
    double context[4] = {1, 1, 1, 1};
    ck_assert_int_eq(attention_plan_new(&plan, &problem, NULL, pool, &error), STATUS_OK);
    attention_context(plan, &block, (struct out_rows){context, problem.values.width}, NOWHERE);
    for (size_t c = 0; c < 4; c++)
        ck_assert(context[c] == 0);
    attention_plan_free(plan);
}
END_TEST

/* Without queries nothing is written. */
START_TEST(no_queries)
{
    struct attention problem = problem_of(2, "softmax");
    struct query_block block = {.queries = {numbers, 0, 2, 2}};
    struct attention_plan *plan;
    double untouched = 7;
    ck_assert_int_eq(attention_plan_new(&plan, &problem, NULL, pool, &error), STATUS_OK);
    attention_scores(plan, &block, &untouched);
    attention_context(plan, &block, (struct out_rows){&untouched, 1}, NOWHERE);
    attention_normalize(plan, &block, &untouched, NOWHERE);
    attention_mix(plan, &block.queries, (struct out_rows){&untouched, 1});
    ck_assert(untouched == 7);
    attention_plan_free(plan);
}
END_TEST

/* So many keys that a worker holds one row of scores at a time: of the two best keys, at the ends,
 * each gets half. */
START_TEST(rows_too_long_to_hold_several)
{
    enum { KEYS = 150000 };
    double *keys = calloc(KEYS, sizeof *keys), *values = calloc(KEYS, sizeof *values);
    struct attention problem = problem_of(KEYS, "sparsemax");
    struct query_block block = {.queries = {numbers, 2, 1, 1}};
    struct attention_plan *plan;
    double context[2];
    keys[0] = keys[KEYS - 1] = 5;
    values[0] = 2;
    values[KEYS - 1] = 4;
    problem.keys = (struct rows){keys, KEYS, 1, 1};
    problem.values = (struct rows){values, KEYS, 1, 1};
    ck_assert_int_eq(attention_plan_new(&plan, &problem, NULL, pool, &error), STATUS_OK);
    attention_context(plan, &block, (struct out_rows){context, problem.values.width}, NOWHERE);
    ck_assert(context[0] == 3 && context[1] == 3);
    attention_plan_free(plan);
    free(keys);
    free(values);
}
END_TEST

/* What goes with queries goes with a part of them. */
START_TEST(a_part_of_a_block)
{
    static const uint32_t groups[] = {5, 6, 7};
    static const double centers[] = {0.5, 1.5, 2.5}, cells[6];
    struct query_block whole = {.first = 10,
                                .queries = {numbers, 3, 1, 1},
                                .bias = {cells, 3, 2, 2},
                                .allowed = {cells, 1, 2, 0},
                                .groups = groups,
                                .centers = centers};
    struct query_block part = query_block_part(&whole, 1, 2, PRECISION_DOUBLE);
    ck_assert_uint_eq(part.first, 11);
    ck_assert_uint_eq(part.queries.count, 2);
    ck_assert(part.queries.data == numbers + 1 && part.bias.data == cells + 2);
    ck_assert(part.allowed.data == cells); /* one row for all */
    ck_assert(part.groups == groups + 1 && part.centers == centers + 1);
}
END_TEST

/* entmax of some alphas has names of its own. */
START_TEST(names_of_entmax)
{
    struct normalizer_parameters entmax = {.function = normalizer_find("entmax"), .alpha = 1};
    ck_assert_int_eq(normalizer_kind(&entmax), NORMALIZER_SOFTMAX);
    entmax.alpha = 1.5;
    ck_assert_int_eq(normalizer_kind(&entmax), NORMALIZER_ENTMAX15);
    entmax.alpha = 2;
    ck_assert_int_eq(normalizer_kind(&entmax), NORMALIZER_SPARSEMAX);
    entmax.alpha = 1.25;
    ck_assert_int_eq(normalizer_kind(&entmax), NORMALIZER_ENTMAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *tests = tcase_create("plan");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, an_unknown_kernel);
    tcase_add_loop_test(tests, keys_without_end, 0, 2);
    tcase_add_loop_test(tests, no_keys, 0, 2);
    tcase_add_test(tests, no_queries);
    tcase_add_test(tests, rows_too_long_to_hold_several);
    tcase_add_test(tests, a_part_of_a_block);
    tcase_add_test(tests, names_of_entmax);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Tests of a layer of attention, against PyTorch and onnx's reference. */
#include "attention/layer.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "layer_expected.h"

static struct layer layer_of(const double *keys, size_t m, size_t d, const double *values,
                             size_t d_v)
{
    return (struct layer){
        .attention = {.precision = PRECISION_DOUBLE,
                      .key_count = m,
                      .keys = {keys, m, d, d},
                      .values = {values, m, d_v, d_v},
                      .similarity = {similarity_find("dot"), 1, 1},
                      .normalizer = {normalizer_find("softmax"), 1, false}},
        .query_width = d,
        .heads = 1,
        .kv_heads = 1,
    };
}

static struct layer_plan *plan_of(const struct layer *layer, struct pool *pool)
{
    struct layer_plan *plan;
    struct error error;
    enum status status = layer_plan_new(&plan, layer, NULL, pool, &error);
    ck_assert_msg(status == STATUS_OK, "%s", error.text);
    return plan;
}

static void check_numbers(const double *numbers, const double *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_double_eq_tol(numbers[i], expected[i], 1e-12);
}

/* 2 heads of 3 features; queries of 6, keys of 5, values of 4. */
static struct layer multi_head(void)
{
    struct layer layer = layer_of(mha_keys, 4, 5, mha_values, 4);
    layer.query_width = 6;
    layer.heads = layer.kv_heads = 2;
    layer.attention.similarity.scale = 1 / sqrt(3);
    layer.queries = (struct projection){.weight = {mha_wq, 6, 6, 6}, .bias = mha_bq};
    layer.keys = (struct projection){.weight = {mha_wk, 5, 6, 6}, .bias = mha_bk};
    layer.values = (struct projection){.weight = {mha_wv, 4, 6, 6}, .bias = mha_bv};
    layer.output = (struct projection){.weight = {mha_wo, 6, 6, 6}, .bias = mha_bo};
    return layer;
}

START_TEST(is_pytorchs_multihead_attention)
{
    struct pool *pool = pool_new(2);
    struct layer layer = multi_head();
    struct layer_plan *plan = plan_of(&layer, pool);
    struct query_block block = {.first = 0, .queries = {mha_queries, 3, 6, 6}};
    struct error error;
    double output[18], weights[12];
    ck_assert_int_eq(layer_context(plan, &block, (struct out_rows){output, 6}, NOWHERE, &error),
                     STATUS_OK);
    check_numbers(output, mha_output, 18);
    for (size_t head = 0; head < 2; head++) {
        ck_assert_int_eq(layer_distribution(plan, &block, head, weights, NOWHERE, &error),
                         STATUS_OK);
        check_numbers(weights, mha_weights + head * 12, 12);
    }
    layer_plan_free(plan);
    pool_free(pool);
}
END_TEST

/* Query by query, and with scratch that has held a longer block. */
START_TEST(blocks_do_not_matter)
{
    struct pool *pool = pool_new(2);
    struct layer layer = multi_head();
    layer.rope = (struct rope){.on = true, .width = 2, .base = 10000};
    struct layer_plan *plan = plan_of(&layer, pool);
    struct query_block block = {.first = 0, .queries = {mha_queries, 3, 6, 6}};
    struct error error;
    double whole[18], one[6], sums[6], sum[2];
    ck_assert_int_eq(layer_context(plan, &block, (struct out_rows){whole, 6},
                                   (struct out_rows){sums, 2}, &error),
                     STATUS_OK);
    for (size_t i = 0; i < 3; i++) {
        struct query_block row = {.first = i, .queries = {mha_queries + 6 * i, 1, 6, 6}};
        ck_assert_int_eq(
            layer_context(plan, &row, (struct out_rows){one, 6}, (struct out_rows){sum, 2}, &error),
            STATUS_OK);
        ck_assert_mem_eq(one, whole + 6 * i, sizeof one);
        ck_assert_mem_eq(sum, sums + 2 * i, sizeof sum);
    }
    layer_plan_free(plan);
    pool_free(pool);
}
END_TEST

static struct layer grouped(void)
{
    struct layer layer = layer_of(gqa_keys, 5, 4, gqa_values, 6);
    layer.query_width = 8;
    layer.heads = 4;
    layer.kv_heads = 2;
    layer.attention.similarity.scale = 1 / sqrt(2);
    return layer;
}

START_TEST(is_pytorchs_grouped_query_attention)
{
    struct pool *pool = pool_new(1);
    struct layer layer = grouped();
    struct layer_plan *plan = plan_of(&layer, pool);
    struct query_block block = {.first = 0, .queries = {gqa_queries, 3, 8, 8}};
    struct error error;
    double output[36];
    ck_assert_int_eq(layer_context(plan, &block, (struct out_rows){output, 12}, NOWHERE, &error),
                     STATUS_OK);
    check_numbers(output, gqa_output, 36);
    layer_plan_free(plan);
    pool_free(pool);
}
END_TEST

START_TEST(is_onnx_attention_with_a_cache)
{
    struct pool *pool = pool_new(1);
    struct layer layer = grouped();
    layer.attention.softcap = 1.5;
    layer.attention.mask.causal = true;
    layer.attention.mask.offset = 2;
    struct layer_plan *plan = plan_of(&layer, pool);
    struct query_block block = {.first = 0, .queries = {gqa_queries, 3, 8, 8}};
    struct error error;
    double output[36], lse[12];
    ck_assert_int_eq(layer_context(plan, &block, (struct out_rows){output, 12},
                                   (struct out_rows){lse, 4}, &error),
                     STATUS_OK);
    check_numbers(output, cached_output, 36);
    check_numbers(lse, cached_lse, 12);
    layer_plan_free(plan);
    pool_free(pool);
}
END_TEST

/* The scores depend on the distance of the positions alone. */
START_TEST(queries_and_keys_turn_together)
{
    struct pool *pool = pool_new(1);
    struct layer layer = grouped();
    layer.rope = (struct rope){.on = true, .base = 100};
    struct query_block block = {.first = 0, .queries = {gqa_queries, 3, 8, 8}};
    struct error error;
    double near[15], far[15], still[15];
    struct layer_plan *plan = plan_of(&layer, pool);
    ck_assert_int_eq(layer_scores(plan, &block, 3, near, &error), STATUS_OK);
    layer_plan_free(plan);
    layer.query_positions.start = layer.key_positions.start = 1000;
    plan = plan_of(&layer, pool);
    ck_assert_int_eq(layer_scores(plan, &block, 3, far, &error), STATUS_OK);
    layer_plan_free(plan);
    layer.rope.on = false;
    plan = plan_of(&layer, pool);
    ck_assert_int_eq(layer_scores(plan, &block, 3, still, &error), STATUS_OK);
    layer_plan_free(plan);
    check_numbers(far, near, 15);
    ck_assert_double_eq_tol(near[0], still[0], 1e-12);
    ck_assert(fabs(near[1] - still[1]) > 1e-3);
    pool_free(pool);
}
END_TEST

/* Contexts and log-sum-exps side by side in rows of their own width, and a number beside them. */
START_TEST(contexts_in_place)
{
    struct pool *pool = pool_new(2);
    struct layer layer = grouped();
    struct layer_plan *plan = plan_of(&layer, pool);
    struct query_block block = {.first = 0, .queries = {gqa_queries, 3, 8, 8}};
    struct error error;
    double together[3 * 17], context[36], lse[12];
    for (size_t i = 0; i < 3 * 17; i++)
        together[i] = 7;
    ck_assert_int_eq(layer_context(plan, &block, (struct out_rows){context, 12},
                                   (struct out_rows){lse, 4}, &error),
                     STATUS_OK);
    ck_assert_int_eq(layer_context(plan, &block, (struct out_rows){together, 17},
                                   (struct out_rows){together + 12, 17}, &error),
                     STATUS_OK);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_mem_eq(together + 17 * i, context + 12 * i, 12 * sizeof *context);
        ck_assert_mem_eq(together + 17 * i + 12, lse + 4 * i, 4 * sizeof *lse);
        ck_assert_double_eq(together[17 * i + 16], 7);
    }
    layer_plan_free(plan);
    pool_free(pool);
}
END_TEST

START_TEST(one_head_is_the_bare_core)
{
    struct pool *pool = pool_new(1);
    struct layer layer = layer_of(mha_keys, 4, 5, mha_values, 4);
    struct layer_plan *plan = plan_of(&layer, pool);
    struct attention_plan *core;
    struct error error;
    ck_assert_int_eq(attention_plan_new(&core, &layer.attention, NULL, pool, &error), STATUS_OK);
    struct query_block block = {.first = 0, .queries = {mha_queries, 3, 5, 6}};
    double mine[12], its[12], my_lse[3], its_lse[3];
    ck_assert_int_eq(layer_context(plan, &block, (struct out_rows){mine, 4},
                                   (struct out_rows){my_lse, 1}, &error),
                     STATUS_OK);
    attention_context(core, &block, (struct out_rows){its, 4}, (struct out_rows){its_lse, 1});
    ck_assert_mem_eq(mine, its, sizeof mine);
    ck_assert_mem_eq(my_lse, its_lse, sizeof my_lse);
    ck_assert_int_eq(layer_scores(plan, &block, 0, mine, &error), STATUS_OK);
    attention_scores(core, &block, its);
    ck_assert_mem_eq(mine, its, sizeof mine);
    attention_plan_free(core);
    layer_plan_free(plan);
    pool_free(pool);
}
END_TEST

/* The context is the distributions, head after head, times the values. */
START_TEST(a_ready_made_distribution_mixes_to_the_same)
{
    struct pool *pool = pool_new(2);
    struct layer layer = multi_head();
    struct layer_plan *plan = plan_of(&layer, pool);
    struct query_block block = {.first = 0, .queries = {mha_queries, 3, 6, 6}};
    struct error error;
    double distribution[24], output[18], last[6];
    for (size_t head = 0; head < 2; head++)
        ck_assert_int_eq(
            layer_distribution(plan, &block, head, distribution + head * 12, NOWHERE, &error),
            STATUS_OK);
    layer_plan_free(plan);
    layer.attention.keys = (struct rows){0}; /* values alone are enough for it */
    plan = plan_of(&layer, pool);
    struct rows rows = {distribution, 3, 4, 4}, row = {distribution + 8, 1, 4, 4};
    ck_assert_int_eq(layer_mix(plan, &rows, 3, (struct out_rows){output, 6}, &error), STATUS_OK);
    check_numbers(output, mha_output, 18);
    ck_assert_int_eq(layer_mix(plan, &row, 3, (struct out_rows){last, 6}, &error), STATUS_OK);
    ck_assert_mem_eq(last, output + 12, sizeof last);
    layer_plan_free(plan);
    pool_free(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layer");
    TCase *tests = tcase_create("layer");
    tcase_add_test(tests, is_pytorchs_multihead_attention);
    tcase_add_test(tests, blocks_do_not_matter);
    tcase_add_test(tests, is_pytorchs_grouped_query_attention);
    tcase_add_test(tests, is_onnx_attention_with_a_cache);
    tcase_add_test(tests, queries_and_keys_turn_together);
    tcase_add_test(tests, contexts_in_place);
    tcase_add_test(tests, one_head_is_the_bare_core);
    tcase_add_test(tests, a_ready_made_distribution_mixes_to_the_same);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

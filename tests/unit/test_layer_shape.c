/* Tests of the widths of a layer and of what does not fit. */
#include "attention/layer.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const double numbers[64];

START_TEST(what_does_not_fit_is_named)
{
    static const struct {
        size_t query_width, key_width, value_width, heads, kv_heads;
        struct rows weight;
        enum status status;
        const char *text;
    } cases[] = {
        {6, 6, 6, 4, 3, {0}, STATUS_USAGE, "4 heads of queries are no multiple of 3"},
        {5, 5, 6, 2, 2, {0}, STATUS_FAILED, "q.csv has 5 columns: they do not divide into 2"},
        {6, 5, 6, 2, 2, {0}, STATUS_FAILED, "k.csv has 5 columns"},
        {6, 6, 5, 2, 2, {0}, STATUS_FAILED, "v.csv has 5 columns"},
        {6,
         4,
         6,
         2,
         2,
         {0},
         STATUS_FAILED,
         "a head of q.csv has 3 features, one of k.csv 2: queries and keys"},
        {6,
         6,
         6,
         2,
         2,
         {numbers, 4, 6, 6},
         STATUS_FAILED,
         "q.csv has 6 columns, w.csv is 4 x 6: a projection has a row for each feature"},
        {6, 6, 6, 2, 2, {numbers, 6, 7, 7}, STATUS_FAILED, "w.csv has 7 columns"},
    };
    struct layer layer = {
        .attention = {.keys = {numbers, 1, cases[_i].key_width, 0},
                      .values = {numbers, 1, cases[_i].value_width, 0}},
        .query_width = cases[_i].query_width,
        .heads = cases[_i].heads,
        .kv_heads = cases[_i].kv_heads,
        .queries = {cases[_i].weight, NULL, "w.csv"},
        .query_name = "q.csv",
        .key_name = "k.csv",
        .value_name = "v.csv",
    };
    struct layer_shape shape;
    struct error error;
    ck_assert_int_eq(layer_shape(&layer, &shape, &error), cases[_i].status);
    ck_assert_msg(strstr(error.text, cases[_i].text) != NULL, "%s", error.text);
}
END_TEST

/* Weights of the similarity map the features of a head. */
START_TEST(weights_that_do_not_fit_are_named)
{
    static const struct {
        size_t heads, rows, columns;
        const char *text;
    } weights[] = {
        {1, 5, 6, "w.csv maps queries of 5 features and keys of 6; q.csv has 6, k.csv 6"},
        {1, 6, 5, "w.csv maps queries of 6 features and keys of 5; q.csv has 6, k.csv 6"},
        {2, 3, 4, "keys of 4; a head of q.csv has 3, a head of k.csv 3"},
    };
    struct layer layer = {
        .attention = {.keys = {numbers, 1, 6, 6},
                      .similarity = {.function = similarity_find("general"),
                                     .weight = {numbers, weights[_i].rows, weights[_i].columns, 0},
                                     .weight_name = "w.csv"}},
        .query_width = 6,
        .heads = weights[_i].heads,
        .kv_heads = weights[_i].heads,
        .query_name = "q.csv",
        .key_name = "k.csv",
    };
    struct layer_shape shape;
    struct error error;
    ck_assert_int_eq(layer_shape(&layer, &shape, &error), STATUS_FAILED);
    ck_assert_msg(strstr(error.text, weights[_i].text) != NULL, "%s", error.text);
}
END_TEST

START_TEST(values_that_do_not_fit_their_projection)
{
    struct layer layer = {.attention = {.values = {numbers, 1, 3, 3}},
                          .heads = 1,
                          .kv_heads = 1,
                          .values = {{numbers, 2, 4, 4}, NULL, "wv.csv"},
                          .value_name = "v.csv"};
    struct layer_shape shape;
    struct error error;
    ck_assert_int_eq(layer_shape(&layer, &shape, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "v.csv has 3 columns, wv.csv is 2 x 4"));
}
END_TEST

START_TEST(too_many_heads)
{
    struct layer layer = {.attention = {.values = {numbers, 1, 8, 8}},
                          .heads = SIZE_MAX / 4,
                          .kv_heads = 1,
                          .value_name = "v.csv"};
    struct layer_shape shape;
    struct error error;
    ck_assert_int_eq(layer_shape(&layer, &shape, &error), STATUS_FAILED);
    ck_assert_msg(strstr(error.text, "heads of 8 features are too many") != NULL, "%s", error.text);
}
END_TEST

START_TEST(widths_follow)
{
    struct layer layer = {
        .attention = {.keys = {numbers, 1, 6, 6}, .values = {numbers, 1, 8, 8}},
        .query_width = 5,
        .heads = 4,
        .kv_heads = 2,
        .queries = {{numbers, 5, 12, 12}, NULL, "wq.csv"},
        .output = {{numbers, 16, 3, 3}, NULL, "wo.csv"},
    };
    struct layer_shape shape;
    struct error error;
    ck_assert_int_eq(layer_shape(&layer, &shape, &error), STATUS_OK);
    ck_assert_uint_eq(shape.query_width, 12);
    ck_assert_uint_eq(shape.head_width, 3);
    ck_assert_uint_eq(shape.value_width, 4);
    ck_assert_uint_eq(shape.joined_width, 16);
    ck_assert_uint_eq(shape.context_width, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layer_shape");
    TCase *tests = tcase_create("layer_shape");
    tcase_add_loop_test(tests, what_does_not_fit_is_named, 0, 7);
    tcase_add_loop_test(tests, weights_that_do_not_fit_are_named, 0, 3);
    tcase_add_test(tests, values_that_do_not_fit_their_projection);
    tcase_add_test(tests, too_many_heads);
    tcase_add_test(tests, widths_follow);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

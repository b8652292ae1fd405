/* Tests of sums over values, head by head. */
#include "attention/layer_sums.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* 3 values of 4 features: 2 heads of 2. 4 heads of weights. */
static const double values[] = {1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400};
static const double weights[] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1};
/* Swaps the halves of a value; adds the four heads up. */
static const double swap[] = {0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0};
static const double pairs[] = {1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1};
static const double bias[] = {0.5, 0.25};

static struct layer layer_of(void)
{
    return (struct layer){
        .attention = {.precision = PRECISION_DOUBLE, .values = {NULL, 0, 4, 4}},
        .heads = 4,
        .kv_heads = 2,
    };
}

/* The sums of query heads first .. first + count, the values coming in blocks of `block` rows. */
static size_t sum(const struct layer *layer, size_t first, size_t count, size_t block, double *out)
{
    struct pool *pool = pool_new(2);
    struct layer_sums *sums;
    struct error error;
    ck_assert_int_eq(layer_sums_new(&sums, layer, first, count, NULL, pool, &error), STATUS_OK);
    for (size_t row = 0; row < 3; row += block) {
        struct rows rows = {values + 4 * row, row + block < 3 ? block : 3 - row, 4, 4};
        ck_assert_int_eq(layer_sums_add(sums, &rows, weights + 3 * first + row, 3, &error),
                         STATUS_OK);
    }
    size_t width = layer_sums_width(sums);
    ck_assert_int_eq(layer_sums_get(sums, out, &error), STATUS_OK);
    layer_sums_free(sums);
    pool_free(pool);
    return width;
}

START_TEST(heads_side_by_side)
{
    static const double expected[] = {1, 2, 10, 20, 300, 400, 333, 444};
    struct layer layer = layer_of();
    double out[8];
    ck_assert_uint_eq(sum(&layer, 0, 4, (size_t)_i, out), 8);
    ck_assert_mem_eq(out, expected, sizeof out);
}
END_TEST

START_TEST(values_and_output_are_projected)
{
    static const double expected[] = {3 + 30 + 100 + 111 + 0.5, 4 + 40 + 200 + 222 + 0.25};
    struct layer layer = layer_of();
    layer.values = (struct projection){.weight = {swap, 4, 4, 4}, .bias = NULL};
    layer.output = (struct projection){.weight = {pairs, 8, 2, 2}, .bias = bias};
    double out[2];
    ck_assert_uint_eq(sum(&layer, 0, 4, (size_t)_i, out), 2);
    ck_assert_double_eq(out[0], expected[0]);
    ck_assert_double_eq(out[1], expected[1]);
}
END_TEST

START_TEST(one_head_alone)
{
    static const double expected[] = {300, 400};
    struct layer layer = layer_of();
    /* The output takes all heads. */
    layer.output = (struct projection){.weight = {pairs, 8, 2, 2}, .bias = bias};
    double out[2];
    ck_assert_uint_eq(sum(&layer, 2, 1, (size_t)_i, out), 2);
    ck_assert_mem_eq(out, expected, sizeof out);
}
END_TEST

/* No row at all adds nothing, projected or not. */
START_TEST(no_values)
{
    struct layer layer = layer_of();
    layer.values = (struct projection){.weight = {swap, 4, 4, 4}, .bias = NULL};
    struct pool *pool = pool_new(1);
    struct layer_sums *sums;
    struct error error;
    struct rows none = {values, 0, 4, 4};
    double out[8];
    ck_assert_int_eq(layer_sums_new(&sums, &layer, 0, 4, NULL, pool, &error), STATUS_OK);
    ck_assert_int_eq(layer_sums_add(sums, &none, weights, 0, &error), STATUS_OK);
    ck_assert_int_eq(layer_sums_get(sums, out, &error), STATUS_OK);
    for (size_t c = 0; c < 8; c++)
        ck_assert(out[c] == 0);
    layer_sums_free(sums);
    pool_free(pool);
}
END_TEST

/* More than memory can hold is refused, whatever its size in bytes comes to. */
START_TEST(values_without_end)
{
    struct layer layer = layer_of();
    layer.values = (struct projection){.weight = {swap, 4, 4, 4}, .bias = NULL};
    struct pool *pool = pool_new(1);
    struct layer_sums *sums;
    struct error error;
    struct rows endless = {values, SIZE_MAX / 4 + 2, 4, 4};
    ck_assert_int_eq(layer_sums_new(&sums, &layer, 0, 4, NULL, pool, &error), STATUS_OK);
    ck_assert_int_eq(layer_sums_add(sums, &endless, weights, 3, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "projected values"));
    layer_sums_free(sums);
    pool_free(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layer_sums");
    TCase *tests = tcase_create("layer_sums");
    tcase_add_loop_test(tests, heads_side_by_side, 1, 4);
    tcase_add_loop_test(tests, values_and_output_are_projected, 1, 4);
    tcase_add_loop_test(tests, one_head_alone, 1, 4);
    tcase_add_test(tests, no_values);
    tcase_add_test(tests, values_without_end);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Tests of rotary position embedding, against onnx's reference and mpmath. */
#include "attention/rope.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "layer_expected.h"

enum { HEADS = 2, HEAD = 6, ROWS = 3, NUMBERS = ROWS * HEADS * HEAD };

static const double places[] = {7, 0, 3};

static const struct {
    size_t width;
    bool interleaved;
    const double *expected, *cosines, *sines;
} cases[] = {
    {6, false, rope_6_halves, rope_cosines_6, rope_sines_6},
    {6, true, rope_6_interleaved, rope_cosines_6, rope_sines_6},
    {4, false, rope_4_halves, rope_cosines_4, rope_sines_4},
    {4, true, rope_4_interleaved, rope_cosines_4, rope_sines_4},
};

static enum status turn(const struct rope *rope, size_t head, const struct positions *positions,
                        size_t first, size_t count, size_t heads, void *data,
                        enum precision precision, struct error *error)
{
    struct pool *pool = pool_new(2);
    struct rotation *rotation;
    enum status status = rotation_new(&rotation, rope, head, precision, pool, error);
    if (status == STATUS_OK)
        rotation_apply(rotation, positions, first, count, heads, data);
    rotation_free(rotation);
    pool_free(pool);
    return status;
}

static void check_rows(const double *rows, const double *expected, double tolerance)
{
    for (size_t i = 0; i < NUMBERS; i++)
        ck_assert_double_eq_tol(rows[i], expected[i], tolerance);
}

START_TEST(as_onnx_with_given_positions)
{
    struct rope rope = {
        .on = true, .width = cases[_i].width, .interleaved = cases[_i].interleaved, .base = 10000};
    struct positions positions = {.given = places, .count = 3};
    struct error error;
    double rows[NUMBERS];
    memcpy(rows, rope_rows, sizeof rows);
    ck_assert_int_eq(turn(&rope, HEAD, &positions, 0, ROWS, HEADS, rows, PRECISION_DOUBLE, &error),
                     STATUS_OK);
    check_rows(rows, cases[_i].expected, 1e-14);
}
END_TEST

START_TEST(as_onnx_with_given_tables)
{
    size_t pairs = cases[_i].width / 2;
    struct rope rope = {.on = true,
                        .width = cases[_i].width,
                        .interleaved = cases[_i].interleaved,
                        .cosines = {cases[_i].cosines, 9, pairs, pairs},
                        .sines = {cases[_i].sines, 9, pairs, pairs}};
    struct positions positions = {.given = places, .count = 3};
    struct error error;
    double rows[NUMBERS];
    memcpy(rows, rope_rows, sizeof rows);
    ck_assert_int_eq(turn(&rope, HEAD, &positions, 0, ROWS, HEADS, rows, PRECISION_DOUBLE, &error),
                     STATUS_OK);
    check_rows(rows, cases[_i].expected, 1e-15);
}
END_TEST

START_TEST(in_single)
{
    struct rope rope = {
        .on = true, .width = cases[_i].width, .interleaved = cases[_i].interleaved, .base = 10000};
    struct positions positions = {.given = places, .count = 3};
    struct error error;
    float rows[NUMBERS];
    for (size_t i = 0; i < NUMBERS; i++)
        rows[i] = (float)rope_rows[i];
    ck_assert_int_eq(turn(&rope, HEAD, &positions, 0, ROWS, HEADS, rows, PRECISION_SINGLE, &error),
                     STATUS_OK);
    for (size_t i = 0; i < NUMBERS; i++)
        ck_assert_double_eq_tol((double)rows[i], cases[_i].expected[i], 3e-7);
}
END_TEST

START_TEST(far_away_the_angles_are_right)
{
    struct rope rope = {.on = true, .base = 500000};
    struct positions positions = {.start = 999990};
    struct error error;
    double rows[] = {1, 1, 1, 1, 0, 0, 0, 0};
    ck_assert_int_eq(turn(&rope, 8, &positions, 10, 1, 1, rows, PRECISION_DOUBLE, &error),
                     STATUS_OK);
    for (size_t i = 0; i < 8; i++)
        ck_assert_double_eq_tol(rows[i], rope_far[i], 2e-15);
}
END_TEST

/* A row turned alone has the bytes it has among others. */
START_TEST(blocks_do_not_matter)
{
    enum { N = 100, D = 8 };
    static double whole[N * D], one[N * D];
    for (size_t i = 0; i < N * D; i++)
        whole[i] = one[i] = (double)(i * 7919 % 1000) / 997;
    struct rope rope = {.on = true, .base = 10000};
    struct positions positions = {.start = -5};
    struct error error;
    ck_assert_int_eq(turn(&rope, D / 2, &positions, 0, N, 2, whole, PRECISION_DOUBLE, &error),
                     STATUS_OK);
    for (size_t i = 0; i < N; i++)
        ck_assert_int_eq(
            turn(&rope, D / 2, &positions, i, 1, 2, one + i * D, PRECISION_DOUBLE, &error),
            STATUS_OK);
    ck_assert_mem_eq(whole, one, sizeof whole);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rope");
    TCase *tests = tcase_create("rope");
    tcase_add_loop_test(tests, as_onnx_with_given_positions, 0, 4);
    tcase_add_loop_test(tests, as_onnx_with_given_tables, 0, 4);
    tcase_add_loop_test(tests, in_single, 0, 4);
    tcase_add_test(tests, far_away_the_angles_are_right);
    tcase_add_test(tests, blocks_do_not_matter);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

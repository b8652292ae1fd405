/* Tests of the widths of a layer. */
#include "attention/layer.h"

#include <check.h>
#include <stdlib.h>

static const double numbers[64];

START_TEST(widths_follow)
{
    struct layer layer = {
        .attention = {.keys = {numbers, 1, 6, 6}, .values = {numbers, 1, 8, 8}},
        .query_width = 5,
        .heads = 4,
        .kv_heads = 2,
        .queries = {{numbers, 5, 12, 12}, NULL},
        .output = {{numbers, 16, 3, 3}, NULL},
    };
    struct layer_shape shape = layer_shape(&layer);
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
    tcase_add_test(tests, widths_follow);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

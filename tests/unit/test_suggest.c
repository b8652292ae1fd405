/* Tests of the nearest name. */
#include <check.h>
#include <stdlib.h>

#include "base/suggest.h"

static const struct {
    const char *misspelt, *nearest;
} cases[] = {
    {"cosin", "cosine"},
    {"cos", "cosine"},
    {"COSINE", "cosine"},
    {"doot", "dot"},
    {"dot-product", "dot"},
    {"Dto", "dot"},
    {"co", NULL},
    {"gausian", "gaussian"},
    {"gauss", "gaussian"},
    {"euclid", "euclidean"},
    {"xyzzy", NULL},
    {"", NULL},
    {"dott", "dot"},
    {"dots", "dots"},
    {"a-name-that-is-longer-than-any-name-of-a-function", NULL},
};

START_TEST(the_nearest_is_found)
{
    static const char *const names[] = {
        "dot",      "cosine", "euclidean",
        "gaussian", "dots",   "a-name-that-is-longer-than-any-name-of-a-functio"};
    struct suggestion near = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        suggest(&near, cases[_i].misspelt, names[i]);
    if (cases[_i].nearest)
        ck_assert_str_eq(near.best, cases[_i].nearest);
    else
        ck_assert_ptr_null(near.best);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suggest");
    TCase *tests = tcase_create("suggest");
    tcase_add_loop_test(tests, the_nearest_is_found, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

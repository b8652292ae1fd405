/* Tests of the selection of the best scores, against a plain sort. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "attention/ranking.h"

enum { WIDTH = 500 };

static const double *sorted_scores;

static int by_score(const void *a, const void *b)
{
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    double left = sorted_scores[i], right = sorted_scores[j];
    if (left != right)
        return left > right ? -1 : 1;
    return i < j ? -1 : 1;
}

START_TEST(it_selects_what_a_sort_selects)
{
    static const size_t mosts[] = {0, 1, 2, 3, 10, 499, 500, 600};
    double scores[WIDTH];
    float singles[WIDTH];
    size_t order[WIDTH], best[600];
    srand(7);
    for (size_t repeat = 0; repeat < 50; repeat++) {
        /* Few different values, so that many are equal. */
        int different = repeat % 2 ? 10 : 100000;
        for (size_t i = 0; i < WIDTH; i++) {
            order[i] = i;
            scores[i] = (double)(rand() % different);
            singles[i] = (float)scores[i];
        }
        sorted_scores = scores;
        qsort(order, WIDTH, sizeof *order, by_score);
        for (size_t m = 0; m < sizeof mosts / sizeof *mosts; m++) {
            size_t most = mosts[m], wanted = most < WIDTH ? most : WIDTH;
            ck_assert_uint_eq(ranking_select(scores, WIDTH, PRECISION_DOUBLE, most, best), wanted);
            for (size_t i = 0; i < wanted; i++)
                ck_assert_uint_eq(best[i], order[i]);
            ck_assert_uint_eq(ranking_select(singles, WIDTH, PRECISION_SINGLE, most, best), wanted);
            for (size_t i = 0; i < wanted; i++)
                ck_assert_uint_eq(best[i], order[i]);
        }
    }
}
END_TEST

START_TEST(masked_keys_are_never_selected_and_nan_comes_first)
{
    const double scores[] = {1, -INFINITY, NAN, INFINITY, -2, NAN, 1};
    const size_t wanted[] = {2, 5, 3, 0, 6, 4};
    size_t best[7];
    ck_assert_uint_eq(ranking_select(scores, 7, PRECISION_DOUBLE, 7, best), 6);
    for (size_t i = 0; i < 6; i++)
        ck_assert_uint_eq(best[i], wanted[i]);
    ck_assert_uint_eq(ranking_select(scores, 7, PRECISION_DOUBLE, 4, best), 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_uint_eq(best[i], wanted[i]);
    const double masked[] = {-INFINITY, -INFINITY};
    ck_assert_uint_eq(ranking_select(masked, 2, PRECISION_DOUBLE, 2, best), 0);
}
END_TEST

START_TEST(what_is_better_is_found_in_a_row_of_what_is_not)
{
    double scores[WIDTH] = {0};
    size_t best[2];
    scores[400] = 1;
    scores[WIDTH - 1] = NAN;
    ck_assert_uint_eq(ranking_select(scores, WIDTH, PRECISION_DOUBLE, 2, best), 2);
    ck_assert_uint_eq(best[0], WIDTH - 1);
    ck_assert_uint_eq(best[1], 400);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ranking");
    TCase *tests = tcase_create("ranking");
    tcase_add_test(tests, it_selects_what_a_sort_selects);
    tcase_add_test(tests, masked_keys_are_never_selected_and_nan_comes_first);
    tcase_add_test(tests, what_is_better_is_found_in_a_row_of_what_is_not);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

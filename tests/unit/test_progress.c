/* Tests of the text of progress; where and when it is shown is in tests/cases/progress.t. */
#include "command/progress.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

static const struct {
    size_t rows;
    double elapsed, share;
    const char *text;
} cases[] = {
    /* How many are to come is not known, or not yet. */
    {3, 2, NAN, "attn: 3 rows, 1.5 a second"},
    {3, 2, 0, "attn: 3 rows, 1.5 a second"},
    {40, 4, NAN, "attn: 40 rows, 10 a second"},
    {12345678, 10, NAN, "attn: 12345678 rows, 1234568 a second"},
    /* What is left takes as long a row as what is done. */
    {100, 10, 0.25, "attn: 100 rows, 10 a second, 25 %, 30 s left"},
    {100, 40, 0.25, "attn: 100 rows, 2.5 a second, 25 %, 2 min left"},
    {100, 39.9, 0.25, "attn: 100 rows, 2.5 a second, 25 %, 120 s left"},
    {100, 36, 0.01, "attn: 100 rows, 2.8 a second, 1 %, 59 min left"},
    {100, 50, 1, "attn: 100 rows, 2.0 a second, 100 %, 0 s left"},
};

START_TEST(rate_and_time_left)
{
    char text[128];
    progress_text(text, sizeof text, cases[_i].rows, cases[_i].elapsed, cases[_i].share);
    ck_assert_str_eq(text, cases[_i].text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("progress");
    TCase *tests = tcase_create("progress");
    tcase_add_loop_test(tests, rate_and_time_left, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

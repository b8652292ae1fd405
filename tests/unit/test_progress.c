/* Tests of the line of progress, with a clock that the tests set. */
#include "run/progress.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "reading.h"

static double now = 1000;

/* In place of libc's, for the program under test. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
    (void)clock;
    *time = (struct timespec){(time_t)now, (long)(1e9 * (now - floor(now)))};
    return 0;
}

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

/* What comes to standard error from here on goes to a file, which is returned. */
static FILE *catch_errors(void)
{
    FILE *caught = tmpfile();
    ck_assert_ptr_nonnull(caught);
    ck_assert_int_eq(dup2(fileno(caught), STDERR_FILENO), STDERR_FILENO);
    return caught;
}

static void expect_caught(FILE *caught, const char *expected)
{
    char text[512] = "";
    rewind(caught);
    text[fread(text, 1, sizeof text - 1, caught)] = '\0';
    ck_assert_str_eq(text, expected);
}

/* Nothing in the first two seconds, then a line every quarter of a second at most. */
START_TEST(lines_in_time)
{
    FILE *caught = catch_errors();
    progress_start(PROGRESS_ALWAYS, true);
    progress_rows(10, 0.1); /* from here the rows count */
    now += 1.5;
    progress_rows(20, 0.2);
    expect_caught(caught, "");
    now += 0.5;
    progress_rows(30, 0.25);
    now += 0.125;
    progress_rows(40, 0.5);
    now += 1.875;
    progress_rows(60, NAN);
    progress_clear();
    progress_clear();
    now += 1;
    progress_end();
    progress_rows(70, 0.9);
    expect_caught(caught, "\r\rattn: 30 rows, 15 a second, 25 %, 6 s left"
                          "\r                                          "
                          "\rattn: 60 rows, 15 a second"
                          "\r                          \r");
    fclose(caught);
}
END_TEST

/* AUTO asks whether standard error is a terminal: a file is none. */
START_TEST(nothing_unasked)
{
    FILE *caught = catch_errors();
    progress_start(_i ? PROGRESS_NEVER : PROGRESS_AUTO, false);
    progress_rows(1, 0.5);
    now += 5;
    progress_rows(2, 0.5);
    progress_end();
    expect_caught(caught, "");
    fclose(caught);
}
END_TEST

/* How much of a file has been read is known, of a pipe it is not. */
START_TEST(what_is_read)
{
    enum { LENGTH = 4 << 20 };
    static const struct reader_options options = {.precision = PRECISION_DOUBLE, .delimiter = ','};
    struct reader *reader;
    struct error error;
    char path[64], share[32] = "", expected[128], *text = malloc(LENGTH);
    int ends[2];
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = "1,2\n"[i % 4];
    int descriptor = reading_file(text, LENGTH, path);
    FILE *caught = catch_errors();
    if (_i) {
        ck_assert_int_eq(pipe(ends), 0);
        ck_assert_int_eq(write(ends[1], text, 4), 4);
        snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    }
    progress_start(PROGRESS_ALWAYS, false);
    ck_assert_int_eq(reader_open(&reader, path, &options, &error), STATUS_OK);
    now += 2;
    progress_reading(reader);
    if (!_i)
        snprintf(share, sizeof share, ", %.0f %%", 100 * reader_share(reader));
    snprintf(expected, sizeof expected, "\r\rattn: reading %s%s", path, share);
    expect_caught(caught, expected);
    progress_end();
    reader_close(reader);
    close(descriptor);
    fclose(caught);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("progress");
    TCase *tests = tcase_create("progress");
    tcase_add_loop_test(tests, rate_and_time_left, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tests, lines_in_time);
    tcase_add_loop_test(tests, nothing_unasked, 0, 2);
    tcase_add_loop_test(tests, what_is_read, 0, 2);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

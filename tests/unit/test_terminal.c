/* Tests of what the terminal can show, from its environment. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "run/terminal.h"

static const struct {
    const char *term, *colorterm, *no_color, *locale, *columns;
    enum colour_wish wish;
    bool to_terminal;
    enum colours colours;
    bool blocks, unicode;
    size_t width;
} cases[] = {
    {"xterm-256color", "truecolor", "", "C.UTF-8", "", COLOUR_AUTO, true, COLOURS_TRUE, true, true,
     80},
    {"xterm-256color", "", "", "en_GB.utf8", "120", COLOUR_AUTO, true, COLOURS_256, true, true,
     120},
    {"xterm-direct", "", "", "C", "", COLOUR_AUTO, true, COLOURS_TRUE, false, false, 80},
    {"xterm", "", "", "C.UTF-8", "x", COLOUR_AUTO, true, COLOURS_NONE, true, true, 80},
    {"dumb", "", "", "", "5", COLOUR_AUTO, true, COLOURS_NONE, false, false, 20},
    {"xterm-256color", "24bit", "1", "C.UTF-8", "99999", COLOUR_AUTO, true, COLOURS_NONE, true,
     true, 1000},
    {"xterm-256color", "24bit", "", "C.UTF-8", "", COLOUR_NEVER, true, COLOURS_NONE, true, true,
     80},
    /* A pipe is given plain ASCII, unless colours are asked for. */
    {"xterm-256color", "24bit", "", "C.UTF-8", "", COLOUR_AUTO, false, COLOURS_NONE, false, true,
     80},
    {"xterm-256color", "24bit", "1", "C.UTF-8", "", COLOUR_ALWAYS, false, COLOURS_TRUE, true, true,
     80},
    {"dumb", "", "", "C.UTF-8", "", COLOUR_ALWAYS, false, COLOURS_256, true, true, 80},
    {"dumb", "", "", "C.ISO-8859-1", "", COLOUR_NEVER, false, COLOURS_NONE, false, false, 80},
    {"dumb", "", "", "POSIX", "", COLOUR_256, false, COLOURS_256, false, false, 80},
    {"dumb", "", "", "de_DE.UTF-8@euro", "", COLOUR_TRUE, false, COLOURS_TRUE, true, true, 80},
};

START_TEST(the_environment_decides)
{
    setenv("TERM", cases[_i].term, 1);
    setenv("COLORTERM", cases[_i].colorterm, 1);
    setenv("NO_COLOR", cases[_i].no_color, 1);
    setenv("COLUMNS", cases[_i].columns, 1);
    unsetenv("LC_ALL");
    unsetenv("LC_CTYPE");
    setenv("LANG", cases[_i].locale, 1);
    /* So that the width is not that of a terminal that the test may run on. */
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
    struct text_style style = terminal_style(cases[_i].wish, cases[_i].to_terminal);
    ck_assert_int_eq(style.colours, cases[_i].colours);
    ck_assert_int_eq(style.blocks, cases[_i].blocks);
    ck_assert_int_eq(style.unicode, cases[_i].unicode);
    ck_assert_uint_eq(style.width, cases[_i].width);
}
END_TEST

/* Lines from the environment, in a pipe too; without a terminal there is no end to them. */
START_TEST(lines_are_counted_where_they_are_known)
{
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
    setenv("LINES", "33", 1);
    ck_assert_uint_eq(terminal_style(COLOUR_AUTO, false).height, 33);
    setenv("LINES", "x", 1);
    ck_assert_uint_eq(terminal_style(COLOUR_AUTO, true).height, 0);
}
END_TEST

START_TEST(lc_all_comes_before_lc_ctype_before_lang)
{
    setenv("LANG", "C.UTF-8", 1);
    setenv("LC_CTYPE", "C", 1);
    unsetenv("LC_ALL");
    ck_assert(!terminal_style(COLOUR_AUTO, false).unicode);
    setenv("LC_ALL", "C.UTF-8", 1);
    ck_assert(terminal_style(COLOUR_AUTO, false).unicode);
    setenv("LC_ALL", "", 1);
    ck_assert(!terminal_style(COLOUR_AUTO, false).unicode);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("terminal");
    TCase *tests = tcase_create("terminal");
    tcase_add_loop_test(tests, the_environment_decides, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, lines_are_counted_where_they_are_known);
    tcase_add_test(tests, lc_all_comes_before_lc_ctype_before_lang);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

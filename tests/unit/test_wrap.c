/* Tests of words in lines. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "command/wrap.h"

/* What is printed where `column` columns are taken, and how many are taken then. */
static size_t print(char *out, size_t size, const char *text, size_t column, size_t indent)
{
    out[0] = '\0';
    FILE *stream = fmemopen(out, size, "w");
    ck_assert_ptr_nonnull(stream);
    size_t end = wrap_words(stream, text, column, indent);
    fclose(stream);
    return end;
}

START_TEST(words_go_on_in_the_line)
{
    char out[100];
    ck_assert_uint_eq(print(out, sizeof out, "two  words ", 4, 4), 13);
    ck_assert_str_eq(out, "two words");
    ck_assert_uint_eq(print(out, sizeof out, "more", 13, 4), 18);
    ck_assert_str_eq(out, " more");
    ck_assert_uint_eq(print(out, sizeof out, "", 13, 4), 13);
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(a_line_has_79_columns)
{
    char out[100];
    ck_assert_uint_eq(print(out, sizeof out, "123456", 72, 3), 79);
    ck_assert_str_eq(out, " 123456");
    ck_assert_uint_eq(print(out, sizeof out, "1234567", 72, 3), 10);
    ck_assert_str_eq(out, "\n   1234567");
}
END_TEST

START_TEST(a_word_that_never_fits_stands_alone)
{
    char out[300], word[101];
    memset(word, 'x', 100);
    word[100] = '\0';
    ck_assert_uint_eq(print(out, sizeof out, word, 2, 2), 102);
    ck_assert_str_eq(out, word);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wrap");
    TCase *tests = tcase_create("wrap");
    tcase_add_test(tests, words_go_on_in_the_line);
    tcase_add_test(tests, a_line_has_79_columns);
    tcase_add_test(tests, a_word_that_never_fits_stands_alone);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

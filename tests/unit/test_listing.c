/* Tests of listings: the same cells for people and for programs. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table/listing.h"

/* Two rows, a flush, a wider row, and a line. */
static void fill(struct listing *listing, struct error *error)
{
    listing_text(listing, "key", 3);
    listing_text(listing, "weight", 6);
    listing_text(listing, "note", 4);
    listing_end_row(listing);
    listing_text(listing, "a,\xe6\x97\xa5\t", 6);
    listing_number(listing, 0.1);
    listing_nothing(listing);
    listing_end_row(listing);
    ck_assert_int_eq(listing_flush(listing, error), STATUS_OK);
    listing_index(listing, 12);
    listing_number(listing, -2.0 / 3);
    listing_text(listing, "x", 1);
    listing_end_row(listing);
}

/* What a listing with these options and `line` at its end writes. */
static void list(const struct listing_options *options, const char *line, char *text, size_t size)
{
    char path[] = "/tmp/listing-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    struct listing *listing;
    struct error error;
    ck_assert_int_eq(listing_open(&listing, path, options, &error), STATUS_OK);
    fill(listing, &error);
    if (line)
        listing_line(listing, "%s", line);
    ck_assert_int_eq(listing_close(listing, STATUS_OK, &error), STATUS_OK);
    close(descriptor);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
    unlink(path);
}

START_TEST(programs_get_csv)
{
    char text[400];
    list(&(struct listing_options){.delimiter = ','}, NULL, text, sizeof text);
    ck_assert_str_eq(text,
                     "key,weight,note\n\"a,\xe6\x97\xa5\t\",0.1,\n12,-0.6666666666666666,x\n");
    list(&(struct listing_options){.delimiter = ';', .digits = 2}, NULL, text, sizeof text);
    ck_assert_str_eq(text, "key;weight;note\n\"a,\xe6\x97\xa5\t\";0.1;\n12;-0.67;x\n");
    list(&(struct listing_options){.delimiter = '|', .precision = PRECISION_SINGLE}, NULL, text,
         sizeof text);
    ck_assert_str_eq(text, "key|weight|note\n\"a,\xe6\x97\xa5\t\"|0.1|\n12|-0.6666667|x\n");
}
END_TEST

START_TEST(people_get_columns)
{
    char text[400];
    list(&(struct listing_options){.aligned = true, .digits = 3}, "and \x1b[1mmore", text,
         sizeof text);
    ck_assert_str_eq(text, "key       weight  note\n"
                           "a,\xe6\x97\xa5\\x09     0.1\n"
                           "      12  -0.667  x\n"
                           "and \\x1b[1mmore\n");
}
END_TEST

START_TEST(a_line_of_any_length)
{
    static char line[5000], text[6000];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 2] = '!';
    list(&(struct listing_options){.aligned = true}, line, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, line));
    ck_assert_str_eq(text + strlen(text) - 4, "xx!\n");
}
END_TEST

START_TEST(an_abandoned_listing_leaves_nothing)
{
    struct listing *listing;
    struct error error;
    struct listing_options options = {.delimiter = ','};
    const char *path = "/tmp/listing-that-is-never-made";
    ck_assert_int_eq(listing_open(&listing, path, &options, &error), STATUS_OK);
    fill(listing, &error);
    ck_assert_int_eq(listing_close(listing, STATUS_FAILED, &error), STATUS_FAILED);
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_eq(listing_close(NULL, STATUS_OK, &error), STATUS_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("listing");
    TCase *tests = tcase_create("listing");
    tcase_add_test(tests, programs_get_csv);
    tcase_add_test(tests, people_get_columns);
    tcase_add_test(tests, a_line_of_any_length);
    tcase_add_test(tests, an_abandoned_listing_leaves_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

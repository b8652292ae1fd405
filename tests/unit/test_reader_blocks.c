/* Tests of reading: rows as they come, what is longer than a buffer or larger than the memory
 * allowed, and files that cannot be read. */
#include "reading.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

static void check_open_fails(const char *path, const char *expected)
{
    struct reader *reader;
    struct error error;
    struct reader_options options = {.delimiter = ','};
    ck_assert_int_eq(reader_open(&reader, path, &options, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, expected);
    ck_assert_ptr_null(reader);
}

START_TEST(files_that_cannot_be_read)
{
    check_open_fails("/nonexistent/q.csv", "/nonexistent/q.csv: No such file or directory");
    check_open_fails("/", "/: Is a directory");
}
END_TEST

/* Standard input is a pipe that the test feeds: rows must come as soon as they are complete. A
 * reader that waits for more than it needs makes the test time out. */
static int feed;

static void open_pipe(struct reader **reader, const struct reader_options *options)
{
    int ends[2];
    struct error error;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    feed = ends[1];
    ck_assert_int_eq(reader_open(reader, "-", options, &error), STATUS_OK);
    ck_assert_str_eq(reader_name(*reader), "(stdin)");
}

static void expect_rows(struct reader *reader, struct matrix *block, const char *text,
                        const char *expected)
{
    struct error error = {""};
    char *dump;
    size_t size;
    if (*text)
        ck_assert_int_eq(write(feed, text, strlen(text)), (ssize_t)strlen(text));
    if (!*text && feed) {
        close(feed);
        feed = 0;
    }
    ck_assert_msg(!reader_next(reader, 100, block, &error), "%s", error.text);
    FILE *out = open_memstream(&dump, &size);
    reading_print_rows(out, block);
    fclose(out);
    ck_assert_str_eq(dump, expected);
    free(dump);
}

START_TEST(rows_are_handed_over_as_they_come)
{
    struct reader *reader;
    struct matrix block = {0};
    open_pipe(&reader, &(struct reader_options){.delimiter = ',', .missing = MISSING_KEEP});
    expect_rows(reader, &block, "a,b\n1,2\n", "1 2\n");
    expect_rows(reader, &block, "3,4\n5,", "3 4\n");
    expect_rows(reader, &block, "6\r", "5 6\n"); /* whether or not an LF follows */
    expect_rows(reader, &block, "\n7,\"8\"\n9,10\n", "7 8\n9 10\n");
    expect_rows(reader, &block, "\n\n,\n11,12", "nan nan\n");
    expect_rows(reader, &block, "", "11 12\n");
    expect_rows(reader, &block, "", "");
    ck_assert(reader_has_header(reader) && !reader_label(reader));
    reader_close(reader);
    matrix_free(&block);
}
END_TEST

START_TEST(a_blank_line_waits_for_the_row_after_it)
{
    struct reader *reader;
    struct matrix block = {0};
    open_pipe(&reader, &(struct reader_options){.delimiter = ',', .missing = MISSING_KEEP});
    expect_rows(reader, &block, "1\n\n\n", "1\n");
    expect_rows(reader, &block, "2\n\n", "nan\nnan\n2\n");
    expect_rows(reader, &block, "", "");
    reader_close(reader);
    matrix_free(&block);
}
END_TEST

START_TEST(all_follows_what_next_has_read)
{
    char path[64];
    int descriptor = reading_file(TEXT("a,b\n1,2\n3,4\n5,6\n"), path);
    struct reader_options options = {.delimiter = ','};
    struct reader *reader;
    struct error error;
    struct matrix matrix = {0};
    ck_assert_int_eq(reader_open(&reader, path, &options, &error), STATUS_OK);
    ck_assert_int_eq(reader_next(reader, 1, &matrix, &error), STATUS_OK);
    ck_assert_uint_eq(matrix.rows, 1);
    ck_assert_int_eq(reader_all(reader, &matrix, &error), STATUS_OK);
    ck_assert_uint_eq(matrix.rows, 3);
    ck_assert_double_eq(((double *)matrix.data)[5], 6);
    ck_assert_uint_eq(matrix.column_labels.count, 2);
    reader_close(reader);
    matrix_free(&matrix);
    close(descriptor);
}
END_TEST

START_TEST(a_matrix_over_the_memory_allowed_is_refused)
{
    struct reader_options options = {.delimiter = ',', .max_memory = 40};
    for (int slow = 0; slow < 2; slow++) {
        options.libcsv_only = slow;
        char *dump = reading_dump(TEXT("1,2\n3,4\n5,6\n"), &options, 0);
        ck_assert_str_eq(
            dump, "FILE: the matrix needs 48 bytes of memory or more; --max-memory allows 40");
        free(dump);
    }
}
END_TEST

/* Room that is made ahead of the rows must not let more of them in. */
START_TEST(many_rows_up_to_the_memory_allowed)
{
    char text[2001];
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + 2 * i, "7\n", 3);
    for (int slow = 0; slow < 2; slow++) {
        struct reader_options options = {
            .delimiter = ',', .max_memory = 8000, .libcsv_only = slow, .block = slow ? 100 : 0};
        char *dump = reading_dump(text, 2000, &options, 0);
        ck_assert_uint_eq(strlen(dump), 2000);
        free(dump);
        options.max_memory = 7999;
        dump = reading_dump(text, 2000, &options, 0);
        ck_assert_str_eq(dump, "FILE: the matrix needs 8000 bytes of memory or more; --max-memory "
                               "allows 7999");
        free(dump);
    }
}
END_TEST

/* A field that grows without end must not take all memory. */
START_TEST(a_huge_field_is_refused)
{
    size_t length = 1 << 22;
    char *text = malloc(length);
    memset(text, '7', length);
    struct reader_options options = {.delimiter = ',', .max_memory = 300000, .block = 4096};
    char *dump = reading_dump(text, length, &options, 0);
    ck_assert_msg(strstr(dump, "the first rows take ") && strstr(dump, "allows 300000"), "%s",
                  dump);
    free(dump);
    text[0] = '"';
    dump = reading_dump(text, length, &options, 0);
    ck_assert_msg(strstr(dump, "--max-memory allows 300000"), "%s", dump);
    free(dump);
    free(text);
}
END_TEST

/* A row of 300 numbers, one of which is `odd` in the place `place`, between two without it. */
static char *word_wide(const char *odd, size_t place, const char *end, size_t *length)
{
    char *text;
    FILE *out = open_memstream(&text, length);
    for (size_t row = 0; row < 3; row++) {
        for (size_t i = 0; i < 300; i++)
            if (row == 1 && i == place)
                fprintf(out, "%s%s", i ? "," : "", odd);
            else
                fprintf(out, "%s%.*g", i ? "," : "", (int)(i % 17) + 1, (double)i / 7 - 20);
        fputs(row < 2 ? "\n" : end, out);
    }
    fclose(out);
    return text;
}

/* Rows longer than the buffer are scanned in parts, and read as libcsv reads them. */
START_TEST(rows_longer_than_the_buffer)
{
    static const char *const odd[] = {"1",   " 2 ",  "\"3\"", "\"a,b\nc\"", "",
                                      "nan", "1.2x", "5,6",   "\"7\"\"8\"", "9\"",
                                      "inf", "-",    "1\n2"};
    static const size_t places[] = {0, 1, 64, 150, 299}, blocks[] = {1, 100, 4096};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (size_t j = 0; j < 15; j++) {
            struct reader_options options = {.delimiter = ',',
                                             .missing = j % 2 ? MISSING_KEEP : MISSING_DROP};
            size_t length;
            char *text = word_wide(odd[i], places[j % 5], j % 2 ? "" : "\n", &length);
            options.libcsv_only = true;
            char *expected = reading_dump(text, length, &options, 0);
            options.libcsv_only = false;
            options.block = blocks[j / 5];
            char *dump = reading_dump(text, length, &options, 0);
            ck_assert_msg(!strcmp(dump, expected), "<%s> in place %zu: <%.200s>, not <%.200s>",
                          odd[i], places[j % 5], dump, expected);
            free(text);
            free(dump);
            free(expected);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reader_blocks");
    TCase *tests = tcase_create("reader_blocks");
    tcase_add_test(tests, files_that_cannot_be_read);
    tcase_add_test(tests, rows_are_handed_over_as_they_come);
    tcase_add_test(tests, a_blank_line_waits_for_the_row_after_it);
    tcase_add_test(tests, all_follows_what_next_has_read);
    tcase_add_test(tests, a_matrix_over_the_memory_allowed_is_refused);
    tcase_add_test(tests, many_rows_up_to_the_memory_allowed);
    tcase_add_test(tests, a_huge_field_is_refused);
    tcase_add_test(tests, rows_longer_than_the_buffer);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

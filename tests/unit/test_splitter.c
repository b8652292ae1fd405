/* Tests of cutting text into fields: line by line it must give what libcsv gives when it gets the
 * whole text at once, the dialects' changes made to it. */
#include <stdint.h>

#include "reading.h"
#include "table/input.h"
#include "table/splitter.h"

static char bytes_log[1 << 16];
static size_t logged;
static struct splitter splitter;

static void log_bytes(const char *text, size_t length)
{
    ck_assert_uint_lt(logged + length, sizeof bytes_log);
    memcpy(bytes_log + logged, text, length);
    logged += length;
}

static void log_field(void *text, size_t length, void *context)
{
    (void)context;
    log_bytes("<", 1);
    log_bytes(text, length);
    log_bytes(">", 1);
}

static void log_row(int end, void *context)
{
    (void)end;
    (void)context;
    log_bytes("\n", 1);
}

static enum status on_begin(void *context, struct error *error)
{
    (void)context;
    (void)error;
    return STATUS_OK;
}

static enum status on_field(void *context, const char *text, size_t length, struct error *error)
{
    (void)error;
    union {
        const char *constant;
        char *variable;
    } bytes = {text};
    log_field(bytes.variable, length, context);
    return STATUS_OK;
}

static enum status on_end(void *context, struct error *error)
{
    (void)error;
    log_row(0, context);
    return STATUS_OK;
}

static const struct splitter_sink logger = {on_begin, on_field, on_end, NULL};

/* Makes each run of blanks outside quotes one, with none at the ends of a row; the new length. */
static size_t squeeze(char *text, size_t length, bool quotes)
{
    size_t used = 0;
    bool quoted = false, begun = false, blank = false;
    for (size_t i = 0; i < length; i++) {
        const char byte = text[i];
        const bool is_end = byte == '\n' || byte == '\r';
        if (!quoted && (byte == ' ' || byte == '\t')) {
            blank = true;
            continue;
        }
        if (blank && begun && !is_end)
            text[used++] = ' ';
        blank = false;
        begun = quoted || !is_end;
        if (byte == '"' && quotes)
            quoted = !quoted;
        text[used++] = byte;
    }
    return used;
}

/* The whole text to libcsv at once; what it makes of it is logged. */
static bool split_by_libcsv(const char *text, size_t length, const struct reader_options *options)
{
    struct csv_parser parser;
    char *copy = malloc(length + 1);
    memcpy(copy, text, length);
    if (options->delimiter == ' ')
        length = squeeze(copy, length, options->quote != QUOTE_NONE);
    logged = 0;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&parser, (unsigned char)options->delimiter);
    if (options->quote == QUOTE_NONE)
        csv_set_quote(&parser, 'q'); /* which no text has */
    bool good = csv_parse(&parser, copy, length, log_field, log_row, NULL) == length &&
                csv_fini(&parser, log_field, log_row, NULL) == 0;
    csv_free(&parser);
    free(copy);
    return good;
}

/* The text by `block` bytes at a time. */
static enum status split(const char *text, size_t length, const struct reader_options *options,
                         size_t block, struct error *error)
{
    char path[64];
    struct input input;
    struct fragment fragment;
    int descriptor = reading_file(text, length, path);
    logged = 0;
    enum status status = input_open(&input, path, block, error);
    splitter_open(&splitter, "FILE", options, &logger);
    while (!status) {
        if (input_take(&input, &fragment)) {
            status = splitter_feed(&splitter, &fragment, error);
        } else if (!input.at_end) {
            status = input_read(&input, error);
        } else {
            status = splitter_end(&splitter, error);
            break;
        }
    }
    splitter_close(&splitter);
    input_close(&input);
    close(descriptor);
    return status;
}

static uint64_t state = 88172645463325252u;

/* xorshift64, Marsaglia 2003. */
static size_t random_below(size_t bound)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state >> 20) % bound;
}

START_TEST(cuts_as_libcsv_does)
{
    static const char alphabet[] = "1a,,;\"\"\"\n\n\r  \t\377", delimiters[] = ",;\t ";
    size_t good_ones = 0, long_ones = 0;
    for (int i = 0; i < 20000; i++) {
        char text[9000], expected[sizeof bytes_log];
        size_t length = random_below(24);
        for (size_t at = 0; at < length; at++)
            text[at] = alphabet[random_below(sizeof alphabet - 1)];
        /* Now and then a field that no buffer holds. */
        if (i % 50 == 0) {
            memset(text + length, "1 \""[random_below(3)], 8000);
            length += 8000;
            text[length++] = alphabet[random_below(sizeof alphabet - 1)];
            long_ones++;
        }
        struct reader_options options = {.delimiter = delimiters[random_below(4)],
                                         .quote = random_below(3) ? QUOTE_DOUBLE : QUOTE_NONE};
        bool good = split_by_libcsv(text, length, &options);
        size_t expected_length = logged;
        memcpy(expected, bytes_log, logged);
        struct error error;
        enum status status = split(text, length, &options, 1 + random_below(8), &error);
        ck_assert_msg(good == !status && logged == expected_length &&
                          !memcmp(bytes_log, expected, logged),
                      "<%.*s> gives <%.*s> instead of <%.*s>", (int)length, text, (int)logged,
                      bytes_log, (int)expected_length, expected);
        good_ones += good;
    }
    ck_assert(good_ones > 1000 && good_ones < 19000 && long_ones > 100);
}
END_TEST

START_TEST(counts_lines_and_blank_lines)
{
    static const char text[] = "\n \r1\r\n\"2\n\n\",3\n\n#\n#,\"\n";
    struct reader_options options = {.delimiter = ',', .comment = '#'};
    struct error error;
    for (size_t block = 1; block < 30; block++) {
        ck_assert_int_eq(split(text, sizeof text - 1, &options, block, &error), STATUS_OK);
        ck_assert_uint_eq(logged, strlen("<1>\n<2\n\n><3>\n"));
        ck_assert_mem_eq(bytes_log, "<1>\n<2\n\n><3>\n", logged);
        ck_assert_uint_eq(splitter.line, 10);
        ck_assert_uint_eq(splitter.row_line, 4);
        ck_assert_uint_eq(splitter.field_line, 6);
        ck_assert_uint_eq(splitter.blanks, 3);
        ck_assert_uint_eq(splitter.blank_line, 1);
    }
}
END_TEST

/* Blanks may come before a comment, however many. */
START_TEST(a_comment_may_be_indented)
{
    struct reader_options options = {.delimiter = ',', .comment = '#'};
    struct error error;
    char text[8192 + 3];
    memset(text, ' ', 8192);
    memcpy(text + 8192, "#1\n", 3);
    for (size_t at = 0; at <= 8192; at += 4096) {
        text[at] = '#';
        ck_assert_int_eq(split(text, sizeof text, &options, 4096, &error), STATUS_OK);
        ck_assert_uint_eq(logged, 0);
        text[at] = ' ';
    }
    text[4096] = '1';
    ck_assert_int_eq(split(text, sizeof text, &options, 4096, &error), STATUS_OK);
    ck_assert_uint_gt(logged, 4);
}
END_TEST

/* Lines are skipped as they stand, quotes and all. */
START_TEST(lines_are_skipped)
{
    static const char text[] = "\"title\r\n\r\n1,\"2\r\n\"\n";
    struct error error;
    for (size_t skip = 2; skip < 4; skip++)
        for (size_t block = 1; block < 30; block++) {
            struct reader_options options = {.delimiter = ',', .skip = skip};
            ck_assert_int_eq(split(text, sizeof text - 1, &options, block, &error),
                             skip == 2 ? STATUS_OK : STATUS_FAILED);
            if (skip == 2) {
                ck_assert_uint_eq(logged, strlen("<1><2\r\n>\n"));
                ck_assert_mem_eq(bytes_log, "<1><2\r\n>\n", logged);
                ck_assert_uint_eq(splitter.row_line, 3);
                ck_assert_uint_eq(splitter.blanks, 0);
            }
        }
}
END_TEST

/* A text that has every byte there is leaves none to serve as the quote that none is. */
START_TEST(any_byte_without_quotes)
{
    struct reader_options options = {.delimiter = ',', .quote = QUOTE_NONE};
    struct error error;
    char text[3 * 254 + 1], *end = text;
    for (int copy = 0; copy < 3; copy++)
        for (int byte = 0; byte < 256; byte++)
            if (byte != '\n' && byte != '\r' && byte != ',')
                *end++ = (char)byte;
    *end = '\n';
    ck_assert_int_eq(split(text, (size_t)(end + 1 - text), &options, 100, &error), STATUS_OK);
    ck_assert_uint_eq(logged, (size_t)(end - text) + 3);
    ck_assert_mem_eq(bytes_log + 1, text, (size_t)(end - text));
}
END_TEST

START_TEST(a_quoted_field_that_holds_a_row)
{
    static const char *const texts[] = {"\" -0.5 0.7\nx 1 2\n5\" 0.3 0.3\n", "\" 7\r\n\" 7\r\n"};
    struct error error;
    for (size_t i = 0; i < 2; i++) {
        struct reader_options options = {.delimiter = ' '};
        ck_assert_int_eq(split(texts[i], strlen(texts[i]), &options, 100, &error), STATUS_FAILED);
        ck_assert(strstr(error.text, "--quote=none") && strstr(error.text, "--quote=double"));
        options.quote = QUOTE_DOUBLE;
        ck_assert_int_eq(split(texts[i], strlen(texts[i]), &options, 100, &error), STATUS_OK);
        options.quote = QUOTE_NONE;
        ck_assert_int_eq(split(texts[i], strlen(texts[i]), &options, 100, &error), STATUS_OK);
    }
    struct reader_options options = {.delimiter = ','};
    static const char text[] = "\"a, b\nc\",1\n";
    ck_assert_int_eq(split(text, sizeof text - 1, &options, 100, &error), STATUS_OK);
}
END_TEST

static enum status refuse(void *context, struct error *error)
{
    (void)context;
    return error_set(error, STATUS_FAILED, "refused");
}

/* Whoever takes the rows can end the reading, and hears no more. */
START_TEST(a_failure_is_handed_on)
{
    struct reader_options options = {.delimiter = ','};
    struct fragment fragment = {
        .text = "\"1\",2\n", .length = 6, .starts_line = true, .ends_line = true};
    for (int which = 0; which < 2; which++) {
        struct splitter_sink sink = logger;
        *(which ? &sink.end : &sink.begin) = refuse;
        struct error error;
        logged = 0;
        splitter_open(&splitter, "FILE", &options, &sink);
        ck_assert_int_eq(splitter_feed(&splitter, &fragment, &error), STATUS_FAILED);
        ck_assert_str_eq(error.text, "refused");
        ck_assert_uint_eq(logged, which ? 6 : 0);
        splitter_close(&splitter);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("splitter");
    TCase *tests = tcase_create("splitter");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, cuts_as_libcsv_does);
    tcase_add_test(tests, counts_lines_and_blank_lines);
    tcase_add_test(tests, a_comment_may_be_indented);
    tcase_add_test(tests, lines_are_skipped);
    tcase_add_test(tests, any_byte_without_quotes);
    tcase_add_test(tests, a_quoted_field_that_holds_a_row);
    tcase_add_test(tests, a_failure_is_handed_on);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

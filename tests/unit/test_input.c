/* Tests of reading bytes and cutting them into lines. */
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "reading.h"
#include "table/input.h"

static struct input input;
static struct error error;

/* All fragments, each followed by marks: ^ it starts a line, $ it ends one, ~ it is a late LF. */
static char *take_all(void)
{
    char *log;
    size_t size;
    struct fragment fragment;
    FILE *out = open_memstream(&log, &size);
    while (!input.at_end) {
        while (input_take(&input, &fragment)) {
            fwrite(fragment.text, 1, fragment.length, out);
            fprintf(out, "%s%s%s|", fragment.starts_line ? "^" : "", fragment.ends_line ? "$" : "",
                    fragment.late_lf ? "~" : "");
        }
        ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    }
    while (input_take(&input, &fragment))
        fprintf(out, "%.*s%s%s|", (int)fragment.length, fragment.text,
                fragment.starts_line ? "^" : "", fragment.ends_line ? "$" : "");
    fclose(out);
    return log;
}

static void expect(const char *text, size_t length, size_t block, const char *expected)
{
    char path[64];
    int descriptor = reading_file(text, length, path);
    ck_assert_int_eq(input_open(&input, path, block, &error), STATUS_OK);
    char *log = take_all();
    ck_assert_str_eq(log, expected);
    free(log);
    input_close(&input);
    close(descriptor);
}

#define TEXT(literal) (literal), sizeof(literal) - 1

START_TEST(lines)
{
    static const size_t blocks[] = {1, 2, 3, 100};
    for (size_t i = 0; i < 4; i++) {
        expect(TEXT(""), blocks[i], "");
        expect(TEXT("a"), blocks[i], "a^|");
        expect(TEXT("a\nb"), blocks[i], "a\n^$|b^|");
        expect(TEXT("\n\na\n"), blocks[i], "\n^$|\n^$|a\n^$|");
        expect(TEXT("\xef\xbb\xbf\na"), blocks[i], "\n^$|a^|");
        expect(TEXT("\xef\xbb"), blocks[i], "\xef\xbb^|");
    }
    expect(TEXT("a\r\nb\rc\n\r"), 100, "a\r\n^$|b\r^$|c\n^$|\r^$|");
    /* A line is complete with its CR: nobody waits for the LF. */
    expect(TEXT("a\r\nb\rc\n\r"), 2, "a\r^$|\n^~|b\r^$|c\n^$|\r^$|");
}
END_TEST

/* One at the very end, wherever blocks end; any other is text. */
START_TEST(control_z_ends_a_file)
{
    for (size_t block = 1; block < 10; block++) {
        expect(TEXT("1\n\x1a"), block, "1\n^$|");
        expect(TEXT("1\n2\x1a"), block, "1\n^$|2^|");
        expect(TEXT("1\n\x1a\x1a"), block, "1\n^$|");
        expect(TEXT("1\n2\x1a\x1a\x1a"), block, "1\n^$|2^|");
        expect(TEXT("1\x1a\n"), block, "1\x1a\n^$|");
        expect(TEXT("\x1a"), block, "");
    }
}
END_TEST

START_TEST(a_line_longer_than_the_room)
{
    size_t length = 10002;
    char *text = malloc(length);
    memset(text, 'x', length);
    text[length - 2] = '\n';
    char path[64];
    struct fragment fragment;
    int descriptor = reading_file(text, length, path);
    size_t got = 0, parts = 0;
    ck_assert_int_eq(input_open(&input, path, 50, &error), STATUS_OK);
    while (got < length - 1) {
        if (!input_take(&input, &fragment)) {
            ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
            continue;
        }
        ck_assert(fragment.starts_line == (got == 0));
        got += fragment.length;
        ck_assert(fragment.ends_line == (got == length - 1));
        ck_assert_uint_lt(fragment.length, 6000);
        parts++;
    }
    ck_assert_uint_eq(got, length - 1);
    ck_assert_uint_ge(parts, 2);
    input_close(&input);
    close(descriptor);
    free(text);
}
END_TEST

/* Room is made for a long line, and whoever writes it into a pipe piece by piece is not kept
 * waiting for an answer once the line is whole. */
START_TEST(room_is_made_for_a_long_line)
{
    enum { LENGTH = 100000, PIECE = 7000, BLOCK = 4096 };
    static char text[LENGTH];
    int ends[2];
    memset(text, 'x', LENGTH - 1);
    text[LENGTH - 1] = '\n';
    ck_assert_int_eq(pipe(ends), 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    ck_assert_int_eq(input_open(&input, path, BLOCK, &error), STATUS_OK);
    pid_t writer = fork();
    if (writer == 0) {
        for (size_t at = 0; at < LENGTH; at += PIECE)
            if (write(ends[1], text + at, LENGTH - at < PIECE ? LENGTH - at : PIECE) < 0)
                _exit(1);
        pause();
        _exit(0);
    }
    struct fragment fragment;
    while (!input_take(&input, &fragment))
        ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    ck_assert(fragment.starts_line && fragment.ends_line);
    ck_assert_uint_eq(fragment.length, LENGTH);
    ck_assert_mem_eq(fragment.text, text, LENGTH);
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    input_close(&input);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(whole_lines)
{
    char path[64];
    int descriptor = reading_file(TEXT("ab\ncd\r\nef\nrest"), path);
    struct fragment fragment;
    ck_assert_int_eq(input_open(&input, path, 100, &error), STATUS_OK);
    ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    const char *text = input.text + input.start;
    ck_assert_ptr_eq(input_lines(&input, 100), text + 10);
    ck_assert_ptr_eq(input_lines(&input, 9), text + 7);
    ck_assert_ptr_eq(input_lines(&input, 3), text + 3);
    ck_assert_ptr_eq(input_lines(&input, 1), text + 3); /* one line at the least */
    input_skip(&input, text + 3);
    ck_assert(input_take(&input, &fragment) && fragment.length == 4);
    input_skip(&input, text + 10);
    ck_assert_ptr_eq(input_lines(&input, 100), text + 10);
    input_close(&input);
    close(descriptor);
}
END_TEST

static int open_pipe(int flags)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fcntl(ends[0], F_SETFL, flags), 0);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    ck_assert_int_eq(input_open(&input, "-", 100, &error), STATUS_OK);
    ck_assert_str_eq(input.name, "(stdin)");
    return ends[1];
}

START_TEST(reading_ahead)
{
    struct fragment fragment;
    int feed = open_pipe(0);
    ck_assert(!input_is_ready(&input));
    input_read_ahead(&input); /* must not wait for what has not come */
    ck_assert(!input.is_ahead);
    ck_assert_int_eq(write(feed, "a\nb", 3), 3);
    ck_assert(input_is_ready(&input));
    input_read_ahead(&input);
    input_read_ahead(&input);
    ck_assert(input.is_ahead && input_is_ready(&input));
    ck_assert(!input_take(&input, &fragment));
    ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    ck_assert(!input_is_ready(&input));
    ck_assert(input_take(&input, &fragment) && fragment.length == 2);
    ck_assert(!input_take(&input, &fragment));
    ck_assert_int_eq(write(feed, "c\n", 2), 2);
    close(feed);
    input_read_ahead(&input);
    ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    ck_assert(input_take(&input, &fragment) && fragment.length == 3);
    ck_assert_mem_eq(fragment.text, "bc\n", 3);
    ck_assert(!input.at_end);
    ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    ck_assert(input.at_end);
    input_close(&input);
}
END_TEST

/* A descriptor that a parent has made non-blocking is waited for. */
START_TEST(a_pipe_that_does_not_block)
{
    struct fragment fragment;
    int feed = open_pipe(O_NONBLOCK);
    pid_t child = fork();
    if (child == 0) {
        poll(NULL, 0, 50);
        _exit(write(feed, "late\n", 5) != 5);
    }
    ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    ck_assert(input_take(&input, &fragment) && fragment.length == 5);
    close(feed);
    input_close(&input);
}
END_TEST

START_TEST(a_share_of_the_file)
{
    char path[64];
    int descriptor = reading_file(TEXT("1\n2\n3\n4\n"), path);
    ck_assert_int_eq(input_open(&input, path, 4, &error), STATUS_OK);
    ck_assert_double_eq(input_share(&input), 0);
    ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    ck_assert_double_eq(input_share(&input), 0.5);
    ck_assert_int_eq(ftruncate(descriptor, 2), 0); /* it shrinks */
    ck_assert_double_eq(input_share(&input), 1);
    ck_assert_int_eq(ftruncate(descriptor, 0), 0);
    ck_assert(isnan(input_share(&input)));
    /* What has been read to its end is closed, and there is nothing more to read ahead. */
    ck_assert_int_eq(input_read(&input, &error), STATUS_OK);
    ck_assert(input.at_end && isnan(input_share(&input)));
    input_read_ahead(&input);
    ck_assert(!input.is_ahead);
    input_close(&input);
    close(descriptor);
    close(open_pipe(0));
    ck_assert(isnan(input_share(&input)));
    input_close(&input);
}
END_TEST

START_TEST(what_is_no_csv)
{
    static const struct {
        const char *text;
        size_t length;
        const char *error;
    } cases[] = {
        {TEXT("\0\0\xfe\xff\0\0\0"
              "1"),
         "the text is UTF-32; convert it first: iconv -f UTF-32 -t UTF-8"},
        {TEXT("\xff\xfe\0\0"
              "1\0\0\0"),
         "the text is UTF-32; convert it first: iconv -f UTF-32 -t UTF-8"},
        {TEXT("\x1f\x8b\x08"),
         "this is compressed data; decompress it first: gzip -dc FILE | attn ..."},
        {TEXT("\x28\xb5\x2f\xfd$"),
         "this is compressed data; decompress it first: zstd -dc FILE | attn ..."},
        {TEXT("\xfd"
              "7zXZ"),
         "this is compressed data; decompress it first: xz -dc FILE | attn ..."},
        {TEXT("1\0,\0"), "the text is UTF-16LE; convert it first: iconv -f UTF-16LE -t UTF-8"},
        {TEXT("\0"
              "1\0,"),
         "the text is UTF-16BE; convert it first: iconv -f UTF-16BE -t UTF-8"},
        {TEXT("\xff\xfe"), "the text is UTF-16; convert it first: iconv -f UTF-16 -t UTF-8"},
        {TEXT("BZh91AY&SY"),
         "this is compressed data; decompress it first: bzip2 -dc FILE | attn ..."},
        {TEXT("PAR1\x15\x04"),
         "this is a Parquet file, not CSV; write it with pandas' or polars' CSV writer first"},
        {TEXT("\x10\0\0\0\0\0\0\0{\"a\""),
         "this is a safetensors file, not CSV; write its tensor as CSV first"},
        {TEXT("\xef\xbb\xbf{ \"a\": 1}"),
         "this is JSON, not CSV; write it as CSV first: jq -r '[.[]] | @csv' FILE | attn ..."},
        {TEXT(" [\n [1"),
         "this is JSON, not CSV; write it as CSV first: jq -r '.[] | @csv' FILE | attn ..."},
        {TEXT("[{"), "this is JSON, not CSV; write it as CSV first: jq -r '.[] | [.[]] | @csv' "
                     "FILE | attn ..."},
        {TEXT("PAR1,PAR2\n"), NULL},
        {TEXT("BZh"), NULL},
        {TEXT("[1,2]\n"), NULL},
        {TEXT("{a},b\n"), NULL},
        {TEXT("1\0,0"), NULL},
        {TEXT("\x1f"), NULL},
        {TEXT("(1"), NULL},
        {TEXT("\0\0\xfe\xfe"), NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[64], expected[200];
        int descriptor = reading_file(cases[i].text, cases[i].length, path);
        ck_assert_int_eq(input_open(&input, path, 1, &error), STATUS_OK);
        enum status status = STATUS_OK;
        while (!status && !input.at_end)
            status = input_read(&input, &error);
        ck_assert_int_eq(status, cases[i].error ? STATUS_FAILED : STATUS_OK);
        snprintf(expected, sizeof expected, "%s: %s", path, cases[i].error);
        if (status)
            ck_assert_str_eq(error.text, expected);
        input_close(&input);
        close(descriptor);
    }
}
END_TEST

START_TEST(failures)
{
    ck_assert_int_eq(input_open(&input, "-", SIZE_MAX, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "out of memory for an input buffer");
    ck_assert_int_eq(input_open(&input, "/nonexistent", 100, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "/nonexistent: No such file or directory");
    ck_assert_int_eq(input_open(&input, "/tmp", 100, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "/tmp: Is a directory");
    /* Nothing is mapped at address 0 of this process. */
    ck_assert_int_eq(input_open(&input, "/proc/self/mem", 100, &error), STATUS_OK);
    ck_assert_int_eq(input_read(&input, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "/proc/self/mem: Input/output error");
    input_close(&input);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input");
    TCase *tests = tcase_create("input");
    tcase_add_test(tests, lines);
    tcase_add_test(tests, control_z_ends_a_file);
    tcase_add_test(tests, a_line_longer_than_the_room);
    tcase_add_test(tests, room_is_made_for_a_long_line);
    tcase_add_test(tests, whole_lines);
    tcase_add_test(tests, reading_ahead);
    tcase_add_test(tests, a_pipe_that_does_not_block);
    tcase_add_test(tests, a_share_of_the_file);
    tcase_add_test(tests, what_is_no_csv);
    tcase_add_test(tests, failures);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

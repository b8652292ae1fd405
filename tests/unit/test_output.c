/* Tests of where results go: whole or untouched, and nothing left behind. */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "table/output.h"

static char directory[] = "/tmp/attn-test-XXXXXX";
static struct output output;
static struct error error;

/* Each test has the directory to itself, as the current one. */
static void enter(void)
{
    strcpy(directory + strlen(directory) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    ck_assert_int_eq(chdir(directory), 0);
    umask(022);
}

static size_t count_files(void)
{
    DIR *listing = opendir(directory);
    size_t count = 0;
    while (readdir(listing))
        count++;
    closedir(listing);
    return count - 2; /* . and .. */
}

static void leave(void)
{
    DIR *listing = opendir(directory);
    struct dirent *entry;
    while ((entry = readdir(listing)))
        unlink(entry->d_name);
    closedir(listing);
    rmdir(directory);
}

static void put_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    fputs(text, file);
    fclose(file);
}

static void expect_file(const char *name, const char *expected)
{
    char text[100] = "";
    FILE *file = fopen(name, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(text, 1, sizeof text - 1, file), strlen(expected));
    ck_assert_str_eq(text, expected);
    fclose(file);
}

static void expect_mode(const char *name, mode_t expected)
{
    struct stat about;
    ck_assert_int_eq(stat(name, &about), 0);
    ck_assert_uint_eq(about.st_mode & 07777, expected);
}

static void open_output(const char *path)
{
    ck_assert_msg(!output_open(&output, path, &error), "%s", error.text);
}

static void put(const char *text)
{
    ck_assert_msg(!output_write(&output, text, strlen(text), &error), "%s", error.text);
}

static void close_output(void)
{
    ck_assert_msg(!output_close(&output, &error), "%s", error.text);
}

START_TEST(a_new_file_appears_at_the_end)
{
    open_output("f");
    put("one\n");
    put("two\n");
    ck_assert_int_eq(access("f", F_OK), -1);
    ck_assert_uint_eq(count_files(), 1);
    close_output();
    expect_file("f", "one\ntwo\n");
    expect_mode("f", 0644);
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(an_old_file_is_untouched_until_the_end_and_keeps_its_mode)
{
    put_file("f", "old\n");
    ck_assert_int_eq(chmod("f", 0640), 0);
    open_output("f");
    put("new\n");
    expect_file("f", "old\n");
    close_output();
    expect_file("f", "new\n");
    expect_mode("f", 0640);
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(an_abandoned_file_leaves_nothing)
{
    put_file("f", "old\n");
    open_output("f");
    put("new\n");
    output_abandon(&output);
    expect_file("f", "old\n");
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(a_link_stays_one)
{
    put_file("f", "old\n");
    ck_assert_int_eq(symlink("f", "link"), 0);
    ck_assert_int_eq(symlink("./link", "link2"), 0);
    char path[64];
    snprintf(path, sizeof path, "%s/link2", directory);
    open_output(path);
    put("new\n");
    close_output();
    expect_file("f", "new\n");
    struct stat about;
    ck_assert_int_eq(lstat("link2", &about), 0);
    ck_assert(S_ISLNK(about.st_mode));
    ck_assert_int_eq(lstat("link", &about), 0);
    ck_assert(S_ISLNK(about.st_mode));
    ck_assert_uint_eq(count_files(), 3);
}
END_TEST

START_TEST(a_link_may_lead_elsewhere)
{
    char path[64];
    snprintf(path, sizeof path, "%s/f", directory);
    ck_assert_int_eq(mkdir("below", 0700), 0);
    ck_assert_int_eq(symlink(path, "below/link"), 0);
    open_output("below/link");
    put("new\n");
    close_output();
    expect_file("f", "new\n");
    ck_assert_int_eq(unlink("below/link"), 0);
    ck_assert_int_eq(rmdir("below"), 0);
}
END_TEST

START_TEST(a_link_to_nothing_gets_its_target)
{
    ck_assert_int_eq(symlink("f", "link"), 0);
    open_output("link");
    put("new\n");
    close_output();
    expect_file("f", "new\n");
}
END_TEST

static void expect_refusal(const char *path, const char *expected)
{
    ck_assert_int_eq(output_open(&output, path, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, expected);
}

START_TEST(places_that_cannot_be_written)
{
    expect_refusal("/", "/: Is a directory");
    expect_refusal("none/", "none/: Is a directory");
    expect_refusal("none/f", "none/f: No such file or directory");
    put_file("f", "");
    expect_refusal("f/g", "f/g: Not a directory");
    ck_assert_int_eq(symlink("loop", "loop"), 0);
    expect_refusal("loop", "loop: Too many levels of symbolic links");
    expect_refusal("", ": No such file or directory");
    ck_assert_uint_eq(count_files(), 2);
}
END_TEST

START_TEST(devices_are_written_directly)
{
    open_output("/dev/null");
    put("text");
    close_output();
    open_output("/dev/full");
    ck_assert_int_eq(output_write(&output, "text", 4, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "/dev/full: No space left on device");
    output_abandon(&output);
}
END_TEST

static void *read_fifo(void *name)
{
    expect_file(name, "text\n");
    return NULL;
}

START_TEST(a_fifo_is_written_directly)
{
    char name[] = "fifo";
    pthread_t thread;
    ck_assert_int_eq(mkfifo(name, 0600), 0);
    pthread_create(&thread, NULL, read_fifo, name);
    open_output(name);
    put("text\n");
    close_output();
    pthread_join(thread, NULL);
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(two_files_at_once)
{
    struct output other;
    open_output("f");
    ck_assert_int_eq(output_open(&other, "g", &error), STATUS_OK);
    put("1");
    ck_assert_int_eq(output_write(&other, "2", 1, &error), STATUS_OK);
    close_output();
    expect_file("f", "1");
    ck_assert_int_eq(output_close(&other, &error), STATUS_OK);
    expect_file("g", "2");
    ck_assert_uint_eq(count_files(), 2);
}
END_TEST

/* A child that is interrupted must end by the signal, and leave nothing behind. */
START_TEST(signals_remove_the_unfinished_file)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    int signal_number = signals[_i], status;
    put_file("f", "old\n");
    pid_t child = fork();
    if (child == 0) {
        signal(signal_number, SIG_DFL);
        if (output_open(&output, "f", &error) || output_write(&output, "x", 1, &error))
            _exit(1);
        kill(getpid(), signal_number);
        for (;;)
            pause();
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), signal_number);
    expect_file("f", "old\n");
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(an_ignored_signal_stays_ignored)
{
    signal(SIGHUP, SIG_IGN);
    open_output("f");
    raise(SIGHUP);
    put("text\n");
    close_output();
    expect_file("f", "text\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("output");
    TCase *tests = tcase_create("output");
    tcase_add_checked_fixture(tests, enter, leave);
    tcase_add_test(tests, a_new_file_appears_at_the_end);
    tcase_add_test(tests, an_old_file_is_untouched_until_the_end_and_keeps_its_mode);
    tcase_add_test(tests, an_abandoned_file_leaves_nothing);
    tcase_add_test(tests, a_link_stays_one);
    tcase_add_test(tests, a_link_may_lead_elsewhere);
    tcase_add_test(tests, a_link_to_nothing_gets_its_target);
    tcase_add_test(tests, places_that_cannot_be_written);
    tcase_add_test(tests, devices_are_written_directly);
    tcase_add_test(tests, a_fifo_is_written_directly);
    tcase_add_test(tests, two_files_at_once);
    tcase_add_loop_test(tests, signals_remove_the_unfinished_file, 0, 3);
    tcase_add_test(tests, an_ignored_signal_stays_ignored);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

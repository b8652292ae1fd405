/* Tests of where results go: whole or untouched, and nothing left behind. */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
    ck_assert_msg(!output_close(&output, STATUS_OK, &error), "%s", error.text);
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
    output_close(&output, STATUS_FAILED, &error);
    expect_file("f", "old\n");
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

/* A file for which room was asked ahead takes no more of the disk than it needs in the end. */
START_TEST(a_large_file_keeps_no_room)
{
    enum { PIECE = 1 << 20, PIECES = 40 };
    char *piece = calloc(PIECE, 1);
    struct stat about;
    ck_assert_ptr_nonnull(piece);
    open_output("f");
    for (int i = 0; i < PIECES; i++)
        ck_assert_int_eq(output_write(&output, piece, PIECE, &error), STATUS_OK);
    put("end\n");
    close_output();
    ck_assert_int_eq(stat("f", &about), 0);
    ck_assert_int_eq(about.st_size, PIECES * PIECE + 4);
    ck_assert_int_le((about.st_blocks - 64) * 512, about.st_size);
    free(piece);
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
    expect_refusal("", "'': No such file or directory");
    ck_assert_uint_eq(count_files(), 2);
}
END_TEST

START_TEST(paths_too_long_and_too_many_unfinished_files)
{
    static char path[PATH_MAX];
    for (size_t i = 0; i + 60 < PATH_MAX; i += 2)
        memcpy(path + i, "./", 3);
    strcat(path, "f");
    ck_assert_int_eq(output_open(&output, path, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "./f: File name too long"));

    struct output files[32];
    char name[] = "a";
    for (size_t i = 0; i < 32; i++, name[0]++)
        ck_assert_int_eq(output_open(&files[i], name, &error), STATUS_OK);
    expect_refusal("b", "b: Too many open files");
    ck_assert_int_eq(output_close(&files[1], STATUS_OK, &error), STATUS_OK);
    for (size_t i = 0; i < 32; i++)
        if (i != 1)
            output_close(&files[i], STATUS_FAILED, &error);
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

/* Names of files that others left unfinished are passed over. */
START_TEST(names_that_are_taken)
{
    char name[64];
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, ".attn-%ld-%d.tmp", (long)getpid(), i);
        put_file(name, "");
    }
    expect_refusal("f", "f: File exists");
    ck_assert_int_eq(unlink(name), 0);
    open_output("f");
    put("new\n");
    close_output();
    expect_file("f", "new\n");
}
END_TEST

/* Root may write everywhere: access() asks who the user really is. */
START_TEST(a_file_without_the_right_to_write)
{
    put_file("f", "old\n");
    ck_assert_int_eq(chmod("f", 0444), 0);
    ck_assert_int_eq(chmod(directory, 0755), 0);
    if (getuid() == 0)
        ck_assert_int_eq(setreuid(65534, (uid_t)-1), 0);
    expect_refusal("f", "f: Permission denied");
    expect_file("f", "old\n");
}
END_TEST

START_TEST(descriptors_by_name)
{
    int ends[2];
    char name[64], text[8];
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(name, sizeof name, "/dev/fd/%d", ends[1]);
    open_output(name);
    put("text\n");
    close_output();
    ck_assert_int_eq(read(ends[0], text, sizeof text), 5);
    ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    open_output("/dev/stderr");
    put("told\n");
    close_output();
    ck_assert_int_eq(read(ends[0], text, sizeof text), 5);
    ck_assert_mem_eq(text, "told\n", 5);
    expect_refusal("/dev/fd/999999", "/dev/fd/999999: Bad file descriptor");
    expect_refusal("/dev/fd/1234567", "/dev/fd/1234567: No such file or directory");
    expect_refusal("/dev/fd/1x", "/dev/fd/1x: No such file or directory");
    expect_refusal("/dev/fd/", "/dev/fd/: Is a directory");
}
END_TEST

/* The end of what was written goes only where it is the end of a file, and there is as much. */
START_TEST(bytes_are_taken_back)
{
    put_file("f", "");
    int file = open("f", O_RDWR), device = open("/dev/null", O_RDWR);
    output = (struct output){.descriptor = file, .unfinished = false};
    put("row\npar");
    output_take_back(&output, 3);
    expect_file("f", "row\n");
    output_take_back(&output, 0);
    output_take_back(&output, 5);
    expect_file("f", "row\n");
    ck_assert_int_eq(lseek(file, 2, SEEK_SET), 2); /* another has written behind us */
    output_take_back(&output, 1);
    expect_file("f", "row\n");
    output.descriptor = device;
    output_take_back(&output, 1);
    output.descriptor = -1;
    output_take_back(&output, 1);
    close(file);
    close(device);
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
    output_close(&output, STATUS_FAILED, &error);
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
    tcase_add_test(tests, a_large_file_keeps_no_room);
    tcase_add_test(tests, a_link_stays_one);
    tcase_add_test(tests, a_link_may_lead_elsewhere);
    tcase_add_test(tests, a_link_to_nothing_gets_its_target);
    tcase_add_test(tests, places_that_cannot_be_written);
    tcase_add_test(tests, paths_too_long_and_too_many_unfinished_files);
    tcase_add_test(tests, names_that_are_taken);
    tcase_add_test(tests, a_file_without_the_right_to_write);
    tcase_add_test(tests, descriptors_by_name);
    tcase_add_test(tests, bytes_are_taken_back);
    tcase_add_test(tests, devices_are_written_directly);
    tcase_add_test(tests, a_fifo_is_written_directly);
    tcase_add_loop_test(tests, signals_remove_the_unfinished_file, 0, 3);
    tcase_add_test(tests, an_ignored_signal_stays_ignored);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

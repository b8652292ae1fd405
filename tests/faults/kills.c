/* Kills a program that writes a file, at random times, and looks at what it leaves:
 *
 *   kills TIMES PROGRAM ARGUMENT...        ("-o FILE" is added)
 *
 * FILE must be whole, old or new. SIGKILL may leave one unfinished file beside it, which later runs
 * must not trip over; SIGTERM leaves none. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TARGET "killed/file.csv"

static const char old[] = "old\n";

static void die(const char *what)
{
    perror(what);
    exit(2);
}

/* The whole file; NULL if there is none. */
static char *load(size_t *length)
{
    struct stat about;
    int file = open(TARGET, O_RDONLY);
    if (file < 0 || fstat(file, &about))
        return NULL;
    *length = (size_t)about.st_size;
    char *bytes = malloc(*length + 1);
    if (!bytes || read(file, bytes, *length + 1) != about.st_size)
        die(TARGET);
    close(file);
    return bytes;
}

static void save_old(void)
{
    FILE *file = fopen(TARGET, "w");
    if (!file || fputs(old, file) < 0 || fclose(file))
        die(TARGET);
}

/* How many unfinished files there are; removes them if told to. */
static int count_unfinished(bool clear)
{
    DIR *directory = opendir("killed");
    int count = 0;
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (strncmp(entry->d_name, ".attn-", 6) == 0) {
            count++;
            if (clear)
                unlinkat(dirfd(directory), entry->d_name, 0);
        }
    closedir(directory);
    return count;
}

static pid_t start(char **arguments)
{
    pid_t pid;
    if (posix_spawn(&pid, arguments[0], NULL, NULL, arguments, (char *[]){NULL}))
        die(arguments[0]);
    return pid;
}

static void sleep_for(double seconds)
{
    struct timespec time = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
    nanosleep(&time, NULL);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Whether the file is one of the two it may be; *is_old says which. */
static bool is_whole(const char *good, size_t good_length, bool *is_old)
{
    size_t length = 0;
    char *found = load(&length);
    *is_old = found && length == strlen(old) && memcmp(found, old, length) == 0;
    bool whole = *is_old || (found && length == good_length && !memcmp(found, good, length));
    free(found);
    return whole;
}

/* How long a run takes, the shortest of some; its result goes to *good. */
static double measure(char **arguments, char **good, size_t *length)
{
    double shortest = 1e9;
    for (int i = 0; i < 5; i++) {
        int status;
        double began = seconds();
        waitpid(start(arguments), &status, 0);
        double took = seconds() - began;
        shortest = took < shortest ? took : shortest;
        if (status)
            die("the run that is not killed");
    }
    *good = load(length);
    return shortest;
}

int main(int argc, char **argv)
{
    char *arguments[64] = {NULL};
    long times = argc > 2 ? strtol(argv[1], NULL, 10) : 0, wrong = 0, kept = 0;
    long left_hard = 0, left_gently = 0;
    if (times < 1 || argc > 60 || mkdir("killed", 0777))
        die("usage: kills TIMES PROGRAM ARGUMENT...");
    memcpy(arguments, argv + 2, sizeof *argv * (size_t)(argc - 2));
    arguments[argc - 2] = (char[]){"-o"};
    arguments[argc - 1] = (char[]){TARGET};

    char *good;
    size_t good_length;
    int before = 0;
    save_old();
    double latest = 1.3 * measure(arguments, &good, &good_length);
    for (long i = 0; i < times; i++) {
        bool is_old, gently = i % 4 == 3;
        int status;
        save_old();
        pid_t pid = start(arguments);
        double delay = latest * rand() / RAND_MAX;
        sleep_for(delay);
        kill(pid, gently ? SIGTERM : SIGKILL);
        waitpid(pid, &status, 0);
        bool whole = is_whole(good, good_length, &is_old);
        /* A machine that grew busier or less busy since the measurement needs other times. */
        if (is_old && delay > 0.8 * latest)
            latest *= 1.25;
        if (!is_old && delay < 0.5 * latest)
            latest *= 0.9;
        int after = count_unfinished(false), left = after - before;
        bool right = whole && left <= 1 && (WIFSIGNALED(status) || status == 0);
        if (!right)
            printf("kill %ld: status %#x, %d files left, FILE is %s\n", i, (unsigned)status, left,
                   whole ? "whole" : "torn");
        kept += is_old;
        *(gently ? &left_gently : &left_hard) += left;
        wrong += !right;
        /* The next runs meet what was left, up to a point. */
        before = after < 10 ? after : after - count_unfinished(true);
    }
    count_unfinished(true);
    printf("kills: %ld (%ld left the old file, %ld the new); unfinished files left by SIGKILL %ld, "
           "by SIGTERM %ld; %ld wrong\n",
           times, kept, times - kept, left_hard, left_gently, wrong);
    free(good);
    return wrong > 0 || kept == 0 || kept == times || left_gently > 0;
}

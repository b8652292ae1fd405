/* The running of commands; see scenario.h. */
#include "scenario.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 20000 /* ms */ };

void die(const char *what)
{
    perror(what);
    exit(2);
}

int memory_file(const char *name)
{
    int descriptor = memfd_create(name, 0);
    if (descriptor < 0)
        die(name);
    return descriptor;
}

static size_t read_back(int descriptor, char *bytes, size_t room)
{
    ssize_t length = pread(descriptor, bytes, room, 0);
    if (length < 0 || (size_t)length == room)
        die("output of the program");
    return (size_t)length;
}

static void empty(int descriptor)
{
    if (ftruncate(descriptor, 0) || lseek(descriptor, 0, SEEK_SET))
        die("a file in memory");
}

/* Waits for the process, and ends it when patience does. */
static int wait_for(pid_t pid)
{
    int status, descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};
    bool ended = descriptor < 0 || poll(&wait, 1, PATIENCE) > 0;
    if (!ended)
        kill(pid, SIGKILL);
    if (descriptor >= 0)
        close(descriptor);
    waitpid(pid, &status, 0);
    return ended ? status : -1;
}

static pid_t start(const struct scenario *scenario, const struct runner *runner)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, scenario->input, O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, runner->out, 1);
    posix_spawn_file_actions_adddup2(&actions, runner->error, 2);
    pid_t pid;
    if (posix_spawn(&pid, scenario->words[0], &actions, NULL, scenario->words, runner->environment))
        die(scenario->words[0]);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static void put_old_file(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file || fputs("old\n", file) < 0 || fclose(file))
        die(path);
}

void scenario_run(const struct scenario *scenario, const struct runner *runner,
                  struct result *result)
{
    empty(runner->out);
    empty(runner->error);
    if (scenario->output)
        put_old_file(scenario->output);
    result->status = wait_for(start(scenario, runner));
    result->out_length = read_back(runner->out, result->out, sizeof result->out);
    result->error_length = read_back(runner->error, result->error, sizeof result->error);
    result->file_length = 0;
    if (scenario->output) {
        int file = open(scenario->output, O_RDONLY);
        if (file < 0)
            die(scenario->output);
        result->file_length = read_back(file, result->file, sizeof result->file);
        close(file);
    }
}

void scenario_cut(struct scenario *scenario, char *text, const char *const extra[2])
{
    size_t count = 1;
    scenario->input = "/dev/null";
    scenario->output = NULL;
    for (char *word = strtok(text, " \n"); word && count < WORDS_MAX - 2;
         word = strtok(NULL, " \n")) {
        if (*word == '<') {
            scenario->input = word + 1;
            continue;
        }
        if (strcmp(scenario->words[count - 1], "-o") == 0)
            scenario->output = word;
        scenario->words[count++] = word;
    }
    for (int i = 0; i < 2 && extra[i]; i++)
        scenario->words[count++] = (char *)extra[i];
    scenario->words[count] = NULL;
    scenario->line[0] = '\0';
    for (size_t i = 1; i < count; i++) {
        strcat(scenario->line, scenario->words[i]);
        strcat(scenario->line, " ");
    }
}

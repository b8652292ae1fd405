/* Runs commands of attn again and again and lets one call after the other fail, until a run gets
 * through without meeting the failure. After each run: the right output, or status 1 with one
 * message and no partial row; a FILE of -o whole, old or new, and nothing left beside it.
 *
 *   faults [--sample=K] [--preload=SHIM] ATTN <scenarios
 *
 * in the directory with the inputs. A scenario is a line of words; `<FILE` is standard input; after
 * `~` the output may differ. With K only every K-th point of failure is tried, in half the
 * variants. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenario.h"

/* What must become of a run that met the fault. */
enum outcome { SUCCEEDS, FAILS, EITHER };

/* A kind of fault, tried at every call of its kind. */
struct fault {
    const char *name;
    enum call call;
    int failure, after; /* as in plan.h */
    size_t most;
    long times; /* calls in a row that meet it */
    enum outcome outcome;
};

static const struct fault faults[] = {
    {"allocation, once", CALL_ALLOCATE, ENOMEM, 0, 0, 1, EITHER},
    {"allocation, ever after", CALL_ALLOCATE, ENOMEM, 0, 0, forever, EITHER},
    {"read: EIO", CALL_READ, EIO, 0, 0, 1, FAILS},
    {"read: EINTR", CALL_READ, EINTR, 0, 0, 3, SUCCEEDS},
    {"read: EAGAIN", CALL_READ, EAGAIN, 0, 0, 3, SUCCEEDS},
    {"read: 1 byte", CALL_READ, 0, 0, 1, 1, SUCCEEDS},
    {"read: 2 bytes", CALL_READ, 0, 0, 2, 1, SUCCEEDS},
    {"read: 3 bytes", CALL_READ, 0, 0, 3, 1, SUCCEEDS},
    {"read: 4 bytes", CALL_READ, 0, 0, 4, 1, SUCCEEDS},
    {"read: 5 bytes", CALL_READ, 0, 0, 5, 1, SUCCEEDS},
    {"read: 6 bytes", CALL_READ, 0, 0, 6, 1, SUCCEEDS},
    {"read: 7 bytes", CALL_READ, 0, 0, 7, 1, SUCCEEDS},
    {"read: 1 byte, ever after", CALL_READ, 0, 0, 1, forever, SUCCEEDS},
    {"read: 7 bytes, then EIO", CALL_READ, 0, EIO, 7, 1, FAILS},
    {"write: EIO", CALL_WRITE, EIO, 0, 0, 1, FAILS},
    {"write: ENOSPC", CALL_WRITE, ENOSPC, 0, 0, forever, FAILS},
    {"write: EINTR", CALL_WRITE, EINTR, 0, 0, 3, SUCCEEDS},
    {"write: EAGAIN", CALL_WRITE, EAGAIN, 0, 0, 3, SUCCEEDS},
    {"write: 1 byte", CALL_WRITE, 0, 0, 1, 1, SUCCEEDS},
    {"write: 2 bytes", CALL_WRITE, 0, 0, 2, 1, SUCCEEDS},
    {"write: 3 bytes", CALL_WRITE, 0, 0, 3, 1, SUCCEEDS},
    {"write: 4 bytes", CALL_WRITE, 0, 0, 4, 1, SUCCEEDS},
    {"write: 5 bytes", CALL_WRITE, 0, 0, 5, 1, SUCCEEDS},
    {"write: 6 bytes", CALL_WRITE, 0, 0, 6, 1, SUCCEEDS},
    {"write: 7 bytes", CALL_WRITE, 0, 0, 7, 1, SUCCEEDS},
    {"write: 7 bytes, ever after", CALL_WRITE, 0, 0, 7, forever, SUCCEEDS},
    {"write: 7 bytes, then ENOSPC", CALL_WRITE, 0, ENOSPC, 7, 1, FAILS},
    {"open: EIO", CALL_OPEN, EIO, 0, 0, 1, FAILS},
    {"open: EMFILE, ever after", CALL_OPEN, EMFILE, 0, 0, forever, FAILS},
    {"open: EINTR", CALL_OPEN, EINTR, 0, 0, 3, SUCCEEDS},
    {"close of an input: EIO", CALL_CLOSE_INPUT, EIO, 0, 0, 1, EITHER},
    {"close of the output: EIO", CALL_CLOSE_OUTPUT, EIO, 0, 0, 1, FAILS},
    {"close of the output: EINTR", CALL_CLOSE_OUTPUT, EINTR, 0, 0, 1, EITHER},
    {"rename: EIO", CALL_RENAME, EIO, 0, 0, 1, FAILS},
    {"fsync: EIO", CALL_SYNC, EIO, 0, 0, 1, FAILS},
    {"thread, once", CALL_THREAD, EAGAIN, 0, 0, 1, SUCCEEDS},
    {"thread, ever after", CALL_THREAD, EAGAIN, 0, 0, forever, SUCCEEDS},
    {"poll: EINTR", CALL_POLL, EINTR, 0, 0, 1, SUCCEEDS},
    {"another call: EIO", CALL_OTHER, EIO, 0, 0, 1, EITHER},
    {"another call: EIO, ever after", CALL_OTHER, EIO, 0, 0, forever, EITHER},
};

static struct {
    struct plan *plan;
    struct runner runner;
    long sample;
    long points, wrong;
} state;

static bool same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* Whether the first `length` bytes end where a row does. */
static bool ends_row(const char *text, size_t length)
{
    bool quoted = false;
    for (size_t i = 0; i < length; i++)
        quoted ^= text[i] == '"';
    return length == 0 || (!quoted && text[length - 1] == '\n');
}

/* One line, from attn, that says what failed. */
static bool is_message(const struct result *result, int failure)
{
    char text[sizeof result->error + 1];
    memcpy(text, result->error, result->error_length);
    text[result->error_length] = '\0';
    const char *reason = failure == ENOMEM ? "emory" : strerror(failure);
    return strncmp(text, "attn: ", 6) == 0 && strlen(text) == result->error_length &&
           strchr(text, '\n') == text + result->error_length - 1 && strstr(text, reason);
}

static bool is_leftover(const struct dirent *entry)
{
    return strncmp(entry->d_name, ".attn-", 6) == 0;
}

static bool leaves_something(void)
{
    DIR *directory = opendir(".");
    if (!directory)
        die(".");
    bool found = false;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (is_leftover(entry)) {
            found = true;
            unlink(entry->d_name);
        }
    closedir(directory);
    return found;
}

static const char *judge_success(const struct scenario *scenario, const struct result *result,
                                 const struct fault *fault)
{
    const struct result *good = &scenario->good;
    if (fault->outcome == FAILS && state.plan->failed)
        return "the failure went unnoticed";
    if (scenario->loose)
        return NULL;
    if (!same(result->out, result->out_length, good->out, good->out_length))
        return "another output";
    if (!same(result->file, result->file_length, good->file, good->file_length))
        return "another file";
    return result->error_length ? "a message without a failure" : NULL;
}

static const char *judge_failure(const struct scenario *scenario, const struct result *result,
                                 const struct fault *fault)
{
    const struct result *good = &scenario->good;
    bool torn = fault->after == ENOSPC; /* the bytes that went out cannot be taken back */
    if (fault->outcome == SUCCEEDS)
        return "failed";
    if (!is_message(result, fault->after ? fault->after : fault->failure))
        return "not one message that names the cause";
    if (result->out_length > good->out_length ||
        memcmp(result->out, good->out, result->out_length) != 0)
        return "output that is not the beginning of the right one";
    if (!torn && !ends_row(result->out, result->out_length))
        return "a partial row";
    if (scenario->output && !same(result->file, result->file_length, "old\n", 4))
        return "the file was touched";
    return NULL;
}

/* What is wrong with a run that met the fault; NULL if nothing is. */
static const char *judge(const struct scenario *scenario, const struct result *result,
                         const struct fault *fault)
{
    if (result->status == -1)
        return "did not end";
    if (!WIFEXITED(result->status) || WEXITSTATUS(result->status) > 1)
        return "a status that is neither 0 nor 1";
    if (scenario->output && leaves_something())
        return "a file left behind";
    return WEXITSTATUS(result->status) ? judge_failure(scenario, result, fault)
                                       : judge_success(scenario, result, fault);
}

static void try_fault(const struct scenario *scenario, const struct fault *fault)
{
    static struct result result;
    long step = state.sample, offset = rand() % step;
    if (offset && offset >= scenario->calls[fault->call])
        return;
    for (long first = 1 + offset;; first += step) {
        *state.plan =
            (struct plan){.call = fault->call,
                          .first = first,
                          .last = fault->times == forever ? forever : first + fault->times - 1,
                          .failure = fault->failure,
                          .after = fault->after,
                          .most = fault->most};
        scenario_run(scenario, &state.runner, &result);
        if (state.plan->fired == 0)
            return;
        state.points++;
        const char *problem = judge(scenario, &result, fault);
        state.wrong += problem != NULL;
        if (problem)
            printf("FAILED: %s\n  %s, call %ld: %s; status %#x\n%.*s", scenario->line, fault->name,
                   first, problem, (unsigned)result.status, (int)result.error_length, result.error);
        /* A flow of crumbs is slow, and always the same. */
        if (fault->times == forever && !fault->failure)
            return;
    }
}

/* The run without a fault, which the others are held against. */
static void run_good(struct scenario *scenario)
{
    *state.plan = (struct plan){.call = CALL_KINDS};
    scenario_run(scenario, &state.runner, &scenario->good);
    if (scenario->good.status || scenario->good.error_length) {
        printf("%s\n%.*s", scenario->line, (int)scenario->good.error_length, scenario->good.error);
        exit(2);
    }
    if (state.plan->seen[CALL_ALLOCATE] == 0 && scenario->words[2] && !scenario->loose) {
        printf("the shim counts no allocation\n");
        exit(2);
    }
    for (int call = 0; call < CALL_KINDS; call++)
        scenario->calls[call] = state.plan->seen[call];
}

static void try_scenario(struct scenario *scenario, const char *line)
{
    static const char *const variants[][2] = {{"--threads=1", "--precision=double"},
                                              {"--threads=4", "--precision=double"},
                                              {"--threads=1", "--precision=single"},
                                              {"--threads=4", "--precision=single"}};
    static const char *const nothing[2];
    scenario->loose = *line == '~';
    line += scenario->loose;
    bool plain = *line == '-' || strncmp(line, "help", 4) == 0;
    for (size_t variant = 0; variant<(plain ? 1 : 4); variant += state.sample> 1 ? 3 : 1) {
        char text[1024];
        snprintf(text, sizeof text, "%s", line);
        scenario_cut(scenario, text, plain ? nothing : variants[variant]);
        run_good(scenario);
        for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
            if (scenario->calls[faults[i].call])
                try_fault(scenario, &faults[i]);
    }
}

int main(int argc, char **argv)
{
    char preload[4096] = "ATTN_TEST_NOTHING=", plan[64];
    state.sample = 1;
    for (argv++; argc-- > 1 && strncmp(*argv, "--", 2) == 0; argv++)
        if (sscanf(*argv, "--sample=%ld", &state.sample) != 1)
            snprintf(preload, sizeof preload, "LD_PRELOAD=%s", strchr(*argv, '=') + 1);
    int memory = memory_file("plan");
    if (!*argv || ftruncate(memory, sizeof *state.plan))
        die("usage: faults [--sample=K] [--preload=SHIM] ATTN <scenarios");
    state.plan = mmap(NULL, sizeof *state.plan, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    state.runner.out = memory_file("out");
    state.runner.error = memory_file("error");
    snprintf(plan, sizeof plan, PLAN_VARIABLE "=%d", memory);
    state.runner.environment = (char *[]){preload, plan, "LC_ALL=C", NULL};
    if (state.plan == MAP_FAILED)
        die("plan");

    static struct scenario scenario;
    char line[1024];
    scenario.words[0] = *argv;
    while (fgets(line, sizeof line, stdin))
        if (*line != '#' && *line != '\n')
            try_scenario(&scenario, line);
    printf("faults: %ld points, %ld exceptions\n", state.points, state.wrong);
    return state.points == 0 || state.wrong > 0;
}

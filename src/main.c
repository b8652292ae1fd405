/* attn: attention from CSV to CSV. The table of stages, and the walk through it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/note.h"
#include "base/ranks.h"
#include "base/suggest.h"
#include "command/completion.h"
#include "command/help.h"
#include "command/words.h"
#include "run/listings.h"
#include "run/progress.h"
#include "run/terminal.h"
#include "stages/stages.h"

enum {
    WRITING = STEP_ANY | STEP_WRITE,
    SCORING = STEP_ANY | STEP_OPERANDS | STEP_SIMILARITY | STEP_SCORE | STEP_HEADS,
    RANKING = SCORING | STEP_FIT | STEP_NORMALIZE | STEP_LIST | STEP_RANK | STEP_PAIR | STEP_LOG,
    NORMALIZING = SCORING | STEP_FIT | STEP_NORMALIZE | STEP_AXIS | STEP_PREDICT,
    MIXING = NORMALIZING | STEP_VALUES | STEP_MIX,
    BACKWARD = SCORING | STEP_NORMALIZE | STEP_VALUES | STEP_MIX | STEP_BACKWARD,
};

static const struct stage stages[] = {
    {.name = "similarity",
     .group = "Stages",
     .summary = "the score of each query with each key",
     .operands = "[QUERIES [KEYS]]",
     .formula = "S_ij = f(x_i, y_j)",
     .example = "attn similarity q.csv k.csv -f cosine",
     .options = "similarity",
     .own_steps = STEP_APPEND | WRITING | STEP_TELL | SCORING | STEP_FIT | STEP_PREDICT,
     .fused_steps = STEP_APPEND | WRITING | STEP_TELL | SCORING | STEP_FIT | STEP_PREDICT,
     .operands_max = 2,
     .shared = true,
     .run = stage_similarity},
    {.name = "softmax",
     .summary = "each row of scores as weights of sum 1",
     .operands = "[SIMILARITY]",
     .formula = "a_ij = exp S_ij / sum_k exp S_ik",
     .example = "attn softmax -q q.csv -k k.csv -f scaled-dot --causal",
     .options = "normalize --lse",
     .own_steps = STEP_APPEND | WRITING | STEP_TELL | STEP_HEADS | STEP_SCORE | STEP_NORMALIZE |
                  STEP_AXIS | STEP_LOG | STEP_LSE,
     .fused_steps = STEP_APPEND | WRITING | STEP_TELL | NORMALIZING | STEP_LOG | STEP_LSE,
     .operands_max = 1,
     .shared = true,
     .run = stage_softmax},
    {.name = "weights",
     .summary = "how much attention each key gets in all",
     .operands = "[DISTRIBUTION]",
     .formula = "w_j = sum_i a_ij",
     .example = "attn weights -q q.csv -k k.csv -f scaled-dot",
     .options = "--axis --renormalize --heads --head",
     .own_steps = WRITING | STEP_TELL | STEP_HEADS,
     .fused_steps = WRITING | STEP_TELL | NORMALIZING,
     .operands_max = 1,
     .at_end = true,
     .shared = true,
     .run = stage_weights},
    {.name = "score",
     .summary = "the weighted sum of the elements",
     .operands = "WEIGHTS SEQUENCE",
     .formula = "s = sum_j w_j x_j",
     .example = "attn score -q q.csv -k k.csv -v v.csv",
     .options = "--values --value-columns --project-values --project-output --kv-heads",
     .own_steps = STEP_APPEND | WRITING | STEP_TELL | STEP_HEADS | STEP_MIX,
     .fused_steps = STEP_APPEND | WRITING | STEP_TELL | MIXING,
     .operands_min = 2,
     .operands_max = 2,
     .at_end = true,
     .shared = true,
     .run = stage_score},
    {.name = "context",
     .summary = "each query's weighted sum of the values",
     .operands = "DISTRIBUTION VALUES",
     .formula = "c_i = sum_j a_ij v_j",
     .example = "attn context -q q.csv -k k.csv -v v.csv -f scaled-dot",
     .options = "--values --value-columns --project-values --project-output --classes --predict "
                "--kv-heads --lse",
     .own_steps =
         STEP_APPEND | WRITING | STEP_TELL | STEP_HEADS | STEP_MIX | STEP_CLASSES | STEP_ANSWER,
     .fused_steps =
         STEP_APPEND | WRITING | STEP_TELL | MIXING | STEP_LSE | STEP_CLASSES | STEP_ANSWER,
     .operands_min = 2,
     .operands_max = 2,
     .shared = true,
     .run = stage_context},
    {.name = "top",
     .group = "Beside the pipeline",
     .summary = "each query's best keys, score and weight",
     .operands = "[SIMILARITY]",
     .formula = "the keys j of the largest S_ij, with a_ij",
     .example = "attn top -q q.csv -k k.csv -f cosine --count=3",
     .options = "--count --min-score --pairs --show --append --distance --max-distance --rank "
                "--no-weight --top --log --csv",
     .own_steps = STEP_APPEND | WRITING | STEP_TELL | STEP_SCORE | STEP_NORMALIZE | STEP_LIST |
                  STEP_RANK | STEP_LOG,
     .fused_steps = STEP_APPEND | WRITING | STEP_TELL | RANKING,
     .operands_max = 1,
     .shared = true,
     .run = stage_top},
    {.name = "describe",
     .summary = "what a matrix holds, where attention goes",
     .operands = "[MATRIX]",
     .formula = "shape, names, range, row sums; entropy_i = -sum_j a_ij log2 a_ij",
     .example = "attn describe -q q.csv -k k.csv -f scaled-dot",
     .options = "--by --csv",
     .own_steps = WRITING | STEP_TELL | STEP_LIST | STEP_COLUMNS,
     .fused_steps = WRITING | STEP_TELL | NORMALIZING | STEP_LIST | STEP_COLUMNS,
     .operands_max = 1,
     .missing = MISSING_KEEP,
     .keeps_text = true,
     .at_end = true,
     .run = stage_describe},
    {.name = "heatmap",
     .summary = "a picture, on the terminal or as SVG",
     .operands = "[MATRIX]",
     .formula = "queries down, keys across; colours from low (dark) to high (bright)",
     .example = "attn heatmap -q q.csv -k k.csv -f scaled-dot -o picture.svg",
     .options = "picture",
     .own_steps = STEP_ANY | STEP_TELL | STEP_HEADS | STEP_DRAW,
     .fused_steps = STEP_TELL | NORMALIZING | STEP_DRAW | STEP_LOG,
     .operands_max = 1,
     .missing = MISSING_KEEP,
     .at_end = true,
     .run = stage_heatmap},
    {.name = "compare",
     .summary = "how far apart, where, and a verdict",
     .operands = "REFERENCE CANDIDATE",
     .formula = "|a - b| <= A + R |a| in each cell; exit status 0 within, 1 beyond, 2 trouble",
     .example = "attn compare -q q.csv -k k.csv -v v.csv -f scaled-dot out.csv",
     .options = "comparison",
     .own_steps = WRITING | STEP_TELL | STEP_HEADS | STEP_LIST | STEP_COMPARE,
     .fused_steps =
         WRITING | STEP_TELL | MIXING | STEP_LSE | STEP_LIST | STEP_COMPARE | STEP_CLASSES,
     .operands_min = 2,
     .operands_max = 2,
     .operands_fused = 1,
     .missing = MISSING_KEEP,
     .at_end = true,
     .shared = true,
     .run = stage_compare},
    {.name = "gradient",
     .summary = "of upstream . context, by its inputs",
     .operands = "[QUERIES [KEYS]]",
     .formula = "d(sum of upstream times context) / d(queries, keys, values, ...)",
     .example = "attn gradient -q q.csv -k k.csv -v v.csv --upstream=out.csv --of=keys",
     .options = "gradients",
     .own_steps = WRITING | STEP_TELL | BACKWARD,
     .fused_steps = WRITING | STEP_TELL | BACKWARD,
     .operands_max = 2,
     .shared = true,
     .run = stage_gradient},
    {.name = "merge",
     .summary = "contexts over shards of the keys, joined",
     .operands = "PART...",
     .formula = "c = sum_s exp(l_s - l) c_s, l = log sum_s exp(l_s), from parts made with --lse",
     .example = "attn merge --lse-last part-1.csv part-2.csv",
     .options = "merging --lse --sink --heads",
     .own_steps = WRITING | STEP_TELL | STEP_HEADS | STEP_MERGE,
     .operands_min = 1,
     .operands_max = INT_MAX,
     .run = stage_merge},
};

enum { STAGE_COUNT = sizeof stages / sizeof stages[0] };

/* The stage of that name; NULL, with a message that names the nearest, if there is none. */
static const struct stage *find_stage(const char *name, struct error *error)
{
    struct suggestion near = {0};
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        if (strcmp(name, stages[i].name) == 0)
            return &stages[i];
        suggest(&near, name, stages[i].name);
    }
    suggest(&near, name, "help");
    suggest(&near, name, "--version");
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (word_means(word_find(name), "", stages[i].name))
            near.best = stages[i].name;
    error_set(error, STATUS_USAGE, "unknown stage '%s'", name);
    if (near.best)
        error_append(error, "; did you mean '%s'?", near.best);
    else
        error_append(error, "; 'attn --help' lists them");
    return NULL;
}

static enum status run_help(const char *topic, struct error *error)
{
    struct suggestion near = {0};
    if (!topic)
        return help_overview(stages, STAGE_COUNT, error);
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (strcmp(topic, stages[i].name) == 0)
            return help_stage(&stages[i], error);
        else
            suggest(&near, topic, stages[i].name);
    error->text[0] = '\0';
    enum status status = help_word(topic, stages, STAGE_COUNT, error);
    if (status == STATUS_USAGE)
        status = completion_print(topic, stages, STAGE_COUNT, help_topics(), error);
    if (status != STATUS_USAGE)
        return status;
    help_suggest(&near, topic);
    error_set(error, STATUS_USAGE, "no help on '%s'; ", topic);
    if (near.best)
        error_append(error, "did you mean '%s'?", near.best);
    else
        error_append(error, "'attn help' lists stages and topics");
    return STATUS_USAGE;
}

/* At most `most` words; `usage` says which. */
static enum status check_words(int argc, char **argv, int most, const char *usage,
                               struct error *error)
{
    if (argc <= most)
        return STATUS_OK;
    return error_set(error, STATUS_USAGE, "extra operand '%s'; usage: attn %s", argv[most], usage);
}

/* Rows that come on a terminal meanwhile show the progress themselves. */
static void show_progress(const struct request *request)
{
    bool to_terminal =
        terminal_shows_output() && (!request->output || strcmp(request->output, "-") == 0);
    bool at_end = request->stage->at_end && !request->csv;
    progress_start(request->progress, to_terminal && !at_end);
}

/* Whether ranks can share the run: each block of queries is answered alone, and its rows are
 * written as CSV, summed or compared. */
static bool is_shared(const struct request *request)
{
    const bool backward = request->stage->fused_steps & STEP_BACKWARD;
    if (backward && request->gradient.by != 1u << BY_QUERIES)
        return false;
    return request->stage->shared && request->fused && request->axis == AXIS_ROW &&
           !request->explain && !request->append && !listings_for_people(request);
}

/* What ranks cannot share the first of them does alone. */
static enum status share_run(const struct request *request, bool *idle, struct error *error)
{
    if (ranks_count() == 1)
        return STATUS_OK;
    size_t shared = ranks_own() == 0 && is_shared(request);
    enum status status = ranks_agree(STATUS_OK, &shared, error);
    *idle = !shared && ranks_own() > 0;
    if (status != STATUS_OK || shared)
        return status;
    note_print("ranks do not share this run: the first does it alone, and %zu wait%s (man "
               "attn-cluster)",
               ranks_count() - 1, ranks_count() == 2 ? "s" : "");
    ranks_part();
    return status;
}

static enum status run_shared(struct request *request, struct error *error)
{
    bool idle = false;
    enum status status = share_run(request, &idle, error);
    if (status != STATUS_OK || idle)
        return status;
    if (ranks_own() > 0) {
        request->progress = PROGRESS_NEVER;
        request->verbose = false;
    }
    show_progress(request);
    return request->stage->run(request, error);
}

static enum status run_stage(const struct stage *stage, int argc, char **argv, struct error *error)
{
    struct request request;
    enum status status = request_read(&request, stage, argc, argv, error);
    if (status == STATUS_OK && (request.help || request.version) && ranks_own() > 0) {
        request_free(&request);
        return status;
    }
    if (status == STATUS_OK && request.help) {
        status = help_stage(stage, error);
    } else if (status == STATUS_OK && request.version) {
        status = help_version(error);
    } else if (status == STATUS_OK) {
        if (request.quiet)
            note_quiet();
        status = run_shared(&request, error);
    }
    request_free(&request);
    return status;
}

static enum status run(int argc, char **argv, struct error *error)
{
    /* One rank helps, notes and tells its version for all. */
    if (ranks_own() > 0)
        note_quiet();
    if (ranks_own() > 0 && (argc < 2 || argv[1][0] == '-' || strcmp(argv[1], "help") == 0))
        return STATUS_OK;
    if (argc < 2) {
        help_orientation(stages, STAGE_COUNT, stderr);
        return STATUS_USAGE;
    }
    const char *word = argv[1];
    enum status status;
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        status = check_words(argc, argv, 2, "help [STAGE|TOPIC]", error);
        return status == STATUS_OK ? run_help(NULL, error) : status;
    }
    if (strcmp(word, "help") == 0) {
        status = check_words(argc, argv, 3, "help [STAGE|TOPIC]", error);
        return status == STATUS_OK ? run_help(argv[2], error) : status;
    }
    if (strcmp(word, "--version") == 0) {
        status = check_words(argc, argv, 2, "--version", error);
        return status == STATUS_OK ? help_version(error) : status;
    }
    if (word[0] == '-')
        return error_set(error, STATUS_USAGE,
                         "the stage comes before the options: attn STAGE [OPTION]... [FILE]...");
    const struct stage *stage = find_stage(word, error);
    return stage ? run_stage(stage, argc - 1, argv + 1, error) : STATUS_USAGE;
}

/* If the parent closed a standard stream, the next file opened would take its number, and messages
 * would go into that file. So this opens /dev/null in its place, in a mode that fails as a closed
 * stream does. */
static bool hold_standard_streams(void)
{
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 &&
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor)
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct error error = {""};
    if (!hold_standard_streams()) {
        error_system(&error, "/dev/null", errno);
        error_print(&error, stderr);
        return STATUS_FAILED;
    }
    /* A reader that closes the pipe ends the program quietly, even if the parent ignores or blocks
     * the signal. */
    sigset_t closed_pipe;
    sigemptyset(&closed_pipe);
    sigaddset(&closed_pipe, SIGPIPE);
    signal(SIGPIPE, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &closed_pipe, NULL);
    /* At the limit of a file's size a write should fail, so that half an output is removed again.
     */
    signal(SIGXFSZ, SIG_IGN);
    ranks_begin(&argc, &argv);
    const bool tells = ranks_own() == 0;
    enum status status = run(argc, argv, &error);
    progress_end();
    status = ranks_end(status, &error);
    if (status != STATUS_OK && *error.text && tells)
        error_print(&error, stderr);
    ranks_leave();
    return (int)status;
}

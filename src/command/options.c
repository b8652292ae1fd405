/* The command line of a stage, with getopt_long; see options.h. */
#include "command/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/suggest.h"
#include "command/heads.h"
#include "command/help.h"
#include "command/option_table.h"
#include "run/catalogue.h"
#include "run/progress.h"

enum {
    ROWS_MAX = 128,       /* more than the table has */
    LONG_OPTION = 0x1000, /* what getopt_long returns for long option i: LONG_OPTION + i */
};

/* Which rows of the table were given. */
typedef bool given_rows[ROWS_MAX];

static int argument_of(const struct option_row *row)
{
    return !row->argument ? no_argument : row->optional ? optional_argument : required_argument;
}

/* The table as getopt_long wants it. */
static void getopt_table(struct option longs[ROWS_MAX + 1], char letters[3 * ROWS_MAX])
{
    *letters++ = ':'; /* a missing argument is told from an unknown option */
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        longs[i] = (struct option){row->name, argument_of(row), NULL, LONG_OPTION + (int)i};
        if (row->letter)
            *letters++ = row->letter;
        if (row->letter && row->argument && !row->letter_means)
            *letters++ = ':';
    }
    longs[option_row_count] = (struct option){0};
    *letters = '\0';
}

/* The row of a letter that getopt knows. */
static const struct option_row *find_letter(int letter)
{
    const struct option_row *row = option_rows;
    while (row->letter != letter)
        row++;
    return row;
}

/* getopt_long returned '?': an unknown or ambiguous option, or an argument where none belongs. */
static enum status unknown_option(const char *word, struct error *error)
{
    if (optopt >= LONG_OPTION)
        return error_set(error, STATUS_USAGE, "--%s takes no argument",
                         option_rows[optopt - LONG_OPTION].name);
    if (optopt)
        return error_set(error, STATUS_USAGE, "unknown option '-%c'", optopt);
    error_set(error, STATUS_USAGE, "unknown option '%.*s'", (int)strcspn(word, "="), word);

    char name[64];
    snprintf(name, sizeof name, "%s", word + strspn(word, "-"));
    name[strcspn(name, "=")] = '\0';
    struct suggestion near = {0};
    bool ambiguous = false;
    for (size_t i = 0; i < option_row_count; i++) {
        suggest(&near, name, option_rows[i].name);
        if (*name && strncmp(name, option_rows[i].name, strlen(name)) == 0) {
            error_append(error, "%s'--%s'", ambiguous ? " or " : "; it could be ",
                         option_rows[i].name);
            ambiguous = true;
        }
    }
    if (near.best && !ambiguous)
        error_append(error, "; did you mean '--%s'?", near.best);
    return STATUS_USAGE;
}

static enum status missing_argument(struct error *error)
{
    if (optopt >= LONG_OPTION)
        return error_set(error, STATUS_USAGE, "--%s needs an argument: %s",
                         option_rows[optopt - LONG_OPTION].name,
                         option_rows[optopt - LONG_OPTION].argument);
    return error_set(error, STATUS_USAGE, "-%c needs an argument: %s", optopt,
                     find_letter(optopt)->argument);
}

static enum status read_words(struct options *options, given_rows given, int argc, char **argv,
                              struct error *error)
{
    struct option longs[ROWS_MAX + 1];
    char letters[3 * ROWS_MAX];
    getopt_table(longs, letters);
    opterr = 0;
    optind = 0; /* glibc and musl: start anew */
    for (;;) {
        int code = getopt_long(argc, argv, letters, longs, NULL);
        if (code == -1)
            break;
        if (code == '?')
            return unknown_option(argv[optind - 1], error);
        if (code == ':')
            return missing_argument(error);
        const struct option_row *row =
            code >= LONG_OPTION ? &option_rows[code - LONG_OPTION] : find_letter(code);
        const char *argument = code < LONG_OPTION && row->letter_means ? row->letter_means : optarg;
        enum status status = option_store(row, options, argument, error);
        if (status != STATUS_OK)
            return status;
        given[row - option_rows] = true;
    }
    options->operands = argv + optind;
    options->operand_count = argc - optind;
    return STATUS_OK;
}

/* ATTN_THREADS and ATTN_KERNEL, which the options of these names override. */
static enum status read_environment(struct options *options, const given_rows given,
                                    struct error *error)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        const char *variable = strcmp(row->name, "threads") == 0  ? "ATTN_THREADS"
                               : strcmp(row->name, "kernel") == 0 ? "ATTN_KERNEL"
                                                                  : NULL;
        const char *value = variable ? getenv(variable) : NULL;
        if (!value || !*value || given[i])
            continue;
        enum status status = option_store(row, options, value, error);
        if (status != STATUS_OK)
            return error_set(error, STATUS_USAGE, "%s in the environment: '%s' does not fit --%s",
                             variable, value, row->name);
    }
    return STATUS_OK;
}

/* Whether `--name` is one of the blank-separated `parameters`. */
static bool listed(const char *parameters, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = parameters; (at = strstr(at, "--")) != NULL;) {
        at += 2;
        if (strncmp(at, name, length) == 0 && (at[length] == ' ' || at[length] == '\0'))
            return true;
    }
    return false;
}

/* Refuses an option that nothing in this run would use. */
static enum status check_use(const struct options *options, const struct option_row *row,
                             struct error *error)
{
    const struct stage *stage = options->stage;
    unsigned steps = options_fused(options) ? stage->fused_steps : stage->own_steps;
    if (row->steps & (STEP_ANY | STEP_OPERANDS))
        return STATUS_OK;
    if (!(row->steps & stage->fused_steps))
        return error_set(error, STATUS_USAGE, "%s has no use for --%s; see 'attn help %s'",
                         stage->name, row->name, stage->name);
    if (!(row->steps & steps))
        return error_set(error, STATUS_USAGE,
                         "--%s has no effect on a ready-made %s; give the queries with -q",
                         row->name, stage->own_steps & STEP_SCORE ? "similarity" : "distribution");
    bool of_normalizer = row->steps & STEP_NORMALIZE;
    if (row->parameter &&
        !listed(of_normalizer ? options->normalizer->parameters : options->similarity->parameters,
                row->name))
        return error_set(error, STATUS_USAGE, "--%s has no effect on --%s=%s", row->name,
                         of_normalizer ? "normalize" : "similarity",
                         of_normalizer ? options->normalizer->name : options->similarity->name);
    return STATUS_OK;
}

/* The files that the similarity cannot do without. */
static enum status check_needed(const struct options *options, const given_rows given,
                                struct error *error)
{
    for (size_t i = 0; options_fused(options) && i < option_row_count; i++)
        if (listed(options->similarity->needed, option_rows[i].name) && !given[i])
            return error_set(error, STATUS_USAGE, "--similarity=%s needs --%s=%s",
                             options->similarity->name, option_rows[i].name,
                             option_rows[i].argument);
    return STATUS_OK;
}

/* How often "-" stands for an input file. */
static int standard_inputs(const struct options *options)
{
    int count = 0;
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->kind != OPTION_FILE)
            continue;
        const char *file = *(const char *const *)((const char *)options + row->offset);
        count += file && strcmp(file, "-") == 0;
    }
    for (int i = 0; i < options->operand_count; i++)
        count += strcmp(options->operands[i], "-") == 0;
    return count + (!options->queries && options->operand_count == 0);
}

/* The operands that this stage takes in this run, and "-" at most once. */
static enum status check_files(const struct options *options, struct error *error)
{
    const struct stage *stage = options->stage;
    int most = stage->operands_max;
    if (options->keys && !options->queries && !(stage->own_steps & STEP_SIMILARITY))
        return error_set(error, STATUS_USAGE, "--keys needs the queries; give them with -q");
    if (options->values && !options->queries && stage->fused_steps & STEP_VALUES)
        return error_set(error, STATUS_USAGE, "--values needs the queries; give them with -q");
    if (options->queries && !(stage->own_steps & STEP_SIMILARITY) && options->operand_count > 0)
        return error_set(error, STATUS_USAGE,
                         "operand '%s' and -q: %s is either given its own input or computes it",
                         options->operands[0], stage->name);
    if (stage->own_steps & STEP_SIMILARITY)
        most -= (options->queries != NULL) + (options->keys != NULL);
    if (options->operand_count > most)
        return error_set(error, STATUS_USAGE, "extra operand '%s'; usage: attn %s [OPTION]... %s",
                         options->operands[most], stage->name, stage->operands);
    if (!options->queries && options->operand_count < stage->operands_min)
        return error_set(error, STATUS_USAGE,
                         "missing operand; usage: attn %s [OPTION]... %s, or -q QUERIES to compute "
                         "what comes before",
                         stage->name, stage->operands);

    if (!options->queries && options->operand_count == 0 && isatty(STDIN_FILENO))
        return error_set(error, STATUS_USAGE,
                         "standard input is a terminal; usage: attn %s [OPTION]... %s; 'attn help "
                         "%s' says more",
                         stage->name, stage->operands, stage->name);

    if (standard_inputs(options) > 1)
        return error_set(error, STATUS_USAGE, "standard input ('-') can be read only once");
    return STATUS_OK;
}

/* Other columns of a file that is read already: it is read once more. */
static void reuse_files(struct options *options)
{
    const char *queries = options->queries ? options->queries : options_operand(options, 0);
    const char *keys = options->queries || options->operand_count < 2 ? NULL : options->operands[1];
    if (!options_fused(options))
        return;
    if (options->key_columns && !options->keys && !keys)
        options->keys = queries;
    if (options->keys)
        keys = options->keys;
    if (options->value_columns && !options->values)
        options->values = keys ? keys : queries;
}

static bool is_among(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* A kernel that does not exist is refused even where no arithmetic needs one. */
static enum status check_kernel(const struct options *options, struct error *error)
{
    const char *name = options->kernel;
    const bool from_environment = name && name == getenv("ATTN_KERNEL"); /* the very bytes */
    if (!name || is_among(kernel_names, name))
        return STATUS_OK;
    error_set(error, STATUS_USAGE, "%s%s '%s'; the kernels are",
              from_environment ? "ATTN_KERNEL in the environment: " : "",
              is_among(kernel_names_elsewhere, name) ? "this machine cannot run the kernel"
                                                     : "unknown kernel",
              name);
    for (size_t i = 0; kernel_names[i]; i++)
        error_append(error, "%s %s", i ? "," : "", kernel_names[i]);
    return STATUS_USAGE;
}

bool options_fused(const struct options *options)
{
    return options->queries != NULL || (options->stage->own_steps & STEP_SIMILARITY);
}

size_t options_kv_heads(const struct options *options)
{
    return options->kv_heads ? options->kv_heads : options->heads;
}

size_t options_first_head(const struct options *options)
{
    return options->one_head ? options->head : 0;
}

size_t options_head_count(const struct options *options)
{
    return options->one_head ? 1 : options->heads;
}

const char *options_operand(const struct options *options, int index)
{
    return index < options->operand_count ? options->operands[index] : "-";
}

static void start_progress(const struct options *options)
{
    bool to_terminal =
        isatty(STDOUT_FILENO) && (!options->output || strcmp(options->output, "-") == 0);
    bool at_end = options->stage->at_end && !options->csv;
    progress_start((enum progress_wish)options->progress, to_terminal && !at_end);
}

enum status options_read(struct options *options, const struct stage *stage, int argc, char **argv,
                         struct error *error)
{
    given_rows given = {false};
    options_defaults(options, stage);
    enum status status = read_words(options, given, argc, argv, error);
    options->told = options->help || options->version;
    if (status == STATUS_OK && options->told)
        return options->help ? help_stage(stage, error) : help_version(error);
    if (status == STATUS_OK)
        status = read_environment(options, given, error);
    if (status == STATUS_OK) {
        reuse_files(options);
        status = check_files(options, error);
    }
    if (status == STATUS_OK)
        status = check_kernel(options, error);
    for (size_t i = 0; i < option_row_count && status == STATUS_OK; i++)
        if (given[i])
            status = check_use(options, &option_rows[i], error);
    if (status == STATUS_OK)
        status = check_needed(options, given, error);
    if (status == STATUS_OK)
        status = heads_check(options, error);
    if (status == STATUS_OK)
        status = catalogue_check(options, error);
    if (status == STATUS_OK)
        start_progress(options);
    if (options->output_delimiter == '\0')
        options->output_delimiter = options->reading.delimiter;
    return status;
}

/* The command line of a stage, with getopt_long over the table of options; see request.h. */
#include "command/request.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/suggest.h"
#include "command/option_table.h"
#include "command/rules.h"
#include "command/words.h"

enum { LONG_OPTION = 0x1000 }; /* getopt_long returns LONG_OPTION + i for long option i */

static int argument_of(const struct option_row *row)
{
    return !row->argument ? no_argument : row->optional ? optional_argument : required_argument;
}

/* The table as getopt_long wants it. */
static void getopt_table(struct option longs[OPTION_ROWS_MAX + 1],
                         char letters[3 * OPTION_ROWS_MAX])
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
    const struct word *elsewhere = word_find(name);
    bool ambiguous = false;
    for (size_t i = 0; i < option_row_count; i++) {
        suggest(&near, name, option_rows[i].name);
        if (*name && strncmp(name, option_rows[i].name, strlen(name)) == 0) {
            error_append(error, "%s'--%s'", ambiguous ? " or " : "; it could be ",
                         option_rows[i].name);
            ambiguous = true;
        }
    }
    for (size_t i = 0; i < option_row_count; i++)
        if (word_means(elsewhere, "--", option_rows[i].name))
            near.best = option_rows[i].name;
    if (elsewhere && !ambiguous && !near.best)
        error_append(error, "; 'attn help %s' says what it is here", elsewhere->word);
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

/* An optional argument is joined to its option by '='; a word that follows is a file. Refuses one
 * that reads as a forgotten argument and is no file. */
static enum status check_forgotten(const struct option_row *row, const char *word,
                                   const struct request *request, struct error *error)
{
    if (!word || *word == '-' || access(word, F_OK) == 0)
        return STATUS_OK;
    /* Its lists are its own. */
    struct request scratch = *request;
    scratch.bandwidths = scratch.scales = scratch.slopes = scratch.sinks = (struct number_list){0};
    struct error reason;
    const enum status status = option_store(row, &scratch, word, &reason);
    request_free(&scratch);
    if (status != STATUS_OK || scratch.reading.label == word)
        return STATUS_OK;
    return error_set(error, STATUS_USAGE,
                     "'%s' is no file; if it is the argument of --%s, use "
                     "--%s=%s",
                     word, row->name, row->name, word);
}

static enum status read_words(struct request *request, struct given *given, int argc, char **argv,
                              struct error *error)
{
    struct option longs[OPTION_ROWS_MAX + 1];
    char letters[3 * OPTION_ROWS_MAX];
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
        enum status status = option_store(row, request, argument, error);
        if (status == STATUS_OK && row->optional && !optarg)
            status = check_forgotten(row, argv[optind], request, error);
        if (status != STATUS_OK)
            return status;
        given->options[row - option_rows] = true;
    }
    given->operands = argv + optind;
    given->operand_count = argc - optind;
    return STATUS_OK;
}

/* ATTN_THREADS and ATTN_KERNEL, which the options of these names override. */
static enum status read_environment(struct request *request, const struct given *given,
                                    struct error *error)
{
    static const struct {
        const char *variable, *option;
    } variables[] = {{"ATTN_THREADS", "threads"}, {"ATTN_KERNEL", "kernel"}};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *variable = variables[i].variable, *value = getenv(variable);
        const struct option_row *row =
            option_find(variables[i].option, strlen(variables[i].option));
        if (!value || !*value || given->options[row - option_rows])
            continue;
        if (option_store(row, request, value, error) != STATUS_OK)
            return error_set(error, STATUS_USAGE, "%s in the environment: '%s' does not fit --%s",
                             variable, value, row->name);
    }
    return STATUS_OK;
}

/* A tolerance that is not given is 0 where another is; without any they are the format's own. */
static void complete_tolerance(struct request *request)
{
    struct tolerance *tolerance = &request->compare.tolerance;
    bool single = request->reading.precision == PRECISION_SINGLE;
    bool given = tolerance->absolute >= 0 || tolerance->relative >= 0 || tolerance->ulps >= 0;
    tolerance->format = &number_formats[request->compare.format >= 0 ? request->compare.format
                                        : single                     ? 1
                                                                     : 0];
    const struct number_format *format = tolerance->format;
    if (!given && format->relative > 0) {
        tolerance->absolute = format->absolute;
        tolerance->relative = format->relative;
        return;
    }
    if (!given)
        tolerance->ulps = 1;
    tolerance->absolute = fmax(tolerance->absolute, 0);
    tolerance->relative = fmax(tolerance->relative, 0);
}

/* Whether --missing=drop may take out an element for its value alone. */
static bool drops_values(const struct request *request)
{
    const struct stage *stage = request->stage;
    const bool backward = stage->own_steps & STEP_BACKWARD;
    return request->reading.missing == MISSING_DROP && stage->fused_steps & STEP_VALUES &&
           !backward && (request->values || request->classes) && strcmp(request->queries, "-") != 0;
}

/* Gives operands and options that were left out the meaning they have in this run. */
static void complete(struct request *request, const struct given *given)
{
    const struct stage *stage = request->stage;
    struct layer *layer = &request->layer;
    char *const *operand = given->operands;
    int left = given->operand_count;
    request->fused = request->queries || stage->own_steps & STEP_SIMILARITY;
    if (request->fused) {
        if (!request->queries)
            request->queries = left > 0 ? left--, *operand++ : "-";
        if (!request->keys && left > 0 && !stage->operands_fused)
            request->keys = *operand;
        /* Other columns of a file that is read already: it is read once more. */
        if (!request->keys && request->key_columns)
            request->keys = request->queries;
        if (!request->values && request->value_columns)
            request->values = request->keys ? request->keys : request->queries;
        /* A row that is no key for want of a value is still a query. */
        if (!request->keys && drops_values(request))
            request->keys = request->queries;
        if (stage->operands_fused)
            request->operands[stage->operands_max - 1] = left > 0 ? *operand : "-";
    } else {
        request->operands[0] = left > 0 ? operand[0] : "-";
        request->operands[1] = left > 1 ? operand[1] : NULL;
        request->files = given->operands;
        request->file_count = (size_t)left;
    }
    complete_tolerance(request);
    request->list.distance |= !isnan(request->list.max_distance);
    bool all = !isnan(request->list.min_score) || !isnan(request->list.max_distance);
    if (all && !given->options[option_find("count", 5) - option_rows])
        request->count = 0;
    if (!layer->kv_heads)
        layer->kv_heads = layer->heads;
    request->head_count = request->one_head ? 1 : layer->heads;
    if (!request->writing.delimiter)
        request->writing.delimiter = request->reading.delimiter ? request->reading.delimiter : ',';
}

enum status request_read(struct request *request, const struct stage *stage, int argc, char **argv,
                         struct error *error)
{
    struct given given = {.operand_count = 0};
    request_defaults(request, stage);
    enum status status = read_words(request, &given, argc, argv, error);
    if (status != STATUS_OK || request->help || request->version)
        return status;
    status = read_environment(request, &given, error);
    if (status != STATUS_OK)
        return status;
    complete(request, &given);
    return rules_check(request, &given, error);
}

void request_free(struct request *request)
{
    free(request->bandwidths.numbers);
    free(request->scales.numbers);
    free(request->slopes.numbers);
    free(request->sinks.numbers);
}

/* Help from the tables; see help.h. */
#include "command/help.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/option_table.h"
#include "command/topics.h"
#include "command/version.h"
#include "command/wrap.h"

enum {
    OPTION_COLUMN = 30,   /* where the explanation of an option starts */
    FUNCTION_COLUMN = 15, /* and the formula of a function */
};

enum status help_finish(struct error *error)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return error_system(error, "(stdout)", errno);
    return STATUS_OK;
}

/* A line each, under the headings of their groups. */
static void print_stages(FILE *stream, const struct stage *stages, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (stages[i].group)
            fprintf(stream, "\n%s:\n", stages[i].group);
        fprintf(stream, "  %-10s  %-19s  %s\n", stages[i].name, stages[i].operands,
                stages[i].summary);
    }
}

void help_orientation(const struct stage *stages, size_t count, FILE *stream)
{
    fprintf(stream, "Usage: attn STAGE [OPTION]... [FILE]...: attention, from CSV to CSV\n");
    print_stages(stream, stages, count);
    fprintf(stream, "\nTo begin with:\n"
                    "  printf '1,0\\n0,1\\n1,1\\n' | attn context -q - -f scaled-dot --causal\n"
                    "  attn heatmap -q FILE -k FILE\n"
                    "\n'attn --help' says more, 'attn help STAGE' all about a stage.\n");
}

enum status help_overview(const struct stage *stages, size_t count, struct error *error)
{
    printf("Usage: attn STAGE [OPTION]... [FILE]...\n"
           "Runs a stage of the attention pipeline on sequence matrices in CSV: a row is\n"
           "an element of the sequence, a column a feature. Without FILE, and where FILE\n"
           "is '-', it reads standard input; it writes standard output.\n");
    print_stages(stdout, stages, count);
    printf("\nA FILE is the stage's own input. With -q the stage first runs every stage\n"
           "before it:\n"
           "  -q, --queries=FILE  the queries\n"
           "  -k, --keys=FILE     the keys (without it: the queries)\n"
           "  -v, --values=FILE   the values (without it: the keys)\n"
           "\nOften used:\n"
           "  -f, --similarity=NAME ");
    size_t column = 24;
    for (size_t i = 0; i < similarity_count; i++)
        column = wrap_words(stdout, similarities[i].name, column, 24);
    printf("\n"
           "      --scale=NUMBER|auto, --causal, --temperature=T, --axis=row|column|all\n"
           "  -d, --delimiter=CHAR, -H (header row), -L (label column), -o, --output=FILE\n"
           "\nExamples:\n"
           "  attn context -q queries.csv -k keys.csv -v values.csv -f scaled-dot\n"
           "  attn similarity x.csv y.csv | attn softmax | attn context - values.csv\n"
           "\n'attn help STAGE' (or 'attn STAGE --help') lists a stage's options and formula,\n"
           "'attn help TOPIC' tells of one thing in all stages, TOPIC being one of\n  ");
    column = 2;
    for (const char *const *topic = topics_names(); *topic; topic++)
        column = wrap_words(stdout, *topic, column, 2);
    printf(".\n'man attn' is the manual. Exit: 0 done, 1 bad data or a failure, 2 wrong usage.\n");
    return help_finish(error);
}

/* "  -q, --queries=FILE   explanation [default]". */
static void print_option(const struct option_row *row, const struct stage *stage)
{
    char left[64], fallback[64], shown[sizeof fallback + 2];
    char letter[8] = "    ";
    if (row->letter)
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    const char *form = !row->argument  ? "  %s--%s"
                       : row->optional ? "  %s--%s[=%s]"
                                       : "  %s--%s=%s";
    snprintf(left, sizeof left, form, letter, row->name, row->argument);
    option_default(row, stage, fallback, sizeof fallback);
    if (strlen(left) + 2 > OPTION_COLUMN)
        printf("%s\n%*s", left, OPTION_COLUMN, "");
    else
        printf("%-*s", OPTION_COLUMN, left);
    size_t column = wrap_words(stdout, row->help, OPTION_COLUMN, OPTION_COLUMN);
    if (*fallback) {
        snprintf(shown, sizeof shown, "[%s]", fallback);
        wrap_words(stdout, shown, column, OPTION_COLUMN);
    }
    printf("\n");
}

/* The options of `steps`, of one group or, if that is NULL, of all. */
static void print_options(const struct stage *stage, unsigned steps, const char *only)
{
    const char *group = "", *printed = NULL;
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->group)
            group = row->group;
        if (!(row->steps & steps) || (only && strcmp(group, only) != 0))
            continue;
        if (group != printed)
            printf("%s%s:\n", only ? "" : "\n", group);
        printed = group;
        print_option(row, stage);
    }
}

void help_group(const char *group, const struct stage *stage)
{
    print_options(stage, ~0U, group);
    printf("\nIn the stages that have a use for them; 'attn help STAGE' tells.\n");
}

static void print_function(const char *name, const char *formula, const char *parameters,
                           const char *source)
{
    printf("  %-12s ", name);
    size_t column = wrap_words(stdout, formula, FUNCTION_COLUMN, FUNCTION_COLUMN);
    if (*parameters) {
        char text[256];
        snprintf(text, sizeof text, "(%s)", parameters);
        wrap_words(stdout, text, column, FUNCTION_COLUMN);
    }
    printf("\n%*s", FUNCTION_COLUMN, "");
    wrap_words(stdout, source, FUNCTION_COLUMN, FUNCTION_COLUMN);
    printf("\n");
}

void help_similarities(void)
{
    printf("Similarities (q: a query, k: a key, d: their features):\n");
    for (size_t i = 0; i < similarity_count; i++)
        print_function(similarities[i].name, similarities[i].formula, similarities[i].parameters,
                       similarities[i].source);
}

void help_normalizers(void)
{
    printf("Normalizers (s: a row of scores, m: the keys):\n");
    for (size_t i = 0; i < normalizer_count; i++)
        print_function(normalizers[i].name, normalizers[i].formula, normalizers[i].parameters,
                       normalizers[i].source);
}

enum status help_stage(const struct stage *stage, struct error *error)
{
    bool always_fused = stage->own_steps & STEP_SIMILARITY;
    printf("Usage: attn %s [OPTION]... %s\n", stage->name, stage->operands);
    if (!always_fused)
        printf("       attn %s [OPTION]... -q QUERIES [-k KEYS]%s\n", stage->name,
               stage->fused_steps & STEP_VALUES ? " [-v VALUES]" : "");
    printf("%s.\n  %s\n", stage->summary, stage->formula);
    print_options(stage, stage->own_steps | stage->fused_steps, NULL);
    printf("\n");
    if (always_fused)
        help_similarities();
    else if (stage->own_steps & STEP_NORMALIZE)
        help_normalizers();
    else
        printf("The functions are in 'attn help similarities' and 'attn help normalizers'.\n");
    return help_finish(error);
}

enum status help_version(struct error *error)
{
    printf("attn %s\nkernels:", ATTN_VERSION);
    for (size_t i = 0; kernel_names[i]; i++)
        printf(" %s%s", kernel_names[i], kernel_runs(kernel_names[i]) ? "" : " (not here)");
    printf("\nlibcsv %d.%d.%d\n", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
    return help_finish(error);
}

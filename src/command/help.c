/* Help from the tables; see help.h. */
#include "command/help.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/option_table.h"
#include "command/topics.h"
#include "command/version.h"

enum { OPTION_COLUMN = 34 }; /* where the explanation of an option starts */

enum status help_finish(struct error *error)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return error_system(error, "(stdout)", errno);
    return STATUS_OK;
}

/* In lines that start where the first of them stands. */
static void print_similarity_names(void)
{
    enum { START = 27, END = 86 };
    size_t column = START;
    for (size_t i = 0; i < similarity_count; i++) {
        size_t length = strlen(similarities[i].name);
        if (column + length > END) {
            printf("\n%*s", START, "");
            column = START;
        }
        printf("%s%s", column > START ? " " : "", similarities[i].name);
        column += length + 1;
    }
}

enum status help_overview(const struct stage *stages, size_t count, struct error *error)
{
    printf(
        "Usage: attn STAGE [OPTION]... [FILE]...\n"
        "Runs a stage of the attention pipeline on sequence matrices in CSV: a row is an element\n"
        "of the sequence, a column a feature. Without FILE, and where FILE is '-', it reads\n"
        "standard input; it writes standard output.\n");
    for (size_t i = 0; i < count; i++) {
        if (stages[i].group)
            printf("\n%s:\n", stages[i].group);
        printf("  %-11s %-24s %s\n", stages[i].name, stages[i].operands, stages[i].summary);
    }
    printf(
        "\nA FILE is the stage's own input. With -q the stage first runs every stage before it:\n"
        "  -q, --queries=FILE   the queries\n"
        "  -k, --keys=FILE      the keys (without it: the queries)\n"
        "  -v, --values=FILE    the values (without it: the keys)\n"
        "\nOften used:\n"
        "  -f, --similarity=NAME    ");
    print_similarity_names();
    printf("\n"
           "      --scale=NUMBER|auto, --causal, --temperature=T, --axis=row|column|all\n"
           "  -d, --delimiter=CHAR, -H (header row), -L (label column), -o, --output=FILE\n"
           "\nExamples:\n"
           "  attn context -q queries.csv -k keys.csv -v values.csv -f scaled-dot\n"
           "  attn similarity x.csv y.csv | attn softmax | attn context - values.csv\n"
           "\n'attn help STAGE' (or 'attn STAGE --help') lists a stage's options and formula,\n"
           "'attn help TOPIC' tells of one thing in all stages, TOPIC being one of\n ");
    for (const char *const *topic = topics_names(); *topic; topic++)
        printf(" %s", *topic);
    printf(".\n'man attn' is the manual. Exit: 0 done, 1 bad data or a failure, 2 wrong usage.\n");
    return help_finish(error);
}

/* "  -q, --queries=FILE   explanation [default]". */
static void print_option(const struct option_row *row, const struct stage *stage)
{
    char left[64], fallback[64];
    char letter[8] = "    ";
    if (row->letter)
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    const char *form = !row->argument  ? "  %s--%s"
                       : row->optional ? "  %s--%s[=%s]"
                                       : "  %s--%s=%s";
    snprintf(left, sizeof left, form, letter, row->name, row->argument);
    option_default(row, stage, fallback, sizeof fallback);
    printf("%-*s %s", OPTION_COLUMN, left, row->help);
    if (*fallback)
        printf(" [%s]", fallback);
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
    printf("  %-12s %s", name, formula);
    if (*parameters)
        printf("  (%s)", parameters);
    printf("\n  %-12s %s\n", "", source);
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

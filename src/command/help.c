/* Help from the tables; see help.h. */
#include "command/help.h"

#include <csv.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/formulas.h"
#include "command/option_table.h"
#include "command/version.h"
#include "command/wrap.h"

enum {
    OPTION_COLUMN = 30, /* where the explanation of an option starts */
    NAME_COLUMN = 15,   /* and the formula of a name */
    TOPICS_MAX = 32,
    TOPIC_SIZE = 24, /* of the name of a group of options */
};

enum status help_finish(struct error *error)
{
    fflush(stdout);
    if (ferror(stdout))
        return error_system(error, "(stdout)", errno);
    return STATUS_OK;
}

/* A group's name as a topic: its first word in small letters. */
static void name_group(const char *group, char name[TOPIC_SIZE])
{
    size_t length = 0;
    for (; isalpha((unsigned char)group[length]) && length + 1 < TOPIC_SIZE; length++)
        name[length] = (char)tolower((unsigned char)group[length]);
    name[length] = '\0';
}

const char *const *help_topics(void)
{
    static const char *names[TOPICS_MAX + 1];
    static char groups[TOPICS_MAX][TOPIC_SIZE];
    size_t count = 0;
    for (size_t i = 0; i < option_row_count && count < TOPICS_MAX; i++) {
        if (!option_rows[i].group)
            continue;
        name_group(option_rows[i].group, groups[count]);
        names[count] = groups[count];
        count++;
    }
    for (size_t i = 0; i < formula_list_count && count < TOPICS_MAX; i++)
        names[count++] = formula_lists[i].name;
    names[count] = NULL;
    return names;
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
                    "\n'attn --help' says more; 'attn help STAGE' explains one stage in full.\n");
}

enum status help_overview(const struct stage *stages, size_t count, struct error *error)
{
    printf("Usage: attn STAGE [OPTION]... [FILE]...\n"
           "Runs one stage of the attention pipeline on sequence matrices in CSV: a row is\n"
           "one element, a column one feature. Without FILE it reads standard input ('-').\n");
    print_stages(stdout, stages, count);
    printf("\nA FILE is the stage's own input. With -q, the stages before this one run first:\n"
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
           "\n'attn help WORD' explains a stage, an option, a function or a topic:\n  ");
    column = 2;
    for (const char *const *topic = help_topics(); *topic; topic++)
        column = wrap_words(stdout, *topic, column, 2);
    printf("\n'man attn' is the manual. Exit status: 0 done, 1 bad data or failure, 2 misuse.\n");
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

static void print_group(const char *group, const struct stage *stage)
{
    print_options(stage, ~0U, group);
    printf("\nNot every stage takes all of these: see 'attn help STAGE'.\n");
}

/* "--gamma=G [1/d]" and the like for each option that sets a parameter. */
static void print_parameters(const struct formula *formula, const struct stage *stage)
{
    size_t column = NAME_COLUMN, next = 0;
    for (const struct option_row *row; (row = formula_parameter(formula, &next)) != NULL;) {
        char fallback[64], words[128];
        option_default(row, stage, fallback, sizeof fallback);
        snprintf(words, sizeof words, *fallback ? "--%s%s%s [%s]" : "--%s%s%s", row->name,
                 row->argument ? "=" : "", row->argument ? row->argument : "", fallback);
        if (column == NAME_COLUMN)
            printf("%*s", NAME_COLUMN, "");
        column = wrap_words(stdout, words, column, NAME_COLUMN);
    }
    if (next > 0)
        printf("\n");
}

static void print_formula(const struct formula_list *list, const struct formula *formula,
                          const struct stage *stage)
{
    int length = printf(list->of_options ? "  --%s" : "  %s", formula->name);
    printf(length < NAME_COLUMN ? "%*s" : "\n%*s",
           length < NAME_COLUMN ? NAME_COLUMN - length : NAME_COLUMN, "");
    wrap_words(stdout, formula->formula, NAME_COLUMN, NAME_COLUMN);
    printf("\n");
    print_parameters(formula, stage);
    printf("%*s", NAME_COLUMN, "");
    wrap_words(stdout, formula->source, NAME_COLUMN, NAME_COLUMN);
    printf("\n");
}

static void print_list(const struct formula_list *list, const struct stage *stage)
{
    printf("%s:\n", list->title);
    for (size_t i = 0; i < *list->count; i++) {
        struct formula formula = list->row(i);
        print_formula(list, &formula, stage);
    }
}

/* An option's long name, with or without its dashes, and the names of lists that are called so.
 * False if there is neither. */
static bool print_name(const char *name, const struct stage *stage)
{
    const char *option = strncmp(name, "--", 2) == 0 ? name + 2 : name;
    const struct option_row *row = option_find(option, strlen(option));
    bool found = row != NULL;
    if (row)
        print_option(row, stage);
    for (size_t i = 0; i < formula_list_count; i++)
        for (size_t j = 0; j < *formula_lists[i].count; j++) {
            struct formula formula = formula_lists[i].row(j);
            if (strcmp(formula.name, formula_lists[i].of_options ? option : name) != 0)
                continue;
            print_formula(&formula_lists[i], &formula, stage);
            found = true;
        }
    return found;
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
        print_list(formula_list_find("similarities"), stage);
    else if (stage->own_steps & STEP_NORMALIZE)
        print_list(formula_list_find("normalizers"), stage);
    else
        printf("Formulas and sources: 'attn help similarities', 'normalizers', 'mask', 'heads'.\n");
    return help_finish(error);
}

/* The lists that stand beside a group of options. */
static void print_lists(const char *topic, const struct stage *stage)
{
    for (size_t i = 0; i < formula_list_count; i++)
        if (strcmp(formula_lists[i].topic, topic) == 0) {
            printf("\n");
            print_list(&formula_lists[i], stage);
        }
}

enum status help_topic(const char *name, const struct stage *stage, struct error *error)
{
    char group[TOPIC_SIZE];
    if (formula_list_find(name)) {
        print_list(formula_list_find(name), stage);
        return help_finish(error);
    }
    for (size_t i = 0; i < option_row_count; i++) {
        if (!option_rows[i].group)
            continue;
        name_group(option_rows[i].group, group);
        if (strcmp(name, group) == 0) {
            print_group(option_rows[i].group, stage);
            print_lists(name, stage);
            return help_finish(error);
        }
    }
    return print_name(name, stage) ? help_finish(error) : STATUS_USAGE;
}

void help_suggest(struct suggestion *suggestion, const char *misspelt)
{
    if (strncmp(misspelt, "--", 2) == 0)
        misspelt += 2;
    for (const char *const *name = help_topics(); *name; name++)
        suggest(suggestion, misspelt, *name);
    for (size_t i = 0; i < option_row_count; i++)
        suggest(suggestion, misspelt, option_rows[i].name);
    for (size_t i = 0; i < formula_list_count; i++)
        for (size_t j = 0; j < *formula_lists[i].count; j++)
            suggest(suggestion, misspelt, formula_lists[i].row(j).name);
}

enum status help_version(struct error *error)
{
    printf("attn %s\nkernels:", ATTN_VERSION);
    for (size_t i = 0; kernel_names[i]; i++)
        printf(" %s%s", kernel_names[i], kernel_runs(kernel_names[i]) ? "" : " (not here)");
    printf("\nlibcsv %d.%d.%d\n", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
    return help_finish(error);
}

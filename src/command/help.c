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
    OPTION_COLUMN = 30, /* where the explanation of an option starts */
    NAME_COLUMN = 15,   /* and the formula of a name */
};

enum status help_finish(struct error *error)
{
    fflush(stdout);
    if (ferror(stdout))
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
                    "\n'attn --help' says more; 'attn help STAGE' explains one stage in full.\n");
}

enum status help_overview(const struct stage *stages, size_t count, struct error *error)
{
    printf("Usage: attn STAGE [OPTION]... [FILE]...\n"
           "Runs one stage of the attention pipeline on sequence matrices in CSV. A row is\n"
           "one element of the sequence, a column is one feature. Without FILE, or where\n"
           "FILE is '-', it reads standard input. It writes to standard output.\n");
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
    for (const char *const *topic = topics_names(); *topic; topic++)
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

void help_group(const char *group, const struct stage *stage)
{
    print_options(stage, ~0U, group);
    printf("\nNot every stage takes all of these: see 'attn help STAGE'.\n");
}

/* "--gamma=G [1/d]" and the like for each name of the list `parameters`. */
static void print_parameters(const char *parameters, const struct stage *stage)
{
    size_t column = NAME_COLUMN;
    printf("%*s", NAME_COLUMN, "");
    for (const char *name = parameters; *name; name += strcspn(name, " "), name += *name == ' ') {
        const struct option_row *row = option_find(name + strlen("--"), strcspn(name, " ") - 2);
        char fallback[64], words[128];
        option_default(row, stage, fallback, sizeof fallback);
        snprintf(words, sizeof words, *fallback ? "--%s%s%s [%s]" : "--%s%s%s", row->name,
                 row->argument ? "=" : "", row->argument ? row->argument : "", fallback);
        column = wrap_words(stdout, words, column, NAME_COLUMN);
    }
    printf("\n");
}

static void print_entry(const struct entry_list *list, const struct entry *entry,
                        const struct stage *stage)
{
    int length = printf(list->of_options ? "  --%s" : "  %s", entry->name);
    printf(length < NAME_COLUMN ? "%*s" : "\n%*s",
           length < NAME_COLUMN ? NAME_COLUMN - length : NAME_COLUMN, "");
    wrap_words(stdout, entry->formula, NAME_COLUMN, NAME_COLUMN);
    printf("\n");
    if (*entry->parameters)
        print_parameters(entry->parameters, stage);
    printf("%*s", NAME_COLUMN, "");
    wrap_words(stdout, entry->source, NAME_COLUMN, NAME_COLUMN);
    printf("\n");
}

void help_list(const struct entry_list *list, const struct stage *stage)
{
    printf("%s:\n", list->title);
    for (size_t i = 0; i < *list->count; i++) {
        struct entry entry = list->row(i);
        print_entry(list, &entry, stage);
    }
}

bool help_name(const char *name, const struct stage *stage)
{
    const char *option = strncmp(name, "--", 2) == 0 ? name + 2 : name;
    const struct option_row *row = option_find(option, strlen(option));
    bool found = row != NULL;
    if (row)
        print_option(row, stage);
    for (size_t i = 0; i < entry_list_count; i++)
        for (size_t j = 0; j < *entry_lists[i].count; j++) {
            struct entry entry = entry_lists[i].row(j);
            if (strcmp(entry.name, entry_lists[i].of_options ? option : name) != 0)
                continue;
            print_entry(&entry_lists[i], &entry, stage);
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
        help_list(entry_list_find("similarities"), stage);
    else if (stage->own_steps & STEP_NORMALIZE)
        help_list(entry_list_find("normalizers"), stage);
    else
        printf("Formulas and sources: 'attn help similarities', 'normalizers', 'mask', 'heads'.\n");
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

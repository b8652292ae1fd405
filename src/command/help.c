/* Help from the tables; see help.h. */
#include "command/help.h"

#include <csv.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "command/formulas.h"
#include "command/option_table.h"
#include "command/version.h"
#include "command/words.h"
#include "command/wrap.h"

enum {
    OPTION_COLUMN = 30, /* where the explanation of an option starts */
    NAME_COLUMN = 15,   /* and the formula of a name */
    TOPICS_MAX = 32,
    TOPIC_SIZE = 24,  /* of the name of a group of options */
    LINE = 75,        /* what leaves room for " ..." */
    SEARCH_LEAST = 3, /* letters of a word that is searched for in texts */
};

enum status help_flush(struct error *error)
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
           "  -f, --similarity=NAME ");
    size_t column = 24;
    for (size_t i = 0; i < similarity_count; i++)
        column = wrap_words(stdout, similarities[i].name, column, 24);
    printf("\n"
           "\nJobs:\n"
           "  check     attn compare -q q.csv -k k.csv -v v.csv -f scaled-dot out.csv\n"
           "  search    attn top -q words.csv -f cosine --exclude-self --count=5\n"
           "  regress   attn context -q new.csv -k x.csv -v y.csv -f gaussian --bandwidth=1\n"
           "  explain   attn context -q q.csv --causal --explain\n"
           "\n'attn help WORD' finds a stage, option, function, author, word of others, or:\n  ");
    column = 2;
    for (const char *const *topic = help_topics(); *topic; topic++)
        column = wrap_words(stdout, *topic, column, 2);
    printf("\n'man attn' is the manual. Exit status: 0 done, 1 bad data or failure, 2 misuse.\n");
    return help_flush(error);
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

/* Whether a list of words, blanks between, has `before` and `word` as one of them. */
static bool lists(const char *list, const char *before, const char *word)
{
    size_t skip = strlen(before), length = strlen(word);
    for (; list && *list; list += strspn(list, " ")) {
        size_t size = strcspn(list, " ");
        if (size == skip + length && strncmp(list, before, skip) == 0 &&
            strncmp(list + skip, word, length) == 0)
            return true;
        list += size;
    }
    return false;
}

static bool takes(const struct stage *stage, const struct option_row *row)
{
    return row->steps & (stage->own_steps | stage->fused_steps);
}

/* The stage's own options in full. */
static void print_own(const struct stage *stage)
{
    char group[TOPIC_SIZE] = "";
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->group)
            name_group(row->group, group);
        if (lists(stage->options, "", group) || lists(stage->options, "--", row->name))
            print_option(row, stage);
    }
}

/* Of each group the names of the other options that the stage takes, as many as a line has room
 * for. */
static void print_shared(const struct stage *stage)
{
    char group[TOPIC_SIZE] = "", shown[TOPIC_SIZE + 24];
    size_t column = 0;
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->group) {
            printf("%s", column ? "\n" : "");
            name_group(row->group, group);
            column = 0;
        }
        if (!takes(stage, row) || lists(stage->options, "", group) ||
            lists(stage->options, "--", row->name) || column > LINE)
            continue;
        if (column == 0)
            column = (size_t)printf("  %-*s", NAME_COLUMN - 3, group);
        if (row->letter)
            snprintf(shown, sizeof shown, "-%c", row->letter);
        else
            snprintf(shown, sizeof shown, "--%s", row->name);
        column += 1 + strlen(shown);
        printf(column > LINE ? " ..." : " %s", shown);
    }
    printf("%s", column ? "\n" : "");
}

/* The options of one group. */
static void print_group(size_t first, const struct stage *stage)
{
    printf("%s:\n", option_rows[first].group);
    for (size_t i = first; i < option_row_count && (i == first || !option_rows[i].group); i++)
        print_option(&option_rows[i], stage);
    printf("\nNot every stage takes all of these: 'attn help OPTION' tells which do.\n");
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

/* "also: l1, cityblock". */
static void print_aliases(const struct formula *formula)
{
    size_t next = 0;
    const char *alias = formula_alias(formula, &next);
    if (!alias)
        return;
    printf("%*salso: %s", NAME_COLUMN, "", alias);
    while ((alias = formula_alias(formula, &next)) != NULL)
        printf(", %s", alias);
    printf("\n");
}

static void print_formula(const struct formula_list *list, const struct formula *formula,
                          const struct stage *stage)
{
    int length = printf(list->of_options ? "  --%s" : "  %s", formula->name);
    printf(length < NAME_COLUMN ? "%*s" : "\n%*s",
           length < NAME_COLUMN ? NAME_COLUMN - length : NAME_COLUMN, "");
    size_t column = wrap_words(stdout, formula->formula, NAME_COLUMN, NAME_COLUMN);
    if (list->of_words) {
        char source[80];
        snprintf(source, sizeof source, "(%s)", formula->source);
        wrap_words(stdout, source, column, NAME_COLUMN);
        printf("\n");
        return;
    }
    printf("\n");
    print_aliases(formula);
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

/* The names of a list and what they stand for. */
static void print_briefly(const struct formula_list *list)
{
    printf("\nNAME ('attn help %s': with parameters and sources)\n", list->name);
    for (size_t i = 0; i < *list->count; i++) {
        printf("  %-*s", NAME_COLUMN - 2, list->row(i).name);
        wrap_words(stdout, list->row(i).formula, NAME_COLUMN, NAME_COLUMN);
        printf("\n");
    }
}

/* Prints the formulas that `fits` takes; false if there are none. */
static bool print_formulas(const char *word, bool (*fits)(const char *word, const struct formula *),
                           const struct stage *stage)
{
    bool found = false;
    for (size_t i = 0; i < formula_list_count; i++)
        for (size_t j = 0; j < *formula_lists[i].count; j++) {
            struct formula formula = formula_lists[i].row(j);
            if (!fits(word, &formula))
                continue;
            print_formula(&formula_lists[i], &formula, stage);
            found = true;
        }
    return found;
}

/* Whether the text has the word, in any case, with no letter or digit beside it. */
static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; length >= SEARCH_LEAST && *at; at++)
        if (strncasecmp(at, word, length) == 0 && (at == text || !isalnum((unsigned char)at[-1])) &&
            !isalnum((unsigned char)at[length]))
            return true;
    return false;
}

static bool is_called(const char *word, const struct formula *formula)
{
    size_t next = 0;
    bool called = word_same(word, formula->name);
    for (const char *alias; !called && (alias = formula_alias(formula, &next)) != NULL;)
        called = word_same(word, alias);
    return called;
}

static bool is_by(const char *word, const struct formula *formula)
{
    return has_word(formula->source, word) && !is_called(word, formula);
}

static bool tells_of(const char *word, const struct formula *formula)
{
    return has_word(formula->formula, word);
}

/* The stages that take an option. */
static void print_takers(const struct option_row *row, const struct stage *stages, size_t count)
{
    bool all = true;
    for (size_t i = 0; i < count; i++)
        all &= takes(&stages[i], row);
    printf("%*s", OPTION_COLUMN, "");
    size_t column = wrap_words(stdout, all ? "in every stage" : "in", OPTION_COLUMN, OPTION_COLUMN);
    for (size_t i = 0; i < count && !all; i++)
        if (takes(&stages[i], row))
            column = wrap_words(stdout, stages[i].name, column, OPTION_COLUMN);
    printf("\n");
}

/* Whether the word is the option's name, with or without dashes, or its letter after one. */
static bool is_option(const char *word, const struct option_row *row)
{
    const bool letter = row->letter && word[0] == '-' && word[1] == row->letter && !word[2];
    return letter || word_same(word, row->name);
}

/* The option that is called so, and the options that the explanation of another system's word
 * names. */
static bool print_options(const char *word, const struct stage *stages, size_t count)
{
    const struct word *elsewhere = word_find(word);
    bool found = false;
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (!is_option(word, row) && !(elsewhere && word_names(elsewhere, row->name)))
            continue;
        print_option(row, stages);
        print_takers(row, stages, count);
        found = true;
    }
    return found;
}

/* Where the word stands in an explanation. */
static bool search(const char *word, const struct stage *stage)
{
    bool found = false;
    for (size_t i = 0; i < option_row_count; i++)
        if (has_word(option_rows[i].help, word)) {
            print_option(&option_rows[i], stage);
            found = true;
        }
    found |= print_formulas(word, tells_of, stage);
    return found;
}

enum status help_stage(const struct stage *stage, struct error *error)
{
    bool always_fused = stage->own_steps & STEP_SIMILARITY;
    printf("Usage: attn %s [OPTION]... %s\n", stage->name, stage->operands);
    if (stage->fused_steps && !always_fused)
        printf("       attn %s [OPTION]... -q QUERIES [-k KEYS]%s%s\n", stage->name,
               stage->fused_steps & STEP_VALUES ? " [-v VALUES]" : "",
               stage->operands_fused ? " CANDIDATE" : "");
    printf("%s.\n  %s\nFor example:\n  %s\n\nOptions:\n", stage->summary, stage->formula,
           stage->example);
    print_own(stage);
    for (size_t i = 0; i < formula_list_count; i++)
        if (lists(stage->options, "", formula_lists[i].topic) && !formula_lists[i].of_options)
            print_briefly(&formula_lists[i]);
    printf("\nShared with other stages; 'attn help WORD' explains a line or an option of it:\n");
    print_shared(stage);
    return help_flush(error);
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

/* A list, or a group of options with what belongs to it. */
static bool print_topic(const char *name, const struct stage *stage)
{
    char group[TOPIC_SIZE];
    if (formula_list_find(name)) {
        print_list(formula_list_find(name), stage);
        return true;
    }
    for (size_t i = 0; i < option_row_count; i++) {
        if (!option_rows[i].group)
            continue;
        name_group(option_rows[i].group, group);
        if (strcmp(name, group) == 0) {
            print_group(i, stage);
            print_lists(name, stage);
            return true;
        }
    }
    return false;
}

enum status help_word(const char *word, const struct stage *stages, size_t count,
                      struct error *error)
{
    if (print_topic(word, stages))
        return help_flush(error);
    bool found = print_formulas(word, is_called, stages);
    found |= print_options(word, stages, count);
    found |= print_formulas(word, is_by, stages);
    if (!found)
        found = search(word, stages);
    return found ? help_flush(error) : STATUS_USAGE;
}

void help_suggest(struct suggestion *suggestion, const char *misspelt)
{
    misspelt += strspn(misspelt, "-");
    for (const char *const *name = help_topics(); *name; name++)
        suggest(suggestion, misspelt, *name);
    for (size_t i = 0; i < option_row_count; i++)
        suggest(suggestion, misspelt, option_rows[i].name);
    for (size_t i = 0; i < formula_list_count; i++)
        for (size_t j = 0; j < *formula_lists[i].count; j++) {
            struct formula formula = formula_lists[i].row(j);
            size_t next = 0;
            suggest(suggestion, misspelt, formula.name);
            for (const char *alias; (alias = formula_alias(&formula, &next)) != NULL;)
                suggest(suggestion, misspelt, alias);
        }
}

enum status help_version(struct error *error)
{
    printf("attn %s\nkernels:", ATTN_VERSION);
    for (size_t i = 0; kernel_names[i]; i++)
        printf(" %s%s", kernel_names[i], kernel_runs(kernel_names[i]) ? "" : " (not here)");
    printf("\nlibcsv %d.%d.%d\n", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
    return help_flush(error);
}

/* Completion scripts; see completion.h. */
#include "command/completion.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "command/help.h"
#include "command/option_table.h"

const char *const completion_topics[] = {"completion-bash", "completion-zsh", "completion-fish",
                                         NULL};

static bool is_file(const struct option_row *row)
{
    return row->argument && strcmp(row->argument, "FILE") == 0;
}

/* Whether the argument names columns of the files that stand on the line. */
static bool is_columns(const struct option_row *row)
{
    return row->argument && (strcmp(row->argument, "COLUMN") == 0 || strstr(row->name, "columns"));
}

/* The names of a file's columns as far as a shell can tell: its first line in pieces, without
 * numbers. */
static const char header_of[] = "head -n 1 -- \"$1\" | tr -d \"\\001-\\010\\013-\\037\\\"\" | "
                                "tr \",;\\t|\" \"\\n\\n\\n\\n\" | grep -v \"^[-+.0-9eE]*\\$\"";

static bool takes(const struct stage *stage, const struct option_row *row)
{
    return (row->steps & (stage->own_steps | stage->fused_steps)) != 0;
}

/* The words that help shows literally in an argument: `auto` of NUMBER|auto. */
static void print_literals(const char *argument)
{
    for (const char *word = argument; *word;) {
        size_t length = strcspn(word, "|");
        bool literal = islower((unsigned char)*word) || isdigit((unsigned char)*word);
        if (literal)
            printf("%.*s ", (int)length, word);
        word += length + (word[length] == '|');
    }
}

/* The words that can be the argument, a blank after each. */
static void print_words(const struct option_row *row)
{
    if (strcmp(row->name, "similarity") == 0)
        for (size_t i = 0; i < similarity_count; i++)
            printf("%s ", similarities[i].name);
    else if (strcmp(row->name, "normalize") == 0)
        for (size_t i = 0; i < normalizer_count; i++)
            printf("%s ", normalizers[i].name);
    else if (strcmp(row->name, "kernel") == 0)
        for (size_t i = 0; kernel_names[i]; i++)
            printf("%s ", kernel_names[i]);
    else
        print_literals(row->argument);
}

/* Text inside single quotes; `special` bytes get a backslash. */
static void print_quoted(const char *text, const char *special)
{
    for (; *text; text++) {
        if (*text == '\'')
            printf("'\\''");
        else
            printf("%s%c", strchr(special, *text) ? "\\" : "", *text);
    }
}

static void print_names(const struct stage *stages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s ", stages[i].name);
}

static void print_list(const char *const *words)
{
    for (; *words; words++)
        printf("%s ", *words);
}

/* "-f|--similarity", as a pattern of the shell's case. */
static void print_pattern(const struct option_row *row)
{
    if (row->letter && !row->letter_means)
        printf("-%c|", row->letter);
    printf("--%s", row->name);
}

static void print_bash_arguments(void)
{
    bool first = true;
    for (size_t i = 0; i < option_row_count; i++) {
        if (!is_file(&option_rows[i]))
            continue;
        printf("%s", first ? "        " : "|");
        print_pattern(&option_rows[i]);
        first = false;
    }
    printf(") _attn_files; return ;;\n");
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (!row->argument || is_file(row) || row->optional)
            continue;
        printf("        ");
        print_pattern(row);
        if (is_columns(row)) {
            printf(") _attn_columns; return ;;\n");
            continue;
        }
        printf(") words='");
        print_words(row);
        printf("' ;;\n");
    }
}

static void print_bash(const struct stage *stages, size_t count, const char *const *topics)
{
    printf("# Completion of attn for bash; printed by `attn help completion-bash`.\n"
           "_attn_files() {\n"
           "    local IFS=$'\\n'\n"
           "    compopt -o filenames 2>/dev/null\n"
           "    COMPREPLY=($(compgen -f -- \"$current\"))\n"
           "}\n"
           "_attn_header() { %s; }\n"
           "_attn_columns() {\n"
           "    local word name list=\n"
           "    [[ $current == *,* ]] && list=${current%%,*},\n"
           "    for word in \"${COMP_WORDS[@]}\"; do\n"
           "        word=${word//[\\\\\\\"\\']/}\n"
           "        [[ -f $word ]] && while IFS= read -r name; do\n"
           "            [[ $name == \"${current##*,}\"* ]] && COMPREPLY+=(\"$list$name\")\n"
           "        done < <(_attn_header \"$word\")\n"
           "    done\n"
           "    compopt -o filenames -o nospace 2>/dev/null\n"
           "}\n"
           "_attn() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local option=$before words=\n"
           "    COMPREPLY=()\n"
           "    if [[ $current == = ]]; then current=\n"
           "    elif [[ $before == = ]]; then option=${COMP_WORDS[COMP_CWORD-2]}\n"
           "    fi\n"
           "    case $option in\n",
           header_of);
    print_bash_arguments();
    printf("        *) option= ;;\n"
           "    esac\n"
           "    if [[ -z $option ]]; then\n"
           "        case $COMP_CWORD,${COMP_WORDS[1]},$current in\n"
           "        1,*) words='");
    print_names(stages, count);
    printf("help --help --version' ;;\n"
           "        2,help,*) words='");
    print_names(stages, count);
    print_list(topics);
    print_list(completion_topics);
    printf("' ;;\n");
    for (size_t i = 0; i < count; i++) {
        printf("        *,%s,-*) words='", stages[i].name);
        for (size_t j = 0; j < option_row_count; j++)
            if (takes(&stages[i], &option_rows[j]))
                printf("--%s%s ", option_rows[j].name,
                       option_rows[j].argument && !option_rows[j].optional ? "=" : "");
        printf("' ;;\n");
    }
    printf("        *) _attn_files; return ;;\n"
           "        esac\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
           "    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null\n"
           "    return 0\n"
           "}\n"
           "complete -F _attn attn\n");
}

/* An option as zsh's _arguments takes it. */
static void print_zsh_option(const struct option_row *row, const char *form, bool argument)
{
    printf("            '%s", form);
    printf("[");
    print_quoted(row->help, "[]");
    printf("]");
    if (argument && row->argument) {
        printf("%s", row->optional ? "::" : ":");
        print_quoted(row->argument, ":");
        printf(":");
        if (is_file(row)) {
            printf("_files");
        } else if (is_columns(row)) {
            printf("_attn_columns");
        } else {
            printf("(");
            print_words(row);
            printf(")");
        }
    }
    printf("' \\\n");
}

static void print_zsh(const struct stage *stages, size_t count, const char *const *topics)
{
    printf("#compdef attn\n"
           "# Completion of attn for zsh; printed by `attn help completion-zsh`.\n"
           "_attn_header() { %s }\n"
           "_attn_columns() {\n"
           "    local word; local -a names\n"
           "    for word in $words; do\n"
           "        word=${(Q)word#--[a-z]*=}\n"
           "        [[ -f $word ]] && names+=(${(f)\"$(_attn_header $word)\"})\n"
           "    done\n"
           "    compset -P '*,'\n"
           "    compadd -S '' -- $names\n"
           "}\n"
           "_attn() {\n"
           "    local -a stages\n"
           "    stages=(\n",
           header_of);
    for (size_t i = 0; i < count; i++) {
        printf("        '%s:", stages[i].name);
        print_quoted(stages[i].summary, ":");
        printf("'\n");
    }
    printf("        'help:what a stage does, and its options')\n"
           "    if (( CURRENT == 2 )); then _describe stage stages; return; fi\n"
           "    local stage=$words[2]\n"
           "    shift words; (( CURRENT-- ))\n"
           "    case $stage in\n"
           "    help) compadd -- ");
    print_names(stages, count);
    print_list(topics);
    print_list(completion_topics);
    printf(";;\n");
    for (size_t i = 0; i < count; i++) {
        printf("    %s)\n        _arguments -s \\\n", stages[i].name);
        for (size_t j = 0; j < option_row_count; j++) {
            const struct option_row *row = &option_rows[j];
            char form[64];
            if (!takes(&stages[i], row))
                continue;
            snprintf(form, sizeof form, "-%c", row->letter);
            if (row->letter)
                print_zsh_option(row, form, !row->letter_means);
            snprintf(form, sizeof form, "--%s%s", row->name,
                     row->argument ? row->optional ? "=-" : "=" : "");
            print_zsh_option(row, form, true);
        }
        printf("            '*:file:_files' ;;\n");
    }
    printf("    esac\n}\n_attn \"$@\"\n");
}

static void print_fish(const struct stage *stages, size_t count, const char *const *topics)
{
    printf(
        "# Completion of attn for fish; printed by `attn help completion-fish`.\n"
        "function __attn_columns\n"
        "    set --local list (commandline -ct | string replace -rf '^(--[a-z-]*=)?(.*,)?[^,]*$' "
        "'$2')\n"
        "    for word in (commandline -opc | string replace -r '^--[a-z-]*=' '')\n"
        "        test -f $word; and sh -c '%s' sh $word | string replace -r '^' -- $list\n"
        "    end\n"
        "end\n"
        "complete -c attn -n __fish_use_subcommand -f\n",
        header_of);
    for (size_t i = 0; i < count; i++) {
        printf("complete -c attn -n __fish_use_subcommand -a %s -d '", stages[i].name);
        print_quoted(stages[i].summary, "");
        printf("'\n");
    }
    printf("complete -c attn -n __fish_use_subcommand -a help -d 'what a stage does'\n"
           "complete -c attn -n '__fish_seen_subcommand_from help' -f -a '");
    print_names(stages, count);
    print_list(topics);
    print_list(completion_topics);
    printf("'\n");
    for (size_t j = 0; j < option_row_count; j++) {
        const struct option_row *row = &option_rows[j];
        printf("complete -c attn -n '__fish_seen_subcommand_from");
        for (size_t i = 0; i < count; i++)
            if (takes(&stages[i], row))
                printf(" %s", stages[i].name);
        printf("' -l %s", row->name);
        if (row->letter && !row->letter_means)
            printf(" -s %c", row->letter);
        if (is_file(row)) {
            printf(" -r -F");
        } else if (is_columns(row)) {
            printf(" -x -a '(__attn_columns)'");
        } else if (row->argument && !row->optional) {
            printf(" -x -a '");
            print_words(row);
            printf("'");
        }
        printf(" -d '");
        print_quoted(row->help, "");
        printf("'\n");
    }
}

enum status completion_print(const char *topic, const struct stage *stages, size_t count,
                             const char *const *topics, struct error *error)
{
    static void (*const printers[])(const struct stage *, size_t,
                                    const char *const *) = {print_bash, print_zsh, print_fish};
    for (size_t i = 0; completion_topics[i]; i++)
        if (strcmp(topic, completion_topics[i]) == 0) {
            printers[i](stages, count, topics);
            return help_flush(error);
        }
    return STATUS_USAGE;
}

/* Topics of help; see topics.h. */
#include "command/topics.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "command/entries.h"
#include "command/help.h"
#include "command/option_table.h"

enum { TOPICS_MAX = 32, NAME_MAX_SIZE = 24 };

/* A group's name as a topic: its first word in small letters. */
static void name_group(const char *group, char name[NAME_MAX_SIZE])
{
    size_t length = 0;
    for (; isalpha((unsigned char)group[length]) && length + 1 < NAME_MAX_SIZE; length++)
        name[length] = (char)tolower((unsigned char)group[length]);
    name[length] = '\0';
}

const char *const *topics_names(void)
{
    static const char *names[TOPICS_MAX + 1];
    static char groups[TOPICS_MAX][NAME_MAX_SIZE];
    size_t count = 0;
    for (size_t i = 0; i < option_row_count && count < TOPICS_MAX; i++) {
        if (!option_rows[i].group)
            continue;
        name_group(option_rows[i].group, groups[count]);
        names[count] = groups[count];
        count++;
    }
    for (size_t i = 0; i < entry_list_count && count < TOPICS_MAX; i++)
        names[count++] = entry_lists[i].name;
    names[count] = NULL;
    return names;
}

/* The lists that stand beside a group of options. */
static void print_lists(const char *topic, const struct stage *stage)
{
    for (size_t i = 0; i < entry_list_count; i++)
        if (strcmp(entry_lists[i].topic, topic) == 0) {
            printf("\n");
            help_list(&entry_lists[i], stage);
        }
}

enum status topics_print(const char *name, const struct stage *stage, struct error *error)
{
    char group[NAME_MAX_SIZE];
    if (entry_list_find(name)) {
        help_list(entry_list_find(name), stage);
        return help_finish(error);
    }
    for (size_t i = 0; i < option_row_count; i++) {
        if (!option_rows[i].group)
            continue;
        name_group(option_rows[i].group, group);
        if (strcmp(name, group) == 0) {
            help_group(option_rows[i].group, stage);
            print_lists(name, stage);
            return help_finish(error);
        }
    }
    return help_name(name, stage) ? help_finish(error) : STATUS_USAGE;
}

void topics_suggest(struct suggestion *suggestion, const char *misspelt)
{
    if (strncmp(misspelt, "--", 2) == 0)
        misspelt += 2;
    for (const char *const *name = topics_names(); *name; name++)
        suggest(suggestion, misspelt, *name);
    for (size_t i = 0; i < option_row_count; i++)
        suggest(suggestion, misspelt, option_rows[i].name);
    for (size_t i = 0; i < entry_list_count; i++)
        for (size_t j = 0; j < *entry_lists[i].count; j++)
            suggest(suggestion, misspelt, entry_lists[i].row(j).name);
}

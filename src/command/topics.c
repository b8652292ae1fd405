/* Topics of help; see topics.h. */
#include "command/topics.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "command/help.h"
#include "command/option_table.h"

enum { TOPICS_MAX = 32, NAME_MAX_SIZE = 24 };

/* The topics that are no group of options. */
static const struct {
    const char *name;
    void (*print)(void);
} tables[] = {
    {"similarities", help_similarities},
    {"normalizers", help_normalizers},
};

enum { TABLE_COUNT = sizeof tables / sizeof tables[0] };

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
    for (size_t i = 0; i < TABLE_COUNT; i++)
        names[count++] = tables[i].name;
    for (size_t i = 0; i < option_row_count && count < TOPICS_MAX; i++) {
        if (!option_rows[i].group)
            continue;
        name_group(option_rows[i].group, groups[count]);
        names[count] = groups[count];
        count++;
    }
    names[count] = NULL;
    return names;
}

enum status topics_print(const char *name, const struct stage *stage, struct error *error)
{
    char group[NAME_MAX_SIZE];
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (strcmp(name, tables[i].name) == 0) {
            tables[i].print();
            return help_finish(error);
        }
    for (size_t i = 0; i < option_row_count; i++) {
        if (!option_rows[i].group)
            continue;
        name_group(option_rows[i].group, group);
        if (strcmp(name, group) == 0) {
            help_group(option_rows[i].group, stage);
            return help_finish(error);
        }
    }
    return STATUS_USAGE;
}

/* Prints a list of names as the manual's section has it, in mdoc, from the tables: the argument is
 * the list's name, as `attn help` takes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/entries.h"
#include "command/option_table.h"

/* The options that `parameters` names, with their arguments and defaults. */
static void print_parameters(const char *parameters)
{
    const struct stage stage = {.name = "manual"};
    printf(".br\nParameters:");
    for (const char *name = parameters; *name; name += strcspn(name, " "), name += *name == ' ') {
        const struct option_row *row = option_find(name + 2, strcspn(name, " ") - 2);
        char fallback[64];
        option_default(row, &stage, fallback, sizeof fallback);
        printf("%s\n.Fl -%s", name == parameters ? "" : " ,", row->name);
        if (row->argument)
            printf(" Ns = Ns Ar %s", row->argument);
        if (*fallback)
            printf(" Pq default %s", fallback);
    }
    printf(" .\n");
}

int main(int argc, char **argv)
{
    const struct entry_list *list = argc == 2 ? entry_list_find(argv[1]) : NULL;
    if (list == NULL)
        return EXIT_FAILURE;
    printf(".Bl -tag -width \"scaled-dot\"\n");
    for (size_t i = 0; i < *list->count; i++) {
        struct entry entry = list->row(i);
        if (list->of_options && option_find(entry.name, strlen(entry.name)) == NULL)
            return EXIT_FAILURE;
        printf(list->of_options ? ".It Fl -%s\n" : ".It Cm %s\n", entry.name);
        printf("%s\n", entry.formula);
        if (*entry.parameters)
            print_parameters(entry.parameters);
        printf(".br\nSource: %s.\n", entry.source);
    }
    printf(".El\n");
    return EXIT_SUCCESS;
}

/* Prints a list of names as the manual's section has it, in mdoc, from the tables: the argument is
 * the list's name, as `attn help` takes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/formulas.h"

/* The options that set its parameters, with their arguments and defaults. */
static void print_parameters(const struct formula *formula)
{
    const struct stage stage = {.name = "manual"};
    size_t next = 0;
    const char *before = ".br\nParameters:";
    for (const struct option_row *row; (row = formula_parameter(formula, &next)) != NULL;) {
        char fallback[64];
        option_default(row, &stage, fallback, sizeof fallback);
        printf("%s\n.Fl -%s", before, row->name);
        if (row->argument)
            printf(" Ns = Ns Ar %s", row->argument);
        if (*fallback)
            printf(" Pq default %s", fallback);
        before = " ,";
    }
    if (next > 0)
        printf(" .\n");
}

static void print_aliases(const struct formula *formula)
{
    size_t next = 0;
    const char *before = ".br\nAlso:";
    for (const char *alias; (alias = formula_alias(formula, &next)) != NULL; before = " ,")
        printf("%s\n.Cm %s", before, alias);
    if (*before == ' ')
        printf(" .\n");
}

int main(int argc, char **argv)
{
    const struct formula_list *list = argc == 2 ? formula_list_find(argv[1]) : NULL;
    if (list == NULL)
        return EXIT_FAILURE;
    printf(".Bl -tag -width \"scaled-dot\"\n");
    for (size_t i = 0; i < *list->count; i++) {
        struct formula formula = list->row(i);
        if (list->of_options && option_find(formula.name, strlen(formula.name)) == NULL)
            return EXIT_FAILURE;
        if (list->of_words) {
            printf(".It Li %s Pq %s\n%s\n", formula.name, formula.source, formula.formula);
            continue;
        }
        printf(list->of_options ? ".It Fl -%s\n" : ".It Cm %s\n", formula.name);
        printf("%s\n", formula.formula);
        print_aliases(&formula);
        print_parameters(&formula);
        printf(".br\nSource: %s.\n", formula.source);
    }
    printf(".El\n");
    return EXIT_SUCCESS;
}

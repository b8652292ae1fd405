/* The nearest name; see suggest.h. */
#include "base/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { NAME_MAX_LENGTH = 40, BEGINNING_LEAST = 3 };

static size_t min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Insertions, deletions, substitutions and swaps of neighbours that turn a into b (optimal string
 * alignment). Both at most NAME_MAX_LENGTH long. */
static size_t distance(const char *a, const char *b)
{
    size_t cost[NAME_MAX_LENGTH + 1][NAME_MAX_LENGTH + 1];
    size_t a_length = strlen(a), b_length = strlen(b);
    for (size_t i = 0; i <= a_length; i++)
        cost[i][0] = i;
    for (size_t j = 0; j <= b_length; j++)
        cost[0][j] = j;
    for (size_t i = 1; i <= a_length; i++)
        for (size_t j = 1; j <= b_length; j++) {
            size_t substitute = cost[i - 1][j - 1] + !same(a[i - 1], b[j - 1]);
            cost[i][j] = min(min(cost[i - 1][j], cost[i][j - 1]) + 1, substitute);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                cost[i][j] = min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[a_length][b_length];
}

void suggest(struct suggestion *suggestion, const char *misspelt, const char *name)
{
    size_t length = strlen(name);
    if (strlen(misspelt) > NAME_MAX_LENGTH || length > NAME_MAX_LENGTH)
        return;
    size_t wrong = distance(misspelt, name), shorter = min(strlen(misspelt), length);
    /* "cos" for "cosine" and "dot-product" for "dot" count as one mistake. */
    if (wrong > 1 && shorter >= BEGINNING_LEAST && strncasecmp(misspelt, name, shorter) == 0)
        wrong = 1;
    if (wrong > 1 + length / 4 || wrong >= length)
        return;
    if (!suggestion->best || wrong < suggestion->distance) {
        suggestion->best = name;
        suggestion->distance = wrong;
    }
}

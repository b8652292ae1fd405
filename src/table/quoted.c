/* Text to a CSV field; see quoted.h. */
#include "table/quoted.h"

#include <stdbool.h>
#include <string.h>

static bool needs_quotes(const char *text, size_t length, char delimiter)
{
    const bool is_blank = delimiter == ' '; /* so is a tab, and a run of them */
    if (!length)
        return is_blank;
    if (strchr(" \t", text[0]) || strchr(" \t", text[length - 1]))
        return true;
    for (size_t i = 0; i < length; i++)
        if (text[i] == delimiter || (is_blank && text[i] == '\t') || text[i] == '"' ||
            text[i] == '\r' || text[i] == '\n')
            return true;
    return false;
}

char *quoted_put(char *out, const char *text, size_t length, char delimiter)
{
    if (!needs_quotes(text, length, delimiter)) {
        memcpy(out, text, length);
        return out + length;
    }
    *out++ = '"';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            *out++ = '"';
        *out++ = text[i];
    }
    *out++ = '"';
    return out;
}

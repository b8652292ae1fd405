/* Words in lines; see wrap.h. */
#include "command/wrap.h"

#include <string.h>

enum { WIDTH = 79 };

size_t wrap_words(FILE *stream, const char *text, size_t column, size_t indent)
{
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        size_t length = strcspn(text, " ");
        if (column > indent && column + 1 + length > WIDTH) {
            fprintf(stream, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', stream);
            column++;
        }
        fwrite(text, 1, length, stream);
        text += length;
        column += length;
    }
    return column;
}

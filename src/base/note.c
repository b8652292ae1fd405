/* Notes on standard error; see note.h. */
#include "base/note.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"

static bool quiet;

void note_quiet(void)
{
    quiet = true;
}

void note_print(const char *format, ...)
{
    struct error note;
    va_list arguments;
    if (quiet)
        return;
    va_start(arguments, format);
    error_set(&note, STATUS_OK, "note: ");
    vsnprintf(note.text + sizeof "note: " - 1, sizeof note.text - sizeof "note: " + 1, format,
              arguments);
    va_end(arguments);
    static struct error last;
    if (!strcmp(note.text, last.text))
        return; /* of a file that is read in two roles */
    last = note;
    error_print(&note, stderr);
}

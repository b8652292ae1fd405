/* Failures as values; see error.h. */
#include "base/error.h"

#include <string.h>

#include "base/text.h"

static void append(struct error *error, const char *format, va_list arguments)
{
    size_t used = strlen(error->text);
    vsnprintf(error->text + used, sizeof error->text - used, format, arguments);
}

enum status error_set(struct error *error, enum status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error->text[0] = '\0';
    append(error, format, arguments);
    va_end(arguments);
    return status;
}

enum status error_system(struct error *error, const char *name, int errnum)
{
    return error_set(error, STATUS_FAILED, "%.*s: %s", PATH_MAX, name, strerror(errnum));
}

enum status error_memory(struct error *error, const char *what)
{
    return error_set(error, STATUS_FAILED, "out of memory for %s", what);
}

void error_append(struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(error, format, arguments);
    va_end(arguments);
}

void error_print(const struct error *error, FILE *stream)
{
    /* One write for the whole line, so that lines of several processes do not mix. */
    char line[4 * sizeof error->text + 8] = "attn: ";
    size_t used = strlen(line);
    used += text_escape(error->text, strlen(error->text), line + used);
    line[used++] = '\n';
    fwrite(line, 1, used, stream);
    fflush(stream);
}

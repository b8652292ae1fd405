/* Failures as values; see error.h. */
#include "base/error.h"

#include <stdbool.h>
#include <string.h>

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
    return error_set(error, STATUS_FAILED, "%s: %s", name, strerror(errnum));
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

/* The length of the printable UTF-8 sequence at `text`, 0 if it does not start one (RFC 3629;
 * C1 controls, U+0080 to U+009F, count as unprintable: terminals obey them). */
static size_t printable_length(const unsigned char *text)
{
    unsigned char lead = text[0];
    if (lead < 0x80)
        return lead >= 0x20 && lead != 0x7f;
    size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (lead == 0xe0 && text[1] < 0xa0) || (lead == 0xf0 && text[1] < 0x90);
    bool surrogate = lead == 0xed && text[1] > 0x9f;
    bool beyond = lead == 0xf4 && text[1] > 0x8f;
    bool c1_control = lead == 0xc2 && text[1] < 0xa0;
    return overlong || surrogate || beyond || c1_control ? 0 : length;
}

void error_print(const struct error *error, FILE *stream)
{
    /* One write for the whole line, so that lines of several processes do not mix. */
    char line[4 * sizeof error->text + 8] = "attn: ";
    size_t used = strlen(line);
    const unsigned char *text = (const unsigned char *)error->text;
    while (*text) {
        size_t length = printable_length(text);
        if (length) {
            memcpy(line + used, text, length);
            used += length;
            text += length;
        } else {
            used += (size_t)sprintf(line + used, "\\x%02x", *text++);
        }
    }
    line[used++] = '\n';
    fwrite(line, 1, used, stream);
    fflush(stream);
}

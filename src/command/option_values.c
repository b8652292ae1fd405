/* How an option's argument is read and its default shown; see option_table.h. */
#include "command/option_values.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/suggest.h"
#include "command/entries.h"
#include "table/decimal/decimal.h"
#include "table/selection.h"

void options_defaults(struct options *options, const struct stage *stage)
{
    *options = (struct options){
        .stage = stage,
        .reading = {.precision = PRECISION_DOUBLE,
                    .delimiter = ',',
                    .header = SETTING_AUTO,
                    .labels = SETTING_AUTO,
                    .missing = stage->missing,
                    .max_memory = cpu_memory() / 4 * 3},
        .similarity = similarity_find("dot"),
        .scale = 1,
        .bandwidth = 1,
        .coef0 = 1,
        .degree = 3,
        .alpha = 1.5,
        .normalizer = normalizer_find("softmax"),
        .axis = AXIS_ROW,
        .heads = 1,
        .temperature = 1,
        .count = 10,
        .threads = cpu_usable(),
    };
}

bool option_number(const char *text, double *value)
{
    const char *end = text + strlen(text);
    return decimal_scan_double(text, end, value) == end && isfinite(*value);
}

bool option_positive(const char *text, double *value)
{
    return option_number(text, value) && *value > 0;
}

/* The digits of an integer, behind its sign; NULL if the text is none. */
static const char *digits_of(const char *text)
{
    const char *digits = text + (*text == '-' || *text == '+');
    return *digits && strspn(digits, "0123456789") == strlen(digits) ? digits : NULL;
}

bool option_integer(const char *text, int64_t limit, int64_t *value)
{
    const char *digits = digits_of(text);
    if (!digits)
        return false;
    uint64_t magnitude = 0;
    for (; *digits; digits++) {
        magnitude = magnitude * 10 + (uint64_t)(*digits - '0');
        if (magnitude > (uint64_t)limit)
            return false;
    }
    *value = *text == '-' ? -(int64_t)magnitude : (int64_t)magnitude;
    return true;
}

enum status option_refuse(const struct option_row *row, const char *argument, const char *wanted,
                          struct error *error)
{
    return error_set(error, STATUS_USAGE, "--%s: '%s' is not %s", row->name, argument, wanted);
}

/* One byte that can stand between numbers; `tab`, `\t` and `space` are names for two of them. */
enum status set_delimiter(const struct option_row *row, struct options *options,
                          const char *argument, struct error *error)
{
    char byte = argument[0];
    if (strcmp(argument, "tab") == 0 || strcmp(argument, "\\t") == 0)
        byte = '\t';
    else if (strcmp(argument, "space") == 0)
        byte = ' ';
    else if (byte == '\0' || argument[1] != '\0')
        return option_refuse(row, argument, "a single byte, 'tab' or 'space'", error);
    if (isalnum((unsigned char)byte) || strchr("+-.\"\r\n", byte))
        return option_refuse(row, argument, "a delimiter: numbers, quotes and line ends use it",
                             error);
    *((char *)options + row->offset) = byte;
    return STATUS_OK;
}

enum status set_comment(const struct option_row *row, struct options *options, const char *argument,
                        struct error *error)
{
    if (argument[0] == '\0' || argument[1] != '\0' || strchr("\"\r\n+-.", argument[0]) ||
        isdigit((unsigned char)argument[0]))
        return option_refuse(row, argument, "a single byte that can start a comment", error);
    options->reading.comment = argument[0];
    return STATUS_OK;
}

/* A name that is not in the list, with the nearest that is. */
static enum status refuse_name(const struct option_row *row, const char *argument,
                               const struct entry_list *list, struct error *error)
{
    struct suggestion near = {0};
    error_set(error, STATUS_USAGE, "--%s: unknown name '%s'; ", row->name, argument);
    for (size_t i = 0; i < *list->count; i++)
        suggest(&near, argument, list->row(i).name);
    if (near.best)
        error_append(error, "did you mean '%s'?", near.best);
    else
        error_append(error, "'attn help %s' lists them", list->name);
    return STATUS_USAGE;
}

enum status set_similarity(const struct option_row *row, struct options *options,
                           const char *argument, struct error *error)
{
    options->similarity = similarity_find(argument);
    return options->similarity ? STATUS_OK
                               : refuse_name(row, argument, entry_list_find("similarities"), error);
}

enum status set_normalizer(const struct option_row *row, struct options *options,
                           const char *argument, struct error *error)
{
    options->normalizer = normalizer_find(argument);
    return options->normalizer ? STATUS_OK
                               : refuse_name(row, argument, entry_list_find("normalizers"), error);
}

enum status set_scale(const struct option_row *row, struct options *options, const char *argument,
                      struct error *error)
{
    options->scaling = strcmp(argument, "auto") == 0 ? SCALE_AUTO : SCALE_NUMBER;
    if (options->scaling == SCALE_NUMBER && !option_number(argument, &options->scale))
        return option_refuse(row, argument, "a finite number or 'auto'", error);
    return STATUS_OK;
}

/* It keeps p = i + offset and its distances to keys within 64 bits. */
static const int64_t offset_most = INT64_MAX / 4;

enum status set_offset(const struct option_row *row, struct options *options, const char *argument,
                       struct error *error)
{
    options->offset_end = strcmp(argument, "end") == 0;
    options->offset = 0;
    if (options->offset_end || option_integer(argument, offset_most, &options->offset))
        return STATUS_OK;
    if (!digits_of(argument))
        return option_refuse(row, argument, "an integer or 'end'", error);
    return error_set(error, STATUS_USAGE,
                     "--%s: '%s' is out of range, which is from -%" PRId64 " to %" PRId64,
                     row->name, argument, offset_most, offset_most);
}

enum status set_digits(const struct option_row *row, struct options *options, const char *argument,
                       struct error *error)
{
    int64_t digits;
    if (!option_integer(argument, 17, &digits) || digits < 1)
        return option_refuse(row, argument, "a number of digits from 1 to 17", error);
    options->digits = (int)digits;
    return STATUS_OK;
}

enum status set_columns(const struct option_row *row, struct options *options, const char *argument,
                        struct error *error)
{
    struct error reason;
    *(const char **)((char *)options + row->offset) = argument;
    if (selection_check(argument, &reason) == STATUS_OK)
        return STATUS_OK;
    return error_set(error, STATUS_USAGE, "--%s: %s", row->name, reason.text);
}

/* Two numbers, the first below the second, between them a comma. */
enum status set_range(const struct option_row *row, struct options *options, const char *argument,
                      struct error *error)
{
    const char *end = argument + strlen(argument);
    const char *comma = decimal_scan_double(argument, end, &options->range[0]);
    if (!comma || *comma != ',' || !option_number(comma + 1, &options->range[1]) ||
        !isfinite(options->range[0]) || !(options->range[0] < options->range[1]))
        return option_refuse(row, argument, "two numbers, the low end first: 0,1", error);
    return STATUS_OK;
}

/* Bytes, with K, M, G or T for powers of 1024. */
enum status set_max_memory(const struct option_row *row, struct options *options,
                           const char *argument, struct error *error)
{
    static const char units[] = "KMGT";
    char digits[32];
    size_t length = strspn(argument, "0123456789");
    const char *unit =
        argument[length] ? strchr(units, toupper((unsigned char)argument[length])) : "";
    int64_t count;
    bool whole = unit != NULL && (argument[length] == '\0' || argument[length + 1] == '\0');
    if (whole && length < sizeof digits) {
        memcpy(digits, argument, length);
        digits[length] = '\0';
        int shift = argument[length] ? 10 * (int)(unit - units + 1) : 0;
        if (option_integer(digits, INT64_MAX >> shift, &count) && count > 0) {
            options->reading.max_memory = (size_t)count << shift;
            return STATUS_OK;
        }
    }
    return option_refuse(row, argument, "a size such as 500M or 2G", error);
}

enum status set_head(const struct option_row *row, struct options *options, const char *argument,
                     struct error *error)
{
    int64_t head;
    if (!option_integer(argument, INT32_MAX, &head) || head < 0)
        return option_refuse(row, argument, "a whole number of 0 or more", error);
    options->one_head = true;
    options->head = (size_t)head;
    return STATUS_OK;
}

/* The base may be left out. */
enum status set_rope(const struct option_row *row, struct options *options, const char *argument,
                     struct error *error)
{
    double base = 0;
    if (argument && !option_positive(argument, &base))
        return option_refuse(row, argument, "a positive number", error);
    options->rope = true;
    options->rope_base = base;
    return STATUS_OK;
}

void show_delimiter(const struct options *options, char *text, size_t size)
{
    snprintf(text, size, "%c", options->reading.delimiter);
}

void show_similarity(const struct options *options, char *text, size_t size)
{
    snprintf(text, size, "%s", options->similarity->name);
}

void show_normalizer(const struct options *options, char *text, size_t size)
{
    snprintf(text, size, "%s", options->normalizer->name);
}

void show_scale(const struct options *options, char *text, size_t size)
{
    snprintf(text, size, "%g", options->scale);
}

void show_offset(const struct options *options, char *text, size_t size)
{
    snprintf(text, size, "%lld", (long long)options->offset);
}

void show_max_memory(const struct options *options, char *text, size_t size)
{
    snprintf(text, size, "3/4 of the memory: %zuM", options->reading.max_memory >> 20);
}

static enum status store_choice(const struct option_row *row, void *field, const char *argument,
                                struct error *error)
{
    for (int i = 0; row->choices[i]; i++)
        if (strcmp(argument, row->choices[i]) == 0) {
            memcpy(field, &i, sizeof i);
            return STATUS_OK;
        }
    return error_set(error, STATUS_USAGE, "--%s: '%s' is not one of %s", row->name, argument,
                     row->argument);
}

enum status option_store(const struct option_row *row, struct options *options,
                         const char *argument, struct error *error)
{
    void *field = (char *)options + row->offset;
    double value;
    int64_t count;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return STATUS_OK;
    case OPTION_TEXT:
    case OPTION_FILE:
        *(const char **)field = argument;
        return STATUS_OK;
    case OPTION_POSITIVE:
        if (!option_positive(argument, &value))
            return option_refuse(row, argument, "a positive number", error);
        *(double *)field = value;
        return STATUS_OK;
    case OPTION_NUMBER:
        if (!option_number(argument, &value))
            return option_refuse(row, argument, "a finite number", error);
        *(double *)field = value;
        return STATUS_OK;
    case OPTION_WHOLE:
        if (!option_integer(argument, INT32_MAX, &count) || count < 0)
            return option_refuse(row, argument, "a whole number of 0 or more", error);
        *(size_t *)field = (size_t)count;
        return STATUS_OK;
    case OPTION_COUNT:
        if (!option_integer(argument, INT32_MAX, &count) || count < 1)
            return option_refuse(row, argument, "a whole number of 1 or more", error);
        *(size_t *)field = (size_t)count;
        return STATUS_OK;
    case OPTION_CHOICE:
        return store_choice(row, field, argument, error);
    case OPTION_CUSTOM:
        break;
    }
    return row->set(row, options, argument, error);
}

void option_default(const struct option_row *row, const struct stage *stage, char *text,
                    size_t size)
{
    struct options defaults;
    options_defaults(&defaults, stage);
    const void *field = (const char *)&defaults + row->offset;
    int choice;
    text[0] = '\0';
    if (row->fallback) {
        snprintf(text, size, "%s", row->fallback);
    } else if (row->kind == OPTION_NUMBER ||
               (row->kind == OPTION_POSITIVE && *(const double *)field > 0)) {
        snprintf(text, size, "%g", *(const double *)field);
    } else if (row->kind == OPTION_COUNT && *(const size_t *)field > 0) {
        snprintf(text, size, "%zu", *(const size_t *)field);
    } else if (row->kind == OPTION_CHOICE) {
        memcpy(&choice, field, sizeof choice);
        snprintf(text, size, "%s", row->choices[choice]);
    } else if (row->kind == OPTION_CUSTOM && row->show) {
        row->show(&defaults, text, size);
    }
}

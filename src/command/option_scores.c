/* Readers and printers of the arguments of similarities, masks and normalizers; see
 * option_values.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "command/option_values.h"
#include "table/decimal/decimal.h"

/* One positive number, or several with commas between. */
enum status set_bandwidth(const struct option_row *row, struct options *options,
                          const char *argument, struct error *error)
{
    const char *at = argument;
    for (;;) {
        double h;
        size_t length = strcspn(at, ",");
        if (decimal_scan_double(at, at + length, &h) != at + length || !isfinite(h) || h <= 0)
            return option_refuse(row, argument, "a positive number, or several with commas between",
                                 error);
        options->bandwidth = h;
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    options->bandwidths = strchr(argument, ',') ? argument : NULL;
    return STATUS_OK;
}

/* The limits keep positions less a distance within 64 bits. */
enum status set_window(const struct option_row *row, struct options *options, const char *argument,
                       struct error *error)
{
    char left[32] = "";
    size_t length = strcspn(argument, ",");
    if (length < sizeof left)
        memcpy(left, argument, length);
    if (argument[length] != ',' || !option_integer(left, INT64_MAX / 4, &options->left) ||
        !option_integer(argument + length + 1, INT64_MAX / 4, &options->right) ||
        options->left < -1 || options->right < -1)
        return option_refuse(
            row, argument, "LEFT,RIGHT, two whole numbers of 0 or more, or -1 for no bound", error);
    options->window = true;
    return STATUS_OK;
}

enum status set_valid_keys(const struct option_row *row, struct options *options,
                           const char *argument, struct error *error)
{
    int64_t count;
    if (!option_integer(argument, INT64_MAX / 4, &count) || count < 0)
        return option_refuse(row, argument, "a whole number of 0 or more", error);
    options->limited = true;
    options->valid_keys = (size_t)count;
    return STATUS_OK;
}

/* The slope may be left out. */
enum status set_alibi(const struct option_row *row, struct options *options, const char *argument,
                      struct error *error)
{
    double slope = 0;
    if (argument && !option_positive(argument, &slope))
        return option_refuse(row, argument, "a positive number", error);
    options->alibi = true;
    options->alibi_slope = slope;
    return STATUS_OK;
}

enum status set_alpha(const struct option_row *row, struct options *options, const char *argument,
                      struct error *error)
{
    if (!option_number(argument, &options->alpha) || options->alpha < 1)
        return option_refuse(row, argument, "a number of 1 or more", error);
    return STATUS_OK;
}

/* A finite number into a double of the options, and that it is given. */
static enum status set_given(const struct option_row *row, const char *argument, double *value,
                             bool *given, struct error *error)
{
    if (!option_number(argument, value))
        return option_refuse(row, argument, "a finite number", error);
    *given = true;
    return STATUS_OK;
}

enum status set_sigmoid_bias(const struct option_row *row, struct options *options,
                             const char *argument, struct error *error)
{
    return set_given(row, argument, &options->sigmoid_bias, &options->has_sigmoid_bias, error);
}

enum status set_sink(const struct option_row *row, struct options *options, const char *argument,
                     struct error *error)
{
    return set_given(row, argument, &options->sink_score, &options->sink, error);
}

void show_bandwidth(const struct options *options, char *text, size_t size)
{
    snprintf(text, size, "%g", options->bandwidth);
}

void show_alpha(const struct options *options, char *text, size_t size)
{
    snprintf(text, size, "%g", options->alpha);
}

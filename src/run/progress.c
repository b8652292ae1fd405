/* The line of progress; see progress.h. */
#include "run/progress.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

static const double first_after = 2, next_after = 0.25; /* seconds */

enum { LINE_MOST = 79 };

/* One line, and the times in seconds at which things began. */
static struct {
    bool on;
    double started, shown, rows_started;
    size_t width; /* of the line that stands there; 0: none */
} progress;

double progress_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_start(enum progress_wish wish, bool rows_shown)
{
    progress.on =
        wish == PROGRESS_ALWAYS || (wish == PROGRESS_AUTO && isatty(STDERR_FILENO) && !rows_shown);
    progress.started = progress_seconds();
    progress.shown = progress.started + first_after - next_after;
}

/* Whether it is time for another line. */
static bool is_due(void)
{
    return progress.on && progress_seconds() - progress.shown >= next_after;
}

/* Writes the line over the last one. Text of the user's may be among it. */
static void show(const char *format, ...)
{
    char text[256], line[4 * sizeof text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t length = text_escape(text, strlen(text), line);
    length = text_fit(line, length, LINE_MOST);
    fprintf(stderr, "\r%*s\r%.*s", (int)progress.width, "", (int)length, line);
    fflush(stderr);
    progress.width = text_width(line, length);
    progress.shown = progress_seconds();
}

void progress_reading(const struct reader *reader)
{
    double share = reader_share(reader);
    if (!is_due())
        return;
    if (isnan(share))
        show("attn: reading %s", reader_name(reader));
    else
        show("attn: reading %s, %.0f %%", reader_name(reader), 100 * share);
}

void progress_text(char *text, size_t size, size_t rows, double elapsed, double share)
{
    double rate = (double)rows / elapsed, left = elapsed * (1 - share) / share;
    int length = snprintf(text, size, "attn: %zu rows, %.*f a second", rows, rate < 10, rate);
    if (share > 0)
        snprintf(text + length, size - (size_t)length, ", %.0f %%, %.0f %s left", 100 * share,
                 left < 120 ? left : left / 60, left < 120 ? "s" : "min");
}

void progress_rows(size_t rows, double share)
{
    char text[128];
    if (progress.rows_started == 0) { /* there is no rate yet */
        progress.rows_started = progress_seconds();
    } else if (is_due()) {
        progress_text(text, sizeof text, rows, progress_seconds() - progress.rows_started, share);
        show("%s", text);
    }
}

void progress_clear(void)
{
    if (progress.width == 0)
        return;
    fprintf(stderr, "\r%*s\r", (int)progress.width, "");
    fflush(stderr);
    progress.width = 0;
}

void progress_end(void)
{
    progress_clear();
    progress.on = false;
}

/* The line of progress; see progress.h. */
#include "command/progress.h"

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

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_start(enum progress_wish wish, bool rows_shown)
{
    progress.on =
        wish == PROGRESS_ALWAYS || (wish == PROGRESS_AUTO && isatty(STDERR_FILENO) && !rows_shown);
    progress.started = seconds();
    progress.shown = progress.started + first_after - next_after;
}

/* Whether it is time for another line. */
static bool is_due(void)
{
    return progress.on && seconds() - progress.shown >= next_after;
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
    size_t width = text_width(line, length);
    size_t blanks = progress.width > width ? progress.width - width : 0;
    fprintf(stderr, "\r%.*s%*s", (int)length, line, (int)blanks, "");
    fflush(stderr);
    progress.width = width;
    progress.shown = seconds();
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

void progress_rows(size_t rows, double share)
{
    double now = seconds();
    if (progress.rows_started == 0)
        progress.rows_started = now;
    double elapsed = now - progress.rows_started;
    if (!is_due() || elapsed <= 0)
        return;
    double rate = (double)rows / elapsed, left = elapsed * (1 - share) / share;
    int decimals = rate < 10;
    if (!(share > 0))
        show("attn: %zu rows, %.*f a second", rows, decimals, rate);
    else if (left < 120)
        show("attn: %zu rows, %.*f a second, %.0f %%, %.0f s left", rows, decimals, rate,
             100 * share, left);
    else
        show("attn: %zu rows, %.*f a second, %.0f %%, %.0f min left", rows, decimals, rate,
             100 * share, left / 60);
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

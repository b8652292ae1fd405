/* What the terminal can show; see terminal.h. */
#include "run/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/ranks.h"

enum { WIDTH_LEAST = 20, WIDTH_MOST = 1000, WIDTH_USUAL = 80 };

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

/* Whether the locale, in the order in which libc looks, names UTF-8 ("en_GB.UTF-8", "C.utf8"). */
static bool locale_is_unicode(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *locale = "";
    for (size_t i = 0; i < sizeof names / sizeof *names && !*locale; i++)
        locale = variable(names[i]);
    const char *charset = strchr(locale, '.');
    return charset &&
           (strncasecmp(charset, ".utf-8", 6) == 0 || strncasecmp(charset, ".utf8", 5) == 0);
}

/* The colours that TERM and COLORTERM speak of. */
static enum colours colours_of_terminal(void)
{
    const char *term = variable("TERM"), *colorterm = variable("COLORTERM");
    if (strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0 ||
        strstr(term, "direct"))
        return COLOURS_TRUE;
    return strstr(term, "256color") ? COLOURS_256 : COLOURS_NONE;
}

static enum colours choose_colours(enum colour_wish wish, bool to_terminal)
{
    enum colours colours = colours_of_terminal();
    switch (wish) {
    case COLOUR_TRUE:
        return COLOURS_TRUE;
    case COLOUR_256:
        return COLOURS_256;
    case COLOUR_ALWAYS:
        return colours == COLOURS_NONE ? COLOURS_256 : colours;
    case COLOUR_NEVER:
        return COLOURS_NONE;
    case COLOUR_AUTO:
        break;
    }
    /* https://no-color.org: set and not empty. */
    return to_terminal && !*variable("NO_COLOR") ? colours : COLOURS_NONE;
}

static void choose_size(bool to_terminal, struct text_style *style)
{
    long columns = strtol(variable("COLUMNS"), NULL, 10);
    long lines = strtol(variable("LINES"), NULL, 10);
    struct winsize size = {0};
    if (to_terminal)
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    columns = columns > 0 ? columns : size.ws_col > 0 ? size.ws_col : WIDTH_USUAL;
    style->width = columns < WIDTH_LEAST  ? WIDTH_LEAST
                   : columns > WIDTH_MOST ? WIDTH_MOST
                                          : (size_t)columns;
    style->height = lines > 0 ? (size_t)lines : size.ws_row;
}

bool terminal_shows_output(void)
{
    return !ranks_launched() && isatty(STDOUT_FILENO);
}

struct text_style terminal_style(enum colour_wish wish, bool to_terminal)
{
    bool unicode = locale_is_unicode();
    struct text_style style = {.unicode = unicode};
    choose_size(to_terminal, &style);
    enum colours colours = choose_colours(wish, to_terminal);
    style.colours = colours;
    style.blocks = unicode && (to_terminal || colours != COLOURS_NONE);
    return style;
}

/* What the terminal that standard output goes to can show, from the environment and the system.
 * The locale is read as text; setlocale is never called. */
#ifndef ATTN_RUN_TERMINAL_H
#define ATTN_RUN_TERMINAL_H

#include <stdbool.h>

#include "command/request.h"
#include "picture/picture.h"

/* How text is to look. `to_terminal`: the text goes to standard output and that is a terminal.
 * Colours, where they are not wished or refused, are used on a terminal that has them (COLORTERM,
 * TERM), unless NO_COLOR is set; Unicode blocks with colours or on a terminal, if the locale's
 * charset is UTF-8. The width is COLUMNS, the terminal's own, or 80; the height LINES, the
 * terminal's own, or any. */
struct text_style terminal_style(enum colour_wish wish, bool to_terminal);

/* Whether somebody reads standard output on a terminal: not where mpirun reads it, from a terminal
 * of its own making. */
bool terminal_shows_output(void);

#endif

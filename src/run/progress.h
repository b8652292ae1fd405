/* How far a long run is: one line on standard error, written over again and again, and gone before
 * anything else is written there. A program has one standard error, so there is one progress. */
#ifndef ATTN_RUN_PROGRESS_H
#define ATTN_RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "command/request.h"

/* Now, in seconds since some time in the past. */
double progress_seconds(void);

/* From now on time counts; nothing is shown in the first two seconds. AUTO: only where standard
 * error is a terminal, and not where results come on a terminal meanwhile (`rows_shown`). */
void progress_start(enum progress_wish wish, bool rows_shown);

/* A reader has got some more of its file; for struct reader_options. */
void progress_reading(const struct reader *reader);

/* So many rows are done, which are `share` of all, 0 to 1, or NaN where that is unknown. */
void progress_rows(size_t rows, double share);

/* The line of progress_rows for rows that took `elapsed` seconds, into `size` bytes. */
void progress_text(char *text, size_t size, size_t rows, double elapsed, double share);

/* Takes the line away. Others may follow after progress_clear, none after progress_end. */
void progress_clear(void);
void progress_end(void);

#endif

/* Notes on standard error: what changes numbers and was not asked for. */
#ifndef ATTN_BASE_NOTE_H
#define ATTN_BASE_NOTE_H

/* From now on nothing is noted. */
void note_quiet(void);

/* Prints "attn: note: " and the text as one line, escaped as errors are. */
void note_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

/* Failures are values: every operation that can fail returns a status, and leaves one message in
 * the caller's struct error. Only the stages and main print it and end the program. */
#ifndef ATTN_BASE_ERROR_H
#define ATTN_BASE_ERROR_H

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

/* The values are the program's exit codes. */
enum status {
    STATUS_OK = 0,
    STATUS_FAILED = 1, /* bad data, or a failure of the machine */
    STATUS_USAGE = 2,  /* the command line asks for something impossible */
};

/* A message without the leading "attn: " and without a newline. Its size is
 * fixed, so that it can be written when memory has run out. There is room for the longest path and
 * a message about it; a longer text is cut. */
struct error {
    char text[PATH_MAX + 1024];
};

/* Writes the message and returns `status`, so that a failing function ends in one statement. */
enum status error_set(struct error *error, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* error_set for a failed system call on `name` (a file as the user knows it): appends the text of
 * `errnum`. Returns STATUS_FAILED. */
enum status error_system(struct error *error, const char *name, int errnum);

/* error_set for an allocation that failed; `what` says what the memory was for. Returns
 * STATUS_FAILED. */
enum status error_memory(struct error *error, const char *what);

/* Appends to the message, cut where the text is full: a remedy, a hint. */
void error_append(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints "attn: " and the message as one line. Bytes that could steer a terminal (controls, C1
 * controls, bytes that are not UTF-8) are printed as \xNN. */
void error_print(const struct error *error, FILE *stream);

#endif

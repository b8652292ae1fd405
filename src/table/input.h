/* The bytes of an input file, read in large blocks and cut into lines. Never mapped: a file that
 * is cut short while it is read must not end the program. */
#ifndef ATTN_TABLE_INPUT_H
#define ATTN_TABLE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "table/splitter.h"

/* Owns the descriptor (standard input's excepted), the name and the buffers. */
struct input {
    int descriptor;
    char *name;   /* as messages name the file */
    size_t block; /* bytes read at a time */
    size_t room;  /* for a line; it grows with the line at hand, together with the block, up to: */
    size_t longest; /* a longer line is handed over in parts */
    char *text;     /* text[start..end) has come and was not taken */
    size_t start, end;
    char *next;    /* where the next block is read to, in time or ahead of it */
    bool is_ahead; /* it has been: */
    ssize_t ahead; /* so many bytes; -1: the failure */
    bool ended;    /* read() has told the end of the file, or has failed: */
    int failure;   /* its errno, 0 if it has not */
    bool begun;    /* a byte order mark has been looked for */
    bool at_end;   /* the file has ended */
    bool in_line;  /* text[start] goes on with a line a part of which was taken */
    bool after_cr; /* the last line taken ended with CR: an LF at text[start] belongs to it */
};

/* What messages call a file: "(stdin)" where `path` is "-", '' where it is empty. */
const char *input_name(const char *path);

/* Whether it is a matrix itself, on the command line: "@1 2; 3 4", rows divided by semicolons,
 * numbers by blanks or commas. */
bool input_is_text(const char *path);

/* Opens `path` ("-": standard input; a matrix on the command line: the same as CSV) to be read
 * `block` bytes at a time. */
enum status input_open(struct input *input, const char *path, size_t block, struct error *error);

/* The next line of the text that has come, or as much of it as the buffer holds if it is longer,
 * or what is left at the end of the file. False: more must be read first. The fragment is good
 * until the next input_read. */
bool input_take(struct input *input, struct fragment *fragment);

/* Whether input_read would return at once. */
bool input_is_ready(const struct input *input);

/* Whether something comes, or the end, within so many milliseconds. */
bool input_wait(const struct input *input, int milliseconds);

/* Reads what has come, waiting until something has. Text that was not taken stays, and finds room
 * however much it is. */
enum status input_read(struct input *input, struct error *error);

/* Reads a block ahead if that is done at once, and keeps it for input_read. Leaves the text as it
 * is: another thread may be at work on it. */
void input_read_ahead(struct input *input);

/* The whole lines at the beginning of the text that has come, about `reach` bytes of them; returns
 * their end, input->text + input->start if there are none, or the place is not the beginning of a
 * line. input_skip takes them up to `rest`, the beginning of a line. */
const char *input_lines(const struct input *input, size_t reach);
void input_skip(struct input *input, const char *rest);

/* How much of the file has been read, 0 to 1; NaN where it is no regular file. */
double input_share(const struct input *input);

void input_close(struct input *input);

#endif

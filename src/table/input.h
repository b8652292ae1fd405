/* The bytes of an input file, read in large blocks and cut into lines. Never mapped: a file that
 * is cut short while it is read must not end the program. */
#ifndef ATTN_TABLE_INPUT_H
#define ATTN_TABLE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "table/splitter.h"

/* Owns the descriptor (standard input's excepted), the name and the buffer. */
struct input {
    int descriptor;
    char *name;   /* as messages name the file */
    char *buffer; /* buffer[start..end) is the text that has come and was not taken */
    size_t size;  /* of the buffer */
    size_t start, end;
    bool begun;    /* a byte order mark has been looked for */
    bool at_end;   /* the file has ended */
    bool in_line;  /* text[start] goes on with a line a part of which was taken */
    bool after_cr; /* the last line taken ended with CR: an LF at text[start] belongs to it */
};

/* Opens `path` ("-": standard input) to be read `size` bytes at a time. */
enum status input_open(struct input *input, const char *path, size_t size, struct error *error);

/* The next line of the text that has come, or as much of it as the buffer holds if it is longer,
 * or what is left at the end of the file. False: more must be read first. The fragment is good
 * until the next input_read. */
bool input_take(struct input *input, struct fragment *fragment);

/* Gives back the last `length` bytes of the fragment, one that does not end its line. */
void input_give_back(struct input *input, size_t length);

/* Whether input_read would return at once. */
bool input_is_ready(const struct input *input);

/* Reads what has come, waiting until something has. */
enum status input_read(struct input *input, struct error *error);

void input_close(struct input *input);

#endif

/* The file that results go to: standard output, a file that is written beside itself and renamed
 * when it is whole, or what is no regular file (/dev/null, a FIFO), written directly. */
#ifndef ATTN_TABLE_OUTPUT_H
#define ATTN_TABLE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

/* Owns its memory and, standard output's excepted, its descriptor. */
struct output {
    int descriptor;
    char *name;     /* as messages name the file */
    char *target;   /* what the finished file is to be called; NULL: written directly */
    size_t written; /* bytes that the system took in the last output_write */
    off_t length;   /* bytes handed over so far */
    off_t reserved; /* length when room on the disk was last asked for; 0: it never was */
    char *parcel;   /* on its way from one rank to another */
    size_t parcel_length, parcel_room;
    struct unfinished *unfinished; /* its file, which signals remove; NULL: none */
};

/* Opens `path` (NULL and "-": standard output). While a file is unfinished, SIGINT, SIGTERM and
 * SIGHUP remove it before they end the program; there can be 32 such files at a time. */
enum status output_open(struct output *output, const char *path, struct error *error);

/* Hands all bytes to the system. */
enum status output_write(struct output *output, const char *bytes, size_t length,
                         struct error *error);

/* Where several ranks write (base/ranks.h), the first writes; the others keep what they write, and
 * output_pass sends it to the first, which takes what `rank` has passed into output->parcel. */
void output_pass(struct output *output);
enum status output_take(struct output *output, size_t rank, struct error *error);

/* After a failed write: takes the last `length` bytes away again where that can be done, which is
 * at the end of a regular file. */
void output_take_back(struct output *output, size_t length);

/* Ends the program as a write would where standard output is a pipe that nobody reads any more. For
 * long computations of what is to be written. */
void output_check_reader(void);

/* Closes, and gives the finished file its name. After a failure, here or of what made the output
 * (`status`), nothing is left behind. */
enum status output_close(struct output *output, enum status status, struct error *error);

#endif

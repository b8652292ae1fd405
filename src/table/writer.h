/* Labelled matrices to CSV text on standard output or in a file. */
#ifndef ATTN_TABLE_WRITER_H
#define ATTN_TABLE_WRITER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/threads.h"
#include "table/matrix.h"

struct writer_options {
    char delimiter;
    int digits;        /* significant digits; 0: the shortest text that reads back the same */
    bool plain;        /* numbers only: no header, no labels */
    struct pool *pool; /* borrowed; formats large blocks; NULL: the calling thread alone */
};

struct writer;

/* Opens the output: standard output for NULL and "-". Any other regular file is written beside
 * itself and takes its name at writer_close, so that it is whole or untouched and may be an input;
 * its mode and a symbolic link to it are kept. What is not a regular file (/dev/null, a FIFO) is
 * written directly. */
enum status writer_open(struct writer **writer, const char *path,
                        const struct writer_options *options, struct error *error);

/* The header row, if the columns have labels: an empty first cell stands over the row labels. To
 * be called before the first row, if at all. */
enum status writer_header(struct writer *writer, const struct labels *columns, bool row_labels,
                          struct error *error);

/* The same after text[0..length), which holds the names of cells that rows begin with. */
enum status writer_header_after(struct writer *writer, const char *text, size_t length,
                                const struct labels *columns, struct error *error);

/* Writes the rows of `block`, which has at least one column; its column labels are not written. A
 * row begins with its text (TEXT_ROW), as it is, or its label, and ends with its class
 * (TEXT_CLASS); one that is flagged as dropped has empty cells for its numbers. The block is not
 * needed any more when this returns, but a thread may still be writing. Whoever reads from a pipe
 * sees the rows as soon as the pipe takes them, without a further call. Only whole rows are
 * written. If the writing fails, this call or a later one reports it. */
enum status writer_rows(struct writer *writer, const struct matrix *block, struct error *error);

/* Where several ranks write (base/ranks.h): the first writes, the others keep their text, without a
 * header, and pass it on as a parcel. The first takes the next rows from the parcel of `rank`. */
enum status writer_pass(struct writer *writer, struct error *error);
enum status writer_take(struct writer *writer, size_t rank, struct error *error);

/* Flushes, closes, and puts a file under its name; every failure is reported. After an error
 * elsewhere (`status`) it removes the unfinished file instead. Frees the writer. */
enum status writer_close(struct writer *writer, enum status status, struct error *error);

#endif

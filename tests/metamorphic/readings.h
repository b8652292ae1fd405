/* What a reader makes of a text: a matrix or an error, and whether two readings are the same. */
#ifndef ATTN_TESTS_READINGS_H
#define ATTN_TESTS_READINGS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "table/reader.h"

/* What comes of a reading; free the matrix. */
struct reading {
    enum status status;
    struct error error;
    struct matrix matrix;
};

/* Reads what the descriptor stands for from its beginning. */
static inline void read_from(struct reading *reading, int descriptor,
                             const struct reader_options *options)
{
    struct reader *reader;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    *reading = (struct reading){.matrix = {.precision = options->precision}};
    reading->status = reader_open(&reader, path, options, &reading->error);
    if (reading->status)
        return;
    reading->status = reader_all(reader, &reading->matrix, &reading->error);
    reader_close(reader);
}

/* Reads the text from a file in memory. */
static inline void read_file(struct reading *reading, const char *text, size_t length,
                             const struct reader_options *options)
{
    int file = memfd_create("text", 0);
    if (file < 0 || write(file, text, length) != (ssize_t)length)
        exit(2);
    read_from(reading, file, options);
    close(file);
}

static inline bool same_labels(const struct labels *a, const struct labels *b)
{
    if (a->count != b->count)
        return false;
    return a->count == 0 || (memcmp(a->end, b->end, a->count * sizeof *a->end) == 0 &&
                             memcmp(a->bytes, b->bytes, a->end[a->count - 1]) == 0);
}

static inline bool same_flags(const struct matrix *a, const struct matrix *b)
{
    for (size_t row = 0; row < a->rows; row++)
        if ((a->dropped && a->dropped[row]) != (b->dropped && b->dropped[row]))
            return false;
    return true;
}

static inline bool same_texts(const struct matrix *a, const struct matrix *b)
{
    for (size_t kind = 0; kind < TEXT_KINDS; kind++)
        if (!same_labels(&a->texts[kind], &b->texts[kind]))
            return false;
    return true;
}

/* Bit for bit; errors by their message. */
static inline bool same_reading(const struct reading *a, const struct reading *b)
{
    const struct matrix *m = &a->matrix, *n = &b->matrix;
    if (a->status || b->status)
        return a->status == b->status && strcmp(a->error.text, b->error.text) == 0;
    return m->rows == n->rows && m->columns == n->columns &&
           memcmp(m->data, n->data, m->rows * m->columns * precision_size(m->precision)) == 0 &&
           same_labels(&m->row_labels, &n->row_labels) &&
           same_labels(&m->column_labels, &n->column_labels) && same_texts(m, n) &&
           same_flags(m, n);
}

#endif

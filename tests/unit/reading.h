/* What a reader makes of a text, as one string: tests compare it with the one they expect, or with
 * that of another way to read. Included by test programs; everything is static. */
#ifndef ATTN_TESTS_READING_H
#define ATTN_TESTS_READING_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "table/reader.h"

/* A file in memory that holds the text; its path goes to path[64]. Close the descriptor. */
static inline int reading_file(const char *text, size_t length, char *path)
{
    int descriptor = memfd_create("text", MFD_CLOEXEC);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, text, length), (ssize_t)length);
    snprintf(path, 64, "/proc/self/fd/%d", descriptor);
    return descriptor;
}

static inline void reading_print_label(FILE *out, const struct labels *labels, size_t index)
{
    size_t length;
    const char *text = labels_get(labels, index, &length);
    fputc('[', out);
    fwrite(text, 1, length, out);
    fputc(']', out);
}

static inline void reading_print_rows(FILE *out, const struct matrix *matrix)
{
    for (size_t row = 0; row < matrix->rows; row++) {
        if (matrix->row_labels.count) {
            ck_assert_uint_eq(matrix->row_labels.count, matrix->rows);
            reading_print_label(out, &matrix->row_labels, row);
        }
        for (size_t column = 0; column < matrix->columns; column++) {
            const void *value = matrix_row(matrix, row);
            double number = matrix->precision == PRECISION_SINGLE
                                ? (double)((const float *)value)[column]
                                : ((const double *)value)[column];
            fprintf(out, "%s%.17g", column || matrix->row_labels.count ? " " : "", number);
        }
        for (int kind = 0; kind < TEXT_KINDS; kind++) {
            if (!matrix->texts[kind].count)
                continue;
            const size_t each = matrix_texts(matrix, (enum text_kind)kind);
            ck_assert_uint_eq(matrix->texts[kind].count, matrix->rows * each);
            for (size_t i = 0; i < each; i++)
                reading_print_label(out, &matrix->texts[kind], row * each + i);
        }
        fputs(matrix->dropped && matrix->dropped[row] ? " dropped\n" : "\n", out);
    }
}

/* Reads the text `rows` rows at a time (0: all at once). The string has the column labels, if
 * there are any, each in brackets, and then a line a row; or it is the error's message, where FILE
 * stands for the file. Free it. */
static inline char *reading_dump(const char *text, size_t length,
                                 const struct reader_options *options, size_t rows)
{
    char path[64], *dump;
    size_t size;
    int descriptor = reading_file(text, length, path);
    struct reader *reader;
    struct error error;
    struct matrix matrix = {.precision = options->precision};
    FILE *out = open_memstream(&dump, &size);
    enum status status = reader_open(&reader, path, options, &error);
    bool first = true;
    do {
        if (!status)
            status = rows ? reader_next(reader, rows, &matrix, &error)
                          : reader_all(reader, &matrix, &error);
        if (status)
            break;
        ck_assert(!rows || matrix.rows <= rows);
        for (size_t i = 0; first && i < matrix.column_labels.count; i++)
            reading_print_label(out, &matrix.column_labels, i);
        if (first && matrix.column_labels.count) {
            ck_assert_uint_eq(matrix.column_labels.count, matrix.columns);
            fputc('\n', out);
        }
        size_t header_length;
        const char *header = first && options->row && reader_has_header(reader)
                                 ? reader_header_row(reader, &header_length)
                                 : NULL;
        if (header)
            fprintf(out, "%.*s\n", (int)header_length, header);
        first = false;
        reading_print_rows(out, &matrix);
    } while (rows && matrix.rows);
    fclose(out);
    if (status) {
        free(dump);
        const char *rest = strncmp(error.text, path, strlen(path)) ? "" : "FILE";
        ck_assert_int_gt(asprintf(&dump, "%s%s", rest, error.text + (*rest ? strlen(path) : 0)), 0);
    }
    reader_close(reader);
    matrix_free(&matrix);
    close(descriptor);
    return dump;
}

#endif

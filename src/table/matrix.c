/* Labelled matrices; see matrix.h. */
#include "table/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static size_t row_bytes(const struct matrix *matrix)
{
    return matrix->columns * precision_size(matrix->precision);
}

bool matrix_reserve(struct matrix *matrix, size_t rows)
{
    if (rows <= matrix->capacity && matrix->data)
        return true;
    size_t bytes;
    if (!size_multiply(matrix->columns, precision_size(matrix->precision), &bytes))
        return false;
    size_t capacity = matrix->capacity > rows / 2 ? 2 * matrix->capacity : rows;
    void *data = memory_resize(matrix->data, capacity, bytes);
    if (!data && capacity > rows)
        data = memory_resize(matrix->data, capacity = rows, bytes);
    if (!data)
        return false;
    matrix->data = data;
    if (matrix->dropped) {
        unsigned char *dropped = memory_resize(matrix->dropped, capacity, 1);
        if (!dropped)
            return false;
        memset(dropped + matrix->capacity, 0, capacity - matrix->capacity);
        matrix->dropped = dropped;
    }
    matrix->capacity = capacity;
    return true;
}

static size_t labels_bytes(const struct labels *labels)
{
    return labels->room + labels->count * sizeof *labels->end;
}

size_t matrix_bytes(const struct matrix *matrix)
{
    size_t bytes = matrix->rows * row_bytes(matrix) + labels_bytes(&matrix->row_labels);
    for (int kind = 0; kind < TEXT_KINDS; kind++)
        bytes += labels_bytes(&matrix->texts[kind]);
    return bytes;
}

size_t matrix_texts(const struct matrix *matrix, enum text_kind kind)
{
    return matrix->rows ? matrix->texts[kind].count / matrix->rows : 0;
}

bool matrix_add_texts(struct matrix *matrix, const struct matrix *from, size_t row)
{
    bool added = labels_add_from(&matrix->row_labels, &from->row_labels, row);
    for (int kind = 0; kind < TEXT_KINDS; kind++) {
        const size_t each = matrix_texts(from, (enum text_kind)kind);
        for (size_t i = 0; added && i < each; i++)
            added = labels_add_from(&matrix->texts[kind], &from->texts[kind], row * each + i);
    }
    return added;
}

bool matrix_drop_row(struct matrix *matrix, size_t row)
{
    if (!matrix->dropped)
        matrix->dropped = memory_new(matrix->capacity, 1);
    if (!matrix->dropped)
        return false;
    matrix->dropped[row] = 1;
    return true;
}

void matrix_clear_rows(struct matrix *matrix)
{
    matrix->rows = 0;
    labels_clear(&matrix->row_labels);
    for (int kind = 0; kind < TEXT_KINDS; kind++)
        labels_clear(&matrix->texts[kind]);
    free(matrix->dropped);
    matrix->dropped = NULL;
}

void *matrix_row(const struct matrix *matrix, size_t row)
{
    return (char *)matrix->data + row * row_bytes(matrix);
}

void matrix_remove_rows(struct matrix *matrix, const unsigned char *flags)
{
    size_t kept = 0;
    labels_remove(&matrix->row_labels, flags, 1);
    for (int kind = 0; kind < TEXT_KINDS; kind++)
        labels_remove(&matrix->texts[kind], flags, matrix_texts(matrix, (enum text_kind)kind));
    for (size_t row = 0; row < matrix->rows; row++) {
        if (flags[row])
            continue;
        if (kept != row)
            memcpy(matrix_row(matrix, kept), matrix_row(matrix, row), row_bytes(matrix));
        kept++;
    }
    /* Last, because `flags` may be the matrix's own. */
    if (matrix->dropped) {
        size_t place = 0;
        for (size_t row = 0; row < matrix->rows; row++) {
            unsigned char flag = matrix->dropped[row];
            if (!flags[row])
                matrix->dropped[place++] = flag;
        }
        memset(matrix->dropped + place, 0, matrix->rows - place);
    }
    matrix->rows = kept;
}

void matrix_free(struct matrix *matrix)
{
    free(matrix->data);
    free(matrix->dropped);
    labels_free(&matrix->row_labels);
    for (int kind = 0; kind < TEXT_KINDS; kind++)
        labels_free(&matrix->texts[kind]);
    labels_free(&matrix->column_labels);
    *matrix = (struct matrix){.precision = matrix->precision};
}

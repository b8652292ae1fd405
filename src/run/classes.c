/* Texts to values, and back; see classes.h. */
#include "run/classes.h"

#include <math.h>

#include "base/memory.h"
#include "run/groups.h"

/* The place of a class's column; `nothing` is the number of the missing class. */
static size_t column_of(size_t number, size_t nothing)
{
    return number - (number > nothing);
}

/* The number of the empty text; the count of the names if none is. */
static size_t find_nothing(const struct labels *names)
{
    size_t length = 1, number = 0;
    for (; number < names->count; number++) {
        labels_get(names, number, &length);
        if (!length)
            break;
    }
    return number;
}

static bool add_names(struct labels *to, const struct labels *names, size_t nothing)
{
    for (size_t i = 0; i < names->count; i++) {
        size_t length;
        const char *name = labels_get(names, i, &length);
        if (i != nothing && !labels_add(to, name, length))
            return false;
    }
    return true;
}

/* Room for so many rows, within the memory allowed. */
static enum status reserve(struct matrix *values, size_t rows, const char *name,
                           const struct reader_options *reading, struct error *error)
{
    size_t bytes, held = reading->held;
    if (!size_multiply(rows, values->columns, &bytes) ||
        !size_multiply(bytes, precision_size(values->precision), &bytes) ||
        !size_add(bytes, held, &bytes))
        return error_memory(error, "the classes");
    if (reading->max_memory && bytes > reading->max_memory)
        return error_set(error, STATUS_FAILED,
                         "%s: %zu classes need %zu bytes of memory; --max-memory allows %zu", name,
                         values->columns, bytes, reading->max_memory);
    return matrix_reserve(values, rows) ? STATUS_OK : error_memory(error, "the classes");
}

static enum status fill(struct matrix *values, const struct groups *groups, size_t rows,
                        const char *name, const struct reader_options *reading, struct error *error)
{
    const size_t nothing = find_nothing(&groups->names);
    values->precision = reading->precision;
    values->columns = groups->names.count - (nothing < groups->names.count);
    if (!values->columns)
        return error_set(error, STATUS_FAILED, "%s: every class is missing", name);
    enum status status = reserve(values, rows, name, reading, error);
    if (status != STATUS_OK)
        return status;
    if (!add_names(&values->column_labels, &groups->names, nothing))
        return error_memory(error, "the classes");
    values->rows = rows;
    for (size_t row = 0; row < rows; row++) {
        const size_t number = groups->key_numbers[row];
        const double other = number == nothing && reading->missing == MISSING_KEEP ? NAN : 0;
        void *numbers = matrix_row(values, row);
        for (size_t i = 0; i < values->columns; i++)
            precision_put(numbers, values->precision, i, other);
        if (number != nothing)
            precision_put(numbers, values->precision, column_of(number, nothing), 1);
    }
    return STATUS_OK;
}

enum status classes_make(struct matrix *values, const struct labels *texts, const char *name,
                         const struct reader_options *reading, struct error *error)
{
    struct groups groups = {.slots = NULL};
    enum status status = groups_number(&groups, texts, error);
    if (status == STATUS_OK)
        status = fill(values, &groups, texts->count, name, reading, error);
    groups_free(&groups);
    return status;
}

/* The place of the largest number; `count` if there is no answer. */
static size_t find_largest(const void *numbers, enum precision precision, size_t count)
{
    size_t best = 0;
    double largest = precision_get(numbers, precision, 0);
    bool weighed = false;
    for (size_t i = 0; i < count; i++) {
        const double number = precision_get(numbers, precision, i);
        if (isnan(number))
            return count;
        weighed |= number != 0;
        if (number > largest) {
            largest = number;
            best = i;
        }
    }
    return weighed ? best : count;
}

enum status classes_predict(struct matrix *block, const struct labels *names, struct error *error)
{
    struct labels *answers = &block->texts[TEXT_CLASS];
    labels_clear(answers);
    for (size_t row = 0; row < block->rows; row++) {
        size_t best = find_largest(matrix_row(block, row), block->precision, names->count);
        size_t length = 0;
        const char *name = best < names->count ? labels_get(names, best, &length) : "";
        if (!labels_add(answers, name, length))
            return error_memory(error, "the answers");
    }
    return STATUS_OK;
}

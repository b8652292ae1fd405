/* Matrices to CSV text; see writer.h. The numbers of a block are cut into groups, each formatted
 * into a buffer that was made large enough for the longest text there can be, so that nothing but
 * the writing itself can fail once a row has begun. */
#include "table/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "table/decimal.h"
#include "table/output.h"
#include "table/quoted.h"

enum { GROUP = 4096 }; /* numbers */

struct writer {
    struct writer_options options;
    struct output output;
    char *buffer;
    size_t room;
};

enum status writer_open(struct writer **writer, const char *path,
                        const struct writer_options *options, struct error *error)
{
    *writer = NULL;
    if (!options->delimiter || strchr("\"\r\n", options->delimiter))
        return error_set(error, STATUS_USAGE, "a quote or a line end cannot be the delimiter");
    struct writer *new = memory_new(1, sizeof *new);
    if (!new)
        return error_memory(error, "a writer");
    new->options = *options;
    enum status status = output_open(&new->output, path, error);
    if (status) {
        free(new);
        return status;
    }
    *writer = new;
    return STATUS_OK;
}

static bool make_room(struct writer *writer, size_t room)
{
    if (room <= writer->room)
        return true;
    char *buffer = memory_resize(writer->buffer, room, 1);
    if (!buffer)
        return false;
    writer->buffer = buffer;
    writer->room = room;
    return true;
}

enum status writer_header(struct writer *writer, const struct labels *columns, bool row_labels,
                          struct error *error)
{
    const char delimiter = writer->options.delimiter;
    if (writer->options.plain || !columns->count)
        return STATUS_OK;
    size_t bytes = columns->end[columns->count - 1];
    if (!make_room(writer, quoted_room(bytes) + 3 * columns->count + 2))
        return error_memory(error, "the header row");
    char *out = writer->buffer;
    for (size_t i = 0; i < columns->count; i++) {
        size_t length;
        const char *text = labels_get(columns, i, &length);
        if (i > 0 || row_labels)
            *out++ = delimiter;
        out = quoted_put(out, text, length, delimiter);
    }
    /* An empty line is no row. */
    if (out == writer->buffer) {
        *out++ = '"';
        *out++ = '"';
    }
    *out++ = '\n';
    return output_write(&writer->output, writer->buffer, (size_t)(out - writer->buffer), error);
}

/* A part of a block: its numbers first .. first + count, counted row by row. */
struct group {
    size_t first, count;
};

static bool has_labels(const struct writer *writer, const struct matrix *block)
{
    return !writer->options.plain && block->row_labels.count;
}

/* The room the text of a group may take. */
static size_t group_room(const struct writer *writer, const struct matrix *block,
                         struct group group)
{
    size_t room = group.count * (DECIMAL_ROOM + 1);
    if (!has_labels(writer, block))
        return room;
    const size_t *end = block->row_labels.end;
    size_t first_row = group.first / block->columns;
    size_t last_row = (group.first + group.count - 1) / block->columns;
    size_t bytes = end[last_row] - (first_row ? end[first_row - 1] : 0);
    return room + quoted_room(bytes) + 3 * (last_row - first_row + 1);
}

static char *put_number(char *out, const struct matrix *block, size_t index, int digits)
{
    if (block->precision == PRECISION_SINGLE) {
        float single = ((const float *)block->data)[index];
        return out + (digits ? decimal_write_digits((double)single, digits, out)
                             : decimal_write_single(single, out));
    }
    double number = ((const double *)block->data)[index];
    return out +
           (digits ? decimal_write_digits(number, digits, out) : decimal_write_double(number, out));
}

static char *put_group(char *out, const struct writer *writer, const struct matrix *block,
                       struct group group)
{
    const char delimiter = writer->options.delimiter;
    const bool labels = has_labels(writer, block);
    size_t row = group.first / block->columns, column = group.first % block->columns;
    for (size_t i = group.first; i < group.first + group.count; i++) {
        if (column > 0) {
            *out++ = delimiter;
        } else if (labels) {
            size_t length;
            const char *text = labels_get(&block->row_labels, row, &length);
            out = quoted_put(out, text, length, delimiter);
            *out++ = delimiter;
        }
        out = put_number(out, block, i, writer->options.digits);
        if (++column == block->columns) {
            *out++ = '\n';
            column = 0;
            row++;
        }
    }
    return out;
}

/* The numbers that are formatted at a time: whole rows where they fit, so that a write that fails
 * leaves no part of one. */
static size_t group_size(const struct matrix *block)
{
    return block->columns < GROUP ? GROUP - GROUP % block->columns : GROUP;
}

enum status writer_rows(struct writer *writer, const struct matrix *block, struct error *error)
{
    const size_t numbers = block->rows * block->columns;
    const size_t step = numbers ? group_size(block) : GROUP;
    size_t room = 0;
    for (size_t first = 0; first < numbers; first += step) {
        size_t count = numbers - first < step ? numbers - first : step;
        size_t needed = group_room(writer, block, (struct group){first, count});
        room = needed > room ? needed : room;
    }
    if (!make_room(writer, room))
        return error_memory(error, "the output");
    enum status status = STATUS_OK;
    for (size_t first = 0; !status && first < numbers; first += step) {
        size_t count = numbers - first < step ? numbers - first : step;
        char *end = put_group(writer->buffer, writer, block, (struct group){first, count});
        status =
            output_write(&writer->output, writer->buffer, (size_t)(end - writer->buffer), error);
    }
    return status;
}

enum status writer_close(struct writer *writer, struct error *error)
{
    enum status status = output_close(&writer->output, error);
    free(writer->buffer);
    free(writer);
    return status;
}

void writer_abandon(struct writer *writer)
{
    if (!writer)
        return;
    output_abandon(&writer->output);
    free(writer->buffer);
    free(writer);
}

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

enum { GROUP = 4096, GROUPS_A_WORKER = 16 }; /* numbers in a group, groups in a batch */

/* The text of a group. */
struct text {
    char *bytes;
    size_t length, room;
};

struct writer {
    struct writer_options options;
    struct output output;
    size_t begun;       /* bytes of a row that has not ended, written so far */
    size_t batch;       /* groups that are formatted together */
    struct text *texts; /* two batches of them: one is formatted while the other is written */
};

enum status writer_open(struct writer **writer, const char *path,
                        const struct writer_options *options, struct error *error)
{
    *writer = NULL;
    if (strchr("\"\r\n", options->delimiter)) /* or a NUL */
        return error_set(error, STATUS_USAGE, "a quote or a line end cannot be the delimiter");
    struct writer *new = memory_new(1, sizeof *new);
    if (!new)
        return error_memory(error, "a writer");
    new->options = *options;
    new->batch = options->pool ? pool_width(options->pool) * GROUPS_A_WORKER : 1;
    new->texts = memory_new(2 * new->batch, sizeof *new->texts);
    enum status status =
        new->texts ? output_open(&new->output, path, error) : error_memory(error, "a writer");
    if (status) {
        free(new->texts);
        free(new);
        return status;
    }
    *writer = new;
    return STATUS_OK;
}

static bool make_room(struct text *text, size_t room)
{
    if (room <= text->room)
        return true;
    char *bytes = memory_resize(text->bytes, room, 1);
    if (!bytes)
        return false;
    text->bytes = bytes;
    text->room = room;
    return true;
}

/* Where the last row that ends in the text ends; 0 if none does. A line end in quotes ends none. */
static size_t whole_rows(const char *text, size_t length)
{
    const char *last = memrchr(text, '\n', length);
    if (!last || !memchr(text, '"', length))
        return last ? (size_t)(last + 1 - text) : 0;
    size_t end = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        quoted ^= text[i] == '"';
        if (text[i] == '\n' && !quoted)
            end = i + 1;
    }
    return end;
}

/* Writes text that begins outside quotes; if that fails, no part of a row is left where it can be
 * helped. */
static enum status write_text(struct writer *writer, const char *text, size_t length,
                              struct error *error)
{
    enum status status = output_write(&writer->output, text, length, error);
    size_t written = writer->output.written;
    bool ends_row = !status && text[length - 1] == '\n';
    size_t whole = ends_row ? length : whole_rows(text, written);
    writer->begun = written - whole + (whole ? 0 : writer->begun);
    if (status)
        output_take_back(&writer->output, writer->begun);
    return status;
}

enum status writer_header(struct writer *writer, const struct labels *columns, bool row_labels,
                          struct error *error)
{
    const char delimiter = writer->options.delimiter;
    if (writer->options.plain || !columns->count)
        return STATUS_OK;
    size_t bytes = columns->end[columns->count - 1];
    if (!make_room(writer->texts, quoted_room(bytes) + 3 * columns->count + 2))
        return error_memory(error, "the header row");
    char *const start = writer->texts->bytes, *out = start;
    for (size_t i = 0; i < columns->count; i++) {
        size_t length;
        const char *text = labels_get(columns, i, &length);
        if (i > 0 || row_labels)
            *out++ = delimiter;
        out = quoted_put(out, text, length, delimiter);
    }
    /* An empty line is no row. */
    if (out == start) {
        *out++ = '"';
        *out++ = '"';
    }
    *out++ = '\n';
    return write_text(writer, start, (size_t)(out - start), error);
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

/* A block on its way out, one batch of groups after the other. */
struct passage {
    struct writer *writer;
    const struct matrix *block;
    size_t numbers, groups, group; /* numbers in a group */
    size_t batch; /* being formatted, while the one before it, if there is one, is written */
    enum status status;
    struct error *error;
};

static struct group group_at(const struct passage *passage, size_t index)
{
    size_t first = index * passage->group, left = passage->numbers - first;
    return (struct group){first, left < passage->group ? left : passage->group};
}

static struct text *text_at(const struct passage *passage, size_t index)
{
    return &passage->writer->texts[index % (2 * passage->writer->batch)];
}

static size_t batch_start(const struct passage *passage, size_t batch)
{
    size_t start = batch * passage->writer->batch;
    return start < passage->groups ? start : passage->groups;
}

static void write_batch(struct passage *passage, size_t batch)
{
    const size_t end = batch_start(passage, batch + 1);
    for (size_t i = batch_start(passage, batch); i < end && !passage->status; i++) {
        const struct text *text = text_at(passage, i);
        passage->status = write_text(passage->writer, text->bytes, text->length, passage->error);
    }
}

static void format_group(const struct passage *passage, size_t index)
{
    struct text *text = text_at(passage, index);
    const char *end =
        put_group(text->bytes, passage->writer, passage->block, group_at(passage, index));
    text->length = (size_t)(end - text->bytes);
}

/* The first turn writes the batch before, the others format a group each. */
static void take_turn(void *context, size_t turn, size_t worker)
{
    (void)worker;
    struct passage *passage = context;
    if (turn > 0)
        format_group(passage, batch_start(passage, passage->batch) + turn - 1);
    else if (passage->batch > 0)
        write_batch(passage, passage->batch - 1);
}

/* All rooms at once, so that a lack of memory shows before a row is begun. */
static bool make_rooms(const struct passage *passage)
{
    for (size_t i = 0; i < passage->groups; i++)
        if (!make_room(text_at(passage, i),
                       group_room(passage->writer, passage->block, group_at(passage, i))))
            return false;
    return true;
}

enum status writer_rows(struct writer *writer, const struct matrix *block, struct error *error)
{
    struct passage passage = {.writer = writer, .block = block, .error = error};
    passage.numbers = block->rows * block->columns;
    passage.group = group_size(block);
    passage.groups = passage.numbers / passage.group + (passage.numbers % passage.group != 0);
    if (!make_rooms(&passage))
        return error_memory(error, "the output");
    size_t turns;
    do {
        turns = batch_start(&passage, passage.batch + 1) - batch_start(&passage, passage.batch) + 1;
        if (writer->options.pool && turns > 2)
            pool_run(writer->options.pool, turns, take_turn, &passage);
        else
            for (size_t turn = 0; turn < turns; turn++)
                take_turn(&passage, turn, 0);
        passage.batch++;
    } while (turns > 1 && !passage.status);
    return passage.status;
}

static void free_writer(struct writer *writer)
{
    for (size_t i = 0; i < 2 * writer->batch; i++)
        free(writer->texts[i].bytes);
    free(writer->texts);
    free(writer);
}

enum status writer_close(struct writer *writer, struct error *error)
{
    enum status status = output_close(&writer->output, error);
    free_writer(writer);
    return status;
}

void writer_abandon(struct writer *writer)
{
    if (!writer)
        return;
    output_abandon(&writer->output);
    free_writer(writer);
}

/* Matrices to CSV text; see writer.h. The numbers of a block are cut into groups, each formatted
 * into a buffer that was made large enough for the longest text there can be, so that nothing but
 * the writing itself can fail once a row has begun. Groups are written in order while the next are
 * formatted, and while the next block is computed. */
#include "table/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ordered.h"
#include "base/ranks.h"
#include "table/decimal/decimal.h"
#include "table/decimal/many.h"
#include "table/output.h"
#include "table/quoted.h"

/* Numbers in a group: large writes cost the system less per byte than small ones. */
enum { LEAST_GROUP = 8192, MOST_GROUP = 32768, GROUPS_PER_WORKER = 4 };

/* The text of a group. */
struct text {
    char *bytes;
    size_t length, room;
};

struct writer {
    struct writer_options options;
    struct output output;
    size_t begun; /* bytes written of a row that has not ended */
    struct ordered *ordered;
    struct text *texts; /* one for each room of `ordered` */
    enum status status; /* of the writing, once ordered_wait has returned, and its error */
    struct error error;
};

static bool write_room(void *context, size_t room);

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
    new->ordered = ordered_new(options->pool, write_room, new);
    if (new->ordered)
        new->texts = memory_new(ordered_rooms(new->ordered), sizeof *new->texts);
    new->output = (struct output){.descriptor = -1};
    enum status status = new->texts ? STATUS_OK : error_memory(error, "a writer");
    if (status == STATUS_OK)
        status = output_open(&new->output, path, error);
    if (status) {
        ordered_free(new->ordered);
        free(new->texts);
        free(new);
        return status;
    }
    *writer = new;
    return STATUS_OK;
}

static bool make_room(struct text *text, size_t room)
{
    char *bytes = memory_resize(text->bytes, room, 1);
    if (!bytes)
        return false;
    text->bytes = bytes;
    text->room = room;
    return true;
}

/* Where the last whole row in the text ends; 0 if there is none. A line end in quotes ends no row.
 */
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

/* Writes text that begins outside quotes. If that fails, the part of a row that was written is
 * taken back where that can be done. */
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

enum status writer_header_after(struct writer *writer, const char *text, size_t length,
                                const struct labels *columns, struct error *error)
{
    const char delimiter = writer->options.delimiter;
    size_t bytes = columns->end[columns->count - 1];
    if (!make_room(writer->texts, length + quoted_room(bytes) + 3 * columns->count + 1))
        return error_memory(error, "the header row");
    char *const start = writer->texts->bytes, *out = start;
    memcpy(out, text, length);
    out += length;
    for (size_t i = 0; i < columns->count; i++) {
        text = labels_get(columns, i, &length);
        *out++ = delimiter;
        out = quoted_put(out, text, length, delimiter);
    }
    *out++ = '\n';
    return write_text(writer, start, (size_t)(out - start), error);
}

enum status writer_header(struct writer *writer, const struct labels *columns, bool row_labels,
                          struct error *error)
{
    const char delimiter = writer->options.delimiter;
    if (writer->options.plain || !columns->count || ranks_own() > 0)
        return STATUS_OK;
    size_t bytes = columns->end[columns->count - 1];
    if (!make_room(writer->texts, quoted_room(bytes) + 3 * columns->count + 4))
        return error_memory(error, "the header row");
    char *const start = writer->texts->bytes, *out = start;
    if (row_labels)
        out = quoted_put(out, "", 0, delimiter);
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
    return !writer->options.plain && block->row_labels.count && !block->texts[TEXT_ROW].count;
}

static bool has_texts(const struct matrix *block)
{
    return block->texts[TEXT_ROW].count != 0;
}

static bool has_answers(const struct matrix *block)
{
    return block->texts[TEXT_CLASS].count != 0;
}

/* The room that labels first_row..last_row take, with what separates them. */
static size_t labels_room(const struct labels *labels, size_t first_row, size_t last_row)
{
    const size_t bytes = labels->end[last_row] - (first_row ? labels->end[first_row - 1] : 0);
    return quoted_room(bytes) + 3 * (last_row - first_row + 1);
}

/* The room the text of a group may take. */
static size_t group_room(const struct writer *writer, const struct matrix *block,
                         struct group group)
{
    size_t room = group.count * (DECIMAL_ROOM + 1);
    size_t first_row = group.first / block->columns;
    size_t last_row = (group.first + group.count - 1) / block->columns;
    if (has_labels(writer, block))
        room += labels_room(&block->row_labels, first_row, last_row);
    if (has_texts(block))
        room += labels_room(&block->texts[TEXT_ROW], first_row, last_row);
    if (has_answers(block))
        room += labels_room(&block->texts[TEXT_CLASS], first_row, last_row);
    return room;
}

/* The text or the label before row `row`, and what separates it from the numbers. */
static char *put_label(char *out, const struct writer *writer, const struct matrix *block,
                       size_t row)
{
    size_t length;
    const char *text =
        labels_get(has_texts(block) ? &block->texts[TEXT_ROW] : &block->row_labels, row, &length);
    if (has_texts(block)) {
        memcpy(out, text, length);
        out += length;
    } else {
        out = quoted_put(out, text, length, writer->options.delimiter);
    }
    *out++ = writer->options.delimiter;
    return out;
}

/* Empty cells in the place of numbers. */
static char *put_nothing(char *out, struct group run, struct separators *separators)
{
    for (size_t i = 0; i < run.count; i++)
        out = separators_put(separators, out);
    return out;
}

static char *put_numbers(char *out, const struct writer *writer, const struct matrix *block,
                         struct group run, struct separators *separators)
{
    if (has_texts(block) && block->dropped && block->dropped[run.first / block->columns])
        return put_nothing(out, run, separators);
    const struct numbers all = {block->data, block->precision};
    const struct numbers numbers = numbers_after(all, run.first);
    const int digits = writer->options.digits;
    return digits ? decimal_many_rounded(numbers, digits, run.count, separators, out)
                  : decimal_many(numbers, run.count, separators, out);
}

/* What the row ends with after its numbers. */
static char *put_answer(char *out, const struct writer *writer, const struct matrix *block,
                        size_t row)
{
    size_t length;
    const char *text = labels_get(&block->texts[TEXT_CLASS], row, &length);
    out = quoted_put(out, text, length, writer->options.delimiter);
    *out++ = '\n';
    return out;
}

static char *put_group(char *out, const struct writer *writer, const struct matrix *block,
                       struct group group)
{
    const bool labels = has_labels(writer, block) || has_texts(block), answers = has_answers(block);
    /* An answer is one column more. */
    struct separators separators = {writer->options.delimiter, block->columns + answers,
                                    group.first % block->columns};
    if (!labels && !answers)
        return put_numbers(out, writer, block, group, &separators);
    const size_t end = group.first + group.count;
    while (group.first < end) {
        const size_t row = group.first / block->columns;
        if (labels && separators.column == 0)
            out = put_label(out, writer, block, row);
        size_t rest = block->columns - separators.column, left = end - group.first;
        group.count = rest < left ? rest : left;
        out = put_numbers(out, writer, block, group, &separators);
        group.first += group.count;
        if (answers && rest <= left) {
            out = put_answer(out, writer, block, row);
            separators.column = 0;
        }
    }
    return out;
}

/* How many numbers make a group: a fair share for each worker, and whole rows where they fit, so
 * that a write that fails leaves no part of one. */
static size_t group_size(const struct writer *writer, const struct matrix *block)
{
    const struct pool *pool = writer->options.pool;
    size_t shares = GROUPS_PER_WORKER * (pool ? pool_width(pool) : 1);
    size_t group = block->rows * block->columns / shares;
    group = group < LEAST_GROUP ? LEAST_GROUP : group > MOST_GROUP ? MOST_GROUP : group;
    if (block->columns > MOST_GROUP)
        return group;
    return block->columns < group ? group - group % block->columns : block->columns;
}

static bool write_room(void *context, size_t room)
{
    struct writer *writer = context;
    const struct text *text = &writer->texts[room];
    writer->status = write_text(writer, text->bytes, text->length, &writer->error);
    return writer->status == STATUS_OK;
}

/* A block on its way out. */
struct passage {
    const struct writer *writer;
    const struct matrix *block;
    size_t numbers, groups, group; /* in all; of these; numbers in each */
};

static struct group group_at(const struct passage *passage, size_t index)
{
    size_t first = index * passage->group, left = passage->numbers - first;
    return (struct group){first, left < passage->group ? left : passage->group};
}

static void format_group(void *context, size_t index, size_t room)
{
    const struct passage *passage = context;
    struct text *text = &passage->writer->texts[room];
    const char *end =
        put_group(text->bytes, passage->writer, passage->block, group_at(passage, index));
    text->length = (size_t)(end - text->bytes);
}

/* Makes the texts large enough for every group before the first is formatted, so that memory that
 * runs out does so before a row is begun. */
static bool make_rooms(struct writer *writer, const struct passage *passage)
{
    size_t most = 0, rooms = ordered_rooms(writer->ordered);
    for (size_t i = 0; i < passage->groups; i++) {
        size_t room = group_room(writer, passage->block, group_at(passage, i));
        most = room > most ? room : most;
    }
    for (size_t i = 0; i < rooms && i < passage->groups; i++) {
        struct text *text = &writer->texts[ordered_room(writer->ordered, i)];
        if (text->room >= most)
            continue;
        ordered_wait(writer->ordered);
        if (!make_room(text, most))
            return false;
    }
    return true;
}

/* The status of the writing, once it has failed or ended. */
static enum status writing_status(const struct writer *writer, struct error *error)
{
    if (writer->status != STATUS_OK)
        *error = writer->error;
    return writer->status;
}

enum status writer_rows(struct writer *writer, const struct matrix *block, struct error *error)
{
    struct passage passage = {.writer = writer, .block = block};
    passage.numbers = block->rows * block->columns;
    passage.group = group_size(writer, block);
    passage.groups = ceiling_divide(passage.numbers, passage.group);
    if (!make_rooms(writer, &passage))
        return error_memory(error, "the output");
    bool goes_on = ordered_run(writer->ordered, passage.groups, format_group, &passage);
    return goes_on ? STATUS_OK : writing_status(writer, error);
}

enum status writer_pass(struct writer *writer, struct error *error)
{
    ordered_wait(writer->ordered);
    if (writer->status != STATUS_OK)
        return writing_status(writer, error);
    output_pass(&writer->output);
    return STATUS_OK;
}

enum status writer_take(struct writer *writer, size_t rank, struct error *error)
{
    struct output *output = &writer->output;
    ordered_wait(writer->ordered);
    if (writer->status != STATUS_OK)
        return writing_status(writer, error);
    enum status status = output_take(output, rank, error);
    if (status != STATUS_OK || output->parcel_length == 0)
        return status;
    return write_text(writer, output->parcel, output->parcel_length, error);
}

enum status writer_close(struct writer *writer, enum status status, struct error *error)
{
    ordered_wait(writer->ordered);
    if (status == STATUS_OK)
        status = writing_status(writer, error);
    status = output_close(&writer->output, status, error);
    for (size_t i = 0; i < ordered_rooms(writer->ordered); i++)
        free(writer->texts[i].bytes);
    ordered_free(writer->ordered);
    free(writer->texts);
    free(writer);
    return status;
}

/* Rows from a file, streamed or whole; see source.h. */
#include "run/source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/note.h"
#include "base/text.h"
#include "run/progress.h"

static void report(const struct source *source, const struct request *request)
{
    struct error found; /* printed as errors are: no control byte of a name reaches the terminal */
    const char *doubt = reader_doubt(source->reader);
    if (doubt) {
        progress_clear();
        note_print("%s: %s", source->name, doubt);
    }
    if (!request->verbose)
        return;
    progress_clear();
    error_set(&found, STATUS_OK, "%s: %zu column%s, ", source->name, source->matrix.columns,
              text_plural(source->matrix.columns));
    reader_describe(source->reader, &found);
    error_print(&found, stderr);
}

/* --delimiter is for all files, so advice to give the one that suits this file may not suit others.
 * Without it each file is judged by itself, but none is found to have blanks. */
static void advise_on_delimiter(const struct request *request, struct error *error)
{
    const char *const others[] = {request->keys, request->values, request->operands[0]};
    bool several = request->operands[1] != NULL;
    for (size_t i = 0; request->queries && i < sizeof others / sizeof *others; i++)
        several |= others[i] != NULL;
    const char delimiter = request->reading.delimiter;
    if (!several || !strstr(error->text, "--delimiter="))
        return;
    if (delimiter == ' ' || strstr(error->text, "--delimiter=space"))
        error_append(error, "; --delimiter holds for all files: where blanks separate the cells of "
                            "one alone, make commas of them first: tr -s ' ' , <FILE");
    else if (delimiter)
        error_append(error, "; where the files differ, leave --delimiter out");
}

enum status source_open(struct source *source, const char *path, const struct request *request,
                        struct pool *pool, struct error *error)
{
    return source_open_columns(source, path, (struct columns){.features = NULL}, request, pool,
                               error);
}

enum status source_open_columns(struct source *source, const char *path, struct columns columns,
                                const struct request *request, struct pool *pool,
                                struct error *error)
{
    struct reader_options reading = request->reading;
    reading.pool = pool;
    reading.columns = columns.features;
    memcpy(reading.texts, columns.texts, sizeof reading.texts);
    reading.no_features = columns.no_features;
    reading.keep_text = columns.keep_text;
    reading.whole |= columns.keep_text;
    reading.stray_cells = columns.stray_cells;
    reading.stray_class = columns.stray_class;
    reading.class_of = columns.class_of;
    reading.row = columns.row;
    reading.use = columns.use;
    reading.may_be_classes = columns.may_be_classes;
    reading.arrived = progress_reading;
    *source = (struct source){.matrix = {.precision = reading.precision}};
    enum status status = reader_open(&source->reader, path, &reading, error);
    if (status != STATUS_OK)
        return status;
    source->name = reader_name(source->reader);
    status = reader_next(source->reader, 1, &source->matrix, error);
    source->pending = true;
    if (status == STATUS_FAILED)
        advise_on_delimiter(request, error);
    if (status == STATUS_OK)
        report(source, request);
    if (status == STATUS_OK && columns.row && reading.decimal == DECIMAL_COMMA)
        note_print("%s: the rows of --append keep their decimal commas; results have points",
                   source->name);
    return status;
}

enum status source_read_all(struct source *source, struct error *error)
{
    source->whole = true;
    enum status status = reader_all(source->reader, &source->matrix, error);
    source->taken = source->matrix.rows;
    return status;
}

size_t source_place(const struct source *source, size_t row)
{
    return source->places ? source->places[row] : source->read + row;
}

void source_note_dropped(const struct source *source, const char *role)
{
    size_t lines[READER_DROPPED_SHOWN];
    if (!source->dropped)
        return;
    const size_t own = reader_dropped(source->reader, lines);
    struct error text;
    error_set(&text, STATUS_OK, "%s: %zu row%s%s dropped", source->name, source->dropped,
              text_plural(source->dropped), role);
    for (size_t i = 0; i < own && i < READER_DROPPED_SHOWN; i++)
        error_append(&text, "%s %zu", i ? "," : own == 1 ? ", line" : ", lines", lines[i]);
    if (own > READER_DROPPED_SHOWN)
        error_append(&text, ", ...");
    if (own && own < source->dropped)
        error_append(&text, ", the others with their keys or values");
    progress_clear();
    note_print("%s", text.text);
}

/* Keeps the text of a row that is taken out. */
static bool keep_gone(struct source *source, size_t row)
{
    if (source->gone.count == source->gone_room) {
        const size_t room = 2 * source->gone_room + 16;
        size_t *places = memory_resize(source->gone_places, room, sizeof *places);
        if (!places)
            return false;
        source->gone_places = places;
        source->gone_room = room;
    }
    source->gone_places[source->gone.count] = source_place(source, row);
    return labels_add_from(&source->gone, &source->matrix.texts[TEXT_ROW], row);
}

const char *source_next_gone(struct source *source, size_t place, size_t *length)
{
    const size_t next = source->gone_next;
    if (next == source->gone.count) {
        labels_clear(&source->gone);
        source->gone_next = 0;
        return NULL;
    }
    if (source->gone_places[next] >= place)
        return NULL;
    source->gone_next++;
    return labels_get(&source->gone, next, length);
}

enum status source_remove(struct source *source, const unsigned char *flags, struct error *error)
{
    const size_t before = source->matrix.rows;
    size_t *places = memory_new(before, sizeof *places), kept = 0;
    if (!places)
        return error_memory(error, "the places of rows");
    for (size_t row = 0; row < before; row++)
        if (!flags[row]) {
            places[kept++] = source_place(source, row);
        } else if (source->matrix.texts[TEXT_ROW].count && !keep_gone(source, row)) {
            free(places);
            return error_memory(error, "the rows left out");
        }
    free(source->places);
    source->places = places;
    matrix_remove_rows(&source->matrix, flags);
    source->dropped += before - source->matrix.rows;
    return STATUS_OK;
}

static enum status refill(struct source *source, size_t most, struct error *error)
{
    enum status status = STATUS_OK;
    if (!source->pending) {
        source->read = source->taken;
        status = reader_next(source->reader, most, &source->matrix, error);
    }
    if (status != STATUS_OK)
        return status;
    source->pending = false;
    source->taken = source->read + source->matrix.rows;
    free(source->places);
    source->places = NULL;
    if (source->matrix.dropped)
        status = source_remove(source, source->matrix.dropped, error);
    if (status == STATUS_OK && source->fitting)
        fitting_apply(source->fitting, source->matrix.data, source->matrix.rows);
    return status;
}

enum status source_next(struct source *source, size_t most, struct source_block *block,
                        struct error *error)
{
    *block = (struct source_block){.index = source->next, .matrix = &source->matrix};
    if (source->whole) {
        size_t left = source->matrix.rows - source->next;
        block->start = source->next;
        block->count = left < most ? left : most;
    } else {
        /* A block of which every row is dropped is not the end of the file. */
        size_t dropped;
        do {
            dropped = source->dropped;
            enum status status = refill(source, most, error);
            if (status != STATUS_OK)
                return status;
        } while (source->matrix.rows == 0 && source->dropped != dropped);
        block->count = source->matrix.rows;
    }
    block->first = block->count ? source_place(source, block->start) : source->taken;
    block->places = source->places ? source->places + block->start : NULL;
    source->next += block->count;
    return source->next == 0 ? source_none_left(source, error) : STATUS_OK;
}

enum status source_none_left(const struct source *source, struct error *error)
{
    return error_set(error, STATUS_FAILED, "%s: every row has a missing value, none is left",
                     source->name);
}

void source_rewind(struct source *source)
{
    source->next = 0;
}

double source_share(const struct source *source)
{
    return source->whole ? (double)source->next / (double)source->matrix.rows
                         : reader_share(source->reader);
}

void source_close(struct source *source)
{
    reader_close(source->reader);
    matrix_free(&source->matrix);
    free(source->places);
    labels_free(&source->gone);
    free(source->gone_places);
    source->gone_places = NULL;
    source->places = NULL;
    source->reader = NULL;
}

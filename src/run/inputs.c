/* Queries, keys and values from their files; see inputs.h. */
#include "run/inputs.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/note.h"
#include "base/text.h"
#include "run/classes.h"
#include "run/fit.h"
#include "run/name_order.h"
#include "table/selection.h"

const struct matrix *inputs_keys(const struct inputs *inputs)
{
    return inputs->keys.reader ? &inputs->keys.matrix : &inputs->rows.matrix;
}

/* The matrix of the file that holds the values. */
static const struct matrix *read_values(const struct inputs *inputs)
{
    if (inputs->values.reader)
        return &inputs->values.matrix;
    return inputs->unfitted.data ? &inputs->unfitted : inputs_keys(inputs);
}

const struct matrix *inputs_values(const struct inputs *inputs)
{
    return inputs->classes.rows ? &inputs->classes : read_values(inputs);
}

size_t inputs_key_rows(const struct inputs *inputs)
{
    return inputs->keys.reader ? inputs->keys.taken : inputs->rows.taken;
}

const size_t *inputs_key_places(const struct inputs *inputs)
{
    return inputs->keys.reader ? inputs->keys.places : inputs->rows.places;
}

size_t inputs_key_place(const struct inputs *inputs, size_t key)
{
    return source_place(inputs->keys.reader ? &inputs->keys : &inputs->rows, key);
}

const char *inputs_keys_name(const struct inputs *inputs)
{
    return inputs->keys.reader ? inputs->keys.name : inputs->rows.name;
}

const char *inputs_values_name(const struct inputs *inputs)
{
    return inputs->values.reader ? inputs->values.name : inputs_keys_name(inputs);
}

enum status inputs_name_class(const struct inputs *inputs, struct labels *names,
                              struct error *error)
{
    const struct source *source = inputs->values.reader ? &inputs->values
                                  : inputs->keys.reader ? &inputs->keys
                                                        : &inputs->rows;
    const struct labels *header = reader_header(source->reader);
    size_t length = strlen("class");
    const char *name = "class";
    if (header->count)
        name = labels_get(header, reader_text_field(source->reader, TEXT_CLASS) - 1, &length);
    return labels_add(names, name, length) ? STATUS_OK : error_memory(error, "column labels");
}

size_t inputs_bytes(const struct inputs *inputs)
{
    return matrix_bytes(&inputs->rows.matrix) + matrix_bytes(&inputs->keys.matrix) +
           matrix_bytes(&inputs->values.matrix) + matrix_bytes(&inputs->classes) +
           matrix_bytes(&inputs->unfitted) + matrix_bytes(&inputs->unfitted_rows);
}

void inputs_close(struct inputs *inputs)
{
    source_close(&inputs->rows);
    source_close(&inputs->keys);
    source_close(&inputs->values);
    side_inputs_close(&inputs->sides);
    matrix_free(&inputs->classes);
    free(inputs->dropped_keys);
    free(inputs->unfitted.data);
    free(inputs->unfitted_rows.data);
    fitting_free(inputs->fitting);
}

/* `held`: how many bytes are in memory from what was read before; `span` as in struct
 * reader_options. */
static enum status read_whole(struct source *source, const char *path, struct columns columns,
                              size_t held, size_t span, const struct request *request,
                              struct pool *pool, struct error *error)
{
    struct request reading = *request;
    reading.reading.held = held;
    reading.reading.span = span;
    reading.reading.whole = true;
    enum status status = source_open_columns(source, path, columns, &reading, pool, error);
    return status == STATUS_OK ? source_read_all(source, error) : status;
}

/* Whether row `row` is flagged; a matrix without flags has none. */
static bool flagged(const struct matrix *matrix, size_t row)
{
    return matrix->dropped && matrix->dropped[row];
}

/* A key and its value are one element: --missing=drop takes both out where either has a missing
 * cell, so that those that stay still belong together. */
static enum status drop_elements(struct source *key_source, struct source *value_source,
                                 struct error *error)
{
    const struct matrix *keys = &key_source->matrix, *values = &value_source->matrix;
    if (!keys->dropped && !values->dropped)
        return STATUS_OK;
    unsigned char *flags = memory_new(keys->rows, 1);
    if (!flags)
        return error_memory(error, "the flags of dropped rows");
    for (size_t row = 0; row < keys->rows; row++)
        flags[row] = flagged(keys, row) || flagged(values, row);
    enum status status = source_remove(key_source, flags, error);
    if (status == STATUS_OK && value_source != key_source)
        status = source_remove(value_source, flags, error);
    free(flags);
    return status;
}

/* Queries that are the keys, too, stay where only their value is missing; of a pipe, which cannot
 * be read once more as the keys, that is an error (request.c sees to files). */
static enum status check_shared(const struct inputs *inputs, const struct request *request,
                                struct error *error)
{
    const struct matrix *queries = &inputs->rows.matrix, *values = read_values(inputs);
    const enum precision precision = queries->precision;
    if (inputs->keys.reader || request->stage->own_steps & STEP_BACKWARD ||
        (!queries->dropped && !values->dropped))
        return STATUS_OK;
    for (size_t row = 0; row < queries->rows; row++) {
        size_t column = 0;
        while (column < queries->columns &&
               !isnan(precision_get(matrix_row(queries, row), precision, column)))
            column++;
        if (column == queries->columns && (flagged(queries, row) || flagged(values, row)))
            return error_set(error, STATUS_FAILED,
                             "%s: row %zu is a query, but for want of a value no key, so that "
                             "--missing=drop has to read it twice: save it to a file",
                             inputs->rows.name, row + 1);
    }
    return STATUS_OK;
}

/* Whether feature i of a query is paired with feature i of a key. Projections and weights of a
 * similarity mix the features. */
static bool same_features(const struct request *request)
{
    const char *const *sides = request->sides;
    return !sides[SIDE_PROJECT_QUERIES] && !sides[SIDE_PROJECT_KEYS] && !sides[SIDE_SIMILARITY] &&
           !sides[SIDE_ADDITIVE_QUERY] && !sides[SIDE_LOCAL_WEIGHT];
}

/* Queries and keys have the same features, keys and values the same elements. Names that show that
 * they stand in another order are an error; columns that an option lists are in the order that was
 * asked for. */
static enum status check_names(const struct inputs *inputs, const struct request *request,
                               struct error *error)
{
    const struct source *keys = inputs->keys.reader ? &inputs->keys : &inputs->rows;
    const struct matrix *values = read_values(inputs);
    struct names features = {&inputs->rows.matrix.column_labels, inputs->rows.name, "columns"};
    struct names key_features = {&keys->matrix.column_labels, keys->name, "columns"};
    struct names elements = {&keys->matrix.row_labels, keys->name, "rows"};
    struct names of_values = {&values->row_labels, inputs_values_name(inputs), "rows"};
    enum status status = STATUS_OK;
    const bool listed = request->columns || request->key_columns;
    if (same_features(request) && listed)
        name_order_note(features, key_features,
                        "columns that options list are paired as they are listed");
    if (same_features(request) && !listed)
        status = name_order_check_features(
            features, key_features, "--columns or --key-columns puts them in one order", error);
    if (status != STATUS_OK)
        return status;
    return name_order_check_each(elements, of_values,
                                 "a key and its value have to be in the same row", error);
}

/* The classes as values. */
static enum status make_classes(struct inputs *inputs, const struct request *request,
                                struct error *error)
{
    struct reader_options reading = request->reading;
    reading.held = inputs_bytes(inputs);
    return classes_make(&inputs->classes, &read_values(inputs)->texts[TEXT_CLASS],
                        inputs_values_name(inputs), &reading, error);
}

static bool takes_classes(const struct request *request)
{
    const struct stage *stage = request->stage;
    return (request->fused ? stage->fused_steps : stage->own_steps) & STEP_CLASSES;
}

/* The values' columns; with --classes the text of one. */
static struct columns value_columns_of(const struct request *request)
{
    return (struct columns){.features = request->value_columns,
                            .texts = {[TEXT_CLASS] = request->classes},
                            .no_features = request->classes != NULL,
                            .use = USE_VALUES,
                            .may_be_classes = takes_classes(request)};
}

/* The delimiter of the rows' text that --append wants. */
static char row_of(const struct request *request)
{
    return request->append ? request->writing.delimiter : '\0';
}

/* Sets the columns of queries and of keys: a column of classes that are not theirs is none of
 * them. */
static void choose_columns(struct columns *queries, struct columns *keys,
                           const struct request *request, bool with_values)
{
    const bool own_values = with_values && request->values;
    *queries = (struct columns){.features = request->columns,
                                .texts = {[TEXT_GROUP] = request->group,
                                          [TEXT_CLASS] = request->classes,
                                          [TEXT_CELL] = request->show},
                                .stray_class = request->keys || own_values};
    *keys = *queries;
    queries->stray_cells = request->keys != NULL;
    queries->row = row_of(request);
    keys->use = USE_KEYS;
    keys->stray_class = own_values;
    if (request->key_columns)
        keys->features = request->key_columns;
    struct columns *of_values = request->keys ? keys : queries;
    of_values->may_be_classes = with_values && !own_values && takes_classes(request);
    if (own_values &&
        strcmp(of_values == keys ? request->keys : request->queries, request->values) == 0)
        of_values->class_of = SIZE_MAX;
}

/* What is to be predicted had best not be among what it is predicted from. A list of the features
 * themselves says what was meant. */
static void note_shared_columns(const struct inputs *inputs, const struct request *request)
{
    const struct source *keys = inputs->keys.reader ? &inputs->keys : &inputs->rows;
    const char *list = request->key_columns ? request->key_columns : request->columns;
    if (!inputs->values.reader || !request->value_columns ||
        (list && !selection_is_all_but(list)) || strcmp(keys->name, inputs->values.name) != 0)
        return;
    for (size_t i = 0; i < inputs->values.matrix.columns; i++)
        for (size_t j = 0; j < keys->matrix.columns; j++) {
            const size_t field = reader_field(inputs->values.reader, i);
            if (field != reader_field(keys->reader, j))
                continue;
            note_print("column %zu of %s is both a value and a feature; "
                       "--%scolumns=%s%s-%zu leaves it out of the features",
                       field, keys->name, request->key_columns ? "key-" : "", list ? list : "",
                       list ? "," : "", field);
            return;
        }
}

enum status inputs_fused(struct inputs *inputs, const struct request *request, bool with_values,
                         bool whole_queries, struct pool *pool, struct error *error)
{
    const char *queries = request->queries, *keys = request->keys;
    struct columns query_columns, key_columns;
    choose_columns(&query_columns, &key_columns, request, with_values);
    enum status status = STATUS_OK;
    if (keys)
        status =
            read_whole(&inputs->keys, keys, key_columns, 0, inputs->span, request, pool, error);
    if (status != STATUS_OK)
        return status;
    if (with_values && request->values)
        status = read_whole(&inputs->values, request->values, value_columns_of(request),
                            matrix_bytes(&inputs->keys.matrix), inputs->span, request, pool, error);
    if (status != STATUS_OK)
        return status;
    if (keys && (request->show || reader_text_field(inputs->keys.reader, TEXT_CLASS)))
        query_columns.class_of = reader_fields(inputs->keys.reader);
    if (keys && !whole_queries)
        status = source_open_columns(&inputs->rows, queries, query_columns, request, pool, error);
    else
        status = read_whole(&inputs->rows, queries, query_columns, inputs_bytes(inputs), 0, request,
                            pool, error);
    if (status != STATUS_OK)
        return status;

    struct source *key_source = keys ? &inputs->keys : &inputs->rows;
    const struct matrix *k = &key_source->matrix, *q = &inputs->rows.matrix,
                        *v = read_values(inputs);
    /* With heads the layer says what does not fit. */
    if (q->columns != k->columns && same_features(request) && request->layer.heads == 1)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s, %s is %zu x %zu: queries and keys need as many "
                         "features",
                         inputs->rows.name, q->columns, text_plural(q->columns), key_source->name,
                         k->rows, k->columns);
    if (v->rows != k->rows)
        return error_set(
            error, STATUS_FAILED, "%s is %zu x %zu, %s is %zu x %zu: each key needs one value",
            key_source->name, k->rows, k->columns, inputs->values.name, v->rows, v->columns);
    status = check_names(inputs, request, error);
    if (status != STATUS_OK)
        return status;
    status = check_shared(inputs, request, error);
    if (status != STATUS_OK)
        return status;
    status = drop_elements(key_source, inputs->values.reader ? &inputs->values : key_source, error);
    if (status != STATUS_OK)
        return status;
    if (keys && whole_queries && q->dropped)
        status = source_remove(&inputs->rows, q->dropped, error);
    if (status != STATUS_OK)
        return status;
    if (k->rows == 0)
        return source_none_left(key_source, error);
    if (whole_queries && q->rows == 0)
        return source_none_left(&inputs->rows, error);
    if (with_values && request->classes)
        status = make_classes(inputs, request, error);
    if (status != STATUS_OK)
        return status;
    note_shared_columns(inputs, request);
    return fit_features(inputs, request, with_values, pool, error);
}

/* softmax --lse adds a last column that is no key. */
static void note_lse(const struct source *rows, const struct request *request)
{
    const struct labels *names = &rows->matrix.column_labels;
    size_t length, last = names->count - 1;
    if (names->count < 2 || request->columns || request->stage->keeps_text)
        return;
    const char *name = labels_get(names, last, &length);
    if (length == 3 && memcmp(name, "lse", 3) == 0)
        note_print("column %zu of %s is called lse, and is used as the others are; "
                   "--columns=-lse leaves it out",
                   reader_field(rows->reader, last), rows->name);
}

enum status inputs_own(struct inputs *inputs, const struct request *request, bool with_values,
                       struct pool *pool, struct error *error)
{
    enum status status = STATUS_OK;
    if (with_values)
        status = read_whole(&inputs->values, request->operands[1], value_columns_of(request), 0, 0,
                            request, pool, error);
    if (status == STATUS_OK)
        status = source_open_columns(&inputs->rows, request->operands[0],
                                     (struct columns){.features = request->columns,
                                                      .keep_text = request->stage->keeps_text,
                                                      .row = row_of(request)},
                                     request, pool, error);
    if (status == STATUS_OK)
        note_lse(&inputs->rows, request);
    if (status != STATUS_OK || !with_values)
        return status;
    struct matrix *values = &inputs->values.matrix;
    if (inputs->rows.matrix.columns != values->rows)
        return error_set(error, STATUS_FAILED,
                         "%s has %zu column%s, %s is %zu x %zu: each column weighs one row of the "
                         "values",
                         inputs->rows.name, inputs->rows.matrix.columns,
                         text_plural(inputs->rows.matrix.columns), inputs->values.name,
                         values->rows, values->columns);
    status = name_order_check(
        (struct names){&inputs->rows.matrix.column_labels, inputs->rows.name, "columns"},
        (struct names){&values->row_labels, inputs->values.name, "rows"},
        "each row of the values has to be in the place of its key", error);
    if (status != STATUS_OK)
        return status;
    if (values->dropped) {
        inputs->dropped_keys = memory_new(values->rows, 1);
        if (!inputs->dropped_keys)
            return error_memory(error, "the flags of dropped rows");
        memcpy(inputs->dropped_keys, values->dropped, values->rows);
        for (size_t row = 0; row < values->rows; row++)
            inputs->values.dropped += values->dropped[row] != 0;
        if (!memchr(values->dropped, 0, values->rows))
            return source_none_left(&inputs->values, error);
    }
    return request->classes ? make_classes(inputs, request, error) : STATUS_OK;
}

void inputs_note_dropped(const struct inputs *inputs)
{
    const struct source *sources[] = {&inputs->keys, &inputs->values, &inputs->rows};
    static const char *const roles[] = {" of the keys", " of the values", " of the queries"};
    for (int i = 0; i < 3; i++) {
        bool again = false;
        for (int j = 0; j < 3 && sources[i]->dropped; j++)
            again |= j != i && sources[j]->dropped && !strcmp(sources[i]->name, sources[j]->name);
        source_note_dropped(sources[i], again ? roles[i] : "");
    }
}

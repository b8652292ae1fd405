/* Features standardised or whitened; see fit.h. */
#include "run/fit.h"

#include <string.h>

#include "base/memory.h"
#include "base/note.h"
#include "base/text.h"
#include "table/reader.h"

/* Appends "3 ('name')": columns are counted in the file as it stands. */
static void append_column(struct error *text, const struct source *source, size_t feature)
{
    const struct labels *names = &source->matrix.column_labels;
    size_t length = 0;
    const char *name = names->count ? labels_get(names, feature, &length) : "";
    error_append(text, "%zu%s%.*s%s", reader_field(source->reader, feature), length ? " ('" : "",
                 (int)length, name, length ? "')" : "");
}

/* The message for a fit that failed. */
static enum status refuse(const struct source *keys, enum fitting_result result, size_t feature,
                          size_t count, bool whiten, struct error *error)
{
    const size_t columns = keys->matrix.columns;
    if (result == FITTING_NO_MEMORY)
        return error_memory(error, whiten ? "the keys' covariance" : "the means of features");
    if (whiten && result == FITTING_SINGULAR && count <= columns)
        return error_set(error, STATUS_FAILED,
                         "%s: the keys' covariance is singular: %zu row%s %s too few for %zu "
                         "feature%s%s",
                         keys->name, count, text_plural(count), count == 1 ? "is" : "are", columns,
                         text_plural(columns), count > 1 ? "; choose fewer with --columns" : "");
    error_set(error, STATUS_FAILED, "%s: column ", keys->name);
    append_column(error, keys, feature);
    if (result == FITTING_NOT_FINITE)
        error_append(error, " has a number that is %s too large to %s",
                     whiten ? "missing, infinite or" : "infinite or",
                     whiten ? "have a covariance" : "be standardised");
    else
        error_append(error, " makes the keys' covariance singular: it is constant, or follows from "
                            "those before it; choose the others with --columns");
    return STATUS_FAILED;
}

static void note_constants(const struct fitting *fitting, const struct source *keys)
{
    struct error text;
    size_t count = 0;
    error_set(&text, STATUS_OK,
              "%s: --standardize only subtracts the constant from a constant column:", keys->name);
    for (size_t c = 0; c < keys->matrix.columns; c++) {
        if (!fitting_is_constant(fitting, c))
            continue;
        error_append(&text, count++ ? ", " : " ");
        append_column(&text, keys, c);
    }
    if (count > 0)
        note_print("%s", text.text);
}

/* How many keys --valid-keys leaves, which counts rows of the file. */
static size_t count_existing(const struct source *keys, const struct mask *mask)
{
    size_t count = keys->matrix.rows;
    while (mask->limited && count > 0 && source_place(keys, count - 1) >= mask->valid_keys)
        count--;
    return count;
}

/* Keeps rows as they were read: keys that are the values, too, and what --explain shows. */
static enum status keep(struct matrix *kept, const struct matrix *rows, struct error *error)
{
    const size_t size = precision_size(rows->precision);
    *kept = *rows;
    kept->data = memory_new_rows(rows->rows, rows->columns, size);
    if (!kept->data)
        return error_memory(error, "the features as they were read");
    memcpy(kept->data, rows->data, rows->rows * rows->columns * size);
    return STATUS_OK;
}

enum status fit_features(struct inputs *inputs, const struct request *request, bool with_values,
                         struct pool *pool, struct error *error)
{
    const bool whiten = request->layer.attention.similarity.function->whitened;
    const bool separate = inputs->keys.reader != NULL;
    const struct source *source = separate ? &inputs->keys : &inputs->rows;
    const struct matrix *keys = &source->matrix, *queries = &inputs->rows.matrix;
    const struct rows rows = {keys->data, keys->rows, keys->columns, keys->columns};
    const size_t count = count_existing(source, &request->layer.attention.mask);
    enum fitting_kind kind = whiten ? FITTING_WHITEN : request->standardize;
    size_t feature = 0;
    if (kind == FITTING_NOTHING)
        return STATUS_OK;
    enum fitting_result result =
        fitting_new(&inputs->fitting, kind, &rows, count, keys->precision, pool, &feature);
    if (result != FITTING_DONE)
        return refuse(source, result, feature, count, whiten, error);
    if (!whiten)
        note_constants(inputs->fitting, source);
    enum status status = STATUS_OK;
    inputs->fitted_keys = count;
    if (request->explain || (with_values && !inputs->values.reader && !inputs->classes.rows))
        status = keep(&inputs->unfitted, keys, error);
    if (status == STATUS_OK && request->explain)
        status = keep(&inputs->unfitted_rows, queries, error);
    if (status != STATUS_OK)
        return status;
    fitting_apply(inputs->fitting, keys->data, keys->rows);
    if (separate && inputs->rows.whole)
        fitting_apply(inputs->fitting, queries->data, queries->rows);
    else if (separate)
        inputs->rows.fitting = inputs->fitting;
    return STATUS_OK;
}

/* attn describe: what a table holds. Is this file what I think it is; and, for a distribution,
 * where does the attention go? A few lines for people, and one for each column, of text too; or one
 * CSV row for each row (--csv), or for each column (--by=column); from the stage's own MATRIX, or
 * of the distribution of -q over -k. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attention/column_sums.h"
#include "attention/ranking.h"
#include "attention/summary.h"
#include "base/memory.h"
#include "base/text.h"
#include "run/explain_describe.h"
#include "run/explanation.h"
#include "run/listings.h"
#include "run/pipeline.h"
#include "run/problem.h"
#include "run/reading.h"
#include "stages/stages.h"
#include "table/cell.h"
#include "table/input.h"

enum {
    ROWS_SHOWN = 10, /* to people; --csv lists all */
    NAMES_SHOWN = 5,
    COLUMNS_SHOWN = 50, /* of tables with more, --by=column lists them */
};

/* How many different texts there are, by their hashes: two of a million have the same by a chance
 * of 3e-8. */
struct distinct {
    uint64_t *slots; /* a hash table, a power of two of them; 0: free */
    size_t room, count;
};

/* What a column holds. */
struct column {
    enum { COLUMN_NUMBERS, COLUMN_TEXT, COLUMN_LABELS } kind;
    size_t field; /* of the file, from 1; 0: a key */
    size_t index; /* its place among the numbers of a row, or among its texts */
    size_t count, missing;
    double least, greatest, mean, squares; /* squared deviations from the mean (Welford 1962) */
    struct distinct distinct;
};

/* The matrix so far. */
struct overview {
    const struct request *request;
    struct listing *listing;
    const struct telling *telling; /* with --explain, before the description */
    struct matrix first;           /* then the first rows */
    const struct pipeline *pipeline;
    const struct labels *columns; /* of the pipeline */
    size_t width;
    bool for_people;
    struct summary summary;
    struct column_sums *column_sums;
    struct row_summary shown[ROWS_SHOWN];
    struct labels shown_labels;
    struct column *list; /* of columns; NULL: they are not listed */
    size_t list_count;
    size_t texts; /* columns of text, those of labels aside */
};

/* People are not shown a column that would be empty. */
static bool wants_entropy(const struct overview *all)
{
    return !all->for_people || all->summary.entropies.count > 0;
}

static bool wants_rows(const struct overview *all)
{
    const enum compare_by by = all->request->compare.by;
    return by == COMPARE_BY_ROW || (by == COMPARE_BY_NOTHING && !(all->for_people && all->texts));
}

static void list_header(struct overview *all)
{
    static const char *const names[] = {"row",     "missing", "infinite", "smallest",
                                        "largest", "at",      "sum",      "entropy_bits"};
    size_t count = sizeof names / sizeof *names;
    if (!all->request->writing.plain)
        listings_header(all->listing, names, count - !wants_entropy(all));
}

static void list_row(struct overview *all, const struct row_summary *row,
                     const struct labels *labels, size_t label, size_t position)
{
    struct listing *listing = all->listing;
    bool any = row->values.count > 0;
    listings_name(listing, all->request, labels, label, position);
    listing_index(listing, row->missing);
    listing_index(listing, row->infinite);
    if (any) {
        listing_number(listing, row->values.least);
        listing_number(listing, row->values.greatest);
    } else {
        listing_nothing(listing);
        listing_nothing(listing);
    }
    if (any && row->zeros < row->width)
        listings_name(listing, all->request, all->columns, row->greatest_at, row->greatest_at);
    else
        listing_nothing(listing);
    listing_number(listing, row->values.sum);
    if (row->distribution)
        listing_number(listing, row->entropy);
    else if (wants_entropy(all))
        listing_nothing(listing);
    listing_end_row(listing);
}

static bool distinct_grow(struct distinct *distinct)
{
    const struct distinct old = *distinct;
    distinct->room = old.room ? 2 * old.room : 64;
    distinct->slots = memory_new(distinct->room, sizeof *distinct->slots);
    for (size_t i = 0; distinct->slots && i < old.room; i++) {
        size_t at = old.slots[i] & (distinct->room - 1);
        while (old.slots[i] && distinct->slots[at])
            at = (at + 1) & (distinct->room - 1);
        if (old.slots[i])
            distinct->slots[at] = old.slots[i];
    }
    free(old.slots);
    return distinct->slots != NULL;
}

static bool distinct_add(struct distinct *distinct, const char *text, size_t length)
{
    if (2 * distinct->count >= distinct->room && !distinct_grow(distinct))
        return false;
    uint64_t hash = text_hash(text, length);
    hash += hash == 0;
    size_t at = hash & (distinct->room - 1);
    while (distinct->slots[at] && distinct->slots[at] != hash)
        at = (at + 1) & (distinct->room - 1);
    distinct->count += distinct->slots[at] == 0;
    distinct->slots[at] = hash;
    return true;
}

static void add_number(struct column *column, double number)
{
    if (isnan(number)) {
        column->missing++;
        return;
    }
    if (column->count++ == 0)
        column->least = column->greatest = number;
    column->least = number < column->least ? number : column->least;
    column->greatest = number > column->greatest ? number : column->greatest;
    const double away = number - column->mean, count = (double)column->count;
    if (isfinite(away))
        column->mean += away / count;
    else
        column->mean += isinf(column->mean) ? number : number / count - column->mean / count;
    column->squares += away * (number - column->mean);
}

/* A cell of text; a missing one is as one of --classes. */
static bool add_text(const struct overview *all, struct column *column, const char *text,
                     size_t length)
{
    if (cell_lacks_text(text, length, all->request->reading.na)) {
        column->missing++;
        return true;
    }
    column->count++;
    return distinct_add(&column->distinct, text, length);
}

/* The cells of a row to their columns. */
static bool add_cells(struct overview *all, const struct matrix *block, size_t row)
{
    const size_t each = matrix_texts(block, TEXT_CELL);
    bool added = true;
    for (size_t i = 0; i < all->list_count && added; i++) {
        struct column *column = &all->list[i];
        const bool labels = column->kind == COLUMN_LABELS;
        size_t length;
        if (column->kind == COLUMN_NUMBERS) {
            add_number(column,
                       precision_get(matrix_row(block, row), block->precision, column->index));
            continue;
        }
        const char *text = labels_get(labels ? &block->row_labels : &block->texts[TEXT_CELL],
                                      labels ? row : row * each + column->index, &length);
        added = add_text(all, column, text, length);
    }
    return added;
}

/* The texts that are counted are held; the rest is not. */
static enum status check_memory(const struct overview *all, struct error *error)
{
    const size_t allowed = all->request->reading.max_memory;
    size_t bytes = 0;
    for (size_t i = 0; i < all->list_count; i++)
        bytes += all->list[i].distinct.room * sizeof(uint64_t);
    if (allowed && bytes > allowed)
        return error_set(error, STATUS_FAILED,
                         "counting the distinct texts needs %zu bytes of memory or more; "
                         "--max-memory allows %zu",
                         bytes, allowed);
    return STATUS_OK;
}

/* A row that has come: listed at once for programs, the first few kept for people. */
static enum status take_row(struct overview *all, const struct matrix *block, size_t row,
                            struct error *error)
{
    struct row_summary summary =
        summarize_row(matrix_row(block, row), all->width, block->precision);
    size_t position = all->summary.rows;
    summary_add(&all->summary, &summary);
    if (!add_cells(all, block, row))
        return error_memory(error, "the distinct texts");
    if (all->telling && tell_later(&all->first, block, row, 1, error) != STATUS_OK)
        return STATUS_FAILED;
    if (!all->for_people && wants_rows(all)) {
        list_row(all, &summary, &block->row_labels, row, position);
    } else if (all->for_people && position < ROWS_SHOWN) {
        all->shown[position] = summary;
        if (!labels_add_from(&all->shown_labels, &block->row_labels, row))
            return error_memory(error, "row labels");
    }
    return STATUS_OK;
}

static enum status take_rows(struct overview *all, struct pipeline *pipeline, struct error *error)
{
    const struct matrix *block;
    enum status status;
    while ((status = pipeline_next(pipeline, &block, error)) == STATUS_OK && block->rows > 0) {
        struct rows rows = problem_rows(block);
        if (all->column_sums)
            column_sums_add(all->column_sums, &rows, NULL, pipeline->job.pool);
        for (size_t row = 0; row < block->rows && status == STATUS_OK; row++)
            status = take_row(all, block, row, error);
        if (status == STATUS_OK)
            status = check_memory(all, error);
        if (status == STATUS_OK && !all->for_people)
            status = listing_flush(all->listing, error);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

static void describe_names(const struct overview *all, const char *what,
                           const struct labels *labels, size_t total)
{
    struct name_list names = {0};
    for (size_t i = 0; i < labels->count && i < NAMES_SHOWN; i++)
        name_list_add(&names, labels, i);
    listing_line(all->listing, "%s %s%s", what, labels->count ? names.text : "no names",
                 labels->count && total > NAMES_SHOWN ? ", ..." : "");
}

static void describe_file(const struct overview *all)
{
    const struct request *request = all->request;
    if (request->fused)
        listing_line(
            all->listing, "the distribution of %s over %s: %zu x %zu", input_name(request->queries),
            request->keys ? input_name(request->keys) : "itself", all->summary.rows, all->width);
    else
        listing_line(all->listing, "%s: %zu x %zu", input_name(request->operands[0]),
                     all->summary.rows, all->width + all->texts);
    if (!all->texts)
        describe_names(all, "columns  ", all->columns, all->width);
    describe_names(all, "rows     ", &all->shown_labels, all->summary.rows);
}

static void describe_values(const struct overview *all, int digits)
{
    const struct summary *s = &all->summary;
    if (s->values.count)
        listing_line(all->listing, "values    %.*g to %.*g, mean %.*g", digits, s->values.least,
                     digits, s->values.greatest, digits, spread_mean(&s->values));
    if (all->width)
        listing_line(all->listing, "row sums  %.*g to %.*g", digits, s->sums.least, digits,
                     s->sums.greatest);
    listing_line(all->listing, "cells     %zu missing, %zu infinite, %zu zero", s->missing,
                 s->infinite, s->zeros);
}

/* The keys that get the most, of all rows together. */
static enum status describe_weights(const struct overview *all, struct error *error)
{
    enum precision precision = all->request->reading.precision;
    void *sums = memory_new(all->width, precision_size(precision));
    if (!sums)
        return error_memory(error, "the weights");
    column_sums_get(all->column_sums, sums);
    size_t best[NAMES_SHOWN];
    size_t count = ranking_select(sums, all->width, precision, NAMES_SHOWN, best);
    struct name_list names = {0};
    for (size_t i = 0; i < count; i++)
        name_list_add(&names, all->columns, best[i]);
    listing_line(all->listing, "most to   %s%s", names.text, count < all->width ? ", ..." : "");
    free(sums);
    return STATUS_OK;
}

/* Where the attention goes. */
static enum status describe_distribution(const struct overview *all, int digits,
                                         struct error *error)
{
    const struct summary *s = &all->summary;
    const struct spread *entropies = &s->entropies;
    listing_line(all->listing, "A distribution: each row sums to 1 within %.1g%s", s->deviation,
                 s->empty ? ", or attends to nothing" : "");
    if (s->empty)
        listing_line(all->listing, "empty     %zu of the rows", s->empty);
    listing_line(all->listing, "entropy   %.*g to %.*g bits, mean %.*g; at most %.*g", digits,
                 entropies->least, digits, entropies->greatest, digits, spread_mean(entropies),
                 digits, log2((double)all->width));
    return describe_weights(all, error);
}

static void list_name(const struct overview *all, const struct column *column)
{
    const struct pipeline *pipeline = all->pipeline;
    const struct reader *reader = pipeline->job.inputs.rows.reader;
    const struct labels *header = reader_header(reader);
    const bool numbers = column->kind == COLUMN_NUMBERS;
    if (numbers && (all->columns->count || !column->field))
        listings_name(all->listing, all->request, all->columns, column->index, column->index);
    else if (header->count)
        listings_name(all->listing, all->request, header, column->field - 1, column->field);
    else
        listing_index(all->listing, column->field);
}

static double deviation(const struct column *column)
{
    return sqrt(column->squares / ((double)column->count - 1));
}

/* A column's numbers; of text there are none. */
static void list_numbers(struct listing *listing, const struct column *column)
{
    const bool any = column->kind == COLUMN_NUMBERS && column->count;
    const double numbers[] = {column->least, column->mean, deviation(column), column->greatest};
    for (size_t i = 0; i < 4; i++)
        if (any && !(i == 2 && column->count < 2))
            listing_number(listing, numbers[i]);
        else
            listing_nothing(listing);
    if (column->kind == COLUMN_NUMBERS)
        listing_nothing(listing);
    else
        listing_index(listing, column->distinct.count);
}

/* One line per column. */
static void list_columns(struct overview *all)
{
    static const char *const kinds[] = {"numbers", "text", "labels"};
    static const char *const names[] = {"column", "kind", "count", "missing", "min",
                                        "mean",   "sd",   "max",   "distinct"};
    struct listing *listing = all->listing;
    if (all->for_people)
        listing_line(listing, "%s", "");
    if (!all->request->writing.plain)
        listings_header(listing, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < all->list_count; i++) {
        const struct column *column = &all->list[i];
        const char *kind = column->count ? kinds[column->kind] : "empty";
        list_name(all, column);
        listing_text(listing, kind, strlen(kind));
        listing_index(listing, column->count);
        listing_index(listing, column->missing);
        list_numbers(listing, column);
        listing_end_row(listing);
    }
}

/* With --explain: the first column of numbers, and the first row. */
static void explain(struct overview *all)
{
    struct described described = {
        .name = all->request->fused ? NULL : input_name(all->request->operands[0]),
        .first = &all->first,
        .rows = all->summary.rows,
        .row = &all->shown[0],
        .column = all->width};
    for (size_t i = all->list_count; i-- > 0;) {
        const struct column *column = &all->list[i];
        if (column->kind != COLUMN_NUMBERS)
            continue;
        described.column = column->index;
        described.count = column->count;
        described.mean = column->mean;
        described.deviation = deviation(column);
    }
    all->first.column_labels = *all->columns; /* borrowed */
    explain_description(all->telling, &described);
    all->first.column_labels = (struct labels){0};
}

static enum status describe(struct overview *all, const struct inputs *inputs, struct error *error)
{
    int digits = all->telling ? all->telling->digits : listings_digits(all->request, true);
    enum status status = STATUS_OK;
    if (all->telling)
        explain(all);
    describe_file(all);
    describe_values(all, digits);
    if (summary_is_distribution(&all->summary))
        status = describe_distribution(all, digits, error);
    reading_list(all->listing, inputs);
    if (all->list)
        list_columns(all);
    if (!wants_rows(all))
        return status;
    listing_line(all->listing, "%s", "");
    list_header(all);
    size_t shown = all->summary.rows < ROWS_SHOWN ? all->summary.rows : ROWS_SHOWN;
    for (size_t row = 0; row < shown; row++)
        list_row(all, &all->shown[row], &all->shown_labels, row, row);
    if (shown < all->summary.rows)
        listing_line(all->listing, "and %zu more; --csv lists all", all->summary.rows - shown);
    return status;
}

/* The columns to list: labels, numbers and text; of a distribution the keys. */
static enum status make_columns(struct overview *all, struct error *error)
{
    const struct reader *reader = all->pipeline->job.inputs.rows.reader;
    const bool fused = all->request->fused;
    const enum compare_by by = all->request->compare.by;
    size_t count = all->width, used = 0;
    struct reader_column *columns = fused ? NULL : reader_columns(reader, &count);
    if (!fused && !columns)
        return error_memory(error, "the columns");
    all->texts = count - all->width;
    const size_t label = fused ? 0 : reader_label(reader);
    if (by == COMPARE_BY_COLUMN || (by == COMPARE_BY_NOTHING && all->for_people && !fused &&
                                    count + (label != 0) <= COLUMNS_SHOWN)) {
        all->list = memory_new(count + 1, sizeof *all->list);
        if (!all->list) {
            free(columns);
            return error_memory(error, "the columns");
        }
        if (label)
            all->list[used++] = (struct column){.kind = COLUMN_LABELS, .field = label};
        for (size_t i = 0; i < count; i++)
            all->list[used++] =
                columns ? (struct column){.kind = columns[i].is_text ? COLUMN_TEXT : COLUMN_NUMBERS,
                                          .field = columns[i].field,
                                          .index = columns[i].index}
                        : (struct column){.index = i};
        all->list_count = used;
    }
    free(columns);
    return STATUS_OK;
}

static void free_columns(struct overview *all)
{
    for (size_t i = 0; i < all->list_count; i++)
        free(all->list[i].distinct.slots);
    free(all->list);
}

/* Without --by the report lists the columns, which --csv alone leaves out. */
static enum status open_listing(struct overview *all, struct error *error)
{
    enum status status = listings_open(&all->listing, all->request, all->for_people, error);
    if (status == STATUS_OK && all->list && all->request->compare.by == COMPARE_BY_NOTHING)
        listing_remedy(all->listing,
                       wants_rows(all) ? "--csv and --csv --by=column" : "--csv --by=column");
    return status;
}

/* From the open pipeline to the finished listing. */
static enum status run(struct overview *all, struct pipeline *pipeline, struct error *error)
{
    all->pipeline = pipeline;
    all->columns = pipeline->job.columns;
    all->width = pipeline->job.width;
    enum status status = make_columns(all, error);
    if (status != STATUS_OK)
        return status;
    if (all->for_people && all->width)
        all->column_sums = column_sums_new(all->request->reading.precision, all->width);
    if (all->for_people && all->width && !all->column_sums)
        return error_memory(error, "the weights");
    if (all->telling)
        all->listing = all->telling->out;
    else
        status = open_listing(all, error);
    if (status == STATUS_OK && !all->for_people && wants_rows(all))
        list_header(all);
    if (status == STATUS_OK)
        status = take_rows(all, pipeline, error);
    if (status == STATUS_OK && all->for_people)
        status = describe(all, &pipeline->job.inputs, error);
    if (status == STATUS_OK && !all->for_people && all->list)
        list_columns(all);
    if (!all->telling)
        status = listing_close(all->listing, status, error);
    column_sums_free(all->column_sums);
    labels_free(&all->shown_labels);
    return status;
}

enum status stage_describe(const struct request *request, struct error *error)
{
    bool for_people = !request->csv && !request->writing.plain;
    if (for_people && request->writing.delimiter != ',' &&
        request->writing.delimiter != request->reading.delimiter)
        return error_set(error, STATUS_USAGE, "--output-delimiter has no effect without --csv");
    struct request own = *request;
    struct pipeline pipeline = {.rows = NULL};
    struct explanation e = {.job = NULL};
    own.explain &= request->fused;
    enum status status =
        explanation_begin(&e, &pipeline, &own, request->explain, PRODUCT_DISTRIBUTION, error);
    struct overview all = {.request = request,
                           .for_people = for_people,
                           .telling = request->explain ? &e.telling : NULL};
    if (status == STATUS_OK)
        status = run(&all, &pipeline, error);
    if (request->explain)
        status = explanation_close(&e, status, error);
    free_columns(&all);
    matrix_free(&all.first);
    if (status == STATUS_OK)
        pipeline_report(&pipeline);
    pipeline_close(&pipeline);
    return status;
}

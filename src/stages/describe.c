/* attn describe: what a matrix holds. Is this file what I think it is; and, for a distribution,
 * where does the attention go? A few lines for people, or one CSV row for each row (--csv); from
 * the stage's own MATRIX, or of the distribution of -q over -k. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attention/column_sums.h"
#include "attention/ranking.h"
#include "attention/summary.h"
#include "base/memory.h"
#include "run/listings.h"
#include "run/pipeline.h"
#include "run/problem.h"
#include "run/reading.h"
#include "stages/stages.h"
#include "table/input.h"

enum {
    ROWS_SHOWN = 10, /* to people; --csv lists all */
    NAMES_SHOWN = 5,
};

/* The matrix so far. */
struct overview {
    const struct request *request;
    struct listing *listing;
    const struct labels *columns; /* of the pipeline */
    size_t width;
    bool for_people;
    struct summary summary;
    struct column_sums *column_sums;
    struct row_summary shown[ROWS_SHOWN];
    struct labels shown_labels;
};

/* People are not shown a column that would be empty. */
static bool wants_entropy(const struct overview *all)
{
    return !all->for_people || all->summary.entropies.count > 0;
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

/* A row that has come: listed at once for programs, the first few kept for people. */
static enum status take_row(struct overview *all, const struct matrix *block, size_t row,
                            struct error *error)
{
    struct row_summary summary =
        summarize_row(matrix_row(block, row), all->width, block->precision);
    size_t position = all->summary.rows;
    summary_add(&all->summary, &summary);
    if (!all->for_people) {
        list_row(all, &summary, &block->row_labels, row, position);
    } else if (position < ROWS_SHOWN) {
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
                     all->summary.rows, all->width);
    describe_names(all, "columns  ", all->columns, all->width);
    describe_names(all, "rows     ", &all->shown_labels, all->summary.rows);
}

static void describe_values(const struct overview *all, int digits)
{
    const struct summary *s = &all->summary;
    if (s->values.count)
        listing_line(all->listing, "values    %.*g to %.*g, mean %.*g", digits, s->values.least,
                     digits, s->values.greatest, digits, spread_mean(&s->values));
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

static enum status describe(struct overview *all, const struct inputs *inputs, struct error *error)
{
    int digits = listings_digits(all->request, true);
    enum status status = STATUS_OK;
    describe_file(all);
    describe_values(all, digits);
    if (summary_is_distribution(&all->summary))
        status = describe_distribution(all, digits, error);
    reading_list(all->listing, inputs);
    listing_line(all->listing, "%s", "");
    list_header(all);
    size_t shown = all->summary.rows < ROWS_SHOWN ? all->summary.rows : ROWS_SHOWN;
    for (size_t row = 0; row < shown; row++)
        list_row(all, &all->shown[row], &all->shown_labels, row, row);
    if (shown < all->summary.rows)
        listing_line(all->listing, "and %zu more; --csv lists all", all->summary.rows - shown);
    return status;
}

/* From the open pipeline to the finished listing. */
static enum status run(struct overview *all, struct pipeline *pipeline, struct error *error)
{
    all->columns = pipeline->job.columns;
    all->width = pipeline->job.width;
    if (all->for_people)
        all->column_sums = column_sums_new(all->request->reading.precision, all->width);
    if (all->for_people && !all->column_sums)
        return error_memory(error, "the weights");
    enum status status = listings_open(&all->listing, all->request, all->for_people, error);
    if (status == STATUS_OK && !all->for_people)
        list_header(all);
    if (status == STATUS_OK)
        status = take_rows(all, pipeline, error);
    if (status == STATUS_OK && all->for_people)
        status = describe(all, &pipeline->job.inputs, error);
    if (status == STATUS_OK)
        status = listing_close(all->listing, error);
    else
        listing_abandon(all->listing);
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
    struct pipeline pipeline;
    enum status status = pipeline_open(&pipeline, request, PRODUCT_DISTRIBUTION, false, error);
    struct overview all = {.request = request, .for_people = for_people};
    if (status == STATUS_OK)
        status = run(&all, &pipeline, error);
    if (status == STATUS_OK)
        pipeline_report(&pipeline);
    pipeline_close(&pipeline);
    return status;
}

/* attn compare: how far a CANDIDATE is from a REFERENCE, where, and a verdict in the exit status as
 * diff and cmp have it: 0 within, 1 beyond, 2 trouble of any kind. The reference is a file, or the
 * context of -q, -k and -v with every option of context. Both stream, and a row that one has and
 * the other lacks is beyond, as is another width, or the same names in another order. What a cell
 * may differ by is said in attention/comparison.h.
 *
 * The report has one line per measure, for all cells and for each part that is asked for: each
 * head, each column, each row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/comparison.h"
#include "base/memory.h"
#include "base/note.h"
#include "run/listings.h"
#include "run/name_order.h"
#include "run/output.h"
#include "run/source.h"
#include "stages/stages.h"
#include "table/writer.h"

/* The rows of one of the two, a block at a time. */
struct compared {
    const char *name;
    struct pipeline *pipeline; /* that computes them; NULL: they are read from `source` */
    struct source source;
    const struct labels *columns;
    size_t width;
    const struct matrix *matrix; /* rows start .. start + count of it are at hand */
    size_t start, count;
    size_t rows;          /* so far */
    struct labels labels; /* of these; an empty list where they have none */
};

/* Columns begin .. end of every row: all of them, a head, one. */
struct part {
    const char *what; /* "all", "head", "lse"; NULL: the column `begin` itself */
    size_t index, begin, end;
    struct comparison comparison;
};

struct run {
    const struct request *request;
    struct pool *pool;
    struct pipeline pipeline;
    struct compared reference, candidate;
    struct part *parts;
    size_t part_count;
    bool is_beyond;               /* for another reason than a cell */
    struct listing *listing;      /* NULL: no report */
    struct output_writer *writer; /* with --errors */
    struct matrix errors;
};

static enum status side_next(struct compared *side, struct error *error)
{
    enum status status;
    if (side->pipeline) {
        status = pipeline_next(side->pipeline, &side->matrix, error);
        side->start = 0;
        side->count = status == STATUS_OK ? side->matrix->rows : 0;
    } else {
        struct source_block block = {.count = 0};
        status = source_next(&side->source, 1024, &block, error);
        side->matrix = block.matrix;
        side->start = block.start;
        side->count = block.count;
    }
    side->rows += side->count;
    for (size_t row = 0; status == STATUS_OK && row < side->count; row++)
        if (!labels_add_from(&side->labels, &side->matrix->row_labels, side->start + row))
            return error_memory(error, "row labels");
    return status;
}

static void side_take(struct compared *side, size_t rows)
{
    side->start += rows;
    side->count -= rows;
}

static enum status side_open(struct compared *side, const char *file, struct columns columns,
                             const struct run *run, struct error *error)
{
    enum status status =
        source_open_columns(&side->source, file, columns, run->request, run->pool, error);
    side->name = side->source.name;
    side->columns = &side->source.matrix.column_labels;
    side->width = side->source.matrix.columns;
    return status;
}

static enum status open_sides(struct run *run, struct error *error)
{
    const struct request *request = run->request;
    struct compared *reference = &run->reference;
    struct columns columns = {.features = request->columns};
    enum status status;
    if (request->fused) {
        columns = (struct columns){.use = USE_ALL};
        reference->pipeline = &run->pipeline;
        status = pipeline_open(&run->pipeline, request, PRODUCT_CONTEXT, false, error);
        run->pool = run->pipeline.job.pool;
        reference->name = "the context";
        reference->columns = run->pipeline.job.columns;
        reference->width = run->pipeline.job.width;
    } else {
        run->pool = pool_new(request->threads);
        if (!run->pool)
            return error_memory(error, "the threads");
        status = side_open(reference, request->operands[0], columns, run, error);
    }
    if (status != STATUS_OK)
        return status;
    return side_open(&run->candidate, request->operands[1], columns, run, error);
}

/* How many of the last columns are log-sum-exps, one per head. */
static size_t lse_width(const struct run *run)
{
    const struct compared *reference = &run->reference;
    size_t heads = run->request->layer.heads;
    if (reference->pipeline)
        return run->pipeline.job.lse_width;
    if (reference->columns->count < heads)
        return 0;
    size_t length;
    const char *name = labels_get(reference->columns, reference->width - heads, &length);
    const char *wanted = heads > 1 ? "lse 0" : "lse";
    return length == strlen(wanted) && memcmp(name, wanted, length) == 0 ? heads : 0;
}

static void add_part(struct run *run, const char *what, size_t index, size_t begin, size_t end)
{
    run->parts[run->part_count++] =
        (struct part){.what = what, .index = index, .begin = begin, .end = end};
}

/* The parts that columns make, in the order of the report. */
static enum status make_parts(struct run *run, struct error *error)
{
    const struct request *request = run->request;
    size_t heads = request->one_head ? 1 : request->layer.heads;
    size_t width = run->reference.width, lse = lse_width(run), numbers = width - lse;
    if (numbers % heads != 0)
        return error_set(error, STATUS_FAILED, "%s has %zu columns, which do not make %zu heads",
                         run->reference.name, numbers, heads);
    run->parts = memory_new_rows(width + heads + 2, 1, sizeof *run->parts);
    if (!run->parts)
        return error_memory(error, "the comparison");
    add_part(run, "all", 0, 0, width);
    for (size_t head = 0; heads > 1 && head < heads; head++)
        add_part(run, "head", head, numbers / heads * head, numbers / heads * (head + 1));
    if (heads > 1 && lse)
        add_part(run, "lse", 0, numbers, width);
    for (size_t column = 0; request->compare.by == COMPARE_BY_COLUMN && column < width; column++)
        add_part(run, NULL, 0, column, column + 1);
    return STATUS_OK;
}

static void list_part_name(const struct run *run, const struct part *part)
{
    char text[32];
    int length = 0;
    if (!part->what)
        listings_name(run->listing, run->request, run->reference.columns, part->begin, part->begin);
    else if (strcmp(part->what, "head") == 0)
        length = snprintf(text, sizeof text, "head %zu", part->index);
    else
        length = snprintf(text, sizeof text, "%s", part->what);
    if (length > 0)
        listing_text(run->listing, text, (size_t)length);
}

/* A line of the report; `at` NULL: it is of no cell. */
static void list_measure(const struct run *run, const struct part *part, const char *measure,
                         double value, const struct cell_difference *at)
{
    struct listing *listing = run->listing;
    list_part_name(run, part);
    listing_text(listing, measure, strlen(measure));
    listing_number(listing, value);
    for (int cell = 0; !at && cell < 5; cell++)
        listing_nothing(listing);
    if (at) {
        size_t length;
        const struct labels *labels =
            run->reference.labels.count ? &run->reference.labels : &run->candidate.labels;
        const char *label = at->row < labels->count ? labels_get(labels, at->row, &length) : NULL;
        listing_index(listing, at->row);
        if (label)
            listing_text(listing, label, length);
        else
            listing_nothing(listing);
        listings_name(listing, run->request, run->reference.columns, at->column, at->column);
        listing_number(listing, at->reference);
        listing_number(listing, at->candidate);
    }
    listing_end_row(listing);
}

static void list_part(const struct run *run, const struct part *part)
{
    const struct comparison *c = &part->comparison;
    list_measure(run, part, "cells", (double)c->cells, NULL);
    list_measure(run, part, "beyond", (double)c->beyond, c->beyond ? &c->first_beyond : NULL);
    list_measure(run, part, "nan", (double)c->nans, c->nans ? &c->first_nan : NULL);
    list_measure(run, part, "infinite", (double)c->infinities,
                 c->infinities ? &c->first_infinity : NULL);
    const struct {
        const char *name;
        const struct cell_difference *largest;
    } largest[] = {{"absolute", &c->absolute}, {"relative", &c->relative}, {"ulp", &c->ulps}};
    for (size_t i = 0; i < sizeof largest / sizeof *largest; i++)
        list_measure(run, part, largest[i].name, largest[i].largest->value,
                     largest[i].largest->value > 0 ? largest[i].largest : NULL);
    list_measure(run, part, "rms", comparison_root_mean_square(c), NULL);
    list_measure(run, part, "cosine", comparison_cosine(c), NULL);
    list_measure(run, part, "r2", comparison_determination(c), NULL);
}

/* The sizes of the two; beyond where they differ. */
static void list_size(struct run *run, const char *measure, size_t reference, size_t candidate)
{
    size_t difference = reference > candidate ? reference - candidate : candidate - reference;
    run->is_beyond |= difference > 0;
    if (!run->listing)
        return;
    list_part_name(run, &(struct part){.what = "all"});
    listing_text(run->listing, measure, strlen(measure));
    listing_index(run->listing, difference);
    for (int cell = 0; cell < 3; cell++)
        listing_nothing(run->listing);
    listing_index(run->listing, reference);
    listing_index(run->listing, candidate);
    listing_end_row(run->listing);
}

/* One row of each, and with --by=row a part of its own for it. */
static void compare_row(struct run *run, const void *reference, const void *candidate, size_t row)
{
    const struct tolerance *tolerance = &run->request->compare.tolerance;
    enum precision precision = run->request->reading.precision;
    size_t size = precision_size(precision);
    for (size_t i = 0; i < run->part_count; i++) {
        struct part *part = &run->parts[i];
        comparison_add(&part->comparison, tolerance, row, part->begin, part->end - part->begin,
                       (const char *)reference + part->begin * size,
                       (const char *)candidate + part->begin * size, precision);
    }
    if (run->request->compare.by != COMPARE_BY_ROW || !run->listing)
        return;
    char name[32];
    snprintf(name, sizeof name, "row %zu", row);
    struct part part = {.what = name};
    comparison_add(&part.comparison, tolerance, row, 0, run->reference.width, reference, candidate,
                   precision);
    list_part(run, &part);
}

/* |a - b| of `rows` rows at hand; 0 for equal infinities, and for NaN beside NaN where these are
 * equal. */
static enum status write_errors(struct run *run, size_t rows, struct error *error)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    struct matrix *errors = &run->errors;
    labels_clear(&errors->row_labels);
    if (!matrix_reserve(errors, rows))
        return error_memory(error, "a block of output");
    errors->rows = rows;
    for (size_t i = 0; i < rows; i++) {
        const void *reference = matrix_row(a->matrix, a->start + i);
        const void *candidate = matrix_row(b->matrix, b->start + i);
        for (size_t j = 0; j < errors->columns; j++) {
            double x = precision_get(reference, errors->precision, j);
            double y = precision_get(candidate, errors->precision, j);
            bool same =
                x == y || (run->request->compare.tolerance.equal_nan && isnan(x) && isnan(y));
            precision_put(matrix_row(errors, i), errors->precision, j, same ? 0 : fabs(x - y));
        }
        if (!labels_add_from(&errors->row_labels, &a->matrix->row_labels, a->start + i))
            return error_memory(error, "row labels");
    }
    return output_writer_rows(run->writer, errors, error);
}

static enum status compare_rows(struct run *run, size_t rows, size_t first, struct error *error)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    for (size_t i = 0; i < rows; i++)
        compare_row(run, matrix_row(a->matrix, a->start + i), matrix_row(b->matrix, b->start + i),
                    first + i);
    if (run->writer)
        return write_errors(run, rows, error);
    return run->listing && run->request->compare.by == COMPARE_BY_ROW
               ? listing_flush(run->listing, error)
               : STATUS_OK;
}

/* All rows of both, side by side as long as both have one. */
static enum status compare_all(struct run *run, struct error *error)
{
    struct compared *a = &run->reference, *b = &run->candidate;
    bool a_left = true, b_left = true;
    for (size_t first = 0; a_left || b_left;) {
        enum status status = a->count ? STATUS_OK : side_next(a, error);
        if (status == STATUS_OK && !b->count)
            status = side_next(b, error);
        if (status != STATUS_OK)
            return status;
        a_left = a->count > 0;
        b_left = b->count > 0;
        size_t rows = a->count < b->count ? a->count : b->count;
        if (rows)
            status = compare_rows(run, rows, first, error);
        if (status != STATUS_OK)
            return status;
        first += rows;
        /* What only one of them has is passed over, to be counted. */
        side_take(a, b_left ? rows : a->count);
        side_take(b, a_left ? rows : b->count);
    }
    return STATUS_OK;
}

/* The same names in another order are beyond, whatever the numbers are; the message tells. */
static bool orders_differ(struct run *run, struct error *error)
{
    static const char remedy[] = "rows and columns are compared by place";
    const struct compared *a = &run->reference, *b = &run->candidate;
    struct names columns = {a->columns, a->name, "columns"}, rows = {&a->labels, a->name, "rows"};
    return name_order_check(columns, (struct names){b->columns, b->name, "columns"}, remedy,
                            error) != STATUS_OK ||
           name_order_check(rows, (struct names){&b->labels, b->name, "rows"}, remedy, error) !=
               STATUS_OK;
}

static enum status start_output(struct run *run, struct error *error)
{
    static const char *const names[] = {"part",  "measure", "value",     "row",
                                        "label", "column",  "reference", "candidate"};
    const struct request *request = run->request;
    if (request->compare.silent)
        return STATUS_OK;
    if (request->compare.errors) {
        run->errors = (struct matrix){.precision = request->reading.precision,
                                      .columns = run->reference.width};
        return output_writer_open(&run->writer, request, run->pool, error);
    }
    enum status status = listings_open(&run->listing, request, listings_for_people(request), error);
    if (status == STATUS_OK && !request->writing.plain)
        listings_header(run->listing, names, sizeof names / sizeof *names);
    return status;
}

/* The rule in words, and what came of it. */
static void list_verdict(const struct run *run, bool beyond)
{
    const struct tolerance *tolerance = &run->request->compare.tolerance;
    char ulps[64] = "";
    if (tolerance->ulps >= 0)
        snprintf(ulps, sizeof ulps, ", or %.6g units in the last place of %s", tolerance->ulps,
                 tolerance->format->name);
    listing_line(run->listing, "%s |a - b| <= %.6g + %.6g |a|%s", beyond ? "beyond" : "within",
                 tolerance->absolute, tolerance->relative, ulps);
}

static void report(struct run *run, bool same_width)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    /* All cells come last, as a total does. */
    for (size_t i = 1; same_width && run->listing && i < run->part_count; i++)
        list_part(run, &run->parts[i]);
    if (same_width)
        list_size(run, "rows", a->rows, b->rows);
    list_size(run, "columns", a->width, b->width);
    if (same_width && run->listing)
        list_part(run, &run->parts[0]);
    run->is_beyond |= same_width && run->parts[0].comparison.beyond > 0;
    if (run->listing && listings_for_people(run->request))
        list_verdict(run, run->is_beyond);
}

/* A header in one file only: its row may have been meant as numbers, or the other's as names. */
static void note_header(const struct run *run)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    if (a->pipeline || (a->columns->count > 0) == (b->columns->count > 0))
        return;
    bool first = a->columns->count > 0;
    note_print("%s has a header, and %s has none", first ? a->name : b->name,
               first ? b->name : a->name);
}

static enum status compare(struct run *run, struct error *error)
{
    enum status status = open_sides(run, error);
    bool same_width = run->reference.width == run->candidate.width;
    if (status == STATUS_OK) {
        note_header(run);
        status = make_parts(run, error);
    }
    if (status == STATUS_OK)
        status = start_output(run, error);
    if (status == STATUS_OK && same_width && run->writer)
        status = output_writer_header(run->writer, run->reference.columns, run->reference.width,
                                      lse_width(run), run->reference.source.matrix.row_labels.count,
                                      error);
    if (status == STATUS_OK && same_width)
        status = compare_all(run, error);
    if (status != STATUS_OK)
        return status;
    report(run, same_width);
    if (run->request->fused)
        pipeline_report(&run->pipeline);
    return STATUS_OK;
}

static void close_all(struct run *run)
{
    source_close(&run->reference.source);
    source_close(&run->candidate.source);
    labels_free(&run->reference.labels);
    labels_free(&run->candidate.labels);
    matrix_free(&run->errors);
    free(run->parts);
    if (run->request->fused)
        pipeline_close(&run->pipeline);
    else
        pool_free(run->pool);
}

enum status stage_compare(const struct request *request, struct error *error)
{
    struct run run = {.request = request};
    if (request->compare.silent)
        note_quiet();
    enum status status = compare(&run, error);
    if (run.writer)
        status = output_writer_close(run.writer, status, error);
    else if (run.listing && status == STATUS_OK)
        status = listing_close(run.listing, error);
    else
        listing_abandon(run.listing);
    if (status == STATUS_OK && orders_differ(&run, error)) {
        run.is_beyond = true;
        if (request->compare.silent)
            *error = (struct error){""};
    }
    close_all(&run);
    /* As diff and cmp have it: trouble of any kind is 2. */
    return status != STATUS_OK ? STATUS_USAGE : run.is_beyond ? STATUS_FAILED : STATUS_OK;
}

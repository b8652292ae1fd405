/* attn compare: how far a CANDIDATE is from a REFERENCE, where, and a verdict in the exit status as
 * diff and cmp have it: 0 within, 1 beyond, 2 trouble of any kind. The reference is a file, or the
 * context of -q, -k and -v with every option of context. Both stream, and a row that one has and
 * the other lacks is beyond, as is another width, or the same names in another order. What a cell
 * may differ by is said in attention/comparison.h.
 *
 * Rows are paired by their places in the files, so with --missing=drop a row that misses a value in
 * one of them is passed over in both.
 *
 * Columns of text are compared as text: a cell is within if it is equal, and the share of equal
 * ones is the accuracy of a prediction.
 *
 * The report has one line per measure, for all cells and for each part that is asked for: each
 * head, each column, each row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/comparison.h"
#include "base/memory.h"
#include "base/note.h"
#include "base/ranks.h"
#include "base/text.h"
#include "run/explain_compare.h"
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
    struct reader_column *places; /* owned: what each column is; NULL: all are numbers */
    struct labels names;          /* and the names of them all */
    const struct matrix *matrix;  /* rows start .. start + count of it are at hand */
    size_t start, count;
    struct source_block from; /* these, with their places in the file; */
    size_t passed;            /* so many of them are not at hand any more */
    bool ended;               /* there are none after them */
    size_t rows;              /* so far, without those that are dropped */
    struct labels labels;     /* of these; an empty list where they have none */
    struct matrix first;      /* with --explain: the first of them */
};

/* Columns that are compared in one go: numbers that stand side by side in both files, or one of
 * text. */
struct stretch {
    size_t column, count;
    bool is_text;
    size_t reference, candidate; /* the place of the first in a row of the matrix */
};

/* The cells of text so far. */
struct texts {
    size_t count, equal;
    size_t row, column;  /* of the first that differ, */
    struct labels first; /* and the two */
};

/* The cells of rows that only one of the two has. */
struct lone {
    size_t count;
    size_t row, column; /* of the first, */
    bool is_candidate;  /* where it is, */
    double number;      /* and what it is: a number, or the text below */
    struct labels text;
};

/* Columns begin .. end of every row: all of them, a head, one. */
struct part {
    const char *what; /* "all", "head", "lse"; NULL: the column `begin` itself */
    size_t index, begin, end;
    struct comparison comparison;
    struct texts texts;
    struct lone lone;
    const struct scatter *scatters; /* borrowed: of these columns; NULL: it is a row */
};

/* Whether a candidate has a row for a query that is dropped, as --append writes one without
 * results. The first of these queries tells. */
enum answers { ANSWERS_UNKNOWN, ANSWERS_ALL, ANSWERS_KEPT };

struct run {
    const struct request *request;
    struct pool *pool;
    struct pipeline pipeline;
    struct compared reference, candidate;
    struct stretch *stretches;
    size_t stretch_count;
    struct part *parts;
    size_t part_count;
    struct scatter *scatters; /* owned: of each column */
    size_t *places;           /* owned, with --missing=drop: which of the files' rows each one is */
    size_t places_room;
    size_t next;          /* the place of the next row that is compared */
    enum answers answers; /* fused: whether the candidate has a row for a query that is dropped; */
    size_t unanswered;    /* for so many it has none so far */
    bool is_beyond;       /* for another reason than a cell */
    struct listing *listing;      /* NULL: no report */
    struct telling telling;       /* with --explain, before the report */
    struct output_writer *writer; /* with --errors */
    struct matrix errors;
};

/* With --missing=drop a text that is missing takes its row out, too. */
static enum status drop_texts(struct source *source, struct error *error)
{
    const struct matrix *matrix = &source->matrix;
    const size_t each = matrix_texts(matrix, TEXT_CELL);
    unsigned char *flags = each ? memory_new(matrix->rows, 1) : NULL;
    if (each && !flags)
        return error_memory(error, "the flags of dropped rows");
    for (size_t i = 0; i < matrix->rows * each; i++) {
        size_t length;
        labels_get(&matrix->texts[TEXT_CELL], i, &length);
        flags[i / each] |= length == 0;
    }
    const bool any = flags && memchr(flags, 1, matrix->rows);
    enum status status = any ? source_remove(source, flags, error) : STATUS_OK;
    free(flags);
    return status;
}

/* The next rows of a file, those left out that --missing=drop takes out. */
static enum status read_rows(struct source *source, bool drop, struct source_block *block,
                             struct error *error)
{
    enum status status;
    do {
        status = source_next(source, 1024, block, error);
        if (status != STATUS_OK || block->count == 0 || !drop)
            return status;
        status = drop_texts(source, error);
        block->count = source->matrix.rows;
        block->places = source->places;
    } while (status == STATUS_OK && block->count == 0);
    return status;
}

/* Sees to it that there are rows at hand, unless there are none left. */
static enum status side_next(struct compared *side, bool drop, struct error *error)
{
    enum status status;
    if (side->count || side->ended)
        return STATUS_OK;
    if (side->pipeline) {
        status = pipeline_next(side->pipeline, &side->matrix, error);
        side->from = side->pipeline->rows->from;
        side->start = 0;
        side->count = status == STATUS_OK ? side->matrix->rows : 0;
    } else {
        status = read_rows(&side->source, drop, &side->from, error);
        side->matrix = side->from.matrix;
        side->start = side->from.start;
        side->count = side->from.count;
    }
    side->passed = 0;
    side->ended = side->count == 0;
    return status;
}

/* The place in the file of a row at hand; where none is left, how many rows the file has. */
static size_t side_place(const struct compared *side, size_t row)
{
    return side->count ? source_block_place(&side->from, side->passed + row) : side->from.first;
}

/* The first `count` rows at hand take part. */
static enum status side_admit(struct compared *side, size_t count, bool explain,
                              struct error *error)
{
    for (size_t row = 0; row < count; row++)
        if (!labels_add_from(&side->labels, &side->matrix->row_labels, side->start + row))
            return error_memory(error, "row labels");
    side->rows += count;
    return explain ? tell_later(&side->first, side->matrix, side->start, count, error) : STATUS_OK;
}

static void side_take(struct compared *side, size_t rows)
{
    side->start += rows;
    side->passed += rows;
    side->count -= rows;
}

/* Names all columns, those of text among them. */
static enum status name_places(struct compared *side, struct error *error)
{
    const struct labels *header = reader_header(side->source.reader);
    const struct labels *numbers = &side->source.matrix.column_labels;
    for (size_t i = 0; header->count && i < side->width; i++) {
        const struct reader_column *place = &side->places[i];
        if (!labels_add_from(&side->names, place->is_text ? header : numbers,
                             place->is_text ? place->field - 1 : place->index))
            return error_memory(error, "the columns");
    }
    side->columns = &side->names;
    return STATUS_OK;
}

static enum status side_open(struct compared *side, const char *file, const char *features,
                             const struct run *run, struct error *error)
{
    const struct columns columns = {.features = features, .keep_text = true};
    enum status status =
        source_open_columns(&side->source, file, columns, run->request, run->pool, error);
    side->name = side->source.name;
    if (status != STATUS_OK)
        return status;
    side->places = reader_columns(side->source.reader, &side->width);
    if (!side->places)
        return error_memory(error, "the columns");
    side->columns = &side->source.matrix.column_labels;
    if (side->width > side->source.matrix.columns)
        return name_places(side, error);
    free(side->places);
    side->places = NULL;
    return STATUS_OK;
}

static enum status open_sides(struct run *run, struct error *error)
{
    const struct request *request = run->request;
    struct compared *reference = &run->reference;
    const char *features = request->candidate_columns;
    enum status status;
    if (request->fused) {
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
        status = side_open(reference, request->operands[0], request->columns, run, error);
        features = features ? features : request->columns;
    }
    if (status != STATUS_OK)
        return status;
    status = side_open(&run->candidate, request->operands[1], features, run, error);
    if (status != STATUS_OK && features && features == request->columns &&
        strstr(error->text, "no column"))
        error_append(error, "; --candidate-columns chooses those of the candidate");
    return status;
}

/* The length of a name without the ending that --append gives it; 0: it has none. */
static size_t length_before_ending(const char *text, size_t length)
{
    static const char *const endings[] = {"_context", "_score", "_softmax", "_similarity"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t ending = strlen(endings[i]);
        if (length > ending && memcmp(text + length - ending, endings[i], ending) == 0)
            return length - ending;
    }
    return 0;
}

/* After --append a table has a column and beside it what was predicted: both may be meant. */
static enum status ask_appended(const struct run *run, struct error *error)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    if (a->pipeline || run->request->candidate_columns)
        return STATUS_OK;
    const struct labels *before = reader_header(a->source.reader);
    const struct labels *header = reader_header(b->source.reader);
    for (size_t i = 0; i < header->count; i++) {
        size_t length;
        const char *text = labels_get(header, i, &length);
        const size_t shorter = length_before_ending(text, length);
        const int name = (int)shorter, other = (int)length;
        if (shorter && labels_hold(a->columns, text, shorter) &&
            labels_hold(header, text, shorter) && !labels_hold(before, text, length))
            return error_set(error, STATUS_FAILED,
                             "%s: '%.*s' and '%.*s' may both stand for '%.*s' of %s; use "
                             "--columns=%.*s --candidate-columns=%.*s, or --candidate-columns=%.*s",
                             b->name, name, text, other, text, name, text, a->name, name, text,
                             other, text, name, text);
    }
    return STATUS_OK;
}

static struct reader_column place_of(const struct compared *side, size_t column)
{
    return side->places ? side->places[column] : (struct reader_column){.index = column};
}

/* Cuts the columns into what is compared in one go. */
static enum status make_stretches(struct run *run, struct error *error)
{
    run->stretches = memory_new(run->reference.width, sizeof *run->stretches);
    if (!run->stretches)
        return error_memory(error, "the comparison");
    for (size_t column = 0; column < run->reference.width; column++) {
        const struct reader_column a = place_of(&run->reference, column);
        const struct reader_column b = place_of(&run->candidate, column);
        const bool is_text = a.is_text || b.is_text;
        struct stretch *last = run->stretch_count ? &run->stretches[run->stretch_count - 1] : NULL;
        if (last && !is_text && !last->is_text && last->reference + last->count == a.index &&
            last->candidate + last->count == b.index)
            last->count++;
        else
            run->stretches[run->stretch_count++] =
                (struct stretch){column, 1, is_text, a.index, b.index};
    }
    return STATUS_OK;
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
    run->parts[run->part_count++] = (struct part){.what = what,
                                                  .index = index,
                                                  .begin = begin,
                                                  .end = end,
                                                  .scatters = run->scatters + begin};
}

/* The parts that columns make, in the order of the report. */
static enum status make_parts(struct run *run, struct error *error)
{
    const struct request *request = run->request;
    size_t heads = request->one_head ? 1 : request->layer.heads;
    size_t width = run->reference.width, lse = lse_width(run), numbers = width - lse;
    if (heads > 1 && (run->reference.places || run->candidate.places))
        return error_set(error, STATUS_FAILED, "%s has columns of text, and --heads cuts numbers",
                         run->reference.places ? run->reference.name : run->candidate.name);
    if (numbers % heads != 0)
        return error_set(error, STATUS_FAILED, "%s has %zu column%s, which do not make %zu heads",
                         run->reference.name, numbers, text_plural(numbers), heads);
    run->parts = memory_new_rows(width + heads + 2, 1, sizeof *run->parts);
    run->scatters = memory_new(width, sizeof *run->scatters);
    if (!run->parts || !run->scatters)
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

/* What a line of the report begins with. */
static void list_value(const struct run *run, const struct part *part, const char *measure,
                       double value)
{
    list_part_name(run, part);
    listing_text(run->listing, measure, strlen(measure));
    listing_number(run->listing, value);
}

/* The place in the files of a row that was compared. */
static size_t row_place(const struct run *run, size_t row)
{
    return run->places ? run->places[row] : row;
}

static void list_cell(const struct run *run, size_t row, size_t column)
{
    struct listing *listing = run->listing;
    const struct labels *labels =
        row < run->reference.labels.count ? &run->reference.labels : &run->candidate.labels;
    size_t length;
    const char *label = row < labels->count ? labels_get(labels, row, &length) : NULL;
    listing_index(listing, row_place(run, row));
    if (label)
        listing_text(listing, label, length);
    else
        listing_nothing(listing);
    listings_name(listing, run->request, run->reference.columns, column, column);
}

/* A line of the report; `at` NULL: it is of no cell. */
static void list_measure(const struct run *run, const struct part *part, const char *measure,
                         double value, const struct cell_difference *at)
{
    struct listing *listing = run->listing;
    list_value(run, part, measure, value);
    for (int cell = 0; !at && cell < 5; cell++)
        listing_nothing(listing);
    if (at) {
        list_cell(run, at->row, at->column);
        listing_number(listing, at->reference);
        listing_number(listing, at->candidate);
    }
    listing_end_row(listing);
}

/* A line with the first cell of text that differs. */
static void list_texts(const struct run *run, const struct part *part, const char *measure,
                       double value)
{
    const struct texts *texts = &part->texts;
    if (!texts->first.count) {
        list_measure(run, part, measure, value, NULL);
        return;
    }
    list_value(run, part, measure, value);
    list_cell(run, texts->row, texts->column);
    for (size_t i = 0; i < 2; i++) {
        size_t length;
        const char *text = labels_get(&texts->first, i, &length);
        listing_text(run->listing, text, length);
    }
    listing_end_row(run->listing);
}

static size_t count_beyond(const struct part *part)
{
    return part->comparison.beyond + part->texts.count - part->texts.equal + part->lone.count;
}

/* A line with the first cell that only one of the two has. */
static void list_lone(const struct run *run, const struct part *part, const char *measure,
                      double value)
{
    const struct lone *lone = &part->lone;
    list_value(run, part, measure, value);
    list_cell(run, lone->row, lone->column);
    if (lone->is_candidate)
        listing_nothing(run->listing);
    if (lone->text.count) {
        size_t length;
        const char *text = labels_get(&lone->text, 0, &length);
        listing_text(run->listing, text, length);
    } else {
        listing_number(run->listing, lone->number);
    }
    if (!lone->is_candidate)
        listing_nothing(run->listing);
    listing_end_row(run->listing);
}

/* How many cells are beyond, with the first of them. */
static void list_beyond(const struct run *run, const struct part *part)
{
    const struct comparison *c = &part->comparison;
    const struct texts *texts = &part->texts;
    const struct cell_difference *first = &c->first_beyond;
    const bool text_first =
        texts->first.count && (!c->beyond || texts->row < first->row ||
                               (texts->row == first->row && texts->column < first->column));
    const double count = (double)count_beyond(part);
    if (text_first)
        list_texts(run, part, "beyond", count);
    else if (!c->beyond && part->lone.count)
        list_lone(run, part, "beyond", count);
    else
        list_measure(run, part, "beyond", count, c->beyond ? first : NULL);
}

static void list_part(const struct run *run, const struct part *part)
{
    const struct comparison *c = &part->comparison;
    const struct texts *texts = &part->texts;
    list_measure(run, part, "cells", (double)(c->cells + texts->count + part->lone.count), NULL);
    list_beyond(run, part);
    if (texts->count)
        list_texts(run, part, "accuracy", (double)texts->equal / (double)texts->count);
    if (!c->cells && (texts->count || part->lone.count))
        return;
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
    if (part->scatters)
        list_measure(run, part, "r2",
                     comparison_determination(c, part->scatters, part->end - part->begin), NULL);
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

/* The number of a cell. */
static double number_at(const struct compared *side, size_t row, size_t index)
{
    return precision_get(matrix_row(side->matrix, side->start + row), side->matrix->precision,
                         index);
}

/* The text of a cell: that of a missing number is empty, that of any other NULL. */
static const char *text_at(const struct compared *side, size_t row, size_t column, size_t *length)
{
    const struct reader_column place = place_of(side, column);
    if (!place.is_text) {
        *length = 0;
        return isnan(number_at(side, row, place.index)) ? "" : NULL;
    }
    const size_t each = matrix_texts(side->matrix, TEXT_CELL);
    return labels_get(&side->matrix->texts[TEXT_CELL], (side->start + row) * each + place.index,
                      length);
}

/* A cell of text, a number in the other file being trouble. `*equal`: whether it is the same in
 * both. */
static enum status compare_text(const struct run *run, size_t row, size_t column, bool *equal,
                                struct error *error)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    size_t length, other_length;
    const char *text = text_at(a, row, column, &length);
    const char *other = text_at(b, row, column, &other_length);
    *equal = text && other && length == other_length && memcmp(text, other, length) == 0;
    if (text && other)
        return STATUS_OK;
    const struct compared *texts = text ? a : b, *numbers = text ? b : a;
    struct name_list name = {0};
    name_list_add(&name, a->columns, column);
    return error_set(error, STATUS_FAILED,
                     "column %s holds text in %s, and the number %g in %s; choose with --columns "
                     "what is compared",
                     name.text, texts->name,
                     number_at(numbers, row, place_of(numbers, column).index), numbers->name);
}

/* Takes in a cell of text; `first` is the place of the first row at hand. */
static enum status add_text(const struct run *run, struct texts *texts, size_t row, size_t first,
                            size_t column, struct error *error)
{
    bool equal;
    enum status status = compare_text(run, row, column, &equal, error);
    texts->count++;
    texts->equal += equal;
    if (status != STATUS_OK || equal || texts->first.count)
        return status;
    texts->row = first + row;
    texts->column = column;
    for (size_t i = 0; i < 2; i++) {
        size_t length;
        const char *text = text_at(i ? &run->candidate : &run->reference, row, column, &length);
        if (!labels_add(&texts->first, text, length))
            return error_memory(error, "a text");
    }
    return STATUS_OK;
}

/* The cells of a row that are in a part and in a stretch. */
static enum status add_stretch(const struct run *run, struct part *part,
                               const struct stretch *stretch, size_t row, size_t first,
                               struct error *error)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    const size_t end = stretch->column + stretch->count;
    const size_t begin = part->begin > stretch->column ? part->begin : stretch->column;
    const size_t stop = part->end < end ? part->end : end, skipped = begin - stretch->column;
    if (begin >= stop)
        return STATUS_OK;
    if (stretch->is_text)
        return add_text(run, &part->texts, row, first, begin, error);
    const enum precision precision = run->request->reading.precision;
    const size_t size = precision_size(precision);
    const char *reference = matrix_row(a->matrix, a->start + row);
    const char *candidate = matrix_row(b->matrix, b->start + row);
    comparison_add(&part->comparison, &run->request->compare.tolerance, first + row, begin,
                   stop - begin, reference + (stretch->reference + skipped) * size,
                   candidate + (stretch->candidate + skipped) * size, precision);
    return STATUS_OK;
}

static enum status add_row(const struct run *run, struct part *part, size_t row, size_t first,
                           struct error *error)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < run->stretch_count && status == STATUS_OK; i++)
        status = add_stretch(run, part, &run->stretches[i], row, first, error);
    return status;
}

/* The references of a row, for the spread of each column. */
static void add_scatters(struct run *run, size_t row)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    const enum precision precision = run->request->reading.precision;
    const size_t size = precision_size(precision);
    for (size_t i = 0; i < run->stretch_count; i++) {
        const struct stretch *stretch = &run->stretches[i];
        const char *reference = matrix_row(a->matrix, a->start + row);
        const char *candidate = matrix_row(b->matrix, b->start + row);
        if (!stretch->is_text)
            scatters_add(run->scatters + stretch->column, stretch->count,
                         reference + stretch->reference * size,
                         candidate + stretch->candidate * size, precision);
    }
}

/* One row of each, and with --by=row a part of its own for it. */
static enum status compare_row(struct run *run, size_t row, size_t first, struct error *error)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < run->part_count && status == STATUS_OK; i++)
        status = add_row(run, &run->parts[i], row, first, error);
    if (run->listing)
        add_scatters(run, row);
    if (status != STATUS_OK || run->request->compare.by != COMPARE_BY_ROW || !run->listing)
        return status;
    char name[32];
    snprintf(name, sizeof name, "row %zu", row_place(run, first + row));
    struct part part = {.what = name, .end = run->reference.width};
    status = add_row(run, &part, row, first, error);
    if (status == STATUS_OK)
        list_part(run, &part);
    labels_free(&part.texts.first);
    return status;
}

/* |a - b| of a cell; 0 for equal infinities, and for NaN beside NaN where these are equal. Of text
 * 0 or 1. */
static enum status error_at(const struct run *run, const struct stretch *stretch, size_t row,
                            size_t column, double *size, struct error *error)
{
    const size_t skipped = column - stretch->column;
    if (stretch->is_text) {
        bool equal;
        enum status status = compare_text(run, row, column, &equal, error);
        *size = !equal;
        return status;
    }
    const double x = number_at(&run->reference, row, stretch->reference + skipped);
    const double y = number_at(&run->candidate, row, stretch->candidate + skipped);
    const bool same = x == y || (run->request->compare.tolerance.equal_nan && isnan(x) && isnan(y));
    *size = same ? 0 : fabs(x - y);
    return STATUS_OK;
}

/* Those of a row go to `out`. */
static enum status put_errors(const struct run *run, size_t row, void *out, struct error *error)
{
    for (size_t i = 0; i < run->stretch_count; i++) {
        const struct stretch *stretch = &run->stretches[i];
        for (size_t column = stretch->column; column < stretch->column + stretch->count; column++) {
            double size;
            enum status status = error_at(run, stretch, row, column, &size, error);
            if (status != STATUS_OK)
                return status;
            precision_put(out, run->errors.precision, column, size);
        }
    }
    return STATUS_OK;
}

/* And of `rows` rows at hand. */
static enum status write_errors(struct run *run, size_t rows, struct error *error)
{
    const struct compared *a = &run->reference;
    struct matrix *errors = &run->errors;
    labels_clear(&errors->row_labels);
    if (!matrix_reserve(errors, rows))
        return error_memory(error, "a block of output");
    errors->rows = rows;
    for (size_t i = 0; i < rows; i++) {
        enum status status = put_errors(run, i, matrix_row(errors, i), error);
        if (status != STATUS_OK)
            return status;
        if (!labels_add_from(&errors->row_labels, &a->matrix->row_labels, a->start + i))
            return error_memory(error, "row labels");
    }
    return output_writer_rows(run->writer, errors, error);
}

static enum status compare_rows(struct run *run, size_t rows, size_t first, struct error *error)
{
    for (size_t i = 0; i < rows; i++) {
        enum status status = compare_row(run, i, first, error);
        if (status != STATUS_OK)
            return status;
    }
    if (run->writer)
        return write_errors(run, rows, error);
    return run->listing && run->request->compare.by == COMPARE_BY_ROW
               ? listing_flush(run->listing, error)
               : STATUS_OK;
}

/* Notes where the next `count` rows stand in the files, unless no row is dropped. */
static enum status keep_places(struct run *run, size_t first, size_t count, struct error *error)
{
    if (run->request->reading.missing != MISSING_DROP)
        return STATUS_OK;
    if (first + count > run->places_room) {
        const size_t room = 2 * (first + count);
        size_t *places = memory_resize(run->places, room, sizeof *places);
        if (!places)
            return error_memory(error, "the places of rows");
        run->places = places;
        run->places_room = room;
    }
    for (size_t row = 0; row < count; row++)
        run->places[first + row] = run->next + row;
    return STATUS_OK;
}

/* The place of the candidate's first row among the reference's. */
static size_t candidate_place(const struct run *run)
{
    return side_place(&run->candidate, 0) + run->unanswered;
}

/* Queries between the last row and the next one are dropped: finds out whether the candidate has
 * rows for them. */
static void match_queries(struct run *run)
{
    const size_t place = side_place(&run->reference, 0);
    if (!run->reference.pipeline || place <= run->next)
        return;
    if (run->answers == ANSWERS_UNKNOWN)
        run->answers = candidate_place(run) > run->next ? ANSWERS_ALL : ANSWERS_KEPT;
    if (run->answers == ANSWERS_KEPT)
        run->unanswered += place - run->next;
}

/* How many of the rows at hand stand side by side, one after another, in both. */
static size_t count_pairs(const struct run *run)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    const size_t most = a->count < b->count ? a->count : b->count;
    const size_t place = side_place(a, 0), other = side_place(b, 0);
    size_t count = 0;
    if (!a->from.places && !b->from.places)
        return most;
    while (count < most && side_place(a, count) == place + count &&
           side_place(b, count) == other + count)
        count++;
    return count;
}

/* What stands at the same place in both. */
static enum status compare_pairs(struct run *run, struct error *error)
{
    struct compared *a = &run->reference, *b = &run->candidate;
    const size_t rows = count_pairs(run), first = a->rows;
    enum status status = keep_places(run, first, rows, error);
    if (status == STATUS_OK)
        status = side_admit(a, rows, run->request->explain, error);
    if (status == STATUS_OK)
        status = side_admit(b, rows, run->request->explain, error);
    if (status == STATUS_OK)
        status = compare_rows(run, rows, first, error);
    side_take(a, rows);
    side_take(b, rows);
    run->next += rows;
    return status;
}

/* The first of a part's cells that only this side has: in row `row` of those at hand. */
static enum status keep_lone(const struct compared *side, struct part *part, size_t row,
                             struct error *error)
{
    struct lone *lone = &part->lone;
    const struct reader_column place = place_of(side, part->begin);
    size_t length;
    lone->column = part->begin;
    if (!place.is_text) {
        lone->number = number_at(side, row, place.index);
        return STATUS_OK;
    }
    const char *text = text_at(side, row, part->begin, &length);
    return labels_add(&lone->text, text, length) ? STATUS_OK : error_memory(error, "a text");
}

/* Every cell of rows from `row` of those at hand on that only this side has is beyond; `place`:
 * which of all rows the first one is. */
static enum status add_lone(const struct run *run, const struct compared *side, struct part *part,
                            size_t row, size_t rows, size_t place, struct error *error)
{
    struct lone *lone = &part->lone;
    const bool is_first = lone->count == 0;
    lone->count += rows * (part->end - part->begin);
    if (!is_first || lone->count == 0)
        return STATUS_OK;
    lone->row = place;
    lone->is_candidate = side == &run->candidate;
    return keep_lone(side, part, row, error);
}

/* With --by=row, a part for each. */
static enum status list_lone_rows(struct run *run, const struct compared *side, size_t rows,
                                  size_t first, struct error *error)
{
    for (size_t row = 0; row < rows; row++) {
        char name[32];
        struct part part = {.what = name, .end = run->reference.width};
        snprintf(name, sizeof name, "row %zu", row_place(run, first + row));
        enum status status = add_lone(run, side, &part, row, 1, first + row, error);
        if (status == STATUS_OK)
            list_part(run, &part);
        labels_free(&part.lone.text);
        if (status != STATUS_OK)
            return status;
    }
    return listing_flush(run->listing, error);
}

/* Rows that only this one has, as the other has ended. */
static enum status pass_lone(struct run *run, struct compared *side, struct error *error)
{
    const size_t rows = side->count, first = side->rows;
    enum status status = keep_places(run, first, rows, error);
    if (status == STATUS_OK)
        status = side_admit(side, rows, run->request->explain, error);
    for (size_t i = 0; i < run->part_count && status == STATUS_OK; i++)
        status = add_lone(run, side, &run->parts[i], 0, rows, first, error);
    if (status == STATUS_OK && run->listing && run->request->compare.by == COMPARE_BY_ROW)
        status = list_lone_rows(run, side, rows, first, error);
    side_take(side, rows);
    run->next += rows;
    return status;
}

/* The first row at hand is dropped, as it is in the other file. */
static void drop_row(struct run *run, struct compared *side)
{
    side_take(side, 1);
    run->next++;
}

/* All rows of both, side by side as long as both have one. */
static enum status compare_all(struct run *run, struct error *error)
{
    struct compared *a = &run->reference, *b = &run->candidate;
    const bool drop = run->request->reading.missing == MISSING_DROP;
    for (;;) {
        enum status status = side_next(a, drop, error);
        if (status == STATUS_OK)
            status = side_next(b, drop, error);
        if (status != STATUS_OK || (a->ended && b->ended))
            return status;
        match_queries(run);
        const size_t place = side_place(a, 0), other = candidate_place(run);
        run->next = place < other ? place : other;
        if (place < other && a->count)
            drop_row(run, a);
        else if (other < place && b->count)
            drop_row(run, b);
        else if (a->count && b->count)
            status = compare_pairs(run, error);
        else
            status = pass_lone(run, a->count ? a : b, error);
        if (status != STATUS_OK)
            return status;
    }
}

/* Says how many rows --missing=drop took out, in all and by each of the two. */
static enum status note_dropped(const struct run *run, struct error *error)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    const struct source *rows = a->pipeline ? &a->pipeline->job.inputs.rows : &a->source;
    const size_t ours = side_place(a, 0), theirs = candidate_place(run);
    const size_t all = ours > theirs ? ours : theirs, kept = a->rows > b->rows ? a->rows : b->rows;
    if (a->rows == 0 || b->rows == 0)
        return error_set(error, STATUS_FAILED,
                         "every row has a missing value in %s or in %s, none is left", rows->name,
                         b->name);
    if (kept < all)
        note_print("%zu of %zu rows dropped: %zu with a missing value in %s, %zu in %s", all - kept,
                   all, rows->dropped, rows->name, b->source.dropped, b->name);
    return STATUS_OK;
}

/* The same names in another order are beyond, whatever the numbers are; the message tells. */
static bool orders_differ(const struct run *run, struct error *error)
{
    static const char remedy[] = "rows and columns are compared by place";
    const struct compared *a = &run->reference, *b = &run->candidate;
    struct names columns = {a->columns, a->name, "columns"}, rows = {&a->labels, a->name, "rows"};
    return name_order_check(columns, (struct names){b->columns, b->name, "columns"}, remedy,
                            error) != STATUS_OK ||
           name_order_check(rows, (struct names){&b->labels, b->name, "rows"}, remedy, error) !=
               STATUS_OK;
}

/* Other names may be those of other things. Of a single column, or of columns that options list, it
 * is plain what is compared. */
static void note_names(const struct run *run)
{
    static const char meaning[] = "rows and columns are compared by place";
    const struct compared *a = &run->reference, *b = &run->candidate;
    const struct request *request = run->request;
    if (ranks_own() > 0)
        return;
    if (a->width > 1 && !request->columns && !request->candidate_columns)
        name_order_note_other((struct names){a->columns, a->name, "column"},
                              (struct names){b->columns, b->name, "column"}, meaning);
    name_order_note_other((struct names){&a->labels, a->name, "row"},
                          (struct names){&b->labels, b->name, "row"}, meaning);
}

static void list_header(const struct run *run)
{
    static const char *const names[] = {"part",  "measure", "value",     "row",
                                        "label", "column",  "reference", "candidate"};
    if (!run->request->writing.plain)
        listings_header(run->listing, names, sizeof names / sizeof *names);
}

static enum status start_output(struct run *run, struct error *error)
{
    const struct request *request = run->request;
    if (request->compare.silent)
        return STATUS_OK;
    if (request->compare.errors) {
        run->errors = (struct matrix){.precision = request->reading.precision,
                                      .columns = run->reference.width};
        return output_writer_open(&run->writer, request, run->pool, error);
    }
    if (request->explain) {
        enum status status = telling_open(&run->telling, request, error);
        run->listing = run->telling.out;
        return status;
    }
    enum status status = listings_open(&run->listing, request, listings_for_people(request), error);
    if (status == STATUS_OK)
        list_header(run);
    return status;
}

/* The names of the columns that are numbers. */
static const struct labels *number_names(const struct compared *side)
{
    return side->pipeline ? side->columns : &side->source.matrix.column_labels;
}

/* How the verdict comes about, before the report. */
static void explain(struct run *run, bool same_width)
{
    struct compared *a = &run->reference, *b = &run->candidate;
    a->first.column_labels = *number_names(a); /* borrowed */
    b->first.column_labels = *number_names(b);
    explain_comparison(
        &run->telling,
        &(struct compared_pair){.reference = &a->first,
                                .candidate = &b->first,
                                .reference_name = a->name,
                                .candidate_name = b->name,
                                .reference_rows = a->rows,
                                .candidate_rows = b->rows,
                                .texts = run->parts[0].texts.count,
                                .equal_texts = run->parts[0].texts.equal,
                                .lone = run->parts[0].lone.count,
                                .dropped = run->places != NULL,
                                .comparison = same_width ? &run->parts[0].comparison : NULL});
    a->first.column_labels = b->first.column_labels = (struct labels){0};
    list_header(run);
}

/* The rule in words, and what came of it. */
static void list_verdict(const struct run *run)
{
    const struct tolerance *tolerance = &run->request->compare.tolerance;
    struct error order; /* told by the message at the end */
    char ulps[64] = "";
    if (run->reference.width != run->candidate.width) {
        listing_line(run->listing, "beyond: the widths differ, so no cell is compared");
        return;
    }
    if (tolerance->ulps >= 0)
        snprintf(ulps, sizeof ulps, ", or %.6g units in the last place of %s", tolerance->ulps,
                 tolerance->format->name);
    listing_line(run->listing, "%s%s |a - b| <= %.6g + %.6g |a|%s%s",
                 orders_differ(run, &order) ? "beyond: names in another order; cells " : "",
                 run->is_beyond ? "beyond" : "within", tolerance->absolute, tolerance->relative,
                 ulps, run->parts[0].texts.count ? "; texts are equal or not" : "");
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
    run->is_beyond |= same_width && count_beyond(&run->parts[0]) > 0;
    if (run->listing && (run->request->explain || listings_for_people(run->request)))
        list_verdict(run);
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

/* Answers alone, line by line: the first ones may have been taken as names. */
static void note_answers(const struct run *run)
{
    const struct compared *a = &run->reference, *b = &run->candidate;
    const struct request *request = run->request;
    size_t length, other_length;
    if (request->reading.header != SETTING_AUTO || request->columns || request->candidate_columns ||
        !a->places || !b->places || a->width != 1 || b->width != 1 || !a->columns->count ||
        !b->columns->count)
        return;
    const char *name = labels_get(a->columns, 0, &length);
    const char *other = labels_get(b->columns, 0, &other_length);
    if (length == other_length && memcmp(name, other, length) == 0)
        return;
    note_print("'%.*s' of %s and '%.*s' of %s are taken as names of columns; --header=no compares "
               "them",
               (int)text_cut(name, length, 40), name, a->name,
               (int)text_cut(other, other_length, 40), other, b->name);
}

/* Another rank than the first computes its share of the context, and compares nothing. */
static enum status serve_first(struct run *run, bool same_width, struct error *error)
{
    const struct matrix *rows;
    enum status status = same_width ? pipeline_next(&run->pipeline, &rows, error) : STATUS_OK;
    if (status == STATUS_OK)
        pipeline_report(&run->pipeline);
    return status;
}

static enum status compare(struct run *run, struct error *error)
{
    enum status status = open_sides(run, error);
    bool same_width = run->reference.width == run->candidate.width;
    if (status == STATUS_OK)
        status = ask_appended(run, error);
    if (status == STATUS_OK) {
        note_header(run);
        note_answers(run);
        status = make_parts(run, error);
    }
    if (status == STATUS_OK && same_width)
        status = make_stretches(run, error);
    if (status == STATUS_OK)
        status = start_output(run, error);
    if (status == STATUS_OK && ranks_own() > 0)
        return serve_first(run, same_width, error);
    if (status == STATUS_OK && same_width && run->writer)
        status = output_writer_header(run->writer, run->reference.columns, run->reference.width,
                                      lse_width(run), run->reference.source.matrix.row_labels.count,
                                      error);
    if (status == STATUS_OK && same_width)
        status = compare_all(run, error);
    if (status == STATUS_OK && same_width)
        status = note_dropped(run, error);
    if (status != STATUS_OK)
        return status;
    if (run->request->explain)
        explain(run, same_width);
    report(run, same_width);
    if (run->request->fused)
        pipeline_report(&run->pipeline);
    return STATUS_OK;
}

static void close_all(struct run *run)
{
    struct compared *sides[] = {&run->reference, &run->candidate};
    for (size_t i = 0; i < 2; i++) {
        source_close(&sides[i]->source);
        labels_free(&sides[i]->labels);
        labels_free(&sides[i]->names);
        matrix_free(&sides[i]->first);
        free(sides[i]->places);
    }
    matrix_free(&run->errors);
    for (size_t i = 0; i < run->part_count; i++) {
        labels_free(&run->parts[i].texts.first);
        labels_free(&run->parts[i].lone.text);
    }
    free(run->parts);
    free(run->places);
    free(run->scatters);
    free(run->stretches);
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
    else
        status = listing_close(run.listing, status, error);
    if (status == STATUS_OK && orders_differ(&run, error)) {
        run.is_beyond = true;
        if (request->compare.silent)
            *error = (struct error){""};
    } else if (status == STATUS_OK)
        note_names(&run);
    close_all(&run);
    /* As diff and cmp have it: trouble of any kind is 2. */
    return status != STATUS_OK ? STATUS_USAGE : run.is_beyond ? STATUS_FAILED : STATUS_OK;
}

/* The stream of row blocks that the stages share; see pipeline.h. */
#include "run/pipeline.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/note.h"
#include "base/ranks.h"
#include "base/text.h"
#include "run/classes.h"
#include "run/progress.h"

enum status pipeline_open(struct pipeline *pipeline, const struct request *request,
                          enum product product, bool values_too, struct error *error)
{
    *pipeline = (struct pipeline){.rows = NULL};
    struct job *job = &pipeline->job;
    enum status status = job_open(job, request, product, values_too, error);
    return status == STATUS_OK ? pipeline_open_rows(pipeline, error) : status;
}

enum status pipeline_open_rows(struct pipeline *pipeline, struct error *error)
{
    struct job *job = &pipeline->job;
    rows_open *open = job->needs_all ? rows_whole_open
                      : job->fused   ? rows_computed_open
                                     : rows_read_open;
    return open(&pipeline->rows, job, error);
}

void pipeline_close(struct pipeline *pipeline)
{
    if (pipeline->rows)
        pipeline->rows->close(pipeline->rows);
    matrix_free(&pipeline->joined);
    job_close(&pipeline->job);
}

enum status pipeline_next(struct pipeline *pipeline, const struct matrix **block,
                          struct error *error)
{
    struct rows_source *rows = pipeline->rows;
    enum status status = rows->next(rows, block, error);
    if (status != STATUS_OK)
        return status;
    if (pipeline->job.request->predict && rows->owner == ranks_own()) {
        /* Contexts are in the source's own block. */
        status = classes_predict(&rows->block, &inputs_values(&pipeline->job.inputs)->column_labels,
                                 error);
        if (status != STATUS_OK)
            return status;
    }
    pipeline->rows_done += (*block)->rows;
    if ((*block)->rows == 0)
        progress_end();
    else
        progress_rows(pipeline->rows_done, rows->share);
    return STATUS_OK;
}

/* Appends a row without results, and with `predict` without an answer. */
static bool add_gone(struct matrix *joined, const char *text, size_t length, bool predict)
{
    if (!matrix_reserve(joined, joined->rows + 1) || !matrix_drop_row(joined, joined->rows) ||
        !labels_add(&joined->texts[TEXT_ROW], text, length) ||
        (predict && !labels_add(&joined->texts[TEXT_CLASS], "", 0)))
        return false;
    memset(matrix_row(joined, joined->rows++), 0,
           joined->columns * precision_size(joined->precision));
    return true;
}

/* Appends the rows that were taken out before row `place` of the file. */
static bool add_all_gone(struct pipeline *pipeline, size_t place)
{
    size_t length;
    const char *text;
    while ((text = source_next_gone(&pipeline->job.inputs.rows, place, &length)) != NULL)
        if (!add_gone(&pipeline->joined, text, length, pipeline->job.request->predict))
            return false;
    return true;
}

static bool add_row(struct matrix *joined, const struct matrix *block, size_t row)
{
    if (!matrix_reserve(joined, joined->rows + 1) || !matrix_add_texts(joined, block, row))
        return false;
    memcpy(matrix_row(joined, joined->rows++), matrix_row(block, row),
           joined->columns * precision_size(joined->precision));
    return true;
}

enum status pipeline_restore(struct pipeline *pipeline, const struct matrix **block,
                             struct error *error)
{
    const struct source *source = &pipeline->job.inputs.rows;
    struct matrix *joined = &pipeline->joined;
    const struct matrix *from = *block;
    if (!pipeline->job.request->append || source->gone_next == source->gone.count)
        return STATUS_OK;
    matrix_clear_rows(joined);
    joined->precision = pipeline->job.request->reading.precision;
    joined->columns = pipeline->job.width;
    /* Of a stream, the places are those of the rows at hand. */
    const size_t first = source->whole ? pipeline->rows_done - from->rows : 0;
    bool added = true;
    for (size_t row = 0; added && row < from->rows; row++)
        added =
            add_all_gone(pipeline, source_place(source, first + row)) && add_row(joined, from, row);
    if (added && (from->rows == 0 || !source->whole))
        added = add_all_gone(pipeline, SIZE_MAX);
    *block = joined;
    return added ? STATUS_OK : error_memory(error, "the rows left out");
}

static void report_kernel(const struct attention_plan *plan)
{
    struct attention_blocks blocks = attention_plan_blocks(plan);
    fprintf(stderr, "attn: kernel %s, tiles of %zu queries", attention_plan_kernel(plan),
            blocks.rows);
    if (blocks.keys)
        fprintf(stderr, " by %zu keys", blocks.keys);
    fputc('\n', stderr);
}

/* Counts products of queries with keys and of weights with values; nothing is said of contexts in
 * linear time, which have neither. */
static void report_speed(const struct job *job, size_t rows_done)
{
    if (job->product == PRODUCT_CONTEXT && attention_plan_is_linear(layer_core(job->plan, 0)))
        return;
    const struct layer_shape *shape = &job->shape;
    bool joined = job->product == PRODUCT_CONTEXT && !job->request->one_head;
    double rows = (double)rows_done * (joined ? (double)job->request->layer.heads : 1);
    double features = (double)(shape->head_width + shape->value_width);
    double operations = 2 * rows * (double)job->layer.attention.key_count * features;
    fprintf(stderr, "attn: %.2f GFLOP/s (masked scores counted as if computed)\n",
            1e-9 * operations / job->arithmetic);
}

/* Scores that are written as infinite though they are not. */
static void note_overflows(const struct job *job, size_t count)
{
    if (count == 0)
        return;
    const bool is_double = job->request->reading.precision == PRECISION_DOUBLE;
    note_print("%zu score%s %s beyond the range of %s precision and stand%s as inf or -inf: "
               "--scale=NUMBER makes scores smaller; with -q the later stages take them as they "
               "are",
               count, text_plural(count), count == 1 ? "is" : "are",
               is_double ? "double" : "single", count == 1 ? "s" : "");
}

/* Keys that do not exist, left out by --valid-keys where the scores were made, count among the keys
 * of a normalizer here. */
static void note_unseen_keys(const struct job *job)
{
    const struct request *request = job->request;
    const enum normalizer_kind kind = normalizer_kind(&request->layer.attention.normalizer);
    const bool counts =
        kind == NORMALIZER_RELU ||
        (kind == NORMALIZER_SIGMOID && isnan(request->layer.attention.normalizer.sigmoid_bias));
    const size_t keys = job->inputs.rows.matrix.columns, seen = job->seen_keys;
    if (!job->takes_scores || !counts || request->layer.attention.mask.limited || seen == 0 ||
        seen == keys)
        return;
    note_print("%s: each column from %zu on is -inf in every row, and counts among the %zu keys of "
               "--normalize=%s: --valid-keys=%zu leaves these keys out",
               job->inputs.rows.name, seen + 1, keys,
               request->layer.attention.normalizer.function->name, seen);
}

/* What all ranks have counted; after a failure, which comes up again where the ranks part, this. */
static size_t all_of(size_t count)
{
    struct error error;
    return ranks_agree(STATUS_OK, &count, &error) == STATUS_OK ? count : 0;
}

void pipeline_note_unreached(const struct pipeline *pipeline, size_t own)
{
    const struct job *job = &pipeline->job;
    const size_t count = all_of(own);
    if (count == 0)
        return;
    const char *what = job->heads > 1 ? "rows of the heads see" : "queries see";
    note_print("%zu %s no key within the bandwidth: %s are 0", count,
               count > 1        ? what
               : job->heads > 1 ? "row of the heads sees"
                                : "query sees",
               count > 1 ? "their weights" : "its weights");
}

void pipeline_report(const struct pipeline *pipeline)
{
    const struct job *job = &pipeline->job;
    const struct request *request = job->request;
    const size_t overflows = all_of(job->fused ? layer_overflows(job->plan) : 0);
    inputs_note_dropped(&job->inputs);
    note_overflows(job, overflows);
    note_unseen_keys(job);
    pipeline_note_unreached(pipeline,
                            job->plan ? layer_unreached(job->plan) - job->unreached_told : 0);
    if (!request->verbose)
        return;
    double total = progress_seconds() - job->started;
    fprintf(stderr, "attn: %zu row%s, %zu of %zu thread%s, %zu row%s per block, %s precision\n",
            pipeline->rows_done, text_plural(pipeline->rows_done), pool_started(job->pool),
            pool_width(job->pool), text_plural(pool_width(job->pool)), job->block_rows,
            text_plural(job->block_rows),
            request->reading.precision == PRECISION_DOUBLE ? "double" : "single");
    if (job->plan)
        report_kernel(layer_core(job->plan, 0));
    fprintf(stderr,
            "attn: %.3f s in all: %.3f s reading %s, %.3f s packing, %.3f s arithmetic, %.3f s "
            "reading rows and writing\n",
            total, job->reading, job->fused ? "keys and values" : "values", job->packing,
            job->arithmetic, fmax(total - job->reading - job->packing - job->arithmetic, 0));
    if (job->fused)
        report_speed(job, pipeline->rows_done);
}

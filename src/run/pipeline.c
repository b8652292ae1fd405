/* The stream of row blocks that the stages share; see pipeline.h. */
#include "run/pipeline.h"

#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "run/progress.h"

enum status pipeline_open(struct pipeline *pipeline, const struct request *request,
                          enum product product, bool values_too, struct error *error)
{
    *pipeline = (struct pipeline){.rows = NULL};
    struct job *job = &pipeline->job;
    enum status status = job_open(job, request, product, values_too, error);
    if (status != STATUS_OK)
        return status;
    rows_open *open = job->needs_all ? rows_whole_open
                      : job->fused   ? rows_computed_open
                                     : rows_read_open;
    return open(&pipeline->rows, job, error);
}

void pipeline_close(struct pipeline *pipeline)
{
    if (pipeline->rows)
        pipeline->rows->close(pipeline->rows);
    job_close(&pipeline->job);
}

enum status pipeline_next(struct pipeline *pipeline, const struct matrix **block,
                          struct error *error)
{
    struct rows_source *rows = pipeline->rows;
    enum status status = rows->next(rows, block, error);
    if (status != STATUS_OK)
        return status;
    pipeline->rows_done += (*block)->rows;
    if ((*block)->rows == 0)
        progress_end();
    else
        progress_rows(pipeline->rows_done, rows->share);
    return STATUS_OK;
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

void pipeline_report(const struct pipeline *pipeline)
{
    const struct job *job = &pipeline->job;
    const struct request *request = job->request;
    source_note_dropped(&job->inputs.keys);
    source_note_dropped(&job->inputs.values);
    source_note_dropped(&job->inputs.rows);
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

/* What a pipeline tells on standard error: how far it is, and in the end what it did. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "run/pipeline_state.h"
#include "run/progress.h"
#include "run/source.h"

/* How much of the run is done, 0 to 1; NaN where that is unknown. */
static double share_done(const struct pipeline *pipeline)
{
    double share = source_share(&pipeline->inputs.rows);
    bool in_turn = pipeline->product == PRODUCT_CONTEXT || pipeline->product == PRODUCT_WEIGHTS;
    if (pipeline->all)
        return (double)pipeline->rows_done / (double)pipeline->all->rows;
    return in_turn ? share : ((double)pipeline->head + share) / (double)pipeline->heads;
}

void pipeline_progress(const struct pipeline *pipeline, bool ended)
{
    if (ended)
        progress_end();
    else
        progress_rows(pipeline->rows_done, share_done(pipeline));
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

/* What --missing=drop took out. */
static void report_dropped(const struct source *source)
{
    if (!source->dropped)
        return;
    struct error note; /* printed as errors are: no control byte of a name reaches the terminal */
    error_set(&note, STATUS_OK, "%s: %zu row%s dropped", source->name, source->dropped,
              text_plural(source->dropped));
    error_print(&note, stderr);
}

void pipeline_report(const struct pipeline *pipeline)
{
    const struct options *options = pipeline->options;
    const struct layer_shape *shape = &pipeline->shape;
    if (!options->verbose)
        return;
    double total = pipeline_seconds() - pipeline->started;
    report_dropped(&pipeline->inputs.keys);
    report_dropped(&pipeline->inputs.values);
    report_dropped(&pipeline->inputs.rows);
    fprintf(stderr, "attn: %zu row%s, %zu of %zu thread%s, %zu row%s a block, %s precision\n",
            pipeline->rows_done, text_plural(pipeline->rows_done), pool_started(pipeline->pool),
            pool_width(pipeline->pool), text_plural(pool_width(pipeline->pool)),
            pipeline->block_rows, text_plural(pipeline->block_rows),
            options->reading.precision == PRECISION_DOUBLE ? "double" : "single");
    if (pipeline->plan)
        report_kernel(layer_core(pipeline->plan, 0));
    fprintf(stderr,
            "attn: %.3f s in all: %.3f s reading %s, %.3f s packing, %.3f s arithmetic, %.3f s "
            "reading rows and writing\n",
            total, pipeline->reading, pipeline->fused ? "keys and values" : "values",
            pipeline->packing, pipeline->arithmetic,
            fmax(total - pipeline->reading - pipeline->packing - pipeline->arithmetic, 0));
    if (pipeline->fused) {
        bool joined = pipeline->product == PRODUCT_CONTEXT && !options->one_head;
        double rows = (double)pipeline->rows_done * (joined ? (double)options->heads : 1);
        double features = (double)(shape->head_width + shape->value_width);
        double operations = 2 * rows * (double)pipeline->layer.attention.key_count * features;
        fprintf(stderr, "attn: %.2f GFLOP/s (masked scores counted as if computed)\n",
                1e-9 * operations / pipeline->arithmetic);
    }
}

/* The inside of a pipeline, for pipeline.c and pipeline_all.c alone. */
#ifndef ATTN_RUN_PIPELINE_STATE_H
#define ATTN_RUN_PIPELINE_STATE_H

#include "attention/layer.h"
#include "run/cells.h"
#include "run/groups.h"
#include "run/inputs.h"
#include "run/pipeline.h"
#include "run/side_inputs.h"

struct pipeline {
    const struct options *options;
    enum product product;
    bool fused;
    struct pool *pool;
    struct inputs inputs;
    struct side_inputs sides;
    struct cells mask, bias;
    struct groups groups;
    struct layer layer; /* what the options and files say */
    struct layer_shape shape;
    struct layer_plan *plan;  /* NULL where ready-made rows pass as they are */
    size_t first_head, heads; /* the query heads of the product */
    size_t head;              /* whose rows are at hand, counted from first_head */
    struct source_block from; /* the rows at hand */
    struct matrix scores;     /* all of a fused run with --axis=column|all, head after head */
    struct matrix *all;       /* all rows where they had to be made or read at once */
    size_t next;              /* the next row of `all`; of its first head for a context */
    struct matrix block;      /* what pipeline_next gives out */
    struct matrix parts[2];   /* with --lse, context and lse before they are joined */
    struct labels columns;    /* of a context */
    size_t block_rows;
    /* For --verbose: when it started; how long it read keys and values, prepared and packed them,
     * and computed, in seconds. */
    double started, reading, packing, arithmetic;
    size_t rows_done;
};

/* The product of the queries, for one head where it is one head's, into `out`. */
enum status pipeline_compute(struct pipeline *pipeline, enum product product,
                             const struct source_block *queries, void *out, struct error *error);

/* The queries (of a matrix, or NULL where scores are ready-made) with the rows of mask and bias and
 * the groups that go with them, good until the next call. */
enum status pipeline_block(struct pipeline *pipeline, const struct source_block *queries,
                           struct query_block *block, struct error *error);

/* After the last query: nothing that goes with queries may be left over. */
enum status pipeline_end(struct pipeline *pipeline, size_t query_count, struct error *error);

/* Opens what goes with queries; the keys and, where all rows are needed, the queries are read. */
enum status pipeline_open_cells(struct pipeline *pipeline, struct error *error);

/* Columns that --lse appends to a context. */
size_t pipeline_lse_width(const struct pipeline *pipeline);

/* The context of a block and its lse, side by side in pipeline->block. */
enum status pipeline_context_lse(struct pipeline *pipeline, const struct query_block *block,
                                 struct error *error);

/* Gives `block` room for `rows` rows of `columns`, and that many rows, without labels. */
enum status pipeline_reserve(struct pipeline *pipeline, size_t rows, size_t columns,
                             struct error *error);

/* Appends the labels of rows start .. start + count of `from` to those of `block`. */
enum status pipeline_labels_add(struct matrix *block, const struct matrix *from, size_t start,
                                size_t count, struct error *error);

/* Now, in seconds. */
double pipeline_seconds(void);

/* Whether the product can be had only from the whole matrix. */
bool pipeline_needs_all(const struct pipeline *pipeline);

/* Makes the distribution of all heads at once, or reads it. */
enum status pipeline_make_all(struct pipeline *pipeline, struct error *error);

/* The next rows of what was made at once, into pipeline->block. */
enum status pipeline_next_of_all(struct pipeline *pipeline, struct error *error);

/* Shows how far the run is; takes that away where it has ended. */
void pipeline_progress(const struct pipeline *pipeline, bool ended);

#endif

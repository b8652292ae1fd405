/* The inside of a pipeline, for pipeline.c and pipeline_all.c alone. */
#ifndef ATTN_COMMAND_PIPELINE_STATE_H
#define ATTN_COMMAND_PIPELINE_STATE_H

#include "attention/layer.h"
#include "command/inputs.h"
#include "command/pipeline.h"
#include "command/side_inputs.h"

struct pipeline {
    const struct options *options;
    enum product product;
    bool fused;
    struct pool *pool;
    struct inputs inputs;
    struct side_inputs sides;
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
    struct labels columns;    /* of a context */
    size_t block_rows;
    double started, arithmetic; /* seconds, for --verbose */
    size_t rows_done;
};

/* The product of a block of queries, for one head where it is one head's, into `out`. */
enum status pipeline_compute(struct pipeline *pipeline, enum product product, size_t first,
                             struct rows queries, void *out, struct error *error);

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

#endif

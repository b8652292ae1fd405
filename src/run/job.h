/* What a run reads and what it computes with: inputs matched, options turned into a layer, the
 * layer made ready. Every source of rows (rows.h) works on one. */
#ifndef ATTN_RUN_JOB_H
#define ATTN_RUN_JOB_H

#include "attention/bandwidth.h"
#include "attention/layer.h"
#include "command/request.h"
#include "run/cells.h"
#include "run/exclusion.h"
#include "run/groups.h"
#include "run/inputs.h"

/* What a run asks for, per query. */
enum product {
    PRODUCT_SCORES,       /* m numbers */
    PRODUCT_DISTRIBUTION, /* m numbers */
    PRODUCT_CONTEXT,      /* d_v numbers, heads side by side */
    PRODUCT_SUMMANDS,     /* m numbers: the distribution, to be summed, so in any order */
    PRODUCT_PICTURE,      /* the same, to be looked at: NaN where the score is -inf, as if masked */
};

/* Only job.c changes it, but sources of rows take rows out of `inputs` and add to `arithmetic`. */
struct job {
    const struct request *request; /* borrowed */
    enum product product;
    bool blank_masked; /* of PRODUCT_PICTURE, which otherwise is PRODUCT_SUMMANDS */
    bool fused;        /* the product comes from queries, not from ready-made rows */
    bool needs_all;    /* it can be had only from the whole matrix */
    bool takes_scores; /* ready-made rows are scores, to be adjusted or normalised */
    struct pool *pool;
    struct inputs inputs;
    struct cells mask, bias;
    struct groups groups;
    struct exclusion exclusion;
    double *group_positions; /* of the keys within their groups, for rotary embedding; or NULL */
    struct layer layer;      /* what the options and files say */
    struct bandwidth_choice bandwidth; /* with --bandwidth=auto what that came to */
    struct layer_shape shape;
    struct layer_plan *plan;      /* NULL where ready-made rows pass as they are */
    size_t first_head, heads;     /* the query heads of the product */
    size_t width;                 /* numbers in a row of the product */
    size_t lse_width;             /* so many of them, the last ones, are those of --lse */
    const struct labels *columns; /* their names; an empty list where they have none */
    struct labels own_columns;    /* that no input has: of contexts, or with lse */
    bool shares_keys;             /* each rank holds its own keys and values alone */
    size_t block_rows;            /* rows that are best worked on at a time */
    size_t first_rows; /* of each rank's first block; the next ones are twice as long, and so on */
    bool passes_text;  /* ranks pass rows as text: those of others have labels, but no numbers */
    size_t unreached_told; /* rows without a key in reach that --explain has computed beside */
    size_t seen_keys; /* columns of ready-made scores up to the last that is not -inf in each row */
    /* For --verbose: when it started; how long it read keys and values, prepared and packed them,
     * and computed, in seconds. */
    double started, reading, packing, arithmetic;
};

/* Reads keys and values, checks every shape that can be checked, and prepares the arithmetic. With
 * `values_too` a fused run also reads the values, for the caller's own use. To be closed even after
 * a failure. */
enum status job_open(struct job *job, const struct request *request, enum product product,
                     bool values_too, struct error *error);
void job_close(struct job *job);

/* The queries (matrix NULL where scores are ready-made) with the rows of mask and bias and the
 * groups that go with them, good until the next call. */
enum status job_query_block(struct job *job, const struct source_block *queries,
                            struct query_block *block, struct error *error);

/* After the last query, of a file of so many rows: nothing that goes with queries may be missing or
 * left over. */
enum status job_queries_end(struct job *job, size_t query_count, struct error *error);

/* Makes `block` one of `count` rows of the product, with the labels of rows start .. start + count
 * of `from`; the numbers are yet to be filled in. */
enum status job_make_block(const struct job *job, struct matrix *block, const struct matrix *from,
                           size_t start, size_t count, struct error *error);

/* A log-sum-exp in the base asked for. */
double job_lse(const struct job *job, double lse);

/* Takes note of the columns of so many rows of ready-made scores that are not -inf. */
void job_see_keys(struct job *job, const void *scores, size_t rows, size_t columns);

/* NaN for the weights whose scores are -inf. */
void job_blank_masked(void *weights, const void *scores, size_t count, enum precision precision);

#endif

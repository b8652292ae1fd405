/* The pipeline as a stream of row blocks: what the stages have in common. Scores, distribution or
 * context come row block by row block, computed from the queries or taken from the stage's own
 * operand; nothing of size n x m is held except where --axis=column|all needs it. */
#ifndef ATTN_RUN_PIPELINE_H
#define ATTN_RUN_PIPELINE_H

#include "run/job.h"
#include "run/rows.h"

/* For the stages to read. */
struct pipeline {
    struct job job;
    struct rows_source *rows;
    size_t rows_done;
    struct matrix joined; /* rows that were taken out between those that were not */
};

/* Opens the job and chooses where its rows come from; see job_open. To be closed even after a
 * failure. */
enum status pipeline_open(struct pipeline *pipeline, const struct request *request,
                          enum product product, bool values_too, struct error *error);

/* The second half of it, for a job that was opened by itself. */
enum status pipeline_open_rows(struct pipeline *pipeline, struct error *error);
void pipeline_close(struct pipeline *pipeline);

/* The next block of the product with the queries' labels; rows == 0 at the end. The block belongs
 * to the pipeline and lasts until the next call; rows->head says whose it is. Scores and
 * distribution come head after head; PRODUCT_SUMMANDS and _PICTURE of a fused run have every head
 * of a block in turn, so that queries stream. */
enum status pipeline_next(struct pipeline *pipeline, const struct matrix **block,
                          struct error *error);

/* With --append: a block that pipeline_next has given, of so many rows in all before it, with the
 * rows that --missing=drop took out in their places, flagged as dropped; after the last block those
 * that are left, if any. The block is replaced by one of the pipeline's own where there are some.
 */
enum status pipeline_restore(struct pipeline *pipeline, const struct matrix **block,
                             struct error *error);

/* With --verbose: lines on standard error with sizes, kernel, threads and times. */
void pipeline_report(const struct pipeline *pipeline);

/* Notes that so many rows are 0 as no key was in reach; `own`: of those that this rank computed. */
void pipeline_note_unreached(const struct pipeline *pipeline, size_t own);

#endif

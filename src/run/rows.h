/* The rows of a job's product, block by block, from one of three sources: computed from queries,
 * read from the stage's own operand, or cut from a matrix that is whole in memory. */
#ifndef ATTN_RUN_ROWS_H
#define ATTN_RUN_ROWS_H

#include "run/job.h"

/* What every source begins with. */
struct rows_source {
    /* Makes the next rows of the product, with the queries' labels, at most job->block_rows of
     * them, and points *rows at them: none at the end. They last until the next call. */
    enum status (*next)(struct rows_source *source, const struct matrix **rows,
                        struct error *error);
    /* Points *scores at those of the last rows, which served a normalizer, as they are shown: made
     * once more. NULL where rows are not computed. */
    enum status (*shown)(struct rows_source *source, const struct matrix **scores,
                         struct error *error);
    void (*close)(struct rows_source *source);
    struct job *job;          /* borrowed */
    struct matrix block;      /* room for rows that the source makes */
    struct matrix lse;        /* and for the log-sum-exps of a distribution, one per row */
    size_t head;              /* whose rows came last, counted from job->first_head */
    size_t owner;             /* the rank that has computed them; only the first has others' */
    struct source_block from; /* the rows of the input that they were made of: what is missing
                                 between their places, or between the last block's and `first` of
                                 this one, --missing=drop took out; at the end (count 0) `first` is
                                 how many rows the file has */
    double share;             /* of all that has come, 0 to 1, about; NaN where that is unknown */
};

/* Room for `count` log-sum-exps, into *lse; nowhere if the rows are no distribution with --lse. */
enum status rows_lse(struct rows_source *source, size_t count, struct out_rows *lse,
                     struct error *error);

/* Puts those from number `first` on behind the rows of the block, which become one number longer.
 */
void rows_add_lse(struct rows_source *source, size_t first);

/* Opens a source for the job. After a failure *source is NULL. */
typedef enum status rows_open(struct rows_source **source, struct job *job, struct error *error);

rows_open rows_computed_open, rows_read_open, rows_whole_open;

#endif

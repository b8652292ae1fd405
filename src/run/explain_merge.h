/* --explain of merge: how parts are joined or added, in place of the result. */
#ifndef ATTN_RUN_EXPLAIN_MERGE_H
#define ATTN_RUN_EXPLAIN_MERGE_H

#include "attention/shards.h"
#include "command/request.h"
#include "table/matrix.h"

/* What was merged. Everything is borrowed. */
struct merged {
    const struct request *request;
    const struct matrix *const *parts; /* `count` of them, whole, and their names */
    const char *const *names;
    size_t count;
    size_t heads;                                 /* with log-sum-exps; 0: the parts were added */
    const struct shard_denominator *denominators; /* of each head */
    const struct matrix *result;                  /* of all rows, with their log-sum-exps */
    size_t columns;                               /* so many of its columns were asked for */
};

enum status explain_merge(const struct merged *merged, struct error *error);

#endif

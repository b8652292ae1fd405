/* A kernel: the tile work of attention for one instruction set and precision, as a table of
 * functions. The engine (engine.c) cuts a call into tiles and runs one function for each.
 *
 * `worker` names the scratch that a function may use: plan->scratch[worker]. Numbers are double or
 * float, as the kernel's precision says. */
#ifndef ATTN_ATTENTION_KERNEL_H
#define ATTN_ATTENTION_KERNEL_H

#include "attention/attention.h"

struct kernel {
    const char *name;
    enum precision precision;
    size_t tile_rows; /* queries in a tile, at most */

    /* Bytes of scratch for each worker; SIZE_MAX where they do not fit in a size_t. */
    size_t (*scratch_bytes)(const struct attention *problem);

    /* Queries begin .. end of the block: their scores, (end - begin) x m. */
    void (*scores)(const struct attention_plan *plan, const struct query_block *block, size_t begin,
                   size_t end, size_t worker, void *scores);

    /* Ready-made scores of query `query`, m of them, in place: softcap, mask, temperature. */
    void (*finish)(const struct attention_plan *plan, size_t query, void *scores);

    /* A row of `length` scores to weights, in place. */
    void (*normalize)(const struct attention_plan *plan, size_t length, void *row);

    /* Queries begin .. end: their context, (end - begin) x d_v, and lse unless NULL. */
    void (*context)(const struct attention_plan *plan, const struct query_block *block,
                    size_t begin, size_t end, size_t worker, void *context, void *lse);

    /* Rows begin .. end of a distribution times the values: (end - begin) x d_v. */
    void (*mix)(const struct attention_plan *plan, const struct rows *distribution, size_t begin,
                size_t end, size_t worker, void *context);
};

struct attention_plan {
    struct attention problem;
    const struct kernel *kernel;
    struct pool *pool;
    void **scratch; /* one a worker, of the pool's width, 64-byte aligned */
};

extern const struct kernel kernel_reference_double, kernel_reference_single;

#endif

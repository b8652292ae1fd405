/* A kernel: the tile work of attention for one instruction set and precision, as a table of
 * functions. The engine (engine.c) cuts a call into tiles and runs a function for each. Numbers
 * are double or float, as the kernel's precision says.
 *
 * A partial result over some of the keys is, for each query, the triple
 *     max   of its scores s_j over these keys,
 *     sum   of exp(s_j - max),
 *     accumulator, the sum of exp(s_j - max) v_j,
 * which merges with that of the keys that follow by one function (Milakov and Gimelshein 2018; Dao
 * 2022). Keys are cut into spans of constant length; a context is the merge of its spans' partial
 * results in order, whether one worker makes them all or many do. */
#ifndef ATTN_ATTENTION_KERNEL_KERNEL_H
#define ATTN_ATTENTION_KERNEL_KERNEL_H

#include "attention/attention.h"
#include "attention/products.h"

/* Queries begin .. end of a block, and the worker whose scratch a function may use. */
struct tile {
    const struct query_block *block;
    size_t begin, end;
    size_t worker;
    bool to_weights; /* its scores go to the normalizer, which may divide them by the temperature */
};

/* Bytes of what a plan allocates for its kernel; SIZE_MAX where they do not fit in a size_t. */
struct kernel_sizes {
    size_t keys;      /* packed keys, and what goes with each */
    size_t values;    /* packed values, and what goes with each block of them */
    size_t scratch;   /* for each worker */
    size_t partial;   /* a partial result of tile_rows queries */
    size_t tile_rows; /* queries in a tile, at most */
};

/* The elementary functions that kernels bring along, the same bits on each with fused
 * multiply-add. */
enum elementary {
    ELEMENTARY_EXP,
    ELEMENTARY_EXP2, /* of numbers up to 1 */
    ELEMENTARY_LOG,
    ELEMENTARY_LOG1P, /* of finite numbers above -1 */
    ELEMENTARY_TANH
};

/* A part of a product X W (products.h): some rows of X with some columns of W, from a whole panel
 * of them on. */
struct product_tile {
    const struct view *rows; /* X */
    size_t begin, end, first_column, end_column;
    struct out_rows out; /* of all rows and columns */
    bool add;            /* to what stands there */
    size_t worker;
};

/* A row of the gradients (gradient.h), m numbers in each array. */
struct gradient_row {
    const void *scores;  /* s_j as they were normalised; -infinity where masked */
    const void *weights; /* a_j */
    void *raw;           /* f(q, k_j), the base of polynomial's power; NULL where not needed. Of
                            cosine becomes f dL/df */
    void *change;        /* dL/da_j becomes the gradient by the sum that the pairing makes */
    void *bias;          /* becomes that by the score before the temperature; NULL: not wanted */
    const void *key_factors; /* of cosine: 1 / |k_j|, */
    double query_factor;     /* and 1 / |q| */
    double sink_weight;      /* what softmax's sink leaves of 1 to the weights */
    double mean;             /* becomes sum_j a_j dL/da_j */
};

/* Pairings other than dot: gradients by the sums to those by prepared queries and keys. */
struct gradient_pairs {
    struct rows queries;
    struct rows changes; /* by the sums: queries.count x m */
    void *of_queries;    /* queries.count x d */
    void *of_vectors;    /* of additive, by v: a row for each query, to be added up; or NULL */
    void *of_keys;       /* m x d, added to */
};

/* All of it at once, for one head and the queries of a block. */
struct gradient_tile {
    const struct query_block *block; /* queries as prepared */
    struct rows upstream;            /* for each of them d_v numbers */
    void *queries;                   /* by them: count x d */
    void *bias;                      /* count x m; NULL: not wanted */
    void *vectors;                   /* as above */
    void *keys;                      /* by the prepared keys, m x d, added to */
    struct out_rows values;          /* m x d_v, added to */
    double *sink;                    /* added to; NULL: not wanted */
    void *rows[3];                   /* room for m numbers each */
};

/* Some bytes of what a kernel has packed. */
typedef void packed_visit(void *context, void *from, size_t bytes);

struct kernel {
    const char *name;
    enum precision precision;
    size_t row_step;  /* a tile had best be a multiple of it, */
    size_t near_rows; /* or of these, if it is as large: they share the keys that they fetch */
    size_t span_keys; /* keys in a span, the last one's aside; 0: no partial results */
    size_t pack_keys; /* keys that one call of pack takes; 0: nothing is packed */

    size_t panel_columns; /* columns of W in a panel; 0: products want W as it is */

    /* Columns panel * panel_columns and on of W into the product's packed ones: those of a panel
     * for each feature, but no more than W has. */
    void (*pack_panel)(const struct multiplier *multiplier, size_t panel);

    /* A tile of the product, plus the bias. */
    void (*multiply)(const struct multiplier *multiplier, const struct product_tile *tile);

    void (*sizes)(const struct attention *problem, struct kernel_sizes *sizes);

    /* Packs keys and values index * pack_keys and on. */
    void (*pack)(struct attention_plan *plan, size_t index);

    /* Visits what is packed of the keys and values of one span; `summary`: in place of it what is
     * known of them, which is wanted of all spans at any time. */
    void (*visit_span)(const struct attention_plan *plan, size_t span, bool summary,
                       packed_visit *visit, void *context);

    /* The tile's scores: row r at scores + r * m. */
    void (*scores)(const struct attention_plan *plan, const struct tile *tile, void *scores);

    /* Ready-made scores of row `row` of the block, m of them, in place: softcap, bias, mask,
     * temperature. to_weights: as in a tile. */
    void (*adjust)(const struct attention_plan *plan, const struct query_block *block, size_t row,
                   bool to_weights, void *scores);

    /* A row of `length` scores to weights, or to their logarithms, in place. Gives back softmax's
     * log-sum-exp. */
    double (*normalize)(const struct attention_plan *plan, bool log, size_t length, void *row);

    /* The tile's context, its first row the first of `context`, and each row's lse. Where the
     * plan is not online the engine makes contexts of whole rows. */
    void (*context)(const struct attention_plan *plan, const struct tile *tile,
                    struct out_rows context, struct out_rows lse);

    /* Rows tile->begin .. end of a distribution times the values. */
    void (*mix)(const struct attention_plan *plan, const struct rows *distribution,
                const struct tile *tile, struct out_rows context);

    /* context() and mix() in parts: the tile's partial result over one span, where max and sum of a
     * mix are 0; a total of no span at all; the total joined with the part of the span that
     * follows; the context of the whole. */
    void (*partial)(const struct attention_plan *plan, const struct tile *tile, size_t span,
                    void *part);
    void (*mix_partial)(const struct attention_plan *plan, const struct rows *distribution,
                        const struct tile *tile, size_t span, void *part);
    void (*clear)(const struct attention_plan *plan, size_t rows, void *total);
    void (*merge)(const struct attention_plan *plan, size_t rows, void *total, const void *part);
    bool (*resolve)(
        const struct attention_plan *plan, size_t rows, const void *total, struct out_rows context,
        struct out_rows lse); /* false: a row wants what context() takes, a closer look */
    void (*mix_resolve)(const struct attention_plan *plan, size_t rows, const void *total,
                        struct out_rows context);

    /* The function of each of `count` numbers, in place. */
    void (*elementary)(enum elementary function, size_t count, void *numbers);

    /* Parts of gradients: a row of the distribution; the pairs of query `row`; those of the keys
     * begin .. end. Or the whole of them, in place of the parts. */
    void (*gradient_row)(const struct attention_plan *plan, struct gradient_row *row);
    void (*gradient_of_query)(const struct attention_plan *plan, const struct gradient_pairs *pairs,
                              size_t row);
    void (*gradient_of_keys)(const struct attention_plan *plan, const struct gradient_pairs *pairs,
                             size_t begin, size_t end);
    void (*gradient)(struct attention_plan *plan, const struct gradient_tile *tile);
};

struct attention_plan {
    struct attention problem;        /* its keys as prepared */
    struct preparation *preparation; /* of queries and keys; NULL: they stay as they are */
    struct linear_context *linear;   /* contexts in linear time; NULL: not of this problem */
    double *bandwidths;              /* of each feature, in place of an extreme factor; else NULL */
    void *feature_weights; /* d of them, where the pairing has any: v_c, or 1 / h_c; else NULL */
    bool online; /* contexts come from blocks of keys as these come; else from whole rows */
    const struct kernel *kernel;
    struct kernel_sizes sizes;
    struct pool *pool;
    void *keys, *values; /* packed; NULL if there are none */
    void **scratch;      /* one a worker, of the pool's width, 64-byte aligned */
    void **parts;        /* partial results made at a time, parts_count of them, and ... */
    void *total;         /* ... their total; NULL and 0 where there is no use for them */
    size_t parts_count;
    void **totals; /* where ranks share the keys, of each tile of a call, totals_count of them; then
                      there is a part for each worker */
    size_t totals_count;
    bool *resolved; /* whether the total of a tile was good enough */
    void **rows;    /* for each worker row_count rows of m numbers, where weights need whole rows */
    size_t row_count;
    size_t **best;     /* for each worker room for the `top` best of a row (plan_reserve_best) */
    size_t *overflows; /* scores that no number holds (plan_count_overflow) */
    size_t *unreached; /* by each worker: attention_plan_unreached; NULL: there is no reach */
};

/* Makes room for the `top` best of a row of `length` scores; false if there is no memory. */
bool plan_reserve_best(struct attention_plan *plan, size_t length);

/* What is packed of a span, or its summary, goes from the rank that has it to all others. */
void plan_share_span(const struct attention_plan *plan, size_t span, bool summary);

/* Called by any worker for a score that becomes infinite for want of range. */
static inline void plan_count_overflow(const struct attention_plan *plan)
{
    __atomic_fetch_add(plan->overflows, 1, __ATOMIC_RELAXED);
}

/* What the scores of one query need besides its features. */
struct score_row {
    struct mask_query query;
    struct key_range seen, hole;
    size_t self;    /* the key that it does not see as it stands there itself; SIZE_MAX: none */
    int64_t origin; /* key j stands at j - origin ... */
    const size_t *positions;    /* ... or at positions[j], where these are not NULL */
    const void *bias, *allowed; /* m numbers each; NULL: none */
    double alibi_slope;
};

/* Row `row` of the block. */
struct score_row score_row_of(const struct attention *problem, const struct query_block *block,
                              size_t row);

#endif

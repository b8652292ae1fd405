/* Part of the kernel body: where packed keys, values, queries and partial results lie.
 *
 *   keys     panels of PANEL keys: [m / PANEL][d][PANEL], zeros after the last key; few of many
 *            features: [d][m], the next feature's numbers after the last key;
 *            then k.k of each key where the similarity wants it
 *   values   groups of GROUP features: [d_v / GROUP][m][GROUP], the last group as many vectors
 *            wide as it needs, zeros after the last feature;
 *            then, a block of keys each, whether its values are all finite
 *   queries  groups of TILE_ROWS rows: [rows / TILE_ROWS][d][TILE_ROWS], but [rows][d] where keys
 *            are few; then q.q of each
 */
#ifndef ATTN_ATTENTION_KERNEL_LAYOUT_H
#define ATTN_ATTENTION_KERNEL_LAYOUT_H

#include <float.h>
#include <math.h>

#include "attention/kernel/kernels.h"
#include "attention/kernel/scaled.h"
#include "attention/kernel/vector_math.h"
#include "base/memory.h"

#define INFINITE ((real)INFINITY)
#define NOT_A_NUMBER ((real)NAN)

/* Constants of the algorithm: they are part of what a result is, the same for every kernel. */
enum {
    KEY_BLOCK = 4096 / sizeof(real), /* keys between two looks at the running maximum */
    SPAN_KEYS = 4 * KEY_BLOCK,
    FEATURE_BLOCK = 1024,       /* features that one accumulator sums up */
    STRIPE = 256 / sizeof(real) /* keys are handled in stripes of four times 64 bytes */
};

/* Sizes of this kernel's tiles, which no result depends on. */
enum {
    PANEL = TILE_VECTORS * VECTOR, /* keys in a panel */
    GROUP = TILE_VECTORS * VECTOR, /* value features in a group */
    MOST_ROWS = 64 * TILE_ROWS,    /* queries in a tile: many, as each tile fetches all keys anew */
    AHEAD = 40,                    /* steps of a product that keys or values are fetched before */
    PATCHES = 4,                   /* groups of TILE_ROWS queries that share what they fetch */
    FACTORS = 16,                  /* TILE_ROWS, in whole vectors */
    SCORE_STRIDE = KEY_BLOCK + 64 / sizeof(real), /* off the power of two, for the cache's sake */
    MOST_PADDING = 16 << 20, /* bytes of it that keys may get for the sake of whole stripes */
    MOST_ROOM = 32 << 20     /* bytes that the queries of a tile take, or their contexts, at most */
};

static inline size_t round_up(size_t x, size_t multiple)
{
    return (x + multiple - 1) / multiple * multiple;
}

/* Steps of a product that are taken without a look whether it ends. */
#define UNROLL _Pragma("GCC unroll 4")

/* The cache lines of so many vectors from `from` on, some time before they are read. */
INLINE void fetch_ahead(const real *from, int vectors)
{
    for (int v = 0; v < vectors; v += LANE_VECTORS)
        __builtin_prefetch(from + v * VECTOR);
}

static void fill(real *row, size_t count, real value)
{
    for (size_t j = 0; j < count; j++)
        row[j] = value;
}

/* Sums and products that stay at SIZE_MAX once they leave the range. */
static inline size_t times(size_t a, size_t b)
{
    size_t product;
    return size_multiply(a, b, &product) ? product : SIZE_MAX;
}

static inline size_t plus(size_t a, size_t b)
{
    size_t sum;
    return size_add(a, b, &sum) ? sum : SIZE_MAX;
}

/* Bytes of `count` numbers, in whole cache lines. */
static inline size_t bytes_of(size_t count)
{
    size_t bytes = plus(times(count, sizeof(real)), 63);
    return bytes == SIZE_MAX ? bytes : bytes / 64 * 64;
}

/* Keys, with the padding that makes whole stripes. */
static inline size_t padded_keys(const struct attention *problem)
{
    return round_up(problem->key_count, STRIPE);
}

/* Whether keys are so few, and their features so many, that they are packed without padding: one
 * key of a million features would take 32 times its memory. */
static inline bool is_thin(const struct attention *problem)
{
    size_t padding = padded_keys(problem) - problem->key_count;
    return problem->key_count < STRIPE &&
           times(padding, problem->keys.width) > MOST_PADDING / sizeof(real);
}

/* From one feature of a packed key to the next, and of a packed query. */
static inline size_t key_step(const struct attention *problem)
{
    return is_thin(problem) ? problem->key_count : PANEL;
}

static inline size_t query_step(const struct attention *problem)
{
    return is_thin(problem) ? 1 : TILE_ROWS;
}

static inline size_t padded_width(const struct attention *problem)
{
    return round_up(problem->values.width, VECTOR);
}

/* Numbers of the packed keys; a vector that begins at the last of them may be read whole. */
static inline size_t packed_keys(const struct attention *problem)
{
    size_t d = problem->keys.width;
    return is_thin(problem) ? plus(times(problem->key_count, d), STRIPE)
                            : times(padded_keys(problem), d);
}

/* Key `key`, the first feature; the next is key_step on. */
static inline real *packed_key(const struct attention_plan *plan, size_t key)
{
    size_t panel = is_thin(&plan->problem) ? 0 : key / PANEL * PANEL;
    return (real *)plan->keys + panel * plan->problem.keys.width + (key - panel);
}

/* Row `row` of a tile, the same with query_step. */
static inline real *packed_query(const struct attention_plan *plan, real *queries, size_t row)
{
    size_t group = is_thin(&plan->problem) ? row : row / TILE_ROWS * TILE_ROWS;
    return queries + group * plan->problem.keys.width + (row - group);
}

static inline real *key_norms(const struct attention_plan *plan)
{
    return (real *)plan->keys + packed_keys(&plan->problem);
}

/* How many value features the group has that begins with `feature`. */
static inline size_t group_width(const struct attention_plan *plan, size_t feature)
{
    return min_size(GROUP, padded_width(&plan->problem) - feature);
}

/* The values of key `key` and on in that group, group_width numbers a key. */
static inline real *packed_values(const struct attention_plan *plan, size_t feature, size_t key)
{
    size_t width = group_width(plan, feature);
    return (real *)plan->values + feature * plan->problem.key_count + key * width;
}

static inline bool *finite_blocks(const struct attention_plan *plan)
{
    const struct attention *problem = &plan->problem;
    return (bool *)plan->values + bytes_of(padded_width(problem) * problem->key_count);
}

/* The largest number of each block of keys, in size; a NaN does not count. */
static inline real *largest_keys(const struct attention_plan *plan)
{
    return key_norms(plan) + padded_keys(&plan->problem);
}

/* What becomes of a query's similarities that overflow. */
struct overflow {
    bool possible; /* some may */
    bool shifted;  /* all of them are taken off `shift`, which brings the largest into range */
    struct scaled shift;
};

/* A worker's scratch. */
struct scratch {
    struct score_row *rows;     /* of each query of the tile */
    struct overflow *overflows; /* the same */
    real *queries;              /* packed, tile_rows of them */
    real *norms;                /* q.q of each */
    real *scores;               /* PATCHES x TILE_ROWS x SCORE_STRIDE */
    real *factors;              /* PATCHES x FACTORS: what a new maximum does to the accumulator */
    void *span;                 /* a partial result */
    void *total;                /* another */
    real weight_scale;          /* what weights are multiplied by as they meet the values; 1 */
};

/* A partial result: max[MOST_ROWS], sum[MOST_ROWS][LANES], accumulator[tile_rows][width]. The sum
 * is kept in lanes until the end. */
struct partial {
    real *max, *sum, *accumulator;
    size_t width;
};

static inline struct partial partial_at(const struct attention_plan *plan, void *numbers)
{
    real *max = numbers, *sum = max + MOST_ROWS, *accumulator = sum + MOST_ROWS * LANES;
    return (struct partial){max, sum, accumulator, padded_width(&plan->problem)};
}

/* Queries in a tile: MOST_ROWS, but fewer where each has very many numbers. */
static inline size_t tile_rows(size_t width)
{
    size_t rows = MOST_ROOM / sizeof(real) / (width + 1) / TILE_ROWS * TILE_ROWS;
    return rows > MOST_ROWS ? MOST_ROWS : rows > TILE_ROWS ? rows : TILE_ROWS;
}

static void sizes(const struct attention *problem, struct kernel_sizes *sizes)
{
    size_t d = problem->keys.width, m = problem->key_count, width = padded_width(problem);
    bool keys = problem->keys.data != NULL, values = problem->values.data != NULL;
    size_t rows = tile_rows(keys && d > width ? d : width);
    sizes->tile_rows = rows;
    sizes->keys =
        keys ? bytes_of(plus(plus(packed_keys(problem), padded_keys(problem)), m / KEY_BLOCK + 1))
             : 0;
    sizes->values = values ? plus(bytes_of(times(m, width)), m / KEY_BLOCK + 1) : 0;
    sizes->partial = bytes_of(plus(MOST_ROWS * (1 + LANES), times(rows, width)));
    sizes->scratch = MOST_ROWS * (sizeof(struct score_row) + sizeof(struct overflow));
    sizes->scratch = plus(sizes->scratch, bytes_of(times(rows, keys ? d : 0)));
    sizes->scratch = plus(sizes->scratch, bytes_of(MOST_ROWS));
    sizes->scratch = plus(sizes->scratch, bytes_of(PATCHES * TILE_ROWS * SCORE_STRIDE));
    sizes->scratch = plus(sizes->scratch, bytes_of(PATCHES * FACTORS));
    sizes->scratch = plus(sizes->scratch, times(2, sizes->partial));
}

/* The next `bytes` of *memory. */
static inline void *take(char **memory, size_t bytes)
{
    void *taken = *memory;
    *memory += bytes;
    return taken;
}

static struct scratch scratch_at(const struct attention_plan *plan, size_t worker)
{
    char *memory = plan->scratch[worker];
    const struct attention *problem = &plan->problem;
    struct scratch scratch;
    scratch.rows = take(&memory, MOST_ROWS * sizeof(struct score_row)); /* 64 divides MOST_ROWS */
    scratch.overflows = take(&memory, MOST_ROWS * sizeof(struct overflow));
    scratch.queries = take(
        &memory, bytes_of(plan->sizes.tile_rows * (problem->keys.data ? problem->keys.width : 0)));
    scratch.norms = take(&memory, bytes_of(MOST_ROWS));
    scratch.scores = take(&memory, bytes_of(PATCHES * TILE_ROWS * SCORE_STRIDE));
    scratch.factors = take(&memory, bytes_of(PATCHES * FACTORS));
    scratch.span = take(&memory, plan->sizes.partial);
    scratch.total = take(&memory, plan->sizes.partial);
    scratch.weight_scale = 1;
    return scratch;
}

#endif

/* The kernel body: the tile work of attention, written once over the vector vocabulary and compiled
 * for each instruction set and precision by a file that includes the set's vocabulary, names the
 * kernel (KERNEL, KERNEL_NAME) and includes this.
 *
 * Every score is a sum over the features in order in one accumulator, every context a sum over
 * the keys in order; what runs side by side in a vector are keys, or value features. So the widths
 * of vectors and tiles leave no trace in the results. The constants that do (KEY_BLOCK, SPAN_KEYS,
 * LANES) are the same everywhere.
 *
 * A tile of queries meets the keys block by block: scores of TILE_ROWS queries and KEY_BLOCK keys,
 * small enough for the first cache; their exponentials, relative to the running maximum (online
 * softmax, Milakov and Gimelshein 2018); and these times the values (flash attention, Dao 2022). */
#include "attention/kernel_context.h"

static void finish(const struct attention_plan *plan, const struct query_block *block, size_t row,
                   void *scores_of_query)
{
    const struct attention *problem = &plan->problem;
    const struct score_row score_row = score_row_of(problem, block, row);
    real *all = scores_of_query, chunk[KEY_BLOCK] __attribute__((aligned(64)));
    for (size_t key = 0; key < problem->key_count; key += KEY_BLOCK) {
        size_t count = load_chunk(all, key, problem->key_count, chunk);
        finish_scores(plan, &score_row, key, chunk, KEY_BLOCK);
        memcpy(all + key, chunk, count * sizeof(real));
    }
}

static double normalize(const struct attention_plan *plan, bool logarithm, size_t length, void *row)
{
    return (double)normalize_row(&plan->problem.normalizer, logarithm, length, row);
}

/* `rows` rows of weights, TILE_ROWS at most, times the values: by spans, which are then added. */
static void mix_weights(const struct attention_plan *plan, const real *weights, size_t stride,
                        size_t rows, const struct scratch *scratch, real *out)
{
    struct partial part = partial_at(plan, scratch->span), total = partial_at(plan, scratch->total);
    size_t m = plan->problem.values.count, d_v = plan->problem.values.width;
    fill(scratch->factors, TILE_ROWS, 1);
    clear(plan, rows, scratch->total);
    for (size_t span = 0; span < m; span += SPAN_KEYS) {
        clear(plan, rows, scratch->span);
        for (size_t key = span; key < min_size(span + SPAN_KEYS, m); key += KEY_BLOCK) {
            struct mixing mixing = {.weights = weights + key,
                                    .weight_stride = stride,
                                    .key = key,
                                    .count = min_size(KEY_BLOCK, m - key),
                                    .accumulator = part.accumulator,
                                    .factors = scratch->factors};
            mix_keys(plan, rows, &mixing);
        }
        join_numbers(total.accumulator, 1, part.accumulator, 1, rows * total.width);
    }
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < d_v; c++)
            out[r * d_v + c] = total.accumulator[r * total.width + c] + 0;
}

/* Whole groups of rows at once, the rest one by one: a group may touch TILE_ROWS rows. */
static void mix(const struct attention_plan *plan, const struct rows *distribution,
                const struct tile *tile, void *out)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    size_t i = tile->begin, d_v = plan->problem.values.width;
    while (i < tile->end) {
        size_t rows = tile->end - i < TILE_ROWS ? 1 : TILE_ROWS;
        mix_weights(plan, row_of(distribution, i), distribution->stride, rows, &scratch,
                    (real *)out + (i - tile->begin) * d_v);
        i += rows;
    }
}

static void elementary(enum elementary function, size_t count, void *numbers)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64)));
    for (size_t begin = 0; begin < count; begin += KEY_BLOCK) {
        size_t length = load_chunk(numbers, begin, count, chunk);
        for (size_t j = 0; j < length; j += VECTOR) {
            vec x = v_load(chunk + j);
            vec y = function == ELEMENTARY_EXP   ? v_exp(x)
                    : function == ELEMENTARY_LOG ? v_log(x)
                                                 : v_tanh(x);
            v_store(chunk + j, y);
        }
        memcpy((real *)numbers + begin, chunk, length * sizeof(real));
    }
}

const struct kernel KERNEL = {
    .name = KERNEL_NAME,
    .precision = PRECISION_BITS == 64 ? PRECISION_DOUBLE : PRECISION_SINGLE,
    .tile_rows = MOST_ROWS,
    .row_step = TILE_ROWS,
    .span_keys = SPAN_KEYS,
    .pack_keys = KEY_BLOCK,
    .sizes = sizes,
    .pack = pack,
    .scores = scores,
    .finish = finish,
    .normalize = normalize,
    .context = context,
    .mix = mix,
    .partial = partial,
    .clear = clear,
    .merge = merge,
    .resolve = resolve,
    .elementary = elementary,
};

/* The kernel body: the tile work of attention, written once over the vector vocabulary and compiled
 * for each instruction set and precision by a file that includes the set's vocabulary, names the
 * kernel (KERNEL, KERNEL_NAME) and includes this.
 *
 * Every score is a sum over the features in order in one accumulator a block of them, every context
 * a sum over the keys in order; what runs side by side in a vector are keys, or value features. So
 * the widths of vectors and tiles leave no trace in the results. The constants that do (KEY_BLOCK,
 * SPAN_KEYS, LANES) are the same everywhere.
 *
 * A tile of queries meets the keys block by block: scores of TILE_ROWS queries and KEY_BLOCK keys,
 * small enough for the first cache; their exponentials, relative to the running maximum (online
 * softmax, Milakov and Gimelshein 2018); and these times the values (flash attention, Dao 2022). */
#include "attention/kernel/context.h"
#include "attention/kernel/gradient.h"
#include "attention/kernel/product.h"

static void adjust(const struct attention_plan *plan, const struct query_block *block, size_t row,
                   bool to_weights, void *scores_of_query)
{
    const struct attention *problem = &plan->problem;
    const struct score_row score_row = score_row_of(problem, block, row);
    real *all = scores_of_query, chunk[KEY_BLOCK] __attribute__((aligned(64)));
    for (size_t key = 0; key < problem->key_count; key += KEY_BLOCK) {
        size_t count = load_chunk(all, key, problem->key_count, chunk);
        adjust_scores(plan, &score_row, key, to_weights, chunk, KEY_BLOCK);
        memcpy(all + key, chunk, count * sizeof(real));
    }
}

static double normalize(const struct attention_plan *plan, bool logarithm, size_t length, void *row)
{
    return (double)normalize_row(&plan->problem.normalizer, logarithm, length, row);
}

/* Rows of a distribution times the values of one span: whole groups of rows at once, the rest one
 * by one, as a group may touch TILE_ROWS rows. The weights are what they are: no maximum, no sum.
 */
static void mix_partial(const struct attention_plan *plan, const struct rows *distribution,
                        const struct tile *tile, size_t span, void *numbers)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    struct partial part = partial_at(plan, numbers);
    size_t rows = tile->end - tile->begin, begin = span * SPAN_KEYS;
    size_t end = min_size(begin + SPAN_KEYS, plan->problem.values.count);
    clear(plan, rows, numbers);
    fill(part.max, rows, 0);
    fill(scratch.factors, TILE_ROWS, 1);
    for (size_t key = begin; key < end; key += KEY_BLOCK)
        for (size_t row = 0; row < rows;) {
            struct mixing mixings[PATCHES];
            size_t count = 0;
            while (count < PATCHES && row < rows) {
                struct mixing *mixing = &mixings[count++];
                *mixing = (struct mixing){.rows = rows - row < TILE_ROWS ? 1 : TILE_ROWS,
                                          .weights = row_of(distribution, tile->begin + row) + key,
                                          .weight_stride = distribution->stride,
                                          .key = key,
                                          .count = min_size(KEY_BLOCK, end - key),
                                          .accumulator = part.accumulator + row * part.width,
                                          .factors = scratch.factors};
                row += mixing->rows;
            }
            mix_keys(plan, mixings, count);
        }
}

static void mix_resolve(const struct attention_plan *plan, size_t rows, const void *numbers,
                        struct out_rows out)
{
    const struct partial total = partial_at(plan, (void *)(uintptr_t)numbers);
    size_t d_v = plan->problem.values.width;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < d_v; c++)
            ((real *)out.data)[r * out.stride + c] = total.accumulator[r * total.width + c] + 0;
}

static void mix(const struct attention_plan *plan, const struct rows *distribution,
                const struct tile *tile, struct out_rows out)
{
    const struct scratch scratch = scratch_at(plan, tile->worker);
    size_t rows = tile->end - tile->begin;
    clear(plan, rows, scratch.total);
    for (size_t span = 0; span * SPAN_KEYS < plan->problem.values.count; span++) {
        mix_partial(plan, distribution, tile, span, scratch.span);
        merge(plan, rows, scratch.total, scratch.span);
    }
    mix_resolve(plan, rows, scratch.total, out);
}

static void exp_several(real *x)
{
    vec several[MOST_AT_ONCE];
    memcpy(several, x, sizeof several);
    v_exp_each(several, MOST_AT_ONCE);
    memcpy(x, several, sizeof several);
}

static void elementary(enum elementary function, size_t count, void *numbers)
{
    real chunk[KEY_BLOCK] __attribute__((aligned(64)));
    for (size_t begin = 0; begin < count; begin += KEY_BLOCK) {
        size_t length = load_chunk(numbers, begin, count, chunk), j = 0;
        if (function == ELEMENTARY_EXP)
            for (; j + MOST_AT_ONCE * VECTOR <= length; j += MOST_AT_ONCE * VECTOR)
                exp_several(chunk + j);
        for (; j < length; j += VECTOR) {
            vec x = v_load(chunk + j);
            vec y = function == ELEMENTARY_EXP     ? v_exp(x)
                    : function == ELEMENTARY_EXP2  ? v_exp2(x)
                    : function == ELEMENTARY_LOG   ? v_log(x)
                    : function == ELEMENTARY_LOG1P ? v_log1p(x)
                                                   : v_tanh(x);
            v_store(chunk + j, y);
        }
        memcpy((real *)numbers + begin, chunk, length * sizeof(real));
    }
}

const struct kernel KERNEL = {
    .name = KERNEL_NAME,
    .precision = PRECISION_BITS == 64 ? PRECISION_DOUBLE : PRECISION_SINGLE,
    .row_step = TILE_ROWS,
    .near_rows = PATCHES * TILE_ROWS,
    .span_keys = SPAN_KEYS,
    .pack_keys = KEY_BLOCK,
    .panel_columns = PANEL,
    .pack_panel = pack_panel,
    .multiply = multiply_rows,
    .sizes = sizes,
    .pack = pack,
    .visit_span = visit_span,
    .scores = scores,
    .adjust = adjust,
    .normalize = normalize,
    .context = context,
    .mix = mix,
    .partial = partial,
    .mix_partial = mix_partial,
    .clear = clear,
    .merge = merge,
    .resolve = resolve,
    .mix_resolve = mix_resolve,
    .elementary = elementary,
    .gradient_row = gradient_row,
    .gradient_of_query = gradient_of_query,
    .gradient_of_keys = gradient_of_keys,
};

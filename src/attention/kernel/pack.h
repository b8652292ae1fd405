/* Part of the kernel body: keys, values and queries into the layouts of kernel/layout.h. */
#ifndef ATTN_ATTENTION_KERNEL_PACK_H
#define ATTN_ATTENTION_KERNEL_PACK_H

#include "attention/kernel/layout.h"

/* a b + c as the kernel computes it, for one number. */
static real scalar_fma(real a, real b, real c)
{
    return v_fma(v_all(a), v_all(b), v_all(c))[0];
}

static const real *row_of(const struct rows *rows, size_t index)
{
    return (const real *)rows->data + index * rows->stride;
}

static bool wants_norms(const struct attention_plan *plan)
{
    return plan->problem.similarity.function->finish == FINISH_COSINE;
}

/* The power of two that brings the row's largest number between 1 and 2, so that no square
 * overflows or all of them vanish; 1 where there is none. */
static real scale_to_one(const real *x, size_t d)
{
    real largest = 0;
    for (size_t c = 0; c < d; c++) {
        real size = x[c] < 0 ? -x[c] : x[c];
        largest = size > largest ? size : largest;
    }
    if (!(largest > 0 && largest <= (PRECISION_BITS == 64 ? (real)DBL_MAX : (real)FLT_MAX)))
        return 1;
    /* The inverse of a power that is subnormal would overflow: half as far will do. */
    int exponent = ilogb((double)largest), most = PRECISION_BITS == 64 ? 1000 : 120;
    return (real)ldexp(1, exponent < -most ? most : -exponent);
}

/* Writes the row's numbers `step` apart, as the similarity wants them, and gives x.x if it is
 * wanted. */
static real pack_row(const struct attention_plan *plan, const real *x, real *to, size_t step)
{
    size_t d = plan->problem.keys.width;
    bool norms = wants_norms(plan);
    real scale = norms ? scale_to_one(x, d) : 1, square = 0;
    for (size_t begin = 0; begin < d; begin += FEATURE_BLOCK) {
        real block = 0;
        for (size_t c = begin; c < min_size(d, begin + FEATURE_BLOCK); c++) {
            real scaled = x[c] * scale;
            to[c * step] = scaled;
            if (norms)
                block = scalar_fma(scaled, scaled, block);
        }
        square += block;
    }
    return square;
}

/* The larger of `largest` and the largest number of a row, in size. */
static real largest_of(const real *x, size_t d, real largest)
{
    vec all = v_all(largest);
    size_t c = 0;
    for (; c + VECTOR <= d; c += VECTOR)
        all = v_max(v_abs(v_load(x + c)), all);
    for (size_t lane = 0; lane < VECTOR; lane++)
        largest = all[lane] > largest ? all[lane] : largest;
    for (; c < d; c++)
        largest = x[c] > largest ? x[c] : -x[c] > largest ? -x[c] : largest;
    return largest;
}

static void pack_zeros(size_t d, real *to, size_t step)
{
    for (size_t c = 0; c < d; c++)
        to[c * step] = 0;
}

static void pack_keys(struct attention_plan *plan, size_t begin, size_t end)
{
    const struct rows *keys = &plan->problem.keys;
    real *norms = wants_norms(plan) ? key_norms(plan) : NULL;
    size_t step = key_step(&plan->problem);
    if (is_thin(&plan->problem))
        fill(packed_key(plan, 0) + keys->count * keys->width, STRIPE, 0);
    real largest = 0;
    for (size_t j = begin; j < end; j++) {
        real square = 0, *to = packed_key(plan, j);
        if (j < keys->count) {
            square = pack_row(plan, row_of(keys, j), to, step);
            largest = largest_of(row_of(keys, j), keys->width, largest);
        } else if (!is_thin(&plan->problem)) {
            pack_zeros(keys->width, to, step);
        }
        if (norms)
            norms[j] = square;
    }
    largest_keys(plan)[begin / KEY_BLOCK] = largest;
}

static void pack_values(struct attention_plan *plan, size_t begin, size_t end)
{
    const struct rows *values = &plan->problem.values;
    veci infinite = v_all_integer(0);
    for (size_t feature = 0; feature < values->width; feature += GROUP)
        for (size_t j = begin; j < end; j++) {
            size_t width = group_width(plan, feature);
            size_t count = min_size(GROUP, values->width - feature);
            real *to = packed_values(plan, feature, j);
            memcpy(to, row_of(values, j) + feature, count * sizeof(real));
            fill(to + count, width - count, 0);
            for (size_t c = 0; c < width; c += VECTOR)
                infinite |= v_load(to + c) - v_load(to + c) != 0;
        }
    finite_blocks(plan)[begin / KEY_BLOCK] = !v_any(infinite);
}

/* Keys and values of one block. */
static void pack(struct attention_plan *plan, size_t index)
{
    const struct attention *problem = &plan->problem;
    size_t begin = index * KEY_BLOCK;
    if (plan->keys)
        pack_keys(plan, begin, min_size(begin + KEY_BLOCK, padded_keys(problem)));
    if (plan->values)
        pack_values(plan, begin, min_size(begin + KEY_BLOCK, problem->key_count));
}

static void visit_summary(const struct attention_plan *plan, size_t begin, size_t end,
                          packed_visit *visit, void *context)
{
    size_t first = begin / KEY_BLOCK, count = ceiling_divide(end, KEY_BLOCK) - first;
    visit(context, largest_keys(plan) + first, count * sizeof(real));
    visit(context, finite_blocks(plan) + first, count * sizeof(bool));
}

static void visit_span(const struct attention_plan *plan, size_t span, bool summary,
                       packed_visit *visit, void *context)
{
    const struct attention *problem = &plan->problem;
    const bool thin = is_thin(problem);
    size_t begin = span * SPAN_KEYS, end = min_size(begin + SPAN_KEYS, problem->key_count);
    size_t padded = min_size(begin + SPAN_KEYS, padded_keys(problem));
    if (summary) {
        visit_summary(plan, begin, end, visit, context);
        return;
    }
    visit(context, packed_key(plan, begin),
          (thin ? packed_keys(problem) : (padded - begin) * problem->keys.width) * sizeof(real));
    if (wants_norms(plan))
        visit(context, key_norms(plan) + begin, (padded - begin) * sizeof(real));
    for (size_t feature = 0; feature < problem->values.width; feature += GROUP)
        visit(context, packed_values(plan, feature, begin),
              (end - begin) * group_width(plan, feature) * sizeof(real));
}

/* Whether the query of that row sees the key. */
static bool is_seen(const struct attention_plan *plan, const struct score_row *row, size_t key)
{
    const real *allowed = row->allowed;
    return mask_allows(&plan->problem.mask, &row->query, key) && !(allowed && allowed[key] == 0);
}

/* The similarity of a packed query and a packed key, whatever its size. */
static struct scaled similarity_of(const struct attention_plan *plan, const real *query, size_t key)
{
    return scaled_similarity(plan, query, query_step(&plan->problem), packed_key(plan, key),
                             key_step(&plan->problem));
}

static real most_number(void)
{
    return PRECISION_BITS == 64 ? (real)DBL_MAX : (real)FLT_MAX;
}

/* What the similarities of a row are taken off to, for a normalizer that minds only the differences
 * of scores: where some overflow, the largest that the query sees becomes a quarter of the largest
 * number, of its sign, unless it is smaller already. */
static void find_shift(const struct attention_plan *plan, const struct score_row *row,
                       const real *query, struct overflow *overflow)
{
    struct scaled max = {-(double)INFINITY, 0};
    const struct scaled high = scaled_number((double)(most_number() / 4));
    for (size_t key = row->seen.begin; key < row->seen.end; key++) {
        struct scaled s = is_seen(plan, row, key) ? similarity_of(plan, query, key) : max;
        if (s.fraction - s.fraction != 0)
            continue;
        overflow->shifted |= fabs(scaled_value(s)) > (double)most_number();
        if (!(scaled_difference(s, max).fraction <= 0))
            max = s;
    }
    struct scaled low = high;
    low.fraction = -low.fraction;
    if (!overflow->shifted)
        return;
    if (scaled_difference(max, high).fraction > 0)
        overflow->shift = scaled_difference(max, high);
    if (scaled_difference(max, low).fraction < 0)
        overflow->shift = scaled_difference(max, low);
}

/* Which similarities of the tile's queries may overflow, and what is done about it. */
static void find_overflows(const struct attention_plan *plan, const struct tile *tile,
                           const struct scratch *scratch)
{
    const struct attention *problem = &plan->problem;
    real largest = 0;
    for (size_t key = 0; key < problem->key_count; key += KEY_BLOCK)
        largest = largest_keys(plan)[key / KEY_BLOCK] > largest
                      ? largest_keys(plan)[key / KEY_BLOCK]
                      : largest;
    bool shifts =
        tile->to_weights && normalizer_divides(&problem->normalizer) && problem->softcap == 0;
    for (size_t r = 0; r < tile->end - tile->begin; r++) {
        const real *query = row_of(&tile->block->queries, tile->begin + r);
        struct overflow *overflow = &scratch->overflows[r];
        *overflow = (struct overflow){
            .possible = scaled_is_wanted(plan, (double)largest_of(query, problem->keys.width, 0),
                                         (double)largest)};
        if (overflow->possible && shifts)
            find_shift(plan, &scratch->rows[r], packed_query(plan, scratch->queries, r), overflow);
    }
}

/* The queries of a tile, and what else their scores need; rows that fill up the last group are
 * zeros. */
static void pack_queries(const struct attention_plan *plan, const struct tile *tile,
                         const struct scratch *scratch)
{
    size_t d = plan->problem.keys.width, rows = tile->end - tile->begin;
    size_t step = query_step(&plan->problem);
    for (size_t r = 0; r < rows; r++) {
        size_t i = tile->begin + r;
        scratch->rows[r] = score_row_of(&plan->problem, tile->block, i);
        scratch->norms[r] = pack_row(plan, row_of(&tile->block->queries, i),
                                     packed_query(plan, scratch->queries, r), step);
    }
    for (size_t r = rows; r < round_up(rows, step); r++)
        pack_zeros(d, packed_query(plan, scratch->queries, r), step);
    find_overflows(plan, tile, scratch);
}

#endif

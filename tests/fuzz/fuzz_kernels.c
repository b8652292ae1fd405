/* Fuzzes the kernels against the reference: the same within rounding, and bit for bit among those
 * with fused multiply-add. The bytes choose the problem and then give its numbers. */
#include <float.h>
#include <stdio.h>

#include "attention/similarity.h"
#include "unit/attention_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes one after the other; 0 when they are used up. */
struct bytes {
    const uint8_t *next, *end;
};

static unsigned take(struct bytes *bytes, unsigned below)
{
    return bytes->next < bytes->end ? *bytes->next++ % below : 0;
}

/* Numbers in -2 .. 2 in steps of 1/64, and now and then one that is not of the kind. */
static double take_number(struct bytes *bytes, bool odd)
{
    static const double strange[] = {NAN, INFINITY, -INFINITY, -0.0, 1e-9, 0};
    unsigned byte = take(bytes, 256);
    if (byte == 255 && odd)
        return strange[take(bytes, 6)];
    return ((int)byte - 128) / 64.0;
}

static void take_numbers(struct bytes *bytes, struct fixture *f, void *numbers, size_t count,
                         bool odd)
{
    for (size_t i = 0; i < count && bytes->next < bytes->end; i++)
        put(numbers, f->precision, i, take_number(bytes, odd));
}

static void take_mask(struct bytes *bytes, struct mask *mask)
{
    unsigned choice = take(bytes, 128);
    mask->causal = choice & 1;
    mask->window = choice & 2;
    mask->exclude_self = choice & 4;
    mask->limited = choice & 8;
    mask->local = choice & 16 ? 1 + take(bytes, 8) : 0;
    mask->offset = choice & 32 ? (int)take(bytes, 40) - 20 : 0;
    mask->prefix = choice & 64 ? take(bytes, 40) : 0;
    mask->left = mask->window ? (int)take(bytes, 20) - 1 : 0;
    mask->right = mask->window ? (int)take(bytes, 20) - 1 : 0;
    mask->valid_keys = mask->limited ? take(bytes, 64) : 0;
}

static void take_normalizer(struct bytes *bytes, struct fixture *f)
{
    struct normalizer_parameters *n = &f->problem.normalizer;
    unsigned choice = take(bytes, 16);
    n->function = &normalizers[take(bytes, (unsigned)normalizer_count)];
    n->temperature = choice & 1 ? (1 + take(bytes, 8)) / 4.0 : 1;
    n->alpha = 1.25 + take(bytes, 4) / 4.0;
    n->sigmoid_bias = normalizer_sigmoid_bias(f->shape.m);
    n->relu_divisor = f->shape.m;
    bool softmax = n->function->kind == NORMALIZER_SOFTMAX;
    n->sink = softmax && choice & 2;
    n->sink_score = n->sink ? take_number(bytes, false) : 0;
    n->log = choice & 4 && (softmax || n->function->kind == NORMALIZER_SIGMOID);
    n->top = choice & 8 ? take(bytes, 8) : 0;
    if (n->function->kind == NORMALIZER_LINEAR)
        f->problem.similarity.function = &similarity_of_features;
    f->problem.softcap = choice & 1 ? take(bytes, 4) : 0;
}

/* What comes with the queries: a bias, what is allowed, slopes. */
static void take_block(struct bytes *bytes, struct fixture *f, void *bias, void *allowed)
{
    const struct shape *s = &f->shape;
    unsigned choice = take(bytes, 8);
    take_numbers(bytes, f, bias, s->n * s->m, true);
    for (size_t i = 0; i < s->n * s->m && bytes->next < bytes->end; i++)
        put(allowed, f->precision, i, take(bytes, 4) > 0);
    if (choice & 1)
        f->block.bias = (struct rows){bias, s->n, s->m, s->m};
    if (choice & 2)
        f->block.allowed = (struct rows){allowed, s->n, s->m, s->m};
    f->block.alibi_slope = choice & 4 ? 0.25 : 0;
}

static void complain(const struct fixture *f, const char *kernel, const char *other, size_t product)
{
    static const char *const names[PRODUCTS] = {"scores", "distribution", "context", "lse",
                                                "mixture"};
    fprintf(stderr, "%s by %s is not what it is by %s: %s %s, %zu x %zu, d %zu, d_v %zu, %s\n",
            names[product], kernel, other, f->problem.similarity.function->name,
            f->problem.normalizer.function->name, f->shape.n, f->shape.m, f->shape.d, f->shape.d_v,
            f->precision == PRECISION_DOUBLE ? "double" : "single");
    abort();
}

static bool has_lse(const struct fixture *f)
{
    return normalizer_kind(&f->problem.normalizer) == NORMALIZER_SOFTMAX;
}

/* How many times larger than their sum the scores of row `i` are that it is divided by, each as
 * large at least as what a bias may have left of it: scores of either sign that all but cancel
 * leave no exact digit of the sum, nor does a score of its terms that cancel. */
static double cancellation(const struct fixture *f, const struct results *reference, size_t i)
{
    double sum = 0, size = 0;
    if (normalizer_kind(&f->problem.normalizer) != NORMALIZER_LINEAR)
        return 1;
    for (size_t j = 0; j < f->shape.m; j++) {
        double score = get(reference->numbers[0], f->precision, i * f->shape.m + j);
        sum += isfinite(score) ? score : 0;
        size += isfinite(score) ? 1 + fabs(score) : 0;
    }
    return size > fabs(sum) ? size / fabs(sum) : 1;
}

/* The context and the mixture. */
static bool is_of_values(size_t product)
{
    return product == 2 || product == 4;
}

static bool all_finite(const struct fixture *f, const void *numbers, size_t begin, size_t count)
{
    for (size_t c = 0; c < count; c++)
        if (!isfinite(get(numbers, f->precision, begin + c)))
            return false;
    return true;
}

/* The weight below which rounding decides whether a key weighs anything: what exp still holds, or,
 * where scores of either sign meet at 0, what they are off by. */
static double least_weight(const struct fixture *f, const struct results *reference, size_t row,
                           double tolerance)
{
    enum normalizer_kind kind = normalizer_kind(&f->problem.normalizer);
    if (kind == NORMALIZER_SOFTMAX || kind == NORMALIZER_SIGMOID)
        return f->precision == PRECISION_DOUBLE ? DBL_MIN : (double)FLT_MIN;
    double largest = 0;
    for (size_t j = 0; j < f->shape.m; j++) {
        double score = fabs(get(reference->numbers[0], f->precision, row * f->shape.m + j));
        largest = isfinite(score) && score > largest ? score : largest;
    }
    return tolerance * (1 + largest);
}

/* Whether rounding decides if a number that is not finite reaches element c of row i of the
 * product: the value of a key that all but vanishes, or the sum of a row whose other scores all but
 * do, since a 0 stays a 0 whatever it is divided by. */
static bool decided_by_rounding(const struct fixture *f, const struct results *reference,
                                size_t product, size_t i, size_t c, double tolerance)
{
    const size_t m = f->shape.m, d_v = f->shape.d_v;
    const bool divided = normalizer_kind(&f->problem.normalizer) == NORMALIZER_LINEAR;
    double least = least_weight(f, reference, i, tolerance);
    bool sum = !divided || all_finite(f, reference->numbers[1], i * m, m);
    for (size_t j = 0; j < m; j++) {
        double score = get(reference->numbers[0], f->precision, i * m + j);
        double weight = get(reference->numbers[1], f->precision, i * m + j);
        weight = f->problem.normalizer.log ? exp(weight) : weight;
        if (score == (double)-INFINITY || isnan(score))
            continue;
        if (is_of_values(product) && fabs(weight) < least &&
            !all_finite(f, f->values, j * d_v + c, 1))
            return true;
        if (product > 0 && !sum && fabs(score) < least)
            return true;
    }
    return false;
}

/* How many scores of row i, but for key j, are above its score, and how many are near enough to it
 * for rounding to put them in either order. */
static void rank_key(const struct fixture *f, const struct results *reference, size_t i, size_t j,
                     double tolerance, size_t *above, size_t *near)
{
    const size_t m = f->shape.m;
    const double score = get(reference->numbers[0], f->precision, i * m + j);
    *above = *near = 0;
    for (size_t k = 0; k < m; k++) {
        double other = get(reference->numbers[0], f->precision, i * m + k);
        bool is_near = fabs(other - score) <= 2 * tolerance * (1 + fabs(score));
        *near += k != j && is_near;
        *above += !is_near && other > score;
    }
}

/* Whether rounding decides which keys are the best of row i: one of them is as good as one that is
 * not. A row with a score that is NaN or infinite is NaN whatever the others are. */
static bool best_by_rounding(const struct fixture *f, const struct results *reference, size_t i,
                             double tolerance)
{
    const size_t top = f->problem.normalizer.top, m = f->shape.m;
    bool found = false;
    for (size_t j = 0; top > 0 && j < m; j++) {
        double score = get(reference->numbers[0], f->precision, i * m + j);
        size_t above, near;
        if (score == (double)-INFINITY)
            continue;
        if (!isfinite(score))
            return false;
        rank_key(f, reference, i, j, tolerance, &above, &near);
        found |= above < top && above + near >= top && near > 0;
    }
    return found;
}

/* Whether element c of row i is what the reference has. */
static bool agrees(const struct fixture *f, const struct results *reference,
                   const struct results *found, size_t product, size_t i, size_t c)
{
    double tolerance = 256 * tolerance_of(f) / f->problem.normalizer.temperature;
    double cancelled = product == 0 ? 1 : cancellation(f, reference, i);
    size_t at = i * (found->counts[product] / f->shape.n) + c, size = precision_size(f->precision);
    return close_enough((char *)reference->numbers[product] + at * size,
                        (char *)found->numbers[product] + at * size, 1, f->precision,
                        tolerance * cancelled) ||
           (product > 0 && !(tolerance * cancelled < 1)) ||
           (product > 0 && best_by_rounding(f, reference, i, tolerance)) ||
           decided_by_rounding(f, reference, product, i, c, tolerance);
}

static void compare(const struct fixture *f, const struct results *reference, const char *kernel)
{
    struct results found = compute(f, kernel, 1, 3);
    for (size_t p = 0; p < PRODUCTS; p++)
        for (size_t i = 0; (p != LSE || has_lse(f)) && i < f->shape.n; i++)
            for (size_t c = 0; c < found.counts[p] / f->shape.n; c++)
                if (!agrees(f, reference, &found, p, i, c))
                    complain(f, kernel, "the reference", p);
    results_free(&found);
}

/* The same bits, but for the sign and payload of a NaN: text does not show them, and IEEE 754
 * leaves them open. */
static bool same(const void *a, const void *b, size_t count, enum precision precision)
{
    size_t size = precision_size(precision);
    for (size_t i = 0; i < count; i++)
        if (memcmp((const char *)a + i * size, (const char *)b + i * size, size) != 0 &&
            !(isnan(get(a, precision, i)) && isnan(get(b, precision, i))))
            return false;
    return true;
}

static void compare_fused(const struct fixture *f, const char *one, const char *other)
{
    struct results a = compute(f, one, 1, 64), b = compute(f, other, 1, 2);
    for (size_t p = 0; p < PRODUCTS; p++)
        if ((p != LSE || has_lse(f)) &&
            !same(a.numbers[p], b.numbers[p], a.counts[p], f->precision))
            complain(f, one, other, p);
    results_free(&a);
    results_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {data, data + size};
    enum precision precision = take(&bytes, 2) ? PRECISION_SINGLE : PRECISION_DOUBLE;
    const char *similarity = similarities[take(&bytes, (unsigned)similarity_count)].name;
    struct shape shape = {1 + take(&bytes, 5), 1 + take(&bytes, 70), 1 + take(&bytes, 9),
                          1 + take(&bytes, 10)};
    struct fixture f = fixture_new(shape, precision, similarity);
    double *bias = calloc(shape.n * shape.m, sizeof *bias);
    double *allowed = calloc(shape.n * shape.m, sizeof *allowed);
    take_mask(&bytes, &f.problem.mask);
    take_normalizer(&bytes, &f);
    take_numbers(&bytes, &f, f.queries, shape.n * f.shape.d, true);
    take_numbers(&bytes, &f, f.keys, shape.m * f.shape.d, true);
    suit_numbers(f.problem.similarity.function, precision, f.queries, shape.n * f.shape.d);
    suit_numbers(f.problem.similarity.function, precision, f.keys, shape.m * f.shape.d);
    take_numbers(&bytes, &f, f.values, shape.m * shape.d_v, true);
    take_block(&bytes, &f, bias, allowed);
    struct results reference = compute(&f, "reference", 1, 64);
    for (size_t i = 0; kernel_names[i]; i++)
        if (kernel_runs(kernel_names[i]) && strcmp(kernel_names[i], "reference") != 0)
            compare(&f, &reference, kernel_names[i]);
    if (kernel_runs("avx512") && kernel_runs("avx2"))
        compare_fused(&f, "avx512", "avx2");
    results_free(&reference);
    fixture_free(&f);
    free(bias);
    free(allowed);
    return 0;
}

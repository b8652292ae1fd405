/* Normalised residuals of random problems against extended precision:
 *
 *   residuals PROBLEMS [FIRST]
 *
 * Every stage of each problem is computed by one of the kernels and held to the oracle; the largest
 * residual of each stage is printed, and every one above 16, as LAPACK's testers have it, is a
 * failure. What has no first-order bound (it overflows, or its inputs' errors are as large as they
 * are) is counted apart. */
#include <stdio.h>

#include "attention/column_sums.h"
#include "attention/gradient.h"
#include "oracle.h"
#include "problem.h"

enum { LIMIT = 16, KEYS_MOST = 512 };

enum stage {
    SIMILARITY,
    SOFTMAX,
    CONTEXT,
    LSE_OF,
    OWN_CONTEXT,
    OWN_SOFTMAX,
    WEIGHTS,
    SCORE,
    GRADIENT,
    STAGES
};
static const char *const stage_names[STAGES] = {"similarity", "softmax, fused", "context, fused",
                                                "lse",        "context, own",   "softmax, own",
                                                "weights",    "score",          "gradient"};

static struct {
    long double largest;
    uint64_t where;
    long held, apart, wrong;
} stages[STAGES][2]; /* of each precision */

static uint64_t current;

/* Holds a computed number to the oracle's. */
static void hold(const struct problem *p, enum stage stage, struct number expected, double found)
{
    enum precision precision = p->fixture.precision;
    struct machine machine = machine_of(precision);
    long double residual = 0;
    bool same = expected.value == found;
    if (!same && !(expected.size < INFINITY)) {
        stages[stage][precision].apart++;
        return;
    }
    if (!same)
        residual = fabsl((long double)found - expected.value) / (machine.roundoff * expected.size);
    stages[stage][precision].held++;
    if (residual > stages[stage][precision].largest) {
        stages[stage][precision].largest = residual;
        stages[stage][precision].where = current;
    }
    if (residual <= LIMIT)
        return;
    if (stages[stage][precision].wrong++ < 3)
        printf("FAILED: problem %lu: %s of %s, %s, numbers %s, kernel %s, %s: %.17g, not %.21Lg "
               "(residual %Lg)\n",
               (unsigned long)current, stage_names[stage],
               p->fixture.problem.similarity.function->name,
               p->fixture.problem.normalizer.function->name, range_names[p->range], p->kernel,
               precision == PRECISION_DOUBLE ? "double" : "single", found, expected.value,
               residual);
}

static double at(const struct problem *p, const struct results *results, size_t product, size_t i)
{
    return get(results->numbers[product], p->fixture.precision, i);
}

/* Whether every number has a bound. */
static bool is_bounded(const struct number *numbers, size_t count)
{
    for (size_t j = 0; j < count; j++)
        if (!(numbers[j].size < INFINITY))
            return false;
    return true;
}

/* Scores, and what the fused stages make of them. */
static void hold_fused(const struct problem *p, const struct results *found)
{
    const struct fixture *f = &p->fixture;
    const struct shape *s = &f->shape;
    size_t size = precision_size(f->precision);
    struct number numbers[KEYS_MOST], lse;
    for (size_t i = 0; i < s->n; i++) {
        oracle_scores(f, i, numbers);
        /* Scores of linear attention are in units of their own. */
        bool linear = f->problem.normalizer.function->kind == NORMALIZER_LINEAR;
        for (size_t j = 0; !linear && j < s->m; j++)
            hold(p, SIMILARITY, numbers[j], at(p, found, 0, i * s->m + j));
        if (!is_bounded(numbers, s->m))
            continue;
        /* It is differences that a temperature divides. */
        for (size_t j = 0; j < s->m && normalizer_divides(&f->problem.normalizer); j++)
            if (isfinite((double)numbers[j].value))
                numbers[j].size -= 3 * fabsl(numbers[j].value);
        oracle_normalize(f, s->m, numbers, &lse);
        if (f->problem.prediction.weight.data)
            oracle_weigh(f, oracle_center(f, i), s->m, numbers);
        for (size_t j = 0; j < s->m; j++)
            hold(p, SOFTMAX, numbers[j], at(p, found, 1, i * s->m + j));
        if (normalizer_kind(&f->problem.normalizer) == NORMALIZER_SOFTMAX)
            hold(p, LSE_OF, lse, at(p, found, 3, i));
        for (size_t c = 0; !f->problem.normalizer.log && c < s->d_v; c++) {
            const void *column = (const char *)f->values + c * size;
            hold(p, CONTEXT, oracle_mix(f, numbers, column, s->m, s->d_v),
                 at(p, found, 2, i * s->d_v + c));
        }
    }
}

/* The numbers that were found, as exact ones; false if one is not finite. */
static bool take(const struct problem *p, const void *from, size_t count, size_t stride,
                 struct number *numbers)
{
    bool finite = true;
    for (size_t j = 0; j < count; j++) {
        numbers[j] = (struct number){get(from, p->fixture.precision, j * stride), 0};
        finite &= isfinite((double)numbers[j].value);
    }
    return finite;
}

/* The stages on operands of their own: the distribution that was found. */
static void hold_own(const struct problem *p, const struct results *found)
{
    const struct fixture *f = &p->fixture;
    const struct shape *s = &f->shape;
    size_t size = precision_size(f->precision);
    struct number numbers[KEYS_MOST];
    for (size_t i = 0; i < s->n; i++) {
        if (!take(p, (const char *)found->numbers[1] + i * s->m * size, s->m, 1, numbers))
            continue;
        for (size_t c = 0; c < s->d_v; c++) {
            const void *column = (const char *)f->values + c * size;
            hold(p, OWN_CONTEXT, oracle_mix(f, numbers, column, s->m, s->d_v),
                 at(p, found, 4, i * s->d_v + c));
        }
    }
}

/* Column sums of the distribution, and the values weighted by them. */
static void hold_sums(const struct problem *p, const struct results *found)
{
    const struct fixture *f = &p->fixture;
    const struct shape *s = &f->shape;
    struct machine machine = machine_of(f->precision);
    size_t size = precision_size(f->precision);
    struct number weights[KEYS_MOST], ones[4] = {{1, 0}, {1, 0}, {1, 0}, {1, 0}};
    double sums[KEYS_MOST], score[8];
    struct rows rows = {found->numbers[1], s->n, s->m, s->m}, values = f->problem.values;
    struct column_sums *columns = column_sums_new(f->precision, s->m);
    struct column_sums *scores = column_sums_new(f->precision, s->d_v);
    column_sums_add(columns, &rows, NULL, NULL);
    column_sums_get(columns, sums);
    column_sums_add(scores, &values, sums, NULL);
    column_sums_get(scores, score);
    bool finite = take(p, found->numbers[1], s->n * s->m > KEYS_MOST ? 0 : s->n * s->m, 1, weights);
    for (size_t j = 0; finite && j < s->m; j++) {
        const void *column = (const char *)found->numbers[1] + j * size;
        hold(p, WEIGHTS, oracle_mix(f, ones, column, s->n, s->m), get(sums, f->precision, j));
    }
    finite = finite && take(p, sums, s->m, 1, weights);
    for (size_t c = 0; finite && c < s->d_v; c++) {
        const void *column = (const char *)f->values + c * size;
        struct number expected = oracle_mix(f, weights, column, s->m, s->d_v);
        if (fabsl(expected.value) < machine.largest)
            hold(p, SCORE, expected, get(score, f->precision, c));
    }
    column_sums_free(columns);
    column_sums_free(scores);
}

/* The scores that were found, normalised over rows, columns or all: softmax without its mask. */
static void hold_axis(const struct problem *p, const struct results *found, struct pool *pool)
{
    struct fixture f = p->fixture;
    const struct shape *s = &f.shape;
    size_t size = precision_size(f.precision), count = s->n * s->m;
    enum axis axis = (enum axis)(current % 3);
    struct number numbers[3 * KEYS_MOST];
    struct attention_plan *plan;
    struct error error;
    if (!take(p, found->numbers[0], count, 1, numbers))
        return;
    f.problem.keys.data = f.problem.values.data = NULL;
    f.problem.mask = (struct mask){0};
    f.problem.prediction = (struct prediction){.vector = NULL};
    f.problem.softcap = 0;
    f.problem.similarity.function = similarity_find("dot");
    f.problem.normalizer =
        (struct normalizer_parameters){.function = normalizer_find("softmax"), .temperature = 1};
    struct query_block block = {.queries = {NULL, s->n, s->d, s->d}};
    void *scores = malloc(count * size);
    memcpy(scores, found->numbers[0], count * size);
    if (attention_plan_new(&plan, &f.problem, p->kernel, pool, &error) ||
        attention_normalize_matrix(plan, axis, &block, scores, NOWHERE, &error)) {
        fprintf(stderr, "%s\n", error.text);
        exit(2);
    }
    size_t lines = axis == AXIS_ALL ? 1 : axis == AXIS_ROW ? s->n : s->m, length = count / lines;
    size_t step = axis == AXIS_COLUMN ? s->m : 1, apart = axis == AXIS_COLUMN ? 1 : s->m;
    for (size_t line = 0; line < lines; line++) {
        size_t first = line * apart;
        take(p, (const char *)found->numbers[0] + first * size, length, step, numbers);
        oracle_normalize(&f, length, numbers, NULL);
        for (size_t j = 0; j < length; j++)
            hold(p, OWN_SOFTMAX, numbers[j], get(scores, f.precision, first + j * step));
    }
    attention_plan_free(plan);
    free(scores);
}

/* Gradients by queries, keys and values. */
static void hold_gradients(const struct problem *p, struct pool *pool)
{
    enum { FEATURES_MOST = 32 };
    static struct number numbers[3][KEYS_MOST * FEATURES_MOST];
    static double rows[2][KEYS_MOST];
    const struct fixture *f = &p->fixture;
    const struct shape *s = &f->shape;
    struct layer layer = {.attention = f->problem, .query_width = s->d, .heads = 1, .kv_heads = 1};
    const struct gradient_wish wish = {.by = 1 << BY_QUERIES | 1 << BY_KEYS | 1 << BY_VALUES,
                                       .heads = 1};
    const struct rows upstream = {rows[0], s->n, s->d_v, s->d_v};
    struct layer_plan *plan;
    struct gradient *gradient;
    struct error error;
    uint64_t state = current + 1;
    for (size_t i = 0; i < s->n * s->d_v; i++)
        put(rows[0], f->precision, i, random_number(&state));
    if (!oracle_gradients(f, rows[0], numbers[0], numbers[1], numbers[2]))
        return;
    layer.attention.retain = layer.attention.scores_to_weights = true;
    if (layer_plan_new(&plan, &layer, p->kernel, pool, &error) ||
        gradient_new(&gradient, &layer, plan, &wish, p->kernel, pool, &error) ||
        gradient_add(gradient, &f->block, &upstream, (struct out_rows){rows[1], s->d}, NOWHERE, 0,
                     &error) ||
        gradient_end(gradient, &error)) {
        fprintf(stderr, "%s\n", error.text);
        exit(2);
    }
    const void *found[] = {rows[1], gradient_get(gradient, BY_KEYS).data,
                           gradient_get(gradient, BY_VALUES).data};
    const size_t counts[] = {s->n * s->d, s->m * s->d, s->m * s->d_v};
    for (int by = 0; by < 3; by++)
        for (size_t i = 0; i < counts[by]; i++)
            hold(p, GRADIENT, numbers[by][i], get(found[by], f->precision, i));
    gradient_free(gradient);
    layer_plan_free(plan);
}

/* One key, so that each context is its value: subnormal numbers stay, in every thread. */
static long lose_subnormals(void)
{
    enum { QUERIES = 4096 };
    long lost = 0;
    struct fixture f = fixture_new((struct shape){QUERIES, 1, 1, 1}, PRECISION_DOUBLE, "dot");
    *(double *)f.values = 0x1.8p-1060;
    *(double *)f.keys = 0x1p-600;
    for (size_t i = 0; i < QUERIES; i++)
        ((double *)f.queries)[i] = 0x1p-440;
    for (size_t k = 0; kernel_names[k]; k++) {
        if (!kernel_runs(kernel_names[k]))
            continue;
        struct results found = compute(&f, kernel_names[k], 4, QUERIES);
        for (size_t i = 0; i < QUERIES; i++)
            lost += ((double *)found.numbers[2])[i] != 0x1.8p-1060 ||
                    ((double *)found.numbers[0])[i] != 0x1p-1040;
        results_free(&found);
    }
    fixture_free(&f);
    return lost;
}

int main(int argc, char **argv)
{
    uint64_t problems = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    struct pool *pool = pool_new(1);
    long wrong = 0;
    for (current = first; current < first + problems; current++) {
        struct problem problem = problem_new(current);
        struct results found = compute(&problem.fixture, problem.kernel, 1, SIZE_MAX);
        hold_fused(&problem, &found);
        hold_own(&problem, &found);
        hold_sums(&problem, &found);
        hold_axis(&problem, &found, pool);
        hold_gradients(&problem, pool);
        results_free(&found);
        problem_free(&problem);
    }
    pool_free(pool);
    for (int stage = 0; stage < STAGES; stage++)
        for (int precision = 0; precision < 2; precision++) {
            printf("%-14s %s: largest residual %.3Lg (problem %lu) of %ld, %ld apart, %ld wrong\n",
                   stage_names[stage], precision == PRECISION_DOUBLE ? "double" : "single",
                   stages[stage][precision].largest, (unsigned long)stages[stage][precision].where,
                   stages[stage][precision].held, stages[stage][precision].apart,
                   stages[stage][precision].wrong);
            wrong += stages[stage][precision].wrong;
        }
    long lost = lose_subnormals();
    printf("residuals: %lu problems, %ld above %d; %ld subnormal numbers lost\n",
           (unsigned long)problems, wrong, LIMIT, lost);
    return wrong > 0 || lost > 0 || problems == 0;
}

/* Tests of the reference kernel: against formulas written down once more, in extended precision. */
#include <check.h>

#include "attention_fixture.h"

typedef long double wide;

/* Row `row` of a weight, from column `first`, times x. */
static wide times(const struct rows *weight, size_t row, size_t first, const double *x, size_t d)
{
    const double *w = (const double *)weight->data + row * weight->stride + first;
    wide sum = 0;
    for (size_t c = 0; c < d; c++)
        sum += (wide)w[c] * (wide)x[c];
    return sum;
}

static wide general(const struct similarity_parameters *f, const double *q, const double *k,
                    size_t d)
{
    wide sum = 0;
    for (size_t c = 0; c < d; c++)
        sum += (wide)q[c] * times(&f->weight, c, 0, k, d);
    return sum;
}

/* v . tanh(W q + U k + b), or v . tanh(W [q; k]). */
static wide additive(const struct similarity_parameters *f, const double *q, const double *k,
                     size_t d)
{
    bool concat = f->function->preparation == PREPARE_CONCAT;
    const double *v = f->vector, *b = f->bias;
    wide sum = 0;
    for (size_t a = 0; a < 5; a++) {
        wide x = concat ? times(&f->weight, a, 0, q, d) + times(&f->weight, a, d, k, d)
                        : times(&f->query_weight, a, 0, q, d) + times(&f->key_weight, a, 0, k, d) +
                              (wide)b[a];
        sum += (wide)v[a] * tanhl(x);
    }
    return sum;
}

static wide correlation(const double *q, const double *k, size_t d)
{
    wide of_q = 0, of_k = 0, dot = 0, qq = 0, kk = 0;
    for (size_t c = 0; c < d; c++) {
        of_q += (wide)q[c] / (wide)d;
        of_k += (wide)k[c] / (wide)d;
    }
    for (size_t c = 0; c < d; c++) {
        wide a = (wide)q[c] - of_q, b = (wide)k[c] - of_k;
        dot += a * b;
        qq += a * a;
        kk += b * b;
    }
    return dot / sqrtl(qq * kk);
}

static wide compact(const char *name, wide u)
{
    if (u >= 1)
        return -INFINITY;
    return strcmp(name, "uniform") == 0   ? 0
           : strcmp(name, "tricube") == 0 ? 3 * logl(1 - u * u * u)
                                          : logl(1 - u * u);
}

/* By the cosines of the angles, as a spherical triangle has them. */
static wide haversine(const double *q, const double *k, size_t d)
{
    wide dot = sinl((wide)q[0]) * sinl((wide)k[0]);
    if (d != 2)
        return NAN;
    dot += cosl((wide)q[0]) * cosl((wide)k[0]) * cosl((wide)q[1] - (wide)k[1]);
    return -acosl(dot);
}

/* Key `key` is k. */
static wide similarity_of(const struct similarity_parameters *f, const double *q, const double *k,
                          size_t key, size_t d)
{
    wide dot = 0, square = 0, absolute = 0, chi2 = 0, qq = 0, kk = 0, h = (wide)f->bandwidth;
    for (size_t c = 0; c < d; c++) {
        wide a = (wide)q[c], b = (wide)k[c];
        dot += a * b;
        square += (a - b) * (a - b);
        absolute += fabsl(a - b);
        chi2 += (a - b) * (a - b) / (a + b);
        qq += a * a;
        kk += b * b;
    }
    const struct {
        const char *name;
        wide value;
    } values[] = {
        {"dot", dot},
        {"scaled-dot", dot},
        {"general", general(f, q, k, d)},
        {"additive", additive(f, q, k, d)},
        {"concat", additive(f, q, k, d)},
        {"location", key < f->weight.count ? times(&f->weight, key, 0, q, d) : -INFINITY},
        {"cosine", dot / sqrtl(qq * kk)},
        {"correlation", correlation(q, k, d)},
        {"euclidean", -sqrtl(square)},
        {"mahalanobis", -sqrtl(square)}, /* of rows that come whitened */
        {"sqeuclidean", -square},
        {"manhattan", -absolute},
        {"gaussian", -square / (2 * h * h)},
        {"laplacian", -absolute / h},
        {"rbf", -square / (wide)d},
        {"epanechnikov", compact("epanechnikov", sqrtl(square) / h)},
        {"tricube", compact("tricube", sqrtl(square) / h)},
        {"uniform", compact("uniform", sqrtl(square) / h)},
        {"chi2", -chi2},
        {"haversine", haversine(q, k, d)},
        {"polynomial", powl(dot / (wide)d + (wide)f->coef0, (wide)f->degree)},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strcmp(values[i].name, f->function->name) == 0)
            return values[i].value * (wide)f->scale;
    return NAN;
}

/* Scores of query i, or NAN throughout where the formula is not known here. */
static void scores_of(const struct fixture *f, size_t i, wide *s)
{
    size_t d = f->shape.d;
    for (size_t j = 0; j < f->shape.m; j++) {
        s[j] = similarity_of(&f->problem.similarity, (const double *)f->queries + i * d,
                             (const double *)f->keys + j * d, j, d);
        wide cap = (wide)f->problem.softcap;
        if (f->problem.softcap > 0 && s[j] > -1e300L)
            s[j] = cap * tanhl(s[j] / cap);
        s[j] /= (wide)f->problem.normalizer.temperature;
        if (f->problem.mask.causal && (int64_t)j > (int64_t)i + f->problem.mask.offset)
            s[j] = -INFINITY;
    }
}

/* Row i of the five products of struct results. */
static void check_row(const struct fixture *f, const struct results *found, size_t i, wide *s)
{
    size_t m = f->shape.m, d_v = f->shape.d_v;
    const wide tolerance = (wide)tolerance_of(f) / 2;
    wide sum = 0;
    scores_of(f, i, s);
    for (size_t j = 0; j < m; j++)
        sum += expl(s[j]);
    if (sum == 0) { /* no key is in reach: all is 0 */
        for (size_t c = 0; c < d_v; c++)
            ck_assert(((double *)found->numbers[2])[i * d_v + c] == 0);
        return;
    }
    for (size_t c = 0; c < d_v; c++) {
        wide context = 0;
        for (size_t j = 0; j < m; j++)
            context += expl(s[j]) / sum * (wide)((const double *)f->values)[j * d_v + c];
        wide got = (wide)((double *)found->numbers[2])[i * d_v + c];
        ck_assert(fabsl(got - context) <= tolerance * (1 + fabsl(context)));
    }
    ck_assert(fabsl((wide)((double *)found->numbers[3])[i] - logl(sum)) <=
              tolerance * (1 + fabsl(logl(sum))));
    for (size_t j = 0; j < m; j++) {
        wide score = (wide)((double *)found->numbers[0])[i * m + j];
        wide weight = (wide)((double *)found->numbers[1])[i * m + j];
        ck_assert(s[j] < -1e300L ? score < -1e300L
                                 : fabsl(score - s[j]) <= tolerance * (1 + fabsl(s[j])));
        ck_assert(fabsl(weight - expl(s[j]) / sum) <= tolerance * (1 + expl(s[j]) / sum));
    }
}

START_TEST(the_formulas_hold)
{
    for (size_t s = 0; s < similarity_count; s++) {
        struct fixture f =
            fixture_new((struct shape){9, 21, 6, 4}, PRECISION_DOUBLE, similarities[s].name);
        f.problem.mask.causal = _i == 1;
        f.problem.mask.offset = 5;
        f.problem.softcap = _i == 2 ? 2 : 0;
        f.problem.normalizer.temperature = _i == 3 ? 3 : 1;
        struct results found = compute(&f, "reference", 1, SIZE_MAX);
        wide *row = malloc(f.shape.m * sizeof *row);
        scores_of(&f, 0, row);
        ck_assert_msg(!isnan(row[0]), "no formula for %s here", similarities[s].name);
        for (size_t i = 0; i < f.shape.n; i++)
            check_row(&f, &found, i, row);
        free(row);
        results_free(&found);
        fixture_free(&f);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reference");
    TCase *tests = tcase_create("reference");
    tcase_add_loop_test(tests, the_formulas_hold, 0, 4);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Tests of numbers near the ends of their range: norms, distances and bandwidths whose squares
 * overflow or vanish; on every kernel and in both precisions. */
#include <check.h>

#include "attention_fixture.h"

enum { KEYS = 40, D = 2 };

/* Queries 0 .. count - 1, which are the first keys too, and their scores. */
struct probe {
    const char *similarity;
    double bandwidth, gamma;
    size_t count;
    double rows[3][D];
    double expected[3][3];
    const double *bandwidths;
};

/* `unit` is a number whose square overflows, `bit` one whose square vanishes, `tiny` is not normal:
 * of `huge` the fifth overflows: they differ by precision, and so do the probes. */
struct ends {
    double unit, bit, tiny, huge, epsilon;
};

static const struct ends ends[] = {{1e200, 1e-200, 4e-310, 4e307, 0x1p-52},
                                   {1e30, 1e-30, 4e-40, 8e37, 0x1p-23}};

static struct results scores_of(const struct probe *probe, enum precision precision,
                                const char *kernel)
{
    struct fixture f = fixture_new((struct shape){3, KEYS, D, 1}, precision, probe->similarity);
    for (size_t i = 0; i < probe->count * D; i++) {
        put(f.queries, precision, i, probe->rows[i / D][i % D]);
        put(f.keys, precision, i, probe->rows[i / D][i % D]);
    }
    f.problem.similarity.bandwidth = probe->bandwidth;
    f.problem.similarity.gamma = probe->gamma;
    f.problem.similarity.bandwidths = probe->bandwidths;
    struct results results = compute(&f, kernel, 1, SIZE_MAX);
    fixture_free(&f);
    return results;
}

static void check_probe(const struct probe *probe, enum precision precision, double tolerance)
{
    struct results first = scores_of(probe, precision, NULL);
    /* A cosine near 0 is a difference of numbers near 1. */
    double least = similarity_find(probe->similarity)->finish == FINISH_COSINE ? 1 : 0;
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        const char *name = kernel_names[k];
        if (!kernel_runs(name))
            continue;
        struct results found = scores_of(probe, precision, name);
        for (size_t i = 0; i < probe->count; i++)
            for (size_t j = 0; j < probe->count; j++) {
                double expected = probe->expected[i][j];
                double score = get(found.numbers[0], precision, i * KEYS + j);
                bool close = isinf(expected) ? isinf(score) && score < 0
                                             : fabs(score - expected) <=
                                                   tolerance * fmax(fabs(expected), least);
                ck_assert_msg(close, "%s by %s, query %zu, key %zu: %g, not %g", probe->similarity,
                              name, i, j, score, expected);
            }
        if (strcmp(name, "portable") != 0 && strcmp(name, "reference") != 0)
            ck_assert_mem_eq(found.numbers[0], first.numbers[0],
                             first.counts[0] * precision_size(precision));
        results_free(&found);
    }
    results_free(&first);
}

START_TEST(distances)
{
    const struct ends *e = &ends[_i];
    const double units[] = {e->unit, e->bit, 1};
    for (size_t u = 0; u < 3; u++) {
        double x = units[u];
        struct probe probe = {
            "euclidean",
            1,
            1,
            3,
            {{0, 0}, {3 * x, 4 * x}, {3 * x, -8 * x}},
            {{0, -5 * x, -sqrt(73) * x}, {-5 * x, 0, -12 * x}, {-sqrt(73) * x, -12 * x, 0}}};
        check_probe(&probe, (enum precision)_i, 4 * e->epsilon);
    }
    /* A row far out does not blur the others. */
    struct probe mixed = {"euclidean",
                          1,
                          1,
                          3,
                          {{0, 0}, {e->unit, 0}, {3, 4}},
                          {{0, -e->unit, -5}, {-e->unit, 0, -e->unit}, {-5, -e->unit, 0}}};
    check_probe(&mixed, (enum precision)_i, 4 * e->epsilon);
    struct probe tiny = {"euclidean",
                         1,
                         1,
                         2,
                         {{0, 0}, {3 * e->tiny, 4 * e->tiny}, {0, 0}},
                         {{0, -5 * e->tiny}, {-5 * e->tiny, 0}}};
    check_probe(&tiny, (enum precision)_i, 1e-4);
}
END_TEST

START_TEST(directions)
{
    const struct ends *e = &ends[_i];
    const double units[] = {e->unit, e->bit, 1, e->huge};
    for (size_t u = 0; u < 4; u++) {
        double x = units[u];
        struct probe probe = {"cosine",
                              1,
                              1,
                              3,
                              {{0, 0}, {3 * x, 4 * x}, {4, -3}},
                              {{0, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
        check_probe(&probe, (enum precision)_i, 4 * e->epsilon);
        probe.similarity = "correlation";
        probe.expected[1][2] = probe.expected[2][1] = -1;
        check_probe(&probe, (enum precision)_i, 8 * e->epsilon);
    }
    struct probe tiny = {"cosine",        1, 1, 2, {{1, 7}, {e->tiny, 7 * e->tiny}, {0, 0}},
                         {{1, 1}, {1, 1}}};
    check_probe(&tiny, (enum precision)_i, 1e-4);
    tiny.similarity = "correlation";
    check_probe(&tiny, (enum precision)_i, 1e-4);
}
END_TEST

/* Scores that are ordinary although the factor, or the squares, are not; and 0 for equal rows. */
START_TEST(bandwidths)
{
    const struct ends *e = &ends[_i];
    const double units[] = {e->unit, e->bit};
    for (size_t u = 0; u < 2; u++) {
        double x = units[u];
        struct probe probe = {"gaussian",
                              2 * x,
                              1,
                              2,
                              {{0, 0}, {3 * x, 4 * x}, {0, 0}},
                              {{0, -25.0 / 8}, {-25.0 / 8, 0}}};
        check_probe(&probe, (enum precision)_i, 8 * e->epsilon);
        probe.similarity = "laplacian";
        probe.expected[0][1] = probe.expected[1][0] = -3.5;
        check_probe(&probe, (enum precision)_i, 8 * e->epsilon);
    }
    /* So narrow that only equal rows meet. */
    struct probe narrow = {"gaussian",
                           e->bit,
                           1,
                           3,
                           {{0, 0}, {3, 4}, {3, 4}},
                           {{0, -INFINITY, -INFINITY}, {-INFINITY, 0, 0}, {-INFINITY, 0, 0}}};
    check_probe(&narrow, (enum precision)_i, 0);
    const double not_normal[] = {e->tiny / 8, e->tiny / 1e6};
    narrow.bandwidths = not_normal;
    check_probe(&narrow, (enum precision)_i, 0);
    double x = sqrt(e->bit), gamma = 1 / e->bit;
    struct probe rbf = {"rbf", 1, gamma, 2, {{0, 0}, {3 * x, 4 * x}, {0, 0}}, {{0, -25}, {-25, 0}}};
    check_probe(&rbf, (enum precision)_i, 8 * e->epsilon);
}
END_TEST

/* Sigmoids that are not normal numbers are numbers yet. */
START_TEST(sigmoids)
{
    enum precision precision = (enum precision)_i;
    struct fixture f = fixture_new((struct shape){1, KEYS, D, 1}, precision, "dot");
    struct pool *pool = pool_new(1);
    struct error error;
    f.problem.normalizer.function = normalizer_find("sigmoid");
    double x = precision == PRECISION_DOUBLE ? -720 : -95;
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        struct attention_plan *plan;
        double row[KEYS];
        if (!kernel_runs(kernel_names[k]))
            continue;
        for (size_t j = 0; j < KEYS; j++)
            put(row, precision, j, x);
        ck_assert_int_eq(attention_plan_new(&plan, &f.problem, kernel_names[k], pool, &error),
                         STATUS_OK);
        attention_normalize(plan, &f.block, row, NOWHERE);
        for (size_t j = 0; j < KEYS; j++)
            ck_assert_double_eq_tol(get(row, precision, j) / exp(x), 1, 1e-3);
        attention_plan_free(plan);
    }
    pool_free(pool);
    fixture_free(&f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("extremes");
    TCase *tests = tcase_create("ends of the range");
    tcase_add_loop_test(tests, distances, 0, 2);
    tcase_add_loop_test(tests, directions, 0, 2);
    tcase_add_loop_test(tests, bandwidths, 0, 2);
    tcase_add_loop_test(tests, sigmoids, 0, 2);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

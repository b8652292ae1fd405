/* Tests of the tests: a kernel with a classic fault must not pass the comparison with the reference
 * that test_engine.c makes, in any stage that shows it. The faulty kernel is a small online softmax
 * of blocks of keys in double precision; without a fault it passes. */
#include <check.h>

#include "attention_fixture.h"

enum { N = 5, M = 67, D = 8, D_V = 3, BLOCK = 16 };

enum fault { NO_FAULT, ALL_ZERO, DROPPED_TAIL, NO_RESCALE, WRONG_ROW, FAULTS };
enum stage { SIMILARITY, SOFTMAX, WEIGHTS, SCORE, CONTEXT, STAGES };

/* Scores know of no maximum. */
static const bool shows[FAULTS][STAGES] = {
    [ALL_ZERO] = {true, true, true, true, true},
    [DROPPED_TAIL] = {true, true, true, true, true},
    [NO_RESCALE] = {false, true, true, true, true},
    [WRONG_ROW] = {true, true, true, true, true},
};

/* What the stages give of one problem. */
struct products {
    double scores[N][M], distribution[N][M], weights[M], score[D_V], context[N][D_V];
};

static const struct {
    size_t offset, count;
} places[STAGES] = {
    [SIMILARITY] = {offsetof(struct products, scores), N *M},
    [SOFTMAX] = {offsetof(struct products, distribution), N *M},
    [WEIGHTS] = {offsetof(struct products, weights), M},
    [SCORE] = {offsetof(struct products, score), D_V},
    [CONTEXT] = {offsetof(struct products, context), N *D_V},
};

static double score_of(const struct fixture *f, size_t i, size_t j)
{
    double sum = 0;
    for (size_t c = 0; c < D; c++)
        sum += ((const double *)f->queries)[i * D + c] * ((const double *)f->keys)[j * D + c];
    return sum;
}

/* Scores and weights of query i, with the fault. */
static void faulty_row(const struct fixture *f, enum fault fault, size_t i, double *scores,
                       double *weights)
{
    size_t keys = fault == DROPPED_TAIL ? M / BLOCK * BLOCK : M;
    double max = -INFINITY, sum = 0;
    for (size_t begin = 0; begin < keys && fault != ALL_ZERO; begin += BLOCK) {
        size_t end = begin + BLOCK < keys ? begin + BLOCK : keys;
        double old = max;
        for (size_t j = begin; j < end; j++)
            max = fmax(max, scores[j] = score_of(f, i, j));
        sum *= exp(old - max);
        for (size_t j = 0; j < begin; j++)
            weights[j] *= fault == NO_RESCALE ? 1 : exp(old - max);
        for (size_t j = begin; j < end; j++)
            sum += weights[j] = exp(scores[j] - max);
    }
    for (size_t j = 0; j < keys && fault != ALL_ZERO; j++)
        weights[j] /= sum;
}

/* What follows from a distribution. */
static void mix(const struct fixture *f, struct products *products)
{
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < M; j++)
            for (size_t c = 0; c < D_V; c++) {
                double value = ((const double *)f->values)[j * D_V + c];
                products->weights[j] += c == 0 ? products->distribution[i][j] : 0;
                products->context[i][c] += products->distribution[i][j] * value;
                products->score[c] += products->distribution[i][j] * value;
            }
}

START_TEST(faults_are_found)
{
    enum fault fault = (enum fault)_i;
    struct fixture f = fixture_new((struct shape){N, M, D, D_V}, PRECISION_DOUBLE, "dot");
    struct results results = compute(&f, "reference", 1, SIZE_MAX);
    struct products reference = {0}, faulty = {0};
    for (size_t i = 0; i < N; i++)
        faulty_row(&f, fault, fault == WRONG_ROW && i == 4 ? 3 : i, faulty.scores[i],
                   faulty.distribution[i]);
    mix(&f, &faulty);
    memcpy(reference.distribution, results.numbers[1], sizeof reference.distribution);
    mix(&f, &reference);
    memcpy(reference.scores, results.numbers[0], sizeof reference.scores);
    memcpy(reference.context, results.numbers[2], sizeof reference.context);
    for (size_t s = 0; s < STAGES; s++) {
        bool passes = close_enough((const char *)&reference + places[s].offset,
                                   (const char *)&faulty + places[s].offset, places[s].count,
                                   PRECISION_DOUBLE, tolerance_of(&f));
        ck_assert_msg(passes == !shows[fault][s], "fault %d, stage %zu", _i, s);
    }
    results_free(&results);
    fixture_free(&f);
}
END_TEST

/* A NaN or an infinity in the place of a number, and the other way round. */
START_TEST(numbers_are_no_nans)
{
    const double number = 1, nan = NAN, infinite = INFINITY, negative = -INFINITY;
    ck_assert(close_enough(&nan, &nan, 1, PRECISION_DOUBLE, 1));
    ck_assert(close_enough(&negative, &negative, 1, PRECISION_DOUBLE, 1));
    ck_assert(!close_enough(&number, &nan, 1, PRECISION_DOUBLE, 1));
    ck_assert(!close_enough(&nan, &number, 1, PRECISION_DOUBLE, 1));
    ck_assert(!close_enough(&number, &infinite, 1, PRECISION_DOUBLE, 1));
    ck_assert(!close_enough(&infinite, &negative, 1, PRECISION_DOUBLE, 1));
    ck_assert(!close_enough(&infinite, &number, 1, PRECISION_DOUBLE, 1));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernel oracle");
    TCase *tests = tcase_create("faults");
    tcase_add_loop_test(tests, faults_are_found, 0, FAULTS);
    tcase_add_test(tests, numbers_are_no_nans);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

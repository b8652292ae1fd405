/* Tests of the tests: a kernel with a classic fault must not pass the comparison with the reference
 * that test_engine.c makes. The faulty kernel is a small online softmax of blocks of keys in
 * double precision; without a fault it passes. */
#include <check.h>

#include "attention_fixture.h"

enum { BLOCK = 16 };

enum fault { NO_FAULT, ALL_ZERO, DROPPED_TAIL, NO_RESCALE, WRONG_ROW, FAULTS };

static double score_of(const struct fixture *f, size_t i, size_t j)
{
    double sum = 0;
    for (size_t c = 0; c < f->shape.d; c++)
        sum += ((const double *)f->queries)[i * f->shape.d + c] *
               ((const double *)f->keys)[j * f->shape.d + c];
    return sum;
}

/* Context of query i, with the fault. */
static void faulty_context(const struct fixture *f, enum fault fault, size_t i, double *context)
{
    size_t m = f->shape.m, d_v = f->shape.d_v;
    size_t keys = fault == DROPPED_TAIL ? m / BLOCK * BLOCK : m;
    double max = -INFINITY, sum = 0;
    memset(context, 0, d_v * sizeof *context);
    for (size_t begin = 0; begin < keys && fault != ALL_ZERO; begin += BLOCK) {
        size_t end = begin + BLOCK < keys ? begin + BLOCK : keys;
        double old = max;
        for (size_t j = begin; j < end; j++)
            max = fmax(max, score_of(f, i, j));
        double factor = fault == NO_RESCALE && begin ? 1 : exp(old - max);
        sum *= exp(old - max);
        for (size_t c = 0; c < d_v; c++)
            context[c] *= factor;
        for (size_t j = begin; j < end; j++) {
            double p = exp(score_of(f, i, j) - max);
            sum += p;
            for (size_t c = 0; c < d_v; c++)
                context[c] += p * ((const double *)f->values)[j * d_v + c];
        }
    }
    for (size_t c = 0; c < d_v && fault != ALL_ZERO; c++)
        context[c] /= sum;
}

START_TEST(faults_are_found)
{
    static const struct shape shape = {5, 67, 8, 3};
    struct fixture f = fixture_new(shape, PRECISION_DOUBLE, "dot");
    struct results reference = compute(&f, "reference", 1, SIZE_MAX);
    double context[5 * 3];
    for (size_t i = 0; i < shape.n; i++)
        faulty_context(&f, (enum fault)_i, i, context + i * shape.d_v);
    if (_i == WRONG_ROW)
        faulty_context(&f, NO_FAULT, 3, context + 4 * shape.d_v);
    bool passes = close_enough(reference.numbers[2], context, shape.n * shape.d_v, PRECISION_DOUBLE,
                               tolerance_of(&f));
    ck_assert_int_eq(passes, _i == NO_FAULT);
    results_free(&reference);
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

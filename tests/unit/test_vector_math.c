/* Tests of the kernels' exp, exp2, log, log1p and tanh: their errors, and the same bits on every
 * kernel with fused multiply-add. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernel/kernels.h"

enum { SAMPLES = 100001 };

struct function {
    enum elementary function;
    long double (*exact)(long double);
    double low[2], high[2]; /* of the arguments in double and single; log takes 2^x */
    double most;            /* error allowed, in units in the last place */
};

static const struct function functions[] = {
    {ELEMENTARY_EXP, expl, {-746, -104}, {710, 89}, 1},
    {ELEMENTARY_EXP, expl, {-1, -1}, {1, 1}, 1},
    {ELEMENTARY_EXP2, exp2l, {-1080, -152}, {1, 1}, 1.1},
    {ELEMENTARY_EXP2, exp2l, {-2, -2}, {1, 1}, 1.1},
    {ELEMENTARY_LOG, logl, {-1074, -149}, {1023.99, 127.99}, 1},
    {ELEMENTARY_LOG, logl, {-1, -1}, {1, 1}, 1},
    {ELEMENTARY_LOG1P, log1pl, {-0.999, -0.999}, {3, 3}, 2},
    {ELEMENTARY_LOG1P, log1pl, {-1e-3, -1e-3}, {1e-3, 1e-3}, 2},
    {ELEMENTARY_LOG1P, log1pl, {-1e-17, -1e-9}, {1e-17, 1e-9}, 2},
    {ELEMENTARY_LOG1P, log1pl, {-1e-300, -1e-36}, {1e-300, 1e-36}, 2},
    {ELEMENTARY_LOG1P, log1pl, {0, 0}, {1e300, 1e38}, 2},
    {ELEMENTARY_TANH, tanhl, {-25, -12}, {25, 12}, 3},
    {ELEMENTARY_TANH, tanhl, {-1e-3, -1e-3}, {1e-3, 1e-3}, 3},
};
enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

/* The distance of neighbours of x in the precision, x within its range. */
static long double spacing(long double x, enum precision precision)
{
    int digits = precision == PRECISION_DOUBLE ? DBL_MANT_DIG : FLT_MANT_DIG;
    int least = precision == PRECISION_DOUBLE ? DBL_MIN_EXP : FLT_MIN_EXP, exponent;
    frexpl(x, &exponent);
    return ldexpl(1, (exponent > least ? exponent : least) - digits);
}

static double get(const void *numbers, enum precision precision, size_t i)
{
    return precision == PRECISION_DOUBLE ? ((const double *)numbers)[i]
                                         : (double)((const float *)numbers)[i];
}

static void sample(const struct function *f, enum precision precision, void *numbers)
{
    double low = f->low[precision], high = f->high[precision];
    for (size_t i = 0; i < SAMPLES; i++) {
        double x = low + (high - low) * (double)i / (SAMPLES - 1);
        if (f->function == ELEMENTARY_LOG)
            x = exp2(x);
        if (precision == PRECISION_DOUBLE)
            ((double *)numbers)[i] = x;
        else
            ((float *)numbers)[i] = (float)x;
    }
}

static void check_errors(const struct function *f, const struct kernel *kernel, const void *x,
                         const void *y)
{
    enum precision precision = kernel->precision;
    long double largest =
        precision == PRECISION_DOUBLE ? (long double)DBL_MAX : (long double)FLT_MAX;
    for (size_t i = 0; i < SAMPLES; i++) {
        long double exact = f->exact((long double)get(x, precision, i));
        double found = get(y, precision, i);
        if (exact > largest) {
            ck_assert(isinf(found));
            continue;
        }
        long double error = fabsl((long double)found - exact) / spacing(exact, precision);
        ck_assert_msg(error < (long double)f->most, "%s: f(%a) = %a, off by %Lf", kernel->name,
                      get(x, precision, i), found, error);
    }
}

START_TEST(errors_are_small_and_bits_the_same)
{
    const struct function *f = &functions[_i / 2];
    enum precision precision = _i % 2 ? PRECISION_SINGLE : PRECISION_DOUBLE;
    size_t bytes = SAMPLES * precision_size(precision);
    void *x = malloc(bytes), *y = malloc(bytes), *first = NULL;
    sample(f, precision, x);
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        if (!kernel_runs(kernel_names[k]) || strcmp(kernel_names[k], "reference") == 0)
            continue;
        const struct kernel *kernel = kernel_find(kernel_names[k], precision);
        memcpy(y, x, bytes);
        kernel->elementary(f->function, SAMPLES, y);
        check_errors(f, kernel, x, y);
        if (strcmp(kernel_names[k], "portable") == 0)
            continue;
        if (first == NULL) {
            first = malloc(bytes);
            memcpy(first, y, bytes);
        }
        ck_assert_mem_eq(first, y, bytes);
    }
    free(first);
    free(x);
    free(y);
}
END_TEST

/* Function, argument, result: where no rounding error is allowed. */
static const struct {
    enum elementary function;
    double x, y;
} exact[] = {
    {ELEMENTARY_EXP, 0, 1},
    {ELEMENTARY_EXP, -0.0, 1},
    {ELEMENTARY_EXP, -INFINITY, 0},
    {ELEMENTARY_EXP, INFINITY, INFINITY},
    {ELEMENTARY_EXP, 1e30, INFINITY},
    {ELEMENTARY_EXP, -1e30, 0},
    {ELEMENTARY_EXP, NAN, NAN},
    {ELEMENTARY_EXP2, NAN, NAN},
    {ELEMENTARY_EXP2, 0, 1},
    {ELEMENTARY_EXP2, -0.0, 1},
    {ELEMENTARY_EXP2, -INFINITY, 0},
    {ELEMENTARY_EXP2, -1e30, 0},
    {ELEMENTARY_EXP2, 1, 2},
    {ELEMENTARY_EXP2, -12582912, 0},
    {ELEMENTARY_EXP2, -12583421, 0},
    {ELEMENTARY_EXP2, -100, 0x1p-100},
    {ELEMENTARY_LOG, 1, 0},
    {ELEMENTARY_EXP2, -1e300, 0},
    {ELEMENTARY_LOG, 0, -INFINITY},
    {ELEMENTARY_LOG, INFINITY, INFINITY},
    {ELEMENTARY_LOG, -1, NAN},
    {ELEMENTARY_LOG, NAN, NAN},
    {ELEMENTARY_LOG1P, 0, 0},
    {ELEMENTARY_LOG1P, NAN, NAN},
    {ELEMENTARY_LOG1P, 0x1p-140, 0x1p-140},
    {ELEMENTARY_LOG1P, -0x1p-60, -0x1p-60},
    {ELEMENTARY_TANH, 0, 0},
    {ELEMENTARY_TANH, 100, 1},
    {ELEMENTARY_TANH, -100, -1},
    {ELEMENTARY_TANH, INFINITY, 1},
    {ELEMENTARY_TANH, -INFINITY, -1},
    {ELEMENTARY_TANH, NAN, NAN},
};

static void check_exact(const struct kernel *kernel, enum elementary function, double x, double y)
{
    double of_double[9];
    float of_single[9];
    for (size_t i = 0; i < 9; i++) {
        of_double[i] = x;
        of_single[i] = (float)x;
    }
    bool single = kernel->precision == PRECISION_SINGLE;
    kernel->elementary(function, 9, single ? (void *)of_single : (void *)of_double);
    for (size_t i = 0; i < 9; i++) {
        double found = single ? (double)of_single[i] : of_double[i];
        ck_assert_msg(isnan(y) ? isnan(found) : !(found < y) && !(found > y) && !isnan(found),
                      "%s: f(%g) = %g, not %g", kernel->name, x, found, y);
    }
}

START_TEST(special_values_are_exact)
{
    for (size_t k = 0; kernel_names[k] != NULL; k++)
        for (int precision = 0; kernel_runs(kernel_names[k]) && precision < 2; precision++)
            check_exact(kernel_find(kernel_names[k], (enum precision)precision), exact[_i].function,
                        exact[_i].x, exact[_i].y);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vector math");
    TCase *tests = tcase_create("elementary functions");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, errors_are_small_and_bits_the_same, 0, 2 * FUNCTIONS);
    tcase_add_loop_test(tests, special_values_are_exact, 0, sizeof exact / sizeof exact[0]);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

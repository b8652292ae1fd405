/* Tests of local attention's weights and positions, against libm and by hand. */
#include <check.h>
#include <math.h>

#include "attention/kernel/kernels.h"
#include "attention/local.h"
#include "attention/mask.h"

static const struct mask mask_of_2 = {.local = 2}, mask_of_4 = {.local = 4},
                         mask_of_290 = {.local = 290};
static const struct local window = {.mask = &mask_of_4};

static struct local with_kernel(struct local local)
{
    local.arithmetic = kernel_find(NULL, PRECISION_DOUBLE);
    return local;
}

/* exp(-(j - 5)^2 / (2 2^2)) of all within 4 keys; a masked weight, and what lies outside, stay. */
START_TEST(weights_fall_off_round_the_center)
{
    double weights[12];
    struct local local = with_kernel(window);
    for (size_t j = 0; j < 12; j++)
        weights[j] = j < 1 || j > 9 || j == 6 ? 0 : 0.25;
    local_weigh(&local, 5, weights, 12, PRECISION_DOUBLE);
    for (size_t j = 0; j < 12; j++) {
        double distance = (double)j - 5;
        double expected = j < 1 || j > 9 || j == 6 ? 0 : 0.25 * exp(-distance * distance / 8);
        ck_assert_double_eq_tol(weights[j], expected, 1e-16);
    }
}
END_TEST

START_TEST(logarithms_of_weights)
{
    float weights[6] = {-1, -2, -INFINITY, -1, -1, -1};
    struct local local = with_kernel((struct local){.mask = &mask_of_2, .logarithm = true});
    local_weigh(&local, 1.5, weights, 6, PRECISION_SINGLE);
    ck_assert_double_eq_tol((double)weights[0], -1 - 2.25 / 2, 1e-6);
    ck_assert_double_eq_tol((double)weights[1], -2 - 0.25 / 2, 1e-6);
    ck_assert(weights[2] == -INFINITY);
}
END_TEST

START_TEST(renormalized_weights_sum_to_one)
{
    double weights[600], logarithms[600], sum = 0;
    struct local local = with_kernel((struct local){.mask = &mask_of_290, .renormalize = true});
    for (size_t j = 0; j < 600; j++) {
        weights[j] = j < 10 || j > 590 ? 0 : 1.0 / 600;
        logarithms[j] = j < 10 || j > 590 ? -INFINITY : -log(600);
    }
    local_weigh(&local, 300, weights, 600, PRECISION_DOUBLE);
    local.logarithm = true;
    local_weigh(&local, 300, logarithms, 600, PRECISION_DOUBLE);
    for (size_t j = 0; j < 600; j++) {
        sum += weights[j];
        ck_assert_double_eq_tol(exp(logarithms[j]), weights[j], 1e-15);
    }
    ck_assert_double_eq_tol(sum, 1, 1e-14);
    ck_assert(weights[300] > weights[100]);
}
END_TEST

START_TEST(logarithm_next_to_0)
{
    double logarithms[2] = {0, -40};
    struct local local =
        with_kernel((struct local){.mask = &mask_of_2, .renormalize = true, .logarithm = true});
    local_weigh(&local, 0.5, logarithms, 2, PRECISION_DOUBLE);
    ck_assert_double_eq_tol(logarithms[0], -log1p(exp(-40)), 1e-32);
    ck_assert_double_eq_tol(logarithms[1], -40, 1e-14);
}
END_TEST

/* A center that no number says, as that of NaN features, has no window, nor has one so far off that
 * no key is near; what is there stays. */
START_TEST(no_window)
{
    static const double centers[] = {NAN, -5, 7.5};
    double weights[3] = {0.5, 0.25, 0.25};
    struct local local = with_kernel(window);
    local_weigh(&local, centers[_i], weights, 3, PRECISION_DOUBLE);
    ck_assert(weights[0] == 0.5 && weights[1] == 0.25 && weights[2] == 0.25);
}
END_TEST

START_TEST(predicted_center)
{
    double h[300], v[300], sum = 0;
    const struct kernel *arithmetic = kernel_find(NULL, PRECISION_DOUBLE);
    for (size_t a = 0; a < 300; a++) {
        h[a] = 0.01 * (double)a - 1;
        v[a] = a % 2 ? 0.01 : -0.02;
        sum += v[a] * tanh(h[a]);
    }
    ck_assert_double_eq_tol(local_center(arithmetic, h, v, 300, 40, PRECISION_DOUBLE),
                            40 / (1 + exp(-sum)), 1e-12);
    ck_assert(local_center(arithmetic, h, v, 0, 40, PRECISION_DOUBLE) == 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("local");
    TCase *tests = tcase_create("local");
    tcase_add_test(tests, weights_fall_off_round_the_center);
    tcase_add_test(tests, logarithms_of_weights);
    tcase_add_test(tests, renormalized_weights_sum_to_one);
    tcase_add_test(tests, logarithm_next_to_0);
    tcase_add_loop_test(tests, no_window, 0, 3);
    tcase_add_test(tests, predicted_center);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

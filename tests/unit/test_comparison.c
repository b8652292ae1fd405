/* Tests of the comparison of numbers with those they should be. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "attention/comparison.h"

static const struct number_format *format(const char *name)
{
    const struct number_format *found = number_formats;
    while (found->name && strcmp(found->name, name) != 0)
        found++;
    ck_assert_ptr_nonnull(found->name);
    return found;
}

static struct comparison compare(const double *a, const double *b, size_t count,
                                 struct tolerance tolerance)
{
    struct comparison comparison = {0};
    if (!tolerance.format)
        tolerance.format = format("double");
    comparison_add(&comparison, &tolerance, 3, 5, count, a, b, PRECISION_DOUBLE);
    return comparison;
}

START_TEST(units_in_the_last_place_of_each_format)
{
    ck_assert_double_eq(ulp_distance(format("double"), 1, 1 + DBL_EPSILON), 1);
    ck_assert_double_eq(ulp_distance(format("double"), 1, 1 - DBL_EPSILON / 2), 0.5);
    ck_assert_double_eq(ulp_distance(format("single"), 1, 1 + (double)FLT_EPSILON), 1);
    ck_assert_double_eq(ulp_distance(format("half"), 1.5, 1.5 + 0x1p-10), 1);
    ck_assert_double_eq(ulp_distance(format("bfloat16"), -4, -4 - 0x1p-5), 1);
    ck_assert_double_eq(ulp_distance(format("e4m3"), 1, 1.125), 1);
    ck_assert_double_eq(ulp_distance(format("e5m2"), 1, 1.25), 1);
    /* Below the least normal number, and at 0, the unit is that of the subnormal numbers. */
    ck_assert_double_eq(ulp_distance(format("half"), 0, 0x1p-24), 1);
    ck_assert_double_eq(ulp_distance(format("half"), 0x1p-20, 0x1p-20 + 0x1p-24), 1);
    ck_assert_double_eq(ulp_distance(format("double"), 0, 0x1p-1074), 1);
    ck_assert_double_eq(ulp_distance(format("double"), 0x1p-1074, 0), 1);
    /* The difference overflows, its number of units does not. */
    ck_assert_double_eq(ulp_distance(format("double"), DBL_MAX, -DBL_MAX), 0x1p54 - 2);
}
END_TEST

START_TEST(a_cell_is_within_by_either_rule)
{
    const double a[] = {1, 100, 0}, b[] = {1.25, 101, 0x1p-60};
    ck_assert_uint_eq(compare(a, b, 3, (struct tolerance){.ulps = -1}).beyond, 3);
    ck_assert_uint_eq(compare(a, b, 3, (struct tolerance){.absolute = 0.25, .ulps = -1}).beyond, 1);
    ck_assert_uint_eq(compare(a, b, 3, (struct tolerance){.relative = 0.01, .ulps = -1}).beyond, 2);
    ck_assert_uint_eq(
        compare(a, b, 3, (struct tolerance){.absolute = 0x1p-60, .relative = 0.25, .ulps = -1})
            .beyond,
        0);
    const struct number_format *e4m3 = format("e4m3");
    ck_assert_uint_eq(compare(a, b, 3, (struct tolerance){.ulps = 2, .format = e4m3}).beyond, 0);
    ck_assert_uint_eq(compare(a, b, 3, (struct tolerance){.ulps = 1, .format = e4m3}).beyond, 1);
}
END_TEST

START_TEST(the_largest_say_where_they_are)
{
    const double a[] = {1, 100, 4, -2}, b[] = {1, 101, 4.5, -2};
    struct comparison c = compare(a, b, 4, (struct tolerance){.relative = 0.05, .ulps = -1});
    ck_assert_uint_eq(c.cells, 4);
    ck_assert_uint_eq(c.beyond, 1);
    ck_assert_uint_eq(c.first_beyond.row, 3);
    ck_assert_uint_eq(c.first_beyond.column, 7);
    ck_assert_double_eq(c.absolute.value, 1);
    ck_assert_uint_eq(c.absolute.column, 6);
    ck_assert_double_eq(c.relative.value, 0.125);
    ck_assert_uint_eq(c.relative.column, 7);
    ck_assert_double_eq(c.relative.reference, 4);
    ck_assert_double_eq(c.relative.candidate, 4.5);
    ck_assert_double_eq(c.ulps.value, 0x1p49);
    ck_assert_uint_eq(c.ulps.column, 7);
}
END_TEST

START_TEST(what_is_not_finite_is_counted_apart)
{
    const double a[] = {NAN, NAN, 1, INFINITY, -INFINITY, INFINITY, 2};
    const double b[] = {NAN, 1, NAN, INFINITY, INFINITY, NAN, INFINITY};
    struct comparison c = compare(a, b, 7, (struct tolerance){.absolute = INFINITY, .ulps = -1});
    ck_assert_uint_eq(c.nans, 4);
    ck_assert_uint_eq(c.infinities, 2);
    ck_assert_uint_eq(c.beyond, 6);
    ck_assert_uint_eq(c.finite, 0);
    ck_assert_uint_eq(c.first_nan.column, 5);
    ck_assert_uint_eq(c.first_infinity.column, 9);
    ck_assert_double_nan(comparison_root_mean_square(&c));
    ck_assert_double_nan(comparison_cosine(&c));
    c = compare(a, b, 7, (struct tolerance){.ulps = -1, .equal_nan = true});
    ck_assert_uint_eq(c.nans, 3);
    ck_assert_uint_eq(c.first_nan.column, 6);
}
END_TEST

START_TEST(sums_neither_overflow_nor_underflow)
{
    static const double sizes[] = {1, 0x1p1020, 0x1p-1060, 0x1p500, 0x1p-500, 0x1p-451, 0x1p520};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const double s = sizes[i], a[] = {3 * s, 0, 0, -4 * s}, b[] = {0, 0, 0, -4 * s};
        struct comparison c = compare(a, b, 4, (struct tolerance){.ulps = -1});
        ck_assert_double_eq(comparison_root_mean_square(&c), 1.5 * s);
        ck_assert_double_eq(comparison_cosine(&c), 0.8);
    }
    const double a[] = {0x1p1000, 1, 0x1p-1000}, b[] = {0x1p-1000, 1, 0x1p1000};
    struct comparison c = compare(a, b, 3, (struct tolerance){.ulps = -1});
    ck_assert_double_eq(comparison_cosine(&c), 0); /* 3 in 2^2000 */
    const double same[] = {0.1, 0.2, 0.3};
    c = compare(same, same, 3, (struct tolerance){.ulps = -1});
    ck_assert_double_eq(comparison_cosine(&c), 1);
    ck_assert_double_eq(comparison_root_mean_square(&c), 0);
}
END_TEST

START_TEST(single_precision)
{
    const float a[] = {1, 2}, b[] = {1, 2 + 2 * FLT_EPSILON};
    struct comparison c = {0};
    struct tolerance tolerance = {.ulps = 0, .format = format("single")};
    comparison_add(&c, &tolerance, 0, 0, 2, a, b, PRECISION_SINGLE);
    ck_assert_uint_eq(c.beyond, 1);
    ck_assert_double_eq(c.ulps.value, 1);
    ck_assert_uint_eq(c.ulps.column, 1);
}
END_TEST

/* Each column has its own mean, whatever the size of its numbers. */
START_TEST(columns_are_spread_about_their_own_means)
{
    static const double sizes[] = {1, 0x1p1000, 0x1p-1030, 0x1p500, 0x1p-500};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const double s = sizes[i], a[] = {1 * s, 108 * s, 3 * s, 100 * s}, b[] = {2 * s, 108 * s};
        struct comparison c = {0};
        struct scatter columns[3] = {{0}};
        struct tolerance tolerance = {.ulps = -1, .format = format("double")};
        for (size_t row = 0; row < 2; row++) {
            const double *reference = a + 2 * row, *candidate = row ? reference : b;
            comparison_add(&c, &tolerance, row, 0, 2, reference, candidate, PRECISION_DOUBLE);
            scatters_add(columns, 2, reference, candidate, PRECISION_DOUBLE);
        }
        ck_assert_double_eq(comparison_determination(&c, columns, 3), 1 - 1. / 34);
        ck_assert_double_eq(comparison_determination(&c, columns, 1), 0.5);
        ck_assert_double_infinite(comparison_determination(&c, columns + 2, 1));
    }
}
END_TEST

/* Cells by the run say the same as the same cells one by one. */
START_TEST(long_rows_say_what_short_ones_say)
{
    enum { COUNT = 1003 };
    static const double sizes[] = {1, 0x1p600, 0x1p-600};
    static double a[COUNT], b[COUNT];
    for (size_t s = 0; s < 3 * sizeof sizes / sizeof *sizes; s++) {
        struct comparison whole, parts = {0};
        struct tolerance tolerance = {.relative = 1e-9, .ulps = -1, .format = format("double")};
        for (size_t i = 0; i < COUNT; i++) {
            a[i] = sizes[s / 3] * (double)(i * 7919 % 1009) / 64;
            b[i] = s % 3 == 0 || i % 5 ? a[i] : a[i] * (1 + 0x1p-40 * (double)(i % 97));
        }
        if (s % 3 == 2)
            a[500] = NAN;
        whole = compare(a, b, COUNT, tolerance);
        for (size_t i = 0; i < COUNT; i++)
            comparison_add(&parts, &tolerance, 3, 5 + i, 1, a + i, b + i, PRECISION_DOUBLE);
        ck_assert_uint_eq(whole.cells, parts.cells);
        ck_assert_uint_eq(whole.beyond, parts.beyond);
        ck_assert_uint_eq(whole.first_beyond.column, parts.first_beyond.column);
        ck_assert_uint_eq(whole.nans, parts.nans);
        ck_assert_double_eq(whole.absolute.value, parts.absolute.value);
        ck_assert_uint_eq(whole.absolute.column, parts.absolute.column);
        ck_assert_double_eq(whole.relative.value, parts.relative.value);
        ck_assert_uint_eq(whole.relative.column, parts.relative.column);
        ck_assert_double_eq(whole.ulps.value, parts.ulps.value);
        ck_assert_uint_eq(whole.ulps.column, parts.ulps.column);
        double rms = comparison_root_mean_square(&parts);
        ck_assert_double_le(fabs(comparison_root_mean_square(&whole) - rms), 1e-13 * rms);
        ck_assert_double_eq_tol(comparison_cosine(&whole), comparison_cosine(&parts), 1e-13);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("comparison");
    TCase *tests = tcase_create("comparison");
    tcase_add_test(tests, units_in_the_last_place_of_each_format);
    tcase_add_test(tests, a_cell_is_within_by_either_rule);
    tcase_add_test(tests, the_largest_say_where_they_are);
    tcase_add_test(tests, what_is_not_finite_is_counted_apart);
    tcase_add_test(tests, sums_neither_overflow_nor_underflow);
    tcase_add_test(tests, single_precision);
    tcase_add_test(tests, columns_are_spread_about_their_own_means);
    tcase_add_test(tests, long_rows_say_what_short_ones_say);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

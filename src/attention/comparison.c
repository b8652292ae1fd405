/* Numbers beside those they should be; see comparison.h. */
#include "attention/comparison.h"

#include <float.h>
#include <math.h>

const struct number_format number_formats[] = {
    {"double", 53, -1022, 1e-7, 1e-7},
    {"single", 24, -126, 1.3e-6, 1e-5},
    {"half", 11, -14, 1e-3, 1e-5},
    {"bfloat16", 8, -126, 1.6e-2, 1e-5},
    {"e4m3", 4, -6, 0, 0},
    {"e5m2", 3, -14, 0, 0},
    {NULL, 0, 0, 0, 0},
};

/* |a - b|, halved where it would overflow: in units of 2^*power. */
static double distance(double a, double b, int *power)
{
    double difference = fabs(a - b);
    *power = isinf(difference);
    return *power ? fabs(a / 2 - b / 2) : difference;
}

double ulp_distance(const struct number_format *format, double reference, double candidate)
{
    int power, exponent = reference == 0 ? format->least_exponent : ilogb(reference);
    double difference = distance(reference, candidate, &power);
    if (exponent < format->least_exponent)
        exponent = format->least_exponent;
    return ldexp(difference, power - (exponent - format->significand + 1));
}

static const double HUGE_TERM = 0x1p1000, TINY_TERM = 0x1p-900;

/* Adds x y. */
static void wide_add(struct wide_sum *sum, double x, double y)
{
    double term = x * y, size = fabs(term);
    if (size < HUGE_TERM && size >= TINY_TERM)
        sum->usual += term;
    else if (size >= HUGE_TERM)
        sum->huge += (x * 0x1p-530) * (y * 0x1p-530);
    else
        sum->tiny += (x * 0x1p600) * (y * 0x1p600);
}

/* The sum as a number in [0.5, 1) times 2^*exponent. */
static double wide_value(const struct wide_sum *sum, int *exponent)
{
    if (sum->huge != 0) {
        double value = frexp(sum->huge + ldexp(sum->usual, -1060), exponent);
        *exponent += 1060;
        return value;
    }
    if (sum->usual != 0)
        return frexp(sum->usual + ldexp(sum->tiny, -1200), exponent);
    double value = frexp(sum->tiny, exponent);
    *exponent -= 1200;
    return value;
}

/* The root of value times 2^exponent, likewise. */
static double wide_root(double value, int *exponent)
{
    bool odd = *exponent & 1;
    *exponent = (*exponent - odd) / 2;
    return sqrt(odd ? 2 * value : value);
}

double comparison_root_mean_square(const struct comparison *comparison)
{
    int exponent;
    double mean = wide_value(&comparison->differences, &exponent) / (double)comparison->finite;
    double root = wide_root(mean, &exponent);
    return ldexp(root, exponent);
}

double comparison_cosine(const struct comparison *comparison)
{
    int product_exponent, a_exponent, b_exponent;
    double product = wide_value(&comparison->products, &product_exponent);
    double squares = wide_value(&comparison->references, &a_exponent) *
                     wide_value(&comparison->candidates, &b_exponent);
    /* One root of both, so that equal vectors have a cosine of 1. */
    int exponent = a_exponent + b_exponent;
    double lengths = wide_root(squares, &exponent);
    double cosine = ldexp(product / lengths, product_exponent - exponent);
    return cosine > 1 ? 1 : cosine < -1 ? -1 : cosine;
}

double comparison_determination(const struct comparison *comparison)
{
    int square_exponent, sum_exponent, rest_exponent;
    double squares = wide_value(&comparison->squared_deviations, &square_exponent);
    double sum = wide_value(&comparison->deviations, &sum_exponent);
    double rest = wide_value(&comparison->differences, &rest_exponent);
    double shifted = sum * sum / (double)comparison->finite;
    double spread = squares - ldexp(shifted, 2 * sum_exponent - square_exponent);
    return 1 - ldexp(rest / spread, rest_exponent - square_exponent);
}

static void keep_larger(struct cell_difference *largest, double value, struct cell_difference cell)
{
    if (!(value > largest->value))
        return;
    *largest = cell;
    largest->value = value;
}

static void keep_first(struct cell_difference *first, size_t *count, struct cell_difference cell)
{
    if ((*count)++ == 0)
        *first = cell;
}

/* Takes in a cell in which a number is not finite; whether it is within. */
static bool add_special(struct comparison *comparison, const struct tolerance *tolerance,
                        struct cell_difference cell)
{
    double a = cell.reference, b = cell.candidate;
    if (a == b || (isnan(a) && isnan(b) && tolerance->equal_nan))
        return true;
    if (isnan(a) || isnan(b))
        keep_first(&comparison->first_nan, &comparison->nans, cell);
    else
        keep_first(&comparison->first_infinity, &comparison->infinities, cell);
    return false;
}

/* Takes in a cell in which both numbers are finite; whether it is within. */
static bool add_finite(struct comparison *comparison, const struct tolerance *tolerance,
                       struct cell_difference cell)
{
    double a = cell.reference, b = cell.candidate;
    if (comparison->finite++ == 0)
        comparison->shift = a;
    wide_add(&comparison->deviations, a - comparison->shift, 1);
    wide_add(&comparison->squared_deviations, a - comparison->shift, a - comparison->shift);
    wide_add(&comparison->references, a, a);
    wide_add(&comparison->candidates, b, b);
    wide_add(&comparison->products, a, b);
    if (a == b)
        return true;
    double difference = fabs(a - b);
    wide_add(&comparison->differences, a - b, a - b);
    keep_larger(&comparison->absolute, difference, cell);
    keep_larger(&comparison->relative, difference / fabs(a), cell);
    double ulps = ulp_distance(tolerance->format, a, b);
    keep_larger(&comparison->ulps, ulps, cell);
    return difference <= tolerance->absolute + tolerance->relative * fabs(a) ||
           ulps <= tolerance->ulps;
}

void comparison_add(struct comparison *comparison, const struct tolerance *tolerance, size_t row,
                    size_t column, size_t count, const void *reference, const void *candidate,
                    enum precision precision)
{
    for (size_t i = 0; i < count; i++) {
        struct cell_difference cell = {.row = row,
                                       .column = column + i,
                                       .reference = precision_get(reference, precision, i),
                                       .candidate = precision_get(candidate, precision, i)};
        bool both_finite = isfinite(cell.reference) && isfinite(cell.candidate);
        if (!(both_finite ? add_finite : add_special)(comparison, tolerance, cell))
            keep_first(&comparison->first_beyond, &comparison->beyond, cell);
    }
    comparison->cells += count;
}

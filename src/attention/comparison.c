/* Numbers beside those they should be; see comparison.h. */
#include "attention/comparison.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

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

void scatters_add(struct scatter *columns, size_t count, const void *reference,
                  const void *candidate, enum precision precision)
{
    for (size_t i = 0; i < count; i++) {
        struct scatter *column = &columns[i];
        const double a = precision_get(reference, precision, i);
        if (!isfinite(a) || !isfinite(precision_get(candidate, precision, i)))
            continue;
        if (column->count++ == 0)
            column->shift = a;
        const double deviation = a - column->shift, square = deviation * deviation;
        if (square >= TINY_TERM && square < HUGE_TERM) {
            column->deviations.usual += deviation;
            column->squared_deviations.usual += square;
        } else if (deviation != 0) {
            wide_add(&column->deviations, deviation, 1);
            wide_add(&column->squared_deviations, deviation, deviation);
        }
    }
}

/* The sum of (a - mean a)^2 in units of 2^*exponent. */
static double scatter_value(const struct scatter *column, int *exponent)
{
    int sum_exponent;
    double squares = wide_value(&column->squared_deviations, exponent);
    double sum = wide_value(&column->deviations, &sum_exponent);
    double shifted = sum * sum / (double)column->count;
    return squares - ldexp(shifted, 2 * sum_exponent - *exponent);
}

/* The same of all columns. */
static double scatters_value(const struct scatter *columns, size_t count, int *exponent)
{
    int own;
    double sum = 0;
    *exponent = INT_MIN;
    for (size_t i = 0; i < count; i++)
        if (columns[i].count && scatter_value(&columns[i], &own) != 0 && own > *exponent)
            *exponent = own;
    for (size_t i = 0; i < count; i++) {
        double value = columns[i].count ? scatter_value(&columns[i], &own) : 0;
        if (value != 0)
            sum += ldexp(value, own - *exponent);
    }
    return sum;
}

double comparison_determination(const struct comparison *comparison, const struct scatter *columns,
                                size_t count)
{
    int exponent, rest_exponent;
    double scatter = scatters_value(columns, count, &exponent);
    double rest = wide_value(&comparison->differences, &rest_exponent);
    return scatter == 0 ? 1 - rest / scatter : 1 - ldexp(rest / scatter, rest_exponent - exponent);
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

/* By either rule; `size` is |a|. Both are worked out, so that the loop has no branch. */
static inline bool is_within(const struct tolerance *tolerance, double size, double difference,
                             double ulps)
{
    return (difference <= tolerance->absolute + tolerance->relative * size) |
           (ulps <= tolerance->ulps);
}

/* Takes in a cell in which both numbers are finite; whether it is within. */
static bool add_finite(struct comparison *comparison, const struct tolerance *tolerance,
                       struct cell_difference cell)
{
    double a = cell.reference, b = cell.candidate;
    comparison->finite++;
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
    return is_within(tolerance, fabs(a), difference, ulps);
}

/* Takes in one cell. */
static void add_cell(struct comparison *comparison, const struct tolerance *tolerance,
                     struct cell_difference cell)
{
    bool both_finite = isfinite(cell.reference) && isfinite(cell.candidate);
    if (!(both_finite ? add_finite : add_special)(comparison, tolerance, cell))
        keep_first(&comparison->first_beyond, &comparison->beyond, cell);
}

/* Cells of a row at a time that are usual, and the lanes of their sums. */
enum { RUN = 128, AT_ONCE = 8 };

/* A run of cells, `count` of them, a multiple of AT_ONCE. */
struct run {
    size_t row, column, count;
    double a[RUN], b[RUN];
    double difference[RUN], relative[RUN], ulps[RUN]; /* sizes; the last two where there is any */
};

static double largest_of(const double *numbers, size_t count)
{
    double lanes[AT_ONCE] = {0}, largest = 0;
    for (size_t i = 0; i < count; i += AT_ONCE)
        for (size_t lane = 0; lane < AT_ONCE; lane++) {
            double size = fabs(numbers[i + lane]);
            lanes[lane] = size > lanes[lane] ? size : lanes[lane];
        }
    for (size_t lane = 0; lane < AT_ONCE; lane++)
        largest = lanes[lane] > largest ? lanes[lane] : largest;
    return largest;
}

/* Whether all sums of squares and products of the numbers are usual ones. */
static bool is_usual(const double *numbers, size_t count)
{
    size_t within = 0;
    for (size_t i = 0; i < count; i++)
        within += fabs(numbers[i]) < 0x1p499;
    double largest = largest_of(numbers, count);
    return within == count && (largest == 0 || largest >= 0x1p-450);
}

static double lanes_sum(const double *lanes)
{
    double sum = 0;
    for (size_t lane = 0; lane < AT_ONCE; lane++)
        sum += lanes[lane];
    return sum;
}

static void add_sums(struct comparison *comparison, const struct run *run)
{
    double aa[AT_ONCE] = {0}, bb[AT_ONCE] = {0}, ab[AT_ONCE] = {0}, dd[AT_ONCE] = {0};
    for (size_t i = 0; i < run->count; i += AT_ONCE)
        for (size_t lane = 0; lane < AT_ONCE; lane++) {
            double a = run->a[i + lane], b = run->b[i + lane], d = run->difference[i + lane];
            aa[lane] += a * a;
            bb[lane] += b * b;
            ab[lane] += a * b;
            dd[lane] += d * d;
        }
    comparison->references.usual += lanes_sum(aa);
    comparison->candidates.usual += lanes_sum(bb);
    comparison->products.usual += lanes_sum(ab);
    comparison->differences.usual += lanes_sum(dd);
    comparison->finite += run->count;
}

/* |a| with its fraction cleared: 2^floor(log2 |a|), or 0 below the normal numbers. */
static double power_below(double a)
{
    uint64_t bits;
    memcpy(&bits, &a, sizeof bits);
    bits &= UINT64_C(0x7ff0000000000000);
    memcpy(&a, &bits, sizeof bits);
    return a;
}

/* Measures every cell of a run that has differences. Returns how many cells are beyond. */
static size_t measure(struct run *run, const struct tolerance *tolerance)
{
    const struct number_format *format = tolerance->format;
    double least = ldexp(1, format->least_exponent), unit = ldexp(1, 1 - format->significand);
    size_t within = 0;
    for (size_t i = 0; i < run->count; i++) {
        double size = fabs(run->a[i]), power = power_below(size), d = run->difference[i];
        run->relative[i] = d > 0 ? d / size : 0;
        run->ulps[i] = d / ((power > least ? power : least) * unit);
        within += is_within(tolerance, size, d, run->ulps[i]);
    }
    return run->count - within;
}

static struct cell_difference run_cell(const struct run *run, size_t i)
{
    return (struct cell_difference){
        .row = run->row, .column = run->column + i, .reference = run->a[i], .candidate = run->b[i]};
}

/* Takes in the largest of one measure; where it is looks only who finds it larger. */
static void keep_largest(struct cell_difference *largest, const struct run *run,
                         const double *values)
{
    if (largest_of(values, run->count) > largest->value)
        for (size_t i = 0; i < run->count; i++)
            keep_larger(largest, values[i], run_cell(run, i));
}

/* The first cell beyond; there is one. */
static size_t first_beyond(const struct run *run, const struct tolerance *tolerance)
{
    size_t i = 0;
    while (is_within(tolerance, fabs(run->a[i]), run->difference[i], run->ulps[i]))
        i++;
    return i;
}

/* Takes in a run of usual numbers; false if there are others among them. */
static bool add_run(struct comparison *comparison, const struct tolerance *tolerance,
                    struct run *run)
{
    for (size_t i = 0; i < run->count; i++)
        run->difference[i] = fabs(run->a[i] - run->b[i]);
    if (!is_usual(run->a, run->count) || !is_usual(run->b, run->count) ||
        !is_usual(run->difference, run->count))
        return false;
    add_sums(comparison, run);
    if (!(largest_of(run->difference, run->count) > 0))
        return true;
    size_t beyond = measure(run, tolerance);
    keep_largest(&comparison->absolute, run, run->difference);
    keep_largest(&comparison->relative, run, run->relative);
    keep_largest(&comparison->ulps, run, run->ulps);
    if (beyond && comparison->beyond == 0)
        comparison->first_beyond = run_cell(run, first_beyond(run, tolerance));
    comparison->beyond += beyond;
    return true;
}

void comparison_add(struct comparison *comparison, const struct tolerance *tolerance, size_t row,
                    size_t column, size_t count, const void *reference, const void *candidate,
                    enum precision precision)
{
    struct run run = {.row = row};
    for (size_t begin = 0; begin < count; begin += run.count) {
        size_t left = count - begin;
        run.column = column + begin;
        run.count = left >= RUN ? RUN : left >= AT_ONCE ? left / AT_ONCE * AT_ONCE : left;
        for (size_t i = 0; i < run.count; i++) {
            run.a[i] = precision_get(reference, precision, begin + i);
            run.b[i] = precision_get(candidate, precision, begin + i);
        }
        if (run.count < AT_ONCE || !add_run(comparison, tolerance, &run))
            for (size_t i = 0; i < run.count; i++)
                add_cell(comparison, tolerance, run_cell(&run, i));
    }
    comparison->cells += count;
}

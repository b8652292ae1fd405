/* How far numbers are from those they should be: a candidate beside a reference, cell by cell.
 *
 * A cell is within if |a - b| <= absolute + relative |a| (a the reference, b the candidate: numpy's
 * allclose, torch.testing.assert_close), or, where `ulps` is set, if |a - b| is at most so many
 * units in the last place of the format. Equal infinities are within; a NaN is within beside a NaN
 * if `equal_nan` is set, and beyond otherwise. */
#ifndef ATTN_ATTENTION_COMPARISON_H
#define ATTN_ATTENTION_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/precision.h"

/* A binary floating-point format: p bits of significand, the least exponent of a normal number, and
 * the tolerances that torch.testing.assert_close takes for it (both 0: one unit in the last
 * place). */
struct number_format {
    const char *name;
    int significand, least_exponent;
    double relative, absolute;
};

/* double, single, half, bfloat16, e4m3, e5m2; a NULL name at the end. */
extern const struct number_format number_formats[];

struct tolerance {
    double absolute, relative;
    double ulps; /* negative: units in the last place do not count */
    bool equal_nan;
    const struct number_format *format; /* whose units in the last place they are */
};

/* A cell and what was measured there. */
struct cell_difference {
    double value;
    size_t row, column; /* from 0 */
    double reference, candidate;
};

/* A sum of products that neither overflows nor underflows: terms near 1, those that are huge scaled
 * down, those that are tiny scaled up (Blue 1978). */
struct wide_sum {
    double huge, usual, tiny;
};

/* What was found in the cells so far; all zero: there were none. The largest differences and the
 * sums are over the cells in which both numbers are finite. Of equal differences the first is
 * kept. */
struct comparison {
    size_t cells, beyond;
    size_t nans, infinities; /* cells in which one number is NaN, or infinite, and the other is
                                something else; NaN beside NaN counts without equal_nan */
    struct cell_difference first_beyond, first_nan, first_infinity;
    struct cell_difference absolute, relative, ulps; /* the largest |a - b|, |a - b| / |a| and
                                                        distance in units in the last place */
    size_t finite;
    struct wide_sum differences, references, candidates, products; /* (a - b)^2, a^2, b^2, a b */
};

/* How the references of a column are spread about their mean, over the cells in which both numbers
 * are finite; all zero: there were none. */
struct scatter {
    size_t count;
    double shift;                                   /* the first one, taken off the others */
    struct wide_sum deviations, squared_deviations; /* a - shift, and its square */
};

/* |a - b| in units in the last place, of the size that they have at a in this format:
 * |a - b| / 2^(max(floor log2 |a|, e_min) - p + 1). Both finite. */
double ulp_distance(const struct number_format *format, double reference, double candidate);

/* Takes in `count` cells of row `row` from `column` on. */
void comparison_add(struct comparison *comparison, const struct tolerance *tolerance, size_t row,
                    size_t column, size_t count, const void *reference, const void *candidate,
                    enum precision precision);

/* The root of the mean square of a - b, and the cosine of the angle between the two as vectors,
 * over the cells in which both are finite; NaN where there is none. */
double comparison_root_mean_square(const struct comparison *comparison);
double comparison_cosine(const struct comparison *comparison);

/* Takes in a row: a cell for each of `count` columns. */
void scatters_add(struct scatter *columns, size_t count, const void *reference,
                  const void *candidate, enum precision precision);

/* The coefficient of determination R^2 = 1 - sum (a - b)^2 / sum (a - mean a)^2 over these cells,
 * which are those of `count` columns, each with its own mean; NaN or infinite where the references
 * of each column are all the same. */
double comparison_determination(const struct comparison *comparison, const struct scatter *columns,
                                size_t count);

#endif

/* How compare comes to its verdict; see explain_compare.h. */
#include "run/explain_compare.h"

#include <math.h>

#include "base/text.h"
#include "table/decimal/decimal.h"

/* A number with as many digits as read back the same: numbers that differ do not look alike. */
static void put_exact(struct sentence *sentence, double number)
{
    char text[DECIMAL_ROOM + 1];
    const bool single = sentence->precision == PRECISION_SINGLE;
    text[single ? decimal_write_single((float)number, text) : decimal_write_double(number, text)] =
        '\0';
    put(sentence, "%s", text);
}

/* "d_21 = abs(1.5 - 1.25) = 0.25", and what it may be. */
static void tell_difference(const struct telling *t, const struct cell_difference *cell)
{
    const struct tolerance *tolerance = &t->request->compare.tolerance;
    const double a = cell->reference, difference = fabs(a - cell->candidate);
    const double allowed = tolerance->absolute + tolerance->relative * fabs(a);
    struct sentence d = sentence_new(t), may = d, ulps = d;
    put_cell(&d, "d", cell->row, cell->column);
    put(&d, " = abs(");
    put_exact(&d, a);
    put(&d, signbit(cell->candidate) ? " - (" : " - ");
    put_exact(&d, cell->candidate);
    put(&d, signbit(cell->candidate) ? "))" : ")");
    tell_equation(t, &d, difference);
    put_cell(&may, "t", cell->row, cell->column);
    put(&may, " = ");
    put_number(&may, tolerance->absolute);
    put(&may, " + ");
    put_number(&may, tolerance->relative);
    put(&may, "*abs(");
    put_exact(&may, a);
    put(&may, ")");
    tell_equation(t, &may, allowed);
    bool within = difference <= allowed;
    if (tolerance->ulps >= 0) {
        const double distance = ulp_distance(tolerance->format, a, cell->candidate);
        within |= distance <= tolerance->ulps;
        put_cell(&ulps, "u", cell->row, cell->column);
        put(&ulps, " = ");
        put_number(&ulps, difference);
        put(&ulps, " / ");
        put_number(&ulps, difference / distance);
        tell_equation(t, &ulps, distance);
    }
    tell_line(t, "  so this cell is %s", within ? "within" : "beyond");
}

/* The rule, with its numbers. */
static void tell_rule(const struct telling *t)
{
    const struct tolerance *tolerance = &t->request->compare.tolerance;
    tell_step(t, "compare: a cell is within if d_ij <= t_ij, d_ij = |a_ij - b_ij|, t_ij = atol + "
                 "rtol |a_ij| (numpy: allclose; PyTorch: assert_close)");
    struct sentence numbers = sentence_new(t);
    put(&numbers, "atol = ");
    put_alone(&numbers, tolerance->absolute);
    put(&numbers, ", rtol = ");
    put_alone(&numbers, tolerance->relative);
    tell_line(t, "  %s", numbers.text);
    if (tolerance->ulps >= 0) {
        struct sentence ulps = sentence_new(t);
        put_alone(&ulps, tolerance->ulps);
        tell_line(t,
                  "  or if u_ij, which is d_ij in units in the last place that %s precision has at "
                  "a_ij, is at most %s",
                  tolerance->format->name, ulps.text);
    }
    tell_line(t, "  equal infinities are within; NaN beside NaN is %s --equal-nan",
              tolerance->equal_nan ? "within with" : "beyond without");
}

/* "a_21 = 1 and b_21 = nan", which no tolerance allows. */
static void tell_special(const struct telling *t, const struct cell_difference *cell)
{
    const bool nan = isnan(cell->reference) || isnan(cell->candidate);
    const bool both = isnan(cell->reference) && isnan(cell->candidate);
    struct sentence cells = sentence_new(t);
    put_cell(&cells, "a", cell->row, cell->column);
    put(&cells, " = ");
    put_exact(&cells, cell->reference);
    put(&cells, " and ");
    put_cell(&cells, "b", cell->row, cell->column);
    put(&cells, " = ");
    put_exact(&cells, cell->candidate);
    tell_line(t, "  %s: %s", cells.text,
              both  ? "NaN beside NaN is beyond without --equal-nan"
              : nan ? "NaN beside a number is beyond, whatever is allowed"
                    : "an infinity beside another number is beyond, whatever is allowed");
}

/* The cell that differs most, and the first beyond if that is another. */
static void tell_worst(const struct telling *t, const struct comparison *c)
{
    const struct cell_difference *worst = &c->absolute, *first = &c->first_beyond;
    const bool differ = worst->value > 0;
    if (!differ)
        tell_step(t, "All finite numbers are the same in both.");
    else {
        tell_step(t, "The largest difference is in row %zu and column %zu:", worst->row + 1,
                  worst->column + 1);
        tell_difference(t, worst);
    }
    if (c->beyond == 0 || (differ && first->row == worst->row && first->column == worst->column))
        return;
    tell_step(t, "The first cell beyond is in row %zu and column %zu:", first->row + 1,
              first->column + 1);
    if (isfinite(first->reference) && isfinite(first->candidate))
        tell_difference(t, first);
    else
        tell_special(t, first);
}

/* Rows that only one of the two has. */
static void tell_lone(const struct telling *t, const struct compared_pair *pair)
{
    if (pair->lone == 0)
        return;
    tell_step(t,
              "The reference has %zu row%s and the candidate %zu; the cells of rows that only one "
              "has are beyond: %zu.",
              pair->reference_rows, text_plural(pair->reference_rows), pair->candidate_rows,
              pair->lone);
}

static void tell_texts(const struct telling *t, const struct compared_pair *pair)
{
    struct sentence accuracy = sentence_new(t);
    tell_line(t,
              "text: a cell is within if the two texts are equal; accuracy is the share of equal "
              "ones");
    put(&accuracy, "accuracy = %zu / %zu", pair->equal_texts, pair->texts);
    tell_equation(t, &accuracy, (double)pair->equal_texts / (double)pair->texts);
    tell_line(t, "  columns are counted with those of text among them");
    if (pair->comparison->cells == 0)
        tell_lone(t, pair);
    tell_line(t, "%s", "");
}

void explain_comparison(const struct telling *t, const struct compared_pair *pair)
{
    const struct comparison *c = pair->comparison;
    if (!c) {
        tell_line(t, "The reference and the candidate are of different widths, which is beyond:");
        return;
    }
    if (pair->texts > 0)
        tell_texts(t, pair);
    if (c->cells == 0)
        return;
    tell_line(t, "reference a, %s:", pair->reference_name);
    tell_first(t, pair->reference, pair->reference_rows);
    tell_line(t, "candidate b, %s:", pair->candidate_name);
    tell_first(t, pair->candidate, pair->candidate_rows);
    if (pair->dropped)
        tell_line(t,
                  "i counts the rows that are compared; the report has their places in the files");
    tell_rule(t);
    tell_worst(t, c);
    tell_lone(t, pair);
    tell_step(
        t,
        "Beyond: %zu of %zu cells that both have. The other measures, over the cells in which "
        "both numbers are finite:",
        c->beyond, c->cells);
    tell_line(t, "  relative: the largest d_ij / |a_ij|; ulp: the largest u_ij");
    tell_line(t, "  rms: the root of the mean of d_ij^2; cosine: sum a_ij b_ij / (|a| |b|)");
    tell_line(t, "  r2: 1 - sum d_ij^2 / sum (a_ij - m_j)^2, m_j being the mean of column j of a");
    tell_step(t, "The report, in which rows, and columns without names, are counted from 0:");
}

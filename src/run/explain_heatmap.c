/* What heatmap tells of a cell; see explain_heatmap.h. */
#include "run/explain_heatmap.h"

#include <math.h>

#include "base/memory.h"

/* The finite numbers of a cell's block, row by row. */
struct block {
    const struct matrix *first;
    const struct drawn *drawn;
};

static double number_at(const struct block *block, size_t index)
{
    const struct drawn *d = block->drawn;
    return precision_get(matrix_row(block->first, d->row + index / d->columns),
                         block->first->precision, d->column + index % d->columns);
}

static void number_term(struct sentence *sentence, const void *context, size_t index)
{
    put_number(sentence, number_at(context, index));
}

/* "b_11 = (0.5 + 0.25 + ...) / 4", as far as its numbers are at hand; of maxima there is no such
 * sum, and of what is masked nothing is counted. */
static void tell_block(const struct telling *t, const struct matrix *first, const struct drawn *d)
{
    const struct block block = {first, d};
    const size_t count = d->rows * d->columns;
    const size_t rows = first->rows > d->row ? min_size(first->rows - d->row, d->rows) : 0;
    const bool all = rows == d->rows;
    struct sentence sentence = sentence_new(t);
    if (t->request->pool == POOLING_MAX || count < 2 ||
        rows * d->columns < min_size(count, TERMS_FIRST))
        return;
    for (size_t i = 0; i < rows * d->columns; i++)
        if (!isfinite(number_at(&block, i)))
            return;
    put_cell(&sentence, "b", d->down, d->across);
    put(&sentence, " = (");
    put_sum(&sentence, all ? count : TERMS_FIRST, number_term, &block);
    put(&sentence, "%s) / %zu", all ? "" : " + ...", count);
    tell_equation(t, &sentence, d->value);
}

/* Where on its palette the cell is. In a diverging one 0 is in the middle. */
static void tell_colour(const struct telling *t, const struct drawn *d)
{
    const struct colour colour = palette_colour(d->palette, d->shade);
    const bool diverging = d->palette == PALETTE_DIVERGING;
    struct sentence share = sentence_new(t);
    put_cell(&share, "share", d->down, d->across);
    put(&share, " = ");
    if (diverging) {
        put(&share, "0.5 + ");
        put_number(&share, d->value);
        put(&share, " / (2 * ");
        put_alone(&share, fmax(fabs(d->low), fabs(d->high)));
        put(&share, ")");
    } else {
        put(&share, "(");
        put_alone(&share, d->value);
        put(&share, " - ");
        put_number(&share, d->low);
        put(&share, ") / (");
        put_alone(&share, d->high);
        put(&share, " - ");
        put_number(&share, d->low);
        put(&share, ")");
    }
    if (d->high > d->low)
        tell_equation(t, &share, d->shade);
    if (d->shade < 0 || d->shade > 1)
        tell_line(t, "  which is cut to %d", d->shade > 1);
    tell_line(t, "  where colours are shown, #%02x%02x%02x of %s", colour.red, colour.green,
              colour.blue,
              diverging ? "blue (below 0) to red (above 0), 0 being gray"
                        : "dark (low) to bright (high)");
}

void explain_picture(const struct telling *t, const char *name, const struct matrix *first,
                     size_t rows, const struct drawn *d)
{
    if (name) {
        tell_line(t, "numbers x, %s:", name);
        tell_first(t, first, rows);
    }
    if (d->rows == 0) {
        tell_step(t, "picture: no cell has a number, so that all are blank");
        return;
    }
    if (d->rows * d->columns == 1) {
        tell_step(t, "picture: each cell b is a number; what is hidden or missing is blank");
    } else {
        tell_step(t,
                  "picture: each cell b is the %s of a block of numbers, as large as makes the "
                  "picture fit; what is hidden or missing is left out, and blank where nothing is "
                  "left",
                  t->request->pool == POOLING_MAX ? "largest" : "mean");
        struct sentence cell = sentence_new(t);
        put_cell(&cell, "b", d->down, d->across);
        tell_line(t, "  %s stands for rows %zu to %zu, columns %zu to %zu", cell.text, d->row + 1,
                  d->row + d->rows, d->column + 1, d->column + d->columns);
    }
    tell_block(t, first, d);
    tell_step(
        t,
        "colour: by the share of the way from the scale's low end to its high end at which b is");
    tell_colour(t, d);
    tell_line(t, "%s", "");
}

/* What describe tells of columns and rows; see explain_describe.h. */
#include "run/explain_describe.h"

#include <math.h>

#include "base/memory.h"

/* The numbers of a column's first rows, or of a row, that are not missing. */
struct numbers {
    double list[SHOWN_WHOLE];
    size_t count;
    double mean;
};

static void plain_term(struct sentence *sentence, const void *context, size_t index)
{
    const struct numbers *numbers = context;
    put_number(sentence, numbers->list[index]);
}

static void square_term(struct sentence *sentence, const void *context, size_t index)
{
    const struct numbers *numbers = context;
    put(sentence, "(");
    put_alone(sentence, numbers->list[index]);
    put(sentence, " - ");
    put_number(sentence, numbers->mean);
    put(sentence, ")^2");
}

/* The numbers of a column come as far as they were kept. */
static void put_first(struct sentence *sentence, const struct numbers *numbers, size_t count,
                      void (*term)(struct sentence *, const void *, size_t))
{
    const bool all = numbers->count == count;
    put_sum(sentence, all ? count : min_size(numbers->count, TERMS_FIRST), term, numbers);
    put(sentence, all ? "" : " + ...");
}

static void tell_column(const struct telling *t, const struct described *d)
{
    struct numbers numbers = {.mean = d->mean};
    struct sentence mean = sentence_new(t), deviation = mean;
    if (d->column >= d->first->columns || d->count < 2)
        return;
    for (size_t row = 0; row < d->first->rows; row++) {
        const double x = precision_get(matrix_row(d->first, row), d->first->precision, d->column);
        if (!isnan(x))
            numbers.list[numbers.count++] = x;
    }
    tell_step(t, "columns: mean = sum x / n; sd = sqrt(sum (x - mean)^2 / (n - 1)), as in R and "
                 "pandas; missing cells are left out, n counts the others");
    put(&mean, "mean_%zu = (", d->column + 1);
    put_first(&mean, &numbers, d->count, plain_term);
    put(&mean, ") / %zu", d->count);
    tell_equation(t, &mean, d->mean);
    put(&deviation, "sd_%zu = sqrt((", d->column + 1);
    put_first(&deviation, &numbers, d->count, square_term);
    put(&deviation, ") / (%zu - 1))", d->count);
    tell_equation(t, &deviation, d->deviation);
}

/* -a log2 a of the positive numbers of the first row. */
static void entropy_term(struct sentence *sentence, const void *context, size_t index)
{
    const struct list *list = context;
    put_number(sentence, list_number(list, index));
    put(sentence, "*log2(");
    put_alone(sentence, list_number(list, index));
    put(sentence, ")");
}

static void row_term(struct sentence *sentence, const void *context, size_t index)
{
    put_number(sentence, list_number(context, index));
}

static void tell_row(const struct telling *t, const struct described *d)
{
    const struct matrix *first = d->first;
    const struct list row = {first->data, first->precision, 1};
    struct sentence sum = sentence_new(t), entropy = sum;
    size_t positive = 0;
    while (positive < first->columns && list_number(&row, positive) > 0)
        positive++;
    tell_step(t, "rows: sum, smallest and largest of the numbers in each%s",
              d->row->distribution
                  ? "; of one that sums to 1 the entropy, -sum a log2 a, in bits (Shannon 1948): 0 "
                    "where one key gets all"
                  : "");
    if (d->row->missing == 0 && d->row->infinite == 0) {
        put(&sum, "sum_1 = ");
        put_sum(&sum, first->columns, row_term, &row);
        tell_equation(t, &sum, d->row->values.sum);
    }
    if (!d->row->distribution || positive < first->columns)
        return;
    put(&entropy, "entropy_1 = -(");
    put_sum(&entropy, first->columns, entropy_term, &row);
    put(&entropy, ")");
    tell_equation(t, &entropy, d->row->entropy);
}

void explain_description(const struct telling *t, const struct described *d)
{
    if (d->name && d->first->columns) {
        tell_line(t, "numbers x, %s:", d->name);
        tell_first(t, d->first, d->rows);
    }
    if (d->first->rows && d->first->columns) {
        tell_column(t, d);
        tell_row(t, d);
    }
    tell_step(t, "the description; after 'read with' stands how the file is read, and in brackets "
                 "the evidence for it; rows, and columns without names, count from 0:");
}

/* How merge comes to its result; see explain_merge.h. */
#include "run/explain_merge.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "run/telling.h"

/* A cell, and what makes it. */
struct joint {
    const struct merged *merged;
    size_t head, row, column;
    double most;          /* the largest log-sum-exp of the row */
    const double *shares; /* of each part in the row */
};

static double number_of(const struct matrix *matrix, size_t row, size_t column)
{
    return precision_get(matrix_row(matrix, row), matrix->precision, column);
}

static double lse_of(const struct merged *merged, const struct matrix *part, size_t head,
                     size_t row)
{
    return number_of(part, row, part->columns - merged->heads + head);
}

static void put_number_of_part(struct sentence *sentence, const void *context, size_t part)
{
    const struct joint *joint = context;
    put_number(sentence, number_of(joint->merged->parts[part], joint->row, joint->column));
}

static void put_share(struct sentence *sentence, const void *context, size_t part)
{
    const struct joint *joint = context;
    put_number(sentence, joint->shares[part]);
    put(sentence, "*");
    put_number_of_part(sentence, context, part);
}

/* "exp(1.5 - 2)", of a part, or after the last one of the sink. */
static void put_power(struct sentence *sentence, const void *context, size_t part)
{
    const struct joint *joint = context;
    const struct merged *merged = joint->merged;
    const struct shard_denominator *denominator = &merged->denominators[joint->head];
    put(sentence, denominator->base_two ? "2^(" : "exp(");
    put_alone(sentence, part < merged->count
                            ? lse_of(merged, merged->parts[part], joint->head, joint->row)
                            : denominator->sink);
    put(sentence, " - ");
    put_number(sentence, joint->most);
    put(sentence, ")");
}

static void put_powers(struct sentence *sentence, const struct joint *joint)
{
    const bool sink = joint->merged->denominators[joint->head].sink > -INFINITY;
    put_sum(sentence, joint->merged->count + sink, put_power, joint);
}

/* The largest log-sum-exp of a row, which is taken off all; -INFINITY: there is no key. */
static double most_of(const struct merged *merged, size_t head, size_t row)
{
    double most = merged->denominators[head].sink;
    for (size_t part = 0; part < merged->count; part++)
        most = fmax(most, lse_of(merged, merged->parts[part], head, row));
    return most;
}

/* The share of each part in each of the rows told of: rows x parts. */
static void take_shares(const struct merged *merged, size_t head, size_t rows, double *shares)
{
    for (size_t row = 0; row < rows; row++) {
        double *of_row = shares + row * merged->count, sum;
        for (size_t part = 0; part < merged->count; part++)
            of_row[part] = lse_of(merged, merged->parts[part], head, row);
        shards_weigh(merged->denominators[head], merged->count, of_row, &sum);
        for (size_t part = 0; part < merged->count; part++)
            of_row[part] = of_row[part] > 0 ? of_row[part] / sum : 0;
    }
}

/* The first row that has a log-sum-exp. */
static bool find_row(const struct merged *merged, size_t head, size_t rows, size_t *row)
{
    for (*row = 0; *row < rows; ++*row)
        if (isfinite(most_of(merged, head, *row)))
            return true;
    return false;
}

/* The equations of a head's first cell. */
static void tell_joint(const struct telling *t, const struct merged *merged, size_t head,
                       const double *shares)
{
    const struct matrix *result = merged->result;
    const size_t width = (result->columns - merged->heads) / merged->heads;
    size_t row;
    if (!find_row(merged, head, t->rows, &row))
        return;
    const struct joint joint = {.merged = merged,
                                .head = head,
                                .row = row,
                                .column = head * width,
                                .most = most_of(merged, head, row),
                                .shares = shares + row * merged->count};
    struct sentence lse = sentence_new(t), share = lse, context = lse;
    put(&lse, "l_%zu = ", row + 1);
    put_number(&lse, joint.most);
    put(&lse, merged->denominators[head].base_two ? " + log2(" : " + log(");
    put_powers(&lse, &joint);
    put(&lse, ")");
    tell_equation(t, &lse, lse_of(merged, result, head, row));
    put_cell(&share, "p", row, 0);
    put(&share, merged->denominators[head].base_two ? " = 2^(" : " = exp(");
    put_alone(&share, lse_of(merged, merged->parts[0], head, row));
    put(&share, " - ");
    put_number(&share, lse_of(merged, result, head, row));
    put(&share, ")");
    tell_equation(t, &share, joint.shares[0]);
    put_cell(&context, "c", row, joint.column);
    put(&context, " = ");
    put_sum(&context, merged->count, put_share, &joint);
    tell_equation(t, &context, number_of(result, row, joint.column));
    tell_line(t, "the shares, a row for each query and a column for each part:");
    tell_matrix(t, &(struct shown){shares, PRECISION_DOUBLE, t->rows, t->count, merged->count,
                                   merged->count, &result->row_labels, NULL});
}

static enum status tell_heads(const struct telling *t, const struct merged *merged,
                              struct error *error)
{
    const size_t told = merged->heads <= HEADS_TOLD ? merged->heads : 1;
    double *shares = memory_new_rows(t->rows, merged->count, sizeof *shares);
    if (!shares)
        return error_memory(error, "the shares of the parts");
    const bool base_two = merged->denominators[0].base_two;
    const char *power = base_two ? "2^" : "exp";
    tell_step(t,
              "merge: c = sum_s p_s c_s, p_s = %s(l_s - l), l = %s sum_s %s(l_s) (Milakov and "
              "Gimelshein 2018)",
              power, base_two ? "log2" : "log", power);
    tell_line(t,
              "  s counts the parts; l_s is the lse of part s, and p_s its share; the largest lse "
              "is taken off all of them, so that none overflows");
    if (merged->denominators[0].sink > -INFINITY)
        tell_line(t, "  the sum over s has %s(sink) in it, too (--sink)", power);
    for (size_t head = 0; head < told; head++) {
        if (merged->heads > 1)
            tell_step(t, "Head %zu of %zu", head + 1, merged->heads);
        take_shares(merged, head, t->rows, shares);
        tell_joint(t, merged, head, shares);
    }
    if (told < merged->heads)
        tell_step(t, "The other %zu heads go the same way.", merged->heads - told);
    free(shares);
    return STATUS_OK;
}

static void tell_added(const struct telling *t, const struct merged *merged)
{
    const struct joint joint = {.merged = merged};
    struct sentence sentence = sentence_new(t);
    tell_step(t, "merge --sum: r_ij = sum_s r_sij, r_sij being the number of part s");
    put(&sentence, "r_11 = ");
    put_sum(&sentence, merged->count, put_number_of_part, &joint);
    tell_equation(t, &sentence, number_of(merged->result, 0, 0));
}

enum status explain_merge(const struct merged *merged, struct error *error)
{
    const struct matrix *result = merged->result;
    struct telling t = {.count = result->rows, .rows = shown_of(result->rows)};
    enum status status = telling_open(&t, merged->request, error);
    for (size_t part = 0; status == STATUS_OK && part < merged->count; part++) {
        tell_line(&t, "part %zu, %s:", part + 1, merged->names[part]);
        tell_table(&t, merged->parts[part]);
    }
    if (status == STATUS_OK && merged->heads > 0)
        status = tell_heads(&t, merged, error);
    else if (status == STATUS_OK)
        tell_added(&t, merged);
    if (status == STATUS_OK) {
        tell_step(&t, "the result:");
        tell_matrix(&t, &(struct shown){result->data, result->precision, result->rows, result->rows,
                                        merged->columns, result->columns, &result->row_labels,
                                        &result->column_labels});
    }
    return telling_close(&t, status, error);
}

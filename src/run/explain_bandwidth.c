/* --explain of --bandwidth=auto: what the chosen width predicts of each key from all others, and
 * its error. See explanation.h. */
#include <stdlib.h>

#include "base/memory.h"
#include "run/explanation.h"
#include "run/problem.h"

/* The keys as queries that do not see themselves: their scores, weights and predictions. */
struct left_out {
    struct telling t; /* of the keys among themselves */
    struct matrix scores, weights, predictions;
    const struct matrix *values;
};

static double prediction(const struct left_out *l, size_t row, size_t column)
{
    return precision_get(matrix_row(&l->predictions, row), l->predictions.precision, column);
}

/* (p - v)^2, of all keys and columns one after another. */
static void error_term(struct sentence *sentence, const void *context, size_t index)
{
    const struct left_out *l = context;
    const size_t row = index / l->values->columns, column = index % l->values->columns;
    put_minus(sentence, prediction(l, row, column),
              precision_get(matrix_row(l->values, row), l->values->precision, column));
    put(sentence, "^2");
}

static bool reserve(struct matrix *matrix, enum precision precision, size_t rows, size_t columns)
{
    *matrix = (struct matrix){.precision = precision, .columns = columns};
    const bool reserved = matrix_reserve(matrix, rows);
    matrix->rows = rows;
    return reserved;
}

/* The engine's numbers. */
static enum status leave_out(struct explanation *e, struct left_out *l, struct error *error)
{
    const enum precision precision = e->scores.precision;
    const size_t rows = l->t.rows, keys = l->t.keys;
    struct attention problem = e->job->layer.attention;
    struct attention_plan *plan = NULL;
    problem.mask.exclude_self = true;
    problem.values = problem_rows(l->values);
    problem.retain = true;
    problem.discard_keys = problem.discard_values = false;
    if (!reserve(&l->scores, precision, rows, keys) ||
        !reserve(&l->weights, precision, rows, keys) ||
        !reserve(&l->predictions, precision, rows, l->values->columns))
        return error_memory(error, "the predictions");
    enum status status =
        attention_plan_new(&plan, &problem, e->telling.request->kernel, e->job->pool, error);
    if (status != STATUS_OK)
        return status;
    struct query_block block = {.places = problem.mask.places, .queries = problem.keys};
    block.queries.count = rows;
    attention_scores(plan, &block, l->scores.data);
    attention_distribution(plan, &block, l->weights.data, NOWHERE);
    attention_context(plan, &block, (struct out_rows){l->predictions.data, l->values->columns},
                      NOWHERE);
    attention_plan_free(plan);
    return STATUS_OK;
}

/* A score, a weight and a prediction of the first key, and the error of all. */
static void tell_left_out(struct explanation *e, const struct left_out *l)
{
    const struct telling *t = &l->t;
    const struct bandwidth_choice *choice = &e->job->bandwidth;
    const bool classes = t->request->classes;
    const size_t columns = l->values->columns, keys = t->keys;
    const struct rows values = problem_rows(l->values);
    struct sentence score = sentence_new(t), weight = score, mix = score, error = score;
    const struct products products = {{l->weights.data, l->weights.precision, 1},
                                      list_of(t, &values, 0)};
    put(&score, "s_12 = ");
    if (put_similarity(&score, t, 0, 1))
        tell_equation(t, &score, t->now[1]);
    put(&weight, "b_12 = ");
    if (put_weight(&weight, t, 0, 1))
        tell_equation(t, &weight, t->weights[1]);
    put(&mix, "p_11 = ");
    put_products(&mix, keys, &products);
    tell_equation(t, &mix, prediction(l, 0, 0));
    tell_line(t, "predictions p:");
    tell_matrix(t, &(struct shown){l->predictions.data, l->predictions.precision, t->rows, keys,
                                   columns, columns, t->row_names, &l->values->column_labels});
    if (t->rows < keys)
        return;
    put(&error, "error = (");
    put_sum(&error, keys * columns, error_term, l);
    put(&error, ") / %zu", classes ? keys : keys * columns);
    tell_equation(t, &error, choice->error * (classes ? (double)columns : 1));
}

enum status explanation_bandwidth(struct explanation *e, struct error *error)
{
    const struct job *job = e->job;
    const struct bandwidth_choice *choice = &job->bandwidth;
    const struct matrix *keys = inputs_keys(&job->inputs);
    struct left_out l = {.t = e->telling, .values = inputs_values(&job->inputs)};
    struct sentence width = sentence_new(&e->telling);
    if (choice->evaluations == 0)
        return STATUS_OK;
    const double all = job->request->classes ? (double)l.values->columns : 1;
    put(&width, "h = ");
    put_alone(&width, choice->bandwidth);
    put(&width, " has the least error of %zu widths, ", choice->evaluations - 1);
    put_alone(&width, choice->error * all);
    put(&width, "; that of h = 1 is ");
    put_alone(&width, choice->error_before * all);
    tell_step(
        &e->telling,
        "--bandwidth=auto: the h with the least leave-one-out error: the mean of |p_j - v_j|^2%s, "
        "p_j being the context of key j as a query that does not see itself (Hardle and Marron "
        "1985)",
        job->request->classes ? ", Brier's score" : " by key and column");
    tell_line(&e->telling, "  %s", width.text);
    const enum finish finish = job->layer.attention.similarity.function->finish;
    if (finish != FINISH_FACTOR || explanation_hides(e) || keys->rows < 3)
        return STATUS_OK;
    l.t.keys = l.t.count = keys->rows;
    l.t.rows = shown_of(keys->rows);
    l.t.row_names = l.t.key_names = &keys->row_labels;
    l.t.queries = l.t.key_rows = problem_rows(keys);
    enum status status = leave_out(e, &l, error);
    double *numbers = memory_new_rows(2 * l.t.rows, l.t.keys, sizeof *numbers);
    if (status == STATUS_OK && !numbers)
        status = error_memory(error, "the predictions");
    if (status == STATUS_OK) {
        l.t.now = numbers;
        l.t.weights = numbers + l.t.rows * l.t.keys;
        explanation_doubles(&l.scores, 0, l.t.rows, l.t.now);
        explanation_doubles(&l.weights, 0, l.t.rows, l.t.weights);
        tell_line(&e->telling,
                  "s_ij = f(y_i, y_j) without i = j, b_ij its weights, p_i = sum_j b_ij v_j:");
        tell_left_out(e, &l);
    }
    free(numbers);
    matrix_free(&l.scores);
    matrix_free(&l.weights);
    matrix_free(&l.predictions);
    return status;
}

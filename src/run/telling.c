/* Matrices and formulas with numbers in them, for --explain; see telling.h. */
#include "run/telling.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "command/formulas.h"
#include "table/decimal/decimal.h"

enum {
    DIGITS_TOLD = 6,
    NAME_MOST = 16, /* columns that a name takes */
    LINE_MOST = 79,
    LINE_INDENT = 6, /* of a line that goes on */
};

enum status telling_open(struct telling *telling, const struct request *request,
                         struct error *error)
{
    const struct writer_options *writing = &request->writing;
    telling->request = request;
    telling->digits = writing->digits ? writing->digits : DIGITS_TOLD;
    const struct listing_options options = {
        .aligned = true, .digits = telling->digits, .precision = request->reading.precision};
    enum status status = listing_open(&telling->out, request->output, &options, error);
    if (status != STATUS_OK)
        return status;
    tell_line(telling, "Formulas count rows and columns from 1; positions are counted from 0.");
    if (!writing->digits)
        tell_line(telling, "%d digits are shown; --digits=17 shows all.", DIGITS_TOLD);
    listing_line(telling->out, "%s", "");
    return STATUS_OK;
}

enum status telling_close(struct telling *telling, enum status status, struct error *error)
{
    return listing_close(telling->out, status, error);
}

size_t shown_of(size_t count)
{
    return count <= SHOWN_WHOLE ? count : SHOWN_FIRST;
}

static void tell_name(struct listing *out, const struct labels *names, size_t index)
{
    size_t length;
    const char *name = labels_get(names, index, &length);
    listing_short_text(out, name, length, NAME_MOST);
}

/* "..." stands for the columns that are left out. */
static void end_row(struct listing *out, const struct shown *shown)
{
    if (shown_of(shown->columns) < shown->columns)
        listing_text(out, "...", 3);
    listing_end_row(out);
}

void tell_matrix(const struct telling *telling, const struct shown *shown)
{
    struct listing *out = telling->out;
    const size_t columns = shown_of(shown->columns);
    const size_t rows = shown->rows < shown_of(shown->count) ? shown->rows : shown_of(shown->count);
    const bool names = shown->row_names && shown->row_names->count > 0;
    if (shown->column_names && shown->column_names->count > 0) {
        listing_text(out, "", 0);
        if (names)
            listing_text(out, "", 0);
        for (size_t column = 0; column < columns; column++)
            tell_name(out, shown->column_names, column);
        end_row(out, shown);
    }
    for (size_t row = 0; row < rows; row++) {
        listing_text(out, "", 0);
        if (names)
            tell_name(out, shown->row_names, row);
        for (size_t column = 0; column < columns; column++)
            listing_number(
                out, precision_get(shown->data, shown->precision, row * shown->stride + column));
        end_row(out, shown);
    }
    if (rows < shown->count || columns < shown->columns)
        listing_line(out, "  ... (%zu x %zu in all)", shown->count, shown->columns);
}

void tell_first(const struct telling *telling, const struct matrix *matrix, size_t count)
{
    tell_matrix(telling, &(struct shown){matrix->data, matrix->precision, matrix->rows, count,
                                         matrix->columns, matrix->columns, &matrix->row_labels,
                                         &matrix->column_labels});
}

void tell_table(const struct telling *telling, const struct matrix *matrix)
{
    tell_first(telling, matrix, matrix->rows);
}

enum status tell_later(struct matrix *first, const struct matrix *block, size_t start, size_t count,
                       struct error *error)
{
    const size_t size = block->columns * precision_size(block->precision);
    first->precision = block->precision;
    first->columns = block->columns;
    if (size == 0)
        return STATUS_OK;
    if (!matrix_reserve(first, SHOWN_WHOLE))
        return error_memory(error, "the first rows");
    for (size_t row = start; row < start + count && first->rows < SHOWN_WHOLE; row++) {
        memcpy(matrix_row(first, first->rows++), matrix_row(block, row), size);
        if (!labels_add_from(&first->row_labels, &block->row_labels, row))
            return error_memory(error, "row labels");
    }
    return STATUS_OK;
}

/* A text in lines of LINE_MOST columns. */
static void tell_folded(const struct telling *telling, char *text)
{
    size_t indent = 0;
    for (char *rest = text; rest;) {
        char *next = NULL;
        if (indent + strlen(rest) > LINE_MOST)
            for (char *at = rest; (at = strchr(at + 1, ' ')) != NULL;) {
                if (next && indent + (size_t)(at - rest) > LINE_MOST)
                    break;
                if (strspn(rest, " ") < (size_t)(at - rest))
                    next = at;
            }
        if (next)
            *next++ = '\0';
        listing_line(telling->out, "%*s%s", (int)indent, "", rest);
        indent = LINE_INDENT;
        rest = next;
    }
}

static void tell_arguments(const struct telling *telling, const char *format, va_list arguments)
{
    char text[sizeof(struct sentence)];
    vsnprintf(text, sizeof text, format, arguments);
    tell_folded(telling, text);
}

void tell_line(const struct telling *telling, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell_arguments(telling, format, arguments);
    va_end(arguments);
}

void tell_step(const struct telling *telling, const char *format, ...)
{
    va_list arguments;
    listing_line(telling->out, "%s", "");
    va_start(arguments, format);
    tell_arguments(telling, format, arguments);
    va_end(arguments);
}

/* The entry of an option in formulas.c. */
static struct formula entry_of(const char *option)
{
    for (size_t i = 0; i < formula_list_count; i++)
        for (size_t j = 0; formula_lists[i].of_options && j < *formula_lists[i].count; j++) {
            struct formula formula = formula_lists[i].row(j);
            if (strcmp(formula.name, option) == 0)
                return formula;
        }
    return (struct formula){.name = option, .formula = "", .source = ""};
}

void tell_option(const struct telling *telling, const char *option)
{
    const struct formula formula = entry_of(option);
    tell_step(telling, "--%s: %s (%s)", option, formula.formula, formula.source);
}

double rows_number(const struct telling *telling, const struct rows *rows, size_t row,
                   size_t column)
{
    return precision_get(rows->data, telling->request->reading.precision,
                         row * rows->stride + column);
}

struct sentence sentence_new(const struct telling *telling)
{
    return (struct sentence){.digits = telling->digits,
                             .precision = telling->request->reading.precision};
}

void put(struct sentence *sentence, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = sizeof sentence->text - sentence->length;
    const int length = vsnprintf(sentence->text + sentence->length, room, format, arguments);
    va_end(arguments);
    /* What does not fit is left out as a whole; no sum of TERMS_WHOLE sums is as long. */
    if (length > 0 && (size_t)length < room)
        sentence->length += (size_t)length;
    sentence->text[sentence->length] = '\0';
}

void put_alone(struct sentence *sentence, double number)
{
    char text[DECIMAL_ROOM + 1];
    text[decimal_write_digits(number, sentence->digits, text)] = '\0';
    put(sentence, "%s", text);
}

void put_number(struct sentence *sentence, double number)
{
    put(sentence, signbit(number) ? "(" : "");
    put_alone(sentence, number);
    put(sentence, signbit(number) ? ")" : "");
}

void put_minus(struct sentence *sentence, double a, double b)
{
    put(sentence, "(");
    put_alone(sentence, a);
    put(sentence, " - ");
    put_number(sentence, b);
    put(sentence, ")");
}

void put_sum(struct sentence *sentence, size_t count,
             void (*term)(struct sentence *sentence, const void *context, size_t index),
             const void *context)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            put(sentence, " + ");
        if (count > TERMS_WHOLE && i == TERMS_FIRST) {
            put(sentence, "... + ");
            i = count - 1;
        }
        term(sentence, context, i);
    }
    if (count == 0)
        put(sentence, "0");
}

struct list list_of(const struct telling *telling, const struct rows *rows, size_t column)
{
    const enum precision precision = telling->request->reading.precision;
    return (struct list){rows->data ? (const char *)rows->data + column * precision_size(precision)
                                    : NULL,
                         precision, rows->stride};
}

double list_number(const struct list *list, size_t index)
{
    return precision_get(list->data, list->precision, index * list->step);
}

static void put_product(struct sentence *sentence, const void *context, size_t index)
{
    const struct products *products = context;
    put_number(sentence, list_number(&products->a, index));
    put(sentence, "*");
    put_number(sentence, list_number(&products->b, index));
}

void put_products(struct sentence *sentence, size_t count, const struct products *products)
{
    put_sum(sentence, count, put_product, products);
}

void put_cell(struct sentence *sentence, const char *name, size_t row, size_t column)
{
    put(sentence, row < 9 && column < 9 ? "%s_%zu%zu" : "%s_%zu,%zu", name, row + 1, column + 1);
}

void tell_equation(const struct telling *telling, struct sentence *sentence, double result)
{
    put(sentence, " = ");
    put_alone(sentence, result);
    tell_line(telling, "  %s", sentence->text);
}

/* The vectors that a sum runs over. */
struct pair {
    const struct telling *telling;
    const struct similarity_parameters *f;
    size_t row, key;
    double row_mean, key_mean; /* of features, where they are centered */
    size_t hidden;             /* of additive and concat; the query's feature of general */
};

static double query_feature(const struct pair *pair, size_t feature)
{
    return rows_number(pair->telling, &pair->telling->queries, pair->row, feature);
}

static double key_feature(const struct pair *pair, size_t feature)
{
    return rows_number(pair->telling, &pair->telling->key_rows, pair->key, feature);
}

/* A number, less its mean where features are centered. */
static void put_feature(struct sentence *sentence, const struct pair *pair, double number,
                        double mean)
{
    if (pair->f->function->preparation != PREPARE_CENTERED) {
        put_number(sentence, number);
        return;
    }
    put_minus(sentence, number, mean);
}

static void product_term(struct sentence *sentence, const void *context, size_t c)
{
    const struct pair *pair = context;
    put_feature(sentence, pair, query_feature(pair, c), pair->row_mean);
    put(sentence, "*");
    put_feature(sentence, pair, key_feature(pair, c), pair->key_mean);
}

static void query_square(struct sentence *sentence, const void *context, size_t c)
{
    const struct pair *pair = context;
    put_feature(sentence, pair, query_feature(pair, c), pair->row_mean);
    put(sentence, "^2");
}

static void key_square(struct sentence *sentence, const void *context, size_t c)
{
    const struct pair *pair = context;
    put_feature(sentence, pair, key_feature(pair, c), pair->key_mean);
    put(sentence, "^2");
}

/* (q_c - k_c), or ((q_c - k_c)/h_c) where each feature has a width of its own. */
static void put_difference(struct sentence *sentence, const struct pair *pair, size_t c)
{
    const double *widths = pair->f->bandwidths;
    put(sentence, widths ? "((" : "(");
    put_alone(sentence, query_feature(pair, c));
    put(sentence, " - ");
    put_number(sentence, key_feature(pair, c));
    put(sentence, ")");
    if (!widths)
        return;
    put(sentence, "/");
    put_number(sentence, widths[c]);
    put(sentence, ")");
}

static void squared_term(struct sentence *sentence, const void *context, size_t c)
{
    put_difference(sentence, context, c);
    put(sentence, "^2");
}

static void absolute_term(struct sentence *sentence, const void *context, size_t c)
{
    put(sentence, "abs");
    put_difference(sentence, context, c);
}

static void put_feature_map(struct sentence *sentence, double number)
{
    put(sentence, number > 0 ? "(1 + " : "exp(");
    put_alone(sentence, number);
    put(sentence, ")");
}

static void feature_term(struct sentence *sentence, const void *context, size_t c)
{
    const struct pair *pair = context;
    put_feature_map(sentence, query_feature(pair, c));
    put(sentence, "*");
    put_feature_map(sentence, key_feature(pair, c));
}

/* Of Luong's general: W_ab y_b, a being `hidden`, */
static void mapped_key(struct sentence *sentence, const void *context, size_t b)
{
    const struct pair *pair = context;
    put_number(sentence, rows_number(pair->telling, &pair->f->weight, pair->hidden, b));
    put(sentence, "*");
    put_number(sentence, key_feature(pair, b));
}

/* and x_a (W y)_a. */
static void general_term(struct sentence *sentence, const void *context, size_t a)
{
    struct pair pair = *(const struct pair *)context;
    pair.hidden = a;
    put_number(sentence, query_feature(&pair, a));
    put(sentence, "*(");
    put_sum(sentence, pair.f->weight.width, mapped_key, &pair);
    put(sentence, ")");
}

static void location_term(struct sentence *sentence, const void *context, size_t c)
{
    const struct pair *pair = context;
    put_number(sentence, rows_number(pair->telling, &pair->f->weight, pair->key, c));
    put(sentence, "*");
    put_number(sentence, query_feature(pair, c));
}

/* One of the features that a hidden unit weighs: those of the query, then those of the key. */
static void hidden_input(struct sentence *sentence, const void *context, size_t index)
{
    const struct pair *pair = context;
    const size_t d = pair->telling->queries.width;
    const bool concat = pair->f->function->preparation == PREPARE_CONCAT;
    const struct rows *of_query = concat ? &pair->f->weight : &pair->f->query_weight;
    const struct rows *of_key = concat ? &pair->f->weight : &pair->f->key_weight;
    const bool is_query = index < d;
    const size_t column = is_query || concat ? index : index - d;
    put_number(sentence,
               rows_number(pair->telling, is_query ? of_query : of_key, pair->hidden, column));
    put(sentence, "*");
    put_number(sentence, is_query ? query_feature(pair, index) : key_feature(pair, index - d));
}

static void hidden_term(struct sentence *sentence, const void *context, size_t hidden)
{
    struct pair pair = *(const struct pair *)context;
    const enum precision precision = pair.telling->request->reading.precision;
    pair.hidden = hidden;
    put_number(sentence, precision_get(pair.f->vector, precision, hidden));
    put(sentence, "*tanh(");
    put_sum(sentence, pair.telling->queries.width + pair.telling->key_rows.width, hidden_input,
            &pair);
    if (pair.f->bias) {
        put(sentence, " + ");
        put_number(sentence, precision_get(pair.f->bias, precision, hidden));
    }
    put(sentence, ")");
}

static double mean(const struct telling *telling, const struct rows *rows, size_t row)
{
    double sum = 0;
    for (size_t c = 0; c < rows->width; c++)
        sum += rows_number(telling, rows, row, c);
    return sum / (double)rows->width;
}

/* The sum over features that the function starts from. */
static bool put_pairing(struct sentence *sentence, const struct pair *pair)
{
    const struct similarity *function = pair->f->function;
    const size_t d = pair->telling->queries.width;
    switch (function->preparation) {
    case PREPARE_GENERAL:
        put_sum(sentence, d, general_term, pair);
        return true;
    case PREPARE_ADDITIVE:
        put_sum(sentence, pair->f->query_weight.count, hidden_term, pair);
        return true;
    case PREPARE_CONCAT:
        put_sum(sentence, pair->f->weight.count, hidden_term, pair);
        return true;
    case PREPARE_LOCATION:
        put_sum(sentence, d, location_term, pair);
        return pair->key < pair->f->weight.count;
    case PREPARE_FEATURES:
        put_sum(sentence, d, feature_term, pair);
        return true;
    default:
        break;
    }
    switch (function->pairing) {
    case PAIRING_DOT:
        put_sum(sentence, d, product_term, pair);
        return true;
    case PAIRING_SQUARED_DIFFERENCE:
        put_sum(sentence, d, squared_term, pair);
        return true;
    case PAIRING_ABSOLUTE_DIFFERENCE:
        put_sum(sentence, d, absolute_term, pair);
        return true;
    default:
        return false;
    }
}

bool put_similarity(struct sentence *sentence, const struct telling *telling, size_t row,
                    size_t key)
{
    const struct similarity_parameters *f = &telling->job->layer.attention.similarity;
    const size_t d = telling->queries.width;
    const struct pair pair = {.telling = telling,
                              .f = f,
                              .row = row,
                              .key = key,
                              .row_mean = mean(telling, &telling->queries, row),
                              .key_mean = mean(telling, &telling->key_rows, key)};
    bool written;
    switch (f->function->finish) {
    case FINISH_NOTHING:
        return put_pairing(sentence, &pair);
    case FINISH_COSINE:
        put(sentence, "(");
        written = put_pairing(sentence, &pair);
        put(sentence, ") / (sqrt(");
        put_sum(sentence, d, query_square, &pair);
        put(sentence, ") * sqrt(");
        put_sum(sentence, d, key_square, &pair);
        put(sentence, "))");
        return written;
    case FINISH_NEGATED_ROOT:
        put(sentence, "-sqrt(");
        written = put_pairing(sentence, &pair);
        put(sentence, ")");
        return written;
    case FINISH_FACTOR:
        put_number(sentence, similarity_factor(f, d));
        put(sentence, " * (");
        written = put_pairing(sentence, &pair);
        put(sentence, ")");
        return written;
    case FINISH_POLYNOMIAL:
        put(sentence, "(");
        put_number(sentence, similarity_gamma(f, d));
        put(sentence, " * (");
        written = put_pairing(sentence, &pair);
        put(sentence, ") + ");
        put_number(sentence, f->coef0);
        put(sentence, ")^%zu", f->degree);
        return written;
    default:
        return false;
    }
}

/* The scores that are normalised together with one of them. */
struct together {
    const struct telling *telling;
    size_t row, key;
    double less; /* taken from each, so that no exp is infinite */
    size_t *at;  /* of those that count, their places in telling->now */
};

static double score_at(const struct together *together, size_t index)
{
    return together->telling->now[together->at[index]];
}

static void put_exponential(struct sentence *sentence, double score, double less)
{
    put(sentence, "exp(");
    put_alone(sentence, score);
    if (less > 0 || less < 0) {
        put(sentence, " - ");
        put_number(sentence, less);
    }
    put(sentence, ")");
}

static void exponential_term(struct sentence *sentence, const void *context, size_t index)
{
    const struct together *together = context;
    put_exponential(sentence, score_at(together, index), together->less);
}

static void score_term(struct sentence *sentence, const void *context, size_t index)
{
    put_number(sentence, score_at(context, index));
}

enum { TOGETHER_MOST = 4096 };

/* Collects what is normalised with a cell: not what is masked. False if there are more than are at
 * hand. */
static bool collect(struct together *together, size_t at[TOGETHER_MOST], size_t *count)
{
    const struct telling *t = together->telling;
    const enum axis axis = t->request->axis;
    *count = 0;
    together->at = at;
    if (axis != AXIS_ROW && t->rows < t->count)
        return false;
    for (size_t i = 0; i < t->rows; i++)
        for (size_t j = 0; j < t->keys; j++) {
            const size_t place = i * t->keys + j;
            if ((axis == AXIS_ROW && i != together->row) ||
                (axis == AXIS_COLUMN && j != together->key) || t->now[place] == -INFINITY)
                continue;
            if (*count == TOGETHER_MOST)
                return false;
            at[(*count)++] = place;
        }
    return true;
}

/* exp of a score larger than this is large enough to be hard to read. */
static const double exponent_most = 100;

static void choose_less(struct together *together, size_t count)
{
    double most = -INFINITY;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, score_at(together, i));
    together->less = fabs(most) > exponent_most ? most : 0;
}

static void put_denominator(struct sentence *sentence, const struct together *together,
                            size_t count)
{
    const struct layer *layer = &together->telling->job->layer;
    const struct normalizer_parameters *n = &layer->attention.normalizer;
    put_sum(sentence, count, exponential_term, together);
    if (n->sink) {
        put(sentence, " + ");
        put_exponential(sentence,
                        layer->sinks ? layer->sinks[together->telling->head] : n->sink_score,
                        together->less);
    }
}

void put_lse(struct sentence *sentence, const struct telling *telling, size_t row)
{
    size_t at[TOGETHER_MOST], count;
    struct together together = {.telling = telling, .row = row};
    const bool two = telling->request->lse_base == BASE_TWO;
    if (!collect(&together, at, &count)) {
        put(sentence, two ? "log2(sum_j exp(s_%zuj))" : "log(sum_j exp(s_%zuj))", row + 1);
        return;
    }
    choose_less(&together, count);
    if (together.less > 0 || together.less < 0) {
        put_number(sentence, together.less);
        put(sentence, two ? "*log2(exp(1)) + " : " + ");
    }
    put(sentence, two ? "log2(" : "log(");
    put_denominator(sentence, &together, count);
    put(sentence, ")");
}

/* max(u - t, 0)^p with the threshold t that the row's largest weight shows. */
static void put_threshold(struct sentence *sentence, const struct together *together, double factor,
                          double power, size_t count)
{
    double most = -INFINITY, weight = 0;
    for (size_t i = 0; i < count; i++)
        if (score_at(together, i) > most) {
            most = score_at(together, i);
            weight = together->telling->weights[together->at[i]];
        }
    put(sentence, "max(");
    if (factor < 1 || factor > 1) {
        put_number(sentence, factor);
        put(sentence, "*");
    }
    put_number(sentence,
               together->telling->now[together->row * together->telling->keys + together->key]);
    put(sentence, " - ");
    put_number(sentence, factor * most - pow(weight, 1 / power));
    put(sentence, ", 0)");
    if (power > 1 || power < 1) {
        put(sentence, "^");
        put_number(sentence, power);
    }
}

static bool put_normalized(struct sentence *sentence, const struct telling *telling, size_t row,
                           size_t key)
{
    const struct normalizer_parameters *n = &telling->job->layer.attention.normalizer;
    size_t at[TOGETHER_MOST], count;
    struct together together = {.telling = telling, .row = row, .key = key};
    const bool all = collect(&together, at, &count);
    const double score = telling->now[row * telling->keys + key];
    switch (normalizer_kind(n)) {
    case NORMALIZER_SOFTMAX:
        if (!all)
            return false;
        choose_less(&together, count);
        put_exponential(sentence, score, together.less);
        put(sentence, " / (");
        put_denominator(sentence, &together, count);
        put(sentence, ")");
        return true;
    case NORMALIZER_SPARSEMAX:
        put_threshold(sentence, &together, 1, 1, count);
        return all && !n->log;
    case NORMALIZER_ENTMAX15:
        put_threshold(sentence, &together, 0.5, 2, count);
        return all && !n->log;
    case NORMALIZER_ENTMAX:
        put_threshold(sentence, &together, n->alpha - 1, 1 / (n->alpha - 1), count);
        return all && !n->log;
    case NORMALIZER_SIGMOID:
        put(sentence, "1 / (1 + exp(-(");
        put_number(sentence, score);
        put(sentence, " + ");
        put_number(sentence, n->sigmoid_bias);
        put(sentence, ")))");
        return true;
    case NORMALIZER_RELU:
        put(sentence, "max(");
        put_number(sentence, score);
        put(sentence, ", 0) / %zu", n->relu_divisor);
        return true;
    case NORMALIZER_LINEAR:
        put_number(sentence, score);
        put(sentence, " / (");
        put_sum(sentence, count, score_term, &together);
        put(sentence, ")");
        return all;
    case NORMALIZER_NONE:
        put_number(sentence, score);
        return true;
    default:
        return false;
    }
}

bool put_weight(struct sentence *sentence, const struct telling *telling, size_t row, size_t key)
{
    const bool log = telling->job->layer.attention.normalizer.log;
    put(sentence, log ? "log(" : "");
    const bool written = put_normalized(sentence, telling, row, key);
    put(sentence, log ? ")" : "");
    return written;
}

/* What the steps of --explain share: the numbers at hand, and how they are shown. */
#ifndef ATTN_RUN_TELLING_H
#define ATTN_RUN_TELLING_H

#include "run/job.h"
#include "table/listing.h"

/* A matrix of more rows or columns is shown by its first ones. */
enum { SHOWN_WHOLE = 8, SHOWN_FIRST = 6 };

/* A sum of more terms is written with dots in it. */
enum { TERMS_WHOLE = 8, TERMS_FIRST = 3 };

/* Of more heads the first one is told of. */
enum { HEADS_TOLD = 4 };

struct telling {
    const struct request *request;
    const struct job *job; /* NULL where there are only weights and a sequence */
    struct listing *out;
    int digits;
    size_t head;  /* the one that is told of */
    size_t rows;  /* the queries told of, the first of */
    size_t count; /* so many */
    size_t keys;
    const struct labels *row_names, *key_names;
    struct query_block block;      /* these queries */
    struct rows queries, key_rows; /* of the head, as the similarity takes them */
    double *before, *now;          /* rows x keys: scores before the step and after it */
    double *weights;               /* rows x keys: a_ij */
};

/* What there is of numbers: rows x columns of them, the first of `count` rows. */
struct shown {
    const void *data;
    enum precision precision;
    size_t rows, count, columns, stride;
    const struct labels *row_names, *column_names; /* empty: none */
};

/* Opens the output for the request, with its digits, and tells how numbers are counted and shown.
 * To be closed even after a failure. */
enum status telling_open(struct telling *telling, const struct request *request,
                         struct error *error);
enum status telling_close(struct telling *telling, enum status status, struct error *error);

/* How many of `count` rows or columns are shown. */
size_t shown_of(size_t count);

/* A matrix, indented; names where it has them. */
void tell_matrix(const struct telling *telling, const struct shown *shown);

/* The same of a matrix with its own names, of which the first rows of `count` are there. */
void tell_first(const struct telling *telling, const struct matrix *matrix, size_t count);
void tell_table(const struct telling *telling, const struct matrix *matrix);

/* Rows start .. start + count of a block join those kept to be told of, as far as they are shown.
 */
enum status tell_later(struct matrix *first, const struct matrix *block, size_t start, size_t count,
                       struct error *error);

/* A line of words, broken at blanks where it is longer than 79 columns: what follows is indented.
 */
void tell_line(const struct telling *telling, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same after a blank line: a step begins. */
void tell_step(const struct telling *telling, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A step that is an option: "--softcap: C tanh(s_ij / C) (Gemma 2)". */
void tell_option(const struct telling *telling, const char *option);

/* A formula being written out in numbers. */
struct sentence {
    char text[4000];
    size_t length;
    int digits;
    enum precision precision;
};

void put(struct sentence *sentence, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A number as it is shown; put_number has it in brackets if it has a sign. */
void put_alone(struct sentence *sentence, double number);
void put_number(struct sentence *sentence, double number);

/* "(a - b)". */
void put_minus(struct sentence *sentence, double a, double b);

/* Terms 0 .. count of a sum; `term` writes one. */
void put_sum(struct sentence *sentence, size_t count,
             void (*term)(struct sentence *sentence, const void *context, size_t index),
             const void *context);

/* Numbers that lie `step` apart. */
struct list {
    const void *data;
    enum precision precision;
    size_t step;
};

/* Column `column` of the run's rows; number `index` of a list. */
struct list list_of(const struct telling *telling, const struct rows *rows, size_t column);
double list_number(const struct list *list, size_t index);

/* The sum of the products of the numbers of two lists. */
struct products {
    struct list a, b;
};
void put_products(struct sentence *sentence, size_t count, const struct products *products);

/* "S_11"; from 10 on "S_1,10". Counts from 0 here, as all do. */
void put_cell(struct sentence *sentence, const char *name, size_t row, size_t column);

/* A number of the run's rows. */
double rows_number(const struct telling *telling, const struct rows *rows, size_t row,
                   size_t column);

struct sentence sentence_new(const struct telling *telling);

/* Ends it with " = NUMBER" and prints it as a line. */
void tell_equation(const struct telling *telling, struct sentence *sentence, double result);

/* f(x_i, y_j) in numbers, of the head's queries and keys. False for a function that has no such
 * form. */
bool put_similarity(struct sentence *sentence, const struct telling *telling, size_t row,
                    size_t key);

/* a_ij in numbers, of telling->now and telling->weights. */
bool put_weight(struct sentence *sentence, const struct telling *telling, size_t row, size_t key);

/* log sum_j exp(s_ij) in numbers. */
void put_lse(struct sentence *sentence, const struct telling *telling, size_t row);

#endif

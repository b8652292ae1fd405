/* Runs of numbers to text. */
#ifndef ATTN_TABLE_DECIMAL_MANY_H
#define ATTN_TABLE_DECIMAL_MANY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/precision.h"
#include "table/decimal/decimal.h"

/* What separates the numbers of a matrix: a line end after the last of each row, a delimiter after
 * the others. */
struct separators {
    char delimiter;
    size_t columns; /* of a row */
    size_t column;  /* of the next number */
};

/* Numbers of either precision, one after another; borrowed. */
struct numbers {
    const void *data;
    enum precision precision;
};

/* Those from the one numbered `count` on. */
static inline struct numbers numbers_after(struct numbers numbers, size_t count)
{
    const char *data = (const char *)numbers.data;
    return (struct numbers){data + count * precision_size(numbers.precision), numbers.precision};
}

/* Writes `count` numbers as decimal_write_double and decimal_write_single do, what separates them
 * after each, and returns the end. `out` has room for DECIMAL_ROOM + 1 bytes a number. */
char *decimal_many(struct numbers numbers, size_t count, struct separators *separators, char *out);

/* The same as decimal_write_digits does with `digits`. */
char *decimal_many_rounded(struct numbers numbers, int digits, size_t count,
                           struct separators *separators, char *out);

/* Writes the one numbered `at` alone, without what separates it. */
static inline char *decimal_one(struct numbers numbers, size_t at, char *out)
{
    if (numbers.precision == PRECISION_DOUBLE)
        return out + decimal_write_double(((const double *)numbers.data)[at], out);
    return out + decimal_write_single(((const float *)numbers.data)[at], out);
}

static inline char *decimal_one_rounded(struct numbers numbers, size_t at, int digits, char *out)
{
    return out +
           decimal_write_digits(precision_get(numbers.data, numbers.precision, at), digits, out);
}

/* Builds of both for an instruction set, the fastest first, then one of NULLs. They write
 * as many of the numbers as come in whole batches; *count becomes what is left. */
struct decimal_batches {
    bool (*runs)(void); /* on this machine */
    char *(*write)(struct numbers numbers, size_t *count, struct separators *separators, char *out);
    char *(*round)(struct numbers numbers, int digits, size_t *count, struct separators *separators,
                   char *out);
};
extern const struct decimal_batches decimal_batches[];
char *decimal_many_avx512(struct numbers numbers, size_t *count, struct separators *separators,
                          char *out);
char *decimal_many_avx2(struct numbers numbers, size_t *count, struct separators *separators,
                        char *out);
char *decimal_rounded_avx2(struct numbers numbers, int digits, size_t *count,
                           struct separators *separators, char *out);

/* Puts what comes after a number. */
static inline char *separators_put(struct separators *separators, char *out)
{
    bool last = ++separators->column == separators->columns;
    separators->column = last ? 0 : separators->column;
    *out = last ? '\n' : separators->delimiter;
    return out + 1;
}

#endif

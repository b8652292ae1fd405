/* Runs of numbers to text. */
#ifndef ATTN_TABLE_DECIMAL_MANY_H
#define ATTN_TABLE_DECIMAL_MANY_H

#include <stdbool.h>
#include <stddef.h>

/* What separates the numbers of a matrix: a line end after the last of each row, a delimiter after
 * the others. */
struct separators {
    char delimiter;
    size_t columns; /* of a row */
    size_t column;  /* of the next number */
};

/* Writes `count` numbers as decimal_write_double and decimal_write_single do, what separates them
 * after each, and returns the end. `out` has room for DECIMAL_ROOM + 1 bytes a number. */
char *decimal_many_double(const double *values, size_t count, struct separators *separators,
                          char *out);
char *decimal_many_single(const float *values, size_t count, struct separators *separators,
                          char *out);

/* A build of these for an instruction set. Its functions write as many of the numbers as come in
 * whole batches; *count becomes what is left. */
struct decimal_batches {
    bool (*runs)(void); /* on this machine */
    char *(*write_doubles)(const double *values, size_t *count, struct separators *separators,
                           char *out);
    char *(*write_singles)(const float *values, size_t *count, struct separators *separators,
                           char *out);
};

/* Whether this machine runs these builds. In a file of their own: what is compiled for a machine
 * must not ask. */
bool decimal_avx512_runs(void);
bool decimal_avx2_runs(void);

/* All builds, the fastest first, then NULL. */
extern const struct decimal_batches *const decimal_batches[];

/* Puts what comes after a number. */
static inline char *separators_put(struct separators *separators, char *out)
{
    bool last = ++separators->column == separators->columns;
    separators->column = last ? 0 : separators->column;
    *out = last ? '\n' : separators->delimiter;
    return out + 1;
}

#endif

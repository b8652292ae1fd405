/* A table of texts and the many ways to write it as CSV that mean the same. */
#ifndef ATTN_TESTS_TEXTS_H
#define ATTN_TESTS_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

/* Cells row by row, without quotes, blanks or line ends. */
struct texts {
    size_t rows, columns; /* the header row and the label column counted */
    char **cells;
    bool header, labels;
};

enum dialect { DIALECT_COMMAS, DIALECT_BLANKS, DIALECT_NO_QUOTES, DIALECT_DECIMAL_COMMAS };

/* How a texts is written. */
struct style {
    enum dialect dialect;
    const char *line_end;
    bool mark;      /* a byte order mark */
    bool quotes;    /* every field in quotes */
    bool blanks;    /* blanks round fields */
    bool plus;      /* a + before numbers that have no sign */
    bool no_end;    /* no final newline */
    bool blank_end; /* blank lines at the end */
};

/* One cell spoilt: `byte` is put in before its byte `at`. */
struct spoil {
    size_t row, column, at;
    char byte;
};

/* A texts of random shape with numbers in many forms. */
struct texts *texts_random(void);

/* The texts in a file that has no quotes in it, its first row a header. NULL: no such file. */
struct texts *texts_load(const char *path);

void texts_free(struct texts *texts);

/* The text of it, with its length; `spoil` may be NULL. Free it. */
char *texts_write(const struct texts *texts, const struct style *style, const struct spoil *spoil,
                  size_t *length);

/* A style by the bits of a number. */
struct style style_of(unsigned number);

char delimiter_of(const struct style *style);

/* Pseudo-random: the same in every run. */
unsigned random_below(unsigned limit);

#endif

/* What the first rows of a file show: the cells of the very first, and of those below it how many
 * of each column are numbers, names, missing or none of these. Judges nothing; see layout.h. */
#ifndef ATTN_TABLE_EVIDENCE_H
#define ATTN_TABLE_EVIDENCE_H

#include <stdint.h>

#include "table/cell.h"
#include "table/near.h"
#include "table/splitter.h"

/* Kinds of columns, by what most of their cells are, missing ones aside; for numbers half of them
 * is enough. */
enum kind { KIND_EMPTY, KIND_NUMBERS, KIND_NAMES, KIND_NEITHER };

/* How many cells of a column are of each kind. */
struct tally {
    uint32_t numbers, names, missing, near;
    uint32_t words;  /* of the numbers, those that are yes, no and the like in a mask */
    size_t width;    /* numbers in the first cell that is a vector in brackets; 0: none is */
    uint32_t commas; /* of those near a number, the ones that have a decimal comma */
};

/* The delimiters that a file may have without --delimiter. */
enum { EVIDENCE_DELIMITERS = 4 };
extern const char evidence_delimiters[EVIDENCE_DELIMITERS];

/* Owns its memory. */
struct evidence {
    const struct reader_options *options; /* borrowed */
    struct splitter splitter;
    size_t rows;           /* that were whole */
    size_t line;           /* of the first of them */
    struct labels first;   /* its cells */
    bool first_quoted;     /* every one of them is in quotes */
    size_t quoted, bare;   /* rows below it that are in quotes throughout; without a quote, field 1
                              aside */
    size_t unquoted;       /* rows below it without any quote */
    bool all_start_quoted; /* every row so far begins with a quote */
    bool inner_comma;      /* a cell, so a quoted one, is a number with a decimal comma */
    bool first_grouped;    /* it may be one number with commas between its thousands */
    size_t grouped; /* rows below it of which that holds, counted while it holds of every row */
    enum thousands thousands; /* the greatest of all that were looked at */
    bool points, decimals; /* between semicolons: numbers may have points between their thousands;
                              others have none of these, but a point */
    size_t second;         /* fields of the second row */
    size_t second_line;    /* its line */
    size_t second_names;   /* its cells that are names, the first cell aside */
    bool second_numbers;   /* it has a number */
    size_t others;         /* rows after it that have another number of fields, of those that were
                              looked at whole */
    struct tally *below; /* a tally of each column, the first row aside: of the first column in all
                            rows, of the others at least in the first of these rows */
    size_t columns;      /* how many columns there is room for */
    size_t empty;        /* empty fields in a row just before the field at hand, and with it */
    size_t tail;         /* fields at the end that are empty in every row below the first */
    size_t wholes, fractions; /* of the row at hand, the numbers that are whole, and are not */
    size_t lead;              /* rows at the beginning, two at most, of nothing but whole numbers */
    size_t decided;           /* rows below these without any whole number */
    bool mixed;               /* below these a row has whole numbers, or names */
    double pair[2], last[2];  /* the numbers in columns 1 and 2, and in the row above; NaN: none */
    double origin;            /* what column 2 begins with */
    size_t steps, turns;      /* rows where column 2 counts on; where column 1 counts on, and column
                                 2 begins again */
    bool strays;              /* there are other rows */
    size_t gaps;              /* empty fields of the row at hand */
    size_t full_line; /* the line of the second or a later row without an empty field; 0: no such
                         row has been seen */
    bool counted;     /* the numbers of the first row are 0, 1, 2, ..., written in this way */
    bool rising;      /* they are whole, each larger than the one before */
    bool fraction[2]; /* below it is a number that is not whole: in column 1, in another */
    bool no_year;     /* below it is a number that is no year */
    bool distinct;    /* the numbers of the first column are whole, and no two are the same */
    double *ids;      /* these numbers; room for EVIDENCE_ROWS */
    size_t id_count;
    size_t delimited[EVIDENCE_DELIMITERS]; /* cells of the first column below the first row
                                                    that have this delimiter beside a digit */
    size_t blanks;    /* cells of the first column that end with a blank and digits */
    size_t cells;     /* looked at */
    const char *text; /* of the fragment being fed */
    size_t length;
};

/* A sample is this many rows or bytes, whichever comes first, but at least one whole row. */
enum { EVIDENCE_ROWS = 1000, EVIDENCE_BYTES = 1 << 20 };

enum status evidence_open(struct evidence *evidence, const char *name,
                          const struct reader_options *options, struct error *error);

/* Takes the next fragment of the file, all of it, as splitter_feed does. */
enum status evidence_feed(struct evidence *evidence, const struct fragment *fragment,
                          struct error *error);

/* The end of the file. */
enum status evidence_end(struct evidence *evidence, struct error *error);

/* The kind of a column, counted from 1; with the first row's cell or without it. */
enum kind evidence_kind(const struct evidence *evidence, size_t field, bool with_first);

/* How many numbers the first vector in a column has, 0 if there is none. */
size_t evidence_width(const struct evidence *evidence, size_t field);

/* What a cell of the first row, counted from 1, is. */
enum cell evidence_cell(const struct evidence *evidence, size_t field);

/* Whether the text has the delimiter beside a digit, perhaps with blanks between them. */
bool evidence_has_delimiter(const char *text, size_t length, char delimiter);

void evidence_close(struct evidence *evidence);

#endif

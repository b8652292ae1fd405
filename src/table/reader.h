/* CSV text to labelled matrices, whole or block by block as the rows come. libcsv in strict mode
 * (CSV_STRICT | CSV_STRICT_FINI) defines the dialect. */
#ifndef ATTN_TABLE_READER_H
#define ATTN_TABLE_READER_H

#include "base/error.h"
#include "base/threads.h"
#include "table/matrix.h"

enum setting { SETTING_AUTO, SETTING_YES, SETTING_NO };

/* What becomes of an empty, NA or NaN cell. DROP flags the row in matrix.dropped and leaves NaN in
 * the cell: the caller decides what else goes with the row. */
enum missing { MISSING_ERROR, MISSING_DROP, MISSING_ZERO, MISSING_KEEP };

/* What a first row is that has an empty cell before numbers, with header auto: a row of data; a
 * header if the numbers are 0, 1, 2 ...; or a header in any case. */
enum corner { CORNER_DATA, CORNER_COUNTS, CORNER_HEADER };

/* What a quote is. AUTO: a field may stand in quotes, and one that seems to have swallowed a row is
 * an error. DOUBLE: the same without that error. NONE: a quote is a byte like any other. */
enum quote { QUOTE_AUTO, QUOTE_DOUBLE, QUOTE_NONE };

/* Which option chooses the features: --columns, --key-columns, --value-columns. */
enum use { USE_FEATURES, USE_KEYS, USE_VALUES };

/* What stands before the decimals of a number. */
enum decimal_mark { DECIMAL_POINT, DECIMAL_COMMA };

struct reader;

struct reader_options {
    enum precision precision;
    char delimiter; /* '\0': the reader finds it; ' ': any run of blanks and tabs */
    bool guessed;   /* the reader has found the delimiter */
    char comment;   /* lines that start with it are passed over; '\0': none */
    size_t skip;    /* how many lines are passed over before anything else */
    enum quote quote;
    enum decimal_mark decimal;
    enum setting header, labels;
    const char *label; /* with labels yes: the column that holds them; NULL: the first */
    enum corner corner;
    enum missing missing;
    const char *na;      /* more spellings of a missing value, a comma between each two; or NULL */
    bool whole;          /* the file is read whole: a pause in a stream ends no sample */
    bool side_file;      /* no sequence, but a file that goes with them: messages advise neither
                            --missing=drop nor --columns */
    const char *binary;  /* every number has to be 1 or 0: how messages say so; NULL: any may be */
    const char *columns; /* the features, as selection.h reads a list; NULL: every column */
    bool no_features;    /* none: the text alone is wanted */
    const char *texts[TEXT_KINDS]; /* the columns whose text is kept, which are no features (but
                                      for those of TEXT_CELL that are listed as such); NULL: none */
    bool keep_text;                /* columns that hold no numbers are kept as TEXT_CELL */
    bool stray_cells;    /* those of TEXT_CELL are not wanted, and need not be there, as below */
    bool stray_class;    /* the classes are not wanted: the column is left out where it is there; */
    size_t class_of;     /* by its number only in a file of so many columns; SIZE_MAX: in any */
    char row;            /* the whole row's text is kept, with this between its cells: as it stands
                            where that is the delimiter; '\0': it is not */
    enum use use;        /* for messages */
    bool may_be_classes; /* for messages: --classes may name one of them */
    size_t max_memory;   /* bytes the matrix may take; 0: no bound */
    size_t held;         /* bytes of these that other matrices have taken */
    size_t span;       /* > 0: rows are shared out, so many to each rank in turn (base/ranks.h), and
                          the numbers of others' are not kept when all rows are read */
    struct pool *pool; /* borrowed; parses large blocks; NULL: the calling thread alone */
    size_t block;      /* bytes of text read at a time; 0: a good size */
    void (*arrived)(const struct reader *); /* called when more of the file has come; NULL: none */
    bool libcsv_only; /* no short cuts: the oracle that the fast paths are tested against */
};

/* Opens `path` ("-": standard input). Nothing is read yet. */
enum status reader_open(struct reader **reader, const char *path,
                        const struct reader_options *options, struct error *error);

/* The file as messages name it: the path, or "(stdin)". */
const char *reader_name(const struct reader *reader);

/* The next rows, at least one and at most `max_rows`, without waiting for more than have come:
 * replaces the rows and row labels of `block`, and sets its columns and column labels at the first
 * call. rows == 0: the end of the file. A file without any data row is an error at the first
 * call. */
enum status reader_next(struct reader *reader, size_t max_rows, struct matrix *block,
                        struct error *error);

/* All rows that are left, after those that `matrix` holds from reader_next, if any. */
enum status reader_all(struct reader *reader, struct matrix *matrix, struct error *error);

/* After the first rows: whether a header row was found. */
bool reader_has_header(const struct reader *reader);

/* The columns' names as they stand in the header, in order and with the label column's; none
 * without a header. The header's own text, as the rows' is kept. How many columns there are. Which
 * of them, from 1, is the one of a kind of text; 0: none. */
const struct labels *reader_header(const struct reader *reader);
const char *reader_header_row(const struct reader *reader, size_t *length);
size_t reader_fields(const struct reader *reader);
size_t reader_text_field(const struct reader *reader, enum text_kind kind);

/* The column of the file, from 1, that column `index` of the matrix is, from 0. */
size_t reader_field(const struct reader *reader, size_t index);

/* The column of labels, from 1; 0: there is none. */
size_t reader_label(const struct reader *reader);

/* The column of the file, from 1, whose text is number `index` of a row's of TEXT_CELL. */
size_t reader_cell_field(const struct reader *reader, size_t index);

/* A column that was asked for: numbers, or with keep_text text. */
struct reader_column {
    size_t field; /* of the file, from 1 */
    bool is_text;
    size_t index; /* its place in a row of the matrix, or among the row's texts of TEXT_CELL */
};

/* All of them, in order. The caller owns them; NULL if there is no memory. */
struct reader_column *reader_columns(const struct reader *reader, size_t *count);

/* What a note says of the reading, where it fits the file, but another may, too; NULL: nothing. */
const char *reader_doubt(const struct reader *reader);

/* How many rows had a missing cell that --missing=drop is to drop; the lines of the first three. */
enum { READER_DROPPED_SHOWN = 3 };
size_t reader_dropped(const struct reader *reader, size_t lines[READER_DROPPED_SHOWN]);

/* Appends to the text how the file is read, and the evidence for it. */
void reader_describe(const struct reader *reader, struct error *text);

/* How much of the file has been read, 0 to 1; NaN where it is no regular file. */
double reader_share(const struct reader *reader);

void reader_close(struct reader *reader);

#endif

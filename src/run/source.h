/* Rows as a stage needs them: streamed from a file block by block, or read whole first. */
#ifndef ATTN_RUN_SOURCE_H
#define ATTN_RUN_SOURCE_H

#include "command/request.h"
#include "table/matrix.h"

/* A file being read. Owns the reader and the matrix; all zero (plus a precision) is closed. */
struct source {
    const char *name; /* as messages name the file */
    struct reader *reader;
    struct matrix matrix; /* the block at hand, or all rows */
    bool whole;           /* `matrix` holds all rows */
    bool pending;         /* `matrix` holds a block that source_next has not given out */
    size_t next;          /* rows given out so far */
    size_t dropped;       /* rows that --missing=drop took out so far */
    struct labels gone;   /* their texts, where those of rows are kept, until they are written */
    size_t *gone_places;  /* owned: the rows of the file, from 0, that they are */
    size_t gone_room, gone_next; /* the first that is to be written */
    size_t read, taken; /* rows of the file before the matrix's first, and up to its last: what
                           lies between the places of two rows of the matrix was dropped */
    size_t *places;     /* owned: the row of the file, from 0, that each row of the matrix is; NULL:
                           none was taken out of them */
    const struct fitting *fitting; /* what the rows of a block become; NULL: they stay. Borrowed */
};

/* A block of rows given out. */
struct source_block {
    size_t first;         /* its first row's place in the file; of none, the rows there were */
    const size_t *places; /* the place of each, ascending; NULL: first, first + 1 ... */
    size_t index;         /* how many rows were given out before it */
    size_t start, count;  /* its rows in `matrix` */
    const struct matrix *matrix; /* of the source; may be written to */
};

/* The place in the file of a row of the block. */
static inline size_t source_block_place(const struct source_block *block, size_t row)
{
    return block->places ? block->places[row] : block->first + row;
}

/* Opens the file and reads its first row, so that matrix.columns and the labels are known. */
enum status source_open(struct source *source, const char *path, const struct request *request,
                        struct pool *pool, struct error *error);

/* What the columns of a file are for, as in struct reader_options. */
struct columns {
    const char *features, *texts[TEXT_KINDS];
    bool no_features, keep_text, stray_cells, stray_class;
    size_t class_of;
    char row;
    enum use use;
    bool may_be_classes;
};

/* The same, with some of the file's columns. */
enum status source_open_columns(struct source *source, const char *path, struct columns columns,
                                const struct request *request, struct pool *pool,
                                struct error *error);

/* Reads all rows that are left; --missing=drop only flags the rows (matrix.dropped). */
enum status source_read_all(struct source *source, struct error *error);

/* The next rows, at most `most`; count 0 at the end. Drops what --missing=drop flags; a source of
 * which that leaves nothing fails. */
enum status source_next(struct source *source, size_t most, struct source_block *block,
                        struct error *error);

/* The row of the file, from 0, that a row of the matrix is. */
size_t source_place(const struct source *source, size_t row);

/* Notes how many rows --missing=drop took out, and where the first of them stood; `role`, if it is
 * not empty, tells what they were. */
void source_note_dropped(const struct source *source, const char *role);

/* The text of the next row that was taken out and stands before row `place` of the file; NULL if
 * none does. */
const char *source_next_gone(struct source *source, size_t place, size_t *length);

/* Takes out the rows whose flag is not 0, and counts them; there is one flag per row. */
enum status source_remove(struct source *source, const unsigned char *flags, struct error *error);

/* Fails with the message that --missing=drop leaves nothing of the source. */
enum status source_none_left(const struct source *source, struct error *error);

/* Goes back to the first row of a source that was read whole. */
void source_rewind(struct source *source);

/* How much has been given out, 0 to 1, about; NaN where that is unknown. */
double source_share(const struct source *source);

void source_close(struct source *source);

#endif

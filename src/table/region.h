/* A stretch of whole lines, scanned for rows of plain numbers by all workers at once. */
#ifndef ATTN_TABLE_REGION_H
#define ATTN_TABLE_REGION_H

#include "base/threads.h"
#include "table/scan.h"

enum { REGION_PIECES = 64 };

/* Lines that one worker scans. */
struct piece {
    const char *text, *end;
    size_t lines;     /* so many of them */
    size_t first;     /* the rows of the pieces before, if every line is one */
    size_t rows;      /* rows of plain numbers at its beginning */
    const char *rest; /* the line after those */
};

struct region {
    const struct scan_format *format; /* borrowed, as all pointers here are */
    struct pool *pool;                /* NULL: the calling thread alone */
    const char *text, *end;
    struct piece pieces[REGION_PIECES];
    size_t count, step; /* of pieces, and the bytes that each is given */
    size_t lines;
    void *out;               /* rows go here in order: room for `lines` of them */
    struct scan_note *notes; /* theirs, or NULL */
    void (*besides)(void *); /* something else to do meanwhile, NULL: nothing */
    void *besides_context;
};

/* Cuts text..end, which ends with LF, and counts its lines. */
void region_cut(struct region *region, const char *text, const char *end);

/* Scans the lines. Returns the number of rows that stand before the first line that is none, and
 * that line in *rest (the end, if there is none). */
size_t region_scan(struct region *region, const char **rest);

#endif

/* Lines scanned in parallel; see region.h. */
#include "table/region.h"

#include <string.h>

/* A piece smaller than this is not worth a worker's waking up. */
enum { LEAST_PIECE = 1 << 14, PIECES_A_WORKER = 16 };

static void run(struct region *region, size_t turns, pool_body *body)
{
    if (region->pool && turns > 1)
        pool_run(region->pool, turns, body, region);
    else
        for (size_t i = 0; i < turns; i++)
            body(region, i, 0);
}

/* Where the piece `index` begins: the first line that begins at or after its share of the text. */
static const char *cut(const struct region *region, size_t index)
{
    if (index == 0)
        return region->text;
    if (index == region->count)
        return region->end;
    const char *before = region->text + index * region->step - 1;
    return (const char *)memchr(before, '\n', (size_t)(region->end - before)) + 1;
}

static void count_piece(void *context, size_t index, size_t worker)
{
    (void)worker;
    struct region *region = context;
    struct piece *piece = &region->pieces[index];
    piece->text = cut(region, index);
    piece->end = cut(region, index + 1);
    piece->lines = scan_count_lines(piece->text, piece->end);
}

void region_cut(struct region *region, const char *text, const char *end)
{
    size_t length = (size_t)(end - text);
    size_t width = region->pool ? pool_width(region->pool) : 1;
    size_t wanted = width > 1 ? width * PIECES_A_WORKER : 1;
    if (wanted > REGION_PIECES)
        wanted = REGION_PIECES;
    if (wanted > length / LEAST_PIECE)
        wanted = length / LEAST_PIECE ? length / LEAST_PIECE : 1;
    region->text = text;
    region->end = end;
    region->count = wanted;
    region->step = length / wanted;
    run(region, region->count, count_piece);
    region->lines = 0;
    for (size_t i = 0; i < region->count; i++) {
        region->pieces[i].first = region->lines;
        region->lines += region->pieces[i].lines;
    }
}

static void scan_piece(void *context, size_t index, size_t worker)
{
    (void)worker;
    struct region *region = context;
    if (region->besides && index-- == 0) {
        region->besides(region->besides_context);
        return;
    }
    struct piece *piece = &region->pieces[index];
    const struct scan_format *format = region->format;
    size_t row_size = format->columns * precision_size(format->precision);
    piece->rest = scan_rows(format, piece->text, piece->end, piece->lines,
                            (char *)region->out + piece->first * row_size,
                            region->notes ? region->notes + piece->first : NULL, &piece->rows);
}

size_t region_scan(struct region *region, const char **rest)
{
    run(region, region->count + (region->besides != NULL), scan_piece);
    size_t rows = 0;
    for (size_t i = 0; i < region->count; i++) {
        const struct piece *piece = &region->pieces[i];
        rows += piece->rows;
        *rest = piece->rest;
        if (piece->rest < piece->end)
            break;
    }
    return rows;
}

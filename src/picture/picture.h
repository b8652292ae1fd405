/* What a picture shows, and the forms in which it can be drawn. Queries are rows, keys columns. */
#ifndef ATTN_PICTURE_PICTURE_H
#define ATTN_PICTURE_PICTURE_H

#include "picture/grid.h"
#include "picture/sheet.h"
#include "table/labels.h"

/* One matrix. Owns the grid and the row labels. */
struct panel {
    char title[32]; /* "head 3"; "": none */
    struct grid grid;
    struct labels row_labels; /* one a row of the grid: that of its first query; or none */
    const struct labels *column_labels; /* one a key, or none; borrowed */
};

enum { PICTURE_NUMBER = 24 }; /* room for picture_number */

/* Panels drawn on one scale, each of a row and a column at least. */
struct picture {
    const struct panel *panels;
    size_t count;
    const char *title;
    double low, high; /* the scale; low == high: chosen by picture_scale */
};

/* Chooses the scale, if none is set, for the panels' grids as they are drawn: from 0, or the least
 * value if that is below, to the greatest. */
void picture_scale(struct picture *picture, const struct grid *grids);

/* Where on the scale a value stands, 0 to 1. */
double picture_share(const struct picture *picture, double value);

/* The value that stands there. */
double picture_value(const struct picture *picture, double share);

/* A number of the scale in three significant digits, without an exponent where it has few more
 * before the point. Returns `text`. */
const char *picture_number(double value, char text[PICTURE_NUMBER]);

/* The name of the query, or the key, at a position of the matrix, in at most `columns` columns: its
 * label, or the position itself. Where cells join several queries only the first has one. */
void panel_query(const struct panel *panel, size_t position, size_t columns, bool ascii,
                 struct sheet *sheet);
void panel_key(const struct panel *panel, size_t position, size_t columns, bool ascii,
               struct sheet *sheet);

/* How many columns the longest name takes. */
size_t panel_query_width(const struct panel *panel);
size_t panel_key_width(const struct panel *panel);

/* One sentence on what a cell of the (joined) grid stands for; "" if for one number. */
const char *picture_pooling(const struct grid *grid, char *text, size_t size);

enum colours { COLOURS_NONE, COLOURS_256, COLOURS_TRUE };

/* How text is to look. */
struct text_style {
    enum colours colours;
    bool blocks;  /* the Unicode blocks may be used; else ASCII alone */
    bool unicode; /* labels may use Unicode */
    size_t width; /* columns there are */
};

/* Draws the picture as lines of text. */
void picture_text(const struct picture *picture, const struct text_style *style,
                  struct sheet *sheet);

/* Draws the picture as an SVG 1.1 file that needs nothing else, for light and dark backgrounds. */
void picture_svg(const struct picture *picture, struct sheet *sheet);

#endif

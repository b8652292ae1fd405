/* What a picture shows, and the forms in which it can be drawn. */
#ifndef ATTN_PICTURE_PICTURE_H
#define ATTN_PICTURE_PICTURE_H

#include "picture/grid.h"
#include "picture/palette.h"
#include "picture/sheet.h"
#include "table/labels.h"

/* One matrix. Owns the grid and the row labels. */
struct panel {
    char title[32]; /* "head 3"; "": none */
    struct grid grid;
    struct labels row_labels;           /* one a row of the grid: that of its first row; or none */
    const struct labels *column_labels; /* one a column, or none; borrowed */
};

enum {
    PICTURE_NUMBER = 24, /* room for picture_number */
    PICTURE_TICKS = 8,   /* and for picture_ticks */
};

/* A cell as it was drawn: the first one with a number, of the first panel. */
struct drawn {
    size_t down, across;            /* the cell of the picture */
    size_t row, column;             /* of the matrix, the first that it stands for, */
    size_t rows, columns;           /* and how many; 0: no cell has a number */
    double value, low, high, shade; /* the number, the scale, and where in the palette it is */
    enum palette palette;
};

/* Panels drawn on one scale, each of a row and a column at least. */
struct picture {
    const struct panel *panels;
    size_t count;
    const char *title;
    bool attention;      /* rows are queries and columns keys, and called so */
    int digits;          /* significant ones of numbers; 0: as few as show the scale */
    double low, high;    /* the scale; low == high: chosen by picture_scale */
    struct drawn *drawn; /* what picture_text tells of its first cell; or NULL */
};

/* "row", "column", "rows", "columns", or what they are called in attention. */
const char *picture_row(const struct picture *picture, bool many);
const char *picture_column(const struct picture *picture, bool many);

/* Chooses the scale, if none is set, for the panels' grids as they are drawn (NULL: as they are):
 * from 0 to the value farthest from it; where values have two signs, as far to the other side. */
void picture_scale(struct picture *picture, const struct grid *grids);

/* Where on the scale a value stands, 0 to 1; and the value that stands there. */
double picture_share(const struct picture *picture, double value);
double picture_value(const struct picture *picture, double share);

/* The palette of the scale, and where in it a value stands, 0 to 1: in a diverging one 0 is in the
 * middle whatever the scale's ends are. */
enum palette picture_palette(const struct picture *picture);
double picture_shade(const struct picture *picture, double value);

/* Round numbers on the scale, from low to high: 1, 2 or 5 times a power of ten apart. Returns how
 * many. */
size_t picture_ticks(const struct picture *picture, double ticks[PICTURE_TICKS]);

/* An end of the scale in picture->digits, or three, significant digits, without an exponent where
 * it has few more before the point. Returns `text`. */
const char *picture_number(const struct picture *picture, double value, char text[PICTURE_NUMBER]);

/* A cell's number without a leading 0 (".93"): with as many decimals as the greatest number of the
 * scale has in picture->digits, or two, significant digits; fewer where they do not fit into `room`
 * columns; "" if not even its whole part does. Returns its length. */
size_t picture_cell(const struct picture *picture, double value, size_t room,
                    char text[PICTURE_NUMBER]);

/* The columns that cells' numbers take with all their digits, and at least; 0: too many. */
size_t picture_cell_most(const struct picture *picture);
size_t picture_cell_least(const struct picture *picture);

/* The name of the row, or the column, at a position of the matrix, in at most `columns` columns:
 * its label, or the position itself. Where cells join several rows only the first has one. */
void panel_row(const struct panel *panel, size_t position, size_t columns, bool ascii,
               struct sheet *sheet);
void panel_column(const struct panel *panel, size_t position, size_t columns, bool ascii,
                  struct sheet *sheet);

/* How many columns the longest name takes. */
size_t panel_row_width(const struct panel *panel);
size_t panel_column_width(const struct panel *panel);

/* "3 rows, 4 columns", or "rows: 3 queries; columns: 4 keys"; and how cells of the grids that stand
 * for no number look, if there are any. */
void picture_sizes(const struct picture *picture, const struct grid *grids, const char *blank,
                   struct sheet *sheet);

/* One sentence on what a cell of the (joined) grid stands for; "" if for one number. */
const char *picture_pooling(const struct picture *picture, const struct grid *grid, char *text,
                            size_t size);

enum colours { COLOURS_NONE, COLOURS_256, COLOURS_TRUE };

/* How text is to look. */
struct text_style {
    enum colours colours;
    bool blocks;   /* the Unicode blocks may be used; else ASCII alone */
    bool unicode;  /* labels may use Unicode */
    size_t width;  /* columns there are */
    size_t height; /* lines there are for a panel and what goes with it; 0: any number */
};

/* Draws the picture as lines of text. */
void picture_text(const struct picture *picture, const struct text_style *style,
                  struct sheet *sheet);

/* Draws the picture as an SVG 1.1 file that needs nothing else. Put into a page, neither's styles
 * reach the other. `width` in pixels, 0: its own. */
void picture_svg(const struct picture *picture, enum theme theme, size_t width,
                 struct sheet *sheet);

#endif

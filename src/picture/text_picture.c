/* A picture as lines of text: colours in Unicode half blocks, two rows a line; or, where a cell has
 * room, wide cells with their numbers; or shades where there are no colours. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "picture/palette.h"
#include "picture/picture.h"

enum {
    SHADED_MOST = 3,    /* columns of a wide cell without a number */
    NUMBERED_MOST = 7,  /* with one */
    NUMBERED_LEAST = 6, /* from here on a number fits in */
    LABELLED_MOST = 12, /* where the keys' labels want more */
    WIDE_ROWS = 64,     /* more are drawn dense */
    SCALE_WIDTH = 24,
    DEFAULT = -1, /* the terminal's own colour */
    BLACK_256 = 16,
    WHITE_256 = 231,
};

/* A panel being drawn. */
struct drawing {
    const struct picture *picture;
    const struct panel *panel;
    const struct text_style *style;
    struct sheet *sheet;
    struct grid *grid; /* joined until it fits */
    size_t label_width;
    size_t cell_width;
    bool half;       /* two rows of cells a line */
    bool wide;       /* cells have room for a number */
    int front, back; /* the colours that are on */
};

/* A colour as the terminal's escape sequences take it. */
static int code_of(struct colour colour)
{
    return colour.red << 16 | colour.green << 8 | colour.blue;
}

/* The code of a share of the scale. */
static int code_at(const struct drawing *drawing, double share)
{
    return drawing->style->colours == COLOURS_256 ? palette_256(share)
                                                  : code_of(palette_colour(share));
}

static int code_for(const struct drawing *drawing, double value)
{
    return code_at(drawing, picture_share(drawing->picture, value));
}

/* Black or white, whichever can be read on the colour of a share of the scale. */
static int ink_on(const struct drawing *drawing, double share)
{
    bool light = palette_is_light(palette_colour(share));
    if (drawing->style->colours == COLOURS_256)
        return light ? BLACK_256 : WHITE_256;
    return light ? 0 : 0xffffff;
}

static void put_colour(struct drawing *drawing, int layer, int code)
{
    if (code == DEFAULT)
        sheet_print(drawing->sheet, "\033[%d9m", layer);
    else if (drawing->style->colours == COLOURS_256)
        sheet_print(drawing->sheet, "\033[%d8;5;%dm", layer, code);
    else
        sheet_print(drawing->sheet, "\033[%d8;2;%d;%d;%dm", layer, code >> 16, code >> 8 & 255,
                    code & 255);
}

/* Switches to these colours, where they are not on already. */
static void use_colours(struct drawing *drawing, int front, int back)
{
    if (drawing->style->colours == COLOURS_NONE)
        return;
    if (front == DEFAULT && back == DEFAULT &&
        (drawing->front != DEFAULT || drawing->back != DEFAULT)) {
        sheet_print(drawing->sheet, "\033[0m");
    } else {
        if (drawing->front != front)
            put_colour(drawing, 3, front);
        if (drawing->back != back)
            put_colour(drawing, 4, back);
    }
    drawing->front = front;
    drawing->back = back;
}

static void end_line(struct drawing *drawing)
{
    use_colours(drawing, DEFAULT, DEFAULT);
    sheet_print(drawing->sheet, "\n");
}

/* The shade of a share of the scale, where there are no colours. */
static const char *shade(const struct drawing *drawing, double share)
{
    static const char *const blocks[] = {"\xc2\xb7", "\xe2\x96\x91", "\xe2\x96\x92", "\xe2\x96\x93",
                                         "\xe2\x96\x88"};
    static const char *const letters[] = {".", ":", "-", "=", "+", "*", "#", "%", "@"};
    size_t count =
        drawing->style->blocks ? sizeof blocks / sizeof *blocks : sizeof letters / sizeof *letters;
    double at = fmin(fmax(share, 0), 1) * (double)count;
    size_t index = at < (double)count ? (size_t)at : count - 1;
    return drawing->style->blocks ? blocks[index] : letters[index];
}

/* A number with as many decimals as the scale's ends need for two digits; "" if it does not fit
 * into `room` columns. */
static void short_number(const struct picture *picture, double value, size_t room, char text[32])
{
    double most = fmax(fabs(picture->low), fabs(picture->high));
    int decimals = most >= 100 ? 0 : most >= 10 ? 1 : most >= 0.1 ? 2 : 3;
    int length = snprintf(text, 32, "%.*f", value == 0 ? 0 : decimals, value);
    if ((size_t)length > room || most < 0.01)
        text[0] = '\0';
}

/* A cell of one line, with its number where there is room. */
static void put_cell(struct drawing *drawing, double value)
{
    char number[32] = "";
    double share = picture_share(drawing->picture, value);
    if (isnan(value)) {
        use_colours(drawing, DEFAULT, DEFAULT);
        sheet_repeat(drawing->sheet, " ", drawing->cell_width);
    } else if (drawing->style->colours == COLOURS_NONE) {
        sheet_repeat(drawing->sheet, shade(drawing, share), drawing->cell_width);
    } else {
        if (drawing->cell_width >= NUMBERED_LEAST)
            short_number(drawing->picture, value, drawing->cell_width - 1, number);
        use_colours(drawing, *number ? ink_on(drawing, share) : drawing->front,
                    code_at(drawing, share));
        sheet_print(drawing->sheet, "%*s", (int)drawing->cell_width, number);
    }
}

/* Two cells, one above the other, in half blocks. */
static void put_half_cells(struct drawing *drawing, double upper, double lower)
{
    if (isnan(upper) && isnan(lower)) {
        use_colours(drawing, DEFAULT, DEFAULT);
        sheet_print(drawing->sheet, " ");
    } else if (isnan(upper)) {
        use_colours(drawing, code_for(drawing, lower), DEFAULT);
        sheet_print(drawing->sheet, "\xe2\x96\x84");
    } else {
        int below = isnan(lower) ? DEFAULT : code_for(drawing, lower);
        use_colours(drawing, code_for(drawing, upper), below);
        sheet_print(drawing->sheet, "\xe2\x96\x80");
    }
}

/* The name of the line's first query, on the right of the label column. */
static void put_query(struct drawing *drawing, size_t row)
{
    struct sheet name = {0};
    size_t position = row * drawing->grid->cell_rows;
    panel_query(drawing->panel, position, drawing->label_width, !drawing->style->unicode, &name);
    sheet_repeat(drawing->sheet, " ", drawing->label_width - sheet_width(&name));
    sheet_append(drawing->sheet, &name);
    sheet_print(drawing->sheet, " ");
    sheet_free(&name);
}

static void put_rows(struct drawing *drawing)
{
    const struct grid *grid = drawing->grid;
    for (size_t row = 0; row < grid->height; row += drawing->half ? 2 : 1) {
        put_query(drawing, row);
        for (size_t column = 0; column < grid->width; column++) {
            double value = grid_value(grid, row, column);
            if (!drawing->half)
                put_cell(drawing, value);
            else
                put_half_cells(drawing, value,
                               row + 1 < grid->height ? grid_value(grid, row + 1, column) : NAN);
        }
        end_line(drawing);
    }
}

/* How many cells apart the keys are named on top: 1, 2, 5, 10, 20 ... */
static size_t tick_step(const struct drawing *drawing)
{
    static const size_t factors[] = {1, 2, 5};
    char last[24];
    size_t name = (size_t)snprintf(last, sizeof last, "%zu", drawing->grid->columns);
    for (size_t power = 1;; power *= 10)
        for (size_t i = 0; i < 3; i++)
            if (factors[i] * power * drawing->cell_width > name)
                return factors[i] * power;
}

/* Whether every key's label fits above its cell. */
static bool labels_fit(const struct drawing *drawing)
{
    return drawing->wide && drawing->panel->column_labels->count &&
           panel_key_width(drawing->panel) < drawing->cell_width;
}

/* The keys on top: their labels where these fit, otherwise the positions of some. */
static void put_keys(struct drawing *drawing)
{
    const struct grid *grid = drawing->grid;
    bool fit = labels_fit(drawing);
    size_t step = fit ? 1 : tick_step(drawing), room = step * drawing->cell_width;
    size_t end = grid->width * drawing->cell_width, at = 0;
    sheet_repeat(drawing->sheet, " ", drawing->label_width + 1);
    for (size_t cell = 0; cell < grid->width; cell += step) {
        struct sheet name = {0};
        size_t position = cell * grid->cell_columns;
        if (fit)
            panel_key(drawing->panel, position, room - 1, !drawing->style->unicode, &name);
        else
            sheet_print(&name, "%zu", position);
        size_t width = sheet_width(&name);
        /* Over a wide cell the name stands on the right, as the number does. */
        size_t start = cell * drawing->cell_width + (drawing->wide ? room - width : 0);
        if (start + width <= end) {
            sheet_repeat(drawing->sheet, " ", start - at);
            sheet_append(drawing->sheet, &name);
            at = start + width;
        }
        sheet_free(&name);
    }
    sheet_print(drawing->sheet, "\n");
}

/* The labels of the keys whose positions stand on top, where the labels themselves do not. */
static void put_legend(struct drawing *drawing)
{
    enum { LABEL_MOST = 24 };
    struct sheet *sheet = drawing->sheet;
    if (!drawing->panel->column_labels->count || labels_fit(drawing))
        return;
    sheet_print(sheet, "keys:");
    size_t at = 5, step = tick_step(drawing);
    for (size_t cell = 0; cell < drawing->grid->width; cell += step) {
        struct sheet name = {0};
        size_t position = cell * drawing->grid->cell_columns;
        sheet_print(&name, "%zu ", position);
        panel_key(drawing->panel, position, LABEL_MOST, !drawing->style->unicode, &name);
        sheet_print(&name, cell + step < drawing->grid->width ? "," : "");
        size_t width = sheet_width(&name);
        bool wrap = at + 1 + width > drawing->style->width;
        sheet_print(sheet, wrap ? "\n" : " ");
        at = wrap ? width : at + 1 + width;
        sheet_append(sheet, &name);
        sheet_free(&name);
    }
    sheet_print(sheet, "\n");
}

/* The scale, and what a cell stands for. */
static void put_scale(struct drawing *drawing)
{
    struct sheet *sheet = drawing->sheet;
    const struct picture *picture = drawing->picture;
    char text[160], number[PICTURE_NUMBER];
    sheet_print(sheet, "scale: %s ", picture_number(picture->low, number));
    for (size_t i = 0; i < SCALE_WIDTH; i++) {
        double share = ((double)i + 0.5) / SCALE_WIDTH;
        if (drawing->style->colours != COLOURS_NONE)
            use_colours(drawing, drawing->front, code_at(drawing, share));
        sheet_repeat(sheet, drawing->style->colours ? " " : shade(drawing, share), 1);
    }
    use_colours(drawing, DEFAULT, DEFAULT);
    sheet_print(sheet, " %s%s\n", picture_number(picture->high, number),
                grid_has_blanks(drawing->grid) ? "; blank: masked, missing or infinite" : "");
    if (*picture_pooling(drawing->grid, text, sizeof text))
        sheet_print(sheet, "%s\n", text);
}

/* The columns of a wide cell: so many that the keys' labels fit, if there is room, and a number,
 * where there are colours to write it on. */
static size_t wide_cell(const struct drawing *drawing, size_t room)
{
    const struct panel *panel = drawing->panel;
    size_t fitting = room / panel->grid.width, name = panel_key_width(panel) + 1;
    size_t most = drawing->style->colours == COLOURS_NONE ? SHADED_MOST : NUMBERED_MOST;
    if (panel->column_labels->count && name > most && name <= LABELLED_MOST && name <= fitting)
        most = name;
    return fitting < most ? fitting : most;
}

/* Chooses the form of the cells and joins them until they fit the width; a picture is never taller
 * than wide, but for a wide one. */
static bool lay_out(struct drawing *drawing)
{
    const struct grid *grid = &drawing->panel->grid;
    size_t width = drawing->style->width, names = panel_query_width(drawing->panel);
    size_t names_most = width / 4 > 8 ? width / 4 : 8;
    drawing->label_width = names < names_most ? names : names_most;
    size_t room = width > drawing->label_width + 11 ? width - drawing->label_width - 1 : 10;
    drawing->front = drawing->back = DEFAULT;
    drawing->wide = grid->cell_rows == 1 && grid->cell_columns == 1 && grid->height <= WIDE_ROWS &&
                    SHADED_MOST * grid->width <= room;
    if (drawing->wide) {
        drawing->cell_width = wide_cell(drawing, room);
        return grid_join(grid, 1, 1, drawing->grid);
    }
    drawing->half = drawing->style->colours != COLOURS_NONE && drawing->style->blocks;
    size_t across = ceiling_divide(grid->width, room);
    size_t down = ceiling_divide(grid->height, drawing->half ? room : room / 2);
    drawing->cell_width = !drawing->half && 2 * ceiling_divide(grid->width, across) <= room ? 2 : 1;
    return grid_join(grid, down, across, drawing->grid);
}

static void put_panel(struct drawing *drawing, bool last)
{
    if (*drawing->panel->title)
        sheet_print(drawing->sheet, "%s\n", drawing->panel->title);
    put_keys(drawing);
    put_rows(drawing);
    put_legend(drawing);
    if (last)
        put_scale(drawing);
    else
        sheet_print(drawing->sheet, "\n");
}

void picture_text(const struct picture *picture, const struct text_style *style,
                  struct sheet *sheet)
{
    struct picture scaled = *picture;
    const struct grid *first = &picture->panels[0].grid;
    struct grid *grids = memory_new(picture->count, sizeof *grids);
    struct drawing *drawings = memory_new(picture->count, sizeof *drawings);
    sheet->failed |= !grids || !drawings;
    for (size_t i = 0; i < picture->count && !sheet->failed; i++) {
        drawings[i] = (struct drawing){.picture = &scaled,
                                       .panel = &picture->panels[i],
                                       .style = style,
                                       .sheet = sheet,
                                       .grid = &grids[i]};
        sheet->failed |= !lay_out(&drawings[i]);
    }
    if (!sheet->failed) {
        picture_scale(&scaled, grids);
        sheet_label(sheet, picture->title, strlen(picture->title), 2 * style->width,
                    !style->unicode);
        sheet_print(sheet, "\nrows: %zu queries; columns: %zu keys\n", first->rows, first->columns);
        for (size_t i = 0; i < picture->count; i++)
            put_panel(&drawings[i], i + 1 == picture->count);
    }
    for (size_t i = 0; grids && i < picture->count; i++)
        grid_free(&grids[i]);
    free(grids);
    free(drawings);
}

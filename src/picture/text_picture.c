/* A picture as lines of text: colours in Unicode half blocks, two rows a line; or, where a cell has
 * room, wide cells with their numbers; or shades where there are no colours. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "picture/picture.h"

enum {
    SHADED_MOST = 3,    /* columns of a wide cell without a number, or of the shade beside one */
    LABELLED_MOST = 12, /* where the columns' labels want more */
    DENSE_MOST = 8,     /* columns of a cell that is one of many rows */
    WIDE_ROWS = 64,     /* more are drawn dense */
    NAME_LINES = 3,     /* for the columns' labels on top */
    CUT_LEAST = 4,      /* columns of a cell over which a label that is cut says something */
    LINES_AROUND = 5,   /* title, sizes, names on top, scale, the shell's prompt */
    LINES_LEAST = 4,
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
    size_t number;   /* columns for a cell's number; 0: none */
    size_t lines;    /* left below the terminal's height */
    bool half;       /* two rows of cells a line */
    bool wide;       /* one line a row, one row and one column a cell */
    int front, back; /* the colours that are on */
};

/* A colour as the terminal's escape sequences take it. */
static int code_of(struct colour colour)
{
    return colour.red << 16 | colour.green << 8 | colour.blue;
}

/* The code of a value's colour. */
static int code_for(const struct drawing *drawing, double value)
{
    enum palette palette = picture_palette(drawing->picture);
    double shade = picture_shade(drawing->picture, value);
    return drawing->style->colours == COLOURS_256 ? palette_256(palette, shade)
                                                  : code_of(palette_colour(palette, shade));
}

/* Black or white, whichever can be read on a value's colour. */
static int ink_on(const struct drawing *drawing, double value)
{
    bool light = palette_is_light(
        palette_colour(picture_palette(drawing->picture), picture_shade(drawing->picture, value)));
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

/* The shade of a value, where there are no colours. */
static const char *shade(const struct drawing *drawing, double value)
{
    static const char *const blocks[] = {"\xc2\xb7", "\xe2\x96\x91", "\xe2\x96\x92", "\xe2\x96\x93",
                                         "\xe2\x96\x88"};
    static const char *const letters[] = {".", ":", "-", "=", "+", "*", "#", "%", "@"};
    size_t count =
        drawing->style->blocks ? sizeof blocks / sizeof *blocks : sizeof letters / sizeof *letters;
    double at = fmin(fmax(picture_share(drawing->picture, value), 0), 1) * (double)count;
    size_t index = at < (double)count ? (size_t)at : count - 1;
    return drawing->style->blocks ? blocks[index] : letters[index];
}

/* A cell of one line, with its number where there is room: on its colour, or beside its shade. */
static void put_cell(struct drawing *drawing, double value)
{
    char number[PICTURE_NUMBER] = "";
    struct sheet *sheet = drawing->sheet;
    int width = (int)drawing->cell_width, room = (int)drawing->number;
    if (!isnan(value))
        picture_cell(drawing->picture, value, drawing->number, number);
    if (isnan(value)) {
        use_colours(drawing, DEFAULT, DEFAULT);
        sheet_repeat(sheet, " ", drawing->cell_width);
    } else if (drawing->style->colours != COLOURS_NONE) {
        use_colours(drawing, *number ? ink_on(drawing, value) : drawing->front,
                    code_for(drawing, value));
        sheet_print(sheet, "%*s", width, number);
    } else {
        size_t shades = room ? drawing->cell_width - drawing->number - 2 : drawing->cell_width;
        sheet_print(sheet, room ? " " : "");
        sheet_repeat(sheet, shade(drawing, value), shades);
        sheet_print(sheet, room ? " %*s" : "%*s", room, number);
    }
}

/* Two cells, one above the other, in half blocks. */
static void put_half_cells(struct drawing *drawing, double upper, double lower)
{
    const char *block = "\xe2\x96\x80"; /* the upper half */
    if (isnan(upper) && isnan(lower)) {
        use_colours(drawing, DEFAULT, DEFAULT);
        block = " ";
    } else if (isnan(upper)) {
        use_colours(drawing, code_for(drawing, lower), DEFAULT);
        block = "\xe2\x96\x84"; /* the lower half */
    } else {
        int below = isnan(lower) ? DEFAULT : code_for(drawing, lower);
        use_colours(drawing, code_for(drawing, upper), below);
    }
    sheet_repeat(drawing->sheet, block, drawing->cell_width);
}

/* The name of the line's first row, on the right of the label column. */
static void put_row_name(struct drawing *drawing, size_t row)
{
    struct sheet name = {0};
    size_t position = axis_start(&drawing->grid->rows, row);
    panel_row(drawing->panel, position, drawing->label_width, !drawing->style->unicode, &name);
    sheet_repeat(drawing->sheet, " ", drawing->label_width - sheet_width(&name));
    sheet_append(drawing->sheet, &name);
    sheet_print(drawing->sheet, " ");
    sheet_free(&name);
}

static void put_rows(struct drawing *drawing)
{
    const struct grid *grid = drawing->grid;
    size_t height = grid->rows.cells;
    for (size_t row = 0; row < height; row += drawing->half ? 2 : 1) {
        put_row_name(drawing, row);
        for (size_t column = 0; column < grid->columns.cells; column++) {
            double value = grid_value(grid, row, column);
            double below = row + 1 < height ? grid_value(grid, row + 1, column) : NAN;
            if (drawing->half)
                put_half_cells(drawing, value, below);
            else
                put_cell(drawing, value);
        }
        end_line(drawing);
    }
}

/* Puts a name at column `at` of a line. */
static void put_at(struct sheet *line, size_t at, const struct sheet *name)
{
    sheet_repeat(line, " ", at - sheet_width(line));
    sheet_append(line, name);
}

/* The columns' labels on up to NAME_LINES lines, so that each fits: over its cell's right end, as
 * numbers stand, if one line is enough, or all there is; otherwise from its cell's left end on.
 * False if they do not fit. */
static bool put_labels(struct drawing *drawing)
{
    const struct panel *panel = drawing->panel;
    struct sheet lines[NAME_LINES] = {0};
    size_t cells = panel->column_labels->count, most = drawing->style->width, used = 0;
    size_t first = drawing->label_width + 1;
    bool fit = cells > 0 && axis_is_whole(&drawing->grid->columns);
    bool cut = !drawing->lines && drawing->cell_width >= CUT_LEAST; /* nor is there a legend */
    bool one = fit && (cut || panel_column_width(panel) < drawing->cell_width);
    for (size_t cell = 0; cell < cells && fit; cell++) {
        struct sheet name = {0};
        size_t line = 0, at = first + cell * drawing->cell_width;
        panel_column(panel, cell, one ? drawing->cell_width - 1 : SIZE_MAX,
                     !drawing->style->unicode, &name);
        if (one)
            at += drawing->cell_width - sheet_width(&name);
        while (line < NAME_LINES && lines[line].length && sheet_width(&lines[line]) >= at)
            line++;
        fit = line < NAME_LINES && line <= drawing->lines && at + sheet_width(&name) <= most;
        if (fit)
            put_at(&lines[line], at, &name);
        used = fit && line > used ? line : used;
        sheet_free(&name);
    }
    for (size_t line = NAME_LINES; line-- > 0;) {
        if (fit && lines[line].length) {
            sheet_append(drawing->sheet, &lines[line]);
            sheet_print(drawing->sheet, "\n");
        }
        sheet_free(&lines[line]);
    }
    drawing->lines -= fit ? used : 0;
    return fit;
}

/* How many cells apart the columns' positions stand on top: 1, 2, 5, 10, 20 ... */
static size_t tick_step(const struct drawing *drawing)
{
    static const size_t factors[] = {1, 2, 5};
    char last[24];
    size_t name = (size_t)snprintf(last, sizeof last, "%zu", drawing->grid->columns.length);
    for (size_t power = 1;; power *= 10)
        for (size_t i = 0; i < 3; i++)
            if (factors[i] * power * drawing->cell_width > name)
                return factors[i] * power;
}

/* The positions of some columns. */
static void put_positions(struct drawing *drawing)
{
    const struct cell_axis *columns = &drawing->grid->columns;
    size_t step = tick_step(drawing), first = drawing->label_width + 1;
    struct sheet line = {0};
    for (size_t cell = 0; cell < columns->cells; cell += step) {
        struct sheet name = {0};
        sheet_print(&name, "%zu", axis_start(columns, cell));
        size_t width = sheet_width(&name), at = first + cell * drawing->cell_width;
        /* Over a wide cell the name stands on the right, as the number does. */
        if (width < drawing->cell_width)
            at += drawing->cell_width - width;
        if (at + width <= first + columns->cells * drawing->cell_width)
            put_at(&line, at, &name);
        sheet_free(&name);
    }
    sheet_append(drawing->sheet, &line);
    sheet_print(drawing->sheet, "\n");
    sheet_free(&line);
}

/* The labels of the columns whose positions stand on top, as far as there are lines left. */
static void put_legend(struct drawing *drawing)
{
    enum { LABEL_MOST = 24 };
    struct sheet *sheet = drawing->sheet;
    const struct cell_axis *columns = &drawing->grid->columns;
    size_t start = sheet->length, at = 0, step = tick_step(drawing);
    if (!drawing->lines)
        return;
    sheet_print(sheet, "%s:", picture_column(drawing->picture, true));
    at = sheet->length - start;
    for (size_t cell = 0; cell < columns->cells; cell += step) {
        struct sheet name = {0};
        size_t position = axis_start(columns, cell);
        sheet_print(&name, "%zu ", position);
        panel_column(drawing->panel, position, LABEL_MOST, !drawing->style->unicode, &name);
        sheet_print(&name, cell + step < columns->cells ? "," : "");
        size_t width = sheet_width(&name);
        bool wrap = at + 1 + width > drawing->style->width;
        if (wrap && --drawing->lines == 0)
            cell = columns->cells;
        else
            sheet_print(sheet, wrap ? "\n" : " ");
        if (drawing->lines)
            sheet_append(sheet, &name);
        at = wrap ? width : at + 1 + width;
        sheet_free(&name);
    }
    sheet_print(sheet, drawing->lines ? "\n" : " ...\n");
}

/* The colours, or shades, from `start` to `end` of SCALE_WIDTH columns. */
static void put_bar(struct drawing *drawing, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        double value = picture_value(drawing->picture, ((double)i + 0.5) / SCALE_WIDTH);
        if (drawing->style->colours != COLOURS_NONE)
            use_colours(drawing, drawing->front, code_for(drawing, value));
        sheet_repeat(drawing->sheet, drawing->style->colours ? " " : shade(drawing, value), 1);
    }
    use_colours(drawing, DEFAULT, DEFAULT);
}

/* The scale, round numbers between its ends, and what a cell stands for. */
static void put_scale(struct drawing *drawing)
{
    struct sheet *sheet = drawing->sheet;
    const struct picture *picture = drawing->picture;
    double ticks[PICTURE_TICKS];
    char text[160], number[PICTURE_NUMBER];
    size_t at = 0, count = picture_ticks(picture, ticks);
    sheet_print(sheet, "scale: %s ", picture_number(picture, picture->low, number));
    for (size_t i = 0; i < count; i++) {
        size_t next = (size_t)lround(fmin(picture_share(picture, ticks[i]), 1) * SCALE_WIDTH);
        if (ticks[i] <= picture->low || next < at + 3 || next + 3 > SCALE_WIDTH)
            continue;
        put_bar(drawing, at, next);
        sheet_print(sheet, " %g ", ticks[i]);
        at = next;
    }
    put_bar(drawing, at, SCALE_WIDTH);
    sheet_print(sheet, " %s\n", picture_number(picture, picture->high, number));
    if (*picture_pooling(picture, drawing->grid, text, sizeof text))
        sheet_print(sheet, "%s\n", text);
}

/* The columns of a wide cell, with its number if there is room: a blank parts numbers on colours,
 * and a number from the shade beside it and from the next. */
static void widen_cells(struct drawing *drawing, size_t room)
{
    const struct panel *panel = drawing->panel;
    const struct picture *picture = drawing->picture;
    size_t fitting = room / drawing->grid->columns.cells, name = panel_column_width(panel) + 1;
    size_t beside = drawing->style->colours == COLOURS_NONE ? SHADED_MOST + 2 : 2;
    size_t around = drawing->style->colours == COLOURS_NONE ? 1 + 2 : 1;
    size_t most = picture_cell_most(picture), least = picture_cell_least(picture);
    drawing->number = most && least && least + around <= fitting ? most : 0;
    size_t wanted = drawing->number ? most + beside : SHADED_MOST;
    if (panel->column_labels->count && name > wanted && name <= LABELLED_MOST)
        wanted = name;
    drawing->cell_width = fitting < wanted ? fitting : wanted;
    if (drawing->number > drawing->cell_width - around)
        drawing->number = drawing->cell_width - around;
}

/* Chooses the form of the cells and joins them until they fit the width and the height; where the
 * height does not matter a picture is never taller than wide, but for a wide one. */
static bool lay_out(struct drawing *drawing)
{
    const struct grid *grid = &drawing->panel->grid;
    const size_t width = drawing->style->width, height = drawing->style->height;
    const size_t rows = grid->rows.cells, columns = grid->columns.cells;
    size_t names = panel_row_width(drawing->panel), names_most = width / 4 > 8 ? width / 4 : 8;
    drawing->label_width = names < names_most ? names : names_most;
    size_t room = width > drawing->label_width + 11 ? width - drawing->label_width - 1 : 10;
    size_t around = LINES_AROUND + (*drawing->panel->title != '\0');
    size_t lines = !height                         ? SIZE_MAX
                   : height > around + LINES_LEAST ? height - around
                                                   : LINES_LEAST;
    bool whole = axis_is_whole(&grid->rows) && axis_is_whole(&grid->columns);
    drawing->front = drawing->back = DEFAULT;
    drawing->wide = whole && rows <= lines && rows <= WIDE_ROWS && SHADED_MOST * columns <= room;
    if (drawing->wide) {
        if (!grid_join(grid, rows, columns, drawing->grid))
            return false;
        drawing->lines = lines - rows;
        widen_cells(drawing, room);
        return true;
    }
    /* A line goes to what a cell stands for, and one to the columns' labels. */
    bool labelled = drawing->panel->column_labels->count && lines > 2 * LINES_LEAST;
    size_t most = !height ? room / 2 : lines - 1 - labelled;
    drawing->half = drawing->style->colours != COLOURS_NONE && drawing->style->blocks &&
                    (rows > most || 2 * columns > room);
    if (!grid_join(grid, drawing->half ? 2 * most : most, room, drawing->grid))
        return false;
    size_t down = drawing->grid->rows.cells, across = drawing->grid->columns.cells;
    drawing->lines =
        !height ? SIZE_MAX : lines - 1 - (drawing->half ? ceiling_divide(down, 2) : down);
    /* Few columns are as wide as makes the picture square. */
    size_t even = (drawing->half ? 1 : 2) * (down > across ? down / across : 1);
    even = even < DENSE_MOST ? even : DENSE_MOST;
    drawing->cell_width = even < room / across ? even : room / across;
    return true;
}

static void put_panel(struct drawing *drawing, bool last)
{
    if (*drawing->panel->title)
        sheet_print(drawing->sheet, "%s\n", drawing->panel->title);
    bool labelled = put_labels(drawing);
    if (!labelled)
        put_positions(drawing);
    put_rows(drawing);
    if (last)
        put_scale(drawing);
    if (!labelled && drawing->panel->column_labels->count)
        put_legend(drawing);
    if (!last)
        sheet_print(drawing->sheet, "\n");
}

static struct drawn find_drawn(const struct picture *scaled, const struct grid *grid)
{
    const size_t cells = grid->rows.cells * grid->columns.cells;
    size_t cell = 0;
    while (cell < cells && grid->counts[cell] == 0)
        cell++;
    if (cell == cells)
        return (struct drawn){.rows = 0};
    const size_t down = cell / grid->columns.cells, across = cell % grid->columns.cells;
    const size_t row = axis_start(&grid->rows, down), column = axis_start(&grid->columns, across);
    const double value = grid_value(grid, down, across);
    return (struct drawn){.down = down,
                          .across = across,
                          .row = row,
                          .column = column,
                          .rows = axis_start(&grid->rows, down + 1) - row,
                          .columns = axis_start(&grid->columns, across + 1) - column,
                          .value = value,
                          .low = scaled->low,
                          .high = scaled->high,
                          .shade = picture_shade(scaled, value),
                          .palette = picture_palette(scaled)};
}

void picture_text(const struct picture *picture, const struct text_style *style,
                  struct sheet *sheet)
{
    struct picture scaled = *picture;
    struct grid *grids = memory_new(picture->count, sizeof *grids);
    struct drawing *drawings = memory_new(picture->count, sizeof *drawings);
    sheet->failed |= !grids || !drawings;
    /* Numbers take the room that the whole matrix needs; the scale is that of what is drawn. */
    picture_scale(&scaled, NULL);
    for (size_t i = 0; i < picture->count && !sheet->failed; i++) {
        drawings[i] = (struct drawing){.picture = &scaled,
                                       .panel = &picture->panels[i],
                                       .style = style,
                                       .sheet = sheet,
                                       .grid = &grids[i]};
        sheet->failed |= !lay_out(&drawings[i]);
    }
    if (!sheet->failed) {
        scaled.low = picture->low;
        scaled.high = picture->high;
        picture_scale(&scaled, grids);
        if (picture->drawn)
            *picture->drawn = find_drawn(&scaled, &grids[0]);
        /* One line where lines count, otherwise two. */
        size_t title_width = style->width * (style->height ? 1 : 2);
        sheet_label(sheet, picture->title, strlen(picture->title), title_width, !style->unicode);
        sheet_print(sheet, "\n");
        picture_sizes(&scaled, grids, "blank", sheet);
        sheet_print(sheet, "\n");
        for (size_t i = 0; i < picture->count; i++)
            put_panel(&drawings[i], i + 1 == picture->count);
    }
    for (size_t i = 0; grids && i < picture->count; i++)
        grid_free(&grids[i]);
    free(grids);
    free(drawings);
}

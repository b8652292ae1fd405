/* A picture as SVG: labels on both axes, a scale, and cells that name themselves when pointed at;
 * or, where there are too many, an image with one pixel a cell. Matrices of more than CELLS_MOST
 * rows or columns are joined, which keeps a file below 500 KB whatever it shows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "picture/picture.h"
#include "picture/png.h"

enum {
    CELLS_MOST = 512,   /* in a row of panels, either way */
    TITLED_MOST = 4096, /* cells of all panels that are drawn one by one */
    NUMBERED_MOST = 12, /* rows and columns of panels whose cells have numbers */
    SIDE = 640,         /* about, of a row of panels */
    CELL_MOST = 36,
    FONT = 11,
    NAME_MOST = 24, /* letters of a label on an axis */
    GAP = 28,       /* between panels */
    HEADING = 48,   /* room for the title and what is what */
    HATCH = 6,      /* between the lines that stand where there is no number */
    BAR_WIDTH = 14,
    BAR_MOST = 240,
    BAR_STEPS = 64,
};

static const double letter = 6.3;    /* the width of one, about */
static const double bold_letter = 8; /* and of the title's */
static const double slant = 0.7072;  /* sine and cosine of 45 degrees */

/* Where a panel stands. */
struct frame {
    double x, y; /* the upper left corner of the cells */
    const struct grid *grid;
};

/* The picture being drawn; lengths in pixels. */
struct drawing {
    const struct picture *picture;
    struct sheet *sheet;
    struct grid *grids; /* of the panels, joined */
    size_t across;      /* panels side by side */
    double cell_width, cell_height;
    double heading;               /* above the first panel */
    double left, top;             /* room for names and titles before a panel's cells */
    double right;                 /* for the last column's name, where it slants */
    double width, height;         /* of a panel's cells, the largest */
    bool slanted;                 /* the columns' names */
    size_t row_step, column_step; /* cells apart that names stand */
    bool titled;                  /* cells are drawn one by one, and say what they are */
    size_t number;                /* letters for a cell's number; 0: none */
};

/* Text as XML takes it. */
static void put_xml(struct sheet *sheet, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const char *name = text[i] == '&'   ? "&amp;"
                           : text[i] == '<' ? "&lt;"
                           : text[i] == '>' ? "&gt;"
                           : text[i] == '"' ? "&quot;"
                                            : NULL;
        /* U+FFFE and U+FFFF are printable to a terminal but not allowed here. */
        bool forbidden = i + 2 < length && memcmp(text + i, "\xef\xbf", 2) == 0 &&
                         (unsigned char)text[i + 2] >= 0xbe;
        if (forbidden)
            i += 2;
        if (name || forbidden)
            sheet_repeat(sheet, forbidden ? "?" : name, 1);
        else
            sheet_add(sheet, text + i, 1);
    }
}

typedef void panel_name(const struct panel *panel, size_t position, size_t columns, bool ascii,
                        struct sheet *sheet);

static void put_name(struct drawing *drawing, const struct panel *panel, panel_name *name,
                     size_t position)
{
    struct sheet text = {0};
    name(panel, position, NAME_MOST, false, &text);
    put_xml(drawing->sheet, text.text, text.length);
    drawing->sheet->failed |= text.failed;
    sheet_free(&text);
}

static struct colour colour_of(const struct picture *picture, double value)
{
    return palette_colour(picture_palette(picture), picture_shade(picture, value));
}

/* "row a" or "rows 4-7": what a cell of an axis stands for. */
static void put_span(struct drawing *drawing, const struct panel *panel,
                     const struct cell_axis *axis, size_t cell, panel_name *name, const char *one,
                     const char *many)
{
    size_t first = axis_start(axis, cell), last = axis_start(axis, cell + 1) - 1;
    if (first < last) {
        sheet_print(drawing->sheet, "%s %zu-%zu", many, first, last);
    } else {
        sheet_print(drawing->sheet, "%s ", one);
        put_name(drawing, panel, name, first);
    }
}

/* A cell that says what it is when pointed at. */
static void put_cell(struct drawing *drawing, const struct panel *panel, const struct grid *grid,
                     size_t row, size_t column)
{
    const struct picture *picture = drawing->picture;
    double value = grid_value(grid, row, column);
    struct colour colour = colour_of(picture, value);
    if (isnan(value))
        return;
    sheet_print(drawing->sheet, "<path style=\"fill:#%02x%02x%02x\" d=\"M%zu %zuh1v1h-1z\"><title>",
                colour.red, colour.green, colour.blue, column, row);
    put_span(drawing, panel, &grid->rows, row, panel_row, picture_row(picture, false),
             picture_row(picture, true));
    sheet_print(drawing->sheet, ", ");
    put_span(drawing, panel, &grid->columns, column, panel_column, picture_column(picture, false),
             picture_column(picture, true));
    sheet_print(drawing->sheet, ": %.*g</title></path>\n", picture->digits ? picture->digits : 6,
                value);
}

/* The cells as an image of a pixel each, transparent where there is no number. */
static void put_image(struct drawing *drawing, const struct grid *grid)
{
    enum { COLOURS = 256 };
    const struct picture *picture = drawing->picture;
    const size_t height = grid->rows.cells, width = grid->columns.cells;
    struct colour colours[COLOURS] = {{0, 0, 0}};
    uint8_t *pixels = memory_new(height * width, 1);
    drawing->sheet->failed |= !pixels;
    for (int i = 1; i < COLOURS; i++)
        colours[i] = palette_colour(picture_palette(picture), (i - 1) / (COLOURS - 2.0));
    for (size_t i = 0; pixels && i < height * width; i++) {
        double value = grid_value(grid, i / width, i % width);
        double shade = fmin(fmax(picture_shade(picture, value), 0), 1);
        pixels[i] = isnan(value) ? 0 : (uint8_t)(1 + lround(shade * (COLOURS - 2)));
    }
    sheet_print(drawing->sheet,
                "<image width=\"%zu\" height=\"%zu\" preserveAspectRatio=\"none\" "
                "style=\"image-rendering:optimizeSpeed;image-rendering:pixelated\" "
                "xlink:href=\"data:image/png;base64,",
                width, height);
    if (pixels)
        png_base64(pixels, width, height, colours, COLOURS, drawing->sheet);
    sheet_print(drawing->sheet, "\"/>\n");
    free(pixels);
}

/* Lines that slant over the whole panel: cells hide them where there are numbers. */
static void put_hatch(struct drawing *drawing, const struct frame *frame)
{
    double width = (double)frame->grid->columns.cells * drawing->cell_width;
    double height = (double)frame->grid->rows.cells * drawing->cell_height;
    sheet_print(drawing->sheet, "<path class=\"attn-hatch\" d=\"");
    for (double at = HATCH; at < width + height; at += HATCH) {
        double right = fmin(at, width), lower = fmin(at, height);
        sheet_print(drawing->sheet, "M%g %gL%g %g", frame->x + right, frame->y + at - right,
                    frame->x + at - lower, frame->y + lower);
    }
    sheet_print(drawing->sheet, "\"/>\n");
}

/* The cells' numbers, in black or white, whichever can be read. */
static void put_numbers(struct drawing *drawing, const struct frame *frame)
{
    sheet_print(drawing->sheet, "<g class=\"attn-numbers\">\n");
    for (size_t row = 0; row < frame->grid->rows.cells; row++)
        for (size_t column = 0; column < frame->grid->columns.cells; column++) {
            double value = grid_value(frame->grid, row, column);
            char number[PICTURE_NUMBER];
            if (isnan(value) || !picture_cell(drawing->picture, value, drawing->number, number))
                continue;
            bool light = palette_is_light(colour_of(drawing->picture, value));
            sheet_print(drawing->sheet, "<text style=\"fill:%s\" x=\"%g\" y=\"%g\">%s</text>\n",
                        light ? "#000" : "#fff",
                        frame->x + ((double)column + 0.5) * drawing->cell_width,
                        frame->y + ((double)row + 0.5) * drawing->cell_height + 4, number);
        }
    sheet_print(drawing->sheet, "</g>\n");
}

static void put_cells(struct drawing *drawing, const struct panel *panel, const struct frame *frame)
{
    const struct grid *grid = frame->grid;
    if (grid_has_blanks(grid))
        put_hatch(drawing, frame);
    sheet_print(drawing->sheet,
                "<g class=\"attn-cells\" shape-rendering=\"crispEdges\" "
                "transform=\"translate(%g %g) scale(%g %g)\">\n",
                frame->x, frame->y, drawing->cell_width, drawing->cell_height);
    if (!drawing->titled)
        put_image(drawing, grid);
    for (size_t row = 0; row < grid->rows.cells && drawing->titled; row++)
        for (size_t column = 0; column < grid->columns.cells; column++)
            put_cell(drawing, panel, grid, row, column);
    sheet_print(drawing->sheet, "</g>\n<path class=\"attn-frame\" d=\"M%g %gh%gv%gH%gz\"/>\n",
                frame->x, frame->y, (double)grid->columns.cells * drawing->cell_width,
                (double)grid->rows.cells * drawing->cell_height, frame->x);
    if (drawing->number)
        put_numbers(drawing, frame);
}

/* How many cells of that size give a name room. */
static size_t name_step(double cell, double room)
{
    static const size_t factors[] = {1, 2, 5};
    for (size_t power = 1;; power *= 10)
        for (size_t i = 0; i < 3; i++)
            if ((double)(factors[i] * power) * cell >= room)
                return factors[i] * power;
}

static void put_row_names(struct drawing *drawing, const struct panel *panel,
                          const struct frame *frame)
{
    const struct cell_axis *rows = &frame->grid->rows;
    for (size_t row = 0; row < rows->cells; row += drawing->row_step) {
        sheet_print(drawing->sheet, "<text class=\"attn-end\" x=\"%g\" y=\"%g\">", frame->x - 5,
                    frame->y + ((double)row + 0.5) * drawing->cell_height + 4);
        put_name(drawing, panel, panel_row, axis_start(rows, row));
        sheet_print(drawing->sheet, "</text>\n");
    }
}

static void put_column_names(struct drawing *drawing, const struct panel *panel,
                             const struct frame *frame)
{
    const struct cell_axis *columns = &frame->grid->columns;
    for (size_t column = 0; column < columns->cells; column += drawing->column_step) {
        double x = frame->x + ((double)column + 0.5) * drawing->cell_width, y = frame->y - 5;
        if (drawing->slanted)
            sheet_print(drawing->sheet, "<text transform=\"translate(%g %g) rotate(-45)\">", x + 4,
                        y);
        else
            sheet_print(drawing->sheet, "<text class=\"attn-middle\" x=\"%g\" y=\"%g\">", x, y);
        put_name(drawing, panel, panel_column, axis_start(columns, column));
        sheet_print(drawing->sheet, "</text>\n");
    }
}

static void put_panel(struct drawing *drawing, size_t index)
{
    const struct panel *panel = &drawing->picture->panels[index];
    struct frame frame = {.grid = &drawing->grids[index]};
    double column = (double)(index % drawing->across), row = (double)(index / drawing->across);
    frame.x = drawing->left + column * (drawing->width + drawing->left + drawing->right);
    frame.y = drawing->heading + drawing->top + row * (drawing->height + drawing->top + GAP);
    double middle_x = frame.x + (double)frame.grid->columns.cells * drawing->cell_width / 2;
    double middle_y = frame.y + (double)frame.grid->rows.cells * drawing->cell_height / 2;
    double above = frame.y - drawing->top;
    if (*panel->title)
        sheet_print(drawing->sheet, "<text class=\"attn-head\" x=\"%g\" y=\"%g\">%s</text>\n",
                    frame.x, above, panel->title);
    sheet_print(drawing->sheet,
                "<text class=\"attn-quiet attn-middle\" x=\"%g\" y=\"%g\">%s</text>\n"
                "<text class=\"attn-quiet attn-middle\" "
                "transform=\"translate(%g %g) rotate(-90)\">%s</text>\n",
                middle_x, above + (*panel->title ? 16 : 4), picture_column(drawing->picture, true),
                frame.x - drawing->left + 14, middle_y, picture_row(drawing->picture, true));
    put_row_names(drawing, panel, &frame);
    put_column_names(drawing, panel, &frame);
    put_cells(drawing, panel, &frame);
}

/* The scale, a bar with round numbers at `x`. Every step reaches down to the end, so that no seam
 * shows. */
static void put_bar(struct drawing *drawing, double x)
{
    struct sheet *sheet = drawing->sheet;
    const struct picture *picture = drawing->picture;
    double height = drawing->height > BAR_MOST ? BAR_MOST : fmax(drawing->height, 60);
    double y = drawing->heading + drawing->top, ticks[PICTURE_TICKS];
    size_t count = picture_ticks(picture, ticks);
    sheet_print(sheet,
                "<g class=\"attn-cells\" shape-rendering=\"crispEdges\" "
                "transform=\"translate(%g %g) scale(%d %g)\">\n",
                x, y, BAR_WIDTH, height / BAR_STEPS);
    for (int i = 0; i < BAR_STEPS; i++) {
        double value = picture_value(picture, 1 - (i + 0.5) / BAR_STEPS);
        struct colour colour = colour_of(picture, value);
        sheet_print(sheet, "<path style=\"fill:#%02x%02x%02x\" d=\"M0 %dh1V%dH0z\"/>\n", colour.red,
                    colour.green, colour.blue, i, BAR_STEPS);
    }
    sheet_print(sheet, "</g>\n");
    for (size_t i = 0; i < count; i++) {
        double at = y + height * (1 - picture_share(picture, ticks[i]));
        sheet_print(sheet,
                    "<path class=\"attn-frame\" d=\"M%g %gh4\"/>\n"
                    "<text x=\"%g\" y=\"%g\">%g</text>\n",
                    x + BAR_WIDTH, at, x + BAR_WIDTH + 6, at + 4, ticks[i]);
    }
}

/* Title, and what is what. Returns the width that they take. */
static double put_heading(const struct drawing *drawing, struct sheet *sheet)
{
    const struct picture *picture = drawing->picture;
    struct sheet title = {0}, sizes = {0};
    char text[160];
    const char *pooling = picture_pooling(picture, &drawing->grids[0], text, sizeof text);
    sheet_label(&title, picture->title, strlen(picture->title), 120, false);
    picture_sizes(picture, drawing->grids, "hatched", &sizes);
    sheet_print(&sizes, "%s%s", *pooling ? "; " : "", pooling);
    double width =
        fmax((double)sheet_width(&title) * bold_letter, (double)sheet_width(&sizes) * letter);
    sheet_print(sheet, "<text class=\"attn-head\" x=\"8\" y=\"20\">");
    put_xml(sheet, title.text, title.length);
    sheet_print(sheet, "</text>\n<text class=\"attn-quiet\" x=\"8\" y=\"36\">");
    sheet_append(sheet, &sizes);
    sheet_print(sheet, "</text>\n");
    sheet->failed |= title.failed;
    sheet_free(&title);
    sheet_free(&sizes);
    return width;
}

/* How many panels stand side by side: about as many as below each other, and no gap at the end if
 * one more to the right fills it. */
static size_t panels_across(size_t count)
{
    size_t across = (size_t)ceil(sqrt((double)count));
    return count % across != 0 && count % (across + 1) == 0 ? across + 1 : across;
}

/* Joins the panels' cells until there are few enough. */
static bool join_grids(struct drawing *drawing)
{
    size_t count = drawing->picture->count;
    drawing->across = panels_across(count);
    size_t share = CELLS_MOST / drawing->across, most = share < 16 ? 16 : share;
    drawing->grids = memory_new(count, sizeof *drawing->grids);
    for (size_t i = 0; drawing->grids && i < count; i++)
        if (!grid_join(&drawing->picture->panels[i].grid, most, most, &drawing->grids[i]))
            return false;
    return drawing->grids != NULL;
}

/* The side of a cell of which so many share the room of a panel. */
static double cell_side(const struct drawing *drawing, size_t cells, size_t number)
{
    double side = floor((double)SIDE / (double)drawing->across / (double)cells);
    /* A lone panel grows for the numbers that were asked for. */
    double most = fmax(CELL_MOST, drawing->picture->count == 1 ? (double)number * letter + 8 : 0);
    return fmin(fmax(side, 1), most);
}

/* Cells are square, but for panels that are much longer one way. */
static void size_cells(struct drawing *drawing, size_t width, size_t height)
{
    enum { LENGTHENED = 8 };
    const struct picture *picture = drawing->picture;
    bool few = height <= NUMBERED_MOST && width <= NUMBERED_MOST;
    size_t most = few ? picture_cell_most(picture) : 0, least = picture_cell_least(picture);
    drawing->cell_width = cell_side(drawing, width, most);
    drawing->cell_height = cell_side(drawing, height, most);
    double shorter = fmin(drawing->cell_width, drawing->cell_height);
    double factor = width > 4 * height || height > 4 * width ? LENGTHENED : 1;
    drawing->cell_width = fmin(drawing->cell_width, shorter * factor);
    drawing->cell_height = fmin(drawing->cell_height, shorter * factor);
    size_t room = (size_t)((drawing->cell_width - 4) / letter);
    if (few && most && least && least <= room && drawing->cell_height > FONT + 2)
        drawing->number = most < room ? most : room;
}

/* Sizes, those of the largest panel for all. */
static void lay_out(struct drawing *drawing)
{
    const struct picture *picture = drawing->picture;
    size_t width = 1, height = 1, rows = 1, columns = 1, cells = 0;
    bool labelled = false;
    for (size_t i = 0; i < picture->count; i++) {
        const struct panel *panel = &picture->panels[i];
        const struct grid *grid = &drawing->grids[i];
        size_t row_name = panel_row_width(panel), column_name = panel_column_width(panel);
        width = grid->columns.cells > width ? grid->columns.cells : width;
        height = grid->rows.cells > height ? grid->rows.cells : height;
        cells += grid->rows.cells * grid->columns.cells;
        rows = row_name > rows ? row_name : rows;
        columns = column_name > columns ? column_name : columns;
        labelled |= panel->column_labels->count > 0;
    }
    rows = rows < NAME_MOST ? rows : NAME_MOST;
    columns = columns < NAME_MOST ? columns : NAME_MOST;
    drawing->titled = cells <= TITLED_MOST;
    size_cells(drawing, width, height);
    drawing->width = (double)width * drawing->cell_width;
    drawing->height = (double)height * drawing->cell_height;
    double name = (double)columns * letter;
    drawing->row_step = name_step(drawing->cell_height, FONT + 2);
    drawing->column_step = name_step(drawing->cell_width, labelled ? FONT + 2 : name + FONT / 2);
    drawing->slanted = name > (double)drawing->column_step * drawing->cell_width - 2;
    drawing->left = (double)rows * letter + 30;
    drawing->top =
        (drawing->slanted ? name * slant + FONT : FONT) + 20 + (*picture->panels[0].title ? 16 : 0);
    drawing->heading = HEADING + (*picture->panels[0].title ? FONT : 0);
    drawing->right = drawing->slanted ? name * slant : 8;
}

/* The rules of every theme, and the colours of each. A rule holds inside the picture alone, and is
 * more specific than a page's rules for text and paths. */
static const char *const theme_names[] = {"attn-auto", "attn-light", "attn-dark"};

static const struct rule {
    const char *selector, *declarations;
} shapes[] = {
    {"text", "font-family:sans-serif;font-size:11px;font-weight:normal;font-style:normal;"
             "text-anchor:start;stroke:none"},
    {".attn-head", "font-size:13px;font-weight:bold"},
    {".attn-end", "text-anchor:end"},
    {".attn-middle", "text-anchor:middle"},
    {".attn-numbers text", "text-anchor:middle;pointer-events:none"},
    {".attn-paper", "stroke:none"},
    {".attn-cells path", "stroke:none"},
    {".attn-cells path:hover", "opacity:.6"},
    {".attn-frame", "fill:none;stroke:#8c959f;stroke-width:1"},
    {".attn-hatch", "fill:none;stroke-width:1"},
};

enum { COLOURED = 4 };
static const struct rule colours_of_theme[][COLOURED] = {
    [THEME_LIGHT] = {{".attn-paper", "fill:#fff"},
                     {"text", "fill:#1f2328"},
                     {".attn-quiet", "fill:#59636e"},
                     {".attn-hatch", "stroke:#c4cbd2"}},
    [THEME_DARK] = {{".attn-paper", "fill:#0d1117"},
                    {"text", "fill:#f0f6fc"},
                    {".attn-quiet", "fill:#9198a1"},
                    {".attn-hatch", "stroke:#444c56"}},
};

static void put_rules(struct sheet *sheet, const char *root, const struct rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sheet_print(sheet, ".%s %s{%s}\n", root, rules[i].selector, rules[i].declarations);
}

/* A paper of its own: what shows the picture may not know the colours of the page around it. */
static void put_styles(struct sheet *sheet, enum theme theme)
{
    const char *root = theme_names[theme];
    sheet_print(sheet, "<style>\n.%s{max-width:100%%;height:auto}\n", root);
    put_rules(sheet, root, shapes, sizeof shapes / sizeof *shapes);
    put_rules(sheet, root, colours_of_theme[theme == THEME_AUTO ? THEME_LIGHT : theme], COLOURED);
    if (theme == THEME_AUTO) {
        sheet_print(sheet, "@media (prefers-color-scheme:dark){\n");
        put_rules(sheet, root, colours_of_theme[THEME_DARK], COLOURED);
        sheet_print(sheet, "}\n");
    }
    sheet_print(sheet, "</style>\n");
}

static void put_all(struct drawing *drawing, enum theme theme, size_t wanted_width)
{
    struct sheet *sheet = drawing->sheet, heading = {0};
    double down = (double)ceiling_divide(drawing->picture->count, drawing->across);
    double panels = (double)drawing->across * (drawing->left + drawing->width + drawing->right);
    double bar = panels - drawing->right + 16;
    double width = fmax(fmax(panels, bar + BAR_WIDTH + 60), put_heading(drawing, &heading) + 16);
    double height = drawing->heading + down * (drawing->top + fmax(drawing->height, 60) + GAP);
    double shown = wanted_width ? (double)wanted_width : width;
    sheet_print(sheet,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                "xmlns:xlink=\"http://www.w3.org/1999/xlink\" class=\"%s\" width=\"%g\" "
                "height=\"%g\" viewBox=\"0 0 %g %g\">\n",
                theme_names[theme], shown, height * shown / width, width, height);
    put_styles(sheet, theme);
    sheet_print(sheet, "<path class=\"attn-paper\" d=\"M0 0h%gv%gH0z\"/>\n", width, height);
    sheet_append(sheet, &heading);
    sheet_free(&heading);
    for (size_t i = 0; i < drawing->picture->count; i++)
        put_panel(drawing, i);
    put_bar(drawing, bar);
    sheet_print(sheet, "</svg>\n");
}

void picture_svg(const struct picture *picture, enum theme theme, size_t width, struct sheet *sheet)
{
    struct picture scaled = *picture;
    struct drawing drawing = {.picture = &scaled, .sheet = sheet};
    if (join_grids(&drawing)) {
        picture_scale(&scaled, drawing.grids);
        lay_out(&drawing);
        put_all(&drawing, theme, width);
    } else {
        sheet->failed = true;
    }
    for (size_t i = 0; drawing.grids && i < picture->count; i++)
        grid_free(&drawing.grids[i]);
    free(drawing.grids);
}

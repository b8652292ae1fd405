/* A picture as SVG: cells that name themselves when pointed at, labels on both axes, a scale. Large
 * matrices are joined to at most CELLS_MOST cells either way, and cells of one colour that lie side
 * by side are drawn as one, which keeps a file below 5 MB whatever it shows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "picture/palette.h"
#include "picture/picture.h"

enum {
    CELLS_MOST = 160,  /* in a row of panels, either way */
    ALONE_MOST = 4096, /* cells of a panel that are drawn one by one, whatever their colour */
    SIDE = 640,        /* about, of a row of panels */
    CELL_MOST = 36,
    FONT = 11,
    NAME_MOST = 24, /* letters of a label on an axis */
    GAP = 28,       /* between panels */
    HEADING = 48,   /* room for the title and what is what */
    BAR_WIDTH = 14,
    BAR_MOST = 240,
};

static const double letter = 6.3;   /* the width of one, about */
static const double slant = 0.7072; /* sine and cosine of 45 degrees */

/* Where a panel stands. */
struct frame {
    double x, y; /* the upper left corner of the cells */
    const struct grid *grid;
};

/* The picture being drawn; lengths in pixels. */
struct drawing {
    const struct picture *picture;
    struct sheet *sheet;
    struct grid *grids;          /* of the panels, joined */
    size_t across;               /* panels side by side */
    double cell;                 /* the side of a cell */
    double heading;              /* above the first panel */
    double left, top;            /* room for names and titles before a panel's cells */
    double right;                /* for the last key's name, where it slants */
    double width, height;        /* of a panel's cells, the largest */
    bool slanted;                /* the keys' names */
    size_t query_step, key_step; /* cells apart that names stand */
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

/* "query a" or "queries 4-7": what cells `first` to `last` of an axis stand for. */
static void put_span(struct drawing *drawing, const struct panel *panel, panel_name *name,
                     size_t first, size_t last)
{
    bool queries = name == panel_query;
    if (first == last) {
        sheet_print(drawing->sheet, queries ? "query " : "key ");
        put_name(drawing, panel, name, first);
    } else {
        sheet_print(drawing->sheet, "%s %zu-%zu", queries ? "queries" : "keys", first, last);
    }
}

static size_t last_of(size_t cell, size_t size, size_t total)
{
    return (cell + 1) * size < total ? (cell + 1) * size - 1 : total - 1;
}

/* Cells start .. end of a row, which have one colour, and the values they have. */
struct run {
    size_t row, start, end;
    double low, high;
    struct colour colour;
};

static void put_run(struct drawing *drawing, const struct panel *panel, const struct grid *grid,
                    const struct run *run)
{
    struct sheet *sheet = drawing->sheet;
    size_t row = run->row * grid->cell_rows, column = run->start * grid->cell_columns;
    sheet_print(sheet, "<path fill=\"#%02x%02x%02x\" d=\"M%zu %zuh%zuv1H%zuz\"><title>",
                run->colour.red, run->colour.green, run->colour.blue, run->start, run->row,
                run->end - run->start, run->start);
    put_span(drawing, panel, panel_query, row, last_of(run->row, grid->cell_rows, grid->rows));
    sheet_print(sheet, ", ");
    put_span(drawing, panel, panel_key, column,
             last_of(run->end - 1, grid->cell_columns, grid->columns));
    if (run->low < run->high)
        sheet_print(sheet, ": %.6g to %.6g</title></path>\n", run->low, run->high);
    else
        sheet_print(sheet, ": %.6g</title></path>\n", run->low);
}

/* The run that starts at a cell: one cell, or as many as share its colour. */
static struct run find_run(const struct drawing *drawing, const struct grid *grid, size_t row,
                           size_t start, bool joined)
{
    double value = grid_value(grid, row, start);
    struct run run = {row, start, start + 1, value, value, {0, 0, 0}};
    if (isnan(value))
        return run;
    run.colour = palette_colour(picture_share(drawing->picture, value));
    while (joined && run.end < grid->width) {
        value = grid_value(grid, row, run.end);
        struct colour colour = palette_colour(picture_share(drawing->picture, value));
        if (isnan(value) || memcmp(&colour, &run.colour, sizeof colour) != 0)
            break;
        run.low = fmin(run.low, value);
        run.high = fmax(run.high, value);
        run.end++;
    }
    return run;
}

static void put_cells(struct drawing *drawing, const struct panel *panel, const struct frame *frame)
{
    const struct grid *grid = frame->grid;
    bool joined = grid->height * grid->width > ALONE_MOST;
    sheet_print(drawing->sheet,
                "<g shape-rendering=\"crispEdges\" transform=\"translate(%g %g) scale(%g)\">\n",
                frame->x, frame->y, drawing->cell);
    for (size_t row = 0; row < grid->height; row++)
        for (size_t column = 0; column < grid->width;) {
            struct run run = find_run(drawing, grid, row, column, joined);
            if (!isnan(run.low))
                put_run(drawing, panel, grid, &run);
            column = run.end;
        }
    sheet_print(drawing->sheet, "</g>\n<path class=\"frame\" d=\"M%g %gh%gv%gh-%gz\"/>\n", frame->x,
                frame->y, (double)grid->width * drawing->cell, (double)grid->height * drawing->cell,
                (double)grid->width * drawing->cell);
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

static void put_queries(struct drawing *drawing, const struct panel *panel,
                        const struct frame *frame)
{
    const struct grid *grid = frame->grid;
    for (size_t row = 0; row < grid->height; row += drawing->query_step) {
        sheet_print(drawing->sheet, "<text x=\"%g\" y=\"%g\" text-anchor=\"end\">", frame->x - 5,
                    frame->y + ((double)row + 0.5) * drawing->cell + 4);
        put_name(drawing, panel, panel_query, row * grid->cell_rows);
        sheet_print(drawing->sheet, "</text>\n");
    }
}

static void put_keys(struct drawing *drawing, const struct panel *panel, const struct frame *frame)
{
    const struct grid *grid = frame->grid;
    for (size_t column = 0; column < grid->width; column += drawing->key_step) {
        double x = frame->x + ((double)column + 0.5) * drawing->cell, y = frame->y - 5;
        if (drawing->slanted)
            sheet_print(drawing->sheet, "<text transform=\"translate(%g %g) rotate(-45)\">", x + 4,
                        y);
        else
            sheet_print(drawing->sheet, "<text x=\"%g\" y=\"%g\" text-anchor=\"middle\">", x, y);
        put_name(drawing, panel, panel_key, column * grid->cell_columns);
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
    double middle_x = frame.x + (double)frame.grid->width * drawing->cell / 2;
    double middle_y = frame.y + (double)frame.grid->height * drawing->cell / 2;
    double above = frame.y - drawing->top;
    if (*panel->title)
        sheet_print(drawing->sheet, "<text class=\"head\" x=\"%g\" y=\"%g\">%s</text>\n", frame.x,
                    above, panel->title);
    sheet_print(drawing->sheet,
                "<text class=\"quiet\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">keys</text>\n"
                "<text class=\"quiet\" transform=\"translate(%g %g) rotate(-90)\" "
                "text-anchor=\"middle\">queries</text>\n",
                middle_x, above + (*panel->title ? 16 : 4), frame.x - drawing->left + 14, middle_y);
    put_queries(drawing, panel, &frame);
    put_keys(drawing, panel, &frame);
    put_cells(drawing, panel, &frame);
}

/* The scale, a bar with numbers at `x`. */
static void put_bar(struct drawing *drawing, double x)
{
    enum { NUMBERS = 5, STOPS = 16 };
    struct sheet *sheet = drawing->sheet;
    const struct picture *picture = drawing->picture;
    double height = drawing->height > BAR_MOST ? BAR_MOST : fmax(drawing->height, 60);
    double y = drawing->heading + drawing->top;
    sheet_print(sheet, "<linearGradient id=\"scale\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">\n");
    for (int i = 0; i < STOPS; i++) {
        struct colour colour = palette_colour((double)i / (STOPS - 1));
        sheet_print(sheet, "<stop offset=\"%.4g\" stop-color=\"#%02x%02x%02x\"/>\n",
                    (double)i / (STOPS - 1), colour.red, colour.green, colour.blue);
    }
    sheet_print(sheet,
                "</linearGradient>\n<rect x=\"%g\" y=\"%g\" width=\"%d\" height=\"%g\" "
                "fill=\"url(#scale)\"/>\n",
                x, y, BAR_WIDTH, height);
    for (int i = 0; i < NUMBERS; i++) {
        double share = (double)i / (NUMBERS - 1);
        char number[PICTURE_NUMBER];
        picture_number(picture_value(picture, share), number);
        sheet_print(sheet, "<text x=\"%g\" y=\"%g\">%s</text>\n", x + BAR_WIDTH + 5,
                    y + height * (1 - share) + 4, number);
    }
}

static bool has_blanks(const struct drawing *drawing)
{
    for (size_t i = 0; i < drawing->picture->count; i++)
        if (grid_has_blanks(&drawing->grids[i]))
            return true;
    return false;
}

/* Title, and what is what. */
static void put_heading(struct drawing *drawing)
{
    const struct grid *grid = &drawing->grids[0];
    struct sheet *sheet = drawing->sheet, title = {0};
    char text[160];
    const char *pooling = picture_pooling(grid, text, sizeof text);
    sheet_label(&title, drawing->picture->title, strlen(drawing->picture->title), 120, false);
    sheet_print(sheet, "<text class=\"head\" x=\"8\" y=\"20\">");
    put_xml(sheet, title.text, title.length);
    sheet_print(sheet,
                "</text>\n<text class=\"quiet\" x=\"8\" y=\"36\">rows: %zu queries; columns: "
                "%zu keys%s%s%s</text>\n",
                grid->rows, grid->columns, *pooling ? "; " : "", pooling,
                has_blanks(drawing) ? "; blank: masked, missing or infinite" : "");
    sheet->failed |= title.failed;
    sheet_free(&title);
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
    for (size_t i = 0; drawing->grids && i < count; i++) {
        const struct grid *grid = &drawing->picture->panels[i].grid;
        size_t across = ceiling_divide(grid->width, most),
               down = ceiling_divide(grid->height, most);
        if (!grid_join(grid, down, across, &drawing->grids[i]))
            return false;
    }
    return drawing->grids != NULL;
}

/* Sizes, those of the largest panel for all. */
static void lay_out(struct drawing *drawing)
{
    const struct picture *picture = drawing->picture;
    size_t width = 1, height = 1, queries = 1, keys = 1;
    bool labelled = false;
    for (size_t i = 0; i < picture->count; i++) {
        const struct panel *panel = &picture->panels[i];
        const struct grid *grid = &drawing->grids[i];
        width = grid->width > width ? grid->width : width;
        height = grid->height > height ? grid->height : height;
        queries = panel_query_width(panel) > queries ? panel_query_width(panel) : queries;
        keys = panel_key_width(panel) > keys ? panel_key_width(panel) : keys;
        labelled |= panel->column_labels->count > 0;
    }
    queries = queries < NAME_MOST ? queries : NAME_MOST;
    keys = keys < NAME_MOST ? keys : NAME_MOST;
    double side = (double)SIDE / (double)drawing->across;
    double cell = floor(side / (double)(width > height ? width : height));
    drawing->cell = fmin(fmax(cell, 1), CELL_MOST);
    drawing->width = (double)width * drawing->cell;
    drawing->height = (double)height * drawing->cell;
    double name = (double)keys * letter;
    drawing->query_step = name_step(drawing->cell, FONT + 2);
    drawing->key_step = name_step(drawing->cell, labelled ? FONT + 2 : name + FONT / 2);
    drawing->slanted = name > (double)drawing->key_step * drawing->cell - 2;
    drawing->left = (double)queries * letter + 30;
    drawing->top =
        (drawing->slanted ? name * slant + FONT : FONT) + 20 + (*picture->panels[0].title ? 16 : 0);
    drawing->heading = HEADING + (*picture->panels[0].title ? FONT : 0);
    drawing->right = drawing->slanted ? name * slant : 8;
}

static void put_all(struct drawing *drawing)
{
    struct sheet *sheet = drawing->sheet;
    double down = (double)ceiling_divide(drawing->picture->count, drawing->across);
    double bar = (double)drawing->across * (drawing->left + drawing->width + drawing->right) + 16;
    double width = fmax(bar + BAR_WIDTH + 70, 480);
    double height = drawing->heading + down * (drawing->top + fmax(drawing->height, 60) + GAP);
    sheet_print(sheet,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" height=\"%g\" "
                "viewBox=\"0 0 %g %g\" font-family=\"sans-serif\" font-size=\"%d\">\n",
                width, height, width, height, FONT);
    /* A paper of its own: what shows the picture may not know the colours of the page around it. */
    sheet_print(sheet, "<style>.paper{fill:#fff}text{fill:#1f2328}.quiet{fill:#59636e}"
                       ".head{font-size:13px;font-weight:bold}"
                       ".frame{fill:none;stroke:#8c959f}g path:hover{opacity:.6}\n"
                       "@media (prefers-color-scheme:dark){.paper{fill:#0d1117}"
                       "text{fill:#f0f6fc}.quiet{fill:#9198a1}}</style>\n"
                       "<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n");
    put_heading(drawing);
    for (size_t i = 0; i < drawing->picture->count; i++)
        put_panel(drawing, i);
    put_bar(drawing, bar);
    sheet_print(sheet, "</svg>\n");
}

void picture_svg(const struct picture *picture, struct sheet *sheet)
{
    struct picture scaled = *picture;
    struct drawing drawing = {.picture = &scaled, .sheet = sheet};
    if (join_grids(&drawing)) {
        picture_scale(&scaled, drawing.grids);
        lay_out(&drawing);
        put_all(&drawing);
    } else {
        sheet->failed = true;
    }
    for (size_t i = 0; drawing.grids && i < picture->count; i++)
        grid_free(&drawing.grids[i]);
    free(drawing.grids);
}

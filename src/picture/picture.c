/* What the forms of a picture share; see picture.h. */
#include "picture/picture.h"

#include <math.h>
#include <stdio.h>

void picture_scale(struct picture *picture, const struct grid *grids)
{
    if (picture->low < picture->high)
        return;
    picture->low = picture->high = 0;
    for (size_t i = 0; i < picture->count; i++)
        grid_range(&grids[i], &picture->low, &picture->high);
}

double picture_share(const struct picture *picture, double value)
{
    if (!(picture->high > picture->low))
        return 0.5;
    double range = picture->high - picture->low;
    if (isfinite(range))
        return (value - picture->low) / range;
    return (value / 2 - picture->low / 2) / (picture->high / 2 - picture->low / 2);
}

double picture_value(const struct picture *picture, double share)
{
    return picture->low * (1 - share) + picture->high * share;
}

const char *picture_number(double value, char text[PICTURE_NUMBER])
{
    bool plain = fabs(value) >= 999.5 && fabs(value) < 1e6;
    snprintf(text, PICTURE_NUMBER, plain ? "%.0f" : "%.3g", value);
    return text;
}

/* A position as text. */
struct digits {
    char text[24];
    size_t length;
};

static struct digits digits_of(size_t position)
{
    struct digits digits;
    digits.length = (size_t)snprintf(digits.text, sizeof digits.text, "%zu", position);
    return digits;
}

static void put_name(const struct labels *labels, size_t label, size_t position, size_t columns,
                     bool ascii, struct sheet *sheet)
{
    size_t length;
    struct digits digits = digits_of(position);
    if (label < labels->count) {
        const char *text = labels_get(labels, label, &length);
        sheet_label(sheet, text, length, columns, ascii);
    } else {
        sheet_label(sheet, digits.text, digits.length, columns, ascii);
    }
}

void panel_query(const struct panel *panel, size_t position, size_t columns, bool ascii,
                 struct sheet *sheet)
{
    put_name(&panel->row_labels, position / panel->grid.cell_rows, position, columns, ascii, sheet);
}

void panel_key(const struct panel *panel, size_t position, size_t columns, bool ascii,
               struct sheet *sheet)
{
    put_name(panel->column_labels, position, position, columns, ascii, sheet);
}

/* The columns of the longest label as it is shown, or of the last position. */
static size_t names_width(const struct labels *labels, size_t positions)
{
    struct sheet shown = {0};
    size_t most = 0;
    if (labels->count == 0)
        return digits_of(positions - 1).length;
    for (size_t i = 0; i < labels->count; i++) {
        size_t length;
        const char *text = labels_get(labels, i, &length);
        size_t width = sheet_label(&shown, text, length, SIZE_MAX, false);
        shown.length = 0;
        most = width > most ? width : most;
    }
    sheet_free(&shown);
    return most;
}

size_t panel_query_width(const struct panel *panel)
{
    return names_width(&panel->row_labels, panel->grid.rows);
}

size_t panel_key_width(const struct panel *panel)
{
    return names_width(panel->column_labels, panel->grid.columns);
}

const char *picture_pooling(const struct grid *grid, char *text, size_t size)
{
    text[0] = '\0';
    if (grid->cell_rows > 1 || grid->cell_columns > 1)
        snprintf(text, size, "each cell is the %s of %zu x %zu (queries x keys)",
                 grid->pooling == POOLING_MEAN ? "mean" : "maximum", grid->cell_rows,
                 grid->cell_columns);
    return text;
}

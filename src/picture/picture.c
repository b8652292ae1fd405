/* What the forms of a picture share; see picture.h. */
#include "picture/picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *picture_row(const struct picture *picture, bool many)
{
    if (picture->attention)
        return many ? "queries" : "query";
    return many ? "rows" : "row";
}

const char *picture_column(const struct picture *picture, bool many)
{
    if (picture->attention)
        return many ? "keys" : "key";
    return many ? "columns" : "column";
}

/* The distance from 0 of the end that is farther from it. */
static double farthest(const struct picture *picture)
{
    return fmax(fabs(picture->low), fabs(picture->high));
}

void picture_scale(struct picture *picture, const struct grid *grids)
{
    if (picture->low < picture->high)
        return;
    picture->low = picture->high = 0;
    for (size_t i = 0; i < picture->count; i++)
        grid_range(grids ? &grids[i] : &picture->panels[i].grid, &picture->low, &picture->high);
    if (picture_palette(picture) == PALETTE_DIVERGING) {
        picture->high = farthest(picture);
        picture->low = -picture->high;
    }
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

enum palette picture_palette(const struct picture *picture)
{
    return picture->low < 0 && picture->high > 0 ? PALETTE_DIVERGING : PALETTE_SEQUENTIAL;
}

double picture_shade(const struct picture *picture, double value)
{
    if (picture_palette(picture) == PALETTE_DIVERGING)
        return 0.5 + value / farthest(picture) / 2;
    return picture_share(picture, value);
}

/* The least of 1, 2, 5, 10, ... times a power of ten that is not below `least`. */
static double round_step(double least)
{
    double power = pow(10, floor(log10(least)));
    double factor = least / power;
    return power * (factor <= 1.0001 ? 1 : factor <= 2.0001 ? 2 : factor <= 5.0001 ? 5 : 10);
}

size_t picture_ticks(const struct picture *picture, double ticks[PICTURE_TICKS])
{
    enum { STEPS = 5 };
    size_t count = 0;
    double step = round_step(picture->high / STEPS - picture->low / STEPS);
    if (!(step > 0) || !isfinite(step)) {
        ticks[0] = picture->low;
        return 1;
    }
    for (double i = ceil(picture->low / step - 1e-9);
         i <= picture->high / step + 1e-9 && count < PICTURE_TICKS; i++)
        ticks[count++] = i == 0 ? 0 : i * step;
    return count;
}

const char *picture_number(const struct picture *picture, double value, char text[PICTURE_NUMBER])
{
    if (picture->digits)
        snprintf(text, PICTURE_NUMBER, "%.*g", picture->digits, value);
    else
        snprintf(text, PICTURE_NUMBER, fabs(value) >= 999.5 && fabs(value) < 1e6 ? "%.0f" : "%.3g",
                 value);
    return text;
}

/* How many decimals the greatest number of the scale has. */
static int decimals_of(const struct picture *picture)
{
    double most = farthest(picture);
    int wanted = picture->digits ? picture->digits : 2;
    int decimals = most > 0 ? wanted - (int)ceil(log10(most)) : 0;
    return decimals < 0 ? 0 : decimals > 17 ? 17 : decimals;
}

/* A number with so many decimals and without a leading 0. */
static size_t print_decimals(double value, int decimals, char text[PICTURE_NUMBER])
{
    int length = snprintf(text, PICTURE_NUMBER, "%.*f", value == 0 ? 0 : decimals, value);
    if (*text == '-' && text[1 + strspn(text + 1, "0.")] == '\0') /* what rounds to 0 has no sign */
        memmove(text, text + 1, (size_t)length--);
    char *digits = text + (*text == '-');
    if (*digits == '0' && digits[1] == '.')
        memmove(digits, digits + 1, (size_t)(text + length - digits));
    return length >= PICTURE_NUMBER ? PICTURE_NUMBER : strlen(text);
}

size_t picture_cell(const struct picture *picture, double value, size_t room,
                    char text[PICTURE_NUMBER])
{
    for (int decimals = decimals_of(picture); decimals >= 0; decimals--) {
        size_t length = print_decimals(value, decimals, text);
        if (length <= room)
            return length;
    }
    text[0] = '\0';
    return 0;
}

/* The columns of the longer end of the scale, and of a number near 0. */
static size_t ends_width(const struct picture *picture, int decimals)
{
    char text[PICTURE_NUMBER];
    size_t low = print_decimals(picture->low, decimals, text);
    size_t high = print_decimals(picture->high, decimals, text);
    size_t longest = low > high ? low : high, small = (size_t)decimals + 1;
    return longest > small ? longest : small;
}

size_t picture_cell_most(const struct picture *picture)
{
    size_t width = ends_width(picture, decimals_of(picture));
    return width < PICTURE_NUMBER ? width : 0;
}

size_t picture_cell_least(const struct picture *picture)
{
    /* Where there are decimals two show: .93, 1.0. */
    int decimals = decimals_of(picture);
    size_t width = ends_width(picture, 0);
    if (decimals > 0)
        width = ends_width(picture, 1) > 3 ? ends_width(picture, 1) : 3;
    /* Numbers too small for two decimals would be zeros. */
    return decimals > 3 && !picture->digits ? 0 : width < PICTURE_NUMBER ? width : 0;
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

void panel_row(const struct panel *panel, size_t position, size_t columns, bool ascii,
               struct sheet *sheet)
{
    put_name(&panel->row_labels, position / panel->grid.rows.bin, position, columns, ascii, sheet);
}

void panel_column(const struct panel *panel, size_t position, size_t columns, bool ascii,
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

size_t panel_row_width(const struct panel *panel)
{
    return names_width(&panel->row_labels, panel->grid.rows.length);
}

size_t panel_column_width(const struct panel *panel)
{
    return names_width(panel->column_labels, panel->grid.columns.length);
}

void picture_sizes(const struct picture *picture, const struct grid *grids, const char *blank,
                   struct sheet *sheet)
{
    size_t rows = picture->panels[0].grid.rows.length;
    size_t columns = picture->panels[0].grid.columns.length;
    sheet_print(sheet, picture->attention ? "rows: %zu %s; columns: %zu %s" : "%zu %s, %zu %s",
                rows, picture_row(picture, rows != 1), columns,
                picture_column(picture, columns != 1));
    for (size_t i = 0; i < picture->count; i++)
        if (grid_has_blanks(&grids[i])) {
            sheet_print(sheet, "; %s: masked, missing or infinite", blank);
            return;
        }
}

/* "4", or "4-5": how many rows or columns cells stand for. */
static const char *print_sizes(const struct cell_axis *axis, char *text, size_t size)
{
    size_t least = SIZE_MAX, most = 0;
    for (size_t cell = 0; cell < axis->cells; cell++) {
        size_t count = axis_start(axis, cell + 1) - axis_start(axis, cell);
        least = count < least ? count : least;
        most = count > most ? count : most;
    }
    snprintf(text, size, least < most ? "%zu-%zu" : "%zu", least, most);
    return text;
}

const char *picture_pooling(const struct picture *picture, const struct grid *grid, char *text,
                            size_t size)
{
    char rows[48], columns[48];
    text[0] = '\0';
    if (!axis_is_whole(&grid->rows) || !axis_is_whole(&grid->columns))
        snprintf(text, size, "each cell is the %s of %s x %s (%s x %s)",
                 grid->pooling == POOLING_MEAN ? "mean" : "maximum",
                 print_sizes(&grid->rows, rows, sizeof rows),
                 print_sizes(&grid->columns, columns, sizeof columns), picture_row(picture, true),
                 picture_column(picture, true));
    return text;
}

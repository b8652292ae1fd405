/* attn heatmap: a matrix as a picture: the stage's own MATRIX as it is, or the distribution of -q
 * over -k, queries down and keys across. Text on a terminal or in a pipe, SVG in a file. A large
 * matrix is pooled as its rows come, so that what is held does not depend on its size. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "run/explain_heatmap.h"
#include "run/explanation.h"
#include "run/pipeline.h"
#include "run/terminal.h"
#include "stages/stages.h"
#include "table/input.h"
#include "table/output.h"

enum { GRID_MOST = 1024 }; /* cells either way before the form of the picture is known */

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path), wanted = strlen(ending);
    return length > wanted && strcasecmp(path + length - wanted, ending) == 0;
}

static const char *output_path(const struct request *request)
{
    return request->svg ? request->svg : request->output;
}

/* Whether the picture is to be SVG: --svg, or an output file that is called so. */
static bool wants_svg(const struct request *request)
{
    return request->svg || (request->output && ends_in(request->output, ".svg"));
}

static bool has_ending(const char *path, const char *const *endings)
{
    while (*endings && !ends_in(path, *endings))
        endings++;
    return *endings != NULL;
}

/* Whether the path ends as names of a kind of file do: a dot, and one to five letters and digits. A
 * number after a dot, or what mktemp makes up, says nothing. */
static bool says_kind(const char *path)
{
    const char *name = strrchr(path, '/'), *dot = strrchr(name ? name : path, '.');
    if (!dot || dot == path || dot[-1] == '/')
        return false;
    const size_t length = strlen(dot + 1);
    return length >= 1 && length <= 5 && strspn(dot + 1, "0123456789") < length &&
           strcspn(dot + 1, " _-~") == length;
}

/* An output file may not be called as a picture of a kind that is not drawn here. After --svg that
 * may be any other name. */
static enum status check_ending(const struct request *request, struct error *error)
{
    static const char *const others[] = {".png",  ".jpg", ".jpeg", ".gif", ".pdf",
                                         ".webp", ".tif", ".tiff", NULL};
    static const char *const ours[] = {".svg", ".txt", ".text", ".csv", ".tsv", ".md", ".log",
                                       ".out", ".dat", ".asc",  ".ans", ".tmp", NULL};
    const char *path = output_path(request);
    if (!path || !says_kind(path) ||
        (request->svg ? !has_ending(path, others) : has_ending(path, ours)))
        return STATUS_OK;
    return error_set(error, STATUS_USAGE,
                     "--%s: '%s': a picture is text (x.txt) or SVG (x.svg); draw x.svg and convert "
                     "that, as with rsvg-convert x.svg -o x.png",
                     request->svg ? "svg" : "output", path);
}

/* What goes with one form of the picture alone is refused with the other. */
static enum status check_form(const struct request *request, struct error *error)
{
    if (request->svg && request->output)
        return error_set(error, STATUS_USAGE, "--svg and --output both name the output");
    if (wants_svg(request) && request->color != COLOUR_AUTO)
        return error_set(error, STATUS_USAGE, "--color has no effect on SVG, which has its own");
    if (!wants_svg(request) && request->theme != THEME_AUTO)
        return error_set(error, STATUS_USAGE, "--theme has no effect on text; draw SVG with --svg");
    if (wants_svg(request) && request->explain)
        return error_set(error, STATUS_USAGE,
                         "--explain tells of a picture in text: leave out --svg, and let the FILE "
                         "of -o end in .txt");
    return check_ending(request, error);
}

/* A row of the grid has begun: its name is that of the row at hand. */
static bool name_row(struct panel *panel, const struct matrix *block, size_t row)
{
    return panel->row_labels.count == panel->grid.rows.cells ||
           labels_add_from(&panel->row_labels, &block->row_labels, row);
}

/* Rows of cells were joined two by two: each second name goes. */
static void join_names(struct panel *panel)
{
    unsigned char odd[GRID_MOST] = {0};
    for (size_t i = 1; i < GRID_MOST; i += 2)
        odd[i] = 1;
    if (panel->row_labels.count)
        labels_remove(&panel->row_labels, odd, 1);
}

/* Every row goes to the panel of its head. */
static enum status fill_panels(struct panel *panels, struct pipeline *pipeline,
                               struct matrix *first, struct error *error)
{
    const struct matrix *block;
    enum status status;
    while ((status = pipeline_next(pipeline, &block, error)) == STATUS_OK && block->rows > 0) {
        struct panel *panel = &panels[pipeline->rows->head];
        if (first && panel == panels &&
            tell_later(first, block, 0, block->rows, error) != STATUS_OK)
            return STATUS_FAILED;
        for (size_t row = 0; row < block->rows; row++) {
            if (grid_add(&panel->grid, matrix_row(block, row), block->precision))
                join_names(panel);
            if (!name_row(panel, block, row))
                return error_memory(error, "row labels");
        }
    }
    return status;
}

/* "attention of q.csv over k.csv", "matrix.csv", or --title. */
static void choose_title(const struct request *request, char *title, size_t size)
{
    if (request->title)
        snprintf(title, size, "%s", request->title);
    else if (request->fused)
        snprintf(title, size, "attention of %s over %s", input_name(request->queries),
                 request->keys ? input_name(request->keys) : "itself");
    else
        snprintf(title, size, "%s", input_name(request->operands[0]));
}

static enum status write_sheet(const struct sheet *sheet, const char *path, struct error *error)
{
    struct output output;
    enum status status = output_open(&output, path, error);
    if (status != STATUS_OK)
        return status;
    status = output_write(&output, sheet->text, sheet->length, error);
    return output_close(&output, status, error);
}

/* How it came about stands before it. */
static void tell_sheet(const struct telling *telling, const struct picture *picture,
                       const struct matrix *first, const struct sheet *sheet)
{
    const struct request *request = telling->request;
    explain_picture(telling, request->fused ? NULL : input_name(request->operands[0]), first,
                    picture->panels[0].grid.rows.length, picture->drawn);
    listing_picture(telling->out, sheet->text, sheet->length);
}

/* With --explain there are first rows. */
static enum status write_picture(const struct picture *picture, const struct request *request,
                                 const struct telling *telling, const struct matrix *first,
                                 struct error *error)
{
    const char *path = output_path(request);
    bool to_terminal = (!path || strcmp(path, "-") == 0) && terminal_shows_output();
    struct text_style style = terminal_style(request->color, to_terminal);
    struct sheet sheet = {0};
    enum status status = STATUS_OK;
    if (request->picture_width)
        style.width = request->picture_width;
    if (wants_svg(request))
        picture_svg(picture, request->theme, request->picture_width, &sheet);
    else
        picture_text(picture, &style, &sheet);
    if (sheet.failed)
        status = error_memory(error, "the picture");
    else if (telling)
        tell_sheet(telling, picture, first, &sheet);
    else
        status = write_sheet(&sheet, path, error);
    sheet_free(&sheet);
    return status;
}

/* An empty panel for each head, titled where there are several to tell apart. */
static bool make_panels(struct panel *panels, const struct request *request,
                        const struct pipeline *pipeline)
{
    size_t side = request->head_count > 1 ? GRID_MOST / 4 : GRID_MOST;
    for (size_t i = 0; i < request->head_count; i++) {
        panels[i].column_labels = pipeline->job.columns;
        if (request->layer.heads > 1)
            snprintf(panels[i].title, sizeof panels[i].title, "head %zu", request->first_head + i);
        if (!grid_new(&panels[i].grid, pipeline->job.width, side, request->pool))
            return false;
    }
    return true;
}

static enum status draw(const struct request *request, struct pipeline *pipeline,
                        const struct telling *telling, struct error *error)
{
    struct matrix first = {.rows = 0};
    struct drawn drawn = {.rows = 0};
    char title[400];
    size_t count = request->head_count;
    struct panel *panels = memory_new(count, sizeof *panels);
    struct picture picture = {.panels = panels,
                              .count = count,
                              .title = title,
                              .attention = request->fused || request->layer.heads > 1,
                              .digits = request->writing.digits,
                              .low = request->range[0],
                              .high = request->range[1],
                              .drawn = &drawn};
    enum status status = STATUS_OK;
    if (!panels || !make_panels(panels, request, pipeline))
        status = error_memory(error, "the picture");
    if (status == STATUS_OK)
        status = fill_panels(panels, pipeline, telling ? &first : NULL, error);
    if (status == STATUS_OK) {
        choose_title(request, title, sizeof title);
        first.column_labels = *pipeline->job.columns; /* borrowed */
        status = write_picture(&picture, request, telling, &first, error);
        first.column_labels = (struct labels){0};
    }
    for (size_t i = 0; panels && i < count; i++) {
        grid_free(&panels[i].grid);
        labels_free(&panels[i].row_labels);
    }
    free(panels);
    matrix_free(&first);
    return status;
}

enum status stage_heatmap(const struct request *request, struct error *error)
{
    enum status status = check_form(request, error);
    if (status != STATUS_OK)
        return status;
    struct request own = *request;
    struct pipeline pipeline = {.rows = NULL};
    struct explanation e = {.job = NULL};
    own.explain &= request->fused;
    /* The distribution, of which the heads of a block come in turn: queries need not be held. */
    status = explanation_begin(&e, &pipeline, &own, request->explain, PRODUCT_PICTURE, error);
    if (status == STATUS_OK)
        status = draw(request, &pipeline, request->explain ? &e.telling : NULL, error);
    if (request->explain)
        status = explanation_close(&e, status, error);
    if (status == STATUS_OK)
        pipeline_report(&pipeline);
    pipeline_close(&pipeline);
    return status;
}

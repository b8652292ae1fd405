/* Products of matrices, cut into tiles for the workers; see products.h. */
#include "attention/products.h"

#include <stdlib.h>

#include "attention/kernel/kernel.h"
#include "base/memory.h"

/* Tiles that each worker gets where there are rows enough. Rows so few are not cut, but W's
 * columns, each panel of which is then fetched once. */
enum { TILES_PER_WORKER = 4, FEW_ROWS = 72 };

/* Multiplications from which a product of few rows is cut by columns, too. */
enum { WORTH_SHARING = 1 << 17 };

struct view view_of(const struct rows *rows)
{
    return (struct view){rows->data, rows->count, rows->width, rows->stride, 1};
}

struct view view_transposed(struct view matrix)
{
    return (struct view){matrix.data, matrix.columns, matrix.rows, matrix.across, matrix.down};
}

struct view view_columns(struct view matrix, size_t first, size_t count, enum precision precision)
{
    matrix.data = (const char *)matrix.data + first * matrix.across * precision_size(precision);
    matrix.columns = count;
    return matrix;
}

/* Columns of a panel; the kernel that packs nothing takes any. */
static size_t panel_columns(const struct multiplier *multiplier)
{
    return multiplier->kernel->panel_columns > 0 ? multiplier->kernel->panel_columns : 1;
}

static void pack_panel(void *context, size_t index, size_t worker)
{
    (void)worker;
    const struct multiplier *multiplier = context;
    multiplier->kernel->pack_panel(multiplier, index);
}

/* Memory for the packed W; false if there is none. */
static bool reserve(struct multiplier *multiplier)
{
    const struct kernel *kernel = multiplier->kernel;
    size_t size = precision_size(kernel->precision), depth = multiplier->factor.rows;
    size_t numbers;
    if (kernel->panel_columns == 0)
        return true;
    size_t panels = ceiling_divide(multiplier->factor.columns, kernel->panel_columns);
    if (!size_multiply(panels * min_size(multiplier->factor.columns, kernel->panel_columns), depth,
                       &numbers) ||
        !size_add(numbers, kernel->panel_columns, &numbers))
        return false;
    multiplier->packed = memory_new_aligned(numbers, size);
    return multiplier->packed != NULL;
}

enum status multiplier_new(struct multiplier **result, const struct view *factor, const void *bias,
                           const struct kernel *kernel, struct pool *pool, struct error *error)
{
    *result = NULL;
    struct multiplier *multiplier = memory_new(1, sizeof *multiplier);
    if (!multiplier)
        return error_memory(error, "a product of matrices");
    *multiplier =
        (struct multiplier){.kernel = kernel, .pool = pool, .factor = *factor, .bias = bias};
    if (!reserve(multiplier)) {
        multiplier_free(multiplier);
        return error_memory(error, "a product of matrices");
    }
    if (multiplier->packed)
        pool_run(pool, ceiling_divide(factor->columns, kernel->panel_columns), pack_panel,
                 multiplier);
    *result = multiplier;
    return STATUS_OK;
}

void multiplier_free(struct multiplier *multiplier)
{
    if (!multiplier)
        return;
    free(multiplier->packed);
    free(multiplier);
}

/* A call of multiplier_apply or _add, as its tiles see it: `strips` tiles side by side, then those
 * of the next rows. */
struct multiplication {
    const struct multiplier *multiplier;
    const struct view *rows;
    struct out_rows out;
    bool add;
    size_t tile_rows, strips, strip_columns;
};

static void multiply_tile(void *context, size_t index, size_t worker)
{
    const struct multiplication *call = context;
    const struct multiplier *multiplier = call->multiplier;
    size_t row = index / call->strips * call->tile_rows;
    size_t column = index % call->strips * call->strip_columns;
    const struct product_tile tile = {
        .rows = call->rows,
        .begin = row,
        .end = min_size(row + call->tile_rows, call->rows->rows),
        .first_column = column,
        .end_column = min_size(column + call->strip_columns, multiplier->factor.columns),
        .out = call->out,
        .add = call->add,
        .worker = worker};
    multiplier->kernel->multiply(multiplier, &tile);
}

static void run(const struct multiplier *multiplier, const struct view *rows, struct out_rows out,
                bool add)
{
    size_t workers = pool_width(multiplier->pool), step = multiplier->kernel->row_step;
    size_t columns = multiplier->factor.columns,
           panels = ceiling_divide(columns, panel_columns(multiplier));
    struct multiplication call = {multiplier, rows, out, add, .strips = 1};
    if (rows->rows == 0)
        return;
    bool few = rows->rows <= FEW_ROWS && panels >= workers;
    call.tile_rows =
        few ? rows->rows
            : ceiling_divide(ceiling_divide(rows->rows, TILES_PER_WORKER * workers), step) * step;
    size_t tiles = ceiling_divide(rows->rows, call.tile_rows);
    double work = (double)rows->rows * (double)columns * (double)multiplier->factor.rows;
    if (tiles < workers && work > WORTH_SHARING)
        call.strips = min_size(panels, ceiling_divide(workers, tiles));
    call.strip_columns = ceiling_divide(panels, call.strips) * panel_columns(multiplier);
    call.strips = ceiling_divide(columns, call.strip_columns);
    pool_run(multiplier->pool, tiles * call.strips, multiply_tile, &call);
}

void multiplier_apply(const struct multiplier *multiplier, const struct view *rows,
                      struct out_rows out)
{
    run(multiplier, rows, out, false);
}

void multiplier_add(const struct multiplier *multiplier, const struct view *rows,
                    struct out_rows sum)
{
    run(multiplier, rows, sum, true);
}

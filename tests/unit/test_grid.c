/* Tests of pooling to a grid: whatever the size, a cell shows the mean, or the maximum, of its
 * numbers. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "picture/grid.h"

/* A number that tells where it stands; every seventh is none. */
static double value_at(size_t row, size_t column)
{
    return (row + column) % 7 == 3 ? -INFINITY : (double)(row * 1000 + column);
}

/* What the cell at a place shows, from the definition. */
static double pooled(const struct grid *grid, size_t row, size_t column)
{
    double sum = 0, most = NAN;
    size_t count = 0;
    for (size_t i = row * grid->cell_rows; i < (row + 1) * grid->cell_rows && i < grid->rows; i++)
        for (size_t j = column * grid->cell_columns;
             j < (column + 1) * grid->cell_columns && j < grid->columns; j++)
            if (isfinite(value_at(i, j))) {
                sum += value_at(i, j);
                most = fmax(most, value_at(i, j));
                count++;
            }
    if (count == 0)
        return NAN;
    return grid->pooling == POOLING_MAX ? most : sum / (double)count;
}

static void check_cells(const struct grid *grid)
{
    ck_assert_uint_eq(grid->height, (grid->rows + grid->cell_rows - 1) / grid->cell_rows);
    ck_assert_uint_eq(grid->width, (grid->columns + grid->cell_columns - 1) / grid->cell_columns);
    for (size_t row = 0; row < grid->height; row++)
        for (size_t column = 0; column < grid->width; column++) {
            double wanted = pooled(grid, row, column), got = grid_value(grid, row, column);
            if (isnan(wanted))
                ck_assert_double_nan(got);
            else
                ck_assert_double_eq_tol(got, wanted, 1e-9 * (1 + wanted));
        }
}

static const struct {
    size_t rows, columns, most;
} sizes[] = {{1, 1, 2}, {3, 5, 8}, {8, 8, 8}, {9, 8, 8}, {100, 7, 8}, {65, 33, 16}, {3, 100, 8}};

START_TEST(a_cell_shows_its_numbers)
{
    for (enum pooling pooling = POOLING_MEAN; pooling <= POOLING_MAX; pooling++) {
        struct grid grid, joined;
        size_t rows = sizes[_i].rows, columns = sizes[_i].columns;
        ck_assert(grid_new(&grid, columns, sizes[_i].most, pooling));
        double numbers[128];
        float singles[128];
        for (size_t row = 0; row < rows; row++) {
            for (size_t column = 0; column < columns; column++)
                singles[column] = (float)(numbers[column] = value_at(row, column));
            if (row % 2)
                grid_add(&grid, numbers, PRECISION_DOUBLE);
            else
                grid_add(&grid, singles, PRECISION_SINGLE);
        }
        ck_assert_uint_eq(grid.rows, rows);
        ck_assert_uint_le(grid.height, sizes[_i].most);
        ck_assert_uint_le(grid.width, sizes[_i].most);
        check_cells(&grid);
        ck_assert(grid_join(&grid, 2, 3, &joined));
        check_cells(&joined);
        grid_free(&joined);
        grid_free(&grid);
    }
}
END_TEST

START_TEST(a_small_matrix_stays_as_it_is)
{
    struct grid grid;
    const double rows[2][3] = {{1, 2, 3}, {NAN, 5, 6}};
    ck_assert(grid_new(&grid, 3, 4, POOLING_MEAN));
    ck_assert(!grid_add(&grid, rows[0], PRECISION_DOUBLE));
    ck_assert(!grid_has_blanks(&grid));
    ck_assert(!grid_add(&grid, rows[1], PRECISION_DOUBLE));
    ck_assert(grid_has_blanks(&grid));
    ck_assert_uint_eq(grid.cell_rows * grid.cell_columns, 1);
    double low = 2, high = 2;
    grid_range(&grid, &low, &high);
    ck_assert_double_eq(low, 1);
    ck_assert_double_eq(high, 6);
    grid_free(&grid);
}
END_TEST

START_TEST(a_grid_that_does_not_fit)
{
    struct grid grid;
    ck_assert(!grid_new(&grid, SIZE_MAX, SIZE_MAX / 2, POOLING_MEAN));
    ck_assert(!grid.sums && !grid.counts);
}
END_TEST

START_TEST(a_full_grid_says_when_it_joins)
{
    struct grid grid;
    ck_assert(grid_new(&grid, 1, 2, POOLING_MAX));
    size_t joined[9], count = 0;
    for (size_t row = 0; row < 9; row++) {
        double value = (double)row;
        if (grid_add(&grid, &value, PRECISION_DOUBLE))
            joined[count++] = row;
    }
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(joined[0], 2);
    ck_assert_uint_eq(joined[1], 4);
    ck_assert_uint_eq(joined[2], 8);
    grid_free(&grid);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid");
    TCase *tests = tcase_create("grid");
    tcase_add_loop_test(tests, a_cell_shows_its_numbers, 0, (int)(sizeof sizes / sizeof *sizes));
    tcase_add_test(tests, a_small_matrix_stays_as_it_is);
    tcase_add_test(tests, a_grid_that_does_not_fit);
    tcase_add_test(tests, a_full_grid_says_when_it_joins);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

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
    for (size_t i = axis_start(&grid->rows, row); i < axis_start(&grid->rows, row + 1); i++)
        for (size_t j = axis_start(&grid->columns, column);
             j < axis_start(&grid->columns, column + 1); j++)
            if (isfinite(value_at(i, j))) {
                sum += value_at(i, j);
                most = fmax(most, value_at(i, j));
                count++;
            }
    if (count == 0)
        return NAN;
    return grid->pooling == POOLING_MAX ? most : sum / (double)count;
}

/* Cells stand for all rows, or columns, and for equally many but for one bin; a last bin that is
 * not full does not stand alone. */
static void check_axis(const struct cell_axis *axis, bool joined)
{
    ck_assert_uint_eq(axis_start(axis, 0), 0);
    ck_assert_uint_eq(axis_start(axis, axis->cells), axis->length);
    size_t least = SIZE_MAX, most = 0;
    for (size_t cell = 0; cell < axis->cells; cell++) {
        size_t count = axis_start(axis, cell + 1) - axis_start(axis, cell);
        least = count < least ? count : least;
        most = count > most ? count : most;
    }
    if (joined) {
        ck_assert_uint_ge(least, axis->length < axis->bin ? axis->length : axis->bin);
        ck_assert_uint_le(most, 2 * axis->bin - 1 + least);
    }
}

static void check_cells(const struct grid *grid, bool joined)
{
    check_axis(&grid->rows, joined);
    check_axis(&grid->columns, joined);
    for (size_t row = 0; row < grid->rows.cells; row++)
        for (size_t column = 0; column < grid->columns.cells; column++) {
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
        ck_assert_uint_eq(grid.rows.length, rows);
        ck_assert_uint_le(grid.rows.cells, sizes[_i].most);
        ck_assert_uint_le(grid.columns.cells, sizes[_i].most);
        check_cells(&grid, false);
        for (size_t height = 1; height < 9; height++) {
            ck_assert(grid_join(&grid, height, 9 - height, &joined));
            ck_assert_uint_le(joined.rows.cells, height);
            ck_assert_uint_le(joined.columns.cells, 9 - height);
            check_cells(&joined, true);
            grid_free(&joined);
        }
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
    ck_assert(axis_is_whole(&grid.rows) && axis_is_whole(&grid.columns));
    double low = 2, high = 2;
    grid_range(&grid, &low, &high);
    ck_assert_double_eq(low, 1);
    ck_assert_double_eq(high, 6);
    grid_free(&grid);
}
END_TEST

/* 13 columns in 4 cells: 3, 3, 3 and 4 of them, not 4, 4, 4 and 1. */
START_TEST(the_remainder_is_spread)
{
    struct grid grid, joined;
    const double numbers[13] = {0};
    ck_assert(grid_new(&grid, 13, 1024, POOLING_MEAN));
    grid_add(&grid, numbers, PRECISION_DOUBLE);
    ck_assert(grid_join(&grid, 4, 4, &joined));
    const size_t starts[] = {0, 3, 6, 9, 13};
    for (size_t cell = 0; cell < 5; cell++)
        ck_assert_uint_eq(axis_start(&joined.columns, cell), starts[cell]);
    ck_assert(axis_is_whole(&joined.rows));
    ck_assert(!axis_is_whole(&joined.columns));
    grid_free(&joined);
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
    tcase_add_test(tests, the_remainder_is_spread);
    tcase_add_test(tests, a_grid_that_does_not_fit);
    tcase_add_test(tests, a_full_grid_says_when_it_joins);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

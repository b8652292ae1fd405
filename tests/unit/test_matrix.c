/* Tests of labelled matrices. */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "table/matrix.h"

/* rows x columns numbers 0, 1, 2, ..., rows named a, b, ..., columns A, B, ... */
static struct matrix make(enum precision precision, size_t rows, size_t columns)
{
    struct matrix matrix = {.precision = precision, .columns = columns};
    for (size_t row = 0; row < rows; row++) {
        ck_assert(matrix_reserve(&matrix, row + 1));
        for (size_t i = 0; i < columns; i++)
            if (precision == PRECISION_SINGLE)
                ((float *)matrix_row(&matrix, row))[i] = (float)(row * columns + i);
            else
                ((double *)matrix_row(&matrix, row))[i] = (double)(row * columns + i);
        labels_add(&matrix.row_labels, &"abcdefgh"[row % 8], 1);
        matrix.rows++;
    }
    for (size_t i = 0; i < columns; i++)
        labels_add(&matrix.column_labels, &"ABCDEFGH"[i % 8], 1);
    return matrix;
}

static void expect(const struct matrix *matrix, const double *numbers, const char *rows,
                   const char *columns)
{
    ck_assert_uint_eq(matrix->rows, strlen(rows));
    ck_assert_uint_eq(matrix->columns, strlen(columns));
    ck_assert_uint_eq(matrix->row_labels.count, matrix->rows);
    ck_assert_mem_eq(matrix->row_labels.bytes, rows, matrix->rows);
    ck_assert_uint_eq(matrix->column_labels.count, matrix->columns);
    ck_assert_mem_eq(matrix->column_labels.bytes, columns, matrix->columns);
    for (size_t i = 0; i < matrix->rows * matrix->columns; i++)
        if (matrix->precision == PRECISION_SINGLE)
            ck_assert_double_eq((double)((float *)matrix->data)[i], numbers[i]);
        else
            ck_assert_double_eq(((double *)matrix->data)[i], numbers[i]);
}

START_TEST(rows_without_some)
{
    static const unsigned char flags[] = {1, 0, 0, 1, 0};
    struct matrix matrix = make((enum precision)_i, 5, 2);
    ck_assert(matrix_drop_row(&matrix, 0));
    ck_assert(matrix_drop_row(&matrix, 2));
    matrix_remove_rows(&matrix, flags);
    expect(&matrix, (double[]){2, 3, 4, 5, 8, 9}, "bce", "AB");
    ck_assert_mem_eq(matrix.dropped, "\0\1\0", 3);
    matrix_remove_rows(&matrix, matrix.dropped);
    expect(&matrix, (double[]){2, 3, 8, 9}, "be", "AB");
    ck_assert_mem_eq(matrix.dropped, "\0\0", 2);
    matrix_free(&matrix);
}
END_TEST

START_TEST(flags_grow_with_the_rows)
{
    struct matrix matrix = make(PRECISION_DOUBLE, 2, 1);
    ck_assert(matrix_drop_row(&matrix, 1));
    ck_assert(matrix_reserve(&matrix, 5000));
    ck_assert(matrix.dropped[1] && !matrix.dropped[0]);
    for (size_t row = 2; row < 5000; row++)
        ck_assert(!matrix.dropped[row]);
    matrix_clear_rows(&matrix);
    ck_assert(matrix.rows == 0 && !matrix.dropped && matrix.row_labels.count == 0);
    ck_assert(matrix.columns == 1 && matrix.column_labels.count == 1 && matrix.capacity >= 5000);
    matrix_free(&matrix);
    ck_assert(!matrix.data && matrix.columns == 0);
}
END_TEST

START_TEST(sizes_that_do_not_fit)
{
    struct matrix matrix = {.columns = SIZE_MAX / 4};
    ck_assert(!matrix_reserve(&matrix, 1));
    matrix.columns = 4;
    ck_assert(!matrix_reserve(&matrix, SIZE_MAX / 16));
    ck_assert(matrix.capacity == 0 && !matrix.data);
    ck_assert(matrix_reserve(&matrix, 0) && matrix.data);
    ck_assert(matrix_reserve(&matrix, 3));
    matrix_free(&matrix);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("matrix");
    TCase *tests = tcase_create("matrix");
    tcase_add_loop_test(tests, rows_without_some, PRECISION_DOUBLE, PRECISION_SINGLE + 1);
    tcase_add_test(tests, flags_grow_with_the_rows);
    tcase_add_test(tests, sizes_that_do_not_fit);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

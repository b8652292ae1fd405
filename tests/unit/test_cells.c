/* Tests of masks and biases that are read in step with the queries. */
#include <check.h>

#include "command/option_table.h"
#include "reading.h"
#include "run/cells.h"

static struct request request;
static struct pool *pool;
static struct error error;

static void set_up(void)
{
    static const struct stage stage = {.name = "test"};
    request_defaults(&request, &stage);
    pool = pool_new(1);
}

static void tear_down(void)
{
    pool_free(pool);
}

/* Opens `text`, for three keys. */
static enum status open_cells(struct cells *cells, const char *text, bool is_mask)
{
    char path[64];
    int descriptor = reading_file(text, strlen(text), path);
    *cells = (struct cells){0};
    enum status status = cells_open(cells, path, is_mask, &request, 3, "k.csv", pool, &error);
    close(descriptor);
    return status;
}

static void expect(const struct rows *rows, size_t row, double a, double b, double c)
{
    const double *numbers = (const double *)rows->data + row * rows->stride;
    ck_assert(numbers[0] == a && numbers[1] == b && numbers[2] == c);
}

START_TEST(a_row_for_each_query)
{
    struct cells cells;
    struct rows rows;
    ck_assert_int_eq(open_cells(&cells, "1,2,3\n4,5,6\n7,8,9\n", false), STATUS_OK);
    ck_assert_int_eq(cells_rows(&cells, 0, 2, "q.csv", &rows, &error), STATUS_OK);
    expect(&rows, 1, 4, 5, 6);
    ck_assert_int_eq(cells_rows(&cells, 2, 1, "q.csv", &rows, &error), STATUS_OK);
    expect(&rows, 0, 7, 8, 9);
    ck_assert_int_eq(cells_end(&cells, 3, "q.csv", &error), STATUS_OK);
    cells_close(&cells);
}
END_TEST

START_TEST(one_row_for_all_queries)
{
    struct cells cells;
    struct rows rows;
    ck_assert_int_eq(open_cells(&cells, "0,1,0\n", true), STATUS_OK);
    for (size_t first = 0; first < 9; first += 3) {
        ck_assert_int_eq(cells_rows(&cells, first, 3, "q.csv", &rows, &error), STATUS_OK);
        ck_assert_uint_eq(rows.count, 3);
        expect(&rows, 2, 0, 1, 0);
    }
    ck_assert_int_eq(cells_end(&cells, 9, "q.csv", &error), STATUS_OK);
    cells_close(&cells);
}
END_TEST

START_TEST(rows_of_each_head)
{
    struct cells cells;
    struct rows rows;
    request.layer.heads = 2;
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n0,0,0\n0,1,1\n1,0,1\n", true), STATUS_OK);
    ck_assert_int_eq(cells_read_all(&cells, &request, 2, "q.csv", &error), STATUS_OK);
    ck_assert_uint_eq(cells.head_stride, 2);
    ck_assert_int_eq(cells_rows(&cells, 1, 1, "q.csv", &rows, &error), STATUS_OK);
    expect(&rows, 0, 0, 0, 0);
    expect(&rows, cells.head_stride, 1, 0, 1);
    cells_close(&cells);
}
END_TEST

START_TEST(what_does_not_fit)
{
    struct cells cells;
    struct rows rows;
    ck_assert_int_eq(open_cells(&cells, "1,1\n", true), STATUS_FAILED);
    cells_close(&cells);
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n1,2,1\n", true), STATUS_OK);
    ck_assert_int_eq(cells_rows(&cells, 0, 2, "q.csv", &rows, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, ":2: field 2: 2 is neither 1 (may be seen)"));
    cells_close(&cells);
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n1,1,1\n", true), STATUS_OK);
    ck_assert_int_eq(cells_rows(&cells, 0, 3, "q.csv", &rows, &error), STATUS_FAILED);
    cells_close(&cells);
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n1,1,1\n", true), STATUS_OK);
    ck_assert_int_eq(cells_rows(&cells, 0, 1, "q.csv", &rows, &error), STATUS_OK);
    ck_assert_int_eq(cells_end(&cells, 1, "q.csv", &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "has more rows than q.csv"));
    cells_close(&cells);
    request.layer.heads = 2;
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n1,1,1\n1,1,1\n", true), STATUS_OK);
    ck_assert_int_eq(cells_read_all(&cells, &request, 2, "q.csv", &error), STATUS_FAILED);
    cells_close(&cells);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cells");
    TCase *tests = tcase_create("cells");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_row_for_each_query);
    tcase_add_test(tests, one_row_for_all_queries);
    tcase_add_test(tests, rows_of_each_head);
    tcase_add_test(tests, what_does_not_fit);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

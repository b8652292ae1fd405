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
    const struct cells_shape shape = {.is_mask = is_mask,
                                      .mask = &request.layer.attention.mask,
                                      .key_count = 3,
                                      .key_name = "k.csv",
                                      .query_name = "q.csv"};
    char path[64];
    int descriptor = reading_file(text, strlen(text), path);
    *cells = (struct cells){0};
    enum status status = cells_open(cells, path, &shape, &request, pool, &error);
    close(descriptor);
    return status;
}

/* Rows first .. first + count, of queries of which none is dropped. */
static enum status take_rows(struct cells *cells, size_t first, size_t count, struct rows *rows)
{
    const struct source_block queries = {.first = first, .index = first, .count = count};
    return cells_rows(cells, &queries, rows, &error);
}

static enum status read_all(struct cells *cells, size_t count)
{
    const struct source_block queries = {.count = count};
    return cells_read_all(cells, &queries, count, 2, &error);
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
    ck_assert_int_eq(take_rows(&cells, 0, 2, &rows), STATUS_OK);
    expect(&rows, 1, 4, 5, 6);
    ck_assert_int_eq(take_rows(&cells, 2, 1, &rows), STATUS_OK);
    expect(&rows, 0, 7, 8, 9);
    ck_assert_int_eq(cells_end(&cells, 3, &error), STATUS_OK);
    cells_close(&cells);
}
END_TEST

START_TEST(one_row_for_all_queries)
{
    struct cells cells;
    struct rows rows;
    ck_assert_int_eq(open_cells(&cells, "0,1,0\n", true), STATUS_OK);
    for (size_t first = 0; first < 9; first += 3) {
        ck_assert_int_eq(take_rows(&cells, first, 3, &rows), STATUS_OK);
        ck_assert_uint_eq(rows.count, 3);
        expect(&rows, 2, 0, 1, 0);
    }
    ck_assert_int_eq(cells_end(&cells, 9, &error), STATUS_OK);
    cells_close(&cells);
}
END_TEST

START_TEST(rows_of_each_head)
{
    struct cells cells;
    struct rows rows;
    request.layer.heads = 2;
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n0,0,0\n0,1,1\n1,0,1\n", true), STATUS_OK);
    ck_assert_int_eq(read_all(&cells, 2), STATUS_OK);
    ck_assert_uint_eq(cells.head_stride, 2);
    ck_assert_int_eq(take_rows(&cells, 1, 1, &rows), STATUS_OK);
    expect(&rows, 0, 0, 0, 0);
    expect(&rows, cells.head_stride, 1, 0, 1);
    cells_close(&cells);
}
END_TEST

/* Query 1 of four, and key 1 of four, are dropped. */
START_TEST(rows_and_columns_of_what_is_dropped)
{
    static const size_t keys[] = {0, 2, 3}, queries[] = {0, 2, 3};
    static const char text[] = "1,9,2,3\n9,9,9,9\n4,9,5,6\n7,9,8,0\n";
    struct mask *mask = &request.layer.attention.mask;
    struct cells cells;
    struct rows rows;
    mask->places = keys;
    mask->place_count = 4;
    const struct source_block two = {.places = queries, .count = 2},
                              last = {.first = 3, .count = 1};
    ck_assert_int_eq(open_cells(&cells, text, false), STATUS_OK);
    ck_assert_int_eq(cells_rows(&cells, &two, &rows, &error), STATUS_OK);
    expect(&rows, 0, 1, 2, 3);
    expect(&rows, 1, 4, 5, 6);
    ck_assert_int_eq(cells_rows(&cells, &last, &rows, &error), STATUS_OK);
    expect(&rows, 0, 7, 8, 0);
    ck_assert_int_eq(cells_end(&cells, 4, &error), STATUS_OK);
    cells_close(&cells);
    ck_assert_int_eq(open_cells(&cells, text, false), STATUS_OK);
    const struct source_block all = {.places = queries, .count = 3};
    ck_assert_int_eq(cells_read_all(&cells, &all, 4, 2, &error), STATUS_OK);
    ck_assert_int_eq(take_rows(&cells, 1, 2, &rows), STATUS_OK);
    expect(&rows, 0, 4, 5, 6);
    expect(&rows, 1, 7, 8, 0);
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
    ck_assert_int_eq(take_rows(&cells, 0, 2, &rows), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, ":2: field 2: 2 is neither 1 (may be seen)"));
    cells_close(&cells);
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n1,1,1\n", true), STATUS_OK);
    ck_assert_int_eq(take_rows(&cells, 0, 3, &rows), STATUS_FAILED);
    cells_close(&cells);
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n1,1,1\n", true), STATUS_OK);
    ck_assert_int_eq(take_rows(&cells, 0, 1, &rows), STATUS_OK);
    ck_assert_int_eq(cells_end(&cells, 1, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "has more rows than q.csv"));
    cells_close(&cells);
    request.layer.heads = 2;
    ck_assert_int_eq(open_cells(&cells, "1,1,1\n1,1,1\n1,1,1\n", true), STATUS_OK);
    ck_assert_int_eq(read_all(&cells, 2), STATUS_FAILED);
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
    tcase_add_test(tests, rows_and_columns_of_what_is_dropped);
    tcase_add_test(tests, what_does_not_fit);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

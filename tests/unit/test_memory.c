/* Tests of sizes that do not fit and of allocation. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

START_TEST(products_and_sums_fit_or_are_refused)
{
    size_t result = 42;
    ck_assert(!size_multiply(SIZE_MAX / 2 + 1, 2, &result) && result == 42);
    ck_assert(!size_multiply(SIZE_MAX, SIZE_MAX, &result) && result == 42);
    ck_assert(!size_add(SIZE_MAX, 1, &result) && result == 42);
    ck_assert(size_multiply(SIZE_MAX, 1, &result) && result == SIZE_MAX);
    ck_assert(size_multiply(SIZE_MAX / 2, 2, &result) && result == SIZE_MAX - 1);
    ck_assert(size_multiply(0, SIZE_MAX, &result) && result == 0);
    ck_assert(size_add(SIZE_MAX - 1, 1, &result) && result == SIZE_MAX);
}
END_TEST

START_TEST(what_does_not_fit_is_not_allocated)
{
    char *kept = memory_new(3, 1);
    ck_assert_ptr_null(memory_new_aligned(SIZE_MAX / 2, 3));
    ck_assert_ptr_null(memory_new_rows(SIZE_MAX / 2, 3, 1));
    ck_assert_ptr_null(memory_new_aligned(SIZE_MAX - 8, 1)); /* with what aligns it */
    memcpy(kept, "ab", 3);
    ck_assert_ptr_null(memory_resize(kept, SIZE_MAX / 2, 3));
    ck_assert_str_eq(kept, "ab");
    free(kept);
}
END_TEST

START_TEST(nothing_is_something)
{
    void *zeroed = memory_new(0, 8), *aligned = memory_new_aligned(0, 8);
    ck_assert_ptr_nonnull(zeroed);
    ck_assert_ptr_nonnull(aligned);
    ck_assert_uint_eq((uintptr_t)aligned % 64, 0);
    zeroed = memory_resize(zeroed, 0, 8);
    ck_assert_ptr_nonnull(zeroed);
    free(zeroed);
    free(aligned);
}
END_TEST

/* Only whole pages go, and what is round them stays. */
START_TEST(discarded_memory_is_still_there)
{
    enum { PAGES = 3 };
    static char room[PAGES << 16];
    memset(room, 'x', sizeof room);
    memory_discard(room + 1, sizeof room - 2);
    ck_assert(room[0] == 'x' && room[sizeof room - 1] == 'x');
    memory_discard(room + 1, 10);
    ck_assert(room[1] == 'x');
}
END_TEST

START_TEST(rows_times_columns)
{
    ck_assert_ptr_null(memory_new_rows(SIZE_MAX / 2, 3, 1));
    ck_assert_ptr_null(memory_new_rows(SIZE_MAX / 8, 4, 4));
    char *rows = memory_new_rows(3, 5, 8);
    ck_assert_ptr_nonnull(rows);
    ck_assert_uint_eq((uintptr_t)rows % 64, 0);
    rows[3 * 5 * 8 - 1] = 1;
    free(rows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *tests = tcase_create("memory");
    tcase_add_test(tests, products_and_sums_fit_or_are_refused);
    tcase_add_test(tests, what_does_not_fit_is_not_allocated);
    tcase_add_test(tests, nothing_is_something);
    tcase_add_test(tests, discarded_memory_is_still_there);
    tcase_add_test(tests, rows_times_columns);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

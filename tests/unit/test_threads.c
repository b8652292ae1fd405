/* Tests of the worker pool. */
#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/threads.h"

enum { TURNS = 1000, MOST_WORKERS = 7 };

struct record {
    atomic_int turns[TURNS];
    atomic_int inside[MOST_WORKERS];
    atomic_int clashes;
    size_t width;
};

static void note(void *context, size_t index, size_t worker)
{
    struct record *record = context;
    if (worker >= record->width || atomic_fetch_add(&record->inside[worker], 1) != 0)
        atomic_fetch_add(&record->clashes, 1);
    atomic_fetch_add(&record->turns[index], 1);
    atomic_fetch_sub(&record->inside[worker], 1);
}

START_TEST(every_turn_is_taken_once)
{
    static const size_t widths[] = {1, 2, 3, MOST_WORKERS};
    size_t width = widths[_i];
    struct pool *pool = pool_new(width);
    ck_assert_uint_eq(pool_width(pool), width);
    static const size_t counts[] = {0, 1, 2, 5, TURNS};
    for (size_t repeat = 0; repeat < 50; repeat++)
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            struct record record = {.width = width};
            pool_run(pool, counts[c], note, &record);
            for (size_t i = 0; i < TURNS; i++)
                ck_assert_int_eq(record.turns[i], i < counts[c]);
            ck_assert_int_eq(record.clashes, 0);
        }
    pool_free(pool);
}
END_TEST

static int gaps;
static pthread_t gap_thread;

static void count_gap(void)
{
    gaps++;
    gap_thread = pthread_self();
}

/* The caller alone, and before each of its turns. */
START_TEST(the_caller_looks_up_between_turns)
{
    for (size_t width = 1; width <= 2; width++) {
        struct pool *pool = pool_new(width);
        struct record record = {.width = width};
        pool_set_checkpoint(pool, count_gap);
        gaps = 0;
        pool_run(pool, TURNS, note, &record);
        ck_assert_int_ge(gaps, 1);
        ck_assert(width > 1 || gaps == TURNS);
        ck_assert(pthread_equal(gap_thread, pthread_self()));
        gaps = 0;
        pool_checkpoint(pool, 1);
        ck_assert_int_eq(gaps, 0);
        pool_checkpoint(pool, 0);
        ck_assert_int_eq(gaps, 1);
        pool_set_checkpoint(pool, NULL);
        pool_run(pool, 1, note, &record);
        pool_checkpoint(NULL, 0);
        ck_assert_int_eq(gaps, 1);
        pool_free(pool);
    }
}
END_TEST

START_TEST(a_pool_that_never_ran_can_be_freed)
{
    struct pool *pool = pool_new(3);
    ck_assert_ptr_nonnull(pool);
    pool_free(pool);
    pool_free(NULL);
}
END_TEST

START_TEST(a_width_has_bounds)
{
    struct pool *none = pool_new(0), *many = pool_new(100000);
    ck_assert_uint_eq(pool_width(none), 1);
    ck_assert_uint_eq(pool_width(many), 512);
    pool_free(none);
    pool_free(many);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("threads");
    TCase *tests = tcase_create("pool");
    tcase_add_loop_test(tests, every_turn_is_taken_once, 0, 4);
    tcase_add_test(tests, the_caller_looks_up_between_turns);
    tcase_add_test(tests, a_pool_that_never_ran_can_be_freed);
    tcase_add_test(tests, a_width_has_bounds);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

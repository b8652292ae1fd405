/* Results made in parallel and taken in order. */
#include <check.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ordered.h"

enum { TURNS = 500, MOST_ROOMS = 64 };

struct record {
    size_t rooms[MOST_ROOMS]; /* the number of the result in each */
    size_t base;              /* the results of earlier runs */
    size_t taken, last;       /* how many may be taken */
    bool wrong;
};

static void make(void *context, size_t index, size_t room)
{
    struct record *record = context;
    record->rooms[room] = record->base + index;
}

static bool take(void *context, size_t room)
{
    struct record *record = context;
    if (record->rooms[room] != record->taken)
        record->wrong = true;
    record->taken++;
    return record->taken < record->last;
}

static const size_t widths[] = {0, 1, 2, 3, 7};

/* A pool of each width; none for 0. */
static struct pool *pool_of(int i)
{
    return widths[i] ? pool_new(widths[i]) : NULL;
}

START_TEST(all_are_taken_in_order)
{
    struct pool *pool = pool_of(_i);
    struct record record = {.last = SIZE_MAX};
    struct ordered *ordered = ordered_new(pool, take, &record);
    ck_assert_ptr_nonnull(ordered);
    ck_assert_uint_le(ordered_rooms(ordered), MOST_ROOMS);
    static const size_t counts[] = {1, 0, TURNS, 2, 1, TURNS};
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        ck_assert_uint_eq(ordered_room(ordered, 3), (record.base + 3) % ordered_rooms(ordered));
        ck_assert(ordered_run(ordered, counts[c], make, &record));
        record.base += counts[c];
    }
    ordered_wait(ordered);
    ck_assert_uint_eq(record.taken, record.base);
    ck_assert(!record.wrong);
    ordered_free(ordered);
    pool_free(pool);
}
END_TEST

START_TEST(none_is_taken_after_a_failure)
{
    struct pool *pool = pool_of(_i);
    struct record record = {.last = 10};
    struct ordered *ordered = ordered_new(pool, take, &record);
    ordered_run(ordered, TURNS, make, &record);
    record.base += TURNS;
    ordered_wait(ordered);
    ck_assert_uint_eq(record.taken, 10);
    ck_assert(!ordered_run(ordered, TURNS, make, &record));
    ordered_free(ordered);
    ck_assert_uint_eq(record.taken, 10);
    pool_free(pool);
}
END_TEST

/* Freeing waits for what has not been taken. */
static bool take_slowly(void *context, size_t room)
{
    usleep(1000);
    return take(context, room);
}

START_TEST(freeing_waits)
{
    struct pool *pool = pool_of(_i);
    struct record record = {.last = SIZE_MAX};
    struct ordered *ordered = ordered_new(pool, take_slowly, &record);
    ck_assert(ordered_run(ordered, 40, make, &record));
    ordered_free(ordered);
    ck_assert_uint_eq(record.taken, 40);
    pool_free(pool);
    ordered_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ordered");
    TCase *tests = tcase_create("runs");
    tcase_add_loop_test(tests, all_are_taken_in_order, 0, 5);
    tcase_add_loop_test(tests, none_is_taken_after_a_failure, 0, 5);
    tcase_add_loop_test(tests, freeing_waits, 0, 5);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

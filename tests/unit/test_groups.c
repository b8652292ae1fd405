/* Tests of groups: names to numbers. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "run/groups.h"

static struct labels labels_of(const char *const *names, size_t count)
{
    struct labels labels = {0};
    for (size_t i = 0; i < count; i++)
        ck_assert(labels_add(&labels, names[i], strlen(names[i])));
    return labels;
}

START_TEST(runs_are_ranges)
{
    static const char *const names[] = {"a", "a", "b", "", "", ""};
    struct labels keys = labels_of(names, 6);
    struct groups groups = {0};
    struct error error;
    ck_assert_int_eq(groups_number(&groups, &keys, &error), STATUS_OK);
    ck_assert_uint_eq(groups.of_keys.count, 3);
    ck_assert(groups.of_keys.contiguous);
    ck_assert_uint_eq(groups.of_keys.of_key[1], 0);
    ck_assert_uint_eq(groups.of_keys.of_key[5], 2);
    ck_assert_uint_eq(groups.of_keys.firsts[2], 3);
    ck_assert_uint_eq(groups.of_keys.firsts[3], 6);
    ck_assert_uint_eq(groups.of_keys.members[4], 4);
    ck_assert_uint_eq(groups.of_keys.positions[4], 1);
    groups_free(&groups);
    labels_free(&keys);
}
END_TEST

/* A group that comes again is no run; queries are numbered by the keys' names. */
START_TEST(scattered_groups)
{
    static const char *const names[] = {"x", "y", "x"}, *const asked[] = {"z", "x", "7", "y"};
    struct labels keys = labels_of(names, 3), queries = labels_of(asked, 4);
    struct groups groups = {0};
    struct error error;
    ck_assert_int_eq(groups_number(&groups, &keys, &error), STATUS_OK);
    ck_assert(!groups.of_keys.contiguous);
    ck_assert_uint_eq(groups.of_keys.members[1], 2);
    ck_assert_uint_eq(groups.of_keys.positions[2], 1);
    groups_set_offset(&groups, 5);
    struct group_part part = {&queries, 1, 3, 0};
    ck_assert_int_eq(groups_find(&groups, &part, &error), STATUS_OK);
    ck_assert_uint_eq(groups.of_queries[0], 0);
    ck_assert_uint_eq(groups.of_queries[1], NO_GROUP);
    ck_assert_uint_eq(groups.of_queries[2], 1);
    ck_assert_int_eq((int)groups.query_positions[0], 5);
    /* The same again follows, and stands further on; the last queries on the last keys. */
    for (part.first = 3; part.first < 9; part.first += 3)
        for (int again = 0; again < 2; again++) {
            ck_assert_int_eq(groups_find(&groups, &part, &error), STATUS_OK);
            ck_assert_int_eq((int)groups.query_positions[0], 5 + (int)part.first / 3);
        }
    groups_align(&groups, &queries, 3);
    part = (struct group_part){&queries, 0, 4, 0};
    ck_assert_int_eq(groups_find(&groups, &part, &error), STATUS_OK);
    ck_assert_uint_eq(groups.of_queries[0], NO_GROUP);
    ck_assert_uint_eq(groups.of_queries[3], 1);
    ck_assert_int_eq((int)groups.query_positions[1], 1);
    ck_assert_int_eq((int)groups.query_positions[3], 0);
    groups_free(&groups);
    labels_free(&keys);
    labels_free(&queries);
}
END_TEST

START_TEST(many_groups)
{
    struct labels keys = {0};
    struct groups groups = {0};
    struct error error;
    char name[16];
    for (int i = 0; i < 5000; i++) {
        int length = snprintf(name, sizeof name, "%d", i / 2 * 31);
        ck_assert(labels_add(&keys, name, (size_t)length));
    }
    ck_assert_int_eq(groups_number(&groups, &keys, &error), STATUS_OK);
    ck_assert_uint_eq(groups.of_keys.count, 2500);
    const struct group_part part = {&keys, 0, 5000, 0};
    ck_assert_int_eq(groups_find(&groups, &part, &error), STATUS_OK);
    for (uint32_t i = 0; i < 5000; i++) {
        ck_assert_uint_eq(groups.of_queries[i], i / 2);
        ck_assert_uint_eq((uint32_t)groups.query_positions[i], i % 2);
    }
    groups_free(&groups);
    labels_free(&keys);
}
END_TEST

/* More keys than numbers for their groups, and more than memory has. */
START_TEST(too_many_keys)
{
    static const size_t counts[] = {NO_GROUP, SIZE_MAX};
    struct labels keys = {.count = counts[_i]};
    struct groups groups = {0};
    struct error error;
    ck_assert_int_eq(groups_number(&groups, &keys, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "the groups"));
    groups_free(&groups);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("groups");
    TCase *tests = tcase_create("groups");
    tcase_add_test(tests, runs_are_ranges);
    tcase_add_test(tests, scattered_groups);
    tcase_add_test(tests, many_groups);
    tcase_add_loop_test(tests, too_many_keys, 0, 2);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

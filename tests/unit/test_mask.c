/* Tests of masks: the range that a mask says agrees with what it allows cell by cell. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "attention/mask.h"

enum { KEYS = 23, QUERIES = 30 };

static const uint32_t group_of_key[KEYS] = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2,
                                            2, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4};
static const struct key_range group_ranges[] = {{0, 4}, {4, 7}, {7, 13}, {13, 15}, {15, 23}};
static const struct key_groups groups = {group_of_key, group_ranges, 5, true};

static const struct mask masks[] = {
    {0},
    {.causal = true},
    {.causal = true, .offset = -4},
    {.causal = true, .offset = 9},
    {.window = true, .left = 2, .right = 3},
    {.window = true, .left = -1, .right = 0},
    {.window = true, .left = 4, .right = -1, .offset = -6},
    {.window = true, .left = 1, .right = 1, .causal = true},
    {.causal = true, .prefix = 6},
    {.causal = true, .prefix = 40},
    {.window = true, .left = 3, .right = 0, .prefix = 2},
    {.window = true, .left = -1, .right = 2, .prefix = 5},
    {.limited = true, .valid_keys = 9},
    {.limited = true, .valid_keys = 0},
    {.limited = true, .valid_keys = 99, .causal = true},
    {.exclude_self = true},
    {.exclude_self = true, .causal = true, .offset = 3},
    {.groups = &groups},
    {.groups = &groups, .causal = true},
    {.local = 2},
    {.local = 1.5, .causal = true},
    {.local = 0.25, .offset = -9},
};

/* Where keys stand when every third was taken out; and all masks with all keys, and with these. */
static size_t places[KEYS];

static struct mask mask_of(int index)
{
    struct mask mask = masks[index / 2];
    for (size_t j = 0; j < KEYS; j++)
        places[j] = j + j / 2 + 1;
    mask.places = index % 2 ? places : NULL;
    mask.place_count = places[KEYS - 1] + 3;
    return mask;
}

START_TEST(ranges_agree_with_cells)
{
    const struct mask given = mask_of(_i), *mask = &given;
    for (size_t i = 0; i < 2 * QUERIES; i++) {
        int64_t p = (int64_t)i + mask->offset;
        struct mask_query query = {p, i < KEYS ? group_of_key[i] : NO_GROUP, (double)p};
        struct key_range range = mask_range(mask, &query, KEYS);
        struct key_range hole = mask_hole(mask, &query, KEYS);
        ck_assert_uint_le(range.end, KEYS);
        ck_assert_uint_le(hole.end, KEYS);
        for (size_t j = 0; j < KEYS; j++) {
            bool inside = range.begin <= j && j < range.end;
            bool allowed = mask_allows(mask, &query, j);
            bool own = mask->exclude_self && (int64_t)mask_place(mask, j) == p;
            bool out = own || (hole.begin <= j && j < hole.end);
            ck_assert(!allowed || (inside && !out));
            ck_assert(!mask_is_ranges(mask) || !inside || out || allowed);
        }
    }
}
END_TEST

/* The range is no wider than it need be, so that whole tiles are skipped. */
START_TEST(ranges_are_tight)
{
    const struct mask causal = {.causal = true, .offset = 2};
    const struct mask window = {.window = true, .left = 2, .right = 3};
    const struct mask_query query = {7, NO_GROUP, 7};
    struct key_range range = mask_range(&causal, &query, KEYS);
    ck_assert_uint_eq(range.begin, 0);
    ck_assert_uint_eq(range.end, 8);
    range = mask_range(&window, &query, KEYS);
    ck_assert_uint_eq(range.begin, 5);
    ck_assert_uint_eq(range.end, 11);
    const struct mask both = {.window = true, .left = 2, .right = 3, .prefix = 1};
    struct key_range hole = mask_hole(&both, &query, KEYS);
    ck_assert_uint_eq(hole.begin, 1);
    ck_assert_uint_eq(hole.end, 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mask");
    TCase *tests = tcase_create("ranges");
    tcase_add_loop_test(tests, ranges_agree_with_cells, 0, 2 * (sizeof masks / sizeof masks[0]));
    tcase_add_test(tests, ranges_are_tight);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Tests of masks: the range that a mask says agrees with what it allows cell by cell. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "attention/mask.h"

enum { KEYS = 23, QUERIES = 30 };

static const uint32_t group_of_key[KEYS] = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2,
                                            2, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4};
static const size_t in_group[KEYS] = {0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 3, 4,
                                      5, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7};
static const uint32_t in_order[KEYS] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                        12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22};
static const size_t group_firsts[] = {0, 4, 7, 13, 15, 23};
static const struct key_groups groups = {group_of_key, in_group, in_order, group_firsts, 5, true};

/* Every third key: groups that come again. */
static const uint32_t third_of_key[KEYS] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2,
                                            0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1};
static const size_t in_third[KEYS] = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3,
                                      4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7};
static const uint32_t thirds_in_order[KEYS] = {0,  3,  6,  9,  12, 15, 18, 21, 1,  4,  7, 10,
                                               13, 16, 19, 22, 2,  5,  8,  11, 14, 17, 20};
static const size_t third_firsts[] = {0, 8, 16, 23};
static const struct key_groups thirds = {third_of_key, in_third, thirds_in_order,
                                         third_firsts, 3,        false};

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
    {.groups = &groups, .window = true, .left = 1, .right = 0, .offset = 1},
    {.groups = &groups, .window = true, .left = 1, .right = 0, .prefix = 2, .exclude_self = true},
    {.groups = &groups, .causal = true, .limited = true, .valid_keys = 10},
    {.groups = &groups, .local = 1.5},
    {.groups = &thirds},
    {.groups = &thirds, .causal = true, .offset = -1},
    {.groups = &thirds, .window = true, .left = 2, .right = 1, .exclude_self = true},
    {.groups = &thirds, .window = true, .left = 1, .right = 0, .prefix = 2},
    {.groups = &thirds, .limited = true, .valid_keys = 10, .causal = true},
    {.groups = &thirds, .local = 1.5},
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
        const struct key_groups *of = mask->groups ? mask->groups : &groups;
        int64_t p = (int64_t)(mask->groups && i < KEYS ? of->positions[i] : i) + mask->offset;
        struct mask_query query = {p, i < KEYS ? of->of_key[i] : NO_GROUP, (double)p};
        struct key_range range = mask_range(mask, &query, KEYS);
        struct key_range hole = mask_hole(mask, &query, KEYS);
        ck_assert_uint_le(range.end, KEYS);
        ck_assert_uint_le(hole.end, KEYS);
        for (size_t j = 0; j < KEYS; j++) {
            bool inside = range.begin <= j && j < range.end;
            bool allowed = mask_allows(mask, &query, j);
            size_t self = mask_self(mask, &query, KEYS);
            ck_assert(self != j || mask_position(mask, j) == p);
            bool out = (hole.begin <= j && j < hole.end) || (mask->exclude_self && j == self);
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

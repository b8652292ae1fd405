/* Tests of lists of names. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "table/labels.h"

static void expect(const struct labels *labels, size_t index, const char *expected)
{
    size_t length;
    const char *text = labels_get(labels, index, &length);
    ck_assert_uint_eq(length, strlen(expected));
    ck_assert_mem_eq(text, expected, length);
}

START_TEST(many_labels)
{
    struct labels labels = {0};
    char text[32];
    for (int i = 0; i < 1000; i++) {
        int length = snprintf(text, sizeof text, "%.*s%d", i % 7, "-------", i);
        ck_assert(labels_add(&labels, text, (size_t)length));
    }
    ck_assert_uint_eq(labels.count, 1000);
    expect(&labels, 0, "0");
    expect(&labels, 6, "------6");
    expect(&labels, 999, "-----999");
    labels_clear(&labels);
    ck_assert_uint_eq(labels.count, 0);
    ck_assert(labels_add(&labels, "again", 5));
    expect(&labels, 0, "again");
    labels_free(&labels);
    ck_assert(labels.count == 0 && !labels.bytes && !labels.end);
}
END_TEST

START_TEST(empty_labels_and_bytes_of_any_kind)
{
    struct labels labels = {0};
    size_t length;
    ck_assert(labels_add(&labels, NULL, 0));
    ck_assert(labels_add(&labels, "a\0b", 3));
    ck_assert(labels_add(&labels, "", 0));
    ck_assert_uint_eq(labels.count, 3);
    expect(&labels, 0, "");
    ck_assert_mem_eq(labels_get(&labels, 1, &length), "a\0b", 3);
    ck_assert_uint_eq(length, 3);
    expect(&labels, 2, "");
    labels_free(&labels);
}
END_TEST

START_TEST(removed_labels)
{
    static const unsigned char first[] = {1, 0, 0, 1}, all[] = {1, 1};
    struct labels labels = {0};
    labels_add(&labels, "one", 3);
    labels_add(&labels, "", 0);
    labels_add(&labels, "three", 5);
    labels_add(&labels, "four", 4);
    labels_remove(&labels, first, 1);
    ck_assert_uint_eq(labels.count, 2);
    expect(&labels, 0, "");
    expect(&labels, 1, "three");
    labels_add(&labels, "five", 4);
    labels_add(&labels, "six", 3);
    labels_remove(&labels, first, 2);
    ck_assert_uint_eq(labels.count, 2);
    expect(&labels, 0, "five");
    labels_remove(&labels, all, 1);
    ck_assert_uint_eq(labels.count, 0);
    labels_free(&labels);
}
END_TEST

START_TEST(sizes_that_do_not_fit)
{
    struct labels labels = {0};
    ck_assert(labels_add(&labels, "kept", 4));
    ck_assert(!labels_add(&labels, "", SIZE_MAX));
    ck_assert(!labels_add(&labels, "", SIZE_MAX / 2 + 2)); /* no room is that large */
    ck_assert_uint_eq(labels.count, 1);
    expect(&labels, 0, "kept");
    labels_free(&labels);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("labels");
    TCase *tests = tcase_create("labels");
    tcase_add_test(tests, many_labels);
    tcase_add_test(tests, empty_labels_and_bytes_of_any_kind);
    tcase_add_test(tests, removed_labels);
    tcase_add_test(tests, sizes_that_do_not_fit);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

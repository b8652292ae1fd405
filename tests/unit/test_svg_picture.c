/* Tests of pictures as SVG. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "picture_fixture.h"

START_TEST(cells_name_themselves)
{
    const double numbers[] = {0, 0.5, 1, 0.25, NAN, 0.75};
    struct labels keys = fixture_labels("x <y> z&");
    struct panel panel = fixture_panel(numbers, 2, 3, "a \"\x1b", &keys);
    struct picture picture = {.panels = &panel, .count = 1, .title = "a < b"};
    struct sheet sheet = {0};
    picture_svg(&picture, &sheet);
    const char *text = fixture_text(&sheet);
    ck_assert_int_eq(strncmp(text, "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 40), 0);
    ck_assert_uint_eq(fixture_count(text, "</title></path>\n"), 5);
    ck_assert_ptr_nonnull(strstr(text, "<path fill=\"#440154\" d=\"M0 0h1v1H0z\"><title>query a, "
                                       "key x: 0</title></path>"));
    ck_assert_ptr_nonnull(strstr(text, "<path fill=\"#fde725\" d=\"M2 0h1v1H2z\"><title>query a, "
                                       "key z&amp;: 1</title></path>"));
    ck_assert_ptr_nonnull(strstr(text, "query &quot;\\x1b, key z&amp;: 0.75<"));
    ck_assert_ptr_nonnull(strstr(text, ">&lt;y&gt;</text>"));
    ck_assert_ptr_nonnull(strstr(text, ">a &lt; b</text>"));
    ck_assert_ptr_nonnull(strstr(text, "rows: 2 queries; columns: 3 keys; blank: masked"));
    ck_assert_ptr_nonnull(strstr(text, "prefers-color-scheme:dark"));
    ck_assert_ptr_nonnull(strstr(text, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"));
    /* The scale: its ends, and colours from low to high. */
    ck_assert_ptr_nonnull(strstr(text, ">0</text>"));
    ck_assert_ptr_nonnull(strstr(text, ">0.5</text>"));
    ck_assert_uint_eq(fixture_count(text, "<stop "), 16);
    ck_assert_ptr_null(strchr(text, '\x1b'));
    ck_assert_int_eq(strcmp(text + strlen(text) - 7, "</svg>\n"), 0);
    sheet_free(&sheet);
    fixture_free(&panel);
    labels_free(&keys);
}
END_TEST

/* A panel of `rows` x `columns` random numbers, or of ones. */
static struct panel filled(size_t rows, size_t columns, bool noise, const struct labels *keys)
{
    double *numbers = malloc(rows * columns * sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    for (size_t i = 0; i < rows * columns; i++)
        numbers[i] = noise ? -rand() / 1e3 : 1;
    struct panel panel = fixture_panel(numbers, rows, columns, "", keys);
    free(numbers);
    return panel;
}

START_TEST(a_large_matrix_makes_a_small_file)
{
    struct labels none = {0};
    for (int noise = 0; noise < 2; noise++) {
        struct panel panel = filled(2000, 2000, noise, &none);
        struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
        struct sheet sheet = {0};
        picture_svg(&picture, &sheet);
        const char *text = fixture_text(&sheet);
        ck_assert_uint_lt(sheet.length, 5000000);
        ck_assert_ptr_nonnull(strstr(text, "each cell is the mean of 14 x 14 (queries x keys)"));
        ck_assert_ptr_nonnull(strstr(text, "queries 0-13, keys 0-"));
        /* The same colour side by side is one run. */
        if (!noise)
            ck_assert_uint_eq(fixture_count(text, "<title>"), 143);
        sheet_free(&sheet);
        fixture_free(&panel);
    }
}
END_TEST

/* How far from the left a panel's title stands. */
static double place_of(const char *text, const char *title)
{
    const char *at = strstr(text, title);
    ck_assert_ptr_nonnull(at);
    while (strncmp(at, "x=\"", 3) != 0)
        at--;
    return strtod(at + 3, NULL);
}

/* U+FFFE and U+FFFF are characters that XML does not allow; U+FFFD and U+FFC1 it does. */
START_TEST(names_stay_xml)
{
    const double numbers[] = {0, 1, 2, 3, 4};
    struct labels keys = fixture_labels("a\xef\xbf\xbe"
                                        "b \xef\xbf\xbf \xef\xbf\xbd \xef\xbf\x81 \xef\xbe\xbe");
    struct panel panel = fixture_panel(numbers, 1, 5, "q", &keys);
    struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
    struct sheet sheet = {0};
    picture_svg(&picture, &sheet);
    const char *text = fixture_text(&sheet);
    ck_assert_ptr_nonnull(strstr(text, "key a?b: 0<"));
    ck_assert_ptr_nonnull(strstr(text, "key ?: 1<"));
    ck_assert_ptr_nonnull(strstr(text, "key \xef\xbf\xbd: 2<"));
    ck_assert_ptr_nonnull(strstr(text, "key \xef\xbf\x81: 3<"));
    ck_assert_ptr_nonnull(strstr(text, "key \xef\xbe\xbe: 4<"));
    sheet_free(&sheet);
    fixture_free(&panel);
    labels_free(&keys);
}
END_TEST

/* Where cells of one colour are joined, one without a number still parts them. */
START_TEST(a_blank_cell_ends_a_run)
{
    enum { SIDE = 70 };
    static double numbers[SIDE * SIDE];
    struct labels none = {0};
    numbers[3 * SIDE + 10] = NAN;
    struct panel panel = fixture_panel(numbers, SIDE, SIDE, "", &none);
    struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
    struct sheet sheet = {0};
    picture_svg(&picture, &sheet);
    const char *text = fixture_text(&sheet);
    ck_assert_uint_eq(fixture_count(text, "<title>"), SIDE + 1);
    ck_assert_ptr_nonnull(strstr(text, "query 3, keys 0-9: 0<"));
    ck_assert_ptr_nonnull(strstr(text, "query 3, keys 11-69: 0<"));
    sheet_free(&sheet);
    fixture_free(&panel);
}
END_TEST

START_TEST(a_gap_stays_where_no_row_fills_it)
{
    enum { HEADS = 5 };
    struct labels none = {0};
    struct panel panels[HEADS];
    for (size_t i = 0; i < HEADS; i++) {
        panels[i] = filled(6, 6, true, &none);
        snprintf(panels[i].title, sizeof panels[i].title, "head %zu", i);
    }
    struct picture picture = {.panels = panels, .count = HEADS, .title = "t"};
    struct sheet sheet = {0};
    picture_svg(&picture, &sheet);
    const char *text = fixture_text(&sheet);
    /* Three side by side, and two under them. */
    ck_assert_double_gt(place_of(text, "head 2"), place_of(text, "head 1"));
    ck_assert_double_eq(place_of(text, "head 3"), place_of(text, "head 0"));
    sheet_free(&sheet);
    for (size_t i = 0; i < HEADS; i++)
        fixture_free(&panels[i]);
}
END_TEST

START_TEST(heads_are_small_multiples)
{
    enum { HEADS = 8 };
    static const char *const titles[] = {"head 0", "head 1", "head 2", "head 3",
                                         "head 4", "head 5", "head 6", "head 7"};
    struct labels none = {0};
    struct panel panels[HEADS];
    for (size_t i = 0; i < HEADS; i++) {
        panels[i] = filled(6, 200, true, &none);
        strcpy(panels[i].title, titles[i]);
    }
    struct picture picture = {.panels = panels, .count = HEADS, .title = "t"};
    struct sheet sheet = {0};
    picture_svg(&picture, &sheet);
    const char *text = fixture_text(&sheet);
    for (size_t i = 0; i < HEADS; i++)
        ck_assert_uint_eq(fixture_count(text, titles[i]), 1);
    ck_assert_uint_eq(fixture_count(text, ">queries</text>"), HEADS);
    ck_assert_uint_eq(fixture_count(text, "<linearGradient "), 1);
    /* Four side by side, which leave no gap. */
    ck_assert_double_gt(place_of(text, "head 3"), place_of(text, "head 2"));
    ck_assert_double_eq(place_of(text, "head 4"), place_of(text, "head 0"));
    sheet_free(&sheet);
    for (size_t i = 0; i < HEADS; i++)
        fixture_free(&panels[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("svg_picture");
    TCase *tests = tcase_create("svg_picture");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, cells_name_themselves);
    tcase_add_test(tests, a_large_matrix_makes_a_small_file);
    tcase_add_test(tests, names_stay_xml);
    tcase_add_test(tests, a_blank_cell_ends_a_run);
    tcase_add_test(tests, a_gap_stays_where_no_row_fills_it);
    tcase_add_test(tests, heads_are_small_multiples);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

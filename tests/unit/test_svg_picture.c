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
    picture_svg(&picture, THEME_AUTO, 0, &sheet);
    const char *text = fixture_text(&sheet);
    ck_assert_int_eq(strncmp(text, "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 40), 0);
    ck_assert_uint_eq(fixture_count(text, "</title></path>\n"), 5);
    ck_assert_ptr_nonnull(strstr(text, "<path style=\"fill:#440154\" d=\"M0 0h1v1h-1z\"><title>"
                                       "row a, column x: 0</title></path>"));
    ck_assert_ptr_nonnull(strstr(text, "<path style=\"fill:#fde725\" d=\"M2 0h1v1h-1z\"><title>"
                                       "row a, column z&amp;: 1</title></path>"));
    ck_assert_ptr_nonnull(strstr(text, "row &quot;\\x1b, column z&amp;: 0.75<"));
    ck_assert_ptr_nonnull(strstr(text, ">&lt;y&gt;</text>"));
    ck_assert_ptr_nonnull(strstr(text, ">a &lt; b</text>"));
    ck_assert_ptr_nonnull(strstr(text, ">2 rows, 3 columns; hatched: masked, missing or"));
    ck_assert_uint_eq(fixture_count(text, "class=\"attn-hatch\""), 1);
    /* Numbers in the cells, and round ones on the scale. */
    ck_assert_ptr_nonnull(strstr(text, "<text style=\"fill:#fff\""));
    ck_assert_ptr_nonnull(strstr(text, ">.75</text>"));
    ck_assert_ptr_nonnull(strstr(text, ">0.2</text>"));
    ck_assert_ptr_nonnull(strstr(text, ">0.8</text>"));
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

/* What is in the picture's own style sheet names the picture first. */
START_TEST(styles_stay_in_the_picture)
{
    static const char *const roots[] = {".attn-auto", ".attn-light", ".attn-dark"};
    const double numbers[] = {0, NAN};
    struct labels none = {0};
    for (enum theme theme = THEME_AUTO; theme <= THEME_DARK; theme++) {
        struct panel panel = fixture_panel(numbers, 1, 2, "", &none);
        struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
        struct sheet sheet = {0};
        picture_svg(&picture, theme, 0, &sheet);
        const char *text = fixture_text(&sheet), *end = strstr(text, "</style>");
        ck_assert_ptr_nonnull(end);
        size_t rules = 0;
        for (const char *at = strstr(text, "<style>\n") + 8; at < end; at = strchr(at, '\n') + 1)
            if (*at != '@' && *at != '}' && ++rules)
                ck_assert_msg(!strncmp(at, roots[theme], strlen(roots[theme])), "%.60s", at);
        ck_assert_uint_gt(rules, 10);
        ck_assert_uint_eq(fixture_count(text, "prefers-color-scheme:dark"), theme == THEME_AUTO);
        ck_assert_uint_eq(fixture_count(text, "fill:#0d1117"), theme != THEME_LIGHT);
        ck_assert_uint_eq(fixture_count(text, " id="), 0);
        sheet_free(&sheet);
        fixture_free(&panel);
    }
}
END_TEST

/* The width is as asked for, the drawing the same. */
START_TEST(a_picture_has_the_width_asked_for)
{
    const double numbers[] = {0, 1};
    struct labels none = {0};
    struct panel panel = fixture_panel(numbers, 1, 2, "", &none);
    struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
    struct sheet own = {0}, wide = {0};
    picture_svg(&picture, THEME_LIGHT, 0, &own);
    picture_svg(&picture, THEME_LIGHT, 1234, &wide);
    const char *text = fixture_text(&wide), *box = strstr(text, "viewBox=");
    ck_assert_ptr_nonnull(strstr(text, " width=\"1234\" height=\""));
    ck_assert_ptr_nonnull(box);
    ck_assert_str_eq(box, strstr(fixture_text(&own), "viewBox="));
    sheet_free(&own);
    sheet_free(&wide);
    fixture_free(&panel);
}
END_TEST

/* Whatever a matrix holds: 64 x 64 cells are drawn one by one, more are an image. */
START_TEST(a_large_matrix_makes_a_small_file)
{
    static const size_t sides[] = {64, 65, 400, 2000};
    struct labels none = {0};
    for (size_t i = 0; i < 4; i++) {
        struct panel panel = filled(sides[i], sides[i], true, &none);
        struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
        struct sheet sheet = {0};
        picture_svg(&picture, THEME_AUTO, 0, &sheet);
        const char *text = fixture_text(&sheet);
        ck_assert_uint_lt(sheet.length, 500000);
        ck_assert_uint_eq(fixture_count(text, "<title>"), i == 0 ? 64 * 64 : 0);
        ck_assert_uint_eq(fixture_count(text, "data:image/png;base64,"), i > 0);
        ck_assert_uint_eq(fixture_count(text, "each cell is"), sides[i] == 2000);
        if (sides[i] == 2000)
            ck_assert_ptr_nonnull(strstr(text, "each cell is the mean of 2-4 x 2-4 (rows x col"));
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
    picture_svg(&picture, THEME_AUTO, 0, &sheet);
    const char *text = fixture_text(&sheet);
    ck_assert_ptr_nonnull(strstr(text, "column a?b: 0<"));
    ck_assert_ptr_nonnull(strstr(text, "column ?: 1<"));
    ck_assert_ptr_nonnull(strstr(text, "column \xef\xbf\xbd: 2<"));
    ck_assert_ptr_nonnull(strstr(text, "column \xef\xbf\x81: 3<"));
    ck_assert_ptr_nonnull(strstr(text, "column \xef\xbe\xbe: 4<"));
    sheet_free(&sheet);
    fixture_free(&panel);
    labels_free(&keys);
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
    picture_svg(&picture, THEME_AUTO, 0, &sheet);
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
    picture_svg(&picture, THEME_AUTO, 0, &sheet);
    const char *text = fixture_text(&sheet);
    for (size_t i = 0; i < HEADS; i++)
        ck_assert_uint_eq(fixture_count(text, titles[i]), 1);
    ck_assert_uint_eq(fixture_count(text, ">rows</text>"), HEADS);
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
    tcase_add_test(tests, styles_stay_in_the_picture);
    tcase_add_test(tests, a_picture_has_the_width_asked_for);
    tcase_add_test(tests, a_large_matrix_makes_a_small_file);
    tcase_add_test(tests, names_stay_xml);
    tcase_add_test(tests, a_gap_stays_where_no_row_fills_it);
    tcase_add_test(tests, heads_are_small_multiples);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

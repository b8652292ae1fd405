/* Tests of pictures as text. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "picture_fixture.h"

static const double numbers[] = {0, 0.5, 1, 0.25, NAN, 0.75};

static void draw(struct sheet *sheet, const struct text_style *style, const char *keys)
{
    struct labels names = fixture_labels(keys);
    struct panel panel = fixture_panel(numbers, 2, 3, "a bc", &names);
    struct picture picture = {.panels = &panel, .count = 1, .title = "title"};
    picture_text(&picture, style, sheet);
    fixture_text(sheet);
    fixture_free(&panel);
    labels_free(&names);
}

START_TEST(shades_in_ascii)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 40}, "x y z");
    ck_assert_str_eq(sheet.text, "title\n"
                                 "rows: 2 queries; columns: 3 keys\n"
                                 "     x  y  z\n"
                                 " a ...+++@@@\n"
                                 "bc ---   ###\n"
                                 "scale: 0 ...::---===++***###%%@@@ 1; blank: masked, missing or "
                                 "infinite\n");
    sheet_free(&sheet);
}
END_TEST

START_TEST(long_names_make_a_legend)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 24, .blocks = true, .unicode = true},
         "king na\xc3\xafve-and-more \x1b[1m");
    ck_assert_str_eq(sheet.text,
                     "title\n"
                     "rows: 2 queries; columns: 3 keys\n"
                     "     0  1  2\n"
                     " a \xc2\xb7\xc2\xb7\xc2\xb7\xe2\x96\x92\xe2\x96\x92\xe2\x96\x92"
                     "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\n"
                     "bc \xe2\x96\x91\xe2\x96\x91\xe2\x96\x91   "
                     "\xe2\x96\x93\xe2\x96\x93\xe2\x96\x93\n"
                     "keys: 0 king,\n"
                     "1 na\xc3\xafve-and-more,\n"
                     "2 \\x1b[1m\n"
                     "scale: 0 \xc2\xb7\xc2\xb7\xc2\xb7\xc2\xb7\xc2\xb7\xe2\x96\x91\xe2\x96\x91"
                     "\xe2\x96\x91\xe2\x96\x91\xe2\x96\x91\xe2\x96\x92\xe2\x96\x92\xe2\x96\x92"
                     "\xe2\x96\x92\xe2\x96\x93\xe2\x96\x93\xe2\x96\x93\xe2\x96\x93\xe2\x96\x93"
                     "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88"
                     " 1; blank: masked, missing or infinite\n");
    sheet_free(&sheet);
}
END_TEST

START_TEST(wide_cells_show_numbers_on_colours)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 40, .colours = COLOURS_TRUE, .blocks = true},
         "x y z");
    ck_assert_ptr_nonnull(strstr(sheet.text, "\n         x      y      z\n"));
    /* White on the darkest colour, black on the brightest, and back to the terminal's own. */
    ck_assert_ptr_nonnull(
        strstr(sheet.text, "\n a \x1b[38;2;255;255;255m\x1b[48;2;68;1;84m      0"));
    ck_assert_ptr_nonnull(strstr(sheet.text, "\x1b[48;2;253;231;37m   1.00\x1b[0m\n"));
    ck_assert_ptr_nonnull(strstr(sheet.text, "   0.25\x1b[0m       \x1b["));
    sheet_free(&sheet);
}
END_TEST

START_TEST(the_256_colours_are_used)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 40, .colours = COLOURS_256}, "x y z");
    ck_assert_ptr_nonnull(strstr(sheet.text, "\n a \x1b[38;5;231m\x1b[48;5;53m      0"));
    sheet_free(&sheet);
}
END_TEST

/* `rows` x `columns` of which number (i, j) is i + j. */
static struct panel plane(size_t rows, size_t columns, const struct labels *keys)
{
    double *numbers_of_plane = malloc(rows * columns * sizeof *numbers_of_plane);
    ck_assert_ptr_nonnull(numbers_of_plane);
    for (size_t i = 0; i < rows * columns; i++)
        numbers_of_plane[i] = (double)(i / columns + i % columns);
    struct panel panel = fixture_panel(numbers_of_plane, rows, columns, "", keys);
    free(numbers_of_plane);
    return panel;
}

/* The columns of the longest line, escape sequences not counted, and the number of lines. */
static size_t longest_line(const char *text, size_t *lines)
{
    size_t longest = 0, at = 0;
    *lines = 0;
    for (; *text; text++) {
        if (*text == '\x1b')
            text = strchr(text, 'm');
        else if (*text == '\n' && ++*lines)
            at = 0;
        else if ((*text & 0xc0) != 0x80)
            at++;
        longest = at > longest ? at : longest;
    }
    return longest;
}

static const struct {
    size_t rows, columns, width;
    enum colours colours;
    bool blocks;
    size_t lines_least, lines_most;
    const char *pooling;
} fits[] = {
    {12, 12, 80, COLOURS_TRUE, true, 15, 16, NULL},
    {100, 100, 80, COLOURS_TRUE, true, 29, 30, "each cell is the mean of 2 x 2 "},
    {100, 100, 200, COLOURS_TRUE, true, 54, 54, NULL},
    {100, 100, 80, COLOURS_NONE, false, 38, 39, "each cell is the mean of 3 x 2 "},
    {2000, 2000, 80, COLOURS_256, true, 40, 41, "each cell is the mean of 28 x 28 "},
    {5000, 3, 80, COLOURS_TRUE, true, 37, 45, "each cell is the mean of 72 x 1 "},
    {2, 5000, 80, COLOURS_TRUE, true, 6, 6, "each cell is the mean of 1 x 65 "},
    {300, 300, 20, COLOURS_NONE, true, 10, 14, "each cell is the mean of 38 x 19 "},
    {300, 300, 12, COLOURS_NONE, true, 9, 12, "each cell is the mean of 60 x 30 "},
    {20, 20, 80, COLOURS_TRUE, true, 23, 24, NULL}, /* cells too small for numbers */
    {20, 20, 40, COLOURS_TRUE, false, 15, 15, "each cell is the mean of 2 x 1 "},
    {2, 12000, 80, COLOURS_TRUE, true, 6, 6, "each cell is the mean of 1 x 156 "},
};

START_TEST(a_picture_fits_the_terminal)
{
    struct labels none = {0};
    struct sheet sheet = {0};
    struct panel panel = plane(fits[_i].rows, fits[_i].columns, &none);
    struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
    picture_text(&picture,
                 &(struct text_style){.width = fits[_i].width,
                                      .colours = fits[_i].colours,
                                      .blocks = fits[_i].blocks},
                 &sheet);
    size_t lines;
    const char *text = fixture_text(&sheet);
    ck_assert_msg(longest_line(text, &lines) <= (fits[_i].width > 60 ? fits[_i].width : 60), "%s",
                  text);
    ck_assert_msg(lines >= fits[_i].lines_least && lines <= fits[_i].lines_most, "%zu\n%s", lines,
                  text);
    if (fits[_i].pooling)
        ck_assert_msg(strstr(text, fits[_i].pooling) != NULL, "%s", text);
    else
        ck_assert_ptr_null(strstr(text, "each cell"));
    sheet_free(&sheet);
    fixture_free(&panel);
}
END_TEST

/* Numbers have as many decimals as the scale's ends need, or do not stand there. */
START_TEST(numbers_fit_their_cells)
{
    static const struct {
        double low, high;
        const char *shown;
    } cases[] = {
        {0.5, 1, "   0.50"},     {2, 50, "    2.0"},        {2, 500, "      2"},
        {0.05, 0.07, "  0.050"}, {0.001, 0.002, "       "}, {-1234567, 5, "       "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double values[] = {cases[i].low, cases[i].high};
        struct labels none = {0};
        struct panel panel = fixture_panel(values, 1, 2, "a", &none);
        struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
        struct sheet sheet = {0};
        picture_text(&picture,
                     &(struct text_style){.width = 40, .colours = COLOURS_TRUE, .blocks = true},
                     &sheet);
        const char *row = strstr(fixture_text(&sheet), "\na ");
        ck_assert_ptr_nonnull(row);
        for (row += 3; *row == '\x1b'; row++)
            row = strchr(row, 'm');
        ck_assert_msg(!strncmp(row, cases[i].shown, 7), "%zu: %s", i, row);
        sheet_free(&sheet);
        fixture_free(&panel);
    }
}
END_TEST

/* Two rows a line: what is blank, above, below or both, stays the terminal's own colour. */
START_TEST(half_blocks_of_blank_cells)
{
    enum { COLUMNS = 50 };
    double values[2][COLUMNS];
    for (size_t column = 0; column < COLUMNS; column++) {
        values[0][column] = column == 0 || column == 2 || column == 3 ? NAN : 1;
        values[1][column] = column == 0 || column == 3 || column == 5 ? NAN : 1;
    }
    struct labels none = {0};
    struct panel panel = fixture_panel(values[0], 2, COLUMNS, "a b", &none);
    struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
    struct sheet sheet = {0};
    picture_text(&picture,
                 &(struct text_style){.width = 60, .colours = COLOURS_256, .blocks = true}, &sheet);
    const char *row = strstr(fixture_text(&sheet), "\na ");
    ck_assert_ptr_nonnull(row);
    static const char start[] = "\na  "                                    /* none */
                                "\x1b[38;5;220m\x1b[48;5;220m\xe2\x96\x80" /* both */
                                "\x1b[49m\xe2\x96\x84"                     /* the lower */
                                "\x1b[0m "                                 /* none */
                                "\x1b[38;5;220m\x1b[48;5;220m\xe2\x96\x80"
                                "\x1b[49m\xe2\x96\x80" /* the upper */
                                "\x1b[48;5;220m\xe2\x96\x80";
    ck_assert_msg(!strncmp(row, start, sizeof start - 1), "%s", row);
    sheet_free(&sheet);
    fixture_free(&panel);
}
END_TEST

START_TEST(panels_share_a_scale)
{
    struct labels none = {0};
    struct sheet sheet = {0};
    struct panel panels[2] = {plane(2, 2, &none), plane(2, 9, &none)};
    strcpy(panels[0].title, "head 0");
    strcpy(panels[1].title, "head 1");
    struct picture picture = {.panels = panels, .count = 2, .title = "t"};
    picture_text(&picture, &(struct text_style){.width = 40}, &sheet);
    const char *text = fixture_text(&sheet);
    ck_assert_ptr_nonnull(strstr(text, "\nhead 0\n    0  1\n0 ...::\n1 ::---\n") != NULL
                              ? text
                              : strstr(text, "\nhead 0\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nhead 1\n"));
    ck_assert_uint_eq(fixture_count(text, "scale: 0 "), 1);
    ck_assert_uint_eq(fixture_count(text, "@@@ 9\n"), 1);
    sheet_free(&sheet);
    fixture_free(&panels[0]);
    fixture_free(&panels[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_picture");
    TCase *tests = tcase_create("text_picture");
    tcase_add_test(tests, shades_in_ascii);
    tcase_add_test(tests, long_names_make_a_legend);
    tcase_add_test(tests, wide_cells_show_numbers_on_colours);
    tcase_add_test(tests, the_256_colours_are_used);
    tcase_add_loop_test(tests, a_picture_fits_the_terminal, 0, (int)(sizeof fits / sizeof *fits));
    tcase_add_test(tests, numbers_fit_their_cells);
    tcase_add_test(tests, half_blocks_of_blank_cells);
    tcase_add_test(tests, panels_share_a_scale);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

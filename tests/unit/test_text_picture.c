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

START_TEST(shades_and_numbers_in_ascii)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 40}, "x y z");
    ck_assert_str_eq(sheet.text, "title\n"
                                 "2 rows, 3 columns; blank: masked, missing or infinite\n"
                                 "           x        y        z\n"
                                 " a  ...    0 +++  .50 @@@ 1.00\n"
                                 "bc  ---  .25          ###  .75\n"
                                 "scale: 0 ...:: 0.2 ---== 0.4 =++* 0.6 **### 0.8 %%@@@ 1\n");
    sheet_free(&sheet);
}
END_TEST

START_TEST(rows_and_columns_of_attention_are_queries_and_keys)
{
    struct labels none = {0};
    struct panel panel = fixture_panel(numbers, 1, 3, "", &none);
    struct picture picture = {.panels = &panel, .count = 1, .title = "t", .attention = true};
    struct sheet sheet = {0};
    picture_text(&picture, &(struct text_style){.width = 40}, &sheet);
    ck_assert_ptr_nonnull(strstr(fixture_text(&sheet), "\nrows: 1 query; columns: 3 keys\n"));
    sheet_free(&sheet);
    fixture_free(&panel);
}
END_TEST

/* Labels that are wider than their cells stand on several lines, each from its cell on. */
START_TEST(long_labels_are_staggered)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 24, .blocks = true, .unicode = true},
         "king na\xc3\xafve-and \x1b[1m");
    ck_assert_ptr_nonnull(strstr(sheet.text, "infinite\n"
                                             "                 \\x1b[1m\n"
                                             "   king   na\xc3\xafve-and\n"
                                             " a  \xc2\xb7    0 \xe2\x96\x92  .50"));
    sheet_free(&sheet);
}
END_TEST

START_TEST(longer_ones_make_a_legend)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 24},
         "king a-name-that-is-too-long-for-any-line queen");
    ck_assert_ptr_nonnull(strstr(sheet.text, "\n         0      1      2\n a  .    0 +"));
    ck_assert_ptr_nonnull(strstr(sheet.text, "@@@ 1\n"
                                             "columns: 0 king,\n"
                                             "1 a-name-that-is..any-line,\n"
                                             "2 queen\n"));
    sheet_free(&sheet);
}
END_TEST

START_TEST(wide_cells_show_numbers_on_colours)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 40, .colours = COLOURS_TRUE, .blocks = true},
         "x y z");
    ck_assert_ptr_nonnull(strstr(sheet.text, "\n        x     y     z\n"));
    /* White on the darkest colour, black on the brightest, and back to the terminal's own. */
    ck_assert_ptr_nonnull(
        strstr(sheet.text, "\n a \x1b[38;2;255;255;255m\x1b[48;2;68;1;84m     0"));
    ck_assert_ptr_nonnull(strstr(sheet.text, "\x1b[48;2;253;231;37m  1.00\x1b[0m\n"));
    ck_assert_ptr_nonnull(strstr(sheet.text, "   .25\x1b[0m      \x1b["));
    sheet_free(&sheet);
}
END_TEST

START_TEST(the_256_colours_are_used)
{
    struct sheet sheet = {0};
    draw(&sheet, &(struct text_style){.width = 40, .colours = COLOURS_256}, "x y z");
    ck_assert_ptr_nonnull(strstr(sheet.text, "\n a \x1b[38;5;231m\x1b[48;5;53m     0"));
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
    size_t rows, columns, width, height;
    enum colours colours;
    bool blocks;
    size_t lines_least, lines_most;
    const char *pooling;
} fits[] = {
    {12, 12, 80, 0, COLOURS_TRUE, true, 15, 16, NULL},
    {100, 100, 80, 0, COLOURS_TRUE, true, 43, 43, "each cell is the mean of 1-2 x 1-2 "},
    {100, 100, 200, 0, COLOURS_TRUE, true, 54, 54, NULL},
    {100, 100, 80, 0, COLOURS_NONE, false, 42, 43, "each cell is the mean of 2-3 x 1-2 "},
    {2000, 2000, 80, 0, COLOURS_256, true, 42, 43, "each cell is the mean of 26-28 x 26-28 "},
    {5000, 3, 80, 0, COLOURS_TRUE, true, 40, 45, "each cell is the mean of 64-72 x 1 "},
    {2, 5000, 80, 0, COLOURS_TRUE, true, 5, 6, "each cell is the mean of 1 x 60-65 "},
    {300, 300, 20, 0, COLOURS_NONE, true, 10, 14, "each cell is the mean of 37-38 x 18-19 "},
    {300, 300, 12, 0, COLOURS_NONE, true, 9, 12, "each cell is the mean of 60 x 30 "},
    {20, 20, 80, 0, COLOURS_TRUE, true, 24, 24, NULL}, /* cells too small for numbers */
    {20, 20, 40, 0, COLOURS_TRUE, false, 22, 23, "each cell is the mean of 1-2 x 1 "},
    {2, 12000, 80, 0, COLOURS_TRUE, true, 5, 6, "each cell is the mean of 1 x 144-156 "},
    /* Of a terminal's lines, one is the shell's. */
    {100, 100, 80, 24, COLOURS_TRUE, true, 23, 23, "each cell is the mean of 2-3 x 1-2 "},
    {100, 100, 200, 50, COLOURS_256, true, 49, 49, "each cell is the mean of 1-2 x 1 "},
    {100, 100, 80, 24, COLOURS_NONE, false, 23, 23, "each cell is the mean of 5-6 x 1-2 "},
    {19, 19, 80, 24, COLOURS_TRUE, true, 23, 23, NULL},
    {3000, 3, 80, 24, COLOURS_TRUE, true, 23, 23, " x 1 "},
    {100, 100, 80, 5, COLOURS_NONE, false, 8, 8, "each cell is the mean of 33-34 x 1-2 "},
};

START_TEST(a_picture_fits_the_terminal)
{
    struct labels none = {0};
    struct sheet sheet = {0};
    struct panel panel = plane(fits[_i].rows, fits[_i].columns, &none);
    struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
    picture_text(&picture,
                 &(struct text_style){.width = fits[_i].width,
                                      .height = fits[_i].height,
                                      .colours = fits[_i].colours,
                                      .blocks = fits[_i].blocks},
                 &sheet);
    size_t lines;
    const char *text = fixture_text(&sheet);
    ck_assert_msg(longest_line(text, &lines) <= (fits[_i].width > 60 ? fits[_i].width : 60), "%s",
                  text);
    ck_assert_uint_ge(lines, fits[_i].lines_least);
    ck_assert_uint_le(lines, fits[_i].lines_most);
    if (fits[_i].pooling)
        ck_assert_msg(strstr(text, fits[_i].pooling) != NULL, "%s", text);
    else
        ck_assert_ptr_null(strstr(text, "each cell"));
    sheet_free(&sheet);
    fixture_free(&panel);
}
END_TEST

/* Numbers have as many decimals as the scale needs, as they are asked for, and as fit; or do not
 * stand there. */
START_TEST(numbers_fit_their_cells)
{
    static const struct {
        double low, high;
        int digits;
        const char *shown;
    } cases[] = {
        {0.5, 1, 0, "   .50"},     {2, 50, 0, "   2"},
        {2.25, 9, 0, "  2.2"},     {2, 500, 0, "    2"},
        {0.05, 0.07, 0, "  .050"}, {0.001, 0.002, 0, "   "},
        {-0.25, 0.5, 0, "  -.25"}, {-1234567, 5, 0, "  -1234567"},
        {0.5, 1, 4, "   .5000"},   {0.00125, 0.002, 3, "  .00125"},
        {-1e-20, 1, 0, "    .00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double values[] = {cases[i].low, cases[i].high};
        struct labels none = {0};
        struct panel panel = fixture_panel(values, 1, 2, "a", &none);
        struct picture picture = {
            .panels = &panel, .count = 1, .title = "t", .digits = cases[i].digits};
        struct sheet sheet = {0};
        struct text_style style = {.width = 40, .colours = COLOURS_TRUE, .blocks = true};
        picture_text(&picture, &style, &sheet);
        const char *row = strstr(fixture_text(&sheet), "\na ");
        ck_assert_ptr_nonnull(row);
        for (row += 3; *row == '\x1b'; row++)
            row = strchr(row, 'm');
        size_t length = strlen(cases[i].shown);
        ck_assert_msg(!strncmp(row, cases[i].shown, length) && !strchr("0123456789.", row[length]),
                      "%zu: %s", i, row);
        sheet_free(&sheet);
        fixture_free(&panel);
    }
}
END_TEST

/* With room for fewer digits there are fewer, but no number is cut before its point. */
START_TEST(a_number_has_the_digits_that_fit)
{
    const struct picture picture = {.low = 0, .high = 1};
    const struct picture large = {.low = -123.4, .high = 12};
    char text[PICTURE_NUMBER];
    ck_assert_uint_eq(picture_cell(&picture, 0.934, 3, text), 3);
    ck_assert_str_eq(text, ".93");
    picture_cell(&picture, 1, 3, text);
    ck_assert_str_eq(text, "1.0");
    picture_cell(&picture, 0.934, 2, text);
    ck_assert_str_eq(text, ".9");
    picture_cell(&picture, -1e-9, 1, text);
    ck_assert_str_eq(text, "0");
    ck_assert_uint_eq(picture_cell_least(&picture), 3);
    ck_assert_uint_eq(picture_cell_most(&picture), 4);
    ck_assert_uint_eq(picture_cell(&large, -123.4, 3, text), 0);
    ck_assert_str_eq(text, "");
    ck_assert_uint_eq(picture_cell_least(&large), 4);
}
END_TEST

/* On a scale from its least to its greatest number: 1, 2 or 5 times a power of ten apart. */
START_TEST(ticks_are_round)
{
    static const struct {
        double low, high, first, last;
        size_t count;
    } cases[] = {
        {0, 0.859, 0, 0.8, 5},
        {0, 1, 0, 1, 6},
        {-0.937, 0.937, -0.5, 0.5, 3},
        {0.0123, 0.0456, 0.02, 0.04, 3},
        {0, 7.22, 0, 6, 4},
        {0, 0, 0, 0, 1},
        {-1e308, 1e308, -1e308, 1e308, 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double ticks[PICTURE_TICKS];
        struct picture picture = {.low = cases[i].low, .high = cases[i].high};
        size_t count = picture_ticks(&picture, ticks);
        ck_assert_uint_eq(count, cases[i].count);
        ck_assert_double_eq_tol(ticks[0], cases[i].first, 1e-9 + 1e-9 * fabs(ticks[0]));
        ck_assert_double_eq_tol(ticks[count - 1], cases[i].last,
                                1e-9 + 1e-9 * fabs(ticks[count - 1]));
    }
}
END_TEST

/* Where values have two signs the scale is as long on both sides of 0, which has the middle colour,
 * also on a scale that was given. */
START_TEST(two_signs_are_shown_by_a_diverging_palette)
{
    const double values[] = {-1, 0, 4};
    const double ranges[][2] = {{0, 0}, {-1, 4}};
    for (size_t i = 0; i < 2; i++) {
        struct labels none = {0};
        struct panel panel = fixture_panel(values, 1, 3, "a", &none);
        struct picture picture = {
            .panels = &panel, .count = 1, .title = "t", .low = ranges[i][0], .high = ranges[i][1]};
        struct sheet sheet = {0};
        picture_text(&picture, &(struct text_style){.width = 40, .colours = COLOURS_TRUE}, &sheet);
        const char *text = fixture_text(&sheet);
        ck_assert_ptr_nonnull(strstr(text, "\x1b[48;2;221;221;221m     0"));
        ck_assert_ptr_nonnull(strstr(text, "\x1b[48;2;180;4;38m   4.0"));
        ck_assert_ptr_nonnull(strstr(text, i ? "scale: -1 " : "scale: -4 "));
        sheet_free(&sheet);
        fixture_free(&panel);
    }
}
END_TEST

/* Two rows a line: what is blank, above, below or both, stays the terminal's own colour. */
START_TEST(half_blocks_of_blank_cells)
{
    enum { COLUMNS = 50 }; /* too many for cells of two columns */
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

/* Of an odd number of rows the last has nothing below it. */
START_TEST(half_blocks_of_an_odd_row)
{
    enum { COLUMNS = 50 };
    double values[3][COLUMNS];
    for (size_t column = 0; column < COLUMNS; column++)
        values[0][column] = values[1][column] = values[2][column] = 1;
    struct labels none = {0};
    struct panel panel = fixture_panel(values[0], 3, COLUMNS, "a b c", &none);
    struct picture picture = {.panels = &panel, .count = 1, .title = "t"};
    struct sheet sheet = {0};
    picture_text(&picture,
                 &(struct text_style){.width = 60, .colours = COLOURS_256, .blocks = true}, &sheet);
    char *row = strstr(fixture_text(&sheet), "\nc ");
    ck_assert_ptr_nonnull(row);
    row[1 + strcspn(row + 1, "\n")] = '\0';
    ck_assert_uint_eq(fixture_count(row, "\xe2\x96\x80"), COLUMNS);
    ck_assert_msg(!strstr(row, "[48;"), "%s", row);
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
    ck_assert_ptr_nonnull(strstr(text, "\nhead 0\n         0       1\n"
                                       "0  ...   0 ::: 1.0\n1  ::: 1.0 --- 2.0\n\nhead 1\n"));
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
    tcase_add_test(tests, shades_and_numbers_in_ascii);
    tcase_add_test(tests, rows_and_columns_of_attention_are_queries_and_keys);
    tcase_add_test(tests, long_labels_are_staggered);
    tcase_add_test(tests, longer_ones_make_a_legend);
    tcase_add_test(tests, wide_cells_show_numbers_on_colours);
    tcase_add_test(tests, the_256_colours_are_used);
    tcase_add_loop_test(tests, a_picture_fits_the_terminal, 0, (int)(sizeof fits / sizeof *fits));
    tcase_add_test(tests, numbers_fit_their_cells);
    tcase_add_test(tests, a_number_has_the_digits_that_fit);
    tcase_add_test(tests, ticks_are_round);
    tcase_add_test(tests, two_signs_are_shown_by_a_diverging_palette);
    tcase_add_test(tests, half_blocks_of_blank_cells);
    tcase_add_test(tests, half_blocks_of_an_odd_row);
    tcase_add_test(tests, panels_share_a_scale);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Tests of what a cell's text is. The words of its messages are pinned in test_reader. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "table/cell.h"
#include "table/remedy.h"

static enum cell read_as(const char *text, size_t length, enum precision precision, void *value)
{
    return cell_read(text, length, &(struct cell_rules){.precision = precision}, value);
}

static void expect(enum cell expected, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double number = 42;
        float single = 42;
        size_t length = strlen(texts[i]);
        enum cell cell = read_as(texts[i], length, PRECISION_DOUBLE, &number);
        ck_assert_msg(cell == expected, "<%s> is %d", texts[i], cell);
        ck_assert_int_eq(read_as(texts[i], length, PRECISION_SINGLE, &single), expected);
        bool missing = expected == CELL_MISSING;
        ck_assert_msg(isnan(number) == missing && isnan(single) == missing, "<%s>", texts[i]);
        if (expected == CELL_NAME || expected == CELL_NEAR)
            ck_assert(number == 42 && single == 42);
    }
}

#define EXPECT(cell, ...)                                                                          \
    do {                                                                                           \
        static const char *const texts[] = {__VA_ARGS__};                                          \
        expect(cell, texts, sizeof texts / sizeof *texts);                                         \
    } while (0)

START_TEST(kinds)
{
    EXPECT(CELL_NUMBER, "1", " 1\t", "+1", "1.", ".5", "-.5e-3", "inf", "-Infinity", "1e999",
           "0x1.8p+3", "-0x1P-3", "1.0D+02", "-.5D-1");
    EXPECT(CELL_VECTOR, "[0.1, -2]", " [1 2\n 3]", "[1]", "[nan 1]");
    EXPECT(CELL_MISSING, "", " ", "\t \t", "NA", "na", " nA ", "nan", "-NaN", " +nan ", "N/A",
           "n/a", "#N/A", "NaN", "null", "NULL", "None", "nil", "?", ".", "-", "<NA>", "missing",
           "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "\\N", "--");
    EXPECT(CELL_NEAR, "True", "FALSE", "yes", "$5", "5 $", "(5)", "$(1,200.50)", "12%", "-12 %",
           "\xe2\x88\x92"
           "5",
           "\xe2\x82\xac"
           "5",
           "1,200", "1,234,567.8", "1'000", "1_000", "1 000", "1.234.567,8", "1,5", ",5", "0x10",
           "0x1F", "1L", "1D5", "1.0D2", "0x1.8", "[0.1 ... 0.3]", "[0.1", "1;2", "1 2", "1|2|3",
           "1.2x", "-3a", ".5.", "-.5e", "+1_000", "1-", "1,2");
    EXPECT(CELL_NAME, "x", "+", "-.", ".x", "--1", "e5", "nanx", "infin", "info", "nano", "na1",
           "nb", "\n1", "\"1\"", "1st", "3f2a", "1a", "2020-01-01", "2020-01-01T10:00", "12:30",
           " 01/02/2020", "2020-01", "1/2", "1.2.3.4", "123e4567-e89b-12d3-a456-426614174000",
           "1-a", "12 Elm St", "a,1", "(a)", "$", "%", "()", "[PAD]", "[]", "0x1.8q+3", "1.0DD+2",
           "pD+0");
}
END_TEST

START_TEST(values)
{
    double number;
    float single;
    read_as(" -2.5 ", 6, PRECISION_DOUBLE, &number);
    ck_assert_double_eq(number, -2.5);
    read_as("0.1", 3, PRECISION_SINGLE, &single);
    ck_assert(single == 0.1f);
    cell_set_zero(PRECISION_DOUBLE, &number);
    cell_set_zero(PRECISION_SINGLE, &single);
    ck_assert(number == 0 && single == 0 && !signbit(number));
    cell_set_nan(PRECISION_DOUBLE, &number);
    cell_set_nan(PRECISION_SINGLE, &single);
    ck_assert(isnan(number) && isnan(single));
}
END_TEST

/* Exact, in either precision. */
START_TEST(numbers_of_other_languages)
{
    static const struct {
        const char *text;
        double value;
    } cells[] = {{"0x1.999999999999ap-4", 0.1}, {"0x1p3", 8},
                 {"-0x1.8p+0", -1.5},           {"1.0D+02", 100},
                 {"-1.25D-01", -0.125},         {"0x1.000001000001p0", 0x1.000001000001p0}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        double number;
        float single;
        read_as(cells[i].text, strlen(cells[i].text), PRECISION_DOUBLE, &number);
        read_as(cells[i].text, strlen(cells[i].text), PRECISION_SINGLE, &single);
        ck_assert_double_eq(number, cells[i].value);
        ck_assert(single == (float)cells[i].value);
    }
}
END_TEST

START_TEST(decimal_commas)
{
    static const struct {
        const char *text;
        enum cell cell;
        double value;
    } cells[] = {
        {"1,5", CELL_NUMBER, 1.5},  {" -,5 ", CELL_NUMBER, -0.5}, {"1e-3", CELL_NUMBER, 0.001},
        {"7", CELL_NUMBER, 7},      {"1,", CELL_NUMBER, 1},       {"inf", CELL_NUMBER, INFINITY},
        {"1.5", CELL_NEAR, -1},     {"1.000,5", CELL_NEAR, -1},   {"1,5,0", CELL_NEAR, -1},
        {"NA", CELL_MISSING, NAN},  {"[1,5 2]", CELL_VECTOR, -1}, {"[1.5]", CELL_NAME, -1},
        {"1,0D+02", CELL_NAME, -1},
    };
    const struct cell_rules rules = {.decimal_comma = true};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        double number = -1;
        enum cell cell = cell_read(cells[i].text, strlen(cells[i].text), &rules, &number);
        ck_assert_msg(cell == cells[i].cell, "<%s> is %d", cells[i].text, cell);
        ck_assert(number == cells[i].value || (isnan(number) && isnan(cells[i].value)));
    }
}
END_TEST

/* Masks may say true and false, or yes and no. */
START_TEST(binary)
{
    static const struct {
        const char *text;
        enum cell cell;
        double value;
    } cells[] = {
        {"true", CELL_NUMBER, 1},      {"False", CELL_NUMBER, 0}, {"\tTRUE ", CELL_NUMBER, 1},
        {" fALSE", CELL_NUMBER, 0},    {"1", CELL_NUMBER, 1},     {"0.0", CELL_NUMBER, 0},
        {"tru", CELL_NAME, -1},        {"truex", CELL_NAME, -1},  {"falsee", CELL_NAME, -1},
        {"yes", CELL_NUMBER, 1},       {"No", CELL_NUMBER, 0},    {"y", CELL_NUMBER, 1},
        {"n", CELL_NUMBER, 0},         {"yeah", CELL_NAME, -1},   {"F", CELL_NUMBER, 0},
        {"true false", CELL_NAME, -1}, {"trues", CELL_NAME, -1},  {"false\n", CELL_NAME, -1},
        {"1true", CELL_NAME, -1},      {"t", CELL_NUMBER, 1},     {"off", CELL_NUMBER, 0},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        double number = -1;
        float single = -1;
        const char *text = cells[i].text;
        struct cell_rules rules = {.precision = PRECISION_DOUBLE, .binary = true};
        ck_assert_int_eq(cell_read(text, strlen(text), &rules, &number), cells[i].cell);
        rules.precision = PRECISION_SINGLE;
        ck_assert_int_eq(cell_read(text, strlen(text), &rules, &single), cells[i].cell);
        ck_assert(number == cells[i].value && (double)single == cells[i].value);
    }
    double number;
    const struct cell_rules rules = {.precision = PRECISION_DOUBLE, .binary = true};
    ck_assert_int_eq(read_as("true", 4, PRECISION_DOUBLE, &number), CELL_NEAR);
    ck_assert_int_eq(cell_read("", 0, &rules, &number), CELL_MISSING);
    ck_assert_int_eq(cell_read("true\0", 5, &rules, &number), CELL_NAME);
}
END_TEST

/* A NUL is a byte like others: it must not end a number that goes on. */
START_TEST(nul_bytes)
{
    double number;
    ck_assert_int_eq(read_as("1\0", 2, PRECISION_DOUBLE, &number), CELL_NEAR);
    ck_assert_int_eq(read_as("\0", 1, PRECISION_DOUBLE, &number), CELL_NAME);
    ck_assert_int_eq(read_as("NA\0", 3, PRECISION_DOUBLE, &number), CELL_NAME);
}
END_TEST

/* A spelling that is listed is missing though it is a number, and no other number is. */
START_TEST(listed_spellings)
{
    const struct cell_rules rules = {.precision = PRECISION_DOUBLE, .na = "-999,unknown"};
    double number = 0;
    ck_assert_int_eq(cell_read(" -999 ", 6, &rules, &number), CELL_MISSING);
    ck_assert(isnan(number));
    ck_assert_int_eq(cell_read("unknown", 7, &rules, &number), CELL_MISSING);
    ck_assert_int_eq(cell_read("-99", 3, &rules, &number), CELL_NUMBER);
    ck_assert_int_eq(cell_read("-9990", 5, &rules, &number), CELL_NUMBER);
    ck_assert_int_eq(cell_read("-999,unknown", 12, &rules, &number), CELL_NAME);
    ck_assert_int_eq(cell_read("NA", 2, &rules, &number), CELL_MISSING);
}
END_TEST

/* A message shows 40 bytes of a cell, and no part of a character; bytes that make none are cut
 * anywhere. */
START_TEST(a_long_cell_is_cut_between_characters)
{
    static const struct {
        char fill[5];
        size_t shown;
    } cases[] = {{"x", 40}, {"\xc3\xa4", 39}, {"\xe6\x97\xa5", 40}, {"\x80", 36}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64] = "a", expected[200];
        for (size_t at = 1, unit = strlen(cases[i].fill); at + unit < sizeof text; at += unit)
            memcpy(text + at, cases[i].fill, unit);
        struct error error;
        const struct place place = {"FILE", 2, 3};
        ck_assert_int_eq(remedy_not_number(&error, &place, text, 60, ',', NULL), STATUS_FAILED);
        snprintf(expected, sizeof expected, "FILE:2: field 3: '%.*s...' is not a number",
                 (int)cases[i].shown, text);
        ck_assert_str_eq(error.text, expected);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cell");
    TCase *tests = tcase_create("cell");
    tcase_add_test(tests, kinds);
    tcase_add_test(tests, values);
    tcase_add_test(tests, numbers_of_other_languages);
    tcase_add_test(tests, decimal_commas);
    tcase_add_test(tests, binary);
    tcase_add_test(tests, nul_bytes);
    tcase_add_test(tests, listed_spellings);
    tcase_add_test(tests, a_long_cell_is_cut_between_characters);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

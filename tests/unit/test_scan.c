/* Tests of the short cuts of reading: whatever the text and however it is cut up, they must give
 * the values, the labels and the errors, line numbers included, that libcsv gives when it gets
 * every line. Texts are made at random from the pieces that matter. FUZZ=N in the environment
 * makes N texts instead of a few thousand, SEED=N others. */
#include <inttypes.h>
#include <math.h>

#include "base/threads.h"
#include "reading.h"
#include "table/scan.h"

static uint64_t state;

/* xorshift64*, Vigna 2016. */
static uint64_t random_below(uint64_t bound)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (state * 0x2545f4914f6cdd1du >> 33) % bound;
}

static bool chance(uint64_t percent)
{
    return random_below(100) < percent;
}

static const char *pick(const char *const *choices, size_t count)
{
    return choices[random_below(count)];
}

#define PICK(choices) pick(choices, sizeof(choices) / sizeof *(choices))

static const char *const plain[] = {"0",
                                    "1",
                                    "-2",
                                    "3.25",
                                    "1e5",
                                    "-1.7976931348623157e308",
                                    "4.9e-324",
                                    "0.1",
                                    "123456789012345678901234567890",
                                    "1e400",
                                    "0.30000000000000004",
                                    "inf",
                                    "-inf",
                                    "7."};
static const char *const odd[] = {
    "+3",    ".5",       " 1",      "2 ",      " \t3\t ", "\"4\"",    "\"[1, -2.5]\"",
    "[3 4]", "0x1.8p+1", "1.5D+01", " \"5\" ", "\" 6 \"", "Infinity", "+INF"};
static const char *const missing[] = {"", "NA", "nan", " ", "\"\"", "-NaN", " na ", "\"NA\""};
static const char *const wrong[] = {"x",       "1.2x",       "-",         "a b",          "\"a,b\"",
                                    "\"a;b\"", "\"x\"\"y\"", "\"1\n2\"",  "\"a\r\nb\r\"", "a\"b",
                                    "\"6\"x",  "\"open",     "1 2",       "0x1p3",        "\xff",
                                    "\"",      "\"\"\"",     "#",         "1e",           "infin",
                                    "1;2",     "nan(1)",     "[1 ... 2]", "[1]",          "1:2.5"};
static const char *const names[] = {"r",    "name", " s ",      "\"q\"", "\"a,b\"", "\"q\"\"q\"",
                                    "\"\"", "",     "\"l\nl\"", "#c",    "\" b \"", "x\ty"};

static const char *const blanks[] = {" ", "\t", "  \t"};
static const char *const between[] = {" ", "  ", "\n"};
static const char *const groups[] = {"1", "2", "name"};
static const char *const shown[] = {"1", "3,2", "name", "2-"};
static const char *const selections[] = {"1", "2", "1-", "2-", "3,1", "2,4-", "name", "r,2-3", "4"};

struct taste {
    size_t rows, columns;
    uint64_t odd, missing, wrong, ragged, blank, comment, labels;
    size_t text;    /* the column that holds text, from 1; 0: none */
    size_t vectors; /* numbers in brackets in each cell of the last column; 0: none */
    bool commas;    /* before decimals, in most numbers */
    char delimiter;
};

static void write_cell(FILE *stream, const struct taste *taste)
{
    char text[400] = "";
    FILE *out = taste->commas && chance(90) ? fmemopen(text, sizeof text, "w") : stream;
    if (chance(taste->wrong)) {
        if (chance(20))
            fputc(0, out);
        fputs(PICK(wrong), out);
    } else if (chance(taste->missing)) {
        fputs(PICK(missing), out);
    } else if (chance(taste->odd)) {
        fputs(PICK(odd), out);
    } else if (chance(50)) {
        fputs(PICK(plain), out);
    } else {
        fprintf(out, "%.*g", (int)random_below(20), (double)random_below(1000000) / 997);
    }
    if (out == stream)
        return;
    fclose(out);
    for (char *byte = text; *byte; byte++)
        fputc(*byte == '.' ? ',' : *byte, stream);
}

static void write_vector(FILE *out, const struct taste *taste)
{
    fputs("\"[", out);
    for (size_t i = 0; i < taste->vectors; i++)
        fprintf(out, "%s%d", i ? PICK(between) : "", (int)random_below(100));
    fputs("]\"", out);
}

static void write_line_end(FILE *out, uint64_t kind)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    fputs(ends[kind < 3 ? kind : random_below(3)], out);
}

static void write_row(FILE *out, const struct taste *taste, bool header)
{
    size_t columns = taste->columns;
    if (chance(taste->ragged))
        columns = 1 + random_below(columns + 1);
    for (size_t column = 0; column < columns; column++) {
        if (column)
            fputc(taste->delimiter, out);
        if (taste->delimiter == ' ' && chance(30))
            fputs(PICK(blanks), out);
        if (header || column + 1 == taste->text || (column == 0 && chance(taste->labels)))
            fputs(PICK(names), out);
        else if (column + 1 == columns && taste->vectors && !chance(taste->wrong))
            write_vector(out, taste);
        else
            write_cell(out, taste);
    }
}

/* A text of the taste given; free it. */
static char *make_text(const struct taste *taste, size_t *length)
{
    char *text;
    FILE *out = open_memstream(&text, length);
    uint64_t line_ends = random_below(6);
    if (chance(10))
        fputs("\xef\xbb\xbf", out);
    bool header = chance(30);
    for (size_t row = 0; row < taste->rows; row++) {
        if (chance(taste->blank))
            fputs(chance(50) ? "" : " \t", out);
        else if (chance(taste->comment))
            fprintf(out, "%s#%s", chance(30) ? PICK(blanks) : "", PICK(wrong));
        else
            write_row(out, taste, header && row == 0);
        if (row + 1 < taste->rows || chance(80))
            write_line_end(out, line_ends);
    }
    fclose(out);
    return text;
}

/* Small texts try out combinations; long ones have rows for several workers, wide ones lines that
 * no buffer holds. */
enum shape { SMALL, LONG, WIDE };

static struct taste random_taste(enum shape shape)
{
    static const char delimiters[] = ",,,,;\t  |e";
    struct taste taste = {.rows = 1 + random_below(12),
                          .columns = 1 + random_below(5),
                          .delimiter = delimiters[random_below(sizeof delimiters - 1)]};
    taste.commas = taste.delimiter != ',' && chance(20);
    taste.text = chance(70) ? 0 : 1 + random_below(taste.columns);
    taste.vectors = chance(90) ? 0 : 1 + random_below(3);
    taste.odd = chance(50) ? 0 : 10;
    taste.missing = chance(70) ? 0 : random_below(30);
    taste.wrong = chance(25) ? 2 : 0;
    taste.ragged = chance(10) ? 2 : 0;
    taste.blank = chance(70) ? 0 : 10;
    taste.comment = chance(80) ? 0 : 10;
    taste.labels = chance(70) ? 0 : 100;
    if (shape == LONG) {
        taste.rows = 2000 + random_below(4000);
        taste.wrong = taste.ragged = 0;
        taste.odd = chance(50) ? 0 : 1;
        taste.missing = taste.blank = taste.comment = chance(70) ? 0 : 1;
    }
    if (shape == WIDE) {
        taste.rows = 1 + random_below(4);
        taste.columns = 500 + random_below(3000);
        taste.wrong = taste.ragged = 0;
        taste.odd = taste.missing = chance(50) ? 0 : 1;
    }
    return taste;
}

static struct reader_options random_options(const struct taste *taste)
{
    struct reader_options options = {.precision = chance(20) ? PRECISION_SINGLE : PRECISION_DOUBLE,
                                     .delimiter = taste->delimiter,
                                     .comment = taste->comment || chance(10) ? '#' : '\0',
                                     .header = (enum setting)random_below(3),
                                     .labels = (enum setting)random_below(3),
                                     .missing = (enum missing)random_below(4),
                                     .columns = chance(70) ? NULL : PICK(selections),
                                     .quote = (enum quote)(chance(60) ? 0 : random_below(3)),
                                     .skip = chance(90) ? 0 : random_below(4),
                                     .decimal = taste->commas ? DECIMAL_COMMA : DECIMAL_POINT,
                                     .na = chance(90) ? NULL : "1,x y,-2",
                                     .texts = {[TEXT_GROUP] = chance(80) ? NULL : PICK(groups),
                                               [TEXT_CLASS] = chance(80) ? NULL : PICK(groups),
                                               [TEXT_CELL] = chance(80) ? NULL : PICK(shown)},
                                     .stray_cells = chance(20),
                                     .stray_class = chance(20),
                                     .class_of = chance(50) ? SIZE_MAX : 3,
                                     .row = chance(70)   ? '\0'
                                            : chance(70) ? taste->delimiter
                                                         : '|'};
    options.keep_text = chance(taste->text ? 80 : 10) && !options.texts[TEXT_CELL];
    options.stray_cells &= !options.keep_text;
    options.no_features = chance(20) && options.texts[TEXT_CLASS] && !options.stray_class;
    return options;
}

static const char *name_of(const struct reader_options *options, enum text_kind kind)
{
    return options->texts[kind] ? options->texts[kind] : "none";
}

static void compare(const char *text, size_t length, struct reader_options options,
                    const char *expected, size_t block, size_t rows)
{
    options.block = block;
    char *dump = reading_dump(text, length, &options, rows);
    if (strcmp(dump, expected)) {
        FILE *out = fopen("test_scan.failed.csv", "w");
        fwrite(text, 1, length, out);
        fclose(out);
    }
    ck_assert_msg(!strcmp(dump, expected),
                  "the text in test_scan.failed.csv, delimiter '%c', comment '%c', header %d, "
                  "labels %d, missing %d, quote %d, skip %zu, columns %s, group %s, class %s, "
                  "cells %s%s, row '%c', read %zu bytes "
                  "and %zu rows at a "
                  "time:\nexpected\n%.300s\n"
                  "got\n%.300s",
                  options.delimiter, options.comment ? options.comment : '-', options.header,
                  options.labels, options.missing, options.quote, options.skip,
                  options.columns ? options.columns : "all", name_of(&options, TEXT_GROUP),
                  name_of(&options, TEXT_CLASS), name_of(&options, TEXT_CELL),
                  options.keep_text ? " text" : "", options.row ? options.row : '-', block, rows,
                  expected, dump);
    free(dump);
}

static size_t from_environment(const char *name, size_t otherwise)
{
    const char *value = getenv(name);
    return value ? strtoul(value, NULL, 10) : otherwise;
}

static void fuzz(size_t texts, enum shape shape, bool *saw_error, bool *saw_rows)
{
    static const size_t blocks[] = {1, 2, 3, 100, 4095, 4096, 65536, 0};
    struct pool *pool = pool_new(3);
    for (size_t i = 0; i < texts; i++) {
        struct taste taste = random_taste(shape);
        struct reader_options options = random_options(&taste);
        size_t length;
        char *text = make_text(&taste, &length);
        options.libcsv_only = true;
        char *expected = reading_dump(text, length, &options, 0);
        *(strncmp(expected, "FILE:", 5) ? saw_rows : saw_error) = true;
        /* libcsv itself must not mind how it is fed. */
        if (shape == SMALL)
            compare(text, length, options, expected, blocks[random_below(8)], random_below(4));
        options.libcsv_only = false;
        options.pool = chance(50) ? pool : NULL;
        for (size_t way = 0; way < 8; way++)
            if (shape == SMALL || blocks[way] == 0 || blocks[way] >= 100)
                compare(text, length, options, expected, blocks[way],
                        chance(50) ? 0 : 1 + random_below(shape == LONG ? 3000 : 4));
        free(expected);
        free(text);
    }
    pool_free(pool);
}

START_TEST(short_cuts_give_what_libcsv_gives)
{
    bool saw_error = false, saw_rows = false;
    fuzz(from_environment("FUZZ", 4000), SMALL, &saw_error, &saw_rows);
    ck_assert(saw_error && saw_rows);
}
END_TEST

START_TEST(short_cuts_give_what_libcsv_gives_in_long_files)
{
    bool saw_error = false, saw_rows = false;
    fuzz(from_environment("FUZZ", 4000) / 100 + 20, LONG, &saw_error, &saw_rows);
    ck_assert(saw_error && saw_rows);
}
END_TEST

START_TEST(short_cuts_give_what_libcsv_gives_in_wide_files)
{
    bool saw_error = false, saw_rows = false;
    fuzz(from_environment("FUZZ", 4000) / 100 + 20, WIDE, &saw_error, &saw_rows);
    ck_assert(saw_error && saw_rows);
}
END_TEST

/* The scan must not leave everything to libcsv: that would be right, and slow. */
START_TEST(plain_rows_are_taken)
{
    static const char text[] = "1,2\n-inf, 4 \r\n5e3,6.\n7,\n";
    static const double expected[] = {1, 2, -INFINITY, 4, 5000, 6};
    struct scan_format format = {
        .delimiter = ',', .stop = '\n', .quotes = true, .columns = 2, .fields = 2};
    double values[8];
    size_t rows;
    const char *rest = scan_rows(&format, text, text + sizeof text - 1, 9, values, NULL, &rows);
    ck_assert_uint_eq(rows, 3);
    ck_assert_str_eq(rest, "7,\n");
    for (size_t i = 0; i < 6; i++)
        ck_assert_double_eq(values[i], expected[i]);
    scan_rows(&format, text, text + sizeof text - 1, 2, values, NULL, &rows);
    ck_assert_uint_eq(rows, 2);
    /* All there is, where that is less than asked for. */
    scan_rows(&format, text, text + 4, 9, values, NULL, &rows);
    ck_assert_uint_eq(rows, 1);
}
END_TEST

static void expect_name(const char *expected, const struct scan_name *name)
{
    ck_assert_uint_eq(name->length, strlen(expected));
    ck_assert_mem_eq(name->text, expected, name->length);
}

START_TEST(labelled_and_missing_rows_are_taken)
{
    static const char text[] = " r ,1\n\"s,t\",NA\n\"u\"\"\",3\n";
    struct scan_format format = {.delimiter = ',',
                                 .stop = '#',
                                 .quotes = true,
                                 .columns = 1,
                                 .fields = 2,
                                 .label = 1,
                                 .names = (const size_t[]){1, 0},
                                 .name_count = 1,
                                 .row = true,
                                 .missing = MISSING_DROP};
    double values[3];
    struct scan_name texts[3];
    struct scan_note notes[] = {{&texts[0]}, {&texts[1]}, {&texts[2]}};
    size_t rows;
    const char *rest = scan_rows(&format, text, text + sizeof text - 1, 9, values, notes, &rows);
    ck_assert_uint_eq(rows, 2);
    ck_assert_str_eq(rest, "\"u\"\"\",3\n");
    expect_name("r", &texts[0]);
    expect_name("s,t", &texts[1]);
    expect_name(" r ,1", &notes[0].row);
    expect_name("\"s,t\",NA", &notes[1].row);
    ck_assert(!notes[0].missing && notes[1].missing);
}
END_TEST

/* Names stand in any field, the last one, too. */
START_TEST(names_in_any_field_are_taken)
{
    static const char text[] = "1,r,2, g \n3,\"s,\",4,\"h\"\r\n5,t,6,\"i\"\"\"\n";
    struct scan_format format = {.delimiter = ',',
                                 .stop = '\n',
                                 .quotes = true,
                                 .columns = 2,
                                 .fields = 4,
                                 .label = 2,
                                 .places = (const size_t[]){1, 0, 2, 0},
                                 .names = (const size_t[]){0, 1, 2, 3},
                                 .name_count = 3};
    double values[6];
    struct scan_name texts[9];
    struct scan_note notes[] = {{&texts[0]}, {&texts[3]}, {&texts[6]}};
    size_t rows;
    scan_rows(&format, text, text + sizeof text - 1, 9, values, notes, &rows);
    ck_assert_uint_eq(rows, 2);
    for (size_t i = 0; i < 4; i++)
        ck_assert_double_eq(values[i], (double)i + 1);
    expect_name("r", &texts[0]);
    expect_name("2", &texts[1]);
    expect_name("g", &texts[2]);
    expect_name("s,", &texts[3]);
    expect_name("h", &texts[5]);
}
END_TEST

START_TEST(lines_are_counted)
{
    size_t length = 10000, expected = 0;
    char *text = malloc(length);
    for (size_t i = 0; i < length; i++) {
        text[i] = chance(90) ? '\n' : 'x';
        expected += text[i] == '\n';
        if (i % 97 == 0)
            ck_assert_uint_eq(scan_count_lines(text, text + i + 1), expected);
    }
    free(text);
}
END_TEST

START_TEST(delimiters_that_numbers_contain_are_left_to_libcsv)
{
    ck_assert(scan_is_possible(',') && scan_is_possible('\t') && scan_is_possible(' '));
    for (const char *delimiter = "019+-.eEinfatyINFATY"; *delimiter; delimiter++)
        ck_assert(!scan_is_possible(*delimiter));
    ck_assert(!scan_is_possible('\0'));
}
END_TEST

int main(void)
{
    state = 0x9e3779b97f4a7c15u + from_environment("SEED", 0);
    Suite *suite = suite_create("scan");
    TCase *tests = tcase_create("scan");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, short_cuts_give_what_libcsv_gives);
    tcase_add_test(tests, short_cuts_give_what_libcsv_gives_in_long_files);
    tcase_add_test(tests, short_cuts_give_what_libcsv_gives_in_wide_files);
    tcase_add_test(tests, plain_rows_are_taken);
    tcase_add_test(tests, labelled_and_missing_rows_are_taken);
    tcase_add_test(tests, names_in_any_field_are_taken);
    tcase_add_test(tests, lines_are_counted);
    tcase_add_test(tests, delimiters_that_numbers_contain_are_left_to_libcsv);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

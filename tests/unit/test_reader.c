/* Tests of reading: what becomes of each text that a file may hold, and the words of each error. */
#include <stdint.h>

#include "reading.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

struct reading_case {
    const char *text;
    size_t length;
    const char *expected;
    struct reader_options options;
};

static void check_cases(const struct reading_case *cases, size_t count)
{
    static const size_t blocks[] = {0, 1, 3}, rows[] = {0, 1, 2};
    for (size_t i = 0; i < count; i++)
        for (size_t way = 0; way < 18; way++) {
            struct reader_options options = cases[i].options;
            options.delimiter = options.delimiter ? options.delimiter : ',';
            options.block = blocks[way % 3];
            options.libcsv_only = way / 9;
            char *dump = reading_dump(cases[i].text, cases[i].length, &options, rows[way / 3 % 3]);
            ck_assert_msg(!strcmp(dump, cases[i].expected),
                          "case %zu, way %zu: text <%s>, expected <%s>, got <%s>", i, way,
                          cases[i].text, cases[i].expected, dump);
            free(dump);
        }
}

#define CHECK(cases) check_cases(cases, sizeof(cases) / sizeof *(cases))

START_TEST(numbers)
{
    static const struct reading_case cases[] = {
        {TEXT("1,2\n3,4\n"), "1 2\n3 4\n", {0}},
        {TEXT("1,2\r\n3,4\r\n"), "1 2\n3 4\n", {0}},
        {TEXT("1,2\r3,4\r"), "1 2\n3 4\n", {0}},
        {TEXT("1,2\n3,4"), "1 2\n3 4\n", {0}},
        {TEXT("\xef\xbb\xbf"
              "1,2\n"),
         "1 2\n",
         {0}},
        {TEXT("\xef\xbb\xbf\"1\",2"), "1 2\n", {0}},
        {TEXT("1,\"2\"\n\"3\",\"4\"\n"), "1 2\n3 4\n", {0}},
        {TEXT(" 1,\t2 \n \" +3 \"\t,\"4\" \n"), "1 2\n3 4\n", {0}},
        {TEXT("+1,1.\n.5,1e-5\n"), "1 1\n0.5 1.0000000000000001e-05\n", {0}},
        {TEXT("inf,-INF\n+Infinity,-0\n"), "inf -inf\ninf -0\n", {0}},
        {TEXT("1;2\n"), "1 2\n", {.delimiter = ';'}},
        {TEXT("1\t 2\n3\t\n"), "1 2\n3 nan\n", {.delimiter = '\t', .missing = MISSING_KEEP}},
        {TEXT("1 2\n3 4\n"), "1 2\n3 4\n", {.delimiter = ' '}},
        {TEXT("1e5\n"), "1 5\n", {.delimiter = 'e'}},
        {TEXT("16777217\n"), "16777216\n", {.precision = PRECISION_SINGLE}},
        {TEXT("5"), "5\n", {0}},
        {TEXT("\n\n1,2\n\n  \n3,4\n\n"), "1 2\n3 4\n", {0}},
        {TEXT("#a\n1,2\n#,\"\n3,4\n#"), "1 2\n3 4\n", {.comment = '#'}},
        {TEXT("-1,2\n3,-4\n"), "3 -4\n", {.comment = '-'}},
    };
    CHECK(cases);
}
END_TEST

START_TEST(headers_and_labels)
{
    static const struct reading_case cases[] = {
        {TEXT("a,b\n1,2\n"), "[a][b]\n1 2\n", {0}},
        {TEXT("\"a,\"\"\n\",\" b \"\n1,2\n"), "[a,\"\n][ b ]\n1 2\n", {0}},
        {TEXT("a,\n1,2\n"), "[a][]\n1 2\n", {.header = SETTING_YES}},
        {TEXT("a,NA\n1,2\n"), "[a][NA]\n1 2\n", {.header = SETTING_YES}},
        {TEXT(",a\nr,1\ns,2\n"), "[a]\n[r] 1\n[s] 2\n", {0}},
        {TEXT("\"\",\"a\"\n\"1\",5\n\"2\",6\n"), "[a]\n[1] 5\n[2] 6\n", {0}},
        {TEXT("id,a\nr,1\n\" s\"\" \" , 2\n, 3\n"), "[a]\n[r] 1\n[ s\" ] 2\n[] 3\n", {0}},
        {TEXT("id,a\n1,2\n3,4\n"), "[id][a]\n1 2\n3 4\n", {0}},
        {TEXT("d,a\n2024-01-01,1\n2,3\n12:30,4\n"), "[a]\n[2024-01-01] 1\n[2] 3\n[12:30] 4\n", {0}},
        {TEXT("a,b\nx,1,2\n3,4,5\nz,6,7\n"), "[a][b]\n[x] 1 2\n[3] 4 5\n[z] 6 7\n", {0}},
        {TEXT("\"1940\",\"1945\"\n22.2,44.5\n"), "[1940][1945]\n22.199999999999999 44.5\n", {0}},
        {TEXT("w,a\n.,1\nnull,2\nx,3\ny,4\nz,5\n"),
         "[a]\n[.] 1\n[null] 2\n[x] 3\n[y] 4\n[z] 5\n",
         {0}},
        {TEXT("id,a\n1,2\n"), "[a]\n[1] 2\n", {.labels = SETTING_YES}},
        {TEXT("5,a\nr,2\n"), "[a]\n[r] 2\n", {.labels = SETTING_YES}},
        {TEXT("r,1\ns,2\n"), "[r] 1\n[s] 2\n", {.labels = SETTING_YES}},
        {TEXT("r,1\ns,2\n"), "[r] 1\n[s] 2\n", {.labels = SETTING_YES, .header = SETTING_NO}},
        {TEXT(",0,1\n0,5,6\n"), "[0][1]\n[0] 5 6\n", {.header = SETTING_YES}},
        {TEXT("1,x\n3,4\n"), "[1][x]\n3 4\n", {.header = SETTING_YES}},
        {TEXT("1,2\n3,4\n"), "1 2\n3 4\n", {.header = SETTING_NO}},
        {TEXT(",0\nr,1\n"), "[0]\n[r] 1\n", {.header = SETTING_YES, .labels = SETTING_YES}},
        {TEXT(",0\nr,1\n"), "[] 0\n[r] 1\n", {.header = SETTING_NO, .labels = SETTING_YES}},
        {TEXT(",0,NA\n"), "[] 0 nan\n", {.labels = SETTING_YES, .missing = MISSING_KEEP}},
        {TEXT("x\n1\n"), "[x]\n1\n", {0}},
        {TEXT("\"\"\n1\n"), "[]\n1\n", {.header = SETTING_YES}},
        {TEXT("#c\n\na,b\n1,2\n"), "[a][b]\n1 2\n", {.comment = '#'}},
        {TEXT("a,b\n#c\nr,2\n"), "[b]\n[r] 2\n", {.comment = '#'}},
    };
    CHECK(cases);
}
END_TEST

START_TEST(first_rows_that_are_neither_header_nor_data)
{
    static const struct reading_case cases[] = {
        {TEXT("1,x,3\n"),
         "FILE:1: field 2: 'x' is not a number; if this row is a header, use --header=yes",
         {0}},
        {TEXT("x,1,y\n"),
         "FILE:1: field 3: 'y' is not a number; if this row is a header, use --header=yes",
         {0}},
        {TEXT("x,1,2\n"),
         "FILE:1: field 1: 'x' is not a number; if the first column holds labels, use --labels",
         {0}},
        {TEXT("2024-01-01,1,2\n"),
         "FILE:1: field 1: '2024-01-01' is not a number; if the first column holds labels, use "
         "--labels",
         {0}},
        {TEXT("a,1.2x\n"),
         "FILE:1: field 2: '1.2x' is not a number; if this row is a header, use --header=yes",
         {0}},
        {TEXT("-3a\n"),
         "FILE:1: field 1: '-3a' is not a number; if this row is a header, use --header=yes",
         {0}},
        {TEXT("a,.5.\n"),
         "FILE:1: field 2: '.5.' is not a number; if this row is a header, use --header=yes",
         {0}},
        {TEXT("nan,x\n"),
         "FILE:1: field 2: 'x' is not a number; if this row is a header, use --header=yes",
         {0}},
        {TEXT(",0,1\n0,5,6\n"),
         "FILE:1: field 1: an empty cell before 0, 1, ...; if this row is a header, use "
         "--header=yes, or if it is data, --header=no",
         {0}},
        {TEXT(",0,1\n0,5,6\n"),
         "FILE:1: field 1: an empty cell before 0, 1, ...; if this row is a header, use "
         "--header=yes, or if it is data, --header=no",
         {.labels = SETTING_YES, .missing = MISSING_KEEP}},
        {TEXT("NA,NA\n"),
         "FILE:1: field 1: missing value; to go on without it, use --missing=drop, zero or keep",
         {0}},
        {TEXT("x,1\n"), "[x] 1\n", {.header = SETTING_NO}},
        {TEXT("1,x\n"),
         "FILE:1: field 2: 'x' is not a number; if what holds no numbers is no feature, use "
         "--columns=-2",
         {.header = SETTING_NO}},
        {TEXT("\n1,0\n\n0,2\n"), "FILE:4: field 2: 2 is no bit", {.binary = "no bit"}},
        {TEXT("1\n\n0\n"),
         "FILE:2: field 1: nan is no bit",
         {.binary = "no bit", .missing = MISSING_KEEP}},
        {TEXT("1,0\n0,NA\n"),
         "FILE:2: field 2: nan is no bit",
         {.binary = "no bit", .missing = MISSING_KEEP}},
        {TEXT("1,0\n0,-0\n"), "1 0\n0 -0\n", {.binary = "no bit"}},
        {TEXT("d,a\n1st,1\n"), "[a]\n[1st] 1\n", {0}},
    };
    CHECK(cases);
}
END_TEST

START_TEST(another_delimiter)
{
#define ROW(text) "FILE:1: field 1: '" text "' is not a number; if "
    static const struct reading_case cases[] = {
        {TEXT("1 2e5 -inf\n"),
         ROW("1 2e5 -inf") "spaces separate the cells, use --delimiter=space",
         {0}},
        {TEXT("1\t2\n"), ROW("1\t2") "tabs separate the cells, use --delimiter=tab", {0}},
        {TEXT("1; 2\n"), ROW("1; 2") "semicolons separate the cells, use --delimiter=';'", {0}},
        {TEXT("1|2\n"), ROW("1|2") "bars separate the cells, use --delimiter='|'", {0}},
        {TEXT("a b\n1 2\n"),
         "FILE:2: field 1: '1 2' is not a number; if spaces separate the cells, use "
         "--delimiter=space",
         {0}},
        {TEXT("1 b\n"), "FILE: no rows under the header", {0}},
        {TEXT("1;\n"), ROW("1;") "this row is a header, use --header=yes", {0}},
        {TEXT("1,2 3\n"),
         "FILE:1: field 2: '2 3' is not a number; if this is a vector, write it as [0.1, 0.2] "
         "first",
         {0}},
    };
    CHECK(cases);
}
END_TEST

START_TEST(bad_cells)
{
    static const struct reading_case cases[] = {
        {TEXT("1,2\n3,4\n5,x1\n"), "FILE:3: field 2: 'x1' is not a number", {0}},
        {TEXT("1,2\n#\n\n5,x1\n"), "FILE:4: field 2: 'x1' is not a number", {.comment = '#'}},
        {TEXT("1,2\r\r\n\n5,x1\n"), "FILE:4: field 2: 'x1' is not a number", {0}},
        {TEXT("id,a,b\n\"r\n\r\n\r\",1,2\ns,3,x1\n"), "FILE:6: field 3: 'x1' is not a number", {0}},
        {TEXT("id,a,b\n\"r\n\r\n\r\",1,x1\ns,3,4\n"), "FILE:5: field 3: 'x1' is not a number", {0}},
        {TEXT("1,2\n3,4\0005\n"), "FILE:2: field 2: '4\\x005' is not a number", {0}},
        {TEXT("1,2\n3,\0\n"), "FILE:2: field 2: '\\x00' is not a number", {0}},
        {TEXT("1,2\n3,4 5\n"),
         "FILE:2: field 2: '4 5' is not a number; if this is a vector, write it as [0.1, 0.2] "
         "first",
         {0}},
        {TEXT("1,2\n3,0x10\n"),
         "FILE:2: field 2: '0x10' is not a number; if this is a number, write it in plain decimals "
         "first, without 0x, L, f or D",
         {0}},
        {TEXT("1,2\n3,1_000\n"),
         "FILE:2: field 2: '1_000' is not a number; if this is a number, take out first what "
         "separates its thousands",
         {0}},
        {TEXT("1,2\n3,--4\n"), "FILE:2: field 2: '--4' is not a number", {0}},
        {TEXT("1,2\n3,abcdefghijabcdefghijabcdefghijabcdefghijk\n"),
         "FILE:2: field 2: 'abcdefghijabcdefghijabcdefghijabcdefghij...' is not a number",
         {0}},
        {TEXT("1,2\n3,abcdefghijabcdefghijabcdefghijabcdefghi\xc3\xa4\n"),
         "FILE:2: field 2: 'abcdefghijabcdefghijabcdefghijabcdefghi...' is not a number",
         {0}},
        {TEXT("1,2\n3,\x1b[31m\n"), "FILE:2: field 2: '\x1b[31m' is not a number", {0}},
    };
    CHECK(cases);
}
END_TEST

START_TEST(missing_values)
{
#define USE "; to go on without it, use --missing=drop, zero or keep"
    static const struct reading_case cases[] = {
        {TEXT("1,2\n3,\n"), "FILE:2: field 2: missing value" USE, {0}},
        {TEXT("1,2\n,4\n"), "FILE:2: field 1: missing value" USE, {0}},
        {TEXT("1,2\n3,NA\n"), "FILE:2: field 2: missing value" USE, {0}},
        {TEXT("1,2\n3,-NaN\n"), "FILE:2: field 2: missing value" USE, {0}},
        {TEXT("1,2\n3,\"\"\n"), "FILE:2: field 2: missing value" USE, {0}},
        {TEXT("1\n\n2\n"), "FILE:2: field 1: missing value" USE, {0}},
        {TEXT("\n \n2\n"), "FILE:1: field 1: missing value" USE, {0}},
        {TEXT("x\n\n2\n"), "FILE:2: field 1: missing value" USE, {0}},
        {TEXT("1\n\nx\n"), "FILE:2: field 1: missing value" USE, {0}},
        {TEXT("1,,3\n, na ,+nan\n"), "1 nan 3\nnan nan nan\n", {.missing = MISSING_KEEP}},
        {TEXT("1,,3\n, na ,+nan\n"), "1 0 3\n0 0 0\n", {.missing = MISSING_ZERO}},
        {TEXT("1,,3\n4,5,6\n"), "1 nan 3 dropped\n4 5 6\n", {.missing = MISSING_DROP}},
        {TEXT("4,5,6\n7,8,9\n1,nan,3\n"),
         "4 5 6\n7 8 9\n1 nan 3 dropped\n",
         {.missing = MISSING_DROP}},
        {TEXT(",a\nr,NA\nNA,2\n"), "[a]\n[r] nan dropped\n[NA] 2\n", {.missing = MISSING_DROP}},
        {TEXT("\n1\n\n\n2\n\n"), "nan\n1\nnan\nnan\n2\n", {.missing = MISSING_KEEP}},
        {TEXT("1\n \n2\n\"\"\n3"), "1\n0\n2\n0\n3\n", {.missing = MISSING_ZERO}},
        {TEXT("\r\r1\r\r2\r"),
         "nan dropped\nnan dropped\n1\nnan dropped\n2\n",
         {.missing = MISSING_DROP}},
        {TEXT("\n\nx\n\n2\n"), "[x]\nnan\n2\n", {.missing = MISSING_KEEP}},
        {TEXT("1\n#\n\n#\n2\n"), "1\nnan\n2\n", {.missing = MISSING_KEEP, .comment = '#'}},
        {TEXT("NA\n1\n"), "nan\n1\n", {.missing = MISSING_KEEP}},
    };
    CHECK(cases);
}
END_TEST

START_TEST(broken_files)
{
#define QUOTE "misplaced quote; quote the whole field and double the quotes inside it"
#define CHARACTER "; if a quote is a character like any other, use --quote=none"
#define OPEN "the quote opened here is not closed before the end of the file"
    static const struct reading_case cases[] = {
        {TEXT(""), "FILE: no rows", {0}},
        {TEXT("\xef\xbb\xbf"), "FILE: no rows", {0}},
        {TEXT("\n\r\n  \n"), "FILE: no rows", {0}},
        {TEXT("#\n"), "FILE: no rows", {.comment = '#'}},
        {TEXT("a,b\n"), "FILE: no rows under the header", {0}},
        {TEXT("a,b"), "FILE: no rows under the header", {0}},
        {TEXT("1,2\n3\n"), "FILE:2: 1 field, but line 1 has 2", {0}},
        {TEXT("\n1,2\n3,4\n5,6,x\n"), "FILE:4: 3 fields, but line 2 has 2", {0}},
        {TEXT("a,b\n3,4,5,6\n"), "FILE:2: 4 fields, but line 1 has 2", {0}},
        {TEXT("1,2\n3,4,"), "FILE:2: 3 fields, but line 1 has 2", {0}},
        {TEXT("r\ns\n"), "FILE:1: no column besides the labels", {.labels = SETTING_YES}},
        {TEXT("1,2\n3,a\"b\n"), "FILE:2: field 2: " QUOTE, {0}},
        {TEXT("1,2\n\"3\"4,5\n"), "FILE:2: field 1: " QUOTE CHARACTER, {0}},
        {TEXT("1,2\n3,\"a\nb\" \"\n"), "FILE:3: field 2: " QUOTE, {0}},
        {TEXT("1,2\n3,\"4\n\n5,6\n"), "FILE:2: field 2: " OPEN, {0}},
        {TEXT("1,2\n\"3"), "FILE:2: field 1: " OPEN CHARACTER, {0}},
        {TEXT("a,\"b\nc\",\"d\n"), "FILE:2: field 3: " OPEN, {0}},
        {TEXT("\xff\xfe"
              "1\0,\0"),
         "FILE: the text is UTF-16; convert it first: iconv -f UTF-16 -t UTF-8",
         {0}},
        {TEXT("\xfe\xff\0"
              "1"),
         "FILE: the text is UTF-16; convert it first: iconv -f UTF-16 -t UTF-8",
         {0}},
        {TEXT("\xff\xfe\0\0"
              "1\0\0\0"),
         "FILE: the text is UTF-32; convert it first: iconv -f UTF-32 -t UTF-8",
         {0}},
        {TEXT("1,2,3,4,5,6\n"),
         "FILE: the matrix needs 48 bytes of memory or more; --max-memory allows 40",
         {.max_memory = 40}},
        {TEXT("1,2\n"), "a quote or a line end cannot be the delimiter", {.delimiter = '"'}},
        {TEXT("1,2\n"), "the delimiter cannot begin comments", {.comment = ','}},
        {TEXT("1,2\n"), "a quote or a line end cannot begin comments", {.comment = '\r'}},
        {TEXT("1\n"), "out of memory for a matrix", {.held = SIZE_MAX}},
    };
    CHECK(cases);
}
END_TEST

/* So many rows before that one more, or their names, would pass what a size can hold. */
START_TEST(matrices_that_do_not_fit)
{
    struct matrix matrices[] = {{.rows = SIZE_MAX / 8}, {.row_labels.room = SIZE_MAX}};
    for (size_t i = 0; i < 2; i++) {
        char path[64];
        int descriptor = reading_file(TEXT("1\n"), path);
        struct reader_options options = {.delimiter = ',', .libcsv_only = true};
        struct reader *reader;
        struct error error;
        ck_assert_int_eq(reader_open(&reader, path, &options, &error), STATUS_OK);
        ck_assert_int_eq(reader_all(reader, &matrices[i], &error), STATUS_FAILED);
        ck_assert_str_eq(error.text, "out of memory for a matrix");
        ck_assert_ptr_null(matrices[i].data);
        reader_close(reader);
        close(descriptor);
    }
}
END_TEST

/* What goes on in a line too long for the buffer is no row, whatever it looks like. */
START_TEST(a_comment_longer_than_the_buffer)
{
    static char text[20000] = "1,2\n#";
    for (size_t i = 5; i + 8 < sizeof text; i += 4)
        memcpy(text + i, "7,8,", 5);
    strcat(text, "\n3,4\n");
    struct reader_options options = {.delimiter = ',', .comment = '#', .block = 1};
    char *dump = reading_dump(text, strlen(text), &options, 0);
    ck_assert_str_eq(dump, "1 2\n3 4\n");
    free(dump);
}
END_TEST

START_TEST(a_blank_line_takes_memory)
{
    struct reader_options options = {
        .delimiter = ',', .missing = MISSING_KEEP, .max_memory = 8, .libcsv_only = true};
    char *dump = reading_dump(TEXT("1\n\n2\n"), &options, 0);
    ck_assert_str_eq(dump,
                     "FILE: the matrix needs 16 bytes of memory or more; --max-memory allows 8");
    free(dump);
}
END_TEST

/* How a table of numbers may be put into text without becoming another. */
struct wording {
    const char *start, *before, *sign, *after, *line_end, *blank_line;
    bool ends;
};

static char *word_table(const struct wording *wording, size_t *length)
{
    char *text;
    FILE *out = open_memstream(&text, length);
    fputs(wording->start, out);
    for (int row = 0; row < 500; row++) {
        for (int column = 0; column < 7; column++) {
            double number = (row * 7 + column) / 3.0 * (column % 2 ? -1 : 1);
            fprintf(out, "%s%s%s%.17g%s", column ? "," : "", wording->before,
                    number < 0 ? "" : wording->sign, number, wording->after);
        }
        if (row < 499 || wording->ends)
            fputs(wording->line_end, out);
        if (row % 100 == 5)
            fprintf(out, "%s", wording->blank_line);
    }
    fclose(out);
    return text;
}

START_TEST(the_same_table_in_other_words)
{
    static const struct wording wordings[] = {
        {"", "", "", "", "\n", "", true},
        {"", "", "", "", "\r\n", "", true},
        {"", "", "", "", "\r", "", true},
        {"", "", "", "", "\n", "", false},
        {"\xef\xbb\xbf", "", "", "", "\n", "", true},
        {"", "\"", "", "\"", "\n", "", true},
        {"", " ", "", "\t ", "\r\n", "", true},
        {"", "\" ", "+", " \" ", "\r", "", false},
        {"", "", "+", "", "\n", "", true},
        {"\n", "", "", "", "\n", "\r  \n\t\r\n", true},
    };
    struct reader_options options = {.delimiter = ','};
    size_t length;
    char *text = word_table(&wordings[0], &length);
    char *expected = reading_dump(text, length, &options, 0);
    ck_assert_int_eq(strncmp(expected, "0 -0.33333333333333331 0.6", 26), 0);
    for (size_t i = 1; i < sizeof wordings / sizeof *wordings; i++) {
        free(text);
        text = word_table(&wordings[i], &length);
        char *dump = reading_dump(text, length, &options, i % 3);
        ck_assert_msg(!strcmp(dump, expected), "wording %zu", i);
        free(dump);
    }
    free(text);
    free(expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reader");
    TCase *tests = tcase_create("reader");
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, headers_and_labels);
    tcase_add_test(tests, first_rows_that_are_neither_header_nor_data);
    tcase_add_test(tests, another_delimiter);
    tcase_add_test(tests, bad_cells);
    tcase_add_test(tests, missing_values);
    tcase_add_test(tests, broken_files);
    tcase_add_test(tests, matrices_that_do_not_fit);
    tcase_add_test(tests, a_comment_longer_than_the_buffer);
    tcase_add_test(tests, a_blank_line_takes_memory);
    tcase_add_test(tests, the_same_table_in_other_words);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

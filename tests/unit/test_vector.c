/* Tests of vectors in cells. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "table/vector.h"

static const struct {
    const char *text;
    bool decimal_comma;
    const char *items; /* each with a | behind it; "" is no vector */
} cases[] = {
    {"[0.1, -2,3e5]", false, "0.1|-2|3e5|"},
    {"[0.1 -2\n  3]", false, "0.1|-2|3|"},
    {"[0,-40,43]", false, "0|-40|43|"},
    {"[0,5 -1,5]", false, ""},
    {" [ 1 , 2 ]\t", false, "1|2|"},
    {"[1.]", false, "1.|"},
    {"[nan inf]", false, "nan|inf|"},
    {"[0,5 1,25]", true, "0,5|1,25|"},
    {"[0.5 1]", true, ""},
    {"[1,2,3]", true, ""},
    {"[]", false, ""},
    {"[ ]", false, ""},
    {"[,1]", false, ""},
    {"[ ,1]", false, ""},
    {"[1,]", false, ""},
    {"[1, ]", false, ""},
    {"[1,,2]", false, ""},
    {"[1 x]", false, ""},
    {"[PAD]", false, ""},
    {"[1] [2]", false, ""},
    {"[[1, 2]]", false, ""},
    {"[1, 2", false, ""},
    {"1, 2]", false, ""},
    {"[0.1 ... 0.3]", false, ""},
    {"", false, ""},
};

START_TEST(items)
{
    struct vector vector;
    char log[64] = "";
    const char *item;
    size_t length, count = 0;
    size_t expected =
        vector_open(&vector, cases[_i].text, strlen(cases[_i].text), cases[_i].decimal_comma);
    while (expected && vector_next(&vector, &item, &length)) {
        strncat(log, item, length);
        strcat(log, "|");
        count++;
    }
    ck_assert_uint_eq(count, expected);
    ck_assert_str_eq(log, cases[_i].items);
}
END_TEST

START_TEST(vectors_cut_short)
{
    static const char *const cut[] = {"[0.1 ... 0.3]", "[1, 2, ..., 9]", " [-1 2 ...\n 3]"};
    static const char *const whole[] = {"[0.1 0.3]", "[...]", "[PAD...]", "0.1 ... 0.3", ""};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++)
        ck_assert(vector_is_cut(cut[i], strlen(cut[i])));
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        ck_assert(!vector_is_cut(whole[i], strlen(whole[i])));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vector");
    TCase *tests = tcase_create("vector");
    tcase_add_loop_test(tests, items, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, vectors_cut_short);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

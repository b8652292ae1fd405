/* Tests of what does not fit in a layer, and how that is told. */
#include "run/shape.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static double numbers[64];
static struct layer layer;
static struct side_inputs sides;
static struct error error;
static const struct shape_of of = {&layer, &sides, "q.csv", "k.csv", "v.csv"};

/* Queries of `query` features, keys of `key` and values of `value`, in so many heads. */
static void set_up(size_t query, size_t key, size_t value, size_t heads)
{
    layer = (struct layer){.attention = {.keys = {numbers, 1, key, key},
                                         .values = {numbers, 1, value, value},
                                         .similarity = {.function = similarity_find("dot")}},
                           .query_width = query,
                           .heads = heads,
                           .kv_heads = heads};
    sides = (struct side_inputs){.files = {{.name = NULL}}};
}

static struct rows give(enum side_file file, const char *name, size_t rows, size_t columns)
{
    sides.files[file] = (struct side){name, {.data = numbers, .rows = rows, .columns = columns}};
    return (struct rows){numbers, rows, columns, columns};
}

static void refused(const char *text)
{
    error.text[0] = '\0';
    ck_assert_int_eq(shape_check(&of, &error), STATUS_FAILED);
    ck_assert_msg(strstr(error.text, text) != NULL, "%s", error.text);
}

START_TEST(heads)
{
    set_up(6, 6, 6, 2);
    ck_assert_int_eq(shape_check(&of, &error), STATUS_OK);
    set_up(5, 5, 6, 2);
    refused("q.csv has 5 columns: they do not divide into 2");
    set_up(6, 5, 6, 2);
    refused("k.csv has 5 columns");
    set_up(6, 6, 5, 2);
    refused("v.csv has 5 columns");
    set_up(6, 4, 6, 2);
    refused("a head of q.csv has 3 features, one of k.csv 2: queries and keys");
    set_up(0, 0, 8, 1);
    layer.heads = SIZE_MAX / 4;
    refused("heads of 8 features are too many");
}
END_TEST

START_TEST(projections)
{
    set_up(6, 6, 6, 2);
    give(SIDE_PROJECT_QUERIES, "w.csv", 4, 6);
    refused("q.csv has 6 columns, w.csv is 4 x 6: a projection has a row for each feature");
    give(SIDE_PROJECT_QUERIES, "w.csv", 6, 7);
    refused("w.csv has 7 columns");
    set_up(6, 6, 3, 1);
    give(SIDE_PROJECT_VALUES, "wv.csv", 2, 4);
    refused("v.csv has 3 columns, wv.csv is 2 x 4");
    give(SIDE_PROJECT_VALUES, "wv.csv", 3, 4);
    give(SIDE_PROJECT_OUTPUT, "wo.csv", 3, 4);
    refused("the context has 4 columns, wo.csv is 3 x 4");
}
END_TEST

/* Weights of the similarity map the features of a head. */
START_TEST(weights_of_similarities)
{
    static const struct {
        size_t heads, rows, columns;
        const char *text;
    } weights[] = {
        {1, 5, 6, "w.csv maps queries of 5 features and keys of 6; q.csv has 6, k.csv 6"},
        {1, 6, 5, "w.csv maps queries of 6 features and keys of 5; q.csv has 6, k.csv 6"},
        {2, 3, 4, "keys of 4; a head of q.csv has 3, a head of k.csv 3"},
    };
    set_up(6, 6, 6, weights[_i].heads);
    layer.attention.similarity.function = similarity_find("general");
    layer.attention.similarity.weight =
        give(SIDE_SIMILARITY, "w.csv", weights[_i].rows, weights[_i].columns);
    refused(weights[_i].text);
}
END_TEST

START_TEST(windows_and_turns)
{
    set_up(4, 4, 4, 1);
    give(SIDE_LOCAL_WEIGHT, "w.csv", 1, 2);
    refused("w.csv is 1 x 2: it does not fit queries of 4 features");
    set_up(4, 4, 4, 1);
    layer.rope = (struct rope){.on = true, .width = 3};
    refused("the first 3");
    layer.rope.width = 8;
    refused("the first 8");
    layer.rope.width = 0;
    give(SIDE_COSINES, "C", 3, 1);
    give(SIDE_SINES, "S", 3, 1);
    refused("C and S have 1 and 1 columns; turning 4 features takes 2");
    give(SIDE_COSINES, "C", 3, 2);
    give(SIDE_SINES, "S", 2, 2);
    refused("C has 3 rows, S has 2: the tables of");
}
END_TEST

START_TEST(positions)
{
    static const double outside[] = {1, 2, 3}, between[] = {0, 1, 0.5};
    static const struct {
        struct positions positions;
        const char *text;
    } cases[] = {
        {{outside, 2, 0}, "Q: query 2 has no position: there are 2"},
        {{outside, 3, 0},
         "Q: query 2 stands at position 3; C and S have rows for the positions 0 to 2"},
        {{between, 3, 0}, "Q: query 2 stands at position 0.5; C"},
        {{NULL, 0, 1}, "Q: query 2 stands at position 3; C"},
    };
    set_up(4, 4, 4, 1);
    layer.rope.on = true;
    give(SIDE_COSINES, "C", 3, 2);
    give(SIDE_SINES, "S", 3, 2);
    ck_assert_int_eq(shape_check_positions(&of, &cases[_i].positions, "query", "Q", 0, 3, &error),
                     STATUS_FAILED);
    ck_assert_msg(strstr(error.text, cases[_i].text) != NULL, "%s", error.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shape");
    TCase *tests = tcase_create("shape");
    tcase_add_test(tests, heads);
    tcase_add_test(tests, projections);
    tcase_add_loop_test(tests, weights_of_similarities, 0, 3);
    tcase_add_test(tests, windows_and_turns);
    tcase_add_loop_test(tests, positions, 0, 4);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

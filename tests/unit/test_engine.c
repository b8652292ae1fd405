/* Tests of the engine and its kernels: the same bytes however the work is done, and the reference's
 * numbers. */
#include <check.h>

#include "attention_fixture.h"

static const struct shape shapes[] = {
    {1, 1, 1, 1},      {2, 3, 5, 1},      {7, 33, 3, 9},   {6, 32, 8, 8},      {13, 257, 17, 31},
    {65, 255, 64, 40}, {98, 513, 65, 24}, {3, 9001, 4, 3}, {100, 4200, 3, 70},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static const struct mask masks[] = {
    {0},
    {.causal = true},
    {.causal = true, .offset = 40},
    {.causal = true, .offset = -5},
    {.exclude_self = true},
    {.causal = true, .exclude_self = true, .offset = 2},
    {.window = true, .left = 20, .right = 3},
    {.window = true, .left = 5, .right = 0, .offset = 30, .prefix = 17},
    {.causal = true, .limited = true, .valid_keys = 31, .prefix = 2},
};
enum { MASKS = sizeof masks / sizeof masks[0] };

static bool has_fused_multiply_add(const char *kernel)
{
    return strcmp(kernel, "reference") != 0 && strcmp(kernel, "portable") != 0;
}

static void assert_same_bytes(const struct results *a, const struct results *b,
                              enum precision precision)
{
    for (size_t p = 0; p < PRODUCTS; p++)
        ck_assert_mem_eq(a->numbers[p], b->numbers[p], a->counts[p] * precision_size(precision));
}

/* Threads, cuts and kernels against one thread, one block and the best kernel. */
static void check_one_answer(const struct fixture *f)
{
    static const struct {
        size_t threads, cut;
    } ways[] = {{2, SIZE_MAX}, {3, SIZE_MAX}, {7, SIZE_MAX}, {1, 1}, {2, 7}, {3, 64}};
    struct results expected = compute(f, NULL, 1, SIZE_MAX);
    for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++) {
        struct results found = compute(f, NULL, ways[w].threads, ways[w].cut);
        assert_same_bytes(&expected, &found, f->precision);
        results_free(&found);
    }
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        if (!kernel_runs(kernel_names[k]) || !has_fused_multiply_add(kernel_names[k]))
            continue;
        struct results found = compute(f, kernel_names[k], 2, 50);
        assert_same_bytes(&expected, &found, f->precision);
        results_free(&found);
    }
    results_free(&expected);
}

static bool has_lse(const struct fixture *f)
{
    return normalizer_kind(&f->problem.normalizer) == NORMALIZER_SOFTMAX;
}

static void check_against_reference(const struct fixture *f)
{
    static const char *const of_product[] = {"scores", "distribution", "context", "lse", "mixed"};
    struct results reference = compute(f, "reference", 2, SIZE_MAX);
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        if (!kernel_runs(kernel_names[k]))
            continue;
        struct results found = compute(f, kernel_names[k], 2, SIZE_MAX);
        for (size_t p = 0; p < PRODUCTS; p++)
            ck_assert_msg((p == LSE && !has_lse(f)) ||
                              close_enough(reference.numbers[p], found.numbers[p], found.counts[p],
                                           f->precision, 2 * tolerance_of(f)),
                          "%s of kernel %s, similarity %s, n %zu m %zu d %zu", of_product[p],
                          kernel_names[k], f->problem.similarity.function->name, f->shape.n,
                          f->shape.m, f->shape.d);
        results_free(&found);
    }
    results_free(&reference);
}

/* Runs a check for each similarity and precision on shape `index`, the masks in turn. */
static void for_problems(int index, void (*check)(const struct fixture *))
{
    for (size_t s = 0; s < similarity_count; s++)
        for (int mask = 0; mask < MASKS; mask++)
            for (int precision = 0; precision < 2; precision++) {
                /* All of them on small shapes; on others, each similarity with one mask. */
                if (shapes[index].m > 100 && (size_t)mask != s % MASKS)
                    continue;
                struct fixture f =
                    fixture_new(shapes[index], (enum precision)precision, similarities[s].name);
                f.problem.mask = masks[mask];
                check(&f);
                fixture_free(&f);
            }
}

START_TEST(one_answer)
{
    for_problems(_i, check_one_answer);
}
END_TEST

START_TEST(the_references_numbers)
{
    for_problems(_i, check_against_reference);
}
END_TEST

/* A narrow window that moves past many keys: queries computed together see different ones. */
START_TEST(moving_windows)
{
    static const double bandwidths[] = {0.5, 2, 1};
    for (size_t s = 0; s < similarity_count; s++) {
        struct fixture f = fixture_new((struct shape){120, 400, 3, 2}, (enum precision)(_i % 2),
                                       similarities[s].name);
        bool compact = similarity_has_reach(&similarities[s]);
        if ((similarities[s].finish == FINISH_FACTOR || compact) && _i > 1)
            f.problem.similarity.bandwidths = bandwidths;
        f.problem.mask = (struct mask){.window = true, .left = 9, .right = 2, .offset = 150};
        check_one_answer(&f);
        check_against_reference(&f);
        fixture_free(&f);
    }
}
END_TEST

/* Numbers of which squares, and their sums, are lost. */
static void make_tiny(struct fixture *f)
{
    double tiny = f->precision == PRECISION_DOUBLE ? 1e-170 : 1e-25;
    for (size_t i = 0; i < f->shape.n * f->shape.d; i++)
        put(f->queries, f->precision, i, get(f->queries, f->precision, i) * tiny);
    for (size_t i = 0; i < f->shape.m * f->shape.d; i++)
        put(f->keys, f->precision, i, get(f->keys, f->precision, i) * tiny);
}

/* A few keys of so many features that they are packed without padding: as among more keys. */
START_TEST(few_keys_of_very_many_features)
{
    static const char *const names[] = {"dot",         "gaussian",  "laplacian", "cosine",
                                        "correlation", "manhattan", "euclidean"};
    enum { NAMES = sizeof names / sizeof names[0], FEW = 5, FEATURES = 80000 };
    static double bandwidths[FEATURES];
    for (size_t c = 0; c < FEATURES; c++)
        bandwidths[c] = 1 + (double)(c % 7);
    for (size_t s = 0; s < NAMES; s++) {
        struct fixture f =
            fixture_new((struct shape){8, 70, FEATURES, 3}, (enum precision)_i, names[s]);
        if (strcmp(names[s], "gaussian") == 0 || strcmp(names[s], "laplacian") == 0)
            f.problem.similarity.bandwidths = bandwidths;
        if (s == NAMES - 1)
            make_tiny(&f);
        struct results among = compute(&f, NULL, 1, SIZE_MAX);
        f.shape.m = f.problem.key_count = f.problem.keys.count = f.problem.values.count = FEW;
        struct results few = compute(&f, NULL, 1, SIZE_MAX);
        size_t size = precision_size(f.precision);
        for (size_t i = 0; i < f.shape.n; i++)
            ck_assert_mem_eq((char *)among.numbers[0] + i * 70 * size,
                             (char *)few.numbers[0] + i * FEW * size, FEW * size);
        results_free(&among);
        results_free(&few);
        if (s == 0 || s == NAMES - 1)
            check_one_answer(&f);
        else
            check_against_reference(&f);
        fixture_free(&f);
    }
}
END_TEST

/* The same of features that are many hidden units. */
START_TEST(few_keys_of_very_many_hidden_units)
{
    enum { UNITS = 80000 };
    struct fixture f = fixture_new((struct shape){3, 5, 1, 3}, (enum precision)_i, "additive");
    void *numbers = random_numbers(f.precision, UNITS, 6);
    struct similarity_parameters *parameters = &f.problem.similarity;
    parameters->query_weight = (struct rows){numbers, UNITS, 1, 1};
    parameters->key_weight = parameters->query_weight;
    parameters->vector = parameters->bias = numbers;
    check_one_answer(&f);
    check_against_reference(&f);
    free(numbers);
    fixture_free(&f);
}
END_TEST

/* Rows so long that only a few of them make a tile. */
START_TEST(tiles_of_few_rows)
{
    static const struct shape long_rows[] = {{30, 3, 300000, 2}, {30, 3, 5, 300000}};
    for (size_t s = 0; s < 2; s++) {
        struct fixture f = fixture_new(long_rows[s], (enum precision)_i, "scaled-dot");
        struct pool *pool = pool_new(1);
        struct error error;
        struct attention_plan *plan;
        ck_assert_int_eq(attention_plan_new(&plan, &f.problem, "portable", pool, &error),
                         STATUS_OK);
        ck_assert_uint_lt(attention_plan_blocks(plan).rows, 30);
        attention_plan_free(plan);
        pool_free(pool);
        check_one_answer(&f);
        check_against_reference(&f);
        fixture_free(&f);
    }
}
END_TEST

static int gaps;

static void count_gap(void)
{
    gaps++;
}

/* Long turns look up now and then: each span of keys, or a few whole rows at a time. */
START_TEST(long_turns_have_checkpoints)
{
    struct fixture f = fixture_new((struct shape){40, 9001, 4, 3}, PRECISION_DOUBLE, "dot");
    struct pool *pool = pool_new(1);
    struct error error;
    char context[40 * 3 * sizeof(double)];
    f.problem.normalizer.top = _i == 0 ? 0 : 100;
    struct attention_plan *plan;
    ck_assert_int_eq(attention_plan_new(&plan, &f.problem, NULL, pool, &error), STATUS_OK);
    pool_set_checkpoint(pool, count_gap);
    gaps = 0;
    attention_context(plan, &f.block, (struct out_rows){context, f.problem.values.width}, NOWHERE);
    ck_assert_int_ge(gaps, _i == 0 ? 5 : 3);
    attention_plan_free(plan);
    pool_free(pool);
    fixture_free(&f);
}
END_TEST

/* Softcap, temperature, logarithms: each with a causal mask. */
START_TEST(options_keep_one_answer_and_the_references_numbers)
{
    for (int precision = 0; precision < 2; precision++) {
        struct fixture f =
            fixture_new((struct shape){30, 300, 7, 5}, (enum precision)precision, "dot");
        f.problem.mask.causal = true;
        f.problem.mask.offset = 100;
        f.problem.softcap = _i == 0 ? 3 : 0;
        f.problem.normalizer.temperature = _i == 1 ? 0.7 : 1;
        f.problem.normalizer.log = _i == 2;
        check_one_answer(&f);
        check_against_reference(&f);
        fixture_free(&f);
    }
}
END_TEST

/* Every normalizer, to distributions and contexts, with a temperature and a causal mask. */
START_TEST(normalizers_keep_one_answer_and_the_references_numbers)
{
    for (int precision = 0; precision < 2; precision++)
        for (size_t s = 0; s < 3; s++) {
            struct fixture f = fixture_new(shapes[s + 3], (enum precision)precision, "scaled-dot");
            f.problem.mask.causal = true;
            f.problem.mask.offset = 20;
            f.problem.normalizer.function = &normalizers[_i];
            f.problem.normalizer.temperature = 1.5;
            f.problem.normalizer.alpha = 1.3;
            f.problem.normalizer.sigmoid_bias = -2;
            f.problem.normalizer.relu_divisor = f.shape.m;
            check_one_answer(&f);
            /* Sums of scores of either sign may cancel, and then no two orders agree. */
            if (normalizers[_i].kind != NORMALIZER_LINEAR)
                check_against_reference(&f);
            fixture_free(&f);
        }
}
END_TEST

/* Where the best of whole rows are looked for, contexts come another way. */
START_TEST(contexts_by_whole_rows)
{
    for (int precision = 0; precision < 2; precision++) {
        struct fixture f = fixture_new(shapes[_i], (enum precision)precision, "scaled-dot");
        f.problem.mask.causal = true;
        f.problem.mask.offset = 3;
        f.problem.normalizer.top = f.shape.m;
        check_one_answer(&f);
        check_against_reference(&f);
        fixture_free(&f);
    }
}
END_TEST

/* Keys and values that the plan may discard give the same bytes, by every kernel. */
START_TEST(spent_keys_and_values)
{
    static const struct shape shape = {20, 3000, 24, 17};
    const char *const names[] = {"dot", "correlation"};
    for (size_t k = 0; kernel_names[k] != NULL; k++) {
        if (!kernel_runs(kernel_names[k]))
            continue;
        struct fixture f = fixture_new(shape, PRECISION_DOUBLE, names[_i]);
        struct results expected = compute(&f, kernel_names[k], 1, SIZE_MAX);
        f.problem.discard_keys = f.problem.discard_values = true;
        struct results found = compute(&f, kernel_names[k], 3, SIZE_MAX);
        assert_same_bytes(&expected, &found, f.precision);
        results_free(&expected);
        results_free(&found);
        fixture_free(&f);
    }
}
END_TEST

/* The fused distribution is the staged one, bit for bit. */
START_TEST(a_distribution_is_its_scores_normalized)
{
    for (int precision = 0; precision < 2; precision++) {
        struct fixture f = fixture_new(shapes[_i], (enum precision)precision, "scaled-dot");
        f.problem.mask.causal = true;
        f.problem.mask.offset = 3;
        struct results r = compute(&f, NULL, 2, 10);
        struct attention ready = {
            .precision = f.precision, .key_count = f.shape.m, .normalizer = f.problem.normalizer};
        struct pool *pool = pool_new(3);
        struct attention_plan *plan;
        struct error error;
        ck_assert_int_eq(attention_plan_new(&plan, &ready, NULL, pool, &error), STATUS_OK);
        struct query_block rows = {.queries = {.count = f.shape.n}};
        attention_normalize(plan, &rows, r.numbers[0], NOWHERE);
        ck_assert_mem_eq(r.numbers[0], r.numbers[1], r.counts[0] * precision_size(f.precision));
        attention_plan_free(plan);
        pool_free(pool);
        results_free(&r);
        fixture_free(&f);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine");
    TCase *tests = tcase_create("kernels");
    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, one_answer, 0, SHAPES);
    tcase_add_loop_test(tests, the_references_numbers, 0, SHAPES);
    tcase_add_loop_test(tests, moving_windows, 0, 4);
    tcase_add_loop_test(tests, few_keys_of_very_many_features, 0, 2);
    tcase_add_loop_test(tests, few_keys_of_very_many_hidden_units, 0, 2);
    tcase_add_loop_test(tests, tiles_of_few_rows, 0, 2);
    tcase_add_loop_test(tests, long_turns_have_checkpoints, 0, 2);
    tcase_add_loop_test(tests, options_keep_one_answer_and_the_references_numbers, 0, 3);
    tcase_add_loop_test(tests, normalizers_keep_one_answer_and_the_references_numbers, 0,
                        (int)normalizer_count);
    tcase_add_loop_test(tests, contexts_by_whole_rows, 0, SHAPES);
    tcase_add_loop_test(tests, spent_keys_and_values, 0, 2);
    tcase_add_loop_test(tests, a_distribution_is_its_scores_normalized, 0, SHAPES);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

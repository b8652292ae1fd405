/* What each similarity, normalizer and mask costs: the share of plain `dot` speed that a context
 * keeps with it, and how its cost grows from n / 2 to n, as a table:
 * bench_catalogue [N [D [double|single]]], without a precision of both.
 *
 * Times are medians of repetitions; plain dot and the item take turns, so that both meet the same
 * machine. Growth is 4, which is plain dot's, times the quotient of the shares: 2 where the cost is
 * linear. Keys are packed anew each time, weights are d x d. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "attention/attention.h"
#include "base/cpu.h"

enum { REPETITIONS = 5 };

/* The problem's size and numbers. */
struct setting {
    enum precision precision;
    size_t n, d;
    struct pool *pool;
    void *queries, *keys, *values, *context; /* n x d */
    void *weight, *wide_weight;              /* d x d, d x 2d */
    void *vector;                            /* d numbers */
    void *location;                          /* n x d */
    void *allowed, *bias;                    /* n x n */
    double *bandwidths;                      /* d of them */
    uint32_t *groups;                        /* n of them */
    struct key_groups key_groups;
    double *halves; /* shares of each row at n / 2; NULL: these are what is measured now */
};

/* Rows measured so far, and their shares at n / 2. */
static size_t row_count;
static double half_shares[128];

/* A problem and what goes with its queries. */
struct item {
    struct attention problem;
    struct query_block block;
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "bench_catalogue: %s\n", what);
    exit(EXIT_FAILURE);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        fail("out of memory");
    return memory;
}

static void put(const struct setting *setting, void *numbers, size_t index, double value)
{
    if (setting->precision == PRECISION_DOUBLE)
        ((double *)numbers)[index] = value;
    else
        ((float *)numbers)[index] = (float)value;
}

/* Numbers between -1 and 1. */
static void *random_numbers(const struct setting *setting, size_t count, uint32_t state)
{
    void *numbers = room(count, precision_size(setting->precision));
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525U + 1013904223U;
        put(setting, numbers, i, (double)state * 0x1p-31 - 1);
    }
    return numbers;
}

static void fill(struct setting *setting)
{
    size_t n = setting->n, d = setting->d, size = precision_size(setting->precision);
    setting->queries = random_numbers(setting, n * d, 1);
    setting->keys = random_numbers(setting, n * d, 2);
    setting->values = random_numbers(setting, n * d, 3);
    setting->context = room(n * d, size);
    setting->weight = random_numbers(setting, d * d, 4);
    setting->wide_weight = random_numbers(setting, 2 * d * d, 5);
    setting->vector = random_numbers(setting, d, 6);
    setting->location = random_numbers(setting, n * d, 7);
    setting->bias = random_numbers(setting, n * n, 8);
    setting->allowed = room(n * n, size);
    for (size_t i = 0; i < n * n; i++)
        put(setting, setting->allowed, i, i % 3 != 0);
    setting->bandwidths = room(d, sizeof *setting->bandwidths);
    for (size_t c = 0; c < d; c++)
        setting->bandwidths[c] = 1 + (double)c / (double)d;
    setting->groups = room(n, sizeof *setting->groups);
    uint32_t *members = room(n, sizeof *members);
    size_t *positions = room(n, sizeof *positions), *firsts = room(9, sizeof *firsts);
    for (size_t j = 0; j < n; j++) {
        setting->groups[j] = (uint32_t)(j * 8 / n);
        members[j] = (uint32_t)j;
        firsts[setting->groups[j] + 1] = j + 1;
        positions[j] = j - firsts[setting->groups[j]];
    }
    setting->key_groups = (struct key_groups){setting->groups, positions, members, firsts, 8, true};
}

static void empty(struct setting *setting)
{
    void *made[] = {setting->queries,
                    setting->keys,
                    setting->values,
                    setting->context,
                    setting->weight,
                    setting->wide_weight,
                    setting->vector,
                    setting->location,
                    setting->allowed,
                    setting->bias,
                    setting->bandwidths,
                    setting->groups,
                    (void *)(uintptr_t)setting->key_groups.positions,
                    (void *)(uintptr_t)setting->key_groups.members,
                    (void *)(uintptr_t)setting->key_groups.firsts};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        free(made[i]);
}

static struct item plain(const struct setting *setting)
{
    size_t n = setting->n, d = setting->d;
    struct similarity_parameters dot = {.function = similarity_find("dot"),
                                        .scale = 1 / sqrt((double)d),
                                        .bandwidth = 1,
                                        .coef0 = 1,
                                        .degree = 3};
    struct attention problem = {
        .precision = setting->precision,
        .key_count = n,
        .keys = {setting->keys, n, d, d},
        .values = {setting->values, n, d, d},
        .similarity = dot,
        .normalizer = {.function = normalizer_find("softmax"), .temperature = 1},
    };
    problem.normalizer.alpha = 1.25;
    problem.normalizer.sigmoid_bias = normalizer_sigmoid_bias(n);
    problem.normalizer.relu_divisor = n;
    return (struct item){problem, {.queries = {setting->queries, n, d, d}}};
}

static double time_once(const struct setting *setting, const struct item *item)
{
    struct attention_plan *plan;
    struct error error;
    size_t size = precision_size(setting->precision), n = setting->n, d = setting->d;
    double start = seconds();
    if (attention_plan_new(&plan, &item->problem, NULL, setting->pool, &error) != STATUS_OK)
        fail(error.text);
    size_t most = attention_block_rows(plan);
    for (size_t first = 0; first < n; first += most) {
        size_t count = n - first < most ? n - first : most;
        struct query_block block = query_block_part(&item->block, first, count, setting->precision);
        const struct out_rows context = {(char *)setting->context + first * d * size, d};
        attention_context(plan, &block, context, NOWHERE);
    }
    double took = seconds() - start;
    attention_plan_free(plan);
    return took;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const struct setting *setting, const char *name, const struct item *item)
{
    struct item dot = plain(setting);
    double shares[REPETITIONS], times[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
        double base = time_once(setting, &dot);
        times[i] = time_once(setting, item);
        shares[i] = base / times[i];
    }
    qsort(shares, REPETITIONS, sizeof *shares, ascending);
    qsort(times, REPETITIONS, sizeof *times, ascending);
    size_t row = row_count++;
    if (setting->halves == NULL) {
        half_shares[row] = shares[REPETITIONS / 2];
        return;
    }
    printf("| %-22s | %9.4f | %6.2f | %6.2f |\n", name, times[REPETITIONS / 2],
           shares[REPETITIONS / 2], 4 * setting->halves[row] / shares[REPETITIONS / 2]);
    fflush(stdout);
}

static void head(const struct setting *setting, const char *what)
{
    if (setting->halves != NULL)
        printf("\n| %-22s |   seconds |  share | growth |\n"
               "|------------------------|----------:|-------:|-------:|\n",
               what);
}

static void measure_similarities(const struct setting *setting)
{
    size_t n = setting->n, d = setting->d;
    head(setting, "similarity");
    for (size_t s = 0; s < similarity_count; s++) {
        struct item item = plain(setting);
        struct similarity_parameters *f = &item.problem.similarity;
        f->function = &similarities[s];
        f->weight = (struct rows){setting->weight, d, d, d};
        if (f->function->preparation == PREPARE_CONCAT)
            f->weight = (struct rows){setting->wide_weight, d, 2 * d, 2 * d};
        if (f->function->preparation == PREPARE_LOCATION)
            f->weight = (struct rows){setting->location, n, d, d};
        f->query_weight = f->key_weight = (struct rows){setting->weight, d, d, d};
        f->vector = setting->vector;
        f->radius = 1;
        if (similarity_has_reach(f->function))
            f->bandwidth = 2 * sqrt((double)d);
        if (f->function->preparation == PREPARE_SPHERE)
            item.problem.keys.width = item.block.queries.width = 2;
        measure(setting, f->function->name, &item);
    }
    struct item item = plain(setting);
    item.problem.similarity.function = similarity_find("gaussian");
    item.problem.similarity.bandwidths = setting->bandwidths;
    measure(setting, "gaussian, bandwidths", &item);
    item.problem.similarity.function = similarity_find("laplacian");
    measure(setting, "laplacian, bandwidths", &item);
}

static void measure_normalizers(const struct setting *setting)
{
    head(setting, "normalizer");
    for (size_t i = 0; i < normalizer_count; i++) {
        struct item item = plain(setting);
        item.problem.normalizer.function = &normalizers[i];
        if (normalizers[i].kind == NORMALIZER_LINEAR)
            item.problem.similarity.function = &similarity_of_features;
        measure(setting, normalizers[i].name, &item);
    }
    struct item item = plain(setting);
    item.problem.normalizer.sink = true;
    measure(setting, "softmax, sink", &item);
    item = plain(setting);
    item.problem.normalizer.top = 64;
    measure(setting, "softmax, top 64", &item);
}

static void measure_masks(const struct setting *setting)
{
    size_t n = setting->n;
    head(setting, "mask or bias");
    struct item item = plain(setting);
    item.problem.mask.causal = true;
    measure(setting, "causal", &item);
    item.problem.mask.prefix = n / 8;
    measure(setting, "causal, prefix", &item);
    item = plain(setting);
    item.problem.mask.window = true;
    item.problem.mask.left = 256;
    measure(setting, "window 256,0", &item);
    item.problem.mask.prefix = 64;
    measure(setting, "window, prefix", &item);
    item = plain(setting);
    item.problem.mask.exclude_self = true;
    measure(setting, "exclude-self", &item);
    item = plain(setting);
    item.problem.mask.limited = true;
    item.problem.mask.valid_keys = n / 2;
    measure(setting, "valid-keys, half", &item);
    item = plain(setting);
    item.problem.mask.groups = &setting->key_groups;
    item.block.groups = setting->groups;
    measure(setting, "group, 8 of them", &item);
    item = plain(setting);
    item.problem.mask.local = 128;
    measure(setting, "local-m 128", &item);
    item.problem.prediction =
        (struct prediction){{setting->weight, setting->d, setting->d, setting->d}, setting->vector};
    measure(setting, "local-p 128", &item);
    item = plain(setting);
    item.block.alibi_slope = 0.01;
    measure(setting, "alibi", &item);
    item = plain(setting);
    item.block.allowed = (struct rows){setting->allowed, n, n, n};
    measure(setting, "mask n x m", &item);
    item.block.allowed.stride = 0;
    measure(setting, "mask 1 x m", &item);
    item = plain(setting);
    item.block.bias = (struct rows){setting->bias, n, n, n};
    measure(setting, "bias n x m", &item);
    item = plain(setting);
    item.problem.softcap = 10;
    measure(setting, "softcap", &item);
    item = plain(setting);
    item.problem.normalizer.temperature = 2;
    measure(setting, "temperature", &item);
}

static void measure_all(struct setting *setting)
{
    row_count = 0;
    fill(setting);
    measure_similarities(setting);
    measure_normalizers(setting);
    measure_masks(setting);
    empty(setting);
}

static void run(size_t n, size_t d, enum precision precision, struct pool *pool)
{
    struct setting half = {.precision = precision, .n = n / 2, .d = d, .pool = pool};
    struct setting whole = {
        .precision = precision, .n = n, .d = d, .pool = pool, .halves = half_shares};
    measure_all(&half);
    printf("\nn = m = %zu, d = %zu, %s, %zu threads\n", n, d,
           precision == PRECISION_DOUBLE ? "double" : "single", pool_width(pool));
    measure_all(&whole);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 4096;
    size_t d = argc > 2 ? strtoul(argv[2], NULL, 10) : 64;
    struct pool *pool = pool_new(cpu_usable());
    if (n < 2 || d == 0)
        fail("usage: bench_catalogue [N [D [double|single]]]");
    if (argc <= 3 || strcmp(argv[3], "double") == 0)
        run(n, d, PRECISION_DOUBLE, pool);
    if (argc <= 3 || strcmp(argv[3], "single") == 0)
        run(n, d, PRECISION_SINGLE, pool);
    pool_free(pool);
    return EXIT_SUCCESS;
}

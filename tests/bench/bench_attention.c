/* The arithmetic of attention, timed: context of n queries and n keys of d features.
 *
 *     bench_attention                    the table, n from 512 to 8192
 *     bench_attention N                  the table, n from 512 to N
 *     bench_attention N D double|single THREADS [causal] [KERNEL]    one row
 *
 * GFLOP/s counts 4 n n d operations (half of it with a causal mask); the share is that of the
 * fused multiply-adds that the machine does in the same run, on as many threads, between the
 * repetitions. Times are medians, keys packed anew each time. Each row runs in a process of its
 * own, whose peak memory is given. A row that takes more than 4 s is run once, and beyond n = 16384
 * the table ends at d = 128. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "attention/attention.h"
#include "base/cpu.h"
#include "fma_peak.h"

enum { LEAST_REPETITIONS = 3, MOST_REPETITIONS = 15 };
static const double enough_seconds = 0.6, long_seconds = 4;

struct row {
    size_t n, d, threads;
    enum precision precision;
    bool causal;
    const char *kernel; /* NULL: the best */
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t count)
{
    qsort(x, count, sizeof *x, ascending);
    return x[count / 2];
}

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "bench_attention: %s\n", what);
    exit(EXIT_FAILURE);
}

/* Numbers between -1 and 1. */
static void *random_numbers(enum precision precision, size_t count, uint32_t state)
{
    void *numbers = malloc(count * precision_size(precision));
    if (numbers == NULL)
        fail("out of memory");
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525U + 1013904223U;
        double x = (double)state * 0x1p-31 - 1;
        if (precision == PRECISION_DOUBLE)
            ((double *)numbers)[i] = x;
        else
            ((float *)numbers)[i] = (float)x;
    }
    return numbers;
}

struct peak {
    const char *kernel;
    enum precision precision;
    double operations[256];
};

static void peak_turn(void *context, size_t index, size_t worker)
{
    (void)worker;
    struct peak *peak = context;
    peak->operations[index] = fma_peak_run(peak->kernel, peak->precision);
}

/* Operations a second of all threads together. */
static double peak_rate(struct pool *pool, const char *kernel, enum precision precision)
{
    struct peak peak = {.kernel = kernel, .precision = precision};
    size_t turns = 8 * pool_width(pool) < 256 ? 8 * pool_width(pool) : 256;
    double start = seconds(), operations = 0;
    pool_run(pool, turns, peak_turn, &peak);
    double took = seconds() - start;
    for (size_t i = 0; i < turns; i++)
        operations += peak.operations[i];
    return operations / took;
}

static double time_once(const struct row *row, const struct attention *problem, const void *queries,
                        void *context, struct pool *pool, const char **kernel)
{
    struct attention_plan *plan;
    struct error error;
    size_t size = precision_size(row->precision);
    double start = seconds();
    if (attention_plan_new(&plan, problem, row->kernel, pool, &error) != STATUS_OK)
        fail(error.text);
    size_t most = attention_block_rows(plan);
    for (size_t first = 0; first < row->n; first += most) {
        size_t count = row->n - first < most ? row->n - first : most, at = first * row->d * size;
        struct query_block block = {.first = first,
                                    .queries = {(const char *)queries + at, count, row->d, row->d}};
        attention_context(plan, &block, (struct out_rows){(char *)context + at, row->d}, NOWHERE);
    }
    double took = seconds() - start;
    *kernel = attention_plan_kernel(plan);
    attention_plan_free(plan);
    return took;
}

static void print_row(const struct row *row, const char *kernel, double time, double peak,
                      double share)
{
    double operations =
        (row->causal ? 2.0 : 4.0) * (double)row->n * (double)row->n * (double)row->d;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("| %6zu | %4zu | %s | %-6s | %7zu | %-8s | %9.4f | %7.1f | %6.1f | %4.0f %% | %6.1f |\n",
           row->n, row->d, row->precision == PRECISION_DOUBLE ? "double" : "single",
           row->causal ? "yes" : "no", row->threads, kernel, time, operations / time * 1e-9,
           peak * 1e-9, 100 * share, (double)usage.ru_maxrss / 1024);
    fflush(stdout);
}

static void run(const struct row *row)
{
    size_t numbers = row->n * row->d, repetitions = 0;
    void *q = random_numbers(row->precision, numbers, 1);
    void *k = random_numbers(row->precision, numbers, 2);
    void *v = random_numbers(row->precision, numbers, 3);
    void *context = random_numbers(row->precision, numbers, 4);
    struct attention problem = {
        .precision = row->precision,
        .key_count = row->n,
        .keys = {k, row->n, row->d, row->d},
        .values = {v, row->n, row->d, row->d},
        .similarity = {similarity_find("dot"), 1 / sqrt((double)row->d), 1},
        .mask = {.causal = row->causal},
        .normalizer = {normalizer_find("softmax"), 1, false},
    };
    struct pool *pool = pool_new(row->threads);
    const char *kernel = NULL;
    double start = seconds(), times[MOST_REPETITIONS], peaks[MOST_REPETITIONS];
    double operations = (row->causal ? 2.0 : 4.0) * (double)row->n * (double)numbers;
    do {
        times[repetitions] = time_once(row, &problem, q, context, pool, &kernel);
        peaks[repetitions] = peak_rate(pool, kernel, row->precision);
        repetitions++;
    } while (repetitions < MOST_REPETITIONS && seconds() - start < long_seconds &&
             (repetitions < LEAST_REPETITIONS || seconds() - start < enough_seconds));
    double time = median(times, repetitions), peak = median(peaks, repetitions);
    print_row(row, kernel, time, peak, peak > 0 ? operations / time / peak : 0);
    pool_free(pool);
    free(q);
    free(k);
    free(v);
    free(context);
}

static void print_head(void)
{
    puts("|      n |    d | format | causal | threads | kernel   |   seconds | GFLOP/s |   peak | "
         " share | MiB    |");
    puts("|-------:|-----:|--------|--------|--------:|----------|----------:|--------:|-------:|"
         "-------:|-------:|");
    fflush(stdout);
}

static void run_apart(const struct row *row)
{
    pid_t child = fork();
    if (child < 0)
        fail("cannot fork");
    if (child == 0) {
        run(row);
        exit(EXIT_SUCCESS);
    }
    int status;
    if (waitpid(child, &status, 0) < 0 || status != 0)
        fail("a row failed");
}

static void run_table(size_t most)
{
    static const size_t widths[] = {32, 64, 128, 256};
    size_t all = cpu_usable();
    print_head();
    for (size_t n = 512; n <= most; n *= 2)
        for (size_t w = 0; w < (n <= 16384 ? 4 : 3); w++)
            for (int precision = 0; precision < 2; precision++)
                for (int causal = 0; causal < 2; causal++)
                    for (size_t threads = 1; threads <= all;
                         threads = threads < all ? all : all + 1)
                        run_apart(&(struct row){n, widths[w], threads, (enum precision)precision,
                                                causal, NULL});
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 8192;
    if (argc <= 2) {
        run_table(n);
        return EXIT_SUCCESS;
    }
    if (argc < 5)
        fail("usage: bench_attention [N [D double|single THREADS [causal] [KERNEL]]]");
    bool causal = argc > 5 && strcmp(argv[5], "causal") == 0;
    const char *kernel = argc > 5 + causal ? argv[5 + causal] : NULL;
    struct row row = {
        .n = n,
        .d = strtoul(argv[2], NULL, 10),
        .threads = strtoul(argv[4], NULL, 10),
        .precision = strcmp(argv[3], "single") == 0 ? PRECISION_SINGLE : PRECISION_DOUBLE,
        .causal = causal,
        .kernel = kernel,
    };
    print_head();
    run_apart(&row);
    return EXIT_SUCCESS;
}

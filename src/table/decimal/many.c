/* Runs of numbers to text; see decimal/many.h. The builds do not say themselves where they run:
 * what is compiled for some machines alone must not be called on others, not even to ask. */
#include "table/decimal/many.h"

#ifdef __x86_64__
static bool avx512_runs(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("bmi2");
}

static bool avx2_runs(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#endif

const struct decimal_batches decimal_batches[] = {
#ifdef __x86_64__
    {avx512_runs, decimal_many_avx512, decimal_rounded_avx2},
    {avx2_runs, decimal_many_avx2, decimal_rounded_avx2},
#endif
    {NULL, NULL, NULL},
};

static const struct decimal_batches *best_batches(void)
{
    const struct decimal_batches *best = decimal_batches;
    while (best->runs && !best->runs())
        best++;
    return best;
}

char *decimal_many(struct numbers numbers, size_t count, struct separators *separators, char *out)
{
    const struct decimal_batches *best = best_batches();
    size_t left = count;
    if (best->write)
        out = best->write(numbers, &left, separators, out);
    for (size_t i = count - left; i < count; i++) {
        out = decimal_one(numbers, i, out);
        out = separators_put(separators, out);
    }
    return out;
}

char *decimal_many_rounded(struct numbers numbers, int digits, size_t count,
                           struct separators *separators, char *out)
{
    const struct decimal_batches *best = best_batches();
    size_t left = count;
    if (best->round)
        out = best->round(numbers, digits, &left, separators, out);
    for (size_t i = count - left; i < count; i++) {
        out = decimal_one_rounded(numbers, i, digits, out);
        out = separators_put(separators, out);
    }
    return out;
}

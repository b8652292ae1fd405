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
    {avx512_runs, decimal_many_avx512},
    {avx2_runs, decimal_many_avx2},
#endif
    {NULL, NULL},
};

char *decimal_many(struct numbers numbers, size_t count, struct separators *separators, char *out)
{
    const struct decimal_batches *best = decimal_batches;
    while (best->runs && !best->runs())
        best++;
    size_t left = count;
    if (best->write)
        out = best->write(numbers, &left, separators, out);
    for (size_t i = count - left; i < count; i++) {
        out = decimal_one(numbers, i, out);
        out = separators_put(separators, out);
    }
    return out;
}

/* Runs of numbers to text; see decimal_many.h. */
#include "table/decimal_many.h"

#include "table/decimal.h"

#ifdef __x86_64__
extern const struct decimal_batches decimal_batches_avx512, decimal_batches_avx2;

bool decimal_avx512_runs(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("bmi2");
}

bool decimal_avx2_runs(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#endif

const struct decimal_batches *const decimal_batches[] = {
#ifdef __x86_64__
    &decimal_batches_avx512,
    &decimal_batches_avx2,
#endif
    NULL,
};

static const struct decimal_batches *best_batches(void)
{
    const struct decimal_batches *const *best = decimal_batches;
    while (*best && !(*best)->runs())
        best++;
    return *best;
}

char *decimal_many_double(const double *values, size_t count, struct separators *separators,
                          char *out)
{
    const struct decimal_batches *batches = best_batches();
    size_t left = count;
    if (batches)
        out = batches->write_doubles(values, &left, separators, out);
    for (size_t i = count - left; i < count; i++) {
        out += decimal_write_double(values[i], out);
        out = separators_put(separators, out);
    }
    return out;
}

char *decimal_many_single(const float *values, size_t count, struct separators *separators,
                          char *out)
{
    const struct decimal_batches *batches = best_batches();
    size_t left = count;
    if (batches)
        out = batches->write_singles(values, &left, separators, out);
    for (size_t i = count - left; i < count; i++) {
        out += decimal_write_single(values[i], out);
        out = separators_put(separators, out);
    }
    return out;
}

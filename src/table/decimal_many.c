/* Runs of numbers to text; see decimal_many.h. */
#include "table/decimal_many.h"

#include "table/decimal.h"

char *decimal_many_double(const double *values, size_t count, struct separators *separators,
                          char *out)
{
    size_t left = count;
#ifdef __x86_64__
    if (decimal_many_avx2_runs())
        out = decimal_many_avx2_double(values, &left, separators, out);
#endif
    for (size_t i = count - left; i < count; i++) {
        out += decimal_write_double(values[i], out);
        out = separators_put(separators, out);
    }
    return out;
}

char *decimal_many_single(const float *values, size_t count, struct separators *separators,
                          char *out)
{
    size_t left = count;
#ifdef __x86_64__
    if (decimal_many_avx2_runs())
        out = decimal_many_avx2_single(values, &left, separators, out);
#endif
    for (size_t i = count - left; i < count; i++) {
        out += decimal_write_single(values[i], out);
        out = separators_put(separators, out);
    }
    return out;
}

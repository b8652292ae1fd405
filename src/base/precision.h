/* The two number formats of a run: IEEE 754 binary64 and binary32. */
#ifndef ATTN_BASE_PRECISION_H
#define ATTN_BASE_PRECISION_H

#include <stdbool.h>
#include <stddef.h>

enum precision { PRECISION_DOUBLE, PRECISION_SINGLE };

/* Bytes of one number. */
static inline size_t precision_size(enum precision precision)
{
    return precision == PRECISION_DOUBLE ? sizeof(double) : sizeof(float);
}

/* Reads and writes number `index` of an array in that format; precision_put rounds to the format.
 */
static inline double precision_get(const void *numbers, enum precision precision, size_t index)
{
    return precision == PRECISION_DOUBLE ? ((const double *)numbers)[index]
                                         : (double)((const float *)numbers)[index];
}

static inline void precision_put(void *numbers, enum precision precision, size_t index,
                                 double value)
{
    if (precision == PRECISION_DOUBLE)
        ((double *)numbers)[index] = value;
    else
        ((float *)numbers)[index] = (float)value;
}

/* Whether `count` numbers are all 0. */
static inline bool precision_is_zero(const void *numbers, enum precision precision, size_t count)
{
    size_t i = 0;
    while (i < count && precision_get(numbers, precision, i) == 0)
        i++;
    return i == count;
}

#endif

/* The two number formats of a run: IEEE 754 binary64 and binary32. */
#ifndef ATTN_BASE_PRECISION_H
#define ATTN_BASE_PRECISION_H

#include <stddef.h>

enum precision { PRECISION_DOUBLE, PRECISION_SINGLE };

/* Bytes of one number. */
static inline size_t precision_size(enum precision precision)
{
    return precision == PRECISION_DOUBLE ? sizeof(double) : sizeof(float);
}

#endif

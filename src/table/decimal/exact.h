/* Reading where 128 bits cannot decide: by exact integers. */
#ifndef ATTN_TABLE_DECIMAL_EXACT_H
#define ATTN_TABLE_DECIMAL_EXACT_H

#include "table/decimal/format.h"

#include <stdint.h>

/* The bits of the number of `format` nearest (ties to even) to the digits from `start` to `stop`,
 * which may hold one point, times 10^exponent. `guess` is the bits of a number close to it; the
 * nearer, the faster. The value must lie between 1e-345 and 1e310 and be positive. The number of
 * digits has no limit. */
uint64_t decimal_exact(const char *start, const char *stop, int64_t exponent, uint64_t guess,
                       const struct binary_format *format);

#endif

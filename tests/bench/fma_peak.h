/* What the machine's fused multiply-adds can do at most: the yardstick of bench_attention.c. */
#ifndef ATTN_TESTS_BENCH_FMA_PEAK_H
#define ATTN_TESTS_BENCH_FMA_PEAK_H

#include "base/precision.h"

/* Floating-point operations (two a multiply-add) of one call, for the kernel's instruction set; 0
 * where none is known. Runs for about a millisecond. */
double fma_peak_run(const char *kernel, enum precision precision);

#endif

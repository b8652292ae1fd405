/* The kernels built in: a row of kernels.c for each instruction set. */
#ifndef ATTN_ATTENTION_KERNEL_KERNELS_H
#define ATTN_ATTENTION_KERNEL_KERNELS_H

#include "attention/kernel/kernel.h"

/* The kernel of that name, or, for NULL, the first of kernel_names that this machine runs. NULL if
 * there is none of that name; whether the machine runs it is kernel_runs' to say. */
const struct kernel *kernel_find(const char *name, enum precision precision);

/* The same for a name of which kernel_runs is true, or NULL. */
const struct kernel *kernel_choose(const char *name, enum precision precision);

extern const struct kernel kernel_reference_double, kernel_reference_single, kernel_portable_double,
    kernel_portable_single, kernel_avx2_double, kernel_avx2_single, kernel_avx512_double,
    kernel_avx512_single, kernel_neon_double, kernel_neon_single;

#endif

/* The AVX2 kernel in double precision; see kernel/body.h. */
#if defined __x86_64__
#define PRECISION_BITS 64
#define KERNEL kernel_avx2_double
#define KERNEL_NAME "avx2"

#include "attention/kernel/vector_avx2.h"

#include "attention/kernel/body.h"
#endif

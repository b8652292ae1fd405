/* The AVX-512 kernel in single precision; see kernel/body.h. */
#if defined __x86_64__
#define PRECISION_BITS 32
#define KERNEL kernel_avx512_single
#define KERNEL_NAME "avx512"

#include "attention/kernel/vector_avx512.h"

#include "attention/kernel/body.h"
#endif

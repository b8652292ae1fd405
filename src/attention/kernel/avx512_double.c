/* The AVX-512 kernel in double precision; see kernel/body.h. */
#if defined __x86_64__
#define PRECISION_BITS 64
#define KERNEL kernel_avx512_double
#define KERNEL_NAME "avx512"

#include "attention/kernel/vector_avx512.h"

#include "attention/kernel/body.h"
#endif

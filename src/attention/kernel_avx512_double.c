/* The AVX-512 kernel in double precision; see kernel_body.h. */
#if defined __x86_64__
#define PRECISION_BITS 64
#define KERNEL kernel_avx512_double
#define KERNEL_NAME "avx512"

#include "attention/vector_avx512.h"

#include "attention/kernel_body.h"
#endif

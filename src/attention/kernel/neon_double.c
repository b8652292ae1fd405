/* The NEON kernel in double precision; see kernel/body.h. */
#if defined __aarch64__
#define PRECISION_BITS 64
#define KERNEL kernel_neon_double
#define KERNEL_NAME "neon"

#include "attention/kernel/vector_neon.h"

#include "attention/kernel/body.h"
#endif

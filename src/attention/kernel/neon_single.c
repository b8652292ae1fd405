/* The NEON kernel in single precision; see kernel/body.h. */
#if defined __aarch64__
#define PRECISION_BITS 32
#define KERNEL kernel_neon_single
#define KERNEL_NAME "neon"

#include "attention/kernel/vector_neon.h"

#include "attention/kernel/body.h"
#endif

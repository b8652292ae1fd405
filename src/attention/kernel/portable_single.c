/* The portable kernel in single precision; see kernel/body.h. */
#define PRECISION_BITS 32
#define KERNEL kernel_portable_single
#define KERNEL_NAME "portable"

#include "attention/kernel/vector_portable.h"

#include "attention/kernel/body.h"

/* The portable kernel in single precision; see kernel_body.h. */
#define PRECISION_BITS 32
#define KERNEL kernel_portable_single
#define KERNEL_NAME "portable"

#include "attention/vector_portable.h"

#include "attention/kernel_body.h"

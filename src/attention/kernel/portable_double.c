/* The portable kernel in double precision; see kernel/body.h. */
#define PRECISION_BITS 64
#define KERNEL kernel_portable_double
#define KERNEL_NAME "portable"

#include "attention/kernel/vector_portable.h"

#include "attention/kernel/body.h"

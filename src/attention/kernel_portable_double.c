/* The portable kernel in double precision; see kernel_body.h. */
#define PRECISION_BITS 64
#define KERNEL kernel_portable_double
#define KERNEL_NAME "portable"

#include "attention/vector_portable.h"

#include "attention/kernel_body.h"

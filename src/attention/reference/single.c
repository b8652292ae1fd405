/* The reference kernel in single precision; see reference/body.h. */
#define REAL float
#define REAL_(function) function##f
#define KERNEL kernel_reference_single
#include "attention/reference/body.h"

/* The reference kernel in double precision; see reference/body.h. */
#define REAL double
#define REAL_(function) function
#define KERNEL kernel_reference_double
#include "attention/reference/body.h"

/* The reference kernel in double precision; see reference_body.h. */
#define REAL double
#define REAL_(function) function
#define KERNEL kernel_reference_double
#include "attention/reference_body.h"

/* The two binary formats that reading and writing serve, as parameters. */
#ifndef ATTN_TABLE_DECIMAL_FORMAT_H
#define ATTN_TABLE_DECIMAL_FORMAT_H

#include <stdint.h>

/* An IEEE 754 binary interchange format. */
struct binary_format {
    int fraction_bits;  /* stored bits of the significand */
    int sign_place;     /* of the sign's bit */
    int least_exponent; /* of the normal numbers */
    uint64_t infinity;  /* its bits; those of the finite numbers are below, in their order */
};

static const struct binary_format binary64 = {52, 63, -1022, (uint64_t)0x7ff << 52};
static const struct binary_format binary32 = {23, 31, -126, (uint64_t)0xff << 23};

#endif

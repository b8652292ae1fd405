/* The vector vocabulary that the kernel body is written in: what all instruction sets share, over
 * GNU C vectors. A header of one set (vector_avx512.h ...) includes this and adds what the
 * language cannot say.
 *
 * Before it: VECTOR_BYTES, the width of a vector, and PRECISION_BITS, 64 or 32.
 *
 * Every operation works lane by lane and is exactly rounded, so that results do not depend on the
 * width of a vector. Sums over a row keep one fixed set of LANES partial sums, 64 bytes of them,
 * whatever the width. */
#ifndef ATTN_ATTENTION_KERNEL_VECTOR_H
#define ATTN_ATTENTION_KERNEL_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if PRECISION_BITS == 64
typedef double real;
typedef int64_t integer; /* as wide as a real */
#else
typedef float real;
typedef int32_t integer;
#endif

typedef real vec __attribute__((vector_size(VECTOR_BYTES)));
typedef integer veci __attribute__((vector_size(VECTOR_BYTES)));

enum {
    VECTOR = VECTOR_BYTES / sizeof(real), /* numbers in a vector */
    LANES = 64 / sizeof(real),            /* partial sums of a row */
    LANE_VECTORS = 64 / VECTOR_BYTES,     /* vectors that hold them */
};

#define INLINE static inline __attribute__((always_inline))

INLINE vec v_load(const real *from)
{
    vec v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE void v_store(real *to, vec v)
{
    memcpy(to, &v, sizeof v);
}

/* Every lane x. (x - 0 is x for every x; compilers make one broadcast of it.) */
INLINE vec v_all(real x)
{
    return x - (vec){0};
}

INLINE veci v_all_integer(integer x)
{
    return x - (veci){0};
}

/* Lane by lane: where mask (all ones or all zeros, as comparisons give) a, elsewhere b. */
INLINE vec v_select(veci mask, vec a, vec b)
{
    return (vec)(((veci)a & mask) | ((veci)b & ~mask));
}

INLINE vec v_abs(vec x)
{
    veci sign = (veci)v_all(-(real)0);
    return (vec)((veci)x & ~sign);
}

/* |x| with the sign of `sign`. */
INLINE vec v_copysign(vec x, vec sign)
{
    veci bit = (veci)v_all(-(real)0);
    return (vec)(((veci)x & ~bit) | ((veci)sign & bit));
}

#endif

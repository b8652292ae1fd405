/* The vector vocabulary on NEON (AArch64, where it is always there). */
#ifndef ATTN_ATTENTION_KERNEL_VECTOR_NEON_H
#define ATTN_ATTENTION_KERNEL_VECTOR_NEON_H

#include <arm_neon.h>

#define VECTOR_BYTES 16
#include "attention/kernel/vector.h"

/* The register tile: rows of queries by vectors of keys or value features. */
enum { TILE_ROWS = 6, TILE_VECTORS = 4 };

#if PRECISION_BITS == 64
#define V_CALL(name) name##_f64
#else
#define V_CALL(name) name##_f32
#endif

/* a b + c, rounded once. */
INLINE vec v_fma(vec a, vec b, vec c)
{
    return (vec)V_CALL(vfmaq)(c, a, b);
}

INLINE vec v_sqrt(vec x)
{
    return (vec)V_CALL(vsqrtq)(x);
}

/* Lane by lane a > b ? a : b (the maximum instructions treat NaN in another way). */
INLINE vec v_max(vec a, vec b)
{
    return v_select(a > b, a, b);
}

/* Whether a bit is set in any lane, as it is where a comparison holds. */
INLINE bool v_any(veci mask)
{
    return vmaxvq_u32((uint32x4_t)mask) != 0;
}

#endif

/* The vector vocabulary on AVX2 with FMA. */
#ifndef ATTN_ATTENTION_KERNEL_VECTOR_AVX2_H
#define ATTN_ATTENTION_KERNEL_VECTOR_AVX2_H

#include <immintrin.h>

#define VECTOR_BYTES 32
#include "attention/kernel/vector.h"

/* The register tile: rows of queries by vectors of keys or value features. */
enum { TILE_ROWS = 6, TILE_VECTORS = 2 };

#if PRECISION_BITS == 64
#define V_CALL(name) _mm256_##name##_pd
#else
#define V_CALL(name) _mm256_##name##_ps
#endif

/* a b + c, rounded once. */
INLINE vec v_fma(vec a, vec b, vec c)
{
    return (vec)V_CALL(fmadd)(a, b, c);
}

INLINE vec v_sqrt(vec x)
{
    return (vec)V_CALL(sqrt)(x);
}

/* Lane by lane a > b ? a : b. */
INLINE vec v_max(vec a, vec b)
{
    return (vec)V_CALL(max)(a, b);
}

/* Whether a bit is set in any lane, as it is where a comparison holds. */
INLINE bool v_any(veci mask)
{
    return !_mm256_testz_si256((__m256i)mask, (__m256i)mask);
}

#endif

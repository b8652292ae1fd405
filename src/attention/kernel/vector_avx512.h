/* The vector vocabulary on AVX-512F. */
#ifndef ATTN_ATTENTION_KERNEL_VECTOR_AVX512_H
#define ATTN_ATTENTION_KERNEL_VECTOR_AVX512_H

#include <immintrin.h>

#define VECTOR_BYTES 64
#include "attention/kernel/vector.h"

/* The register tile: rows of queries by vectors of keys or value features. */
enum { TILE_ROWS = 6, TILE_VECTORS = 4 };

#if PRECISION_BITS == 64
#define V_CALL(name) _mm512_##name##_pd
#define V_TEST(x) _mm512_test_epi64_mask((__m512i)(x), (__m512i)(x))
#else
#define V_CALL(name) _mm512_##name##_ps
#define V_TEST(x) _mm512_test_epi32_mask((__m512i)(x), (__m512i)(x))
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
    return V_TEST(mask) != 0;
}

#endif

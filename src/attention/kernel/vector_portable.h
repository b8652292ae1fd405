/* The vector vocabulary in GNU C alone, for any machine. Without a fused multiply-add it rounds
 * twice where the other sets round once, so its results differ from theirs in the last places. */
#ifndef ATTN_ATTENTION_KERNEL_VECTOR_PORTABLE_H
#define ATTN_ATTENTION_KERNEL_VECTOR_PORTABLE_H

#include <math.h>

#define VECTOR_BYTES 16
#include "attention/kernel/vector.h"

/* The register tile: rows of queries by vectors of keys or value features. */
enum { TILE_ROWS = 6, TILE_VECTORS = 2 };

INLINE vec v_fma(vec a, vec b, vec c)
{
    return a * b + c;
}

INLINE vec v_sqrt(vec x)
{
    for (int lane = 0; lane < VECTOR; lane++)
        x[lane] = PRECISION_BITS == 64 ? (real)sqrt((double)x[lane]) : (real)sqrtf((float)x[lane]);
    return x;
}

/* Lane by lane a > b ? a : b. */
INLINE vec v_max(vec a, vec b)
{
    return v_select(a > b, a, b);
}

/* Whether a bit is set in any lane, as it is where a comparison holds. */
INLINE bool v_any(veci mask)
{
    integer any = 0;
    for (int lane = 0; lane < VECTOR; lane++)
        any |= mask[lane];
    return any != 0;
}

#endif

/* exp, exp2, log, log1p and tanh in the vector vocabulary. They use no operation that is not
 * exactly rounded and no table, so every set with a fused multiply-add gives the same bits. Errors,
 * tested: exp and log below 1 ulp, exp2 (for arguments up to 1) below 1.1, log1p below 2, tanh
 * below 3, over all finite arguments, subnormal results included.
 *
 * Range reduction after Cody and Waite 1980 and fdlibm; the polynomials are minimax fits of the
 * relative error made for this file. exp's remainder r lies between log(3/4) and log(3/2), not
 * symmetrically about 0: so exp(r) stays away from 1/2, below which an error of r or of exp(r) - 1
 * weighs double. */
#ifndef ATTN_ATTENTION_KERNEL_VECTOR_MATH_H
#define ATTN_ATTENTION_KERNEL_VECTOR_MATH_H

/* 2^r = exp2_terms[0] + exp2_terms[1] r + ..., divided by 8, for r between -1/2 and 1/2;
 * exp r = 1 + r + r^2 (exp_terms[0] + exp_terms[1] r + ...);
 * log m = 2 s + s^3 (log_terms[0] + log_terms[1] s^2 + ...), s = (m - 1) / (m + 1), for m between
 * sqrt(1/2) and sqrt(2);
 * asin y = y + y^3 (asin_terms[0] + asin_terms[1] y^2 + ...), for y up to sin(pi / 8), a hair more.
 * LN2_HIGH has so many zeros at its end that a whole number times it is exact. */
#if PRECISION_BITS == 64
enum { MANTISSA_BITS = 52, EXPONENT_BIAS = 1023, EXP2_TERMS = 12, EXP_TERMS = 10, LOG_TERMS = 7 };
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define LOG2_E 0x1.71547652b82fep+0
#define OFF_CENTRE 0.0849625 /* log2(3/2) - 1/2 */
#define ROUNDER 0x1.8p52     /* adding it rounds to a whole number, kept in the low bits */
#define EXP_NORMAL 708.0     /* below it in size, exp is a normal number */
#define EXP_HIGHEST 710.0    /* from here on exp overflows */
#define EXP_LOWEST (-746.0)  /* from here on exp is 0 */
#define TANH_ONE 22.0        /* from here on tanh is 1 */
#define LOG_LOWEST 0x1p-1022 /* the smallest normal number */
#define LOG_SCALE 0x1p54     /* makes a subnormal number normal */
#define SQRT_HALF_BITS 0x3fe6a09e667f3bcd
#define EXP2_ROUNDER (0x1.8p52 + 4093) /* n - 3 in the low 12 bits */
#define EXP2_USUAL 0x4338000000000c00  /* ... in whose place it has 10 zeros */
#define EXP2_LOWEST (-1100.0)          /* from here on exp2 is 0 */
static const real exp2_terms[] = {0x1p+3,
                                  0x1.62e42fefa39efp+2,
                                  0x1.ebfbdff82c59cp+0,
                                  0x1.c6b08d704a0d4p-2,
                                  0x1.3b2ab6fba11f2p-4,
                                  0x1.5d87fe78b3bedp-7,
                                  0x1.4309130c01eb2p-10,
                                  0x1.ffcbfbf89eb03p-14,
                                  0x1.62bfcddc68fb2p-17,
                                  0x1.b5260e09561c7p-21,
                                  0x1.e611a3ba1151dp-25,
                                  0x1.e80e34ceff8b6p-29};
static const real exp_terms[] = {
    0x1.ffffffffffffep-2,  0x1.55555555556d8p-3,  0x1.55555555560e4p-5,  0x1.11111110909bbp-7,
    0x1.6c16c16a325e9p-10, 0x1.a01a05420e4c3p-13, 0x1.a019f69606e05p-16, 0x1.71d33165889afp-19,
    0x1.283e01f8ec6a1p-22, 0x1.c6c99ac4ab339p-26};
static const real log_terms[] = {0x1.5555555555592p-1, 0x1.999999997fd36p-2, 0x1.24924941f8db7p-2,
                                 0x1.c71c5202ac3c2p-3, 0x1.7466405d0e6f2p-3, 0x1.39a1931bc0911p-3,
                                 0x1.2f07067f545dap-3};
enum { ASIN_TERMS = 10 };
static const real asin_terms[] = {0x1.5555555555488p-3, 0x1.3333333354230p-4, 0x1.6db6db507c20bp-5,
                                  0x1.f1c729432b40ep-6, 0x1.6e8a06c29d69cp-6, 0x1.1c6ea3586ab41p-6,
                                  0x1.c6791405aec5fp-7, 0x1.935c411ea5d58p-7, 0x1.919c1f517dcf1p-8,
                                  0x1.203147a8c5391p-6};
#else
enum { MANTISSA_BITS = 23, EXPONENT_BIAS = 127, EXP2_TERMS = 7, EXP_TERMS = 5, LOG_TERMS = 4 };
#define LN2_HIGH 0x1.62ep-1f
#define LN2_LOW 0x1.0bfbe8p-15f
#define LOG2_E 0x1.715476p+0f
#define OFF_CENTRE 0.0849625f
#define ROUNDER 0x1.8p23f
#define EXP_NORMAL 87.0f
#define EXP_HIGHEST 89.0f
#define EXP_LOWEST (-104.0f)
#define TANH_ONE 10.0f
#define LOG_LOWEST 0x1p-126f
#define LOG_SCALE 0x1p25f
#define SQRT_HALF_BITS 0x3f3504f3
#define EXP2_ROUNDER (0x1.8p23f + 509)
#define EXP2_USUAL 0x4b400180
#define EXP2_LOWEST (-160.0f)
static const real exp2_terms[] = {0x1p+3f,        0x1.62e430p+2f, 0x1.ebfbdcp+0f, 0x1.c6af7ap-2f,
                                  0x1.3b2dd2p-4f, 0x1.5f0948p-7f, 0x1.417a9cp-10f};
static const real exp_terms[] = {0x1.000006p-1f, 0x1.5554d8p-3f, 0x1.5543a0p-5f, 0x1.11f160p-7f,
                                 0x1.80125ep-10f};
static const real log_terms[] = {0x1.555554p-1f, 0x1.999a7ap-2f, 0x1.2438cep-2f, 0x1.e2f7e0p-3f};
enum { ASIN_TERMS = 4 };
static const real asin_terms[] = {0x1.5554d0p-3f, 0x1.3376a2p-4f, 0x1.633832p-5f, 0x1.48c990p-5f};
#endif

/* 2^n, n within the normal exponents. */
INLINE vec v_power_of_two(veci n)
{
    return (vec)((n + EXPONENT_BIAS) << MANTISSA_BITS);
}

/* Vectors that the functions below take at a time, at most: their steps interleave, so that one
 * vector's latency is filled by the others. */
enum { MOST_AT_ONCE = 4 };

/* x = n log(2) + r: x becomes exp(r) - 1; gives ROUNDER + n in shifted. */
INLINE void v_exp_reduced(vec x[], vec shifted[], int count)
{
    vec terms[MOST_AT_ONCE];
    for (int i = 0; i < count; i++) {
        shifted[i] = v_fma(x[i], v_all(LOG2_E), v_all(-OFF_CENTRE)) + v_all(ROUNDER);
        terms[i] = v_all(exp_terms[EXP_TERMS - 1]);
    }
    for (int i = 0; i < count; i++)
        x[i] = v_fma(shifted[i] - v_all(ROUNDER), v_all(-LN2_HIGH), x[i]);
    for (int i = 0; i < count; i++)
        x[i] = v_fma(shifted[i] - v_all(ROUNDER), v_all(-LN2_LOW), x[i]);
    for (int term = EXP_TERMS - 2; term >= 0; term--)
        for (int i = 0; i < count; i++)
            terms[i] = v_fma(terms[i], x[i], v_all(exp_terms[term]));
    for (int i = 0; i < count; i++)
        x[i] = v_fma(x[i] * x[i], terms[i], x[i]);
}

/* exp where a result may overflow, be subnormal, 0 or NaN: scales in two steps. */
INLINE void v_exp_anywhere(vec x[], int count)
{
    vec power[MOST_AT_ONCE], shifted[MOST_AT_ONCE];
    for (int i = 0; i < count; i++) {
        power[i] = v_select(x[i] > EXP_HIGHEST, v_all(EXP_HIGHEST), x[i]);
        power[i] = v_select(x[i] < EXP_LOWEST, v_all(EXP_LOWEST), power[i]);
    }
    v_exp_reduced(power, shifted, count);
    for (int i = 0; i < count; i++) {
        veci n = (veci)shifted[i] - (veci)v_all(ROUNDER), half = n >> 1;
        vec result = (1 + power[i]) * v_power_of_two(half) * v_power_of_two(n - half);
        x[i] = v_select(x[i] == x[i], result, x[i]);
    }
}

/* exp of `count` vectors in place. */
INLINE void v_exp_each(vec x[], int count)
{
    veci outside = v_all_integer(0);
    for (int i = 0; i < count; i++)
        outside |= ~(v_abs(x[i]) <= v_all(EXP_NORMAL));
    if (__builtin_expect(v_any(outside), 0)) {
        v_exp_anywhere(x, count);
        return;
    }
    vec shifted[MOST_AT_ONCE];
    v_exp_reduced(x, shifted, count);
    /* 1 + x is between 3/4 and 3/2, so n may be added to its exponent. */
    for (int i = 0; i < count; i++)
        x[i] = (vec)((veci)(1 + x[i]) + ((veci)shifted[i] << MANTISSA_BITS));
}

static vec v_exp(vec x)
{
    v_exp_each(&x, 1);
    return x;
}

/* x = n + r, -1/2 <= r <= 1/2: x becomes 8 exp2(r); gives EXP2_ROUNDER + n in shifted. */
INLINE void v_exp2_reduced(vec x[], vec shifted[], int count)
{
    vec terms[MOST_AT_ONCE];
    for (int i = 0; i < count; i++) {
        shifted[i] = x[i] + v_all(EXP2_ROUNDER);
        x[i] -= shifted[i] - v_all(EXP2_ROUNDER);
        terms[i] = v_all(exp2_terms[EXP2_TERMS - 1]);
    }
    for (int term = EXP2_TERMS - 2; term >= 0; term--)
        for (int i = 0; i < count; i++)
            terms[i] = v_fma(terms[i], x[i], v_all(exp2_terms[term]));
    for (int i = 0; i < count; i++)
        x[i] = terms[i];
}

/* exp2 where a result may be subnormal, 0 or NaN. */
INLINE void v_exp2_anywhere(vec x[], int count)
{
    vec power[MOST_AT_ONCE], shifted[MOST_AT_ONCE];
    for (int i = 0; i < count; i++)
        power[i] = v_select(x[i] < EXP2_LOWEST, v_all(EXP2_LOWEST), x[i]);
    v_exp2_reduced(power, shifted, count);
    for (int i = 0; i < count; i++) {
        veci n = (veci)shifted[i] - (veci)v_all(EXP2_ROUNDER) - 3, half = n >> 1;
        vec result = power[i] * v_power_of_two(half) * v_power_of_two(n - half);
        x[i] = v_select(x[i] == x[i], result, x[i]);
    }
}

/* exp2 of `count` vectors in place, of numbers up to 1. The low bits of EXP2_ROUNDER + n are what
 * is to be added to the exponent of 8 exp2(r), sign and all; where n is as low as a normal result
 * allows, they and no others differ from EXP2_USUAL in a few low bits. They are looked at first, so
 * that what was given need not be kept. */
INLINE void v_exp2_each(vec x[], int count)
{
    vec shifted[MOST_AT_ONCE];
    veci outside = v_all_integer(0);
    for (int i = 0; i < count; i++) {
        shifted[i] = x[i] + v_all(EXP2_ROUNDER);
        outside |= (veci)shifted[i] ^ v_all_integer(EXP2_USUAL);
    }
    if (__builtin_expect(v_any(outside & ~(veci)v_all_integer(EXPONENT_BIAS)), 0)) {
        v_exp2_anywhere(x, count);
        return;
    }
    v_exp2_reduced(x, shifted, count);
    for (int i = 0; i < count; i++)
        x[i] = (vec)((veci)x[i] + ((veci)shifted[i] << MANTISSA_BITS));
}

static vec v_exp2(vec x)
{
    v_exp2_each(&x, 1);
    return x;
}

/* tanh |x| = e / (e + 2), e = exp(2 |x|) - 1 = 2^n (exp(r) - 1) + (2^n - 1). */
INLINE vec v_tanh(vec x)
{
    vec twice = 2 * v_abs(x), shifted;
    twice = v_select(twice > 2 * TANH_ONE, v_all(2 * TANH_ONE), twice);
    v_exp_reduced(&twice, &shifted, 1);
    vec power = v_power_of_two((veci)shifted - (veci)v_all(ROUNDER));
    vec e = v_fma(power, twice, power - 1);
    vec result = v_copysign(e / (e + 2), x);
    return v_select(x == x, result, x);
}

/* log x = k log(2) + log m, f = m - 1; the terms are added up as fdlibm's log does. */
INLINE vec v_log(vec x)
{
    veci subnormal = x < LOG_LOWEST;
    vec normal = v_select(subnormal, x * LOG_SCALE, x);
    veci k = ((veci)normal - SQRT_HALF_BITS) >> MANTISSA_BITS;
    vec f = (vec)((veci)normal - (k << MANTISSA_BITS)) - 1;
    vec exponent = __builtin_convertvector(k, vec);
    exponent = v_select(subnormal, exponent - (PRECISION_BITS == 64 ? 54 : 25), exponent);
    vec s = f / (2 + f), z = s * s, half_square = f * f / 2;
    vec terms = v_all(log_terms[LOG_TERMS - 1]);
    for (int i = LOG_TERMS - 2; i >= 0; i--)
        terms = v_fma(terms, z, v_all(log_terms[i]));
    vec rest = v_fma(s, v_fma(terms, z, half_square), exponent * LN2_LOW);
    vec result = exponent * LN2_HIGH - ((half_square - rest) - f);
    vec infinite = v_all((real)__builtin_inf());
    result = v_select(x == infinite, infinite, result);
    result = v_select(x == 0, -infinite, result);
    return v_select(x >= 0, result, v_all((real)__builtin_nan("")));
}

/* log(1 + x) of finite x above -1: the logarithm of the rounded sum, and what the sum has lost,
 * over it. */
INLINE vec v_log1p(vec x)
{
    vec w = 1 + x;
    /* What is lost is exact if the larger of the two is subtracted first. */
    vec lost = v_select(x < 1, x - (w - 1), 1 - (w - x));
    return v_log(w) + lost / w;
}

#endif

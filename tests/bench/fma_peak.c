/* Chains of fused multiply-adds that wait for nothing but the units that compute them; see
 * fma_peak.h. */
#include "fma_peak.h"

#include <string.h>

enum { ROUNDS = 400000, CHAINS = 12 };

/* CHAINS independent accumulators keep two units of latency 4 or 5 busy. The empty statement makes
 * each accumulator unknown to the compiler, which could merge or drop chains otherwise. */
#define PEAK(name, isa, vector, constraint, all, fma)                                              \
    isa static double name(void)                                                                   \
    {                                                                                              \
        vector x = all(0.999F), y = all(1e-3F), sum[CHAINS];                                       \
        for (int i = 0; i < CHAINS; i++) {                                                         \
            sum[i] = y;                                                                            \
            __asm__ volatile("" : "+" constraint(sum[i]));                                         \
        }                                                                                          \
        for (int round = 0; round < ROUNDS; round++)                                               \
            _Pragma("GCC unroll 12") for (int i = 0; i < CHAINS; i++) sum[i] = fma(sum[i], x, y);  \
        for (int i = 0; i < CHAINS; i++)                                                           \
            __asm__ volatile("" : : constraint(sum[i]));                                           \
        return 2.0 * ROUNDS * CHAINS * sizeof(vector);                                             \
    }

#if defined __x86_64__
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))
PEAK(avx2_double, AVX2, __m256d, "x", _mm256_set1_pd, _mm256_fmadd_pd)
PEAK(avx2_single, AVX2, __m256, "x", _mm256_set1_ps, _mm256_fmadd_ps)
PEAK(avx512_double, AVX512, __m512d, "v", _mm512_set1_pd, _mm512_fmadd_pd)
PEAK(avx512_single, AVX512, __m512, "v", _mm512_set1_ps, _mm512_fmadd_ps)
#elif defined __aarch64__
#include <arm_neon.h>

#define FMA_DOUBLE(a, b, c) vfmaq_f64(c, a, b)
#define FMA_SINGLE(a, b, c) vfmaq_f32(c, a, b)
PEAK(neon_double, , float64x2_t, "w", vdupq_n_f64, FMA_DOUBLE)
PEAK(neon_single, , float32x4_t, "w", vdupq_n_f32, FMA_SINGLE)
#endif

double fma_peak_run(const char *kernel, enum precision precision)
{
    static const struct {
        const char *kernel;
        double (*run[2])(void);
    } peaks[] = {
#if defined __x86_64__
        {"avx512", {avx512_double, avx512_single}},
        {"avx2", {avx2_double, avx2_single}},
#elif defined __aarch64__
        {"neon", {neon_double, neon_single}},
#endif
        {"", {NULL, NULL}},
    };
    for (size_t i = 0; peaks[i].kernel[0] != '\0'; i++)
        if (strcmp(peaks[i].kernel, kernel) == 0)
            return peaks[i].run[precision]() / (double)precision_size(precision);
    return 0;
}

/* The powers of ten that reading and writing share, to 128 bits each, and how numbers end that are
 * written with one. */
#ifndef ATTN_TABLE_DECIMAL_POWERS_H
#define ATTN_TABLE_DECIMAL_POWERS_H

#include <stdbool.h>
#include <stdint.h>

/* Reading a binary64 needs 10^-342 to 10^308, writing one 10^-308 to 10^340. */
enum { POWER_LEAST = -342, POWER_GREATEST = 340 };

/* The leading 128 bits of 10^n, cut off: with e = power_exponent(n) and t = high * 2^64 + low,
 * t * 2^(e - 127) <= 10^n < (t + 1) * 2^(e - 127), where 2^127 <= t < 2^128. */
struct power {
    uint64_t high, low;
};

/* Filled before main starts, and constant from then on, as the other table is. Use power_of_ten. */
extern struct power power_table[POWER_GREATEST - POWER_LEAST + 1];

static inline struct power power_of_ten(int n)
{
    return power_table[n - POWER_LEAST];
}

/* 10^n in binary64, with an error of at most an ulp; inf and 0 beyond its range. */
extern double power_rounded[POWER_GREATEST - POWER_LEAST + 1];

/* The text of an exponent, such as `e-07` or `e+300`, the first byte the least significant; the
 * last byte is its length. */
extern uint64_t power_texts[POWER_GREATEST - POWER_LEAST + 1];

static inline uint64_t power_text(int n)
{
    return power_texts[n - POWER_LEAST];
}

/* Whether power_of_ten(n) is exact: 5^55 is the last power of five below 2^128. */
static inline bool power_is_exact(int n)
{
    return n >= 0 && n <= 55;
}

/* floor(log2(10^n)), for |n| < 1233. */
static inline int power_exponent(int n)
{
    return (n * 1741647) >> 19;
}

/* floor(log10(2^n)), for |n| < 1651. */
static inline int power_floor_log10(int n)
{
    return (n * 1262611) >> 22;
}

#endif

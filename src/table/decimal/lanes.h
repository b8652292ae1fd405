/* The first steps of runs of numbers to text, over vectors of AT_ONCE numbers; a file for one
 * instruction set includes this after the vocabulary that they are written in:
 *
 *   AT_ONCE, vec  how many, and as many numbers of 64 bits, a GNU C vector
 *   words       the same bits as numbers of 16 bits
 *   flags       as many truths, with & and |
 *   INLINE      begins a function
 *   product     of the low halves
 *   high_words  the high halves of the products of words
 *   equal, less (of numbers below 2^63) give flags; flag_bits: a bit for each
 *   add_where, keep_unless   a + b and a, or a and 0, by flags
 *   look_up     the powers of ten at AT_ONCE places of the table
 *
 * The steps are those of the usual number in decimal/write.c, with products that are cut off
 * sooner: all that is lost adds up to less than MARGIN. What that leaves open, and what is not
 * usual (integers, powers of two, numbers that are not normal), goes to decimal/write.c.
 *
 * A batch goes through one step after the other, because a processor looks only so far ahead: it
 * finds more to do at once in the short chains of one step than in the long one of a number. */
#ifndef ATTN_TABLE_DECIMAL_LANES_H
#define ATTN_TABLE_DECIMAL_LANES_H

#include "table/decimal/format.h"
#include "table/decimal/many.h"
#include "table/decimal/powers.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BATCH = 32 };

/* Fractions have 60 bits. */
#define ONE ((uint64_t)1 << 60)
#define MARGIN ((uint64_t)1 << 32)
#define LOW_HALF 0xffffffff

/* Keeps exponents of ten and of two positive, for which there are no signed products. */
enum { TEN_BIAS = 342, TWO_BIAS = 1200 };

struct batch {
    /* In units of 10^(k - TEN_BIAS), each a number plus half the width of what rounds to it. */
    uint64_t k[BATCH], whole[BATCH], fraction[BATCH], half_width[BATCH];
    /* The decimal: first * 10^8 + second, and one digit more. */
    uint64_t first[BATCH], second[BATCH], last[BATCH];
    uint64_t zeros[BATCH]; /* before the first digit of these that counts */
    uint64_t others;       /* a bit for each number that is not usual */
};

INLINE vec all(uint64_t x)
{
    return x - (vec){0};
}

INLINE vec load(const uint64_t *from)
{
    vec x;
    memcpy(&x, from, sizeof x);
    return x;
}

INLINE void store(uint64_t *to, vec x)
{
    memcpy(to, &x, sizeof x);
}

/* Whether those bits of x that are in `part` could be 0 but for the margin. */
INLINE flags near_zero(vec x, uint64_t part)
{
    return equal((x + all(MARGIN)) & all(part & -(2 * MARGIN)), all(0));
}

INLINE void set_others(struct batch *batch, size_t at, flags others)
{
    batch->others |= (uint64_t)flag_bits(others) << at;
}

/* The first step: from the bits of numbers, but for the sign, to k, whole, fraction and
 * half_width. */
INLINE void scale(vec bits, struct batch *batch, size_t at, const struct binary_format *format)
{
    const uint64_t hidden = (uint64_t)1 << format->fraction_bits;
    /* The number is c * 2^(exponent - offset). */
    const uint64_t offset = (uint64_t)(1 - format->least_exponent + format->fraction_bits);
    vec stored = bits & all(hidden - 1), c = stored | all(hidden);
    vec exponent = bits >> (uint64_t)format->fraction_bits;
    /* Integers have no bits after the point. From 2^54 on they are written with an exponent, as any
     * number is. */
    const uint64_t last_plain = (uint64_t)(1 - format->least_exponent + 53);
    const uint64_t first_integer = offset - (uint64_t)format->fraction_bits;
    flags integer = equal(c << ((exponent - all(offset)) & all(63)), all(0)) &
                    less(all(first_integer - 1), exponent);
    flags others = integer | equal(stored, all(0)) | equal(exponent, all(0)) |
                   equal(exponent, all(format->infinity >> format->fraction_bits)) |
                   (less(all(offset - 1), exponent) & less(exponent, all(last_plain + 1)));

    /* power_floor_log10, power_exponent and the shift of write_shortest, less 4. */
    const uint64_t ten_bias = ((uint64_t)TEN_BIAS << 22) - offset * 1262611;
    const uint64_t two_bias = ((uint64_t)TWO_BIAS << 19) - (uint64_t)-POWER_LEAST * 1741647;
    vec k = (product(exponent, all(1262611)) + all(ten_bias)) >> 22;
    vec index = all(TEN_BIAS - POWER_LEAST) - k;
    vec two = (product(index, all(1741647)) + all(two_bias)) >> 19;
    vec shift = two + exponent - all(TWO_BIAS - 1 + offset);
    uint64_t at_power[AT_ONCE];
    vec high, low;
    store(at_power, index);
    look_up(at_power, &high, &low);
    vec factor = c << shift, half_width = high >> (all(5) - shift);

    /* factor * ten / 2^64. */
    vec factor_high = factor >> 32, high_high = high >> 32;
    vec middle = product(factor_high, high) + (product(factor, high) >> 32);
    vec lower = product(factor, high_high) + (middle & all(LOW_HALF));
    vec whole = product(factor_high, high_high) + (middle >> 32) + (lower >> 32);
    vec fraction = ((lower & all(LOW_HALF)) << 28) + (product(factor_high, low >> 32) >> 4);
    fraction += half_width;
    whole += fraction >> 60;
    fraction &= all(ONE - 1);

    store(batch->k + at, k);
    store(batch->whole + at, whole);
    store(batch->fraction + at, fraction);
    store(batch->half_width + at, half_width);
    set_others(batch, at, others | near_zero(fraction, ONE - 1));
}

/* The second step: from there to first, second, last and zeros. */
INLINE void shorten(struct batch *batch, size_t at, const struct binary_format *format)
{
    vec whole = load(batch->whole + at), half_width = load(batch->half_width + at);
    /* whole / 10^9, which comes out right or one too small: 2^59 / 10^9 is cut off to 30 bits. */
    vec first = product(whole >> 27, all(576460752)) >> 32;
    vec nine = whole - product(first, all(1000000000));
    flags small = less(all(999999999), nine);
    first = add_where(small, first, all(1));
    nine = add_where(small, nine, -all(1000000000));
    vec second = product(nine, all(0xcccccccd)) >> 35;
    vec distance = (nine - product(second, all(10))) << 60 | load(batch->fraction + at);

    /* Halves, for comparisons are signed. */
    vec beyond = (distance >> 1) - half_width;
    vec rest = distance - half_width + all(ONE / 2);
    set_others(batch, at, near_zero(beyond, ~(uint64_t)0) | near_zero(rest, ONE - 1));
    vec zeros = add_where(less(first, all(10000000)), all(0), all(1));
    if (format->fraction_bits < 52) {
        zeros = add_where(less(second, all(10000000)), all(8), all(1));
        zeros = add_where(less(second, all(1000000)), zeros, all(1));
    }
    store(batch->first + at, first);
    store(batch->second + at, second);
    store(batch->last + at, keep_unless(less(beyond, all(0)), rest >> 60));
    store(batch->zeros + at, zeros);
}

/* The digits of numbers below 10^8, a byte each, the first the least significant. */
INLINE vec digits_of(vec numbers)
{
    vec fours = product(numbers, all(109951163)) >> 40; /* numbers / 10000 */
    fours |= (numbers - product(fours, all(10000))) << 32;
    words twos = high_words((words)fours, 5243) >> 3; /* fours / 100 */
    twos |= (words)((vec)((words)fours - twos * 100) << 16);
    words ones = high_words(twos, 6554); /* twos / 10 */
    return (vec)((twos << 8) - ones * ((10 << 8) - 1));
}

/* The bits of AT_ONCE numbers, but for the sign. */
INLINE vec bits_at(struct numbers numbers, size_t at)
{
    numbers = numbers_after(numbers, at);
    if (numbers.precision == PRECISION_DOUBLE) {
        vec bits;
        memcpy(&bits, numbers.data, sizeof bits);
        return bits << 1 >> 1;
    }
    uint32_t bits __attribute__((vector_size(4 * AT_ONCE)));
    memcpy(&bits, numbers.data, sizeof bits);
    return __builtin_convertvector(bits << 1 >> 1, vec);
}

/* The first two steps of a batch. */
INLINE void scale_and_shorten(struct numbers numbers, struct batch *batch)
{
    const struct binary_format *format =
        numbers.precision == PRECISION_DOUBLE ? &binary64 : &binary32;
    for (size_t i = 0; i < BATCH; i += AT_ONCE)
        scale(bits_at(numbers, i), batch, i, format);
    for (size_t i = 0; i < BATCH; i += AT_ONCE)
        shorten(batch, i, format);
}

/* The other steps are the file's own: as many batches as there are. */
INLINE char *write_batches(struct numbers numbers, size_t *count, struct separators *separators,
                           char *out);

/* The precision is a constant in each of the two, and what serves the other goes away. */
INLINE char *write_numbers(struct numbers numbers, size_t *count, struct separators *separators,
                           char *out)
{
    if (numbers.precision == PRECISION_DOUBLE)
        return write_batches((struct numbers){numbers.data, PRECISION_DOUBLE}, count, separators,
                             out);
    return write_batches((struct numbers){numbers.data, PRECISION_SINGLE}, count, separators, out);
}

#endif

/* Runs of numbers to text with AVX2, four lanes at a time; see decimal_many.h.
 *
 * The steps are those of the usual number in decimal_write.c, with products that are cut off
 * sooner: all that is lost adds up to less than MARGIN. What that leaves open, and what is not
 * usual (integers, powers of two, numbers that are not normal), goes to decimal_write.c.
 *
 * A batch goes through one step after the other, because a processor looks only so far ahead: it
 * finds more to do at once in the short chains of one step than in the long one of a number. */
#include "table/decimal_many.h"

#ifdef __AVX2__

#include "table/decimal.h"
#include "table/decimal_bytes.h"
#include "table/decimal_format.h"
#include "table/decimal_powers.h"

#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline

enum { LANES = 4, BATCH = 16 };

typedef uint64_t vec __attribute__((vector_size(8 * LANES)));
typedef uint32_t narrow __attribute__((vector_size(4 * LANES)));
typedef int64_t mask __attribute__((vector_size(8 * LANES)));

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
    uint64_t zeros[BATCH];      /* before the first digit of these that counts */
    char digits[BATCH + 1][16]; /* the text of first and second */
    uint32_t nonzero[BATCH];    /* a bit for each of these digits that is not 0 */
    uint32_t others;            /* a bit for each number that is not usual */
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

/* The product of the low halves. */
INLINE vec product(vec a, vec b)
{
    return (vec)_mm256_mul_epu32((__m256i)a, (__m256i)b);
}

/* Whether those bits of x that are in `part` could be 0 but for the margin. */
INLINE mask near_zero(vec x, uint64_t part)
{
    return ((x + all(MARGIN)) & all(part & -(2 * MARGIN))) == all(0);
}

INLINE void set_others(struct batch *batch, size_t at, mask others)
{
    batch->others |= (uint32_t)_mm256_movemask_pd((__m256d)others) << at;
}

/* The powers of ten at four places of the table. */
INLINE void look_up(vec index, vec *high, vec *low)
{
    const __m128i *table = (const __m128i *)power_table;
    uint64_t at[LANES];
    store(at, index);
    __m256i even = _mm256_set_m128i(_mm_loadu_si128(table + at[2]), _mm_loadu_si128(table + at[0]));
    __m256i odd = _mm256_set_m128i(_mm_loadu_si128(table + at[3]), _mm_loadu_si128(table + at[1]));
    *high = (vec)_mm256_unpacklo_epi64(even, odd);
    *low = (vec)_mm256_unpackhi_epi64(even, odd);
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
    mask integer = ((c << ((exponent - all(offset)) & all(63))) == all(0)) &
                   ((mask)exponent >= (mask)all(offset - (uint64_t)format->fraction_bits));
    mask others =
        integer | (stored == all(0)) | (exponent == all(0)) |
        (exponent == all(format->infinity >> format->fraction_bits)) |
        (((mask)exponent >= (mask)all(offset)) & ((mask)exponent <= (mask)all(last_plain)));

    /* power_floor_log10, power_exponent and the shift of write_shortest, less 4. */
    const uint64_t ten_bias = ((uint64_t)TEN_BIAS << 22) - offset * 1262611;
    const uint64_t two_bias = ((uint64_t)TWO_BIAS << 19) - (uint64_t)-POWER_LEAST * 1741647;
    vec k = (product(exponent, all(1262611)) + all(ten_bias)) >> 22;
    vec index = all(TEN_BIAS - POWER_LEAST) - k;
    vec two = (product(index, all(1741647)) + all(two_bias)) >> 19;
    vec shift = two + exponent - all(TWO_BIAS - 1 + offset);
    vec high, low;
    look_up(index, &high, &low);
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
    mask small = (mask)nine >= (mask)all(1000000000);
    first -= (vec)small;
    nine -= (vec)small & all(1000000000);
    vec second = product(nine, all(0xcccccccd)) >> 35;
    vec distance = (nine - product(second, all(10))) << 60 | load(batch->fraction + at);

    /* Halves, for comparisons are signed. */
    vec beyond = (distance >> 1) - half_width;
    vec rest = distance - half_width + all(ONE / 2);
    set_others(batch, at, near_zero(beyond, ~(uint64_t)0) | near_zero(rest, ONE - 1));
    vec zeros = -(vec)(first < all(10000000));
    if (format->fraction_bits < 52)
        zeros = all(8) - (vec)(second < all(10000000)) - (vec)(second < all(1000000));
    store(batch->first + at, first);
    store(batch->second + at, second);
    store(batch->last + at, rest >> 60 & ~(vec)((mask)beyond < (mask)all(0)));
    store(batch->zeros + at, zeros);
}

/* The digits of two numbers, each two lanes of up to 8 digits, as bytes_digits makes them; they
 * take the places `at` and `at` + 2. */
INLINE void put_digits(__m256i lanes, struct batch *batch, size_t at)
{
    __m256i quotients = /* by 10000 */
        _mm256_srli_epi64(_mm256_mul_epu32(lanes, _mm256_set1_epi64x(109951163)), 40);
    lanes = _mm256_sub_epi64(lanes, _mm256_mul_epu32(quotients, _mm256_set1_epi64x(10000)));
    lanes = _mm256_or_si256(quotients, _mm256_slli_epi64(lanes, 32));
    quotients = /* by 100 */
        _mm256_srli_epi16(_mm256_mulhi_epu16(lanes, _mm256_set1_epi16(5243)), 3);
    lanes = _mm256_sub_epi16(lanes, _mm256_madd_epi16(quotients, _mm256_set1_epi32(100)));
    lanes = _mm256_or_si256(quotients, _mm256_slli_epi32(lanes, 16));
    quotients = _mm256_mulhi_epu16(lanes, _mm256_set1_epi16(6554)); /* by 10 */
    lanes = _mm256_sub_epi16(_mm256_slli_epi16(lanes, 8),
                             _mm256_mullo_epi16(quotients, _mm256_set1_epi16((10 << 8) - 1)));
    __m256i zero = _mm256_cmpeq_epi8(lanes, _mm256_setzero_si256());
    uint32_t nonzero = ~(uint32_t)_mm256_movemask_epi8(zero);
    lanes = _mm256_or_si256(lanes, _mm256_set1_epi8('0'));
    _mm_storeu_si128((__m128i *)batch->digits[at], _mm256_castsi256_si128(lanes));
    _mm_storeu_si128((__m128i *)batch->digits[at + 2], _mm256_extracti128_si256(lanes, 1));
    batch->nonzero[at] = nonzero & 0xffff;
    batch->nonzero[at + 2] = nonzero >> 16;
}

/* The third step: from first and second to digits. */
INLINE void spell(struct batch *batch, size_t at)
{
    __m256i first = (__m256i)load(batch->first + at), second = (__m256i)load(batch->second + at);
    put_digits(_mm256_unpacklo_epi64(first, second), batch, at);
    put_digits(_mm256_unpackhi_epi64(first, second), batch, at + 1);
}

/* Where things go in the plain form, by the exponent from PLAIN_LEAST on, and last in the other. */
enum { PLAIN_LEAST = -5, PLAIN_ROWS = 21 };
static const struct {
    uint8_t front; /* where sixteen digits go */
    uint8_t from;  /* the digits from this one on, */
    uint8_t back;  /* and where they go */
    uint8_t point; /* where the point goes */
    uint8_t whole; /* digits before the point: 17 where it comes before all of them */
    uint8_t least; /* the length at least, from the front on */
} places[PLAIN_ROWS + 1] = {
    {6, 16, 22, 1, 17, 0},   {5, 16, 21, 1, 17, 0},   {4, 16, 20, 1, 17, 0},
    {3, 16, 19, 1, 17, 0},   {2, 16, 18, 1, 17, 0},   {0, 1, 2, 1, 1, 1},
    {0, 2, 3, 2, 2, 2},      {0, 3, 4, 3, 3, 3},      {0, 4, 5, 4, 4, 4},
    {0, 5, 6, 5, 5, 5},      {0, 6, 7, 6, 6, 6},      {0, 7, 8, 7, 7, 7},
    {0, 8, 9, 8, 8, 8},      {0, 9, 10, 9, 9, 9},     {0, 10, 11, 10, 10, 10},
    {0, 11, 12, 11, 11, 11}, {0, 12, 13, 12, 12, 12}, {0, 13, 14, 13, 13, 13},
    {0, 14, 15, 14, 14, 14}, {0, 15, 16, 15, 15, 15}, {0, 16, 17, 16, 16, 16},
    {0, 1, 2, 1, 1, 1},
};

/* The text of the exponents, from EXPONENT_LEAST on; the last byte is its length. */
enum { EXPONENT_LEAST = -330, EXPONENT_GREATEST = 310 };
static union {
    char text[8];
    uint64_t bytes;
} exponents[EXPONENT_GREATEST - EXPONENT_LEAST + 1];

__attribute__((constructor)) static void fill_exponents(void)
{
    for (int i = EXPONENT_LEAST; i <= EXPONENT_GREATEST; i++) {
        char *text = exponents[i - EXPONENT_LEAST].text;
        text[7] = (char)snprintf(text, 7, "e%+03d", i);
    }
}

/* The last step: the usual number at `index` as text; the end. What is not of the number, digits
 * and exponent, is stored all the same: what comes next writes over it. */
INLINE char *lay_out(const struct batch *batch, size_t index, bool negative, char *out)
{
    int zeros = (int)batch->zeros[index];
    uint64_t last = batch->last[index];
    const char *digits = batch->digits[index] + zeros;
    int count = 32 - __builtin_clz(batch->nonzero[index] | (uint32_t)(last != 0) << 16) - zeros;
    int exponent = (int)batch->k[index] - TEN_BIAS + 16 - zeros;
    unsigned row = (unsigned)(exponent - PLAIN_LEAST);
    row = row < PLAIN_ROWS ? row : PLAIN_ROWS;

    *out = '-';
    out += negative;
    bytes_store8(out, bytes_all('0'));
    char *front = out + places[row].front, *back = out + places[row].back;
    _mm_storeu_si128((__m128i *)front, _mm_loadu_si128((const __m128i *)digits));
    _mm_storeu_si128((__m128i *)back,
                     _mm_loadu_si128((const __m128i *)(digits + places[row].from)));
    back[16 - zeros - places[row].from] = (char)('0' + last);
    out[places[row].point] = '.';
    int length = count + (count > places[row].whole), least = places[row].least;
    out = front + (length > least ? length : least);
    uint64_t bytes = exponents[exponent - EXPONENT_LEAST].bytes;
    memcpy(out, &bytes, sizeof bytes);
    return out + (bytes >> 56 & -(uint64_t)(row == PLAIN_ROWS));
}

/* Whether a batch that begins with x is better left to decimal_write.c: integers come together. */
INLINE bool begins_integers(double x)
{
    return x > -1e8 && x < 1e8 && x == (double)(int)x;
}

/* The steps after the first. */
INLINE void go_on(struct batch *batch, const struct binary_format *format)
{
    for (size_t i = 0; i < BATCH; i += LANES)
        shorten(batch, i, format);
    for (size_t i = 0; i < BATCH; i += LANES)
        spell(batch, i);
}

bool decimal_many_avx2_runs(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

char *decimal_many_avx2_double(const double *values, size_t *count, struct separators *separators,
                               char *out)
{
    struct batch batch;
    for (; *count >= BATCH; *count -= BATCH, values += BATCH) {
        batch.others = ~(uint32_t)0;
        if (!begins_integers(values[0])) {
            batch.others = 0;
            for (size_t i = 0; i < BATCH; i += LANES) {
                vec bits;
                memcpy(&bits, values + i, sizeof bits);
                scale(bits << 1 >> 1, &batch, i, &binary64);
            }
            go_on(&batch, &binary64);
        }
        for (size_t i = 0; i < BATCH; i++) {
            if (batch.others >> i & 1)
                out += decimal_write_double(values[i], out);
            else
                out = lay_out(&batch, i, __builtin_signbit(values[i]), out);
            out = separators_put(separators, out);
        }
    }
    return out;
}

char *decimal_many_avx2_single(const float *values, size_t *count, struct separators *separators,
                               char *out)
{
    struct batch batch;
    for (; *count >= BATCH; *count -= BATCH, values += BATCH) {
        batch.others = ~(uint32_t)0;
        if (!begins_integers((double)values[0])) {
            batch.others = 0;
            for (size_t i = 0; i < BATCH; i += LANES) {
                narrow bits;
                memcpy(&bits, values + i, sizeof bits);
                scale(__builtin_convertvector(bits << 1 >> 1, vec), &batch, i, &binary32);
            }
            go_on(&batch, &binary32);
        }
        for (size_t i = 0; i < BATCH; i++) {
            if (batch.others >> i & 1)
                out += decimal_write_single(values[i], out);
            else
                out = lay_out(&batch, i, __builtin_signbit(values[i]), out);
            out = separators_put(separators, out);
        }
    }
    return out;
}

#endif
